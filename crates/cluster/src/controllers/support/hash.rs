//! The pod-template-hash: what tells the replica sets of one deployment apart.

use api::{Value, json};

use super::go_dump;

const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// The hash of what a stateful set's revision keeps; collisions are counted in.
pub fn hash_of_data(data: &Value, collisions: i64) -> String {
    // Go escapes these in JSON, and its bytes are what is hashed.
    let text = json::to_string(data).replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    let all = text.bytes().chain(collisions.to_string().into_bytes());
    let hash = all.fold(0x811c_9dc5u32, |hash, b| hash.wrapping_mul(0x0100_0193) ^ u32::from(b));
    readable(hash)
}

/// The hash of a pod template, made readable; collisions are counted in.
pub fn compute_hash(template: &Value, collisions: Option<i64>) -> String {
    let mut hash = fnv32a(0x811c_9dc5, go_dump::template(template).as_bytes());
    if let Some(n) = collisions {
        let mut bytes = [0u8; 8];
        bytes[..4].copy_from_slice(&(n as u32).to_le_bytes());
        hash = fnv32a(hash, &bytes);
    }
    readable(hash)
}

/// The digits as letters that make no words.
fn readable(hash: u32) -> String {
    hash.to_string().bytes().map(|digit| char::from(LETTERS[usize::from(digit) % LETTERS.len()])).collect()
}

fn fnv32a(start: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(start, |hash, b| (hash ^ u32::from(*b)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    #[test]
    fn as_recorded() {
        let data = |image: &'static str| {
            obj!({"spec": {"template": {
                "$patch": "replace",
                "metadata": {"labels": {"app": "db"}},
                "spec": {
                    "containers": [{
                        "image": image, "imagePullPolicy": "IfNotPresent", "name": "redis", "resources": {},
                        "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
                    }],
                    "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "schedulerName": "default-scheduler",
                    "securityContext": {}, "terminationGracePeriodSeconds": 2,
                },
            }}})
        };
        assert_eq!(hash_of_data(&data("redis:7"), 0), "8455458c7f");
        assert_eq!(hash_of_data(&data("redis:8"), 0), "89fb9b56");
    }

    /// A template with one container, as a deployment has it after its defaults.
    fn template(app: &'static str, container: Value, spec: Value) -> Value {
        let kind = api::kinds::by_kind("apps", "Deployment").unwrap();
        let mut spec = spec;
        spec.set("containers", vec![container]);
        let mut deployment = obj!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "spec": {"template": {"metadata": {"labels": {"app": app}}, "spec": spec}},
        });
        api::defaults::apply(&mut deployment, kind.group, kind.version, kind.kind);
        deployment.get("spec").get("template").clone()
    }

    #[test]
    fn templates_hash_as_recorded() {
        let check = |app, container: Value, spec: Value, hash: &str| {
            assert_eq!(compute_hash(&template(app, container, spec), None), hash);
        };
        let nginx = |name: &'static str| obj!({"name": name, "image": "nginx:1.14", "resources": {}});
        let none = Value::object;
        check("web", nginx("nginx"), none(), "59db5c9764");
        check("six", nginx("nginx"), none(), "778bb869bb");
        check("web", obj!({"name": "nginx", "image": "hub.test.com/nginx", "resources": {}}), none(), "cd48d75b7");
        let mut ports = nginx("nginx");
        ports.set("ports", obj!([{"containerPort": 80}]));
        check("web", ports, none(), "5467c58ddc");
        let mut host_port = nginx("c");
        host_port.set("ports", obj!([{"containerPort": 80, "hostPort": 8085}]));
        check("hp", host_port, none(), "5c445cbb95");
        let mut requests = nginx("nginx");
        requests.set("resources", obj!({"requests": {"cpu": "1500m"}}));
        check("fill", requests, none(), "599bdbbdcb");
        let mut whole = nginx("c");
        whole.set("resources", obj!({"requests": {"cpu": "3"}}));
        let low = obj!({"priorityClassName": "low", "terminationGracePeriodSeconds": 5});
        check("low", whole, low, "5df94bbf5c");
        let apart = obj!({"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
            {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "apart"}}},
        ]}}});
        check("apart", nginx("c"), apart, "b98c44fcc");
        let spread = obj!({
            "topologySpreadConstraints": [{
                "maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "DoNotSchedule",
                "labelSelector": {"matchLabels": {"app": "spread"}},
            }],
            "nodeSelector": {"zone": "x"},
        });
        check("spread", nginx("c"), spread, "b4565c768");
    }
}
