//! `kubectl run`.

use api::{Status, Value, Verb, meta, obj};

use super::attach::Attach;
use super::common::{self, DryRun, Teller};
use super::delete::DeleteOptions;
use super::exec::RUNNING_TIMEOUT;
use super::reference;
use crate::cli::flag::{self, Flag, array, boolean, string, switch, text};
use crate::cli::{Command, Parsed, go, run};
use crate::client::Client;
use crate::error::{Error, Result, plain, usage};
use crate::pods;
use crate::resources::builder::Info;

const FLAGS: &[Flag] = &[
    flag::RECORD,
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
    RUNNING_TIMEOUT,
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
    server_first: |_| true,
    ..Command::NEW
};

/// Rounds of one `kubectl run`.
struct Run {
    client: Client,
    p: Parsed,
    name: String,
    namespace: String,
    dry_run: DryRun,
    teller: Teller,
    attach: bool,
}

async fn run_pod(client: Client, p: Parsed) -> Result<()> {
    let run = Run::new(client, p).await?;
    let pod = run.pod()?;
    let created = run.create("pods", pod).await?;
    let mut made = vec![("pods", created.clone())];
    if run.p.bool("expose") {
        let service = run.service(&created)?;
        let service = run.create("services", service).await?;
        run.teller.tell_typed(&run.client, &service, "created");
        // One line of its own, and then the printer's before its second object.
        if run.p.str("output") == "yaml" {
            run.client.io.print("---\n");
        }
        made.push(("services", service));
    }
    if !run.attach {
        run.teller.tell_typed(&run.client, &created, "created");
        return Ok(());
    }
    let ended = run.attached(&created).await;
    if run.p.bool("rm") {
        run.remove(made).await?;
    }
    ended
}

impl Run {
    async fn new(client: Client, p: Parsed) -> Result<Run> {
        if p.args.is_empty() || p.before_dash == Some(0) {
            return Err(usage(&p.path, "NAME is required for run"));
        }
        let dry_run = DryRun::of(&client, &p).await?;
        let teller = Teller::new(&client, &p, dry_run).await?;
        common::cascade(&client, &p)?;
        let attach = if p.changed("attach") { p.bool("attach") } else { p.bool("stdin") };
        if p.duration("pod-running-timeout").is_zero() {
            return Err(usage(&p.path, "--pod-running-timeout must be higher than zero"));
        }
        let image = p.str("image");
        if image.is_empty() {
            return Err(plain("--image is required"));
        }
        if !reference::is_valid(image) {
            return Err(plain(format!("Invalid image name {image:?}: invalid reference format")));
        }
        if p.bool("tty") && !p.bool("stdin") {
            return Err(usage(&p.path, "-i/--stdin is required for containers with -t/--tty=true"));
        }
        if p.bool("expose") && p.str("port").is_empty() {
            return Err(usage(&p.path, "--port must be set when exposing a service"));
        }
        let restart = p.str("restart");
        if !["Always", "OnFailure", "Never"].contains(&restart) {
            return Err(usage(&p.path, format!("invalid restart policy: {restart}")));
        }
        if p.bool("rm") && !attach {
            return Err(usage(&p.path, "--rm should only be used for attached containers"));
        }
        if attach && dry_run != DryRun::None {
            return Err(usage(
                &p.path,
                "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
            ));
        }
        let pull = p.str("image-pull-policy");
        if !["", "Always", "IfNotPresent", "Never"].contains(&pull) {
            return Err(usage(&p.path, format!("invalid image pull policy: {pull}")));
        }
        if p.args[0].is_empty() {
            return Err(plain("Parameter: name is required"));
        }
        let (name, namespace) = (p.args[0].clone(), client.namespace().await?);
        Ok(Run { client, p, name, namespace, dry_run, teller, attach })
    }

    fn pod(&self) -> Result<Value> {
        let p = &self.p;
        let mut container = obj!({"name": (self.name.clone()), "image": (p.str("image").to_string()), "resources": {}});
        let rest: Vec<Value> = p.args[1..].iter().map(|a| a.clone().into()).collect();
        if !rest.is_empty() {
            container.set(if p.bool("command") { "command" } else { "args" }, rest);
        }
        let env = p.list("env").iter().map(|pair| env_var(pair)).collect::<Result<Vec<Value>>>()?;
        if !env.is_empty() {
            container.set("env", env);
        }
        if !p.str("port").is_empty() {
            let port = go::parse_int(p.str("port"))
                .map_err(|_| plain(format!("strconv.Atoi: parsing {:?}: invalid syntax", p.str("port"))))?;
            container.set("ports", vec![obj!({"containerPort": port})]);
        }
        if !p.str("image-pull-policy").is_empty() {
            container.set("imagePullPolicy", p.str("image-pull-policy").to_string());
        }
        if p.bool("privileged") {
            container.set("securityContext", obj!({"privileged": true}));
        }
        if p.bool("stdin") {
            container.set("stdin", true);
            if !p.bool("leave-stdin-open") {
                container.set("stdinOnce", true);
            }
        }
        if p.bool("tty") {
            container.set("tty", true);
        }
        let mut metadata = obj!({"name": (self.name.clone()), "labels": (self.labels()?)});
        let annotations = p.list("annotations");
        if !annotations.is_empty() {
            let mut map = Value::object();
            for pair in &annotations {
                let (key, value) =
                    pair.split_once('=').ok_or_else(|| plain(format!("invalid annotations format: {pair}")))?;
                map.set(key.to_string(), value.to_string());
            }
            metadata.set("annotations", map);
        }
        let pod = obj!({
            "apiVersion": "v1", "kind": "Pod", "metadata": metadata,
            "spec": {
                "containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": (p.str("restart").to_string())
            },
            "status": {}
        });
        common::overridden(&self.p, pod, "Pod")
    }

    fn labels(&self) -> Result<Value> {
        let mut labels = Value::object();
        if self.p.str("labels").is_empty() {
            labels.set("run", self.name.clone());
            return Ok(labels);
        }
        for pair in self.p.str("labels").split(',') {
            let (key, value) = pair
                .split_once('=')
                .filter(|(key, value)| !key.is_empty() && !value.contains('='))
                .ok_or_else(|| plain(format!("unexpected label spec: {pair}")))?;
            labels.set(key.to_string(), value.to_string());
        }
        Ok(labels)
    }

    /// The service of `--expose`.
    fn service(&self, pod: &Value) -> Result<Value> {
        let port = go::parse_int(self.p.str("port")).map_err(plain)?;
        let ports = vec![obj!({"port": port, "protocol": "TCP", "targetPort": port})];
        let selector = pod.get("metadata").get("labels").clone();
        let selector = if selector.is_null() { self.labels()? } else { selector };
        let mut service = obj!({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": (self.name.clone())},
            "spec": {"ports": ports, "selector": selector}, "status": {"loadBalancer": {}}
        });
        if self.p.changed("labels") {
            service.set_at(&["metadata", "labels"], self.labels()?);
        }
        Ok(service)
    }

    async fn create(&self, plural: &str, object: Value) -> Result<Value> {
        let object = common::recorded(&self.p, object);
        let resource = self.client.resource(plural).await?;
        if self.dry_run == DryRun::Client {
            return common::placed(&self.client, object).await;
        }
        let object = if self.p.bool("save-config") { common::with_typed_config(&object) } else { object };
        let mut request = resource.request(Verb::Create, &self.namespace, "")?.with_body(object);
        request.options = common::write_options(&self.p, self.dry_run);
        self.client.object(request).await
    }

    /// Attaches to the pod, or prints its log where it was quicker; then waits for its end.
    async fn attached(&self, created: &Value) -> Result<()> {
        let name = meta::name(created);
        let key = (&*self.namespace, name);
        let timeout = self.p.duration("pod-running-timeout");
        let pod = pods::wait_for(&self.client, key, timeout, |pod| {
            Ok(pod.get("status").str("phase") == "Running" || pods::is_completed(pod))
        })
        .await?;
        if pods::is_completed(&pod) {
            super::logs::of_pod(&self.client, &pod).await?;
        } else {
            // What was written before anybody was there stands in the log alone.
            super::logs::of_pod(&self.client, &pod).await?;
            let options = Attach {
                stdin: self.p.bool("stdin"),
                tty: self.p.bool("tty"),
                quiet: self.p.bool("quiet"),
                container: String::new(),
            };
            let failed = match super::attach::to_pod(&self.client, &pod, &options).await {
                Ok((_, why)) if why.is_empty() => None,
                Ok((_, why)) => Some(Status::stream_failed(&why).message.clone()),
                Err(e) => Some(e.message()),
            };
            if let Some(why) = failed {
                self.client
                    .io
                    .eprint(format!("warning: couldn't attach to pod/{name}, falling back to streaming logs: {why}\n"));
                super::logs::of_pod(&self.client, &pod).await?;
            }
        }
        if self.p.bool("leave-stdin-open") || self.p.str("restart") == "Always" {
            return Ok(());
        }
        let pod = pods::wait_for(&self.client, key, timeout, |pod| Ok(pods::is_completed(pod))).await?;
        self.exit_of(&pod)
    }

    /// The exit code of the pod's container is that of the command.
    fn exit_of(&self, pod: &Value) -> Result<()> {
        if pod.get("status").str("phase") == "Succeeded" {
            return Ok(());
        }
        let title = format!("pod {}/{}", self.namespace, meta::name(pod));
        let statuses = pod.get("status").list("containerStatuses");
        let ended = statuses.first().map(|s| s.at(&["state", "terminated"])).filter(|t| !t.is_null());
        match ended.and_then(|t| Some((t, t.int("exitCode").filter(|c| *c != 0)?))) {
            Some((t, code)) => Err(Error::Coded(
                code as i32,
                format!("{title} terminated ({})\n{}", t.str("reason"), t.str("message")).trim_end().to_string(),
            )),
            None => Err(plain(format!("{title} failed with unknown exit code"))),
        }
    }

    async fn remove(&self, made: Vec<(&str, Value)>) -> Result<()> {
        let mut options = DeleteOptions::of(&self.client, &self.p).await?;
        options.wait = self.p.bool("wait");
        options.quiet = self.p.bool("quiet");
        let mut infos = Vec::new();
        for (plural, object) in made {
            let resource = self.client.resource(plural).await?;
            infos.push(Info {
                listed: 0,
                namespace: self.namespace.clone(),
                name: meta::name(&object).to_string(),
                source: String::new(),
                resource,
                object,
            });
        }
        common::finish(super::delete::delete_all(&self.client, infos, Vec::new(), &options).await)
    }
}

/// `NAME=value`.
fn env_var(pair: &str) -> Result<Value> {
    let invalid = || plain(format!("invalid env: {pair}"));
    let (name, value) = pair.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(invalid)?;
    if super::create::env_name(name).is_err() {
        return Err(invalid());
    }
    let mut v = obj!({"name": (name.to_string())});
    if !value.is_empty() {
        v.set("value", value.to_string());
    }
    Ok(v)
}
