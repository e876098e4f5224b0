//! get and list, as objects, lists, pages or tables.

use api::request::Response;
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
        let (version, start, table) = if options.continue_token.is_empty() {
            let table = self.store.table(call.resource.table).cloned().unwrap_or_default();
            (self.store.version(), Key::default(), table)
        } else {
            let (version, start) = read_token(&options.continue_token)?;
            let kept = self.pages.iter().find(|(v, t, _)| *v == version && *t == call.resource.table);
            (version, start, kept.ok_or_else(expired)?.2.clone())
        };
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
            page.next = write_token(version, &page.last);
            page.remaining = selection.is_everything().then_some(left);
            self.keep_page(version, call.resource.table, table);
        }
        Ok(page)
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

#[derive(Default)]
struct Page {
    items: Vec<Value>,
    version: Text,
    next: Text,
    remaining: Option<usize>,
    last: Key,
}

fn expired() -> Status {
    Status::new(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result. You can start a new list \
         without the continue parameter, or use the continue token in this response to retrieve the remainder of the \
         results. Continuing with the provided token results in an inconsistent list - objects that were created, \
         modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    )
}

fn write_token(version: u64, last: &Key) -> Text {
    let json = api::obj!({"v": "meta.k8s.io/v1", "rv": (version as i64), "start": (format!("{last}\u{0}"))});
    let text = base64::encode(api::json::to_string(&json).as_bytes());
    Text::from(text.trim_end_matches('=').replace('+', "-").replace('/', "_"))
}

fn read_token(token: &str) -> Result<(u64, Key), Status> {
    let bad = || Status::bad_request("continue key is not valid");
    let mut padded = token.replace('-', "+").replace('_', "/");
    while !padded.len().is_multiple_of(4) {
        padded.push('=');
    }
    let bytes = base64::decode(&padded).ok_or_else(bad)?;
    let json = String::from_utf8(bytes).ok().and_then(|s| api::json::parse(&s).ok()).ok_or_else(bad)?;
    let version = json.int("rv").filter(|v| *v > 0).ok_or_else(bad)?;
    let start = json.str("start").trim_end_matches('\u{0}');
    let (namespace, name) = start.split_once('/').unwrap_or(("", start));
    Ok((version as u64, Key::new(namespace, name)))
}
