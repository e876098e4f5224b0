//! Which addresses belong where.

/// The first three numbers of the n-th node's pod network with the dot: `10.244.1.`.
pub fn pod_prefix(index: usize) -> String {
    if index < 256 {
        return format!("10.244.{index}.");
    }
    // Beyond the 256 networks of 10.244.0.0/16 a scenario has a bigger cluster network.
    let beyond = index - 256;
    format!("10.{}.{}.", (128 + beyond / 256).min(243), beyond % 256)
}

/// The same from a node's `spec.podCIDR`; none where it is not a /24.
pub fn prefix_of(cidr: &str) -> Option<String> {
    let (address, "24") = cidr.split_once('/')? else { return None };
    Some(format!("{}.", address.rsplit_once('.')?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        assert_eq!(pod_prefix(1), "10.244.1.");
        assert_eq!(prefix_of("10.244.4.0/24").as_deref(), Some("10.244.4."));
        assert_eq!(prefix_of("10.0.0.0/16"), None);
    }
}
