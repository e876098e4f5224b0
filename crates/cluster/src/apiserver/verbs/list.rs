//! get and list, as objects, lists, pages or tables.

use api::request::Response;
use api::status::Cause;
use api::{Body, Status, Text, Value, base64, meta};

use super::{ApiServer, Call, Env};
use crate::apiserver::components;
use crate::apiserver::selection::Selection;
use crate::apiserver::store::{Key, Table};
use crate::apiserver::tables;

/// A page's remainder is kept for so many lists at most; the oldest expire.
const KEPT_LISTS: usize = 16;

impl ApiServer {
    pub(super) fn get(&mut self, call: &mut Call<'_>, env: &mut Env<'_>) -> Result<Response, Status> {
        let request = call.request;
        if request.name.is_empty() || !call.resource.verbs.contains(&"get") {
            return Err(super::not_allowed());
        }
        if !request.options.resource_version.is_empty() {
            self.reached(&request.options.resource_version, |why| Status::new(500, "", why))?;
        }
        let object = self.fetch(call, env)?;
        if request.options.as_table {
            let version = Text::new(meta::resource_version(&object));
            let mut table = tables::table(call.resource, std::slice::from_ref(&object), env.now);
            table.resource_version = version;
            return Ok(Response { code: 200, body: Body::Table(table), warnings: Vec::new() });
        }
        Ok(Response::ok(object))
    }

    /// The object of a get, with its field owners, in the version that was asked for.
    fn fetch(&self, call: &Call<'_>, env: &Env<'_>) -> Result<Value, Status> {
        let request = call.request;
        if call.resource.is("", "componentstatuses") {
            let all = components::all(env);
            return all.into_iter().find(|c| *meta::name(c) == *request.name).ok_or_else(|| call.not_found());
        }
        let entry = self.store.get(call.resource.table, &request.namespace, &request.name);
        let entry = entry.ok_or_else(|| call.not_found())?;
        Ok(if env.internal { entry.object.clone() } else { self.shown_entry(call, entry) })
    }

    pub(super) fn list(&mut self, call: &mut Call<'_>, env: &mut Env<'_>) -> Result<Response, Status> {
        if !call.resource.verbs.contains(&"list") {
            return Err(super::not_allowed());
        }
        let selection = self.selection(call)?;
        let mut page = self.page(call, &selection)?;
        if call.resource.is("", "componentstatuses") {
            page.items = components::all(env).into_iter().filter(|c| selection.matches(c)).collect();
        }
        if call.request.options.as_table {
            let mut table = tables::table(call.resource, &page.items, env.now);
            table.resource_version = page.version;
            table.continue_token = page.next;
            return Ok(Response { code: 200, body: Body::Table(table), warnings: Vec::new() });
        }
        let mut list = self.list_object(call, page.items);
        let metadata = list.field_mut("metadata");
        metadata.set("resourceVersion", page.version);
        if !page.next.is_empty() {
            metadata.set("continue", page.next);
            if let Some(n) = page.remaining {
                metadata.set("remainingItemCount", n);
            }
        }
        Ok(Response::ok(list))
    }

    /// A list object of the caller's version.
    pub(super) fn list_object(&self, call: &Call<'_>, items: Vec<Value>) -> Value {
        let mut list = Value::object();
        list.set("apiVersion", call.request.resource.api_version());
        list.set("kind", &call.resource.list_kind);
        list.field_mut("metadata").set("resourceVersion", Text::from(self.store.version().to_string()));
        list.set("items", items);
        list
    }

    fn page(&mut self, call: &Call<'_>, selection: &Selection) -> Result<Page, Status> {
        let options = &call.request.options;
        let (version, start, table) = self.moment(call)?;
        let limit = if options.limit == 0 { usize::MAX } else { options.limit as usize };
        let namespace = &call.request.namespace;
        let mut page = Page { version: Text::from(version.to_string()), ..Page::default() };
        let mut left = 0usize;
        let in_scope =
            table.from(&Key::new(namespace, "")).take_while(|(k, _)| namespace.is_empty() || k.namespace == *namespace);
        for (key, entry) in in_scope {
            if *key <= start || !selection.matches(&entry.object) {
                continue;
            }
            if page.items.len() < limit {
                page.items.push(self.shown_entry(call, entry));
                page.last = key.clone();
            } else {
                left += 1;
            }
        }
        if left > 0 {
            page.next = write_token(version as i64, &page.last, namespace);
            page.remaining = selection.is_everything().then_some(left);
            self.keep_page(version, call.resource.table, table);
        }
        Ok(page)
    }

    /// The table that a list is about: as it is, or as it was at a version; with that version, and the key after which
    /// it begins.
    fn moment(&self, call: &Call<'_>) -> Result<(u64, Key, Table), Status> {
        let (o, table, namespace) = (&call.request.options, call.resource.table, call.request.namespace.as_str());
        let now = self.store.version();
        let newest = || self.store.table(table).cloned().unwrap_or_default();
        let then = |version: u64| match self.pages.iter().find(|(v, t, _)| (*v, *t) == (version, table)) {
            Some((_, _, kept)) => Some(kept.clone()),
            None => self.store.table_at(table, version),
        };
        if !o.continue_token.is_empty() {
            let (version, start) = read_token(&o.continue_token, namespace)?;
            if !matches!(o.resource_version.as_str(), "" | "0") {
                let why = "specifying resource version is not allowed when using continue";
                return Err(Status::bad_request(why));
            }
            let Ok(version) = u64::try_from(version) else { return Ok((now, start, newest())) };
            return match then(version) {
                _ if version > now => Err(too_large(version, now)),
                Some(table) => Ok((version, start, table)),
                None => Err(expired(&start, namespace)),
            };
        }
        let wanted = match o.resource_version.as_str() {
            "" => 0,
            version => self.reached(version, |why| Status::bad_request(format!("invalid resource version: {why}")))?,
        };
        let exact = match o.resource_version_match.as_str() {
            "" => o.limit > 0 && wanted > 0,
            word => word == "Exact",
        };
        if !exact {
            return Ok((now, Key::default(), newest()));
        }
        let why = "The resourceVersion for the provided list is too old.";
        let table = then(wanted).ok_or_else(|| Status::new(410, "Expired", why))?;
        Ok((wanted, Key::default(), table))
    }

    /// The number of a version, which the server has come to.
    fn reached(&self, version: &str, unreadable: impl Fn(String) -> Status) -> Result<u64, Status> {
        let wanted = number(version).map_err(unreadable)?;
        let now = self.store.version();
        if wanted > now { Err(too_large(wanted, now)) } else { Ok(wanted) }
    }

    fn keep_page(&mut self, version: u64, table: usize, objects: Table) {
        if self.pages.iter().any(|(v, t, _)| (*v, *t) == (version, table)) {
            return;
        }
        if self.pages.len() >= KEPT_LISTS {
            self.pages.remove(0);
        }
        self.pages.push((version, table, objects));
    }
}

/// A version as a number, or why it is none.
pub(in super::super) fn number(version: &str) -> Result<u64, String> {
    version.parse().map_err(|_| {
        let digits = !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit());
        let why = if digits { "value out of range" } else { "invalid syntax" };
        format!("resourceVersion: Invalid value: {version:?}: strconv.ParseUint: parsing {version:?}: {why}")
    })
}

#[derive(Default)]
struct Page {
    items: Vec<Value>,
    version: Text,
    next: Text,
    remaining: Option<usize>,
    last: Key,
}

/// 410 for a page of a list that is forgotten, with the token of the page as it is now.
fn expired(start: &Key, namespace: &str) -> Status {
    let mut status = Status::new(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result. You can start a new list \
         without the continue parameter, or use the continue token in this response to retrieve the remainder of the \
         results. Continuing with the provided token results in an inconsistent list - objects that were created, \
         modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    );
    status.continue_token = write_token(NEWEST, start, namespace);
    status
}

/// 504 for a version that the server has not come to.
fn too_large(wanted: u64, current: u64) -> Status {
    let why = format!("Timeout: Too large resource version: {wanted}, current: {current}");
    let mut status = Status::new(504, "Timeout", why);
    status.retry_after_seconds = 1;
    let message = "Too large resource version".into();
    status.causes.push(Cause { reason: "ResourceVersionTooLarge".into(), message, field: String::new() });
    status
}

/// The version of a token that goes on with what there is now.
const NEWEST: i64 = -1;

/// Where the next page begins, as a token: the key is that of the list's own place.
fn write_token(version: i64, last: &Key, namespace: &str) -> Text {
    let key = if namespace.is_empty() { last.to_string() } else { last.name.to_string() };
    let start = api::json::to_string(&Value::from(format!("{key}\u{0}")));
    let json = format!("{{\"v\":\"meta.k8s.io/v1\",\"rv\":{version},\"start\":{start}}}");
    let text = base64::encode(json.as_bytes());
    Text::from(text.trim_end_matches('=').replace('+', "-").replace('/', "_"))
}

fn read_token(token: &str, namespace: &str) -> Result<(i64, Key), Status> {
    let bad = |why: String| Status::bad_request(format!("invalid continue token: continue key is not valid{why}"));
    let stray = token.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    if let Some(at) = stray.or((token.len() % 4 == 1).then(|| token.len() - 1)) {
        return Err(bad(format!(": illegal base64 data at input byte {at}")));
    }
    let mut padded = token.replace('-', "+").replace('_', "/");
    while !padded.len().is_multiple_of(4) {
        padded.push('=');
    }
    let bytes = base64::decode(&padded).unwrap_or_default();
    // Bytes that are no text are told one by one.
    let text = String::from_utf8(bytes).unwrap_or_else(|e| e.as_bytes().iter().map(|b| char::from(*b)).collect());
    let json = api::json::parse(&text).map_err(|e| bad(format!(": {}", e.message)))?;
    let (version, start) = (json.int("rv").unwrap_or(0), json.str("start"));
    match (json.str("v"), version, start) {
        ("meta.k8s.io/v1", 0, _) => {
            Err(bad(": incorrect encoded start resourceVersion (version meta.k8s.io/v1)".into()))
        }
        ("meta.k8s.io/v1", _, "") => Err(bad(": encoded start key empty (version meta.k8s.io/v1)".into())),
        ("meta.k8s.io/v1", ..) => {
            let key = start.strip_prefix('/').unwrap_or(start);
            if key.split('/').any(|part| matches!(part, "" | "." | "..")) {
                return Err(bad(format!(": {start}")));
            }
            let key = key.trim_end_matches('\u{0}');
            let (of, name) =
                if namespace.is_empty() { key.split_once('/').unwrap_or(("", key)) } else { (namespace, key) };
            Ok((version, Key::new(of, name)))
        }
        (other, ..) => Err(bad(format!(": server does not recognize this encoded version {other}"))),
    }
}
