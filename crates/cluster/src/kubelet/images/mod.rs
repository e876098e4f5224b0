//! Images and registries: what can be pulled, how long it takes, and what it is when it is there.

mod reference;

use std::time::Duration;

use api::Text;

use super::clock::{between, fnv};
use super::node::LocalImage;
use crate::component::Ctx;
use crate::rng::Rng;

pub(super) use reference::Reference;

/// Why an image cannot be had.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Refusal {
    /// The registry has the repository, but not the tag.
    NoTag(Text),
    /// The registry does not let anybody know of the repository.
    NoRepository(Text),
    /// The registry's name cannot be resolved.
    NoHost { full: Text, host: Text, path: Text, tag: Text },
}

impl Refusal {
    /// As containerd puts it.
    pub fn message(&self) -> String {
        match self {
            Refusal::NoTag(full) => format!(
                "rpc error: code = NotFound desc = failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\": {full}: not found"
            ),
            Refusal::NoRepository(full) => format!(
                "failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"
            ),
            Refusal::NoHost { full, host, path, tag } => format!(
                "failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\": failed to do request: Head \"https://{host}/v2/{path}/manifests/{tag}\": dial tcp: lookup {host} on 192.168.10.1:53: no such host"
            ),
        }
    }
    /// How long the answer takes.
    pub fn after(&self, rng: &mut Rng) -> Duration {
        match self {
            Refusal::NoHost { .. } => between(20, 60, rng),
            _ => between(300, 700, rng),
        }
    }
}

/// Asks the registries for an image.
pub(super) fn resolve(reference: &Reference, _ctx: &mut Ctx<'_>) -> Result<LocalImage, Refusal> {
    let full = Text::from(reference.full());
    if reference.host != "docker.io" && reference.host != "registry.k8s.io" {
        let (host, path, tag) = (reference.host.clone(), reference.path.clone(), reference.tag.clone());
        return Err(Refusal::NoHost { full, host, path, tag });
    }
    let digest: String =
        (0..4).map(|i| format!("{:016x}", fnv(&format!("{full}/{i}")).wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    let id = Text::from(format!("{}/{}@sha256:{digest}", reference.host, reference.path));
    Ok(LocalImage { name: full, id, size: 40_000_000 })
}

/// How long the first pull takes.
pub(super) fn pull_time(image: &LocalImage, rng: &mut Rng) -> Duration {
    let transfer = Duration::from_micros(image.size as u64 / 150);
    between(350, 550, rng) + transfer
}

/// How long it takes to see that nothing has changed.
pub(super) fn check_time(_image: &LocalImage, rng: &mut Rng) -> Duration {
    between(40, 90, rng)
}
