//! The pod-template-hash: what tells the replica sets of one deployment apart.

use api::{Value, json};

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
    let mut hash = fnv32a(0x811c_9dc5, json::to_string(template).as_bytes());
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
}
