//! What images are built on: the root file systems of distributions, with the programs that they have and those that
//! they do not.

mod accounts;
mod programs;

use shell::Tree;
use shell::system::Flavour;

pub(super) use accounts::Accounts;
use programs::{BUSYBOX, BUSYBOX_ONLY, DEBIAN, PACKAGES, UBUNTU};

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
/// What all but the smallest have at the top.
const DIRECTORIES: &[&str] = &[
    "dev/pts",
    "dev/shm",
    "etc",
    "home",
    "media",
    "mnt",
    "opt",
    "proc",
    "root",
    "run/lock",
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
    "var/tmp",
];

/// What was at other places once: the link and where it leads.
const MOVED: &[(&str, &str)] = &[("var/run", "/run"), ("var/lock", "/run/lock")];

const BUSYBOX_DIRECTORIES: &[&str] = &[
    "dev/pts",
    "dev/shm",
    "etc",
    "home",
    "lib",
    "proc",
    "root",
    "sys",
    "tmp",
    "usr/bin",
    "usr/sbin",
    "var/spool/mail",
    "var/www",
];

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
    /// Its users and groups.
    pub fn accounts(self) -> Accounts {
        match self {
            Base::Debian | Base::Ubuntu | Base::Rpm => accounts::DEBIAN,
            Base::Alpine => accounts::ALPINE,
            Base::Busybox => accounts::BUSYBOX,
            Base::Scratch => accounts::NONE,
        }
    }

    pub fn flavour(self) -> Flavour {
        match self {
            Base::Debian | Base::Ubuntu | Base::Rpm | Base::Scratch => Flavour::Gnu,
            Base::Alpine | Base::Busybox => Flavour::Busybox,
        }
    }

    /// The root file system without what the image adds.
    pub fn tree(self) -> Tree {
        let mut tree = Tree::new(BUILT);
        let own: &[&str] = match self {
            Base::Scratch => &["dev", "etc", "proc", "sys", "tmp"],
            Base::Busybox => BUSYBOX_DIRECTORIES,
            _ => DIRECTORIES,
        };
        for path in own {
            // An empty tree has room for all of this.
            let _fits = tree.make_directories(path, BUILT);
        }
        if !matches!(self, Base::Scratch | Base::Busybox) {
            for (path, target) in MOVED {
                let _fits = tree.link(path, target, BUILT);
            }
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
        let accounts = self.accounts();
        put("etc/passwd", accounts.passwd);
        put("etc/group", accounts.group);
        put("etc/shadow", accounts::SHADOW);
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
                for name in ["bin", "lib", "lib64", "sbin"] {
                    let target = format!("usr/{name}");
                    let _fits = tree.make_directories(&target, BUILT);
                    let _fits = tree.link(name, &target, BUILT);
                }
                let _fits = tree.make_directories("boot", BUILT);
                let rpm = self == Base::Rpm;
                for name in DEBIAN.iter().filter(|name| !rpm || !PACKAGES.contains(name)) {
                    tree.add_program(&format!("usr/bin/{name}"));
                }
                let more: &[&str] = match self {
                    Base::Ubuntu => UBUNTU,
                    Base::Rpm => &["yum", "curl"],
                    _ => &[],
                };
                for name in more {
                    tree.add_program(&format!("usr/bin/{name}"));
                }
            }
            Base::Alpine => {
                for path in ["lib", "sbin"] {
                    let _fits = tree.make_directories(path, BUILT);
                }
                for name in BUSYBOX {
                    tree.add_program(&format!("bin/{name}"));
                }
                tree.add_program("sbin/apk");
            }
            Base::Busybox => {
                for name in BUSYBOX.iter().chain(BUSYBOX_ONLY) {
                    tree.add_program(&format!("bin/{name}"));
                }
                let _fits = tree.link("lib64", "lib", BUILT);
                // For scripts that look for their interpreter.
                let _fits = tree.link("usr/bin/env", "../../bin/env", BUILT);
                tree.add_program("bin/busybox");
            }
        }
    }
}

fn devices(tree: &mut Tree) {
    tree.add_devices(BUILT);
    for (name, target) in [("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"), ("stdin", "/proc/self/fd/0")] {
        let _fits = tree.link(&format!("dev/{name}"), target, BUILT);
    }
    for (path, mode) in
        [("tmp", 0o1777), ("var/tmp", 0o1777), ("run/lock", 0o1777), ("root", 0o700), ("etc/shadow", 0o640)]
    {
        // Not every base has all of them.
        let _there = tree.touch(path, Some(mode), None);
    }
}
