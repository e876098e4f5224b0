//! Who controls what: adopting what a selector selects, releasing what it no longer selects.

use api::kinds::Kind;
use api::request::PatchType;
use api::{Status, Value, meta, obj};

use crate::component::Ctx;
use api::selector::LabelSelector;

/// What an owner should do about an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It controls it already.
    Keep,
    /// Nobody controls it, and it is selected.
    Adopt,
    /// It controls it, but no longer selects it.
    Release,
    /// It is none of its business.
    Ignore,
}

/// What `owner` should do about `object`.
pub fn judge(object: &Value, owner: &Value, selector: &LabelSelector) -> Claim {
    let going = |o: &Value| !meta::deletion_timestamp(o).is_empty();
    match meta::controller_of(object) {
        Some(r) if r.str("uid") != meta::uid(owner) => Claim::Ignore,
        Some(_) if selector.matches(meta::labels(object)) => Claim::Keep,
        Some(_) if going(owner) => Claim::Ignore,
        Some(_) => Claim::Release,
        None if going(owner) || going(object) || !selector.matches(meta::labels(object)) => Claim::Ignore,
        None => Claim::Adopt,
    }
}

/// Judges `object`, adopts or releases it; whether the owner controls it afterwards.
pub fn claim(
    ctx: &mut Ctx<'_>,
    kind: &Kind,
    object: &Value,
    owner: &Value,
    selector: &LabelSelector,
) -> Result<bool, Status> {
    let answer = match judge(object, owner, selector) {
        Claim::Keep => return Ok(true),
        Claim::Ignore => return Ok(false),
        Claim::Adopt => patch_owners(ctx, kind, object, meta::controller_reference(owner)).map(|_| true),
        Claim::Release => {
            let reference = obj!({"$patch": "delete", "uid": (owner.get("metadata").text("uid"))});
            patch_owners(ctx, kind, object, reference).map(|_| false)
        }
    };
    match answer {
        // It went away or is another one of this name now.
        Err(s) if s.code == 404 || s.code == 422 => Ok(false),
        other => other,
    }
}

fn patch_owners(ctx: &mut Ctx<'_>, kind: &Kind, object: &Value, reference: Value) -> Result<Value, Status> {
    let uid = object.get("metadata").text("uid");
    let patch = obj!({"metadata": {"uid": uid, "ownerReferences": [(reference)]}});
    ctx.patch(kind, meta::namespace(object), meta::name(object), "", (PatchType::Strategic, patch))
}
