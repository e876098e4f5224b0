use api::{Value, meta, obj};
use sorted::InOrder;

use crate::kinds;
use crate::testing::{Lab, pod};

fn volume(name: &'static str, size: &'static str, policy: &'static str) -> Value {
    obj!({
        "apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name},
        "spec": {
            "capacity": {"storage": size}, "accessModes": ["ReadWriteOnce"], "volumeMode": "Filesystem",
            "persistentVolumeReclaimPolicy": policy, "hostPath": {"path": "/tmp/pv"},
        },
    })
}

fn claim(name: &'static str, size: &'static str, class: Option<&'static str>) -> Value {
    let mut c = obj!({
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name},
        "spec": {
            "accessModes": ["ReadWriteOnce"], "volumeMode": "Filesystem",
            "resources": {"requests": {"storage": size}},
        },
    });
    if let Some(class) = class {
        c.field_mut("spec").set("storageClassName", class);
    }
    c
}

fn uses(name: &'static str, claim: &'static str) -> Value {
    pod(name, obj!({"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": claim}}]}))
}

fn phase(lab: &mut Lab, claim: &str) -> String {
    lab.get(kinds::PERSISTENT_VOLUME_CLAIM, "default", claim).get("status").str("phase").to_string()
}

#[test]
fn the_smallest_volume_that_will_do() {
    let mut lab = Lab::new(1);
    lab.create(volume("big", "10Gi", "Retain"));
    lab.create(volume("small", "1Gi", "Retain"));
    lab.create(claim("mine", "500Mi", None));
    lab.create(claim("toobig", "50Gi", None));
    lab.run(4);
    let mine = lab.get(kinds::PERSISTENT_VOLUME_CLAIM, "default", "mine");
    assert_eq!((mine.get("spec").str("volumeName"), phase(&mut lab, "mine").as_str()), ("small", "Bound"));
    assert_eq!(mine.get("status").get("capacity").str("storage"), "1Gi");
    let text = "no persistent volumes available for this claim and no storage class is set";
    assert_eq!(lab.events("PersistentVolumeClaim", "toobig"), [format!("FailedBinding: {text}")]);
    assert_eq!(meta::finalizers(&mine), [Value::from("kubernetes.io/pvc-protection")]);
}

#[test]
fn a_claim_in_use_stays_and_then_releases_its_volume() {
    let mut lab = Lab::new(1);
    lab.create(volume("pv", "1Gi", "Retain"));
    lab.create(claim("mine", "1Gi", None));
    lab.run(1);
    lab.create(uses("web", "mine"));
    lab.run(2);
    assert_eq!(lab.get(kinds::POD, "default", "web").get("spec").str("nodeName"), "node1");
    lab.delete(kinds::PERSISTENT_VOLUME_CLAIM, "mine");
    lab.run(2);
    assert!(lab.find(kinds::PERSISTENT_VOLUME_CLAIM, "default", "mine").is_some(), "a pod uses it");
    lab.delete(kinds::POD, "web");
    lab.run(2);
    assert!(lab.find(kinds::PERSISTENT_VOLUME_CLAIM, "default", "mine").is_none());
    assert_eq!(lab.get(kinds::PERSISTENT_VOLUME, "", "pv").get("status").str("phase"), "Released");
}

#[test]
fn a_volume_is_made_where_the_pod_goes() {
    let mut lab = Lab::new(2);
    lab.create(obj!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "local-path"},
        "provisioner": "rancher.io/local-path", "reclaimPolicy": "Delete",
        "volumeBindingMode": "WaitForFirstConsumer",
    }));
    lab.create(claim("data", "1Gi", Some("local-path")));
    lab.run(2);
    let text = "WaitForFirstConsumer: waiting for first consumer to be created before binding";
    assert_eq!(
        (phase(&mut lab, "data"), lab.events("PersistentVolumeClaim", "data")),
        ("Pending".into(), vec![text.into()])
    );
    lab.create(uses("web", "data"));
    lab.run(6);
    assert_eq!(phase(&mut lab, "data"), "Bound");
    let node = lab.get(kinds::POD, "default", "web").get("spec").text("nodeName");
    let pv = lab.get(kinds::PERSISTENT_VOLUME_CLAIM, "default", "data").get("spec").text("volumeName");
    let terms = lab.get(kinds::PERSISTENT_VOLUME, "", &pv).at(&["spec", "nodeAffinity", "required"]).clone();
    assert!(!node.is_empty() && format!("{terms:?}").contains(node.as_str()), "{terms:?}");
    let words: Vec<String> = lab.events("PersistentVolumeClaim", "data");
    let mut words: Vec<&str> = words.iter().map(|e| e.split(':').next().unwrap()).collect();
    // The provisioner and the controller hear of the chosen node at the same time.
    words.order();
    assert_eq!(words, ["ExternalProvisioning", "Provisioning", "ProvisioningSucceeded", "WaitForFirstConsumer"]);
    lab.delete(kinds::POD, "web");
    lab.delete(kinds::PERSISTENT_VOLUME_CLAIM, "data");
    lab.run(6);
    assert!(lab.find(kinds::PERSISTENT_VOLUME, "", &pv).is_none());
}

#[test]
fn a_folder_of_one_node_is_not_shared() {
    let mut lab = Lab::new(1);
    lab.create(obj!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "local-path"},
        "provisioner": "rancher.io/local-path", "volumeBindingMode": "Immediate",
    }));
    let mut shared = claim("data", "1Gi", Some("local-path"));
    shared.field_mut("spec").set("accessModes", obj!(["ReadWriteMany"]));
    lab.create(shared);
    lab.run(10);
    let refusal = "ProvisioningFailed: failed to provision volume with StorageClass \"local-path\": NodePath only supports \
                   ReadWriteOnce and ReadWriteOncePod (1.22+) access modes";
    let events = lab.events("PersistentVolumeClaim", "data");
    assert_eq!(events.iter().filter(|e| *e == refusal).count(), 1, "{events:#?}");
    assert_eq!(phase(&mut lab, "data"), "Pending");
    assert!(lab.list(kinds::PERSISTENT_VOLUME).is_empty());
}

#[test]
fn a_claim_that_asks_for_more_waits_for_whoever_made_its_volume() {
    let mut lab = Lab::new(1);
    lab.create(obj!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "grows"},
        "provisioner": "rancher.io/local-path", "volumeBindingMode": "Immediate", "allowVolumeExpansion": true,
    }));
    lab.create(claim("data", "1Gi", Some("grows")));
    lab.run(8);
    assert_eq!(phase(&mut lab, "data"), "Bound");
    let more = obj!({"spec": {"resources": {"requests": {"storage": "2Gi"}}}});
    lab.patch(kinds::PERSISTENT_VOLUME_CLAIM, "data", more);
    lab.run(3);
    let wanted = "ExternalExpanding: Ignoring the PVC: didn't find a plugin capable of expanding the volume; waiting for an \
                  external controller to process this PVC.";
    let events = lab.events("PersistentVolumeClaim", "data");
    assert_eq!(events.iter().filter(|e| *e == wanted).count(), 1, "{events:#?}");
}

#[test]
fn files_and_devices_do_not_fit_each_other() {
    let mut lab = Lab::new(1);
    let mut pv = volume("pv", "1Gi", "Retain");
    pv.field_mut("spec").set("claimRef", obj!({"namespace": "default", "name": "raw"}));
    let mut raw = claim("raw", "1Gi", None);
    raw.field_mut("spec").set("volumeMode", "Block");
    lab.create(raw);
    lab.run(1);
    let uid = meta::uid(&lab.get(kinds::PERSISTENT_VOLUME_CLAIM, "default", "raw")).to_string();
    pv.field_mut("spec").field_mut("claimRef").set("uid", uid);
    lab.create(pv);
    lab.run(1);
    let text = "VolumeMismatch: Cannot bind PersistentVolume \"pv\" to requested PersistentVolumeClaim due to incompatible \
                volumeMode.";
    let events = lab.events("PersistentVolumeClaim", "raw");
    assert!(events.iter().any(|e| e == text), "{events:?}");
    assert_eq!(phase(&mut lab, "raw"), "Pending");
}

#[test]
fn a_driver_that_is_not_there_is_waited_for() {
    let mut lab = Lab::new(1);
    let mut pv = volume("pv", "1Gi", "Retain");
    pv.field_mut("spec").remove("hostPath");
    pv.field_mut("spec").set("csi", obj!({"driver": "ebs.csi.aws.com", "volumeHandle": "vol-1"}));
    lab.create(pv);
    lab.create(claim("mine", "1Gi", None));
    lab.run(1);
    lab.create(uses("web", "mine"));
    lab.create(pod("old", obj!({"volumes": [{"name": "d", "cinder": {"volumeID": "vol-2"}}]})));
    lab.run(250);
    for (name, volume, driver, handle) in [
        ("web", "pv", "ebs.csi.aws.com", "vol-1"),
        ("old", "cinder.csi.openstack.org-vol-2", "cinder.csi.openstack.org", "vol-2"),
    ] {
        let wanted = format!(
            "FailedAttachVolume: AttachVolume.Attach failed for volume {volume:?} : timed out waiting for external-attacher \
             of {driver} CSI driver to attach volume {handle}"
        );
        let events = lab.events("Pod", name);
        assert!(events.contains(&wanted), "{events:#?}");
    }
    let attachments = |lab: &Lab| lab.c.api().read_all(kinds::VOLUME_ATTACHMENT, "").count();
    assert_eq!(attachments(&lab), 2);
    lab.delete(kinds::POD, "web");
    lab.run(2);
    assert_eq!(attachments(&lab), 1);
}

#[test]
fn a_volume_that_is_recycled_is_free_again() {
    let mut lab = Lab::new(1);
    lab.fate = |_| "Succeeded";
    lab.create(volume("pv", "1Gi", "Recycle"));
    lab.create(claim("mine", "1Gi", None));
    lab.run(5);
    assert_eq!(phase(&mut lab, "mine"), "Bound");
    lab.delete(kinds::PERSISTENT_VOLUME_CLAIM, "mine");
    lab.run(60);
    let volume = lab.get(kinds::PERSISTENT_VOLUME, "", "pv");
    assert_eq!((volume.get("status").str("phase"), volume.get("spec").has("claimRef")), ("Available", false));
    assert!(lab.find(kinds::POD, "default", "recycler-for-pv").is_none());
    let told = lab.events("PersistentVolume", "pv");
    assert!(told.contains(&"VolumeRecycled: Volume recycled".to_string()), "{told:?}");
    assert!(told.iter().any(|e| e.starts_with("RecyclerPod: Recycler pod: Successfully assigned")), "{told:?}");
}

fn status_of(lab: &mut Lab, volume: &str) -> (String, String) {
    let status = lab.get(kinds::PERSISTENT_VOLUME, "", volume).get("status").clone();
    (status.str("phase").into(), status.str("message").into())
}

/// Its finalizers are taken off, so that nothing holds it.
fn tear_out(lab: &mut Lab, volume: &'static str) {
    lab.delete(kinds::PERSISTENT_VOLUME, volume);
    lab.patch(kinds::PERSISTENT_VOLUME, volume, obj!({"metadata": {"finalizers": (Value::Null)}}));
    lab.run(2);
}

#[test]
fn a_claim_is_lost_with_its_volume_and_found_with_another_of_that_name() {
    let mut lab = Lab::new(1);
    lab.create(volume("pv", "1Gi", "Retain"));
    lab.run(1);
    lab.create(claim("mine", "1Gi", None));
    lab.run(1);
    tear_out(&mut lab, "pv");
    let claim = lab.get(kinds::PERSISTENT_VOLUME_CLAIM, "default", "mine");
    assert_eq!(*claim.get("status"), obj!({"phase": "Lost"}));
    let lost = "ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!";
    assert_eq!(lab.events("PersistentVolumeClaim", "mine"), [lost]);
    lab.create(volume("pv", "1Gi", "Retain"));
    lab.run(16);
    assert_eq!(phase(&mut lab, "mine"), "Bound");
    // The volume is somebody else's: one of the two is wrong.
    lab.patch(kinds::PERSISTENT_VOLUME, "pv", obj!({"spec": {"claimRef": {"uid": "other"}}}));
    lab.run(16);
    assert_eq!((phase(&mut lab, "mine").as_str(), status_of(&mut lab, "pv").0.as_str()), ("Lost", "Released"));
    let events = lab.events("PersistentVolumeClaim", "mine");
    assert!(
        events.iter().any(|e| e.starts_with("ClaimMisbound: Two claims are bound to the same volume")),
        "{events:?}"
    );
}

#[test]
fn what_a_named_volume_must_be() {
    let rows = [
        (
            obj!({"accessModes": ["ReadWriteMany"]}),
            "VolumeMismatch: Cannot bind to requested volume \"pv\": incompatible accessMode",
        ),
        (
            obj!({"volumeMode": "Block"}),
            "VolumeMismatch: Cannot bind to requested volume \"pv\": incompatible volumeMode",
        ),
        (
            obj!({"storageClassName": "other"}),
            "VolumeMismatch: Cannot bind to requested volume \"pv\": storageClassName does not match",
        ),
        (
            obj!({"resources": {"requests": {"storage": "2Gi"}}}),
            "VolumeMismatch: Cannot bind to requested volume \"pv\": requested PV is too small",
        ),
        (obj!({"volumeName": "taken"}), "FailedBinding: volume \"taken\" already bound to a different claim."),
    ];
    for (changes, event) in rows {
        let mut lab = Lab::new(1);
        lab.create(volume("pv", "1Gi", "Retain"));
        let mut taken = volume("taken", "1Gi", "Retain");
        taken.field_mut("spec").set("claimRef", obj!({"namespace": "default", "name": "other"}));
        lab.create(taken);
        let mut c = claim("mine", "1Gi", None);
        c.field_mut("spec").set("volumeName", "pv");
        for (key, value) in changes.as_map().expect("fields").iter() {
            c.field_mut("spec").set(key.clone(), value.clone());
        }
        lab.create(c);
        lab.run(1);
        assert_eq!(
            (lab.events("PersistentVolumeClaim", "mine"), phase(&mut lab, "mine")),
            (vec![event.into()], "Pending".into())
        );
    }
}

#[test]
fn fewest_access_modes_first_and_the_class_of_a_volume_that_asks_does_not_matter() {
    let mut lab = Lab::new(1);
    let mut wide = volume("wide", "1Gi", "Retain");
    wide.field_mut("spec").set("accessModes", obj!(["ReadWriteOnce", "ReadWriteMany"]));
    let mut asks = volume("asks", "1Gi", "Retain");
    asks.field_mut("spec").set("claimRef", obj!({"namespace": "default", "name": "wanted"}));
    asks.field_mut("spec").set("storageClassName", "any");
    [wide, asks, volume("narrow", "5Gi", "Retain")].into_iter().for_each(|v| drop(lab.create(v)));
    lab.run(1);
    lab.create(claim("mine", "1Gi", None));
    lab.create(claim("wanted", "1Gi", None));
    lab.run(1);
    let mut volume_of =
        |name: &str| lab.get(kinds::PERSISTENT_VOLUME_CLAIM, "default", name).get("spec").text("volumeName");
    assert_eq!((&*volume_of("mine"), &*volume_of("wanted")), ("narrow", "asks"));
}

#[test]
fn a_claim_without_a_class_takes_a_volume_without_one_before_the_default_class() {
    let mut lab = Lab::new(1);
    lab.create(claim("early", "1Gi", None));
    lab.create(claim("never", "1Gi", Some("")));
    lab.run(4);
    for name in ["old", "young"] {
        lab.create(obj!({
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
            "metadata": {"name": name, "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
            "provisioner": "example.com/none", "volumeBindingMode": "Immediate",
        }));
        lab.run(1);
    }
    lab.run(16);
    let mut class_of =
        |name: &str| lab.get(kinds::PERSISTENT_VOLUME_CLAIM, "default", name).get("spec").text("storageClassName");
    assert_eq!((&*class_of("early"), &*class_of("never")), ("young", ""));
    let mut lab = Lab::new(1);
    lab.create(claim("early", "1Gi", None));
    lab.run(1);
    lab.create(volume("pv", "1Gi", "Retain"));
    lab.create(obj!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
        "metadata": {"name": "late", "annotations": {"storageclass.beta.kubernetes.io/is-default-class": "true"}},
        "provisioner": "example.com/none", "volumeBindingMode": "Immediate",
    }));
    lab.run(16);
    let early = lab.get(kinds::PERSISTENT_VOLUME_CLAIM, "default", "early");
    assert_eq!((early.get("spec").str("volumeName"), early.get("spec").has("storageClassName")), ("pv", false));
    let late = lab.create(claim("late", "1Gi", None));
    assert_eq!(late.get("spec").str("storageClassName"), "late");
}

#[test]
fn provisioners_of_the_past() {
    let rows = [
        (
            "kubernetes.io/no-provisioner",
            "ProvisioningFailed: no volume plugin matched name: kubernetes.io/no-provisioner",
        ),
        ("kubernetes.io/nfs", "ProvisioningFailed: no provisionable volume plugin matched"),
        ("kubernetes.io/aws-ebs", "external provisioner 'ebs.csi.aws.com'"),
        ("example.com/none", "external provisioner 'example.com/none'"),
    ];
    for (provisioner, event) in rows {
        let mut lab = Lab::new(1);
        lab.create(obj!({
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "past"},
            "provisioner": provisioner, "volumeBindingMode": "Immediate",
        }));
        lab.create(claim("data", "1Gi", Some("past")));
        lab.run(1);
        let events = lab.events("PersistentVolumeClaim", "data");
        assert!(events.iter().all(|e| e.contains(event)) && !events.is_empty(), "{events:?}");
    }
}

#[test]
fn how_volumes_are_deleted_and_how_not() {
    let mut lab = Lab::new(1);
    let rows = [
        ("temporary", obj!({"hostPath": {"path": "/tmp/x"}}), ""),
        (
            "elsewhere",
            obj!({"hostPath": {"path": "/data"}}),
            "host_path deleter only supports /tmp/.+ but received provided /data",
        ),
        (
            "shared",
            obj!({"nfs": {"server": "a", "path": "/b"}}),
            "error getting deleter volume plugin for volume \"shared\": no deletable volume plugin matched",
        ),
        (
            "old",
            obj!({"flocker": {"datasetName": "a"}}),
            "error getting deleter volume plugin for volume \"old\": no volume plugin matched",
        ),
        ("driven", obj!({"csi": {"driver": "a", "volumeHandle": "b"}}), ""),
    ];
    for (name, source, _) in &rows {
        let mut pv = volume(name, "1Gi", "Retain");
        pv.field_mut("spec").remove("hostPath");
        let (key, value) = source.as_map().and_then(|m| m.iter().next()).expect("a source");
        pv.field_mut("spec").set(key.clone(), value.clone());
        pv.field_mut("spec").set("claimRef", obj!({"namespace": "default", "name": "gone", "uid": "1"}));
        lab.create(pv);
    }
    lab.run(1);
    for (name, _, message) in rows {
        assert_eq!(status_of(&mut lab, name), ("Released".into(), String::new()));
        lab.patch(kinds::PERSISTENT_VOLUME, name, obj!({"spec": {"persistentVolumeReclaimPolicy": "Delete"}}));
        lab.run(20);
        if name == "temporary" {
            assert!(lab.find(kinds::PERSISTENT_VOLUME, "", name).is_none());
            continue;
        }
        let phase = if message.is_empty() { "Released" } else { "Failed" };
        assert_eq!(status_of(&mut lab, name), (phase.into(), message.into()));
        let told = if message.is_empty() { Vec::new() } else { vec![format!("VolumeFailedDelete: {message}")] };
        assert_eq!(lab.events("PersistentVolume", name), told);
        lab.patch(kinds::PERSISTENT_VOLUME, name, obj!({"spec": {"claimRef": (Value::Null)}}));
        lab.run(1);
        assert_eq!(status_of(&mut lab, name), ("Available".into(), String::new()));
    }
}

#[test]
fn a_pod_that_has_ended_still_keeps_its_claim() {
    let mut lab = Lab::new(1);
    lab.fate = |_| "Succeeded";
    lab.create(volume("pv", "1Gi", "Retain"));
    lab.create(claim("mine", "1Gi", None));
    lab.run(1);
    lab.create(uses("web", "mine"));
    lab.run(5);
    lab.delete(kinds::PERSISTENT_VOLUME_CLAIM, "mine");
    lab.run(5);
    assert!(lab.find(kinds::PERSISTENT_VOLUME_CLAIM, "default", "mine").is_some());
    lab.delete(kinds::POD, "web");
    lab.run(2);
    assert!(lab.find(kinds::PERSISTENT_VOLUME_CLAIM, "default", "mine").is_none());
}

#[test]
fn the_claim_of_an_ephemeral_volume_must_be_the_pods_own() {
    let mut lab = Lab::new(1);
    lab.create(claim("web-d", "1Gi", None));
    let template = obj!({"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}});
    let brings = obj!({"volumes": [{"name": "d", "ephemeral": {"volumeClaimTemplate": template}}]});
    lab.create(pod("web", brings));
    lab.run(2);
    let events = lab.events("Pod", "web");
    let why = "PVC default/web-d was not created for pod default/web (pod is not owner)";
    assert!(events.contains(&format!("FailedBinding: ephemeral volume d: {why}")), "{events:?}");
    assert!(events.iter().any(|e| e.contains(&format!("nodes are available: {why}."))), "{events:?}");
}
