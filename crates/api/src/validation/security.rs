//! Security contexts of pods and containers.

use super::at::At;
use super::podspec::{Pod, containers};
use super::volume::relative_path;
use crate::names;
use crate::value::Value;

const MAX_ID: i64 = i32::MAX as i64;

fn id(at: At<'_>) {
    if at.is_set() && !(0..=MAX_ID).contains(&at.int()) {
        at.invalid(names::between(0, MAX_ID));
    }
}

pub(super) fn of_pod(at: At<'_>, spec: At<'_>) {
    if !at.is_set() {
        return;
    }
    for field in ["fsGroup", "runAsUser", "runAsGroup"] {
        id(at.at(field));
    }
    at.at("supplementalGroups").items().for_each(id);
    let share = spec.at("shareProcessNamespace");
    if share.bool() && spec.v.bool("hostPID") {
        at.at("shareProcessNamespace")
            .with(share.v)
            .invalid("ShareProcessNamespace and HostPID cannot both be enabled");
    }
    sysctls(at.at("sysctls"), spec.v);
    at.at("fsGroupChangePolicy").optional_one_of(&["Always", "OnRootMismatch"]);
    seccomp(at.at("seccompProfile"));
    windows(at.at("windowsOptions"));
    app_armor(at.at("appArmorProfile"));
    at.at("supplementalGroupsPolicy").optional_one_of(&["Merge", "Strict"]);
    at.at("seLinuxChangePolicy").optional_one_of(&["MountOption", "Recursive"]);
}

pub(super) fn of_container(at: At<'_>, pod: &Pod<'_>) {
    if !at.is_set() {
        return;
    }
    id(at.at("runAsUser"));
    id(at.at("runAsGroup"));
    let proc_mount = at.at("procMount");
    if proc_mount.is_set() {
        if !["Default", "Unmasked"].contains(&proc_mount.str()) {
            proc_mount.not_supported(&["Default", "Unmasked"]);
        }
        if pod.host_users && proc_mount.str() == "Unmasked" {
            proc_mount.invalid("`hostUsers` must be false to use `Unmasked`");
        }
    }
    seccomp(at.at("seccompProfile"));
    if at.v.get("allowPrivilegeEscalation").as_bool() == Some(false) {
        let shown = || super::internal::json("SecurityContext", at.v);
        if at.v.bool("privileged") {
            at.invalid_raw(shown(), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
        let added = at.v.get("capabilities").list("add");
        for _ in added.iter().filter(|c| c.as_str() == Some("CAP_SYS_ADMIN")) {
            at.invalid_raw(
                shown(),
                "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN",
            );
        }
    }
    windows(at.at("windowsOptions"));
    app_armor(at.at("appArmorProfile"));
}

const SYSCTL: &str = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

fn is_sysctl(name: &str) -> bool {
    let edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let segment = |s: &str| {
        let b = s.as_bytes();
        edge(b.first())
            && edge(b.last())
            && b.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
    };
    name.len() <= 253 && name.split(['.', '/']).all(segment)
}

fn sysctls(list: At<'_>, spec: &Value) {
    let mut seen: Vec<&str> = Vec::new();
    for item in list.items() {
        let name = item.at("name");
        if name.is_empty() {
            name.required("");
        } else if !is_sysctl(name.str()) {
            name.invalid(format!("must have at most 253 characters and match regex {SYSCTL}"));
        } else if seen.contains(&name.str()) {
            name.duplicate();
        }
        let dotted = name.str().replace('/', ".");
        if spec.bool("hostNetwork") && dotted.starts_with("net.") {
            name.invalid("may not be specified when 'hostNetwork' is true");
        } else if spec.bool("hostIPC") && is_ipc(&dotted) {
            name.invalid("may not be specified when 'hostIPC' is true");
        }
        seen.push(name.str());
    }
}

fn is_ipc(sysctl: &str) -> bool {
    sysctl == "kernel.sem" || ["kernel.shm", "kernel.msg", "fs.mqueue."].iter().any(|p| sysctl.starts_with(p))
}

const PROFILES: [&str; 3] = ["Localhost", "RuntimeDefault", "Unconfined"];

fn seccomp(at: At<'_>) {
    if !at.is_set() {
        return;
    }
    let (kind, local) = (at.at("type"), at.at("localhostProfile"));
    if kind.is_empty() {
        kind.required("type is required when seccompProfile is set");
    } else if !PROFILES.contains(&kind.str()) {
        kind.not_supported(&PROFILES);
    }
    if kind.str() == "Localhost" {
        if local.is_set() {
            relative_path(local);
        } else {
            local.required("must be set when seccomp type is Localhost");
        }
    } else if local.is_set() {
        let shown = super::internal::json("SeccompProfile", at.v);
        local.invalid_raw(shown, "can only be set when seccomp type is Localhost");
    }
}

fn app_armor(at: At<'_>) {
    if !at.is_set() {
        return;
    }
    let (kind, local) = (at.at("type"), at.at("localhostProfile"));
    match kind.str() {
        "Localhost" => {
            let missing = "must be set when AppArmor type is Localhost";
            match local.v.as_str() {
                None => local.required(missing),
                Some(p) if p.trim() != p => local.invalid("must not be padded with whitespace"),
                Some("") => local.required(missing),
                Some(p) if p.len() > 4095 => local.too_long(4095),
                Some(_) => {}
            }
        }
        "RuntimeDefault" | "Unconfined" => {
            if local.is_set() {
                local.invalid("can only be set when AppArmor type is Localhost");
            }
        }
        "" => kind.required("type is required when appArmorProfile is set"),
        _ => kind.not_supported(&PROFILES),
    }
}

/// A name of NetBIOS or of DNS.
fn is_windows_domain(domain: &str) -> bool {
    let net_bios = (1..=15).contains(&domain.chars().count())
        && !domain.contains(['\\', '/', ':', '*', '?', '"', '<', '>', '|'])
        && !domain.starts_with('.');
    let label = |s: &str| s.len() <= 63 && names::label_value(s).is_empty() && !s.is_empty() && !s.contains(['_', '.']);
    net_bios || domain.split('.').all(label)
}

fn windows(at: At<'_>) {
    if !at.is_set() {
        return;
    }
    let spec_name = at.at("gmsaCredentialSpecName");
    if spec_name.is_set() {
        spec_name.messages(names::dns1123_subdomain(spec_name.str()));
    }
    let credential = at.at("gmsaCredentialSpec");
    match credential.v.as_str().map(str::len) {
        Some(0) => credential.invalid("gmsaCredentialSpec cannot be an empty string"),
        Some(n) if n > 64 * 1024 => credential.invalid("gmsaCredentialSpec size must be under 64 KiB"),
        _ => {}
    }
    let user = at.at("runAsUserName");
    let Some(name) = user.v.as_str() else { return };
    if name.is_empty() {
        user.invalid("runAsUserName cannot be an empty string");
    } else if name.bytes().any(|b| b.is_ascii_control()) {
        user.invalid("runAsUserName cannot contain control characters");
    } else if name.matches('\\').count() > 1 {
        user.invalid("runAsUserName cannot contain more than one backslash");
    } else {
        let (domain, account) = name.split_once('\\').map_or((None, name), |(d, account)| (Some(d), account));
        if domain.is_some_and(|d| d.len() >= 256) {
            user.invalid("runAsUserName's Domain length must be under 256 characters");
        }
        if domain.is_some_and(|d| !is_windows_domain(d)) {
            user.invalid("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }
        if account.is_empty() {
            user.invalid("runAsUserName's User cannot be empty");
        } else if account.len() > 104 {
            user.invalid("runAsUserName's User length must not be longer than 104 characters");
        }
        if !account.is_empty() && account.chars().all(|c| c == '.' || c == ' ') {
            user.invalid("runAsUserName's User cannot contain only periods or spaces");
        }
        if account.contains(['"', '/', ':', ';', '|', '=', ',', '+', '*', '?', '<', '>', '@', '[', ']']) {
            user.invalid("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
        }
    }
}

/// Windows: either all containers run on the machine itself, which then lends its network too, or none.
pub(super) fn host_processes(spec: At<'_>) {
    const SAYS: [&str; 3] = ["securityContext", "windowsOptions", "hostProcess"];
    let of_pod = spec.down(&SAYS).v.as_bool();
    let (mut all, mut on_host) = (0, 0);
    for own in containers(spec).map(|c| c.down(&SAYS)) {
        all += 1;
        if let (Some(pod), Some(container)) = (of_pod, own.v.as_bool())
            && pod != container
        {
            own.invalid(format!("pod hostProcess value must be identical if both are specified, was {pod}"));
        }
        on_host += u32::from(own.v.as_bool().or(of_pod) == Some(true));
    }
    if on_host == 0 {
        return;
    }
    if on_host != all {
        let why = "If pod contains any hostProcess containers then all containers must be HostProcess containers";
        spec.invalid_as("", why);
    }
    if !spec.v.bool("hostNetwork") {
        let why = "hostNetwork must be true if pod contains any hostProcess containers";
        spec.at("hostNetwork").invalid_as(false, why);
    }
}

/// Annotations of a container's profiles begin so.
pub(super) const SECCOMP: &str = "container.seccomp.security.alpha.kubernetes.io/";
pub(super) const ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

/// What an annotation of old and a field both say of a profile has to be the same.
pub(super) fn said_twice(annotations: At<'_>, spec: At<'_>) {
    let note = |key: &str| annotations.v.get(key).as_str();
    const FILTER: &str = "seccompProfile";
    let of_pod = spec.at("securityContext");
    if let Some(note) = note("seccomp.security.alpha.kubernetes.io/pod") {
        same_profile(note, of_pod.at(FILTER), of_pod.v.get(FILTER), "seccomp");
    }
    for c in containers(spec) {
        if let Some(note) = note(&[SECCOMP, c.v.str("name")].concat()) {
            let own = c.at("securityContext").at(FILTER);
            same_profile(note, own, own.v, "seccomp");
        }
    }
    if spec.v.get("os").str("name") == "windows" {
        return;
    }
    for c in containers(spec) {
        if let Some(note) = note(&[ARMOR, c.v.str("name")].concat()) {
            let own = c.at("securityContext").at("appArmorProfile");
            let profile = if own.is_set() { own.v } else { of_pod.v.get("appArmorProfile") };
            same_profile(note, own, profile, "apparmor");
        }
    }
}

fn same_profile(note: &str, at: At<'_>, profile: &Value, what: &str) {
    let local = note.strip_prefix("localhost/");
    let same = match profile.str("type") {
        "Unconfined" => note == "unconfined",
        "RuntimeDefault" => note == "runtime/default" || note == "docker/default" && what == "seccomp",
        "Localhost" => local.is_some(),
        _ => return,
    };
    if !same {
        at.at("type").forbidden(format!("{what} type in annotation and field must match"));
    } else if profile.str("type") == "Localhost" && local != profile.get("localhostProfile").as_str() {
        at.at("localhostProfile").forbidden(format!("{what} profile in annotation and field must match"));
    }
}
