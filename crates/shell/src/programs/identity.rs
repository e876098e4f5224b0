//! `id`, `whoami`, `groups`, `getent`: who one is, by the files of the system.

use sorted::InOrder;

use super::owners::Owners;
use super::{Call, Flags};
use crate::system::User;

pub(super) fn whoami(call: &mut Call<'_, '_>) -> i32 {
    let user = call.sys.user();
    if user.name.is_empty() {
        return call.fail_as(
            format_args!("unknown uid {}", user.uid),
            format_args!("cannot find name for user ID {}", user.uid),
        );
    }
    call.out(&format!("{}\n", user.name));
    0
}

pub(super) fn id(call: &mut Call<'_, '_>) -> i32 {
    let flags = match Flags::parse(call.args, "ugnGr", &[("user", 'u'), ("group", 'g'), ("name", 'n'), ("groups", 'G')])
    {
        Ok(flags) => flags,
        Err(error) => return call.usage(&error),
    };
    let user = match flags.rest.first() {
        None => call.sys.user(),
        Some(name) => match Owners::read(&call.sys.files()).account(name) {
            Some(user) => user,
            None if call.busybox() => return call.fail(format!("unknown user {name}")),
            None => return call.fail(format!("‘{name}’: no such user")),
        },
    };
    // A user that the image does not know has only a number.
    let with = |number: u32, name: &str| {
        if name.is_empty() || name == number.to_string() { number.to_string() } else { format!("{number}({name})") }
    };
    let groups = Groups::of(call, &user);
    let group = groups.name(user.gid);
    let text = match (flags.last_of("ugG"), flags.has('n')) {
        (Some('u'), true) if !user.name.is_empty() => user.name.clone(),
        (Some('u'), _) => user.uid.to_string(),
        (Some('g'), true) => group,
        (Some('g'), _) => user.gid.to_string(),
        (Some(_), true) => groups.names(),
        (Some(_), false) => groups.all.iter().map(u32::to_string).collect::<Vec<_>>().join(" "),
        (None, _) => {
            let (uid, gid) = (with(user.uid, &user.name), with(user.gid, &group));
            let named = groups.all.iter().map(|g| with(*g, &groups.name(*g)));
            format!("uid={uid} gid={gid} groups={}", named.collect::<Vec<_>>().join(","))
        }
    };
    call.out(&format!("{text}\n"));
    0
}

pub(super) fn groups(call: &mut Call<'_, '_>) -> i32 {
    let user = call.sys.user();
    let names = Groups::of(call, &user).names();
    call.out(&format!("{names}\n"));
    0
}

/// The groups of a user, in order.
struct Groups {
    all: Vec<u32>,
    /// The user's own group has its name where the file knows none.
    own: Option<(u32, String)>,
    owners: Owners,
}

impl Groups {
    fn of(call: &mut Call<'_, '_>, user: &User) -> Groups {
        let mut all: Vec<u32> = user.groups.iter().copied().chain([user.gid]).collect();
        all.order();
        all.dedup();
        let own = (user.gid == user.uid && !user.name.is_empty()).then(|| (user.gid, user.name.clone()));
        Groups { all, own, owners: Owners::read(&call.sys.files()) }
    }

    fn name(&self, gid: u32) -> String {
        let known = self.owners.group(gid);
        let own = self.own.as_ref().filter(|(own, _)| *own == gid && known == gid.to_string());
        own.map(|(_, name)| name.clone()).unwrap_or(known)
    }

    fn names(&self) -> String {
        self.all.iter().map(|gid| self.name(*gid)).collect::<Vec<_>>().join(" ")
    }
}

pub(super) fn getent(call: &mut Call<'_, '_>) -> i32 {
    let (database, keys) = match call.args.split_first() {
        Some((database, keys)) => (database.clone(), keys.to_vec()),
        None => {
            call.fail("wrong number of arguments");
            return 1;
        }
    };
    let file = match database.as_str() {
        "passwd" | "group" | "hosts" | "services" => format!("/etc/{database}"),
        other => {
            call.err(&format!(
                "Unknown database: {other}\nTry `getent --help' or `getent --usage' for more information.\n"
            ));
            return 1;
        }
    };
    let text = call.sys.files().read_text(&file).unwrap_or_default();
    let mut found = keys.is_empty();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let fits = |key: &String| line.split([':', ' ', '\t']).any(|word| word == key);
        if keys.is_empty() || keys.iter().any(fits) {
            found = true;
            call.out(&format!("{line}\n"));
        }
    }
    if found { 0 } else { 2 }
}
