//! Servers that books and workshops show: each says who answered, or looks well.

use super::simple::{GO, Simple, serve};
use super::{BARE, Base, Image, Variant, nginx};

/// The server of "Kubernetes: Up and Running".
pub(super) const KUARD: Image = Image {
    names: &["gcr.io/kuar-demo/kuard-amd64", "docker.io/rogierlommers/kuard"],
    versions: &["blue", "green", "purple", "1", "2", "3"],
    variants: &[Variant { name: "", base: Base::Alpine, size: 116 }],
    cmd: &["/kuard"],
    programs: &[("kuard", serve!(KUARD_ROW))],
    ..BARE
};

const KUARD_ROW: Simple = Simple {
    start: &[
        "!{slash} Starting kuard version: v0.10.0-{version}",
        "!{slash} **********************************************************************",
        "!{slash} * WARNING: This server may expose sensitive",
        "!{slash} * and secret information. Be careful.",
        "!{slash} **********************************************************************",
        "!{slash} Config: \n{\n  \"address\": \":8080\",\n  \"debug\": false,\n  \"debug-sitedata-dir\": \"./sitedata\",\n  \"keygen\": {\n    \"enable\": false,\n    \"exit-code\": 0,\n    \"exit-on-complete\": false,\n    \"memq-queue\": \"\",\n    \"memq-server\": \"\",\n    \"num-to-gen\": 0,\n    \"time-to-run\": 0\n  },\n  \"liveness\": {\n    \"fail-next\": 0\n  },\n  \"readiness\": {\n    \"fail-next\": 0\n  },\n  \"tls-address\": \":8443\",\n  \"tls-dir\": \"/tls\"\n}",
        "!{slash} Could not find certificates to serve TLS",
        "!{slash} Serving on HTTP on :8080",
    ],
    request: "!{slash} {from}:41234 {method} {path}",
    pages: &[
        ("/healthy", 200, "ok"),
        ("/ready", 200, "ok"),
        (
            "/",
            200,
            "<!doctype html>\n\n<html lang=\"en\">\n<head>\n  <meta charset=\"utf-8\">\n\n  <title>KUAR Demo</title>\n</head>\n<body>\n</body>\n</html>\n",
        ),
    ],
    ..GO
};

pub(super) const PODINFO: Image = Image {
    names: &["docker.io/stefanprodan/podinfo", "ghcr.io/stefanprodan/podinfo"],
    versions: &[
        "6.9.2", "6.9.1", "6.9.0", "6.8.0", "6.7.1", "6.7.0", "6.6.3", "6.6.0", "6.5.4", "6.5.0", "6.4.0", "6.3.6",
        "6.2.3", "6.1.8", "6.0.4", "5.2.1", "5.1.4", "5.0.3", "4.0.6", "3.3.1", "3.1.1",
    ],
    aliases: &[("latest", "6.9.2")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 350 }],
    cmd: &["./podinfo"],
    user: "100",
    accounts: &[("app:x:100:101:Linux User,,,:/home/app:/sbin/nologin", "app")],
    workdir: "/home/app",
    programs: &[("home/app/podinfo", serve!(PODINFO_ROW))],
    ..BARE
};

const PODINFO_ROW: Simple = Simple {
    port: 9898,
    start: &[
        "{\"level\":\"info\",\"ts\":\"{js}\",\"caller\":\"podinfo/main.go:153\",\"msg\":\"Starting podinfo\",\"version\":\"{version}\",\"port\":\"9898\"}",
        "{\"level\":\"info\",\"ts\":\"{js}\",\"caller\":\"http/server.go:226\",\"msg\":\"Starting HTTP Server.\",\"addr\":\":9898\"}",
    ],
    kind: "application/json; charset=utf-8",
    pages: &[
        ("/healthz", 200, "{\n  \"status\": \"OK\"\n}"),
        ("/readyz", 200, "{\n  \"status\": \"OK\"\n}"),
        ("/version", 200, "{\n  \"version\": \"{version}\"\n}"),
        (
            "/",
            200,
            "{\n  \"hostname\": \"{host}\",\n  \"version\": \"{version}\",\n  \"revision\": \"\",\n  \"color\": \"#34577c\",\n  \"logo\": \"https://raw.githubusercontent.com/stefanprodan/podinfo/gh-pages/cuddle_clap.gif\",\n  \"message\": \"greetings from podinfo v{version}\",\n  \"goos\": \"linux\",\n  \"goarch\": \"amd64\",\n  \"runtime\": \"go1.24.3\",\n  \"num_goroutine\": \"8\",\n  \"num_cpu\": \"4\"\n}",
        ),
    ],
    ..GO
};

/// Tools for networks behind an nginx that tells who it is.
pub(super) const MULTITOOL: Image = Image {
    names: &["docker.io/wbitt/network-multitool", "docker.io/praqma/network-multitool"],
    versions: &["minimal", "extra"],
    aliases: &[("latest", "minimal"), ("alpine-minimal", "minimal"), ("alpine-extra", "extra")],
    variants: &[Variant { name: "", base: Base::Alpine, size: 240 }],
    entrypoint: &["/docker/entrypoint.sh"],
    cmd: &["/usr/sbin/nginx", "-g", "daemon off;"],
    tools: |_| &["bin/bash", "usr/bin/curl", "usr/bin/dig", "usr/bin/host", "bin/ss"],
    programs: &[("docker/entrypoint.sh", super::entrypoint::plain), ("usr/sbin/nginx", serve!(MULTITOOL_ROW))],
    ..BARE
};

const MULTITOOL_ROW: Simple = Simple {
    port: 80,
    port_env: "HTTP_PORT",
    start: &[
        "The directory /usr/share/nginx/html is not mounted.",
        "Therefore, over-writing the default index.html file with some useful information:",
        "WBITT Network MultiTool (with NGINX) - {host} - {own} - HTTP: {port} , HTTPS: 443 . (Formerly praqma/network-multitool)",
    ],
    kind: "text/html",
    pages: &[(
        "*",
        200,
        "WBITT Network MultiTool (with NGINX) - {host} - {own} - HTTP: 80 , HTTPS: 443 . (Formerly praqma/network-multitool)\n",
    )],
    ..GO
};

/// A site of Docker's in nginx.
pub(super) const GETTING_STARTED: Image = Image {
    names: &["docker.io/docker/getting-started", "docker.io/docker/welcome-to-docker"],
    versions: &["latest"],
    aliases: &[],
    variants: &[Variant { name: "", base: Base::Alpine, size: 150 }],
    files: &[
        nginx::CONF,
        ("etc/nginx/conf.d/default.conf", nginx::DEFAULT_CONF),
        (
            "usr/share/nginx/html/index.html",
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<title>Getting Started</title>\n</head>\n<body>\n</body>\n</html>\n",
        ),
    ],
    programs: &[
        ("usr/sbin/nginx", |argv, _| nginx::make(argv, "1.23.3")),
        ("docker-entrypoint.sh", |argv, _| nginx::entrypoint(argv, "1.23.3")),
    ],
    ..nginx::IMAGE
};
