//! How long a look takes at something with many parts: meanwhile further changes come together, and are looked at once.
//!
//! Without that, a service of a thousand pods that become ready one after the other would be worked out a thousand times
//! over all of them. Real controllers are slowed down in the same way: by the time that they need, and by how many calls
//! a second they may make.

use sorted::SortedMap;
use std::time::Duration;

use api::Text;
use api::time::Time;

use crate::component::Ctx;

/// What has no more parts than this takes no time.
const FEW: usize = 20;

/// Until when each key is being looked at.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    busy: SortedMap<Text, Time>,
}

impl Pace {
    /// Whether the key is still being looked at: then it is looked at again afterwards.
    pub fn is_busy(&self, key: &Text, ctx: &mut Ctx<'_>) -> bool {
        let Some(until) = self.busy.get(key).filter(|until| **until > ctx.now) else { return false };
        ctx.requeue_at(key.clone(), *until);
        true
    }
    /// The key was looked at, with so many parts that take `each`.
    pub fn looked(&mut self, key: &Text, parts: usize, each: Duration, now: Time) {
        if parts > FEW {
            self.busy.insert(key.clone(), now + each * parts as u32);
        } else {
            self.busy.remove(key);
        }
    }
}
