//! Images of courses and labs.

use super::server::{Begin, Behaviour, Server, Serving, graceful, silent, taken_go};
use super::simple::{GO, NODE, Simple, serve};
use super::{BARE, Base, Image, Variant, nginx, web};
use crate::net::http;
use shell::system::Incoming;

const fn on(base: Base, size: u32) -> Variant {
    Variant { name: "", base, size }
}

/// A page in a colour that an argument or a variable gives.
pub(super) const WEBAPP_COLOR: Image = Image {
    names: &["docker.io/kodekloud/webapp-color", "docker.io/mmumshad/simple-webapp-color"],
    versions: &["latest", "v3", "v2", "v1"],
    variants: &[on(Base::Alpine, 320)],
    entrypoint: &["python", "app.py"],
    workdir: "/opt",
    programs: &[("usr/local/bin/python", |argv, version| Server::boxed(&WEBAPP, argv, version))],
    ..BARE
};

static WEBAPP: Behaviour =
    Behaviour { begin: webapp, answer: coloured, taken: taken_go, signal: graceful, goodbye: silent, memory: 20 << 20 };

const COLOURS: [(&str, &str); 7] = [
    ("red", "#e74c3c"),
    ("green", "#16a085"),
    ("blue", "#2980b9"),
    ("blue2", "#30336b"),
    ("pink", "#be2edd"),
    ("darkblue", "#130f40"),
    ("yellow", "#fff380"),
];

fn webapp(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    let names = COLOURS.map(|(name, _)| name).join(",");
    b.say(
        0,
        format!(
            " This is a sample web application that displays a colored background. \n A color can be specified in two ways. \n\n \
             1. As a command line argument with --color as the argument. Accepts one of {names} \n \
             2. As an Environment variable APP_COLOR. Accepts one of {names} \n \
             3. If none of the above then a random color is picked from the above list. \n \
             Note: Command line argument precedes over environment variable.\n\n"
        ),
    );
    let (argument, variable) = (super::server::flag(b.argv, &["--color"]), b.env("APP_COLOR"));
    let (said, colour) = match (argument, variable, b.version) {
        (Some(colour), _, _) => (format!("Color from command line argument ={colour}"), colour),
        (None, Some(colour), _) => {
            (format!("No Command line argument. Color from environment variable ={colour}"), colour)
        }
        // The tags differ in nothing else.
        (None, None, version) => {
            let at = match version {
                "v1" => 2,
                "v2" => 1,
                "v3" => 0,
                _ => b.sys.random() as usize % COLOURS.len(),
            };
            let colour = COLOURS[at].0.to_string();
            (format!("No command line argument or environment variable. Picking a Random Color ={colour}"), colour)
        }
    };
    b.say(0, said);
    if !COLOURS.iter().any(|(name, _)| *name == colour) {
        b.say(0, format!("Color not supported. Received '{colour}' expected one of {names}"));
        return Err(1);
    }
    b.data.insert("colour".into(), colour);
    b.say(300, " * Serving Flask app \"app\" (lazy loading)\n * Environment: production\n   WARNING: This is a development server. Do not use it in a production deployment.\n   Use a production WSGI server instead.\n * Debug mode: off");
    b.log(300, " * Running on http://0.0.0.0:8080/ (Press CTRL+C to quit)");
    b.ready_after(300);
    b.listen(8080);
    Ok(())
}

fn coloured(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    let Some(r) = http::parse_request(&incoming.data) else { return web::respond(400, &[], "") };
    let colour = s.data.get("colour").cloned().unwrap_or_default();
    let code = COLOURS.iter().find(|(name, _)| *name == colour).map_or("", |(_, code)| code);
    let version = s.version.trim_start_matches("latest");
    let (status, body) = match r.path.as_str() {
        "/" => {
            let second = if version.is_empty() {
                String::new()
            } else {
                format!("\n  <h2>\n    Application Version: {version}\n  </h2>")
            };
            let host = s.sys.hostname();
            let style = "color: #e4e4e4;\n    text-align:  center;\n    height: 90px;\n    vertical-align:  middle;";
            (
                200,
                format!(
                    "<!doctype html>\n<title>Hello from Flask</title>\n<body style=\"background: {code};\"></body>\n\
                     <div style=\"{style}\">\n\n  <h1>Hello from {host}!</h1>\n\n\n  {second}\n\n</div>"
                ),
            )
        }
        "/color" => (200, colour),
        "/info" => (200, format!("Hello, Application Version: {version} ; Color: {colour}")),
        _ => (404, "<title>404 Not Found</title>\n<h1>Not Found</h1>\n".to_string()),
    };
    let at = web::log_date(s.now());
    let at = at.trim_end_matches(" +0000").replacen(':', " ", 1);
    s.log(format!("{} - - [{at}] \"{} {} HTTP/1.1\" {status} -", incoming.from, r.method, r.path));
    web::respond(status, &[("Content-Type", "text/html; charset=utf-8")], body)
}

/// Sleeps for so many seconds.
pub(super) const UBUNTU_SLEEPER: Image = Image {
    names: &["docker.io/kodekloud/ubuntu-sleeper", "docker.io/mmumshad/ubuntu-sleeper"],
    versions: &["latest"],
    variants: &[on(Base::Ubuntu, 297)],
    entrypoint: &["sleep"],
    cmd: &["5"],
    ..BARE
};

/// Tells what the users of a shop do.
pub(super) const EVENT_SIMULATOR: Image = Image {
    names: &["docker.io/kodekloud/event-simulator"],
    versions: &["latest"],
    variants: &[on(Base::Debian, 500)],
    entrypoint: &["/event-simulator.sh"],
    files: &[(
        "event-simulator.sh",
        r#"#!/bin/bash
i=0
say() { echo "[$(date '+%F %T'),$((RANDOM % 900 + 100))] $1 in event-simulator: $2"; }
while true; do
  case $((RANDOM % 4)) in 0) e='logged in';; 1) e='logged out';; *) e="is viewing page$((RANDOM % 3 + 1))";; esac
  say INFO "USER$((RANDOM % 4 + 1)) $e"
  i=$((i + 1))
  [ $((i % 5)) = 0 ] && say WARNING 'USER5 Failed to Login as the account is locked due to MANY FAILED ATTEMPTS.'
  [ $((i % 8)) = 0 ] && say WARNING 'USER7 Order failed as the item is OUT OF STOCK.'
  sleep 1
done
"#,
    )],
    ..BARE
};

/// Only a six is a success.
pub(super) const THROW_DICE: Image = Image {
    names: &["docker.io/kodekloud/throw-dice"],
    entrypoint: &["/throw-dice.sh"],
    files: &[("throw-dice.sh", "#!/bin/bash\nn=$((RANDOM % 6 + 1))\necho $n\n[ $n = 6 ]\n")],
    ..EVENT_SIMULATOR
};

/// The three parts of Docker's application for a vote.
pub(super) const VOTE: Image = Image {
    names: &[
        "docker.io/dockersamples/examplevotingapp_vote",
        "docker.io/kodekloud/examplevotingapp_vote",
        "ghcr.io/subicura/voting/vote",
    ],
    versions: &["latest", "v1", "before", "after"],
    variants: &[on(Base::Debian, 520)],
    cmd: &["gunicorn", "app:app", "-b", "0.0.0.0:80"],
    programs: &[("usr/local/bin/gunicorn", serve!(VOTE_ROW))],
    ..BARE
};

const VOTE_ROW: Simple = Simple {
    port: 80,
    start: &[
        "![{space} +0000] [1] [INFO] Starting gunicorn 22.0.0",
        "![{space} +0000] [1] [INFO] Listening at: http://0.0.0.0:80 (1)",
        "![{space} +0000] [1] [INFO] Using worker: sync",
        "![{space} +0000] [7] [INFO] Booting worker with pid: 7",
    ],
    kind: "text/html; charset=utf-8",
    pages: &[(
        "/",
        200,
        "<!DOCTYPE html>\n<html>\n  <head>\n    <title>Cats vs Dogs!</title>\n  </head>\n  <body>\n    <h3>Cats vs Dogs!</h3>\n    <form id=\"choice\" name='form' method=\"POST\" action=\"/\">\n      <button id=\"a\" type=\"submit\" name=\"vote\" class=\"a\" value=\"a\">Cats</button>\n      <button id=\"b\" type=\"submit\" name=\"vote\" class=\"b\" value=\"b\">Dogs</button>\n    </form>\n    <div id=\"hostname\">\n      Processed by container ID {host}\n    </div>\n  </body>\n</html>\n",
    )],
    signal: graceful,
    memory: 30 << 20,
    ..GO
};

pub(super) const RESULT: Image = Image {
    names: &[
        "docker.io/dockersamples/examplevotingapp_result",
        "docker.io/kodekloud/examplevotingapp_result",
        "ghcr.io/subicura/voting/result",
    ],
    cmd: &["node", "server.js"],
    programs: &[("usr/local/bin/node", serve!(RESULT_ROW))],
    ..VOTE
};

const RESULT_ROW: Simple = Simple {
    port: 80,
    start: &["App running on port 80"],
    kind: "text/html; charset=utf-8",
    pages: &[(
        "/",
        200,
        "<!DOCTYPE html>\n<html ng-app=\"catsvsdogs\">\n  <head>\n    <meta charset=\"utf-8\">\n    <title>Cats vs Dogs -- Result</title>\n  </head>\n  <body>\n  </body>\n</html>\n",
    )],
    signal: graceful,
    ..NODE
};

pub(super) const WORKER: Image = Image {
    names: &[
        "docker.io/dockersamples/examplevotingapp_worker",
        "docker.io/kodekloud/examplevotingapp_worker",
        "ghcr.io/subicura/voting/worker",
    ],
    variants: &[on(Base::Alpine, 850)],
    cmd: &["/worker.sh"],
    files: &[(
        "worker.sh",
        "#!/bin/sh\nuntil nc -z db 5432; do echo 'Waiting for db' >&2; sleep 1; done\necho 'Connected to db' >&2\nuntil nc -z redis 6379; do echo 'Waiting for redis' >&2; sleep 1; done\necho 'Connecting to redis' >&2\nwhile true; do sleep 3600; done\n",
    )],
    programs: &[],
    ..VOTE
};

/// The web server of "The Kubernetes Book".
pub(super) const K8SBOOK: Image = Image {
    names: &["docker.io/nigelpoulton/k8sbook", "docker.io/nigelpoulton/getting-started-k8s"],
    versions: &["latest", "2.0", "1.1", "1.0", "edge"],
    variants: &[on(Base::Alpine, 310)],
    cmd: &["node", "./app.js"],
    programs: &[("usr/local/bin/node", serve!(K8SBOOK_ROW))],
    ..BARE
};

const K8SBOOK_ROW: Simple = Simple {
    kind: "text/html; charset=utf-8",
    pages: &[(
        "/",
        200,
        "<html><head><title>K8s rocks!</title></head><body><div class=\"container\"><div class=\"jumbotron\"><h1>Kubernetes Rocks!</h1></div></div></body></html>",
    )],
    ..NODE
};

/// The server of exercises for an exam.
pub(super) const SIMPLEAPP: Image = Image {
    names: &["docker.io/dgkanatsios/simpleapp"],
    versions: &["latest", "v2", "v1"],
    variants: &[on(Base::Alpine, 290)],
    cmd: &["npm", "start"],
    programs: &[("usr/local/bin/npm", serve!(SIMPLEAPP_ROW))],
    ..BARE
};

const SIMPLEAPP_ROW: Simple = Simple {
    start: &["Running on http://0.0.0.0:8080"],
    request: "IP: ::ffff:{from} on {js}",
    kind: "text/html; charset=utf-8",
    pages: &[("/", 200, "Hello world from {host}\n")],
    ..NODE
};

/// Files without a system, as volumes of images have them.
pub(super) const ARTIFACT: Image = Image {
    names: &["quay.io/crio/artifact"],
    versions: &["v2", "v1"],
    variants: &[on(Base::Scratch, 1)],
    files: &[("dir/file", "1\n"), ("file", "2\n")],
    ..BARE
};

/// Pages of greeting that are files of an nginx.
pub(super) const HELLO_PAGES: Image = Image {
    names: &[
        "docker.io/karthequian/helloworld",
        "docker.io/tutum/hello-world",
        "docker.io/dockercloud/hello-world",
        "docker.io/dockersamples/static-site",
        "docker.io/alexwhen/docker-2048",
        "public.ecr.aws/l6m2t8p7/docker-2048",
        "docker.io/scottsbaldwin/docker-hello-world",
    ],
    versions: &["latest", "v1", "black", "blue", "green"],
    variants: &[on(Base::Alpine, 150)],
    files: &[
        nginx::CONF,
        ("etc/nginx/conf.d/default.conf", nginx::DEFAULT_CONF),
        (
            "usr/share/nginx/html/index.html",
            "<html>\n<head>\n<title>Hello world!</title>\n</head>\n<body>\n<h1>Hello world!</h1>\n</body>\n</html>\n",
        ),
    ],
    programs: &[
        ("usr/sbin/nginx", |argv, _| nginx::make(argv, "1.23.3")),
        ("docker-entrypoint.sh", |argv, _| nginx::entrypoint(argv, "1.23.3")),
    ],
    aliases: &[],
    ..nginx::IMAGE
};

/// Numbers of a machine for Prometheus.
pub(super) const NODE_EXPORTER: Image = Image {
    names: &["docker.io/prom/node-exporter", "quay.io/prometheus/node-exporter"],
    versions: &[
        "v1.10.2", "v1.9.1", "v1.8.2", "v1.7.0", "v1.6.1", "v1.5.0", "v1.4.0", "v1.3.1", "v1.2.2", "v1.1.2", "v1.0.1",
        "v0.18.1",
    ],
    variants: &[on(Base::Busybox, 115)],
    entrypoint: &["/bin/node_exporter"],
    user: "65534",
    programs: &[("bin/node_exporter", serve!(NODE_EXPORTER_ROW))],
    ..BARE
};

const NODE_EXPORTER_ROW: Simple = Simple {
    port: 9100,
    start: &[
        "!ts={js} caller=node_exporter.go:193 level=info msg=\"Starting node_exporter\" version=\"(version={version}, branch=HEAD)\"",
        "!ts={js} caller=tls_config.go:313 level=info msg=\"Listening on\" address=[::]:9100",
        "!ts={js} caller=tls_config.go:316 level=info msg=\"TLS is disabled.\" http2=false address=[::]:9100",
    ],
    pages: &[
        (
            "/metrics",
            200,
            "# HELP node_load1 1m load average.\n# TYPE node_load1 gauge\nnode_load1 0.21\n# HELP node_uname_info Labeled system information as provided by the uname system call.\n# TYPE node_uname_info gauge\nnode_uname_info{nodename=\"{host}\",sysname=\"Linux\"} 1\n",
        ),
        (
            "/",
            200,
            "<html>\n<head><title>Node Exporter</title></head>\n<body>\n<h1>Node Exporter</h1>\n<p><a href=\"/metrics\">Metrics</a></p>\n</body>\n</html>\n",
        ),
    ],
    ..GO
};

/// A store of documents: says who it is, and keeps none.
pub(super) const ELASTICSEARCH: Image = Image {
    names: &["docker.io/library/elasticsearch", "docker.elastic.co/elasticsearch/elasticsearch"],
    versions: &["9.2.1", "8.19.7", "8.11.1", "7.17.29", "7.17.0", "7.10.2", "6.8.23", "5.6.16"],
    aliases: &[("latest", "")],
    variants: &[on(Base::Ubuntu, 3500)],
    entrypoint: &["/bin/tini", "--", "/usr/local/bin/docker-entrypoint.sh"],
    cmd: &["eswrapper"],
    user: "1000",
    accounts: &[("elasticsearch:x:1000:1000::/usr/share/elasticsearch:/bin/bash", "elasticsearch")],
    owned: &[("usr/share/elasticsearch/data", 1000)],
    programs: &[
        ("usr/bin/tini", serve!(ELASTICSEARCH_ROW)),
        ("usr/local/bin/docker-entrypoint.sh", super::entrypoint::plain),
    ],
    idle: 10,
    ..BARE
};

const ELASTICSEARCH_ROW: Simple = Simple {
    port: 9200,
    start: &[
        "{\"type\": \"server\", \"timestamp\": \"{js}\", \"level\": \"INFO\", \"component\": \"o.e.n.Node\", \"cluster.name\": \"docker-cluster\", \"node.name\": \"{host}\", \"message\": \"version[{version}], pid[7]\" }",
        "{\"type\": \"server\", \"timestamp\": \"{js}\", \"level\": \"INFO\", \"component\": \"o.e.n.Node\", \"cluster.name\": \"docker-cluster\", \"node.name\": \"{host}\", \"message\": \"started\" }",
    ],
    kind: "application/json; charset=UTF-8",
    pages: &[
        (
            "/",
            200,
            "{\n  \"name\" : \"{host}\",\n  \"cluster_name\" : \"docker-cluster\",\n  \"version\" : {\n    \"number\" : \"{version}\",\n    \"build_type\" : \"docker\"\n  },\n  \"tagline\" : \"You Know, for Search\"\n}\n",
        ),
        (
            "/_cluster/health",
            200,
            "{\"cluster_name\":\"docker-cluster\",\"status\":\"green\",\"timed_out\":false,\"number_of_nodes\":1,\"number_of_data_nodes\":1}",
        ),
    ],
    signal: |_| super::server::Stop::Exit(143, 300),
    memory: 900 << 20,
    ..GO
};
