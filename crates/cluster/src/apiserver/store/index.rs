//! A second way to find objects: by a text that several may share.

use api::Text;
use sorted::SharedMap;

use super::{Key, TableId};

type Bucket = SharedMap<(TableId, Key), ()>;

/// Which objects have which text.
#[derive(Clone, Debug, Default)]
pub struct Index(SharedMap<Text, Bucket>);

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
            bucket.insert((table, key.clone()), ());
            return;
        }
        let mut bucket = Bucket::default();
        bucket.insert((table, key.clone()), ());
        self.0.insert(text.clone(), bucket);
    }
    /// Forgets that an object has `text`.
    pub fn remove(&mut self, text: &str, table: TableId, key: &Key) {
        let Some(bucket) = self.0.get_mut(text) else { return };
        bucket.remove(&(table, key.clone()));
        if bucket.is_empty() {
            self.0.remove(text);
        }
    }
}
