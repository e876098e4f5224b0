//! `kubectl cluster-info`.

use std::cell::Cell;

use api::request::Options;
use api::{Value, Verb, meta, obj};

use crate::cli::flag::{self, Flag, duration, slice, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::printers::format::{Format, OBJECT_FORMATS};
use crate::streams::Opened;

pub(crate) const CLUSTER_INFO: Command = Command {
    name: "cluster-info",
    short: "Display cluster information",
    help: include_str!("../help/cluster-info.txt"),
    usage: "cluster-info [flags]",
    commands: &[&DUMP],
    run: run!(cluster_info),
    server_first: |_| true,
    ..Command::NEW
};

const DUMP_FLAGS: &[Flag] = &[
    switch("all-namespaces", "If true, dump all namespaces.  If true, --namespaces is ignored.").short('A'),
    flag::ALLOW_MISSING,
    flag::OUTPUT.default("json"),
    duration(
        "pod-running-timeout",
        "20s",
        "The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running",
    ),
    flag::SHOW_MANAGED_FIELDS,
    flag::TEMPLATE,
    slice("namespaces", "A comma separated list of namespaces to dump."),
    text(
        "output-directory",
        "Where to output the files.  If empty or '-' uses stdout, otherwise creates a directory hierarchy in that directory",
    ),
];

const DUMP: Command = Command {
    name: "dump",
    short: "Dump relevant information for debugging and diagnosis",
    help: include_str!("../help/cluster-info-dump.txt"),
    usage: "dump [flags]",
    flags: &[DUMP_FLAGS],
    run: run!(dump),
    server_first: |_| true,
    ..Command::NEW
};

const HINT: &str = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n";

async fn cluster_info(client: Client, _: Parsed) -> Result<()> {
    client.settings().await?;
    let told = addresses(&client).await;
    // kubectl gives its hint even where nothing answers.
    client.io.print(HINT);
    told
}

async fn addresses(client: &Client) -> Result<()> {
    let services = client.resource("services").await?;
    let options = Options { label_selector: "kubernetes.io/cluster-service=true".into(), ..Options::default() };
    let found = client.list(&services, "kube-system", &options).await?;
    let server = client.settings().await?.server.clone();
    client.io.print(format!("Kubernetes control plane is running at {server}\n"));
    for service in found {
        let name = meta::name(&service);
        let title = meta::labels(&service).get("kubernetes.io/name").and_then(Value::as_str).unwrap_or(name);
        let ports = service.get("spec").list("ports");
        let port = match ports.first().map(|p| p.str("name")) {
            Some(port) if !port.is_empty() => format!(":{port}"),
            _ => String::new(),
        };
        client.io.print(format!(
            "{title} is running at {server}/api/v1/namespaces/kube-system/services/{name}{port}/proxy\n"
        ));
    }
    Ok(())
}

/// What is dumped of each namespace.
const DUMPED: &[&str] = &[
    "events",
    "replicationcontrollers",
    "services",
    "daemonsets.apps",
    "deployments.apps",
    "replicasets.apps",
    "pods",
];

async fn dump(client: Client, p: Parsed) -> Result<()> {
    let format = Format::of(&client, &p, OBJECT_FORMATS).await?.unwrap_or(Format::Json);
    if p.duration("pod-running-timeout").is_zero() {
        return Err(plain(super::attach::NO_TIME));
    }
    let directory = p.str("output-directory").trim_end_matches('/').to_string();
    let to_files = !directory.is_empty() && directory != "-";
    let mut namespaces = p.list("namespaces");
    if p.bool("all-namespaces") {
        let r = client.resource("namespaces").await?;
        let all = client.list(&r, "", &Options::default()).await?;
        namespaces = all.iter().map(|n| meta::name(n).to_string()).collect();
    } else if namespaces.is_empty() {
        namespaces = vec!["kube-system".into(), client.namespace().await?];
    }
    let out = Dump {
        client: &client,
        directory: if to_files { directory.clone() } else { String::new() },
        format,
        managed: p.bool("show-managed-fields"),
        first: Cell::new(true),
    };
    out.list("nodes", "", "nodes").await?;
    for namespace in &namespaces {
        for word in DUMPED {
            let name = word.split('.').next().unwrap_or(word);
            let file = format!("{namespace}/{}", name.replace("replicationc", "replication-c"));
            out.list(word, namespace, &file).await?;
        }
        out.logs(namespace).await?;
    }
    if to_files {
        client.io.print(format!("Cluster info dumped to {directory}\n"));
    }
    Ok(())
}

/// A list as Go writes it: the items in the order of their type, which they do not name.
fn typed_list(list: &Value, kind: &str) -> String {
    let items: Vec<String> = list.list("items").iter().map(|item| typed_item(item, kind)).collect();
    let mut bare = list.clone();
    bare.set("items", Vec::<Value>::new());
    let text = api::go_order::pretty(&bare) + "\n";
    if items.is_empty() { text } else { text.replacen("[]", &format!("[\n{}\n    ]", items.join(",\n")), 1) }
}

fn typed_item(item: &Value, kind: &str) -> String {
    let mut named = item.clone();
    named.set("kind", kind.to_string());
    let text = api::go_order::pretty(&named);
    let own = text.lines().enumerate().filter(|(at, _)| *at != 1);
    own.map(|(_, line)| format!("        {line}")).collect::<Vec<_>>().join("\n")
}

struct Dump<'a> {
    client: &'a Client,
    directory: String,
    format: Format,
    managed: bool,
    /// One printer prints all lists.
    first: Cell<bool>,
}

impl Dump<'_> {
    async fn write(&self, file: &str, text: String) -> Result<()> {
        if self.directory.is_empty() {
            self.client.io.print(text);
            return Ok(());
        }
        let path = format!("{}/{file}", self.directory);
        let at = path.clone();
        let written = self.client.io.ask(move |h| h.write_file(&at, text.as_bytes())).await;
        written.map_err(|e| plain(format!("open {path}: {}", e.text())))
    }
    async fn list(&self, word: &str, namespace: &str, file: &str) -> Result<()> {
        let r = self.client.resource(word).await?;
        let list = self.client.object(r.request(Verb::List, namespace, "")?).await?;
        let mut items: Vec<Value> = list.list("items").to_vec();
        for item in &mut items {
            // Typed items leave out what the list says of all of them.
            item.remove("apiVersion");
            item.remove("kind");
            if !self.managed {
                item.remove_at(&["metadata", "managedFields"]);
            }
        }
        let shown = obj!({
            "apiVersion": (r.api_version()), "items": items, "kind": (format!("{}List", r.kind)),
            "metadata": (list.get("metadata").clone())
        });
        let text = match &self.format {
            Format::Json => typed_list(&shown, &r.kind),
            Format::Name => {
                let list = format!("*{}.{}List", r.version, r.kind);
                return Err(plain(format!("list types are not supported by name printing: {list}")));
            }
            format => format.print(&shown, self.managed, self.first.replace(false))?,
        };
        let extension = if self.format == Format::Yaml { "yaml" } else { "json" };
        self.write(&format!("{file}.{extension}"), text).await
    }
    async fn logs(&self, namespace: &str) -> Result<()> {
        let r = self.client.resource("pods").await?;
        for pod in self.client.list(&r, namespace, &Options::default()).await? {
            let name = meta::name(&pod);
            let (spec, mut text) = (pod.get("spec"), String::new());
            for container in spec.list("initContainers").iter().chain(spec.list("containers")).map(|c| c.str("name")) {
                let title = format!("logs for container {container} of pod {namespace}/{name}");
                text += &format!("==== START {title} ====\n");
                let log = self.log(namespace, name, container).await;
                text += &log.unwrap_or_else(|e| format!("Request log error: {}\n", e.message()));
                text += &format!("==== END {title} ====\n");
            }
            self.write(&format!("{namespace}/{name}/logs.txt"), text).await?;
        }
        Ok(())
    }
    async fn log(&self, namespace: &str, name: &str, container: &str) -> Result<String> {
        let r = self.client.resource("pods").await?;
        let mut request = r.request(Verb::Get, namespace, name)?.on("log");
        request.options.sub.container = api::Text::new(container);
        let stream = match self.client.open(request).await? {
            Opened::Text(text) => return Ok(text),
            Opened::Stream(stream) => stream,
        };
        let mut bytes = Vec::new();
        loop {
            let output = stream.read().await;
            output.chunks.into_iter().for_each(|(_, data)| bytes.extend(data));
            match output.ended {
                Some((_, why)) if !why.is_empty() => return Err(plain(why)),
                Some(_) => return Ok(String::from_utf8_lossy(&bytes).into_owned()),
                None => self.client.io.events(None).await,
            }
        }
    }
}
