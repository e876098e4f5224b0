//! DynamicResources: a pod that claims devices goes to a node whose driver offers them. No driver runs here, so that no
//! node has any.

use crate::scheduler::framework::{Plugin, PreFilter, Rejection};

pub const PLUGIN: Plugin = Plugin {
    pre_filter: Some(|_, view| match view.pod.object.get("spec").list("resourceClaims").is_empty() {
        true => PreFilter::Skip,
        false => PreFilter::Go,
    }),
    filter: Some(|_, _, _| Err(Rejection::resolvable("cannot allocate all claims"))),
    ..Plugin::new("DynamicResources")
};
