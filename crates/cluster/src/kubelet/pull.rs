//! Images on a node: what is there, what must be pulled, and why a pull fails.

use std::time::Duration;

use api::time::Time;

use super::node::LocalImage;
use super::site::Site;
use super::start::{Start, spec_of};
use super::worker::Worker;
use super::{events, images};
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
    There(LocalImage),
    Pulling(Box<Pull>),
}

/// Reason and message of a container that waits for its image.
pub(super) type Why = (&'static str, String);

/// Finds the image on the node, or begins to pull it.
pub(super) fn begin(worker: &mut Worker, start: &Start, site: &mut Site<'_>, ctx: &mut Ctx<'_>) -> Result<Begun, Why> {
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
    let there = site.node.image(&reference.full()).cloned();
    let policy = spec.str("imagePullPolicy");
    if let Some(local) = there.as_ref().filter(|_| policy != "Always") {
        let message = format!("Container image {image:?} already present on machine and can be accessed by the pod");
        events::container(ctx, &worker.pod, at, (NORMAL, "Pulled"), &message);
        return Ok(Begun::There(local.clone()));
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
    let broken = ctx.world.fails_image(&image);
    let found = images::resolve(&reference, &site.shared.registries, broken);
    let ahead = site.node.pulling.get(&*image).is_some_and(|until| *until > ctx.now);
    let took = match &found {
        // What is there, or will be when it is this pull's turn, is only looked at.
        Ok(_) if there.is_some() || ahead => images::check_time(ctx.rng),
        Ok(i) => images::pull_time(i, ctx.rng),
        Err(refusal) => refusal.after(ctx.rng),
    };
    let begins = site.node.pulls_until.max(ctx.now);
    let until = begins + took;
    site.node.pulls_until = until;
    site.node.pulling.retain(|_, until| *until > ctx.now);
    site.node.pulling.insert(image.clone(), until);
    ctx.note(What::ImagePull {
        node: worker.node.clone(),
        pod: worker.uid.clone(),
        container: start.name.clone(),
        image,
        until,
        fails: found.is_err(),
    });
    Ok(Begun::Pulling(Box::new(Pull { until, asked: ctx.now, took, found })))
}

/// The pull is over: the image is on the node, or it is known why not.
pub(super) fn end(
    worker: &mut Worker,
    start: &Start,
    pull: &Pull,
    site: &mut Site<'_>,
    ctx: &mut Ctx<'_>,
) -> Result<LocalImage, Why> {
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
            if site.node.image(&local.name).is_none() {
                site.node.images.push(local.clone());
            }
            Ok(local.clone())
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
    api::duration::go(Duration::from_millis(d.as_millis() as u64))
}
