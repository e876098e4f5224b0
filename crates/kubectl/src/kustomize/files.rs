//! Where the files of a kustomization are, and what is said of those that are not there.

use crate::client::Client;
use crate::error::{Result, plain};
use crate::host::FileKind;

/// The absolute form of a path, for messages.
pub(crate) async fn absolute(client: &Client, path: &str) -> String {
    let pwd = client.io.env("PWD").await.unwrap_or_default();
    clean(&if path.starts_with('/') { path.to_string() } else { format!("{pwd}/{path}") })
}

/// Without `.` and `..`.
pub(super) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => drop(parts.pop()),
            ".." if path.starts_with('/') => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if path.starts_with('/') { format!("/{joined}") } else { joined }
}

/// A path below a kustomization's directory.
pub(super) fn beside(dir: &str, path: &str) -> String {
    let joined = if path.starts_with('/') || dir.is_empty() { path.to_string() } else { format!("{dir}/{path}") };
    let cleaned = clean(&joined);
    if cleaned.is_empty() { ".".into() } else { cleaned }
}

pub(super) async fn kind_of(client: &Client, path: &str) -> Option<FileKind> {
    let at = path.to_string();
    client.io.ask(move |h| h.file_kind(&at)).await
}

pub(super) async fn read(client: &Client, path: &str) -> Option<String> {
    let at = path.to_string();
    let bytes = client.io.ask(move |h| h.read_file(&at)).await.ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// What is said of a path that is not there.
pub(super) async fn missing(client: &Client, shown: &str, path: &str) -> String {
    let full = absolute(client, path).await;
    // The first part of the way that is not there.
    let ends = full.match_indices('/').map(|(at, _)| at).skip(1).chain([full.len()]);
    let mut gone = full.as_str();
    for end in ends {
        if kind_of(client, &full[..end]).await.is_none() {
            gone = &full[..end];
            break;
        }
    }
    format!("evalsymlink failure on '{shown}' : lstat {gone}: no such file or directory")
}

/// What is said of a repository: fetching one wants git, which is not here.
pub(super) const NO_GIT: &str = "no 'git' program on path: exec: \"git\": executable file not found in $PATH";

/// Whether a text names a repository, rather than a file or a directory.
pub(super) fn is_repository(entry: &str) -> bool {
    const HOSTS: [&str; 9] = [
        "github.com/",
        "gitlab.com/",
        "bitbucket.org/",
        "git@",
        "git::",
        "ssh://",
        "https://github.com/",
        "http://github.com/",
        "https://gitlab.com/",
    ];
    HOSTS.iter().any(|host| entry.starts_with(host)) && !entry.contains("/raw/")
        || entry.contains("://") && (entry.contains("?ref=") || entry.contains(".git"))
}

/// The file of a kustomization; `shown` is how messages call the directory.
pub(super) async fn find(client: &Client, dir: &str, shown: &str) -> Result<String> {
    match kind_of(client, dir).await {
        Some(FileKind::Directory) => {}
        Some(_) => {
            let full = absolute(client, dir).await;
            return Err(plain(format!("must build at directory: '{full}': file is not directory")));
        }
        None => {
            let why = missing(client, shown, &absolute(client, dir).await).await;
            return Err(plain(format!("must build at directory: not a valid directory: {why}")));
        }
    }
    let mut found = Vec::new();
    for name in ["kustomization.yaml", "kustomization.yml", "Kustomization"] {
        let path = beside(dir, name);
        if kind_of(client, &path).await == Some(FileKind::File) {
            found.push(path);
        }
    }
    let full = absolute(client, dir).await;
    match found.len() {
        0 => {}
        1 => return Ok(found.swap_remove(0)),
        _ => return Err(plain(format!("Found multiple kustomization files under: {full}\n"))),
    }
    let names = "'kustomization.yaml', 'kustomization.yml' or 'Kustomization'";
    Err(plain(format!("unable to find one of {names} in directory '{full}'")))
}

/// The way from the directory of a build to a file of one of its kustomizations.
pub(super) fn relative(top: &str, path: &str) -> String {
    let parts = |path: &str| path.split('/').filter(|p| !p.is_empty()).map(str::to_string).collect::<Vec<_>>();
    let (from, to) = (parts(top), parts(path));
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - same);
    up.chain(to[same..].iter().map(String::as_str)).collect::<Vec<_>>().join("/")
}

/// Whether a path leads out of a kustomization's directory, where it is kept to that.
pub(super) async fn outside(client: &Client, dir: &str, path: &str) -> Option<String> {
    let p = client.flags();
    if p.has("load-restrictor") && p.str("load-restrictor") == "LoadRestrictionsNone" {
        return None;
    }
    let (root, full) = (absolute(client, dir).await, absolute(client, path).await);
    let inside = full.starts_with(&format!("{}/", root.trim_end_matches('/')));
    (!inside).then(|| format!("security; file '{full}' is not in or below '{root}'"))
}
