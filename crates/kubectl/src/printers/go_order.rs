//! JSON of objects that kubectl holds as Go structs: fields in the order of the structs, not of the alphabet.

use api::Value;
use api::json;
use sorted::InOrder;

/// The fields whose order differs from the alphabet's, as the structs of the generators' kinds have them. A name stands in
/// the same order in all of these structs.
const ORDER: &[&str] = &[
    "kind",
    "apiVersion",
    "clusters",
    "users",
    "contexts",
    "current-context",
    "metadata",
    "name",
    "cluster",
    "user",
    "context",
    "server",
    "certificate-authority",
    "certificate-authority-data",
    "client-certificate",
    "client-certificate-data",
    "client-key",
    "client-key-data",
    "generateName",
    "namespace",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "labels",
    "annotations",
    "ownerReferences",
    "finalizers",
    "username",
    "password",
    "email",
    "auth",
    "spec",
    "replicas",
    "selector",
    "template",
    "strategy",
    "image",
    "command",
    "args",
    "workingDir",
    "protocol",
    "port",
    "targetPort",
    "nodePort",
    "ports",
    "envFrom",
    "env",
    "resources",
    "volumeMounts",
    "livenessProbe",
    "readinessProbe",
    "terminationMessagePath",
    "terminationMessagePolicy",
    "imagePullPolicy",
    "stdin",
    "stdinOnce",
    "tty",
    "volumes",
    "initContainers",
    "containers",
    "restartPolicy",
    "terminationGracePeriodSeconds",
    "dnsPolicy",
    "serviceAccountName",
    "serviceAccount",
    "nodeName",
    "securityContext",
    "schedulerName",
    "schedule",
    "jobTemplate",
    "clusterIP",
    "clusterIPs",
    "type",
    "externalName",
    "verbs",
    "apiGroups",
    "subjects",
    "roleRef",
    "value",
    "globalDefault",
    "description",
    "preemptionPolicy",
    "data",
    "status",
];

fn rank(key: &str) -> usize {
    ORDER.iter().position(|k| *k == key).unwrap_or(ORDER.len() - 1)
}

/// With four blanks a level.
pub(crate) fn pretty(value: &Value) -> String {
    let mut out = String::new();
    write(value, Some(0), &mut out);
    out
}

/// Without blanks.
pub(crate) fn compact(value: &Value) -> String {
    let mut out = String::new();
    write(value, None, &mut out);
    out
}

fn write(value: &Value, level: Option<usize>, out: &mut String) {
    let newline = |level: Option<usize>, out: &mut String| {
        if let Some(level) = level {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', 4 * level));
        }
    };
    let inner = level.map(|l| l + 1);
    match value {
        Value::Map(m) if !m.is_empty() => {
            let mut entries: Vec<_> = m.iter().collect();
            entries.order_by_key(|(k, _)| (rank(k), k.as_str()));
            out.push('{');
            for (i, (k, v)) in entries.into_iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                newline(inner, out);
                json::quote(k, out);
                out.push_str(if level.is_some() { ": " } else { ":" });
                write(v, inner, out);
            }
            newline(level, out);
            out.push('}');
        }
        Value::List(l) if !l.is_empty() => {
            out.push('[');
            for (i, v) in l.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                newline(inner, out);
                write(v, inner, out);
            }
            newline(level, out);
            out.push(']');
        }
        other => out.push_str(&json::to_string(other)),
    }
}
