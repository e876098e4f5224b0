//! Manifests: from `-f` (files, directories, standard input) to objects with their resources.

use std::rc::Rc;

use api::{Text, Value, meta};

use super::Resource;
use super::builder::Info;
use crate::cli::{Parsed, go};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::host::{Fetched, FileKind, Input};
use crate::kustomize;
use crate::resources::schema;
use crate::run::{Wait, unreachable};

/// What `-f`, `-k` and `-R` say.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileOptions {
    pub filenames: Vec<String>,
    pub kustomize: String,
    pub recursive: bool,
    pub reading: Reading,
}

/// How a text of objects is read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    /// Whether kubectl looks at the objects before anything else is done with them.
    pub validate: bool,
    /// Whether it also looks at their fields, where the server does not.
    pub strict: bool,
    /// Whether nothing is read behind the first error.
    pub stops: bool,
}

impl FileOptions {
    pub(crate) fn of(p: &Parsed) -> FileOptions {
        let validate = validates(p);
        FileOptions {
            filenames: if p.has("filename") { p.list("filename") } else { Vec::new() },
            kustomize: if p.has("kustomize") { p.str("kustomize").to_string() } else { String::new() },
            recursive: p.has("recursive") && p.bool("recursive"),
            reading: Reading { validate, strict: validate && p.str("validate") != "warn", stops: false },
        }
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.filenames.is_empty() && self.kustomize.is_empty()
    }
    /// What create, apply, delete, ... ask of these flags.
    pub(crate) fn require(&self) -> Result<()> {
        match (self.filenames.is_empty(), self.kustomize.is_empty()) {
            (true, true) => Err(plain("must specify one of -f and -k")),
            (false, false) => Err(plain("only one of -f or -k can be specified")),
            _ if self.recursive && !self.kustomize.is_empty() => Err(plain("the -k flag can't be used with -f or -R")),
            _ => Ok(()),
        }
    }
}

/// A text with the name that errors give it.
pub(crate) struct Source {
    pub name: String,
    pub text: String,
}

impl Source {
    pub(crate) fn new(name: &str, text: String) -> Source {
        Source { name: name.to_string(), text }
    }
}

/// Whether the flag `--validate` lets kubectl look at objects itself.
pub(crate) fn validates(p: &Parsed) -> bool {
    p.has("validate") && !matches!(p.str("validate"), "ignore" | "false")
}

const EXTENSIONS: [&str; 3] = [".json", ".yaml", ".yml"];

/// All of standard input.
pub(crate) async fn read_stdin(client: &Client) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        match client.io.ask(|h| h.read_stdin()).await {
            Input::Data(data) => all.extend(data),
            Input::End => return all,
            Input::Waiting => client.io.wait(Wait { stdin: true, ..Wait::default() }).await,
        }
    }
}

/// Refuses paths that are not there.
pub(crate) async fn check(client: &Client, options: &FileOptions) -> Result<()> {
    let mut errors = Vec::new();
    for name in &options.filenames {
        if name != "-" && !name.starts_with("http://") && !name.starts_with("https://") {
            errors.extend(expand(client, name).await.err());
        }
    }
    match errors.len() {
        0 => Ok(()),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Many(errors)),
    }
}

/// The texts that the options name, in order.
pub(crate) async fn sources(client: &Client, options: &FileOptions) -> Result<Vec<Source>> {
    if !options.kustomize.is_empty() && !options.filenames.is_empty() {
        return Err(plain("only one of -f or -k can be specified"));
    }
    if !options.kustomize.is_empty() {
        let objects = kustomize::build(client, &options.kustomize, kustomize::Reorder::Legacy).await?;
        let text = objects.iter().map(api::yaml::to_string).collect::<Vec<_>>().join("---\n");
        return Ok(vec![Source::new(&options.kustomize, text)]);
    }
    let mut found = Vec::new();
    for name in &options.filenames {
        if name == "-" {
            let text = String::from_utf8_lossy(&read_stdin(client).await).into_owned();
            found.push(Source::new("STDIN", text));
        } else if name.starts_with("http://") || name.starts_with("https://") {
            let url = name.clone();
            let why = match client.io.ask(move |h| h.fetch(&url)).await {
                Fetched::Text(text) => {
                    found.push(Source::new(name, text));
                    continue;
                }
                Fetched::NotSimulated => "this page of the internet is not simulated here",
                Fetched::NoHost => return Err(unreachable(name).1),
            };
            return Err(plain(format!("unable to read URL \"{name}\": {why}")));
        } else {
            for path in expand(client, name).await? {
                read_path(client, &path, options, &mut found).await?;
            }
        }
    }
    Ok(found)
}

/// A pattern that the shell did not expand, because it was quoted.
async fn expand(client: &Client, name: &str) -> Result<Vec<String>> {
    let at = name.to_string();
    if client.io.ask(move |h| h.file_kind(&at)).await.is_some() {
        return Ok(vec![name.to_string()]);
    }
    if !name.contains(['*', '?', '[']) {
        return Err(plain(format!("the path \"{name}\" does not exist")));
    }
    let (dir, pattern) = name.rsplit_once('/').map_or(("", name), |(d, p)| (d, p));
    let listed = if dir.is_empty() { ".".to_string() } else { dir.to_string() };
    let names = client.io.ask(move |h| h.list_directory(&listed)).await.unwrap_or_default();
    let prefix = if dir.is_empty() { String::new() } else { format!("{dir}/") };
    let hits: Vec<String> =
        names.into_iter().filter(|n| glob(pattern.as_bytes(), n.as_bytes())).map(|n| format!("{prefix}{n}")).collect();
    if hits.is_empty() { Err(plain(format!("the path \"{name}\" does not exist"))) } else { Ok(hits) }
}

/// `*` and `?` of a file pattern.
fn glob(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut here) = (0, 0);
    // The last `*`, and where what it stands for ends: one letter later, whenever the rest does not fit.
    let mut any: Option<(usize, usize)> = None;
    while let Some(letter) = name.get(here) {
        match pattern.get(at) {
            Some(b'*') => {
                any = Some((at, here));
                at += 1;
            }
            Some(one) if *one == b'?' || one == letter => (at, here) = (at + 1, here + 1),
            _ => {
                let Some((star, end)) = any else { return false };
                any = Some((star, end + 1));
                (at, here) = (star + 1, end + 1);
            }
        }
    }
    pattern[at..].iter().all(|one| *one == b'*')
}

/// A path without what does not matter in it, as Go's `filepath.Clean` has it.
pub(crate) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|p| !p.is_empty() && *p != ".") {
        match parts.last() {
            Some(last) if part == ".." && *last != ".." => {
                parts.pop();
            }
            None if part == ".." && path.starts_with('/') => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (path.starts_with('/'), joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".into(),
        (false, false) => joined,
    }
}

/// A file, or the manifests in a directory.
async fn read_path(client: &Client, path: &str, options: &FileOptions, found: &mut Vec<Source>) -> Result<()> {
    let at = path.to_string();
    if client.io.ask(move |h| h.file_kind(&at)).await != Some(FileKind::Directory) {
        let at = path.to_string();
        let bytes = client.io.ask(move |h| h.read_file(&at)).await;
        let bytes = bytes.map_err(|e| plain(format!("open {path}: {}", e.text())))?;
        found.push(Source::new(path, String::from_utf8_lossy(&bytes).into_owned()));
        return Ok(());
    }
    let before = found.len();
    let mut directories = vec![clean(path)];
    while let Some(dir) = directories.pop() {
        let listed = dir.clone();
        let names = client.io.ask(move |h| h.list_directory(&listed)).await.unwrap_or_default();
        let mut below = Vec::new();
        for name in names {
            let child = if dir == "." { name.clone() } else { format!("{dir}/{name}") };
            let at = child.clone();
            match client.io.ask(move |h| (h.file_kind(&at), h.read_file(&at).ok())).await {
                (Some(FileKind::Directory), _) if options.recursive => below.push(child),
                (Some(FileKind::File), Some(bytes)) if EXTENSIONS.iter().any(|e| name.ends_with(e)) => {
                    found.push(Source::new(&child, String::from_utf8_lossy(&bytes).into_owned()));
                }
                _ => {}
            }
        }
        directories.extend(below.into_iter().rev());
    }
    if found.len() == before {
        return Err(plain(format!("error reading [{path}]: recognized file extensions are {}", go::list(&EXTENSIONS))));
    }
    Ok(())
}

/// Objects of a text that was read elsewhere (an edited file, for instance).
pub(crate) async fn infos(
    client: &Client,
    source: &Source,
    reading: Reading,
    scheme: &str,
    infos: &mut Vec<Info>,
    errors: &mut Vec<Error>,
) -> Result<()> {
    let lost = if client.flags().is_local() { None } else { client.lost().await };
    for document in api::yaml::decode_stream(&source.text) {
        if reading.stops && !errors.is_empty() {
            return Ok(());
        }
        match document {
            Err(e) => {
                errors.push(plain(format!("error parsing {}: {}", source.name, e.message)));
                return Ok(());
            }
            // A document of comments or nothing at all.
            Ok(Value::Null) => {}
            Ok(value) => {
                let undownloaded = |(server, why): &(String, String)| {
                    let plain_list = (value.str("apiVersion"), value.str("kind")) == ("v1", "List");
                    let what = if plain_list { "" } else { "failed to download openapi: " };
                    format!("{what}Get \"{server}/openapi/v2?timeout=32s\": {why}")
                };
                let wrong = || {
                    let seen = told(&look(&value)).or_else(|| lost.as_ref().map(undownloaded));
                    seen.or_else(|| wrong_unseen(&value, reading.strict))
                };
                if let Some(why) = reading.validate.then(wrong).flatten() {
                    // Nothing behind it is read.
                    errors.push(invalid(source, &why));
                    return Ok(());
                }
                if let Some(lost) = &lost
                    && undecodable(&value).is_none()
                {
                    super::complain(client, lost, 1).await;
                    let (server, why) = lost;
                    let name = go::quote(&source.name);
                    errors.push(plain(format!("unable to recognize {name}: Get \"{server}/api?timeout=32s\": {why}")));
                    continue;
                }
                match items(&value) {
                    Err(why) => errors.push(undecoded(source, &why)),
                    Ok(Some(items)) if scheme.is_empty() => {
                        list(client, source, (&value, items), infos, errors).await?
                    }
                    Ok(Some(items)) => {
                        for item in items {
                            keep(info(client, source, scheme, member(&value, item)).await, infos, errors);
                        }
                    }
                    Ok(None) => keep(info(client, source, scheme, value).await, infos, errors),
                }
            }
        }
    }
    Ok(())
}

fn keep(read: Result<Info>, infos: &mut Vec<Info>, errors: &mut Vec<Error>) {
    match read {
        Ok(info) => infos.push(info),
        Err(e) => errors.push(e),
    }
}

/// The items of what is a list, by whatever kind it goes.
fn items(value: &Value) -> Result<Option<&[Value]>, String> {
    let unread = |of: &Value, into: &str| Err(format!("json: cannot unmarshal {} into Go {into}", of.json_type()));
    match value.get("items") {
        Value::Null => Ok(None),
        Value::List(items) => match items.iter().find(|item| item.as_map().is_none() && !item.is_null()) {
            Some(odd) => unread(odd, "value of type map[string]interface {}"),
            None => Ok(Some(items)),
        },
        other => unread(other, "struct field decodeList.items of type []json.RawMessage"),
    }
}

/// What stands in a list: it is looked at less closely than what stands alone, and its errors are one of several.
async fn list(
    client: &Client,
    source: &Source,
    (list, items): (&Value, &[Value]),
    infos: &mut Vec<Info>,
    errors: &mut Vec<Error>,
) -> Result<()> {
    if let Some(why) = undecodable(list) {
        errors.push(undecoded(source, &why));
        return Ok(());
    }
    if items.iter().any(|item| item.get("items").as_list().is_some()) {
        errors.push(plain("*unstructured.Unstructured is not a list: no Items field in this object"));
        return Ok(());
    }
    let number = infos.iter().map(|info| info.listed).max().unwrap_or(0) + 1;
    for item in items {
        let object = member(list, item);
        let (version, kind) = (object.str("apiVersion"), object.str("kind"));
        let missing = match (kind, version) {
            ("", _) => "'Kind' is missing in 'object has no kind field '",
            (_, "") => "'apiVersion' is missing in 'object has no apiVersion field'",
            _ => match client.resource_of(version, kind).await? {
                Some(resource) => {
                    infos.push(Info { listed: number, ..Info::of_file(source, resource, object) });
                    continue;
                }
                None => {
                    let why = format!("unable to recognize no matches for kind {kind:?} in version {version:?}");
                    errors.push(Error::Verbatim(why));
                    continue;
                }
            },
        };
        let why = format!("unable to get type info from the object \"*unstructured.Unstructured\": Object {missing}");
        errors.push(Error::Verbatim(why));
    }
    Ok(())
}

fn undecoded(source: &Source, why: &str) -> Error {
    plain(format!("unable to decode {}: {why}", go::quote(&source.name)))
}

/// What is wrong with an object that the server does not look at strictly, so that kubectl does: a plain list with all its
/// items at once, and kinds that cannot be patched.
fn wrong_unseen(object: &Value, strict: bool) -> Option<String> {
    let fields = |object: &Value| if strict { schema::check(object) } else { Vec::new() };
    let (version, kind) = (object.str("apiVersion"), object.str("kind"));
    let wrong = match object.get("items").as_list() {
        None if (version, kind) == ("v1", "List") => vec!["invalid object to validate".into()],
        Some(items) if (version, kind) == ("v1", "List") => items
            .iter()
            .flat_map(|item| Some(look(item)).filter(|w| !w.is_empty()).unwrap_or_else(|| fields(item)))
            .collect(),
        _ => {
            let group = version.split_once('/').map_or("", |(group, _)| group);
            let patched = api::kinds::by_kind(group, kind).is_some_and(|k| k.verbs.contains(&"patch"));
            if patched { Vec::new() } else { fields(object) }
        }
    };
    told(&wrong)
}

/// An item of a list. What a list of one kind says of all its items, they need not say themselves.
fn member(list: &Value, item: &Value) -> Value {
    let mut item = item.clone();
    let kind = list.str("kind").trim_end_matches("List");
    if !kind.is_empty() && item.as_map().is_some() && item.str("kind").is_empty() {
        item.set("kind", Text::new(kind));
        item.set("apiVersion", list.get("apiVersion"));
    }
    item
}

/// Errors as Go tells several at once.
pub(crate) fn told(wrong: &[String]) -> Option<String> {
    let mut once: Vec<&str> = Vec::new();
    for text in wrong {
        if !once.contains(&text.as_str()) {
            once.push(text);
        }
    }
    match once[..] {
        [] => None,
        [one] => Some(one.to_string()),
        _ => Some(format!("[{}]", once.join(", "))),
    }
}

fn invalid(source: &Source, why: &str) -> Error {
    plain(format!(
        "error validating {}: error validating data: {why}; if you choose to ignore these errors, turn validation off with --validate=false",
        go::quote(&source.name)
    ))
}

/// What kubectl finds wrong with a text of objects by itself.
pub(crate) fn look_at(text: &str) -> Result<(), String> {
    let documents = api::yaml::decode_stream(text);
    let mut objects = Vec::new();
    for document in documents {
        objects.push(document.map_err(|e| e.message)?);
    }
    if objects.is_empty() {
        objects.push(Value::Null);
    }
    let wrong: Vec<String> = objects.iter().flat_map(look).collect();
    told(&wrong).map_or(Ok(()), Err)
}

/// What kubectl's own look at an object finds missing.
fn look(object: &Value) -> Vec<String> {
    if object.as_map().is_none() {
        return vec!["invalid object to validate".into()];
    }
    let mut errors = Vec::new();
    for (key, missing, wrong) in [
        ("apiVersion", "apiVersion not set", "apiVersion isn't string type"),
        ("kind", "kind not set", "kind isn't string type"),
    ] {
        match object.get(key) {
            Value::Null => errors.push(missing.to_string()),
            Value::Str(text) if key == "apiVersion" && text.matches('/').count() > 1 => {
                errors.push(format!("unexpected GroupVersion string: {text}"));
            }
            Value::Str(_) => {}
            _ => errors.push(wrong.to_string()),
        }
    }
    errors
}

/// What keeps an object from being read at all: it has no kind, or metadata of the wrong types.
fn undecodable(object: &Value) -> Option<String> {
    // Of the types with metadata and nothing that must be there.
    let of = api::schema::of("", "v1", "ConfigMap")?;
    if object.as_map().is_none() {
        let error = api::schema::decode::decode(object, of).err()?;
        return Some(error.replace("v1.ConfigMap", "unstructured.detector"));
    }
    if object.str("kind").is_empty() || object.str("apiVersion").matches('/').count() > 1 {
        return Some(format!("Object 'Kind' is missing in '{}'", api::json::to_string(object)));
    }
    let mut head = Value::object();
    head.set("apiVersion", object.get("apiVersion"));
    head.set("metadata", object.get("metadata"));
    let error = api::schema::decode::decode(&head, of).err()?;
    Some(error.replace("Go struct field ConfigMap.", "Go struct field metadataOnlyObject."))
}

/// What keeps an object from being read into its Go type.
fn mistyped(object: &Value) -> Option<String> {
    object.as_map()?;
    for key in ["apiVersion", "kind"] {
        let what = match object.get(key) {
            Value::Null | Value::Str(_) => continue,
            other => other.json_type(),
        };
        return Some(format!(
            "couldn't get version/kind; json parse error: json: cannot unmarshal {what} into Go struct field .{key} of type string"
        ));
    }
    let (api_version, kind) = (object.str("apiVersion"), object.str("kind"));
    if kind.is_empty() {
        return None;
    }
    if api_version.is_empty() {
        return Some(format!("Object 'apiVersion' is missing in '{}'", api::json::to_string(object)));
    }
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    api::schema::decode::decode(object, api::schema::of(group, version, kind)?).err()
}

/// `scheme` is what the objects of files are read into, where that is not an object of any type.
async fn info(client: &Client, source: &Source, scheme: &str, object: Value) -> Result<Info> {
    let mistyped = if scheme.is_empty() { None } else { mistyped(&object) };
    if let Some(why) = mistyped.or_else(|| undecodable(&object)) {
        return Err(undecoded(source, &why));
    }
    let (api_version, kind) = (object.str("apiVersion"), object.str("kind"));
    // A Go type is known by its very name only.
    let exact = |r: &Rc<Resource>| scheme.is_empty() || r.kind == kind;
    let resource: Option<Rc<Resource>> = client.resource_of(api_version, kind).await?.filter(exact);
    // What is only changed and shown needs nobody who knows it.
    let local = || Rc::new(Resource::unheard_of(api_version, kind));
    let Some(resource) = resource.or_else(|| (scheme.is_empty() && client.flags().is_local()).then(local)) else {
        if !scheme.is_empty() {
            return Err(plain(format!(
                "unable to decode {}: no kind {kind:?} is registered for version {api_version:?} in scheme {scheme:?}",
                go::quote(&source.name)
            )));
        }
        return Err(plain(format!(
            "resource mapping not found for name: {:?} namespace: {:?} from {:?}: no matches for kind {kind:?} in version {api_version:?}\nensure CRDs are installed first",
            meta::name(&object),
            meta::namespace(&object),
            source.name
        )));
    };
    Ok(Info::of_file(source, resource, object))
}

impl Info {
    fn of_file(source: &Source, resource: Rc<Resource>, object: Value) -> Info {
        Info {
            listed: 0,
            namespace: meta::namespace(&object).to_string(),
            name: meta::name(&object).to_string(),
            source: source.name.clone(),
            resource,
            object,
        }
    }
}

/// One line of standard input, without its line feed; what came behind it is lost, as with a prompt's buffered reader.
pub(crate) async fn read_line(client: &Client) -> String {
    let mut line: Vec<u8> = Vec::new();
    loop {
        match client.io.ask(|h| h.read_stdin()).await {
            Input::Data(data) => line.extend(data),
            Input::End => break,
            Input::Waiting => client.io.wait(Wait { stdin: true, ..Wait::default() }).await,
        }
        if line.contains(&b'\n') {
            break;
        }
    }
    let text = String::from_utf8_lossy(&line).into_owned();
    text.lines().next().unwrap_or("").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_files_fit_or_do_not_in_a_moment() {
        let fits = |pattern: &str, name: &str| glob(pattern.as_bytes(), name.as_bytes());
        for (pattern, name) in
            [("*.yaml", "a.yaml"), ("?-*", "a-"), ("*a*a*", "banana"), ("**", ""), ("b*na", "banana")]
        {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("*.yaml", "a.yml"), ("?", ""), ("a", "ab"), ("*ab", "abc"), ("", "a")] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
        assert!(!fits(&("*a".repeat(30) + "b"), &"a".repeat(255)));
    }
}
