//! `kubectl autoscale`.

use api::quantity::Quantity;
use api::{Request, Value, Verb, obj};

use super::common::{self, DryRun, Teller};
use crate::cli::arguments::{self, Arguments};
use crate::cli::flag::{self, Flag, int, text};
use crate::cli::{Command, Parsed, go, run};
use crate::client::Client;
use crate::error::{Result, plain};
use crate::resources::builder::{Info, Query};

const FLAGS: &[Flag] = &[
    flag::RECORD,
    text(
        "cpu",
        "Target CPU utilization over all the pods. When specified as a percentage (e.g.\"70%\" for 70% of requested CPU) it will target average utilization. When specified as quantity (e.g.\"500m\" for 500 milliCPU) it will target average value. Value without units is treated as a quantity with miliCPU being the unit (e.g.\"500\" is \"500m\").",
    ),
    int("cpu-percent", "-1", "").deprecated(
        "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    ),
    flag::DRY_RUN,
    flag::field_manager("kubectl-autoscale"),
    flag::filename("Filename, directory, or URL to files identifying the resource to autoscale."),
    flag::KUSTOMIZE,
    int("max", "-1", "The upper limit for the number of pods that can be set by the autoscaler. Required."),
    text(
        "memory",
        "Target memory utilization over all the pods. When specified  as a percentage (e.g.\"60%\" for 60% of requested memory) it will target average utilization. When specified as quantity (e.g.\"200Mi\" for 200 MiB, \"1Gi\" for 1 GiB) it will target average value. Value without units is treated as a quantity with mebibytes being the unit (e.g.\"200\" is \"200Mi\").",
    ),
    int(
        "min",
        "-1",
        "The lower limit for the number of pods that can be set by the autoscaler. If it's not specified or negative, the server will apply a default value.",
    ),
    text(
        "name",
        "The name for the newly created object. If not specified, the name of the input resource will be used.",
    ),
    flag::RECURSIVE,
    flag::SAVE_CONFIG,
];

pub(crate) const AUTOSCALE: Command = Command {
    name: "autoscale",
    short: "Auto-scale a deployment, replica set, stateful set, or replication controller",
    help: include_str!("../help/autoscale.txt"),
    usage: "autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]",
    arguments: Arguments::OneOf(arguments::SCALED),
    flags: &[FLAGS, flag::PRINT],
    required: &["max"],
    run: run!(autoscale),
    server_first: |_| true,
    ..Command::NEW
};

async fn autoscale(client: Client, p: Parsed) -> Result<()> {
    let dry_run = DryRun::of(&client, &p).await?;
    let teller = Teller::new(&client, &p, dry_run).await?.apart();
    let (min, max) = (p.int("min"), p.int("max"));
    if max < 1 {
        return Err(plain(format!("--max=MAXPODS is required and must be at least 1, max: {max}")));
    }
    if max < min {
        return Err(plain(format!("--max=MAXPODS must be larger or equal to --min=MINPODS, max: {max}, min: {min}")));
    }
    if p.int("cpu-percent") > 0 && !p.str("cpu").is_empty() {
        return Err(plain("--cpu-percent and --cpu are mutually exclusive"));
    }
    let metrics = metrics(&p)?;
    let query = Query::new(&client, &p, &p.args).await?;
    let found = query.find(&client).await?;
    let mut errors = found.errors;
    if found.infos.is_empty() && errors.is_empty() {
        return Err(plain("no objects passed to autoscale"));
    }
    for info in found.infos {
        match one(&client, &p, &info, &metrics, dry_run).await {
            Ok(hpa) => {
                let done = if dry_run == DryRun::Client { "created" } else { "autoscaled" };
                teller.tell_typed(&client, &hpa, done);
            }
            Err(e) => errors.push(e),
        }
    }
    common::finish(errors)
}

async fn one(client: &Client, p: &Parsed, info: &Info, metrics: &[Value], dry_run: DryRun) -> Result<Value> {
    if !info.resource.scales {
        return Err(plain(format!(
            "cannot autoscale a {}: could not find scale subresource for {}/{}, Resource={} in discovery information",
            info.resource.kind, info.resource.group, info.resource.version, info.resource.plural
        )));
    }
    let name = if p.str("name").is_empty() { info.name.clone() } else { p.str("name").to_string() };
    let mut spec = obj!({
        "maxReplicas": (p.int("max")),
        "scaleTargetRef": {
            "apiVersion": (info.resource.api_version()), "kind": (info.resource.kind.clone()), "name": (info.name.clone())
        }
    });
    if p.int("min") > 0 {
        spec.set("minReplicas", p.int("min"));
    }
    if !metrics.is_empty() {
        spec.set("metrics", metrics.to_vec());
    }
    let mut hpa = obj!({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": name}, "spec": spec
    });
    if dry_run == DryRun::Client {
        return common::placed(client, hpa).await;
    }
    hpa = common::recorded(p, hpa);
    if p.bool("save-config") {
        hpa = common::with_typed_config(&hpa);
    }
    let kind = api::kinds::by_kind("autoscaling", "HorizontalPodAutoscaler").expect("autoscalers are built in");
    let mut request = Request::new(Verb::Create, kind.gvr(), client.namespace().await?, "").with_body(hpa);
    request.options = common::write_options(p, dry_run);
    client.object(request).await
}

fn metrics(p: &Parsed) -> Result<Vec<Value>> {
    let mut metrics = Vec::new();
    let metric =
        |name: &'static str, target: Value| obj!({"type": "Resource", "resource": {"name": name, "target": target}});
    let utilization = |n: i64| obj!({"type": "Utilization", "averageUtilization": n});
    if p.int("cpu-percent") > 0 {
        metrics.push(metric("cpu", utilization(p.int("cpu-percent"))));
    }
    for (name, unit) in [("cpu", "m"), ("memory", "Mi")] {
        let text = p.str(name);
        if text.is_empty() {
            continue;
        }
        let target = match text.strip_suffix('%') {
            Some(digits) => {
                let n = go::parse_int(digits).ok().filter(|n| *n >= 0);
                let n = n.ok_or_else(|| plain(format!("invalid percentage value: {digits}")))?;
                utilization(n)
            }
            None => {
                let with_unit = if go::parse_int(text).is_ok() { format!("{text}{unit}") } else { text.to_string() };
                let amount =
                    Quantity::parse(&with_unit).map_err(|_| plain(format!("invalid resource {name} value: {text}")))?;
                obj!({"type": "AverageValue", "averageValue": (amount.text())})
            }
        };
        metrics.push(metric(name, target));
    }
    Ok(metrics)
}
