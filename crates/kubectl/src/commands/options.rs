//! `kubectl options`, and the commands that have nothing to do with a simulated cluster and say so.

use crate::cli::flag::{Flag, boolean, duration, int, string, switch, text};
use crate::cli::{Command, Parsed, help, run};
use crate::client::Client;
use crate::error::{Result, plain, usage};
use crate::host::Forward;

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
    help: "These commands correspond to alpha features that are not enabled in Kubernetes clusters by default.\n",
    usage: "alpha",
    run: run!(alpha),
    hidden: true,
    ..Command::NEW
};

async fn alpha(client: Client, _: Parsed) -> Result<()> {
    client.io.print("No alpha commands are available in this version of kubectl\n");
    Ok(())
}

/// `kubectl help COMMAND` is `kubectl COMMAND --help`; this row only keeps the name known.
pub(crate) const HELP: Command = Command {
    name: "help",
    short: "Help about any command",
    usage: "help [command]",
    run: run!(options),
    hidden: true,
    ..Command::NEW
};

pub(crate) const COMPLETION: Command = Command {
    name: "completion",
    short: "Output shell completion code for the specified shell (bash, zsh, fish, or powershell)",
    help: include_str!("../help/completion.txt"),
    usage: "completion SHELL",
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

const PROXY_FLAGS: &[Flag] = &[
    string(
        "accept-hosts",
        "^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$",
        "Regular expression for hosts that the proxy should accept.",
    ),
    string("accept-paths", "^.*", "Regular expression for paths that the proxy should accept."),
    string("address", "127.0.0.1", "The IP address on which to serve on."),
    string("api-prefix", "/", "Prefix to serve the proxied API under."),
    switch(
        "append-server-path",
        "If true, enables automatic path appending of the kube context server path to each request.",
    ),
    switch(
        "disable-filter",
        "If true, disable request filtering in the proxy. This is dangerous, and can leave you vulnerable to XSRF attacks, when used with an accessible port.",
    ),
    duration(
        "keepalive",
        "0s",
        "keepalive specifies the keep-alive period for an active network connection. Set to 0 to disable keepalive.",
    ),
    int("port", "8001", "The port on which to run the proxy. Set to 0 to pick a random port.").short('p'),
    string(
        "reject-methods",
        "^$",
        "Regular expression for HTTP methods that the proxy should reject (example --reject-methods='POST,PUT,PATCH'). ",
    ),
    string(
        "reject-paths",
        "^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach",
        "Regular expression for paths that the proxy should reject. Paths specified here will be rejected even accepted by --accept-paths.",
    ),
    text("unix-socket", "Unix socket on which to run the proxy.").short('u'),
    text("www", "Also serve static files from the given directory under the specified prefix.").short('w'),
    string("www-prefix", "/static/", "Prefix to serve static files under, if static file directory is specified.")
        .short('P'),
];

pub(crate) const PROXY: Command = Command {
    name: "proxy",
    short: "Run a proxy to the Kubernetes API server",
    help: include_str!("../help/proxy.txt"),
    usage: "proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]",
    flags: &[PROXY_FLAGS],
    run: run!(proxy),
    ..Command::NEW
};

/// Files, sockets and filters are not simulated; everything else is the API server's answer.
async fn proxy(client: Client, p: Parsed) -> Result<()> {
    for flag in ["unix-socket", "www"] {
        if !p.str(flag).is_empty() {
            return Err(plain(format!("--{flag} is not simulated here")));
        }
    }
    let (address, port) = (p.str("address").to_string(), u16::try_from(p.int("port")).unwrap_or(0));
    let asked = address.clone();
    let opened = client.io.ask(move |h| h.open_port(&asked, port, Forward::api())).await;
    let port = opened.map_err(|_| plain(format!("listen tcp {address}:{port}: bind: address already in use")))?;
    client.io.print(format!("Starting to serve on {address}:{port}\n"));
    client.io.catch_interrupt();
    while !client.io.interrupted() {
        client.io.events(None).await;
    }
    client.io.tell(move |h| h.close_port(port));
    Ok(())
}

pub(crate) const KUSTOMIZE: Command = Command {
    name: "kustomize",
    short: "Build a kustomization target from a directory or URL",
    help: include_str!("../help/kustomize.txt"),
    usage: "kustomize DIR [flags]",
    flags: &[&[
        text("output", "If specified, write output to this path.").short('o'),
        boolean("enable-helm", "false", "Enable use of the Helm chart inflator generator."),
    ]],
    run: run!(kustomize),
    ..Command::NEW
};

async fn kustomize(client: Client, p: Parsed) -> Result<()> {
    if p.args.len() > 1 {
        return Err(plain("specify one path to kustomization.yaml"));
    }
    let dir = p.args.first().cloned().unwrap_or_else(|| ".".into());
    let mut objects = crate::kustomize::build(&client, &dir).await?;
    crate::kustomize::in_legacy_order(&mut objects);
    let text = objects.iter().map(api::yaml::to_string).collect::<Vec<_>>().join("---\n");
    match p.str("output") {
        "" => client.io.print(text),
        path => {
            let (at, data) = (path.to_string(), text.into_bytes());
            let written = client.io.ask(move |h| h.write_file(&at, &data)).await;
            written.map_err(|e| plain(format!("open {path}: {}", e.text())))?;
        }
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

pub(crate) const KUBERC: Command = Command {
    name: "kuberc",
    short: "Manage kuberc configuration files",
    help: "Manage user preferences (kuberc) file.\n\n The kuberc file allows you to customize your kubectl experience.\n",
    usage: "kuberc SUBCOMMAND",
    commands: &[&KUBERC_SET, &KUBERC_VIEW],
    ..Command::NEW
};

const KUBERC_SET: Command = Command {
    name: "set",
    short: "Set values in the kuberc configuration",
    usage: "set --section (defaults|aliases)",
    flags: &[&[text("section", "Section to modify: 'defaults' or 'aliases'")]],
    run: run!(kuberc),
    ..Command::NEW
};

const KUBERC_VIEW: Command = Command {
    name: "view",
    short: "Display the current kuberc configuration",
    usage: "view",
    run: run!(kuberc),
    ..Command::NEW
};

async fn kuberc(_: Client, _: Parsed) -> Result<()> {
    Err(plain("kuberc files are not simulated: kubectl runs with its own defaults here"))
}
