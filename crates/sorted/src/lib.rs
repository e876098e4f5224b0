//! Order at little weight: a stable sort, and maps and sets that are sorted vectors.
//!
//! The standard library compiles its sort and its B-trees anew for every type, several kilobytes each, and the engine has
//! a hundred such types: they were a fifth of what a visitor downloads. Here the work is done once on indices, and
//! what is compiled per type is little more than a comparison. An insertion moves what lies behind it; the engine's maps
//! have tens or hundreds of entries, and moving those is as quick as walking a tree. What has thousands, and is kept in
//! many copies, is a [`SharedMap`]; what is found by names that differ early is a [`TextMap`].
//!
//! What it is not: nothing here depends on how keys are hashed, or on anything but their order.
//!
//! ```
//! use sorted::{InOrder, SortedMap};
//!
//! let map: SortedMap<&str, u8> = [("b", 2), ("a", 1)].into();
//! assert_eq!(map.keys().collect::<Vec<_>>(), [&"a", &"b"]);
//! let mut list = [(1, 'b'), (0, 'c'), (1, 'a')];
//! list.order_by_key(|(number, _)| *number);
//! assert_eq!(list, [(0, 'c'), (1, 'b'), (1, 'a')]);
//! ```

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
