//! The programs, one a file, and the table that lists them.

use crate::files::{Body, Device, Node, Tree};
use crate::program::Program;
use crate::system::Flavour;

/// The program of this name, ready to run with these arguments.
pub fn find(_name: &str, _argv: &[String]) -> Option<Box<dyn Program>> {
    None
}

/// A root file system with the usual directories, devices and programs. Hosts add what their image or machine has.
pub fn root_tree(_flavour: Flavour, modified: i64) -> Tree {
    let mut tree = Tree::new(modified);
    for dir in ["bin", "dev", "etc", "home", "proc", "root", "sbin", "tmp", "usr/bin", "usr/sbin", "var/log"] {
        let _fits = tree.make_directories(dir, modified);
    }
    for (name, device) in [
        ("null", Device::Null),
        ("zero", Device::Zero),
        ("full", Device::Full),
        ("random", Device::Random),
        ("urandom", Device::Random),
        ("tty", Device::Tty),
    ] {
        let node = Node { body: Body::Device(device), mode: 0o666, modified };
        let _fits = tree.set(&format!("dev/{name}"), node);
    }
    let _fits = tree.touch("tmp", Some(0o1777), None);
    tree
}
