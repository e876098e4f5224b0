//! `kubectl edit`: objects in an editor, and the difference back to the server.

use api::request::PatchType;
use api::{Value, Verb, json, meta, obj};

use super::common::{self, DryRun, LAST_APPLIED, Teller};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, switch, text};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::resources::builder::{Info, Query};
use crate::resources::files::{self, Reading, Source};

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
    text(
        "output",
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
    arguments: Arguments::Any,
    flags: &[FLAGS, EDIT_FLAGS],
    run: run!(edit),
    ahead: |_| Ahead::Namespace,
    ..Command::NEW
};

/// What stands at the top of the file; the reasons of a failed attempt come behind it.
const HEADER: &str = "# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
";
const LAST_APPLIED_HEADER: &str = "# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
";
const CANCELLED: &str = "Edit cancelled, no valid changes were saved.";

/// What is edited, and where it goes.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    /// An object of the server; the difference goes back.
    Live,
    /// The annotation of apply.
    LastApplied,
    /// An object of a file, before it is created.
    Create,
}

async fn edit(client: Client, p: Parsed) -> Result<()> {
    if !p.args.is_empty() || !p.list("filename").is_empty() || !p.str("kustomize").is_empty() {
        common::field_validation(&p)?;
    }
    let mut found = targets(&client, &p).await?;
    if found.is_empty() {
        return Err(plain("edit cancelled, no objects found"));
    }
    let mut errors = Vec::new();
    for info in &mut found {
        let mut request = info.resource.request(Verb::Get, &info.namespace, &info.name)?;
        request.subresource = api::Text::new(p.str("subresource"));
        let got = if info.source.is_empty() || !p.str("subresource").is_empty() {
            client.object(request).await
        } else {
            client.get_or_namespace(&info.resource, &info.namespace, &info.name).await
        };
        match got {
            Ok(object) => info.object = object,
            Err(e) => errors.push(e),
        }
    }
    common::finish(errors)?;
    let session = Editing::new(&client, &p, Mode::Live).await?;
    session.run(found).await
}

/// `kubectl apply edit-last-applied`.
pub(crate) async fn last_applied(client: Client, p: Parsed) -> Result<()> {
    let (mut infos, mut errors) = (Vec::new(), Vec::new());
    for mut info in targets(&client, &p).await? {
        let live = match client.get(&info.resource, &info.namespace, &info.name).await {
            Ok(live) => live,
            Err(e) => {
                errors.push(e);
                continue;
            }
        };
        let Some(text) = meta::annotations(&live).get(LAST_APPLIED).and_then(Value::as_str) else { continue };
        info.object = json::parse(text).map_err(|e| plain(e.message))?;
        infos.push(info);
    }
    common::finish(errors)?;
    if infos.is_empty() {
        return Err(plain(
            "no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`",
        ));
    }
    let session = Editing::new(&client, &p, Mode::LastApplied).await?;
    session.run(infos).await
}

/// `kubectl create --edit`: one editor after the other.
pub(crate) async fn before_create(client: &Client, p: &Parsed) -> Result<()> {
    let infos = targets(client, p).await?;
    let session = Editing::new(client, p, Mode::Create).await?;
    let mut errors = Vec::new();
    for info in infos {
        errors.extend(session.run(vec![info]).await.err());
    }
    common::finish(errors)
}

async fn targets(client: &Client, p: &Parsed) -> Result<Vec<Info>> {
    let mut query = Query::new(client, p, &p.args).await?;
    query.type_is_enough = p.args.len() == 1;
    // What is edited is looked at when it has been.
    query.files.reading = Reading::default();
    let found = query.find(client).await?;
    common::finish(found.errors).map(|()| found.infos)
}

struct Editing {
    client: Client,
    p: Parsed,
    mode: Mode,
    teller: Teller,
}

/// How an attempt went.
#[derive(Default)]
struct Attempt {
    /// Objects that were refused, and why.
    refused: Vec<(Info, Vec<String>)>,
    /// How many may be tried again, and how many are gone.
    retryable: usize,
    gone: usize,
}

impl Editing {
    async fn new(client: &Client, p: &Parsed, mode: Mode) -> Result<Editing> {
        let output = p.str("output");
        let teller = if p.changed("output") && !output.is_empty() {
            if !["json", "yaml", "kyaml"].contains(&output) {
                return Err(plain(format!(
                    "unable to match a printer suitable for the output format {output:?}, allowed formats are: json,kyaml,yaml"
                )));
            }
            Teller::new(client, p, DryRun::None).await?.apart()
        } else {
            Teller::plain(DryRun::None)
        };
        Ok(Editing { client: client.clone(), p: p.clone(), mode, teller })
    }

    async fn run(&self, infos: Vec<Info>) -> Result<()> {
        let as_json = self.p.str("output") == "json";
        let header = if self.mode == Mode::LastApplied { LAST_APPLIED_HEADER } else { HEADER };
        let (mut file, mut infos) = (String::new(), infos);
        let original = self.text(&infos, as_json);
        let (mut shown, mut reasons) = (original.clone(), Vec::<String>::new());
        loop {
            let comments = if as_json { String::new() } else { header.to_string() + &reasons.concat() };
            let after = self.open(&(comments + &shown), as_json, &mut file).await?;
            let bare = strip(&after);
            if !reasons.is_empty() && bare == strip(&shown) {
                return self.kept(&file, plain(CANCELLED));
            }
            shown.clone_from(&bare);
            if files::validates(&self.p)
                && let Err(why) = files::look_at(&bare)
            {
                reasons = vec![self.invalid(
                    &infos[0],
                    &[format!("<nil>: Invalid value: \"The edited file failed validation\": {why}")],
                )];
                continue;
            }
            let cancelled = match bare.trim().is_empty() {
                true => Some("saved file was empty"),
                false => (bare == strip(&original)).then_some("no changes made"),
            };
            if let Some(why) = cancelled {
                self.forget(file).await;
                self.client.io.eprint(format!("Edit cancelled, {why}.\n"));
                return Ok(());
            }
            let source = Source::new("edited-file", bare);
            let (mut edited, mut errors) = (Vec::new(), Vec::new());
            files::infos(&self.client, &source, Reading::default(), "", &mut edited, &mut errors).await?;
            if let Some(error) = errors.pop() {
                let why = error.message().replace('\n', "\n# ");
                reasons = vec![format!("# The edited file had a syntax error: {why}\n#\n")];
                continue;
            }
            let attempt = match self.save(&infos, &edited).await {
                Ok(attempt) => attempt,
                Err(error) => return self.kept(&file, error),
            };
            if attempt.retryable > 0 {
                self.client.io.eprint(format!("You can run `kubectl replace -f {file}` to try this update again.\n"));
                return Err(Error::Exit(1));
            }
            if attempt.gone > 0 {
                self.client.io.eprint(format!("The edits you made on deleted resources have been saved to {file:?}\n"));
                return Err(Error::Exit(1));
            }
            if attempt.refused.is_empty() {
                self.forget(file).await;
                return Ok(());
            }
            reasons = attempt.refused.iter().map(|(_, why)| why.concat()).collect();
            infos.retain(|i| attempt.refused.iter().any(|(r, _)| r.name == i.name && r.resource == i.resource));
        }
    }

    /// An error after which the edited file stays.
    fn kept(&self, file: &str, error: Error) -> Result<()> {
        self.client.io.eprint(format!("A copy of your changes has been stored to {file:?}\n"));
        Err(error)
    }
    async fn forget(&self, file: String) {
        // A file that cannot be removed harms nobody.
        self.client.io.ask(move |h| h.remove_file(&file)).await.ok();
    }
    /// Tells that an object is invalid; answers what the file will say of it.
    fn invalid(&self, info: &Info, why: &[String]) -> String {
        let (plural, name) = (info.resource.plural_group(), &info.name);
        self.client.io.eprint(format!("error: {plural} {name:?} is invalid\n"));
        let lines: String = why.iter().map(|w| format!("# * {}\n", w.replace('\n', "\n# "))).collect();
        format!("# {plural} {name:?} was not valid:\n{lines}#\n")
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
            match self.mode {
                Mode::Create => self.create(&originals[0], new).await?,
                // kubectl looks for the object of the same uid, and here none has one.
                Mode::LastApplied => self.annotate(&originals[0], new).await?,
                Mode::Live => {
                    let uid = |i: &Info| i.object.get("metadata").text("uid");
                    let Some(original) = originals.iter().find(|o| uid(o) == uid(new)) else {
                        let object = crate::printers::go_text(&new.object);
                        return Err(plain(format!(
                            "no original object found for &unstructured.Unstructured{{Object:{object}}}"
                        )));
                    };
                    let head = |i: &Info| (i.object.text("apiVersion"), i.object.text("kind"), i.name.clone());
                    if head(original) != head(new) {
                        return Err(plain("At least one of apiVersion, kind and name was changed"));
                    }
                    if original.namespace != new.namespace {
                        return Err(plain(format!(
                            "the namespace from the provided object {:?} does not match the namespace {:?}. You must pass '--namespace={}' to perform this operation.",
                            new.namespace, original.namespace, new.namespace
                        )));
                    }
                    if let Err(e) = self.patch(original, &new.object).await {
                        self.note(original, e, &mut attempt);
                    }
                }
            }
        }
        Ok(attempt)
    }

    fn note(&self, info: &Info, error: Error, attempt: &mut Attempt) {
        let title = format!("{} {:?}", info.resource.plural_group(), info.name);
        match error.status() {
            Some(s) if s.reason == "Invalid" => {
                let why: Vec<String> = s.causes.iter().map(|c| format!("{}: {}", c.field, c.message)).collect();
                attempt.refused.push((info.clone(), vec![self.invalid(info, &why)]));
            }
            Some(s) if s.reason == "NotFound" => {
                self.client.io.eprint(format!("error: {title} could not be found on the server\n"));
                attempt.gone += 1;
            }
            _ => {
                self.client.io.eprint(format!("error: {title} could not be patched: {}\n", error.message()));
                attempt.retryable += 1;
            }
        }
    }

    async fn create(&self, original: &Info, new: &Info) -> Result<()> {
        let save = self.p.bool("save-config");
        let object = if save { common::with_last_applied(&new.object) } else { new.object.clone() };
        let namespace = if new.namespace.is_empty() { &original.namespace } else { &new.namespace };
        let mut request = new.resource.request(Verb::Create, namespace, "")?.with_body(object);
        request.options = common::write_options(&self.p, DryRun::None);
        request.options.field_validation = common::field_validation(&self.p)?;
        let object = self.client.object(request).await?;
        self.teller.tell(&self.client, &object, "created");
        Ok(())
    }

    async fn annotate(&self, original: &Info, new: &Info) -> Result<()> {
        if original.object == new.object {
            self.teller.tell(&self.client, &new.object, "skipped");
            return Ok(());
        }
        let mut map = api::Map::new();
        map.insert(LAST_APPLIED, json::to_string(&new.object) + "\n");
        let body = obj!({"metadata": {"annotations": map}});
        let namespace = if new.namespace.is_empty() { &original.namespace } else { &new.namespace };
        let mut request = new.resource.request(Verb::Patch(PatchType::Merge), namespace, &new.name)?.with_body(body);
        request.options = common::write_options(&self.p, DryRun::None);
        self.client.object(request).await?;
        self.teller.tell(&self.client, &new.object, "edited");
        Ok(())
    }

    async fn patch(&self, info: &Info, edited: &Value) -> Result<()> {
        let r = &info.resource;
        let (managed, mut edited) = (["metadata", "managedFields"], edited.clone());
        if !self.p.bool("show-managed-fields") && !info.object.at(&managed).is_null() {
            // What was not shown comes back, and is saved with the rest.
            edited.set_at(&managed, info.object.at(&managed).clone());
        }
        if self.p.bool("save-config") {
            edited = common::with_last_applied(&edited);
        }
        let (change, kind) = common::two_way(r, &info.object, &edited)?;
        if common::is_empty(&change) {
            self.teller.tell(&self.client, &info.object, "skipped");
            return Ok(());
        }
        if self.p.bool("output-patch") {
            self.client.io.print(format!("Patch: {}\n", json::to_string(&change)));
        }
        let mut request = r.request(Verb::Patch(kind), &info.namespace, &info.name)?.with_body(change);
        request.subresource = api::Text::new(self.p.str("subresource"));
        request.options = common::write_options(&self.p, DryRun::None);
        request.options.field_validation = common::field_validation(&self.p)?;
        let object = self.client.object(request).await?;
        self.teller.tell(&self.client, &object, "edited");
        Ok(())
    }
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
    let id = started.map_err(|why| {
        let why = if why.is_empty() { why } else { format!(": {why}") };
        plain(format!("unable to launch the editor {command:?}{why}"))
    })?;
    loop {
        match io.ask(move |h| h.editor_exit(id)).await {
            Some(0) => return Ok(()),
            Some(_) => return Err(plain(format!("there was a problem with the editor {command:?}"))),
            None => io.events(None).await,
        }
    }
}
