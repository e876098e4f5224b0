use super::*;

fn container(bench: &Bench, pod: &str) -> Value {
    bench.get(pod).get("status").list("containerStatuses").first().cloned().unwrap_or_default()
}

#[test]
fn a_missing_config_map_holds_a_container_back() {
    let mut bench = Bench::new();
    let mut spec = shell("echo mode is $MODE; sleep 100");
    let from = obj!({"name": "MODE", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "mode"}}});
    spec.field_mut("containers").list_mut()[0].set("env", obj!([from]));
    bench.pod("cfg", spec);
    bench.watch("cfg", 4);
    let waiting = container(&bench, "cfg").get("state").get("waiting").clone();
    assert_eq!(
        (waiting.str("reason"), waiting.str("message")),
        ("CreateContainerConfigError", "configmap \"conf\" not found")
    );
    let conf = obj!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": {"mode": "blue"}});
    let kind = crate::kinds::CONFIG_MAP;
    bench.cluster.handle(Request::new(Verb::Create, kind.gvr(), "default", "").with_body(conf));
    bench.watch("cfg", 16);
    assert_eq!(bench.logs("cfg"), "mode is blue\n");
}

#[test]
fn a_container_that_is_not_there_has_no_resources_to_tell_of() {
    let mut bench = Bench::new();
    let mut spec = shell("sleep 100");
    let from =
        obj!({"name": "CPU", "valueFrom": {"resourceFieldRef": {"containerName": "q", "resource": "limits.cpu"}}});
    spec.field_mut("containers").list_mut()[0].set("env", obj!([from]));
    bench.pod("asks", spec);
    bench.watch("asks", 4);
    let waiting = container(&bench, "asks").get("state").get("waiting").clone();
    assert_eq!(
        (waiting.str("reason"), waiting.str("message")),
        ("CreateContainerConfigError", "container q not found")
    );
}

#[test]
fn missing_volumes_are_tried_again() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.field_mut("containers").list_mut()[0].set("volumeMounts", obj!([{"name": "conf", "mountPath": "/conf"}]));
    spec.set("volumes", obj!([{"name": "conf", "configMap": {"name": "web-conf"}}]));
    bench.pod("vol", spec);
    bench.watch("vol", 10);
    assert_eq!(bench.story().last(), Some(&"0/1 ContainerCreating"));
    let events = bench.events("vol");
    let wanted = "FailedMount x5: MountVolume.SetUp failed for volume \"conf\" : configmap \"web-conf\" not found";
    assert!(events.iter().any(|e| e == wanted), "{events:#?}");
    let conf =
        obj!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web-conf"}, "data": {"a.conf": "x"}});
    bench.cluster.handle(Request::new(Verb::Create, crate::kinds::CONFIG_MAP.gvr(), "default", "").with_body(conf));
    bench.watch("vol", 10);
    assert_eq!(bench.exec("vol", &["cat", "/conf/a.conf"]).0, "x");
    // A mounted one that can no longer be renewed is told of as well, while the pod runs on with what it had.
    let kind = crate::kinds::CONFIG_MAP;
    bench.cluster.handle(Request::new(Verb::Delete, kind.gvr(), "default", "web-conf"));
    bench.watch("vol", 100);
    let told = bench.events("vol");
    assert!(told.iter().any(|e| e.starts_with("FailedMount x11: ")), "{told:#?}");
    assert_eq!(bench.exec("vol", &["cat", "/conf/a.conf"]).0, "x");
    assert_eq!(bench.story().last(), Some(&"1/1 Running"));
}

#[test]
fn a_killed_container_starts_again() {
    let mut bench = Bench::new();
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 4);
    bench.cluster.world().kill("default", "web", "c");
    bench.watch("web", 3);
    let status = container(&bench, "web");
    assert_eq!(status.int("restartCount"), Some(1));
    assert_eq!(status.at(&["lastState", "terminated", "exitCode"]).as_i64(), Some(137));
}

#[test]
fn memory_beyond_a_limit_ends_the_container_and_beyond_the_node_the_pod() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.field_mut("containers").list_mut()[0].set("resources", obj!({"limits": {"memory": "64Mi"}}));
    bench.pod("small", spec);
    bench.watch("small", 4);
    bench.cluster.world().fill_memory("default", "small", "c");
    bench.watch("small", 3);
    let last = container(&bench, "small").get("lastState").get("terminated").clone();
    assert_eq!((last.str("reason"), last.int("exitCode")), ("OOMKilled", Some(137)));

    bench.pod("free", one("nginx:1.14"));
    bench.watch("free", 4);
    bench.cluster.world().fill_memory("default", "free", "c");
    bench.watch("free", 30);
    let status = bench.get("free").get("status").clone();
    assert_eq!((status.str("phase"), status.str("reason")), ("Failed", "Evicted"));
    let pressed = node(&bench, "worker01");
    let pressed = pressed.get("status").list("conditions").iter().find(|c| c.str("type") == "MemoryPressure").unwrap();
    assert_eq!(pressed.str("status"), "True");
}

#[test]
fn a_runtime_needs_memory_too() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.field_mut("containers").list_mut()[0].set("resources", obj!({"limits": {"memory": "4Mi"}}));
    bench.pod("tiny", spec);
    bench.watch("tiny", 3);
    let status = container(&bench, "tiny");
    assert_eq!(status.get("state").get("waiting").str("reason"), "RunContainerError");
    let last = status.get("lastState").get("terminated").clone();
    assert_eq!((last.str("reason"), last.int("exitCode")), ("StartError", Some(128)));
    let why = "container init was OOM-killed (memory limit too low?): unknown";
    assert!(last.str("message").ends_with(why), "{}", last.str("message"));
}

#[test]
fn a_script_is_called_by_the_path_at_which_it_lies() {
    let rows = [
        ("nginx:1.29", "/docker-entrypoint.sh: 47: exec: serve: not found"),
        ("nginx:1.29-alpine", "/docker-entrypoint.sh: exec: line 47: serve: not found"),
        ("redis:7", "/usr/local/bin/docker-entrypoint.sh: 184: exec: serve: not found"),
        ("mysql:8", "/usr/local/bin/docker-entrypoint.sh: line 414: exec: serve: not found"),
        ("node:22", "Node.js v22.21.1"),
    ];
    for (image, expected) in rows {
        let mut bench = Bench::new();
        let mut spec = one(image);
        spec.field_mut("containers").list_mut()[0].set("args", obj!(["serve"]));
        bench.pod("web", spec);
        bench.watch("web", 4);
        assert_eq!(bench.logs("web").lines().last(), Some(expected), "{image}");
    }
}

#[test]
fn a_node_that_is_cut_off_catches_up() {
    let mut bench = Bench::new();
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 4);
    bench.cluster.world().cut("worker01", true);
    bench.watch("web", 1);
    bench.cluster.world().kill("default", "web", "c");
    bench.watch("web", 10);
    assert_eq!(container(&bench, "web").int("restartCount"), Some(0));
    bench.cluster.world().cut("worker01", false);
    bench.watch("web", 10);
    assert_eq!(container(&bench, "web").int("restartCount"), Some(1));
}

#[test]
fn the_mirror_of_a_static_pod_comes_back() {
    let mut bench = Bench::new();
    let read = |bench: &Bench| bench.cluster.api().read(POD, "kube-system", "etcd-master").unwrap_or_default();
    let before = read(&bench);
    let delete = Request::new(Verb::Delete, POD.gvr(), "kube-system", "etcd-master");
    assert!(bench.cluster.handle(delete).code < 300);
    bench.watch("none", 5);
    let after = read(&bench);
    assert_ne!(api::meta::uid(&before), api::meta::uid(&after));
    let id = |p: &Value| p.get("status").list("containerStatuses")[0].str("containerID").to_string();
    assert_eq!(id(&before), id(&after), "the container runs on");
    assert_eq!(after.get("status").str("phase"), "Running");
}

#[test]
fn what_fills_the_disk_is_evicted() {
    let limit = |n: &'static str| obj!({"limits": {"ephemeral-storage": n}});
    let fill = |path: &str| format!("dd if=/dev/zero of={path} bs=1M count=30; sleep 1000");
    let mut whole = shell(&fill("/big"));
    whole.field_mut("containers").list_mut()[0].set("resources", limit("20Mi"));
    let mut part = whole.clone();
    let other = obj!({"name": "d", "image": "nginx:1.14", "resources": (limit("1Gi"))});
    part.field_mut("containers").list_mut().push(other);
    let mut volume = shell(&fill("/d/big"));
    volume.field_mut("containers").list_mut()[0].set("volumeMounts", obj!([{"name": "v", "mountPath": "/d"}]));
    volume.set("volumes", obj!([{"name": "v", "emptyDir": {"sizeLimit": "10Mi"}}]));
    let mut bench = Bench::new();
    for (name, seconds, spec, why) in [
        ("whole", 16, whole, "Pod ephemeral local storage usage exceeds the total limit of containers 20Mi. "),
        ("part", 16, part, "Container c exceeded its local ephemeral storage limit \"20Mi\". "),
        ("volume", 75, volume, "Usage of EmptyDir volume \"v\" exceeds the limit \"10Mi\". "),
    ] {
        bench.pod(name, spec);
        bench.watch(name, seconds);
        let status = bench.get(name).get("status").clone();
        assert_eq!((status.str("phase"), status.str("reason"), status.str("message")), ("Failed", "Evicted", why));
    }
    // A limit of nothing is none.
    let mut boundless = shell(&fill("/d/big"));
    boundless.field_mut("containers").list_mut()[0].set("volumeMounts", obj!([{"name": "v", "mountPath": "/d"}]));
    boundless.set("volumes", obj!([{"name": "v", "emptyDir": {"sizeLimit": "0"}}]));
    bench.pod("boundless", boundless);
    bench.watch("boundless", 75);
    assert_eq!(bench.get("boundless").get("status").str("phase"), "Running");
}

#[test]
fn a_sub_path_of_an_unknown_variable_holds_a_container_back() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    let mounts = obj!([{"name": "v", "mountPath": "/d", "subPathExpr": "$(B)/$(A)"}]);
    spec.field_mut("containers").list_mut()[0].set("volumeMounts", mounts);
    spec.set("volumes", obj!([{"name": "v", "emptyDir": {}}]));
    bench.pod("web", spec);
    bench.watch("web", 4);
    let waiting = container(&bench, "web").get("state").get("waiting").clone();
    assert_eq!(
        (waiting.str("reason"), waiting.str("message")),
        ("CreateContainerConfigError", "missing value for A, B")
    );
}

#[test]
fn a_directory_does_not_lie_over_a_file() {
    let mut bench = Bench::new();
    let conf = obj!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": {"a": "x"}});
    bench.cluster.handle(Request::new(Verb::Create, crate::kinds::CONFIG_MAP.gvr(), "default", "").with_body(conf));
    for (name, path, sub) in [("whole", "/etc/nginx/nginx.conf", ""), ("part", "/etc/nginx", "a")] {
        let mut spec = one("nginx:1.14");
        let mounts = obj!([{"name": "v", "mountPath": path, "subPath": sub}]);
        spec.field_mut("containers").list_mut()[0].set("volumeMounts", mounts);
        spec.set("volumes", obj!([{"name": "v", "configMap": {"name": "conf"}}]));
        bench.pod(name, spec);
        bench.watch(name, 4);
        let waiting = container(&bench, name).get("state").get("waiting").clone();
        let wanted = format!("to rootfs at \"{path}\": mount /var/lib/kubelet/pods/");
        assert_eq!(waiting.str("reason"), "RunContainerError");
        let message = waiting.str("message");
        assert!(message.contains(&wanted) && message.ends_with("flags: 0x5001: not a directory: unknown"), "{message}");
    }
}

#[test]
fn a_claim_that_is_not_there_is_told_of_at_once() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.set("volumes", obj!([{"name": "v", "persistentVolumeClaim": {"claimName": "none"}}]));
    bench.pod("web", spec);
    bench.watch("web", 4);
    let wanted = "FailedMount x1: Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed \
                  to process volumes=[v]: error processing PVC default/none: failed to fetch PVC from API server: \
                  persistentvolumeclaims \"none\" not found";
    assert!(bench.events("web").iter().any(|e| e == wanted), "{:#?}", bench.events("web"));
}

/// A pod with one volume.
fn with_volume(volume: Value) -> Value {
    let mut spec = one("nginx:1.14");
    let mut volume = volume;
    volume.set("name", "v");
    spec.set("volumes", obj!([volume]));
    spec
}

#[test]
fn what_nodes_lack_is_said_in_the_words_of_who_looks_for_it() {
    let mount = "MountVolume.SetUp failed for volume \"v\" : ";
    let cases = [
        (
            obj!({"csi": {"driver": "secrets.example.com"}}),
            format!(
                "{mount}kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name secrets.example.com \
                 not found in the list of registered CSI drivers"
            ),
        ),
        (
            obj!({"nfs": {"server": "10.0.0.5", "path": "/exports"}}),
            format!(
                "{mount}mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs \
                 10.0.0.5:/exports /var/lib/kubelet/pods/"
            ),
        ),
        (
            obj!({"gitRepo": {"repository": "https://git.example.com/site.git"}}),
            format!("{mount}git-repo volume plugin has been disabled; if necessary, it may be re-enabled by "),
        ),
        (
            obj!({"downwardAPI": {"items": [
                {"path": "cpu", "resourceFieldRef": {"containerName": "other", "resource": "limits.cpu"}},
            ]}}),
            format!("{mount}container other not found"),
        ),
    ];
    for (volume, message) in cases {
        let mut bench = Bench::new();
        bench.pod("web", with_volume(volume));
        bench.watch("web", 4);
        let events = bench.events("web");
        assert!(events.iter().any(|e| e.starts_with(&format!("FailedMount x3: {message}"))), "{events:#?}");
        assert_eq!(bench.story().last(), Some(&"0/1 ContainerCreating"));
    }
}

fn bound(bench: &mut Bench, source: (&'static str, Value)) {
    let mut volume = obj!({
        "apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "pv"},
        "spec": {
            "capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"],
            "claimRef": {"namespace": "default", "name": "data"},
            "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [
                {"key": "kubernetes.io/hostname", "operator": "In", "values": ["worker01"]},
            ]}]}},
        },
    });
    volume.field_mut("spec").set(source.0, source.1);
    let claim = obj!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"},
        "spec": {
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, "volumeName": "pv",
            "storageClassName": "",
        },
    });
    for (kind, object) in [(crate::kinds::PERSISTENT_VOLUME, volume), (crate::kinds::PERSISTENT_VOLUME_CLAIM, claim)] {
        let namespace = if kind.kind == "PersistentVolume" { "" } else { "default" };
        let answer = bench.cluster.handle(Request::new(Verb::Create, kind.gvr(), namespace, "").with_body(object));
        assert_eq!(answer.code, 201, "{answer:?}");
    }
    bench.cluster.advance_to(bench.cluster.now() + Duration::from_secs(3));
}

#[test]
fn a_local_volume_must_be_there() {
    let mut bench = Bench::new();
    bound(&mut bench, ("local", obj!({"path": "/mnt/disks/ssd1"})));
    bench.pod("web", with_volume(obj!({"persistentVolumeClaim": {"claimName": "data"}})));
    bench.watch("web", 4);
    let wanted =
        "MountVolume.NewMounter initialization failed for volume \"pv\" : path \"/mnt/disks/ssd1\" does not exist";
    let events = bench.events("web");
    assert!(events.iter().any(|e| e.ends_with(wanted)), "{events:#?}");
}

#[test]
fn a_volume_that_nobody_attaches_is_waited_for() {
    let mut bench = Bench::new();
    bound(&mut bench, ("csi", obj!({"driver": "disk.example.com", "volumeHandle": "d1"})));
    bench.pod("web", with_volume(obj!({"persistentVolumeClaim": {"claimName": "data"}})));
    bench.watch("web", 100);
    assert_eq!(bench.events("web"), [""; 0]);
    bench.watch("web", 30);
    let wanted = "FailedMount x1: Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[v], failed \
                  to process volumes=[]: context deadline exceeded";
    let attach = "FailedAttachVolume x1: AttachVolume.Attach failed for volume \"pv\" : timed out waiting for \
                  external-attacher of disk.example.com CSI driver to attach volume d1";
    assert_eq!(bench.events("web"), [attach, wanted]);

    // A driver that attaches nothing is missed by the kubelet.
    let mut bench = Bench::new();
    let driver = obj!({
        "apiVersion": "storage.k8s.io/v1", "kind": "CSIDriver", "metadata": {"name": "nfs.example.com"},
        "spec": {"attachRequired": false},
    });
    let create = Request::new(Verb::Create, crate::kinds::CSI_DRIVER.gvr(), "", "").with_body(driver);
    assert_eq!(bench.cluster.handle(create).code, 201);
    bound(&mut bench, ("csi", obj!({"driver": "nfs.example.com", "volumeHandle": "d1"})));
    bench.pod("web", with_volume(obj!({"persistentVolumeClaim": {"claimName": "data"}})));
    bench.watch("web", 4);
    let wanted = "FailedMount x3: MountVolume.MountDevice failed for volume \"pv\" : kubernetes.io/csi: \
                  attacher.MountDevice failed to create newCsiDriverClient: driver name nfs.example.com not found in the \
                  list of registered CSI drivers";
    assert_eq!(bench.events("web"), [wanted]);
}

#[test]
fn a_kubelet_that_is_back_says_so() {
    let mut bench = Bench::new();
    for frozen in [true, false] {
        bench.cluster.world().freeze("worker01", frozen);
        bench.cluster.advance_to(bench.cluster.now() + Duration::from_secs(60));
    }
    let events = bench.events("worker01");
    let reasons = ["NodeHasSufficientMemory", "NodeHasNoDiskPressure", "NodeHasSufficientPID", "NodeReady"];
    for reason in reasons {
        let wanted = format!("{reason} x1: Node worker01 status is now: {reason}");
        assert!(events.contains(&wanted), "{events:#?}");
    }
}

#[test]
fn a_kubelet_that_starts_again_says_so_and_what_runs_goes_on() {
    let mut bench = Bench::new();
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 4);
    for stop in [true, false] {
        bench.cluster.world().stop_kubelet("worker01", stop);
        bench.cluster.advance_to(bench.cluster.now() + Duration::from_secs(20));
    }
    let events = bench.events("worker01");
    assert_eq!(events.first().map(String::as_str), Some("Starting x1: Starting kubelet."));
    assert!(!events.iter().any(|e| e.starts_with("Rebooted")), "{events:#?}");
    assert_eq!(container(&bench, "web").int("restartCount"), Some(0));
}

#[test]
fn a_machine_that_was_without_power_starts_its_pods_anew() {
    let mut bench = Bench::new();
    let secret = obj!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"a": "b"}});
    let gvr = crate::kinds::SECRET.gvr();
    bench.cluster.handle(Request::new(Verb::Create, gvr.clone(), "default", "").with_body(secret));
    let mut once = one("nginx:1.14");
    once.set("restartPolicy", "Never");
    bench.pod("once", once);
    bench.pod("locked", with_volume(obj!({"secret": {"secretName": "s"}})));
    bench.pod("web", one("nginx:1.14"));
    bench.watch("web", 4);
    let boot = |b: &Bench| node(b, "worker01").at(&["status", "nodeInfo"]).str("bootID").to_string();
    let (ip, booted) = (bench.get("web").get("status").text("podIP"), boot(&bench));
    bench.cluster.world().power_off("worker01");
    bench.cluster.advance_to(bench.cluster.now() + Duration::from_secs(5));
    bench.cluster.handle(Request::new(Verb::Delete, gvr, "default", "s"));
    bench.cluster.world().freeze("worker01", false);
    bench.cluster.advance_to(bench.cluster.now() + Duration::from_secs(5));
    let status = container(&bench, "web");
    let last = status.at(&["lastState", "terminated"]);
    assert_eq!((last.int("exitCode"), last.str("reason")), (Some(255), "Unknown"));
    assert_eq!((status.int("restartCount"), status.bool("ready")), (Some(1), true));
    assert_ne!(bench.get("web").get("status").text("podIP"), ip);
    let changed = "SandboxChanged x1: Pod sandbox changed, it will be killed and re-created.";
    assert!(bench.events("web").iter().any(|e| e == changed), "{:#?}", bench.events("web"));
    assert_eq!(bench.get("once").get("status").str("phase"), "Failed");
    // What a volume is made from must be there again.
    assert!(!container(&bench, "locked").bool("ready"));
    assert!(bench.events("locked").iter().any(|e| e.ends_with("secret \"s\" not found")));
    assert_ne!(boot(&bench), booted);
    let told = format!("Rebooted x1: Node worker01 has been rebooted, boot id: {}", boot(&bench));
    assert!(bench.events("worker01").contains(&told), "{:#?}", bench.events("worker01"));
}

#[test]
fn a_component_that_is_stopped_takes_its_mirror_along() {
    let mut bench = Bench::new();
    let mirror = |b: &Bench| b.cluster.api().read(POD, "kube-system", "kube-scheduler-master").map(|p| meta_of(&p));
    let before = mirror(&bench).expect("it runs");
    bench.cluster.world().stop("kube-scheduler", true);
    bench.cluster.advance_to(bench.cluster.now() + Duration::from_secs(15));
    assert_eq!(mirror(&bench), None);
    bench.cluster.world().stop("kube-scheduler", false);
    bench.cluster.advance_to(bench.cluster.now() + Duration::from_secs(25));
    let after = bench.cluster.api().read(POD, "kube-system", "kube-scheduler-master").expect("it runs again");
    assert_ne!(meta_of(&after), before);
    assert!(after.get("status").list("containerStatuses")[0].bool("ready"), "{after:?}");
}

fn meta_of(pod: &Value) -> Text {
    Text::new(api::meta::uid(pod))
}

#[test]
fn profiles_that_the_node_lacks_keep_a_container_from_being_made() {
    let cases = [
        (
            "seccompProfile",
            "failed to create containerd container: cannot load seccomp profile \"/var/lib/kubelet/seccomp/own.json\": \
             open /var/lib/kubelet/seccomp/own.json: no such file or directory",
        ),
        (
            "appArmorProfile",
            "failed to get container spec opts: failed to generate apparmor spec opts: apparmor profile not found own.json",
        ),
    ];
    for (field, message) in cases {
        let mut bench = Bench::new();
        let mut spec = one("nginx:1.14");
        let mut context = Value::object();
        context.set(field, obj!({"type": "Localhost", "localhostProfile": "own.json"}));
        spec.field_mut("containers").list_mut()[0].set("securityContext", context);
        bench.pod("web", spec);
        bench.watch("web", 4);
        let waiting = container(&bench, "web").get("state").get("waiting").clone();
        assert_eq!((waiting.str("reason"), waiting.str("message")), ("CreateContainerError", message));
        assert!(bench.events("web").iter().any(|e| e.ends_with(&format!("Error: {message}"))));
    }
}

#[test]
fn a_secret_for_a_registry_that_is_not_there_is_told_of() {
    let mut bench = Bench::new();
    let mut spec = one("nginx:1.14");
    spec.set("imagePullSecrets", obj!([{"name": "one"}, {"name": "two"}]));
    bench.pod("web", spec);
    bench.watch("web", 4);
    let wanted = "Unable to retrieve some image pull secrets (one, two); attempting to pull the image may not succeed.";
    let told = |e: &String| e.starts_with("FailedToRetrieveImagePullSecret") && e.ends_with(wanted);
    assert!(bench.events("web").iter().any(told), "{:#?}", bench.events("web"));
    assert_eq!(bench.story().last(), Some(&"1/1 Running"));
}

#[test]
fn what_an_init_container_has_written_becomes_the_environment() {
    let run = |line: &str, key: &str| {
        let mut bench = Bench::new();
        let mount = || obj!([{"name": "v", "mountPath": "/d"}]);
        let from = obj!({"fileKeyRef": {"volumeName": "v", "path": "e.env", "key": (key.to_string())}});
        let init = obj!({
            "name": "i", "image": "busybox:1.36", "volumeMounts": (mount()),
            "command": ["sh", "-c", (format!("echo \"{line}\" > /d/e.env"))],
        });
        let mut spec = shell("echo got $A; sleep 100");
        spec.field_mut("containers").list_mut()[0].set("env", obj!([{"name": "A", "valueFrom": from}]));
        spec.set("initContainers", obj!([init]));
        spec.set("volumes", obj!([{"name": "v", "emptyDir": {}}]));
        bench.pod("web", spec);
        bench.watch("web", 20);
        let waiting = container(&bench, "web").get("state").get("waiting").str("message").to_string();
        if waiting.is_empty() { bench.logs("web") } else { waiting }
    };
    assert_eq!(run("A='b c'", "A"), "got b c\n");
    assert_eq!(run("A='b'", "B"), "environment variable key \"B\" not found in file");
    assert_eq!(run("A=b", "A"), "couldn't parse env file");
}

#[test]
fn a_pod_may_be_told_its_hostname() {
    let mut bench = Bench::new();
    let mut spec = shell("hostname; sleep 100");
    spec.set("hostnameOverride", "my.own.host");
    bench.pod("web", spec);
    bench.watch("web", 4);
    assert_eq!(bench.logs("web"), "my.own.host\n");
}

#[test]
fn what_a_sub_path_leads_to_must_be_possible() {
    let cases = [
        ("subPath", "a.conf/b", "failed to prepare subPath for volumeMount \"v\" of container \"c\""),
        ("subPathExpr", "x/$(UP)", "unable to provision SubPath `x/..`: must not contain '..'"),
        ("subPathExpr", "$(ROOT)", "error SubPath `/x` must not be an absolute path"),
        ("subPath", "a.conf", ""),
    ];
    for (field, path, wanted) in cases {
        let mut bench = Bench::new();
        let data = obj!({"a.conf": "x"});
        let conf = obj!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": data});
        bench.cluster.handle(Request::new(Verb::Create, crate::kinds::CONFIG_MAP.gvr(), "default", "").with_body(conf));
        let mut spec = one("nginx:1.14");
        let mut mount = obj!({"name": "v", "mountPath": "/v"});
        mount.set(field, path);
        let container_spec = &mut spec.field_mut("containers").list_mut()[0];
        container_spec.set("volumeMounts", vec![mount]);
        container_spec.set("env", obj!([{"name": "UP", "value": ".."}, {"name": "ROOT", "value": "/x"}]));
        spec.set("volumes", obj!([{"name": "v", "configMap": {"name": "conf"}}]));
        bench.pod("web", spec);
        bench.watch("web", 15);
        assert_eq!(container(&bench, "web").get("state").get("waiting").str("message"), wanted, "{path}");
    }
}

#[test]
fn an_image_is_a_volume() {
    let with = |reference: &'static str, policy: &'static str| {
        let mut spec = shell("cat /v/etc/nginx/nginx.conf | head -n 1; echo x > /v/x; sleep 100");
        let container = &mut spec.field_mut("containers").list_mut()[0];
        container.set("volumeMounts", obj!([{"name": "v", "mountPath": "/v"}]));
        spec.set("volumes", obj!([{"name": "v", "image": {"reference": reference, "pullPolicy": policy}}]));
        spec
    };
    let mut bench = Bench::new();
    bench.pod("web", with("nginx:1.14", "IfNotPresent"));
    bench.watch("web", 8);
    let log = bench.logs("web");
    assert!(log.ends_with("sh: can't create /v/x: Read-only file system\n") && log.lines().count() == 2, "{log}");
    assert!(bench.events("web").iter().any(|e| e == "Pulling x1: Pulling image \"nginx:1.14\""));
    bench.pod("never", with("redis:7", "Never"));
    bench.watch("never", 15);
    let waiting = container(&bench, "never").get("state").get("waiting").clone();
    let message = "Container image \"redis:7\" is not present with pull policy of Never";
    assert_eq!((waiting.str("reason"), waiting.str("message")), ("ErrImageNeverPull", message));
    bench.pod("gone", with("redis:nothing", "IfNotPresent"));
    bench.watch("gone", 40);
    assert!(bench.story().contains(&"0/1 ErrImagePull") && bench.story().contains(&"0/1 ImagePullBackOff"));
    assert!(bench.events("gone").iter().any(|e| e.ends_with("Error: ImagePullBackOff")), "{:#?}", bench.events("gone"));
}

#[test]
fn a_pod_may_be_told_its_whole_name() {
    let spec = |subdomain: &'static str| {
        let mut spec = shell("hostname; sleep 100");
        spec.set("subdomain", subdomain);
        spec.set("setHostnameAsFQDN", true);
        spec
    };
    let mut bench = Bench::new();
    bench.pod("web", spec("sub"));
    bench.watch("web", 4);
    assert_eq!(bench.logs("web"), "web.sub.default.svc.cluster.local\n");
    let long = "a-subdomain-that-is-rather-long-as-such-things-go";
    bench.pod("far", spec(long));
    bench.watch("far", 4);
    let full = format!("far.{long}.default.svc.cluster.local");
    let wanted = format!(
        "FailedCreatePodSandBox x1: Failed to create pod sandbox: failed to construct FQDN from pod hostname and cluster \
         domain, FQDN {full} is too long (64 characters is the max, {} characters requested)",
        full.len()
    );
    assert!(bench.events("far").contains(&wanted), "{:#?}", bench.events("far"));
}

#[test]
fn more_name_servers_than_a_resolver_takes_are_left_out() {
    let mut bench = Bench::new();
    let mut spec = shell("grep -c nameserver /etc/resolv.conf; sleep 100");
    spec.set("dnsConfig", obj!({"nameservers": ["1.1.1.1", "8.8.8.8", "9.9.9.9"]}));
    bench.pod("web", spec);
    bench.watch("web", 4);
    assert_eq!(bench.logs("web"), "3\n");
    let told = "Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: \
                10.96.0.10 1.1.1.1 8.8.8.8";
    assert!(bench.events("web").iter().any(|e| e.starts_with("DNSConfigForming") && e.ends_with(told)));
}

#[test]
fn a_deadline_right_after_a_sync_waits_for_the_next_relist() {
    // One of these falls between the end of a pull that fails and the relist after it.
    for (name, command) in
        [("a", "exit 1"), ("b", "sleep 1; exit 1"), ("c", "sleep 1.5; exit 1"), ("d", "sleep 2; exit 1")]
    {
        for image in ["nginx:nope", "busybox:1.36"] {
            let mut bench = Bench::new();
            let mut spec = shell(command);
            spec.set("activeDeadlineSeconds", 2i64);
            spec.field_mut("containers").list_mut()[0].set("image", image);
            bench.pod(name, spec);
            bench.watch(name, 12);
            let status = bench.get(name).get("status").clone();
            assert_eq!((status.str("phase"), status.str("reason")), ("Failed", "DeadlineExceeded"), "{name} {image}");
        }
    }
}
