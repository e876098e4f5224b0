//! Programs that people know and that are not simulated: each says so.

use super::Call;

/// Name and what is said instead.
pub const STUBS: &[(&str, &str)] = &[
    ("brew", "packages cannot be installed: there is no network beyond the cluster"),
    ("crictl", "containers of a node are not reached directly; kubectl shows them"),
    ("ctr", "containers of a node are not reached directly; kubectl shows them"),
    ("docker", "there is no Docker here; images are pulled by the nodes of the cluster"),
    ("etcdctl", "the store of the cluster is not reached directly; kubectl get --raw shows its objects"),
    ("git", "git is not simulated"),
    ("go", "the Go compiler is not simulated"),
    ("helm", "helm is not simulated"),
    ("istioctl", "Istio is not simulated"),
    ("journalctl", "the logs of the nodes' services are not simulated; kubectl logs shows those of pods"),
    ("k3s", "the cluster runs already"),
    ("k9s", "k9s is not simulated"),
    ("kind", "the cluster runs already"),
    ("kubeadm", "the cluster runs already; joining and upgrading nodes by hand is not simulated"),
    ("kustomize", "use kubectl kustomize or kubectl apply -k"),
    ("make", "make is not simulated"),
    ("minikube", "the cluster runs already"),
    ("nerdctl", "containers of a node are not reached directly; kubectl shows them"),
    ("npm", "packages cannot be installed: there is no network beyond the cluster"),
    ("openssl", "openssl is not simulated"),
    ("pip", "packages cannot be installed: there is no network beyond the cluster"),
    ("podman", "there is no Podman here; images are pulled by the nodes of the cluster"),
    ("reboot", "machines cannot be restarted from here"),
    ("scp", "the nodes cannot be reached by ssh here"),
    ("service", "services of the machine are not simulated"),
    ("shutdown", "machines cannot be stopped from here"),
    ("ssh", "the nodes cannot be reached by ssh here"),
    ("ssh-keygen", "the nodes cannot be reached by ssh here"),
    ("systemctl", "services of the machine are not simulated"),
    ("tcpdump", "packets cannot be recorded here"),
    ("tmux", "open another terminal beside this one"),
    ("unzip", "archives are not simulated"),
    ("yq", "yq is not simulated; kubectl has -o jsonpath"),
    ("zip", "archives are not simulated"),
];

/// What is said instead of a program that is not simulated.
pub fn message(name: &str) -> Option<&'static str> {
    STUBS.iter().find(|row| row.0 == name).map(|row| row.1)
}

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    let text = message(call.name).unwrap_or("this program is not simulated");
    call.fail(format!("not available here: {text}"));
    127
}
