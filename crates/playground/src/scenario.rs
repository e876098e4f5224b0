//! Scenarios: the clusters that a session can begin with.

use api::time::Time;
use cluster::{Config, NodeConfig};

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
    /// The cluster that it begins with.
    pub fn config(&self, seed: u64) -> Config {
        let nodes = self.nodes.iter().map(|(name, address, control_plane)| NodeConfig {
            name: (*name).to_string(),
            address: (*address).to_string(),
            control_plane: *control_plane,
        });
        let registries = self
            .registries
            .iter()
            .map(|(host, repositories)| ((*host).to_string(), repositories.iter().map(|r| (*r).to_string()).collect()));
        Config { seed, epoch: EPOCH, nodes: nodes.collect(), registries: registries.collect() }
    }
}
