//! `kubectl logs`.

use std::time::Duration;

use api::request::SubOptions;
use api::time::Time;
use api::{Status, Text, Value, Verb, meta};

use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, duration, int, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::{Client, sub};
use crate::error::{Error, Result, plain, usage};
use crate::host::Out;
use crate::pods;
use crate::resources::builder::{KUBECTL_SCHEME, Query};
use crate::streams::{Opened, Stream};

const FLAGS: &[Flag] = &[
    switch("all-containers", "Get all containers' logs in the pod(s)."),
    switch("all-pods", "Get logs from all pod(s). Sets prefix to true."),
    text("container", "Print the logs of this container").short('c'),
    switch("follow", "Specify if the logs should be streamed.").short('f'),
    switch("ignore-errors", "If watching / following pod logs, allow for any errors that occur to be non-fatal"),
    switch(
        "insecure-skip-tls-verify-backend",
        "Skip verifying the identity of the kubelet that logs are requested from.  In theory, an attacker could provide invalid log content back. You might want to use this if your kubelet serving certificates have expired.",
    ),
    int("limit-bytes", "0", "Maximum bytes of logs to return. Defaults to no limit."),
    int(
        "max-log-requests",
        "5",
        "Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5.",
    ),
    duration(
        "pod-running-timeout",
        "20s",
        "The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running",
    ),
    switch("prefix", "Prefix each log line with the log source (pod name and container name)"),
    switch("previous", "If true, print the logs for the previous instance of the container in a pod if it exists.")
        .short('p'),
    flag::SELECTOR,
    duration(
        "since",
        "0s",
        "Only return logs newer than a relative duration like 5s, 2m, or 3h. Defaults to all logs. Only one of since-time / since may be used.",
    ),
    text(
        "since-time",
        "Only return logs after a specific date (RFC3339). Defaults to all logs. Only one of since-time / since may be used.",
    ),
    int(
        "tail",
        "-1",
        "Lines of recent log file to display. Defaults to -1 with no selector, showing all log lines otherwise 10, if a selector is provided.",
    ),
    switch("timestamps", "Include timestamps on each line in the log output"),
];

pub(crate) const LOGS: Command = Command {
    name: "logs",
    short: "Print the logs for a container in a pod",
    help: include_str!("../help/logs.txt"),
    usage: "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
    arguments: Arguments::PodAndContainer,
    flags: &[FLAGS],
    run: run!(logs),
    ..Command::NEW
};

/// A log to print: of which container of which pod.
struct Source {
    pod: Value,
    container: String,
}

impl Source {
    fn prefix(&self) -> String {
        format!("[pod/{}/{}] ", meta::name(&self.pod), self.container)
    }
}

async fn logs(client: Client, mut p: Parsed) -> Result<()> {
    const EXPECTED: &str = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'";
    let selector = p.str("selector").to_string();
    match (p.args.len(), selector.is_empty()) {
        (0, true) => {
            return Err(usage(
                &p.path,
                format!("{EXPECTED}.\nPOD or TYPE/NAME is a required argument for the logs command"),
            ));
        }
        (2, false) => {
            return Err(plain("selectors and the all flag cannot be used when passing resource/name arguments"));
        }
        (1.., false) => return Err(usage(&p.path, "only a selector (-l) or a POD name is allowed")),
        // What stands behind the pod counts, whatever -c says.
        (2, _) => {
            let container = p.args[1].clone();
            p.set("container", container);
        }
        (3.., _) => {
            return Err(usage(
                &p.path,
                format!("{EXPECTED}.\nPOD or TYPE/NAME is a required argument for the logs command"),
            ));
        }
        _ => {}
    }
    if p.duration("pod-running-timeout").is_zero() {
        return Err(plain(super::attach::NO_TIME));
    }
    if p.bool("all-pods") {
        p.set("prefix", "true");
    }
    check_time(p.str("since-time"))?;
    let sources = sources(&client, &p, &selector).await?;
    if p.bool("follow") && sources.len() > 1 {
        let most = usize::try_from(p.int("max-log-requests")).unwrap_or(0);
        if sources.len() > most {
            return Err(plain(format!(
                "you are attempting to follow {} log streams, but maximum allowed concurrency is {most}, use --max-log-requests to increase the limit",
                sources.len()
            )));
        }
        return print(&client, &p, &sources).await;
    }
    for source in sources.chunks(1) {
        match print(&client, &p, source).await {
            Ok(()) => {}
            Err(e) if p.bool("ignore-errors") => client.io.eprint(format!("error: {}\n", e.message())),
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// The log of a pod's first container, as `run` prints it where it cannot attach.
pub(crate) async fn of_pod(client: &Client, pod: &Value) -> Result<()> {
    let container = pods::container(client, pod, "", true)?;
    of_container(client, pod, container.str("name")).await
}

/// The log of a container as it is by now.
pub(crate) async fn of_container(client: &Client, pod: &Value, container: &str) -> Result<()> {
    let source = Source { container: container.to_string(), pod: pod.clone() };
    let mut p = Parsed::default();
    p.set("tail", "-1");
    print(client, &p, &[source]).await
}

fn check(p: &Parsed) -> Result<()> {
    if !p.str("since-time").is_empty() && !p.duration("since").is_zero() {
        return Err(plain("at most one of `sinceTime` or `sinceSeconds` may be specified"));
    }
    if p.bool("all-containers") && !p.str("container").is_empty() {
        return Err(plain(format!(
            "--all-containers=true should not be specified with container name {}",
            p.str("container")
        )));
    }
    if p.int("limit-bytes") < 0 {
        return Err(plain("--limit-bytes must be greater than 0"));
    }
    if p.str("since").starts_with('-') && p.str("since").contains(|c| matches!(c, '1'..='9')) {
        return Err(plain("--since must be greater than 0"));
    }
    if p.int("tail") < -1 {
        return Err(plain("--tail must be greater than or equal to -1"));
    }
    Ok(())
}

/// A time is read before anything is looked for.
fn check_time(time: &str) -> Result<()> {
    if time.is_empty() {
        return Ok(());
    }
    api::schema::decode::time(time).map(|_| ()).map_err(plain)
}

/// Which logs are meant.
async fn sources(client: &Client, p: &Parsed, selector: &str) -> Result<Vec<Source>> {
    if !selector.is_empty() {
        let pods = client.resource("pods").await?;
        let options = api::request::Options { label_selector: Text::new(selector), ..Default::default() };
        let query = Query { selector: Some(selector.to_string()), ..Query::default() };
        let found = client.list(&pods, &client.namespace().await?, &options).await;
        let found = found.map_err(|e| query.cannot_list(&pods, e))?;
        if found.is_empty() {
            client.io.eprint(format!("No resources found in {} namespace.\n", client.namespace().await?));
        }
        check(p)?;
        return containers(client, p, found);
    }
    if p.args[0].is_empty() {
        return Err(crate::resources::builder::missing_resource());
    }
    let info = pods::named(client, &p.args[0], KUBECTL_SCHEME).await.map_err(|e| match &e {
        // kubectl says here in which namespace it looked.
        Error::Status(s) if s.reason == "NotFound" => {
            let namespace = client.known_namespace();
            plain(format!("error from server (NotFound): {} in namespace {namespace:?}", s.message))
        }
        _ => e,
    })?;
    // The other flags are looked at when the object is there, and before a container is chosen.
    check(p)?;
    if info.resource.kind == "Pod" {
        return containers(client, p, vec![info.object]);
    }
    let selector = pods::pod_selector(&info)
        .map_err(|e| plain(format!("cannot get the logs from {}: {}", pods::go_pointer(&info), e.message())))?;
    let timeout = p.duration("pod-running-timeout");
    let mut found = pods::of_selector(client, &info.namespace, &selector, timeout).await?;
    if p.bool("all-pods") {
        return containers(client, p, found);
    }
    pods::best_logs_first(&mut found);
    if found.len() > 1 {
        client.io.eprint(format!("Found {} pods, using pod/{}\n", found.len(), meta::name(&found[0])));
    }
    found.truncate(1);
    containers(client, p, found)
}

fn containers(client: &Client, p: &Parsed, found: Vec<Value>) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for pod in found {
        if p.bool("all-containers") {
            for list in ["initContainers", "containers", "ephemeralContainers"] {
                for c in pod.get("spec").list(list) {
                    sources.push(Source { container: c.str("name").to_string(), pod: pod.clone() });
                }
            }
        } else {
            let container = pods::container(client, &pod, p.str("container"), p.bool("all-pods"))?;
            sources.push(Source { container: container.str("name").to_string(), pod });
        }
    }
    Ok(sources)
}

async fn open(client: &Client, p: &Parsed, source: &Source) -> Result<Opened> {
    let tail = match p.int("tail") {
        -1 if !p.str("selector").is_empty() && !p.changed("tail") => 10,
        n => n,
    };
    let since = p.duration("since");
    let options = SubOptions {
        container: Text::new(&source.container),
        follow: p.bool("follow"),
        previous: p.bool("previous"),
        timestamps: p.bool("timestamps"),
        tail_lines: Some(tail).filter(|n| *n >= 0),
        since_seconds: Some(since).filter(|d| !d.is_zero()).map(|d| d.as_secs_f64().round() as i64),
        since_time: Text::new(p.str("since-time")),
        limit_bytes: Some(p.int("limit-bytes")).filter(|n| *n > 0),
        ..SubOptions::default()
    };
    let pods = client.resource("pods").await?;
    let mut request = pods.request(Verb::Get, meta::namespace(&source.pod), meta::name(&source.pod))?.on("log");
    request.options = sub(options);
    client.open(request).await
}

/// Puts the source in front of each line.
struct Lines {
    prefix: String,
    at_start: bool,
}

impl Lines {
    fn new(p: &Parsed, source: &Source) -> Lines {
        Lines { prefix: if p.bool("prefix") { source.prefix() } else { String::new() }, at_start: true }
    }
    fn write(&mut self, client: &Client, data: &[u8]) {
        if self.prefix.is_empty() {
            return client.io.write(Out::Stdout, data);
        }
        for line in data.split_inclusive(|b| *b == b'\n') {
            if self.at_start {
                client.io.print(&self.prefix);
            }
            client.io.write(Out::Stdout, line);
            self.at_start = line.ends_with(b"\n");
        }
    }
}

fn refused(why: String) -> Error {
    Error::Status(Status::bad_request(why))
}

/// A log that is open; or one that is opened at some time, since its container has not started before.
struct Log<'a> {
    source: &'a Source,
    lines: Lines,
    stream: Option<Stream>,
    opens: Time,
}

/// Prints logs at once, each as it comes. Who follows one waits for its container to start, unless errors do not matter.
async fn print(client: &Client, p: &Parsed, sources: &[Source]) -> Result<()> {
    let begin = client.io.now().await;
    let end = begin + p.duration("pod-running-timeout");
    let patient = p.bool("follow") && !p.bool("ignore-errors") && end > begin;
    let log = |source| Log { source, lines: Lines::new(p, source), stream: None, opens: begin };
    let mut logs: Vec<Log<'_>> = sources.iter().map(log).collect();
    loop {
        let (now, mut still) = (client.io.now().await, Vec::new());
        for mut log in logs {
            if log.stream.is_none() && log.opens <= now {
                if log.opens > begin && now >= end {
                    return Err(plain("context deadline exceeded"));
                }
                match open(client, p, log.source).await? {
                    Opened::Text(text) => {
                        log.lines.write(client, text.as_bytes());
                        continue;
                    }
                    Opened::Stream(stream) => log.stream = Some(stream),
                }
            }
            let Some(stream) = &log.stream else {
                still.push(log);
                continue;
            };
            let output = stream.read().await;
            for (_, data) in output.chunks {
                log.lines.write(client, &data);
            }
            match output.ended {
                None => still.push(log),
                Some((_, why)) if why.is_empty() => {}
                Some((_, why)) if patient => {
                    client.io.eprint(why + "\n");
                    (log.stream, log.opens) = (None, end.min(now + Duration::from_secs(1)));
                    still.push(log);
                }
                Some((_, why)) if p.bool("ignore-errors") => client.io.eprint(format!("error: {why}\n")),
                Some((_, why)) => return Err(refused(why)),
            }
        }
        logs = still;
        if logs.is_empty() {
            return Ok(());
        }
        let waiting = logs.iter().filter(|log| log.stream.is_none());
        client.io.events(waiting.map(|log| log.opens).min()).await;
    }
}
