//! `kubectl create job`.

use api::{Value, meta, obj};

use super::generator::{GENERATOR, Generator, texts};
use crate::cli::flag::{self, Flag, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::resources::builder::Query;

const FLAGS: &[Flag] = &[
    text("from", "The name of the resource to create a Job from (only CronJob is supported)."),
    text("image", "Image name to run."),
];

pub(super) const JOB: Command = Command {
    name: "job",
    short: "Create a job with the specified name",
    help: include_str!("../../help/create-job.txt"),
    usage: "job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]",
    flags: &[FLAGS, GENERATOR, flag::PRINT],
    run: run!(job),
    server_first: |_| true,
    ..Command::NEW
};

async fn job(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::new(client, p).await?;
    let (image, from, command) = (g.p.str("image"), g.p.str("from"), g.p.args[1..].to_vec());
    if image.is_empty() == from.is_empty() {
        return Err(plain("either --image or --from must be specified"));
    }
    if !command.is_empty() && !from.is_empty() {
        return Err(plain("cannot specify --from and command"));
    }
    let mut object = g.object("batch/v1", "Job").await?;
    if from.is_empty() {
        let container = container(&g.name, image, &command);
        object.set(
            "spec",
            obj!({"template": {"metadata": {}, "spec": {"containers": [container], "restartPolicy": "Never"}}}),
        );
    } else {
        let from = from.to_string();
        from_cron_job(&g, &from, &mut object).await?;
    }
    object.set("status", Value::object());
    g.submit(object, "failed to create job: ").await
}

/// The only container of a job.
pub(super) fn container(name: &str, image: &str, command: &[String]) -> Value {
    let mut c = obj!({"name": (name.to_string()), "image": (image.to_string()), "resources": {}});
    if !command.is_empty() {
        c.set("command", texts(command));
    }
    c
}

async fn from_cron_job(g: &Generator, from: &str, object: &mut Value) -> Result<()> {
    let mut query = Query::typed(&g.client, &g.p, &[from.to_string()]).await?;
    query.selector = None;
    let mut found = query.find(&g.client).await?;
    if let Some(error) = found.errors.pop() {
        return Err(error);
    }
    let [info] = &found.infos[..] else { return Err(plain("from must be an existing cronjob")) };
    if info.resource.kind != "CronJob" {
        return Err(plain(format!("unknown object type *v1.{}", info.resource.kind)));
    }
    let template = info.object.get("spec").get("jobTemplate");
    let mut annotations = obj!({"cronjob.kubernetes.io/instantiate": "manual"});
    for (key, value) in meta::annotations(template).iter() {
        annotations.set(key, value);
    }
    object.set_at(&["metadata", "annotations"], annotations);
    if !meta::labels(template).is_empty() {
        object.set_at(&["metadata", "labels"], template.get("metadata").get("labels"));
    }
    let owner = obj!({
        "apiVersion": "batch/v1", "kind": "CronJob", "name": (info.name.clone()),
        "uid": (meta::uid(&info.object).to_string()), "controller": true
    });
    object.set_at(&["metadata", "ownerReferences"], vec![owner]);
    object.set("spec", template.get("spec"));
    Ok(())
}
