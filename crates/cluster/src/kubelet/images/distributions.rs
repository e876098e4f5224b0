//! Distributions with RPM packages, and languages of which only the image is there.

use shell::kernel::Io;
use shell::system::System;
use shell::{Poll, Program};

use super::databases::client;
use super::{BARE, Base, Image, Variant};

const fn rpm(size: u32) -> Variant {
    Variant { name: "", base: Base::Rpm, size }
}

pub(super) const CENTOS: Image = Image {
    names: &["docker.io/library/centos"],
    versions: &["8", "7.9.2009", "7", "6"],
    aliases: &[("latest", "8"), ("centos7", "7"), ("centos8", "8")],
    variants: &[rpm(760)],
    cmd: &["/bin/bash"],
    files: &[(
        "etc/os-release",
        "NAME=\"CentOS Linux\"\nVERSION=\"7 (Core)\"\nID=\"centos\"\nID_LIKE=\"rhel fedora\"\nVERSION_ID=\"7\"\nPRETTY_NAME=\"CentOS Linux 7 (Core)\"\n",
    )],
    ..BARE
};

/// Neither this one nor Oracle's has a tag `latest`.
pub(super) const ROCKY: Image = Image {
    names: &["docker.io/library/rockylinux"],
    versions: &["9.3", "9", "8.9", "8"],
    aliases: NO_LATEST,
    variants: &[rpm(650), Variant { name: "minimal", base: Base::Rpm, size: 450 }],
    cmd: &["/bin/bash"],
    files: &[(
        "etc/os-release",
        "NAME=\"Rocky Linux\"\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nPRETTY_NAME=\"Rocky Linux\"\n",
    )],
    ..BARE
};

pub(super) const ORACLE: Image = Image {
    names: &["docker.io/library/oraclelinux"],
    versions: &["9", "8", "7"],
    aliases: NO_LATEST,
    variants: &[rpm(860), Variant { name: "slim", base: Base::Rpm, size: 400 }],
    cmd: &["/bin/bash"],
    files: &[("etc/os-release", "NAME=\"Oracle Linux Server\"\nID=\"ol\"\nPRETTY_NAME=\"Oracle Linux Server\"\n")],
    ..BARE
};

/// A tag that stands for nothing.
const NO_LATEST: &[(&str, &str)] = &[("latest", "")];

pub(super) const ALMA: Image = Image {
    names: &["docker.io/library/almalinux"],
    versions: &["10", "9.5", "9", "8.10", "8"],
    aliases: &[("latest", "10")],
    variants: &[rpm(700), Variant { name: "minimal", base: Base::Rpm, size: 350 }],
    cmd: &["/bin/bash"],
    files: &[(
        "etc/os-release",
        "NAME=\"AlmaLinux\"\nID=\"almalinux\"\nID_LIKE=\"rhel centos fedora\"\nPRETTY_NAME=\"AlmaLinux\"\n",
    )],
    ..BARE
};

pub(super) const FEDORA: Image = Image {
    names: &["docker.io/library/fedora"],
    versions: &["43", "42", "41", "40", "39", "38"],
    aliases: &[("latest", "43")],
    variants: &[rpm(680)],
    cmd: &["/bin/bash"],
    files: &[("etc/os-release", "NAME=\"Fedora Linux\"\nID=fedora\nPRETTY_NAME=\"Fedora Linux (Container Image)\"\n")],
    ..BARE
};

pub(super) const AMAZON: Image = Image {
    names: &["docker.io/library/amazonlinux", "public.ecr.aws/amazonlinux/amazonlinux"],
    versions: &["2023", "2"],
    variants: &[rpm(520)],
    cmd: &["/bin/bash"],
    files: &[(
        "etc/os-release",
        "NAME=\"Amazon Linux\"\nID=\"amzn\"\nID_LIKE=\"fedora\"\nPRETTY_NAME=\"Amazon Linux\"\n",
    )],
    ..BARE
};

const fn debian(size: u32) -> Variant {
    Variant { name: "", base: Base::Debian, size }
}

const fn alpine(size: u32) -> Variant {
    Variant { name: "alpine", base: Base::Alpine, size }
}

pub(super) const GOLANG: Image = Image {
    names: &["docker.io/library/golang"],
    versions: &[
        "1.25.4", "1.24.10", "1.23.12", "1.22.12", "1.21.13", "1.20.14", "1.19.13", "1.18.10", "1.17.13", "1.16.15",
    ],
    aliases: &[("latest", "1.25.4"), ("1", "1.25.4")],
    variants: &[debian(3100), Variant { name: "bookworm", base: Base::Debian, size: 3100 }, alpine(800)],
    cmd: &["bash"],
    env: &[("GOLANG_VERSION", "{version}"), ("GOPATH", "/go")],
    workdir: "/go",
    programs: &[("usr/local/bin/go", client)],
    ..BARE
};

pub(super) const RUBY: Image = Image {
    names: &["docker.io/library/ruby"],
    versions: &["3.4.7", "3.3.10", "3.2.9", "3.1.7", "3.0.7", "2.7.8", "2.6.10", "2.5.9"],
    aliases: &[("latest", "3.4.7"), ("3", "3.4.7"), ("2", "2.7.8")],
    variants: &[debian(3900), Variant { name: "slim", base: Base::Debian, size: 750 }, alpine(350)],
    cmd: &["irb"],
    env: &[("RUBY_VERSION", "{version}")],
    programs: &[("usr/local/bin/irb", interpreter), ("usr/local/bin/ruby", client)],
    ..BARE
};

pub(super) const OPENJDK: Image = Image {
    names: &["docker.io/library/openjdk", "docker.io/library/eclipse-temurin"],
    versions: &["25", "21", "17.0.2", "17", "11.0.16", "11", "8u342", "8"],
    aliases: &[("latest", "25")],
    variants: &[
        debian(2300),
        Variant { name: "jdk", base: Base::Debian, size: 2300 },
        Variant { name: "jre", base: Base::Debian, size: 1000 },
        Variant { name: "slim", base: Base::Debian, size: 2000 },
        Variant { name: "jdk-slim", base: Base::Debian, size: 2000 },
        alpine(1500),
        Variant { name: "jre-alpine", base: Base::Alpine, size: 650 },
    ],
    cmd: &["jshell"],
    programs: &[("usr/local/bin/jshell", interpreter), ("usr/local/bin/java", client)],
    ..BARE
};

/// It reads what is typed; where nobody types, that is nothing.
#[derive(Clone)]
struct Interpreter(String);

fn interpreter(argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(Interpreter(argv.first().and_then(|a| a.rsplit('/').next()).unwrap_or("").to_string()))
}

impl Program for Interpreter {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        if !io.is_terminal(0) {
            return Poll::Exit(0);
        }
        io.err(sys, &format!("{}: programs in this language are not simulated here\n", self.0));
        Poll::Exit(1)
    }
}
