//! Arguments by the rules of Go's pflag: flags may stand anywhere, `--flag=value`, `-n ns`, `-oyaml`, bundles of
//! switches, `--` ends them.

use sorted::SortedMap;
use std::time::Duration;

use super::flag::{Flag, FlagKind};
use super::{Command, go};
use crate::error::{Error, Result, plain};

/// A command's arguments, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parsed {
    /// `kubectl create deployment`.
    pub path: String,
    /// What is no flag.
    pub args: Vec<String>,
    /// How many of the arguments stood before `--`, where there was one.
    pub before_dash: Option<usize>,
    values: SortedMap<&'static str, Vec<String>>,
    defaults: SortedMap<&'static str, &'static str>,
    /// Global flags that the command has given another meaning.
    hidden: Vec<&'static str>,
    /// `-h` or `--help` was among them.
    pub help: bool,
    /// Flags with their values, in the order they were given.
    typed: Vec<(&'static str, String)>,
    /// Lines about deprecated flags, for standard error.
    pub notes: Vec<String>,
    /// Whether the command wants to know its server before its namespace.
    pub server_first: bool,
}

impl Parsed {
    /// Whether the flag was given.
    pub(crate) fn changed(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }
    /// Whether the command has such a flag.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.defaults.contains_key(name)
    }
    /// Whether the command is to ask nobody.
    pub(crate) fn is_local(&self) -> bool {
        self.has("local") && self.bool("local")
    }
    /// The value of a flag that takes one text.
    pub(crate) fn str(&self, name: &str) -> &str {
        let last = self.values.get(name).and_then(|v| v.last()).map(String::as_str);
        last.or_else(|| self.defaults.get(name).copied()).unwrap_or("")
    }
    /// The value of a global flag; empty where it was not given, or where the command has a flag of its own by that name.
    pub(crate) fn global(&self, name: &str) -> &str {
        if self.changed(name) && !self.hidden.contains(&name) { self.str(name) } else { "" }
    }
    pub(crate) fn bool(&self, name: &str) -> bool {
        go::parse_bool(self.str(name)).unwrap_or(false)
    }
    pub(crate) fn int(&self, name: &str) -> i64 {
        go::parse_flag(self.str(name)).unwrap_or(0)
    }
    pub(crate) fn duration(&self, name: &str) -> Duration {
        go::parse_duration(self.str(name)).unwrap_or_default()
    }
    /// The values of a flag that may be repeated.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        self.values.get(name).cloned().unwrap_or_default()
    }
    /// Sets a flag as if it had been given.
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.values.insert(name, vec![value.into()]);
    }
    /// The command as `--record` notes it down, where it was asked to.
    pub(crate) fn change_cause(&self) -> Option<String> {
        if !self.has("record") || !self.bool("record") {
            return None;
        }
        let words = std::iter::once(self.path.clone()).chain(self.args.iter().cloned());
        let flags = self.typed.iter().map(|(name, value)| format!("--{name}={value}"));
        Some(words.chain(flags).collect::<Vec<_>>().join(" "))
    }
    /// The arguments behind `--`.
    pub(crate) fn after_dash(&self) -> &[String] {
        self.before_dash.map_or(&[], |n| &self.args[n..])
    }
}

/// The flag of a name, among a command's own and the global ones.
pub(crate) fn lookup(command: &Command, name: &str) -> Option<&'static Flag> {
    // pflag's normalizer: `--all_namespaces` is the same.
    let name = name.replace('_', "-");
    command.own_flags().chain(super::flag::GLOBAL).find(|f| f.name == name)
}

/// The flag of a letter.
pub(crate) fn lookup_short(command: &Command, c: char) -> Option<&'static Flag> {
    command.own_flags().chain(super::flag::GLOBAL).find(|f| f.short == c)
}

/// The flag that an argument names: `--output`, `-o`, the last of `-it`.
pub(crate) fn named(command: &Command, arg: &str) -> Option<&'static Flag> {
    match arg.strip_prefix("--") {
        Some(name) => lookup(command, name),
        None => lookup_short(command, arg.strip_prefix('-')?.chars().last()?),
    }
}

/// Reads the arguments of a command (those behind its name).
pub(crate) fn parse(command: &Command, path: &str, args: &[String]) -> Result<Parsed> {
    let mut p = Parsed { path: path.to_string(), ..Parsed::default() };
    for f in command.own_flags().chain(super::flag::GLOBAL) {
        p.defaults.entry(f.name).or_insert(f.default);
    }
    p.hidden =
        command.own_flags().map(|f| f.name).filter(|n| super::flag::GLOBAL.iter().any(|g| g.name == *n)).collect();
    read(command, args, &mut p).map_err(|text| match command.name {
        // Its exit code 1 says that there are differences.
        "diff" => Error::Coded(2, format!("error: {text}\nSee '{path} -h' for help and examples")),
        "options" => plain(format!("{text}\nRun '{path}' without flags.")),
        _ => plain(format!("{text}\nSee '{path} --help' for usage.")),
    })?;
    p.server_first = (command.server_first)(&p);
    Ok(p)
}

fn read(command: &Command, args: &[String], p: &mut Parsed) -> Result<(), String> {
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == "--" {
            p.before_dash = Some(p.args.len());
            p.args.extend(args.cloned());
            return Ok(());
        }
        if let Some(long) = arg.strip_prefix("--") {
            read_long(command, arg, long, &mut args, p)?;
        } else if arg.len() > 1 && arg.starts_with('-') {
            read_short(command, &arg[1..], &mut args, p)?;
        } else {
            p.args.push(arg.clone());
        }
    }
    Ok(())
}

type Rest<'a> = std::slice::Iter<'a, String>;

fn read_long(command: &Command, arg: &str, long: &str, rest: &mut Rest<'_>, p: &mut Parsed) -> Result<(), String> {
    if long.starts_with(['-', '=']) {
        return Err(format!("bad flag syntax: {arg}"));
    }
    let (name, value) = long.split_once('=').map_or((long, None), |(n, v)| (n, Some(v)));
    let Some(flag) = lookup(command, name) else {
        if name == "help" {
            p.help =
                value.map_or(Ok(true), |text| go::parse_bool(text).map_err(|why| refused(text, "-h, --help", &why)))?;
            return Ok(());
        }
        return Err(format!("unknown flag: --{name}"));
    };
    match value {
        Some(v) => set(p, flag, v),
        None if !flag.alone.is_empty() => set(p, flag, flag.alone),
        None => match rest.next() {
            Some(v) => set(p, flag, v),
            None => Err(format!("flag needs an argument: {arg}")),
        },
    }
}

fn read_short(command: &Command, bundle: &str, rest: &mut Rest<'_>, p: &mut Parsed) -> Result<(), String> {
    let mut left = bundle;
    while let Some(c) = left.chars().next() {
        let whole = left;
        left = &left[c.len_utf8()..];
        let Some(flag) = lookup_short(command, c) else {
            if c == 'h' {
                if let Some(value) = left.strip_prefix('=').filter(|value| !value.is_empty()) {
                    p.help = go::parse_bool(value).map_err(|why| refused(value, "-h, --help", &why))?;
                    return Ok(());
                }
                p.help = true;
                continue;
            }
            return Err(format!("unknown shorthand flag: {c:?} in -{whole}"));
        };
        // An equals sign with nothing behind it is the value itself.
        if let Some(value) = left.strip_prefix('=').filter(|value| !value.is_empty()) {
            return set(p, flag, value);
        }
        if !flag.alone.is_empty() {
            set(p, flag, flag.alone)?;
            continue;
        }
        if !left.is_empty() {
            return set(p, flag, left);
        }
        return match rest.next() {
            Some(v) => set(p, flag, v),
            None => Err(format!("flag needs an argument: {c:?} in -{whole}")),
        };
    }
    Ok(())
}

fn refused(value: &str, flag: &str, why: &str) -> String {
    format!("invalid argument {} for {} flag: {why}", go::quote(value), go::quote(flag))
}

/// Refuses a value that a flag does not take.
pub(crate) fn check_value(flag: &Flag, value: &str) -> Result<(), String> {
    let checked = match flag.kind {
        FlagKind::Bool => go::parse_bool(value).map(|_| ()),
        FlagKind::Int => go::parse_flag(value).map(|_| ()),
        FlagKind::Duration => go::parse_duration(value).map(|_| ()),
        FlagKind::Word => levels(value),
        FlagKind::Pairs => match pairs(value).into_iter().find(|pair| !pair.contains('=')) {
            Some(odd) => Err(format!("{odd} must be formatted as key=value")),
            None => Ok(()),
        },
        _ => Ok(()),
    };
    if let Err(why) = checked {
        let shown = match flag.short {
            '\0' => format!("--{}", flag.name),
            c => format!("-{c}, --{}", flag.name),
        };
        return Err(refused(value, &shown, &why));
    }
    Ok(())
}

fn set(p: &mut Parsed, flag: &'static Flag, value: &str) -> Result<(), String> {
    check_value(flag, value)?;
    if !flag.deprecated.is_empty() {
        p.notes.push(format!("Flag --{} has been deprecated, {}\n", flag.name, flag.deprecated));
    }
    p.typed.push((flag.name, value.to_string()));
    let values = p.values.entry(flag.name).or_default();
    match flag.kind {
        FlagKind::Array => values.push(value.to_string()),
        FlagKind::Slice => values.extend(split_csv(value)),
        FlagKind::Pairs => values.extend(pairs(value)),
        _ => *values = vec![value.to_string()],
    }
    Ok(())
}

/// The levels of files, `a=1,b=2`, as Go's log takes them.
fn levels(text: &str) -> Result<(), String> {
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let level = part.split_once('=').filter(|(file, level)| !file.is_empty() && !level.is_empty());
        match level.map(|(_, level)| level.parse::<i64>()) {
            Some(Ok(level)) if level >= 0 => {}
            Some(Ok(_)) => return Err("negative value for vmodule level".into()),
            _ => return Err("syntax error: expect comma-separated list of filename=N".into()),
        }
    }
    Ok(())
}

/// The `key=value` words of a flag: one is taken whole.
fn pairs(text: &str) -> Vec<String> {
    if text.matches('=').count() > 1 { split_csv(text) } else { vec![text.trim_matches('"').to_string()] }
}

/// One line of comma separated values; quotes protect commas.
fn split_csv(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    if line.is_empty() {
        return fields;
    }
    let (mut field, mut quoted) = (String::new(), false);
    for c in line.chars() {
        match c {
            '"' if quoted || field.is_empty() => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}

/// What cobra says about flags that had to be given.
pub(crate) fn check_required(command: &Command, p: &Parsed) -> Result<()> {
    let missing: Vec<&str> = command.required.iter().copied().filter(|name| !p.changed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(plain(format!("required flag(s) \"{}\" not set", missing.join("\", \""))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::flag;

    const FLAGS: &[Flag] = &[
        flag::OUTPUT,
        flag::DRY_RUN,
        flag::int("tail", "-1", ""),
        flag::switch("watch", "").short('w'),
        flag::slice("env", ""),
        flag::array("rule", ""),
    ];
    const COMMAND: Command = Command { name: "get", flags: &[FLAGS], ..Command::NEW };

    fn read(line: &str) -> Result<Parsed> {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        parse(&COMMAND, "kubectl get", &args)
    }
    fn refusal(line: &str) -> String {
        read(line).unwrap_err().message().lines().next().unwrap_or("").to_string()
    }

    #[test]
    fn values_and_switches() {
        let p = read("pods -oyaml -w --tail=3 -n x a --env a=1,b=2 --env c=3 --rule p,q -- -z").unwrap();
        assert_eq!((p.str("output"), p.bool("watch"), p.int("tail"), p.str("namespace")), ("yaml", true, 3, "x"));
        assert_eq!(p.args, ["pods", "a", "-z"]);
        assert_eq!(p.after_dash(), ["-z"]);
        assert_eq!(p.list("env"), ["a=1", "b=2", "c=3"]);
        assert_eq!(p.list("rule"), ["p,q"]);
        assert_eq!(read("-wo=json").unwrap().str("output"), "json");
        assert_eq!(read("--dry-run client").unwrap().str("dry-run"), "unchanged");
    }

    #[test]
    fn refusals() {
        assert_eq!(refusal("--nosuch"), "unknown flag: --nosuch");
        assert_eq!(refusal("-wz"), "unknown shorthand flag: 'z' in -z");
        assert_eq!(refusal("-o"), "flag needs an argument: 'o' in -o");
        assert_eq!(refusal("--output"), "flag needs an argument: --output");
        assert_eq!(
            refusal("--tail=x"),
            "invalid argument \"x\" for \"--tail\" flag: strconv.ParseInt: parsing \"x\": invalid syntax"
        );
        assert_eq!(refusal("--=x"), "bad flag syntax: --=x");
    }
}
