//! `kubectl create cronjob`.

use api::{Value, obj};

use super::generator::{GENERATOR, Generator};
use crate::cli::flag::{self, Flag, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::Result;

const FLAGS: &[Flag] = &[
    text("image", "Image name to run."),
    text("restart", "job's restart policy. supported values: OnFailure, Never"),
    text("schedule", "A schedule in the Cron format the job should be run with."),
];

pub(super) const CRONJOB: Command = Command {
    name: "cronjob",
    aliases: &["cj"],
    short: "Create a cron job with the specified name",
    help: include_str!("../../help/create-cronjob.txt"),
    usage: "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
    flags: &[FLAGS, GENERATOR, flag::PRINT],
    required: &["image", "schedule"],
    run: run!(cronjob),
    server_first: |_| true,
    ..Command::NEW
};

async fn cronjob(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::new(client, p).await?;
    let restart = if g.p.str("restart").is_empty() { "OnFailure" } else { g.p.str("restart") }.to_string();
    let container = super::job::container(&g.name, g.p.str("image"), &g.p.args[1..]);
    let mut object = g.object("batch/v1", "CronJob").await?;
    object.set(
        "spec",
        obj!({
            "schedule": (g.p.str("schedule").to_string()),
            "jobTemplate": {
                "metadata": {"name": (g.name.clone())},
                "spec": {"template": {"metadata": {}, "spec": {"containers": [container], "restartPolicy": restart}}}
            }
        }),
    );
    object.set("status", Value::object());
    g.submit(object, "failed to create cronjob: ").await
}
