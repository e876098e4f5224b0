//! Open watches: each gets its own events as the store changes.

use sorted::SortedMap;
use std::rc::Rc;
use std::time::Duration;

use api::request::{Response, StreamId, WatchEvent, WatchKind};
use api::time::Time;
use api::{Body, Status, Text, Value, meta, obj};

use super::selection::Selection;
use super::store::LogEntry;
use super::verbs::{Call, list};
use super::{ApiServer, Env, Resource, tables, versions};

/// So many events wait for a watcher who does not read; then the watch is closed, as a slow client's is.
const LIMIT: usize = 10_000;

#[derive(Clone, Debug)]
struct Watch {
    resource: Rc<Resource>,
    namespace: Text,
    selection: Selection,
    as_table: bool,
    /// When it ends by itself.
    until: Option<Time>,
    pending: Vec<WatchEvent>,
}

/// All open watches.
#[derive(Clone, Debug, Default)]
pub(super) struct Watches {
    open: SortedMap<StreamId, Watch>,
}

impl Watches {
    /// The events of a watch since the last call.
    pub fn take(&mut self, id: StreamId) -> Vec<WatchEvent> {
        self.open.get_mut(&id).map(|w| std::mem::take(&mut w.pending)).unwrap_or_default()
    }
    /// Whether nothing more will come of a watch.
    pub fn ended(&self, id: StreamId, now: Time) -> bool {
        self.open.get(&id).is_none_or(|w| w.pending.is_empty() && w.is_over(now))
    }
    /// Ends a watch.
    pub fn close(&mut self, id: StreamId) {
        self.open.remove(&id);
    }
    /// Tells all whom it concerns of a change.
    pub fn tell(&mut self, entry: &LogEntry, now: Time) {
        self.open.retain(|_, w| {
            w.tell(entry, now);
            w.pending.len() < LIMIT
        });
    }
}

impl Watch {
    fn tell(&mut self, entry: &LogEntry, now: Time) {
        if entry.table != self.resource.table
            || self.is_over(now)
            || !(self.namespace.is_empty() || self.namespace == meta::namespace(&entry.new))
        {
            return;
        }
        let was = !entry.old.is_null() && self.selection.matches(&entry.old);
        let is = entry.kind != WatchKind::Deleted && self.selection.matches(&entry.new);
        let (kind, object) = match (was, is) {
            (false, true) => (WatchKind::Added, entry.new.clone()),
            (true, true) => (WatchKind::Modified, entry.new.clone()),
            (true, false) => {
                // Its last matching state, at the version at which it ceased to match.
                let mut last = entry.old.clone();
                last.field_mut("metadata").set("resourceVersion", entry.new.get("metadata").text("resourceVersion"));
                (WatchKind::Deleted, last)
            }
            (false, false) => return,
        };
        self.push(kind, &object, now);
    }
    fn is_over(&self, now: Time) -> bool {
        self.until.is_some_and(|until| now >= until)
    }
    /// Tells the watcher that it knows everything up to a version.
    fn bookmark(&mut self, version: u64) {
        let mut object = obj!({"kind": (&self.resource.kind), "apiVersion": (self.resource.api_version())});
        let metadata = object.field_mut("metadata");
        metadata.set("resourceVersion", Text::from(version.to_string()));
        metadata.set("annotations", obj!({"k8s.io/initial-events-end": "true"}));
        self.pending.push(WatchEvent { kind: WatchKind::Bookmark, object });
    }
    fn push(&mut self, kind: WatchKind, object: &Value, now: Time) {
        let object = versions::from_storage(&self.resource, object);
        let object = if self.as_table {
            tables::table(&self.resource, std::slice::from_ref(&object), now).to_value()
        } else {
            object
        };
        self.pending.push(WatchEvent { kind, object });
    }
}

impl ApiServer {
    pub(super) fn watch(&mut self, call: &mut Call<'_>, env: &mut Env<'_>) -> Result<Response, Status> {
        if !call.resource.verbs.contains(&"watch") {
            return Err(super::verbs::not_allowed());
        }
        let request = call.request;
        let mut watch = Watch {
            resource: Rc::new(call.resource.clone()),
            namespace: request.namespace.clone(),
            selection: self.selection(call)?,
            as_table: request.options.as_table,
            until: request.options.timeout_seconds.filter(|s| *s > 0).map(|s| env.now + Duration::from_secs(s as u64)),
            pending: Vec::new(),
        };
        let version = match request.options.resource_version.as_str() {
            "" => 0,
            version => list::number(version).map_err(|why| Status::new(500, "", why))?,
        };
        let oldest = self.store.log.compacted();
        if request.options.send_initial_events.unwrap_or(version == 0) {
            for entry in self.store.list(call.resource.table, &request.namespace) {
                if watch.selection.matches(&entry.object) {
                    watch.push(WatchKind::Added, &entry.object, env.now);
                }
            }
            if request.options.allow_watch_bookmarks {
                watch.bookmark(self.store.version());
            }
        } else if version > 0 && version < oldest {
            // Once a watch is open, what goes wrong is told in it.
            let message = format!("too old resource version: {version} ({oldest})");
            let object = Status::new(410, "Expired", message).to_value();
            watch.pending.push(WatchEvent { kind: WatchKind::Error, object });
            watch.until = Some(env.now);
        } else if version > 0 {
            for entry in self.store.log.since(version) {
                watch.tell(entry, env.now);
            }
        }
        let id = env.world.new_stream_id();
        self.watches.open.insert(id, watch);
        Ok(Response { code: 200, body: Body::Watch(id), warnings: Vec::new() })
    }
}
