//! `kubectl top`: figures of the metrics API, where a cluster has it.

use api::quantity::Quantity;
use api::time::Time;
use api::{Body, Request, Text, Value, Verb, meta};

use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, boolean, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain, usage};
use crate::go_sort::go_sort;
use crate::printers::columns::columns;

pub(crate) const TOP: Command = Command {
    name: "top",
    short: "Display resource (CPU/memory) usage",
    help: include_str!("../help/top.txt"),
    usage: "top [flags]",
    commands: &[&NODE, &POD],
    ..Command::NEW
};

const NODE_FLAGS: &[Flag] = &[
    switch("no-headers", "If present, print output without headers"),
    flag::SELECTOR,
    switch("show-capacity", "Print node resources based on Capacity instead of Allocatable(default) of the nodes."),
    switch("show-swap", "Print node resources related to swap memory."),
    text("sort-by", "If non-empty, sort nodes list using specified field. The field can be either 'cpu' or 'memory'."),
    boolean("use-protocol-buffers", "true", "Enables using protocol-buffers to access Metrics API."),
];

const NODE: Command = Command {
    name: "node",
    aliases: &["nodes", "no"],
    short: "Display resource (CPU/memory) usage of nodes",
    help: include_str!("../help/top-node.txt"),
    usage: "node [NAME | -l label]",
    arguments: Arguments::One("nodes"),
    flags: &[NODE_FLAGS],
    run: run!(nodes),
    ahead: |_| Ahead::Settings,
    server_first: |_| true,
    ..Command::NEW
};

const POD_FLAGS: &[Flag] = &[
    flag::ALL_NAMESPACES,
    switch("containers", "If present, print usage of containers within a pod."),
    flag::FIELD_SELECTOR,
    switch("no-headers", "If present, print output without headers."),
    flag::SELECTOR,
    switch("show-swap", "Print pod resources related to swap memory."),
    text("sort-by", "If non-empty, sort pods list using specified field. The field can be either 'cpu' or 'memory'."),
    switch("sum", "Print the sum of the resource usage"),
    boolean("use-protocol-buffers", "true", "Enables using protocol-buffers to access Metrics API."),
];

const POD: Command = Command {
    name: "pod",
    aliases: &["pods", "po"],
    short: "Display resource (CPU/memory) usage of pods",
    help: include_str!("../help/top-pod.txt"),
    usage: "pod [NAME | -l label]",
    arguments: Arguments::One("pods"),
    flags: &[POD_FLAGS],
    run: run!(pods),
    ahead: |_| Ahead::Settings,
    ..Command::NEW
};

/// At most one NAME, and none with a selector.
fn one_name(p: &Parsed, kind: &str) -> Result<()> {
    if p.args.len() > 1 {
        return Err(usage(&p.path, format!("{kind} [NAME | -l label]")));
    }
    if p.args.len() == 1 && !p.str("selector").is_empty() {
        let selector = if kind == "node" { "--selector" } else { "selector" };
        return Err(plain(format!("only one of NAME or {selector} can be provided")));
    }
    Ok(())
}

/// The metrics at a path, or the error that there is no such API.
async fn metrics(client: &Client, path: &str, p: &Parsed) -> Result<Vec<Value>> {
    if !["", "cpu", "memory"].contains(&p.str("sort-by")) {
        return Err(plain("--sort-by accepts only cpu or memory"));
    }
    api::selector::LabelSelector::parse(p.str("selector")).map_err(|e| plain(e.0))?;
    let fields = if p.has("field-selector") { p.str("field-selector") } else { "" };
    if let Some(part) = fields.split(',').find(|part| !part.is_empty() && !part.contains('=')) {
        return Err(plain(format!("invalid selector: '{fields}'; can't understand '{part}'")));
    }
    let groups = client.object(Request::raw("/apis")).await?;
    if !groups.list("groups").iter().any(|g| g.str("name") == "metrics.k8s.io") {
        return Err(plain("Metrics API not available"));
    }
    let selectors = [("labelSelector", p.str("selector")), ("fieldSelector", p.str("field-selector"))];
    let asked: Vec<String> =
        selectors.iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| format!("{key}={text}")).collect();
    let query = if asked.is_empty() { String::new() } else { format!("?{}", asked.join("&")) };
    let request = Request::raw(format!("/apis/metrics.k8s.io/v1beta1/{path}{query}"));
    match client.call(request).await?.body {
        Body::Object(v) if v.has("items") => Ok(v.list("items").to_vec()),
        Body::Object(v) => Ok(vec![v]),
        _ => Ok(Vec::new()),
    }
}

/// What something uses.
#[derive(Clone, Default)]
struct Used {
    cpu: Quantity,
    memory: Quantity,
}

impl Used {
    fn of(v: &Value) -> Used {
        Used { cpu: Quantity::of_valid(v.get("cpu")), memory: Quantity::of_valid(v.get("memory")) }
    }
    fn add(&mut self, other: &Used) {
        self.cpu.add(&other.cpu);
        self.memory.add(&other.memory);
    }
    fn cells(&self) -> [String; 2] {
        [format!("{}m", self.cpu.milli_value()), format!("{}Mi", self.memory.value() / (1 << 20))]
    }
}

/// The biggest first, where that is asked for; by name otherwise.
fn sort<T>(rows: &mut [(String, Used, T)], by: &str) {
    go_sort(rows, |a, b| match by {
        "cpu" => a.1.cpu.milli_value() > b.1.cpu.milli_value(),
        "memory" => a.1.memory.value() > b.1.memory.value(),
        _ => a.0 < b.0,
    });
}

async fn nodes(client: Client, p: Parsed) -> Result<()> {
    one_name(&p, "node")?;
    let name = p.args.first().cloned().unwrap_or_default();
    let path = if name.is_empty() { "nodes".to_string() } else { format!("nodes/{name}") };
    let found = metrics(&client, &path, &p).await?;
    if found.is_empty() {
        return Err(plain("metrics not available yet"));
    }
    let r = client.resource("nodes").await?;
    let all = if name.is_empty() {
        let mut request = Request::new(Verb::List, r.gvr(), "", "");
        request.options.label_selector = Text::new(p.str("selector"));
        client.object(request).await?.list("items").to_vec()
    } else {
        vec![client.get(&r, "", &name).await?]
    };
    let which = if p.bool("show-capacity") { "capacity" } else { "allocatable" };
    let total = |name: &str| all.iter().find(|n| meta::name(n) == name).map(|n| Used::of(n.get("status").get(which)));
    let percent = |part: &Quantity, all: Option<&Quantity>| match all.filter(|q| !q.is_zero()) {
        Some(all) => format!("{}%", (part.milli_value() as f64 / all.milli_value() as f64 * 100.0) as i64),
        None => "<unknown>".into(),
    };
    let mut rows = Vec::new();
    for item in &found {
        let name = meta::name(item).to_string();
        let (used, all) = (Used::of(item.get("usage")), total(&name));
        let [cpu, memory] = used.cells();
        let cpu_share = percent(&used.cpu, all.as_ref().map(|u| &u.cpu));
        let memory_share = percent(&used.memory, all.as_ref().map(|u| &u.memory));
        rows.push((name.clone(), used, vec![name, cpu, cpu_share, memory, memory_share]));
    }
    sort(&mut rows, p.str("sort-by"));
    let mut lines: Vec<Vec<String>> = rows.into_iter().map(|r| r.2).collect();
    // Nodes that nothing is known of come last.
    for node in all.iter().map(meta::name).filter(|name| !found.iter().any(|m| meta::name(m) == *name)) {
        let mut line = vec![node.to_string()];
        line.extend(vec!["<unknown>".to_string(); 4]);
        lines.push(line);
    }
    print(&client, &p, &["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"], lines);
    Ok(())
}

/// A pod without figures after so long is a mistake.
const METRICS_DELAY_SECONDS: i64 = 120;

/// Why there are no figures, if there are pods that should have some.
async fn check_empty(client: &Client, namespace: &str, p: &Parsed) -> Result<()> {
    let r = client.resource("pods").await?;
    let pods = match p.args.first() {
        Some(name) => vec![client.get(&r, namespace, name).await?],
        None => {
            let mut request = Request::new(Verb::List, r.gvr(), Text::new(namespace), "");
            request.options.label_selector = Text::new(p.str("selector"));
            request.options.field_selector = Text::new(p.str("field-selector"));
            client.object(request).await?.list("items").to_vec()
        }
    };
    if pods.is_empty() {
        return Ok(());
    }
    let now = client.io.ask(|h| h.now()).await;
    for pod in &pods {
        let created = Time::parse(pod.get("metadata").str("creationTimestamp")).unwrap_or(now);
        let age = now.since(created).as_secs() as i64;
        if age > METRICS_DELAY_SECONDS {
            let (key, age) = (meta::key(pod), api::duration::go(now.since(created)));
            return Err(plain(format!("Metrics not available for pod {key}, age: {age}")));
        }
    }
    Err(plain("metrics not available yet"))
}

async fn pods(client: Client, p: Parsed) -> Result<()> {
    one_name(&p, "pod")?;
    let namespace = client.namespace().await?;
    let (all, by_container) = (p.bool("all-namespaces"), p.bool("containers"));
    let path = match (p.args.first(), all) {
        (Some(name), _) => format!("namespaces/{namespace}/pods/{name}"),
        (None, true) => "pods".to_string(),
        (None, false) => format!("namespaces/{namespace}/pods"),
    };
    let found = metrics(&client, &path, &p).await?;
    if found.is_empty() {
        check_empty(&client, if all { "" } else { &namespace }, &p).await?;
        client.io.eprint(if all {
            "No resources found\n".to_string()
        } else {
            format!("No resources found in {namespace} namespace.\n")
        });
        return Ok(());
    }
    let by = p.str("sort-by");
    let mut sum = Used::default();
    let mut rows = Vec::new();
    for item in &found {
        let mut containers: Vec<(String, Used, ())> =
            item.list("containers").iter().map(|c| (c.str("name").to_string(), Used::of(c.get("usage")), ())).collect();
        sort(&mut containers, by);
        let mut total = Used::default();
        containers.iter().for_each(|(_, used, ())| total.add(used));
        sum.add(&total);
        rows.push((meta::key(item), total, (item, containers)));
    }
    sort(&mut rows, by);
    let mut lines = Vec::new();
    for (_, total, (item, containers)) in &rows {
        let head = all.then(|| meta::namespace(item).to_string()).into_iter().chain([meta::name(item).to_string()]);
        let head: Vec<String> = head.collect();
        if by_container {
            for (name, used, ()) in containers {
                lines.push([head.clone(), vec![name.clone()], used.cells().to_vec()].concat());
            }
        } else {
            lines.push([head, total.cells().to_vec()].concat());
        }
    }
    let mut header = if by_container { vec!["POD", "NAME"] } else { vec!["NAME"] };
    if all {
        header.insert(0, "NAMESPACE");
    }
    header.extend(["CPU(cores)", "MEMORY(bytes)"]);
    if p.bool("sum") {
        let blank = vec![String::new(); header.len() - 2];
        lines.push([blank.clone(), vec!["________".to_string(); 2]].concat());
        lines.push([blank, sum.cells().to_vec()].concat());
    }
    print(&client, &p, &header, lines);
    Ok(())
}

fn print(client: &Client, p: &Parsed, header: &[&str], rows: Vec<Vec<String>>) {
    let mut lines: Vec<Vec<String>> = Vec::new();
    if !p.bool("no-headers") {
        lines.push(header.iter().map(|h| h.to_string()).collect());
    }
    lines.extend(rows);
    // The real one ends each cell with a tab.
    for line in &mut lines {
        line.push(String::new());
    }
    client.io.print(columns(lines));
}
