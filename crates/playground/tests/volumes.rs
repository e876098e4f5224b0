//! What programs keep in volumes is there when their pods come back.

use playground::replay::Replay;
use playground::scenario::SCENARIOS;

const REDIS: &str = "cat <<EOF | kubectl apply -f -
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
      - {name: c, image: redis:7, args: ARGS, volumeMounts: [{name: data, mountPath: /data}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
EOF";

/// What redis says of a key when its pod was deleted and is there again.
fn after(args: &str) -> String {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    let (set, delete) = ("kubectl exec db-0 -- redis-cli set a 1", "kubectl delete pod db-0");
    for line in [&REDIS.replace("ARGS", args), "sleep 30", set, delete, "sleep 30"] {
        replay.run(line);
    }
    assert_eq!(replay.run("kubectl exec db-0 -- redis-cli rpush l x y").output, "2");
    replay.run("kubectl exec db-0 -- redis-cli get a").output
}

#[test]
fn redis_finds_its_keys_again() {
    assert_eq!(after("[]"), "1");
    assert_eq!(after("[redis-server, --save, '']"), "", "nothing is kept where it is told so");
    assert_eq!(after("[redis-server, --save, '', --appendonly, 'yes']"), "1");
}

#[test]
fn a_mounted_config_map_follows_its_object_but_a_single_file_of_it_does_not() {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    let pod = "cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata: {name: reader}
spec:
  containers:
  - name: c
    image: busybox:1.36
    command: [sleep, '3600']
    volumeMounts: [{name: v, mountPath: /etc/all}, {name: v, mountPath: /etc/one, subPath: k}]
  volumes: [{name: v, configMap: {name: conf}}]
EOF";
    let read = "kubectl exec reader -- cat /etc/all/k /etc/one";
    for line in ["kubectl create cm conf --from-literal=k=old,", pod, "sleep 10"] {
        replay.run(line);
    }
    replay.run("kubectl patch cm conf -p '{\"data\":{\"k\":\"new,\"}}'");
    assert_eq!(replay.run(read).output, "old,old,", "the kubelet has not looked yet");
    replay.run("sleep 90");
    assert_eq!(replay.run(read).output, "new,old,");
}

#[test]
fn what_is_made_for_a_mount_is_new_and_open_as_its_volume() {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    let pods = "cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata: {name: below}
spec:
  containers:
  - name: c
    image: busybox:1.36
    command: [sleep, '3600']
    volumeMounts: [{name: v, mountPath: /up/down, subPath: a/b}]
  volumes: [{name: v, emptyDir: {}}]
---
apiVersion: v1
kind: Pod
metadata: {name: file}
spec:
  containers: [{name: c, image: busybox:1.36, volumeMounts: [{name: v, mountPath: /v}]}]
  volumes: [{name: v, hostPath: {path: /srv/none/x, type: FileOrCreate}}]
EOF";
    replay.run(pods);
    replay.run("sleep 10");
    let shown = replay.run("kubectl exec below -- ls -la /up").output;
    assert!(shown.contains("drwxrwxrwx    2 ") && shown.contains(" Dec 31 12:00 down"), "{shown}");
    assert!(shown.contains("drwxr-xr-x    3 ") && shown.contains("drwxr-xr-x    1 "), "{shown}");
    let told = replay.run("kubectl describe pod file").output;
    let why = "MountVolume.SetUp failed for volume \"v\" : open /srv/none/x: no such file or directory";
    assert!(told.contains(why), "{told}");
}

#[test]
fn a_part_of_a_claims_volume_is_made_and_kept() {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    let pod = "cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: part}
spec:
  containers:
  - name: c
    image: busybox:1.36
    command: [sleep, '3600']
    volumeMounts: [{name: v, mountPath: /part, subPath: a/b}, {name: v, mountPath: /all}, {name: r, mountPath: /read}]
  volumes:
  - {name: v, persistentVolumeClaim: {claimName: data}}
  - {name: r, persistentVolumeClaim: {claimName: data, readOnly: true}}
EOF";
    replay.run(pod);
    replay.run("sleep 10");
    replay.run("kubectl exec part -- sh -c 'echo kept > /part/f'");
    assert_eq!(replay.run("kubectl exec part -- cat /all/a/b/f /read/a/b/f").output, "kept\nkept");
    let refused = replay.run("kubectl exec part -- touch /read/f").output;
    assert!(refused.starts_with("touch: /read/f: Read-only file system"), "{refused}");
}

#[test]
fn a_node_that_a_pod_was_put_on_by_hand_looks_at_the_volume() {
    let rows = [
        (
            "nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}",
            "",
            "MountVolume.NodeAffinity check failed for volume \"pv\" : no matching NodeSelectorTerms",
        ),
        (
            "volumeMode: Block",
            ", volumeMode: Block",
            "volumes=[v]: volume v has volumeMode Block, but is specified in volumeMounts",
        ),
    ];
    for (fields, mode, wanted) in rows {
        let mut replay = Replay::new(&SCENARIOS[0], 1);
        let objects = format!(
            "cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: PersistentVolume
metadata: {{name: pv}}
spec: {{capacity: {{storage: 1Gi}}, accessModes: [ReadWriteOnce], storageClassName: by-hand, hostPath: {{path: /a}}, {fields}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {{name: data}}
spec: {{accessModes: [ReadWriteOnce], storageClassName: by-hand, resources: {{requests: {{storage: 1Gi}}}}{mode}}}
---
apiVersion: v1
kind: Pod
metadata: {{name: web}}
spec:
  nodeName: worker01
  containers: [{{name: c, image: nginx, volumeMounts: [{{name: v, mountPath: /d}}]}}]
  volumes: [{{name: v, persistentVolumeClaim: {{claimName: data}}}}]
EOF"
        );
        replay.run(&objects);
        replay.run("sleep 20");
        let told = replay.run("kubectl describe pod web").output;
        assert!(told.contains(wanted), "{told}");
    }
}

#[test]
fn what_lies_in_memory_takes_no_room_of_a_directory() {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    replay.run("kubectl create secret generic s --from-literal=user=admin --from-literal=password=t0p");
    let pod = "kubectl apply -f - <<EOF
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: c, image: busybox:1.36, args: [sleep, 1h], volumeMounts: [{name: s, mountPath: /s}]}]
  volumes: [{name: s, secret: {secretName: s}}]
EOF";
    replay.run(pod);
    replay.run("sleep 5");
    let mut sizes = |path: &str| {
        let shown = replay.run(&format!("kubectl exec p -- ls -la {path} | awk '{{print $1, $2, $5}}'")).output;
        shown.lines().take(4).map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(sizes("/s"), ["total 4 ", "drwxrwxrwt 3 120", "drwxr-xr-x 1 4096", "drwxr-xr-x 2 80"]);
    assert_eq!(sizes("/s/..data/"), ["total 8 ", "drwxr-xr-x 2 80", "drwxrwxrwt 3 120", "-rw-r--r-- 1 3"]);
    assert_eq!(sizes("/proc")[1], "dr-xr-xr-x 4 0");
}

#[test]
fn volumes_in_memory_are_as_large_as_what_all_containers_may_use() {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    let size = |replay: &mut Replay, name: &str, second: &str, whole: &str, limit: &str| {
        let pod = format!(
            "cat <<EOF | kubectl create -f -
apiVersion: v1
kind: Pod
metadata: {{name: {name}}}
spec:
  {whole}
  initContainers: [{{name: i, image: busybox:1.36, command: ['true'], resources: {{limits: {{memory: 64Mi}}}}}}]
  containers:
  - name: c
    image: busybox:1.36
    command: [sleep, '3600']
    resources: {{limits: {{memory: 32Mi}}}}
    volumeMounts: [{{name: v, mountPath: /v}}]
  - {{name: d, image: busybox:1.36, command: [sleep, '3600'], resources: {{{second}}}}}
  volumes: [{{name: v, emptyDir: {{medium: Memory{limit}}}}}]
EOF"
        );
        replay.run(&pod);
        replay.run("sleep 6");
        let shown = replay.run(&format!("kubectl exec {name} -c c -- df -k /v")).output;
        shown.lines().last().and_then(|l| l.split_whitespace().nth(1)).map(str::to_string).unwrap_or(shown)
    };
    assert_eq!(size(&mut replay, "a", "limits: {memory: 48Mi}", "", ""), "81920");
    assert_eq!(
        size(&mut replay, "b", "limits: {memory: 16Mi}", "", ""),
        "65536",
        "the container before them needs more"
    );
    assert_eq!(size(&mut replay, "c", "", "", ""), "8286208", "one of them may use all of the node");
    assert_eq!(size(&mut replay, "d", "", "resources: {limits: {memory: 200Mi}}", ""), "204800");
    assert_eq!(size(&mut replay, "e", "", "", ", sizeLimit: 0"), "8286208", "a limit of nothing is none");
}

#[test]
fn labels_are_written_to_files_as_go_quotes_them() {
    let mut replay = Replay::new(&SCENARIOS[0], 1);
    let pod = "cat <<'EOF' | kubectl create -f -
apiVersion: v1
kind: Pod
metadata: {name: reader, annotations: {note: \"a\\u200b\\\"b\\\\\"}}
spec:
  containers:
  - {name: c, image: busybox:1.36, command: [sleep, '3600'], volumeMounts: [{name: v, mountPath: /v}]}
  volumes: [{name: v, downwardAPI: {items: [{path: notes, fieldRef: {fieldPath: metadata.annotations}}]}}]
EOF";
    replay.run(pod);
    replay.run("sleep 5");
    assert_eq!(replay.run("kubectl exec reader -- cat /v/notes").output, "note=\"a\\u200b\\\"b\\\\\"");
}
