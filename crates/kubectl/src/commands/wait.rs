//! `kubectl wait`.

use std::time::Duration;

use api::request::WatchKind;
use api::time::Time;
use api::{Value, meta};

use super::common::{self, DryRun, Teller};
use super::delete::timed_out;
use crate::cli::flag::{self, Flag, array, duration, switch, text};
use crate::cli::{Ahead, Command, Parsed, go, run};
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::printers::jsonpath::{self, JsonPath};
use crate::resources::builder::{Info, Query, Selection};

const FLAGS: &[Flag] = &[
    switch("all", "Select all resources in the namespace of the specified resource types"),
    flag::ALL_NAMESPACES,
    flag::FIELD_SELECTOR,
    flag::filename("identifying the resource."),
    array(
        "for",
        "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The default condition-value is true. Condition values are compared after Unicode simple case folding, which is a more general form of case-insensitivity. Multiple conditions are supported and AND'ed to each other in a sequential order. If --for=create is passed, it is always waited first.",
    ),
    switch("local", "If true, annotation will NOT contact api-server but run locally."),
    flag::RECURSIVE_BY_ITSELF,
    text(
        "selector",
        "Selector (label query) to filter on, supports '=', '==', and '!='.(e.g. -l key1=value1,key2=value2)",
    )
    .short('l'),
    duration(
        "timeout",
        "30s",
        "The length of time to wait before giving up. Zero means check once and don't wait, negative means wait for a week.",
    ),
];

pub(crate) const WAIT: Command = Command {
    name: "wait",
    short: "Wait for a specific condition on one or many resources",
    help: include_str!("../help/wait.txt"),
    usage: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
    flags: &[FLAGS, flag::PRINT],
    run: run!(wait),
    ahead: |_| Ahead::Settings,
    server_first: |_| true,
    ..Command::NEW
};

/// What is waited for.
#[derive(Clone)]
enum Goal {
    Delete,
    Create,
    Condition(String, String),
    JsonPath(JsonPath, Option<String>),
}

/// The parts between single `=`; double ones part nothing.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let double = c == '=' && letters.next_if_eq(&'=').is_some();
        match parts.last_mut() {
            Some(part) if double => part.push_str("=="),
            Some(part) if c != '=' => part.push(c),
            _ => parts.push(String::new()),
        }
    }
    parts
}

impl Goal {
    fn parse(text: &str) -> Result<Goal> {
        let lower = text.to_lowercase();
        if lower == "delete" {
            return Ok(Goal::Delete);
        }
        if lower == "create" {
            return Ok(Goal::Create);
        }
        if let Some(rest) = text.strip_prefix("condition=") {
            let (name, value) = rest.split_once('=').unwrap_or((rest, "true"));
            return Ok(Goal::Condition(name.to_string(), value.to_string()));
        }
        if let Some(rest) = text.strip_prefix("jsonpath=") {
            return Goal::json_path(rest);
        }
        Err(plain(format!("unrecognized condition: {}", go::quote(text))))
    }
    /// `{.a.b}=value`, `.a.b=value` or a path alone.
    fn json_path(text: &str) -> Result<Goal> {
        let parts = split(text);
        let (path, value) = match &parts[..] {
            [path] => (path.as_str(), None),
            [path, value] => (path.as_str(), Some(value.trim_matches(['\'', '"']))),
            _ => {
                return Err(plain(
                    "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
                ));
            }
        };
        if path.is_empty() {
            return Err(plain("jsonpath expression cannot be empty"));
        }
        // The path is looked at first.
        let path = JsonPath::relaxed(path).map_err(plain)?;
        if value == Some("") {
            return Err(plain(
                "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
            ));
        }
        Ok(Goal::JsonPath(path, value.map(str::to_string)))
    }
    /// Whether an object has got there.
    fn is_met(&self, object: &Value) -> Result<bool> {
        match self {
            Goal::Delete => Ok(object.is_null()),
            Goal::Create => Ok(!object.is_null()),
            _ if object.is_null() => Ok(false),
            Goal::Condition(name, value) => Ok(condition(object, name, value)),
            Goal::JsonPath(path, value) => {
                let found = path.results(object).map_err(plain)?;
                match (&found[..], value) {
                    ([], _) => Ok(false),
                    (_, None) => Ok(true),
                    ([Value::Map(_) | Value::List(_)], Some(_)) => {
                        Err(plain("jsonpath leads to a nested object or list which is not supported"))
                    }
                    ([only], Some(value)) => Ok(jsonpath::text(only).trim() == value.trim()),
                    _ => Err(plain("given jsonpath expression matches more than one value")),
                }
            }
        }
    }
}

fn condition(object: &Value, name: &str, value: &str) -> bool {
    let found = object.get("status").list("conditions").iter().find(|c| c.str("type").eq_ignore_ascii_case(name));
    let Some(found) = found else { return false };
    let generation = object.get("metadata").int("generation");
    let observed = found.int("observedGeneration").or_else(|| object.get("status").int("observedGeneration"));
    if let (Some(generation), Some(observed)) = (generation, observed)
        && observed < generation
    {
        return false;
    }
    found.str("status").eq_ignore_ascii_case(value)
}

async fn wait(client: Client, p: Parsed) -> Result<()> {
    let teller = Teller::new(&client, &p, DryRun::None).await?;
    let wanted = p.list("for");
    if wanted.is_empty() {
        return Err(plain("unrecognized condition: []"));
    }
    let goals = wanted.iter().map(|text| Goal::parse(text)).collect::<Result<Vec<Goal>>>()?;
    let timeout = match p.str("timeout").strip_prefix('-') {
        Some(_) => Duration::from_secs(7 * 24 * 3600),
        None => p.duration("timeout"),
    };
    let until = client.io.now().await + timeout;
    if p.bool("local") && p.list("filename").is_empty() {
        return Err(plain(
            "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
        ));
    }
    let mut query = Query::new(&client, &p, &p.args).await?;
    // All only allows for no name.
    query.type_is_enough = std::mem::take(&mut query.select_all);
    for goal in &goals {
        if matches!(goal, Goal::Create) {
            created(&client, &query, until, &teller).await?;
            continue;
        }
        let found = targets(&client, &query, goal).await?;
        let mut errors = found.1;
        if found.0.is_empty() && errors.is_empty() {
            if matches!(goal, Goal::Delete) {
                continue;
            }
            return Err(plain("no matching resources found"));
        }
        for info in found.0 {
            match one(&client, &info, goal, until).await {
                Ok(object) => teller.tell(&client, &object, "condition met"),
                Err(e) => errors.push(e),
            }
        }
        common::finish(errors)?;
    }
    Ok(())
}

/// The objects to wait for. Whoever waits for a deletion does not mind that something is gone already.
async fn targets(client: &Client, query: &Query, goal: &Goal) -> Result<(Vec<Info>, Vec<Error>)> {
    let (infos, mut errors) = common::live(client, query).await?;
    if matches!(goal, Goal::Delete) {
        errors.retain(|e| !e.is("NotFound"));
    }
    Ok((infos, errors))
}

async fn one(client: &Client, info: &Info, goal: &Goal, until: Time) -> Result<Value> {
    if info.name.is_empty() {
        return Err(plain("resource name must be provided"));
    }
    // All objects share one deadline: after it there is no look at what is left.
    if client.io.now().await >= until && !client.flags().duration("timeout").is_zero() {
        return Err(match goal {
            Goal::Delete => plain("client rate limiter Wait returned an error: context deadline exceeded"),
            _ => timed_out(&info.resource.plural, &info.name),
        });
    }
    let uid = meta::uid(&info.object).to_string();
    let (mut object, mut watch) = client.watch_one(&info.resource, &info.namespace, &info.name).await?;
    let gone = |o: &Value| !o.is_null() && meta::uid(o) != uid;
    loop {
        // Another object under the same name is not the one that was waited for.
        if matches!(goal, Goal::Delete) && gone(&object) {
            object = Value::Null;
        }
        if goal.is_met(&object)? {
            return Ok(if object.is_null() { info.object.clone() } else { object });
        }
        match watch.next(Some(until)).await? {
            Some(e) if e.kind == WatchKind::Deleted => {
                if !matches!(goal, Goal::Delete) {
                    return Err(api::Status::not_found(&info.resource.gvr(), &info.name).into());
                }
                object = Value::Null;
            }
            Some(e) => object = e.object,
            None if client.flags().duration("timeout").is_zero() => {
                return Err(plain(format!("condition not met for {}/{}", info.resource.plural, info.name)));
            }
            None => return Err(timed_out(&info.resource.plural, &info.name)),
        }
    }
}

/// Waits until there is what the arguments name.
async fn created(client: &Client, query: &Query, until: Time, teller: &Teller) -> Result<()> {
    let named = matches!(query.select(client).await?, Selection::Named(_) | Selection::Files);
    loop {
        let (infos, errors) = common::live(client, query).await?;
        let missing = errors.iter().all(|e| e.is("NotFound"));
        if !missing {
            return common::finish(errors);
        }
        if errors.is_empty() && (named || !infos.is_empty()) {
            for info in infos {
                teller.tell(client, &info.object, "condition met");
            }
            return Ok(());
        }
        let now = client.io.now().await;
        if now >= until {
            return Err(plain("timed out waiting for the condition"));
        }
        let next = (now + Duration::from_millis(500)).min(until);
        client.io.wait(crate::run::Wait { until: Some(next), ..Default::default() }).await;
    }
}
