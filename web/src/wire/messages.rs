//! The shapes of `protocol` by their fields.

use protocol::facts::FactKind;
use protocol::{
    Amount, BranchView, Chaos, Chunk, ChunkKind, Clock, Completion, ComponentView, ContainerView, Details, Diagnostic,
    FactView, FileView, GoalView, Input, Mark, NamespaceView, NodeView, ObjectKey, Output, OwnerView, PodView,
    ProbeView, QuotaRow, QuotaView, ServiceView, Verdict, View, ViewDiff, ViewGone, WorkloadView,
};

use super::json::{is_named, write_key};
use super::{Read, Value, Write, write_object};
use crate::reads;

reads! {
    Amount { used, total }
    BranchView { fork, end, text }
    Chunk { kind, text }
    Clock { start, now, end, speed, next, past, can_undo, can_redo, marks, branches }
    Completion { text, kind, detail }
    ComponentView { name, running, works, up, total }
    ContainerView {
        name, role, image, state, reason, ready, restarts, exit_code, until, since, image_fails, ports, probes, mounts,
    }
    Details { key, uid, yaml, describe, events, logs, gone }
    Diagnostic { line, column, end_column, severity, message }
    FactView { id, at, cause, what }
    FileView { path, text }
    GoalView { text, done, missing }
    Mark { at, kind, text, fact }
    NamespaceView { name, phase, labels, quotas, limits }
    NodeView {
        uid, name, address, roles, status, running, cut, headless, taints, labels, conditions, cpu, memory, pods,
    }
    ObjectKey { kind, namespace, name }
    OwnerView { kind, name, uid }
    PodView {
        uid, name, namespace, node, status, ready, restarts, phase, message, is_ready, ip, owner, labels,
        annotations, created,
        deleting_until, deleting_since, containers, conditions, qos, volumes, share_process_namespace, host_network,
        cpu, memory,
    }
    ProbeView { kind, action, period, threshold, failures }
    QuotaRow { resource, used, hard, ratio }
    QuotaView { name, rows }
    ServiceView { uid, name, namespace, service_type, ip, ports, selector, endpoints, labels }
    Verdict { node, filters, scores, total }
    View { nodes, pods, namespaces, workloads, services, components }
    ViewDiff { reset, set, gone }
    ViewGone { nodes, pods, namespaces, workloads, services }
    WorkloadView { uid, kind, name, namespace, desired, current, ready, labels, owner, selector }
}

impl Read for ChunkKind {
    fn read(value: Value<'_>) -> ChunkKind {
        match String::read(value).as_str() {
            "echo" => ChunkKind::Echo,
            "err" => ChunkKind::Err,
            _ => ChunkKind::Out,
        }
    }
}

/// A function that reads an enum by its variants and their fields; `but` names those that the page leaves alone.
macro_rules! chosen {
    ($function:ident: $name:ident { $($variant:ident { $($field:ident),* })* } but { $($other:ident)* }) => {
        pub fn $function(value: Value<'_>) -> Option<$name> {
            let (kind, mut value) = value.choice();
            $( if is_named(&kind, stringify!($variant)) {
                return Some($name::$variant { $($field: value.take(stringify!($field))),* });
            } )*
            None
        }
        // A variant that is neither read nor left alone is forgotten: this does not compile then.
        const _: fn(&$name) = |message| match message {
            $($name::$variant { .. } => {})*
            $($name::$other { .. } => {})*
        };
    };
}

chosen! {
    output: Output {
        Ready { version, scenario, seed, now }
        Terminal { terminal, chunks }
        Prompt { terminal, prompt, busy, raw }
        View { diff }
        Facts { reset, facts }
        Clock { clock }
        Completions { ticket, from, items }
        Diagnostics { ticket, items }
        Matches { ticket, uids, error }
        Details { details }
        Files { files }
        Edit { path, text }
        Clear { terminal }
        Goals { step, goals, solved }
        Journal { text, state_hash }
        Moving { manifests, kind }
        Problem { key, detail }
    } but { Assistance Diff Debug }
}

chosen! {
    fact: FactKind {
        Command { terminal, text }
        Request { verb, resource, namespace, name, user, code, refusal }
        Stored { kind, namespace, name, uid, change }
        Reconciled { component, key }
        Scheduled { namespace, name, uid, node, verdicts, message }
        ImagePull { node, pod, container, image, until, fails }
        Container { node, pod, container, state, reason, exit_code, until }
        Probe { pod, container, probe, ok }
        Packet { from, service, to, port, ok, reason }
        Node { node, state }
        Switch { what, state }
    } but {}
}

impl Read for FactKind {
    fn read(value: Value<'_>) -> FactKind {
        // All kinds are read; of a fact without any nothing is known but that something acted.
        fact(value).unwrap_or(FactKind::Reconciled { component: String::new(), key: String::new() })
    }
}

/// Enums to write, by their variants and fields.
macro_rules! writes {
    ($($name:ident { $($variant:ident { $($field:ident),* })* } alone [ $($alone:ident)* ])*) => { $(
        impl Write for $name {
            fn write(&self, out: &mut String) {
                match self {
                    $(Self::$variant { $($field),* } => write_choice(out, stringify!($variant), &[$((stringify!($field), $field)),*]),)*
                    $(Self::$alone => write_key(out, stringify!($alone)),)*
                }
            }
        }
    )* };
}

fn write_choice(out: &mut String, name: &str, members: &[(&str, &dyn Write)]) {
    out.push('{');
    write_key(out, name);
    out.push(':');
    write_object(out, members);
    out.push('}');
}

writes! {
    Input {
        Start { scenario, seed, journal }
        Line { terminal, text }
        Keys { terminal, text }
        Interrupt { terminal }
        EndOfInput { terminal }
        Complete { terminal, line, cursor, ticket }
        WriteFile { path, text }
        RemoveFile { path }
        EditorClosed { path, text }
        Diagnose { path, text, ticket }
        Assist { text, line, column, ticket }
        Diff { text, ticket }
        Select { key }
        Match { selector, ticket }
        Tick { elapsed }
        Speed { factor }
        Scrub { to }
        Switch { branch }
        Chaos { what }
        Lesson { id, step, goals }
    } alone [StepNext Undo Redo Branch Export MoveOn Debug]
    Chaos {
        StopNode { node }
        StartNode { node }
        CutNetwork { node, cut }
        KillContainer { namespace, pod, container }
        FillMemory { namespace, pod, container }
        FailImage { image, fail }
        Kubelet { node, stop }
        Component { name, stop }
    } alone []
}

impl Write for ObjectKey {
    fn write(&self, out: &mut String) {
        write_object(out, &[("kind", &self.kind), ("namespace", &self.namespace), ("name", &self.name)]);
    }
}

impl Write for Diagnostic {
    fn write(&self, out: &mut String) {
        write_object(
            out,
            &[
                ("line", &self.line),
                ("column", &self.column),
                ("end_column", &self.end_column),
                ("severity", &self.severity),
                ("message", &self.message),
            ],
        );
    }
}
