//! `kubectl explain`.

use api::explain::{self, Subject};
use api::{Value, schema};

use crate::cli::flag::{Flag, string, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::printers::jsonpath::JsonPath;
use crate::resources::Resource;

const NO_FIELD: &str = "invalid jsonpath syntax, first node must be field node";

const FLAGS: &[Flag] = &[
    text("api-version", "Get different explanations for particular API version (API group/version)"),
    string("output", "plaintext", "Format in which to render the schema (plaintext, plaintext-openapiv2)").short('o'),
    switch("recursive", "Print the fields of fields (Currently only 1 level deep)").short('R'),
];

pub(crate) const EXPLAIN: Command = Command {
    name: "explain",
    short: "Get documentation for a resource",
    help: include_str!("../help/explain.txt"),
    usage: "explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]",
    flags: &[FLAGS],
    run: run!(explain_type),
    ahead: |_| Ahead::Settings,
    server_first: |_| true,
    ..Command::NEW
};

async fn explain_type(client: Client, p: Parsed) -> Result<()> {
    let path = match &p.args[..] {
        [path] => path,
        [] => {
            return Err(plain(
                "You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of supported resources.\n",
            ));
        }
        _ => return Err(plain("We accept only this format: explain RESOURCE\n")),
    };
    if !["plaintext", "plaintext-openapiv2"].contains(&p.str("output")) {
        return Err(plain(format!("unrecognized format: {}", p.str("output"))));
    }
    let (word, steps) = split(&client, path).await?;
    let mut resource = client.resource(&word).await.map_err(|e| match e {
        Error::Plain(text) => Error::Verbatim(text),
        other => other,
    })?;
    let fields: Option<Vec<String>> = steps.into_iter().collect();
    let fields = fields.ok_or_else(|| plain(NO_FIELD))?;
    let wanted = p.str("api-version");
    if !wanted.is_empty() {
        if wanted.matches('/').count() > 1 {
            return Err(plain(format!("unexpected GroupVersion string: {wanted}")));
        }
        let (kind, plural) = (resource.kind.to_string(), resource.plural.clone());
        let served = client.discovery().await?.serves(wanted);
        resource = client.resource_of(wanted, &kind).await?.ok_or_else(|| {
            let version = if wanted.contains('/') { wanted.to_string() } else { format!("/{wanted}") };
            plain(if served {
                format!("GVR ({version}, Resource={plural}) not found in OpenAPI schema")
            } else {
                format!("couldn't find resource for \"{version}, Resource={plural}\"")
            })
        })?;
    }
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let texts = client.io.ask(|h| h.descriptions()).await;
    let (group, version, kind) = (&*resource.group, &*resource.version, &*resource.kind);
    let missing = || Error::Verbatim(format!("couldn't find resource for \"{}\"", resource.go_gvk()));
    client.read_schema(&super::common::schema_path(&resource)).await?;
    let text = if resource.built_in {
        let of = schema::of(group, version, kind).ok_or_else(missing)?;
        explain::explain(&Subject::built_in(group, version, kind, of), &fields, p.bool("recursive"), &texts)
    } else {
        let crd = definition(&client, &resource).await.map_err(|e| match e.is("NotFound") {
            // It went after it had been heard of.
            true => plain(format!("couldn't find resource for \"{}\"", resource.go_gvr())),
            false => e,
        })?;
        let version_row = crd.get("spec").list("versions").iter().find(|v| v.str("name") == version);
        let schema = version_row.map(|v| v.at(&["schema", "openAPIV3Schema"])).filter(|s| !s.is_null());
        let subject = Subject::custom(group, version, kind, schema.ok_or_else(missing)?);
        explain::explain(&subject, &fields, p.bool("recursive"), &texts)
    };
    let (text, error) = match text {
        Ok(text) => (text, None),
        Err((begun, error)) => (begun, Some(plain(error))),
    };
    client.io.print(text);
    error.map_or(Ok(()), Err)
}

/// The names of a path, which kubectl reads as a JSONPath: `pods.spec['containers']` is `pods.spec.containers`. A dot at
/// its end is nothing.
fn names(path: &str) -> Result<Vec<Option<String>>> {
    JsonPath::names(path.strip_suffix('.').unwrap_or(path)).map_err(plain)
}

/// What defines a custom resource.
async fn definition(client: &Client, resource: &Resource) -> Result<Value> {
    let definitions = client.resource("customresourcedefinitions.apiextensions.k8s.io").await?;
    client.get(&definitions, "", &resource.plural_group()).await
}

/// The resource and the steps behind it of a path. A resource may have dots of its own: `deployments.apps.spec`.
async fn split(client: &Client, path: &str) -> Result<(String, Vec<Option<String>>)> {
    let mut steps = names(path)?;
    let first = steps.remove(0).ok_or_else(|| plain(NO_FIELD))?;
    if first.is_empty() {
        return Err(plain("a resource must be present, got: /, Resource="));
    }
    let discovery = client.discovery().await?;
    let lower = first.to_lowercase();
    let named = discovery.resources.iter().filter(|r| *r.plural == *lower || *r.singular == *lower);
    // The first one whose name with its group the path begins with. What is behind it is a path of its own.
    for r in named {
        let word = r.plural_group();
        if let Some(rest) = path.strip_prefix(&*word) {
            let steps = if rest.is_empty() { Vec::new() } else { names(rest)?.split_off(1) };
            return Ok((word.to_string(), steps));
        }
    }
    Ok((first, steps))
}
