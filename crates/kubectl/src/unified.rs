//! The hunks of a unified diff, as `diff -u` prints them.

/// Lines around a change.
const CONTEXT: usize = 3;

#[derive(Clone, Copy, PartialEq)]
enum Edit {
    Same,
    Removed,
    Added,
}

/// The hunks between two texts; empty where they are equal.
pub(crate) fn hunks(before: &str, after: &str) -> String {
    let a: Vec<&str> = before.lines().collect();
    let b: Vec<&str> = after.lines().collect();
    let edits = edits(&a, &b);
    let mut out = String::new();
    let mut at = 0;
    while let Some(first) = edits[at..].iter().position(|(e, _)| *e != Edit::Same).map(|i| i + at) {
        // A hunk goes on while no more than two contexts lie between changes.
        let mut last = first;
        let mut i = first;
        while i < edits.len() && i - last <= 2 * CONTEXT + 1 {
            if edits[i].0 != Edit::Same {
                last = i;
            }
            i += 1;
        }
        let (from, to) = (first.saturating_sub(CONTEXT).max(at), (last + CONTEXT + 1).min(edits.len()));
        out += &hunk(&edits, from, to);
        at = to;
    }
    out
}

fn hunk(edits: &[(Edit, &str)], from: usize, to: usize) -> String {
    let count = |range: &[(Edit, &str)], without: Edit| range.iter().filter(|(e, _)| *e != without).count();
    let (a0, b0) = (count(&edits[..from], Edit::Added), count(&edits[..from], Edit::Removed));
    let (an, bn) = (count(&edits[from..to], Edit::Added), count(&edits[from..to], Edit::Removed));
    let range = |start: usize, n: usize| match n {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        n => format!("{},{n}", start + 1),
    };
    let mut out = format!("@@ -{} +{} @@\n", range(a0, an), range(b0, bn));
    for (edit, line) in &edits[from..to] {
        out.push(match edit {
            Edit::Same => ' ',
            Edit::Removed => '-',
            Edit::Added => '+',
        });
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// The shortest way from one list of lines to the other, removals before additions.
fn edits<'a>(a: &[&'a str], b: &[&'a str]) -> Vec<(Edit, &'a str)> {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let end = a[start..].iter().rev().zip(b[start..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (ma, mb) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    let mut out: Vec<(Edit, &str)> = a[..start].iter().map(|l| (Edit::Same, *l)).collect();
    out.extend(middle(ma, mb));
    out.extend(a[a.len() - end..].iter().map(|l| (Edit::Same, *l)));
    out
}

/// Longest common subsequence; where the texts are too long for a table, all of it counts as changed.
fn middle<'a>(a: &[&'a str], b: &[&'a str]) -> Vec<(Edit, &'a str)> {
    const LIMIT: usize = 4_000_000;
    let all = |e: Edit, lines: &[&'a str]| lines.iter().map(|l| (e, *l)).collect::<Vec<_>>();
    if a.len().saturating_mul(b.len()) > LIMIT {
        return [all(Edit::Removed, a), all(Edit::Added, b)].concat();
    }
    let width = b.len() + 1;
    let mut longest = vec![0u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            out.push((Edit::Same, a[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            out.push((Edit::Removed, a[i]));
            i += 1;
        } else {
            out.push((Edit::Added, b[j]));
            j += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::hunks;

    #[test]
    fn as_diff_u() {
        assert_eq!(hunks("a\nb\n", "a\nb\n"), "");
        assert_eq!(hunks("", "a\nb\n"), "@@ -0,0 +1,2 @@\n+a\n+b\n");
        assert_eq!(
            hunks("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n"),
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"
        );
    }
}
