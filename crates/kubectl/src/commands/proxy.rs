//! `kubectl proxy`: a port of this machine that leads to the API server, for those who may.
//!
//! What it is not: sockets of Unix are not simulated.

use regex_lite::Regex;

use crate::cli::flag::{Flag, duration, int, string, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::klog;
use crate::error::{Error, Result, plain};
use crate::host::Forward;
use crate::kustomize::bad_pattern;

const PROXY_FLAGS: &[Flag] = &[
    string(
        "accept-hosts",
        "^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$",
        "Regular expression for hosts that the proxy should accept.",
    ),
    string("accept-paths", "^.*", "Regular expression for paths that the proxy should accept."),
    string("address", "127.0.0.1", "The IP address on which to serve on."),
    string("api-prefix", "/", "Prefix to serve the proxied API under."),
    switch(
        "append-server-path",
        "If true, enables automatic path appending of the kube context server path to each request.",
    ),
    switch(
        "disable-filter",
        "If true, disable request filtering in the proxy. This is dangerous, and can leave you vulnerable to XSRF attacks, when used with an accessible port.",
    ),
    duration(
        "keepalive",
        "0s",
        "keepalive specifies the keep-alive period for an active network connection. Set to 0 to disable keepalive.",
    ),
    int("port", "8001", "The port on which to run the proxy. Set to 0 to pick a random port.").short('p'),
    string(
        "reject-methods",
        "^$",
        "Regular expression for HTTP methods that the proxy should reject (example --reject-methods='POST,PUT,PATCH'). ",
    ),
    string(
        "reject-paths",
        "^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach",
        "Regular expression for paths that the proxy should reject. Paths specified here will be rejected even accepted by --accept-paths.",
    ),
    text("unix-socket", "Unix socket on which to run the proxy.").short('u'),
    text("www", "Also serve static files from the given directory under the specified prefix.").short('w'),
    string("www-prefix", "/static/", "Prefix to serve static files under, if static file directory is specified.")
        .short('P'),
];

pub(crate) const PROXY: Command = Command {
    name: "proxy",
    short: "Run a proxy to the Kubernetes API server",
    help: include_str!("../help/proxy.txt"),
    usage: "proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]",
    flags: &[PROXY_FLAGS],
    run: run!(proxy),
    ahead: |_| Ahead::Settings,
    server_first: |_| true,
    ..Command::NEW
};

/// Who may call what, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Patterns of hosts and paths that are let through, and of paths and methods that are not; none where all is.
    filter: Option<[Vec<String>; 4]>,
    /// Under which path the API stands, with slashes around it.
    api: String,
    /// Under which path files stand, and which directory they are in.
    files: Option<(String, String)>,
}

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// To a path of the API.
    Api(String),
    /// To a file of this machine.
    File(String),
    /// Nowhere.
    Nothing,
    /// The filter says no.
    Forbidden,
}

/// The flags of the filter, in the order in which their patterns are looked at.
const FILTERS: [&str; 4] = ["accept-paths", "reject-paths", "accept-hosts", "reject-methods"];

impl Proxy {
    fn of(p: &Parsed, www: &str) -> Result<Proxy, String> {
        let open = p.bool("disable-filter");
        let mut filter = [const { Vec::new() }; 4];
        for (patterns, flag) in filter.iter_mut().zip(FILTERS).filter(|_| !open) {
            for pattern in p.str(flag).split(',') {
                Regex::new(pattern).map_err(|_| bad_pattern(pattern, pattern))?;
                patterns.push(pattern.to_string());
            }
        }
        let around = |path: &str| format!("/{}/", path.trim_matches('/')).replace("//", "/");
        Ok(Proxy {
            filter: Some(filter).filter(|_| !open),
            api: around(p.str("api-prefix")),
            files: Some((around(p.str("www-prefix")), www.to_string())).filter(|_| !www.is_empty()),
        })
    }

    /// Where a call leads; `host` is whom it is meant for.
    pub fn route(&self, method: &str, path: &str, host: &str) -> Route {
        let files = self.files.iter().filter_map(|(prefix, dir)| {
            let inside = path.split('?').next()?.strip_prefix(prefix.as_str())?;
            (prefix.len() >= self.api.len() || !path.starts_with(&self.api)).then(|| format!("{dir}/{inside}"))
        });
        if let Some(file) = files.into_iter().next() {
            return Route::File(file);
        }
        let Some(inside) = path.strip_prefix(&self.api) else { return Route::Nothing };
        let path = if self.api.starts_with("/api") { path.to_string() } else { format!("/{inside}") };
        let host = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(host, _)| host);
        let any = |patterns: &[String], text: &str| {
            patterns.iter().any(|pattern| Regex::new(pattern).is_ok_and(|fits| fits.is_match(text)))
        };
        let bare = path.split('?').next().unwrap_or("");
        match &self.filter {
            Some([paths, no_paths, hosts, no_methods])
                if any(no_paths, bare) || any(no_methods, method) || !any(paths, bare) || !any(hosts, host) =>
            {
                Route::Forbidden
            }
            _ => Route::Api(path),
        }
    }
}

async fn proxy(client: Client, p: Parsed) -> Result<()> {
    if p.changed("port") && !p.str("unix-socket").is_empty() {
        return Err(plain("cannot set --unix-socket and --port at the same time"));
    }
    if !p.str("unix-socket").is_empty() {
        return Err(plain("--unix-socket is not simulated here"));
    }
    if p.bool("disable-filter") {
        let text = "Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious";
        klog(&client, 'W', "proxy.go:177", text).await;
    }
    let www = p.str("www").to_string();
    let directory = match &*www {
        "" => String::new(),
        www => crate::kustomize::absolute(&client, www).await,
    };
    let rules = match Proxy::of(&p, &directory) {
        Ok(rules) => rules,
        Err(why) => {
            klog(&client, 'F', "proxy_server.go:83", &format!("Error compiling re: {why}")).await;
            return Err(Error::Exit(255));
        }
    };
    if !www.is_empty() {
        let at = www.clone();
        if client.io.ask(move |h| h.file_kind(&at)).await.is_none() {
            let text = format!("Failed to stat static file directory {www}: stat {www}: no such file or directory");
            klog(&client, 'W', "proxy.go:200", &text).await;
        }
    }
    let address = p.str("address").to_string();
    let Ok(port) = u16::try_from(p.int("port")) else {
        return Err(plain(format!("listen tcp: address {}: invalid port", p.int("port"))));
    };
    if address != "localhost" && address.parse::<std::net::IpAddr>().is_err() {
        return Err(plain(format!("listen tcp: lookup {address}: no such host")));
    }
    let asked = address.clone();
    let opened = client.io.ask(move |h| h.open_port(&asked, port, Forward::api(rules.clone()))).await;
    let port = opened.map_err(|why| plain(why.replacen("tcp4", "tcp", 1)))?;
    client.io.print(format!("Starting to serve on {address}:{port}\n"));
    client.io.catch_interrupt();
    while !client.io.interrupted() {
        client.io.events(None).await;
    }
    client.io.tell(move |h| h.close_port(port));
    Ok(())
}
