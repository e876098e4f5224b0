//! `kubectl version`.

use api::{Value, obj};

use crate::cli::flag::{switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};

pub(crate) const VERSION: Command = Command {
    name: "version",
    short: "Print the client and server version information",
    help: include_str!("../help/version.txt"),
    usage: "version [flags]",
    flags: &[&[
        switch("client", "If true, shows client version only (no server required)."),
        text("output", "One of 'yaml' or 'json'.").short('o'),
    ]],
    run: run!(version),
    server_first: |_| true,
    ..Command::NEW
};

pub(super) const GIT_VERSION: &str = "v1.36.2";
const KUSTOMIZE: &str = "v5.8.1";

/// Client and server are of the same build.
fn build() -> Value {
    obj!({
        "buildDate": "2026-06-11T00:00:00Z", "compiler": "gc",
        "gitCommit": "98b35193b2ac7a23a673325f5e9b830ecd5ba406", "gitTreeState": "clean", "gitVersion": (GIT_VERSION.to_string()),
        "goVersion": "go1.26.6", "major": "1", "minor": "36", "platform": "linux/amd64"
    })
}

async fn version(client: Client, p: Parsed) -> Result<()> {
    if !p.args.is_empty() && !p.bool("client") {
        return Err(plain(format!("extra arguments: {}", crate::cli::go::list(&p.args))));
    }
    let output = p.str("output");
    if !["", "yaml", "json"].contains(&output) {
        return Err(plain("--output must be 'yaml' or 'json'"));
    }
    // A kubeconfig that names no server is told of at once; a server that does not answer, after the client's version.
    if !p.bool("client") {
        client.settings().await?;
    }
    let server = if p.bool("client") { Ok(Value::Null) } else { server_version(&client).await };
    let mut shown = obj!({"clientVersion": (build()), "kustomizeVersion": KUSTOMIZE});
    if let Ok(server) = &server
        && !server.is_null()
    {
        shown.set("serverVersion", server);
    }
    match output {
        "" => {
            client.io.print(format!("Client Version: v1.36.2\nKustomize Version: {KUSTOMIZE}\n"));
            if let Ok(server) = &server
                && !server.is_null()
            {
                client.io.print(format!("Server Version: {}\n", server.str("gitVersion")));
            }
        }
        "yaml" => client.io.print(api::yaml::to_string(&shown) + "\n"),
        _ => client.io.print(api::go_order::indented(&shown) + "\n"),
    }
    server.map(|_| ())
}

async fn server_version(client: &Client) -> Result<Value, Error> {
    match client.call(api::Request::raw("/version")).await?.body {
        api::Body::Text(text) => api::json::parse(&text).map_err(|e| plain(e.message)),
        _ => Err(plain("the server did not say its version")),
    }
}
