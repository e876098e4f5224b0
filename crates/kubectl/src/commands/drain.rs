//! `kubectl drain`: a node is cordoned, and its pods are asked to leave.

use sorted::InOrder;
use std::time::Duration;

use api::request::Options;
use api::time::Time;
use api::{Value, Verb, meta, obj};

use super::common::DryRun;
use super::cordon::{self, Wanted};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, duration, int, switch, text};
use crate::cli::{Command, Parsed, go, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::printers::format::name_of;
use crate::resources::builder::Info;

const FLAGS: &[Flag] = &[
    flag::CHUNK_SIZE,
    switch(
        "delete-emptydir-data",
        "Continue even if there are pods using emptyDir (local data that will be deleted when the node is drained).",
    ),
    switch(
        "disable-eviction",
        "Force drain to use delete, even if eviction is supported. This will bypass checking PodDisruptionBudgets, use with caution.",
    ),
    flag::DRY_RUN,
    switch("force", "Continue even if there are pods that do not declare a controller."),
    int(
        "grace-period",
        "-1",
        "Period of time in seconds given to each pod to terminate gracefully. If negative, the default value specified in the pod will be used.",
    ),
    switch("ignore-daemonsets", "Ignore DaemonSet-managed pods."),
    text("pod-selector", "Label selector to filter pods on the node"),
    flag::SELECTOR,
    int(
        "skip-wait-for-delete-timeout",
        "0",
        "If pod DeletionTimestamp older than N seconds, skip waiting for the pod.  Seconds must be greater than 0 to skip.",
    ),
    duration("timeout", "0s", "The length of time to wait before giving up, zero means infinite"),
];

pub(crate) const DRAIN: Command = Command {
    name: "drain",
    short: "Drain node in preparation for maintenance",
    help: include_str!("../help/drain.txt"),
    usage: "drain NODE",
    arguments: Arguments::One("nodes"),
    flags: &[FLAGS],
    run: run!(drain),
    server_first: |_| true,
    ..Command::NEW
};

async fn drain(client: Client, p: Parsed) -> Result<()> {
    cordon::check(&p)?;
    let dry_run = DryRun::of(&client, &p).await?;
    if api::selector::LabelSelector::parse(p.str("pod-selector")).is_err() {
        return Err(plain("--pod-selector=<pod_selector> must be a valid label selector"));
    }
    let nodes = cordon::nodes(&client, &p).await?;
    for node in &nodes {
        cordon::one(&client, node, Wanted::Cordoned, dry_run).await?;
    }
    let mut failed: Vec<(&str, Vec<String>)> = Vec::new();
    for node in &nodes {
        match one(&client, &p, node, dry_run).await {
            Ok(()) => client.io.print(format!("{} drained{}\n", name_of(&node.object), dry_run.suffix())),
            Err(why) => {
                client.io.eprint(format!(
                    "error: unable to drain node {:?} due to error: {}, continuing command...\n",
                    node.name,
                    in_brackets(&why)
                ));
                failed.push((&node.name, why));
            }
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    client.io.eprint("There are pending nodes to be drained:\n");
    for (name, _) in &failed {
        client.io.eprint(format!(" {name}\n"));
    }
    let lines: Vec<String> = failed.into_iter().flat_map(|(_, why)| why).collect();
    Err(Error::Verbatim(lines.join("\n")))
}

fn in_brackets(why: &[String]) -> String {
    if let [only] = why { only.clone() } else { format!("[{}]", why.join(", ")) }
}

/// What becomes of the pods of a node.
#[derive(Default)]
struct Verdicts {
    leave: Vec<Value>,
    warnings: Vec<(&'static str, Vec<String>)>,
    errors: Vec<(&'static str, Vec<String>)>,
}

fn add(list: &mut Vec<(&'static str, Vec<String>)>, text: &'static str, pod: &Value) {
    match list.iter_mut().find(|(t, _)| *t == text) {
        Some((_, pods)) => pods.push(meta::key(pod)),
        None => list.push((text, vec![meta::key(pod)])),
    }
}

async fn one(client: &Client, p: &Parsed, node: &Info, dry_run: DryRun) -> Result<(), Vec<String>> {
    let one_line = |e: Error| vec![e.message()];
    let pods = client.resource("pods").await.map_err(one_line)?;
    let options = Options {
        field_selector: format!("spec.nodeName={}", node.name).into(),
        label_selector: p.str("pod-selector").to_string().into(),
        limit: u32::try_from(p.int("chunk-size")).unwrap_or(0),
        ..Options::default()
    };
    let on_node = client.list(&pods, "", &options).await.map_err(one_line)?;
    let now = client.io.now().await;
    let mut verdicts = Verdicts::default();
    for pod in on_node {
        judge(client, p, pod, now, &mut verdicts).await;
    }
    let told = |list: &[(&str, Vec<String>)]| -> Vec<String> {
        let mut lines: Vec<String> = list.iter().map(|(text, pods)| format!("{text}: {}", pods.join(", "))).collect();
        // Real kubectl walks a Go map here, in any order.
        lines.order_by(|a, b| b.cmp(a));
        lines
    };
    if !verdicts.errors.is_empty() {
        return Err(told(&verdicts.errors));
    }
    if !verdicts.warnings.is_empty() {
        client.io.eprint(format!("Warning: {}\n", told(&verdicts.warnings).join("; ")));
    }
    let leaving = verdicts.leave;
    match evict(client, p, &leaving, dry_run).await {
        Ok(()) => Ok(()),
        Err(why) => {
            let still = client.list(&pods, "", &options).await.unwrap_or_default();
            client.io.eprint(format!(
                "There are pending pods in node {:?} when an error occurred: {}\n",
                node.name,
                in_brackets(&why)
            ));
            for pod in still.iter().filter(|pod| leaving.iter().any(|l| meta::uid(l) == meta::uid(pod))) {
                client.io.eprint(format!("{}\n", name_of(pod)));
            }
            Err(why)
        }
    }
}

/// kubectl's filters, in their order: whether a pod goes, stays, or forbids the drain.
async fn judge(client: &Client, p: &Parsed, pod: Value, now: Time, verdicts: &mut Verdicts) {
    let skip = p.int("skip-wait-for-delete-timeout");
    if skip > 0
        && let Some(gone) = Time::parse(meta::deletion_timestamp(&pod))
        && now.since(gone) > Duration::from_secs(skip as u64)
    {
        return;
    }
    let ended = crate::pods::is_completed(&pod);
    let owner = meta::controller_of(&pod);
    if let Some(owner) = owner.filter(|o| o.str("kind") == "DaemonSet" && !ended) {
        let there = match client.resource("daemonsets.apps").await {
            Ok(r) => client.get(&r, meta::namespace(&pod), owner.str("name")).await.is_ok(),
            Err(_) => false,
        };
        match (there, p.bool("ignore-daemonsets"), p.bool("force")) {
            (false, _, true) => {}
            (_, true, _) => return add(&mut verdicts.warnings, "ignoring DaemonSet-managed Pods", &pod),
            _ => {
                let text = "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)";
                return add(&mut verdicts.errors, text, &pod);
            }
        }
    }
    if meta::annotations(&pod).contains_key("kubernetes.io/config.mirror") {
        return;
    }
    let has_local = pod.get("spec").list("volumes").iter().any(|v| v.has("emptyDir"));
    if has_local && !ended && !p.bool("delete-emptydir-data") {
        let text = "cannot delete Pods with local storage (use --delete-emptydir-data to override)";
        return add(&mut verdicts.errors, text, &pod);
    }
    if owner.is_none() && !ended {
        if !p.bool("force") {
            let text = "cannot delete Pods that declare no controller (use --force to override)";
            return add(&mut verdicts.errors, text, &pod);
        }
        add(&mut verdicts.warnings, "deleting Pods that declare no controller", &pod);
    }
    verdicts.leave.push(pod);
}

/// A pod on its way.
struct Going<'a> {
    pod: &'a Value,
    /// When to ask again; none once the server has agreed.
    retry: Option<Time>,
    /// Whether it has been asked for in vain.
    asked: bool,
    done: bool,
}

/// Asks all pods to leave, and waits until they have left.
async fn evict(client: &Client, p: &Parsed, pods: &[Value], dry_run: DryRun) -> Result<(), Vec<String>> {
    if dry_run == DryRun::Client {
        for pod in pods {
            client.io.print(format!("evicting pod {} (dry run)\n", meta::key(pod)));
        }
        return Ok(());
    }
    let start = client.io.now().await;
    let timeout = p.duration("timeout");
    let end = (!timeout.is_zero()).then_some(start + timeout);
    let mut going: Vec<Going<'_>> =
        pods.iter().map(|pod| Going { pod, retry: Some(start), asked: false, done: false }).collect();
    // As they come.
    let mut errors = Vec::new();
    loop {
        let now = client.io.now().await;
        // All that are asked now are told before one of them has gone.
        // What is deleted outright is told of only when it has gone.
        let asked = |g: &&Going<'_>| !g.done && g.retry.is_some_and(|at| at <= now);
        for g in going.iter().filter(|_| !p.bool("disable-eviction")).filter(asked) {
            client.io.print(format!("evicting pod {}{}\n", meta::key(g.pod), dry_run.suffix()));
        }
        let late = end.filter(|end| now >= *end).map(|end| go::duration(end.since(start)));
        for g in going.iter_mut().filter(|g| !g.done) {
            let (ns, name) = (meta::namespace(g.pod), meta::name(g.pod));
            let outcome = match (&late, g.retry) {
                // One that waits to be asked again hears of the time only then.
                (_, Some(at)) if at > now => Ok(()),
                (Some(timeout), Some(_)) => {
                    Err(format!("error when evicting pods/{name:?} -n {ns:?}: global timeout reached: {timeout}"))
                }
                _ => step(client, p, g, now, dry_run).await,
            };
            let outcome = match &late {
                Some(timeout) if !g.done && g.retry.is_none() => Err(format!(
                    "error when waiting for pod {name:?} in namespace {ns:?} to terminate: global timeout reached: {timeout}"
                )),
                _ => outcome,
            };
            if let Err(why) = outcome {
                g.done = true;
                errors.push(why);
            }
        }
        if going.iter().all(|g| g.done) {
            break;
        }
        let now = client.io.now().await;
        let left = || going.iter().filter(|g| !g.done);
        // Real kubectl looks once a second.
        let look = left().any(|g| g.retry.is_none()).then(|| now + Duration::from_secs(1));
        let next = left().filter_map(|g| g.retry).chain(look.map(|at| end.map_or(at, |end| at.min(end)))).min();
        client.io.wait(crate::run::Wait { until: next, ..Default::default() }).await;
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

async fn step(client: &Client, p: &Parsed, g: &mut Going<'_>, now: Time, dry_run: DryRun) -> Result<(), String> {
    let (ns, name) = (meta::namespace(g.pod).to_string(), meta::name(g.pod).to_string());
    if g.retry.is_some() {
        match ask(client, p, &ns, &name, dry_run).await {
            Ok(()) => g.retry = None,
            Err(e) if e.is("NotFound") => g.retry = None,
            // Nobody evicts from a namespace that ends: the pod goes with it, and is waited for once it goes.
            Err(e) if ends(&e) && is_going(client, g).await => g.retry = None,
            Err(e) if e.is("TooManyRequests") || ends(&e) => {
                let what = match ends(&e) {
                    true => format!("pod {name:?} from terminating namespace {ns:?}"),
                    false => format!("pods/{name:?} -n {ns:?}"),
                };
                client.io.eprint(format!("error when evicting {what} (will retry after 5s): {}\n", e.message()));
                (g.retry, g.asked) = (Some(now + Duration::from_secs(5)), true);
                return Ok(());
            }
            Err(e) => return Err(format!("error when evicting pods/{name:?} -n {ns:?}: {}", e.message())),
        }
    }
    let there = match client.resource("pods").await {
        Ok(r) => client.get(&r, &ns, &name).await.is_ok_and(|live| meta::uid(&live) == meta::uid(g.pod)),
        Err(_) => false,
    };
    if !there || dry_run == DryRun::Server {
        g.done = true;
        if dry_run == DryRun::None {
            let done = if p.bool("disable-eviction") { "deleted" } else { "evicted" };
            client.io.print(format!("pod/{name} {done}\n"));
        }
    }
    Ok(())
}

/// Whether a namespace that is terminating is why.
fn ends(error: &Error) -> bool {
    error.status().is_some_and(|s| s.causes.iter().any(|c| c.reason == "NamespaceTerminating"))
}

/// Whether the pod was leaving when it was last looked at: before the first question, or just before the others.
async fn is_going(client: &Client, g: &Going<'_>) -> bool {
    if !g.asked {
        return !meta::deletion_timestamp(g.pod).is_empty();
    }
    let Ok(pods) = client.resource("pods").await else { return false };
    let live = client.get(&pods, meta::namespace(g.pod), meta::name(g.pod)).await;
    live.is_ok_and(|live| !meta::deletion_timestamp(&live).is_empty())
}

async fn ask(client: &Client, p: &Parsed, ns: &str, name: &str, dry_run: DryRun) -> Result<()> {
    let pods = client.resource("pods").await?;
    let grace = Some(p.int("grace-period")).filter(|g| *g >= 0);
    let dry = dry_run == DryRun::Server;
    if p.bool("disable-eviction") {
        client.delete(&pods, ns, name, grace, None, dry).await?;
        return Ok(());
    }
    let mut options = Value::object();
    if let Some(grace) = grace {
        options.set("gracePeriodSeconds", grace);
    }
    let body = obj!({
        "apiVersion": "policy/v1", "kind": "Eviction",
        "metadata": {"name": (name.to_string()), "namespace": (ns.to_string())}, "deleteOptions": options
    });
    let mut request = pods.request(Verb::Create, ns, name)?.on("eviction").with_body(body);
    request.options.dry_run = dry;
    client.call(request).await.map(|_| ())
}
