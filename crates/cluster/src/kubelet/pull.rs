//! Images on a node: what is there, what must be pulled, and why a pull fails.

use std::time::Duration;

use api::time::Time;

use api::{Text, Value};

use super::container::Role;
use super::node::LocalImage;
use super::site::Site;
use super::worker::Worker;
use super::{events, images};
use crate::component::Ctx;
use crate::events::{NORMAL, WARNING};
use crate::facts::What;

/// An image that is wanted: by a container, or as a volume of the pod.
pub(super) struct Wanted {
    image: Text,
    policy: Text,
    /// The container, or the volume.
    name: Text,
    /// The container's place; none for a volume.
    role: Option<Role>,
}

impl Wanted {
    pub fn by(role: Role, container: &Value) -> Wanted {
        let (image, policy) = (container.text("image"), container.text("imagePullPolicy"));
        Wanted { image, policy, name: container.text("name"), role: Some(role) }
    }
    pub fn as_volume(volume: &Value) -> Wanted {
        let source = volume.get("image");
        let (image, policy) = (source.text("reference"), source.text("pullPolicy"));
        Wanted { image, policy, name: volume.text("name"), role: None }
    }
    fn tell(&self, worker: &Worker, what: (&'static str, &'static str), message: &str, ctx: &mut Ctx<'_>) {
        match self.role {
            Some(role) => events::container(ctx, &worker.pod, (role, &self.name), what, message),
            None => events::pod(ctx, &worker.pod, what, message),
        }
    }
}

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
pub(super) fn begin(
    worker: &mut Worker,
    wanted: &Wanted,
    site: &mut Site<'_>,
    ctx: &mut Ctx<'_>,
) -> Result<Begun, Why> {
    let image = wanted.image.clone();
    let reference = match images::Reference::parse(&image) {
        Ok(reference) => reference,
        Err(why) => {
            let message =
                format!("Failed to apply default image tag {image:?}: couldn't parse image name {image:?}: {why}");
            wanted.tell(worker, (WARNING, "InspectFailed"), &message, ctx);
            return Err(("InvalidImageName", message));
        }
    };
    let there = site.node.image(&reference.full()).cloned();
    if let Some(local) = there.as_ref().filter(|_| wanted.policy != "Always") {
        let message = format!("Container image {image:?} already present on machine and can be accessed by the pod");
        wanted.tell(worker, (NORMAL, "Pulled"), &message, ctx);
        return Ok(Begun::There(local.clone()));
    }
    if wanted.policy == "Never" {
        let message = format!("Container image {image:?} is not present with pull policy of Never");
        wanted.tell(worker, (WARNING, "ErrImageNeverPull"), &message, ctx);
        return Err(("ErrImageNeverPull", message));
    }
    if worker.pulls.waits(&image, ctx.now) {
        let mut message = format!("Back-off pulling image {image:?}");
        wanted.tell(worker, (NORMAL, "BackOff"), &message, ctx);
        if let Some(error) = worker.pull_errors.get(&image) {
            message = format!("{message}: {error}");
        }
        return Err(("ImagePullBackOff", message));
    }
    wanted.tell(worker, (NORMAL, "Pulling"), &format!("Pulling image {image:?}"), ctx);
    let broken = ctx.world.fails_image(&image);
    let found = match site.shared.told.get(&image) {
        Some(told) if !broken => Ok(told.clone()),
        _ => {
            let found = images::resolve(&reference, &site.shared.registries, broken);
            if let Ok(told) = &found {
                site.shared.told.insert(image.clone(), told.clone());
            }
            found
        }
    };
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
        container: wanted.name.clone(),
        image,
        until,
        fails: found.is_err(),
    });
    Ok(Begun::Pulling(Box::new(Pull { until, asked: ctx.now, took, found })))
}

/// The pull is over: the image is on the node, or it is known why not.
pub(super) fn end(
    worker: &mut Worker,
    wanted: &Wanted,
    pull: &Pull,
    site: &mut Site<'_>,
    ctx: &mut Ctx<'_>,
) -> Result<LocalImage, Why> {
    let image = wanted.image.clone();
    match &pull.found {
        Ok(local) => {
            let (took, all) = (millis(pull.took), millis(ctx.now.since(pull.asked)));
            let size = local.size;
            let message = format!(
                "Successfully pulled image {image:?} in {took} ({all} including waiting). Image size: {size} bytes."
            );
            wanted.tell(worker, (NORMAL, "Pulled"), &message, ctx);
            if site.node.image(&local.name).is_none() {
                site.node.images.push(local.clone());
            }
            Ok(local.clone())
        }
        Err(refusal) => {
            let error = refusal.message();
            let message = format!("Failed to pull image {image:?}: {error}");
            wanted.tell(worker, (WARNING, "Failed"), &message, ctx);
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
