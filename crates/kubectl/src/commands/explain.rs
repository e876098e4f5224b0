//! `kubectl explain`.

use api::explain::{self, Subject};
use api::{Value, schema};

use crate::cli::flag::{Flag, string, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::Resource;

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
    let path = plain_path(path).map_err(plain)?;
    let (word, fields) = split(&client, &path).await?;
    let mut resource = client.resource(&word).await.map_err(|e| match e {
        Error::Plain(text) => Error::Verbatim(text),
        other => other,
    })?;
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

/// The path, which kubectl reads as a JSONPath of fields alone: `pods.spec['containers']` is `pods.spec.containers`.
fn plain_path(path: &str) -> Result<String, String> {
    const FIRST: &str = "invalid jsonpath syntax, first node must be field node";
    if path.is_empty() || path == "." || path.starts_with('[') {
        return Err("a resource must be present, got: /, Resource=".into());
    }
    let mut fields = String::new();
    let mut rest = path;
    while let Some((before, behind)) = rest.split_once('[') {
        fields += before;
        let (inside, behind) = behind.split_once(']').ok_or("unterminated array")?;
        match inside.strip_prefix('\'').and_then(|name| name.strip_suffix('\'')) {
            Some(name) => fields.extend([".", name]),
            None if inside.bytes().all(|b| matches!(b, b'0'..=b'9' | b'*' | b':' | b',' | b'-')) => {
                return Err(FIRST.into());
            }
            None => return Err(format!("invalid array index {inside}")),
        }
        rest = behind;
    }
    fields += rest;
    match fields.chars().find(|c| matches!(c, '{' | '}' | '*') || c.is_whitespace()) {
        Some('}') => Err("must pass in 1 jsonpath string".into()),
        Some(c @ ('{' | '*')) => Err(format!("unrecognized character in action: U+{:04X} '{c}'", u32::from(c))),
        Some(_) => Err(FIRST.into()),
        None if fields.starts_with('.') => Err(FIRST.into()),
        // Two dots would ask for any depth, which is not looked at.
        None => Ok(fields.replace("..", ".")),
    }
}

/// What defines a custom resource.
async fn definition(client: &Client, resource: &Resource) -> Result<Value> {
    let definitions = client.resource("customresourcedefinitions.apiextensions.k8s.io").await?;
    client.get(&definitions, "", &resource.plural_group()).await
}

/// The resource and the fields of a path. A resource may have dots of its own: `deployments.apps.spec`.
async fn split(client: &Client, path: &str) -> Result<(String, Vec<String>)> {
    let parts: Vec<&str> = path.trim_end_matches('.').split('.').collect();
    let discovery = client.discovery().await?;
    let lower = parts[0].to_lowercase();
    let named = discovery.resources.iter().filter(|r| *r.plural == *lower || *r.singular == *lower);
    // The first one whose name with its group the path begins with.
    for r in named {
        let word = r.plural_group();
        if let Some(rest) = path.trim_end_matches('.').strip_prefix(&*word) {
            let fields = rest.split('.').filter(|field| !field.is_empty()).map(str::to_string).collect();
            return Ok((word.to_string(), fields));
        }
    }
    Ok((parts[0].to_string(), parts[1..].iter().map(|s| s.to_string()).collect()))
}
