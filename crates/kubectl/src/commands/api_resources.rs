//! `kubectl api-resources` and `kubectl api-versions`.

use sorted::{InOrder, SortedSet};
use std::rc::Rc;

use api::{Body, Request, Value, obj, rest};

use crate::cli::flag::{Flag, boolean, slice, switch, text};
use crate::cli::{Command, Parsed, go, run};
use crate::client::Client;
use crate::error::{Result, plain, usage};
use crate::printers::columns::columns;
use crate::printers::format::Format;
use crate::resources::Resource;
use api::go_order;

const FLAGS: &[Flag] = &[
    text("api-group", "Limit to resources in the specified API group."),
    switch("cached", "Use the cached list of resources if available."),
    slice("categories", "Limit to resources that belong to the specified categories."),
    boolean(
        "namespaced",
        "true",
        "If false, non-namespaced resources will be returned, otherwise returning namespaced resources by default.",
    ),
    switch(
        "no-headers",
        "When using the default or custom-column output format, don't print headers (default print headers).",
    ),
    text("output", "Output format. One of: (json, yaml, kyaml, name, wide).").short('o'),
    switch("show-managed-fields", "If true, keep the managedFields when printing objects in JSON or YAML format."),
    text(
        "sort-by",
        "If non-empty, sort list of resources using specified field. The field can be either 'name' or 'kind'.",
    ),
    slice("verbs", "Limit to resources that support the specified verbs."),
];

pub(crate) const API_RESOURCES: Command = Command {
    name: "api-resources",
    short: "Print the supported API resources on the server",
    help: include_str!("../help/api-resources.txt"),
    usage: "api-resources [flags]",
    flags: &[FLAGS],
    run: run!(api_resources),
    server_first: |_| true,
    ..Command::NEW
};

pub(crate) const API_VERSIONS: Command = Command {
    name: "api-versions",
    short: "Print the supported API versions on the server, in the form of \"group/version\"",
    help: include_str!("../help/api-versions.txt"),
    usage: "api-versions",
    run: run!(api_versions),
    server_first: |_| true,
    ..Command::NEW
};

async fn api_resources(client: Client, p: Parsed) -> Result<()> {
    if !p.args.is_empty() {
        return Err(usage(&p.path, format!("unexpected arguments: {}", go::list(&p.args))));
    }
    let output = p.str("output");
    let format = match output {
        "" | "wide" | "name" => None,
        _ => Format::of(&client, &p, "json,kyaml,name,wide,yaml").await?,
    };
    if !["", "name", "kind"].contains(&p.str("sort-by")) {
        return Err(plain("--sort-by accepts only name or kind"));
    }
    let discovery = if p.bool("cached") { client.discovery().await? } else { client.rediscover().await? };
    let (verbs, categories) = (p.list("verbs"), p.list("categories"));
    let wanted = |r: &&Rc<Resource>| {
        (!p.changed("api-group") || r.group == p.str("api-group"))
            && (!p.changed("namespaced") || r.namespaced == p.bool("namespaced"))
            && verbs.iter().all(|v| r.can(v))
            && categories.iter().all(|c| r.categories.iter().any(|own| own == c.as_str()))
    };
    let mut rows: Vec<Rc<Resource>> = discovery.resources.iter().filter(wanted).cloned().collect();
    match p.str("sort-by") {
        "name" => rows.order_by(|a, b| a.plural.cmp(&b.plural)),
        "kind" => rows.order_by(|a, b| a.kind.cmp(&b.kind)),
        _ => rows.order_by(|a, b| (&a.group, &a.plural).cmp(&(&b.group, &b.plural))),
    }
    let complete = match &discovery.unknown[..] {
        [] => Ok(()),
        unknown => Err(plain(rest::incomplete(unknown))),
    };
    if let Some(format) = format {
        whole(&client, &rows, &format).await?;
        return complete;
    }
    if output == "name" {
        client.io.print(rows.iter().map(|r| r.plural_group().to_string() + "\n").collect::<String>());
        return complete;
    }
    let mut lines: Vec<Vec<String>> = Vec::new();
    if !p.bool("no-headers") {
        let mut header = vec!["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"];
        if output == "wide" {
            header.extend(["VERBS", "CATEGORIES"]);
        }
        lines.push(header.into_iter().map(str::to_string).collect());
    }
    lines.extend(rows.iter().map(|r| row(r, output == "wide")));
    client.io.print(columns(lines));
    complete
}

/// The rows as the server's discovery has them, in one list.
async fn whole(client: &Client, rows: &[Rc<Resource>], format: &Format) -> Result<()> {
    let mut all: Vec<Value> = Vec::new();
    let mut last = (String::new(), Value::Null);
    for r in rows {
        let path = if r.group.is_empty() { "/api/".to_string() } else { format!("/apis/{}/", r.group) };
        let path = path + &r.version;
        if last.0 != path {
            last = (path.clone(), client.object(Request::raw(path)).await?);
        }
        let mut found = last.1.list("resources").iter().filter(|known| known.str("name") == r.plural.as_str()).cloned();
        if let Some(mut row) = found.next() {
            if !r.group.is_empty() {
                row.set("group", r.group.clone());
            }
            row.set("version", r.version.clone());
            all.push(row);
        }
    }
    let list = obj!({"apiVersion": "v1", "groupVersion": "", "kind": "APIResourceList", "resources": all});
    client.io.print(match format {
        Format::Json => go_order::pretty(&list) + "\n",
        format => format.print(&list, true, true)?,
    });
    Ok(())
}

fn row(r: &Resource, wide: bool) -> Vec<String> {
    let joined = |list: &[api::Text]| list.iter().map(|t| t.as_str()).collect::<Vec<_>>().join(",");
    let mut cells = vec![
        r.plural.to_string(),
        joined(&r.short_names),
        r.api_version().to_string(),
        r.namespaced.to_string(),
        r.kind.to_string(),
    ];
    if wide {
        cells.extend([joined(&r.verbs), joined(&r.categories)]);
    }
    cells
}

async fn api_versions(client: Client, p: Parsed) -> Result<()> {
    if !p.args.is_empty() {
        return Err(usage(&p.path, format!("unexpected arguments: {}", go::list(&p.args))));
    }
    client.settings().await?;
    if let Some(lost) = client.lost().await {
        crate::resources::complain(&client, &lost, 1).await;
        let (server, why) = lost;
        let asked = format!("Get \"{server}/api?timeout=32s\"");
        return Err(plain(format!("couldn't get available api versions from server: {asked}: {why}")));
    }
    client.rediscover().await?;
    let mut versions: SortedSet<String> = SortedSet::new();
    if let Body::Object(core) = client.call(Request::raw("/api")).await?.body {
        versions.extend(core.list("versions").iter().filter_map(|v| v.as_str()).map(str::to_string));
    }
    let groups = client.object(Request::raw("/apis")).await?;
    for group in groups.list("groups") {
        versions.extend(group.list("versions").iter().map(|v| v.str("groupVersion").to_string()));
    }
    client.io.print(versions.into_iter().map(|v| v + "\n").collect::<String>());
    Ok(())
}
