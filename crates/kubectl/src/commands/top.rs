//! `kubectl top`: figures of the metrics API, where a cluster has it.

use api::quantity::Quantity;
use api::{Body, Request, Value, meta};
use sorted::InOrder;

use crate::cli::flag::{self, Flag, boolean, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::printers::columns::columns;

pub(crate) const TOP: Command = Command {
    name: "top",
    short: "Display resource (CPU/memory) usage",
    help: "Display resource (CPU/memory) usage.\n\n This command provides a view of recent resource consumption for nodes and pods. It fetches metrics from the Metrics Server, which aggregates this data from the kubelet on each node. The Metrics Server must be installed and running in the cluster for this command to work.\n\n The metrics shown are specifically optimized for Kubernetes autoscaling decisions, such as those made by the Horizontal Pod Autoscaler (HPA) and Vertical Pod Autoscaler (VPA). Because of this, the values may not match those from standard OS tools like 'top', as the metrics are designed to provide a steady signal for autoscalers rather than for pinpoint accuracy.\n",
    usage: "top",
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
    help: "Display resource (CPU/memory) usage of nodes.\n\n The top-node command allows you to see the resource consumption of nodes.\n---\n# Show metrics for all nodes\nkubectl top node\n\n# Show metrics for a given node\nkubectl top node NODE_NAME\n",
    usage: "node [NAME | -l label]",
    flags: &[NODE_FLAGS],
    run: run!(nodes),
    ..Command::NEW
};

const POD_FLAGS: &[Flag] = &[
    flag::ALL_NAMESPACES,
    switch("containers", "If present, print usage of containers within a pod."),
    flag::FIELD_SELECTOR,
    switch("no-headers", "If present, print output without headers."),
    flag::SELECTOR,
    switch("show-swap", "If present, print swap related resource usage."),
    text("sort-by", "If non-empty, sort pods list using specified field. The field can be either 'cpu' or 'memory'."),
    switch("sum", "Print the sum of the resource usage"),
    boolean("use-protocol-buffers", "true", "Enables using protocol-buffers to access Metrics API."),
];

const POD: Command = Command {
    name: "pod",
    aliases: &["pods", "po"],
    short: "Display resource (CPU/memory) usage of pods",
    help: "Display resource (CPU/memory) usage of pods.\n\n The 'top pod' command allows you to see the resource consumption of pods.\n\n Due to the metrics pipeline delay, they may be unavailable for a few minutes since pod creation.\n---\n# Show metrics for all pods in the default namespace\nkubectl top pod\n\n# Show metrics for all pods in the given namespace\nkubectl top pod --namespace=NAMESPACE\n\n# Show metrics for a given pod and its containers\nkubectl top pod POD_NAME --containers\n\n# Show metrics for the pods defined by label name=myLabel\nkubectl top pod -l name=myLabel\n",
    usage: "pod [NAME | -l label]",
    flags: &[POD_FLAGS],
    run: run!(pods),
    ..Command::NEW
};

/// The metrics at a path, or the error that there is no such API.
async fn metrics(client: &Client, path: &str, p: &Parsed) -> Result<Vec<Value>> {
    if !["", "cpu", "memory"].contains(&p.str("sort-by")) {
        return Err(plain("--sort-by accepts only cpu or memory"));
    }
    let groups = client.object(Request::raw("/apis")).await?;
    if !groups.list("groups").iter().any(|g| g.str("name") == "metrics.k8s.io") {
        return Err(plain("Metrics API not available"));
    }
    let query =
        if p.str("selector").is_empty() { String::new() } else { format!("?labelSelector={}", p.str("selector")) };
    let request = Request::raw(format!("/apis/metrics.k8s.io/v1beta1/{path}{query}"));
    match client.call(request).await?.body {
        Body::Object(v) if v.has("items") => Ok(v.list("items").to_vec()),
        Body::Object(v) => Ok(vec![v]),
        _ => Ok(Vec::new()),
    }
}

/// CPU in thousandths, memory in mebibytes.
fn usage(v: &Value) -> (i64, i64) {
    let quantity = |field: &str| Quantity::of_valid(v.get(field));
    (quantity("cpu").milli_value(), quantity("memory").value() / (1 << 20))
}

fn sort(rows: &mut [(String, i64, i64, Vec<String>)], by: &str) {
    match by {
        "cpu" => rows.order_by_key(|r| std::cmp::Reverse(r.1)),
        "memory" => rows.order_by_key(|r| std::cmp::Reverse(r.2)),
        _ => rows.order_by(|a, b| a.0.cmp(&b.0)),
    }
}

async fn nodes(client: Client, p: Parsed) -> Result<()> {
    let path = p.args.first().map_or("nodes".to_string(), |name| format!("nodes/{name}"));
    let found = metrics(&client, &path, &p).await?;
    let r = client.resource("nodes").await?;
    let mut rows = Vec::new();
    for item in found {
        let name = meta::name(&item).to_string();
        let node = client.get(&r, "", &name).await?;
        let total = node.get("status").get(if p.bool("show-capacity") { "capacity" } else { "allocatable" });
        let ((cpu, memory), (all_cpu, all_memory)) = (usage(item.get("usage")), usage(total));
        let percent =
            |part: i64, all: i64| if all == 0 { "<unknown>".into() } else { format!("{}%", part * 100 / all) };
        let cells = vec![
            name.clone(),
            format!("{cpu}m"),
            percent(cpu, all_cpu),
            format!("{memory}Mi"),
            percent(memory, all_memory),
        ];
        rows.push((name, cpu, memory, cells));
    }
    sort(&mut rows, p.str("sort-by"));
    let header = ["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"];
    print(&client, &p, &header, rows);
    Ok(())
}

async fn pods(client: Client, p: Parsed) -> Result<()> {
    let namespace = client.namespace().await?;
    let all = p.bool("all-namespaces");
    let path = match (p.args.first(), all) {
        (Some(name), _) => format!("namespaces/{namespace}/pods/{name}"),
        (None, true) => "pods".to_string(),
        (None, false) => format!("namespaces/{namespace}/pods"),
    };
    let found = metrics(&client, &path, &p).await?;
    if found.is_empty() {
        client.io.eprint(if all {
            "No resources found\n".to_string()
        } else {
            format!("No resources found in {namespace} namespace.\n")
        });
        return Ok(());
    }
    let mut rows = Vec::new();
    for item in &found {
        let name = meta::name(item).to_string();
        let key = meta::key(item);
        let containers: Vec<(&str, (i64, i64))> =
            item.list("containers").iter().map(|c| (c.str("name"), usage(c.get("usage")))).collect();
        let mut line = |container: Option<&str>, (cpu, memory): (i64, i64)| {
            let mut cells = vec![name.clone()];
            cells.extend(container.map(str::to_string));
            cells.extend([format!("{cpu}m"), format!("{memory}Mi")]);
            if all {
                cells.insert(0, meta::namespace(item).to_string());
            }
            rows.push((key.clone(), cpu, memory, cells));
        };
        if p.bool("containers") {
            containers.iter().for_each(|(name, used)| line(Some(name), *used));
        } else {
            line(None, containers.iter().fold((0, 0), |sum, (_, u)| (sum.0 + u.0, sum.1 + u.1)));
        }
    }
    sort(&mut rows, p.str("sort-by"));
    let (cpu, memory) = rows.iter().fold((0, 0), |sum, r| (sum.0 + r.1, sum.1 + r.2));
    let mut header = vec![if p.bool("containers") { "POD" } else { "NAME" }];
    if p.bool("containers") {
        header.push("NAME");
    }
    header.extend(["CPU(cores)", "MEMORY(bytes)"]);
    if all {
        header.insert(0, "NAMESPACE");
    }
    if p.bool("sum") {
        let blank = vec![String::new(); header.len() - 2];
        let line = |a: &str, b: &str| blank.iter().cloned().chain([a.to_string(), b.to_string()]).collect::<Vec<_>>();
        rows.push((String::new(), 0, 0, line("________", "________")));
        rows.push((String::new(), 0, 0, line(&format!("{cpu}m"), &format!("{memory}Mi"))));
    }
    print(&client, &p, &header, rows);
    Ok(())
}

fn print(client: &Client, p: &Parsed, header: &[&str], rows: Vec<(String, i64, i64, Vec<String>)>) {
    let mut lines: Vec<Vec<String>> = Vec::new();
    if !p.bool("no-headers") {
        lines.push(header.iter().map(|h| h.to_string()).collect());
    }
    lines.extend(rows.into_iter().map(|r| r.3));
    // The real one ends each cell with a tab.
    for line in &mut lines {
        line.push(String::new());
    }
    client.io.print(columns(lines));
}
