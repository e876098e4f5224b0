//! Who set which fields of an object: kept as the last writes, and worked out when somebody asks.
//!
//! Most objects are written far more often than their field owners are read, so a write only notes what was before
//! and after it; both share what the write did not touch.

use std::rc::Rc;

use api::time::Time;
use api::{Text, Value};

/// A write whose fields have not been worked out.
#[derive(Clone, Debug)]
pub(super) struct Write {
    /// Who wrote.
    pub manager: Text,
    /// Through which subresource; empty for the object itself.
    pub subresource: Text,
    /// In which version of the kind.
    pub api_version: Text,
    /// When.
    pub at: Time,
    /// The object before; null for a new one.
    pub before: Value,
    /// The object after.
    pub after: Value,
}

/// The field owners of an object.
#[derive(Clone, Debug, Default)]
pub(super) struct Managed {
    /// `metadata.managedFields` before the pending writes; null for none.
    settled: Value,
    pending: Rc<Vec<Write>>,
}

impl Managed {
    /// Known owners.
    pub fn settled(fields: Value) -> Managed {
        Managed { settled: fields, pending: Rc::default() }
    }
    /// With one more write.
    pub fn after(&self, write: Write) -> Managed {
        let mut pending = self.pending.clone();
        Rc::make_mut(&mut pending).push(write);
        Managed { settled: self.settled.clone(), pending }
    }
}
