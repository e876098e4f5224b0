//! `kubectl set resources`.

use api::Value;

use super::{ALL, COMMON, Change, SELECTOR_FLAG, containers, pod_spec_path};
use crate::cli::flag::{self, string, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::common;
use crate::error::{Error, Result, plain};
use crate::resources::builder::Info;

pub(super) const RESOURCES: Command = Command {
    name: "resources",
    short: "Update resource requests/limits on objects with pod templates",
    help: include_str!("../../help/set-resources.txt"),
    usage: "resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]",
    flags: &[
        COMMON,
        &[flag::RECORD],
        &[
            ALL,
            SELECTOR_FLAG,
            string(
                "containers",
                "*",
                "The names of containers in the selected pod templates to change, all containers are selected by default - may use wildcards",
            )
            .short('c'),
            text(
                "limits",
                "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.  Note that server side components may assign requests depending on the server configuration, such as limit ranges.",
            ),
            switch("local", "If true, set resources will NOT contact api-server but run locally."),
            text(
                "requests",
                "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.  Note that server side components may assign requests depending on the server configuration, such as limit ranges.",
            ),
        ],
        flag::PRINT,
    ],
    run: run!(resources),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

async fn resources(client: Client, p: Parsed) -> Result<()> {
    let refusal = "failed to patch resources update to pod template ";
    let change = Change::new(&client, &p, "resource requirements updated", refusal).await?;
    super::require_targets(&p, &p.args)?;
    let infos = change.all_targets(&p.args).await?;
    super::check_all(&p)?;
    if p.str("limits").is_empty() && p.str("requests").is_empty() {
        return Err(plain("you must specify an update to requests or limits (in the form of --requests/--limits)"));
    }
    let (mut missing, mut errors) = (Vec::new(), Vec::new());
    let mut wanted = Vec::new();
    for field in ["limits", "requests"] {
        if !p.str(field).is_empty() {
            wanted.push((field, common::quantities(p.str(field))?));
        }
    }
    for info in infos {
        if let Err(e) = one(&change, &info, &wanted, &mut missing).await {
            errors.push(e);
        }
    }
    // Containers are looked for in all objects before one is changed.
    missing.append(&mut errors);
    common::finish(missing)
}

async fn one(
    change: &Change<'_>,
    info: &Info,
    wanted: &[(&'static str, Value)],
    missing: &mut Vec<Error>,
) -> Result<()> {
    let Some(path) = pod_spec_path(info) else {
        return Err(change.no_template(info));
    };
    let mut object = info.object.clone();
    let name = change.p.str("containers").to_string();
    let found = containers(object.at_mut(path), &["containers"], &name, |c| {
        for (field, amounts) in wanted {
            for (key, amount) in amounts.as_map().into_iter().flat_map(|m| m.iter()) {
                c.at_mut(&["resources"]).field_mut(*field).set(key, amount);
            }
        }
    });
    if !found {
        missing.push(plain(format!("error: unable to find container named {name}")));
    }
    change.save(info, object).await
}
