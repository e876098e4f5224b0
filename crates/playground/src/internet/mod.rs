//! The few files of the internet that tutorials apply or download by their address.
//!
//! What it is not: nothing is fetched. A host that is not in here does not resolve, as on a cluster without a way out; a
//! page that is not in here, on a host that is, says so.

mod examples;

/// Hosts of which many have heard, and of which nothing is in here.
const BUSY_HOSTS: [&str; 12] = [
    "cloud.weave.works",
    "docs.projectcalico.org",
    "download.docker.com",
    "get.docker.com",
    "get.helm.sh",
    "get.k3s.io",
    "gist.githubusercontent.com",
    "git.io",
    "kind.sigs.k8s.io",
    "packages.cloud.google.com",
    "pkgs.k8s.io",
    "storage.googleapis.com",
];

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    Text(String),
    /// The page is at another address.
    Moved(String),
    /// The host has more pages than are in here.
    Absent,
}

/// Looks an address up; `None`: there is no such host.
pub fn page(url: &str) -> Option<Page> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let text = match host {
        "k8s.io" => return Some(Page::Moved(format!("https://kubernetes.io/{path}"))),
        "kubernetes.io" => path.strip_prefix("examples/").and_then(examples::find),
        "raw.githubusercontent.com" => website(path).and_then(examples::find),
        "github.com" => path.strip_prefix("kubernetes-sigs/metrics-server/releases/").and_then(metrics_server),
        "dl.k8s.io" => (path == "release/stable.txt").then(|| "v1.36.2".into()),
        _ if BUSY_HOSTS.contains(&host) => None,
        _ => return None,
    };
    Some(text.map_or(Page::Absent, Page::Text))
}

/// What an address leads to in the end.
pub fn fetch(url: &str) -> Option<Page> {
    match page(url)? {
        Page::Moved(to) => page(&to),
        found => Some(found),
    }
}

/// The path of an example in the repository of the documentation, in any branch and language.
fn website(path: &str) -> Option<&str> {
    let (_, rest) = path.strip_prefix("kubernetes/website/")?.split_once("/content/")?;
    rest.split_once("/examples/").map(|(_, rest)| rest)
}

fn metrics_server(path: &str) -> Option<String> {
    let version = match path.strip_suffix("/components.yaml")? {
        "latest/download" => "v0.8.0",
        other => {
            let version = other.strip_prefix("download/")?;
            let numbers: Vec<&str> = version.strip_prefix('v')?.split('.').collect();
            (numbers.len() == 3 && numbers.iter().all(|n| n.parse::<u32>().is_ok())).then_some(version)?
        }
    };
    Some(include_str!("metrics-server.yaml").replace("VERSION", version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(url: &str) -> Option<String> {
        match fetch(url)? {
            Page::Text(text) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn releases_have_their_own_image() {
        let at = |path: &str| text(&format!("https://github.com/kubernetes-sigs/metrics-server/releases/{path}"));
        let named = |version: &str| format!("metrics-server:{version}\n");
        for (path, version) in
            [("latest/download/components.yaml", "v0.8.0"), ("download/v0.7.2/components.yaml", "v0.7.2")]
        {
            assert!(at(path).is_some_and(|text| text.contains(&named(version))), "{path}");
        }
        assert_eq!(at("download/v0.7/components.yaml"), None);
        assert_eq!(fetch("https://example.com/components.yaml"), None);
    }

    #[test]
    fn examples_have_several_addresses() {
        let one = text("https://k8s.io/examples/pods/simple-pod.yaml");
        assert!(one.as_ref().is_some_and(|text| text.contains("name: nginx\n")));
        for other in [
            "https://kubernetes.io/examples/pods/simple-pod.yaml",
            "https://raw.githubusercontent.com/kubernetes/website/main/content/ko/examples/pods/simple-pod.yaml",
        ] {
            assert_eq!(text(other), one, "{other}");
        }
        assert_eq!(fetch("https://k8s.io/examples/pods/none.yaml"), Some(Page::Absent));
    }
}
