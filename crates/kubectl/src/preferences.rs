//! Preferences of kubectl's user, the kuberc file: defaults of flags, and names of one's own for commands.

use api::Value;

use crate::cli::flag::Flag;
use crate::cli::{Command, find, go, parse};
use crate::commands::KUBECTL;
use crate::error::{Error, Result};
use crate::host::FileError;
use crate::run::Session;

/// The group of the file's versions.
const GROUP: &str = "kubectl.config.k8s.io/";

/// Which file it is, and whether somebody has named it; none where preferences are switched off.
pub(crate) async fn path(io: &Session, named: &str) -> Result<Option<(String, bool)>, String> {
    if io.env("KUBERC").await.is_some_and(|v| v == "off") {
        return match named {
            "" => Ok(None),
            _ => Err("disabling kuberc via KUBERC=off and passing kuberc flag are mutually exclusive".into()),
        };
    }
    if !named.is_empty() {
        return Ok(Some((named.to_string(), true)));
    }
    match io.env("KUBERC").await.filter(|v| !v.is_empty()) {
        Some(path) => Ok(Some((path, true))),
        None => Ok(Some((format!("{}/.kube/kuberc", io.env("HOME").await.unwrap_or_else(|| "/root".into())), false))),
    }
}

/// Whether there are preferences at all.
pub(crate) async fn are_on(io: &Session) -> bool {
    io.env("KUBECTL_KUBERC").await.is_none_or(|v| go::parse_bool(&v) != Ok(false))
}

/// The arguments as the preferences make them, and the name under which the command was called where it is one's own.
pub(crate) async fn apply(io: &Session, args: &[String]) -> Result<(Vec<String>, Option<String>)> {
    let unchanged = (args.to_vec(), None);
    if args.is_empty() || !are_on(io).await {
        return Ok(unchanged);
    }
    let made = match preferences(io, args).await {
        Ok(Some(preferences)) => applied(io, args, &preferences),
        Ok(None) => return Ok(unchanged),
        Err(why) => Err(why),
    };
    made.map_err(|why| Error::Verbatim(format!("error occurred while applying preferences {why}")))
}

/// The file's name among the arguments.
fn named(args: &[String]) -> Result<String, String> {
    let lost = || "kuberc file is not found".to_string();
    for (i, arg) in args.iter().enumerate().take_while(|(_, arg)| *arg != "--") {
        if arg == "--kuberc" {
            return args.get(i + 1).cloned().ok_or_else(lost);
        }
        if let Some(path) = arg.strip_prefix("--kuberc=") {
            return if path.is_empty() { Err(lost()) } else { Ok(path.to_string()) };
        }
    }
    Ok(String::new())
}

async fn preferences(io: &Session, args: &[String]) -> Result<Option<Value>, String> {
    let found = path(io, &named(args)?).await.map_err(|why| format!("kuberc error {why}"))?;
    let Some((path, explicit)) = found else { return Ok(None) };
    let at = path.clone();
    let read = io.ask(move |h| h.read_file(&at)).await;
    let why = match read {
        Err(FileError::NotFound) if !explicit => return Ok(None),
        Err(why) => format!("open {path}: {}", why.text()),
        Ok(bytes) => match of_text(&String::from_utf8_lossy(&bytes)) {
            Some((preferences, odd)) => {
                if !odd.is_empty() {
                    let odd: Vec<String> = odd.iter().map(|field| format!("unknown field {field:?}")).collect();
                    let why = odd.join(", ");
                    io.eprint(format!(
                        "kuberc: ignoring strict decoding error in {path}: strict decoding error: {why}"
                    ));
                }
                return Ok(Some(preferences));
            }
            None if bytes.iter().all(u8::is_ascii_whitespace) => return Ok(None),
            None => format!("no valid preferences found in {path}, use --v=5 to see details"),
        },
    };
    if explicit {
        return Err(format!("kuberc error kuberc: {why}"));
    }
    // Of a file that nobody has named it is only told.
    io.eprint(format!("kuberc: no preferences loaded from {path}: {why}"));
    Ok(None)
}

/// The preferences of a file, with its unknown fields.
fn of_text(text: &str) -> Option<(Value, Vec<String>)> {
    const FIELDS: &[&str] = &[
        "apiVersion",
        "kind",
        "metadata",
        "defaults",
        "overrides",
        "aliases",
        "credentialPluginPolicy",
        "credentialPluginAllowlist",
    ];
    let objects = api::yaml::decode_stream(text).into_iter().map_while(|object| object.ok());
    let versions = ["v1alpha1", "v1beta1", "v1"];
    let known = |o: &Value| {
        let version = o.str("apiVersion").strip_prefix(GROUP);
        o.str("kind") == "Preference" && version.is_some_and(|v| versions.contains(&v))
    };
    let found = objects.into_iter().find(known)?;
    let odd = found.as_map()?.iter().map(|(k, _)| k.to_string()).filter(|k| !FIELDS.contains(&k.as_str())).collect();
    Some((found, odd))
}

/// The options of a row, as a name and a value each.
fn options(row: &Value) -> impl Iterator<Item = (&str, &str)> {
    // The first version called them flags.
    let rows = row.list("options").iter().chain(row.list("flags"));
    rows.map(|option| (option.str("name"), option.str("default")))
}

fn defaults(preferences: &Value) -> impl Iterator<Item = &Value> {
    preferences.list("defaults").iter().chain(preferences.list("overrides"))
}

fn validate(preferences: &Value) -> Result<(), String> {
    let mut names: Vec<&str> = Vec::new();
    for alias in preferences.list("aliases") {
        let name = alias.str("name");
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err("invalid alias name, can only include alphabetical characters".into());
        }
        if names.contains(&name) {
            return Err(format!("duplicate alias name {name}"));
        }
        names.push(name);
    }
    let mut all = preferences.list("aliases").iter().chain(defaults(preferences)).flat_map(options);
    match all.find(|(name, _)| name.starts_with('-')) {
        Some((name, _)) => Err(format!("flag name {name} should be in long form without dashes")),
        None => Ok(()),
    }
}

type Applied = (Vec<String>, Option<String>);

fn applied(io: &Session, args: &[String], preferences: &Value) -> Result<Applied, String> {
    validate(preferences)?;
    let (mut args, alias) = aliased(args, preferences)?;
    let typed = args.clone();
    let command = find::find(&KUBECTL, &args).command();
    for row in defaults(preferences) {
        let words: Vec<String> = row.str("command").split_whitespace().map(str::to_string).collect();
        let of = find::find(&KUBECTL, &words);
        if of.chain.len() == 1 && !words.is_empty() {
            io.eprint(format!("Warning: command {} not found to set kuberc override\n", go::quote(row.str("command"))));
            continue;
        }
        if alias.is_some() || of.command().name != command.name {
            continue;
        }
        let title = row.str("command");
        for (name, value) in options(row) {
            let flag = parse::lookup(command, name);
            let flag = flag.ok_or_else(|| format!("invalid flag {name} for command {title}"))?;
            give((&typed, &mut args), command, flag, value).map_err(|why| {
                format!("could not apply override value {value} to flag {name} in command {title} err: {why}")
            })?;
        }
    }
    Ok((args, alias))
}

/// The arguments with the command that a name of one's own stands for.
fn aliased(args: &[String], preferences: &Value) -> Result<Applied, String> {
    let unknown = find::find(&KUBECTL, args).chain.len() == 1 && find::first_word(&KUBECTL, args).is_some();
    let at = args.iter().position(|arg| !arg.starts_with('-'));
    let Some(at) = at.filter(|_| unknown) else { return Ok((args.to_vec(), None)) };
    let Some(alias) = preferences.list("aliases").iter().find(|a| a.str("name") == args[at]) else {
        return Ok((args.to_vec(), None));
    };
    let name = args[at].clone();
    let words: Vec<String> = alias.str("command").split_whitespace().map(str::to_string).collect();
    let found = find::find(&KUBECTL, &words);
    if found.chain.len() == 1 {
        let (command, shown) = (go::quote(alias.str("command")), go::list(&words));
        return Err(format!("command {command} not found to set alias {}: {shown}", go::quote(&name)));
    }
    let texts =
        |field: &str| alias.list(field).iter().filter_map(Value::as_str).map(str::to_string).collect::<Vec<_>>();
    let mut made = args.to_vec();
    made.extend(texts("appendArgs"));
    made.splice(at..=at, words.into_iter().chain(texts("prependArgs")));
    let command = found.command();
    for (flag_name, value) in options(alias) {
        let flag = parse::lookup(command, flag_name);
        let flag = flag.ok_or_else(|| format!("invalid alias flag {flag_name} in alias kubectl"))?;
        give((args, &mut made), command, flag, value)
            .map_err(|why| format!("could not apply value {value} to flag {flag_name} in alias kubectl err: {why}"))?;
    }
    Ok((made, Some(name)))
}

/// Gives a flag its value, where the arguments that were typed do not.
fn give(
    (typed, args): (&[String], &mut Vec<String>),
    command: &Command,
    flag: &'static Flag,
    value: &str,
) -> Result<(), String> {
    if typed.iter().any(|arg| says(arg, command, flag)) {
        return Ok(());
    }
    parse::check_value(flag, value)?;
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    args.insert(end, format!("--{}={value}", flag.name));
    Ok(())
}

/// Whether an argument gives a flag: `--output`, `--output=x`, `-oyaml`, `-wo`.
fn says(arg: &str, command: &Command, flag: &Flag) -> bool {
    if let Some(long) = arg.strip_prefix("--") {
        return long.split('=').next() == Some(flag.name);
    }
    let Some(bundle) = arg.strip_prefix('-').filter(|_| flag.short != '\0') else { return false };
    let letters = || bundle.chars().all(|c| c.is_ascii_alphabetic() && parse::lookup_short(command, c).is_some());
    bundle.starts_with(flag.short) || !bundle.is_empty() && letters() && bundle.contains(flag.short)
}
