//! The methods of texts.

use super::format;
use super::methods::wrong;
use super::operators::whole;
use super::parse::Name;
use super::run::Machine;
use super::value::{Res, Val};

pub const METHODS: &[&str] = &[
    "upper",
    "lower",
    "title",
    "capitalize",
    "swapcase",
    "strip",
    "lstrip",
    "rstrip",
    "split",
    "rsplit",
    "splitlines",
    "join",
    "replace",
    "startswith",
    "endswith",
    "find",
    "rfind",
    "index",
    "count",
    "format",
    "ljust",
    "rjust",
    "center",
    "zfill",
    "isdigit",
    "isnumeric",
    "isalpha",
    "isalnum",
    "isspace",
    "isupper",
    "islower",
    "removeprefix",
    "removesuffix",
    "partition",
    "rpartition",
    "casefold",
];
pub const KNOWN: &[&str] = &[
    "encode",
    "decode",
    "expandtabs",
    "translate",
    "maketrans",
    "format_map",
    "isidentifier",
    "isdecimal",
    "istitle",
    "isascii",
];

pub fn call(m: &mut Machine, s: &str, name: &str, args: Vec<Val>, named: Vec<(Name, Val)>) -> Res<Val> {
    let text = |v: &Val| if let Val::Str(s) = v { Some(s.clone()) } else { None };
    let first = args.first().and_then(text);
    let letters = |test: fn(char) -> bool| Val::Bool(!s.is_empty() && s.chars().all(test));
    let cased = |test: fn(char) -> bool| {
        Val::Bool(s.chars().any(char::is_alphabetic) && s.chars().filter(|c| c.is_alphabetic()).all(test))
    };
    let made: String = match (name, &first, &args[..]) {
        ("upper", ..) => s.to_uppercase(),
        ("lower" | "casefold", ..) => s.to_lowercase(),
        ("capitalize", ..) => words(s, |before, _| before.is_none()),
        ("title", ..) => words(s, |before, _| !before.is_some_and(char::is_alphabetic)),
        ("swapcase", ..) => words(s, |_, c| !c.is_uppercase()),
        ("strip" | "lstrip" | "rstrip", ..) => {
            let out = |c: char| match &first {
                Some(set) => set.contains(c),
                None => c.is_whitespace(),
            };
            match name {
                "strip" => s.trim_matches(out),
                "lstrip" => s.trim_start_matches(out),
                _ => s.trim_end_matches(out),
            }
            .to_string()
        }
        ("replace", Some(from), [_, Val::Str(to)]) => s.replace(&**from, to),
        ("replace", Some(from), [_, Val::Str(to), n]) => {
            // A number below nought stands for all of them.
            s.replacen(&**from, to, usize::try_from(whole(n).unwrap_or(0)).unwrap_or(usize::MAX))
        }
        ("removeprefix", Some(p), _) => s.strip_prefix(&**p).unwrap_or(s).to_string(),
        ("removesuffix", Some(p), _) => s.strip_suffix(&**p).unwrap_or(s).to_string(),
        ("ljust" | "rjust" | "center" | "zfill", _, [width, rest @ ..]) => {
            padded(s, name, whole(width).unwrap_or(0), rest.first().and_then(text).as_deref().unwrap_or(" "))
        }
        ("join", _, [list]) => joined(m, s, list)?,
        ("format", _, args) => return format::method(&mut m.heap, s, args, &named),
        ("startswith" | "endswith", _, [v]) => {
            let list = if first.is_some() { vec![v.clone()] } else { m.items(&v.clone())? };
            let fits = |v: &Val| {
                text(v).is_some_and(|p| if name == "startswith" { s.starts_with(&*p) } else { s.ends_with(&*p) })
            };
            return Ok(Val::Bool(list.iter().any(fits)));
        }
        ("find" | "rfind" | "index", Some(part), _) => {
            let at = if name == "rfind" { s.rfind(&**part) } else { s.find(&**part) };
            return match at {
                Some(at) => Ok(Val::Int(s[..at].chars().count() as i64)),
                None if name == "index" => Err(m.heap.error("ValueError", "substring not found")),
                None => Ok(Val::Int(-1)),
            };
        }
        ("count", Some(part), _) => return Ok(Val::Int(s.matches(&**part).count() as i64)),
        ("isdigit" | "isnumeric", ..) => return Ok(letters(char::is_numeric)),
        ("isalpha", ..) => return Ok(letters(char::is_alphabetic)),
        ("isalnum", ..) => return Ok(letters(char::is_alphanumeric)),
        ("isspace", ..) => return Ok(letters(char::is_whitespace)),
        ("isupper", ..) => return Ok(cased(char::is_uppercase)),
        ("islower", ..) => return Ok(cased(char::is_lowercase)),
        ("partition" | "rpartition", Some(part), _) => {
            let cut = if name == "partition" { s.split_once(&**part) } else { s.rsplit_once(&**part) };
            let parts = match (cut, name) {
                (Some((a, b)), _) => [a, part, b],
                (None, "partition") => [s, "", ""],
                (None, _) => ["", "", s],
            };
            let parts = parts.map(|p| Val::Str(p.into())).to_vec();
            return Ok(m.heap.tuple(parts));
        }
        ("splitlines", ..) => return list(m, s.lines().map(str::to_string).collect()),
        ("split" | "rsplit", ..) => {
            let most = args.get(1).or(named.iter().find(|(n, _)| &**n == "maxsplit").map(|(_, v)| v)).and_then(whole);
            let most = most.filter(|n| *n >= 0).map_or(usize::MAX, |n| n as usize);
            return list(m, split(s, first.as_deref(), most, name == "rsplit"));
        }
        _ => return Err(wrong(m, name)),
    };
    m.heap.text(made)
}

/// A text as wide as is asked for.
fn padded(s: &str, name: &str, width: i64, fill: &str) -> String {
    let width = width.clamp(0, 10_000) as usize;
    let missing = width.saturating_sub(s.chars().count());
    match name {
        "ljust" => s.to_string() + &fill.repeat(missing),
        "rjust" => fill.repeat(missing) + s,
        "center" => {
            let left = missing / 2 + (missing & width & 1);
            fill.repeat(left) + s + &fill.repeat(missing - left)
        }
        _ => match s.strip_prefix(['-', '+']) {
            Some(rest) => s[..1].to_string() + &"0".repeat(missing) + rest,
            None => "0".repeat(missing) + s,
        },
    }
}

fn joined(m: &mut Machine, s: &str, list: &Val) -> Res<String> {
    let mut parts = Vec::new();
    for (i, v) in m.items(list)?.iter().enumerate() {
        let Val::Str(part) = v else {
            let kind = m.heap.type_name(v);
            return Err(m.heap.error("TypeError", format!("sequence item {i}: expected str instance, {kind} found")));
        };
        parts.push(part.clone());
    }
    Ok(parts.join(s))
}

fn list(m: &mut Machine, parts: Vec<String>) -> Res<Val> {
    let parts = parts.into_iter().map(|p| m.heap.text(p)).collect::<Res<Vec<_>>>()?;
    Ok(m.heap.list(parts))
}

/// Capital letters where they are wanted, of a letter behind another one, and small ones elsewhere.
fn words(s: &str, capital: fn(Option<char>, char) -> bool) -> String {
    let mut before = None;
    let one = |c: char| match capital(before.replace(c), c) {
        true => c.to_uppercase().collect::<String>(),
        false => c.to_lowercase().collect(),
    };
    s.chars().map(one).collect()
}

fn split(s: &str, separator: Option<&str>, most: usize, from_end: bool) -> Vec<String> {
    let most = most.saturating_add(1);
    if let Some(separator) = separator.filter(|s| !s.is_empty()) {
        if from_end {
            let mut parts: Vec<String> = s.rsplitn(most, separator).map(str::to_string).collect();
            parts.reverse();
            return parts;
        }
        return s.splitn(most, separator).map(str::to_string).collect();
    }
    let mut parts = Vec::new();
    let mut rest = s.trim();
    while !rest.is_empty() {
        let cut = if from_end { rest.rfind(char::is_whitespace) } else { rest.find(char::is_whitespace) };
        match cut.filter(|_| parts.len() + 1 < most) {
            Some(at) if from_end => {
                parts.push(rest[at..].trim().to_string());
                rest = rest[..at].trim_end();
            }
            Some(at) => {
                parts.push(rest[..at].to_string());
                rest = rest[at..].trim_start();
            }
            None => {
                parts.push(rest.to_string());
                break;
            }
        }
    }
    if from_end {
        parts.reverse();
    }
    parts
}
