//! The difference of two texts in hunks with three lines around each change, as `diff -u` shows it.
//!
//! The lines that stay are chosen as Python's difflib does, which the API server's library follows: the longest run
//! that both have first, then what is left of it and right of it.

use sorted::{InOrder, SortedMap};

const CONTEXT: usize = 3;

/// `@@ -1,3 +1,4 @@` and so on; empty where nothing differs. Each line ends with a line break.
pub(super) fn unified(old: &str, new: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let matches = matching(&a, &b);
    let mut changes: Vec<(usize, usize, usize, usize)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (mi, mj, n) in matches.into_iter().chain([(a.len(), b.len(), 0)]) {
        if i < mi || j < mj {
            changes.push((i, mi, j, mj));
        }
        (i, j) = (mi + n, mj + n);
    }
    let mut out = String::new();
    let mut at = 0;
    while at < changes.len() {
        let mut end = at + 1;
        while end < changes.len() && changes[end].0 - changes[end - 1].1 <= 2 * CONTEXT {
            end += 1;
        }
        hunk(&a, &b, &changes[at..end], &mut out);
        at = end;
    }
    out
}

fn hunk(a: &[&str], b: &[&str], changes: &[(usize, usize, usize, usize)], out: &mut String) {
    let (first, last) = (changes[0], changes[changes.len() - 1]);
    let before = first.0.min(CONTEXT);
    let after = (a.len() - last.1).min(CONTEXT);
    let (a_from, a_to) = (first.0 - before, last.1 + after);
    let (b_from, b_to) = (first.2 - before, last.3 + after);
    out.push_str(&format!("@@ -{} +{} @@\n", range(a_from, a_to), range(b_from, b_to)));
    let mut line = |sign: char, text: &str| {
        out.push(sign);
        out.push_str(text);
        out.push('\n');
    };
    let mut i = a_from;
    for (a1, a2, b1, b2) in changes {
        a[i..*a1].iter().for_each(|l| line(' ', l));
        a[*a1..*a2].iter().for_each(|l| line('-', l));
        b[*b1..*b2].iter().for_each(|l| line('+', l));
        i = *a2;
    }
    a[i..a_to].iter().for_each(|l| line(' ', l));
}

fn range(from: usize, to: usize) -> String {
    match to - from {
        0 => format!("{from},0"),
        1 => format!("{}", from + 1),
        n => format!("{},{n}", from + 1),
    }
}

/// Runs of equal lines: where in the first, where in the second, how many.
fn matching(a: &[&str], b: &[&str]) -> Vec<(usize, usize, usize)> {
    let mut places: SortedMap<&str, Vec<usize>> = SortedMap::new();
    for (j, line) in b.iter().enumerate() {
        places.entry(line).or_default().push(j);
    }
    // Lines that stand everywhere in a long text say nothing of where a run begins.
    if b.len() >= 200 {
        let often = b.len() / 100 + 1;
        places.retain(|_, at| at.len() <= often);
    }
    let mut found = Vec::new();
    let mut todo = vec![(0, a.len(), 0, b.len())];
    while let Some((alo, ahi, blo, bhi)) = todo.pop() {
        let (i, j, n) = longest(a, b, &places, (alo, ahi, blo, bhi));
        if n > 0 {
            found.push((i, j, n));
            if alo < i && blo < j {
                todo.push((alo, i, blo, j));
            }
            if i + n < ahi && j + n < bhi {
                todo.push((i + n, ahi, j + n, bhi));
            }
        }
    }
    found.order();
    found
}

fn longest(
    a: &[&str],
    b: &[&str],
    places: &SortedMap<&str, Vec<usize>>,
    (alo, ahi, blo, bhi): (usize, usize, usize, usize),
) -> (usize, usize, usize) {
    let (mut bi, mut bj, mut size) = (alo, blo, 0);
    let mut lengths: SortedMap<usize, usize> = SortedMap::new();
    for (i, line) in a.iter().enumerate().take(ahi).skip(alo) {
        let mut next = SortedMap::new();
        for &j in places.get(line).map_or(&[][..], Vec::as_slice) {
            if j < blo {
                continue;
            }
            if j >= bhi {
                break;
            }
            let k = j.checked_sub(1).and_then(|p| lengths.get(&p)).unwrap_or(&0) + 1;
            next.insert(j, k);
            if k > size {
                (bi, bj, size) = (i + 1 - k, j + 1 - k, k);
            }
        }
        lengths = next;
    }
    while bi > alo && bj > blo && a[bi - 1] == b[bj - 1] {
        (bi, bj, size) = (bi - 1, bj - 1, size + 1);
    }
    while bi + size < ahi && bj + size < bhi && a[bi + size] == b[bj + size] {
        size += 1;
    }
    (bi, bj, size)
}
