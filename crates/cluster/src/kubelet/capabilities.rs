//! What root may do in a container: capabilities of Linux, in the kernel's order.

use api::Value;

const NAMES: [&str; 41] = [
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "KILL",
    "SETGID",
    "SETUID",
    "SETPCAP",
    "LINUX_IMMUTABLE",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_ADMIN",
    "NET_RAW",
    "IPC_LOCK",
    "IPC_OWNER",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_CHROOT",
    "SYS_PTRACE",
    "SYS_PACCT",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_NICE",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "MKNOD",
    "LEASE",
    "AUDIT_WRITE",
    "AUDIT_CONTROL",
    "SETFCAP",
    "MAC_OVERRIDE",
    "MAC_ADMIN",
    "SYSLOG",
    "WAKE_ALARM",
    "BLOCK_SUSPEND",
    "AUDIT_READ",
    "PERFMON",
    "BPF",
    "CHECKPOINT_RESTORE",
];
const ALL: u64 = (1 << NAMES.len()) - 1;
/// What containerd leaves to a container that asks for nothing else.
const DEFAULT: u64 = 0xa804_25fb;

/// What the processes of a container may have at most.
pub(super) fn bounding(spec: &Value) -> u64 {
    let context = spec.get("securityContext");
    if context.bool("privileged") {
        return ALL;
    }
    let lists = context.get("capabilities");
    let named = |field: &str, name: &str| lists.list(field).iter().any(|c| c.as_str() == Some(name));
    let bits = |field: &str| {
        let one = |c: &Value| {
            let name = c.as_str()?;
            NAMES.iter().position(|n| *n == name.strip_prefix("CAP_").unwrap_or(name))
        };
        lists.list(field).iter().filter_map(one).fold(0u64, |all, at| all | 1 << at)
    };
    let mut have = if named("add", "ALL") { ALL } else { DEFAULT };
    if named("drop", "ALL") {
        have = 0;
    }
    (have | bits("add")) & !bits("drop")
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    #[test]
    fn lists_add_and_drop() {
        let of = |capabilities: Value| bounding(&obj!({"securityContext": {"capabilities": capabilities}}));
        assert_eq!(of(obj!({})), 0xa804_25fb);
        assert_eq!(of(obj!({"add": ["NET_ADMIN", "SYS_TIME"]})), 0xaa04_35fb);
        assert_eq!(of(obj!({"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]})), 1 << 10);
        assert_eq!(of(obj!({"drop": ["CHOWN"]})), 0xa804_25fa);
        assert_eq!(bounding(&obj!({"securityContext": {"privileged": true}})), 0x1ff_ffff_ffff);
    }
}
