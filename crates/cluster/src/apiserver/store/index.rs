//! A second way to find objects: by a text that several may share.

use api::Text;
use rpds::RedBlackTreeMap;

use super::{Key, TableId};

type Bucket = RedBlackTreeMap<(TableId, Key), ()>;

/// Which objects have which text.
#[derive(Clone, Debug, Default)]
pub struct Index(RedBlackTreeMap<Text, Bucket>);

impl Index {
    /// Objects that have `text`, in order of table and key.
    pub fn get(&self, text: &str) -> impl Iterator<Item = &(TableId, Key)> + use<'_> {
        self.0.get(text).into_iter().flat_map(|bucket| bucket.keys())
    }
    /// Notes that an object has `text`; nothing is noted for the empty text.
    pub fn add(&mut self, text: &Text, table: TableId, key: &Key) {
        if text.is_empty() {
            return;
        }
        if let Some(bucket) = self.0.get_mut(text.as_str()) {
            bucket.insert_mut((table, key.clone()), ());
            return;
        }
        let mut bucket = Bucket::new();
        bucket.insert_mut((table, key.clone()), ());
        self.0.insert_mut(text.clone(), bucket);
    }
    /// Forgets that an object has `text`.
    pub fn remove(&mut self, text: &str, table: TableId, key: &Key) {
        let Some(bucket) = self.0.get_mut(text) else { return };
        bucket.remove_mut(&(table, key.clone()));
        if bucket.is_empty() {
            self.0.remove_mut(text);
        }
    }
}
