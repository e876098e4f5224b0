//! ServiceAccount: every pod runs as one, and gets its token.

use api::{Text, Value, meta, obj};

use super::{Attempt, Operation, Outcome};
use crate::kinds;

const DEFAULT: &str = "default";
const MOUNT_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
const VOLUME_PREFIX: &str = "kube-api-access-";
const ENFORCE: &str = "kubernetes.io/enforce-mountable-secrets";
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
    let enforced = meta::annotations(&account).get(ENFORCE).and_then(Value::as_str);
    if matches!(enforced, Some("true" | "True" | "TRUE" | "t" | "T" | "1"))
        && let Some(what) = not_of(&account, pod.get("spec"))
    {
        return Err(a.forbidden(pod, &what));
    }
    Ok(())
}

/// The first secret of a pod that its account does not name, as it is refused. Of its own, as the start of a cluster does
/// not get here and need not wait for it.
#[inline(never)]
fn not_of(account: &Value, spec: &Value) -> Option<String> {
    let named = |list: &str, name: &str| account.list(list).iter().any(|s| s.str("name") == name);
    let name = meta::name(account);
    let refused = |what: String, secret: &str| {
        (!named("secrets", secret)).then(|| {
            format!(
                "{what} secret.secretName=\"{secret}\" is not allowed because service account {name} does not reference \
                 that secret"
            )
        })
    };
    let mut volumes = spec.list("volumes").iter().map(|v| v.get("secret")).filter(|s| !s.is_null());
    let of_container = |c: &Value, word: &str| {
        let who = [word, " ", c.str("name")].concat();
        let env = c.list("env").iter().find_map(|e| {
            let key = e.at(&["valueFrom", "secretKeyRef"]);
            let what = || format!("{who} with envVar {} referencing", e.str("name"));
            (!key.is_null()).then(|| refused(what(), key.str("name"))).flatten()
        });
        let mut all = c.list("envFrom").iter().map(|e| e.get("secretRef")).filter(|s| !s.is_null());
        env.or_else(|| all.find_map(|s| refused([&who, " with envFrom referencing"].concat(), s.str("name"))))
    };
    let of_pull = |(i, s): (usize, &Value)| {
        let secret = s.str("name");
        (!named("imagePullSecrets", secret)).then(|| {
            format!(
                "imagePullSecrets[{i}].name=\"{secret}\" is not allowed because service account {name} does not \
                 reference that imagePullSecret"
            )
        })
    };
    let of_volumes = volumes.find_map(|s| refused("volume with".into(), s.str("secretName")));
    let of_list = |list, word| spec.list(list).iter().find_map(|c| of_container(c, word));
    of_volumes
        .or_else(|| of_list("initContainers", "init container"))
        .or_else(|| of_list("containers", "container"))
        .or_else(|| spec.list("imagePullSecrets").iter().enumerate().find_map(of_pull))
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
