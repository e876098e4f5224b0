//! `apt`, `apt-get`, `apk`, `dnf`, `yum`: installing puts programs that are simulated into the file system. Nothing is fetched; a
//! package of anything else says that it is not simulated.

use super::Call;

/// What packages of either distribution bring.
const PACKAGES: &[(&str, &[&str])] = &[
    ("bash", &["bash"]),
    ("bind-tools", &["dig", "host", "nslookup"]),
    ("bind-utils", &["dig", "host", "nslookup"]),
    ("bind9-dnsutils", &["dig", "host", "nslookup"]),
    ("bind9-host", &["host"]),
    ("bsdmainutils", &["column"]),
    ("coreutils", &["ls"]),
    ("curl", &["curl"]),
    ("dnsutils", &["dig", "host", "nslookup"]),
    ("findutils", &["find"]),
    ("gettext", &["envsubst"]),
    ("gettext-base", &["envsubst"]),
    ("inetutils-ping", &["ping"]),
    ("iproute", &["ip", "ss"]),
    ("iproute2", &["ip", "ss"]),
    ("iputils", &["ping"]),
    ("iputils-ping", &["ping"]),
    ("jq", &["jq"]),
    ("less", &["less"]),
    ("nano", &["nano"]),
    ("ncat", &["nc"]),
    ("net-tools", &["ifconfig", "netstat", "route"]),
    ("netcat", &["nc"]),
    ("netcat-openbsd", &["nc"]),
    ("netcat-traditional", &["nc"]),
    ("nmap-ncat", &["nc"]),
    ("procps", &["ps", "top", "free", "kill", "pgrep", "pkill", "uptime", "watch"]),
    ("procps-ng", &["ps", "top", "free", "kill", "pgrep", "pkill", "uptime", "watch"]),
    ("psmisc", &["killall"]),
    ("sed", &["sed"]),
    ("telnet", &["telnet"]),
    ("tree", &["tree"]),
    ("util-linux", &["mount"]),
    ("vim", &["vim", "vi"]),
    ("vim-tiny", &["vi"]),
    ("wget", &["wget"]),
    // What others need to be installed, and brings no program.
    ("apt-transport-https", &[]),
    ("apt-utils", &[]),
    ("bash-completion", &[]),
    ("ca-certificates", &[]),
    ("gnupg", &[]),
    ("gnupg2", &[]),
    ("gpg", &[]),
    ("lsb-release", &[]),
    ("software-properties-common", &[]),
    ("tzdata", &[]),
];

/// How a system handles its packages.
struct Manager {
    /// The directory with the lists of what there is; where it is empty nothing can be found.
    lists: &'static str,
    update: &'static str,
    lock: &'static str,
    /// The exit code of whoever may not.
    denied: i32,
}

const APT: Manager = Manager {
    lists: "/var/lib/apt/lists",
    update: "Get:1 http://HOST RELEASE InRelease\nGet:2 http://HOST RELEASE/main amd64 Packages\n",
    lock: "E: Could not open lock file LOCK - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (LOCK), are you root?\n",
    denied: 100,
};
const APK: Manager = Manager {
    lists: "/var/cache/apk",
    update: "fetch https://dl-cdn.alpinelinux.org/alpine/vRELEASE/main/x86_64/APKINDEX.tar.gz\nfetch https://dl-cdn.alpinelinux.org/alpine/vRELEASE/community/x86_64/APKINDEX.tar.gz\n",
    lock: "ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n",
    denied: 99,
};
const YUM: Manager = Manager {
    lists: "",
    update: "",
    lock: "Error: This command has to be run with superuser privileges (under the root user on most systems).\n",
    denied: 1,
};

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    let manager = match call.name {
        "apk" => &APK,
        "dnf" | "yum" => &YUM,
        _ => &APT,
    };
    let (flags, words): (Vec<&String>, Vec<&String>) = call.args.iter().partition(|arg| arg.starts_with('-'));
    let flag = |names: &[&str]| flags.iter().any(|flag| names.contains(&flag.as_str()));
    let Some((verb, names)) = words.split_first() else { return call.fail("give a command, as `install`") };
    if call.sys.user().uid != 0 {
        call.err(&manager.lock.replace("LOCK", "/var/lib/dpkg/lock-frontend"));
        return manager.denied;
    }
    match verb.as_str() {
        "update" | "makecache" => update(call, manager),
        "install" | "add" => {
            let now = flag(&["--no-cache", "-U", "--update-cache", "--update"]);
            if now {
                let code = update(call, manager);
                if code != 0 {
                    return code;
                }
            }
            let sure = flag(&["-y", "--yes", "-qy", "-yq", "-qqy", "-yqq", "--assume-yes"]) || call.name == "apk";
            let code = install(call, manager, names, sure);
            if now && code == 0 {
                let list = format!("{}/lists", manager.lists);
                let _gone = call.sys.files().remove_file(&list);
            }
            code
        }
        "clean" | "autoclean" | "autoremove" | "upgrade" | "dist-upgrade" | "full-upgrade" => 0,
        other => call.fail(format!("{other} is not simulated here: update and install are")),
    }
}

/// What the system says of itself.
fn release(call: &mut Call<'_, '_>, name: &str) -> String {
    let text = call.sys.files().read_text("/etc/os-release").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    line.unwrap_or("").trim_matches('"').to_string()
}

fn update(call: &mut Call<'_, '_>, manager: &Manager) -> i32 {
    let ubuntu = release(call, "ID") == "ubuntu";
    let host = if ubuntu { "archive.ubuntu.com/ubuntu" } else { "deb.debian.org/debian" };
    let version = release(call, "VERSION_ID");
    let minor = version.rsplit_once('.').map_or(version.as_str(), |(minor, _)| minor).to_string();
    let code = release(call, "VERSION_CODENAME");
    let name =
        if call.name == "apk" { minor } else { Some(code).filter(|c| !c.is_empty()).unwrap_or("bookworm".into()) };
    unstable(call);
    call.out(&manager.update.replace("HOST", host).replace("RELEASE", &name));
    if !manager.lists.is_empty() {
        let mut files = call.sys.files();
        let made = files.make_directories(manager.lists);
        if let Err(error) = made.and_then(|()| files.write(&format!("{}/lists", manager.lists), "")) {
            call.err(&format!("E: {}: {error}\n", manager.lists));
            return 100;
        }
    }
    match call.name {
        "apk" => call.out("OK: 25391 distinct packages available\n"),
        "dnf" | "yum" => call.out("Metadata cache created.\n"),
        _ => {
            let text = steps(call, "Reading package lists...");
            call.out(&text);
        }
    }
    0
}

/// Steps are done where a terminal can be written over.
fn steps(call: &Call<'_, '_>, text: &str) -> String {
    let done = if call.io.is_terminal(1) { " Done\n" } else { "\n" };
    text.lines().map(|line| format!("{line}{done}")).collect()
}

fn unstable(call: &mut Call<'_, '_>) {
    if call.name == "apt" && !call.io.is_terminal(1) {
        call.err("\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n");
    }
}

fn install(call: &mut Call<'_, '_>, manager: &Manager, names: &[&String], sure: bool) -> i32 {
    let listed = manager.lists.is_empty() || call.sys.files().exists(&format!("{}/lists", manager.lists));
    let debian = !matches!(call.name, "apk" | "dnf" | "yum");
    if debian {
        unstable(call);
        let text = steps(call, "Reading package lists...\nBuilding dependency tree...\nReading state information...");
        call.out(&text);
    }
    let (mut new, mut programs): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for name in names {
        // A version may follow.
        let name = name.split(['=', '<', '>', '~']).next().unwrap_or(name);
        let row = PACKAGES.iter().find(|row| row.0 == name);
        let missing: Vec<&str> = row.map_or(&[][..], |row| row.1).iter().copied().filter(|p| !has(call, p)).collect();
        if let Some((_, brings)) = row
            && missing.is_empty()
            && !brings.is_empty()
        {
            if debian {
                call.out(&format!("{name} is already the newest version.\n"));
            }
            continue;
        }
        if !listed {
            return match call.name {
                "apk" => {
                    call.err(&format!("ERROR: unable to select packages:\n  {name} (no such package):\n    required by: world[{name}]\n"));
                    1
                }
                _ => {
                    call.err(&format!("E: Unable to locate package {name}\n"));
                    100
                }
            };
        }
        if row.is_none() {
            call.fail(format!("the package {name} is not simulated here"));
            return 100;
        }
        new.push(name);
        programs.extend(missing);
    }
    let count = new.len();
    if debian {
        if count > 0 {
            call.out(&format!("The following NEW packages will be installed:\n  {}\n", new.join(" ")));
        }
        call.out(&format!("0 upgraded, {count} newly installed, 0 to remove and 0 not upgraded.\n"));
        if count > 0 && !sure && !call.io.is_terminal(0) {
            call.out("Do you want to continue? [Y/n] Abort.\n");
            return 1;
        }
    }
    for program in programs {
        if let Err(error) = call.sys.files().install(&format!("/usr/bin/{program}"), program) {
            return call.fail(format!("/usr/bin/{program}: {error}"));
        }
    }
    for (i, name) in new.iter().enumerate() {
        match call.name {
            "apk" => call.out(&format!("({}/{count}) Installing {name}\n", i + 1)),
            "dnf" | "yum" => call.out(&format!("Installed:\n  {name}\n")),
            _ => call.out(&format!("Setting up {name} ...\n")),
        }
    }
    match call.name {
        "apk" => call.out("Executing busybox trigger\nOK: 15 MiB in 26 packages\n"),
        "dnf" | "yum" => call.out("\nComplete!\n"),
        _ => {}
    }
    0
}

fn has(call: &mut Call<'_, '_>, program: &str) -> bool {
    ["/bin", "/usr/bin", "/sbin", "/usr/sbin"].iter().any(|dir| call.sys.files().exists(&format!("{dir}/{program}")))
}
