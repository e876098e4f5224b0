//! A map by texts that mostly differ in their first letters: names of files, uids.

use std::borrow::Borrow;
use std::fmt;

/// A sorted vector in the order of its texts. The first bytes of each stand beside it as a number: a search compares
/// numbers that lie side by side, and follows few pointers to the texts themselves.
#[derive(Clone, PartialEq, Eq)]
pub struct TextMap<K, V> {
    entries: Vec<(u64, K, V)>,
}

/// The first eight bytes of a text as a number. Where two differ, so do their texts, and in the same order.
pub fn head(text: &str) -> u64 {
    match text.as_bytes().first_chunk::<8>() {
        Some(bytes) => u64::from_be_bytes(*bytes),
        None => (0..8).fold(0, |n, i| n << 8 | u64::from(text.as_bytes().get(i).copied().unwrap_or(0))),
    }
}

impl<K, V> TextMap<K, V> {
    pub const fn new() -> Self {
        TextMap { entries: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator + Clone {
        self.entries.iter().map(|(_, key, value)| (key, value))
    }

    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&K, &mut V)> + ExactSizeIterator {
        self.entries.iter_mut().map(|(_, key, value)| (&*key, value))
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.entries.iter().map(|(.., value)| value)
    }

    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> + ExactSizeIterator {
        self.entries.iter_mut().map(|(.., value)| value)
    }
}

impl<K: Borrow<str>, V> TextMap<K, V> {
    /// Where the key is, or where it would have to be.
    fn place(&self, key: &str) -> Result<usize, usize> {
        let wanted = head(key);
        self.entries.binary_search_by(|(own, text, _)| own.cmp(&wanted).then_with(|| text.borrow().cmp(key)))
    }

    pub fn get(&self, key: &str) -> Option<&V> {
        self.place(key).ok().map(|place| &self.entries[place].2)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.place(key).ok().map(|place| &mut self.entries[place].2)
    }

    pub fn contains_key(&self, key: &str) -> bool {
        self.place(key).is_ok()
    }

    /// Answers with the value that was there before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(key.borrow()) {
            Ok(place) => Some(std::mem::replace(&mut self.entries[place].2, value)),
            Err(place) => {
                self.entries.insert(place, (head(key.borrow()), key, value));
                None
            }
        }
    }

    pub fn remove(&mut self, key: &str) -> Option<V> {
        self.place(key).ok().map(|place| self.entries.remove(place).2)
    }
}

impl<K, V> Default for TextMap<K, V> {
    fn default() -> Self {
        TextMap::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for TextMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_types, reason = "what it is compared with")]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Texts that are alike, of all lengths around eight bytes, with the letter that fills a short head.
    fn key() -> impl Strategy<Value = String> {
        prop_oneof!["[ab\u{0}]{0,3}", "aaaaaa[ab\u{0}é]{0,4}"]
    }

    proptest! {
        #[test]
        fn it_is_the_map_of_the_standard_library(
            steps in prop::collection::vec((key(), any::<u8>(), any::<bool>()), 0..80),
            other in key(),
        ) {
            let (mut ours, mut theirs) = (TextMap::new(), BTreeMap::new());
            for (key, value, takes) in steps {
                if takes {
                    prop_assert_eq!(ours.remove(&key), theirs.remove(&key));
                } else {
                    prop_assert_eq!(ours.insert(key.clone(), value), theirs.insert(key.clone(), value));
                }
                prop_assert!(ours.iter().eq(theirs.iter()));
                prop_assert!(ours.values().eq(theirs.values()));
                prop_assert_eq!(ours.get(&key), theirs.get(&key));
                prop_assert_eq!(ours.get_mut(&other), theirs.get_mut(&other));
                prop_assert_eq!((ours.len(), ours.contains_key(&other)), (theirs.len(), theirs.contains_key(&other)));
            }
            prop_assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
        }
    }
}
