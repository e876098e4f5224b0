//! Completion indexes, as a status holds them: `0,2-4,7`.

use sorted::SortedSet;

use api::{Value, meta};

use super::super::support::pods::PodInfo;

/// The annotation and label with a pod's index.
pub const INDEX: &str = "batch.kubernetes.io/job-completion-index";

/// A set of indexes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexes(SortedSet<i64>);

impl Indexes {
    /// From its text; indexes from `completions` on are left out.
    pub fn parse(text: &str, completions: i64) -> Indexes {
        let mut all = SortedSet::new();
        for part in text.split(',').filter(|p| !p.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            if let (Ok(first), Ok(last)) = (first.parse::<i64>(), last.parse::<i64>()) {
                all.extend(first..=last.min(completions - 1));
            }
        }
        all.retain(|i| *i < completions);
        Indexes(all)
    }
    /// How many.
    pub fn total(&self) -> i64 {
        self.0.len() as i64
    }
    /// Whether an index is in it.
    pub fn has(&self, index: i64) -> bool {
        self.0.contains(&index)
    }
    /// Adds an index.
    pub fn insert(&mut self, index: i64) -> bool {
        self.0.insert(index)
    }
    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = i64> {
        self.0.iter().copied()
    }
    /// Its text: two neighbours with a comma, more with a dash.
    pub fn text(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut all = self.iter().peekable();
        while let Some(first) = all.next() {
            let mut last = first;
            while all.peek() == Some(&(last + 1)) {
                last += 1;
                all.next();
            }
            parts.push(match last - first {
                0 => first.to_string(),
                1 => format!("{first},{last}"),
                _ => format!("{first}-{last}"),
            });
        }
        parts.join(",")
    }
}

/// The index of a pod, if it has a valid one.
pub fn of(pod: &PodInfo, completions: i64) -> Option<i64> {
    let index = meta::annotations(&pod.object).get(INDEX).and_then(Value::as_str)?.parse::<i64>().ok()?;
    (0..completions).contains(&index).then_some(index)
}

/// The first indexes that neither have succeeded nor failed nor have a pod.
pub fn pending(taken: &Indexes, count: usize, completions: i64) -> Vec<i64> {
    (0..completions).filter(|i| !taken.has(*i)).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for text in ["", "0", "0,1", "0-2", "0,2-4,7", "1,3,5,6"] {
            assert_eq!(Indexes::parse(text, 10).text(), text);
        }
        assert_eq!(Indexes::parse("0-9", 4).text(), "0-3");
        assert_eq!(pending(&Indexes::parse("0,2", 5), 2, 5), [1, 3]);
    }
}
