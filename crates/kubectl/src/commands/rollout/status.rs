//! `kubectl rollout status`: each change is told until the rollout is done.

use api::request::WatchKind;
use api::time::Time;
use api::{Value, meta};

use super::{FILES, targets};
use crate::cli::arguments::{self, Arguments};
use crate::cli::flag::{Flag, boolean, duration, int};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::common;
use crate::error::{Result, plain};
use crate::resources::builder::Info;

const FLAGS: &[Flag] = &[
    int("revision", "0", "Pin to a specific revision for showing its status. Defaults to 0 (last revision)."),
    duration(
        "timeout",
        "0s",
        "The length of time to wait before ending watch, zero means never. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).",
    ),
    boolean("watch", "true", "Watch the status of the rollout until it's done.").short('w'),
];

pub(super) const STATUS: Command = Command {
    name: "status",
    short: "Show the status of the rollout",
    help: include_str!("../../help/rollout-status.txt"),
    usage: "status (TYPE NAME | TYPE/NAME) [flags]",
    arguments: Arguments::OneOf(arguments::ROLLED),
    flags: &[FILES, FLAGS],
    run: run!(status),
    ahead: |_| Ahead::Settings,
    ..Command::NEW
};

async fn status(client: Client, p: Parsed) -> Result<()> {
    if p.int("revision") < 0 {
        return Err(plain(format!("revision must be a positive integer: {}", p.int("revision"))));
    }
    let (infos, unread) = targets(&client, &p).await?;
    let mut errors = Vec::new();
    if infos.is_empty() && unread.is_empty() {
        let namespace = client.namespace().await?;
        client.io.eprint(format!("No resources found in {namespace} namespace.\n"));
    }
    for info in infos {
        if let Err(e) = one(&client, &p, &info).await {
            errors.push(e);
        }
    }
    common::finish(if p.args.is_empty() {
        common::behind(errors, unread)
    } else {
        unread.into_iter().chain(errors).collect()
    })
}

async fn one(client: &Client, p: &Parsed, info: &Info) -> Result<()> {
    let view = viewer(info)?;
    let timeout = p.duration("timeout");
    let until: Option<Time> = if timeout.is_zero() { None } else { Some(client.io.now().await + timeout) };
    let (mut object, mut watch) = client.watch_one(&info.resource, &info.namespace, &info.name).await?;
    if object.is_null() {
        return Err(api::Status::not_found(&info.resource.gvr(), &info.name).into());
    }
    loop {
        let (text, done) = view(&object, p.int("revision"))?;
        client.io.print(text);
        if done || !p.bool("watch") {
            return Ok(());
        }
        match watch.next(until).await? {
            Some(e) if e.kind == WatchKind::Deleted => return Err(plain("object has been deleted")),
            Some(e) => object = e.object,
            None => return Err(plain("timed out waiting for the condition")),
        }
    }
}

/// The line about a state, and whether the rollout is through.
type View = fn(&Value, i64) -> Result<(String, bool)>;

fn viewer(info: &Info) -> Result<View> {
    match (&*info.resource.group, &*info.resource.kind) {
        ("apps", "Deployment") => Ok(deployment),
        ("apps", "DaemonSet") => Ok(daemon_set),
        ("apps", "StatefulSet") => Ok(stateful_set),
        (group, kind) => Err(plain(format!("no status viewer has been implemented for {}", group_kind(group, kind)))),
    }
}

/// `Deployment.apps`.
pub(crate) fn group_kind(group: &str, kind: &str) -> String {
    if group.is_empty() { kind.to_string() } else { format!("{kind}.{group}") }
}

fn count(object: &Value, field: &str) -> i64 {
    object.get("status").int(field).unwrap_or(0)
}

fn observed(object: &Value) -> bool {
    object.get("metadata").int("generation").unwrap_or(0) <= count(object, "observedGeneration")
}

fn deployment(o: &Value, revision: i64) -> Result<(String, bool)> {
    let name = meta::name(o);
    if revision > 0 {
        let text = meta::annotations(o).get("deployment.kubernetes.io/revision").and_then(Value::as_str).unwrap_or("0");
        if text.parse() != Ok(revision) {
            return Err(plain(format!(
                "desired revision ({revision}) is different from the running revision ({text})"
            )));
        }
    }
    if !observed(o) {
        return Ok(("Waiting for deployment spec update to be observed...\n".into(), false));
    }
    let progressing = o.get("status").list("conditions").iter().find(|c| c.str("type") == "Progressing");
    if progressing.is_some_and(|c| c.str("reason") == "ProgressDeadlineExceeded") {
        return Err(plain(format!("deployment {name:?} exceeded its progress deadline")));
    }
    let (updated, all, available) = (count(o, "updatedReplicas"), count(o, "replicas"), count(o, "availableReplicas"));
    let waiting = format!("Waiting for deployment {name:?} rollout to finish: ");
    if let Some(wanted) = o.get("spec").int("replicas").filter(|wanted| updated < *wanted) {
        return Ok((format!("{waiting}{updated} out of {wanted} new replicas have been updated...\n"), false));
    }
    if all > updated {
        return Ok((format!("{waiting}{} old replicas are pending termination...\n", all - updated), false));
    }
    if available < updated {
        return Ok((format!("{waiting}{available} of {updated} updated replicas are available...\n"), false));
    }
    Ok((format!("deployment {name:?} successfully rolled out\n"), true))
}

fn rolling_only(o: &Value) -> Result<()> {
    if o.at(&["spec", "updateStrategy"]).str("type") == "RollingUpdate" {
        return Ok(());
    }
    Err(plain("rollout status is only available for RollingUpdate strategy type"))
}

fn daemon_set(o: &Value, _: i64) -> Result<(String, bool)> {
    rolling_only(o)?;
    let name = meta::name(o);
    if !observed(o) {
        return Ok(("Waiting for daemon set spec update to be observed...\n".into(), false));
    }
    let (updated, wanted) = (count(o, "updatedNumberScheduled"), count(o, "desiredNumberScheduled"));
    let waiting = format!("Waiting for daemon set {name:?} rollout to finish: ");
    if updated < wanted {
        return Ok((format!("{waiting}{updated} out of {wanted} new pods have been updated...\n"), false));
    }
    let available = count(o, "numberAvailable");
    if available < wanted {
        return Ok((format!("{waiting}{available} of {wanted} updated pods are available...\n"), false));
    }
    Ok((format!("daemon set {name:?} successfully rolled out\n"), true))
}

fn stateful_set(o: &Value, _: i64) -> Result<(String, bool)> {
    rolling_only(o)?;
    if count(o, "observedGeneration") == 0 || !observed(o) {
        return Ok(("Waiting for statefulset spec update to be observed...\n".into(), false));
    }
    let wanted = o.get("spec").int("replicas").unwrap_or(1);
    let (ready, updated) = (count(o, "readyReplicas"), count(o, "updatedReplicas"));
    if ready < wanted {
        return Ok((format!("Waiting for {} pods to be ready...\n", wanted - ready), false));
    }
    let rolling = o.at(&["spec", "updateStrategy", "rollingUpdate"]);
    if !rolling.is_null() {
        let target = wanted - rolling.int("partition").unwrap_or(0);
        if rolling.has("partition") && updated < target {
            let text = format!(
                "Waiting for partitioned roll out to finish: {updated} out of {target} new pods have been updated...\n"
            );
            return Ok((text, false));
        }
        return Ok((format!("partitioned roll out complete: {updated} new pods have been updated...\n"), true));
    }
    let (new, current) = (o.get("status").str("updateRevision"), o.get("status").str("currentRevision"));
    if new != current {
        let text = format!("waiting for statefulset rolling update to complete {updated} pods at revision {new}...\n");
        return Ok((text, false));
    }
    let at = count(o, "currentReplicas");
    Ok((format!("statefulset rolling update complete {at} pods at revision {current}...\n"), true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    #[test]
    fn a_deployment_on_its_way() {
        let state = |updated: i64, all: i64, available: i64| {
            obj!({
                "metadata": {"name": "web", "generation": 2}, "spec": {"replicas": 3},
                "status": {"observedGeneration": 2, "updatedReplicas": updated, "replicas": all, "availableReplicas": available}
            })
        };
        let say = |o: &Value| deployment(o, 0).unwrap();
        assert_eq!(
            say(&state(1, 4, 3)).0,
            "Waiting for deployment \"web\" rollout to finish: 1 out of 3 new replicas have been updated...\n"
        );
        assert_eq!(
            say(&state(3, 4, 3)).0,
            "Waiting for deployment \"web\" rollout to finish: 1 old replicas are pending termination...\n"
        );
        assert_eq!(say(&state(3, 3, 3)), ("deployment \"web\" successfully rolled out\n".to_string(), true));
    }
}
