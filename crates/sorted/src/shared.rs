//! A big map of which many copies are kept: sorted blocks that the copies share.

use std::borrow::Borrow;
use std::fmt;
use std::rc::Rc;
use std::slice;

/// So many entries are in a block at most: few enough to move, many enough that a search looks into few places.
const FULL: usize = 32;

/// Entries that lie side by side.
type Block<K, V> = Rc<Vec<(K, V)>>;

/// A map for thousands of entries, cheap to clone: a copy shares all blocks that neither side changes afterwards.
#[derive(Clone)]
pub struct SharedMap<K, V> {
    /// Each with a key that is not above its own and above all keys before it; none is empty.
    blocks: Rc<Vec<(K, Block<K, V>)>>,
    len: usize,
}

impl<K, V> SharedMap<K, V> {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn first_key_value(&self) -> Option<(&K, &V)> {
        self.blocks.first().and_then(|(_, block)| block.first()).map(|(key, value)| (key, value))
    }

    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { blocks: self.blocks.iter(), block: [].iter() }
    }

    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }
}

impl<K: Ord, V> SharedMap<K, V> {
    /// The block that has the key, if any has it.
    fn block_of<Q: Ord + ?Sized>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
    {
        self.blocks.partition_point(|(low, _)| low.borrow() <= key).saturating_sub(1)
    }

    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (_, block) = self.blocks.get(self.block_of(key))?;
        let place = block.binary_search_by(|(own, _)| own.borrow().cmp(key)).ok()?;
        Some(&block[place].1)
    }

    /// The entries from a key on.
    pub fn from<Q: Ord + ?Sized>(&self, key: &Q) -> Iter<'_, K, V>
    where
        K: Borrow<Q>,
    {
        let mut blocks = self.blocks.get(self.block_of(key)..).unwrap_or_default().iter();
        let block = blocks.next().map_or(&[][..], |(_, block)| block);
        let place = block.partition_point(|(own, _)| own.borrow() < key);
        Iter { blocks, block: block[place..].iter() }
    }
}

impl<K: Ord + Clone, V: Clone> SharedMap<K, V> {
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.block_of(key);
        let place = self.blocks.get(at)?.1.binary_search_by(|(own, _)| own.borrow().cmp(key)).ok()?;
        Some(&mut Rc::make_mut(&mut Rc::make_mut(&mut self.blocks)[at].1)[place].1)
    }

    /// Answers with the value that was there before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let at = self.block_of(&key);
        let blocks = Rc::make_mut(&mut self.blocks);
        if blocks.is_empty() {
            blocks.push((key.clone(), Rc::default()));
        }
        let last = at + 1 == blocks.len();
        let (low, block) = &mut blocks[at];
        let block = Rc::make_mut(block);
        let place = match block.binary_search_by(|(own, _)| own.cmp(&key)) {
            Ok(place) => return Some(std::mem::replace(&mut block[place].1, value)),
            Err(place) => place,
        };
        self.len += 1;
        if place == 0 {
            *low = key.clone();
        }
        // At once, so that blocks have room for no more than they can come to hold.
        block.reserve_exact((FULL + 1).saturating_sub(block.len()));
        block.insert(place, (key, value));
        if block.len() > FULL {
            // What grows at its end leaves full blocks behind, what grows everywhere half full ones.
            let rest = block.split_off(if place == FULL && last { FULL } else { FULL / 2 });
            let low = rest[0].0.clone();
            blocks.insert(at + 1, (low, rest.into()));
        }
        None
    }

    /// Answers with the value that was there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.block_of(key);
        let place = self.blocks.get(at)?.1.binary_search_by(|(own, _)| own.borrow().cmp(key)).ok()?;
        let blocks = Rc::make_mut(&mut self.blocks);
        let block = Rc::make_mut(&mut blocks[at].1);
        let (_, value) = block.remove(place);
        if block.is_empty() {
            blocks.remove(at);
        }
        self.len -= 1;
        Some(value)
    }
}

#[derive(Clone)]
pub struct Iter<'a, K, V> {
    blocks: slice::Iter<'a, (K, Block<K, V>)>,
    /// What is left of the block that was entered last.
    block: slice::Iter<'a, (K, V)>,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.block.next() {
                return Some((key, value));
            }
            self.block = self.blocks.next()?.1.iter();
        }
    }
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        SharedMap { blocks: Rc::new(Vec::new()), len: 0 }
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for SharedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = SharedMap::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for SharedMap<K, V> {
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

    #[derive(Clone, Debug)]
    enum Step {
        Insert(u16, u16),
        Remove(u16),
        Change(u16),
        /// Many keys in a row.
        Fill(u16),
        Copy,
    }

    fn step() -> impl Strategy<Value = Step> {
        let key = || 0u16..500;
        prop_oneof![
            8 => (key(), any::<u16>()).prop_map(|(key, value)| Step::Insert(key, value)),
            6 => key().prop_map(Step::Remove),
            2 => key().prop_map(Step::Change),
            2 => key().prop_map(Step::Fill),
            1 => Just(Step::Copy),
        ]
    }

    proptest! {
        #[test]
        fn it_is_the_map_of_the_standard_library(steps in prop::collection::vec(step(), 0..120), from in 0u16..500) {
            let (mut ours, mut theirs) = (SharedMap::default(), BTreeMap::new());
            let mut copies = Vec::new();
            for step in steps {
                match step {
                    Step::Insert(key, value) => prop_assert_eq!(ours.insert(key, value), theirs.insert(key, value)),
                    Step::Remove(key) => prop_assert_eq!(ours.remove(&key), theirs.remove(&key)),
                    Step::Change(key) => {
                        let (a, b) = (ours.get_mut(&key), theirs.get_mut(&key));
                        prop_assert_eq!(a.is_some(), b.is_some());
                        a.into_iter().chain(b).for_each(|value| *value = value.wrapping_add(1));
                    }
                    Step::Fill(key) => {
                        for key in key..key + 60 {
                            ours.insert(key, key);
                            theirs.insert(key, key);
                        }
                    }
                    Step::Copy => copies.push((ours.clone(), theirs.clone())),
                }
                prop_assert_eq!(ours.len(), theirs.len());
                prop_assert_eq!(ours.first_key_value(), theirs.first_key_value());
            }
            copies.push((ours, theirs));
            for (ours, theirs) in copies {
                prop_assert!(ours.iter().eq(theirs.iter()));
                prop_assert!(ours.from(&from).eq(theirs.range(from..)));
                prop_assert!((0..560).all(|key| ours.get(&key) == theirs.get(&key)));
            }
        }
    }

    #[test]
    fn copies_share_what_is_not_changed() {
        let mut map: SharedMap<usize, usize> = (0..1000).map(|n| (n, n)).collect();
        let copy = map.clone();
        map.insert(500, 0);
        let shared = map.blocks.iter().zip(copy.blocks.iter()).filter(|(a, b)| Rc::ptr_eq(&a.1, &b.1)).count();
        assert_eq!((shared, copy.get(&500)), (map.blocks.len() - 1, Some(&500)));
        assert_eq!(map.blocks.len(), 1000usize.div_ceil(FULL), "what grows at its end fills its blocks");
    }
}
