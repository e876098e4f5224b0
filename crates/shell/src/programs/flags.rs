//! Options of a command line, as `getopt` reads them.

/// The options that were given, in order, and the other arguments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags {
    given: Vec<(char, String)>,
    pub rest: Vec<String>,
}

/// An option that is not known, or has no argument.
#[derive(Clone, Debug)]
pub(crate) enum FlagError {
    Unknown(char),
    UnknownLong(String),
    Missing(char),
}

impl Flags {
    /// `short`: letters, each followed by `:` if it takes an argument. `long`: long names and the letters that they stand for.
    pub fn parse(args: &[String], short: &str, long: &[(&str, char)]) -> Result<Flags, FlagError> {
        Flags::read(args, short, long, true)
    }

    /// Stops at the first argument that is no option (`env`, `xargs`, `timeout`).
    pub fn parse_prefix(args: &[String], short: &str, long: &[(&str, char)]) -> Result<Flags, FlagError> {
        Flags::read(args, short, long, false)
    }

    fn read(args: &[String], short: &str, long: &[(&str, char)], permute: bool) -> Result<Flags, FlagError> {
        let mut flags = Flags::default();
        let takes = |letter: char| short.find(letter).map(|at| short[at + letter.len_utf8()..].starts_with(':'));
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            if arg == "--" {
                flags.rest.extend(args.cloned());
                break;
            }
            if let Some(name) = arg.strip_prefix("--") {
                let (name, value) = match name.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_string())),
                    None => (name, None),
                };
                // An unambiguous beginning is enough.
                let exact = long.iter().find(|(known, _)| *known == name);
                let row = exact.or_else(|| {
                    let mut fits = long.iter().filter(|(known, _)| known.starts_with(name));
                    fits.next().filter(|_| fits.next().is_none())
                });
                let Some((_, letter)) = row else { return Err(FlagError::UnknownLong(name.to_string())) };
                let value = match (takes(*letter).unwrap_or(false), value) {
                    (true, None) => args.next().cloned().ok_or(FlagError::Missing(*letter))?,
                    (_, value) => value.unwrap_or_default(),
                };
                flags.given.push((*letter, value));
                continue;
            }
            let Some(letters) = arg.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
                flags.rest.push(arg.clone());
                if !permute {
                    flags.rest.extend(args.cloned());
                    break;
                }
                continue;
            };
            for (at, letter) in letters.char_indices() {
                match takes(letter) {
                    _ if letter == ':' => return Err(FlagError::Unknown(letter)),
                    None => return Err(FlagError::Unknown(letter)),
                    Some(false) => flags.given.push((letter, String::new())),
                    Some(true) => {
                        let attached = &letters[at + letter.len_utf8()..];
                        let value = match attached {
                            "" => args.next().cloned().ok_or(FlagError::Missing(letter))?,
                            attached => attached.to_string(),
                        };
                        flags.given.push((letter, value));
                        break;
                    }
                }
            }
        }
        Ok(flags)
    }

    pub fn has(&self, letter: char) -> bool {
        self.given.iter().any(|(given, _)| *given == letter)
    }

    /// The last argument of an option.
    pub fn value(&self, letter: char) -> Option<&str> {
        self.given.iter().rev().find(|(given, _)| *given == letter).map(|(_, value)| value.as_str())
    }

    pub fn values(&self, letter: char) -> impl Iterator<Item = &str> {
        self.given.iter().filter(move |(given, _)| *given == letter).map(|(_, value)| value.as_str())
    }

    /// The one of these options that was given last.
    pub fn last_of(&self, letters: &str) -> Option<char> {
        self.given.iter().rev().find(|(given, _)| letters.contains(*given)).map(|(letter, _)| *letter)
    }
}

impl super::Call<'_, '_> {
    /// Nothing to work on.
    pub fn missing_operand(&mut self) -> i32 {
        let name = self.name.to_string();
        self.fail("missing operand");
        if !self.busybox() {
            self.err(&format!("Try '{name} --help' for more information.\n"));
        }
        1
    }

    /// Says what is wrong with the options; the exit code.
    pub fn usage(&mut self, error: &FlagError) -> i32 {
        let name = self.name.to_string();
        let busybox = self.busybox();
        let text = match (error, busybox) {
            (FlagError::Unknown(letter), false) => format!("{name}: invalid option -- '{letter}'\n"),
            (FlagError::UnknownLong(long), false) => format!("{name}: unrecognized option '--{long}'\n"),
            (FlagError::Missing(letter), false) => format!("{name}: option requires an argument -- '{letter}'\n"),
            (FlagError::Unknown(letter), true) => format!("{name}: unrecognized option: {letter}\n"),
            (FlagError::UnknownLong(long), true) => format!("{name}: unrecognized option: {long}\n"),
            (FlagError::Missing(letter), true) => format!("{name}: option requires an argument: {letter}\n"),
        };
        self.err(&text);
        if !busybox {
            self.err(&format!("Try '{name} --help' for more information.\n"));
        }
        if matches!(name.as_str(), "grep" | "ls" | "sort" | "egrep" | "fgrep") && !busybox { 2 } else { 1 }
    }
}
