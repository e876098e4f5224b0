//! The static pods of a control-plane node, as kubeadm lays them into `/etc/kubernetes/manifests`, and their mirrors in the
//! API server.

use api::{Text, Value, meta, obj};

use super::clock::fnv;
use super::node::Node;
use crate::component::Ctx;
use crate::kinds::{NODE, POD};
use crate::world::World;

/// One manifest: name, image, CPU request, and the flags of its command line after the first word.
struct Manifest {
    name: &'static str,
    image: &'static str,
    cpu: &'static str,
    flags: fn(&Node) -> Vec<String>,
    /// Port and path of its health checks.
    health: (i64, &'static str, &'static str),
}

const MANIFESTS: &[Manifest] = &[
    Manifest {
        name: "etcd",
        image: "registry.k8s.io/etcd:3.6.8-0",
        cpu: "100m",
        flags: etcd,
        health: (2381, "HTTP", "/readyz"),
    },
    Manifest {
        name: "kube-apiserver",
        image: "registry.k8s.io/kube-apiserver:v1.36.2",
        cpu: "250m",
        flags: apiserver,
        health: (6443, "HTTPS", "/livez"),
    },
    Manifest {
        name: "kube-controller-manager",
        image: "registry.k8s.io/kube-controller-manager:v1.36.2",
        cpu: "200m",
        flags: controller_manager,
        health: (10257, "HTTPS", "/healthz"),
    },
    Manifest {
        name: "kube-scheduler",
        image: "registry.k8s.io/kube-scheduler:v1.36.2",
        cpu: "100m",
        flags: scheduler,
        health: (10259, "HTTPS", "/livez"),
    },
];

/// Makes the mirror pods of a control-plane node that are not there.
pub(super) fn create(node: &Node, ctx: &mut Ctx<'_>) {
    let Some(stored) = ctx.get(NODE, "", &node.name) else { return };
    for manifest in MANIFESTS {
        let name = format!("{}-{}", manifest.name, node.name);
        let there = !ctx.world.stopped.contains(manifest.name);
        if there && ctx.get(POD, "kube-system", &name).is_none() {
            // Without its namespace a mirror cannot be made; the next renewal tries again.
            let _ = ctx.create(POD, mirror(manifest, node, &stored, ctx));
        }
    }
}

/// Whether the manifest of a static pod is not there any more: that is how a component is stopped. What the API server
/// needs cannot be told of, and stays as it was.
pub(super) fn is_withdrawn(pod: &Value, world: &World) -> bool {
    let component = meta::labels(pod).get("component").and_then(Value::as_str).unwrap_or("");
    world.stopped.contains(component) && world.api_answers()
}

fn mirror(m: &Manifest, node: &Node, stored: &Value, ctx: &Ctx<'_>) -> Value {
    let hash = format!("{:016x}{:016x}", fnv(m.name), fnv(&format!("{}/{}", m.name, node.name)));
    let mut command: Vec<Value> = vec![m.name.into()];
    command.extend((m.flags)(node).into_iter().map(Value::from));
    let (port, scheme, path) = m.health;
    let host = if m.name == "kube-apiserver" { node.address.clone() } else { "127.0.0.1".into() };
    let probe = |path: &'static str, failures: i64, delay: i64, period: i64| {
        obj!({
            "httpGet": {"host": (host.clone()), "path": path, "port": port, "scheme": scheme},
            "failureThreshold": failures,
            "initialDelaySeconds": delay,
            "periodSeconds": period,
            "timeoutSeconds": 15,
        })
    };
    let mut container = obj!({
        "name": (m.name),
        "image": (m.image),
        "imagePullPolicy": "IfNotPresent",
        "command": command,
        "resources": {"requests": {"cpu": (m.cpu)}},
        "livenessProbe": (probe(path, 8, 10, 10)),
        "startupProbe": (probe(path, 24, 10, 10)),
    });
    if m.name == "kube-apiserver" {
        container.set("readinessProbe", probe("/readyz", 3, 0, 1));
    }
    obj!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": (format!("{}-{}", m.name, node.name)),
            "namespace": "kube-system",
            "labels": {"component": (m.name), "tier": "control-plane"},
            "annotations": {
                "kubernetes.io/config.hash": (hash.clone()),
                "kubernetes.io/config.mirror": hash,
                "kubernetes.io/config.seen": (ctx.now.rfc3339_micro()),
                "kubernetes.io/config.source": "file",
            },
            "ownerReferences": [{
                "apiVersion": "v1",
                "kind": "Node",
                "name": (&node.name),
                "uid": (Text::new(meta::uid(stored))),
                "controller": true,
            }],
        },
        "spec": {
            "containers": [container],
            "enableServiceLinks": true,
            "hostNetwork": true,
            "nodeName": (&node.name),
            "priority": 2_000_001_000i64,
            "priorityClassName": "system-node-critical",
            "restartPolicy": "Always",
            "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
            "tolerations": [{"effect": "NoExecute", "operator": "Exists"}],
        },
    })
}

fn owned(flags: &[&str]) -> Vec<String> {
    flags.iter().map(|f| f.to_string()).collect()
}

fn etcd(node: &Node) -> Vec<String> {
    let (name, ip) = (&node.name, &node.address);
    vec![
        format!("--advertise-client-urls=https://{ip}:2379"),
        "--cert-file=/etc/kubernetes/pki/etcd/server.crt".into(),
        "--client-cert-auth=true".into(),
        "--data-dir=/var/lib/etcd".into(),
        "--feature-gates=InitialCorruptCheck=true".into(),
        format!("--initial-advertise-peer-urls=https://{ip}:2380"),
        format!("--initial-cluster={name}=https://{ip}:2380"),
        "--key-file=/etc/kubernetes/pki/etcd/server.key".into(),
        format!("--listen-client-urls=https://127.0.0.1:2379,https://{ip}:2379"),
        "--listen-metrics-urls=http://127.0.0.1:2381".into(),
        format!("--listen-peer-urls=https://{ip}:2380"),
        format!("--name={name}"),
        "--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt".into(),
        "--peer-client-cert-auth=true".into(),
        "--peer-key-file=/etc/kubernetes/pki/etcd/peer.key".into(),
        "--peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt".into(),
        "--snapshot-count=10000".into(),
        "--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt".into(),
        "--watch-progress-notify-interval=5s".into(),
    ]
}

fn apiserver(node: &Node) -> Vec<String> {
    let mut flags = vec![format!("--advertise-address={}", node.address)];
    flags.extend(owned(&[
        "--allow-privileged=true",
        "--authorization-mode=Node,RBAC",
        "--client-ca-file=/etc/kubernetes/pki/ca.crt",
        "--enable-admission-plugins=NodeRestriction",
        "--enable-bootstrap-token-auth=true",
        "--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt",
        "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt",
        "--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key",
        "--etcd-servers=https://127.0.0.1:2379",
        "--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt",
        "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key",
        "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
        "--proxy-client-cert-file=/etc/kubernetes/pki/front-proxy-client.crt",
        "--proxy-client-key-file=/etc/kubernetes/pki/front-proxy-client.key",
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-username-headers=X-Remote-User",
        "--secure-port=6443",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        "--service-account-key-file=/etc/kubernetes/pki/sa.pub",
        "--service-account-signing-key-file=/etc/kubernetes/pki/sa.key",
        "--service-cluster-ip-range=10.96.0.0/12",
        "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt",
        "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
    ]));
    flags
}

fn controller_manager(_node: &Node) -> Vec<String> {
    owned(&[
        "--allocate-node-cidrs=true",
        "--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--bind-address=127.0.0.1",
        "--client-ca-file=/etc/kubernetes/pki/ca.crt",
        "--cluster-cidr=10.244.0.0/16",
        "--cluster-name=kubernetes",
        "--cluster-signing-cert-file=/etc/kubernetes/pki/ca.crt",
        "--cluster-signing-key-file=/etc/kubernetes/pki/ca.key",
        "--controllers=*,bootstrapsigner,tokencleaner",
        "--kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--leader-elect=true",
        "--requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt",
        "--root-ca-file=/etc/kubernetes/pki/ca.crt",
        "--service-account-private-key-file=/etc/kubernetes/pki/sa.key",
        "--service-cluster-ip-range=10.96.0.0/12",
        "--use-service-account-credentials=true",
    ])
}

fn scheduler(_node: &Node) -> Vec<String> {
    owned(&[
        "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
        "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
        "--bind-address=127.0.0.1",
        "--kubeconfig=/etc/kubernetes/scheduler.conf",
        "--leader-elect=true",
    ])
}
