use sorted::SortedMap;
use std::time::Duration;

use api::{Text, Value, meta, obj};

use crate::kinds;
use crate::testing::{Lab, deployment, pod};
use crate::usage::Reading;

fn autoscaler() -> Value {
    obj!({
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web"},
        "spec": {
            "minReplicas": 1, "maxReplicas": 10,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
            "metrics": [
                {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}},
            ],
        },
    })
}

fn web(replicas: i64, milli: i64) -> Value {
    let mut web = deployment("web", replicas);
    let containers = web.at_mut(&["spec", "template", "spec", "containers"]);
    if milli > 0 {
        containers.list_mut()[0].set_at(&["resources", "requests", "cpu"], format!("{milli}m"));
    }
    web
}

/// What `kubectl apply` of the metrics server leaves, as far as it matters: an APIService with a service that has a ready
/// pod behind it.
fn install_metrics(lab: &mut Lab) {
    let mut server = pod("metrics-server", obj!({}));
    server.field_mut("metadata").set("namespace", "kube-system");
    lab.create(server);
    lab.create(obj!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "metrics-server", "namespace": "kube-system"},
        "spec": {"selector": {"app": "metrics-server"}, "ports": [{"name": "https", "port": 443, "targetPort": 4443}]},
    }));
    lab.create(obj!({
        "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
        "metadata": {"name": "v1beta1.metrics.k8s.io"},
        "spec": {
            "group": "metrics.k8s.io", "version": "v1beta1", "groupPriorityMinimum": 100, "versionPriority": 100,
            "insecureSkipTLSVerify": true, "service": {"name": "metrics-server", "namespace": "kube-system"},
        },
    }));
}

/// Lets time go by while all pods of `web` together use so many thousandths of a processor.
fn run_with_load(lab: &mut Lab, used: &mut SortedMap<Text, u64>, seconds: u64, milli: u64) {
    for _ in 0..seconds {
        lab.run(1);
        let now = lab.c.now();
        let pods: Vec<Value> = lab.pods().into_iter().filter(|p| p.get("status").str("phase") == "Running").collect();
        for p in &pods {
            let since = api::time::Time::parse(p.get("status").str("startTime")).expect("it runs");
            let key = Text::from(meta::key(p));
            let total = used.entry(p.get("metadata").text("uid")).or_insert(0);
            *total += milli * 1000 / pods.len() as u64;
            let reading = Reading { container: "nginx".into(), since, processor: *total, memory: 5 << 20, idle: 0 };
            lab.c.world().usage.read(&key, &p.get("spec").text("nodeName"), &[reading], now);
        }
    }
}

fn replicas(lab: &mut Lab) -> i64 {
    lab.get(kinds::DEPLOYMENT, "default", "web").get("spec").int("replicas").unwrap_or(0)
}

fn condition(lab: &mut Lab, kind: &str) -> String {
    let hpa = lab.get(kinds::HORIZONTAL_POD_AUTOSCALER, "default", "web");
    let found =
        hpa.get("status").list("conditions").iter().find(|c| c.str("type") == kind).cloned().unwrap_or_default();
    format!("{} {}", found.str("status"), found.str("reason"))
}

#[test]
fn without_a_metrics_server_it_says_so() {
    let mut lab = Lab::new(2);
    lab.create(web(2, 100));
    lab.create(autoscaler());
    lab.run(14);
    assert_eq!(lab.events("HorizontalPodAutoscaler", "web"), [] as [&str; 0], "the first look is after 15 seconds");
    lab.run(2);
    let why = "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from \
               resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)";
    let invalid = "invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value:";
    assert_eq!(
        lab.events("HorizontalPodAutoscaler", "web"),
        [format!("FailedGetResourceMetric: {why}"), format!("FailedComputeMetricsReplicas: {invalid} {why}")]
    );
    let hpa = lab.get(kinds::HORIZONTAL_POD_AUTOSCALER, "default", "web");
    assert_eq!(
        (hpa.get("status").int("currentReplicas"), hpa.get("status").int("desiredReplicas")),
        (Some(2), Some(0))
    );
    assert_eq!(condition(&mut lab, "AbleToScale"), "True SucceededGetScale");
    assert_eq!(condition(&mut lab, "ScalingActive"), "False FailedGetResourceMetric");
}

#[test]
fn load_brings_replicas_and_quiet_takes_them_away_after_five_minutes() {
    let mut lab = Lab::new(4);
    let mut used = SortedMap::new();
    install_metrics(&mut lab);
    lab.create(web(1, 200));
    lab.create(autoscaler());
    run_with_load(&mut lab, &mut used, 60, 100);
    assert_eq!(replicas(&mut lab), 1, "half of the request is what is wanted");
    assert_eq!(condition(&mut lab, "ScalingActive"), "True ValidMetricFound");
    run_with_load(&mut lab, &mut used, 120, 620);
    // Seven of them at 100m each; six are near enough.
    assert!((6..=7).contains(&replicas(&mut lab)), "{}", replicas(&mut lab));
    assert!(
        lab.events("HorizontalPodAutoscaler", "web")
            .iter()
            .any(|e| { e.ends_with("reason: cpu resource utilization (percentage of request) above target") })
    );
    run_with_load(&mut lab, &mut used, 200, 0);
    assert_eq!(condition(&mut lab, "AbleToScale"), "True ScaleDownStabilized");
    assert!(replicas(&mut lab) >= 6);
    run_with_load(&mut lab, &mut used, 150, 0);
    assert_eq!(replicas(&mut lab), 1);
    let last = lab.events("HorizontalPodAutoscaler", "web").pop();
    assert_eq!(last.as_deref(), Some("SuccessfulRescale: New size: 1; reason: All metrics below target"));
}

#[test]
fn pods_that_request_nothing_have_no_percentage() {
    let mut lab = Lab::new(2);
    let mut used = SortedMap::new();
    install_metrics(&mut lab);
    lab.create(web(1, 0));
    lab.create(autoscaler());
    run_with_load(&mut lab, &mut used, 60, 50);
    let pod = meta::name(&lab.pods()[0]).to_string();
    let why = format!("missing request for cpu in container nginx of Pod {pod}");
    assert!(lab.events("HorizontalPodAutoscaler", "web").iter().any(|e| e.ends_with(&why)));
}

#[test]
fn limits_of_the_spec_come_before_any_metric() {
    let mut lab = Lab::new(2);
    lab.create(web(1, 100));
    let mut hpa = autoscaler();
    hpa.field_mut("spec").set("minReplicas", 3);
    lab.create(hpa);
    lab.run(17);
    assert_eq!(replicas(&mut lab), 3);
    lab.patch(kinds::DEPLOYMENT, "web", obj!({"spec": {"replicas": 12}}));
    lab.run(16);
    assert_eq!(replicas(&mut lab), 10);
    assert_eq!(
        lab.events("HorizontalPodAutoscaler", "web"),
        [
            "SuccessfulRescale: New size: 3; reason: Current number of replicas below Spec.MinReplicas",
            "SuccessfulRescale: New size: 10; reason: Current number of replicas above Spec.MaxReplicas",
        ]
    );
    lab.patch(kinds::DEPLOYMENT, "web", obj!({"spec": {"replicas": 0}}));
    lab.c.advance_to(lab.c.now() + Duration::from_secs(16));
    assert_eq!((replicas(&mut lab), condition(&mut lab, "ScalingActive").as_str()), (0, "False ScalingDisabled"));
}
