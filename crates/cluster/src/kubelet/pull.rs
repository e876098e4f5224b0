//! Images on a node: what is there, what must be pulled, and why a pull fails.

use std::time::Duration;

use api::Text;
use api::time::Time;

use super::node::{LocalImage, Node};
use super::start::{Start, spec_of};
use super::worker::Worker;
use super::{clock, events, images};
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::facts::What;

/// A pull under way.
#[derive(Clone, Debug)]
pub(super) struct Pull {
    pub until: Time,
    asked: Time,
    took: Duration,
    found: Result<LocalImage, images::Refusal>,
}

/// How the way to an image begins.
pub(super) enum Begun {
    /// Name and id of what is there.
    There((Text, Text)),
    Pulling(Pull),
}

/// Reason and message of a container that waits for its image.
pub(super) type Why = (&'static str, String);

/// Finds the image on the node, or begins to pull it.
pub(super) fn begin(worker: &mut Worker, start: &Start, node: &mut Node, ctx: &mut Ctx<'_>) -> Result<Begun, Why> {
    let Some(spec) = spec_of(&worker.pod, &start.name) else { return Err(("ErrImagePull", String::new())) };
    let image = spec.text("image");
    let at = (start.role, &*start.name);
    let reference = match images::Reference::parse(&image) {
        Ok(reference) => reference,
        Err(why) => {
            let message =
                format!("Failed to apply default image tag {image:?}: couldn't parse image name {image:?}: {why}");
            events::container(ctx, &worker.pod, at, (WARNING, "InspectFailed"), &message);
            events::container(ctx, &worker.pod, at, (WARNING, "Failed"), "Error: InvalidImageName");
            return Err(("InvalidImageName", message));
        }
    };
    let there = node.image(&reference.full()).cloned();
    let policy = spec.str("imagePullPolicy");
    if let Some(local) = there.as_ref().filter(|_| policy != "Always") {
        let message = format!("Container image {image:?} already present on machine and can be accessed by the pod");
        events::container(ctx, &worker.pod, at, (NORMAL, "Pulled"), &message);
        return Ok(Begun::There((local.name.clone(), local.id.clone())));
    }
    if policy == "Never" {
        let message = format!("Container image {image:?} is not present with pull policy of Never");
        events::container(ctx, &worker.pod, at, (WARNING, "ErrImageNeverPull"), &message);
        events::container(ctx, &worker.pod, at, (WARNING, "Failed"), "Error: ErrImageNeverPull");
        return Err(("ErrImageNeverPull", message));
    }
    if worker.pulls.waits(&image, ctx.now) {
        let mut message = format!("Back-off pulling image {image:?}");
        events::container(ctx, &worker.pod, at, (NORMAL, "BackOff"), &message);
        events::container(ctx, &worker.pod, at, (WARNING, "Failed"), "Error: ImagePullBackOff");
        if let Some(error) = worker.pull_errors.get(&image) {
            message = format!("{message}: {error}");
        }
        return Err(("ImagePullBackOff", message));
    }
    events::container(ctx, &worker.pod, at, (NORMAL, "Pulling"), &format!("Pulling image {image:?}"));
    let found = images::resolve(&reference, ctx);
    let took = match &found {
        Ok(i) if there.is_some() => images::check_time(i, ctx.rng),
        Ok(i) => images::pull_time(i, ctx.rng),
        Err(refusal) => refusal.after(ctx.rng),
    };
    let begins = node.pulls_until.max(ctx.now);
    let until = begins + took;
    node.pulls_until = until;
    ctx.note(What::ImagePull {
        node: worker.node.clone(),
        pod: worker.uid.clone(),
        container: start.name.clone(),
        image,
        until,
        fails: found.is_err(),
    });
    Ok(Begun::Pulling(Pull { until, asked: ctx.now, took, found }))
}

/// The pull is over: the image is on the node, or it is known why not.
pub(super) fn end(
    worker: &mut Worker,
    start: &Start,
    pull: &Pull,
    node: &mut Node,
    ctx: &mut Ctx<'_>,
) -> Result<(Text, Text), Why> {
    let image = spec_of(&worker.pod, &start.name).map(|s| s.text("image")).unwrap_or_default();
    let at = (start.role, &*start.name);
    match &pull.found {
        Ok(local) => {
            let (took, all) = (millis(pull.took), millis(ctx.now.since(pull.asked)));
            let size = local.size;
            let message = format!(
                "Successfully pulled image {image:?} in {took} ({all} including waiting). Image size: {size} bytes."
            );
            events::container(ctx, &worker.pod, at, (NORMAL, "Pulled"), &message);
            if node.image(&local.name).is_none() {
                node.images.push(local.clone());
            }
            Ok((local.name.clone(), local.id.clone()))
        }
        Err(refusal) => {
            let error = refusal.message();
            let message = format!("Failed to pull image {image:?}: {error}");
            events::container(ctx, &worker.pod, at, (WARNING, "Failed"), &message);
            events::container(ctx, &worker.pod, at, (WARNING, "Failed"), "Error: ErrImagePull");
            worker.pulls.next(&image, ctx.now, ctx.now);
            worker.pull_errors.insert(image, format!("ErrImagePull: {error}"));
            Err(("ErrImagePull", error))
        }
    }
}

/// Rounded to milliseconds, as the kubelet logs pulls.
fn millis(d: Duration) -> String {
    clock::go_duration(Duration::from_millis(d.as_millis() as u64))
}
