//! Completion in the terminal: kubectl's commands, kinds, names and flags; programs and files for everything else.

use api::kinds::{KINDS, Kind};
use api::meta;
use kubectl::complete::Wanted;
use protocol::Completion;
use shell::complete::Place;
use sorted::SortedMap;

use crate::session::Machine;

/// The most suggestions.
const MOST: usize = 60;

/// What could stand at the cursor: where the word begins, and the suggestions, quoted as the shell wants them.
pub fn complete(machine: &mut Machine, terminal: u32, line: &str, cursor: usize) -> (usize, Vec<Completion>) {
    let at = shell::complete::at(line, cursor);
    let word = at.word.as_str();
    let mut items = match &at.place {
        Place::Command if word.contains('/') => files(machine, terminal, word),
        Place::Command => commands(word),
        Place::Argument(words) => match words.first().map(String::as_str) {
            Some("kubectl" | "k") => {
                let done: Vec<&str> = words[1..].iter().map(String::as_str).collect();
                kubectl(machine, terminal, &done, word)
            }
            Some("node-stop" | "node-start") => names(machine, "nodes", "", "", word),
            Some("#") => Vec::new(),
            Some("which" | "type" | "man" | "help") => commands(word),
            _ => files(machine, terminal, word),
        },
        Place::Redirection => files(machine, terminal, word),
        Place::Variable => {
            let known = ["HOME", "USER", "PATH", "PWD", "HOSTNAME", "SHELL", "KUBECONFIG", "EDITOR"];
            known.iter().filter(|v| v.starts_with(word)).map(|v| item(*v, "value", "")).collect()
        }
    };
    items.truncate(MOST);
    for item in &mut items {
        item.text = at.insert(&item.text, false);
    }
    (at.start, items)
}

fn item(text: impl Into<String>, kind: &str, detail: impl Into<String>) -> Completion {
    Completion { text: text.into(), kind: kind.into(), detail: detail.into() }
}

fn commands(word: &str) -> Vec<Completion> {
    let own = crate::desk::HOST_PROGRAMS.iter().map(|(name, about)| item(*name, "command", *about));
    let programs = shell::programs::names().map(|p| item(p, "command", shell::programs::about(p).unwrap_or("")));
    own.chain(programs).filter(|i| i.text.starts_with(word) && i.text != "[").collect()
}

/// kubectl's own completion, and what it asks of the cluster.
fn kubectl(machine: &mut Machine, terminal: u32, done: &[&str], word: &str) -> Vec<Completion> {
    let mut found = Vec::new();
    for wanted in kubectl::complete::complete(done, word) {
        match wanted {
            Wanted::Text { text, kind, detail } => found.push(item(text, kind, detail)),
            Wanted::Files { prefix } => {
                let typed = word.strip_prefix(&prefix).unwrap_or(word);
                found.extend(behind(&prefix, files(machine, terminal, typed)));
            }
            Wanted::Names { resource, namespace, prefix } => {
                found.extend(names(machine, &resource, &namespace, &prefix, word));
            }
            Wanted::Containers { namespace, pod, prefix } => {
                let pod = machine.cluster.api().read(crate::kind("", "Pod"), &namespace, &pod);
                let Some(pod) = pod else { continue };
                for list in ["initContainers", "containers", "ephemeralContainers"] {
                    let row = |c: &api::Value| {
                        item(format!("{prefix}{}", c.str("name")), "container", c.str("image").to_string())
                    };
                    found.extend(pod.get("spec").list(list).iter().map(row));
                }
            }
            Wanted::Labels { resource, namespace, prefix } => {
                let Some(row) = row_of(&resource) else { continue };
                let namespace = if row.namespaced { namespace } else { String::new() };
                let mut counted = SortedMap::<String, usize>::new();
                for object in machine.cluster.api().read_all(row, &namespace) {
                    for (key, value) in meta::labels(object).iter() {
                        *counted.entry(format!("{prefix}{key}={}", value.as_str().unwrap_or(""))).or_default() += 1;
                    }
                }
                found.extend(counted.into_iter().map(|(text, n)| item(text, "label", format!("{n} {}", row.plural))));
            }
        }
    }
    found.retain(|i| i.text.starts_with(word));
    found
}

fn row_of(resource: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|k| k.plural == resource || k.singular == resource || k.short_names.contains(&resource))
}

fn behind(prefix: &str, mut items: Vec<Completion>) -> Vec<Completion> {
    for item in &mut items {
        item.text = format!("{prefix}{}", item.text);
    }
    items
}

/// The names of a kind's objects, with the state of those that have one.
fn names(machine: &Machine, resource: &str, namespace: &str, prefix: &str, word: &str) -> Vec<Completion> {
    let Some(row) = row_of(resource) else { return Vec::new() };
    let namespace = if row.namespaced { namespace } else { "" };
    let about = |object: &api::Value| match row.kind {
        "Pod" => crate::view::status_of(&machine.cluster, object),
        "Namespace" | "PersistentVolumeClaim" => object.get("status").str("phase").to_string(),
        kind => kind.to_string(),
    };
    let objects = machine.cluster.api().read_all(row, namespace);
    let all = objects.map(|o| item(format!("{prefix}{}", meta::name(o)), "name", about(o)));
    all.filter(|i| i.text.starts_with(word)).collect()
}

fn files(machine: &mut Machine, terminal: u32, word: &str) -> Vec<Completion> {
    let cwd = machine.terminals.get(&terminal).map_or(crate::desk::HOME, |t| t.cwd()).to_string();
    let (dir, name) = word.rsplit_once('/').map_or(("", word), |(d, n)| (if d.is_empty() { "/" } else { d }, n));
    let looked_at = match dir.strip_prefix('~') {
        Some(rest) => format!("{}{rest}", crate::desk::HOME),
        None => shell::files::path::join(&cwd, if dir.is_empty() { "." } else { dir }),
    };
    let lead = if dir.is_empty() { String::new() } else { format!("{}/", dir.trim_end_matches('/')) };
    let entries = machine.desk.look(|files| files.list(&looked_at).unwrap_or_default());
    let fitting = entries.into_iter().filter(|(n, _)| {
        n.starts_with(name) && (!n.starts_with('.') || name.starts_with('.')) && n != "." && n != ".."
    });
    fitting
        .map(|(n, stat)| item(format!("{lead}{n}{}", if stat.is_directory() { "/" } else { "" }), "file", ""))
        .collect()
}
