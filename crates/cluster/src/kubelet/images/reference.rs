//! Names of images: `nginx`, `luksa/kubia:latest`, `registry.k8s.io/pause@sha256:...`.

use api::Text;

/// A name with all that is left out filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kubelet) struct Reference {
    /// `docker.io`.
    pub host: Text,
    /// `library/nginx`.
    pub path: Text,
    /// `1.14`; empty where a digest says it all.
    pub tag: Text,
    /// `sha256:...`; empty where only the tag is named.
    pub digest: Text,
}

impl Reference {
    /// Reads a name as the kubelet does. The error is the reason that its message ends in.
    pub fn parse(name: &str) -> Result<Reference, String> {
        let bad = || "invalid reference format".to_string();
        let (rest, digest) = name.split_once('@').unwrap_or((name, ""));
        if !digest.is_empty() && !valid_digest(digest) {
            return Err(bad());
        }
        let slash = rest.rfind('/').map_or(0, |i| i + 1);
        let (path, tag) = match rest[slash..].find(':') {
            Some(colon) => (&rest[..slash + colon], Some(&rest[slash + colon + 1..])),
            None => (rest, None),
        };
        if tag.is_some_and(|t| !valid_tag(t)) {
            return Err(bad());
        }
        let (host, path) = match path.split_once('/') {
            Some((first, rest))
                if first.contains(['.', ':']) || first == "localhost" || first != first.to_lowercase() =>
            {
                (first, rest.to_string())
            }
            Some(_) => ("docker.io", path.to_string()),
            None => ("docker.io", format!("library/{path}")),
        };
        if path.chars().any(|c| c.is_ascii_uppercase()) && valid_path(&path.to_ascii_lowercase()) {
            return Err(format!("invalid reference format: repository name ({path}) must be lowercase"));
        }
        if !valid_path(&path) || host.is_empty() {
            return Err(bad());
        }
        let tag = match tag {
            Some(tag) => tag,
            None if digest.is_empty() => "latest",
            None => "",
        };
        let host = if host == "index.docker.io" { "docker.io" } else { host };
        // Docker's own images have no owner in front of their names.
        let path = if host == "docker.io" && !path.contains('/') { format!("library/{path}") } else { path };
        Ok(Reference { host: Text::new(host), path: Text::from(path), tag: Text::new(tag), digest: Text::new(digest) })
    }

    /// `docker.io/library/nginx:1.14`.
    pub fn full(&self) -> String {
        let part = |mark, text: &Text| if text.is_empty() { "" } else { mark };
        let (tag, digest) = (part(":", &self.tag), part("@", &self.digest));
        [&*self.host, "/", &self.path, tag, &self.tag, digest, &self.digest].concat()
    }
}

fn valid_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        !algorithm.is_empty() && hex.len() >= 32 && hex.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

fn valid_tag(tag: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    tag.len() <= 128 && tag.bytes().next().is_some_and(word) && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

/// Parts of small letters and digits, with single separators (`.`, `_`, `__`, dashes) inside.
fn valid_path(path: &str) -> bool {
    path.split('/').all(|part| {
        let edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        edge(part.bytes().next())
            && edge(part.bytes().last())
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
            && !part.contains("..")
            && !part.contains("___")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(name: &str) -> Result<String, String> {
        Reference::parse(name).map(|r| r.full())
    }

    #[test]
    fn what_is_left_out_is_filled_in() {
        assert_eq!(full("nginx").unwrap(), "docker.io/library/nginx:latest");
        assert_eq!(full("luksa/kubia").unwrap(), "docker.io/luksa/kubia:latest");
        assert_eq!(full("docker.io/redis:6.0.5").unwrap(), "docker.io/library/redis:6.0.5");
        assert_eq!(full("hub.test.com/nginx").unwrap(), "hub.test.com/nginx:latest");
        assert_eq!(full("localhost:5000/a/b:1").unwrap(), "localhost:5000/a/b:1");
    }

    #[test]
    fn what_is_no_name() {
        assert_eq!(
            full("NGINX:1.14").unwrap_err(),
            "invalid reference format: repository name (library/NGINX) must be lowercase"
        );
        assert_eq!(full("nginx:").unwrap_err(), "invalid reference format");
        assert_eq!(full("a b").unwrap_err(), "invalid reference format");
    }
}
