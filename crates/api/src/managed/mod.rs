//! Who owns which field: `metadata.managedFields`, and server-side apply.
//!
//! Every write is told to [`update`] or [`apply`], which compare the objects field by field as their type wants it (see
//! [`Shape`]) and keep the list of owners. They work on objects as clients see them, before admission and allocation:
//! what the server itself adds has no owner.
//!
//! It stores nothing and decides nothing else: conflicts come back as a value.

mod compare;
mod conflict;
mod merge;
mod owners;
mod path;
mod remove;
mod set;
mod shape;
#[cfg(test)]
mod tests;
mod validate;

pub use compare::{Comparison, compare};
pub use conflict::Conflict;
pub use merge::merge;
pub use owners::{Refusal, Writer, apply, update};
pub use path::{Path, PathElement};
pub use remove::remove;
pub use set::{FieldSet, set_of};
pub use shape::Shape;
pub use validate::validate;
