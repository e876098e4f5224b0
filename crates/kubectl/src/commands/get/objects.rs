//! `get -o yaml` and the like: one object as it is, several as a List.

use api::{Text, Value, Verb, obj};

use super::{cannot_sort, fail, subresource};
use crate::cli::Parsed;
use crate::client::Client;
use crate::commands::common;
use crate::error::Result;
use crate::host::FileKind;
use crate::printers::format::{Format, sort_by};
use crate::resources::builder::{Info, Query};

/// An object of a file, or a part of an object, as it is on the server.
async fn refreshed(client: &Client, info: &Info, sub: Text) -> Result<Option<Value>> {
    // What has no name is nowhere but in its file.
    if sub.is_empty() && (info.source.is_empty() || info.name.is_empty()) {
        return Ok(None);
    }
    let request = info.resource.request(Verb::Get, &info.namespace, &info.name)?.on(sub);
    client.object(request).await.map(Some)
}

/// Whether the objects come from one file: then what is wrong with one of them is all that is told.
async fn one_file(client: &Client, query: &Query) -> bool {
    let [path] = &query.files.filenames[..] else { return false };
    let at = path.clone();
    path != "-" && client.io.ask(move |h| h.file_kind(&at)).await != Some(FileKind::Directory)
}

pub(super) async fn print(client: &Client, p: &Parsed, query: &Query) -> Result<()> {
    let mut found = Query { latest: true, ..query.clone() }.find(client).await?;
    if found.infos.is_empty() && !found.errors.is_empty() && !query.files.is_empty() {
        return common::finish(found.errors);
    }
    let one_file = one_file(client, query).await;
    for mut info in std::mem::take(&mut found.infos) {
        match refreshed(client, &info, subresource(p)).await {
            Ok(None) => found.infos.push(info),
            Ok(Some(object)) => {
                info.object = object;
                found.infos.push(info);
            }
            Err(e) if found.single => return Err(e),
            Err(e) => found.errors.push(e),
        }
    }
    query.keep(&mut found.infos)?;
    if p.bool("ignore-not-found") {
        found.errors.retain(|e| !e.is("NotFound"));
    }
    if one_file && !found.errors.is_empty() {
        return fail(found.errors);
    }
    let nothing_wanted = found.infos.is_empty() && p.bool("ignore-not-found");
    if nothing_wanted || found.single && !found.errors.is_empty() {
        return fail(found.errors);
    }
    let Some(format) = super::format(client, p).await? else { return fail(found.errors) };
    // Where there is nothing to sort the path is not read.
    if !p.str("sort-by").is_empty()
        && !found.single
        && !found.infos.is_empty()
        && let Err(why) = sort_by(&mut found.infos, p.str("sort-by"), |i| &i.object)
    {
        return Err(cannot_sort(client, p, &why, "*unstructured.Unstructured").await);
    }
    let managed = p.bool("show-managed-fields");
    if found.single {
        if let Some(info) = found.infos.first() {
            client.io.print(format.print(&info.object, managed, true)?);
        }
    } else if format == Format::Name {
        for info in &found.infos {
            client.io.print(format.print(&info.object, managed, true)?);
        }
    } else {
        let items: Vec<Value> = found.infos.iter().map(|i| i.object.clone()).collect();
        let list = obj!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}});
        match format.print(&list, managed, true) {
            Ok(text) => client.io.print(text),
            Err(e) if found.errors.is_empty() => return Err(e),
            Err(e) => found.errors.push(e),
        }
    }
    fail(found.errors)
}
