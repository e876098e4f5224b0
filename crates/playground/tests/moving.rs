//! Moving on to a real cluster: what is exported is what somebody wrote, and it makes the same things again.

use playground::Session;
use protocol::{Input, Output};

fn moving(session: &mut Session) -> (String, String) {
    let outputs = session.receive(Input::MoveOn, &mut || false);
    let found = outputs.into_iter().find_map(|output| match output {
        Output::Moving { manifests, kind } => Some((manifests, kind)),
        _ => None,
    });
    found.expect("an answer")
}

fn run(session: &mut Session, commands: &[&str]) {
    for command in commands {
        let (code, outputs) = session.run(command);
        assert_eq!(code, 0, "{command}: {outputs:?}");
    }
}

#[test]
fn nothing_made_is_nothing_to_carry() {
    let mut session = Session::new("four-nodes", 1);
    session.advance(std::time::Duration::from_secs(120));
    assert_eq!(moving(&mut session).0, "");
}

#[test]
fn a_pod_is_exported_without_what_the_cluster_filled_in() {
    let mut session = Session::new("four-nodes", 1);
    run(
        &mut session,
        &["kubectl run web --image=nginx:1.27 --labels=app=web", "kubectl wait --for=condition=Ready pod/web"],
    );
    let (manifests, _) = moving(&mut session);
    expect_test::expect![[r#"
        apiVersion: v1
        kind: Pod
        metadata:
          labels:
            app: web
          name: web
          namespace: default
        spec:
          containers:
          - image: nginx:1.27
            imagePullPolicy: IfNotPresent
            name: web
            resources: {}
            terminationMessagePath: /dev/termination-log
            terminationMessagePolicy: File
          dnsPolicy: ClusterFirst
          enableServiceLinks: true
          restartPolicy: Always
          schedulerName: default-scheduler
          securityContext: {}
          terminationGracePeriodSeconds: 30
    "#]]
    .assert_eq(&manifests);
}

#[test]
fn the_manifests_make_the_same_objects_in_another_cluster() {
    let mut session = Session::new("four-nodes", 1);
    run(
        &mut session,
        &[
            "kubectl create namespace shop",
            "kubectl label namespace shop env=prod",
            "kubectl create quota few --hard=pods=5 -n shop",
            "kubectl create configmap settings --from-literal=colour=blue -n shop",
            "kubectl create deployment web --image=nginx:1.27 --replicas=2 -n shop",
            "kubectl expose deployment web --port=80 -n shop",
            "kubectl scale deployment web --replicas=3 -n shop",
            "kubectl rollout status deployment/web -n shop",
            "cat <<'EOF' > pod.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: two\n  annotations:\n    note: \"1\"\nspec:\n  \
             nodeName: worker02\n  volumes:\n  - name: tmp\n    emptyDir: {}\n  containers:\n  - name: a\n    image: nginx\n    \
             volumeMounts:\n    - name: tmp\n      mountPath: /tmp/a\n  - name: b\n    image: redis\nEOF",
            "kubectl apply -f pod.yaml",
        ],
    );
    let (manifests, _) = moving(&mut session);
    let names = |session: &Session, kind: &str| {
        let objects = session.objects(kind, "");
        let name = |o: &api::Value| format!("{}/{}", api::meta::namespace(o), api::meta::name(o));
        objects.iter().map(name).collect::<Vec<_>>()
    };
    let mut other = Session::new("four-nodes", 2);
    run(&mut other, &[&format!("cat <<'END' > all.yaml\n{manifests}END"), "kubectl apply -f all.yaml"]);
    run(&mut other, &["kubectl rollout status deployment/web -n shop"]);
    for kind in ["Namespace", "ConfigMap", "Deployment", "Service", "ResourceQuota", "ServiceAccount"] {
        assert_eq!(names(&session, kind), names(&other, kind), "{kind}\n{manifests}");
    }
    assert_eq!(session.objects("Pod", "shop").len(), other.objects("Pod", "shop").len());
    let spec = |session: &Session, kind: &str, namespace: &str| session.objects(kind, namespace)[0].get("spec").clone();
    for (kind, namespace) in [("Deployment", "shop"), ("ResourceQuota", "shop")] {
        assert_eq!(spec(&session, kind, namespace), spec(&other, kind, namespace), "{kind}");
    }
    // What is exported again is the same text.
    assert_eq!(moving(&mut other).0, manifests);
    for invented in
        ["status:", "uid:", "resourceVersion", "kube-api-access", "clusterIP", "managedFields", "last-applied"]
    {
        assert!(!manifests.contains(invented), "{invented} in\n{manifests}");
    }
    assert!(manifests.contains("nodeName: worker02"), "{manifests}");
}

#[test]
fn kind_gets_the_same_nodes_and_labels() {
    let mut session = Session::new("four-nodes", 1);
    run(
        &mut session,
        &[
            "kubectl label node worker03 gpu=true",
            "kubectl taint node worker01 team=a:NoSchedule",
            "kubectl cordon worker02",
        ],
    );
    expect_test::expect![[r##"
        # kind create cluster --config kind.yaml
        # kubectl apply -f manifests.yaml
        kind: Cluster
        apiVersion: kind.x-k8s.io/v1alpha4
        name: kubenori
        nodes:
        # master is called kubenori-control-plane there
        - role: control-plane
        # worker01 is called kubenori-worker there
        - role: worker
        # worker02 is called kubenori-worker2 there
        - role: worker
        # worker03 is called kubenori-worker3 there
        - labels:
            gpu: "true"
          role: worker

        # And after it is created:
        # kubectl taint node kubenori-worker team=a:NoSchedule
        # kubectl cordon kubenori-worker2
    "##]]
    .assert_eq(&moving(&mut session).1);
}
