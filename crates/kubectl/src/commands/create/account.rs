//! `kubectl create serviceaccount` and `kubectl create token`.

use api::{Gvr, Request, Value, Verb, obj};

use super::generator::{GENERATOR, Generator, name, send, texts};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, array, duration, text};
use crate::cli::{Command, Parsed, go, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::printers::format::{Format, OBJECT_FORMATS};

pub(super) const SERVICE_ACCOUNT: Command = Command {
    name: "serviceaccount",
    aliases: &["sa"],
    short: "Create a service account with the specified name",
    help: include_str!("../../help/create-serviceaccount.txt"),
    usage: "serviceaccount NAME [--dry-run=server|client|none]",
    flags: &[GENERATOR, flag::PRINT],
    run: run!(service_account),
    server_first: |_| true,
    ..Command::NEW
};

async fn service_account(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::named(client, p).await?;
    let object = g.object("v1", "ServiceAccount").await?;
    g.submit(object, "failed to create serviceaccount: ").await
}

const TOKEN_FLAGS: &[Flag] = &[
    array(
        "audience",
        "Audience of the requested token. If unset, defaults to requesting a token for use with the Kubernetes API server. May be repeated to request a token valid for multiple audiences.",
    ),
    text(
        "bound-object-kind",
        "Kind of an object to bind the token to. Supported kinds are Node, Pod, Secret. If set, --bound-object-name must be provided.",
    ),
    text(
        "bound-object-name",
        "Name of an object to bind the token to. The token will expire when the object is deleted. Requires --bound-object-kind.",
    ),
    text(
        "bound-object-uid",
        "UID of an object to bind the token to. Requires --bound-object-kind and --bound-object-name. If unset, the UID of the existing object is used.",
    ),
    duration(
        "duration",
        "0s",
        "Requested lifetime of the issued token. If not set or if set to 0, the lifetime will be determined by the server automatically. The server may return a token with a longer or shorter lifetime.",
    ),
];

pub(super) const TOKEN: Command = Command {
    name: "token",
    short: "Request a service account token",
    help: include_str!("../../help/create-token.txt"),
    usage: "token SERVICE_ACCOUNT_NAME",
    arguments: Arguments::One("serviceaccounts"),
    flags: &[TOKEN_FLAGS, flag::PRINT],
    run: run!(token),
    ..Command::NEW
};

async fn token(client: Client, p: Parsed) -> Result<()> {
    let name = name(&p)?;
    let format = Format::of(&client, &p, OBJECT_FORMATS).await?;
    if name.is_empty() {
        return Err(plain("service account name is required"));
    }
    let (kind, bound) = (p.str("bound-object-kind"), p.str("bound-object-name"));
    if go::is_negative(p.str("duration")) {
        return Err(plain("--duration must be greater than or equal to 0"));
    }
    if p.duration("duration").subsec_nanos() != 0 {
        return Err(plain("--duration cannot be expressed in units less than seconds"));
    }
    if p.list("audience").iter().any(String::is_empty) {
        return Err(plain("--audience must not be an empty string"));
    }
    match (kind, bound) {
        ("", "") if !p.str("bound-object-uid").is_empty() => {
            return Err(plain("--bound-object-uid can only be set if --bound-object-kind is provided"));
        }
        ("", "") => {}
        ("", _) => return Err(plain("--bound-object-name can only be set if --bound-object-kind is provided")),
        ("Node" | "Pod" | "Secret", "") => {
            return Err(plain("--bound-object-name is required if --bound-object-kind is provided"));
        }
        ("Node" | "Pod" | "Secret", _) => {}
        _ => return Err(plain("supported --bound-object-kind values are Node, Pod, Secret")),
    }
    let mut spec = Value::object();
    if !p.list("audience").is_empty() {
        spec.set("audiences", texts(&p.list("audience")));
    }
    if !p.duration("duration").is_zero() {
        spec.set("expirationSeconds", p.duration("duration").as_secs() as i64);
    }
    if !kind.is_empty() {
        let mut reference = obj!({"apiVersion": "v1", "kind": (kind.to_string()), "name": (bound.to_string())});
        if !p.str("bound-object-uid").is_empty() {
            reference.set("uid", p.str("bound-object-uid").to_string());
        }
        spec.set("boundObjectRef", reference);
    }
    let body = obj!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec});
    let accounts = Gvr::new("", "v1", "serviceaccounts");
    let request = Request::new(Verb::Create, accounts, client.namespace().await?, name).on("token").with_body(body);
    let answer = send(&client, request, "failed to create token: ").await?;
    match format {
        Some(Format::Json) => client.io.print(api::go_order::pretty(&answer) + "\n"),
        Some(format) => client.io.print(format.print(&answer, false, true)?),
        // A line feed is for people only: scripts get the token alone.
        None => {
            let end = if client.io.ask(|h| h.stdout_is_terminal()).await { "\n" } else { "" };
            client.io.print(format!("{}{end}", answer.get("status").str("token")));
        }
    }
    Ok(())
}
