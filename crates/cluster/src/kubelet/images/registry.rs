//! What registries answer, and how long it takes.

use std::time::Duration;

use api::Text;

use super::{Reference, Resolved, find};
use crate::kubelet::clock::{between, fnv};
use crate::kubelet::node::LocalImage;
use crate::rng::Rng;

/// Why an image cannot be had.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::kubelet) enum Refusal {
    /// The registry has the repository, but not the tag.
    NoTag(Text),
    /// The registry does not let anybody know of the repository.
    NoRepository(Text),
    /// The registry answers in its own way that it does not let anybody have the repository.
    Forbidden { full: Text, why: String },
    /// The registry's name cannot be resolved, or nobody answers at its address.
    NoHost { full: Text, host: Text, path: Text, tag: Text },
    /// The registry is made to fail.
    Broken { full: Text, host: Text, path: Text, tag: Text },
}

/// The hosts whose registries answer.
const PUBLIC: &[&str] = &[
    "docker.io",
    "registry.k8s.io",
    "k8s.gcr.io",
    "gcr.io",
    "quay.io",
    "ghcr.io",
    "mcr.microsoft.com",
    "public.ecr.aws",
    "us-docker.pkg.dev",
    "docker.elastic.co",
    "mirror.gcr.io",
];

impl Refusal {
    /// As containerd puts it.
    pub fn message(&self) -> String {
        let failed =
            |full: &str| format!("failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\"");
        match self {
            Refusal::NoTag(full) => {
                format!("rpc error: code = NotFound desc = {}: {full}: not found", failed(full))
            }
            Refusal::NoRepository(full) => format!(
                "{}: pull access denied, repository does not exist or may require authorization: server message: \
                 insufficient_scope: authorization failed",
                failed(full)
            ),
            Refusal::Forbidden { full, why } => format!("{}: {why}", failed(full)),
            Refusal::NoHost { full, host, path, tag } => {
                let (scheme, dial) = unreachable(host);
                let head = format!("failed to do request: Head \"{scheme}://{host}/v2/{path}/manifests/{tag}\"");
                format!("{}: {head}: dial tcp{dial}", failed(full))
            }
            Refusal::Broken { full, host, path, tag } => format!(
                "{}: failed to do request: Head \"https://{host}/v2/{path}/manifests/{tag}\": dial tcp: lookup {host} \
                 on 192.168.10.1:53: server misbehaving",
                failed(full)
            ),
        }
    }
    /// How long the answer takes.
    pub fn after(&self, rng: &mut Rng) -> Duration {
        match self {
            Refusal::NoHost { .. } | Refusal::Broken { .. } => between(20, 60, rng),
            _ => between(300, 700, rng),
        }
    }
}

/// How a host that is no registry is spoken to, and why that fails.
fn unreachable(host: &str) -> (&'static str, String) {
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "443"));
    let is_address = name.split('.').count() == 4 && name.split('.').all(|part| part.parse::<u8>().is_ok());
    match name {
        // A registry on the node itself needs no certificate.
        "localhost" => ("http", format!(" [::1]:{port}: connect: connection refused")),
        _ if name.starts_with("127.") => ("http", format!(" {name}:{port}: connect: connection refused")),
        _ if is_address => ("https", format!(" {name}:{port}: connect: no route to host")),
        _ => ("https", format!(": lookup {name} on 192.168.10.1:53: no such host")),
    }
}

/// What a registry says of a repository that it does not have, or shows to nobody.
fn unknown(reference: &Reference, full: &Text) -> Refusal {
    let (tag, full) = (&reference.tag, full.clone());
    match &*reference.host {
        "docker.io" => Refusal::NoRepository(full),
        "ghcr.io" => {
            let why = "failed to authorize: failed to fetch anonymous token: unexpected status: 403 Forbidden";
            Refusal::Forbidden { full, why: why.into() }
        }
        "quay.io" => {
            let why = format!("pulling from host quay.io failed with status code [manifests {tag}]: 401 UNAUTHORIZED");
            Refusal::Forbidden { full, why }
        }
        _ => Refusal::NoTag(full),
    }
}

/// Asks the registries for an image: `private` are the ones that the scenario has besides the public ones.
pub(in crate::kubelet) fn resolve(
    reference: &Reference,
    private: &[(String, Vec<String>)],
    broken: bool,
) -> Result<LocalImage, Refusal> {
    let full = Text::from(reference.full());
    let host = &*reference.host;
    let (path, tag) = (reference.path.clone(), reference.tag.clone());
    let spoken = if host == "docker.io" { "registry-1.docker.io" } else { host };
    if broken {
        return Err(Refusal::Broken { full, host: Text::new(spoken), path, tag });
    }
    let found = if PUBLIC.contains(&host) {
        public(reference, &full)?
    } else {
        let registry = private.iter().find(|(h, _)| h == host);
        let Some((_, repositories)) = registry else {
            return Err(Refusal::NoHost { full, host: reference.host.clone(), path, tag });
        };
        if !repositories.iter().any(|r| **r == *path) {
            return Err(Refusal::NoTag(full));
        }
        mirrored(reference, &full)?
    };
    let id = Text::from(format!("{host}/{path}@sha256:{}", digest(&found)));
    Ok(LocalImage { name: full, id, size: size(&found), image: found })
}

fn public(reference: &Reference, full: &Text) -> Result<Resolved, Refusal> {
    let repository = format!("{}/{}", reference.host, reference.path);
    match find(&repository) {
        Some(image) => image.tagged(reference).ok_or_else(|| Refusal::NoTag(full.clone())),
        None => Err(unknown(reference, full)),
    }
}

/// What a private registry has under a name is the public image of the same last name; any tag of it.
fn mirrored(reference: &Reference, full: &Text) -> Result<Resolved, Refusal> {
    let last = reference.path.rsplit('/').next().unwrap_or("");
    let image = find(&format!("docker.io/library/{last}")).or_else(|| find("docker.io/library/nginx"));
    let image = image.ok_or_else(|| Refusal::NoTag(full.clone()))?;
    let any = || Some(image.newest());
    image.tagged(reference).or_else(any).ok_or_else(|| Refusal::NoTag(full.clone()))
}

/// 64 digits that follow from what the image is.
pub(super) fn digest(image: &Resolved) -> String {
    let seed = format!("{image:?}");
    (0..4).map(|i| format!("{:016x}", fnv(&format!("{i}{seed}")).wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect()
}

/// Bytes of the compressed layers: versions of one image differ a little.
fn size(image: &Resolved) -> i64 {
    let base = i64::from(image.variant.size) * 100_000;
    base + (fnv(image.version) % 1_000_003) as i64 * base / 20_000_000
}

/// The registries are near.
const MEGABYTES_PER_SECOND: u64 = 400;

/// How long the first pull takes.
pub(in crate::kubelet) fn pull_time(image: &LocalImage, rng: &mut Rng) -> Duration {
    let transfer = Duration::from_micros(image.size.max(0) as u64 / MEGABYTES_PER_SECOND);
    between(300, 500, rng) + transfer
}

/// How long it takes to see that nothing has changed.
pub(in crate::kubelet) fn check_time(rng: &mut Rng) -> Duration {
    between(40, 90, rng)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pull(name: &str) -> Result<String, String> {
        let private = [("hub.example.com".to_string(), vec!["team/web".to_string(), "nginx".to_string()])];
        let reference = Reference::parse(name).unwrap();
        resolve(&reference, &private, false).map(|i| i.image.version.to_string()).map_err(|e| e.message())
    }

    #[test]
    fn tags_leave_out_numbers_and_name_flavours() {
        assert_eq!(pull("nginx:1.14").as_deref(), Ok("1.14.2"));
        assert_eq!(pull("nginx:1.14.2-alpine").as_deref(), Ok("1.14.2"));
        assert!(pull("nginx").is_ok() && pull("busybox:1.36").is_ok() && pull("redis:7-alpine").is_ok());
        assert!(pull("docker.io/library/nginx:stable").is_ok());
        // What lies between two listed releases was published, what lies behind the newest was not.
        assert_eq!(pull("nginx:1.13.10").as_deref(), Ok("1.13.12"));
        assert!(pull("nginx:1.14.3").is_err() && pull("nginx:1.14.2.1").is_err());
        // Mirrors and registries of old.
        assert!(pull("k8s.gcr.io/echoserver:1.4").is_ok() && pull("public.ecr.aws/docker/library/redis:7").is_ok());
        // Not every repository has a tag `latest`.
        assert!(pull("rockylinux").unwrap_err().ends_with("rockylinux:latest: not found"));
        assert_eq!(pull("rockylinux:9-minimal").as_deref(), Ok("9.3"));
    }

    #[test]
    fn refusals_are_containerds() {
        assert!(pull("nginx:1.99").unwrap_err().ends_with("docker.io/library/nginx:1.99: not found"));
        assert!(pull("nginxx").unwrap_err().contains("pull access denied"));
        assert!(
            pull("hub.test.com/nginx").unwrap_err().ends_with("lookup hub.test.com on 192.168.10.1:53: no such host")
        );
        assert!(pull("localhost:5000/web").unwrap_err().ends_with(
            "Head \"http://localhost:5000/v2/web/manifests/latest\": dial tcp [::1]:5000: connect: connection refused"
        ));
        assert!(
            pull("hub.test.com:5000/web")
                .unwrap_err()
                .ends_with(": lookup hub.test.com on 192.168.10.1:53: no such host")
        );
        // As the containerd 1.6 says it that the nodes have.
        assert!(
            pull("quay.io/team/web:v1")
                .unwrap_err()
                .ends_with("pulling from host quay.io failed with status code [manifests v1]: 401 UNAUTHORIZED")
        );
        assert!(pull("ghcr.io/team/web").unwrap_err().ends_with("anonymous token: unexpected status: 403 Forbidden"));
        assert!(pull("hub.example.com/team/web:v3").is_ok());
        assert!(pull("hub.example.com/other").is_err());
    }
}
