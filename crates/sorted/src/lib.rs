//! Order at little weight: a stable sort, and maps and sets that are sorted vectors.
//!
//! The standard library compiles its sort and its B-trees anew for every type, several kilobytes each, and the engine has
//! a hundred such types: they were a fifth of what a visitor downloads. Here the work is done once on indices, and
//! what is compiled per type is little more than a comparison. An insertion moves what lies behind it; the engine's maps
//! have tens or hundreds of entries, and moving those is as quick as walking a tree. What has thousands, and is kept in
//! many copies, is a [`SharedMap`]; what is found by names that differ early is a [`TextMap`].

mod map;
mod order;
#[cfg(feature = "serde")]
mod plain_data;
mod set;
mod shared;
mod text_map;

pub use map::{Entry, SortedMap};
pub use order::{InOrder, swaps};
pub use set::SortedSet;
pub use shared::SharedMap;
pub use text_map::{TextMap, head};
