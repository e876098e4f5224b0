//! Images that are only tools: shells, network tools, log shippers.

use shell::Program;

use super::simple::{GO, Simple, serve};
use super::{BARE, Base, Image, Variant, entrypoint};

pub(super) const BASH: Image = Image {
    names: &["docker.io/library/bash"],
    versions: &["5.3.8", "5.3.3", "5.2.37", "5.2.32", "5.1.16", "5.0.18", "4.4.23", "3.2.57"],
    aliases: &[("latest", "5.3.8"), ("devel", "5.3.8")],
    variants: &[
        Variant { name: "", base: Base::Alpine, size: 56 },
        Variant { name: "alpine3.22", base: Base::Alpine, size: 56 },
    ],
    entrypoint: &["docker-entrypoint.sh"],
    cmd: &["bash"],
    env: &[("_BASH_VERSION", "{version}")],
    tools: |_| &["usr/local/bin/bash"],
    programs: &[("usr/local/bin/docker-entrypoint.sh", entrypoint::plain)],
    ..BARE
};

fn zsh(argv: &[String], _version: &'static str) -> Box<dyn Program> {
    Box::new(shell::Shell::from_argv(argv, shell::syntax::Dialect::Bash))
}

pub(super) const NETSHOOT: Image = Image {
    names: &["docker.io/nicolaka/netshoot", "ghcr.io/nicolaka/netshoot", "docker.io/bretfisher/netshoot"],
    versions: &["v0.14", "v0.13", "v0.12", "v0.11"],
    variants: &[Variant { name: "", base: Base::Alpine, size: 1990 }],
    cmd: &["zsh"],
    workdir: "/root",
    tools: |_| &["bin/bash", "usr/bin/curl", "usr/bin/dig", "usr/bin/host", "bin/ss", "usr/bin/vim"],
    programs: &[("bin/zsh", zsh)],
    ..BARE
};

/// Debian with the tools of the name service.
pub(super) const DNSUTILS: Image = Image {
    names: &[
        "registry.k8s.io/e2e-test-images/jessie-dnsutils",
        "gcr.io/kubernetes-e2e-test-images/dnsutils",
        "gcr.io/kubernetes-e2e-test-images/jessie-dnsutils",
        "docker.io/tutum/dnsutils",
    ],
    versions: &["1.7", "1.5", "1.4", "1.3", "1.2"],
    variants: &[Variant { name: "", base: Base::Debian, size: 850 }],
    cmd: &["bash", "-c", "sleep infinity"],
    tools: |_| &["usr/bin/dig", "usr/bin/host", "usr/bin/nslookup", "usr/bin/ping", "usr/bin/ip"],
    ..BARE
};

/// A distribution with curl in it.
pub(super) const UBUNTU_CURL: Image = Image {
    names: &["docker.io/tutum/curl", "docker.io/alicek106/ubuntu"],
    versions: &["curl"],
    aliases: &[("latest", "curl"), ("alpine", "curl")],
    variants: &[Variant { name: "", base: Base::Ubuntu, size: 900 }],
    cmd: &["/bin/bash"],
    tools: |_| &["usr/bin/curl"],
    ..BARE
};

pub(super) const FLUENTD: Image = Image {
    names: &[
        "quay.io/fluentd_elasticsearch/fluentd",
        "docker.io/fluent/fluentd",
        "k8s.gcr.io/fluentd-elasticsearch",
        "registry.k8s.io/fluentd-gcp",
    ],
    versions: &[
        "v5.0.1", "v4.7.5", "v4.7.2", "v3.4.0", "v3.0.2", "v2.6.0", "v2.5.2", "v2.5.1", "v2.2.0", "v1.18-1", "v1.17-1",
        "v1.16-1", "v1.14-1", "1.30", "1.20",
    ],
    variants: &[Variant { name: "", base: Base::Debian, size: 930 }],
    entrypoint: &["tini", "--", "/entrypoint.sh"],
    programs: &[("usr/bin/tini", serve!(FLUENTD_ROW)), ("entrypoint.sh", entrypoint::plain)],
    idle: 3,
    ..BARE
};

/// The monitoring port is what it opens; it answers nothing of interest.
const FLUENTD_ROW: Simple = Simple {
    port: 24231,
    start: &[
        "{now} [info]: init supervisor logger path=nil rotate_age=nil rotate_size=nil",
        "{now} [info]: parsing config file is succeeded path=\"/etc/fluent/fluent.conf\"",
        "{now} [info]: starting fluentd-1.19.0 pid=1 ruby=\"3.4.5\"",
        "{now} [info]: #0 starting fluentd worker pid=16 ppid=1 worker=0",
        "{now} [info]: #0 fluentd worker is now running worker=0",
    ],
    signal: super::server::graceful,
    memory: 60 << 20,
    ..GO
};
