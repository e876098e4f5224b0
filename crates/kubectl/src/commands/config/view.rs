//! `kubectl config view`.

use api::Value;

use crate::cli::flag::{self, boolean, string, switch};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::config;
use crate::error::{Result, plain, usage};
use crate::printers::format::Format;
use api::go_order;

pub(super) const VIEW: Command = Command {
    name: "view",
    short: "Display merged kubeconfig settings or a specified kubeconfig file",
    help: include_str!("../../help/config-view.txt"),
    usage: "view [flags]",
    flags: &[&[
        flag::ALLOW_MISSING,
        switch("flatten", "Flatten the resulting kubeconfig file into self-contained output (useful for creating portable kubeconfig files)"),
        boolean("merge", "true", "Merge the full hierarchy of kubeconfig files"),
        switch("minify", "Remove all information not used by current-context from the output"),
        string(
            "output",
            "yaml",
            "Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).",
        )
        .short('o'),
        switch("raw", "Display raw byte data and sensitive data"),
        flag::SHOW_MANAGED_FIELDS,
        flag::TEMPLATE,
    ]],
    run: run!(view),
    ..Command::NEW
};

async fn view(client: Client, p: Parsed) -> Result<()> {
    if !p.args.is_empty() {
        return Err(usage(&p.path, format!("unexpected arguments: {}", crate::cli::go::list(&p.args))));
    }
    if !p.bool("merge") && p.global("kubeconfig").is_empty() {
        return Err(plain("if merge==false a precise file must be specified"));
    }
    let mut config = config::start(&client.io, &p).await?;
    if p.bool("minify") {
        config = minified(config, p.global("context"))?;
    }
    if p.bool("flatten") {
        super::entries::flatten(&client, &p, &mut config).await?;
    }
    let shown = config::view(&config, p.bool("raw") || p.bool("flatten"));
    let format = Format::or_yaml(&client, &p).await?;
    let text = match format {
        Format::Json => go_order::pretty(&shown) + "\n",
        format => format.print(&shown, true, true)?,
    };
    client.io.print(text);
    Ok(())
}

/// Only what the current context uses.
fn minified(mut config: Value, chosen: &str) -> Result<Value> {
    if !chosen.is_empty() {
        config.set("current-context", chosen.to_string());
    }
    let name = config.str("current-context").to_string();
    if name.is_empty() {
        return Err(plain("current-context must exist in order to minify"));
    }
    let Some(context) = config::entry(&config, "contexts", &name).map(|c| c.get("context").clone()) else {
        return Err(plain(format!("cannot locate context {name}")));
    };
    for (list, what, field) in [("clusters", "cluster", "cluster"), ("users", "user", "user")] {
        let named = context.str(field);
        if !named.is_empty() && config::entry(&config, list, named).is_none() {
            return Err(plain(format!("cannot locate {what} {named}")));
        }
    }
    for (list, keep) in [("contexts", &*name), ("clusters", context.str("cluster")), ("users", context.str("user"))] {
        if !config.list(list).is_empty() {
            config.field_mut(list).list_mut().retain(|e| e.str("name") == keep);
        }
    }
    Ok(config)
}
