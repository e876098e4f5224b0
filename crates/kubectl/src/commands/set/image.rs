//! `kubectl set image`.

use super::{ALL, COMMON, Change, SELECTOR_FLAG, containers, pod_spec_path};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, switch};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::{common, metadata};
use crate::error::{Error, Result, plain};
use crate::resources::builder::Info;

pub(super) const IMAGE: Command = Command {
    name: "image",
    short: "Update the image of a pod template",
    help: include_str!("../../help/set-image.txt"),
    usage: "image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N",
    arguments: Arguments::Of(&[
        "daemonsets",
        "deployments",
        "pods",
        "cronjobs",
        "replicasets",
        "replicationcontrollers",
        "statefulsets",
    ]),
    flags: &[
        COMMON,
        &[flag::RECORD],
        &[ALL, SELECTOR_FLAG, switch("local", "If true, set image will NOT contact api-server but run locally.")],
        flag::PRINT,
    ],
    run: run!(image),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

async fn image(client: Client, p: Parsed) -> Result<()> {
    let change = Change::new(&client, &p, "image updated", "failed to patch image update to pod template: ").await?;
    let (resources, pairs) = metadata::split(&p.args, "image")?;
    let mut images = Vec::new();
    for pair in &pairs {
        let (name, image) = pair.split_once('=').ok_or_else(|| plain(format!("invalid image format: {pair}")))?;
        images.push((name.to_string(), image.to_string()));
    }
    super::require_targets(&p, &resources)?;
    let infos = change.all_targets(&resources).await?;
    super::check_all(&p)?;
    if images.is_empty() {
        return Err(plain("at least one image update is required"));
    }
    if images.len() > 1 && images.iter().any(|(name, _)| name == "*") {
        return Err(plain(
            "all containers are already specified by *, but saw more than one container_name=container_image pairs",
        ));
    }
    let (mut missing, mut errors) = (Vec::new(), Vec::new());
    for info in infos {
        if let Err(e) = one(&change, &info, &images, &mut missing).await {
            errors.push(e);
        }
    }
    // Containers are looked for in all objects before one is changed.
    missing.append(&mut errors);
    common::finish(missing)
}

async fn one(change: &Change<'_>, info: &Info, images: &[(String, String)], missing: &mut Vec<Error>) -> Result<()> {
    let Some(path) = pod_spec_path(info) else {
        return Err(change.no_template(info));
    };
    let mut object = info.object.clone();
    for (name, image) in images {
        let lists = ["initContainers", "containers"];
        if !containers(object.at_mut(path), &lists, name, |c| c.set("image", image.clone())) {
            missing.push(plain(format!("error: unable to find container named {name:?}")));
        }
    }
    // What was found is changed nevertheless.
    change.save(info, object).await
}
