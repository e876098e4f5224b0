//! What a kubelet may: all that its own node needs, and of what others made that which its pods name.

use api::request::User;
use api::{Value, meta};

use super::super::ApiServer;
use super::{Deed, rules};
use crate::kinds;

const LEASES: &str = "kube-node-lease";

/// The node whose kubelet somebody is.
pub(in super::super) fn node_of(user: &User) -> Option<&str> {
    user.name.strip_prefix("system:node:").filter(|_| user.groups.iter().any(|g| g == "system:nodes"))
}

impl ApiServer {
    /// Whether the kubelet of a node may do a deed; if not, why, as far as that is told.
    pub(super) fn node_may(&self, node: &str, deed: &Deed) -> Result<(), String> {
        let (verb, name) = (deed.verb.as_str(), deed.name.as_str());
        let reads = matches!(verb, "get" | "list" | "watch");
        let only = |may: bool, why: &str| if may { Ok(()) } else { Err(why.to_string()) };
        let pods = || self.pods_on(node).filter(|p| meta::namespace(p) == deed.namespace.as_str());
        let related = |found: bool| match name {
            "" => only(false, "No Object name found"),
            _ => only(found, &format!("no relationship found between node '{node}' and this object")),
        };
        let named = |keys: &[&str]| related(pods().any(|p| names(p.get("spec"), keys, name)));
        match (deed.group.as_str(), deed.resource.as_str()) {
            ("", "nodes") if reads && name != node => {
                let what = if name.is_empty() { "all nodes".to_string() } else { format!("'{name}'") };
                Err(format!("node '{node}' cannot read {what}, only its own Node object"))
            }
            ("", "nodes") => only(reads || matches!(verb, "create" | "update" | "patch"), ""),
            ("", "pods") if matches!(verb, "list" | "watch") => {
                let own = |term: &str| term.strip_prefix("spec.nodeName=") == Some(node);
                let why = "can only list/watch pods with spec.nodeName field selector";
                only(deed.fields.split(',').any(own), why)
            }
            ("", "pods") if verb == "get" => related(pods().any(|p| meta::name(p) == name)),
            ("", "pods/eviction") => related(pods().any(|p| meta::name(p) == name)),
            ("", "secrets" | "configmaps") if !reads => only(false, "can only read resources of this type"),
            ("", "secrets" | "configmaps") if deed.namespace.is_empty() => {
                only(false, "can only read namespaced object of this type")
            }
            ("", "secrets") => named(&["secret", "secretRef", "secretKeyRef", "imagePullSecrets"]),
            ("", "configmaps") => named(&["configMap", "configMapRef", "configMapKeyRef"]),
            ("", "persistentvolumeclaims" | "persistentvolumes") if verb != "get" => {
                only(false, "can only get individual resources of this type")
            }
            ("", "persistentvolumeclaims") => named(&["persistentVolumeClaim"]),
            ("", "persistentvolumes") => {
                let volume = self.peek(kinds::PERSISTENT_VOLUME, "", name).unwrap_or(Value::NULL);
                let claim = volume.get("spec").get("claimRef");
                let mut of_claim = self.pods_on(node).filter(|p| meta::namespace(p) == claim.str("namespace"));
                related(of_claim.any(|p| names(p.get("spec"), &["persistentVolumeClaim"], claim.str("name"))))
            }
            ("", "serviceaccounts/token") => related(pods().any(|p| p.get("spec").str("serviceAccountName") == name)),
            ("coordination.k8s.io", "leases") if matches!(verb, "list" | "watch" | "deletecollection") => {
                only(false, "can only get, create, update, patch, or delete a node lease")
            }
            ("coordination.k8s.io", "leases") if deed.namespace != LEASES => {
                only(false, &format!("can only access leases in the {LEASES:?} system namespace"))
            }
            ("coordination.k8s.io", "leases") if verb != "create" => {
                only(name == node, "can only access node lease with the same name as the requesting node")
            }
            ("storage.k8s.io", "csinodes") if matches!(verb, "list" | "watch" | "deletecollection") => {
                only(false, "can only get, create, update, patch, or delete a CSINode")
            }
            ("storage.k8s.io", "csinodes") if verb != "create" => {
                only(name == node, "can only access CSINode with the same name as the requesting node")
            }
            _ => {
                let role = self.peek(kinds::CLUSTER_ROLE, "", "system:node").unwrap_or(Value::NULL);
                only(role.list("rules").iter().any(|rule| rules::allows(rule, deed)), "")
            }
        }
    }
}

/// Whether something in a pod, under one of these keys, has this name.
fn names(value: &Value, keys: &[&str], name: &str) -> bool {
    let is = |v: &Value| ["name", "secretName", "claimName"].iter().any(|key| v.str(key) == name);
    match value {
        Value::Map(map) => map.iter().any(|(key, v)| {
            keys.contains(&key.as_str()) && (is(v) || v.as_list().is_some_and(|l| l.iter().any(is)))
                || names(v, keys, name)
        }),
        Value::List(list) => list.iter().any(|v| names(v, keys, name)),
        _ => false,
    }
}
