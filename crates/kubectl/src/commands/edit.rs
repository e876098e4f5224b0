//! `kubectl edit`: objects in an editor, and the difference back to the server.

use api::request::PatchType;
use api::{Value, Verb, json, meta, obj, patch, schema};

use super::common::{self, DryRun, LAST_APPLIED, Teller};
use crate::cli::flag::{self, Flag, string, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::builder::{Info, Query};
use crate::resources::files::{self, Source};

/// What edit and edit-last-applied share.
pub(crate) const FLAGS: &[Flag] = &[
    flag::filename("Filename, directory, or URL to files to use to edit the resource"),
    flag::KUSTOMIZE,
    flag::RECURSIVE,
    flag::VALIDATE,
    switch("windows-line-endings", "Defaults to the line ending native to your platform."),
];
const EDIT_FLAGS: &[Flag] = &[
    flag::RECORD,
    flag::field_manager("kubectl-edit"),
    switch("output-patch", "Output the patch if the resource is edited."),
    flag::SAVE_CONFIG,
    text("subresource", "If specified, edit will operate on the subresource of the requested object."),
    string(
        "output",
        "yaml",
        "Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).",
    )
    .short('o'),
    flag::ALLOW_MISSING,
    flag::SHOW_MANAGED_FIELDS,
    flag::TEMPLATE,
];

pub(crate) const EDIT: Command = Command {
    name: "edit",
    short: "Edit a resource on the server",
    help: include_str!("../help/edit.txt"),
    usage: "edit (RESOURCE/NAME | -f FILENAME)",
    flags: &[FLAGS, EDIT_FLAGS],
    run: run!(edit),
    ..Command::NEW
};

/// What stands at the top of the file; the reasons of a failed attempt come behind it.
const HEADER: &str = "# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
";

async fn edit(client: Client, p: Parsed) -> Result<()> {
    let query = Query::new(&client, &p, &p.args).await?;
    let mut found = query.find(&client).await?;
    if let Some(error) = found.errors.pop() {
        return Err(error);
    }
    for info in &mut found.infos {
        let mut request = info.resource.request(Verb::Get, &info.namespace, &info.name)?;
        request.subresource = api::Text::new(p.str("subresource"));
        info.object = client.object(request).await?;
    }
    let session = Editing { client, p, last_applied: false };
    session.run(found.infos).await
}

/// `kubectl apply edit-last-applied`.
pub(crate) async fn last_applied(client: Client, p: Parsed) -> Result<()> {
    let query = Query::new(&client, &p, &p.args).await?;
    let mut found = query.find(&client).await?;
    if let Some(error) = found.errors.pop() {
        return Err(error);
    }
    for info in &mut found.infos {
        let live = client.get(&info.resource, &info.namespace, &info.name).await?;
        let Some(text) = meta::annotations(&live).get(LAST_APPLIED).and_then(Value::as_str) else {
            return Err(plain(format!("no last-applied-configuration annotation found on resource: {}", info.name)));
        };
        info.object = json::parse(text).map_err(|e| plain(e.message))?;
    }
    let session = Editing { client, p, last_applied: true };
    session.run(found.infos).await
}

struct Editing {
    client: Client,
    p: Parsed,
    last_applied: bool,
}

/// How an attempt went.
#[derive(Default)]
struct Attempt {
    /// Objects that were refused, and why.
    refused: Vec<(Info, Vec<String>)>,
    /// Some other failure; the edit ends.
    failed: Vec<Error>,
}

impl Editing {
    async fn run(&self, infos: Vec<Info>) -> Result<()> {
        let json_output = self.p.str("output") == "json";
        let mut reasons: Vec<String> = Vec::new();
        let (mut shown, mut infos) = (self.text(&infos, json_output), infos);
        let mut file = String::new();
        loop {
            let header = HEADER.to_string() + &reasons.concat();
            let before = if reasons.is_empty() { shown.clone() } else { strip(&shown) };
            let after = self.open(&(header + &before), json_output, &mut file).await?;
            let bare = strip(&after);
            if bare.trim().is_empty() {
                return self.give_up(&file, &reasons, "Edit cancelled, saved file was empty.").await;
            }
            if bare == strip(&before) {
                return self.give_up(&file, &reasons, "Edit cancelled, no changes made.").await;
            }
            let source = Source { name: "edited-file".into(), text: bare.clone(), validate: true };
            let (mut edited, mut errors) = (Vec::new(), Vec::new());
            files::infos(&self.client, &source, &mut edited, &mut errors).await?;
            if let Some(error) = errors.pop() {
                let why = error.message();
                reasons = vec![format!("# The edited file failed validation: {why}\n#\n")];
                shown = after;
                continue;
            }
            let attempt = self.save(&infos, &edited).await?;
            if attempt.refused.is_empty() {
                if attempt.failed.is_empty() {
                    self.client.io.ask(move |h| h.remove_file(&file)).await.ok();
                    return Ok(());
                }
                self.client.io.eprint(format!("A copy of your changes has been stored to {file:?}\n"));
                return Err(Error::Exit(1));
            }
            reasons = attempt.refused.iter().map(|(_, why)| why.concat()).collect();
            infos.retain(|i| attempt.refused.iter().any(|(r, _)| r.name == i.name && r.resource == i.resource));
            shown = bare;
        }
    }

    /// Ends without changes. After a refusal that is an error, and the file stays.
    async fn give_up(&self, file: &str, reasons: &[String], what: &str) -> Result<()> {
        if reasons.is_empty() {
            let at = file.to_string();
            self.client.io.ask(move |h| h.remove_file(&at)).await.ok();
            self.client.io.eprint(format!("{what}\n"));
            return Ok(());
        }
        self.client.io.eprint(format!("A copy of your changes has been stored to {file:?}\n"));
        Err(plain("Edit cancelled, no valid changes were saved."))
    }

    fn text(&self, infos: &[Info], as_json: bool) -> String {
        let managed = self.p.bool("show-managed-fields");
        let clean = |info: &Info| {
            let mut object = info.object.clone();
            if !managed {
                object.remove_at(&["metadata", "managedFields"]);
            }
            object
        };
        let object = match infos {
            [only] => clean(only),
            many => {
                let items: Vec<Value> = many.iter().map(clean).collect();
                obj!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {}})
            }
        };
        if as_json { json::to_string_pretty(&object) + "\n" } else { api::yaml::to_string(&object) }
    }

    /// Writes the text to a temporary file, lets it be edited, and reads it back.
    async fn open(&self, text: &str, as_json: bool, file: &mut String) -> Result<String> {
        let io = &self.client.io;
        if file.is_empty() {
            let number = io.ask(|h| h.random()).await % 4_000_000_000;
            *file = format!("/tmp/kubectl-edit-{number}.{}", if as_json { "json" } else { "yaml" });
        }
        let (path, data) = (file.clone(), text.as_bytes().to_vec());
        let written = io.ask(move |h| h.write_file(&path, &data)).await;
        written.map_err(|e| plain(format!("open {file}: {}", e.text())))?;
        run_editor(&self.client, file).await?;
        let path = file.clone();
        let bytes = io.ask(move |h| h.read_file(&path)).await;
        let bytes = bytes.map_err(|e| plain(format!("open {file}: {}", e.text())))?;
        Ok(String::from_utf8_lossy(&bytes).replace("\r\n", "\n"))
    }

    async fn save(&self, originals: &[Info], edited: &[Info]) -> Result<Attempt> {
        let mut attempt = Attempt::default();
        for new in edited {
            let original = originals.iter().find(|o| o.name == new.name && o.resource.kind == new.resource.kind);
            let Some(original) = original else {
                let text = "At least one of apiVersion, kind and name was changed";
                attempt.failed.push(plain(text));
                self.client.io.eprint(format!("error: {text}\n"));
                continue;
            };
            match self.save_one(original, &new.object).await {
                Ok(()) => {}
                Err(e) => self.note(original, e, &mut attempt),
            }
        }
        Ok(attempt)
    }

    fn note(&self, info: &Info, error: Error, attempt: &mut Attempt) {
        let (plural, name) = (info.resource.plural_group(), &info.name);
        match error.status() {
            Some(s) if s.reason == "Invalid" => {
                let mut why = vec![format!("# {plural} {name:?} was not valid:\n")];
                why.extend(s.causes.iter().map(|c| format!("# * {}: {}\n", c.field, c.message.replace('\n', "\n# "))));
                why.push("#\n".to_string());
                self.client.io.eprint(format!("error: {plural} {name:?} is invalid\n"));
                attempt.refused.push((info.clone(), why));
            }
            Some(s) if s.reason == "NotFound" => {
                self.client.io.eprint(format!("error: {plural} {name:?} could not be found on the server\n"));
                attempt.failed.push(error);
            }
            _ => {
                self.client.io.eprint(format!(
                    "error: {plural} {name:?} could not be patched: {}\nYou can run `kubectl replace -f` to try this update again.\n",
                    error.message()
                ));
                attempt.failed.push(error);
            }
        }
    }

    async fn save_one(&self, info: &Info, edited: &Value) -> Result<()> {
        let teller = Teller::plain(DryRun::None);
        let r = &info.resource;
        let (change, kind) = if self.last_applied {
            (last_applied_change(&info.object, edited), PatchType::Merge)
        } else {
            let mut original = info.object.clone();
            if !self.p.bool("show-managed-fields") {
                original.remove_at(&["metadata", "managedFields"]);
            }
            let mut edited = edited.clone();
            if self.p.bool("save-config") {
                edited = common::with_last_applied(&edited);
            }
            match schema::of(&r.group, &r.version, &r.kind).filter(|_| r.built_in) {
                Some(of) => {
                    let change = patch::strategic_two_way(&original, &edited, of);
                    (change.map_err(|e| plain(e.message()))?, PatchType::Strategic)
                }
                None => (patch::merge_two_way(&original, &edited), PatchType::Merge),
            }
        };
        if change.as_map().is_none_or(|m| m.is_empty()) {
            teller.tell(&self.client, &info.object, "skipped");
            return Ok(());
        }
        if self.p.has("output-patch") && self.p.bool("output-patch") {
            self.client.io.print(format!("Patch: {}\n", json::to_string(&change)));
        }
        let mut request = r.request(Verb::Patch(kind), &info.namespace, &info.name)?.with_body(change);
        if self.p.has("subresource") {
            request.subresource = api::Text::new(self.p.str("subresource"));
        }
        request.options = common::write_options(&self.p, DryRun::None);
        request.options.field_validation = common::field_validation(&self.p)?;
        let object = self.client.object(request).await?;
        teller.tell(&self.client, &object, "edited");
        Ok(())
    }
}

fn last_applied_change(original: &Value, edited: &Value) -> Value {
    if original == edited {
        return Value::object();
    }
    let mut map = api::Map::new();
    map.insert(LAST_APPLIED, common::last_applied_of(edited));
    obj!({"metadata": {"annotations": map}})
}

/// The text without its comment lines.
fn strip(text: &str) -> String {
    text.lines().filter(|l| !l.trim_start().starts_with('#')).flat_map(|l| [l, "\n"]).collect()
}

/// Runs the user's editor on a file until it is closed.
pub(crate) async fn run_editor(client: &Client, file: &str) -> Result<()> {
    let io = &client.io;
    let mut command = "vi".to_string();
    for name in ["KUBE_EDITOR", "EDITOR"] {
        if let Some(editor) = io.env(name).await.filter(|e| !e.trim().is_empty()) {
            command = editor;
            break;
        }
    }
    let (editor, path) = (command.clone(), file.to_string());
    let started = io.ask(move |h| h.start_editor(&editor, &path)).await;
    let id = started.map_err(|why| plain(format!("unable to launch the editor {command:?}: {why}")))?;
    loop {
        match io.ask(move |h| h.editor_exit(id)).await {
            Some(0) => return Ok(()),
            Some(_) => return Err(plain(format!("there was a problem with the editor {command:?}"))),
            None => io.events(None).await,
        }
    }
}
