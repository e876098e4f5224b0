// Manifests of the common kinds to begin with. `#{...}` are the places that Tab walks through.

const pod = (indent, name) => [`${indent}containers:`, `${indent}- name: ${name}`, `${indent}  image: #{nginx:1.27}`].join("\n");
const template = (name, more = "") => `  template:
    metadata:
      labels:
        app: ${name}
    spec:
${pod("      ", name)}${more}`;
const workload = (kind, more = "") => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: #{web}
spec:
${more}  selector:
    matchLabels:
      app: #{web}
${template("#{web}")}
`;
const head = (apiVersion, kind, name) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;

export const snippets = [
  { kind: "Pod", template: `${head("v1", "Pod", "#{web}")}  labels:\n    app: #{web}\nspec:\n${pod("  ", "#{web}")}\n    ports:\n    - containerPort: 80\n` },
  { kind: "Deployment", template: workload("Deployment", "  replicas: 3\n") },
  { kind: "ReplicaSet", template: workload("ReplicaSet", "  replicas: 3\n") },
  { kind: "DaemonSet", template: workload("DaemonSet") },
  { kind: "StatefulSet", template: workload("StatefulSet", "  serviceName: #{web}\n  replicas: 2\n") },
  { kind: "Service", template: `${head("v1", "Service", "#{web}")}spec:\n  type: #{ClusterIP}\n  selector:\n    app: #{web}\n  ports:\n  - port: 80\n    targetPort: 80\n` },
  { kind: "Namespace", template: head("v1", "Namespace", "#{team}") },
  { kind: "ConfigMap", template: `${head("v1", "ConfigMap", "#{settings}")}data:\n  #{GREETING}: #{hello}\n` },
  { kind: "Secret", template: `${head("v1", "Secret", "#{password}")}stringData:\n  #{PASSWORD}: #{change-me}\n` },
  { kind: "Job", template: `${head("batch/v1", "Job", "#{once}")}spec:\n  backoffLimit: 4\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n      - name: #{once}\n        image: #{busybox}\n        command: ["sh", "-c", "#{echo done}"]\n` },
  { kind: "CronJob", template: `${head("batch/v1", "CronJob", "#{tick}")}spec:\n  schedule: "#{*/5 * * * *}"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: #{tick}\n            image: #{busybox}\n            command: ["date"]\n` },
  { kind: "ResourceQuota", template: `${head("v1", "ResourceQuota", "#{quota}")}spec:\n  hard:\n    pods: "10"\n    requests.cpu: "1"\n    requests.memory: #{1Gi}\n    limits.cpu: "2"\n    limits.memory: #{2Gi}\n` },
  { kind: "LimitRange", template: `${head("v1", "LimitRange", "#{limits}")}spec:\n  limits:\n  - type: Container\n    defaultRequest:\n      cpu: #{100m}\n      memory: #{64Mi}\n    default:\n      cpu: #{200m}\n      memory: #{128Mi}\n` },
  { kind: "PersistentVolumeClaim", template: `${head("v1", "PersistentVolumeClaim", "#{data}")}spec:\n  accessModes:\n  - ReadWriteOnce\n  resources:\n    requests:\n      storage: #{1Gi}\n` },
  { kind: "PersistentVolume", template: `${head("v1", "PersistentVolume", "#{disk}")}spec:\n  capacity:\n    storage: #{1Gi}\n  accessModes:\n  - ReadWriteOnce\n  hostPath:\n    path: #{/data}\n` },
  { kind: "Ingress", template: `${head("networking.k8s.io/v1", "Ingress", "#{web}")}spec:\n  rules:\n  - host: #{web.example.com}\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: #{web}\n            port:\n              number: 80\n` },
  { kind: "NetworkPolicy", template: `${head("networking.k8s.io/v1", "NetworkPolicy", "#{only-web}")}spec:\n  podSelector:\n    matchLabels:\n      app: #{db}\n  policyTypes:\n  - Ingress\n  ingress:\n  - from:\n    - podSelector:\n        matchLabels:\n          app: #{web}\n` },
  { kind: "ServiceAccount", template: head("v1", "ServiceAccount", "#{robot}") },
  { kind: "Role", template: `${head("rbac.authorization.k8s.io/v1", "Role", "#{reader}")}rules:\n- apiGroups: [""]\n  resources: ["#{pods}"]\n  verbs: ["get", "list", "watch"]\n` },
  { kind: "RoleBinding", template: `${head("rbac.authorization.k8s.io/v1", "RoleBinding", "#{reader}")}subjects:\n- kind: ServiceAccount\n  name: #{robot}\n  namespace: #{default}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: #{reader}\n` },
  { kind: "HorizontalPodAutoscaler", template: `${head("autoscaling/v2", "HorizontalPodAutoscaler", "#{web}")}spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: #{web}\n  minReplicas: 1\n  maxReplicas: 5\n  metrics:\n  - type: Resource\n    resource:\n      name: cpu\n      target:\n        type: Utilization\n        averageUtilization: 80\n` },
  { kind: "PodDisruptionBudget", template: `${head("policy/v1", "PodDisruptionBudget", "#{web}")}spec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n      app: #{web}\n` },
];

// The manifest as it is before anything was changed in it.
export const plain = (template) => template.replace(/#\{([^}]*)\}/g, "$1");
