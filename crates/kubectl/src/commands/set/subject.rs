//! `kubectl set subject`.

use api::{Value, obj};

use super::{ALL, Change, SELECTOR_FLAG};
use crate::cli::flag::{self, array, switch};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::common;
use crate::error::{Result, plain};
use crate::resources::builder::Info;

pub(super) const SUBJECT: Command = Command {
    name: "subject",
    short: "Update the user, group, or service account in a role binding or cluster role binding",
    help: include_str!("../../help/set-subject.txt"),
    usage: "subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
    flags: &[
        &[
            flag::DRY_RUN,
            flag::field_manager("kubectl-set"),
            flag::filename("Filename, directory, or URL to files the resource to update the subjects"),
            flag::KUSTOMIZE,
            flag::RECURSIVE,
        ],
        &[
            ALL,
            SELECTOR_FLAG,
            array("group", "Groups to bind to the role"),
            switch("local", "If true, set subject will NOT contact api-server but run locally."),
            array("serviceaccount", "Service accounts to bind to the role"),
            array("user", "Usernames to bind to the role"),
        ],
        flag::PRINT,
    ],
    run: run!(subject),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

const GROUP: &str = "rbac.authorization.k8s.io";

async fn subject(client: Client, p: Parsed) -> Result<()> {
    let change = Change::new(&client, &p, "subjects updated", "failed to patch subjects to rolebinding: ").await?;
    super::require_targets(&p, &p.args)?;
    let infos = change.all_targets(&p.args).await?;
    super::check_all(&p)?;
    let new = subjects(&p, &infos, &client.namespace().await?)?;
    let mut errors = Vec::new();
    for info in infos {
        if !["RoleBinding", "ClusterRoleBinding"].contains(&&*info.resource.kind) {
            errors.push(change.about(&info, "setting subjects is only supported for RoleBinding/ClusterRoleBinding"));
            continue;
        }
        let mut object = info.object.clone();
        let list = object.field_mut("subjects").list_mut();
        for s in &new {
            if !list.contains(s) {
                list.push(s.clone());
            }
        }
        if let Err(e) = change.save(&info, object).await {
            errors.push(e);
        }
    }
    common::finish(errors)
}

fn subjects(p: &Parsed, infos: &[Info], own_namespace: &str) -> Result<Vec<Value>> {
    let named = |kind: &'static str, name: String| obj!({"apiGroup": GROUP, "kind": kind, "name": name});
    let mut new: Vec<Value> = p.list("user").into_iter().map(|n| named("User", n)).collect();
    new.extend(p.list("group").into_iter().map(|n| named("Group", n)));
    for account in p.list("serviceaccount") {
        let split = account.split_once(':').filter(|(_, name)| !name.is_empty() && !name.contains(':'));
        let Some((namespace, name)) = split else {
            return Err(plain("serviceaccount must be <namespace>:<name>"));
        };
        if namespace.is_empty() && infos.iter().any(|info| info.resource.kind == "ClusterRoleBinding") {
            return Err(plain("serviceaccount must be <namespace>:<name>, namespace must be specified"));
        }
        let namespace = if namespace.is_empty() { own_namespace } else { namespace };
        new.push(obj!({"kind": "ServiceAccount", "name": (name.to_string()), "namespace": (namespace.to_string())}));
    }
    if new.is_empty() {
        return Err(plain("you must specify at least one value of user, group or serviceaccount"));
    }
    Ok(new)
}
