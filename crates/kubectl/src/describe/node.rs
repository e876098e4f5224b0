//! Nodes, with what is asked of them.

use api::quantity::Quantity;
use api::{Map, Value, meta};
use sorted::InOrder;

use super::Ctx;
use super::common::{annotations, events, labels, plain, resources, since, time};
use super::out::Out;

pub fn describe(ctx: &Ctx<'_>, out: &mut Out) {
    let node = ctx.object;
    let (spec, status) = (node.get("spec"), node.get("status"));
    out.row(0, "Name", meta::name(node));
    let roles = roles(node);
    out.row(0, "Roles", if roles.is_empty() { "<none>".into() } else { roles.join(",") });
    labels(out, "Labels", meta::labels(node));
    annotations(out, "Annotations", meta::annotations(node));
    out.row(0, "CreationTimestamp", time(node.at(&["metadata", "creationTimestamp"])));
    taints(out, spec.list("taints"));
    out.row(0, "Unschedulable", spec.bool("unschedulable"));
    lease(ctx, out);
    conditions(out, status.list("conditions"));
    out.put(0, "Addresses:\n");
    for a in status.list("addresses") {
        out.row(1, a.str("type"), a.str("address"));
    }
    for (title, key) in [("Capacity", "capacity"), ("Allocatable", "allocatable")] {
        let map = status.map(key);
        if !map.is_empty() {
            out.put(0, format!("{title}:\n"));
            resources(out, 1, map);
        }
    }
    out.put(0, "System Info:\n");
    for (title, key) in [
        ("Machine ID", "machineID"),
        ("System UUID", "systemUUID"),
        ("Boot ID", "bootID"),
        ("Kernel Version", "kernelVersion"),
        ("OS Image", "osImage"),
        ("Operating System", "operatingSystem"),
        ("Architecture", "architecture"),
        ("Container Runtime Version", "containerRuntimeVersion"),
        ("Kubelet Version", "kubeletVersion"),
    ] {
        out.row(1, title, status.get("nodeInfo").str(key));
    }
    if !spec.str("podCIDR").is_empty() {
        out.row(0, "PodCIDR", spec.str("podCIDR"));
    }
    let cidrs: Vec<&str> = spec.list("podCIDRs").iter().filter_map(Value::as_str).collect();
    if !cidrs.is_empty() {
        out.row(0, "PodCIDRs", cidrs.join(","));
    }
    if !spec.str("providerID").is_empty() {
        out.row(0, "ProviderID", spec.str("providerID"));
    }
    allocated(ctx, out);
    events(ctx, out);
}

/// Each role once, in order.
fn roles(node: &Value) -> Vec<String> {
    let role = |(k, v): (&api::Text, &Value)| match k.strip_prefix("node-role.kubernetes.io/") {
        Some(role) if !role.is_empty() => Some(role.to_string()),
        _ if k == "kubernetes.io/role" && !plain(v).is_empty() => Some(plain(v)),
        _ => None,
    };
    let mut all: Vec<String> = meta::labels(node).iter().filter_map(role).collect();
    all.order();
    all.dedup();
    all
}

fn taints(out: &mut Out, list: &[Value]) {
    out.put(0, "Taints:\t");
    if list.is_empty() {
        out.put(0, "<none>\n");
    }
    let mut list: Vec<&Value> = list.iter().collect();
    list.order_by_key(|t| format!("{},{}", t.str("effect"), t.str("key")));
    for (i, t) in list.into_iter().enumerate() {
        let value = if t.str("value").is_empty() { String::new() } else { format!("={}", t.str("value")) };
        let effect = if t.str("effect").is_empty() { String::new() } else { format!(":{}", t.str("effect")) };
        out.put(0, format!("{}{}{value}{effect}\n", if i > 0 { "\t" } else { "" }, t.str("key")));
    }
}

fn lease(ctx: &Ctx<'_>, out: &mut Out) {
    let lease = match &ctx.related.lease {
        Ok(lease) => lease,
        Err(why) => return out.put(0, format!("Lease:\tFailed to get lease: {why}\n")),
    };
    let spec = lease.get("spec");
    out.put(0, "Lease:\n");
    let shown = |v: &Value| if v.is_null() { "<unset>".to_string() } else { time(v) };
    let holder = spec.str("holderIdentity");
    out.row(1, "HolderIdentity", if holder.is_empty() { "<unset>" } else { holder });
    out.row(1, "AcquireTime", shown(spec.get("acquireTime")));
    out.row(1, "RenewTime", shown(spec.get("renewTime")));
}

fn conditions(out: &mut Out, list: &[Value]) {
    if list.is_empty() {
        return;
    }
    out.put(0, "Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n");
    out.put(1, "----\t------\t-----------------\t------------------\t------\t-------\n");
    for c in list {
        let (beat, change) = (time(c.get("lastHeartbeatTime")), time(c.get("lastTransitionTime")));
        let (kind, status, reason) = (c.str("type"), c.str("status"), c.str("reason"));
        out.put(1, format!("{kind} \t{status} \t{beat} \t{change} \t{reason} \t{}\n", c.str("message")));
    }
}

/// Requests and limits of a pod: the larger of its containers' sum and each init container, sidecars added.
fn pod_total(pod: &Value, key: &str) -> Vec<(String, Quantity)> {
    let spec = pod.get("spec");
    let mut total: Vec<(String, Quantity)> = Vec::new();
    let add = |into: &mut Vec<(String, Quantity)>, map: &Map| {
        for (name, amount) in map.iter() {
            let amount = Quantity::of_valid(amount);
            match into.iter_mut().find(|t| t.0 == name.as_str()) {
                Some(t) => t.1.add(&amount),
                None => into.push((name.to_string(), amount)),
            }
        }
    };
    for c in spec.list("containers") {
        add(&mut total, c.get("resources").map(key));
    }
    let mut sidecars: Vec<(String, Quantity)> = Vec::new();
    let mut most: Vec<(String, Quantity)> = Vec::new();
    for c in spec.list("initContainers") {
        let map = c.get("resources").map(key);
        let mut step = sidecars.clone();
        add(&mut step, map);
        if c.str("restartPolicy") == "Always" {
            add(&mut total, map);
            add(&mut sidecars, map);
        }
        for (name, amount) in step {
            match most.iter_mut().find(|t| t.0 == name) {
                Some(t) if t.1.nanos() < amount.nanos() => t.1 = amount,
                Some(_) => {}
                None => most.push((name, amount)),
            }
        }
    }
    for (name, amount) in most {
        match total.iter_mut().find(|t| t.0 == name) {
            Some(t) if t.1.nanos() < amount.nanos() => t.1 = amount,
            Some(_) => {}
            None => total.push((name, amount)),
        }
    }
    let fixed = spec.get("resources").map(key);
    for (name, amount) in fixed.iter() {
        total.retain(|t| t.0 != name.as_str());
        total.push((name.to_string(), Quantity::of_valid(amount)));
    }
    if key == "requests" || !total.is_empty() {
        add(&mut total, spec.map("overhead"));
    }
    total
}

fn amount<'a>(list: &'a [(String, Quantity)], name: &str) -> Option<&'a Quantity> {
    list.iter().find(|t| t.0 == name).map(|t| &t.1)
}

/// The share of the allocatable amount in percent, cut off.
fn share(used: Option<&Quantity>, total: &Value) -> (String, i128) {
    let text = used.map_or("0".to_string(), |q| q.text().to_string());
    let all = Quantity::of_valid(total).nanos();
    let percent = used.map_or(0, |q| if all > 0 { (q.nanos() as f64 / all as f64 * 100.0) as i128 } else { 0 });
    (text, percent)
}

fn allocated(ctx: &Ctx<'_>, out: &mut Out) {
    let allocatable = ctx.object.at(&["status", "allocatable"]);
    let finished = |p: &&Value| !matches!(p.at(&["status", "phase"]).as_str(), Some("Succeeded" | "Failed"));
    let here = |p: &&Value| p.at(&["spec", "nodeName"]).as_str() == Some(meta::name(ctx.object));
    let Some(pods) = &ctx.related.pods else { return out.put(0, "Pods:\tnot authorized\n") };
    let mut pods: Vec<&Value> = pods.iter().filter(here).filter(finished).collect();
    pods.order_by_key(|p| (meta::namespace(p), meta::name(p)));
    out.put(0, format!("Non-terminated Pods:\t({} in total)\n", pods.len()));
    out.put(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n");
    out.put(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n");
    let mut totals = [Vec::new(), Vec::new()];
    for pod in pods {
        let of = ["requests", "limits"].map(|key| pod_total(pod, key));
        let mut line = format!("{}\t{}\t", meta::namespace(pod), meta::name(pod));
        for name in ["cpu", "memory"] {
            for list in &of {
                let (text, percent) = share(amount(list, name), allocatable.get(name));
                line += &format!("\t{text} ({percent}%)");
            }
        }
        out.put(1, format!("{line}\t{}\n", since(pod.at(&["metadata", "creationTimestamp"]), ctx.now)));
        for (total, list) in totals.iter_mut().zip(of) {
            for (name, q) in list {
                match total.iter_mut().find(|t: &&mut (String, Quantity)| t.0 == name) {
                    Some(t) => t.1.add(&q),
                    None => total.push((name, q)),
                }
            }
        }
    }
    out.put(0, "Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n");
    out.put(1, "Resource\tRequests\tLimits\n");
    out.put(1, "--------\t--------\t------\n");
    for name in ["cpu", "memory", "ephemeral-storage"] {
        let (requests, rp) = share(amount(&totals[0], name), allocatable.get(name));
        let (limits, lp) = share(amount(&totals[1], name), allocatable.get(name));
        out.put(1, format!("{name}\t{requests} ({rp}%)\t{limits} ({lp}%)\n"));
    }
    let others = allocatable.as_map().into_iter().flat_map(Map::iter);
    for (name, _) in others.filter(|(n, _)| !["cpu", "memory", "ephemeral-storage", "pods"].contains(&n.as_str())) {
        let (requests, rp) = share(amount(&totals[0], name), allocatable.get(name));
        let (limits, lp) = share(amount(&totals[1], name), allocatable.get(name));
        if name.starts_with("hugepages-") {
            out.put(1, format!("{name}\t{requests} ({rp}%)\t{limits} ({lp}%)\n"));
        } else {
            out.put(1, format!("{name}\t{requests}\t{limits}\n"));
        }
    }
}
