//! `kubectl kuberc`: the preferences, looked at and changed.

use api::{Value, obj};

use crate::cli::flag::{self, Flag, array, string, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::host::FileError;
use crate::preferences;
use crate::printers::format::Format;
use crate::resources::files;

pub(crate) const KUBERC: Command = Command {
    name: "kuberc",
    short: "Manage kuberc configuration files",
    help: include_str!("../help/kuberc.txt"),
    usage: "kuberc SUBCOMMAND",
    commands: &[&SET, &VIEW],
    ..Command::NEW
};

const FILE: Flag = text(
    "kuberc",
    "Path to the kuberc file to use for preferences. This can be disabled by exporting KUBECTL_KUBERC=false feature gate or turning off the feature KUBERC=off.",
);

const SET: Command = Command {
    name: "set",
    short: "Set values in the kuberc configuration",
    help: include_str!("../help/kuberc-set.txt"),
    usage: "set --section (defaults|aliases) --command COMMAND",
    flags: &[&[
        array("allowlist-entry", "Allowlist entry the form field=value (can be specified multiple times)"),
        array("appendarg", "Argument to append to the command (can be specified multiple times, for aliases only)"),
        text("command", "Command to configure (e.g., 'get', 'create', 'set env')"),
        FILE,
        text("name", "Alias name (required for --section=aliases)"),
        array("option", "Flag option in the form flag=value (can be specified multiple times)"),
        switch("overwrite", "Allow overwriting existing entries"),
        text(
            "policy",
            "Plugin policy to use for exec credential plugins, must be one of 'AllowAll', 'DenyAll' or 'Allowlist'",
        ),
        array("prependarg", "Argument to prepend to the command (can be specified multiple times, for aliases only)"),
        text("section", "Section to modify: 'defaults', 'aliases', or 'credentialplugin'"),
    ]],
    required: &["section"],
    run: run!(set),
    ..Command::NEW
};

const VIEW: Command = Command {
    name: "view",
    short: "Display the current kuberc configuration",
    help: include_str!("../help/kuberc-view.txt"),
    usage: "view",
    flags: &[&[
        flag::ALLOW_MISSING,
        FILE,
        string(
            "output",
            "yaml",
            "Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).",
        )
        .short('o'),
        flag::SHOW_MANAGED_FIELDS,
        flag::TEMPLATE,
    ]],
    run: run!(view),
    ..Command::NEW
};

/// The file that the command is about.
async fn file(client: &Client, p: &Parsed) -> Result<String> {
    match preferences::path(&client.io, p.str("kuberc")).await.map_err(plain)? {
        Some((path, _)) => Ok(path),
        None => Err(plain("KUBERC is disabled via KUBERC=off environment variable")),
    }
}

/// What is in the file; none where there is no file.
async fn load(client: &Client, path: &str) -> Result<Option<Value>> {
    let at = path.to_string();
    let bytes = match client.io.ask(move |h| h.read_file(&at)).await {
        Ok(bytes) => bytes,
        Err(FileError::NotFound) => return Ok(None),
        Err(why) => return Err(plain(format!("error reading kuberc file: open {path}: {}", why.text()))),
    };
    let parsed = api::yaml::parse(&String::from_utf8_lossy(&bytes));
    parsed.map(Some).map_err(|e| plain(format!("error parsing kuberc file: {e}")))
}

async fn save(client: &Client, path: &str, preferences: &Value) -> Result<()> {
    let mut written = preferences.clone();
    for list in ["aliases", "defaults"] {
        if !written.has(list) {
            written.set(list, Value::Null);
        }
    }
    let (at, text) = (path.to_string(), api::yaml::to_string(&written).into_bytes());
    let done = client.io.ask(move |h| h.write_file(&at, &text)).await;
    done.map_err(|e| plain(format!("error writing kuberc file: open {path}: {}", e.text())))?;
    client.io.print(format!("Updated {path}\n"));
    Ok(())
}

fn fresh() -> Value {
    obj!({"apiVersion": "kubectl.config.k8s.io/v1beta1", "kind": "Preference"})
}

async fn view(client: Client, p: Parsed) -> Result<()> {
    let path = file(&client, &p).await?;
    let Some(mut preferences) = load(&client, &path).await? else {
        client.io.print(format!("kuberc file not found at {path}\n"));
        client.io.print("Would you like to generate a default kuberc file with recommended options? (y/N): ");
        if !files::read_line(&client).await.trim().eq_ignore_ascii_case("y") {
            return Ok(());
        }
        let mut recommended = fresh();
        let on = |command: &'static str, flag: &'static str| obj!({"command": command, "options": [{"default": "true", "name": flag}]});
        recommended.set("defaults", vec![on("apply", "server-side"), on("delete", "interactive")]);
        return save(&client, &path, &recommended).await;
    };
    if preferences.str("kind").is_empty() || preferences.str("apiVersion").is_empty() {
        return Err(plain(
            "missing apiVersion or kind; try GetObjectKind().SetGroupVersionKind() if you know the type",
        ));
    }
    for list in ["aliases", "defaults"] {
        if preferences.list(list).is_empty() {
            preferences.set(list, Vec::<Value>::new());
        }
    }
    match Format::or_yaml(&client, &p).await? {
        Format::Json => client.io.print(in_order(&preferences, "") + "\n"),
        format => client.io.print(format.print(&preferences, true, true)?),
    }
    Ok(())
}

/// JSON with the fields in the order of kubectl's types.
fn in_order(value: &Value, indent: &str) -> String {
    const ORDER: &[&str] = &[
        "kind",
        "apiVersion",
        "defaults",
        "aliases",
        "credentialPluginPolicy",
        "credentialPluginAllowlist",
        "name",
        "default",
        "command",
        "prependArgs",
        "appendArgs",
        "options",
    ];
    let inner = format!("{indent}    ");
    let block = |open: char, parts: Vec<String>, close: char| match parts.is_empty() {
        true => format!("{open}{close}"),
        false => format!("{open}\n{inner}{}\n{indent}{close}", parts.join(&format!(",\n{inner}"))),
    };
    match value {
        Value::List(items) => block('[', items.iter().map(|item| in_order(item, &inner)).collect(), ']'),
        Value::Map(_) => {
            let fields = ORDER.iter().filter(|field| value.has(field));
            block('{', fields.map(|f| format!("\"{f}\": {}", in_order(value.get(f), &inner))).collect(), '}')
        }
        other => api::json::to_string(other),
    }
}

fn check(p: &Parsed) -> Result<()> {
    let (section, given) = (p.str("section"), |flag: &str| !p.str(flag).is_empty());
    let entries = !p.list("allowlist-entry").is_empty();
    let why = match section {
        "aliases" if !given("name") => "--name is required when --section=aliases".to_string(),
        "defaults" if given("name") => "--name should not be specified when --section=defaults".to_string(),
        "defaults" if !p.list("prependarg").is_empty() || !p.list("appendarg").is_empty() => {
            "--prependarg and --appendarg are only valid for --section=aliases".to_string()
        }
        "aliases" | "defaults" if !given("command") => {
            "--command is required when --section=aliases or --section=defaults".to_string()
        }
        "aliases" | "defaults" => return Ok(()),
        "credentialplugin" => match p.str("policy") {
            "" => "--policy is required when --section=credentialplugin".to_string(),
            "AllowAll" | "DenyAll" if entries => {
                "--allowlist-entry may only be used when --section=credentialplugin and --policy=Allowlist".to_string()
            }
            "Allowlist" if !entries => {
                "--allowlist-entry is required when --section=credentialplugin and --policy=Allowlist".to_string()
            }
            "AllowAll" | "DenyAll" | "Allowlist" => return Ok(()),
            // The blanks are kubectl's.
            other => format!(" --policy must be  \"AllowAll\", \"DenyAll\", or \"Allowlist\", got: {other}"),
        },
        other => format!("--section must be \"defaults\", \"aliases\", or \"credentialplugin\", got: {other}"),
    };
    Err(plain(why))
}

async fn set(client: Client, p: Parsed) -> Result<()> {
    let path = file(&client, &p).await?;
    check(&p)?;
    let mut preferences = load(&client, &path).await?.filter(|v| !v.is_null()).unwrap_or_else(fresh);
    let mut options = Vec::new();
    for option in p.list("option") {
        let Some((name, value)) = option.split_once('=') else {
            return Err(plain(format!("invalid option format {option:?}, expected flag=value")));
        };
        options.push(obj!({"default": (value.to_string()), "name": (name.trim_start_matches('-').to_string())}));
    }
    match p.str("section") {
        "credentialplugin" => {
            if p.str("policy") == "Allowlist" {
                preferences.set("credentialPluginAllowlist", allowlist(&p)?);
            }
            preferences.set("credentialPluginPolicy", p.str("policy").to_string());
        }
        section => {
            let alias = section == "aliases";
            let (list, key) = if alias { ("aliases", "name") } else { ("defaults", "command") };
            let name = p.str(key).to_string();
            let mut rows = preferences.list(list).to_vec();
            let at = rows.iter().position(|row| row.str(key) == name);
            if at.is_some() && !p.bool("overwrite") {
                let what = if alias { "alias" } else { "defaults for command" };
                let verb = if alias { "exists" } else { "exist" };
                return Err(plain(format!("{what} {name:?} already {verb}, use --overwrite to replace")));
            }
            let old = at.map(|at| rows[at].clone()).unwrap_or_default();
            let mut row = obj!({"command": (p.str("command").to_string())});
            // What is not said again stays.
            let mut keep = |field: &'static str, new: Vec<Value>| match (new.is_empty(), old.get(field)) {
                (false, _) => row.set(field, new),
                (true, Value::Null) if field == "options" => row.set(field, Value::Null),
                (true, Value::Null) => {}
                (true, old) => row.set(field, old.clone()),
            };
            keep("options", options);
            if alias {
                let words = |flag: &str| p.list(flag).into_iter().map(Value::from).collect();
                keep("appendArgs", words("appendarg"));
                keep("prependArgs", words("prependarg"));
                row.set("name", name);
            }
            match at {
                Some(at) => rows[at] = row,
                None => rows.push(row),
            }
            preferences.set(list, rows);
        }
    }
    save(&client, &path, &preferences).await
}

fn allowlist(p: &Parsed) -> Result<Vec<Value>> {
    let (mut entries, mut wrong) = (Vec::new(), Vec::new());
    for pair in p.list("allowlist-entry").iter().flat_map(|entry| entry.split(',')) {
        match pair.split_once('=') {
            None => wrong.push(format!("improperly formatted allowlist entry: {pair:?}")),
            Some(("name", _)) => {
                wrong.push("allowlist entry field \"name\" is deprecated, use \"command\" instead".to_string());
            }
            Some(("command", value)) if value.trim().is_empty() => {
                wrong.push("empty value in allowlist entry for field \"command\"".to_string());
            }
            Some(("command", value)) => entries.push(obj!({"command": (value.to_string())})),
            Some((other, _)) => wrong.push(format!("unrecognized allowlist entry field: {other:?}")),
        }
    }
    match &wrong[..] {
        [] => Ok(entries),
        [only] => Err(plain(only.clone())),
        _ => Err(crate::error::Error::Verbatim(wrong.join("\n"))),
    }
}
