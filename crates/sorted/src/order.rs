//! A stable merge sort that is compiled once: it knows how many elements there are and asks which of two comes first.

use std::cmp::Ordering;

/// What slices can do instead of `sort`, `sort_by`, `sort_by_key` and `sort_by_cached_key`. Always stable.
pub trait InOrder<T> {
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }

    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    /// For keys that cost something: each is made once.
    fn order_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> InOrder<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let order = sorted_indices(self.len(), &mut |a, b| compare(&self[b], &self[a]).is_lt());
        swaps(order).into_iter().for_each(|(a, b)| self.swap(a, b));
    }

    fn order_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let order = sorted_indices(self.len(), &mut |a, b| keys[b] < keys[a]);
        swaps(order).into_iter().for_each(|(a, b)| self.swap(a, b));
    }
}

/// The swaps that bring elements into an order, which says what element belongs at each place.
pub fn swaps(mut order: Vec<usize>) -> Vec<(usize, usize)> {
    let mut swaps = Vec::new();
    for start in 0..order.len() {
        // The elements that only change places among themselves, one after the other.
        let mut here = start;
        while order[here] != start {
            let next = order[here];
            swaps.push((here, next));
            order[here] = here;
            here = next;
        }
        order[here] = here;
    }
    swaps
}

/// Which element belongs at each place. `behind(a, b)` says whether `a` has to come after `b`.
fn sorted_indices(count: usize, behind: &mut dyn FnMut(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut run = 1;
    while run < count {
        for both in order.chunks(2 * run) {
            let (left, right) = both.split_at(run.min(both.len()));
            merge(left, right, &mut merged, behind);
        }
        std::mem::swap(&mut order, &mut merged);
        merged.clear();
        run *= 2;
    }
    order
}

fn merge(
    mut left: &[usize],
    mut right: &[usize],
    merged: &mut Vec<usize>,
    behind: &mut dyn FnMut(usize, usize) -> bool,
) {
    // Most lists come in order already: then one question is enough.
    let in_order = matches!((left, right), ([.., last], [first, ..]) if !behind(*last, *first));
    while let ([l, rest_of_left @ ..], [r, rest_of_right @ ..]) = (left, right)
        && !in_order
    {
        if behind(*l, *r) {
            merged.push(*r);
            right = rest_of_right;
        } else {
            merged.push(*l);
            left = rest_of_left;
        }
    }
    merged.extend_from_slice(left);
    merged.extend_from_slice(right);
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "what it is compared with")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(list in prop::collection::vec((0u8..12, any::<u16>()), 0..70)) {
            let mut ours = list.clone();
            let mut theirs = list.clone();
            ours.order_by_key(|pair| pair.0);
            theirs.sort_by_key(|pair| pair.0);
            prop_assert_eq!(&ours, &theirs);
            let mut cached = list.clone();
            cached.order_by_cached_key(|pair| pair.0.to_string());
            let mut theirs = list;
            theirs.sort_by_cached_key(|pair| pair.0.to_string());
            prop_assert_eq!(cached, theirs);
            ours.order();
            prop_assert!(ours.is_sorted());
        }
    }

    #[test]
    fn a_sorted_list_is_asked_about_once_per_pair() {
        let mut asked = 0;
        let mut list: Vec<u32> = (0..1024).collect();
        list.order_by(|a, b| {
            asked += 1;
            a.cmp(b)
        });
        assert_eq!(asked, 1023);
    }
}
