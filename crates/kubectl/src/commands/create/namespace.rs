//! `kubectl create namespace`.

use api::Value;

use super::generator::{GENERATOR, Generator};
use crate::cli::{Command, Parsed, flag, run};
use crate::client::Client;
use crate::error::Result;

pub(super) const NAMESPACE: Command = Command {
    name: "namespace",
    aliases: &["ns"],
    short: "Create a namespace with the specified name",
    help: include_str!("../../help/create-namespace.txt"),
    usage: "namespace NAME [--dry-run=server|client|none]",
    flags: &[GENERATOR, flag::PRINT],
    run: run!(namespace),
    server_first: |_| true,
    ..Command::NEW
};

async fn namespace(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::named(client, p).await?;
    let mut object = g.object("v1", "Namespace").await?;
    object.set("spec", Value::object());
    object.set("status", Value::object());
    g.submit(object, "").await
}
