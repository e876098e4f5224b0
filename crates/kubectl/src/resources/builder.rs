//! From arguments and flags to objects: TYPE NAME, TYPE/NAME, `-l`, `--all`, `-f`.

use std::rc::Rc;

use api::request::{Options, Row};
use api::selector::LabelSelector;
use api::{Value, meta};

use super::Resource;
use super::files::{self, FileOptions};
use crate::cli::Parsed;
use crate::client::Client;
use crate::error::{Error, Result, plain};

/// One object that a command is about.
#[derive(Clone, Debug)]
pub(crate) struct Info {
    pub resource: Rc<Resource>,
    /// Empty for cluster-scoped ones.
    pub namespace: String,
    pub name: String,
    /// The file it came from; empty otherwise.
    pub source: String,
    /// Which list of the files it stood in, counted from one; 0 where it stood in none.
    pub listed: usize,
    /// From the file or from the server.
    pub object: Value,
}

impl Info {
    /// `deployment.apps/web`.
    pub(crate) fn title(&self) -> String {
        format!("{}/{}", self.resource.singular_group(), self.name)
    }
    /// The same info with a newer object.
    pub(crate) fn refreshed(mut self, object: Value) -> Info {
        if !meta::name(&object).is_empty() {
            self.name = meta::name(&object).to_string();
            self.namespace = meta::namespace(&object).to_string();
        }
        self.object = object;
        self
    }
}

/// What arguments ask for, before the server is asked.
#[derive(Clone, Debug)]
pub(crate) enum Selection {
    /// Objects in files.
    Files,
    /// These objects.
    Named(Vec<(Rc<Resource>, String)>),
    /// Whatever matches.
    Matching(Vec<Rc<Resource>>),
}

/// How a command reads its arguments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    pub namespace: String,
    /// `-n` was given: files may not say something else.
    pub enforce_namespace: bool,
    pub all_namespaces: bool,
    pub files: FileOptions,
    pub selector: Option<String>,
    pub field_selector: Option<String>,
    pub select_all: bool,
    /// A type alone means all of it (get, describe).
    pub type_is_enough: bool,
    pub args: Vec<String>,
    pub chunk_size: i64,
    /// A selector looks at what is on the server, not at what the files say.
    pub latest: bool,
    /// Objects of files stay without a namespace where they have none.
    pub unplaced: bool,
    /// The list of Go types that the objects are read into; empty where any object will do.
    pub scheme: &'static str,
}

/// What kubectl's own commands read objects into.
pub(crate) const KUBECTL_SCHEME: &str = "pkg/scheme/scheme.go:28";
/// What the client library reads objects into.
pub(crate) const CLIENT_SCHEME: &str = "k8s.io/client-go/kubernetes/scheme/register.go:84";

/// What came of a query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub infos: Vec<Info>,
    pub errors: Vec<Error>,
    /// How many objects of files had been read when each of the first errors came.
    pub behind: Vec<usize>,
    /// Exactly one object was asked for.
    pub single: bool,
}

impl Found {
    /// The objects, and what could not be read before, between and behind them.
    pub(crate) fn apart(self) -> (Vec<Info>, Unread) {
        (self.infos, Unread::of(self.behind, self.errors))
    }
}

/// Errors whose turn to be told comes with the objects that they were met among.
pub(crate) struct Unread(Vec<(usize, Error)>);

impl Unread {
    pub(crate) fn of(behind: Vec<usize>, errors: Vec<Error>) -> Unread {
        Unread(behind.into_iter().chain(std::iter::repeat(0)).zip(errors).collect())
    }
    /// Those that were met before the object `at`.
    pub(crate) fn before(&mut self, at: usize) -> impl Iterator<Item = Error> {
        let count = self.0.iter().take_while(|(behind, _)| *behind <= at).count();
        self.0.drain(..count).map(|(_, error)| error)
    }
    /// All that are left.
    pub(crate) fn left(self) -> impl Iterator<Item = Error> {
        self.0.into_iter().map(|(_, error)| error)
    }
}

impl Query {
    /// From the usual flags, as far as the command has them.
    pub(crate) async fn new(client: &Client, p: &Parsed, args: &[String]) -> Result<Query> {
        let settings = client.settings().await?;
        let given = |name: &'static str| Some(p.str(name).trim().to_string()).filter(|s| p.has(name) && !s.is_empty());
        Ok(Query {
            namespace: settings.namespace.clone(),
            enforce_namespace: settings.namespace_given,
            all_namespaces: p.has("all-namespaces") && p.bool("all-namespaces"),
            files: FileOptions::of(p),
            selector: given("selector"),
            field_selector: given("field-selector"),
            select_all: p.has("all") && p.bool("all"),
            type_is_enough: false,
            args: args.to_vec(),
            chunk_size: if p.has("chunk-size") { p.int("chunk-size") } else { 500 },
            latest: false,
            unplaced: p.is_local(),
            scheme: "",
        })
    }
    /// The same for a command that knows Go types only.
    pub(crate) async fn typed(client: &Client, p: &Parsed, args: &[String]) -> Result<Query> {
        Ok(Query { scheme: KUBECTL_SCHEME, ..Query::new(client, p, args).await? })
    }

    /// Whether there is a Go type for what was found.
    fn known(&self, resource: &Resource, list: &str) -> Result<(), String> {
        // These APIs are built in, but their types are not kubectl's.
        const FOREIGN: [&str; 2] = ["apiextensions.k8s.io", "apiregistration.k8s.io"];
        if self.scheme.is_empty() || resource.built_in && !FOREIGN.contains(&&*resource.group) {
            return Ok(());
        }
        Err(format!(
            "no kind {:?} is registered for version {:?} in scheme {:?}",
            format!("{}{list}", resource.kind),
            resource.api_version(),
            self.scheme
        ))
    }

    /// Works out what the arguments ask for.
    pub(crate) async fn select(&self, client: &Client) -> Result<Selection> {
        if self.select_all && (self.selector.is_some() || self.field_selector.is_some()) {
            // The blank is kubectl's.
            return Err(plain("setting 'all' parameter but found a non empty selector. "));
        }
        // Paths are looked at first: one that is not there is what is told.
        files::check(client, &self.files).await?;
        let args = spread(&self.args);
        if !self.files.is_empty() && !args.is_empty() {
            return Err(plain(if args[0].contains('/') {
                "resource/name arguments cannot be provided when a path is specified"
            } else {
                "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
            }));
        }
        let tuples = self.tuples(client, &args).await?;
        let selects = self.selector.is_some() || self.field_selector.is_some() || self.select_all;
        if selects && self.files.is_empty() && tuples.is_none() && args.len() > 1 {
            return Err(plain("name cannot be provided when a selector is specified"));
        }
        let types = match (&tuples, args.first()) {
            (None, Some(first)) => self.types(client, first).await?,
            _ => Vec::new(),
        };
        let names: &[String] = if tuples.is_none() && args.len() > 1 { &args[1..] } else { &[] };
        if !self.files.is_empty() {
            return Ok(Selection::Files);
        }
        let everything = self.type_is_enough && args.len() == 1 && tuples.is_none();
        if selects || everything {
            if tuples.is_some() {
                return Err(plain("selectors and the all flag cannot be used when passing resource/name arguments"));
            }
            if types.is_empty() {
                return Err(plain("at least one resource must be specified to use a selector"));
            }
            return Ok(Selection::Matching(types));
        }
        if let Some(tuples) = tuples {
            return Ok(Selection::Named(tuples));
        }
        match (&types[..], names) {
            ([], _) => Err(missing_resource()),
            (_, []) => Err(plain("resource(s) were provided, but no name was specified")),
            ([only], names) => Ok(Selection::Named(names.iter().map(|n| (only.clone(), n.clone())).collect())),
            _ => Err(plain("you must specify only one resource")),
        }
    }

    /// Arguments that are all TYPE/NAME.
    async fn tuples(&self, client: &Client, args: &[String]) -> Result<Option<Vec<(Rc<Resource>, String)>>> {
        let slashes = args.iter().filter(|a| a.contains('/')).count();
        if slashes == 0 {
            return Ok(None);
        }
        if slashes != args.len() {
            // The parenthesis stays open in the real one, too.
            return Err(plain(
                "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
            ));
        }
        let mut tuples = Vec::new();
        for arg in args {
            let parts: Vec<&str> = arg.split('/').collect();
            let &[kind, name] = &parts[..] else {
                return Err(plain("arguments in resource/name form may not have more than one slash"));
            };
            if kind.is_empty() || name.is_empty() || kind.contains(',') {
                return Err(plain("arguments in resource/name form must have a single resource and name"));
            }
            tuples.push((client.resource(kind).await?, name.to_string()));
        }
        Ok(Some(tuples))
    }

    /// A comma list of types; a category stands for its members.
    async fn types(&self, client: &Client, word: &str) -> Result<Vec<Rc<Resource>>> {
        let mut types: Vec<Rc<Resource>> = Vec::new();
        for part in word.split(',') {
            let mut members = client.discovery().await?.category(part);
            if members.is_empty() {
                members.push(client.resource(part).await?);
            }
            for r in members {
                if !types.contains(&r) {
                    types.push(r);
                }
            }
        }
        Ok(types)
    }

    /// Gets all the objects. Files are read, but the server is not asked for what stands in them.
    pub(crate) async fn find(&self, client: &Client) -> Result<Found> {
        match self.select(client).await? {
            Selection::Files => {
                let mut found = self.in_files(client).await?;
                if !self.latest {
                    self.keep(&mut found.infos)?;
                }
                Ok(found)
            }
            Selection::Named(names) => {
                let anywhere = self.all_namespaces || self.namespace.is_empty();
                if anywhere && names.iter().any(|(resource, _)| resource.namespaced) {
                    return Err(plain(if self.all_namespaces {
                        "a resource cannot be retrieved by name across all namespaces"
                    } else {
                        "namespace may not be empty when retrieving a resource by name"
                    }));
                }
                let mut found = Found { single: names.len() == 1, ..Found::default() };
                for (resource, name) in names {
                    if self.files.reading.stops && !found.errors.is_empty() {
                        break;
                    }
                    match self.named(client, resource, name).await {
                        Ok(info) => found.infos.push(info),
                        Err(e) => found.errors.push(e),
                    }
                }
                Ok(found)
            }
            Selection::Matching(types) => {
                let mut found = Found::default();
                for resource in types {
                    match self.matching(client, &resource).await {
                        Ok(infos) => found.infos.extend(infos),
                        Err(e) => found.errors.push(e),
                    }
                }
                Ok(found)
            }
        }
    }

    /// Of the objects of files, those that the selector matches.
    pub(crate) fn keep(&self, infos: &mut Vec<Info>) -> Result<()> {
        if infos.iter().any(|info| !info.source.is_empty())
            && let Some(selector) = self.local_selector()?
        {
            infos.retain(|info| info.source.is_empty() || selector.matches(meta::labels(&info.object)));
        }
        Ok(())
    }
    /// The same of the rows of a table.
    pub(crate) fn keep_rows(&self, rows: &mut Vec<Row>) -> Result<()> {
        if let Some(selector) = self.local_selector()? {
            rows.retain(|row| selector.matches(meta::labels(&row.object)));
        }
        Ok(())
    }
    fn local_selector(&self) -> Result<Option<LabelSelector>> {
        let Some(text) = self.selector.as_ref().filter(|text| !text.is_empty()) else { return Ok(None) };
        let selector = LabelSelector::parse(text);
        selector.map(Some).map_err(|e| plain(format!("the provided selector {text:?} is not valid: {}", e.0)))
    }

    async fn named(&self, client: &Client, resource: Rc<Resource>, name: String) -> Result<Info> {
        let namespace = if resource.namespaced { self.namespace.clone() } else { String::new() };
        let object = client.get_or_namespace(&resource, &namespace, &name).await?;
        self.known(&resource, "").map_err(plain)?;
        Ok(Info { resource, namespace, name, source: String::new(), listed: 0, object })
    }

    async fn matching(&self, client: &Client, resource: &Rc<Resource>) -> Result<Vec<Info>> {
        let namespace = if self.all_namespaces || !resource.namespaced { "" } else { &self.namespace };
        let items =
            client.list(resource, namespace, &self.options()).await.map_err(|e| self.cannot_list(resource, e))?;
        self.known(resource, "List").map_err(plain)?;
        Ok(items
            .into_iter()
            .map(|object| Info {
                resource: resource.clone(),
                namespace: meta::namespace(&object).to_string(),
                name: meta::name(&object).to_string(),
                source: String::new(),
                listed: 0,
                object,
            })
            .collect())
    }

    /// The options of the list calls.
    pub(crate) fn options(&self) -> Options {
        Options {
            label_selector: self.selector.clone().unwrap_or_default().into(),
            field_selector: self.field_selector.clone().unwrap_or_default().into(),
            limit: u32::try_from(self.chunk_size).unwrap_or(0),
            ..Options::default()
        }
    }

    /// kubectl tells more about lists that the server calls bad.
    pub(crate) fn cannot_list(&self, resource: &Resource, error: Error) -> Error {
        match error {
            Error::Status(mut s) if s.reason == "BadRequest" || s.reason == "NotFound" => {
                let (labels, fields) =
                    (self.selector.as_deref().unwrap_or(""), self.field_selector.as_deref().unwrap_or(""));
                s.message = if labels.is_empty() && fields.is_empty() {
                    format!("Unable to list {:?}: {}", resource.go_gvr(), s.message)
                } else {
                    format!(
                        "Unable to find {:?} that match label selector {labels:?}, field selector {fields:?}: {}",
                        resource.go_gvr(),
                        s.message
                    )
                };
                Error::Status(s)
            }
            // What is wrong with the namespace is told as it is.
            Error::Plain(text) if text.starts_with("invalid namespace ") => Error::Verbatim(text),
            other => other,
        }
    }

    async fn in_files(&self, client: &Client) -> Result<Found> {
        let mut found = Found::default();
        let sources = match files::sources(client, &self.files).await {
            Err(e) if self.files.filenames.is_empty() => {
                found.errors.push(e);
                found.behind.push(0);
                return Ok(found);
            }
            sources => sources?,
        };
        for source in &sources {
            if self.files.reading.stops && !found.errors.is_empty() {
                break;
            }
            let known = found.infos.len();
            files::infos(client, source, self.files.reading, self.scheme, &mut found.infos, &mut found.errors).await?;
            for mut info in found.infos.split_off(known) {
                let source = info.source.clone();
                let known =
                    self.known(&info.resource, "").map_err(|e| plain(format!("unable to decode {source:?}: {e}")));
                match known.and_then(|()| self.place(&mut info)) {
                    Ok(()) => found.infos.push(info),
                    Err(e) => found.errors.push(e),
                }
            }
            found.behind.resize(found.errors.len(), found.infos.len());
        }
        found.single = found.infos.len() == 1 && sources.len() == 1;
        Ok(found)
    }

    /// Puts an object of a file into its namespace.
    fn place(&self, info: &mut Info) -> Result<()> {
        if !info.resource.namespaced {
            info.namespace.clear();
            return Ok(());
        }
        if info.namespace.is_empty() && self.unplaced {
            return Ok(());
        }
        if info.namespace.is_empty() {
            info.namespace.clone_from(&self.namespace);
            info.object.set_at(&["metadata", "namespace"], self.namespace.clone());
        } else if self.enforce_namespace && info.namespace != self.namespace {
            return Err(plain(format!(
                "the namespace from the provided object {:?} does not match the namespace {:?}. You must pass '--namespace={}' to perform this operation.",
                info.namespace, self.namespace, info.namespace
            )));
        }
        Ok(())
    }
}

/// `pod,svc a b` means each type with each name.
fn spread(args: &[String]) -> Vec<String> {
    match args.split_first() {
        Some((types, names)) if !names.is_empty() && types.contains(',') => {
            types.split(',').flat_map(|t| names.iter().map(move |n| format!("{t}/{n}"))).collect()
        }
        _ => args.to_vec(),
    }
}

pub(crate) fn missing_resource() -> Error {
    plain(
        "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
    )
}
