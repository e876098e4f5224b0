//! Programs that people know and that are not simulated: each says so.

use super::Call;

/// Name and what is said instead.
pub const STUBS: &[(&str, &str)] = &[
    ("argocd", "Argo CD is not simulated"),
    ("aws", "clouds are not simulated; the cluster runs already"),
    ("az", "clouds are not simulated; the cluster runs already"),
    ("brew", "packages cannot be installed: there is no network beyond the cluster"),
    ("calicoctl", "Calico is not simulated"),
    ("cfssl", "certificates are not made by hand here"),
    ("cfssljson", "certificates are not made by hand here"),
    ("cilium", "Cilium is not simulated"),
    ("containerd", "the programs of a node are not reached directly; kubectl shows what they do"),
    ("crictl", "containers of a node are not reached directly; kubectl shows them"),
    ("ctr", "containers of a node are not reached directly; kubectl shows them"),
    ("docker", "there is no Docker here; images are pulled by the nodes of the cluster"),
    ("eksctl", "clouds are not simulated; the cluster runs already"),
    ("etcdctl", "the store of the cluster is not reached directly; kubectl get --raw shows its objects"),
    ("firewall-cmd", "the firewall of the machine is not simulated"),
    ("flux", "Flux is not simulated"),
    ("gcloud", "clouds are not simulated; the cluster runs already"),
    ("getenforce", "SELinux is not simulated"),
    ("git", "git is not simulated"),
    ("go", "the Go compiler is not simulated"),
    ("gpg", "keys are not simulated"),
    ("helm", "helm is not simulated"),
    ("hexdump", "hexdump is not simulated"),
    ("hostnamectl", "the settings of the machine are not simulated"),
    ("iptables", "the firewall of the machine is not simulated"),
    ("ipvsadm", "the firewall of the machine is not simulated"),
    ("istioctl", "Istio is not simulated"),
    ("journalctl", "the logs of the nodes' services are not simulated; kubectl logs shows those of pods"),
    ("k3s", "the cluster runs already"),
    ("k9s", "k9s is not simulated"),
    ("kind", "the cluster runs already"),
    ("kompose", "kompose is not simulated"),
    ("kubeadm", "the cluster runs already; joining and upgrading nodes by hand is not simulated"),
    ("kubectx", "use kubectl config use-context"),
    ("kubelet", "the programs of a node are not reached directly; kubectl shows what they do"),
    ("kubens", "use kubectl config set-context --current --namespace"),
    ("kustomize", "use kubectl kustomize or kubectl apply -k"),
    ("linkerd", "Linkerd is not simulated"),
    ("lsmod", "the kernel of the machine is not set up by hand here"),
    ("make", "make is not simulated"),
    ("minikube", "the cluster runs already"),
    ("modprobe", "the kernel of the machine is not set up by hand here"),
    ("nerdctl", "containers of a node are not reached directly; kubectl shows them"),
    ("nft", "the firewall of the machine is not simulated"),
    ("npm", "packages cannot be installed: there is no network beyond the cluster"),
    ("openssl", "openssl is simulated in the terminal only"),
    ("pip", "packages cannot be installed: there is no network beyond the cluster"),
    ("podman", "there is no Podman here; images are pulled by the nodes of the cluster"),
    ("reboot", "machines cannot be restarted from here"),
    ("runc", "the programs of a node are not reached directly; kubectl shows what they do"),
    ("scp", "the nodes cannot be reached by ssh here"),
    ("service", "services of the machine are not simulated"),
    ("setenforce", "SELinux is not simulated"),
    ("shutdown", "machines cannot be stopped from here"),
    ("skaffold", "skaffold is not simulated"),
    ("ssh", "the nodes cannot be reached by ssh here"),
    ("ssh-keygen", "the nodes cannot be reached by ssh here"),
    ("stern", "use kubectl logs -f with a selector"),
    ("swapoff", "the kernel of the machine is not set up by hand here"),
    ("sysctl", "the kernel of the machine is not set up by hand here"),
    ("systemctl", "services of the machine are not simulated"),
    ("tcpdump", "packets cannot be recorded here"),
    ("terraform", "clouds are not simulated; the cluster runs already"),
    ("timedatectl", "the settings of the machine are not simulated"),
    ("tmux", "open another terminal beside this one"),
    ("ufw", "the firewall of the machine is not simulated"),
    ("unzip", "archives are not simulated"),
    ("vagrant", "clouds are not simulated; the cluster runs already"),
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
