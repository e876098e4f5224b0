use super::*;
use crate::{json, obj, yaml};

/// Decodes YAML of a kind, fills in its defaults, and tells it as YAML.
fn defaulted(text: &str) -> String {
    let value = yaml::parse(text).unwrap();
    let (group, version) = value.str("apiVersion").split_once('/').unwrap_or(("", value.str("apiVersion")));
    let t = schema::of(group, version, value.str("kind")).unwrap();
    let mut object = schema::decode(&value, t).unwrap().object;
    apply_type(&mut object, t);
    let again = schema::decode(&object, t).unwrap().object;
    assert!(again.same(&object), "defaults are not as the server writes them: {}", json::to_string(&object));
    let mut twice = object.clone();
    apply_type(&mut twice, t);
    assert!(twice.same(&object), "defaulting twice differs");
    yaml::to_string(&object)
}

/// What defaulting makes of `text` has the fields of `expected`, and below them nothing else.
#[track_caller]
fn check(text: &str, expected: &str) {
    let whole = yaml::parse(&defaulted(text)).unwrap();
    let expected = yaml::parse(expected).unwrap();
    for (key, value) in expected.as_map().unwrap().iter() {
        assert_eq!(yaml::to_string(whole.get(key)), yaml::to_string(value), "{key}");
    }
}

#[test]
fn a_pod_as_recorded() {
    check(
        "
apiVersion: v1
kind: Pod
metadata: {name: kubia-manual}
spec:
  containers:
  - image: luksa/kubia
    name: kubia
    ports: [{containerPort: 8080}]
",
        "
spec:
  containers:
  - image: luksa/kubia
    imagePullPolicy: Always
    name: kubia
    ports:
    - containerPort: 8080
      protocol: TCP
    resources: {}
    terminationMessagePath: /dev/termination-log
    terminationMessagePolicy: File
  dnsPolicy: ClusterFirst
  enableServiceLinks: true
  restartPolicy: Always
  schedulerName: default-scheduler
  securityContext: {}
  terminationGracePeriodSeconds: 30
",
    );
}

#[test]
fn requests_ports_probes_and_volumes_of_a_pod() {
    check(
        "
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  hostNetwork: true
  resources: {limits: {cpu: 2}}
  containers:
  - name: a
    image: nginx:1.14
    ports: [{containerPort: 80}]
    resources: {limits: {cpu: 1000m, memory: 1.5Gi}, requests: {cpu: 0.5}}
    livenessProbe: {httpGet: {port: 80}}
    readinessProbe: {grpc: {port: 90}, periodSeconds: 5}
    env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
  volumes:
  - name: nothing
  - {name: host, hostPath: {path: /a}}
  - {name: secret, secret: {secretName: s}}
  - {name: token, projected: {sources: [{serviceAccountToken: {path: token}}]}}
  - {name: claim, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}}
",
        "
spec:
  containers:
  - env:
    - name: NAME
      valueFrom:
        fieldRef:
          apiVersion: v1
          fieldPath: metadata.name
    image: nginx:1.14
    imagePullPolicy: IfNotPresent
    livenessProbe:
      failureThreshold: 3
      httpGet:
        path: /
        port: 80
        scheme: HTTP
      periodSeconds: 10
      successThreshold: 1
      timeoutSeconds: 1
    name: a
    ports:
    - containerPort: 80
      hostPort: 80
      protocol: TCP
    readinessProbe:
      failureThreshold: 3
      grpc:
        port: 90
        service: ''
      periodSeconds: 5
      successThreshold: 1
      timeoutSeconds: 1
    resources:
      limits:
        cpu: '1'
        memory: 1536Mi
      requests:
        cpu: 500m
        memory: 1536Mi
    terminationMessagePath: /dev/termination-log
    terminationMessagePolicy: File
  dnsPolicy: ClusterFirst
  enableServiceLinks: true
  hostNetwork: true
  resources:
    limits:
      cpu: '2'
    requests:
      cpu: 500m
      memory: 1536Mi
  restartPolicy: Always
  schedulerName: default-scheduler
  securityContext: {}
  terminationGracePeriodSeconds: 30
  volumes:
  - emptyDir: {}
    name: nothing
  - hostPath:
      path: /a
      type: ''
    name: host
  - name: secret
    secret:
      defaultMode: 420
      secretName: s
  - name: token
    projected:
      defaultMode: 420
      sources:
      - serviceAccountToken:
          expirationSeconds: 3600
          path: token
  - ephemeral:
      volumeClaimTemplate:
        metadata: {}
        spec:
          accessModes:
          - ReadWriteOnce
          resources: {}
          volumeMode: Filesystem
    name: claim
",
    );
}

#[test]
fn a_deployment_and_a_service_as_recorded() {
    let pods = "
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - {name: nginx, image: 'nginx:1.14'}
";
    let deployment = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}";
    check(
        &[deployment, pods].concat(),
        "
spec:
  progressDeadlineSeconds: 600
  replicas: 1
  revisionHistoryLimit: 10
  selector:
    matchLabels:
      app: web
  strategy:
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 25%
    type: RollingUpdate
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - image: nginx:1.14
        imagePullPolicy: IfNotPresent
        name: nginx
        resources: {}
        terminationMessagePath: /dev/termination-log
        terminationMessagePolicy: File
      dnsPolicy: ClusterFirst
      restartPolicy: Always
      schedulerName: default-scheduler
      securityContext: {}
      terminationGracePeriodSeconds: 30
status: {}
",
    );
    check(
        "
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}, {port: 90, targetPort: http, name: b}]
",
        "
spec:
  internalTrafficPolicy: Cluster
  ports:
  - port: 80
    protocol: TCP
    targetPort: 80
  - name: b
    port: 90
    protocol: TCP
    targetPort: http
  selector:
    app: web
  sessionAffinity: None
  type: ClusterIP
status:
  loadBalancer: {}
",
    );
}

#[test]
fn other_kinds() {
    check(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {parallelism: 2, template: {metadata: {labels: {a: b}}}}}",
        "
metadata:
  labels:
    a: b
  name: j
",
    );
    check(
        "{apiVersion: v1, kind: Namespace, metadata: {name: dev}}",
        "
metadata: {labels: {kubernetes.io/metadata.name: dev}, name: dev}
spec: {}
status: {phase: Active}
",
    );
    check(
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: r}, roleRef: {kind: Role, name: a}, \
         subjects: [{kind: User, name: u}, {kind: ServiceAccount, name: s}]}",
        "
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: u}
- {kind: ServiceAccount, name: s}
",
    );
    check(
        "{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: Container, max: {cpu: 2}, \
         min: {memory: 1Mi}, default: {memory: 64Mi}}, {type: Pod, max: {cpu: 4}}]}}",
        "
spec:
  limits:
  - default: {cpu: '2', memory: 64Mi}
    defaultRequest: {cpu: '2', memory: 64Mi}
    max: {cpu: '2'}
    min: {memory: 1Mi}
    type: Container
  - max: {cpu: '4'}
    type: Pod
",
    );
    check(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {cpu: 100u, pods: 4}}}",
        "{spec: {hard: {cpu: 1m, pods: '4'}}, status: {}}",
    );
}

/// Every type of the schema can be defaulted when it is empty, and the outcome is as the server writes it.
#[test]
fn empty_objects_of_every_kind() {
    for k in crate::kinds::KINDS {
        let t = schema::of(k.group, k.version, k.kind).unwrap();
        let mut object = schema::decode(&obj!({}), t).unwrap().object;
        apply_type(&mut object, t);
        assert!(schema::decode(&object, t).unwrap().object.same(&object), "{}: {}", k.kind, json::to_string(&object));
    }
}

#[test]
fn what_is_stored_is_shared() {
    let t = schema::of("", "v1", "Pod").unwrap();
    let pod = obj!({"spec": {"containers": [{"name": "a", "image": "b"}]}});
    let mut stored = schema::decode(&pod, t).unwrap().object;
    apply_type(&mut stored, t);
    let mut update = stored.clone();
    update.set_at(&["metadata", "name"], "n");
    apply_onto(&mut update, t, &stored);
    assert!(update.get("spec").same(stored.get("spec")));
}

#[test]
fn pull_policies() {
    for image in ["nginx", "nginx:latest", "hub.test.com/nginx", "localhost:5000/a/b", "a__b/c--d"] {
        assert_eq!(default_pull_policy(image), "Always", "{image}");
    }
    let digest = "nginx@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for image in ["nginx:1.14", "hub:5000/nginx:1", digest, "", "Nginx", "nginx:", "a//b", "-a", "a:b:c"] {
        assert_eq!(default_pull_policy(image), "IfNotPresent", "{image}");
    }
}
