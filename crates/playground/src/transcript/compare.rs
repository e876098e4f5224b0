//! Compares what a command printed with what it should have printed.

use regex_lite::Regex;

use super::Step;
use super::mask::Masks;

/// How near two outputs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// They differ in something that two looks at the same cluster do not differ in.
    Different,
    /// They differ only in what a real cluster leaves open.
    Equal,
    /// They differ only in what is random.
    ToTheByte,
}

/// The comparer with its compiled masks.
#[derive(Debug)]
pub struct Comparer {
    masks: Masks,
    stream: Regex,
}

impl Default for Comparer {
    fn default() -> Self {
        Comparer::new()
    }
}

impl Comparer {
    /// Compiles the masks.
    pub fn new() -> Comparer {
        #[expect(clippy::unwrap_used, reason = "a literal of ours, compiled by every test")]
        let stream = Regex::new(r"rollout status|^cat \S+\.log$|get .*(-w\b|--watch)").unwrap();
        Comparer { masks: Masks::new(), stream }
    }

    /// How near `got` is to `want`, both outputs of `command`.
    pub fn nearness(&self, want: &Step, got: &Step) -> Nearness {
        if want.code != got.code {
            return Nearness::Different;
        }
        let (a, b) = (&want.output, &got.output);
        if self.masks.strict(a) == self.masks.strict(b) {
            return Nearness::ToTheByte;
        }
        if self.masks.loose(a) == self.masks.loose(b) || self.same_stream(&want.command, a, b) {
            return Nearness::Equal;
        }
        Nearness::Different
    }

    /// How many lines in between a watcher catches is open; what kinds of lines, and the end, are not.
    fn same_stream(&self, command: &str, a: &str, b: &str) -> bool {
        if !self.stream.is_match(command) {
            return false;
        }
        let ((last_a, a), (last_b, b)) = (self.masks.stream(a), self.masks.stream(b));
        let common = a.iter().filter(|l| b.contains(l)).count();
        let all = a.len() + b.len() - common;
        last_a == last_b && !a.is_empty() && common * 10 >= all * 6
    }

    /// The differences as a unified diff of the masked lines, at most `limit` lines.
    pub fn diff(&self, want: &Step, got: &Step, limit: usize) -> Vec<String> {
        let (mut a, mut b) = (self.masks.strict(&want.output), self.masks.strict(&got.output));
        if want.code != got.code {
            a.push(format!("? {}", want.code));
            b.push(format!("? {}", got.code));
        }
        let mut lines = diff_lines(&a, &b);
        if lines.len() > limit {
            let more = lines.len() - limit;
            lines.truncate(limit);
            lines.push(format!("  ... {more} more"));
        }
        lines
    }
}

/// A line diff by longest common subsequence, with one line of context around changes.
fn diff_lines(a: &[String], b: &[String]) -> Vec<String> {
    let (n, m) = (a.len(), b.len());
    let mut table = vec![vec![0u32; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            table[i][j] = if a[i] == b[j] { table[i + 1][j + 1] + 1 } else { table[i + 1][j].max(table[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut rows: Vec<(char, &str)> = Vec::new();
    while i < n || j < m {
        if i < n && j < m && a[i] == b[j] {
            rows.push((' ', &a[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < n && (j == m || table[i + 1][j] >= table[i][j + 1]) {
            rows.push(('-', &a[i]));
            i += 1;
        } else {
            rows.push(('+', &b[j]));
            j += 1;
        }
    }
    let near = |k: usize| (k.saturating_sub(1)..=k + 1).any(|x| rows.get(x).is_some_and(|r| r.0 != ' '));
    rows.iter().enumerate().filter(|(k, _)| near(*k)).map(|(_, (mark, line))| format!("{mark} {line}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(command: &str, output: &str) -> Step {
        Step { command: command.into(), output: output.into(), code: 0, line: 1 }
    }

    #[test]
    fn what_is_random_is_forgiven_and_no_more() {
        let c = Comparer::new();
        let near = |a: &str, b: &str| c.nearness(&step("kubectl get pods", a), &step("kubectl get pods", b));
        assert_eq!(
            near("web-59db5c9764-x2k9z 1/1 Running 0 5s", "web-59db5c9764-bbbbb 1/1 Running 0 7s"),
            Nearness::ToTheByte
        );
        assert_eq!(near("web 0/1 Error 3 5s", "web 0/1 CrashLoopBackOff 3 5s"), Nearness::Equal);
        assert_eq!(near("web 1/1 Running 0 5s", "web 0/1 Running 0 5s"), Nearness::Different);
        assert_eq!(near("a 5s 6s", "a 7s 8s"), Nearness::ToTheByte);
    }

    #[test]
    fn a_diff_shows_what_changed() {
        let c = Comparer::new();
        let d = c.diff(&step("x", "a\nb\nc\nd"), &step("x", "a\nb\nX\nd"), 10);
        assert_eq!(d, ["  b", "- c", "+ X", "  d"]);
    }
}
