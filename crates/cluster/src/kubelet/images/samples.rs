//! The samples of the documentation of Kubernetes and of Google: each says who answered.

use super::entrypoint;
use super::simple::{GO, NODE, Simple, serve};
use super::{BARE, Base, Image, Variant, nginx, redis};

const fn scratch(size: u32) -> Variant {
    Variant { name: "", base: Base::Scratch, size }
}

pub(super) const HELLO_APP: Image = Image {
    names: &["gcr.io/google-samples/hello-app", "us-docker.pkg.dev/google-samples/containers/gke/hello-app"],
    versions: &["2.0", "1.0"],
    variants: &[Variant { name: "", base: Base::Alpine, size: 115 }],
    cmd: &["./hello-app"],
    env: &[("PORT", "8080")],
    programs: &[("hello-app", serve!(HELLO))],
    ..BARE
};

const HELLO: Simple = Simple {
    port_env: "PORT",
    start: &["!{slash} Server listening on port {port}"],
    request: "!{slash} Serving request: {path}",
    pages: &[("*", 200, "Hello, world!\nVersion: {version}.0\nHostname: {host}\n")],
    ..GO
};

pub(super) const HELLO_GO: Image = Image {
    names: &["gcr.io/google-samples/hello-go-gke"],
    versions: &["1.0"],
    variants: &[scratch(110)],
    cmd: &["/go/bin/hello"],
    programs: &[("go/bin/hello", serve!(HELLO_JSON))],
    ..BARE
};

const HELLO_JSON: Simple =
    Simple { port: 80, kind: "application/json", pages: &[("*", 200, "{\"message\":\"Hello\"}\n")], ..GO };

/// nginx before the service `hello`.
pub(super) const HELLO_FRONTEND: Image = Image {
    names: &["gcr.io/google-samples/hello-frontend"],
    versions: &["1.0"],
    aliases: &[],
    variants: &[Variant { name: "", base: Base::Debian, size: 530 }],
    entrypoint: &[],
    env: &[],
    files: &[
        nginx::CONF,
        (
            "etc/nginx/conf.d/frontend.conf",
            "upstream Backend {\n    server hello;\n}\n\nserver {\n    listen 80;\n\n    location / {\n        proxy_pass http://Backend;\n    }\n}\n",
        ),
    ],
    programs: &[("usr/sbin/nginx", |argv, _| nginx::make(argv, "1.19.0"))],
    ..nginx::IMAGE
};

pub(super) const NGINX_SLIM: Image = Image {
    names: &["registry.k8s.io/nginx-slim"],
    versions: &["0.27", "0.26", "0.25", "0.24", "0.23", "0.22", "0.21", "0.8", "0.7"],
    aliases: &[],
    variants: &[Variant { name: "", base: Base::Debian, size: 280 }],
    entrypoint: &[],
    env: &[],
    tools: |_| &["usr/bin/curl"],
    programs: &[("usr/sbin/nginx", |argv, version| {
        let (_, nginx) = SLIM.iter().find(|(slim, _)| *slim == version).unwrap_or(&SLIM[0]);
        nginx::make(argv, nginx)
    })],
    ..nginx::IMAGE
};

/// Which nginx is in which slim image.
const SLIM: [(&str, &str); 9] = [
    ("0.27", "1.27.1"),
    ("0.26", "1.26.2"),
    ("0.25", "1.25.5"),
    ("0.24", "1.24.0"),
    ("0.23", "1.23.4"),
    ("0.22", "1.22.1"),
    ("0.21", "1.21.6"),
    ("0.8", "1.11.1"),
    ("0.7", "1.9.11"),
];

pub(super) const SERVE_HOSTNAME: Image = Image {
    names: &["registry.k8s.io/serve_hostname"],
    versions: &["v1.4", "1.4", "1.3", "1.1"],
    variants: &[scratch(25)],
    cmd: &["/serve_hostname"],
    programs: &[("serve_hostname", serve!(HOSTNAME))],
    ..BARE
};

const HOSTNAME: Simple =
    Simple { port: 9376, start: &["!{slash} Serving on port {port}."], pages: &[("*", 200, "{host}")], ..GO };

pub(super) const GOPROXY: Image = Image {
    names: &["registry.k8s.io/goproxy"],
    versions: &["0.1"],
    variants: &[scratch(17)],
    entrypoint: &["/goproxy"],
    programs: &[("goproxy", serve!(PROXY))],
    ..BARE
};

const PROXY: Simple =
    Simple { pages: &[("*", 500, "This is a proxy server. Does not respond to non-proxy requests.\n")], ..GO };

pub(super) const NODE_HELLO: Image = Image {
    names: &["gcr.io/google-samples/node-hello", "us-docker.pkg.dev/google-samples/containers/gke/node-hello"],
    versions: &["1.0"],
    variants: &[Variant { name: "", base: Base::Debian, size: 2490 }],
    cmd: &["/bin/sh", "-c", "node server.js"],
    env: &[("NODE_VERSION", "4.4.2"), ("NPM_CONFIG_LOGLEVEL", "info")],
    tools: |_| &["usr/bin/curl", "usr/bin/ps"],
    programs: &[("usr/local/bin/node", serve!(NODE_HELLO_ROW))],
    ..BARE
};

const NODE_HELLO_ROW: Simple =
    Simple { request: "Received request for URL: {path}", pages: &[("*", 200, "Hello Kubernetes!")], ..NODE };

pub(super) const BOOTCAMP: Image = Image {
    names: &["gcr.io/google-samples/kubernetes-bootcamp", "docker.io/jocatalin/kubernetes-bootcamp"],
    versions: &["v2", "v1"],
    aliases: &[("latest", "v1")],
    variants: &[Variant { name: "", base: Base::Debian, size: 840 }],
    cmd: &["/bin/sh", "-c", "node server.js"],
    env: &[("NODE_VERSION", "6.3.1"), ("NPM_CONFIG_LOGLEVEL", "info")],
    files: &[("server.js", BOOTCAMP_JS)],
    tools: |_| &["usr/bin/curl", "usr/bin/ps"],
    programs: &[("usr/local/bin/node", |argv, version| match version {
        "v1" => serve!(BOOTCAMP_V1)(argv, "1"),
        _ => serve!(BOOTCAMP_V1)(argv, "2"),
    })],
    ..BARE
};

const BOOTCAMP_V1: Simple = Simple {
    start: &["Kubernetes Bootcamp App Started At: {js} | Running On:  {host} \n"],
    request: "Running On: {host} | Total Requests: {count} | App Uptime: {uptime} seconds | Log Time: {js}",
    pages: &[("*", 200, "Hello Kubernetes bootcamp! | Running on: {host} | v={version}\n")],
    ..NODE
};

const BOOTCAMP_JS: &str = "var http = require('http');
var host = process.env.HOSTNAME;
var requests = 0;
var started;

function answer(request, response) {
  response.writeHead(200, {'Content-Type': 'text/plain'});
  response.end('Hello Kubernetes bootcamp! | Running on: ' + host + ' | v=1\\n');
  console.log('Running On:', host, '| Total Requests:', ++requests,
    '| App Uptime:', (new Date() - started) / 1000, 'seconds', '| Log Time:', new Date());
}

http.createServer(answer).listen(8080, function () {
  started = new Date();
  console.log('Kubernetes Bootcamp App Started At:', started, '| Running On: ', host, '\\n');
});
";

/// A redis that follows `redis-leader`.
pub(super) const REDIS_FOLLOWER: Image = Image {
    names: &[
        "us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower",
        "gcr.io/google-samples/gb-redis-follower",
        "gcr.io/google-samples/gb-redisslave",
    ],
    versions: &["v3", "v2", "v1"],
    aliases: &[],
    variants: &[Variant { name: "", base: Base::Debian, size: 380 }],
    cmd: &["/bin/sh", "-c", "redis-server --replicaof redis-leader 6379"],
    env: &[("REDIS_VERSION", "6.0.5")],
    programs: &[
        ("usr/local/bin/docker-entrypoint.sh", entrypoint::plain),
        ("usr/local/bin/redis-server", |argv, _| redis::server(argv, "6.0.5")),
        ("usr/local/bin/redis-cli", redis::client),
    ],
    ..redis::IMAGE
};

/// The first lesson of many courses in Korea.
pub(super) const KUBETM: Image = Image {
    names: &["docker.io/kubetm/app"],
    versions: &["v2", "v1"],
    aliases: &[("latest", "v1")],
    variants: &[Variant { name: "", base: Base::Debian, size: 3400 }],
    cmd: &["node", "app.js"],
    tools: |_| &["usr/bin/curl"],
    programs: &[("usr/local/bin/node", serve!(KUBETM_ROW))],
    ..BARE
};

const KUBETM_ROW: Simple = Simple {
    pages: &[
        ("/hostname", 200, "Hostname : {host}\n"),
        ("/version", 200, "Version : {version}\n"),
        ("/", 200, "Hostname : {host}\n"),
    ],
    ..NODE
};

pub(super) const KUBETM_8000: Image = Image {
    names: &["docker.io/kubetm/p8000"],
    versions: &["latest"],
    aliases: &[("latest", "latest")],
    programs: &[("usr/local/bin/node", serve!(P8000))],
    ..KUBETM
};

const P8000: Simple = Simple { port: 8000, pages: &[("*", 200, "containerPort : 8000\n")], ..NODE };

pub(super) const KUBETM_8080: Image =
    Image { names: &["docker.io/kubetm/p8080"], programs: &[("usr/local/bin/node", serve!(P8080))], ..KUBETM_8000 };

const P8080: Simple = Simple { pages: &[("*", 200, "containerPort : 8080\n")], ..NODE };

pub(super) const ECHO_HNAME: Image = Image {
    names: &["docker.io/sysnet4admin/echo-hname"],
    versions: &["latest"],
    aliases: &[("latest", "latest")],
    variants: &[Variant { name: "", base: Base::Debian, size: 420 }],
    cmd: &["nginx", "-g", "daemon off;"],
    programs: &[("usr/sbin/nginx", serve!(ECHO_HNAME_ROW))],
    ..BARE
};

const ECHO_HNAME_ROW: Simple = Simple {
    port: 80,
    kind: "text/plain",
    request: "{from} - - \"{method} {path} HTTP/1.1\" 200",
    pages: &[("*", 200, "{host}\n")],
    signal: super::server::graceful,
    ..GO
};

pub(super) const ECHO_IP: Image = Image {
    names: &["docker.io/sysnet4admin/echo-ip"],
    programs: &[("usr/sbin/nginx", serve!(ECHO_IP_ROW))],
    ..ECHO_HNAME
};

const ECHO_IP_ROW: Simple =
    Simple { pages: &[("*", 200, "request_method : {method} | ip_dest: {own}\n")], ..ECHO_HNAME_ROW };

pub(super) const RR_TEST: Image = Image {
    names: &["docker.io/alicek106/rr-test"],
    versions: &["echo-hostname", "curl"],
    aliases: &[("latest", "echo-hostname")],
    variants: &[Variant { name: "", base: Base::Ubuntu, size: 1600 }],
    cmd: &["apachectl", "-DFOREGROUND"],
    programs: &[("usr/sbin/apachectl", serve!(RR_TEST_ROW))],
    ..BARE
};

const RR_TEST_ROW: Simple = Simple {
    kind: "text/html; charset=UTF-8",
    pages: &[(
        "/",
        200,
        "<!DOCTYPE html>\n<html>\n<head>\n\t<title>Hello</title>\n</head>\n<body>\n<blockquote>\n\t<p>Hello,  {host}</p>\t</blockquote>\n</body>\n</html>\n",
    )],
    ..ECHO_HNAME_ROW
};

pub(super) const HELLO_KUBERNETES: Image = Image {
    names: &["docker.io/paulbouwer/hello-kubernetes"],
    versions: &["1.10.1", "1.10", "1.9", "1.8", "1.7", "1.5"],
    variants: &[Variant { name: "", base: Base::Alpine, size: 300 }],
    cmd: &["npm", "start"],
    workdir: "/usr/src/app",
    programs: &[("usr/local/bin/npm", serve!(HELLO_KUBERNETES_ROW))],
    ..BARE
};

const HELLO_KUBERNETES_ROW: Simple = Simple {
    port_env: "PORT",
    start: &[
        "\n> hello-kubernetes@{version} start /usr/src/app\n> node server.js\n",
        "Listening on: http://{host}:{port}",
    ],
    kind: "text/html; charset=utf-8",
    pages: &[(
        "/",
        200,
        "<!DOCTYPE html>\n<html>\n<head>\n    <title>Hello Kubernetes!</title>\n</head>\n<body>\n  <div id=\"message\">\n  Hello world!\n</div>\n\
         <div id=\"info\">\n  <table>\n    <tr>\n      <th>pod:</th>\n      <td>{host}</td>\n    </tr>\n  </table>\n</div>\n</body>\n</html>\n",
    )],
    ..NODE
};
