//! `kubectl __complete`: what the scripts of `kubectl completion` ask for every word, as cobra answers it. One suggestion a
//! line, then a number that says what the shell may do with them.

use api::request::Options;
use api::{Value, meta};
use sorted::InOrder;

use crate::cli::arguments::{Arguments, SHELLS};
use crate::cli::flag::{FlagKind, GLOBAL};
use crate::cli::{Command, Flag, Parsed, find, go, parse};
use crate::client::Client;
use crate::commands::KUBECTL;
use crate::config;
use crate::error::{Result, plain};
use crate::run::Session;

/// What the shell is told: the number, and its parts by name.
const DEFAULT: u8 = 0;
const NO_SPACE: u8 = 2;
const NO_FILES: u8 = 4;
const EXTENSIONS: u8 = 8;
const DIRECTIVES: [(u8, &str); 3] = [
    (NO_SPACE, "ShellCompDirectiveNoSpace"),
    (NO_FILES, "ShellCompDirectiveNoFileComp"),
    (EXTENSIONS, "ShellCompDirectiveFilterFileExt"),
];

const WITH_PODS: &[&str] =
    &["daemonsets", "deployments", "pods", "jobs", "replicasets", "replicationcontrollers", "services", "statefulsets"];

/// Suggestions, each with what is said about it behind a tab, and what the shell may do.
type Found = (Vec<String>, u8);

/// Answers for the last of the arguments, which is being typed.
pub(crate) async fn complete(io: &Session, args: &[String], described: bool) -> Result<()> {
    let Some((word, before)) = args.split_last() else {
        return Err(plain("requires at least 1 arg(s), only received 0"));
    };
    let (found, directive) = suggestions(io, word, before).await;
    for line in found {
        let shown = if described { &*line } else { line.split('\t').next().unwrap_or("") };
        io.print(format!("{}\n", shown.trim()));
    }
    let told: Vec<&str> = DIRECTIVES.iter().filter(|(bit, _)| directive & bit != 0).map(|(_, name)| *name).collect();
    let told = if told.is_empty() { "ShellCompDirectiveDefault".to_string() } else { told.join(", ") };
    io.print(format!(":{directive}\n"));
    io.eprint(format!("Completion ended with directive: {told}\n"));
    Ok(())
}

async fn suggestions(io: &Session, word: &str, before: &[String]) -> Found {
    let mut found = find::find(&KUBECTL, before);
    crate::commands::gate(io, &mut found.chain).await;
    if found.chain.len() == 1 && find::first_word(&KUBECTL, before).is_some() {
        let shown = go::list(before);
        io.eprint("[Debug] Cleared global flags for plugin completion\n");
        io.eprint(format!("[Debug] [Error] unable to find a command for arguments: {shown}\n"));
        return (Vec::new(), DEFAULT);
    }
    let (command, mut args, mut word) = (found.command(), found.args.clone(), word);
    let dashed = args.iter().any(|arg| arg == "--");
    let flagged = !dashed && word.starts_with('-');
    // A flag whose value is being typed, in this word or behind the one before it.
    let (mut value_of, mut unknown) = (None, None);
    if let Some((name, value)) = word.split_once('=').filter(|_| flagged) {
        value_of = parse::named(command, name);
        let bare = name.strip_prefix("--").map_or_else(|| name.chars().last().into_iter().collect(), str::to_string);
        unknown = value_of.is_none().then_some(bare);
        word = value;
    } else if let Some(last) = args.last().filter(|_| !dashed && !flagged) {
        value_of = parse::named(command, last).filter(|flag| flag.alone.is_empty() && !last.contains('='));
        if value_of.is_some() {
            args.pop();
        }
    }
    let path = found.path();
    let parsed = match parse::parse(command, &path, &args) {
        Ok(parsed) => parsed,
        Err(why) => {
            let (shown, why) = (go::list(&args), why.message());
            let why = why.lines().next().unwrap_or("").trim_start_matches("error: ").to_string();
            io.eprint(format!("[Debug] [Error] Error while parsing flags from args {shown}: {why}\n"));
            return (Vec::new(), DEFAULT);
        }
    };
    if let Some(flag) = unknown {
        io.eprint(format!("[Debug] [Error] Subcommand '{}' does not support flag '{flag}'\n", command.name));
        return (Vec::new(), DEFAULT);
    }
    let client = Client::new(io.clone(), parsed.clone());
    let place = Place { client: &client, p: &parsed, word };
    let path = path.strip_prefix("kubectl ").unwrap_or("");
    if let Some(flag) = value_of {
        // A flag of the command's own is not the one of all commands by that name.
        let own = command.own_flags().any(|f| f.name == flag.name);
        if own && ["context", "cluster", "user"].contains(&flag.name) {
            return (Vec::new(), DEFAULT);
        }
        return place.value(path, flag).await;
    }
    let mut all = required(command, &parsed, word);
    if flagged {
        if all.is_empty() {
            all = flags(command, &parsed, word, path.split(' ').next() == Some("config"));
        }
        return (all, NO_FILES);
    }
    // Behind a flag of the command's own none of those below it can come any more.
    let own = found.chain.len() > 1 && command.own_flags().any(|f| parsed.changed(f.name));
    let mut below = DEFAULT;
    if !command.commands.is_empty() && parsed.args.is_empty() && !own {
        all.extend(commands(command, word));
        if !all.is_empty() || command.run.is_none() || found.chain.len() == 1 {
            return (all, NO_FILES);
        }
        below = NO_FILES;
    }
    if matches!(command.arguments, Arguments::Files) {
        return (all, below);
    }
    let (more, directive) = place.arguments(command.arguments).await;
    all.extend(more);
    (all, directive)
}

fn line_of(flag: &Flag) -> String {
    format!("--{}\t{}", flag.name, flag.usage)
}

/// The flags that must be given, and are not yet.
fn required(command: &Command, p: &Parsed, word: &str) -> Vec<String> {
    let flags = command.own_flags().filter(|f| command.required.contains(&f.name) && !p.changed(f.name));
    flags.map(line_of).filter(|line| line.starts_with(word)).collect()
}

/// The flags, those of all commands first. One that has its only value already is left out. `of_config`: `config` has
/// words of its own for the one that names the kubeconfig.
fn flags(command: &Command, p: &Parsed, word: &str, of_config: bool) -> Vec<String> {
    let many = |f: &Flag| matches!(f.kind, FlagKind::Slice | FlagKind::Array | FlagKind::Pairs);
    let own: Vec<&'static Flag> = command.own_flags().collect();
    let global = GLOBAL.iter().filter(|f| !own.iter().any(|o| o.name == f.name));
    let help = crate::cli::flag::switch("help", "").short('h');
    let (mut all, mut rows): (Vec<Flag>, Vec<Flag>) = (global.copied().collect(), own.into_iter().copied().collect());
    rows.push(help);
    if of_config && let Some(at) = all.iter().position(|f| f.name == "kubeconfig") {
        all[at].usage = "use a particular kubeconfig file";
        if command.name == "config" {
            rows.push(all.remove(at));
        }
    }
    rows.order_by_key(|f| f.name);
    all.append(&mut rows);
    let root = command.name == KUBECTL.name;
    if root {
        all.order_by_key(|f| f.name);
    }
    let about = format!("help for {}", command.name);
    let shown = all.iter().filter(|f| !f.hidden && f.deprecated.is_empty() && (many(f) || !p.changed(f.name)));
    let lines = shown.flat_map(|f| {
        let usage = if f.name == "help" { &about } else { f.usage };
        let short = (f.short != '\0').then(|| format!("-{}\t{usage}", f.short));
        std::iter::once(format!("--{}\t{usage}", f.name)).chain(short)
    });
    lines.filter(|line| line.split('\t').next().is_some_and(|name| name.starts_with(word))).collect()
}

/// The commands below one, by name.
fn commands(command: &Command, word: &str) -> Vec<String> {
    let root = command.name == KUBECTL.name;
    let listed = |c: &&&Command| !c.hidden || root && ["help", "options"].contains(&c.name);
    let mut found: Vec<&&Command> =
        command.commands.iter().filter(listed).filter(|c| c.name.starts_with(word)).collect();
    found.order_by_key(|c| c.name);
    found.iter().map(|c| format!("{}\t{}", c.name, c.short)).collect()
}

/// Where something is being typed.
struct Place<'a> {
    client: &'a Client,
    p: &'a Parsed,
    word: &'a str,
}

impl Place<'_> {
    fn fitting(&self, all: impl IntoIterator<Item = String>) -> Vec<String> {
        all.into_iter().filter(|text| text.starts_with(self.word)).collect()
    }

    /// The value of a flag.
    async fn value(&self, path: &str, flag: &Flag) -> Found {
        const FORMATS: &str = "json,yaml,kyaml,name,go-template,go-template-file,template,templatefile,jsonpath,\
                               jsonpath-as-json,jsonpath-file,custom-columns,custom-columns-file,wide";
        match flag.name {
            "filename" => (["json", "yaml", "yml"].map(String::from).to_vec(), EXTENSIONS),
            "namespace" => (self.names("namespaces", self.word).await, NO_FILES),
            "context" | "cluster" | "user" => (self.of_config(&format!("{}s", flag.name)).await, NO_FILES),
            "output" if path == "get" => (self.fitting(FORMATS.split(',').map(str::to_string)), NO_FILES),
            "container" if path == "exec" => {
                (self.containers(self.p.args.first().map_or("", String::as_str)).await, NO_FILES)
            }
            _ => (Vec::new(), DEFAULT),
        }
    }

    async fn arguments(&self, arguments: Arguments) -> Found {
        let args = &self.p.args;
        match arguments {
            Arguments::Any => self.any().await,
            Arguments::Of(types) => (self.of(types, usize::MAX).await, NO_FILES),
            Arguments::OneOf(types) => (self.of(types, 1).await, NO_FILES),
            Arguments::One(resource) if args.is_empty() => (self.names(resource, self.word).await, NO_FILES),
            Arguments::Config(list) if args.is_empty() => (self.of_config(list).await, NO_FILES),
            Arguments::Pod | Arguments::PodAndContainer if args.is_empty() => self.pods().await,
            Arguments::PodAndContainer if args.len() == 1 => (self.containers(&args[0]).await, NO_FILES),
            Arguments::Copy => (self.copies().await, NO_SPACE),
            Arguments::Shells if args.is_empty() => (self.fitting(SHELLS.map(String::from)), NO_FILES),
            Arguments::Files | Arguments::Shells => (Vec::new(), DEFAULT),
            Arguments::Help => {
                let found = find::find(&KUBECTL, args);
                if found.chain.len() == 1 && !args.is_empty() {
                    return (Vec::new(), NO_FILES);
                }
                (commands(found.command(), self.word), NO_FILES)
            }
            _ => (Vec::new(), NO_FILES),
        }
    }

    /// The names of the objects of types (several are separated by commas) that begin with `start`.
    async fn names(&self, types: &str, start: &str) -> Vec<String> {
        let mut found = Vec::new();
        for word in types.split(',') {
            let Ok(resource) = self.client.resource(word).await else { return Vec::new() };
            let namespace = match self.client.namespace().await {
                Ok(namespace) if resource.namespaced => namespace,
                _ => String::new(),
            };
            let list = self.client.list(&resource, &namespace, &Options::default()).await.unwrap_or_default();
            found.extend(list.iter().map(|o| meta::name(o).to_string()).filter(|name| name.starts_with(start)));
        }
        found
    }

    /// `pod/web`, of the type before the slash.
    async fn slashed(&self) -> Option<Vec<String>> {
        let (kind, start) = self.word.split_once('/')?;
        let names = self.names(kind, start).await.into_iter().map(|name| format!("{kind}/{name}"));
        Some(names.filter(|name| !self.p.args.contains(name)).collect())
    }

    /// The names of the first argument's type that are not among the arguments.
    async fn others(&self) -> Vec<String> {
        let Some((kind, taken)) = self.p.args.split_first() else { return Vec::new() };
        self.names(kind, self.word).await.into_iter().filter(|name| !taken.contains(name)).collect()
    }

    /// All types that can be got, those of groups behind the others.
    async fn types(&self, start: &str) -> Vec<String> {
        let Ok(discovery) = self.client.discovery().await else { return Vec::new() };
        let mut all: Vec<(String, String)> = Vec::new();
        for r in discovery.resources.iter().filter(|r| r.can("get")) {
            let row = (r.group.to_string(), r.plural_group().to_string());
            if row.1.starts_with(start) && !all.contains(&row) {
                all.push(row);
            }
        }
        all.order();
        all.into_iter().map(|(_, name)| name).collect()
    }

    async fn any(&self) -> Found {
        if let Some(found) = self.slashed().await {
            return (found, NO_FILES);
        }
        match self.p.args.first() {
            None => {
                // Of several types the last one is being typed.
                let (done, start) = self.word.rfind(',').map_or(("", self.word), |at| self.word.split_at(at + 1));
                let types = self.types(start).await.into_iter().map(|name| format!("{done}{name}"));
                (types.collect(), NO_FILES)
            }
            Some(first) if first.contains('/') => {
                let types = self.types(self.word).await.into_iter().map(|name| format!("{name}/"));
                (types.collect(), NO_SPACE | NO_FILES)
            }
            Some(_) => (self.others().await, NO_FILES),
        }
    }

    async fn of(&self, types: &[&str], most: usize) -> Vec<String> {
        if self.p.args.is_empty() {
            return match self.slashed().await {
                Some(found) => found,
                None => self.fitting(types.iter().map(|name| name.to_string())),
            };
        }
        if self.p.args.len() > most { Vec::new() } else { self.others().await }
    }

    async fn pods(&self) -> Found {
        if let Some(found) = self.slashed().await {
            return (found, NO_FILES);
        }
        let mut found = self.names("pods", self.word).await;
        // Behind the slash of a type more has to follow.
        let directive = if found.is_empty() { NO_SPACE | NO_FILES } else { NO_FILES };
        found.extend(self.fitting(WITH_PODS.iter().map(|name| format!("{name}/"))));
        (found, directive)
    }

    /// The containers of a pod, or of the pods of something.
    async fn containers(&self, of: &str) -> Vec<String> {
        let (kind, name) = of.split_once('/').unwrap_or(("pods", of));
        let Ok(resource) = self.client.resource(kind).await else { return Vec::new() };
        let Ok(namespace) = self.client.namespace().await else { return Vec::new() };
        let Ok(object) = self.client.get(&resource, &namespace, name).await else { return Vec::new() };
        let spec = if &*resource.kind == "Pod" { object.get("spec") } else { object.at(&["spec", "template", "spec"]) };
        let all = spec.list("initContainers").iter().chain(spec.list("containers"));
        self.fitting(all.map(|c| c.str("name").to_string()))
    }

    async fn of_config(&self, list: &str) -> Vec<String> {
        let config = config::start(&self.client.io, self.p).await.unwrap_or_default();
        self.fitting(config.list(list).iter().map(|entry: &Value| entry.str("name").to_string()))
    }

    /// `namespace/`, `pod:`, `namespace/pod:`; of paths the shell knows more.
    async fn copies(&self) -> Vec<String> {
        let word = self.word;
        if !self.p.args.is_empty() || word.starts_with(['/', '.', '~']) || word.contains(':') {
            return Vec::new();
        }
        if let Some((namespace, start)) = word.split_once('/') {
            let mut other = self.p.clone();
            other.set("namespace", namespace);
            let client = Client::new(self.client.io.clone(), other.clone());
            let names = Place { client: &client, p: &other, word }.names("pods", start).await;
            return names.into_iter().map(|name| format!("{namespace}/{name}:")).collect();
        }
        let mut found: Vec<String> = self.names("namespaces", word).await.into_iter().map(|n| n + "/").collect();
        found.extend(self.names("pods", word).await.into_iter().map(|name| name + ":"));
        if word.is_empty() {
            found.extend(["./", "/"].map(String::from));
        } else if !found.is_empty() {
            let files = self.client.io.ask(|h| h.list_directory(".")).await.unwrap_or_default();
            found.extend(self.fitting(files));
        }
        found
    }
}
