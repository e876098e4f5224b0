// The manifests that Korean introductions to pods and namespaces let their readers type, with their indentation and
// comments as they are there.

const container = ["   ports:", "   - containerPort: 8080", "     protocol: TCP"];

export const manifests = [
  {
    file: "my-nginx-pod.yaml", pod: "my-nginx-pod",
    lines: ["apiVersion: v1", "kind: Pod", "metadata:", "  name: my-nginx-pod", "spec:", "  containers:", "  - name: my-nginx-container",
      "    image: nginx:latest", "    ports:", "    - containerPort: 80", "      protocol: TCP"],
  },
  {
    file: "kubia-manual.yaml", pod: "kubia-manual",
    lines: ["apiVersion: v1", "kind: Pod", "metadata:", " name: kubia-manual", "spec:", " containers:", " - image: luksa/kubia", "   name: kubia",
      "   ports:", "   - containerPort: 8080 # the port the app is listening on", "     protocol: TCP"],
  },
  {
    file: "kubia-manual-with-labels.yaml", pod: "kubia-manual-v2",
    lines: ["apiVersion: v1", "kind: Pod", "metadata:", " name: kubia-manual-v2", " labels:", "  creation_method: manual # label", "  env: prod # label",
      "spec:", " containers:", " - image: luksa/kubia", "   name: kubia", ...container],
  },
  {
    file: "kubia-gpu.yaml", pod: "kubia-gpu", before: ["kubectl label node worker03 gpu=true"],
    lines: ["apiVersion: v1", "kind: Pod", "metadata:", " name: kubia-gpu", "spec:", " nodeSelector:", '  gpu: "true" # only nodes with this label',
      " containers:", " - image: luksa/kubia", "   name: kubia", ...container],
  },
  { file: "custom-namespace.yaml", namespace: "custom-namespace", lines: ["apiVersion: v1", "kind: Namespace", "metadata:", " name: custom-namespace"] },
  {
    file: "bluayer-simple.yaml", pod: "bluayer-simple",
    lines: ["apiVersion: v1", "kind: Pod", "metadata:", "  # Pod 이름", "  name: bluayer-simple", "spec:", "  # 컨테이너를 만드는 컨테이너 이미지", "  containers:",
      "  # 이미지 이름", "  - image: luksa/kubia", "    # Container 이름", "    name: bluayer", "    ports:", "    # 애플리케이션이 수신하는 포트",
      "    - containerPort: 8080", "      protocol: TCP"],
  },
  {
    file: "bluayer-simple-v2.yaml", pod: "bluayer-simple-v2",
    lines: ["apiVersion: v1", "kind: Pod", "metadata:", "  name: bluayer-simple-v2", "  labels:", "    # 두 개의 레이블을 파드에 붙임", "    creation_method: manual",
      "    env: prod", "spec:", "  containers:", "  - image: luksa/kubia", "    name: bluayer", "    ports:", "    - containerPort: 8080", "      protocol: TCP"],
  },
  {
    file: "bluayer-gpu.yaml", pod: "blauyer-gpu",
    lines: ["apiVersion: v1", "kind: Pod", "metadata:", "  name: blauyer-gpu", "spec:", "  nodeSelector:", '    gpu: "true"', "  containers:",
      "  - image: luksa/kubia", "    name: bluayer"],
  },
];

// A tutorial's block with prompts, a heredoc and output, as it is copied from the page.
export const quotaBlock = `$ kubectl create namespace demo
namespace/demo created
$ cat <<EOF > compute-resources.yaml
apiVersion: v1
kind: ResourceQuota
metadata:
  name: compute-resources
spec:
  hard:
    requests.cpu: "1"
    requests.memory: 1Gi
    limits.cpu: "2"
    limits.memory: 2Gi
EOF
$ kubectl create -f ./compute-resources.yaml --namespace=demo
$ kubectl get quota --namespace=demo
NAME                AGE   REQUEST                                     LIMIT
compute-resources   35s   requests.cpu: 0/1, requests.memory: 0/1Gi   limits.cpu: 0/2, limits.memory: 0/2Gi
$  kubectl label namespace demo env=dev
namespace/test labeled
$ kubectl get namespace -l env=dev
`;
