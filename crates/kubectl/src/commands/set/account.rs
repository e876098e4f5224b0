//! `kubectl set serviceaccount`.

use super::{ALL, COMMON, Change, pod_spec_path};
use crate::cli::flag::{self, switch};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::common;
use crate::error::{Result, plain};

pub(super) const ACCOUNT: Command = Command {
    name: "serviceaccount",
    aliases: &["sa"],
    short: "Update the service account of a resource",
    help: include_str!("../../help/set-serviceaccount.txt"),
    usage: "serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
    flags: &[
        COMMON,
        &[flag::RECORD],
        &[ALL, switch("local", "If true, set serviceaccount will NOT contact api-server but run locally.")],
        flag::PRINT,
    ],
    run: run!(account),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

async fn account(client: Client, p: Parsed) -> Result<()> {
    let mut change = Change::new(&client, &p, "serviceaccount updated", "failed to patch ServiceAccountName ").await?;
    change.skips_same = false;
    let Some((name, resources)) = p.args.split_last() else {
        return Err(plain("serviceaccount is required"));
    };
    let infos = change.all_targets(resources).await?;
    let mut errors = Vec::new();
    for info in infos {
        let Some(path) = pod_spec_path(&info) else {
            errors.push(change.no_template(&info));
            continue;
        };
        let mut object = info.object.clone();
        object.at_mut(path).set("serviceAccountName", name.clone());
        if let Err(e) = change.save(&info, object).await {
            errors.push(e);
        }
    }
    common::finish(errors)
}
