//! The revisions of a workload: replica sets of a deployment, controller revisions of the other kinds.

use sorted::SortedMap;

use api::request::Options;
use api::{Value, meta};

use crate::client::Client;
use crate::error::{Result, plain};
use crate::pods::format_selector;
use crate::resources::builder::Info;

/// The number of a deployment's revision, on the deployment and on its replica sets.
pub(super) const REVISION: &str = "deployment.kubernetes.io/revision";
const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";

/// A revision: what made it, and the pods it wanted.
#[derive(Clone, Debug)]
pub(super) struct Revision {
    pub cause: String,
    /// A pod template. Its annotations tell the cause, too.
    pub template: Value,
    /// The replica set or controller revision.
    pub object: Value,
}

fn cause(object: &Value) -> String {
    meta::annotations(object).get(CHANGE_CAUSE).and_then(Value::as_str).unwrap_or("").to_string()
}

/// All revisions by number.
pub(super) async fn all(client: &Client, info: &Info) -> Result<SortedMap<i64, Revision>> {
    let is_deployment = info.resource.kind == "Deployment";
    let word = if is_deployment { "replicasets.apps" } else { "controllerrevisions.apps" };
    let resource = client.resource(word).await?;
    let selector = format_selector(info.object.at(&["spec", "selector"]));
    let options = Options { label_selector: selector.into(), ..Options::default() };
    let uid = meta::uid(&info.object);
    let mut revisions = SortedMap::new();
    for object in client.list(&resource, &info.namespace, &options).await? {
        if meta::controller_of(&object).is_none_or(|owner| owner.str("uid") != uid) {
            continue;
        }
        let (number, template) = if is_deployment {
            let number = meta::annotations(&object).get(REVISION).and_then(Value::as_str).and_then(|r| r.parse().ok());
            (number.unwrap_or(0), object.at(&["spec", "template"]).clone())
        } else {
            (object.int("revision").unwrap_or(0), applied(info, &object)?)
        };
        revisions.insert(number, Revision { cause: cause(&object), template, object });
    }
    Ok(revisions)
}

/// The pod template after a controller revision has been applied to the object: its data is a strategic patch.
fn applied(info: &Info, revision: &Value) -> Result<Value> {
    let r = &info.resource;
    let of = api::schema::of(&r.group, &r.version, &r.kind).expect("workloads are built in");
    let object = api::patch::strategic(&info.object, revision.get("data"), of).map_err(|e| plain(e.message()))?;
    Ok(object.at(&["spec", "template"]).clone())
}

/// The template as `history` and `undo` show it: with the cause among its annotations.
pub(super) fn shown(revision: &Revision) -> Value {
    let mut template = revision.template.clone();
    if !revision.cause.is_empty() {
        let mut map = meta::annotations(&template).clone();
        map.insert(CHANGE_CAUSE, revision.cause.clone());
        template.set_at(&["metadata", "annotations"], map);
    }
    template
}

/// The revision to go back to: that of a number, or the last but one.
pub(super) fn target<'a>(info: &Info, revisions: &'a SortedMap<i64, Revision>, wanted: i64) -> Result<&'a Revision> {
    if wanted != 0 {
        let missing = || plain(format!("unable to find specified revision {wanted} in history"));
        return revisions.get(&wanted).ok_or_else(missing);
    }
    revisions.values().rev().nth(1).ok_or_else(|| {
        plain(if info.resource.kind == "Deployment" {
            format!("no rollout history found for deployment {:?}", info.name)
        } else {
            "no last revision to roll back to".to_string()
        })
    })
}
