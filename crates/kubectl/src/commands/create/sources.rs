//! Key/value pairs of config maps and secrets: `--from-literal`, `--from-file`, `--from-env-file`.

use crate::cli::Parsed;
use crate::client::Client;
use crate::error::{Result, plain};
use crate::host::{FileError, FileKind};

/// A key with its bytes, in the order given.
pub(crate) type Pair = (String, Vec<u8>);

/// All pairs of the flags. `check` refuses a key, knowing the pairs before it.
pub(super) async fn pairs(
    client: &Client,
    p: &Parsed,
    env_file_of: &str,
    check: &dyn Fn(&str, &[Pair]) -> Result<()>,
) -> Result<Vec<Pair>> {
    let (files, literals, env_files) = (p.list("from-file"), p.list("from-literal"), p.list("from-env-file"));
    let others = !files.is_empty() || !literals.is_empty();
    if !env_files.is_empty() && others {
        return Err(plain("from-env-file cannot be combined with from-file or from-literal"));
    }
    let mut found: Vec<Pair> = Vec::new();
    // What one source holds is looked at before the next is opened.
    let mut add = |incoming: Vec<Pair>| -> Result<()> {
        for (key, value) in incoming {
            check(&key, &found)?;
            found.push((key, value));
        }
        Ok(())
    };
    for source in &files {
        add(file(client, source).await?)?;
    }
    for source in &literals {
        add(vec![literal(source)?])?;
    }
    for path in &env_files {
        add(env_file(client, path, env_file_of).await?)?;
    }
    Ok(found)
}

pub(crate) fn literal(source: &str) -> Result<Pair> {
    let (key, value) = source
        .split_once('=')
        .filter(|(key, _)| !key.is_empty())
        .ok_or_else(|| plain(format!("invalid literal source {source}, expected key=value")))?;
    Ok((key.to_string(), value.as_bytes().to_vec()))
}

pub(crate) async fn file(client: &Client, source: &str) -> Result<Vec<Pair>> {
    let (key, path) = match source.split('=').collect::<Vec<_>>()[..] {
        [path] => (path.trim_end_matches('/').rsplit('/').next().unwrap_or(path).to_string(), path),
        [_, ""] => return Err(plain(format!("file path for key name {} missing", source.trim_end_matches('=')))),
        ["", path] => return Err(plain(format!("key name for file path {path} missing"))),
        [key, path] => (key.to_string(), path),
        _ => return Err(plain("key names or file paths cannot contain '='")),
    };
    match kind(client, path).await? {
        FileKind::File => Ok(vec![(key, read(client, path).await?)]),
        FileKind::Directory if source.contains('=') => Err(plain("cannot give a key name for a directory path")),
        FileKind::Directory => {
            let at = path.to_string();
            let names = client.io.ask(move |h| h.list_directory(&at)).await.unwrap_or_default();
            let mut found = Vec::new();
            for name in names {
                let path = format!("{}/{name}", path.trim_end_matches('/'));
                if kind(client, &path).await.is_ok_and(|k| k == FileKind::File) {
                    found.push((name, read(client, &path).await?));
                }
            }
            Ok(found)
        }
    }
}

async fn kind(client: &Client, path: &str) -> Result<FileKind> {
    let at = path.to_string();
    let missing = || plain(format!("error reading {path}: {}", FileError::NotFound.text()));
    client.io.ask(move |h| h.file_kind(&at)).await.ok_or_else(missing)
}

async fn read(client: &Client, path: &str) -> Result<Vec<u8>> {
    let at = path.to_string();
    client.io.ask(move |h| h.read_file(&at)).await.map_err(|e| plain(format!("open {path}: {}", e.text())))
}

/// Lines `KEY=VALUE`; a line with a key alone takes its value from the environment.
pub(crate) async fn env_file(client: &Client, path: &str, of: &str) -> Result<Vec<Pair>> {
    if kind(client, path).await? == FileKind::Directory {
        return Err(plain(format!("env {of} file cannot be a directory")));
    }
    let bytes = read(client, path).await?;
    let mut found = Vec::new();
    for (number, line) in bytes.split(|b| *b == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Ok(line) = std::str::from_utf8(line) else {
            let bytes: Vec<String> = line.iter().map(u8::to_string).collect();
            let (number, bytes) = (number + 1, bytes.join(" "));
            return Err(plain(format!("env file {path} contains invalid utf8 bytes at line {number}: [{bytes}]")));
        };
        let line = if number == 0 { line.trim_start_matches('\u{feff}') } else { line };
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = line.split_once('=').map_or((line, None), |(k, v)| (k, Some(v)));
        // Kustomize takes any name.
        if let Err(why) = env_name(key)
            && of != "kustomize"
        {
            return Err(plain(format!("{key:?} is not a valid key name: {why}")));
        }
        match value {
            Some(value) => found.push((key.to_string(), value.as_bytes().to_vec())),
            None => {
                let name = key.to_string();
                let value = client.io.ask(move |h| h.env(&name)).await.unwrap_or_default();
                found.push((key.to_string(), value.into_bytes()));
            }
        }
    }
    Ok(found)
}

pub(crate) fn env_name(key: &str) -> Result<(), &'static str> {
    let first = key.chars().next().is_some_and(|c| !c.is_ascii_digit());
    if first && key.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)) {
        return Ok(());
    }
    Err(
        "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')",
    )
}

/// What is wrong with a key of a config map or secret.
pub(super) fn key_errors(key: &str) -> Vec<String> {
    let mut errors = Vec::new();
    if key.len() > 253 {
        errors.push("must be no more than 253 bytes".to_string());
    }
    if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)) {
        errors.push("a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')".to_string());
    }
    if key == "." || key == ".." {
        errors.push(format!("must not be '{key}'"));
    } else if key.starts_with("..") {
        errors.push("must not start with '..'".to_string());
    }
    errors
}
