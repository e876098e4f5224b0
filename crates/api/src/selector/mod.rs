//! Selectors: which objects a list, a watch, a controller or a service means, by labels or by fields.

mod fields;
mod labels;

pub use fields::{FieldSelector, FieldTerm};
pub use labels::{LabelSelector, Operator, Requirement, SelectorError};
