//! The images of the cluster's own pods: pause, etcd, the control plane, kube-proxy, CoreDNS.

use shell::Program;
use shell::system::Incoming;

use super::server::{Begin, Behaviour, Server, Serving, Stop, graceful, silent, taken_go};
use super::{BARE, Base, Image, Variant, web};
use crate::kubelet::look;
use crate::net::http;

pub(super) const PAUSE: Image = Image {
    names: &["registry.k8s.io/pause"],
    versions: &["3.10.1", "3.10", "3.9", "3.8", "3.7", "3.6", "3.5", "3.4.1", "3.3", "3.2", "3.1", "2.0"],
    aliases: &[("latest", "3.10.1")],
    variants: &[Variant { name: "", base: Base::Scratch, size: 3 }],
    entrypoint: &["/pause"],
    user: "65535:65535",
    programs: &[("pause", |argv, version| Server::boxed(&PAUSE_SERVER, argv, version))],
    ..BARE
};

static PAUSE_SERVER: Behaviour = Behaviour {
    begin: |_| Ok(()),
    answer: nothing,
    taken: taken_go,
    signal: |signal| match graceful(signal) {
        Stop::Exit(..) => Stop::Exit(0, 1),
        other => other,
    },
    goodbye: |s| s.say("Shutting down, got signal: Terminated"),
    memory: 1 << 20,
};

/// The program of a sandbox whose processes the containers share.
pub(in crate::kubelet) fn pause_program() -> Box<dyn Program> {
    Server::boxed(&PAUSE_SERVER, &["/pause".to_string()], "3.10")
}

const COMPONENT: Image = Image {
    versions: &[
        "v1.36.2", "v1.36.1", "v1.36.0", "v1.35.5", "v1.35.0", "v1.34.4", "v1.34.0", "v1.33.0", "v1.32.0", "v1.31.0",
    ],
    variants: &[Variant { name: "", base: Base::Scratch, size: 250 }],
    ..BARE
};

pub(super) const ETCD: Image = Image {
    names: &["registry.k8s.io/etcd", "quay.io/coreos/etcd"],
    versions: &[
        "3.6.8-0", "3.6.6-0", "3.6.5-0", "3.6.4-0", "3.5.24-0", "3.5.21-0", "3.5.16-0", "3.5.15-0", "3.5.10-0",
        "3.5.1-0", "3.5.0-0", "3.4.13-0", "v3.6.8", "v3.5.21",
    ],
    variants: &[Variant { name: "", base: Base::Scratch, size: 230 }],
    programs: &[("usr/local/bin/etcd", |argv, version| Server::boxed(&ETCD_SERVER, argv, version))],
    idle: 22,
    ..BARE
};

static ETCD_SERVER: Behaviour = Behaviour {
    begin: |b| {
        let at = b.now().rfc3339_micro();
        for (caller, message) in [
            ("etcdmain/etcd.go:64", "Running: "),
            ("embed/etcd.go:138", "configuring peer listeners"),
            ("embed/etcd.go:606", "serving client traffic securely"),
        ] {
            b.log(30, format!("{{\"level\":\"info\",\"ts\":\"{at}\",\"caller\":\"{caller}\",\"msg\":\"{message}\"}}"));
        }
        [2379, 2380, 2381].into_iter().for_each(|p| b.listen(p));
        b.ready_after(300);
        Ok(())
    },
    answer: |_, incoming| match path(&incoming.data).as_str() {
        _ if incoming.data.starts_with(b"PRI * HTTP/2.0") => look::GRPC_SERVING.to_vec(),
        "/health" | "/readyz" | "/livez" => web::respond(200, &[], "{\"health\":\"true\",\"reason\":\"\"}"),
        _ => web::respond(404, &[], "404 page not found\n"),
    },
    ..CONTROL_PLANE
};

/// A process of the control plane: answers its health checks. What it does is done by the machine's own components.
const CONTROL_PLANE: Behaviour = Behaviour {
    begin: |_| Ok(()),
    answer: health,
    taken: taken_go,
    signal: graceful,
    goodbye: silent,
    memory: 60 << 20,
};

pub(super) const APISERVER: Image = Image {
    names: &["registry.k8s.io/kube-apiserver"],
    programs: &[("usr/local/bin/kube-apiserver", |argv, version| Server::boxed(&APISERVER_SERVER, argv, version))],
    idle: 46,
    ..COMPONENT
};

static APISERVER_SERVER: Behaviour = Behaviour {
    begin: |b| component(b, "kube-apiserver", "server.go:160", &[6443], 2500),
    memory: 280 << 20,
    ..CONTROL_PLANE
};

pub(super) const CONTROLLER_MANAGER: Image = Image {
    names: &["registry.k8s.io/kube-controller-manager"],
    programs: &[("usr/local/bin/kube-controller-manager", |argv, version| {
        Server::boxed(&MANAGER_SERVER, argv, version)
    })],
    idle: 17,
    ..COMPONENT
};

static MANAGER_SERVER: Behaviour = Behaviour {
    begin: |b| component(b, "kube-controller-manager", "controllermanager.go:189", &[10257], 900),
    ..CONTROL_PLANE
};

pub(super) const SCHEDULER: Image = Image {
    names: &["registry.k8s.io/kube-scheduler"],
    programs: &[("usr/local/bin/kube-scheduler", |argv, version| Server::boxed(&SCHEDULER_SERVER, argv, version))],
    idle: 4,
    ..COMPONENT
};

static SCHEDULER_SERVER: Behaviour = Behaviour {
    begin: |b| component(b, "kube-scheduler", "server.go:175", &[10259], 700),
    memory: 25 << 20,
    ..CONTROL_PLANE
};

pub(super) const KUBE_PROXY: Image = Image {
    names: &["registry.k8s.io/kube-proxy"],
    programs: &[("usr/local/bin/kube-proxy", |argv, version| Server::boxed(&PROXY_SERVER, argv, version))],
    idle: 1,
    ..COMPONENT
};

static PROXY_SERVER: Behaviour = Behaviour {
    begin: |b| component(b, "kube-proxy", "server_linux.go:63", &[10249, 10256], 400),
    memory: 20 << 20,
    ..CONTROL_PLANE
};

fn component(b: &mut Begin<'_, '_>, _name: &str, caller: &str, ports: &[u16], ready: u32) -> Result<(), i32> {
    let c = b.now().civil();
    let (micros, pid) = (b.now().0.rem_euclid(1_000_000), b.io.pid());
    let version = b.version;
    let head =
        format!("I{:02}{:02} {:02}:{:02}:{:02}.{micros:06} {pid:7} ", c.month, c.day, c.hour, c.minute, c.second);
    b.log(20, format!("{head}{caller}] \"Version info\" version=\"{version}\""));
    b.log(20, format!("{head}{caller}] \"Golang settings\" GOGC=\"\" GOMAXPROCS=\"\" GOTRACEBACK=\"\""));
    ports.iter().for_each(|p| b.listen(*p));
    b.ready_after(ready);
    Ok(())
}

pub(super) const COREDNS: Image = Image {
    names: &["registry.k8s.io/coredns/coredns", "docker.io/coredns/coredns"],
    versions: &[
        "v1.14.1", "v1.13.2", "v1.13.1", "v1.12.4", "v1.12.1", "v1.12.0", "v1.11.3", "v1.11.1", "v1.10.1", "1.14.1",
        "1.11.1",
    ],
    aliases: &[("latest", "1.14.1")],
    variants: &[Variant { name: "", base: Base::Scratch, size: 220 }],
    entrypoint: &["/coredns"],
    programs: &[("coredns", |argv, version| Server::boxed(&COREDNS_SERVER, argv, version))],
    binds: true,
    idle: 2,
    ..BARE
};

static COREDNS_SERVER: Behaviour = Behaviour {
    begin: |b| {
        let version = b.version.trim_start_matches('v');
        b.say(100, ".:53");
        b.say(
            100,
            "[INFO] plugin/reload: Running configuration SHA512 = \
             1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a07ae1cfbe861d15b37d4a0027e69c546ab112970993a3b03b",
        );
        b.say(110, format!("CoreDNS-{version}"));
        b.say(110, "linux/amd64, go1.25.5, 1db4568");
        [53, 8080, 8181, 9153].into_iter().for_each(|p| b.listen(p));
        b.ready_after(110);
        Ok(())
    },
    answer: |_, incoming| match path(&incoming.data).as_str() {
        "/health" | "/ready" => web::respond(200, &[("Content-Type", "text/plain; charset=utf-8")], "OK"),
        _ => web::respond(404, &[], "404 page not found\n"),
    },
    taken: taken_go,
    signal: |signal| match graceful(signal) {
        // The health plugin keeps answering for five seconds (`lameduck 5s`).
        Stop::Exit(..) => Stop::Exit(0, 5000),
        other => other,
    },
    goodbye: |s| s.say("[INFO] SIGTERM: Shutting down servers then terminating"),
    memory: 18 << 20,
};

fn path(data: &[u8]) -> String {
    let path = http::parse_request(data).map(|r| r.path).unwrap_or_default();
    path.split('?').next().unwrap_or("").to_string()
}

fn health(_s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    http::over_tls(&incoming.data, |data| match path(data).as_str() {
        "/healthz" | "/livez" | "/readyz" => web::respond(200, &[("Content-Type", "text/plain; charset=utf-8")], "ok"),
        _ => web::respond(403, &[], ""),
    })
}

fn nothing(_s: &mut Serving<'_, '_>, _incoming: &Incoming) -> Vec<u8> {
    Vec::new()
}
