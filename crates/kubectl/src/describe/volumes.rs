//! Volumes of pods and templates, and what persistent volumes are made of.

use api::quantity::Quantity;
use api::{Map, Value};

use super::common::{plain, shorten};
use super::containers::Place;
use super::out::Out;
use crate::printers::plain_text;

/// How a field of a source is shown.
#[derive(Clone, Copy)]
enum As {
    Text,
    /// False and 0 where nothing is said.
    Flag,
    Number,
    /// `<none>`, or `<unset>`, where nothing is said.
    OrNone,
    OrUnset,
    /// `[a b]`, or `a, b`.
    List,
    Joined,
    /// What Go prints for a pointer to a reference.
    Reference,
    /// A size that is unset where it is 0.
    Size,
    Map,
}
use As::{Flag, Joined, List, Number, OrNone, OrUnset, Reference, Size, Text};

/// Key of the source, what it is, and its rows.
type Kind = (&'static str, &'static str, &'static [(&'static str, &'static str, As)]);

const PATH: (&str, &str, As) = ("Path:", "path", Text);
const FS: (&str, &str, As) = ("FSType:", "fsType", Text);
const READ_ONLY: (&str, &str, As) = ("ReadOnly:", "readOnly", Flag);
const VOLUME: (&str, &str, As) = ("VolumeID:", "volumeID", Text);
const PARTITION: (&str, &str, As) = ("Partition:", "partition", Number);
const DRIVER: (&str, &str, As) = ("Driver:", "driver", Text);
const SECRET: (&str, &str, As) = ("SecretName:", "secretName", Text);
const SHARE: (&str, &str, As) = ("ShareName:", "shareName", Text);
const ENDPOINTS: (&str, &str, As) = ("EndpointsName:", "endpoints", Text);
const CSI: &str = "CSI (a Container Storage Interface (CSI) volume source)";
const GLUSTERFS: &str = "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)";
const AZURE_FILE: &str = "AzureFile (an Azure File Service mount on the host and bind mount to the pod)";

/// Sources of persistent volumes that differ from those of pods.
const PERSISTENT: &[Kind] = &[
    ("csi", CSI, &[DRIVER, FS, ("VolumeHandle:", "volumeHandle", Text), READ_ONLY]),
    ("glusterfs", GLUSTERFS, &[ENDPOINTS, ("EndpointsNamespace:", "endpointsNamespace", OrUnset), PATH, READ_ONLY]),
    ("azureFile", AZURE_FILE, &[SECRET, ("SecretNamespace:", "secretNamespace", Text), SHARE, READ_ONLY]),
    ("local", "LocalVolume (a persistent volume backed by local storage on a node)", &[PATH]),
];

#[rustfmt::skip]
const KINDS: &[Kind] = &[
    ("hostPath", "HostPath (bare host directory volume)", &[PATH, ("HostPathType:", "type", OrNone)]),
    ("emptyDir", "EmptyDir (a temporary directory that shares a pod's lifetime)",
        &[("Medium:", "medium", Text), ("SizeLimit:", "sizeLimit", Size)]),
    ("gcePersistentDisk", "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
        &[("PDName:", "pdName", Text), FS, PARTITION, READ_ONLY]),
    ("awsElasticBlockStore", "AWSElasticBlockStore (a Persistent Disk resource in AWS)", &[VOLUME, FS, PARTITION, READ_ONLY]),
    ("gitRepo", "GitRepo (a volume that is pulled from git when the pod is created)",
        &[("Repository:", "repository", Text), ("Revision:", "revision", Text)]),
    ("secret", "Secret (a volume populated by a Secret)", &[SECRET, ("Optional:", "optional", Flag)]),
    ("configMap", "ConfigMap (a volume populated by a ConfigMap)", &[("Name:", "name", Text), ("Optional:", "optional", Flag)]),
    ("nfs", "NFS (an NFS mount that lasts the lifetime of a pod)", &[("Server:", "server", Text), PATH, READ_ONLY]),
    ("iscsi", "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
        &[("TargetPortal:", "targetPortal", Text), ("IQN:", "iqn", Text), ("Lun:", "lun", Number),
          ("ISCSIInterface", "iscsiInterface", Text), FS, READ_ONLY, ("Portals:", "portals", List),
          ("DiscoveryCHAPAuth:", "chapAuthDiscovery", Flag), ("SessionCHAPAuth:", "chapAuthSession", Flag),
          ("SecretRef:", "secretRef", Reference), ("InitiatorName:", "initiatorName", OrNone)]),
    ("glusterfs", GLUSTERFS, &[ENDPOINTS, PATH, READ_ONLY]),
    ("persistentVolumeClaim", "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        &[("ClaimName:", "claimName", Text), READ_ONLY]),
    ("ephemeral", "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)", &[]),
    ("rbd", "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
        &[("CephMonitors:", "monitors", List), ("RBDImage:", "image", Text), FS, ("RBDPool:", "pool", Text),
          ("RadosUser:", "user", Text), ("Keyring:", "keyring", Text), ("SecretRef:", "secretRef", Reference), READ_ONLY]),
    ("quobyte", "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
        &[("Registry:", "registry", Text), ("Volume:", "volume", Text), READ_ONLY]),
    ("downwardAPI", "DownwardAPI (a volume populated by information about the pod)", &[]),
    ("azureDisk", "AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
        &[("DiskName:", "diskName", Text), ("DiskURI:", "diskURI", Text), ("Kind: ", "kind", Text), FS,
          ("CachingMode:", "cachingMode", Text), READ_ONLY]),
    ("vsphereVolume", "vSphereVolume (a Persistent Disk resource in vSphere)",
        &[("VolumePath:", "volumePath", Text), FS, ("StoragePolicyName:", "storagePolicyName", Text)]),
    ("cinder", "Cinder (a Persistent Disk resource in OpenStack)",
        &[VOLUME, FS, READ_ONLY, ("SecretRef:", "secretRef", Reference)]),
    ("photonPersistentDisk", "PhotonPersistentDisk (a Persistent Disk resource in photon platform)",
        &[("PdID:", "pdID", Text), FS]),
    ("portworxVolume", "PortworxVolume (a Portworx Volume resource)", &[VOLUME]),
    ("scaleIO", "ScaleIO (a persistent volume backed by a block device in ScaleIO)",
        &[("Gateway:", "gateway", Text), ("System:", "system", Text), ("Protection Domain:", "protectionDomain", Text),
          ("Storage Pool:", "storagePool", Text), ("Storage Mode:", "storageMode", Text),
          ("VolumeName:", "volumeName", Text), FS, READ_ONLY]),
    ("cephfs", "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
        &[("Monitors:", "monitors", List), PATH, ("User:", "user", Text), ("SecretFile:", "secretFile", Text),
          ("SecretRef:", "secretRef", Reference), READ_ONLY]),
    ("storageos", "StorageOS (a StorageOS Persistent Disk resource)",
        &[("VolumeName:", "volumeName", Text), ("VolumeNamespace:", "volumeNamespace", Text), FS, READ_ONLY]),
    ("fc", "FC (a Fibre Channel disk)", &[("TargetWWNs:", "targetWWNs", Joined), ("LUN:", "lun", OrNone), FS, READ_ONLY]),
    ("azureFile", AZURE_FILE, &[SECRET, SHARE, READ_ONLY]),
    ("flexVolume", "FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)",
        &[DRIVER, FS, ("SecretRef:", "secretRef", Reference), READ_ONLY, ("Options:", "options", As::Map)]),
    ("flocker", "Flocker (a Flocker volume mounted by the Flocker agent)",
        &[("DatasetName:", "datasetName", Text), ("DatasetUUID:", "datasetUUID", Text)]),
    ("projected", "Projected (a volume that contains injected data from multiple sources)", &[]),
    ("csi", CSI, &[DRIVER, FS, READ_ONLY]),
    ("image", "Image (a container image or OCI artifact)",
        &[("Reference:", "reference", Text), ("PullPolicy:", "pullPolicy", Text)]),
];

/// Volumes of a pod or template.
pub fn volumes(out: &mut Out, list: &[Value], place: &Place<'_>) {
    if list.is_empty() {
        out.put(0, format!("{}Volumes:\t<none>\n", place.space));
        return;
    }
    out.put(0, format!("{}Volumes:\n", place.space));
    for v in list {
        out.put(1, format!("{}{}:\n", place.name_indent(), v.str("name")));
        source(out, KINDS.iter(), v);
    }
}

/// What a persistent volume is made of.
pub fn persistent(out: &mut Out, spec: &Value) {
    source(out, PERSISTENT.iter().chain(KINDS), spec);
}

fn source<'k>(out: &mut Out, mut kinds: impl Iterator<Item = &'k Kind>, v: &Value) {
    let Some((key, what, rows)) = kinds.find(|(key, ..)| v.has(key)) else {
        out.put(1, "<unknown>\n");
        return;
    };
    let source = v.get(key);
    out.row(2, "Type", what);
    for (title, field, how) in *rows {
        out.put(2, format!("{title}\t{}\n", shown(source.get(field), *how, v)));
    }
    match *key {
        "downwardAPI" => downward(out, source),
        "projected" => projected(out, source),
        "csi" => attributes(out, source.map("volumeAttributes")),
        "ephemeral" if source.has("volumeClaimTemplate") => {
            out.nest = 2;
            super::storage::claim_rows(out, source.get("volumeClaimTemplate"), None);
            out.nest = 0;
        }
        _ => {}
    }
}

fn shown(value: &Value, how: As, volume: &Value) -> String {
    let list = || value.as_list().unwrap_or(&[]).iter().filter_map(Value::as_str).collect::<Vec<_>>();
    match how {
        Flag => (value.as_bool() == Some(true)).to_string(),
        Number => value.as_i64().unwrap_or(0).to_string(),
        OrNone | OrUnset if value.is_null() => if matches!(how, OrNone) { "<none>" } else { "<unset>" }.into(),
        List => format!("[{}]", list().join(" ")),
        Joined => list().join(", "),
        // References of persistent volumes name a namespace, those of pods cannot.
        Reference if value.is_null() => "nil".into(),
        Reference if volume.has("accessModes") => {
            format!("&SecretReference{{Name:{},Namespace:{},}}", value.str("name"), value.str("namespace"))
        }
        Reference => format!("&LocalObjectReference{{Name:{},}}", value.str("name")),
        Size if Quantity::of_valid(value).nanos() <= 0 => "<unset>".into(),
        As::Map if value.is_null() => "map[]".into(),
        As::Map => plain_text(value),
        Text | OrNone | OrUnset | Size => plain(value),
    }
}

/// Attributes of a CSI volume: kubectl indents each of them anew.
fn attributes(out: &mut Out, map: &Map) {
    const LONGEST: usize = 140;
    out.put(2, "VolumeAttributes:\t");
    if map.is_empty() {
        out.put(0, "<none>\n");
    }
    for (i, (k, v)) in map.iter().enumerate() {
        if i > 0 {
            out.put(2, "");
            out.put(2, "\t");
        }
        out.put(2, shorten(&format!("{k}={}", plain(v)), LONGEST) + "\n");
    }
}

fn downward(out: &mut Out, source: &Value) {
    out.put(2, "Items:\n");
    for item in source.list("items") {
        let from = item.at(&["fieldRef", "fieldPath"]).as_str().or(item.at(&["resourceFieldRef", "resource"]).as_str());
        out.put(3, format!("{} -> {}\n", from.unwrap_or(""), item.str("path")));
    }
}

fn projected(out: &mut Out, source: &Value) {
    for s in source.list("sources") {
        let (secret, map, token) = (s.get("secret"), s.get("configMap"), s.get("serviceAccountToken"));
        if !secret.is_null() {
            out.row(2, "SecretName", secret.str("name"));
            out.row(2, "Optional", secret.bool("optional"));
        } else if s.has("downwardAPI") {
            out.row(2, "DownwardAPI", "true");
        } else if !map.is_null() {
            out.row(2, "ConfigMapName", map.str("name"));
            out.row(2, "Optional", map.bool("optional"));
        } else if !token.is_null() {
            out.row(2, "TokenExpirationSeconds", token.int("expirationSeconds").unwrap_or(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    fn shown(spec: Value, in_pod: bool) -> String {
        let mut out = Out::default();
        if in_pod {
            volumes(&mut out, &[spec], &Place { pod: Value::NULL, space: "" });
        } else {
            persistent(&mut out, &spec);
        }
        out.finish()
    }

    #[test]
    fn sources_differ_in_pods_and_persistent_volumes() {
        let csi = obj!({"driver": "d", "volumeHandle": "h", "volumeAttributes": {"a": "1", "b": "2"}});
        assert_eq!(
            shown(obj!({"accessModes": ["ReadWriteOnce"], "csi": (csi.clone())}), false),
            "    Type:              CSI (a Container Storage Interface (CSI) volume source)\n    Driver:            d\n    \
             FSType:            \n    VolumeHandle:      h\n    ReadOnly:          false\n    VolumeAttributes:      \
             a=1\n                           b=2\n"
        );
        let text = shown(obj!({"name": "v", "csi": csi}), true);
        assert!(text.starts_with("Volumes:\n  v:\n    Type: ") && !text.contains("VolumeHandle"), "{text}");
        let rbd =
            |secret: Value| obj!({"name": "v", "rbd": {"monitors": ["a", "b"], "image": "i", "secretRef": secret}});
        assert!(shown(rbd(Value::Null), true).contains("SecretRef:     nil\n"));
        assert!(shown(rbd(obj!({"name": "s"})), true).contains("&LocalObjectReference{Name:s,}\n"));
        assert!(shown(obj!({"name": "v", "nosuch": {}}), true).ends_with("  <unknown>\n"));
    }
}
