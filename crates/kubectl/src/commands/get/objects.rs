//! `get -o yaml` and the like: one object as it is, several as a List.

use api::{Value, Verb, obj};

use super::{cannot_sort, fail, subresource};
use crate::cli::Parsed;
use crate::client::Client;
use crate::error::Result;
use crate::printers::format::{Format, sort_by};
use crate::resources::builder::Query;

pub(super) async fn print(client: &Client, p: &Parsed, query: &Query, format: &Format) -> Result<()> {
    let mut found = query.find(client).await?;
    for info in &mut found.infos {
        let sub = subresource(p);
        if !info.source.is_empty() || !sub.is_empty() {
            let request = info.resource.request(Verb::Get, &info.namespace, &info.name)?.on(sub);
            info.object = client.object(request).await?;
        }
    }
    if p.bool("ignore-not-found") {
        found.errors.retain(|e| !e.is("NotFound"));
    }
    if !p.str("sort-by").is_empty()
        && let Err(why) = sort_by(&mut found.infos, p.str("sort-by"), |i| &i.object)
    {
        return Err(cannot_sort(client, p, &why, "*unstructured.Unstructured").await);
    }
    let managed = p.bool("show-managed-fields");
    if found.single {
        if let Some(info) = found.infos.first() {
            client.io.print(format.print(&info.object, managed, true)?);
        }
    } else if *format == Format::Name {
        for info in &found.infos {
            client.io.print(format.print(&info.object, managed, true)?);
        }
    } else if !found.infos.is_empty() || !p.bool("ignore-not-found") {
        let items: Vec<Value> = found.infos.iter().map(|i| i.object.clone()).collect();
        let list = obj!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}});
        client.io.print(format.print(&list, managed, true)?);
    }
    fail(found.errors)
}
