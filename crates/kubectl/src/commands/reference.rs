//! Names of images, by the grammar of the distribution project: `[host[:port]/]path[:tag][@digest]`.

/// Whether a text is an image reference.
pub(crate) fn is_valid(text: &str) -> bool {
    let (rest, digest) = text.split_once('@').map_or((text, None), |(r, d)| (r, Some(d)));
    let (name, tag) = match rest.rfind(':') {
        Some(at) if !rest[at..].contains('/') => (&rest[..at], Some(&rest[at + 1..])),
        _ => (rest, None),
    };
    digest.is_none_or(is_digest) && tag.is_none_or(is_tag) && is_name(name)
}

fn is_tag(tag: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    tag.len() <= 128 && tag.bytes().next().is_some_and(word) && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        algorithm.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
            && hex.len() >= 32
            && hex.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

fn is_name(name: &str) -> bool {
    let mut parts: Vec<&str> = name.split('/').collect();
    // A first part that could be no path component must be a host.
    if parts.len() > 1 && !is_component(parts[0]) {
        if !is_host(parts[0]) {
            return false;
        }
        parts.remove(0);
    }
    parts.into_iter().all(is_component)
}

/// Small letters and digits, with `.`, `_`, `__` or dashes between them.
fn is_component(part: &str) -> bool {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let separator = |s: &str| matches!(s, "." | "_" | "__") || (!s.is_empty() && s.bytes().all(|b| b == b'-'));
    let ends = part.bytes().next().is_some_and(word) && part.bytes().next_back().is_some_and(word);
    ends && part.split(|c: char| word(c as u8) && c.is_ascii()).filter(|s| !s.is_empty()).all(separator)
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').map_or((host, None), |(n, p)| (n, Some(p)));
    let label = |l: &str| {
        !l.is_empty()
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    name.split('.').all(label) && port.is_none_or(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn references() {
        for good in [
            "nginx",
            "nginx:1.14",
            "luksa/kubia",
            "hub.test.com/nginx",
            "localhost:5000/a/b:v1.0_x",
            "a__b/c-d",
            "k8s.gcr.io/a@sha256:0bdcd743e241166b7ad7f738d71adc8f625330ebff4b1c1de4d6663ce8759c65",
        ] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["nginx 1.14", "NGINX:1.14", "", "nginx:", "/nginx", "a//b", "a..b", "ngi_nx_", "nginx:a b"] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
