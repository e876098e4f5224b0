//! `kubectl cp`: files as an archive through the container's own `tar`.

use api::request::SubOptions;
use api::{Text, Value, Verb, meta};

use crate::cli::arguments::Arguments;
use crate::cli::flag::{Flag, int, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::{Client, sub};
use crate::error::{Result, plain};
use crate::host::FileKind;
use crate::pods;
use crate::resources::files;
use crate::streams::{self, Opened};
use crate::tar::{self, Entry};

const FLAGS: &[Flag] = &[
    text(
        "container",
        "Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen",
    )
    .short('c'),
    switch("no-preserve", "The copied file/directory's ownership and permissions will not be preserved in the container"),
    int(
        "retries",
        "0",
        "Set number of retries to complete a copy operation from a container. Specify 0 to disable or any negative value for infinite retrying. The default is 0 (no retry).",
    ),
];

pub(crate) const CP: Command = Command {
    name: "cp",
    short: "Copy files and directories to and from containers",
    help: include_str!("../help/cp.txt"),
    usage: "cp <file-spec-src> <file-spec-dest>",
    arguments: Arguments::Copy,
    flags: &[FLAGS],
    run: run!(cp),
    ahead: |_| Ahead::Settings,
    ..Command::NEW
};

/// One side of a copy.
struct Spec {
    namespace: String,
    /// Empty for a local file.
    pod: String,
    path: String,
}

fn spec(argument: &str) -> Result<Spec> {
    let wrong = || plain("filespec must match the canonical format: [[namespace/]pod:]file/path");
    let Some((pod, path)) = argument.split_once(':') else {
        return Ok(Spec { namespace: String::new(), pod: String::new(), path: argument.to_string() });
    };
    let (namespace, pod) = match pod.split('/').collect::<Vec<_>>()[..] {
        [pod] if !pod.is_empty() => ("", pod),
        [namespace, pod] if !pod.is_empty() => (namespace, pod),
        _ => return Err(wrong()),
    };
    Ok(Spec { namespace: namespace.into(), pod: pod.into(), path: path.into() })
}

async fn cp(client: Client, p: Parsed) -> Result<()> {
    let [from, to] = &p.args[..] else {
        return Err(plain("source and destination are required"));
    };
    let (from, to) = (spec(from)?, spec(to)?);
    match (from.pod.is_empty(), to.pod.is_empty()) {
        (false, false) => Err(plain("one of src or dest must be a local file specification")),
        _ if from.path.is_empty() || to.path.is_empty() => Err(plain("filepath can not be empty")),
        (true, true) => Err(plain("one of src or dest must be a remote file specification")),
        _ if from.path.is_empty() || to.path.is_empty() => Err(plain("filepath can not be empty")),
        (false, true) => download(&client, &p, &from, &to.path).await,
        (true, false) => upload(&client, &p, &from.path, &to).await,
    }
}

/// A container that copies go to or come from.
struct Remote<'a> {
    client: &'a Client,
    pod: Value,
    container: String,
}

impl<'a> Remote<'a> {
    async fn of(client: &'a Client, p: &Parsed, spec: &Spec) -> Result<Remote<'a>> {
        let namespace = if spec.namespace.is_empty() { client.namespace().await? } else { spec.namespace.clone() };
        let pods = client.resource("pods").await?;
        let pod = client.get(&pods, &namespace, &spec.pod).await?;
        if pods::is_completed(&pod) {
            return Err(plain(format!(
                "cannot exec into a container in a completed pod; current phase is {}",
                pod.get("status").str("phase")
            )));
        }
        let container = pods::container(client, &pod, p.str("container"), false)?.str("name").to_string();
        Ok(Remote { client, pod, container })
    }
    /// Runs a command in the container, with this as its input.
    async fn exec(
        &self,
        command: &[&str],
        input: Option<Vec<u8>>,
        show_errors: bool,
    ) -> Result<(Vec<u8>, (i32, String))> {
        let pods = self.client.resource("pods").await?;
        let mut request = pods.request(Verb::Create, meta::namespace(&self.pod), meta::name(&self.pod))?.on("exec");
        request.options = sub(SubOptions {
            container: Text::new(&self.container),
            command: command.iter().map(|c| Text::new(c)).collect(),
            stdin: input.is_some(),
            ..SubOptions::default()
        });
        match self.client.open(request).await? {
            Opened::Text(text) => Ok((text.into_bytes(), (0, String::new()))),
            Opened::Stream(stream) => {
                if let Some(input) = input {
                    stream.send_all(input).await;
                }
                Ok(stream.collect(show_errors).await)
            }
        }
    }
}

fn base(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

fn parent(path: &str) -> &str {
    match path.trim_end_matches('/').rsplit_once('/') {
        Some(("", _)) => "/",
        Some((dir, _)) => dir,
        None => ".",
    }
}

async fn upload(client: &Client, p: &Parsed, from: &str, to: &Spec) -> Result<()> {
    let at = from.to_string();
    if client.io.ask(move |h| h.file_kind(&at)).await.is_none() {
        return Err(plain(format!("{from} doesn't exist in local filesystem")));
    }
    let remote = Remote::of(client, p, to).await?;
    let is_directory = remote.exec(&["test", "-d", &to.path], None, false).await?.1.0 == 0;
    let target =
        if is_directory { format!("{}/{}", to.path.trim_end_matches('/'), base(from)) } else { to.path.clone() };
    let entries = local_entries(client, from, base(&target)).await?;
    let seconds = client.io.now().await.seconds();
    let mut command = vec!["tar", "-xmf", "-"];
    if p.bool("no-preserve") {
        command = vec!["tar", "--no-same-permissions", "--no-same-owner", "-xmf", "-"];
    }
    command.extend(["-C", parent(&target)]);
    let (_, ended) = remote.exec(&command, Some(tar::write(&entries, seconds)), true).await?;
    streams::exit(ended)
}

/// A local file or directory as entries named after `name`.
async fn local_entries(client: &Client, path: &str, name: &str) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut pending = vec![(path.trim_end_matches('/').to_string(), name.to_string())];
    while let Some((path, name)) = pending.pop() {
        let at = path.clone();
        if client.io.ask(move |h| h.file_kind(&at)).await == Some(FileKind::Directory) {
            let at = path.clone();
            let names = client.io.ask(move |h| h.list_directory(&at)).await.unwrap_or_default();
            entries.push(Entry { name: format!("{name}/"), directory: true, data: Vec::new() });
            pending.extend(names.into_iter().rev().map(|n| (format!("{path}/{n}"), format!("{name}/{n}"))));
            continue;
        }
        let at = path.clone();
        let data = client.io.ask(move |h| h.read_file(&at)).await;
        let data = data.map_err(|e| plain(format!("open {path}: {}", e.text())))?;
        entries.push(Entry { name, directory: false, data });
    }
    Ok(entries)
}

async fn download(client: &Client, p: &Parsed, from: &Spec, to: &str) -> Result<()> {
    let remote = Remote::of(client, p, from).await?;
    // What tar says of missing files is all that is said of them: the copy itself is not an error.
    let (bytes, ended) = remote.exec(&["tar", "cf", "-", &from.path], None, true).await?;
    if ended.0 != 0 && !ended.1.is_empty() {
        return streams::exit(ended);
    }
    let prefix = from.path.trim_matches('/').trim_start_matches("./").to_string();
    // What is copied takes the name that is asked for: a file does not go into a directory, and of a directory the
    // contents do.
    let target = files::clean(to);
    for entry in tar::read(&bytes) {
        let name = entry.name.trim_start_matches("./").trim_start_matches('/');
        let Some(below) = name.strip_prefix(&prefix).map(|b| b.trim_matches('/')) else { continue };
        if below.split('/').any(|part| part == "..") {
            client.io.eprint(format!("warning: path {:?} is outside target destination, skipping\n", entry.name));
            continue;
        }
        if entry.directory {
            continue;
        }
        let path = if below.is_empty() { target.clone() } else { format!("{}/{below}", target.trim_end_matches('/')) };
        let (at, data) = (path.clone(), entry.data);
        let written = client.io.ask(move |h| h.write_file(&at, &data)).await;
        written.map_err(|e| plain(format!("open {path}: {}", e.text())))?;
    }
    Ok(())
}
