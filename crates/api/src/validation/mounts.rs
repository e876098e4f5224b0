//! Volumes in containers: mounts and block devices.

use super::at::At;
use super::podspec::Pod;
use super::volume::{relative_path, steps_back};

pub(super) fn mounts(c: At<'_>, pod: &Pod<'_>) {
    let list = c.at("volumeMounts");
    let devices = c.v.list("volumeDevices");
    let mut paths: Vec<&str> = Vec::new();
    for mount in list.items() {
        let (name, path) = (mount.at("name"), mount.at("mountPath"));
        if name.is_empty() {
            name.required("");
        }
        if !pod.volumes.iter().any(|(n, _)| *n == name.str()) {
            name.not_found("");
        }
        if path.is_empty() {
            path.required("");
        }
        if paths.contains(&path.str()) {
            path.invalid_as(path.str().to_string(), "must be unique");
        }
        paths.push(path.str());
        if devices.iter().any(|d| d.str("name") == name.str()) {
            name.invalid_as(name.str().to_string(), "must not already exist in volumeDevices");
        }
        if devices.iter().any(|d| d.str("devicePath") == path.str()) {
            path.invalid_as(path.str().to_string(), "must not already exist as a path in volumeDevices");
        }
        sub_paths(list, mount);
        propagation(list, mount, c);
    }
}

/// Messages about sub-paths name the list, not the item.
fn sub_paths(list: At<'_>, mount: At<'_>) {
    let (plain, expression) = (mount.v.get("subPath"), mount.v.get("subPathExpr"));
    if !plain.as_str().unwrap_or("").is_empty() {
        relative_path(list.at("subPath").with(plain));
    }
    if !expression.as_str().unwrap_or("").is_empty() {
        if !plain.as_str().unwrap_or("").is_empty() {
            mount.at("subPathExpr").invalid("subPathExpr and subPath are mutually exclusive");
        }
        relative_path(list.at("subPathExpr").with(expression));
    }
}

fn propagation(list: At<'_>, mount: At<'_>, c: At<'_>) {
    let mode = list.at("mountPropagation").with(mount.v.get("mountPropagation"));
    if mode.is_set() {
        if !["Bidirectional", "HostToContainer", "None"].contains(&mode.str()) {
            mode.not_supported(&["Bidirectional", "HostToContainer", "None"]);
        }
        if mode.str() == "Bidirectional" && !c.v.get("securityContext").bool("privileged") {
            mode.forbidden("Bidirectional mount propagation is available only to privileged containers");
        }
    }
    let recursive = list.at("recursiveReadOnly").with(mount.v.get("recursiveReadOnly"));
    match recursive.v.as_str() {
        None | Some("Disabled") => {}
        Some("Enabled" | "IfPossible") => {
            if !mount.v.bool("readOnly") {
                recursive.forbidden("may only be specified when readOnly is true");
            }
            if mode.is_set() && mode.str() != "None" {
                recursive.forbidden("may only be specified when mountPropagation is None or not specified");
            }
        }
        Some(_) => recursive.not_supported(&["Disabled", "Enabled", "IfPossible"]),
    }
}

pub(super) fn devices(c: At<'_>, pod: &Pod<'_>) {
    let mounts = c.v.list("volumeMounts");
    let (mut names, mut paths): (Vec<&str>, Vec<&str>) = Default::default();
    for device in c.at("volumeDevices").items() {
        let (name, path) = (device.at("name"), device.at("devicePath"));
        if name.is_empty() {
            name.required("");
        }
        if names.contains(&name.str()) {
            name.invalid("must be unique");
        }
        match pod.volumes.iter().find(|(n, _)| *n == name.str()) {
            None => name.not_found(""),
            Some((_, v)) if v.get("persistentVolumeClaim").is_null() && v.get("ephemeral").is_null() => {
                name.invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }
            Some(_) => {}
        }
        if path.is_empty() {
            path.required("");
        }
        if paths.contains(&path.str()) {
            path.invalid("must be unique");
        }
        if steps_back(path.str()) {
            path.invalid("can not contain backsteps ('..')");
        } else {
            paths.push(path.str());
        }
        if mounts.iter().any(|m| m.str("name") == name.str()) {
            name.invalid("must not already exist in volumeMounts");
        }
        if mounts.iter().any(|m| m.str("mountPath") == path.str()) {
            path.invalid("must not already exist as a path in volumeMounts");
        }
        if !name.is_empty() {
            names.push(name.str());
        }
    }
}
