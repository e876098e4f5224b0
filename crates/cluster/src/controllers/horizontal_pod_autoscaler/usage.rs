//! From figures to a number of replicas.

use sorted::SortedMap;

use api::quantity::Quantity;
use api::selector::LabelSelector;
use api::{Text, Value};

use super::metrics::{self, Groups, Sample, Samples};
use crate::component::Ctx;

/// A tenth more or less than the target is fine.
const TOLERANCE: f64 = 0.1;

/// How far a figure may be off its target before anything happens.
#[derive(Clone, Copy, Debug)]
pub struct Tolerance {
    up: f64,
    down: f64,
}

impl Tolerance {
    /// What the spec says, or the usual one.
    pub fn of(behavior: &Value) -> Tolerance {
        let of = |rules: &str| match behavior.get(rules).get("tolerance") {
            Value::Null => TOLERANCE,
            said => Quantity::of_valid(said).as_f64(),
        };
        Tolerance { up: of("scaleUp"), down: of("scaleDown") }
    }
    fn covers(self, ratio: f64) -> bool {
        (1.0 - self.down..=1.0 + self.up).contains(&ratio)
    }
}

/// What an autoscaler wants to know of its pods.
pub struct Question {
    pub namespace: Text,
    pub selector_text: Text,
    pub selector: LabelSelector,
    /// Replicas that the target's spec has.
    pub current: i64,
    pub tolerance: Tolerance,
}

/// Replicas that are wanted, and the figures that the status shows.
#[derive(Debug, Default)]
pub struct Answer {
    pub replicas: i64,
    /// Percent of what is requested.
    pub utilization: Option<i64>,
    /// What a pod used on average, in thousandths.
    pub average_milli: i64,
}

/// What a target is compared with.
enum Goal {
    /// A percentage of the requests of each pod.
    Percent(i64, SortedMap<Text, i64>),
    /// An average of all pods, in thousandths.
    Average(i64),
}

impl Goal {
    /// How many times the target is used, with the figures that it comes from.
    fn ratio(&self, samples: &Samples) -> Result<(f64, Option<i64>, i64), String> {
        match self {
            Goal::Average(target) => {
                let average = samples.values().map(|s| s.milli).sum::<i64>() / samples.len().max(1) as i64;
                Ok((average as f64 / *target as f64, None, average))
            }
            Goal::Percent(target, requests) => {
                let known = || samples.iter().filter_map(|(name, s)| Some((s.milli, requests.get(name)?)));
                let used: i64 = known().map(|(milli, _)| milli).sum();
                let asked: i64 = known().map(|(_, request)| *request).sum();
                if asked == 0 {
                    return Err("no metrics returned matched known pods".into());
                }
                let percent = used * 100 / asked;
                Ok((percent as f64 / *target as f64, Some(percent), used / known().count() as i64))
            }
        }
    }
    /// What a pod without a figure is taken to use when fewer replicas would do.
    fn full(&self, pod: &str) -> i64 {
        match self {
            Goal::Average(target) => *target,
            Goal::Percent(target, requests) => requests.get(pod).copied().unwrap_or(0) * (*target).max(100) / 100,
        }
    }
}

/// Replicas for a percentage of what is requested.
pub fn of_percent(
    question: &Question,
    resource: &str,
    container: &str,
    target: i64,
    ctx: &mut Ctx<'_>,
) -> Result<Answer, String> {
    let (pods, mut samples, groups) = look(question, resource, container, ctx)?;
    let requests = metrics::requests(&pods, resource, container)?;
    decide(question, &groups, &mut samples, &Goal::Percent(target, requests))
}

/// Replicas for an average of all pods, in thousandths.
pub fn of_average(
    question: &Question,
    resource: &str,
    container: &str,
    target: i64,
    ctx: &mut Ctx<'_>,
) -> Result<Answer, String> {
    let (_, mut samples, groups) = look(question, resource, container, ctx)?;
    decide(question, &groups, &mut samples, &Goal::Average(target))
}

fn look(
    question: &Question,
    resource: &str,
    container: &str,
    ctx: &mut Ctx<'_>,
) -> Result<(Vec<Value>, Samples, Groups), String> {
    let fetched = metrics::fetch(question, resource, container, ctx);
    let mut samples = fetched.map_err(|why| format!("unable to get metrics for resource {resource}: {why}"))?;
    let pods = metrics::pods(ctx, &question.namespace, &question.selector);
    if pods.is_empty() {
        return Err("no pods returned by selector while calculating replica count".into());
    }
    let groups = metrics::group(&pods, &mut samples, resource, ctx.now);
    Ok((pods, samples, groups))
}

/// Pods that are not ready, or of which nothing is known, are taken for what makes the change smaller.
fn decide(question: &Question, groups: &Groups, samples: &mut Samples, goal: &Goal) -> Result<Answer, String> {
    if samples.is_empty() {
        return Err("did not receive metrics for any ready pods".into());
    }
    let (current, tolerance) = (question.current, question.tolerance);
    let (ratio, utilization, average_milli) = goal.ratio(samples)?;
    let answer = |replicas: i64| Ok(Answer { replicas, utilization, average_milli });
    let up = |ratio: f64, count: usize| (ratio * count as f64).ceil() as i64;
    let count_unready = !groups.unready.is_empty() && ratio > 1.0;
    if !count_unready && groups.missing.is_empty() {
        return answer(if tolerance.covers(ratio) { current } else { up(ratio, groups.ready) });
    }
    for name in &groups.missing {
        if ratio < 1.0 {
            samples.insert(name.clone(), Sample::assumed(goal.full(name)));
        } else if ratio > 1.0 {
            samples.insert(name.clone(), Sample::assumed(0));
        }
    }
    if count_unready {
        samples.extend(groups.unready.iter().map(|name| (name.clone(), Sample::assumed(0))));
    }
    let (again, ..) = goal.ratio(samples)?;
    if tolerance.covers(again) || (ratio < 1.0 && again > 1.0) || (ratio > 1.0 && again < 1.0) {
        return answer(current);
    }
    let replicas = up(again, samples.len());
    let turned = (again < 1.0 && replicas > current) || (again > 1.0 && replicas < current);
    answer(if turned { current } else { replicas })
}
