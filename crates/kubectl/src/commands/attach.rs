//! `kubectl attach`.

use std::time::Duration;

use api::request::SubOptions;
use api::{Text, Value, Verb, meta};

use super::exec::{RUNNING_TIMEOUT, terminal};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{Flag, string, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::{Client, sub};
use crate::error::{Result, plain, usage};
use crate::pods;
use crate::resources::builder::KUBECTL_SCHEME;
use crate::streams::{self, Opened};

const DETACH_KEYS: Flag = string("detach-keys", "ctrl-p,ctrl-q", "Override the key sequence for detaching a container");

const FLAGS: &[Flag] = &[
    text(
        "container",
        "Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen",
    )
    .short('c'),
    DETACH_KEYS,
    RUNNING_TIMEOUT,
    switch("quiet", "Only print output from the remote session").short('q'),
    switch("stdin", "Pass stdin to the container").short('i'),
    switch("tty", "Stdin is a TTY").short('t'),
];

pub(crate) const ATTACH: Command = Command {
    name: "attach",
    short: "Attach to a running container",
    help: include_str!("../help/attach.txt"),
    usage: "attach (POD | TYPE/NAME) -c CONTAINER",
    arguments: Arguments::Pod,
    flags: &[FLAGS],
    run: run!(attach),
    ahead: |_| Ahead::Settings,
    ..Command::NEW
};

async fn attach(client: Client, p: Parsed) -> Result<()> {
    match p.args.len() {
        0 => return Err(plain("at least 1 argument is required for attach")),
        1 | 2 => {}
        n => {
            return Err(plain(format!(
                "expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw {n}: {}",
                crate::cli::go::list(&p.args)
            )));
        }
    }
    let timeout = p.duration("pod-running-timeout");
    if timeout < Duration::from_nanos(1) {
        return Err(usage(&p.path, NO_TIME));
    }
    let info = pods::named(&client, &p.args.join("/"), KUBECTL_SCHEME).await?;
    let pod = pods::attachable(&client, &info, timeout).await?;
    let options = Attach {
        container: p.str("container").to_string(),
        stdin: p.bool("stdin"),
        tty: p.bool("tty"),
        quiet: p.bool("quiet"),
    };
    let ended = to_pod(&client, &pod, &options).await?;
    streams::exit(ended)
}

/// What is said of a `--pod-running-timeout` that leaves no time.
pub(super) const NO_TIME: &str = "--pod-running-timeout must be higher than zero";

/// How long it takes until a stream to a container is open.
const CONNECTING: Duration = Duration::from_millis(40);

/// How to attach.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attach {
    pub container: String,
    pub stdin: bool,
    pub tty: bool,
    pub quiet: bool,
}

/// Attaches to a container. Answers how that ended.
pub(crate) async fn to_pod(client: &Client, pod: &Value, options: &Attach) -> Result<(i32, String)> {
    if pods::is_completed(pod) {
        return Err(plain(format!(
            "cannot attach a container in a completed pod; current phase is {}",
            pod.get("status").str("phase")
        )));
    }
    let container = pods::container(client, pod, &options.container, options.quiet)
        .map_err(|e| e.doing("cannot attach to the container: "))?;
    let name = container.str("name");
    if options.tty && !container.bool("tty") && !options.quiet {
        client.io.eprint(format!("error: Unable to use a TTY - container {name} did not allocate one\n"));
    }
    let tty = terminal(client, options.stdin, options.tty && container.bool("tty"), options.quiet).await;
    if !options.quiet {
        client.io.eprint("All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n");
        client.io.eprint("If you don't see a command prompt, try pressing enter.\n");
    }
    let pods = client.resource("pods").await?;
    let mut request = pods.request(Verb::Create, meta::namespace(pod), meta::name(pod))?.on("attach");
    request.options =
        sub(SubOptions { container: Text::new(name), stdin: options.stdin, tty, ..SubOptions::default() });
    // The connection to the node is not there at once: a command that is over by then has to be looked up in the log.
    let opened = client.io.now().await + CONNECTING;
    client.io.wait(crate::run::Wait { until: Some(opened), ..Default::default() }).await;
    match client.open(request).await? {
        Opened::Stream(stream) => {
            let ended = stream.copy(options.stdin, tty).await;
            if ended.1.is_empty()
                && options.stdin
                && tty
                && container.bool("tty")
                && !options.quiet
                && pod.get("spec").str("restartPolicy") == "Always"
            {
                client.io.eprint(format!(
                    "Session ended, resume using '{} {} -c {name} -i -t' command when the pod is running\n",
                    "kubectl attach",
                    meta::name(pod)
                ));
            }
            Ok(ended)
        }
        Opened::Text(_) => Ok((0, String::new())),
    }
}
