//! `kubectl rollout history`.

use super::{FILES, has_rollouts, revisions, targets};
use crate::cli::arguments::{self, Arguments};
use crate::cli::flag::{self, Flag, int};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::commands::common;
use crate::describe;
use crate::error::{Result, plain};
use crate::printers::format::{Format, OBJECT_FORMATS, name_of};
use crate::resources::builder::Info;

const FLAGS: &[Flag] = &[int("revision", "0", "See the details, including podTemplate of the revision specified")];

pub(super) const HISTORY: Command = Command {
    name: "history",
    short: "View rollout history",
    help: include_str!("../../help/rollout-history.txt"),
    usage: "history (TYPE NAME | TYPE/NAME) [flags]",
    arguments: Arguments::OneOf(arguments::ROLLED),
    flags: &[FILES, FLAGS, flag::PRINT],
    run: run!(history),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

async fn history(client: Client, p: Parsed) -> Result<()> {
    if p.int("revision") < 0 {
        return Err(plain(format!("revision must be a positive integer: {}", p.int("revision"))));
    }
    super::require(&p)?;
    let format = Format::of(&client, &p, OBJECT_FORMATS).await?;
    let (infos, unread) = targets(&client, &p).await?;
    let (mut errors, mut first) = (Vec::new(), true);
    for info in infos {
        match one(&client, &p, &info, format.as_ref(), &mut first).await {
            Ok(text) => client.io.print(text),
            Err(e) => errors.push(e),
        }
    }
    common::finish(if p.args.is_empty() {
        common::behind(errors, unread)
    } else {
        unread.into_iter().chain(errors).collect()
    })
}

async fn one(client: &Client, p: &Parsed, info: &Info, format: Option<&Format>, first: &mut bool) -> Result<String> {
    if !has_rollouts(info) {
        return Err(super::none_for(info, "history viewer", "history"));
    }
    let all = revisions::all(client, info).await?;
    let wanted = p.int("revision");
    if let Some(format) = format {
        if wanted > 0 && !all.contains_key(&wanted) {
            return Err(plain("unable to find the specified revision"));
        }
        let mut text = String::new();
        for (_, revision) in all.iter().filter(|(number, _)| wanted == 0 || **number == wanted) {
            // Of a deployment it is a replica set; other workloads are shown with the template that they had.
            let mut shown = revision.object.clone();
            if info.resource.kind != "Deployment" {
                shown = info.object.clone();
                shown.set_at(&["spec", "template"], revision.template.clone());
            }
            let managed = p.bool("show-managed-fields");
            text += &match format {
                Format::Json if managed => api::go_order::pretty(&shown) + "\n",
                Format::Json => {
                    shown.remove_at(&["metadata", "managedFields"]);
                    api::go_order::pretty(&shown) + "\n"
                }
                _ => format.print(&shown, managed, std::mem::take(first))?,
            };
        }
        return Ok(text);
    }
    if wanted > 0 {
        let found = all.get(&wanted).ok_or_else(|| plain("unable to find the specified revision"))?;
        let text = describe::template_text(&revisions::shown(found));
        return Ok(format!("{} with revision #{wanted}\n{text}\n", name_of(&info.object)));
    }
    if all.is_empty() {
        return Ok(format!("{} No rollout history found.\n", name_of(&info.object)));
    }
    let mut lines = format!("{} \nREVISION  CHANGE-CAUSE\n", name_of(&info.object));
    for (number, revision) in &all {
        let cause = if revision.cause.is_empty() { "<none>" } else { &revision.cause };
        lines += &format!("{number:<10}{cause}\n");
    }
    Ok(lines + "\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn template() {
        let t = api::obj!({"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "nginx", "image": "nginx:1.16"}]}});
        let text = crate::describe::template_text(&t);
        assert!(
            text.starts_with("Pod Template:\n  Labels:\tapp=web\n  Containers:\n   nginx:\n    Image:\tnginx:1.16\n"),
            "{text}"
        );
    }
}
