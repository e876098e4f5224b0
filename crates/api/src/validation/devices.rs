//! Dynamic allocation of devices: claims, their templates, classes, and what drivers offer.
//!
//! Expressions that select devices are only measured, not read.

use super::at::At;
use super::internal;
use super::meta::{self, Scope, subdomain};
use super::resources;
use super::scheduling;
use super::volume::csi_driver_name;
use crate::names;
use crate::value::{Text, Value};

const MOST: usize = 32;
const LONGEST_EXPRESSION: usize = 10 * 1024;
const LONGEST_PARAMETERS: usize = 10 * 1024;
const LONGEST_ATTRIBUTE: usize = 64;
const LONGEST_NAME: usize = 253;

pub(super) fn claim(claim: At<'_>) {
    meta::create(claim.at("metadata"), Scope::Namespaced, subdomain);
    claim_spec(claim.at("spec"));
}

pub(super) fn claim_update(claim: At<'_>, old: &Value) {
    fixed(claim.at("spec"), old.get("spec"), "ResourceClaimSpec");
}

fn fixed(at: At<'_>, old: &Value, ty: &str) {
    if at.v != old {
        at.invalid_raw(internal::json(ty, at.v), "field is immutable");
    }
}

pub(super) fn template(template: At<'_>) {
    meta::create(template.at("metadata"), Scope::Namespaced, subdomain);
    let spec = template.at("spec");
    let metadata = spec.at("metadata");
    meta::annotations(metadata.at("annotations"));
    meta::labels(metadata.at("labels"));
    claim_spec(spec.at("spec"));
}

pub(super) fn template_update(template: At<'_>, old: &Value) {
    fixed(template.at("spec"), old.get("spec"), "ResourceClaimTemplateSpec");
}

fn claim_spec(spec: At<'_>) {
    let devices = spec.at("devices");
    let requests = devices.at("requests");
    requests.items().for_each(request);
    distinct(requests, "name");
    let known = |reference: &str| {
        let (name, sub) = reference.split_once('/').map_or((reference, None), |(n, s)| (n, Some(s)));
        let request = requests.list().iter().find(|r| r.str("name") == name);
        request.is_some_and(|r| sub.is_none_or(|s| r.list("firstAvailable").iter().any(|f| f.str("name") == s)))
    };
    let constraints = devices.at("constraints");
    for c in constraints.items() {
        references(c.at("requests"), &known);
        match (c.has("matchAttribute"), c.has("distinctAttribute")) {
            (true, _) => full_name(c.at("matchAttribute")),
            (_, true) => full_name(c.at("distinctAttribute")),
            _ => c.required(
                "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set",
            ),
        }
    }
    at_most(constraints, MOST);
    let configs = devices.at("config");
    for c in configs.items() {
        references(c.at("requests"), &known);
        configuration(c);
    }
    at_most(configs, MOST);
}

fn at_most(list: At<'_>, most: usize) {
    if list.list().len() > most {
        list.too_many(list.list().len(), most);
    }
}

/// A list of at most so many things with names of their own; an empty name of a field means the things themselves.
fn distinct(list: At<'_>, field: &'static str) {
    at_most(list, MOST);
    let key = |v: &Value| if field.is_empty() { v.as_text().cloned().unwrap_or_default() } else { v.text(field) };
    for (i, item) in list.items().enumerate() {
        let own = key(item.v);
        if list.list()[..i].iter().any(|o| key(o) == own) {
            item.duplicate_as(own, "");
        }
    }
}

fn label(at: At<'_>) {
    at.messages(names::dns1123_label(at.str()));
}

fn request(request: At<'_>) {
    label(request.at("name"));
    let (exactly, first) = (request.at("exactly"), request.at("firstAvailable"));
    match (exactly.is_set(), !first.is_empty()) {
        (false, false) => request.required("exactly one of `exactly` or `firstAvailable` is required"),
        (true, true) => request.invalid_as(
            Value::Null,
            "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set",
        ),
        (true, false) => wanted(exactly),
        (false, true) => {
            for sub in first.items() {
                label(sub.at("name"));
                wanted(sub);
            }
            at_most(first, 8);
            distinct(first, "name");
        }
    }
}

/// Which devices, and how many of them.
fn wanted(request: At<'_>) {
    let class = request.at("deviceClassName");
    if class.is_empty() {
        class.required("");
    } else {
        class.messages(names::dns1123_subdomain(class.str()));
    }
    selectors(request.at("selectors"));
    let (mode, count) = (request.at("allocationMode"), request.at("count"));
    match mode.str() {
        "All" if count.int() != 0 => count.invalid("must not be specified when allocationMode is 'All'"),
        "All" => {}
        "ExactCount" if count.int() <= 0 => count.invalid_as(count.int(), "must be greater than zero"),
        "ExactCount" => {}
        _ => mode.not_supported(&["All", "ExactCount"]),
    }
    for t in request.at("tolerations").items() {
        let (key, operator, value) = (t.at("key"), t.at("operator"), t.at("value"));
        if !key.is_empty() {
            key.messages(names::qualified_name(key.str()));
        }
        match operator.str() {
            "Exists" if !value.is_empty() => value.invalid("must be empty for operator `Exists`"),
            "Exists" => {}
            "Equal" => value.messages(names::label_value(value.str())),
            "" => operator.required(""),
            _ => operator.not_supported(&["Equal", "Exists"]),
        }
        let effect = t.at("effect");
        if !effect.is_empty() && !["NoExecute", "NoSchedule"].contains(&effect.str()) {
            effect.not_supported(&["NoExecute", "NoSchedule"]);
        }
    }
}

fn selectors(list: At<'_>) {
    for selector in list.items() {
        let cel = selector.at("cel");
        if !cel.is_set() {
            cel.required("");
        } else if cel.v.str("expression").len() > LONGEST_EXPRESSION {
            cel.at("expression").too_long(LONGEST_EXPRESSION);
        }
    }
    at_most(list, MOST);
}

/// Names of requests, or of alternatives in them.
fn references(list: At<'_>, known: &dyn Fn(&str) -> bool) {
    const WHY: &str = "must be the name of a request in the claim or the name of a request and a subrequest separated \
                       by '/'";
    for name in list.items() {
        let parts: Vec<&str> = name.str().split('/').collect();
        if parts.len() > 2 {
            name.invalid(WHY);
            continue;
        }
        parts.iter().for_each(|p| name.messages_as(p, names::dns1123_label(p)));
        if !known(name.str()) {
            name.invalid(WHY);
        }
    }
    distinct(list, "");
}

fn full_name(at: At<'_>) {
    qualified(at, at.str());
    if !at.is_empty() && !at.str().contains('/') {
        at.invalid("must include a domain");
    }
}

fn qualified(at: At<'_>, name: &str) {
    let identifier = |id: &str| {
        if id.len() > 32 {
            at.too_long(32);
        }
        at.messages_as(id, names::c_identifier(id));
    };
    match name.split('/').collect::<Vec<_>>()[..] {
        [""] => at.required("name required"),
        [id] => identifier(id),
        [domain, id] => {
            if domain.is_empty() {
                at.required("the domain must not be empty");
            } else {
                csi_driver_name(at.with(&Text::new(domain).into()));
            }
            if id.is_empty() {
                at.required("the name must not be empty");
            } else {
                identifier(id);
            }
        }
        _ => at.invalid_as(name.to_string(), "must be a domain and a name, separated by one slash"),
    }
}

fn configuration(config: At<'_>) {
    let opaque = config.at("opaque");
    if !opaque.is_set() {
        opaque.required("");
        return;
    }
    csi_driver_name(opaque.at("driver"));
    let parameters = opaque.at("parameters");
    if !parameters.is_set() {
        parameters.required("");
    } else if crate::json::to_string(parameters.v).len() > LONGEST_PARAMETERS {
        parameters.too_long(LONGEST_PARAMETERS);
    } else if parameters.v.as_map().is_none() {
        parameters.invalid_as("<value omitted>", "parameters must be a valid JSON object");
    }
}

pub(super) fn class(class: At<'_>) {
    meta::create(class.at("metadata"), Scope::Cluster, subdomain);
    class_spec(class.at("spec"));
}

pub(super) fn class_update(class: At<'_>, _old: &Value) {
    class_spec(class.at("spec"));
}

fn class_spec(spec: At<'_>) {
    selectors(spec.at("selectors"));
    let configs = spec.at("config");
    configs.items().for_each(configuration);
    at_most(configs, MOST);
    let name = spec.at("extendedResourceName");
    if name.is_set() && !resources::is_extended(name.str()) {
        name.invalid("must be a valid extended resource name");
    }
}

pub(super) fn slice(slice: At<'_>) {
    meta::create(slice.at("metadata"), Scope::Cluster, subdomain);
    slice_spec(slice.at("spec"));
}

pub(super) fn slice_update(slice: At<'_>, old: &Value) {
    let (spec, old) = (slice.at("spec"), old.get("spec"));
    slice_spec(spec);
    spec.down(&["pool", "name"]).immutable(old.at(&["pool", "name"]));
    spec.at("driver").immutable(old.get("driver"));
    spec.at("nodeName").immutable(old.get("nodeName"));
}

fn slice_spec(spec: At<'_>) {
    csi_driver_name(spec.at("driver"));
    let pool = spec.at("pool");
    let name = pool.at("name");
    if name.is_empty() {
        name.required("");
    } else {
        if name.str().len() > LONGEST_NAME {
            name.too_long(LONGEST_NAME);
        }
        name.str().split('/').for_each(|part| name.messages_as(part, names::dns1123_subdomain(part)));
    }
    let (count, generation) = (pool.at("resourceSliceCount"), pool.at("generation"));
    if count.int() <= 0 {
        count.invalid_as(count.int(), "must be greater than zero");
    }
    if generation.int() < 0 {
        generation.invalid("must be greater than or equal to zero");
    }
    let (node, selector) = (spec.at("nodeName"), spec.at("nodeSelector"));
    let mut set: Vec<&str> = Vec::new();
    if node.is_set() {
        set.push("`nodeName`");
        node.messages(names::dns1123_subdomain(node.str()));
    }
    if selector.is_set() {
        set.push("`nodeSelector`");
        scheduling::node_selector(selector);
        let terms = selector.at("nodeSelectorTerms");
        if terms.list().len() != 1 {
            let shown = internal::json_list("NodeSelectorTerm", terms.v);
            terms.invalid_raw(shown, "must have exactly one node selector term");
        }
    }
    for (field, named) in [("allNodes", "`allNodes`"), ("perDeviceNodeSelection", "`perDeviceNodeSelection`")] {
        let at = spec.at(field);
        if at.bool() {
            set.push(named);
        } else if at.is_set() {
            at.invalid("must be either unset or set to true");
        }
    }
    const ONE: &str = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
    match set.len() {
        0 => spec.required(ONE),
        1 => {}
        _ => spec.invalid_as(format!("{{{}}}", set.join(", ")), format!("{ONE}, but multiple fields are set")),
    }
    let devices = spec.at("devices");
    for device in devices.items() {
        label(device.at("name"));
        for field in ["attributes", "capacity"] {
            for (key, entry) in device.at(field).entries() {
                qualified(entry, key);
                if field == "attributes" && entry.map().is_empty() {
                    entry.required("exactly one value must be specified");
                }
                if entry.v.str("string").len() > LONGEST_ATTRIBUTE {
                    entry.at("string").too_long(LONGEST_ATTRIBUTE);
                }
            }
        }
        for taint in device.at("taints").items() {
            let (key, value) = (taint.at("key"), taint.at("value"));
            key.messages(names::qualified_name(key.str()));
            value.messages(names::label_value(value.str()));
            taint.at("effect").one_of(&["NoExecute", "NoSchedule", "None"]);
        }
    }
    at_most(devices, 128);
    for (i, device) in devices.items().enumerate() {
        if devices.list()[..i].iter().any(|o| o.str("name") == device.v.str("name")) {
            device.duplicate_as(device.v.text("name"), "");
        }
    }
}
