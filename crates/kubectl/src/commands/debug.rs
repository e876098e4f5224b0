//! `kubectl debug`: an ephemeral container, a copy of a pod, or a pod on a node.

use std::time::Duration;

use api::{Status, Value, Verb, meta, obj};

use super::attach::{self, Attach};
use super::common;
use super::create::deployment::suffix;
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, boolean, pairs, string, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::resources::builder::{Info, Query};

const FLAGS: &[Flag] = &[
    switch(
        "arguments-only",
        "If specified, everything after -- will be passed to the new container as Args instead of Command.",
    ),
    switch(
        "attach",
        "If true, wait for the container to start running, and then attach as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true.",
    ),
    text("container", "Container name to use for debug container.").short('c'),
    text("copy-to", "Create a copy of the target Pod with this name."),
    text(
        "custom",
        "Path to a JSON or YAML file containing a partial container spec to customize built-in debug profiles.",
    ),
    pairs("env", "Environment variables to set in the container."),
    flag::filename("identifying the resource to debug"),
    text("image", "Container image to use for debug container."),
    text(
        "image-pull-policy",
        "The image pull policy for the container. If left empty, this value will not be specified by the client and defaulted by the server.",
    ),
    switch(
        "keep-annotations",
        "If true, keep the original pod annotations.(This flag only works when used with '--copy-to')",
    ),
    boolean(
        "keep-init-containers",
        "true",
        "Run the init containers for the pod. Defaults to true.(This flag only works when used with '--copy-to')",
    ),
    switch("keep-labels", "If true, keep the original pod labels.(This flag only works when used with '--copy-to')"),
    switch(
        "keep-liveness",
        "If true, keep the original pod liveness probes.(This flag only works when used with '--copy-to')",
    ),
    switch(
        "keep-readiness",
        "If true, keep the original pod readiness probes.(This flag only works when used with '--copy-to')",
    ),
    switch(
        "keep-startup",
        "If true, keep the original startup probes.(This flag only works when used with '--copy-to')",
    ),
    string(
        "profile",
        "general",
        "Options are \"general\", \"baseline\", \"restricted\", \"netadmin\" or \"sysadmin\". Defaults to \"general\"",
    ),
    switch("quiet", "If true, suppress informational messages.").short('q'),
    switch("replace", "When used with '--copy-to', delete the original Pod."),
    switch("same-node", "When used with '--copy-to', schedule the copy of target Pod on the same node."),
    pairs(
        "set-image",
        "When used with '--copy-to', a list of name=image pairs for changing container images, similar to how 'kubectl set image' works.",
    ),
    boolean("share-processes", "true", "When used with '--copy-to', enable process namespace sharing in the copy."),
    switch("stdin", "Keep stdin open on the container(s) in the pod, even if nothing is attached.").short('i'),
    text("target", "When using an ephemeral container, target processes in this container name."),
    switch("tty", "Allocate a TTY for the debugging container.").short('t'),
];

pub(crate) const DEBUG: Command = Command {
    name: "debug",
    short: "Create debugging sessions for troubleshooting workloads and nodes",
    help: include_str!("../help/debug.txt"),
    usage: "debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
    arguments: Arguments::Any,
    flags: &[FLAGS],
    run: run!(debug),
    ahead: |_| Ahead::Settings,
    ..Command::NEW
};

const PROFILES: &[&str] = &["legacy", "general", "baseline", "netadmin", "restricted", "sysadmin"];

async fn debug(client: Client, p: Parsed) -> Result<()> {
    let (targets, command) = match p.before_dash {
        Some(n) => (p.args[..n].to_vec(), p.args[n..].to_vec()),
        None => (p.args.clone(), Vec::new()),
    };
    let custom = custom_profile(&client, &p).await?;
    check(&client, &p, &targets, &command)?;
    let given = |f: &&str| custom.get(f).as_map().is_some() || !custom.str(f).is_empty() || !custom.list(f).is_empty();
    if !custom.is_null() && ["name", "command", "image", "lifecycle", "volumeDevices"].iter().any(given) {
        return Err(plain("name, command, image, lifecycle and volume devices are not modifiable via custom profile"));
    }
    if p.str("profile") == "legacy" {
        client.io.eprint("--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example \"--profile=general\".\n");
    }
    let named = |w: &String| if w.contains('/') { w.clone() } else { format!("pods/{w}") };
    let mut words: Vec<Vec<String>> = targets.iter().map(|w| vec![named(w)]).collect();
    if words.is_empty() {
        words.push(Vec::new());
    }
    // One after the other: what is wrong with one is no matter of those before it.
    let mut queue: std::collections::VecDeque<Info> = std::collections::VecDeque::new();
    loop {
        let info = match queue.pop_front() {
            Some(info) => info,
            None if words.is_empty() => return Ok(()),
            None => {
                let found = Query::typed(&client, &p, &words.remove(0)).await?.find(&client).await?;
                queue.extend(found.infos);
                common::finish(found.errors)?;
                continue;
            }
        };
        let made = match &*info.resource.kind {
            "Node" => on_node(&client, &p, &info, &command, &custom).await?,
            "Pod" if p.str("copy-to").is_empty() => ephemeral(&client, &p, &info, &command, &custom).await?,
            "Pod" => copy(&client, &p, &info, &command, &custom).await?,
            _ => return Err(plain(format!("{:?} not supported by debug", info.resource.go_gvk()))),
        };
        let attaches = if p.changed("attach") { p.bool("attach") } else { p.bool("stdin") };
        if attaches {
            attach_to(&client, &p, &made).await?;
        }
    }
}

/// The part of a container that `--custom` names a file for; null where it does not.
async fn custom_profile(client: &Client, p: &Parsed) -> Result<Value> {
    if !PROFILES.contains(&p.str("profile")) {
        return Err(plain(format!("unknown profile: {}", p.str("profile"))));
    }
    let path = p.str("custom").to_string();
    if path.is_empty() {
        return Ok(Value::Null);
    }
    let at = path.clone();
    let read = client.io.ask(move |h| h.read_file(&at)).await.map_err(|e| {
        plain(format!("must pass a container spec json file for custom profile: open {path}: {}", e.text()))
    })?;
    let parsed = api::yaml::parse(&String::from_utf8_lossy(&read)).map_err(|e| e.to_string());
    let of = api::schema::of("", "v1", "Container").expect("containers are built in");
    let decoded = parsed.and_then(|profile| {
        let why = |e| format!("error unmarshaling JSON: while decoding JSON: {e}");
        api::schema::decode::decode(&profile, of).map(|decoded| decoded.object).map_err(why)
    });
    decoded.map_err(|e| plain(format!("{path} does not contain a valid container spec: {e}")))
}

/// The container with the custom profile merged in.
fn customized(container: Value, custom: &Value) -> Result<Value> {
    if custom.is_null() {
        return Ok(container);
    }
    let mut custom = custom.clone();
    custom.set("name", container.text("name"));
    let in_pod = |c: Value| obj!({"spec": {"containers": [c]}});
    let of = api::schema::of("", "v1", "Pod").expect("pods are built in");
    let merged = api::patch::strategic(&in_pod(container), &in_pod(custom), of);
    let merged =
        merged.map_err(|e| plain(format!("error creating three way patch to add debug container: {}", e.message())))?;
    Ok(merged.get("spec").list("containers").first().cloned().unwrap_or_default())
}

/// Says where the profile will not do for a container whose pod runs as somebody else than root.
fn warn_of_user(client: &Client, container: &Value, spec: &Value) {
    let (of_pod, own) = (spec.get("securityContext").int("runAsUser").unwrap_or(0), container.get("securityContext"));
    let extra = own.bool("privileged") || !own.get("capabilities").list("add").is_empty();
    if of_pod != 0 && own.int("runAsUser") != Some(0) && extra {
        client.io.eprint("Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using \"--custom\" with a custom profile that specifies \"securityContext.runAsUser: 0\".\n");
    }
}

fn check(client: &Client, p: &Parsed, targets: &[String], command: &[String]) -> Result<()> {
    let given = |flag: &str| !p.str(flag).is_empty();
    let images = p.list("set-image");
    if p.changed("attach") && p.bool("attach") && !given("image") && !given("container") {
        return Err(plain("you must specify --container or create a new container using --image in order to attach."));
    }
    if given("copy-to") {
        if !given("image") && images.is_empty() && command.is_empty() {
            return Err(plain("you must specify --image, --set-image or command arguments."));
        }
        if !command.is_empty() && !given("container") && !given("image") {
            return Err(plain("you must specify an existing container or a new image when specifying args."));
        }
    } else {
        if let Some(flag) = ["replace", "same-node"].into_iter().find(|flag| p.bool(flag)) {
            return Err(plain(format!("--{flag} may only be used with --copy-to.")));
        }
        if !images.is_empty() {
            return Err(plain("--set-image may only be used with --copy-to."));
        }
        if !given("image") {
            return Err(plain("you must specify --image when not using --copy-to."));
        }
    }
    if given("image") && !super::reference::is_valid(p.str("image")) {
        return Err(plain(format!("invalid image name {:?}: invalid reference format", p.str("image"))));
    }
    if targets.is_empty() && p.list("filename").is_empty() {
        return Err(plain("NAME or filename is required for debug"));
    }
    let policy = p.str("image-pull-policy");
    if !["", "Always", "IfNotPresent", "Never"].contains(&policy) {
        return Err(plain(format!("invalid image pull policy: {policy}")));
    }
    for (name, image) in images.iter().filter_map(|pair| pair.split_once('=')) {
        if !super::reference::is_valid(image) {
            return Err(plain(format!(
                "invalid image name {image:?} for container {name:?}: invalid reference format"
            )));
        }
    }
    if given("target") {
        if given("copy-to") {
            return Err(plain("--target is incompatible with --copy-to. Use --share-processes instead."));
        }
        if !p.bool("quiet") {
            client.io.print(format!(
                "Targeting container {:?}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n",
                p.str("target")
            ));
        }
    }
    if p.bool("tty") && !p.bool("stdin") {
        return Err(plain("-i/--stdin is required for containers with -t/--tty=true"));
    }
    Ok(())
}

/// A container that was made for debugging.
struct Made {
    namespace: String,
    pod: String,
    container: String,
}

/// The debug container of the flags.
fn container(p: &Parsed, name: &str, command: &[String]) -> Value {
    let mut c = obj!({
        "name": (name.to_string()), "image": (p.str("image").to_string()),
        "resources": {}, "terminationMessagePolicy": "File"
    });
    if !command.is_empty() {
        let words: Vec<Value> = command.iter().map(|w| w.clone().into()).collect();
        c.set(if p.bool("arguments-only") { "args" } else { "command" }, words);
    }
    if !p.str("image-pull-policy").is_empty() {
        c.set("imagePullPolicy", p.str("image-pull-policy").to_string());
    }
    for (flag, field) in [("stdin", "stdin"), ("tty", "tty")] {
        if p.bool(flag) {
            c.set(field, true);
        }
    }
    let env: Vec<Value> = p
        .list("env")
        .iter()
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| obj!({"name": (name.to_string()), "value": (value.to_string())}))
        .collect();
    if !env.is_empty() {
        c.set("env", env);
    }
    c
}

/// What the profile lets a container do.
fn secure(p: &Parsed, c: &mut Value) {
    let added: &[&str] = match p.str("profile") {
        "general" => &["SYS_PTRACE"],
        "netadmin" => &["NET_ADMIN", "NET_RAW"],
        "sysadmin" => return c.set_at(&["securityContext", "privileged"], true),
        "restricted" => {
            return c.set(
                "securityContext",
                obj!({
                    "allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}, "runAsNonRoot": true,
                    "seccompProfile": {"type": "RuntimeDefault"}
                }),
            );
        }
        _ => return,
    };
    let list = c.at_mut(&["securityContext", "capabilities"]).field_mut("add").list_mut();
    list.extend(added.iter().map(|n| Value::from(*n)));
}

/// The name of `-c`, or one that is not taken.
async fn container_name(client: &Client, p: &Parsed) -> String {
    if !p.str("container").is_empty() {
        return p.str("container").to_string();
    }
    let name = format!("debugger-{}", suffix(client).await);
    if !p.bool("quiet") {
        client.io.print(format!("Defaulting debug container name to {name}.\n"));
    }
    name
}

async fn ephemeral(client: &Client, p: &Parsed, info: &Info, command: &[String], custom: &Value) -> Result<Made> {
    let name = container_name(client, p).await;
    let mut c = container(p, &name, command);
    if !p.str("target").is_empty() {
        c.set("targetContainerName", p.str("target").to_string());
    }
    let mut object = info.object.clone();
    let list = object.at_mut(&["spec"]).field_mut("ephemeralContainers").list_mut();
    list.push(c);
    // The first of the name has the profile: what is there already is changed, which the server refuses.
    let at = list.iter().position(|c| c.str("name") == name).unwrap_or_default();
    secure(p, &mut list[at]);
    list[at] = customized(std::mem::take(&mut list[at]), custom)?;
    warn_of_user(client, &list[at], info.object.get("spec"));
    let (change, kind) = common::two_way(&info.resource, &info.object, &object)?;
    let verb = Verb::Patch(kind);
    let request = info.resource.request(verb, &info.namespace, &info.name)?.on("ephemeralcontainers").with_body(change);
    client.object(request).await?;
    Ok(Made { namespace: info.namespace.clone(), pod: info.name.clone(), container: name })
}

async fn copy(client: &Client, p: &Parsed, info: &Info, command: &[String], custom: &Value) -> Result<Made> {
    let mut spec = info.object.get("spec").clone();
    spec.remove("ephemeralContainers");
    if !p.bool("same-node") {
        spec.remove("nodeName");
    }
    if !p.bool("keep-init-containers") {
        spec.remove("initContainers");
    }
    spec.set("shareProcessNamespace", p.bool("share-processes"));
    let images: Vec<(String, String)> = p
        .list("set-image")
        .iter()
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, image)| (name.to_string(), image.to_string()))
        .collect();
    let mut name = p.str("container").to_string();
    let list = spec.field_mut("containers").list_mut();
    for c in list.iter_mut() {
        for (flag, field) in
            [("keep-liveness", "livenessProbe"), ("keep-readiness", "readinessProbe"), ("keep-startup", "startupProbe")]
        {
            if !p.bool(flag) {
                c.remove(field);
            }
        }
        if let Some((_, image)) = images.iter().find(|(n, _)| n == "*" || n == c.str("name")) {
            c.set("image", image.clone());
        }
    }
    // A named container of the pod is changed; otherwise a new one is added.
    if let Some(c) = list.iter_mut().find(|c| !name.is_empty() && c.str("name") == name) {
        if !command.is_empty() {
            let words: Vec<Value> = command.iter().map(|w| w.clone().into()).collect();
            c.set("command", words);
            c.remove("args");
        }
        if !p.str("image").is_empty() {
            c.set("image", p.str("image").to_string());
        }
        for (flag, field) in [("stdin", "stdin"), ("tty", "tty")] {
            if p.bool(flag) {
                c.set(field, true);
            }
        }
    } else if !p.str("image").is_empty() {
        name = container_name(client, p).await;
        let mut c = container(p, &name, command);
        secure(p, &mut c);
        let c = customized(c, custom)?;
        warn_of_user(client, &c, info.object.get("spec"));
        list.push(c);
    } else if name.is_empty() {
        name = list.first().map(|c| c.str("name").to_string()).unwrap_or_default();
    } else {
        return Err(plain(format!("container {name} is not valid for pod {}", info.name)));
    }
    let mut metadata = obj!({"name": (p.str("copy-to").to_string()), "namespace": (info.namespace.clone())});
    for (flag, field) in [("keep-labels", "labels"), ("keep-annotations", "annotations")] {
        if p.bool(flag) && info.object.get("metadata").has(field) {
            metadata.set(field, info.object.get("metadata").get(field));
        }
    }
    let pod = obj!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec});
    if p.bool("replace") {
        client.delete(&info.resource, &info.namespace, &info.name, None, None, false).await?;
    }
    let created = client.object(info.resource.request(Verb::Create, &info.namespace, "")?.with_body(pod)).await?;
    Ok(Made { namespace: info.namespace.clone(), pod: meta::name(&created).to_string(), container: name })
}

async fn on_node(client: &Client, p: &Parsed, info: &Info, command: &[String], custom: &Value) -> Result<Made> {
    let name = if p.str("container").is_empty() { "debugger".to_string() } else { p.str("container").to_string() };
    let pod_name = format!("node-debugger-{}-{}", info.name, suffix(client).await);
    let mut c = container(p, &name, command);
    let mut spec = obj!({
        "nodeName": (info.name.clone()), "restartPolicy": "Never",
        "tolerations": [{"operator": "Exists"}]
    });
    if !["restricted", "baseline"].contains(&p.str("profile")) {
        if p.str("profile") == "sysadmin" {
            secure(p, &mut c);
        }
        c.set("volumeMounts", vec![obj!({"mountPath": "/host", "name": "host-root"})]);
        spec.set("volumes", vec![obj!({"name": "host-root", "hostPath": {"path": "/"}})]);
        for field in ["hostIPC", "hostNetwork", "hostPID"] {
            spec.set(field, true);
        }
    } else {
        secure(p, &mut c);
    }
    spec.set("containers", vec![customized(c, custom)?]);
    if !p.bool("quiet") {
        client.io.print(format!("Creating debugging pod {pod_name} with container {name} on node {}.\n", info.name));
    }
    let pods = client.resource("pods").await?;
    let namespace = client.namespace().await?;
    let labels = obj!({"app.kubernetes.io/managed-by": "kubectl-debug"});
    let pod = obj!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": (pod_name.clone()), "labels": labels}, "spec": spec
    });
    client.object(pods.request(Verb::Create, &namespace, "")?.with_body(pod)).await?;
    Ok(Made { namespace, pod: pod_name, container: name })
}

async fn attach_to(client: &Client, p: &Parsed, made: &Made) -> Result<()> {
    let pods = client.resource("pods").await?;
    let until = client.io.now().await + Duration::from_secs(60);
    let (mut pod, mut watch) = client.watch_one(&pods, &made.namespace, &made.pod).await?;
    let state = |pod: &Value| {
        ["containerStatuses", "ephemeralContainerStatuses"]
            .iter()
            .flat_map(|list| pod.get("status").list(list))
            .find(|s| s.str("name") == made.container)
            .map(|s| s.get("state").clone())
            .unwrap_or_default()
    };
    while !state(&pod).has("running") && !state(&pod).has("terminated") {
        match watch.next(Some(until)).await? {
            Some(event) => pod = event.object,
            None => return Err(plain("timed out waiting for the condition")),
        }
    }
    if state(&pod).has("terminated") {
        return super::logs::of_container(client, &pod, &made.container).await;
    }
    let options = Attach {
        container: made.container.clone(),
        stdin: p.bool("stdin"),
        tty: p.bool("tty"),
        quiet: p.bool("quiet"),
    };
    match attach::to_pod(client, &pod, &options).await {
        Ok((_, why)) if why.is_empty() => Ok(()),
        Ok((_, why)) => {
            client.io.eprint(format!(
                "warning: couldn't attach to pod/{}, falling back to streaming logs: {}\n",
                made.pod,
                Status::stream_failed(&why).message
            ));
            super::logs::of_container(client, &pod, &made.container).await
        }
        Err(e) => Err(e),
    }
}
