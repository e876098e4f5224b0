//! ServiceAccount: every pod runs as one, and gets its token.

use api::{Text, Value, meta, obj};

use super::{Attempt, Operation, Outcome};
use crate::kinds;

const DEFAULT: &str = "default";
const MOUNT_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
const VOLUME_PREFIX: &str = "kube-api-access-";
const MIRROR: &str = "kubernetes.io/config.mirror";
/// An hour and a margin, so that kubelets renew before the hour is over.
const EXPIRATION_SECONDS: i64 = 3607;

pub(super) fn admit(a: &mut Attempt<'_, '_, '_>, pod: &mut Value) -> Outcome {
    if a.operation != Operation::Create || !a.is_on("", "pods") || meta::annotations(pod).contains_key(MIRROR) {
        return Ok(());
    }
    let wanted = pod.get("spec").text("serviceAccountName");
    let name = if wanted.is_empty() { Text::from(DEFAULT) } else { wanted };
    pod.field_mut("spec").set("serviceAccountName", &name);
    pod.field_mut("spec").set("serviceAccount", &name);
    let namespace = a.call.request.namespace.clone();
    let account = match a.server.read(kinds::SERVICE_ACCOUNT, &namespace, &name) {
        Some(account) => account,
        // The server waits for a new namespace to get its default account.
        None if name == DEFAULT && !a.env.world.stopped.contains("kube-controller-manager") => Value::object(),
        None => {
            let why = format!(
                "error looking up service account {namespace}/{name}: serviceaccount {:?} not found",
                name.as_str()
            );
            return Err(a.forbidden(pod, &why));
        }
    };
    let says = |v: &Value| v.get("automountServiceAccountToken").as_bool();
    if says(pod.get("spec")).or(says(&account)).unwrap_or(true) {
        mount_token(a, pod);
    }
    let secrets = account.get("imagePullSecrets");
    if pod.get("spec").list("imagePullSecrets").is_empty() && !account.list("imagePullSecrets").is_empty() {
        pod.field_mut("spec").set("imagePullSecrets", secrets.clone());
    }
    Ok(())
}

fn mount_token(a: &mut Attempt<'_, '_, '_>, pod: &mut Value) {
    let volumes = pod.get("spec").list("volumes");
    let existing = volumes.iter().map(|v| v.text("name")).find(|n| n.starts_with(VOLUME_PREFIX));
    let is_new = existing.is_none();
    let volume = existing.unwrap_or_else(|| Text::from(format!("{VOLUME_PREFIX}{}", a.env.rng.suffix())));
    let mut mounted = false;
    for list in ["initContainers", "containers"] {
        if pod.get("spec").list(list).is_empty() {
            continue;
        }
        for container in pod.field_mut("spec").field_mut(list).list_mut() {
            if container.list("volumeMounts").iter().any(|m| m.str("mountPath") == MOUNT_PATH) {
                continue;
            }
            let mount = obj!({"mountPath": MOUNT_PATH, "name": (volume.clone()), "readOnly": true});
            container.field_mut("volumeMounts").list_mut().push(mount);
            mounted = true;
        }
    }
    if mounted && is_new {
        let volume = obj!({"name": volume, "projected": (&a.server.token_sources)});
        pod.field_mut("spec").field_mut("volumes").list_mut().push(volume);
    }
}

/// What a volume with the token of a service account holds.
pub fn token_sources() -> Value {
    obj!({
        "defaultMode": 420,
        "sources": [
            {"serviceAccountToken": {"expirationSeconds": EXPIRATION_SECONDS, "path": "token"}},
            {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
            {"downwardAPI": {"items": [{
                "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"},
                "path": "namespace",
            }]}},
        ],
    })
}
