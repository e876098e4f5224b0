//! Open watches and streams, closed when they are dropped.

use api::request::{Options, StreamId, WatchEvent, WatchKind};
use api::time::Time;
use api::{Body, Status, Value, Verb, meta};

use crate::client::Client;
use crate::error::{Error, Result};
use crate::resources::Resource;
use crate::run::Session;

/// An open watch.
pub(crate) struct Watch {
    io: Session,
    /// Where it was opened.
    server: String,
    id: StreamId,
    pending: std::collections::VecDeque<WatchEvent>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let id = self.id;
        self.io.tell(move |h| h.close_watch(id));
    }
}

impl Watch {
    /// A watch that a call opened.
    pub(crate) async fn of(client: &Client, id: StreamId) -> Result<Watch> {
        let server = client.settings().await?.server.clone();
        Ok(Watch { io: client.io.clone(), server, id, pending: Default::default() })
    }
    /// The next event, or none at `until`. A watch that the server breaks off is an error.
    pub(crate) async fn next(&mut self, until: Option<Time>) -> Result<Option<WatchEvent>> {
        match self.next_as_told(until).await? {
            Some(e) if e.kind == WatchKind::Error => {
                let (reason, why) = (e.object.text("reason"), e.object.str("message").to_string());
                Err(Status::new(e.object.int("code").unwrap_or(500) as u16, reason, why).into())
            }
            event => Ok(event),
        }
    }
    /// The next event of whatever kind, or none at `until`. A server that is gone has broken the watch.
    pub(crate) async fn next_as_told(&mut self, until: Option<Time>) -> Result<Option<WatchEvent>> {
        loop {
            if let Some(event) = self.pending.pop_front() {
                return Ok(Some(event));
            }
            let id = self.id;
            self.pending.extend(self.io.ask(move |h| h.watch_events(id)).await);
            if self.pending.is_empty() {
                let now = self.io.now().await;
                if until.is_some_and(|until| now >= until) || self.io.interrupted() {
                    return Ok(None);
                }
                self.io.reach(&self.server).await?;
                self.io.events(until).await;
            }
        }
    }
}

impl Client {
    /// Opens a watch.
    pub(crate) async fn watch(&self, r: &Resource, namespace: &str, options: Options) -> Result<Watch> {
        let mut request = r.request(Verb::Watch, namespace, "")?;
        request.options = options;
        match self.call(request).await?.body {
            Body::Watch(id) => Watch::of(self, id).await,
            other => Err(Status::internal_error(format!("unexpected answer: {other:?}")).into()),
        }
    }
    /// Watches one object from its current state on: what it is now (null if it is not there), and the watch.
    pub(crate) async fn watch_one(&self, r: &Resource, namespace: &str, name: &str) -> Result<(Value, Watch)> {
        let mut request = r.request(Verb::List, namespace, "")?;
        request.options.field_selector = format!("metadata.name={name}").into();
        let list = self.object(request.clone()).await?;
        let mut options = request.options;
        options.resource_version = list.get("metadata").text("resourceVersion");
        let watch = self.watch(r, namespace, options).await?;
        Ok((list.list("items").first().cloned().unwrap_or_default(), watch))
    }
    /// Waits until an object is gone (or another one stands under its name). False when `until` came first.
    pub(crate) async fn wait_gone(
        &self,
        r: &Resource,
        (namespace, name, uid): (&str, &str, &str),
        until: Option<Time>,
    ) -> Result<bool> {
        let (now, mut watch) = match self.watch_one(r, namespace, name).await {
            Ok(found) => found,
            // Whoever may not look cannot wait: kubectl then takes it as done.
            Err(Error::Status(s)) if [403, 405].contains(&s.code) => return Ok(true),
            Err(e) => return Err(e),
        };
        if now.is_null() || (!uid.is_empty() && meta::uid(&now) != uid) {
            return Ok(true);
        }
        loop {
            match watch.next(until).await? {
                None => return Ok(false),
                Some(e) if e.kind == WatchKind::Deleted => return Ok(true),
                Some(e) if !uid.is_empty() && meta::uid(&e.object) != uid => return Ok(true),
                Some(_) => {}
            }
        }
    }
}
