//! Volumes of pods, and the sources that persistent volumes share with them.

use super::at::At;
use super::env;
use super::storage;
use crate::names;
use crate::quantity::Quantity;
use crate::value::Value;

const FILE_MODE: &str = "must be a number between 0 and 0777 (octal), both inclusive";

/// A kind of source: the field, the name that its own errors have in their path, and what checks it.
pub(super) struct Source {
    pub field: &'static str,
    pub path: &'static str,
    pub check: fn(At<'_>),
}

const fn s(field: &'static str, path: &'static str, check: fn(At<'_>)) -> Source {
    Source { field, path, check }
}

/// The sources of a pod's volume in the order in which they are looked at. The paths have upstream's slips.
const SOURCES: &[Source] = &[
    s("emptyDir", "emptyDir", empty_dir),
    s("hostPath", "hostPath", host_path),
    s("gitRepo", "gitRepo", git_repo),
    s("gcePersistentDisk", "persistentDisk", gce_disk),
    s("awsElasticBlockStore", "awsElasticBlockStore", aws_disk),
    s("secret", "secret", secret),
    s("nfs", "nfs", nfs),
    s("iscsi", "iscsi", iscsi),
    s("glusterfs", "glusterfs", glusterfs),
    s("flocker", "flocker", flocker),
    s("persistentVolumeClaim", "persistentVolumeClaim", claim),
    s("rbd", "rbd", rbd),
    s("cinder", "cinder", cinder),
    s("cephfs", "cephfs", cephfs),
    s("quobyte", "quobyte", quobyte),
    s("downwardAPI", "downwardAPI", downward_api),
    s("fc", "fc", fc),
    s("flexVolume", "flexVolume", flex),
    s("configMap", "configMap", config_map),
    s("azureFile", "azureFile", azure_file),
    s("vsphereVolume", "vsphereVolume", vsphere),
    s("photonPersistentDisk", "photonPersistentDisk", photon),
    s("portworxVolume", "portworxVolume", portworx),
    s("azureDisk", "azureDisk", azure_disk),
    s("storageos", "storageos", storage_os),
    s("projected", "projected", projected),
    s("scaleIO", "scaleIO", scale_io),
    s("csi", "csi", csi),
    s("ephemeral", "ephemeral", ephemeral),
    s("image", "image", |_| {}),
];

/// Checks all volumes, and gives those that containers may mount: name and source.
pub(super) fn volumes<'a>(list: At<'a>, pod_name: &str) -> Vec<(&'a str, &'a Value)> {
    let created: Vec<String> = list
        .list()
        .iter()
        .filter(|v| !pod_name.is_empty() && !v.get("ephemeral").is_null())
        .map(|v| format!("{pod_name}-{}", v.str("name")))
        .collect();
    let mut good: Vec<(&str, &Value)> = Vec::new();
    for volume in list.items() {
        let before = volume.errors();
        one_source(volume, SOURCES, Some(if pod_name.is_empty() { beside_template } else { beside_pod }));
        generated_claim_name(volume, pod_name);
        let name = volume.at("name");
        if name.is_empty() {
            name.required("");
        } else {
            name.messages(names::dns1123_label(name.str()));
        }
        if good.iter().any(|(n, _)| *n == name.str()) {
            name.duplicate();
        }
        if volume.errors() == before {
            good.push((name.str(), volume.v));
        }
        let claim = volume.v.get("persistentVolumeClaim").str("claimName");
        if !claim.is_empty() && created.iter().any(|c| c == claim) {
            let why = "must not reference a PVC that gets created for an ephemeral volume";
            volume.down(&["persistentVolumeClaim", "claimName"]).invalid(why);
        }
    }
    good
}

/// Checks of a volume in a template: an initiator of its own makes a session of the volume's and the portal's names.
fn beside_template(volume: At<'_>, source: &str, is_first: bool) {
    let iscsi = volume.v.get("iscsi");
    let long = volume.v.str("name").len() + 1 + iscsi.str("targetPortal").len() > 64;
    if source == "iscsi" && iscsi.has("initiatorName") && long {
        volume.at("name").invalid_as(volume.v.text("name"), LONG_PORTAL);
    }
    if source == "image" && is_first {
        volume.down(&["image", "pullPolicy"]).one_of(&["Always", "IfNotPresent", "Never"]);
    }
}

/// And of one in a pod, where somebody has named the image by now.
fn beside_pod(volume: At<'_>, source: &str, is_first: bool) {
    if source == "image" && is_first {
        volume.at("image").require("reference");
    }
    beside_template(volume, source, is_first);
}

pub(super) const LONG_PORTAL: &str = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters \
    if iscsi.initiatorName is specified.";

/// What is looked at beside a source: its owner, its field, and whether it is the first.
pub(super) type Beside = fn(At<'_>, &str, bool);

/// Exactly one source of some kinds.
pub(super) fn one_source(at: At<'_>, sources: &[Source], also: Option<Beside>) {
    let mut found = false;
    for source in sources.iter().filter(|s| at.has(s.field)) {
        if found {
            let field = match source.field {
                "cephfs" => "cephFS",
                "downwardAPI" => "downwarAPI",
                field => field,
            };
            at.at(field).forbidden("may not specify more than 1 volume type");
        } else {
            (source.check)(at.at(source.path).with(at.v.get(source.field)));
        }
        if let Some(also) = also {
            also(at, source.field, !found);
        }
        found = true;
    }
    if !found {
        at.required("must specify a volume type");
    }
}

fn generated_claim_name(volume: At<'_>, pod_name: &str) {
    let name = volume.v.str("name");
    if volume.has("ephemeral") && !pod_name.is_empty() && !name.is_empty() {
        let claim = format!("{pod_name}-{name}");
        for m in names::dns1123_subdomain(&claim) {
            volume.at("name").invalid(format!("PVC name {}: {m}", super::error::go_quote(&claim)));
        }
    }
}

fn empty_dir(at: At<'_>) {
    if Quantity::of_valid(at.v.get("sizeLimit")).is_negative() {
        at.at("sizeLimit").forbidden("SizeLimit field must be a valid resource quantity");
    }
}

pub(super) fn host_path(at: At<'_>) {
    let path = at.at("path");
    if path.is_empty() {
        path.required("");
        return;
    }
    no_steps_back(path);
    at.at("type").optional_one_of(&[
        "",
        "BlockDevice",
        "CharDevice",
        "Directory",
        "DirectoryOrCreate",
        "File",
        "FileOrCreate",
        "Socket",
    ]);
}

/// Whether a path has a `..` in it.
pub(super) fn steps_back(path: &str) -> bool {
    path.split('/').any(|p| p == "..")
}

pub(super) fn no_steps_back(path: At<'_>) {
    if steps_back(path.str()) {
        path.invalid("must not contain '..'");
    }
}

/// Neither absolute nor with a `..` in it.
pub(super) fn relative_path(path: At<'_>) {
    if path.str().starts_with('/') {
        path.invalid("must be a relative path");
    }
    no_steps_back(path);
}

/// A relative path that does not begin with `..` either.
pub(super) fn unreserved_path(path: At<'_>) {
    relative_path(path);
    if path.str().starts_with("..") && !path.str().starts_with("../") {
        path.invalid("must not start with '..'");
    }
}

fn git_repo(at: At<'_>) {
    at.require("repository");
    relative_path(at.at("directory"));
}

/// Sources that only want some fields set.
macro_rules! wants {
    ($($name:ident: $($field:literal),+;)*) => { $(pub(super) fn $name(at: At<'_>) { $(at.require($field);)+ })* };
}
wants! {
    aws_fields: "volumeID";
    glusterfs: "endpoints", "path";
    cephfs: "monitors";
    rbd: "monitors", "image";
    vsphere: "volumePath";
    photon: "pdID";
    portworx: "volumeID";
    scale_io: "gateway", "system", "volumeName";
    azure_file: "secretName", "shareName";
    azure_disk_fields: "diskName", "diskURI";
    flex_fields: "driver";
}

fn partition(at: At<'_>) {
    let partition = at.at("partition");
    if !(0..=255).contains(&partition.int()) {
        partition.invalid(names::between(0, 255));
    }
}
pub(super) fn gce_disk(at: At<'_>) {
    at.require("pdName");
    partition(at);
}
pub(super) fn aws_disk(at: At<'_>) {
    aws_fields(at);
    partition(at);
}
pub(super) fn quobyte(at: At<'_>) {
    const PAIRS: &str = "must be a host:port pair or multiple pairs separated by commas";
    let registry = at.at("registry");
    if registry.is_empty() {
        registry.required(PAIRS);
    } else if at.v.str("tenant").len() >= 65 {
        at.at("tenant").required("must be a UUID and may not exceed a length of 64 characters");
    } else {
        for pair in registry.str().split(',') {
            if pair.rsplit_once(':').is_none_or(|(host, _)| host.contains(':') && !host.ends_with(']')) {
                registry.invalid(PAIRS);
            }
        }
    }
    at.require("volume");
}

pub(super) fn flex(at: At<'_>) {
    flex_fields(at);
    for (key, entry) in at.at("options").entries() {
        let domain = key.split_once('/').map_or(key.as_str(), |(d, _)| d).to_lowercase();
        if [".kubernetes.io", ".k8s.io"].iter().any(|s| format!(".{domain}").ends_with(s)) {
            entry.invalid_as(key, "kubernetes.io and k8s.io namespaces are reserved");
        }
    }
}

fn storage_os(at: At<'_>) {
    let name = at.at("volumeName");
    if name.is_empty() {
        name.required("");
    } else {
        name.messages(names::dns1123_label(name.str()));
    }
    let namespace = at.at("volumeNamespace");
    if !namespace.is_empty() {
        namespace.messages(names::dns1123_label(namespace.str()));
    }
    named_secret(at);
}

/// A secret that is asked for has a name.
pub(super) fn named_secret(at: At<'_>) {
    if at.has("secretRef") {
        at.at("secretRef").require("name");
    }
}

/// Also its namespace, where the volume has none of its own.
pub(super) fn placed_secret(at: At<'_>) {
    named_secret(at);
    if at.has("secretRef") {
        at.at("secretRef").require("namespace");
    }
}

pub(super) fn storage_os_volume(at: At<'_>) {
    storage_os(at);
    if at.has("secretRef") {
        at.at("secretRef").require("namespace");
    }
}

pub(super) fn azure_disk(at: At<'_>) {
    azure_disk_fields(at);
    let (caching, kind) = (at.at("cachingMode"), at.at("kind"));
    caching.optional_one_of(&["None", "ReadOnly", "ReadWrite"]);
    kind.optional_one_of(&["Dedicated", "Managed", "Shared"]);
    let uri = at.at("diskURI");
    if kind.str() == "Managed" && !uri.str().starts_with("/subscriptions/") {
        uri.not_supported(&[
            "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",
        ]);
    }
    if kind.is_set() && kind.str() != "Managed" && !uri.str().starts_with("https://") {
        uri.not_supported(&["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"]);
    }
}

pub(super) fn cinder(at: At<'_>) {
    at.require("volumeID");
    named_secret(at);
}

pub(super) fn cinder_volume(at: At<'_>) {
    at.require("volumeID");
    placed_secret(at);
}

pub(super) fn nfs(at: At<'_>) {
    at.require("server");
    at.require("path");
    if !at.v.str("path").starts_with('/') {
        at.at("path").invalid_as(at.v.text("path"), "must be an absolute path");
    }
}

pub(super) fn flocker(at: At<'_>) {
    let (name, uuid) = (at.v.str("datasetName"), at.v.str("datasetUUID"));
    if name.is_empty() && uuid.is_empty() {
        at.required("one of datasetName and datasetUUID is required");
    }
    if !name.is_empty() && !uuid.is_empty() {
        at.invalid_as("resource", "datasetName and datasetUUID can not be specified simultaneously");
    }
    if name.contains('/') {
        at.at("datasetName").invalid("must not contain '/'");
    }
}

pub(super) fn iscsi(at: At<'_>) {
    at.require("targetPortal");
    let iqn = at.at("iqn");
    if iqn.is_empty() {
        iqn.required("");
    } else {
        initiator(iqn, "must be valid format starting with iqn, eui, or naa");
    }
    iscsi_rest(at, "must be valid format starting with iqn, eui, or naa");
}

pub(super) fn iscsi_volume(at: At<'_>) {
    at.require("targetPortal");
    let iqn = at.at("iqn");
    if iqn.is_empty() {
        iqn.required("");
    } else {
        initiator(iqn, "must be valid format");
    }
    iscsi_rest(at, "must be valid format");
}

/// The secret of a persistent volume has a name; a pod's may be left without.
fn iscsi_rest(at: At<'_>, unknown: &str) {
    let lun = at.at("lun");
    if !(0..=255).contains(&lun.int()) {
        lun.invalid(names::between(0, 255));
    }
    if (at.v.bool("chapAuthDiscovery") || at.v.bool("chapAuthSession")) && !at.has("secretRef") {
        at.at("secretRef").required("");
    }
    if unknown == "must be valid format" {
        named_secret(at);
    }
    if at.has("initiatorName") {
        initiator(at.at("initiatorname").with(at.v.get("initiatorName")), unknown);
    }
}

/// The name of one side of iSCSI, in one of its three forms.
fn initiator(at: At<'_>, unknown: &str) {
    let name = at.str();
    let alphanumeric = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_alphanumeric());
    let dated = |s: &str| {
        let (date, rest) = s.split_at_checked(8).unwrap_or_default();
        let digits = |i: usize| date.as_bytes()[i].is_ascii_digit();
        let domain_end = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')).count();
        !date.is_empty()
            && [0, 1, 2, 3, 5, 6].into_iter().all(digits)
            && date.as_bytes()[4] == b'-'
            && date.as_bytes()[7] == b'.'
            && domain_end > 0
            && rest[domain_end..].len() > 1
            && rest[domain_end..].starts_with(':')
            && !rest[domain_end + 1..].contains([',', ';', '*', '&', '$', '|'])
            && !rest[domain_end + 1..].contains(char::is_whitespace)
    };
    let good = match name.get(..3) {
        Some("iqn") => name.get(4..).is_some_and(dated),
        Some("eui") => name.get(4..).is_some_and(|s| alphanumeric(s, 16)),
        Some("naa") => name.get(4..).is_some_and(|s| alphanumeric(s, 32)),
        _ => return at.invalid(unknown),
    };
    if !good {
        at.invalid("must be valid format");
    }
}

pub(super) fn fc(at: At<'_>) {
    let (wwns, wwids, lun) = (at.at("targetWWNs"), at.v.list("wwids"), at.at("lun"));
    if wwns.is_empty() && wwids.is_empty() {
        wwns.required("must specify either targetWWNs or wwids, but not both");
    }
    if !wwns.is_empty() && !wwids.is_empty() {
        wwns.invalid("targetWWNs and wwids can not be specified simultaneously");
    }
    if !wwns.is_empty() {
        if !lun.is_set() {
            lun.required("lun is required if targetWWNs is specified");
        } else if !(0..=255).contains(&lun.int()) {
            lun.invalid(names::between(0, 255));
        }
    }
}

fn mode(at: At<'_>) {
    if at.is_set() && !(0..=0o777).contains(&at.int()) {
        at.invalid(FILE_MODE);
    }
}

fn keys_to_paths(items: At<'_>) {
    for item in items.items() {
        key_to_path(item);
    }
}

fn key_to_path(item: At<'_>) {
    item.require("key");
    item.require("path");
    unreserved_path(item.at("path"));
    mode(item.at("mode"));
}

fn secret(at: At<'_>) {
    at.require("secretName");
    mode(at.at("defaultMode"));
    keys_to_paths(at.at("items"));
}

fn config_map(at: At<'_>) {
    at.require("name");
    mode(at.at("defaultMode"));
    keys_to_paths(at.at("items"));
}

fn claim(at: At<'_>) {
    at.require("claimName");
}

fn downward_api(at: At<'_>) {
    mode(at.at("defaultMode"));
    for file in at.v.list("items") {
        downward_file(at.with(file));
    }
}

/// A file of the downward API; its messages do not say which.
fn downward_file(file: At<'_>) {
    let path = file.at("path");
    if path.is_empty() {
        path.required("");
    }
    unreserved_path(path);
    if file.has("fieldRef") {
        env::field_ref(file.at("fieldRef"), &env::VOLUME_FIELDS);
        if file.has("resourceFieldRef") {
            file.invalid_as("resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
        }
    } else if file.has("resourceFieldRef") {
        env::resource_field_ref(file.at("resourceFieldRef"), env::Place::Volume);
    } else {
        file.required("one of fieldRef and resourceFieldRef is required");
    }
    mode(file.at("mode"));
}

fn projected(at: At<'_>) {
    mode(at.at("defaultMode"));
    let mut paths: Vec<String> = Vec::new();
    for source in at.at("sources").items() {
        let mut sources = 0;
        for field in ["secret", "configMap"] {
            if !source.has(field) {
                continue;
            }
            sources += 1;
            let from = source.at(field);
            from.require("name");
            for item in from.at("items").items() {
                key_to_path(item);
                once(at, item.v.str("path"), from.v.str("name"), &mut paths);
            }
        }
        if source.has("downwardAPI") {
            sources += 1;
            let from = source.at("downwardAPI");
            for file in from.v.list("items") {
                downward_file(from.with(file));
                once(at, file.str("path"), file.str("path"), &mut paths);
            }
        }
        if source.has("serviceAccountToken") {
            sources += 1;
            token(at, source.at("serviceAccountToken"));
        }
        if sources > 1 {
            source.forbidden("may not specify more than 1 volume type per source");
        }
    }
}

fn once(at: At<'_>, path: &str, shown: &str, paths: &mut Vec<String>) {
    if path.is_empty() {
        return;
    }
    if paths.iter().any(|p| p == path) {
        at.invalid_as(shown.to_string(), "conflicting duplicate paths");
    } else {
        paths.push(path.to_string());
    }
}

fn token(volume: At<'_>, token: At<'_>) {
    let seconds = token.at("expirationSeconds");
    if seconds.int() < 600 {
        seconds.invalid_as(seconds.int(), "may not specify a duration less than 10 minutes");
    }
    if seconds.int() > 1 << 32 {
        seconds.invalid("may not specify a duration larger than 2^32 seconds");
    }
    let path = volume.at("path").with(token.v.get("path"));
    if path.is_empty() {
        path.required("");
    } else {
        unreserved_path(path);
    }
}

pub(super) fn csi_driver_name(at: At<'_>) {
    if at.is_empty() {
        at.required("");
        return;
    }
    if at.str().len() > 63 {
        at.too_long(63);
    }
    at.messages(names::dns1123_subdomain(&at.str().to_lowercase()));
}

fn csi(at: At<'_>) {
    csi_driver_name(at.at("driver"));
    if at.has("nodePublishSecretRef") {
        let name = at.down(&["nodePublishSecretRef", "name"]);
        if name.is_empty() {
            name.required("");
        } else {
            at.at("name").with(name.v).messages(names::dns1123_subdomain(name.str()));
        }
    }
}

fn ephemeral(at: At<'_>) {
    let template = at.at("volumeClaimTemplate");
    if !template.is_set() {
        template.required("");
        return;
    }
    storage::claim_template(template);
}
