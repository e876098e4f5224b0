//! `kubectl auth`: can-i, whoami, reconcile.

use api::{Gvr, Request, Value, Verb, obj};

use crate::cli::flag::{self, Flag, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::printers::columns::columns;
use crate::printers::format::{Format, OBJECT_FORMATS};
use crate::printers::rules;

pub(crate) const AUTH: Command = Command {
    name: "auth",
    short: "Inspect authorization",
    usage: "auth [flags]",
    commands: &[&CAN_I, &super::reconcile::RECONCILE, &WHOAMI],
    ..Command::NEW
};

const CAN_I_FLAGS: &[Flag] = &[
    switch("all-namespaces", "If true, check the specified action in all namespaces.").short('A'),
    switch("list", "If true, prints all allowed actions."),
    switch("no-headers", "If true, prints allowed actions without headers"),
    switch("quiet", "If true, suppress output and just return the exit code.").short('q'),
    text("subresource", "SubResource such as pod/log or deployment/scale"),
];

const CAN_I: Command = Command {
    name: "can-i",
    short: "Check whether an action is allowed",
    help: include_str!("../help/auth-can-i.txt"),
    usage: "can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]",
    flags: &[CAN_I_FLAGS],
    run: run!(can_i),
    server_first: |_| true,
    ..Command::NEW
};

const WHOAMI: Command = Command {
    name: "whoami",
    short: "Experimental: Check self subject attributes",
    help: include_str!("../help/auth-whoami.txt"),
    usage: "whoami",
    flags: &[flag::PRINT],
    run: run!(whoami),
    ahead: |_| Ahead::Settings,
    server_first: |_| true,
    ..Command::NEW
};

const AUTHORIZATION: &str = "authorization.k8s.io";

/// A review: asks the server something about oneself.
async fn review(
    client: &Client,
    group: &'static str,
    kind: &'static str,
    plural: &'static str,
    spec: Value,
) -> Result<Value> {
    let mut body = obj!({"apiVersion": (format!("{group}/v1")), "kind": kind, "metadata": {}});
    if !spec.is_null() {
        body.set("spec", spec);
    }
    client.object(Request::new(Verb::Create, Gvr::new(group, "v1", plural), "", "").with_body(body)).await
}

async fn can_i(client: Client, p: Parsed) -> Result<()> {
    if p.bool("list") {
        if !p.args.is_empty() {
            return Err(plain("list option must be specified with no arguments"));
        }
        if p.bool("quiet") || p.bool("all-namespaces") || !p.str("subresource").is_empty() {
            return Err(plain(
                "list option can't be specified with neither quiet, all-namespaces nor subresource options",
            ));
        }
        return list(&client, &p).await;
    }
    let [verb, what] = &p.args[..] else {
        return Err(plain(
            "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
        ));
    };
    // Flags that say no user are told of first.
    client.settings().await?;
    let spec = attributes(&client, &p, verb, what).await?;
    let answer = review(&client, AUTHORIZATION, "SelfSubjectAccessReview", "selfsubjectaccessreviews", spec).await?;
    let status = answer.get("status");
    let allowed = status.bool("allowed");
    if !p.bool("quiet") {
        let mut line = if allowed { "yes".to_string() } else { "no".to_string() };
        for field in ["reason", "evaluationError"] {
            if !allowed && !status.str(field).is_empty() {
                line += &format!(" - {}", status.str(field));
            }
        }
        client.io.print(line + "\n");
    }
    if allowed { Ok(()) } else { Err(Error::Exit(1)) }
}

/// What is asked: a resource, an object, or a URL.
async fn attributes(client: &Client, p: &Parsed, verb: &str, what: &str) -> Result<Value> {
    const VERBS: &[&str] = &[
        "*",
        "get",
        "list",
        "watch",
        "create",
        "update",
        "patch",
        "delete",
        "deletecollection",
        "use",
        "bind",
        "impersonate",
        "escalate",
        "approve",
        "sign",
        "attest",
    ];
    const URL_VERBS: &[&str] = &["get", "put", "post", "head", "options", "delete", "patch", "*"];
    let is_url = what.starts_with('/');
    let check_verb = |known: &[&str]| {
        if !known.contains(&verb) {
            client.io.eprint(format!("Warning: verb '{verb}' is not a known verb\n\n"));
        }
    };
    if is_url {
        check_verb(URL_VERBS);
        if !p.str("subresource").is_empty() {
            return Err(plain("--subresource can not be used with NonResourceURL"));
        }
        return Ok(obj!({"nonResourceAttributes": {"path": (what.to_string()), "verb": (verb.to_string())}}));
    }
    let (word, name) = what.split_once('/').unwrap_or((what, ""));
    let word = &*word.to_lowercase();
    let (mut group, mut resource, mut namespaced) = (String::new(), word.to_string(), true);
    // Who may be impersonated is asked for by words that are no resources.
    if word != "*" {
        match client.resource(word).await {
            Err(_) if ["users", "groups"].contains(&word) => {}
            Ok(r) => (group, resource, namespaced) = (r.group.to_string(), r.plural.to_string(), r.namespaced),
            Err(_) => {
                let (name, of) = word.split_once('.').unwrap_or((word, ""));
                (resource, group) = (name.to_string(), of.to_string());
                let place = if of.is_empty() { String::new() } else { format!(" in group '{of}'") };
                client.io.eprint(format!("Warning: the server doesn't have a resource type '{name}'{place}\n\n"));
            }
        }
    }
    if !namespaced && !p.bool("all-namespaces") {
        let place = if group.is_empty() { String::new() } else { format!(" in group '{group}'") };
        client.io.eprint(format!("Warning: resource '{resource}' is not namespace scoped{place}\n\n"));
    }
    if !p.bool("all-namespaces") {
        check_verb(VERBS);
    }
    let namespace = if p.bool("all-namespaces") { String::new() } else { client.namespace().await? };
    let mut attributes = obj!({"resource": resource, "verb": (verb.to_string())});
    for (field, value) in [
        ("group", group),
        ("name", name.to_string()),
        ("namespace", namespace),
        ("subresource", p.str("subresource").to_string()),
    ] {
        if !value.is_empty() {
            attributes.set(field, value);
        }
    }
    Ok(obj!({"resourceAttributes": attributes}))
}

async fn list(client: &Client, p: &Parsed) -> Result<()> {
    let spec = obj!({"namespace": (client.namespace().await?)});
    let answer = review(client, AUTHORIZATION, "SelfSubjectRulesReview", "selfsubjectrulesreviews", spec).await?;
    let status = answer.get("status");
    let mut all: Vec<Value> = status.list("resourceRules").to_vec();
    all.extend(status.list("nonResourceRules").iter().cloned());
    let mut lines: Vec<Vec<String>> = Vec::new();
    if !p.bool("no-headers") {
        lines.push(["Resources", "Non-Resource URLs", "Resource Names", "Verbs"].map(str::to_string).to_vec());
    }
    lines.extend(rules::rows(&all));
    client.io.print(columns(lines));
    Ok(())
}

async fn whoami(client: Client, p: Parsed) -> Result<()> {
    let format = Format::of(&client, &p, OBJECT_FORMATS).await?;
    let answer =
        review(&client, "authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews", Value::Null).await?;
    if format == Some(Format::Name) {
        // A review has no name of its own.
        client.io.print("selfsubjectreview.authentication.k8s.io/<unknown>\n");
        return Ok(());
    }
    if format == Some(Format::Json) {
        client.io.print(api::go_order::pretty(&answer) + "\n");
        return Ok(());
    }
    if let Some(format) = format {
        client.io.print(format.print(&answer, p.bool("show-managed-fields"), true)?);
        return Ok(());
    }
    let user = answer.at(&["status", "userInfo"]);
    let shown = |v: &Value| crate::printers::plain_text(v);
    let mut lines = vec![vec!["ATTRIBUTE".to_string(), "VALUE".to_string()]];
    if !user.str("username").is_empty() {
        lines.push(vec!["Username".into(), user.str("username").into()]);
    }
    if !user.str("uid").is_empty() {
        lines.push(vec!["UID".into(), user.str("uid").into()]);
    }
    if !user.list("groups").is_empty() {
        lines.push(vec!["Groups".into(), shown(user.get("groups"))]);
    }
    for (key, value) in user.map("extra").iter() {
        lines.push(vec![format!("Extra: {key}"), shown(value)]);
    }
    client.io.print(columns(lines));
    Ok(())
}
