//! What a mount shows of its volume: a path below its root, which may come from the environment.

use api::Value;
use shell::kernel::Environment;

use super::config::expand;
use super::volumes::copy_of;
use super::worker::Worker;

/// Whether what a mount shows of its volume can be there.
pub(super) fn check(worker: &Worker, spec: &Value, mount: &Value, env: &Environment) -> Result<(), String> {
    let missing = std::cell::RefCell::new(sorted::SortedSet::new());
    let expanded = expand(mount.str("subPathExpr"), &|name| {
        let value = env.get(name).filter(|v| !v.is_empty()).map(str::to_string);
        if value.is_none() {
            missing.borrow_mut().insert(name.to_string());
        }
        value
    });
    let missing: Vec<String> = missing.into_inner().into_iter().collect();
    if !missing.is_empty() {
        return Err(format!("missing value for {}", missing.join(", ")));
    }
    let path = if expanded.is_empty() { mount.str("subPath") } else { &expanded };
    if path.starts_with('/') {
        return Err(format!("error SubPath `{path}` must not be an absolute path"));
    }
    if path.split('/').any(|part| part == "..") {
        return Err(format!("unable to provision SubPath `{path}`: must not contain '..'"));
    }
    let volume = worker.mounted.iter().find(|m| m.name == *mount.str("name"));
    let Some((volume, tree)) = volume.and_then(|v| Some((v, worker.machine.volumes.get(v.id)?))) else { return Ok(()) };
    // Nothing lies below a file.
    let base = volume.base();
    let below = path.match_indices('/').map(|(at, _)| &path[..at]).filter(|above| !above.is_empty());
    let is_file = |above: &str| copy_of(tree, &format!("{base}/{above}")).is_some_and(|(_, inner)| !inner.is_empty());
    if below.into_iter().any(is_file) {
        let (volume, container) = (mount.str("name"), spec.str("name"));
        return Err(format!("failed to prepare subPath for volumeMount {volume:?} of container {container:?}"));
    }
    Ok(())
}
