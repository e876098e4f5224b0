//! What could be typed next: commands and flags from their table, kinds and names for the host to look up.

use api::kinds::KINDS;

use crate::cli::arguments::{Arguments, SHELLS};
use crate::cli::{Command, Flag, parse};
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

/// Commands that the scripts of `kubectl completion` know nothing of, and a terminal does.
const MORE: &[(&str, Arguments)] = &[("explain", Arguments::Any), ("wait", Arguments::Any)];

/// What could follow the words `done` (without `kubectl`) where `word` is being typed.
pub fn complete(done: &[&str], word: &str) -> Vec<Wanted> {
    let mut command: &Command = &KUBECTL;
    let mut args: Vec<&str> = Vec::new();
    let mut namespace = "default".to_string();
    let mut words = done.iter().copied();
    let mut value_of: Option<&Flag> = None;
    while let Some(w) = words.next() {
        if w == "--" {
            // What follows is another program's.
            return Vec::new();
        }
        if w.starts_with('-') {
            let Some((flag, value)) = flag_and_value(command, w) else { continue };
            let value = if flag.alone.is_empty() { value.or_else(|| words.next()) } else { value };
            match value {
                Some(value) if flag.name == "namespace" => namespace = value.to_string(),
                None if flag.alone.is_empty() => value_of = Some(flag),
                _ => {}
            }
        } else if let Some(sub) = command.commands.iter().find(|c| args.is_empty() && c.is_called(w)) {
            command = sub;
        } else {
            args.push(w);
        }
    }
    let place = Place { command, args: &args, namespace: &namespace };
    if let Some(flag) = value_of {
        return place.value(flag, word, "");
    }
    if let Some((name, typed)) = word.split_once('=').filter(|_| word.starts_with('-')) {
        let flag = parse::named(command, name);
        return flag.map_or(Vec::new(), |flag| place.value(flag, typed, &format!("{name}=")));
    }
    if word.starts_with('-') {
        return flags(command);
    }
    if !command.commands.is_empty() && args.is_empty() {
        return commands(command);
    }
    place.arguments(word)
}

/// The flag of a word, with its value if that stands in the same word: `--namespace=team`, `-nteam`, `-itc`.
fn flag_and_value<'a>(command: &Command, word: &'a str) -> Option<(&'static Flag, Option<&'a str>)> {
    if let Some(long) = word.strip_prefix("--") {
        let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
        return Some((parse::lookup(command, name)?, value));
    }
    let mut letters = word.strip_prefix('-')?.chars();
    loop {
        let flag = parse::lookup_short(command, letters.next()?)?;
        let rest = letters.as_str();
        if rest.is_empty() {
            return Some((flag, None));
        }
        if flag.alone.is_empty() {
            return Some((flag, Some(rest.strip_prefix('=').unwrap_or(rest))));
        }
    }
}

fn text(text: &str, kind: &'static str, detail: &str) -> Wanted {
    Wanted::Text { text: text.to_string(), kind, detail: detail.to_string() }
}

fn commands(command: &Command) -> Vec<Wanted> {
    command.commands.iter().filter(|c| !c.hidden).map(|c| text(c.name, "command", c.short)).collect()
}

fn flags(command: &Command) -> Vec<Wanted> {
    command
        .own_flags()
        .map(|f| text(&format!("--{}{}", f.name, if f.alone.is_empty() { "=" } else { "" }), "flag", f.usage))
        .collect()
}

/// Where in a command line something is being typed.
struct Place<'a> {
    command: &'a Command,
    args: &'a [&'a str],
    namespace: &'a str,
}

impl Place<'_> {
    fn names(&self, resource: &str, prefix: &str) -> Vec<Wanted> {
        vec![Wanted::Names { resource: resource.into(), namespace: self.namespace.into(), prefix: prefix.into() }]
    }

    /// What may stand behind a flag. `before` is what the same word begins with.
    fn value(&self, flag: &Flag, typed: &str, before: &str) -> Vec<Wanted> {
        let words = |list: &[&str]| list.iter().map(|o| text(&format!("{before}{o}"), "value", "")).collect();
        match flag.name {
            "namespace" => self.names("namespaces", before),
            "filename" | "kustomize" | "from-file" | "from-env-file" | "patch-file" => {
                vec![Wanted::Files { prefix: before.into() }]
            }
            "output" => {
                words(&["wide", "yaml", "json", "name", "jsonpath=", "custom-columns=", "go-template=", "kyaml"])
            }
            "dry-run" => words(&["client", "server", "none"]),
            "cascade" => words(&["background", "foreground", "orphan"]),
            "restart" => words(&["Always", "OnFailure", "Never"]),
            "image-pull-policy" => words(&["IfNotPresent", "Always", "Never"]),
            "validate" => words(&["strict", "warn", "ignore"]),
            "for" if self.command.name == "wait" => words(&["condition=", "delete", "create", "jsonpath="]),
            "field-selector" => words(&["metadata.name=", "metadata.namespace=", "status.phase=", "spec.nodeName="]),
            "sort-by" => words(&[".metadata.name", ".metadata.creationTimestamp", ".status.startTime"]),
            "serviceaccount" => self.names("serviceaccounts", before),
            "container" => self.containers(before),
            "selector" => {
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
        let pod = self.args.iter().rev().find(|a| a.starts_with("pod/") || !a.contains('/'));
        let Some(pod) = pod else { return Vec::new() };
        let pod = pod.strip_prefix("pod/").unwrap_or(pod).to_string();
        vec![Wanted::Containers { namespace: self.namespace.into(), pod, prefix: before.into() }]
    }

    fn arguments(&self, word: &str) -> Vec<Wanted> {
        let more = MORE.iter().find(|(name, _)| *name == self.command.name).map(|(_, arguments)| *arguments);
        let named = |list: &[&str], kind| list.iter().map(|name| text(name, kind, "")).collect();
        let behind = |types: Vec<Wanted>| match self.args.first() {
            None => types,
            Some(kind) if !kind.contains(['/', ',']) => self.names(kind, ""),
            Some(_) => Vec::new(),
        };
        match more.unwrap_or(self.command.arguments) {
            Arguments::Shells => named(&SHELLS, "value"),
            Arguments::Help => commands(&KUBECTL),
            Arguments::Files | Arguments::Config(_) => Vec::new(),
            _ if word.contains('/') => {
                let kind = word.split('/').next().unwrap_or("");
                self.names(kind, &format!("{kind}/"))
            }
            Arguments::Any => behind(kinds()),
            Arguments::Of(types) | Arguments::OneOf(types) => behind(named(types, "kind")),
            Arguments::One(resource) => self.names(resource, ""),
            Arguments::Pod | Arguments::PodAndContainer | Arguments::Copy if self.args.is_empty() => {
                self.names("pods", "")
            }
            Arguments::PodAndContainer => self.containers(""),
            Arguments::Pod | Arguments::Copy => Vec::new(),
        }
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
        assert_eq!(texts(&["rollout", "undo"], "d"), ["deployment", "daemonset"]);
        assert_eq!(complete(&["logs", "-f"], "web"), complete(&["logs"], "web"));
        for before in
            [&["-n=team", "get", "pods"][..], &["get", "-nteam", "-oyaml", "pods"], &["get", "-An", "team", "pods"]]
        {
            assert_eq!(complete(before, "w"), complete(&["get", "--namespace=team", "pods"], "w"), "{before:?}");
        }
        assert_eq!(complete(&["apply", "-f"], ""), [Wanted::Files { prefix: String::new() }]);
    }
}
