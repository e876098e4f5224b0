//! nginx: serves files, by its default configuration or by what lies in `/etc/nginx/conf.d`.

mod configuration;
mod files;
mod page;
mod proxy;

use shell::files::{Errno, Owner};
use shell::kernel::Io;
use shell::system::{Incoming, NET_BIND_SERVICE, System};
use shell::{Program, Signal};

use self::configuration::Site;
use self::page::{Page, access, expand, send};
use super::entrypoint::{Entrypoint, Exec, Script};
use super::server::{Begin, Behaviour, Server, Serving, Stop};
use super::web;
use super::{BARE, Base, Image, Variant};
use crate::net::http;

pub(super) const IMAGE: Image = Image {
    names: &["docker.io/library/nginx", "public.ecr.aws/nginx/nginx"],
    versions: &[
        "1.29.3", "1.29.2", "1.29.1", "1.29.0", "1.28.0", "1.27.5", "1.27.4", "1.27.3", "1.27.2", "1.27.1", "1.27.0",
        "1.26.3", "1.26.2", "1.26.1", "1.26.0", "1.25.5", "1.25.4", "1.25.3", "1.25.2", "1.25.1", "1.25.0", "1.24.0",
        "1.23.4", "1.23.3", "1.23.2", "1.23.1", "1.23.0", "1.22.1", "1.22.0", "1.21.6", "1.21.5", "1.21.4", "1.21.3",
        "1.21.1", "1.21.0", "1.20.2", "1.20.1", "1.20.0", "1.19.10", "1.19.9", "1.19.8", "1.19.7", "1.19.6", "1.19.5",
        "1.19.4", "1.19.3", "1.19.2", "1.19.1", "1.19.0", "1.18.0", "1.17.10", "1.17.9", "1.17.8", "1.17.7", "1.17.6",
        "1.17.5", "1.17.4", "1.17.3", "1.17.2", "1.17.1", "1.17.0", "1.16.1", "1.16.0", "1.15.12", "1.15.11",
        "1.15.10", "1.15.9", "1.15.8", "1.15.7", "1.15.6", "1.15.5", "1.15.4", "1.15.3", "1.15.2", "1.15.1", "1.15.0",
        "1.14.2", "1.14.1", "1.14.0", "1.13.12", "1.13.9", "1.13", "1.12.2", "1.12.1", "1.11.13", "1.11", "1.10.3",
        "1.10.2", "1.10.1", "1.9.15", "1.9.1", "1.9", "1.8.1", "1.8", "1.7.12", "1.7.9", "1.7.1", "1.7",
    ],
    aliases: &[("latest", "1.29.3"), ("mainline", "1.29.3"), ("stable", "1.28.0"), ("1", "1.29.3")],
    variants: &[
        Variant { name: "", base: Base::Debian, size: 600 },
        Variant { name: "bookworm", base: Base::Debian, size: 600 },
        Variant { name: "trixie", base: Base::Debian, size: 600 },
        Variant { name: "perl", base: Base::Debian, size: 680 },
        Variant { name: "alpine", base: Base::Alpine, size: 220 },
        Variant { name: "alpine-slim", base: Base::Alpine, size: 52 },
        Variant { name: "alpine-perl", base: Base::Alpine, size: 300 },
        Variant { name: "alpine3.22", base: Base::Alpine, size: 220 },
    ],
    entrypoint: &["/docker-entrypoint.sh"],
    cmd: &["nginx", "-g", "daemon off;"],
    env: &[("NGINX_VERSION", "{version}"), ("PKG_RELEASE", "1~bookworm")],
    stop: Signal::Quit,
    owned: &[("var/cache/nginx", 0)],
    accounts: ACCOUNTS,
    files: &[
        CONF,
        ("etc/nginx/conf.d/default.conf", DEFAULT_CONF),
        ("etc/nginx/mime.types", "types {\n    text/html                                        html htm shtml;\n}\n"),
        ("usr/share/nginx/html/index.html", WELCOME),
        ("usr/share/nginx/html/50x.html", ERROR_PAGE),
    ],
    tools: |version| if at_least(version, 21) { &["usr/bin/curl"] } else { &[] },
    programs: &[("usr/sbin/nginx", make), ("docker-entrypoint.sh", entrypoint)],
    ..BARE
};

/// The same server as a user of its own, on a port that anybody may open.
pub(super) const UNPRIVILEGED: Image = Image {
    names: &["docker.io/nginxinc/nginx-unprivileged", "ghcr.io/nginx/nginx-unprivileged"],
    user: "101",
    owned: &[("etc/nginx/conf.d", 101), ("etc/nginx/conf.d/default.conf", 101), ("var/cache/nginx", 101)],
    accounts: ACCOUNTS,
    files: &[
        ("etc/nginx/nginx.conf", UNPRIVILEGED_CONF),
        ("etc/nginx/conf.d/default.conf", UNPRIVILEGED_DEFAULT),
        ("usr/share/nginx/html/index.html", WELCOME),
        ("usr/share/nginx/html/50x.html", ERROR_PAGE),
    ],
    ..IMAGE
};

const UNPRIVILEGED_CONF: &str = "
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /tmp/nginx.pid;


events {
    worker_connections  1024;
}


http {
    proxy_temp_path /tmp/proxy_temp;
    client_body_temp_path /tmp/client_temp;
    fastcgi_temp_path /tmp/fastcgi_temp;
    uwsgi_temp_path /tmp/uwsgi_temp;
    scgi_temp_path /tmp/scgi_temp;

    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    sendfile        on;
    keepalive_timeout  65;

    include /etc/nginx/conf.d/*.conf;
}
";

const UNPRIVILEGED_DEFAULT: &str = "server {
    listen       8080;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
";

/// The user of the workers.
const ACCOUNTS: &[(&str, &str)] = &[("nginx:x:101:101:nginx user:/nonexistent:/bin/false", "nginx")];

/// The main configuration.
pub(super) const CONF: (&str, &str) = ("etc/nginx/nginx.conf", NGINX_CONF);

const NGINX_CONF: &str = "
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] \"$request\" '
                      '$status $body_bytes_sent \"$http_referer\" '
                      '\"$http_user_agent\" \"$http_x_forwarded_for\"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
";

pub(super) const DEFAULT_CONF: &str = "server {
    listen       80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
";

const WELCOME: &str = "<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href=\"http://nginx.org/\">nginx.org</a>.<br/>
Commercial support is available at
<a href=\"http://nginx.com/\">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
";

const ERROR_PAGE: &str = "<!DOCTYPE html>
<html>
<head>
<title>Error</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>An error occurred.</h1>
<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
<p>If you are the system administrator of this resource then you should check
the error log for details.</p>
<p><em>Faithfully yours, nginx.</em></p>
</body>
</html>
";

pub(super) fn make(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Server::boxed(&NGINX, argv, version)
}

static NGINX: Behaviour = Behaviour { begin, answer, taken, signal, goodbye, memory: 8 << 20 };

fn at_least(version: &str, minor: u32) -> bool {
    let mut parts = version.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
    (parts.next() == Some(1)) && parts.next().is_some_and(|m| m >= minor)
}

fn begin(b: &mut Begin<'_, '_>) -> Result<(), i32> {
    if b.argv.iter().any(|a| a == "-v" || a == "-V") {
        b.error(format!("nginx version: nginx/{}", b.version));
        return Err(0);
    }
    if b.argv.iter().any(|a| a == "-t") {
        b.error("nginx: the configuration file /etc/nginx/nginx.conf syntax is ok");
        b.error("nginx: configuration file /etc/nginx/nginx.conf test is successful");
        return Err(0);
    }
    if let Some(order) = super::server::flag(b.argv, &["-s"]) {
        return Err(command(b, &order));
    }
    let main = configuration::main(b.sys);
    let open = configuration::ports(&main, b.sys);
    prepare(b, &main, &open)?;
    for port in open {
        b.listen(port);
    }
    if at_least(b.version, 19) {
        let at = web::slash_date(b.now());
        let pid = b.io.pid();
        let notices = [
            "using the \"epoll\" event method".to_string(),
            format!("nginx/{}", b.version),
            "built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1)".into(),
            "OS: Linux 6.18.44-fc-v595".into(),
            "getrlimit(RLIMIT_NOFILE): 1048576:1048576".into(),
            "start worker processes".into(),
            "start worker process 29".into(),
            "start worker process 30".into(),
            "start worker process 31".into(),
            "start worker process 32".into(),
        ];
        let head = format!("{at} [notice] {pid}#{pid}: ");
        for notice in notices {
            b.log(15, [&*head, &notice].concat());
        }
    }
    b.ready_after(10);
    Ok(())
}

/// The directories under `/var/cache/nginx` that it makes before anything else.
const TEMPORARY: &[&str] = &["client_temp", "proxy_temp", "fastcgi_temp", "uwsgi_temp", "scgi_temp"];
/// Whom it gives them.
const NGINX_USER: Owner = Owner { uid: 101, gid: 101 };

/// Makes its directories and notes its process; without them it does not run. The error is the exit code.
fn prepare(b: &mut Begin<'_, '_>, main: &str, ports: &[u16]) -> Result<(), i32> {
    let user = b.sys.user();
    let root = user.uid == 0;
    if !root && let Some(line) = main.lines().position(|l| l.trim_start().starts_with("user ")) {
        let what =
            "the \"user\" directive makes sense only if the master process runs with super-user privileges, ignored";
        complain(b, "warn", &format!("{what} in /etc/nginx/nginx.conf:{}", line + 1));
    }
    // What another configuration keeps elsewhere is not looked at.
    let names = if main.contains("client_body_temp_path") { &[] } else { TEMPORARY };
    for (at, name) in names.iter().enumerate() {
        let path = ["/var/cache/nginx/", name].concat();
        let mut files = b.sys.files();
        match files.make_directory_with(&path, 0o700) {
            Ok(()) => {}
            Err(Errno::Exists) => continue,
            Err(error) => return Err(emergency(b, &format!("mkdir() \"{path}\" failed"), error)),
        }
        if root && let Err(error) = files.set_owner(&path, NGINX_USER) {
            return Err(emergency(b, &format!("chown(\"{path}\", {}) failed", NGINX_USER.uid), error));
        }
        // The others are made as this one was; where that is not plain, each of them for itself.
        if files.repeat(&path, &names[at + 1..]) {
            break;
        }
    }
    let pid_file = main.lines().find_map(|l| l.trim().strip_prefix("pid ")?.trim().strip_suffix(';'));
    let pid_file = pid_file.unwrap_or("/run/nginx.pid").to_string();
    let pid = format!("{}\n", b.io.pid()).into_bytes();
    let mut files = b.sys.files();
    let noted = files.write(&pid_file, pid);
    // Ports are opened before that: one that is refused is what ends it.
    let refused = !user.can(NET_BIND_SERVICE) && ports.iter().any(|port| *port < 1024);
    match noted {
        Err(error) if !refused => Err(emergency(b, &format!("open() \"{pid_file}\" failed"), error)),
        _ => Ok(()),
    }
}

fn emergency(b: &mut Begin<'_, '_>, what: &str, error: Errno) -> i32 {
    let number = match error {
        Errno::Denied => 13,
        Errno::ReadOnly => 30,
        Errno::NotPermitted => 1,
        Errno::NoSpace => 28,
        _ => 2,
    };
    complain(b, "emerg", &format!("{what} ({number}: {error})"));
    1
}

/// What it says into its log and, because it has not begun yet, to whoever started it.
fn complain(b: &mut Begin<'_, '_>, level: &str, what: &str) {
    let (at, pid) = (web::slash_date(b.now()), b.io.pid());
    b.error(format!("{at} [{level}] {pid}#{pid}: {what}"));
    b.error(format!("nginx: [{level}] {what}"));
}

/// `nginx -s reload`: a signal for the one that runs already. Answers the exit code.
fn command(b: &mut Begin<'_, '_>, order: &str) -> i32 {
    let orders = [("stop", Signal::Term), ("quit", Signal::Quit), ("reload", Signal::Hup), ("reopen", Signal::Usr1)];
    let Some((_, signal)) = orders.into_iter().find(|(name, _)| *name == order) else {
        b.error(format!("nginx: invalid option: \"-s {order}\""));
        return 1;
    };
    let (at, pid) = (web::slash_date(b.now()), b.io.pid());
    let is_nginx = |argv: &[String]| argv.first().is_some_and(|name| name.rsplit('/').next() == Some("nginx"));
    let master = b.io.processes().iter().map(|p| (p.pid, is_nginx(&p.argv))).find(|(p, nginx)| *nginx && *p != pid);
    let Some((master, _)) = master else {
        let what = "open() \"/var/run/nginx.pid\" failed (2: No such file or directory)";
        b.error(format!("{at} [error] {pid}#{pid}: {what}"));
        b.error(format!("nginx: [error] {what}"));
        return 1;
    };
    b.error(format!("{at} [notice] {pid}#{pid}: signal process started"));
    b.io.kill(master, signal);
    0
}

pub(super) fn entrypoint(argv: &[String], version: &'static str) -> Box<dyn Program> {
    Entrypoint::boxed(&ENTRYPOINT, argv, version)
}

static ENTRYPOINT: Script = Script { before: configure, default: "", exec: Exec::Sh(47) };

/// Since 1.19 the image runs the scripts of `/docker-entrypoint.d` first.
fn configure(io: &mut Io<'_>, sys: &mut dyn System, command: &[String], version: &'static str) -> Result<(), i32> {
    if !at_least(version, 19) || !command.first().is_some_and(|c| c == "nginx" || c == "nginx-debug") {
        return Ok(());
    }
    let conf = "/etc/nginx/conf.d/default.conf";
    let own = sys.files().read_text(conf).ok();
    // The script changes the image's own configuration only, and only where it may.
    let told: &[[&str; 2]] = match own.as_deref() {
        None => &[["", " is not a file or does not exist"]],
        Some(_) if !sys.files().may(conf, 2) => &[["can not modify ", " (read-only file system?)"]],
        Some(DEFAULT_CONF | UNPRIVILEGED_DEFAULT) => {
            &[["Getting the checksum of ", ""], ["Enabled listen on IPv6 in ", ""]]
        }
        Some(_) => &[["Getting the checksum of ", ""], ["", " differs from the packaged version"]],
    };
    let mut text = String::from(
        "/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration\n\
         /docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/\n\
         /docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh\n",
    );
    for &[before, after] in told {
        text.extend(["10-listen-on-ipv6-by-default.sh: info: ", before, conf, after, "\n"]);
    }
    text.push_str(
        "/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh\n\
         /docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh\n\
         /docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh\n\
         /docker-entrypoint.sh: Configuration complete; ready for start up\n",
    );
    io.out(sys, &text);
    Ok(())
}

fn taken(b: &mut Begin<'_, '_>, port: u16) -> i32 {
    let (number, words) = b.why();
    complain(b, "emerg", &format!("bind() to 0.0.0.0:{port} failed ({number}: {words})"));
    1
}

fn signal(signal: Signal) -> Stop {
    match signal {
        Signal::Term | Signal::Int | Signal::Quit => Stop::Exit(0, 60),
        Signal::Hup | Signal::Usr1 | Signal::Usr2 | Signal::Chld => Stop::Ignore,
        _ => Stop::Default,
    }
}

fn goodbye(s: &mut Serving<'_, '_>) {
    if !at_least(s.version, 19) {
        return;
    }
    let at = web::slash_date(s.now());
    let pid = s.io.pid();
    s.log(format!("{at} [notice] {pid}#{pid}: signal 3 (SIGQUIT) received, shutting down"));
    s.log(format!("{at} [notice] {pid}#{pid}: exit"));
}

fn answer(s: &mut Serving<'_, '_>, incoming: &Incoming) -> Vec<u8> {
    // Each call comes by a connection of its own.
    let calls = s.data.get("calls").and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    s.data.insert("calls".into(), (calls + 1).to_string());
    let request = match understood(&incoming.data) {
        Ok(request) => request,
        Err(request) => {
            let mut page = Page::error(400, s.version);
            page.close = true;
            let line = access(s, &request, incoming);
            s.say(line.replacen("STATUS", &format!("400 {}", page.body.len()), 1));
            return send(s, page);
        }
    };
    let (all, upstreams) = configuration::read(s.sys);
    let site = all.iter().find(|site| site.ports.contains(&s.port));
    if let Some(site) = site
        && let Some((path, url)) = site.passed(&request.path)
    {
        proxy::pass(s, &request, incoming, proxy::Target { path, url, headers: &site.headers }, &upstreams);
        return Vec::new();
    }
    let mut page = match site {
        Some(site) => look(s, site, &request, incoming),
        None => Page::error(404, s.version),
    };
    let connection = request.header("connection").unwrap_or("");
    page.close = connection.eq_ignore_ascii_case("close") || request.version == "HTTP/1.0";
    if let Some(site) = site.filter(|_| page.status < 400) {
        let here = || site.added.iter().filter(|(place, ..)| request.path.starts_with(place.as_str()));
        let longest = here().map(|(place, ..)| place.len()).max();
        for (_, name, value) in here().filter(|(place, ..)| Some(place.len()) == longest) {
            page.headers[1].push((name.clone(), expand(value, &request, incoming, s)));
        }
    }
    let line = access(s, &request, incoming);
    let head = request.method == "HEAD";
    let sent = if head { 0 } else { page.body.len() };
    s.say(line.replacen("STATUS", &format!("{} {sent}", page.status), 1));
    let bytes = send(s, page);
    if head { web::without_body(bytes) } else { bytes }
}

/// A request that can be answered. Of another one there is what the log shows of it.
fn understood(data: &[u8]) -> Result<http::Parsed, http::Parsed> {
    let Some(request) = http::parse_request(data) else {
        let first = String::from_utf8_lossy(data).lines().next().unwrap_or("").to_string();
        return Err(http::Parsed {
            method: first,
            path: String::new(),
            version: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
        });
    };
    let path = request.path.split('?').next().unwrap_or("");
    let hex = |rest: &str| rest.get(..2).is_some_and(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let mut depth = 0;
    let stays = path.split('/').all(|part| {
        depth += match part {
            "" | "." => 0,
            ".." => -1,
            _ => 1,
        };
        depth >= 0
    });
    if !path.split('%').skip(1).all(hex) || !stays {
        // It goes no further than that line.
        return Err(http::Parsed { headers: Vec::new(), ..request });
    }
    match request.header("host") {
        None if request.version != "HTTP/1.0" => Err(request),
        _ => Ok(request),
    }
}

fn look(s: &mut Serving<'_, '_>, site: &Site, request: &http::Parsed, incoming: &Incoming) -> Page {
    let url = request.path.split('?').next().unwrap_or("/");
    let fixed = site.returns.iter().filter(|(p, ..)| url.starts_with(p.as_str())).max_by_key(|(p, ..)| p.len());
    if let Some((_, code, text)) = fixed {
        let text = expand(text, request, incoming, s);
        let kinds = site.types.iter().filter(|(p, _)| url.starts_with(p.as_str()));
        let kind = kinds.max_by_key(|(p, _)| p.len()).map_or("text/plain", |(_, kind)| kind);
        return match code {
            301..=303 | 307 | 308 if !text.is_empty() => Page::moved(*code, &text, request, s),
            300.. if text.is_empty() => Page::error(*code, s.version),
            _ => Page::new(*code, kind, text.into_bytes()),
        };
    }
    files::find(s, site, request, &incoming.from)
}
