//! Whom the API server takes the bearer of a credential for, and who may be somebody else.

use playground::replay::Replay;
use playground::scenario::SCENARIOS;

fn typed(lines: &[&str]) -> String {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    lines.iter().map(|line| replay.run(line).output).last().unwrap_or_default()
}

const STORED: &str = "cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata:
  name: bot
  annotations: {kubernetes.io/service-account.name: bot}
EOF";
const READ: &str = "T=$(kubectl get secret bot -o jsonpath='{.data.token}' | base64 -d)";
const WHO: &str = "kubectl --token=$T auth whoami";
const NOBODY: &str = "error: You must be logged in to the server (Unauthorized)";

#[test]
fn a_token_counts_as_long_as_its_account_is_there() {
    let account = "kubectl create sa bot";
    let known = typed(&[account, "T=$(kubectl create token bot)", WHO]);
    let lines: Vec<&str> = known.lines().map(|line| line.split_whitespace().next().unwrap_or("")).collect();
    assert_eq!(lines, ["ATTRIBUTE", "Username", "UID", "Groups", "Extra:"], "{known}");
    assert!(known.contains("Extra: authentication.kubernetes.io/credential-id   [JTI="), "{known}");
    assert_eq!(typed(&[account, "T=$(kubectl create token bot)", "kubectl delete sa bot", WHO]), NOBODY);
    assert_eq!(typed(&["kubectl --token=nonsense get pods"]), NOBODY);
}

#[test]
fn a_token_that_a_secret_holds_counts_as_long_as_the_secret_has_it() {
    let begin = ["kubectl create sa bot", STORED, "sleep 1", READ];
    let with = |rest: &[&str]| typed(&[&begin, rest].concat());
    let known = with(&[WHO]);
    assert!(known.contains("Username    system:serviceaccount:default:bot") && !known.contains("Extra"), "{known}");
    assert_eq!(with(&["kubectl delete secret bot", WHO]), NOBODY);
    assert_eq!(with(&["kubectl delete sa bot", "kubectl create sa bot", "sleep 1", WHO]), NOBODY);
}

#[test]
fn each_part_of_somebody_else_has_to_be_allowed() {
    let forbidden = |flag: &str| {
        typed(&[
            "kubectl create clusterrole imp --verb=impersonate --resource=users",
            "kubectl create clusterrolebinding imp --clusterrole=imp --serviceaccount=default:default",
            &format!("kubectl --token=$(kubectl create token default) auth whoami --as=jane {flag}"),
        ])
    };
    assert!(forbidden("").contains("Username    jane"));
    let why = |what: &str, name: &str, resource: &str, group: &str| {
        format!(
            "Error from server (Forbidden): {what} {name:?} is forbidden: User \"system:serviceaccount:default:default\" \
             cannot impersonate resource {resource:?} in API group {group:?} at the cluster scope"
        )
    };
    let group = "authentication.k8s.io";
    assert_eq!(forbidden("--as-group=ops"), why("groups", "ops", "groups", ""));
    assert_eq!(forbidden("--as-uid=7"), why("uids.authentication.k8s.io", "7", "uids", group));
    assert_eq!(
        forbidden("--as-user-extra=scopes=a"),
        why("userextras.authentication.k8s.io", "a", "userextras/scopes", group)
    );
    let jane = typed(&["kubectl auth whoami --as=jane --as-uid=7 --as-user-extra=Scopes=a --as-user-extra=Scopes=b"]);
    assert!(jane.contains("UID             7") && jane.contains("Extra: scopes   [a b]"), "{jane}");
}
