//! What could be typed next: commands and flags from their table, kinds and names for the host to look up.

use api::kinds::KINDS;

use crate::cli::{Command, flag};
use crate::commands::KUBECTL;

/// A suggestion, or what the host is to look up for more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// This text.
    Text {
        /// What would stand there.
        text: String,
        /// `command`, `flag`, `kind`, `value`.
        kind: &'static str,
        /// A few words on it.
        detail: String,
    },
    /// Names of objects, each behind `prefix`.
    Names {
        /// Plural, singular or short name.
        resource: String,
        /// Namespace of the command.
        namespace: String,
        /// `pod/`, or nothing.
        prefix: String,
    },
    /// Names of the containers of a pod.
    Containers {
        /// Namespace of the command.
        namespace: String,
        /// The pod.
        pod: String,
        /// What stands before the name in the same word.
        prefix: String,
    },
    /// Labels of objects, as `key=value`.
    Labels {
        /// Plural, singular or short name.
        resource: String,
        /// Namespace of the command.
        namespace: String,
        /// What stands before the label in the same word.
        prefix: String,
    },
    /// Files, behind what stands before them in the same word.
    Files {
        /// `--filename=`, or nothing.
        prefix: String,
    },
}

/// Commands whose arguments are pods by name alone.
const PODS: &[&str] = &["logs", "exec", "attach", "port-forward", "cp", "debug"];
/// Commands whose arguments are nodes by name alone.
const NODES: &[&str] = &["cordon", "uncordon", "drain"];
/// Commands that take a kind first.
const KIND_FIRST: &[&str] = &[
    "get",
    "describe",
    "delete",
    "edit",
    "label",
    "annotate",
    "patch",
    "scale",
    "explain",
    "wait",
    "expose",
    "autoscale",
    "taint",
    "set",
    "status",
    "history",
    "undo",
    "restart",
    "pause",
    "resume",
    "top",
];

/// What could follow the words `done` (without `kubectl`) where `word` is being typed.
pub fn complete(done: &[&str], word: &str) -> Vec<Wanted> {
    let (mut command, mut path): (&Command, Vec<&str>) = (&KUBECTL, Vec::new());
    let mut args: Vec<&str> = Vec::new();
    let mut namespace = "default".to_string();
    let mut words = done.iter().copied().peekable();
    let mut value_of: Option<&str> = None;
    while let Some(w) = words.next() {
        value_of = None;
        if w == "--" {
            // What follows is another program's.
            return Vec::new();
        }
        if let Some(name) = w.strip_prefix('-') {
            let long = name.trim_start_matches('-');
            if let Some((name, value)) = long.split_once('=') {
                if ["n", "namespace"].contains(&name) {
                    namespace = value.to_string();
                }
            } else if takes_value(command, long) {
                match words.next() {
                    Some(value) if ["n", "namespace"].contains(&long) => namespace = value.to_string(),
                    Some(_) => {}
                    None => value_of = Some(long),
                }
            }
        } else if let Some(sub) = command.commands.iter().find(|c| args.is_empty() && c.is_called(w)) {
            command = sub;
            path.push(sub.name);
        } else {
            args.push(w);
        }
    }
    let place = Place { command: command.name, args: &args, namespace: &namespace };
    if let Some(flag) = value_of {
        return place.value(flag, word, "");
    }
    if let Some((name, typed)) = word.split_once('=').filter(|_| word.starts_with('-')) {
        return place.value(name.trim_start_matches('-'), typed, &format!("{name}="));
    }
    if word.starts_with('-') {
        return flags(command);
    }
    if !command.commands.is_empty() && args.is_empty() {
        return command.commands.iter().filter(|c| !c.hidden).map(|c| text(c.name, "command", c.short)).collect();
    }
    arguments(command.name, &args, word, &namespace)
}

fn text(text: &str, kind: &'static str, detail: &str) -> Wanted {
    Wanted::Text { text: text.to_string(), kind, detail: detail.to_string() }
}

fn takes_value(command: &Command, name: &str) -> bool {
    let all = command.flags.iter().flat_map(|group| group.iter()).chain(flag::GLOBAL);
    let found = all.into_iter().find(|f| f.name == name || name.len() == 1 && name.starts_with(f.short));
    found.is_some_and(|f| f.alone.is_empty())
}

fn flags(command: &Command) -> Vec<Wanted> {
    let all = command.flags.iter().flat_map(|group| group.iter());
    all.map(|f| text(&format!("--{}{}", f.name, if f.alone.is_empty() { "=" } else { "" }), "flag", f.usage)).collect()
}

/// Where in a command line something is being typed.
struct Place<'a> {
    command: &'a str,
    args: &'a [&'a str],
    namespace: &'a str,
}

impl Place<'_> {
    /// What may stand behind a flag. `before` is what the same word begins with.
    fn value(&self, flag: &str, typed: &str, before: &str) -> Vec<Wanted> {
        let names = |resource: &str| Wanted::Names {
            resource: resource.into(),
            namespace: self.namespace.into(),
            prefix: before.into(),
        };
        let words = |list: &[&str]| list.iter().map(|o| text(&format!("{before}{o}"), "value", "")).collect();
        match flag {
            "n" | "namespace" => vec![names("namespaces")],
            "f" if self.command == "logs" => Vec::new(),
            "f" | "filename" | "k" | "kustomize" | "from-file" | "from-env-file" | "patch-file" => {
                vec![Wanted::Files { prefix: before.into() }]
            }
            "o" | "output" => {
                words(&["wide", "yaml", "json", "name", "jsonpath=", "custom-columns=", "go-template=", "kyaml"])
            }
            "dry-run" => words(&["client", "server", "none"]),
            "cascade" => words(&["background", "foreground", "orphan"]),
            "restart" => words(&["Always", "OnFailure", "Never"]),
            "image-pull-policy" => words(&["IfNotPresent", "Always", "Never"]),
            "validate" => words(&["strict", "warn", "ignore"]),
            "for" if self.command == "wait" => words(&["condition=", "delete", "create", "jsonpath="]),
            "field-selector" => words(&["metadata.name=", "metadata.namespace=", "status.phase=", "spec.nodeName="]),
            "sort-by" => words(&[".metadata.name", ".metadata.creationTimestamp", ".status.startTime"]),
            "serviceaccount" => vec![names("serviceaccounts")],
            "c" | "container" => self.containers(before),
            "l" | "selector" => {
                // Several labels are separated by commas; the last one is being typed.
                let done = typed.rfind(',').map_or("", |i| &typed[..=i]);
                let resource = self.args.first().filter(|kind| !kind.contains(['/', ',']));
                vec![Wanted::Labels {
                    resource: resource.map_or("pods", |kind| *kind).to_string(),
                    namespace: self.namespace.into(),
                    prefix: format!("{before}{done}"),
                }]
            }
            _ => Vec::new(),
        }
    }

    /// The containers of the pod that the command names.
    fn containers(&self, before: &str) -> Vec<Wanted> {
        let pod = self.args.iter().rev().find(|a| a.strip_prefix("pod/").is_some() || !a.contains('/'));
        let Some(pod) = pod else { return Vec::new() };
        let pod = pod.strip_prefix("pod/").unwrap_or(pod).to_string();
        vec![Wanted::Containers { namespace: self.namespace.into(), pod, prefix: before.into() }]
    }
}

fn arguments(command: &str, args: &[&str], word: &str, namespace: &str) -> Vec<Wanted> {
    let names = |resource: &str, prefix: &str| Wanted::Names {
        resource: resource.to_string(),
        namespace: namespace.to_string(),
        prefix: prefix.to_string(),
    };
    if let Some((kind, _)) = word.split_once('/') {
        return vec![names(kind, &format!("{kind}/"))];
    }
    if PODS.contains(&command) && args.is_empty() {
        return vec![names("pods", "")];
    }
    if NODES.contains(&command) {
        return vec![names("nodes", "")];
    }
    if !KIND_FIRST.contains(&command) {
        return Vec::new();
    }
    match args.first() {
        None => kinds(),
        Some(kind) if !kind.contains(['/', ',']) => vec![names(kind, "")],
        Some(_) => Vec::new(),
    }
}

fn kinds() -> Vec<Wanted> {
    let row = |k: &api::kinds::Kind| text(k.plural, "kind", k.short_names.first().copied().unwrap_or(k.kind));
    std::iter::once(text("all", "kind", "")).chain(KINDS.iter().map(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(done: &[&str], word: &str) -> Vec<String> {
        let all = complete(done, word).into_iter().filter_map(|w| match w {
            Wanted::Text { text, .. } => Some(text),
            _ => None,
        });
        all.filter(|t| t.starts_with(word)).collect()
    }

    #[test]
    fn commands_kinds_and_names() {
        assert_eq!(texts(&[], "desc"), ["describe"]);
        assert_eq!(texts(&["get"], "deploy"), ["deployments"]);
        assert_eq!(texts(&["get"], "--show-l"), ["--show-labels"]);
        let names = Wanted::Names { resource: "pods".into(), namespace: "team".into(), prefix: String::new() };
        assert_eq!(complete(&["get", "-n", "team", "pods"], "w"), [names]);
        let containers =
            Wanted::Containers { namespace: "team".into(), pod: "web".into(), prefix: "--container=".into() };
        assert_eq!(complete(&["logs", "-n", "team", "web"], "--container=a"), [containers]);
        let labels = Wanted::Labels { resource: "pods".into(), namespace: "default".into(), prefix: "app=web,".into() };
        assert_eq!(complete(&["get", "pods", "-l"], "app=web,e"), [labels]);
        assert_eq!(complete(&["exec", "web", "--"], "l"), []);
        assert_eq!(texts(&["get", "pods"], "-o=y"), ["-o=yaml"]);
        assert_eq!(complete(&["apply", "-f"], ""), [Wanted::Files { prefix: String::new() }]);
    }
}
