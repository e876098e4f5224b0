//! What nginx reads of its configuration: servers with their places, and groups of servers behind them.

use shell::system::System;
use sorted::InOrder;

/// The part of a configuration that this nginx follows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Site {
    pub ports: Vec<u16>,
    pub root: String,
    pub indexes: Vec<String>,
    /// `location PATH { return CODE TEXT; }`.
    pub returns: Vec<(String, u16, String)>,
    /// `location PATH { proxy_pass URL; }`.
    pub passes: Vec<(String, String)>,
    /// `proxy_set_header NAME VALUE`.
    pub headers: Vec<(String, String)>,
    /// `location PATH { add_header NAME VALUE; }`.
    pub added: Vec<(String, String, String)>,
    /// `location PATH { default_type TYPE; }`: the type of what a place returns.
    pub types: Vec<(String, String)>,
}

impl Site {
    /// Where a request is passed on to, if its place says so: the place, the address.
    pub(super) fn passed(&self, path: &str) -> Option<(&str, &str)> {
        let returns =
            self.returns.iter().map(|(p, ..)| p).filter(|p| path.starts_with(p.as_str())).map(String::len).max();
        let passes = self.passes.iter().filter(|(p, _)| path.starts_with(p.as_str()));
        let (place, url) = passes.max_by_key(|(p, _)| p.len())?;
        returns.is_none_or(|len| len < place.len()).then_some((place.as_str(), url.as_str()))
    }
}

/// Names of groups of servers, with those servers.
pub(super) type Upstreams = Vec<(String, Vec<String>)>;

/// Reads the main configuration and what it includes of `conf.d`; without any server nothing is listened on.
pub(super) fn read(sys: &mut dyn System) -> (Vec<Site>, Upstreams) {
    included(&main(sys), sys)
}

/// The text of the main configuration.
pub(super) fn main(sys: &mut dyn System) -> String {
    sys.files().read_text("/etc/nginx/nginx.conf").unwrap_or_default()
}

/// The ports that a main configuration with what it includes listens on.
pub(super) fn ports(main: &str, sys: &mut dyn System) -> Vec<u16> {
    let mut ports: Vec<u16> = included(main, sys).0.into_iter().flat_map(|s| s.ports).collect();
    ports.order();
    ports.dedup();
    ports
}

/// The main configuration with what it includes.
fn included(main: &str, sys: &mut dyn System) -> (Vec<Site>, Upstreams) {
    let files = sys.files();
    let mut text = String::with_capacity(2 * main.len());
    uncommented(main, &mut text);
    if main.contains("conf.d/*.conf") {
        for (name, _) in files.list("/etc/nginx/conf.d").unwrap_or_default() {
            if name.ends_with(".conf")
                && let Ok(more) = files.read_text(&["/etc/nginx/conf.d/", &name].concat())
            {
                uncommented(&more, &mut text);
            }
        }
    }
    servers(&text)
}

/// A configuration without what stands behind `#`.
fn uncommented(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once('#') {
        into.push_str(before);
        rest = comment.find('\n').map_or("", |end| &comment[end..]);
    }
    into.push_str(rest);
    into.push('\n');
}

/// The `server { ... }` and `upstream NAME { ... }` blocks of a configuration text without comments.
fn servers(text: &str) -> (Vec<Site>, Upstreams) {
    let mut sites = Vec::new();
    let mut upstreams = Upstreams::new();
    let (mut depth, mut server_at, mut upstream_at) = (0i32, None, None);
    let mut location: Option<(String, i32)> = None;
    let mut default_type = "text/plain".to_string();
    let mut rest = text;
    while let Some(end) = rest.bytes().position(|b| matches!(b, b'{' | b'}' | b';')) {
        let (word, mark) = (rest[..end].trim(), rest.as_bytes()[end]);
        rest = &rest[end + 1..];
        match mark {
            b'{' => {
                depth += 1;
                if word == "server" {
                    server_at = Some(depth);
                    let indexes = vec!["index.html".to_string()];
                    let root = "/etc/nginx/html".to_string();
                    let (ports, returns, passes, headers, added) = Default::default();
                    let types = vec![("/".to_string(), default_type.clone())];
                    sites.push(Site { ports, root, indexes, returns, passes, headers, added, types });
                } else if let Some(name) = word.strip_prefix("upstream ") {
                    upstream_at = Some(depth);
                    upstreams.push((name.trim().to_string(), Vec::new()));
                } else if let Some(path) = word.strip_prefix("location") {
                    location = Some((path.trim_start_matches([' ', '=', '~', '^', '*']).trim().to_string(), depth));
                }
            }
            b'}' => {
                if location.as_ref().is_some_and(|(_, d)| *d == depth) {
                    location = None;
                }
                for at in [&mut server_at, &mut upstream_at] {
                    if *at == Some(depth) {
                        *at = None;
                    }
                }
                depth -= 1;
            }
            _ => {
                if let Some((_, group)) = upstreams.last_mut().filter(|_| upstream_at.is_some()) {
                    let named = word.strip_prefix("server ").and_then(|w| w.split_whitespace().next());
                    group.extend(named.map(str::to_string));
                } else if let Some(site) = sites.last_mut().filter(|_| server_at.is_some()) {
                    directive(site, word, location.as_ref().map(|(p, _)| p.as_str()));
                } else if let Some(kind) = word.strip_prefix("default_type") {
                    default_type = kind.trim().to_string();
                }
            }
        }
    }
    for site in &mut sites {
        if site.ports.is_empty() {
            site.ports.push(80);
        }
    }
    (sites, upstreams)
}

fn directive(site: &mut Site, text: &str, location: Option<&str>) {
    let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match name {
        "listen" => {
            let first = rest.split_whitespace().next().unwrap_or("80");
            let port = first.rsplit(':').next().and_then(|p| p.trim_end_matches(']').parse().ok());
            if let Some(port) = port.filter(|p| !first.starts_with('[') && !site.ports.contains(p)) {
                site.ports.push(port);
            }
        }
        "root" if location.is_none_or(|l| l == "/") => site.root = rest.trim_matches('"').to_string(),
        "index" => site.indexes = rest.split_whitespace().map(str::to_string).collect(),
        "proxy_pass" => {
            let at = location.unwrap_or("/");
            site.passes.push((at.to_string(), rest.to_string()));
        }
        "proxy_set_header" => {
            if let Some((name, value)) = rest.split_once(char::is_whitespace) {
                site.headers.push((name.to_string(), value.trim().trim_matches('"').to_string()));
            }
        }
        "default_type" => site.types.push((location.unwrap_or("/").to_string(), rest.to_string())),
        "add_header" => {
            if let Some((name, value)) = rest.split_once(char::is_whitespace) {
                let value = value.trim().trim_end_matches(" always").trim().trim_matches(['"', '\'']);
                site.added.push((location.unwrap_or("/").to_string(), name.to_string(), value.to_string()));
            }
        }
        "return" => {
            // An address alone is where to go.
            let (code, text) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let (code, text) = code.parse().map_or((302, rest), |code| (code, text));
            let text = text.trim().trim_matches(['"', '\'']).replace("\\n", "\n");
            site.returns.push((location.unwrap_or("/").to_string(), code, text));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_read_from_a_configuration() {
        let mut text = String::new();
        uncommented(super::super::DEFAULT_CONF, &mut text);
        let (sites, _) = servers(&text);
        assert_eq!(sites.len(), 1);
        assert_eq!((sites[0].ports.clone(), sites[0].root.as_str()), (vec![80], "/usr/share/nginx/html"));
        let (own, _) =
            servers("server { listen 8080; location / { return 200 \"hi\\n\"; } location /x { return 503; } }");
        assert_eq!(own[0].ports, [8080]);
        assert_eq!(
            own[0].returns,
            [("/".to_string(), 200, "hi\n".to_string()), ("/x".to_string(), 503, String::new())]
        );
        let (own, groups) = servers(
            "upstream back { server hello; server b:81 weight=2; } server { location /api/ { proxy_pass http://back; } }",
        );
        assert_eq!(groups, [("back".to_string(), vec!["hello".to_string(), "b:81".to_string()])]);
        assert_eq!(own[0].passed("/api/x"), Some(("/api/", "http://back")));
        assert_eq!(own[0].passed("/x"), None);
    }
}
