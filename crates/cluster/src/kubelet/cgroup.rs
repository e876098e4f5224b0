//! The files of a container's control group: what it may use, as its limits say.

use api::Value;
use api::quantity::Quantity;
use shell::Tree;
use shell::files::Node;

/// The kernel counts the time of processors in periods of so many microseconds.
const PERIOD: i64 = 100_000;
/// The shortest time in a period that it gives.
const LEAST: i64 = 1_000;

/// Lays the files into a container's root, or writes them anew after its limits have changed.
pub(super) fn prepare(tree: &mut Tree, resources: &Value, now: i64) {
    let limit = |name: &str| Some(Quantity::of_valid(resources.map("limits").get(name)?));
    let quota = limit("cpu").map(|cpu| (cpu.milli_value() * PERIOD / 1000).max(LEAST).to_string());
    let cpu = format!("{} {PERIOD}\n", quota.as_deref().unwrap_or("max"));
    let memory = limit("memory").map_or("max\n".into(), |memory| format!("{}\n", memory.value()));
    let files = [("cpu.max", cpu), ("memory.max", memory)];
    let files = files.map(|(name, text)| (name, Node::file(text.into_bytes(), now)));
    // These lines are few: they fit.
    let _fits = tree.put_all("sys/fs/cgroup", files, now);
}
