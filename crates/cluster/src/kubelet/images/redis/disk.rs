//! What redis keeps on the disk: all of its keys when it stops or is asked to, and each command that writes where
//! `appendonly` is on. A pod that comes back to the same volume finds them.

use shell::files::Errno;
use shell::system::System;

use super::keys::{self, Data};
use super::{SETTINGS, STARTED, commands, encode, setting, stamp};
use crate::kubelet::images::server::{Begin, Serving};

/// A snapshot begins so; what follows are the commands that make its keys.
const MAGIC: &str = "REDIS0012\r\n";
/// The value of a setting.
fn told(data: &Data, name: &str) -> String {
    setting(data.get(SETTINGS).map_or("", String::as_str), name).unwrap_or_default()
}

fn appends(data: &Data) -> bool {
    told(data, "appendonly") == "yes"
}

fn snapshot_path(data: &Data) -> String {
    format!("{}/{}", told(data, "dir"), told(data, "dbfilename"))
}

/// Since version 7 commands are kept in a folder of their own.
fn log_path(data: &Data, version: &str) -> String {
    let newer = version.split('.').next().and_then(|v| v.parse::<u32>().ok()).is_some_and(|v| v >= 7);
    let name = if newer { "appendonlydir/appendonly.aof.1.incr.aof" } else { "appendonly.aof" };
    format!("{}/{name}", told(data, "dir"))
}

/// Writes a snapshot.
fn save(data: &Data, sys: &mut dyn System) -> Result<(), Errno> {
    sys.files().write(
        &snapshot_path(data),
        format!("{MAGIC}{}", keys::making(data).iter().map(|words| encode(words)).collect::<String>()),
    )
}

/// Reads what was kept, and says so.
pub(super) fn load(b: &mut Begin<'_, '_>) {
    let (at, pid, version) = (stamp(b.now()), b.io.pid(), b.version);
    let own = [SETTINGS, STARTED].map(|name| b.data.get(name).map(|text| (name.to_string(), text.clone())));
    let appends = appends(b.data);
    let path = if appends { log_path(b.data, version) } else { snapshot_path(b.data) };
    let now = b.sys.now();
    let files = b.sys.files();
    let kept = files.read_text(&path).ok();
    let age = files.stat(&path).map_or(0, |stat| (now - stat.modified).max(0) / 1_000_000);
    let mut data = Data::new();
    for words in commands(kept.as_deref().unwrap_or_default().trim_start_matches(MAGIC).as_bytes()) {
        keys::run(&words, &mut data, now / 1000);
    }
    let keys = keys::names(&data).count();
    data.extend(own.into_iter().flatten());
    *b.data = data;
    let lines = match (appends, kept.is_some()) {
        (false, false) => Vec::new(),
        (false, true) => vec![
            format!("Loading RDB produced by version {version}"),
            format!("RDB age {age} seconds"),
            "RDB memory usage when created 0.90 Mb".into(),
            format!("Done loading RDB, keys loaded: {keys}, keys expired: 0."),
            "DB loaded from disk: 0.000 seconds".into(),
        ],
        (true, true) => vec!["DB loaded from append only file: 0.000 seconds".into()],
        (true, false) => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let made = b.sys.files().make_directories(folder).and_then(|()| b.sys.files().write(&path, ""));
            match made {
                Ok(()) => vec!["Creating AOF incr file appendonly.aof.1.incr.aof on server start".into()],
                Err(_) => vec![format!("Can't open or create append-only dir {folder}")],
            }
        }
    };
    for line in lines {
        b.say(3, format!("{pid}:M {at} * {line}"));
    }
}

/// Keeps what a command has written.
pub(super) fn keep(s: &mut Serving<'_, '_>, words: &[String]) {
    let name = words.first().map(|w| w.to_ascii_uppercase()).unwrap_or_default();
    if appends(s.data) && keys::writes(&name) {
        // A full disk is told of by the next snapshot.
        let _full = s.sys.files().append(&log_path(s.data, s.version), encode(words).as_bytes());
    }
}

/// `SAVE` and `BGSAVE`; nothing for other commands.
pub(super) fn asked(s: &mut Serving<'_, '_>, words: &[String]) -> Option<String> {
    let name = words.first()?.to_ascii_uppercase();
    let answer = match name.as_str() {
        "SAVE" => "+OK\r\n",
        "BGSAVE" => "+Background saving started\r\n",
        _ => return None,
    };
    let (at, pid) = (stamp(s.now()), s.io.pid());
    match save(s.data, s.sys) {
        Ok(()) => {
            s.say(format!("{pid}:M {at} * DB saved on disk"));
            Some(answer.into())
        }
        Err(why) => {
            refused(s, why);
            Some("-ERR\r\n".into())
        }
    }
}

fn refused(s: &mut Serving<'_, '_>, why: Errno) {
    let (at, pid, dir) = (stamp(s.now()), s.io.pid(), told(s.data, "dir"));
    s.say(format!(
        "{pid}:M {at} # Failed opening the temp RDB file temp-{pid}.rdb (in server root dir {dir}) for saving: {}",
        why.text()
    ));
}

/// What a server that is told to stop still keeps.
pub(super) fn last(s: &mut Serving<'_, '_>) {
    let (at, pid) = (stamp(s.now()), s.io.pid());
    if appends(s.data) {
        s.say(format!("{pid}:M {at} * Calling fsync() on the AOF file."));
    }
    if told(s.data, "save").trim_matches('"').is_empty() {
        return;
    }
    s.say(format!("{pid}:M {at} * Saving the final RDB snapshot before exiting."));
    match save(s.data, s.sys) {
        Ok(()) => s.say(format!("{pid}:M {at} * DB saved on disk")),
        Err(why) => refused(s, why),
    }
}
