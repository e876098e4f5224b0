//! `kubectl rollout restart`.

use api::{Value, meta};

use super::{FILES, change_all, has_rollouts, quoted};
use crate::cli::arguments::{self, Arguments};
use crate::cli::{Ahead, Command, Parsed, flag, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::resources::builder::Info;

pub(super) const RESTART: Command = Command {
    name: "restart",
    short: "Restart a resource",
    help: include_str!("../../help/rollout-restart.txt"),
    usage: "restart RESOURCE",
    arguments: Arguments::OneOf(arguments::ROLLED),
    flags: &[FILES, &[flag::field_manager("kubectl-rollout")], flag::PRINT],
    run: run!(restart),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

async fn restart(client: Client, p: Parsed) -> Result<()> {
    change_all(&client, &p, "restarted", restarted).await
}

const RESTARTED_AT: &str = "kubectl.kubernetes.io/restartedAt";

fn restarted(info: &Info, now: &str) -> Result<Value> {
    if !has_rollouts(info) {
        return Err(plain(format!("error: {} restarting is not supported", quoted(info))));
    }
    if info.object.get("spec").bool("paused") {
        return Err(plain(format!(
            "error: {} can't restart paused deployment (run rollout resume first)",
            quoted(info)
        )));
    }
    let template = info.object.at(&["spec", "template"]);
    if meta::annotations(template).get(RESTARTED_AT).and_then(Value::as_str) == Some(now) {
        return Err(plain(format!(
            "failed to create patch for {}: if restart has already been triggered within the past second, please wait before attempting to trigger another",
            info.name
        )));
    }
    let mut object = info.object.clone();
    object.at_mut(&["spec", "template", "metadata", "annotations"]).set(RESTARTED_AT, now.to_string());
    Ok(object)
}
