//! Plain distributions, and curl on Alpine.

use super::{BARE, Base, Image, Variant};

pub(super) const DEBIAN: Image = Image {
    names: &["docker.io/library/debian", "registry.k8s.io/build-image/debian-base"],
    versions: &["13.2", "13.1", "13", "12.12", "12.11", "12.5", "12", "11.11", "11.9", "11", "10.13", "10"],
    aliases: &[
        ("latest", "13.2"),
        ("stable", "13.2"),
        ("trixie", "13.2"),
        ("bookworm", "12.12"),
        ("bookworm-v1.0.6", "12.12"),
        ("bullseye", "11.11"),
        ("buster", "10.13"),
    ],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 485 },
        Variant { name: "slim", base: Base::Debian, size: 282 },
    ],
    cmd: &["bash"],
    ..BARE
};

pub(super) const UBUNTU: Image = Image {
    names: &["docker.io/library/ubuntu"],
    versions: &["25.10", "25.04", "24.10", "24.04", "23.10", "23.04", "22.04", "20.04", "18.04", "16.04", "14.04"],
    aliases: &[
        ("latest", "24.04"),
        ("noble", "24.04"),
        ("jammy", "22.04"),
        ("focal", "20.04"),
        ("bionic", "18.04"),
        ("rolling", "25.10"),
    ],
    variants: &[Variant { name: "", base: Base::Ubuntu, size: 297 }],
    cmd: &["/bin/bash"],
    ..BARE
};

pub(super) const CURL: Image = Image {
    names: &[
        "docker.io/curlimages/curl",
        "quay.io/curl/curl",
        "docker.io/alpine/curl",
        "docker.io/appropriate/curl",
        "docker.io/byrnedo/alpine-curl",
    ],
    versions: &[
        "8.17.0", "8.16.0", "8.15.0", "8.14.1", "8.12.1", "8.11.1", "8.10.1", "8.9.1", "8.8.0", "8.7.1", "8.6.0",
        "8.5.0", "8.4.0", "8.3.0", "8.2.1", "8.1.2", "8.00.1", "7.88.1", "7.87.0", "7.85.0", "7.84.0", "7.83.1",
        "7.82.0", "7.81.0", "7.80.0", "7.79.1", "7.78.0", "7.77.0", "7.76.1", "7.73.0", "7.72.0", "7.70.0", "7.68.0",
    ],
    aliases: &[("latest", "8.17.0")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 90 }],
    entrypoint: &["/entrypoint.sh"],
    cmd: &["curl"],
    user: "100",
    accounts: &[("curl_user:x:100:101:Linux User,,,:/home/curl_user:/sbin/nologin", "curl_group")],
    tools: |_| &["usr/bin/curl"],
    programs: &[("entrypoint.sh", super::entrypoint::plain)],
    ..BARE
};
