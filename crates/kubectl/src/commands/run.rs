//! `kubectl run`.

use api::{Value, Verb, obj};

use super::common::{self, DryRun, Teller};
use crate::cli::flag::{self, Flag, array, boolean, duration, string, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};

const FLAGS: &[Flag] = &[
    array("annotations", "Annotations to apply to the pod."),
    switch(
        "attach",
        "If true, wait for the Pod to start running, and then attach to the Pod as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true. With '--restart=Never' the exit code of the container process is returned.",
    ),
    switch(
        "command",
        "If true and extra arguments are present, use them as the 'command' field in the container, rather than the 'args' field which is the default.",
    ),
    string("detach-keys", "ctrl-p,ctrl-q", "Override the key sequence for detaching a container."),
    flag::DRY_RUN,
    array("env", "Environment variables to set in the container."),
    switch("expose", "If true, create a ClusterIP service associated with the pod.  Requires `--port`."),
    flag::field_manager("kubectl-run"),
    flag::filename("to use to replace the resource."),
    text("image", "The image for the container to run."),
    text(
        "image-pull-policy",
        "The image pull policy for the container.  If left empty, this value will not be specified by the client and defaulted by the server.",
    ),
    flag::KUSTOMIZE_A,
    text("labels", "Comma separated labels to apply to the pod. Will override previous values.").short('l'),
    switch(
        "leave-stdin-open",
        "If the pod is started in interactive mode or with stdin, leave stdin open after the first attach completes. By default, stdin will be closed after the first attach completes.",
    ),
    string("override-type", "merge", "The method used to override the generated object: json, merge, or strategic."),
    text(
        "overrides",
        "An inline JSON override for the generated object. If this is non-empty, it is used to override the generated object. Requires that the object supply a valid apiVersion field.",
    ),
    duration(
        "pod-running-timeout",
        "1m0s",
        "The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running",
    ),
    text("port", "The port that this container exposes."),
    switch("privileged", "If true, run the container in privileged mode."),
    switch("quiet", "If true, suppress prompt messages.").short('q'),
    flag::RECURSIVE,
    string("restart", "Always", "The restart policy for this Pod.  Legal values [Always, OnFailure, Never]."),
    switch(
        "rm",
        "If true, delete the pod after it exits.  Only valid when attaching to the container, e.g. with '--attach' or with '-i/--stdin'.",
    ),
    flag::SAVE_CONFIG,
    switch("stdin", "Keep stdin open on the container in the pod, even if nothing is attached.").short('i'),
    switch("tty", "Allocate a TTY for the container in the pod.").short('t'),
    boolean("wait", "false", super::delete::WAIT_USAGE),
];

pub(crate) const RUN: Command = Command {
    name: "run",
    short: "Run a particular image on the cluster",
    help: include_str!("../help/run.txt"),
    usage: "run NAME --image=image [--env=\"key=value\"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]",
    flags: &[FLAGS, super::delete::DELETE_FLAGS, flag::PRINT],
    required: &["image"],
    run: run!(run_pod),
    ..Command::NEW
};

async fn run_pod(client: Client, p: Parsed) -> Result<()> {
    let Some(name) = p.args.first().filter(|_| p.before_dash != Some(0)) else {
        return Err(crate::error::usage(&p.path, "NAME is required for run"));
    };
    let dry_run = DryRun::of(&client, &p).await?;
    let teller = Teller::new(&p, dry_run)?;
    if p.str("image").is_empty() {
        return Err(plain("--image is required"));
    }
    let container = obj!({"name": (name.clone()), "image": (p.str("image").to_string()), "resources": {}});
    let mut labels = Value::object();
    labels.set("run", name.clone());
    let pod = obj!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": (name.clone()), "labels": labels},
        "spec": {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": (p.str("restart").to_string())},
        "status": {}
    });
    let resource = client.resource("pods").await?;
    let object = if dry_run == DryRun::Client {
        pod
    } else {
        let mut request = resource.request(Verb::Create, &client.namespace().await?, "")?.with_body(pod);
        request.options = common::write_options(&p, dry_run);
        client.object(request).await?
    };
    teller.tell(&client, &object, "created");
    Ok(())
}
