//! `kubectl set selector`.

use api::Value;

use super::Change;
use crate::cli::flag::{self, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::common;
use crate::error::{Result, plain};

pub(super) const SELECTOR: Command = Command {
    name: "selector",
    short: "Set the selector on a resource",
    help: include_str!("../../help/set-selector.txt"),
    usage: "selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
    flags: &[
        &[
            flag::DRY_RUN,
            flag::field_manager("kubectl-set"),
            flag::filename("identifying the resource."),
            flag::RECURSIVE_BY_ITSELF,
            flag::RECORD,
            switch("all", "Select all resources in the namespace of the specified resource types"),
            switch("local", "If true, annotation will NOT contact api-server but run locally."),
            text(
                "resource-version",
                "If non-empty, the selectors update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.",
            ),
        ],
        flag::PRINT,
    ],
    run: run!(selector),
    ahead: |p| if p.args.is_empty() { Ahead::Nothing } else { Ahead::NamespaceTwice },
    ..Command::NEW
};

async fn selector(client: Client, p: Parsed) -> Result<()> {
    let mut change = Change::new(&client, &p, "selector updated", "").await?;
    change.skips_same = false;
    let Some((expressions, resources)) = p.args.split_last() else {
        return Err(plain("one selector is required"));
    };
    if p.is_local() && !resources.is_empty() {
        return Err(plain(super::NEEDS_FILES));
    }
    let wanted = common::label_selector(expressions)?;
    let (infos, mut errors) = change.targets(resources).await?;
    if infos.is_empty() {
        return common::finish(errors);
    }
    let map = labels_of(wanted)?;
    for info in infos {
        if info.resource.kind != "Service" {
            errors.push(plain("setting a selector is only supported for Services"));
            continue;
        }
        let mut object = info.object.clone();
        if !p.str("resource-version").is_empty() {
            object.set_at(&["metadata", "resourceVersion"], p.str("resource-version").to_string());
        }
        object.set_at(&["spec", "selector"], map.clone());
        if let Err(e) = change.save(&info, object).await {
            errors.push(e);
        }
    }
    common::finish(errors)
}

/// A service selects by equality only.
fn labels_of(selector: Value) -> Result<Value> {
    let Some(expression) = selector.list("matchExpressions").first() else {
        return Ok(selector.map("matchLabels").clone().into());
    };
    let values: Vec<&str> = expression.list("values").iter().filter_map(Value::as_str).collect();
    Err(plain(format!(
        "match expression [{{{} {} [{}]}}] not supported on this object",
        expression.str("key"),
        expression.str("operator"),
        values.join(" ")
    )))
}
