//! What goes with a namespace, and what keeps one from going.

use playground::replay::Replay;
use playground::scenario::SCENARIOS;

const DEFINITION: &str = "cat <<EOF | kubectl apply -f -
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct]}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
EOF";
const OBJECT: &str = "kubectl apply -f - <<<'{\"apiVersion\": \"stable.example.com/v1\", \"kind\": \"CronTab\", \
                      \"metadata\": {\"name\": \"a\", \"namespace\": \"team\"}}'";
const METRICS: &str =
    "kubectl apply -f https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml";

#[test]
fn custom_objects_go_with_their_namespace() {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    let mut typed = |line: &str| replay.run(line).output;
    for line in ["kubectl create namespace team", DEFINITION, "sleep 2"] {
        typed(line);
    }
    assert_eq!(typed(OBJECT), "crontab.stable.example.com/a created");
    assert_eq!(typed("kubectl delete namespace team"), "namespace \"team\" deleted");
    assert_eq!(typed("kubectl get ct -A"), "No resources found");
    // What is made anew under the same name begins empty.
    typed("kubectl create namespace team");
    assert_eq!(typed("kubectl get ct -n team"), "No resources found in team namespace.");
}

/// The metrics server of the documentation does not get ready where kubelets have certificates of their own. Its group
/// is known then, and nobody says what is in it.
#[test]
fn a_group_that_nobody_answers_for_keeps_a_namespace() {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    let mut typed = |line: &str| replay.run(line).output;
    for line in [METRICS, "sleep 30", "kubectl create namespace team"] {
        typed(line);
    }
    let why = "unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery: \
               metrics.k8s.io/v1beta1";
    let resources = typed("kubectl api-resources");
    assert!(resources.starts_with("NAME ") && resources.ends_with(&format!("\nerror: {why}")), "{resources}");
    assert!(typed("kubectl api-versions").lines().any(|version| version == "metrics.k8s.io/v1beta1"));
    assert_eq!(typed("kubectl get foo"), "error: the server doesn't have a resource type \"foo\"");
    let waited = typed("kubectl delete namespace team --timeout=20s");
    assert!(waited.ends_with("error: timed out waiting for the condition on namespaces/team"), "{waited}");
    let message = "kubectl get namespace team -o jsonpath='{.status.conditions[0].message}'";
    assert_eq!(typed(message), format!("Discovery failed for some groups, 1 failing: {why}"));
    typed("kubectl delete apiservice v1beta1.metrics.k8s.io");
    typed("sleep 60");
    assert!(typed("kubectl get namespace team").contains("NotFound"));
}
