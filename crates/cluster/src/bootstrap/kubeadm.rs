//! What kubeadm writes down about the cluster for those who join it later.

use api::time::Time;
use api::{Value, base64, obj};

use super::authorities;
use crate::Config;

pub(super) fn objects(config: &Config) -> Vec<Value> {
    let Some(master) = config.nodes.iter().find(|n| n.control_plane) else { return Vec::new() };
    let server = format!("https://{}:6443", master.address);
    let cluster = "apiServer: {}
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controllerManager: {}
dns: {}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: v1.36.2
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
proxy: {}
scheduler: {}
";
    let kubelet = "apiVersion: kubelet.config.k8s.io/v1beta1
cgroupDriver: systemd
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
kind: KubeletConfiguration
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
";
    let authority = base64::encode(authorities::CLUSTER.as_bytes());
    let info = format!(
        "apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: {authority}\n    server: {server}\n  name: \"\"\ncontexts: null\ncurrent-context: \"\"\nkind: Config\npreferences: {{}}\nusers: null\n"
    );
    vec![
        config_map("kube-system", "kubeadm-config", "ClusterConfiguration", cluster.to_string()),
        config_map("kube-system", "kubelet-config", "kubelet", kubelet.to_string()),
        config_map("kube-public", "cluster-info", "kubeconfig", info),
        kube_proxy(&server),
    ]
}

/// What the API server writes down about itself: for extension servers, whom it lets speak for others; and since when it
/// marks the tokens of service accounts that are used from secrets.
pub(super) fn server_objects(config: &Config, now: Time) -> Vec<Value> {
    if config.nodes.is_empty() {
        return Vec::new();
    }
    let mut trust = config_map(
        "kube-system",
        "extension-apiserver-authentication",
        "client-ca-file",
        authorities::CLUSTER.to_string(),
    );
    for (key, value) in [
        ("allowed-names", "[\"front-proxy-client\"]"),
        ("client-ca-file", authorities::FRONT_PROXY),
        ("extra-headers-prefix", "[\"X-Remote-Extra-\"]"),
        ("group-headers", "[\"X-Remote-Group\"]"),
        ("username-headers", "[\"X-Remote-User\"]"),
    ] {
        trust.field_mut("data").set(format!("requestheader-{key}"), value);
    }
    let day = now.rfc3339().chars().take_while(|c| *c != 'T').collect();
    vec![trust, config_map("kube-system", "kube-apiserver-legacy-service-account-token-tracking", "since", day)]
}

fn config_map(namespace: &'static str, name: &'static str, key: &'static str, text: String) -> Value {
    let mut data = Value::object();
    data.set(key, text);
    obj!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace},
        "data": data,
    })
}

fn kube_proxy(server: &str) -> Value {
    let config = "apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
clientConnection:
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
clusterCIDR: 10.244.0.0/16
kind: KubeProxyConfiguration
mode: \"\"
";
    let kubeconfig = format!(
        "apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: {server}
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
"
    );
    obj!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "kube-proxy", "namespace": "kube-system", "labels": {"app": "kube-proxy"}},
        "data": {"config.conf": config, "kubeconfig.conf": kubeconfig},
    })
}
