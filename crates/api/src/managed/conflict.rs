//! Fields that somebody else owns.

use super::path::{self, Path};
use crate::status::{Cause, Status};
use sorted::InOrder;

/// A field that is applied with another value than its owner's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The owner, as messages name it: `"alice"`, `"kubectl" with subresource "scale" using apps/v1`.
    pub owner: String,
    /// The field.
    pub path: Path,
}

/// The refusal of an apply that would take fields from their owners.
pub(super) fn status(conflicts: &[Conflict]) -> Status {
    let mut status = Status::new(409, "Conflict", message(conflicts));
    status.causes = conflicts
        .iter()
        .map(|c| Cause {
            reason: "FieldManagerConflict".into(),
            message: ["conflict with ", &c.owner].concat(),
            field: path::message(&c.path),
        })
        .collect();
    status
}

fn message(conflicts: &[Conflict]) -> String {
    if let [one] = conflicts {
        return format!("Apply failed with 1 conflict: conflict with {}: {}", one.owner, path::message(&one.path));
    }
    let mut owners: Vec<&String> = conflicts.iter().map(|c| &c.owner).collect();
    owners.order();
    owners.dedup();
    let mut lines = Vec::new();
    for owner in owners {
        lines.push(format!("conflicts with {owner}:"));
        let theirs = conflicts.iter().filter(|c| c.owner == *owner);
        lines.extend(theirs.map(|c| ["- ", &path::message(&c.path)].concat()));
    }
    format!("Apply failed with {} conflicts: {}", conflicts.len(), lines.join("\n"))
}
