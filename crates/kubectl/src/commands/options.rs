//! `kubectl options`, and the commands that have nothing to do with a simulated cluster and say so.

use api::{Value, meta};
use sorted::InOrder;

use crate::cli::arguments::Arguments;
use crate::cli::flag::{Flag, array, string, switch, text};
use crate::cli::{Command, Parsed, help, run};
use crate::client::Client;
use crate::error::{Result, plain, usage};
use crate::host::FileKind;
use crate::kustomize::{self, Reorder};

pub(crate) const OPTIONS: Command = Command {
    name: "options",
    short: "Print the list of flags inherited by all commands",
    help: "Print the list of flags inherited by all commands.\n---\n# Print flags inherited by all commands\nkubectl options\n",
    usage: "options",
    run: run!(options),
    hidden: true,
    ..Command::NEW
};

async fn options(client: Client, _: Parsed) -> Result<()> {
    client.io.print(help::options());
    Ok(())
}

/// Of what is tried out in this version there is nothing.
pub(crate) const ALPHA: Command = Command {
    name: "alpha",
    short: "Commands for features in alpha",
    help: "",
    usage: "alpha",
    run: run!(alpha),
    hidden: true,
    ..Command::NEW
};

pub(crate) const NO_ALPHA: &str = "No alpha commands are available in this version of kubectl\n";

async fn alpha(client: Client, _: Parsed) -> Result<()> {
    client.io.print(NO_ALPHA);
    Ok(())
}

/// `kubectl help COMMAND` is `kubectl COMMAND --help`; this row only keeps the name known.
pub(crate) const HELP: Command = Command {
    name: "help",
    short: "Help about any command",
    help: "Help provides help for any command in the application.\nSimply type kubectl help [path to command] for full details.\n",
    usage: "help [command] [flags]",
    arguments: Arguments::Help,
    run: run!(options),
    hidden: true,
    ..Command::NEW
};

pub(crate) const COMPLETION: Command = Command {
    name: "completion",
    short: "Output shell completion code for the specified shell (bash, zsh, fish, or powershell)",
    help: include_str!("../help/completion.txt"),
    usage: "completion SHELL",
    arguments: Arguments::Shells,
    run: run!(completion),
    ..Command::NEW
};

/// Scripts of our own, which are much shorter than upstream's: they ask kubectl for every word.
const SCRIPTS: [(&str, &str); 4] = [
    ("bash", include_str!("../completion/bash.txt")),
    ("zsh", include_str!("../completion/zsh.txt")),
    ("fish", include_str!("../completion/fish.txt")),
    ("powershell", include_str!("../completion/powershell.txt")),
];

async fn completion(client: Client, p: Parsed) -> Result<()> {
    match &p.args[..] {
        [] => Err(usage(&p.path, "Shell not specified.")),
        [shell] => match SCRIPTS.iter().find(|(name, _)| name == shell) {
            Some((_, script)) => {
                client.io.print(*script);
                Ok(())
            }
            None => Err(usage(&p.path, format!("Unsupported shell type {shell:?}."))),
        },
        _ => Err(usage(&p.path, "Too many arguments. Expected only the shell type.")),
    }
}

/// Most of these are about programs and charts, and change nothing where there are none.
const KUSTOMIZE_FLAGS: &[Flag] = &[
    switch("as-current-user", "use the uid and gid of the command executor to run the function in the container"),
    switch("enable-alpha-plugins", "enable kustomize plugins"),
    switch("enable-helm", "Enable use of the Helm chart inflator generator."),
    array("env", "a list of environment variables to be used by functions").short('e'),
    array("helm-api-versions", "Kubernetes api versions used by Helm for Capabilities.APIVersions"),
    string("helm-command", "helm", "helm command (path to executable)"),
    switch("helm-debug", "Enable debug output from the Helm chart inflator generator."),
    text("helm-kube-version", "Kubernetes version used by Helm for Capabilities.KubeVersion"),
    string(
        "load-restrictor",
        "LoadRestrictionsRootOnly",
        "if set to 'LoadRestrictionsNone', local kustomizations may load files from outside their root. This does, however, break the relocatability of the kustomization.",
    ),
    array("mount", "a list of storage options read from the filesystem"),
    switch("network", "enable network access for functions that declare it"),
    string("network-name", "bridge", "the docker network to run the container in"),
    text("output", "If specified, write output to this path.").short('o'),
    switch("enable-managedby-label", "").deprecated("The flag `enable-managedby-label` has been deprecated. Use the `managedByLabel` option in the `buildMetadata` field instead."),
    string("reorder", "legacy", "").deprecated("use the new 'sortOptions' field in kustomization.yaml instead."),
];

pub(crate) const KUSTOMIZE: Command = Command {
    name: "kustomize",
    short: "Build a kustomization target from a directory or URL",
    help: include_str!("../help/kustomize.txt"),
    usage: "kustomize DIR [flags]",
    flags: &[KUSTOMIZE_FLAGS],
    run: run!(kustomize),
    ..Command::NEW
};

async fn kustomize(client: Client, p: Parsed) -> Result<()> {
    if p.args.len() > 1 {
        return Err(plain("specify one path to kustomization.yaml"));
    }
    for (flag, legal) in
        [("reorder", ["legacy", "none"]), ("load-restrictor", ["LoadRestrictionsRootOnly", "LoadRestrictionsNone"])]
    {
        let value = p.str(flag);
        // Of a restrictor that is empty nothing is said.
        if !(legal.contains(&value) || flag == "load-restrictor" && value.is_empty()) {
            return Err(plain(format!("illegal flag value --{flag} {value}; legal values: [{}]", legal.join(" "))));
        }
    }
    let dir = p.args.first().cloned().unwrap_or_else(|| ".".into());
    let reorder = match p.str("reorder") {
        _ if !p.changed("reorder") => Reorder::Unsaid,
        "legacy" => Reorder::Legacy,
        _ => Reorder::None,
    };
    let objects = kustomize::build(&client, &dir, reorder).await?;
    let path = p.str("output").trim_end_matches('/').to_string();
    let at = path.clone();
    if !path.is_empty() && client.io.ask(move |h| h.file_kind(&at)).await == Some(FileKind::Directory) {
        return each_in_a_file(&client, &path, &objects).await;
    }
    let text = objects.iter().map(api::yaml::to_string).collect::<Vec<_>>().join("---\n");
    match p.str("output") {
        "" => client.io.print(text),
        path => {
            let above = path.trim_end_matches('/').rsplit_once('/').map_or(".", |(dir, _)| dir).to_string();
            let kind = client.io.ask(move |h| h.file_kind(if above.is_empty() { "/" } else { &above })).await;
            if kind != Some(FileKind::Directory) {
                return Err(plain(format!("open {path}: no such file or directory")));
            }
            if path.ends_with('/') {
                return Err(plain(format!("open {path}: is a directory")));
            }
            let (at, data) = (path.to_string(), text.into_bytes());
            let written = client.io.ask(move |h| h.write_file(&at, &data)).await;
            written.map_err(|e| plain(format!("open {path}: {}", e.text())))?;
        }
    }
    Ok(())
}

/// `apps_v1_deployment_web.yaml`, with the namespace in front where there are several.
async fn each_in_a_file(client: &Client, dir: &str, objects: &[Value]) -> Result<()> {
    let namespaced = |o: &Value| {
        let group = o.str("apiVersion").split_once('/').map_or("", |(group, _)| group);
        api::kinds::by_kind(group, o.str("kind")).is_none_or(|kind| kind.namespaced)
    };
    let namespace = |o: &Value| match meta::namespace(o) {
        "" => "default".to_string(),
        other => other.to_lowercase(),
    };
    let mut all: Vec<String> = objects.iter().filter(|o| namespaced(o)).map(namespace).collect();
    all.order();
    all.dedup();
    for object in objects {
        let place = if namespaced(object) && all.len() > 1 { namespace(object) + "_" } else { String::new() };
        let what = format!("{}_{}", object.str("apiVersion").replace('/', "_"), object.str("kind").to_lowercase());
        let path = format!("{dir}/{place}{what}_{}.yaml", meta::name(object).to_lowercase());
        let (at, data) = (path.clone(), api::yaml::to_string(object).into_bytes());
        let written = client.io.ask(move |h| h.write_file(&at, &data)).await;
        written.map_err(|e| plain(format!("open {path}: {}", e.text())))?;
    }
    Ok(())
}

pub(crate) const PLUGIN: Command = Command {
    name: "plugin",
    short: "Provides utilities for interacting with plugins",
    help: include_str!("../help/plugin.txt"),
    usage: "plugin [flags]",
    commands: &[&PLUGIN_LIST],
    ..Command::NEW
};

const PLUGIN_LIST: Command = Command {
    name: "list",
    short: "List all visible plugin executables on a user's PATH",
    help: include_str!("../help/plugin-list.txt"),
    usage: "list [flags]",
    flags: &[&[switch("name-only", "If true, display only the binary name of each plugin, rather than its full path")]],
    run: run!(plugin_list),
    ..Command::NEW
};

async fn plugin_list(_: Client, _: Parsed) -> Result<()> {
    Err(plain("unable to find any kubectl plugins in your PATH"))
}
