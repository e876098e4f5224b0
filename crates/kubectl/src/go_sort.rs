//! Go's `sort.Sort`: which of several that are equal comes first shows in what kubectl prints, and it is not a stable sort.
//!
//! Up to twelve elements are inserted one by one; more are parted around a pivot (pattern-defeating quicksort), with the
//! same choices that Go makes. A `less` that says yes to both ways round, as `--sort-by` does of missing fields, is
//! followed just as far.

use std::ops::Range;

/// What is inserted one by one.
const FEW: usize = 12;
/// From here on a pivot is the median of three medians, and a list that is almost in order is worth some repair.
const MANY: usize = 50;

/// Brings a list into the order that Go would. `less(a, b)` says whether `a` comes before `b`.
pub(crate) fn go_sort<T>(list: &mut [T], mut less: impl FnMut(&T, &T) -> bool) {
    let order = go_order(list.len(), &mut |a, b| less(&list[a], &list[b]));
    sorted::swaps(order).into_iter().for_each(|(a, b)| list.swap(a, b));
}

/// Which of so many elements belongs at each place. `less(a, b)` says whether what is at `a` comes before what is at `b`.
pub(crate) fn go_order(count: usize, less: &mut dyn FnMut(usize, usize) -> bool) -> Vec<usize> {
    let mut sort = Sort { order: (0..count).collect(), less };
    sort.quick(0..count, usize::BITS - count.leading_zeros());
    sort.order
}

struct Sort<'a> {
    /// Which element is at each place.
    order: Vec<usize>,
    less: &'a mut dyn FnMut(usize, usize) -> bool,
}

#[derive(PartialEq)]
enum Hint {
    Increasing,
    Decreasing,
    Unknown,
}

impl Sort<'_> {
    fn less(&mut self, a: usize, b: usize) -> bool {
        (self.less)(self.order[a], self.order[b])
    }

    /// Moves what is at `from` down to where it belongs, but not below `lowest`.
    fn sink(&mut self, from: usize, lowest: usize) {
        let mut at = from;
        while at > lowest && self.less(at, at - 1) {
            self.order.swap(at, at - 1);
            at -= 1;
        }
    }

    fn insertion(&mut self, Range { start, end }: Range<usize>) {
        (start + 1..end).for_each(|at| self.sink(at, start));
    }

    fn quick(&mut self, Range { mut start, mut end }: Range<usize>, mut bad_choices_left: u32) {
        let (mut balanced, mut in_order) = (true, true);
        loop {
            let count = end - start;
            if count <= FEW {
                return self.insertion(start..end);
            }
            if bad_choices_left == 0 {
                return self.heap(start..end);
            }
            if !balanced {
                self.shake(start, count);
                bad_choices_left -= 1;
            }
            let (mut pivot, mut hint) = self.pivot(start, count);
            if hint == Hint::Decreasing {
                self.order[start..end].reverse();
                pivot = end - 1 - (pivot - start);
                hint = Hint::Increasing;
            }
            if balanced && in_order && hint == Hint::Increasing && self.repair(start..end) {
                return;
            }
            if start > 0 && !self.less(start - 1, pivot) {
                start = self.part_equal(start..end, pivot);
                continue;
            }
            let middle;
            (middle, in_order) = self.part(start..end, pivot);
            let (left, right) = (middle - start, end - middle);
            balanced = left.min(right) >= count / 8;
            if left < right {
                self.quick(start..middle, bad_choices_left);
                start = middle + 1;
            } else {
                self.quick(middle + 1..end, bad_choices_left);
                end = middle;
            }
        }
    }

    /// Less than the pivot to the left, the others to the right: where the pivot is then, and whether it was so before.
    fn part(&mut self, Range { start, end }: Range<usize>, pivot: usize) -> (usize, bool) {
        self.order.swap(start, pivot);
        let (mut low, mut high) = (start + 1, end - 1);
        let mut before = true;
        loop {
            while low <= high && self.less(low, start) {
                low += 1;
            }
            while low <= high && !self.less(high, start) {
                high -= 1;
            }
            if low > high {
                self.order.swap(high, start);
                return (high, before);
            }
            self.order.swap(low, high);
            (low, high, before) = (low + 1, high - 1, false);
        }
    }

    /// Equal to the pivot to the left, greater to the right: where the greater ones begin.
    fn part_equal(&mut self, Range { start, end }: Range<usize>, pivot: usize) -> usize {
        self.order.swap(start, pivot);
        let (mut low, mut high) = (start + 1, end - 1);
        loop {
            while low <= high && !self.less(start, low) {
                low += 1;
            }
            while low <= high && self.less(start, high) {
                high -= 1;
            }
            if low > high {
                return low;
            }
            self.order.swap(low, high);
            (low, high) = (low + 1, high - 1);
        }
    }

    /// Puts a few elements right where that is all that is missing. Says whether the list is in order then.
    fn repair(&mut self, Range { start, end }: Range<usize>) -> bool {
        let mut at = start + 1;
        for _ in 0..5 {
            while at < end && !self.less(at, at - 1) {
                at += 1;
            }
            if at == end {
                return true;
            }
            if end - start < MANY {
                return false;
            }
            self.order.swap(at, at - 1);
            if at - start >= 2 {
                self.sink(at - 1, 0);
            }
            if end - at >= 2 {
                let mut next = at + 1;
                while next < end && self.less(next, next - 1) {
                    self.order.swap(next, next - 1);
                    next += 1;
                }
            }
        }
        false
    }

    /// Breaks a pattern that made for an unbalanced parting, by three swaps that depend on the length alone.
    fn shake(&mut self, start: usize, count: usize) {
        let mut random = count as u64;
        let mask = (1u64 << (u64::BITS - random.leading_zeros())) - 1;
        let first = start + count / 4 * 2 - 1;
        for step in 0..3 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let other = (random & mask) as usize;
            let other = if other >= count { other - count } else { other };
            self.order.swap(first + step, start + other);
        }
    }

    fn pivot(&mut self, start: usize, count: usize) -> (usize, Hint) {
        let mut swaps = 0;
        let [mut low, mut middle, mut high] = [1, 2, 3].map(|quarter| start + count / 4 * quarter);
        if count >= MANY {
            for around in [&mut low, &mut middle, &mut high] {
                *around = self.median([*around - 1, *around, *around + 1], &mut swaps);
            }
        }
        let hint = |swaps| match swaps {
            0 => Hint::Increasing,
            12 => Hint::Decreasing,
            _ => Hint::Unknown,
        };
        let pivot = self.median([low, middle, high], &mut swaps);
        (pivot, hint(swaps))
    }

    fn median(&mut self, [mut a, mut b, mut c]: [usize; 3], swaps: &mut usize) -> usize {
        let mut ordered = |a: &mut usize, b: &mut usize| {
            if self.less(*b, *a) {
                *swaps += 1;
                std::mem::swap(a, b);
            }
        };
        ordered(&mut a, &mut b);
        ordered(&mut b, &mut c);
        ordered(&mut a, &mut b);
        b
    }

    fn heap(&mut self, Range { start, end }: Range<usize>) {
        let count = end - start;
        (0..=(count - 1) / 2).rev().for_each(|root| self.sift(root, count, start));
        for last in (0..count).rev() {
            self.order.swap(start, start + last);
            self.sift(0, last, start);
        }
    }

    fn sift(&mut self, mut root: usize, count: usize, start: usize) {
        loop {
            let mut child = 2 * root + 1;
            if child >= count {
                return;
            }
            if child + 1 < count && self.less(start + child, start + child + 1) {
                child += 1;
            }
            if !self.less(start + root, start + child) {
                return;
            }
            self.order.swap(start + root, start + child);
            root = child;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sorted::InOrder;

    #[test]
    fn equals_come_in_the_order_that_go_leaves_them_in() {
        let mut list: Vec<usize> = (0..100).collect();
        go_sort(&mut list, |a, b| a * a % 7 < b * b % 7);
        let order: Vec<String> = list.iter().map(usize::to_string).collect();
        // As kubectl v1.36 prints them.
        let expected = "\
            77 42 49 98 56 35 63 7 28 91 0 70 84 21 14 22 64 78 15 76 20 13 48 71 85 \
            90 69 27 8 29 83 6 62 57 34 92 36 97 55 50 99 41 1 43 25 73 46 3 4 95 \
            39 94 52 53 10 38 88 87 11 59 60 81 32 31 80 17 66 67 18 74 24 45 23 58 26 \
            75 19 68 65 79 30 61 82 16 12 72 86 33 37 89 54 9 5 93 51 40 96 44 47 2";
        assert_eq!(order.join(" "), expected);
    }

    proptest! {
        #[test]
        fn whatever_the_list_it_is_sorted(list in prop::collection::vec(0u8..20, 0..300)) {
            let mut ours = list.clone();
            go_sort(&mut ours, |a, b| a < b);
            let mut theirs = list;
            theirs.order();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn an_order_that_contradicts_itself_loses_nothing(list in prop::collection::vec(any::<u16>(), 0..300), mask: u16) {
            let mut ours = list.clone();
            go_sort(&mut ours, |a, b| (a ^ b) & mask < 0x4000);
            ours.order();
            let mut theirs = list;
            theirs.order();
            prop_assert_eq!(ours, theirs);
        }
    }
}
