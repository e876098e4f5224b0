//! The server's behaviour, told in calls and answers.

mod admission;
mod custom;
mod flow_control;
mod lists;
mod options;
mod rbac;
mod verbs;

use std::time::Duration;

use api::kinds::by_kind;
use api::request::{Request, Response, User, Verb};
use api::time::Time;
use api::{Body, Gvr, Status, Text, Value};

use crate::{Cluster, Config};

/// A cluster without nodes, and a person who calls.
pub(super) struct Desk {
    pub c: Cluster,
    pub user: User,
}

impl Desk {
    pub fn new() -> Desk {
        let config = Config { seed: 3, epoch: Time::from_seconds(1_795_228_142), ..Config::default() };
        Desk { c: Cluster::new(config), user: User::admin() }
    }
    /// Group and kind as `apps/Deployment`, or `Pod`.
    pub fn gvr(what: &str) -> Gvr {
        let (group, kind) = what.split_once('/').unwrap_or(("", what));
        by_kind(group, kind).unwrap_or_else(|| panic!("no kind {what}")).gvr()
    }
    pub fn request(&self, verb: Verb, gvr: Gvr, name: &str) -> Request {
        let cluster = api::kinds::by_plural(&gvr.group, &gvr.resource).is_some_and(|k| !k.namespaced);
        let namespace = if cluster { "" } else { "default" };
        let mut request = Request::new(verb, gvr, namespace, Text::new(name));
        request.user = self.user.clone();
        request.options.field_manager = "tester".into();
        request
    }
    pub fn call(&mut self, request: Request) -> Response {
        self.c.handle(request)
    }
    pub fn create(&mut self, what: &str, object: Value) -> Result<Value, Status> {
        let request = self.request(Verb::Create, Desk::gvr(what), "").with_body(object);
        self.call(request).into_result()
    }
    pub fn get(&mut self, what: &str, name: &str) -> Result<Value, Status> {
        let request = self.request(Verb::Get, Desk::gvr(what), name);
        self.call(request).into_result()
    }
    pub fn update(&mut self, what: &str, name: &str, object: Value) -> Result<Value, Status> {
        let request = self.request(Verb::Update, Desk::gvr(what), name).with_body(object);
        self.call(request).into_result()
    }
    pub fn delete(&mut self, what: &str, name: &str) -> Response {
        let request = self.request(Verb::Delete, Desk::gvr(what), name);
        self.call(request)
    }
    pub fn wait(&mut self, seconds: u64) {
        self.c.advance_to(self.c.now() + Duration::from_secs(seconds));
    }
}

/// The message of a refusal.
pub(super) fn message<T: std::fmt::Debug>(answer: Result<T, Status>) -> String {
    answer.expect_err("a refusal").message.clone()
}

/// The object or status of an answer, with its code.
pub(super) fn told(response: &Response) -> (u16, String) {
    let text = match &response.body {
        Body::Status(s) => s.message.clone(),
        other => format!("{other:?}"),
    };
    (response.code, text)
}
