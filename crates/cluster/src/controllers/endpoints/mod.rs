//! Who answers for a service: EndpointSlices, the older Endpoints, and slices that mirror Endpoints made by hand.

mod legacy;
mod mirror;
mod slices;
mod targets;

pub use legacy::Endpoints;
pub use mirror::Mirror;
pub use slices::EndpointSlices;

use sorted::SortedMap;
use std::rc::Rc;
use std::time::Duration;

use api::selector::LabelSelector;
use api::{Text, Value, meta};

use crate::component::{Change, Queue};
use crate::kinds;

/// Services by namespace and name with what they select, to find those that a pod matters to.
#[derive(Clone, Default)]
struct Selections {
    services: Rc<SortedMap<Text, SortedMap<Text, LabelSelector>>>,
}

impl Selections {
    /// Takes in a service or pod event, and asks for the services that it matters to.
    fn apply(&mut self, change: &Change, queue: &mut Queue<'_>) {
        if change.is(kinds::SERVICE) {
            self.on_service(change);
            queue.add(Text::from(meta::key(&change.new)));
        } else if change.is(kinds::POD) {
            self.on_pod(change, queue);
        }
    }
    fn on_service(&mut self, change: &Change) {
        let (namespace, name) = (Text::new(meta::namespace(&change.new)), Text::new(meta::name(&change.new)));
        let selector = change.new.get("spec").map("selector");
        let in_namespace = Rc::make_mut(&mut self.services).entry(namespace).or_default();
        if change.deleted() || selector.is_empty() {
            in_namespace.remove(&name);
        } else {
            in_namespace.insert(name, LabelSelector::from_map(selector));
        }
    }
    fn on_pod(&self, change: &Change, queue: &mut Queue<'_>) {
        let namespace = meta::namespace(&change.new);
        let Some(services) = self.services.get(namespace).filter(|s| !s.is_empty()) else { return };
        if !matters(change) {
            return;
        }
        let (old, new) = (meta::labels(&change.old), meta::labels(&change.new));
        for (name, _) in services.iter().filter(|(_, s)| s.matches(new) || (!change.old.is_null() && s.matches(old))) {
            queue.add(Text::from(format!("{namespace}/{name}")));
        }
    }
}

/// A look at a service takes so long for each pod of its namespace.
const PER_POD: Duration = Duration::from_micros(150);

/// Whether anything of a pod changed that endpoints tell.
fn matters(change: &Change) -> bool {
    let (old, new) = (&change.old, &change.new);
    if old.is_null() || change.deleted() {
        return true;
    }
    let (before, after) = (old.get("status"), new.get("status"));
    meta::labels(old) != meta::labels(new)
        || meta::deletion_timestamp(old) != meta::deletion_timestamp(new)
        || before.str("podIP") != after.str("podIP")
        || before.str("phase") != after.str("phase")
        || before.get("conditions") != after.get("conditions")
        || old.get("spec").str("nodeName") != new.get("spec").str("nodeName")
}

/// Whether a service has an address of its own.
fn is_headless(service: &Value) -> bool {
    matches!(service.get("spec").str("clusterIP"), "None" | "")
}
