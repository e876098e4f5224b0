//! Programs in pods reach the API server as whom their token says.

use playground::replay::Replay;
use playground::scenario::SCENARIOS;

const POD: &str = "cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  serviceAccountName: viewer
  containers: [{name: c, image: curlimages/curl:8.10.1, command: [sleep, '3600']}]
EOF";

fn ready() -> Replay {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    let binding = "kubectl create rolebinding v --clusterrole=view --serviceaccount=default:viewer";
    for line in ["kubectl create sa viewer", binding, POD, "sleep 5"] {
        replay.run(line);
    }
    replay
}

/// What curl gets from a path of the API, with the token of the pod.
fn get(replay: &mut Replay, path: &str, more: &str) -> String {
    let dir = "/var/run/secrets/kubernetes.io/serviceaccount";
    let script = format!(
        "curl -s --cacert {dir}/ca.crt -H \"Authorization: Bearer $(cat {dir}/token)\" {more} https://kubernetes.default.svc{path}"
    );
    replay.run(&format!("kubectl exec api -- sh -c '{script}'")).output
}

#[test]
fn a_pod_may_what_its_service_account_may() {
    let mut replay = ready();
    let pods = get(&mut replay, "/api/v1/namespaces/default/pods?limit=1", "");
    assert!(pods.starts_with("{\n  \"kind\": \"PodList\",\n  \"apiVersion\": \"v1\",\n  \"metadata\": {\n"), "{pods}");
    assert!(pods.contains("\"name\": \"api\""));
    let secrets = get(&mut replay, "/api/v1/namespaces/kube-system/secrets", "");
    let why = "secrets is forbidden: User \\\"system:serviceaccount:default:viewer\\\" cannot list resource \\\"secrets\\\" in API \
               group \\\"\\\" in the namespace \\\"kube-system\\\"";
    assert!(secrets.contains(why) && secrets.contains("\"code\": 403"), "{secrets}");
    let made =
        get(&mut replay, "/api/v1/namespaces/default/pods", "-X POST -H \"Content-Type: application/json\" -d {}");
    assert!(made.contains("\"reason\": \"Forbidden\""), "{made}");
    assert_eq!(get(&mut replay, "/healthz", ""), "ok");
}

#[test]
fn who_has_no_token_or_a_dead_one_is_told_so() {
    let mut replay = ready();
    let anonymous = replay.run("kubectl exec api -- curl -sk https://kubernetes.default/api").output;
    assert!(anonymous.contains("forbidden: User \\\"system:anonymous\\\" cannot get path \\\"/api\\\""), "{anonymous}");
    assert!(anonymous.contains("\"reason\": \"Forbidden\",\n  \"details\": {},\n"), "{anonymous}");
    replay.run("kubectl delete sa viewer");
    let dead = get(&mut replay, "/api/v1/namespaces/default/pods", "");
    assert!(dead.contains("\"message\": \"Unauthorized\"") && dead.contains("\"code\": 401"), "{dead}");
    let strict = replay.run("kubectl exec api -- curl -sS https://kubernetes.default/healthz");
    assert!(strict.code == 60 && strict.output.starts_with("curl: (60) SSL certificate problem"), "{strict:?}");
    let plain = replay.run("kubectl exec api -- curl -s http://kubernetes.default:443/api").output;
    assert_eq!(plain, "Client sent an HTTP request to an HTTPS server.");
}
