//! Warnings about addresses that are written in a way of their own.

use std::net::IpAddr;

use api::{Value, names};

/// What `say` says of each item of a list, be it a text or an object with an `ip`.
pub(super) fn each(say: fn(&str, &str, &mut Vec<String>), items: &[Value], at: &str, end: &str, all: &mut Vec<String>) {
    for (i, item) in items.iter().enumerate() {
        say(&format!("{at}[{i}]{end}"), item.as_str().unwrap_or_else(|| item.str("ip")), all);
    }
}

pub(super) fn address(at: &str, text: &str, all: &mut Vec<String>) {
    let Some(ip) = names::parse_ip_sloppy(text) else { return };
    let mapped = matches!(ip, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some());
    if names::parse_ip(text).is_none() || mapped {
        let plain = ip.to_canonical();
        all.push(format!(
            "{at}: non-standard IP address {text:?} will be considered invalid in a future Kubernetes release: use \
             \"{plain}\""
        ));
    } else if ip.is_ipv6() && ip.to_string() != text {
        all.push(format!("{at}: IPv6 address {text:?} should be in RFC 5952 canonical format (\"{ip}\")"));
    }
}

/// Also blocks of addresses that do not begin where they say.
pub(super) fn range(at: &str, text: &str, all: &mut Vec<String>) {
    let Some((ip, bits)) = names::parse_cidr(text) else { return };
    let (network, whole) = match ip {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
            (IpAddr::from(std::net::Ipv4Addr::from(u32::from(v4) & mask)), 32)
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
            (IpAddr::from(std::net::Ipv6Addr::from(u128::from(v6) & mask)), 128)
        }
    };
    if network != ip {
        all.push(format!(
            "{at}: CIDR value {text:?} is ambiguous in this context (should be \"{network}/{bits}\" or \"{ip}/{whole}\"?)"
        ));
    }
    let plain = format!("{ip}/{bits}");
    if ip.is_ipv6() && plain != text {
        all.push(format!("{at}: IPv6 CIDR value {text:?} should be in RFC 5952 canonical format ({plain:?})"));
    }
}
