//! Addresses of web pages.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    pub scheme: String,
    pub user: Option<String>,
    pub host: String,
    pub port: u16,
    /// The port was written.
    pub explicit_port: bool,
    /// With the query, without the fragment.
    pub path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadUrl {
    NoHost,
    Port,
    Malformed,
}

pub(super) fn parse(text: &str) -> Result<Url, BadUrl> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    if text.contains(char::is_whitespace) {
        return Err(BadUrl::Malformed);
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (user, place) = match authority.rsplit_once('@') {
        Some((user, place)) => (Some(user.to_string()), place),
        None => (None, authority),
    };
    let (host, port) = match place.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => match place.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    if host.is_empty() {
        return Err(BadUrl::NoHost);
    }
    let default = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
    let explicit_port = port.is_some_and(|port| !port.is_empty());
    let port = match port {
        Some(port) if !port.is_empty() => port.parse().map_err(|_| BadUrl::Port)?,
        _ => default,
    };
    let path = path.split('#').next().unwrap_or("");
    let path = if path.starts_with('/') { path.to_string() } else { format!("/{path}") };
    Ok(Url { scheme: scheme.to_ascii_lowercase(), user, host: host.to_string(), port, explicit_port, path })
}

impl Url {
    /// Goes the ways of `.` and `..` before the server has to.
    pub fn straighten(&mut self) {
        let (path, query) = self.path.split_at(self.path.find('?').unwrap_or(self.path.len()));
        let mut kept: Vec<&str> = Vec::new();
        let mut parts = path.split('/').skip(1).peekable();
        while let Some(part) = parts.next() {
            let last = parts.peek().is_none();
            match part {
                "." | ".." => {
                    if part == ".." {
                        kept.pop();
                    }
                    if last {
                        kept.push("");
                    }
                }
                part => kept.push(part),
            }
        }
        self.path = format!("/{}{query}", kept.join("/"));
    }

    /// What goes into the Host header.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let default = if self.scheme == "https" { 443 } else { 80 };
        if self.port == default { host } else { format!("{host}:{}", self.port) }
    }

    /// Where a redirection leads.
    pub fn follow(&self, location: &str) -> Result<Url, BadUrl> {
        if location.contains("://") {
            return parse(location);
        }
        let path = if location.starts_with('/') {
            location.to_string()
        } else {
            let base = &self.path[..self.path.rfind('/').map_or(0, |at| at + 1)];
            format!("{base}{location}")
        };
        Ok(Url { path, ..self.clone() })
    }
}

/// Replaces `{a,b}` and `[1-3]`, which curl expands, one level.
pub(super) fn globs(text: &str) -> Vec<String> {
    if let (Some(open), Some(close)) = (text.find('['), text.find(']'))
        && open < close
        && let Some((from, to)) = text[open + 1..close].split_once('-')
        && let (Ok(from), Ok(to)) = (from.parse::<u32>(), to.parse::<u32>())
    {
        return (from..=to.min(from.saturating_add(100)))
            .map(|n| format!("{}{n}{}", &text[..open], &text[close + 1..]))
            .collect();
    }
    if let (Some(open), Some(close)) = (text.find('{'), text.find('}'))
        && open < close
    {
        return text[open + 1..close]
            .split(',')
            .map(|part| format!("{}{part}{}", &text[..open], &text[close + 1..]))
            .collect();
    }
    vec![text.to_string()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        let url = parse("localhost:8888/a?b#c").unwrap();
        assert_eq!((url.host.as_str(), url.port, url.path.as_str()), ("localhost", 8888, "/a?b"));
        assert_eq!(parse("https://web").unwrap().port, 443);
        assert_eq!(parse("http://u:p@h/").unwrap().user.as_deref(), Some("u:p"));
        assert_eq!(parse("http://").unwrap_err(), BadUrl::NoHost);
        assert_eq!(parse("http://h:99999").unwrap_err(), BadUrl::Port);
        assert_eq!(url.follow("/x").unwrap().path, "/x");
        assert_eq!(globs("h/[1-2]"), ["h/1", "h/2"]);
    }
}
