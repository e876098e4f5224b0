//! busybox: a shell and its applets, on nothing else.

use super::{BARE, Base, Image, Variant};

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/library/busybox", "registry.k8s.io/busybox"],
    versions: &[
        "1.37.0", "1.36.1", "1.36.0", "1.35.0", "1.34.1", "1.34.0", "1.33.1", "1.33.0", "1.32.1", "1.32.0", "1.31.1",
        "1.31.0", "1.30.1", "1.30.0", "1.29.3", "1.29.2", "1.28.4", "1.28.3", "1.28.0", "1.28", "1.27.2", "1.27.1",
        "1.26.2", "1.25.1", "1.24.2", "1.24", "1.23.2",
    ],
    aliases: &[("latest", "1.37.0"), ("stable", "1.37.0"), ("unstable", "1.37.0"), ("1", "1.37.0")],
    variants: &[
        Variant { name: "", base: Base::Busybox, size: 22 },
        Variant { name: "glibc", base: Base::Busybox, size: 22 },
        Variant { name: "musl", base: Base::Busybox, size: 8 },
        Variant { name: "uclibc", base: Base::Busybox, size: 8 },
    ],
    cmd: &["sh"],
    ..BARE
};

/// An old busybox with curl, which the documentation's lesson about services runs.
pub(super) const PLUS: Image = Image {
    names: &["docker.io/radial/busyboxplus"],
    versions: &["1.22.1"],
    aliases: &[("latest", "1.22.1"), ("curl", "1.22.1"), ("base", "1.22.1")],
    variants: &[Variant { name: "", base: Base::Busybox, size: 42 }],
    tools: |_| &["usr/bin/curl"],
    ..IMAGE
};
