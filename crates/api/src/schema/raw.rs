//! The shapes of the generated table's rows.

use super::ListType;

/// What few fields have; equal rows are shared.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) go: &'static str,
    pub(super) values: &'static [&'static str],
    pub(super) list: ListType,
    pub(super) map_keys: &'static [&'static str],
    pub(super) merge_key: &'static str,
    pub(super) patch: &'static str,
    pub(super) default: &'static str,
    pub(super) within: &'static str,
}

/// A row of the table.
#[expect(clippy::too_many_arguments, reason = "one column an argument")]
pub(super) const fn f(
    go: &'static str,
    values: &'static [&'static str],
    list: ListType,
    map_keys: &'static [&'static str],
    merge_key: &'static str,
    patch: &'static str,
    default: &'static str,
    within: &'static str,
) -> Facts {
    Facts { go, values, list, map_keys, merge_key, patch, default, within }
}
