//! `kubectl exec`.

use api::request::SubOptions;
use api::{Text, Value, Verb, meta};

use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, duration, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::{Client, sub};
use crate::error::{Result, plain, usage};
use crate::pods;
use crate::resources::builder::{KUBECTL_SCHEME, Query};
use crate::streams::{self, Opened};

const FLAGS: &[Flag] = &[
    text(
        "container",
        "Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen",
    )
    .short('c'),
    flag::filename("to use to exec into the resource"),
    RUNNING_TIMEOUT,
    switch("quiet", "Only print output from the remote session").short('q'),
    switch("stdin", "Pass stdin to the container").short('i'),
    switch("tty", "Stdin is a TTY").short('t'),
];

/// How long to wait for a pod.
pub(crate) const RUNNING_TIMEOUT: Flag = duration(
    "pod-running-timeout",
    "1m0s",
    "The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running",
);

pub(crate) const EXEC: Command = Command {
    name: "exec",
    short: "Execute a command in a container",
    help: include_str!("../help/exec.txt"),
    usage: "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
    arguments: Arguments::Pod,
    flags: &[FLAGS],
    run: run!(exec),
    ahead: |_| Ahead::Settings,
    ..Command::NEW
};

async fn exec(client: Client, p: Parsed) -> Result<()> {
    let from_file = !p.list("filename").is_empty();
    let (target, command) = match p.before_dash {
        Some(0) => ("", p.after_dash()),
        Some(_) => (&*p.args[0], p.after_dash()),
        None if from_file => ("", &p.args[..]),
        None if p.args.len() > 1 => {
            return Err(usage(
                &p.path,
                "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead",
            ));
        }
        None => (p.args.first().map_or("", String::as_str), &[][..]),
    };
    if p.duration("pod-running-timeout").is_zero() {
        return Err(usage(&p.path, super::attach::NO_TIME));
    }
    if target.is_empty() && !from_file {
        return Err(plain("pod, type/name or --filename must be specified"));
    }
    if command.is_empty() {
        return Err(plain("you must specify at least one command for the container"));
    }
    if from_file && !target.is_empty() {
        return Err(plain("resource/name arguments cannot be provided when a path is specified"));
    }
    let info = if from_file {
        let mut query = Query::typed(&client, &p, &[]).await?;
        query.selector = None;
        let mut found = query.find(&client).await?;
        if let Some(error) = found.errors.into_iter().next() {
            return Err(error);
        }
        if found.infos.len() != 1 {
            return Err(plain("cannot exec into multiple objects at a time"));
        }
        // As it stands in the file.
        found.infos.swap_remove(0)
    } else {
        pods::named(&client, target, KUBECTL_SCHEME).await?
    };
    let pod = pods::attachable(&client, &info, p.duration("pod-running-timeout")).await?;
    if pods::is_completed(&pod) {
        return Err(plain(format!(
            "cannot exec into a container in a completed pod; current phase is {}",
            pod.get("status").str("phase")
        )));
    }
    let container = pods::container(&client, &pod, p.str("container"), p.bool("quiet"))?;
    let tty = terminal(&client, p.bool("stdin"), p.bool("tty"), p.bool("quiet")).await;
    let (stdin, command) = (p.bool("stdin"), command.to_vec());
    let ended = in_container(&client, &pod, container.str("name"), command, stdin, tty).await?;
    streams::exit(ended)
}

/// Whether a terminal that was asked for can be had.
pub(crate) async fn terminal(client: &Client, stdin: bool, tty: bool, quiet: bool) -> bool {
    if !stdin || !tty {
        return false;
    }
    let is_terminal = client.io.ask(|h| h.stdin_is_terminal()).await;
    if !is_terminal && !quiet {
        client.io.eprint("Unable to use a TTY - input is not a terminal or the right kind of file\n");
    }
    is_terminal
}

/// Runs a command in a container, with the terminal as its terminal. Answers how it ended.
pub(crate) async fn in_container(
    client: &Client,
    pod: &Value,
    container: &str,
    command: Vec<String>,
    stdin: bool,
    tty: bool,
) -> Result<(i32, String)> {
    let pods = client.resource("pods").await?;
    // Exec is a connect call: a POST on the pod's subresource.
    let mut request = pods.request(Verb::Create, meta::namespace(pod), meta::name(pod))?.on("exec");
    request.options = sub(SubOptions {
        container: Text::new(container),
        command: command.into_iter().map(Text::from).collect(),
        stdin,
        tty,
        ..SubOptions::default()
    });
    match client.open(request).await? {
        Opened::Stream(stream) => Ok(stream.copy(stdin, tty).await),
        Opened::Text(text) => {
            client.io.print(text);
            Ok((0, String::new()))
        }
    }
}
