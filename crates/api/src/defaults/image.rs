//! The default pull policy, which depends on the image's tag.

/// `Always` for the tag `latest`, written or implied; `IfNotPresent` for other tags, digests and for what is no image
/// name at all.
pub fn default_pull_policy(image: &str) -> &'static str {
    if tag(image) == Some("latest") { "Always" } else { "IfNotPresent" }
}

/// The tag of an image name, `latest` if it names neither tag nor digest; none if the name is wrong.
fn tag(image: &str) -> Option<&str> {
    let (name, digest) = image.split_once('@').map_or((image, None), |(n, d)| (n, Some(d)));
    let path_start = name.rfind('/').map_or(0, |i| i + 1);
    let (repository, tag) = match name[path_start..].find(':') {
        Some(i) => (&name[..path_start + i], Some(&name[path_start + i + 1..])),
        None => (name, None),
    };
    let good = is_repository(repository) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
    match (good, tag, digest) {
        (false, ..) => None,
        (true, Some(tag), _) => Some(tag),
        (true, None, None) => Some("latest"),
        (true, None, Some(_)) => Some(""),
    }
}

fn is_tag(tag: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    tag.len() <= 128 && tag.bytes().next().is_some_and(word) && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        algorithm.starts_with(|c: char| c.is_ascii_alphabetic())
            && algorithm.bytes().all(|b| b.is_ascii_alphanumeric() || b"+._-".contains(&b))
            && hex.len() >= 32
            && hex.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

fn is_repository(name: &str) -> bool {
    if name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return false;
    }
    let (first, rest) = name.split_once('/').unwrap_or(("", name));
    let host = first == "localhost" || first.contains(['.', ':']) || first.bytes().any(|b| b.is_ascii_uppercase());
    let path = if host || first.is_empty() && !name.starts_with('/') { rest } else { name };
    (!host || is_host(first)) && path.split('/').all(is_component)
}

fn is_host(host: &str) -> bool {
    let (host, port) = host.rsplit_once(':').unwrap_or((host, "0"));
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) && host.split('.').all(label)
}

/// Lower-case words joined by one dot, one or two underscores, or any number of dashes.
fn is_component(part: &str) -> bool {
    let word = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9');
    let joints = part.split(|c: char| word(c as u8) && c.is_ascii());
    part.bytes().next().is_some_and(word)
        && part.bytes().last().is_some_and(word)
        && joints.into_iter().all(|j| j.is_empty() || matches!(j, "." | "_" | "__") || j.bytes().all(|b| b == b'-'))
}
