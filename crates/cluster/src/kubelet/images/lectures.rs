//! Images of Korean lectures and books. What a page shows of which nothing is known says so, and who has answered.

use shell::system::Incoming;

use super::server::Serving;
use super::showcase::MULTITOOL;
use super::simple::{GO, NODE, Simple, serve};
use super::{BARE, Base, Image, Variant, kubia, web};

const UNKNOWN: (&str, u16, &str) = ("*", 200, "This page is not simulated. It comes from {host} ({own}).\n");

const fn small(size: u32) -> Variant {
    Variant { name: "", base: Base::Alpine, size }
}

/// Says which pod was hit, and which version if its tag is one.
pub(super) const GO_MYWEB: Image = Image {
    names: &["ghcr.io/c1t1d0s7/go-myweb", "docker.io/c1t1d0s7/go-myweb"],
    versions: &["latest", "v1.0", "v2.0", "v3.0", "v4.0"],
    aliases: &[("latest", "latest"), ("alpine", "latest"), ("v1", "v1.0"), ("v2", "v2.0"), ("v3", "v3.0")],
    variants: &[small(30)],
    entrypoint: &["/myweb"],
    programs: &[("myweb", serve!(GO, hello_world))],
    ..BARE
};

fn hello_world(s: &mut Serving<'_, '_>, _incoming: &Incoming) -> Vec<u8> {
    let version = s.version.strip_prefix('v').map_or(String::new(), |v| format!("===Version {v}===\n"));
    let body = format!("{version}Hello World!\n{}\n", s.sys.hostname());
    web::respond(200, &[("Date", &web::date(s.now())), ("Content-Type", GO.kind)], body)
}

pub(super) const C1_MULTITOOL: Image = Image {
    names: &["ghcr.io/c1t1d0s7/network-multitool", "docker.io/c1t1d0s7/network-multitool"],
    entrypoint: &[],
    cmd: &["/bin/sh"],
    ..MULTITOOL
};

/// What servers of one lecture have in common.
const LECTURE: Image = Image {
    versions: &["1.0", "2.0"],
    variants: &[small(420)],
    workdir: "/usr/src/app",
    cmd: &["node", "app.js"],
    tools: |_| &["usr/bin/curl"],
    ..BARE
};

const ROW: Simple = Simple { start: &["Server is running on {port}"], kind: "application/json; charset=utf-8", ..NODE };

macro_rules! colours {
    ($($image:ident $row:ident $name:literal $port:literal $hello:literal,)*) => { $(
        pub(super) const $image: Image =
            Image { names: &[$name], programs: &[("usr/local/bin/node", serve!($row))], ..LECTURE };
        const $row: Simple = Simple { port: $port, pages: &[("/hello", 200, $hello), UNKNOWN], ..ROW };
    )* };
}

colours! {
    BLUE BLUE_ROW "docker.io/yoonjeong/blue-app" 8080 "\"Hello, I'm Sky.\"",
    GREEN GREEN_ROW "docker.io/yoonjeong/green-app" 8081 "\"Hello, I'm Tree.\"",
    RED RED_ROW "docker.io/yoonjeong/red-app" 8080 "\"Hello, I'm Rose.\"",
}

pub(super) const UNKNOWN_PAGES: Image = Image {
    names: &["docker.io/yoonjeong/hello-app", "docker.io/yoonjeong/order", "docker.io/yoonjeong/payment"],
    programs: &[("usr/local/bin/node", serve!(UNKNOWN_ROW))],
    ..LECTURE
};

const UNKNOWN_ROW: Simple = Simple { pages: &[UNKNOWN], ..ROW };

pub(super) const SIMPLE_CONTAINER_APP: Image = Image {
    names: &["docker.io/arisu1000/simple-container-app"],
    versions: &["latest"],
    aliases: &[("latest", "latest")],
    variants: &[small(110)],
    cmd: &["/simple-container-app"],
    programs: &[("simple-container-app", serve!(SIMPLE_ROW))],
    ..BARE
};

const SIMPLE_ROW: Simple = Simple { pages: &[UNKNOWN], ..GO };

/// Tells its version; the unhealthy one fails from the sixth request on.
pub(super) const MY_APP: Image = Image {
    names: &["docker.io/yoonjeong/my-app"],
    versions: &["1.0", "2.0", "2.0-unhealthy"],
    programs: &[("usr/local/bin/node", serve!(ROW, welcome))],
    ..LECTURE
};

fn welcome(s: &mut Serving<'_, '_>, _incoming: &Incoming) -> Vec<u8> {
    if kubia::requests(s) > 5 && s.version.ends_with("unhealthy") {
        return kubia::page(s, 500, "\"Crashed! Please fix me.\"".into());
    }
    let version = s.version.split('.').next().unwrap_or("1");
    let (host, own) = (s.sys.hostname(), super::simple::own_address(s.sys));
    let body = format!("Welcome to Version {version}!\n\n===== Host Info =====\nHostIP: {own}\nHostName: {host}\n");
    kubia::page(s, 200, body)
}
