//! Names of users and groups, as the files in `/etc` have them; `chown` and `chgrp`.

use super::{Call, Flags};
use crate::files::{Files, Owner, path};
use crate::system::User;

/// Who is who.
pub(super) struct Owners {
    passwd: String,
    group: String,
}

impl Owners {
    pub fn read(files: &Files<'_>) -> Owners {
        let text = |path| files.read_text(path).unwrap_or_default();
        Owners { passwd: text("/etc/passwd"), group: text("/etc/group") }
    }

    /// The name of a user; the number where the file has none.
    pub fn user(&self, uid: u32) -> String {
        name_of(&self.passwd, uid)
    }

    pub fn group(&self, gid: u32) -> String {
        name_of(&self.group, gid)
    }

    /// A user of the file, with the groups that name it.
    pub fn account(&self, name: &str) -> Option<User> {
        let found = fields(&self.passwd).find(|f| f[0] == name)?;
        let number = |at: usize| found.get(at)?.parse().ok();
        let in_group = |f: &Vec<&str>| f.last().is_some_and(|members| members.split(',').any(|member| member == name));
        let groups = fields(&self.group).filter(in_group).filter_map(|f| f.get(2)?.parse().ok()).collect();
        Some(User { name: name.to_string(), uid: number(2)?, gid: number(3)?, groups, capabilities: 0 })
    }

    /// What `chown` is told: `1000`, `nginx:nginx`, `:2000`, `root:`. What is left out stays as it is. The error is the
    /// kind of the name that nobody has.
    fn parse(&self, spec: &str) -> Result<(Option<u32>, Option<u32>), &'static str> {
        let (user, group) = spec.split_once([':', '.']).map_or((spec, None), |(user, group)| (user, Some(group)));
        let uid = if user.is_empty() { None } else { Some(number_of(&self.passwd, user).ok_or("user")?) };
        let gid = match group {
            None => None,
            Some("") => fields(&self.passwd)
                .find(|f| f.get(2) == Some(&uid.unwrap_or(0).to_string().as_str()))
                .and_then(|f| f.get(3)?.parse().ok()),
            Some(group) => Some(number_of(&self.group, group).ok_or("group")?),
        };
        Ok((uid, gid))
    }
}

fn fields(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().map(|line| line.split(':').collect())
}

fn name_of(text: &str, number: u32) -> String {
    let wanted = number.to_string();
    let found = fields(text).find(|f| f.get(2) == Some(&wanted.as_str())).map(|f| f[0].to_string());
    found.unwrap_or_else(|| if number == 0 { "root".into() } else { wanted })
}

fn number_of(text: &str, name: &str) -> Option<u32> {
    let found = fields(text).find(|f| f[0] == name).and_then(|f| f.get(2)?.parse().ok());
    found.or_else(|| name.parse().ok()).or((name == "root").then_some(0))
}

/// `chown 1000:2000 file`, and `chgrp 2000 file`.
pub(super) fn chown(call: &mut Call<'_, '_>) -> i32 {
    let long = [("recursive", 'R'), ("verbose", 'v'), ("no-dereference", 'h'), ("changes", 'c'), ("quiet", 'f')];
    let flags = match Flags::parse(call.args, "RvhcfLPH", &long) {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    if flags.rest.len() < 2 {
        return call.missing_operand();
    }
    let (spec, busybox, group_only) = (&flags.rest[0], call.busybox(), call.name == "chgrp");
    let owners = Owners::read(&call.sys.files());
    let wanted = if group_only { owners.parse(&format!(":{spec}")) } else { owners.parse(spec) };
    let (uid, gid) = match wanted {
        Ok(wanted) => wanted,
        Err(kind) if busybox => {
            let name = spec.split([':', '.']).nth(usize::from(kind == "group" && !group_only)).unwrap_or(spec);
            return call.fail(format!("unknown {kind} {name}"));
        }
        Err(kind) => return call.fail(format!("invalid {kind}: ‘{spec}’")),
    };
    let mut code = 0;
    let mut todo: Vec<String> = flags.rest[1..].iter().rev().cloned().collect();
    while let Some(name) = todo.pop() {
        let full = call.path(&name);
        let mut files = call.sys.files();
        // Of a link that is named what it points to changes; of one that is found on the way, itself.
        let target = if flags.has('h') { full.clone() } else { files.canonical(&full).unwrap_or(full.clone()) };
        let stat = match files.lstat(&target) {
            Ok(stat) => stat,
            Err(error) => {
                let text =
                    if busybox { format!("{name}: {error}") } else { format!("cannot access '{name}': {error}") };
                code = call.fail(text);
                continue;
            }
        };
        let owner = Owner { uid: uid.unwrap_or(stat.owner.uid), gid: gid.unwrap_or(stat.owner.gid) };
        if let Err(error) = files.set_owner(&target, owner) {
            let what = if group_only { "group" } else { "ownership" };
            let text =
                if busybox { format!("{name}: {error}") } else { format!("changing {what} of '{name}': {error}") };
            code = call.fail(text);
        }
        if flags.has('R') && stat.is_directory() {
            let entries = call.sys.files().list(&full).unwrap_or_default();
            todo.extend(entries.into_iter().rev().map(|(entry, _)| path::join(&name, &entry)));
        }
    }
    code
}
