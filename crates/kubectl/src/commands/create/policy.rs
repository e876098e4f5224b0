//! `kubectl create poddisruptionbudget`, `priorityclass` and `quota`.

use api::{Value, obj};

use super::generator::{GENERATOR, Generator, int_or_string, texts};
use crate::cli::flag::{self, Flag, int, string, switch, text};
use crate::cli::{Command, Parsed, run};
use crate::client::Client;
use crate::commands::common;
use crate::error::{Result, plain};

const PDB_FLAGS: &[Flag] = &[
    text("max-unavailable", "The maximum number or percentage of unavailable pods this budget requires."),
    text("min-available", "The minimum number or percentage of available pods this budget requires."),
    text(
        "selector",
        "A label selector to use for this budget. Only equality-based selector requirements are supported.",
    ),
];

pub(super) const POD_DISRUPTION_BUDGET: Command = Command {
    name: "poddisruptionbudget",
    aliases: &["pdb"],
    short: "Create a pod disruption budget with the specified name",
    help: include_str!("../../help/create-poddisruptionbudget.txt"),
    usage: "poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]",
    flags: &[PDB_FLAGS, GENERATOR, flag::PRINT],
    run: run!(pod_disruption_budget),
    server_first: |_| true,
    ..Command::NEW
};

async fn pod_disruption_budget(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::named(client, p).await?;
    let (min, max) = (g.p.str("min-available"), g.p.str("max-unavailable"));
    if g.p.str("selector").is_empty() {
        return Err(plain("a selector must be specified"));
    }
    let amount = match (min.is_empty(), max.is_empty()) {
        (true, true) => return Err(plain("one of min-available or max-unavailable must be specified")),
        (false, false) => return Err(plain("min-available and max-unavailable cannot be both specified")),
        (false, true) => ("minAvailable", "min-available", min),
        (true, false) => ("maxUnavailable", "max-unavailable", max),
    };
    let digits = amount.2.strip_suffix('%').unwrap_or(amount.2);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(plain(format!("invalid format specified for {}", amount.1)));
    }
    let mut spec = obj!({"selector": (common::label_selector(g.p.str("selector"))?)});
    spec.set(amount.0, int_or_string(amount.2));
    let mut object = g.object("policy/v1", "PodDisruptionBudget").await?;
    object.set("spec", spec);
    object.set("status", obj!({"currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0}));
    g.submit(object, "failed to create poddisruptionbudgets: ").await
}

const PRIORITY_FLAGS: &[Flag] = &[
    text(
        "description",
        "description is an arbitrary string that usually provides guidelines on when this priority class should be used.",
    ),
    switch(
        "global-default",
        "global-default specifies whether this PriorityClass should be considered as the default priority.",
    ),
    string(
        "preemption-policy",
        "PreemptLowerPriority",
        "preemption-policy is the policy for preempting pods with lower priority.",
    ),
    int("value", "0", "the value of this priority class."),
];

pub(super) const PRIORITY_CLASS: Command = Command {
    name: "priorityclass",
    aliases: &["pc"],
    short: "Create a priority class with the specified name",
    help: include_str!("../../help/create-priorityclass.txt"),
    usage: "priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]",
    flags: &[PRIORITY_FLAGS, GENERATOR, flag::PRINT],
    run: run!(priority_class),
    server_first: |_| true,
    ..Command::NEW
};

async fn priority_class(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::new(client, p).await?;
    let mut object = g.object("scheduling.k8s.io/v1", "PriorityClass").await?;
    object.set("value", g.p.int("value"));
    object.set("preemptionPolicy", g.p.str("preemption-policy").to_string());
    if g.p.bool("global-default") {
        object.set("globalDefault", true);
    }
    if !g.p.str("description").is_empty() {
        object.set("description", g.p.str("description").to_string());
    }
    g.submit(object, "failed to create priorityclass: ").await
}

const QUOTA_FLAGS: &[Flag] = &[
    text("hard", "A comma-delimited set of resource=quantity pairs that define a hard limit."),
    text("scopes", "A comma-delimited set of quota scopes that must all match each object tracked by the quota."),
];

pub(super) const QUOTA: Command = Command {
    name: "quota",
    aliases: &["resourcequota"],
    short: "Create a quota with the specified name",
    help: include_str!("../../help/create-quota.txt"),
    usage: "quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]",
    flags: &[QUOTA_FLAGS, GENERATOR, flag::PRINT],
    run: run!(quota),
    server_first: |_| true,
    ..Command::NEW
};

async fn quota(client: Client, p: Parsed) -> Result<()> {
    let g = Generator::named(client, p).await?;
    let mut spec = Value::object();
    if !g.p.str("hard").is_empty() {
        let hard = common::quantities(g.p.str("hard"))?;
        spec.set("hard", hard);
    }
    if !g.p.str("scopes").is_empty() {
        let scopes: Vec<&str> = g.p.str("scopes").split(',').collect();
        if scopes.contains(&"") {
            return Err(plain("invalid resource quota scope \"\""));
        }
        spec.set("scopes", texts(&scopes));
    }
    let mut object = g.object("v1", "ResourceQuota").await?;
    object.set("spec", spec);
    object.set("status", Value::object());
    g.submit(object, "failed to create quota: ").await
}
