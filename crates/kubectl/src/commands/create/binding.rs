//! `kubectl create rolebinding` and `kubectl create clusterrolebinding`.

use api::{Value, obj};

use super::generator::{GENERATOR, Generator};
use crate::cli::flag::{self, Flag, array, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};

const ROLE_SUBJECTS: &[Flag] = &[
    array("group", "Groups to bind to the role. The flag can be repeated to add multiple groups."),
    array(
        "serviceaccount",
        "Service accounts to bind to the role, in the format <namespace>:<name>. The flag can be repeated to add multiple service accounts.",
    ),
    array("user", "Usernames to bind to the role. The flag can be repeated to add multiple users."),
];
const CLUSTER_ROLE_SUBJECTS: &[Flag] = &[
    array("group", "Groups to bind to the clusterrole. The flag can be repeated to add multiple groups."),
    array(
        "serviceaccount",
        "Service accounts to bind to the clusterrole, in the format <namespace>:<name>. The flag can be repeated to add multiple service accounts.",
    ),
    array("user", "Usernames to bind to the clusterrole. The flag can be repeated to add multiple users."),
];

pub(super) const ROLE_BINDING: Command = Command {
    name: "rolebinding",
    short: "Create a role binding for a particular role or cluster role",
    help: include_str!("../../help/create-rolebinding.txt"),
    usage: "rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
    flags: &[
        ROLE_SUBJECTS,
        &[
            text("clusterrole", "ClusterRole this RoleBinding should reference"),
            text("role", "Role this RoleBinding should reference"),
        ],
        GENERATOR,
        flag::PRINT,
    ],
    run: run!(role_binding),
    server_first: |_| true,
    ..Command::NEW
};

pub(super) const CLUSTER_ROLE_BINDING: Command = Command {
    name: "clusterrolebinding",
    short: "Create a cluster role binding for a particular cluster role",
    help: include_str!("../../help/create-clusterrolebinding.txt"),
    usage: "clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
    flags: &[
        CLUSTER_ROLE_SUBJECTS,
        &[text("clusterrole", "ClusterRole this ClusterRoleBinding should reference")],
        GENERATOR,
        flag::PRINT,
    ],
    required: &["clusterrole"],
    run: run!(cluster_role_binding),
    server_first: |_| true,
    ..Command::NEW
};

const GROUP: &str = "rbac.authorization.k8s.io";

async fn role_binding(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::named(client, p).await?;
    let (role, cluster_role) = (g.p.str("role"), g.p.str("clusterrole"));
    if role.is_empty() == cluster_role.is_empty() {
        return Err(plain("exactly one of clusterrole or role must be specified"));
    }
    let (kind, name) = if role.is_empty() { ("ClusterRole", cluster_role) } else { ("Role", role) };
    let object = binding(&g, "RoleBinding", kind, name.to_string()).await?;
    g.submit(object, "failed to create rolebinding: ").await
}

async fn cluster_role_binding(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::new(client, p).await?;
    let name = g.p.str("clusterrole").to_string();
    if name.is_empty() {
        return Err(plain("clusterrole must be specified"));
    }
    let object = binding(&g, "ClusterRoleBinding", "ClusterRole", name).await?;
    g.submit(object, "failed to create clusterrolebinding: ").await
}

async fn binding(g: &Generator, kind: &'static str, role_kind: &'static str, role: String) -> Result<Value> {
    let mut object = g.object("rbac.authorization.k8s.io/v1", kind).await?;
    object.set("roleRef", obj!({"apiGroup": GROUP, "kind": role_kind, "name": role}));
    let subject = |kind: &'static str, name: String| obj!({"apiGroup": GROUP, "kind": kind, "name": name});
    let mut subjects: Vec<Value> = g.p.list("user").into_iter().map(|n| subject("User", n)).collect();
    subjects.extend(g.p.list("group").into_iter().map(|n| subject("Group", n)));
    for account in g.p.list("serviceaccount") {
        match account.split(':').collect::<Vec<_>>()[..] {
            [namespace, name] if !namespace.is_empty() && !name.is_empty() => subjects.push(obj!({
                "kind": "ServiceAccount", "name": (name.to_string()), "namespace": (namespace.to_string())
            })),
            _ => return Err(plain("serviceaccount must be <namespace>:<name>")),
        }
    }
    if !subjects.is_empty() {
        object.set("subjects", subjects);
    }
    Ok(object)
}
