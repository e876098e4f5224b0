//! What names, labels, ports and addresses may look like, with the messages that say so.
//!
//! Each check returns all that is wrong, in the API server's words; nothing means good.

/// Checks of one text.
pub type Messages = Vec<String>;

/// `max` is in characters for names, in bytes for labels: the words differ, the count is bytes in both.
fn too_long(max: usize) -> String {
    format!("must be no more than {max} characters")
}
fn too_many_bytes(max: usize) -> String {
    format!("must be no more than {max} bytes")
}
/// `must be between 1 and 65535, inclusive`
pub fn between(low: i64, high: i64) -> String {
    format!("must be between {low} and {high}, inclusive")
}

/// A message with examples and the pattern.
fn pattern(message: &str, pattern: &str, examples: &[&str]) -> String {
    if examples.is_empty() {
        return format!("{message} (regex used for validation is '{pattern}')");
    }
    let examples: Vec<String> = examples.iter().map(|e| format!("'{e}', ")).collect();
    format!("{message} (e.g. {}regex used for validation is '{pattern}')", examples.join(" or "))
}

fn lower(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit()
}

/// Letters or digits at both ends, and those or `inner` between.
fn framed(s: &str, edge: fn(u8) -> bool, inner: &[u8]) -> bool {
    let b = s.as_bytes();
    match (b.first(), b.last()) {
        (Some(first), Some(last)) => edge(*first) && edge(*last) && b.iter().all(|b| edge(*b) || inner.contains(b)),
        _ => false,
    }
}

fn is_label(s: &str) -> bool {
    framed(s, lower, b"-")
}
fn is_subdomain(s: &str) -> bool {
    s.split('.').all(is_label)
}

const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

/// A label of RFC 1123: `my-name`.
pub fn dns1123_label(s: &str) -> Messages {
    let mut out = Messages::new();
    if s.len() > 63 {
        out.push(too_long(63));
    }
    if !is_label(s) {
        out.push(if is_subdomain(s) {
            "must not contain dots".into()
        } else {
            pattern(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start \
                 and end with an alphanumeric character",
                LABEL,
                &["my-name", "123-abc"],
            )
        });
    }
    out
}

/// A subdomain of RFC 1123: `example.com`.
pub fn dns1123_subdomain(s: &str) -> Messages {
    let mut out = Messages::new();
    if s.len() > 253 {
        out.push(too_long(253));
    }
    if !is_subdomain(s) {
        out.push(pattern(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must \
             start and end with an alphanumeric character",
            SUBDOMAIN,
            &["example.com"],
        ));
    }
    out
}

/// A subdomain that may have underscores, as DNS search lists may.
pub fn dns1123_subdomain_with_underscore(s: &str) -> Messages {
    let mut out = Messages::new();
    if s.len() > 253 {
        out.push(too_long(253));
    }
    let label = |s: &str| framed(s.strip_prefix('_').unwrap_or(s), lower, b"-_");
    if !s.split('.').all(label) {
        let one = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
        out.push(pattern(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and \
             must start and end with an alphanumeric character",
            &format!("{one}(\\.{one})*"),
            &["example.com"],
        ));
    }
    out
}

/// A label of RFC 1035: begins with a letter.
pub fn dns1035_label(s: &str) -> Messages {
    let mut out = Messages::new();
    if s.len() > 63 {
        out.push(too_long(63));
    }
    if !(is_label(s) && s.as_bytes()[0].is_ascii_lowercase()) {
        out.push(pattern(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic \
             character, and end with an alphanumeric character",
            "[a-z]([-a-z0-9]*[a-z0-9])?",
            &["my-name", "abc-123"],
        ));
    }
    out
}

/// `*.example.com`
pub fn wildcard_dns1123_subdomain(s: &str) -> Messages {
    let mut out = Messages::new();
    if s.len() > 253 {
        out.push(too_long(253));
    }
    if !s.strip_prefix("*.").is_some_and(is_subdomain) {
        out.push(pattern(
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist \
             of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
            &format!("\\*\\.{SUBDOMAIN}"),
            &["*.example.com"],
        ));
    }
    out
}

const QUALIFIED: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const QUALIFIED_WORDS: &str =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const QUALIFIED_EXAMPLES: [&str; 3] = ["MyName", "my.name", "123-abc"];

fn alphanumeric(b: u8) -> bool {
    b.is_ascii_alphanumeric()
}

/// The key of a label, annotation or taint, or the name of a resource or finalizer: `app`, `example.com/app`.
pub fn qualified_name(s: &str) -> Messages {
    let mut out = Messages::new();
    let (prefix, name) = match s.split('/').collect::<Vec<_>>()[..] {
        [name] => (None, name),
        [prefix, name] => (Some(prefix), name),
        _ => {
            out.push(format!(
                "{} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
                pattern(&format!("a valid label key {QUALIFIED_WORDS}"), QUALIFIED, &QUALIFIED_EXAMPLES)
            ));
            return out;
        }
    };
    match prefix {
        None => {}
        Some("") => out.push("prefix part must be non-empty".into()),
        Some(prefix) => out.extend(dns1123_subdomain(prefix).into_iter().map(|m| format!("prefix part {m}"))),
    }
    if name.is_empty() {
        out.push("name part must be non-empty".into());
    } else if name.len() > 63 {
        out.push(format!("name part {}", too_many_bytes(63)));
    }
    if !framed(name, alphanumeric, b"-_.") {
        out.push(pattern(&format!("name part {QUALIFIED_WORDS}"), QUALIFIED, &QUALIFIED_EXAMPLES));
    }
    out
}

/// The value of a label.
pub fn label_value(s: &str) -> Messages {
    let mut out = Messages::new();
    if s.len() > 63 {
        out.push(too_many_bytes(63));
    }
    if !s.is_empty() && !framed(s, alphanumeric, b"-_.") {
        out.push(pattern(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must \
             start and end with an alphanumeric character",
            "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
            &["MyValue", "my_value", "12345"],
        ));
    }
    out
}

/// The name of a port (an IANA service name).
pub fn port_name(s: &str) -> Messages {
    let mut out = Messages::new();
    if s.len() > 15 {
        out.push(too_long(15));
    }
    if s.is_empty() || !s.bytes().all(|b| lower(b) || b == b'-') {
        out.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)".into());
    }
    if !s.bytes().any(|b| b.is_ascii_lowercase()) {
        out.push("must contain at least one letter (a-z)".into());
    }
    if s.contains("--") {
        out.push("must not contain consecutive hyphens".into());
    }
    if s.starts_with('-') || s.ends_with('-') {
        out.push("must not begin or end with a hyphen".into());
    }
    out
}

/// The number of a port.
pub fn port_number(n: i64) -> Messages {
    if (1..=65535).contains(&n) { Messages::new() } else { vec![between(1, 65535)] }
}

/// `25%`
pub fn percent(s: &str) -> Messages {
    let digits = s.strip_suffix('%').unwrap_or("");
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Messages::new();
    }
    let words = "a valid percent string must be a numeric string followed by an ending '%'";
    vec![pattern(words, "[0-9]+%", &["1%", "93%"])]
}

/// The name of an environment variable: anything printable but `=`.
pub fn env_var_name(s: &str) -> Messages {
    let mut out = Messages::new();
    if s.is_empty() {
        out.push("environment variable name must be non-empty".into());
    }
    if !s.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'=') {
        out.push(
            "a valid environment variable name must consist only of printable ASCII characters other than '='".into(),
        );
    }
    out
}

/// A name as programs in C have it.
pub fn c_identifier(s: &str) -> Messages {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if s.bytes().all(word) && s.bytes().next().is_some_and(|b| !b.is_ascii_digit()) {
        return Messages::new();
    }
    let words = "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric \
                 characters or '_'";
    vec![pattern(words, "[A-Za-z_][A-Za-z0-9_]*", &["my_name", "MY_NAME", "MyName"])]
}

/// The name of an HTTP header.
pub fn http_header_name(s: &str) -> Messages {
    if !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Messages::new();
    }
    let words = "a valid HTTP header must consist of alphanumeric characters or '-'";
    vec![pattern(words, "[-A-Za-z0-9]+", &["X-Header-Name"])]
}

/// A key of a config map or secret.
pub fn config_map_key(s: &str) -> Messages {
    let mut out = Messages::new();
    if s.len() > 253 {
        out.push(too_long(253));
    }
    if s.is_empty() || !s.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
        out.push(pattern(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
            "[-._a-zA-Z0-9]+",
            &["key.name", "KEY_NAME", "key-name"],
        ));
    }
    if s == "." {
        out.push("must not be '.'".into());
    }
    if s == ".." {
        out.push("must not be '..'".into());
    } else if s.starts_with("..") {
        out.push("must not start with '..'".into());
    }
    out
}

/// Why a condition is so, as a word for programs.
pub fn condition_reason(s: &str) -> Messages {
    let mut out = Messages::new();
    let edge = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if !framed(s, edge, b",:") || !s.starts_with(|c: char| c.is_ascii_alphabetic()) {
        out.push(pattern(
            "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric \
             characters or '_,:', and must end with an alphanumeric character or '_'",
            "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?",
            &["my_name", "MY_NAME", "MyName", "ReasonA,ReasonB", "ReasonA:ReasonB"],
        ));
    }
    out
}

/// A name that stands as one segment of a path in a URL.
pub fn path_segment(s: &str) -> Messages {
    if s == "." || s == ".." {
        return vec![format!("may not be '{s}'")];
    }
    ['/', '%'].iter().filter(|c| s.contains(**c)).map(|c| format!("may not contain '{c}'")).collect()
}

/// A name with the message for prefixes: the last character may be a hyphen, because something is put behind it.
pub fn mask_trailing_dash(s: &str) -> String {
    match s.strip_suffix('-') {
        Some(rest) if !rest.is_empty() => format!("{rest}a"),
        _ => s.to_string(),
    }
}

/// An address of IPv4 or IPv6 in its usual form.
pub fn ip(s: &str) -> Messages {
    let wrong = match (parse_ip_sloppy(s), parse_ip(s)) {
        (None, _) => "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
        (_, None) => "must not have leading 0s",
        (_, Some(ip)) if is_mapped(ip) => "must not be an IPv4-mapped IPv6 address",
        _ => return Messages::new(),
    };
    vec![wrong.into()]
}

/// Whether an address of IPv6 only stands for one of IPv4.
fn is_mapped(ip: std::net::IpAddr) -> bool {
    matches!(ip, std::net::IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some())
}

/// The address, if it is one. Parts with a leading zero are refused, zones too.
pub fn parse_ip(s: &str) -> Option<std::net::IpAddr> {
    s.parse().ok()
}

/// The address, also where numbers of IPv4 begin with zeros, as they once could.
pub fn parse_ip_sloppy(s: &str) -> Option<std::net::IpAddr> {
    parse_ip(s).or_else(|| {
        let (v6, v4) = s.rfind(':').map_or(("", s), |i| s.split_at(i + 1));
        let plain = |part: &str| match part.trim_start_matches('0') {
            "" if !part.is_empty() => "0".to_string(),
            rest => rest.to_string(),
        };
        let parts: Vec<String> = v4.split('.').map(plain).collect();
        if parts.len() < 4 { None } else { parse_ip(&(v6.to_string() + &parts.join("."))) }
    })
}

/// Address and length of the prefix of a `10.0.0.0/8`.
pub fn parse_cidr(s: &str) -> Option<(std::net::IpAddr, u8)> {
    let (address, bits) = s.split_once('/')?;
    let address = parse_ip(address)?;
    if bits.is_empty() || !bits.bytes().all(|b| b.is_ascii_digit()) || bits.len() > 1 && bits.starts_with('0') {
        return None;
    }
    let bits: u8 = bits.parse().ok()?;
    (bits <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, bits))
}

/// A network: `10.0.0.0/8`.
pub fn cidr(s: &str) -> Messages {
    let sloppy = s.split_once('/').and_then(|(address, bits)| {
        let digits = !bits.is_empty() && bits.bytes().all(|b| b.is_ascii_digit());
        let most = if parse_ip_sloppy(address)?.is_ipv4() { 32 } else { 128 };
        (digits && bits.parse::<u8>().is_ok_and(|b| b <= most)).then_some(())
    });
    let wrong = match (sloppy, parse_cidr(s)) {
        (None, _) => "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
        (_, None) => "must not have leading 0s in IP or prefix length",
        (_, Some((ip, _))) if is_mapped(ip) => "must not have an IPv4-mapped IPv6 address",
        (_, Some((ip, bits))) if masked(ip, bits) != ip => "must not have bits set beyond the prefix length",
        _ => return Messages::new(),
    };
    vec![wrong.into()]
}

/// The first address of the network of this one.
pub fn masked(ip: std::net::IpAddr, bits: u8) -> std::net::IpAddr {
    match ip {
        std::net::IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            std::net::Ipv4Addr::from(u32::from(v4) & mask).into()
        }
        std::net::IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
            std::net::Ipv6Addr::from(u128::from(v6) & mask).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_and_bad_names() {
        type Check = fn(&str) -> Messages;
        let good: [(Check, &[&str]); 8] = [
            (dns1123_label, &["a", "0", "my-name", "123-abc"]),
            (dns1123_subdomain, &["a.b", "example.com", "a-b.c0"]),
            (dns1035_label, &["a", "a-1"]),
            (qualified_name, &["app", "a_b.c", "example.com/Name", "K8s"]),
            (label_value, &["", "a", "A_b.c-d"]),
            (port_name, &["http", "a-1"]),
            (config_map_key, &["a", ".a", "A_b-c.d"]),
            (env_var_name, &["1 BAD", "a.b"]),
        ];
        for (check, names) in good {
            for name in names {
                assert_eq!(check(name), Messages::new(), "{name}");
            }
        }
        let bad: [(Check, &str, &[&str]); 19] = [
            (ip, "010.0.0.1", &["must not have leading 0s"]),
            (ip, "::ffff:10.0.0.1", &["must not be an IPv4-mapped IPv6 address"]),
            (ip, "10.0.0", &["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]),
            (cidr, "10.0.0.1/8", &["must not have bits set beyond the prefix length"]),
            (cidr, "10.00.0.0/8", &["must not have leading 0s in IP or prefix length"]),
            (cidr, "10.0.0.0/08", &["must not have leading 0s in IP or prefix length"]),
            (cidr, "::ffff:10.0.0.0/104", &["must not have an IPv4-mapped IPv6 address"]),
            (dns1123_label, "my.ns", &["must not contain dots"]),
            (dns1123_label, &"a".repeat(64), &["must be no more than 63 characters"]),
            (port_name, "a-very-long-port-name", &["must be no more than 15 characters"]),
            (port_name, "80", &["must contain at least one letter (a-z)"]),
            (port_name, "-a--", &["must not contain consecutive hyphens", "must not begin or end with a hyphen"]),
            (qualified_name, "/a", &["prefix part must be non-empty"]),
            (config_map_key, "..", &["must not be '..'"]),
            (config_map_key, "..a", &["must not start with '..'"]),
            (path_segment, "a/b%", &["may not contain '/'", "may not contain '%'"]),
            (env_var_name, "", &["environment variable name must be non-empty"]),
            (ip, "10.0.0.256", &["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]),
            (cidr, "10.0.0.0/33", &["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"]),
        ];
        for (check, name, messages) in bad {
            assert_eq!(check(name), messages, "{name}");
        }
        assert_eq!(
            dns1035_label("1a"),
            ["a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic \
              character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation \
              is '[a-z]([-a-z0-9]*[a-z0-9])?')"]
        );
    }
}
