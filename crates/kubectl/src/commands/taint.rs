//! `kubectl taint`.

use api::{Value, obj};

use super::common::{self, DryRun, Teller};
use crate::cli::arguments::Arguments;
use crate::cli::flag::{self, Flag, switch};
use crate::cli::{Ahead, Command, Parsed, run};
use crate::client::Client;
use crate::error::{Error, Result, no_resource, plain, usage};
use crate::resources::builder::{Info, Query};

const FLAGS: &[Flag] = &[
    switch("all", "Select all nodes in the cluster"),
    flag::DRY_RUN,
    flag::field_manager("kubectl-taint"),
    switch(
        "overwrite",
        "If true, allow taints to be overwritten, otherwise reject taint updates that overwrite existing taints.",
    ),
    flag::SELECTOR,
    flag::VALIDATE,
];

pub(crate) const TAINT: Command = Command {
    name: "taint",
    short: "Update the taints on one or more nodes",
    help: include_str!("../help/taint.txt"),
    usage: "taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
    arguments: Arguments::Of(&["node"]),
    flags: &[FLAGS, flag::PRINT],
    run: run!(taint),
    ahead: |_| Ahead::Settings,
    ..Command::NEW
};

#[derive(Clone, Debug, PartialEq, Eq)]
struct Taint {
    key: String,
    value: String,
    effect: String,
}

impl Taint {
    fn same_place(&self, taint: &Value) -> bool {
        taint.str("key") == self.key && (self.effect.is_empty() || taint.str("effect") == self.effect)
    }
    fn to_value(&self) -> Value {
        let mut v = obj!({"effect": (self.effect.clone()), "key": (self.key.clone())});
        if !self.value.is_empty() {
            v.set("value", self.value.clone());
        }
        v
    }
    /// `key:effect`, as errors name it.
    fn title(&self) -> String {
        if self.effect.is_empty() { self.key.clone() } else { format!("{}:{}", self.key, self.effect) }
    }
    /// Whether a removal is of what an addition adds: a removal without an effect is of all effects.
    fn removes(&self, added: &Taint) -> bool {
        self.key == added.key && (self.effect.is_empty() || self.effect == added.effect)
    }
}

fn parse(spec: &str) -> Result<Taint> {
    let invalid = |more: &str| plain(format!("invalid taint spec: {spec}{more}"));
    let (left, effect) = match spec.split(':').collect::<Vec<_>>()[..] {
        [key] => (key, ""),
        [left, effect] => (left, effect),
        _ => return Err(invalid("")),
    };
    if spec.contains(':') && !["NoSchedule", "PreferNoSchedule", "NoExecute"].contains(&effect) {
        return Err(plain(format!("invalid taint effect: {effect}, unsupported taint effect")));
    }
    let (key, value) = match left.split('=').collect::<Vec<_>>()[..] {
        [key] => (key, ""),
        [key, value] if spec.contains(':') => (key, value),
        // Without an effect all of it is the key.
        [..] if !spec.contains(':') => (left, ""),
        _ => return Err(invalid("")),
    };
    let errors = api::names::label_value(value);
    if !errors.is_empty() {
        return Err(invalid(&format!(", {}", errors.join("; "))));
    }
    let errors = api::names::qualified_name(key);
    if !errors.is_empty() {
        return Err(invalid(&format!(", {}", errors.join("; "))));
    }
    Ok(Taint { key: key.into(), value: value.into(), effect: effect.into() })
}

async fn taint(client: Client, p: Parsed) -> Result<()> {
    common::field_validation(&p)?;
    let (mut resources, mut specs) = (Vec::new(), Vec::new());
    for arg in &p.args {
        let is_taint = arg.contains(['=', ':']) || arg.ends_with('-');
        match (is_taint, specs.is_empty()) {
            (true, _) => specs.push(arg.as_str()),
            (false, true) => resources.push(arg.clone()),
            (false, false) => {
                return Err(plain(format!("all resources must be specified before taint changes: {arg}")));
            }
        }
    }
    let dry_run = DryRun::of(&client, &p).await?;
    if resources.is_empty() {
        return Err(plain("one or more resources must be specified as <resource> <name>"));
    }
    if specs.is_empty() {
        return Err(plain("at least one taint update is required"));
    }
    let (add, remove) = changes(&specs).map_err(|e| usage(&p.path, e.message()))?;
    let both: Vec<String> =
        remove.iter().filter(|r| add.iter().any(|a| r.removes(a))).map(|r| format!("{}={}", r.key, r.effect)).collect();
    if !both.is_empty() {
        return Err(plain(format!(
            "can not both modify and remove the following taint(s) in the same command: {}",
            both.join(", ")
        )));
    }
    // `--all` is all and a selector selects, whatever is named beside the type.
    let named = if p.bool("all") || !p.str("selector").is_empty() { &resources[..1] } else { &resources };
    let mut query = Query::new(&client, &p, named).await?;
    if query.select_all && query.selector.is_some() {
        return Err(plain("setting 'all' parameter with a non empty selector is prohibited"));
    }
    let kind = client.resource(&resources[0]).await.map_err(|e| match e {
        Error::Plain(_) => no_resource(&resources[0], ""),
        other => other,
    })?;
    if kind.kind != "Node" {
        return Err(plain(format!("invalid resource type {}, only node types are supported", resources[0])));
    }
    if !query.select_all && query.selector.is_none() && resources.len() == 1 {
        return Err(plain("at least one resource name must be specified since 'all' parameter is not set"));
    }
    if query.select_all {
        query.select_all = false;
        query.selector.get_or_insert_default();
    }
    let found = query.find(&client).await?;
    let mut errors = found.errors;
    for node in found.infos {
        match one(&client, &p, &node, (&add, &remove), dry_run).await {
            Ok(()) => {}
            Err(e) => errors.push(e),
        }
    }
    common::finish(errors)
}

fn changes(specs: &[&str]) -> Result<(Vec<Taint>, Vec<Taint>)> {
    let (mut add, mut remove): (Vec<Taint>, Vec<Taint>) = (Vec::new(), Vec::new());
    for spec in specs {
        if let Some(spec) = spec.strip_suffix('-') {
            remove.push(Taint { value: String::new(), ..parse(spec)? });
            continue;
        }
        let new = parse(spec)?;
        if new.effect.is_empty() {
            return Err(plain(format!("invalid taint spec: {spec}")));
        }
        if add.iter().any(|t| t.key == new.key && t.effect == new.effect) {
            return Err(plain(format!(
                "duplicated taints with the same key and effect: {{{} {} {} <nil>}}",
                new.key, new.value, new.effect
            )));
        }
        add.push(new);
    }
    Ok((add, remove))
}

async fn one(
    client: &Client,
    p: &Parsed,
    node: &Info,
    (add, remove): (&[Taint], &[Taint]),
    dry_run: DryRun,
) -> Result<()> {
    let old = node.object.get("spec").list("taints");
    if !p.bool("overwrite") {
        let clash = add.iter().find(|t| old.iter().any(|o| t.same_place(o)));
        if let Some(clash) = clash {
            return Err(plain(format!(
                "node {} already has {} taint(s) with same effect(s) and --overwrite is false",
                node.name, clash.key
            )));
        }
    }
    let missing: Vec<_> = remove
        .iter()
        .filter(|t| !old.iter().any(|o| t.same_place(o)))
        .map(|t| plain(format!("taint {:?} not found", t.title())))
        .collect();
    common::finish(missing)?;
    let mut taints: Vec<Value> = add.iter().map(Taint::to_value).collect();
    let kept = |o: &&Value| !add.iter().any(|t| t.same_place(o)) && !remove.iter().any(|t| t.same_place(o));
    taints.extend(old.iter().filter(kept).cloned());
    let done = match (add.is_empty(), remove.is_empty(), p.bool("overwrite")) {
        (true, false, _) => "untainted",
        (false, true, false) => "tainted",
        _ => "modified",
    };
    // This command says nothing of dry runs.
    let teller = Teller::new(client, p, DryRun::None).await?;
    let mut object = node.object.clone();
    if taints.is_empty() {
        object.remove_at(&["spec", "taints"]);
    } else {
        object.set_at(&["spec", "taints"], taints);
    }
    if dry_run != DryRun::Client {
        let change = common::two_way(&node.resource, &node.object, &object)?;
        let mut options = common::write_options(p, dry_run);
        options.field_validation = common::field_validation(p)?;
        object = common::patch(client, node, change, options).await?;
    }
    teller.tell_typed(client, &object, done);
    Ok(())
}
