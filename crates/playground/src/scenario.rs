//! Scenarios: the clusters that a session can begin with.

use std::net::Ipv4Addr;

use api::time::Time;
use cluster::{Config, NodeConfig};
use sorted::InOrder;

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// Its name in links.
    pub name: &'static str,
    /// Where the API server is reached: the master, or what stands in front of several.
    pub server: &'static str,
    /// Node name, address, whether it carries the control plane.
    pub nodes: &'static [(&'static str, &'static str, bool)],
    /// Private registries that answer: host and repositories.
    pub registries: &'static [(&'static str, &'static [&'static str])],
}

const FOUR: &[(&str, &str, bool)] = &[
    ("master", "192.168.10.10", true),
    ("worker01", "192.168.10.20", false),
    ("worker02", "192.168.10.30", false),
    ("worker03", "192.168.10.40", false),
];

/// All scenarios; the first is the default.
pub const SCENARIOS: &[Scenario] = &[
    Scenario { name: "four-nodes", server: "192.168.10.10", nodes: FOUR, registries: &[] },
    Scenario {
        name: "four-nodes-registry",
        server: "192.168.10.10",
        nodes: FOUR,
        registries: &[("hub.test.com", &["nginx"])],
    },
    Scenario {
        name: "three-nodes",
        server: "192.168.10.10",
        nodes: &[
            ("master", "192.168.10.10", true),
            ("worker01", "192.168.10.20", false),
            ("worker02", "192.168.10.30", false),
        ],
        registries: &[],
    },
    Scenario {
        name: "one-node",
        server: "192.168.10.10",
        nodes: &[("master", "192.168.10.10", true)],
        registries: &[],
    },
    Scenario {
        name: "ha",
        server: "192.168.10.100",
        nodes: &[
            ("master01", "192.168.10.11", true),
            ("master02", "192.168.10.12", true),
            ("master03", "192.168.10.13", true),
            ("worker01", "192.168.10.20", false),
            ("worker02", "192.168.10.30", false),
        ],
        registries: &[],
    },
];

/// When every session begins: a fixed moment, so that the same link gives the same bytes.
pub const EPOCH: Time = Time::from_seconds(1_798_718_400);

impl Scenario {
    /// The scenario of that name.
    pub fn named(name: &str) -> Option<&'static Scenario> {
        SCENARIOS.iter().find(|s| s.name == name)
    }
    /// The cluster that it begins with, whole.
    pub fn plan(&self) -> Plan {
        let nodes = self.nodes.iter().map(|(name, address, control_plane)| NodeConfig {
            name: (*name).to_string(),
            address: (*address).to_string(),
            control_plane: *control_plane,
        });
        let registries = self
            .registries
            .iter()
            .map(|(host, repositories)| ((*host).to_string(), repositories.iter().map(|r| (*r).to_string()).collect()));
        Plan {
            name: self.name.to_string(),
            server: self.server.to_string(),
            nodes: nodes.collect(),
            registries: registries.collect(),
            epoch: EPOCH,
        }
    }
}

/// What a session begins with: a row of the table, or nodes that somebody wished for.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its name in links.
    pub name: String,
    /// Where the API server is reached.
    pub server: String,
    /// Nodes.
    pub nodes: Vec<NodeConfig>,
    /// Private registries that answer: host and repositories.
    pub registries: Vec<(String, Vec<String>)>,
    /// When it begins.
    pub epoch: Time,
}

/// A name that begins like this lists its nodes: `nodes:master*,worker01,worker02`; a star marks the control plane, and
/// an address may follow behind `@`.
const WISHED: &str = "nodes:";
/// The most nodes that can be wished for.
const MOST_NODES: usize = 100;

impl Plan {
    /// The plan of a name.
    pub fn named(name: &str) -> Option<Plan> {
        match name.strip_prefix(WISHED) {
            Some(list) => Plan::wished(list),
            None => Scenario::named(name).map(Scenario::plan),
        }
    }

    fn wished(list: &str) -> Option<Plan> {
        let mut nodes = Vec::new();
        for (i, word) in list.split(',').enumerate() {
            let (word, control_plane) = word.strip_suffix('*').map_or((word, false), |w| (w, true));
            let (name, address) = word.split_once('@').unwrap_or((word, ""));
            let taken = nodes.iter().any(|n: &NodeConfig| n.name == name || n.address == address);
            if !is_host_name(name) || taken || i >= MOST_NODES {
                return None;
            }
            let free = format!("192.168.10.{}", 101 + i);
            let address = if address.is_empty() { free } else { address.parse::<Ipv4Addr>().ok()?.to_string() };
            nodes.push(NodeConfig { name: name.to_string(), address, control_plane });
        }
        // The first node that carries the control plane is where the terminal stands.
        nodes.order_by_key(|n| !n.control_plane);
        let server = nodes.first().filter(|n| n.control_plane)?.address.clone();
        Some(Plan { name: format!("{WISHED}{list}"), server, nodes, registries: Vec::new(), epoch: EPOCH })
    }

    /// The name of a plan with these nodes.
    pub fn name_of(nodes: &[NodeConfig]) -> String {
        let word = |n: &NodeConfig| format!("{}@{}{}", n.name, n.address, if n.control_plane { "*" } else { "" });
        format!("{WISHED}{}", nodes.iter().map(word).collect::<Vec<_>>().join(","))
    }

    /// The cluster that it begins with.
    pub fn config(&self, seed: u64) -> Config {
        Config { seed, epoch: self.epoch, nodes: self.nodes.clone(), registries: self.registries.clone() }
    }
}

fn is_host_name(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let part =
        |part: &str| part.starts_with(letter) && part.ends_with(letter) && part.chars().all(|c| letter(c) || c == '-');
    name.len() <= 253 && name.split('.').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_can_be_wished_for() {
        let plan = Plan::named("nodes:worker-a,cp@10.0.0.1*").unwrap();
        let nodes: Vec<(&str, &str)> = plan.nodes.iter().map(|n| (n.name.as_str(), n.address.as_str())).collect();
        assert_eq!(nodes, [("cp", "10.0.0.1"), ("worker-a", "192.168.10.101")]);
        assert_eq!(Plan::named(&Plan::name_of(&plan.nodes)).unwrap().nodes.len(), 2);
        for bad in ["nodes:", "nodes:a", "nodes:A*", "nodes:a*,a", "nodes:a@x*", "nowhere"] {
            assert!(Plan::named(bad).is_none(), "{bad}");
        }
        assert_eq!(Plan::named("one-node").unwrap().nodes.len(), 1);
    }
}
