//! What images are built on: the root file systems of distributions, with the programs that they have and those that
//! they do not.

use shell::Tree;
use shell::files::{Body, Device, Node};
use shell::system::Flavour;

/// When the files of images were made, in microseconds.
pub(super) const BUILT: i64 = 1_762_000_000_000_000;

/// The distribution below an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::kubelet) enum Base {
    Debian,
    Ubuntu,
    Alpine,
    Busybox,
    /// One with RPM packages; which, its image says.
    Rpm,
    /// Only what the image brings itself.
    Scratch,
}

/// GNU coreutils and what every Debian has. No `ps`, `ping`, `ip`, `curl`, `vi`.
const DEBIAN: &[&str] = &[
    "[",
    "arch",
    "awk",
    "base32",
    "base64",
    "basename",
    "bash",
    "cat",
    "chgrp",
    "chmod",
    "chown",
    "cksum",
    "cmp",
    "comm",
    "cp",
    "csplit",
    "cut",
    "dash",
    "date",
    "dd",
    "df",
    "diff",
    "dir",
    "dirname",
    "dpkg",
    "du",
    "echo",
    "egrep",
    "env",
    "expand",
    "expr",
    "factor",
    "false",
    "fgrep",
    "find",
    "fmt",
    "fold",
    "getent",
    "getopt",
    "grep",
    "groups",
    "gunzip",
    "gzip",
    "head",
    "hostid",
    "hostname",
    "id",
    "install",
    "join",
    "link",
    "ln",
    "ls",
    "mawk",
    "md5sum",
    "mkdir",
    "mkfifo",
    "mknod",
    "mktemp",
    "more",
    "mount",
    "mv",
    "nice",
    "nl",
    "nohup",
    "nproc",
    "numfmt",
    "od",
    "paste",
    "perl",
    "pr",
    "printenv",
    "printf",
    "pwd",
    "readlink",
    "realpath",
    "rm",
    "rmdir",
    "sed",
    "seq",
    "sh",
    "sha1sum",
    "sha256sum",
    "sha512sum",
    "shuf",
    "sleep",
    "sort",
    "split",
    "stat",
    "stty",
    "su",
    "sum",
    "sync",
    "tac",
    "tail",
    "tar",
    "tee",
    "test",
    "timeout",
    "touch",
    "tr",
    "true",
    "truncate",
    "tsort",
    "tty",
    "umount",
    "uname",
    "unexpand",
    "uniq",
    "unlink",
    "users",
    "wc",
    "which",
    "who",
    "whoami",
    "xargs",
    "yes",
    "zcat",
    "apt",
    "apt-get",
];

/// The applets of busybox.
const BUSYBOX: &[&str] = &[
    "[",
    "[[",
    "arch",
    "arping",
    "ash",
    "awk",
    "base32",
    "base64",
    "basename",
    "bc",
    "bunzip2",
    "bzcat",
    "bzip2",
    "cal",
    "cat",
    "chgrp",
    "chmod",
    "chown",
    "chroot",
    "cksum",
    "clear",
    "cmp",
    "comm",
    "cp",
    "cpio",
    "crond",
    "cut",
    "date",
    "dc",
    "dd",
    "df",
    "diff",
    "dirname",
    "dmesg",
    "dnsdomainname",
    "du",
    "echo",
    "ed",
    "egrep",
    "env",
    "expand",
    "expr",
    "factor",
    "fallocate",
    "false",
    "fgrep",
    "find",
    "flock",
    "fold",
    "free",
    "fsync",
    "fuser",
    "getopt",
    "grep",
    "groups",
    "gunzip",
    "gzip",
    "head",
    "hexdump",
    "hostid",
    "hostname",
    "id",
    "ifconfig",
    "install",
    "ip",
    "ipaddr",
    "ipcalc",
    "iplink",
    "iproute",
    "kill",
    "killall",
    "less",
    "link",
    "ln",
    "logger",
    "ls",
    "lsof",
    "md5sum",
    "mesg",
    "mkdir",
    "mkfifo",
    "mknod",
    "mktemp",
    "more",
    "mount",
    "mountpoint",
    "mv",
    "nc",
    "netstat",
    "nice",
    "nl",
    "nohup",
    "nproc",
    "nslookup",
    "od",
    "paste",
    "pgrep",
    "pidof",
    "ping",
    "ping6",
    "pkill",
    "pmap",
    "printenv",
    "printf",
    "ps",
    "pstree",
    "pwd",
    "readlink",
    "realpath",
    "renice",
    "reset",
    "resize",
    "rev",
    "rm",
    "rmdir",
    "route",
    "sed",
    "seq",
    "setsid",
    "sh",
    "sha1sum",
    "sha256sum",
    "sha512sum",
    "shred",
    "shuf",
    "sleep",
    "sort",
    "split",
    "stat",
    "strings",
    "stty",
    "su",
    "sum",
    "sync",
    "sysctl",
    "tac",
    "tail",
    "tar",
    "tee",
    "telnet",
    "test",
    "time",
    "timeout",
    "top",
    "touch",
    "tr",
    "traceroute",
    "tree",
    "true",
    "truncate",
    "tsort",
    "tty",
    "umount",
    "uname",
    "unexpand",
    "uniq",
    "unix2dos",
    "unlink",
    "unzip",
    "uptime",
    "usleep",
    "vi",
    "watch",
    "wc",
    "wget",
    "which",
    "who",
    "whoami",
    "xargs",
    "xxd",
    "yes",
    "zcat",
];

/// Applets that only the busybox image has, not Alpine.
const BUSYBOX_ONLY: &[&str] = &["httpd", "telnetd", "ftpd", "udhcpc"];

/// What handles packages on Debian only.
const PACKAGES: [&str; 3] = ["apt", "apt-get", "dpkg"];

const DIRECTORIES: &[&str] = &[
    "dev",
    "dev/pts",
    "dev/shm",
    "etc",
    "home",
    "media",
    "mnt",
    "opt",
    "proc",
    "root",
    "run",
    "srv",
    "sys",
    "tmp",
    "usr/bin",
    "usr/lib",
    "usr/local/bin",
    "usr/local/sbin",
    "usr/sbin",
    "usr/share",
    "var/cache",
    "var/lib",
    "var/log",
    "var/run",
    "var/tmp",
];

pub(super) const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
";

const GROUP: &str = "root:x:0:\ndaemon:x:1:\nbin:x:2:\nwww-data:x:33:\nnogroup:x:65534:\n";

const SHADOW: &str = "root:*:20000:0:99999:7:::\ndaemon:*:20000:0:99999:7:::\nbin:*:20000:0:99999:7:::\n";

const DEBIAN_RELEASE: &str = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"
NAME=\"Debian GNU/Linux\"
VERSION_ID=\"12\"
VERSION=\"12 (bookworm)\"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL=\"https://www.debian.org/\"
SUPPORT_URL=\"https://www.debian.org/support\"
BUG_REPORT_URL=\"https://bugs.debian.org/\"
";

const UBUNTU_RELEASE: &str = "PRETTY_NAME=\"Ubuntu 24.04.3 LTS\"
NAME=\"Ubuntu\"
VERSION_ID=\"24.04\"
VERSION=\"24.04.3 LTS (Noble Numbat)\"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
HOME_URL=\"https://www.ubuntu.com/\"
SUPPORT_URL=\"https://help.ubuntu.com/\"
BUG_REPORT_URL=\"https://bugs.launchpad.net/ubuntu/\"
PRIVACY_POLICY_URL=\"https://www.ubuntu.com/legal/terms-and-policies/privacy-policy\"
UBUNTU_CODENAME=noble
LOGO=ubuntu-logo
";

/// Writes down which Alpine this is.
pub(super) fn alpine_release(tree: &mut Tree, version: &str) -> Result<(), shell::files::Errno> {
    let minor = version.rsplit_once('.').filter(|(major, _)| major.contains('.')).map_or(version, |(minor, _)| minor);
    let text = format!(
        "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID={version}\nPRETTY_NAME=\"Alpine Linux v{minor}\"\n\
         HOME_URL=\"https://alpinelinux.org/\"\n\
         BUG_REPORT_URL=\"https://gitlab.alpinelinux.org/alpine/aports/-/issues\"\n"
    );
    tree.put("etc/os-release", text, BUILT)?;
    tree.put("etc/alpine-release", format!("{version}\n"), BUILT)
}

impl Base {
    pub fn flavour(self) -> Flavour {
        match self {
            Base::Debian | Base::Ubuntu | Base::Rpm | Base::Scratch => Flavour::Gnu,
            Base::Alpine | Base::Busybox => Flavour::Busybox,
        }
    }

    /// The root file system without what the image adds.
    pub fn tree(self) -> Tree {
        let mut tree = Tree::new(BUILT);
        let mut dir = |path: &str| {
            // An empty tree has room for all of this.
            let _fits = tree.make_directories(path, BUILT);
        };
        if self == Base::Scratch {
            ["dev", "etc", "proc", "sys", "tmp", "var/run"].into_iter().for_each(dir);
        } else {
            DIRECTORIES.iter().for_each(|d| dir(d));
        }
        devices(&mut tree);
        let mut put = |path: &str, text: &str| {
            let _fits = tree.put(path, text.as_bytes(), BUILT);
        };
        match self {
            Base::Scratch => return tree,
            Base::Debian => put("etc/os-release", DEBIAN_RELEASE),
            Base::Ubuntu => put("etc/os-release", UBUNTU_RELEASE),
            Base::Alpine | Base::Busybox | Base::Rpm => {}
        }
        put("etc/passwd", PASSWD);
        put("etc/group", GROUP);
        put("etc/shadow", SHADOW);
        if self == Base::Debian {
            put("etc/debian_version", "12.12\n");
        }
        if self == Base::Alpine {
            let _fits = alpine_release(&mut tree, "3.22.2");
        }
        self.programs(&mut tree);
        tree
    }

    fn programs(self, tree: &mut Tree) {
        match self {
            Base::Scratch => {}
            Base::Debian | Base::Ubuntu | Base::Rpm => {
                for (link, target) in [("bin", "usr/bin"), ("sbin", "usr/sbin"), ("lib", "usr/lib")] {
                    let _fits = tree.link(link, target, BUILT);
                }
                let rpm = self == Base::Rpm;
                for name in DEBIAN.iter().filter(|name| !rpm || !PACKAGES.contains(name)) {
                    tree.add_program(&format!("usr/bin/{name}"));
                }
                if rpm {
                    tree.add_program("usr/bin/yum");
                    tree.add_program("usr/bin/curl");
                }
            }
            Base::Alpine => {
                let _fits = tree.make_directories("sbin", BUILT);
                for name in BUSYBOX {
                    tree.add_program(&format!("bin/{name}"));
                }
                tree.add_program("sbin/apk");
            }
            Base::Busybox => {
                for name in BUSYBOX.iter().chain(BUSYBOX_ONLY) {
                    tree.add_program(&format!("bin/{name}"));
                }
                tree.add_program("bin/busybox");
            }
        }
    }
}

fn devices(tree: &mut Tree) {
    let all = [
        ("null", Device::Null),
        ("zero", Device::Zero),
        ("full", Device::Full),
        ("random", Device::Random),
        ("urandom", Device::Random),
        ("tty", Device::Tty),
    ];
    for (name, device) in all {
        let node = Node::new(Body::Device(device), 0o666, BUILT);
        let _fits = tree.set(&format!("dev/{name}"), node);
    }
    for (name, target) in [("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"), ("stdin", "/proc/self/fd/0")] {
        let _fits = tree.link(&format!("dev/{name}"), target, BUILT);
    }
    for (path, mode) in [("tmp", 0o1777), ("var/tmp", 0o1777), ("root", 0o700), ("etc/shadow", 0o640)] {
        // Not every base has all of them.
        let _there = tree.touch(path, Some(mode), None);
    }
}
