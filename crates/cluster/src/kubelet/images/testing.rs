//! What the project's own tests run, and the documentation with them: other people's images under its registry's name.

use super::{Image, busybox, demos, httpd, nginx, redis};

pub(super) const NGINX: Image = Image {
    names: &["registry.k8s.io/e2e-test-images/nginx", "registry.k8s.io/nginx"],
    aliases: &[
        ("latest", "1.29.3"),
        ("1.14-1", "1.14.2"),
        ("1.14-2", "1.14.2"),
        ("1.14-4", "1.14.2"),
        ("1.15-4", "1.15.12"),
    ],
    ..nginx::IMAGE
};

pub(super) const HTTPD: Image = Image {
    names: &["registry.k8s.io/e2e-test-images/httpd"],
    aliases: &[("2.4.38-1", "2.4.46"), ("2.4.38-2", "2.4.46"), ("2.4.38-4", "2.4.46"), ("2.4.39-4", "2.4.46")],
    ..httpd::IMAGE
};

pub(super) const BUSYBOX: Image = Image {
    names: &["registry.k8s.io/e2e-test-images/busybox"],
    aliases: &[("1.29-1", "1.29.3"), ("1.29-2", "1.29.3"), ("1.29-4", "1.29.3"), ("1.36.1-1", "1.36.1")],
    ..busybox::IMAGE
};

pub(super) const REDIS: Image = Image {
    names: &["registry.k8s.io/e2e-test-images/redis", "registry.k8s.io/redis"],
    aliases: &[("5.0.5-2", "5.0.14"), ("5.0.5-3", "5.0.14"), ("e2e", "5.0.14")],
    ..redis::IMAGE
};

/// A server of files whose image is nothing else.
pub(super) const TEST_WEBSERVER: Image = Image {
    names: &["registry.k8s.io/test-webserver"],
    versions: &["latest"],
    aliases: &[],
    entrypoint: &["/agnhost", "test-webserver"],
    cmd: &[],
    ..demos::AGNHOST
};
