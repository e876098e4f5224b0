//! Kustomizations, as kubectl prints them.

use crate::testing::FakeHost;

/// A host with files.
fn host(files: &[(&str, &str)]) -> FakeHost {
    let mut host = FakeHost::with_config();
    for (path, text) in files {
        host.files.insert(path.to_string(), text.as_bytes().to_vec());
    }
    host
}

const BASE: &[(&str, &str)] = &[
    ("base/kustomization.yaml", "resources: [web.yaml]\nconfigMapGenerator:\n- name: example\n  literals: [A=b]\n"),
    (
        "base/web.yaml",
        "apiVersion: batch/v1
kind: CronJob
metadata: {name: tick}
spec:
  schedule: '* * * * *'
  jobTemplate:
    spec:
      template:
        spec:
          containers:
          - {name: c, image: 'busybox:1', envFrom: [{configMapRef: {name: example}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {run: web}, ports: [{port: 80}]}
",
    ),
];

#[test]
fn an_overlay_changes_names_and_what_says_them() {
    let mut host = host(BASE);
    let overlay = "namespace: prod\nnamePrefix: p-\nresources: [../base]\nimages: [{name: busybox, newTag: '9'}]\n\
                   labels: [{pairs: {team: t}, includeSelectors: true}]\ncommonAnnotations: {note: text}\n\
                   patches:\n- target: {kind: Service}\n  patch: '[{\"op\": \"replace\", \"path\": \"/spec/ports/0/port\", \"value\": 8080}]'\n";
    host.files.insert("over/kustomization.yaml".into(), overlay.into());
    let want = "apiVersion: v1
data:
  A: b
kind: ConfigMap
metadata:
  annotations:
    note: text
  labels:
    team: t
  name: p-example-b9t2424hkf
  namespace: prod
---
apiVersion: v1
kind: Service
metadata:
  annotations:
    note: text
  labels:
    team: t
  name: p-web
  namespace: prod
spec:
  ports:
  - port: 8080
  selector:
    run: web
    team: t
---
apiVersion: batch/v1
kind: CronJob
metadata:
  annotations:
    note: text
  labels:
    team: t
  name: p-tick
  namespace: prod
spec:
  jobTemplate:
    metadata:
      annotations:
        note: text
      labels:
        team: t
    spec:
      template:
        metadata:
          annotations:
            note: text
          labels:
            team: t
        spec:
          containers:
          - envFrom:
            - configMapRef:
                name: p-example-b9t2424hkf
            image: busybox:9
            name: c
  schedule: '* * * * *'
";
    assert_eq!(host.shows("kubectl kustomize over"), want);
}

#[test]
fn what_is_wrong_is_said_as_kustomize_says_it() {
    let mut host = host(&[
        ("a/kustomization.yaml", "foo: 1\n"),
        ("b/kustomization.yaml", "helmCharts: [{name: x}]\n"),
        ("c/x", ""),
    ]);
    for (dir, want) in [
        ("a", "error: invalid Kustomization: json: unknown field \"foo\"\n? 1\n"),
        (
            "b",
            "error: trouble configuring builtin HelmChartInflationGenerator with config: `\nname: x\n`: must specify --enable-helm\n? 1\n",
        ),
        (
            "c",
            "error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/c'\n? 1\n",
        ),
    ] {
        assert_eq!(host.shows(&format!("kubectl apply -k {dir}")), want);
    }
}
