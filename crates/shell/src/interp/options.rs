//! How a shell was started, and what `set` changes.

use crate::syntax::Dialect;

/// The settings of a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub dialect: Dialect,
    /// Reads from a terminal: keeps on after errors, sets prompts.
    pub interactive: bool,
    /// Writes its prompts itself (inside `exec -it`); otherwise the host draws them.
    pub prompts: bool,
    /// Says `[1] 1234` and `[1]+  Done`.
    pub job_messages: bool,
    /// `set -e`, and the others below.
    pub errexit: bool,
    pub xtrace: bool,
    pub nounset: bool,
    pub noglob: bool,
    pub pipefail: bool,
    pub all_export: bool,
    pub noclobber: bool,
    pub errtrace: bool,
    /// `shopt`, of what changes how names of files are found.
    pub globstar: bool,
    pub dotglob: bool,
    pub nullglob: bool,
    /// Patterns of `case` and `[[` take no heed of capital letters.
    pub nocasematch: bool,
    /// The letters that began the shell: `c`, `s`.
    pub started_with: &'static str,
}

impl Options {
    pub fn new(dialect: Dialect) -> Options {
        Options {
            dialect,
            interactive: false,
            prompts: false,
            job_messages: false,
            errexit: false,
            xtrace: false,
            nounset: false,
            noglob: false,
            pipefail: false,
            all_export: false,
            noclobber: false,
            errtrace: false,
            globstar: false,
            dotglob: false,
            nullglob: false,
            nocasematch: false,
            started_with: "",
        }
    }

    /// A bash at a terminal whose prompt the host draws.
    pub fn terminal() -> Options {
        Options { interactive: true, ..Options::new(Dialect::Bash) }
    }

    /// The flag of `set -x` or `set -o NAME`.
    pub(crate) fn flag(&mut self, name: &str) -> Option<&mut bool> {
        match name {
            "e" | "errexit" => Some(&mut self.errexit),
            "x" | "xtrace" => Some(&mut self.xtrace),
            "u" | "nounset" => Some(&mut self.nounset),
            "f" | "noglob" => Some(&mut self.noglob),
            "a" | "allexport" => Some(&mut self.all_export),
            "C" | "noclobber" => Some(&mut self.noclobber),
            "E" | "errtrace" => Some(&mut self.errtrace),
            "pipefail" => Some(&mut self.pipefail),
            _ => None,
        }
    }

    /// `$-`
    pub(crate) fn letters(&self) -> String {
        let mut letters = String::new();
        let flags = [
            (self.all_export, 'a'),
            (self.errexit, 'e'),
            (self.noglob, 'f'),
            (self.dialect == Dialect::Bash, 'h'),
            (self.interactive, 'i'),
            (self.interactive, 'm'),
            (self.nounset, 'u'),
            (self.xtrace, 'x'),
            (self.dialect == Dialect::Bash, 'B'),
            (self.noclobber, 'C'),
            (self.interactive && self.dialect == Dialect::Bash, 'H'),
        ];
        letters.extend(flags.iter().filter(|(on, _)| *on).map(|(_, letter)| letter));
        letters + self.started_with
    }
}

/// Where the commands come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// `-c`
    Command(String),
    File(String),
    Stdin,
    /// Only a message, and an exit code: `--version`, an unknown option.
    Message {
        text: String,
        code: i32,
    },
}

/// Reads the command line of a shell: options, start, `$0`, parameters.
pub(super) fn from_argv(argv: &[String], dialect: Dialect) -> (Options, Start, String, Vec<String>) {
    let mut options = Options::new(dialect);
    let own = argv.first().cloned().unwrap_or_default();
    let mut at = 1;
    let mut command = false;
    let mut from_stdin = false;
    while let Some(arg) = argv.get(at) {
        if arg == "--" || arg == "-" {
            at += 1;
            break;
        }
        if let Some(long) = arg.strip_prefix("--") {
            if long == "version" && dialect == Dialect::Bash {
                let text = "GNU bash, version 5.2.37(1)-release (x86_64-pc-linux-gnu)\n";
                return (options, Start::Message { text: text.into(), code: 0 }, own, Vec::new());
            }
            let known = matches!(long, "login" | "norc" | "noprofile" | "posix" | "noediting");
            if !known {
                let text = match dialect {
                    Dialect::Bash => format!("{own}: --{long}: invalid option\n"),
                    Dialect::Dash => format!("{own}: 0: Illegal option --\n"),
                    Dialect::Ash => format!("{own}: unrecognized option: {long}\n"),
                };
                return (options, Start::Message { text, code: 2 }, own, Vec::new());
            }
            at += 1;
            continue;
        }
        let (on, letters) = match (arg.strip_prefix('-'), arg.strip_prefix('+')) {
            (Some(letters), _) => (true, letters),
            (_, Some(letters)) => (false, letters),
            _ => break,
        };
        at += 1;
        for letter in letters.chars() {
            match letter {
                'c' => command = true,
                's' => from_stdin = true,
                'i' => options.interactive = on,
                'l' => {}
                'o' => {
                    if let Some(flag) = argv.get(at).and_then(|name| options.flag(name)) {
                        *flag = on;
                    }
                    at += 1;
                }
                _ => match options.flag(&letter.to_string()) {
                    Some(flag) => *flag = on,
                    None => {
                        let text = match dialect {
                            Dialect::Bash => format!("{own}: -{letter}: invalid option\n"),
                            Dialect::Dash => format!("{own}: 0: Illegal option -{letter}\n"),
                            Dialect::Ash => format!("{own}: illegal option -{letter}\n"),
                        };
                        return (options, Start::Message { text, code: 2 }, own, Vec::new());
                    }
                },
            }
        }
    }
    let rest = &argv[at.min(argv.len())..];
    if command {
        options.started_with = "c";
        let Some(text) = rest.first() else {
            let text = match dialect {
                Dialect::Bash => format!("{own}: -c: option requires an argument\n"),
                Dialect::Dash => format!("{own}: 0: -c requires an argument\n"),
                Dialect::Ash => format!("{own}: -c requires an argument\n"),
            };
            return (options, Start::Message { text, code: 2 }, own, Vec::new());
        };
        let name = rest.get(1).cloned().unwrap_or(own);
        return (options, Start::Command(text.clone()), name, rest.get(2..).unwrap_or_default().to_vec());
    }
    match rest.first() {
        Some(file) if !from_stdin => (options, Start::File(file.clone()), file.clone(), rest[1..].to_vec()),
        _ => {
            options.started_with = "s";
            (options, Start::Stdin, own, rest.to_vec())
        }
    }
}
