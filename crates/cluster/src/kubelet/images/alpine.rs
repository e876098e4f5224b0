//! Alpine Linux: busybox with musl and `apk`.

use super::{BARE, Base, Image, Variant};

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/library/alpine", "public.ecr.aws/docker/library/alpine"],
    versions: &[
        "3.22.2", "3.22.1", "3.22.0", "3.21.5", "3.21.3", "3.21.0", "3.20.8", "3.20.3", "3.20.0", "3.19.9", "3.19.1",
        "3.19.0", "3.18.12", "3.18.4", "3.18.0", "3.17.10", "3.17.3", "3.17.0", "3.16.9", "3.16.2", "3.16.0",
        "3.15.11", "3.15.0", "3.14.10", "3.14.0", "3.13.12", "3.12.12", "3.12.0", "3.11.13", "3.10.9", "3.9.6",
        "3.8.5", "3.7.3", "3.6.5", "3.5.3", "3.4.6", "3.3.3", "2.7", "2.6",
    ],
    aliases: &[("latest", "3.22.2"), ("3", "3.22.2"), ("edge", "3.22.2")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 38 }],
    cmd: &["/bin/sh"],
    ..BARE
};
