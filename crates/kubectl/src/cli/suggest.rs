//! "Did you mean this?": commands whose names are near to what was typed.

use super::Command;

/// Names of commands that are at most two edits away, or begin with what was typed.
pub(crate) fn near(root: &Command, typed: &str) -> Vec<&'static str> {
    let close = |name: &str| {
        distance(&typed.to_lowercase(), &name.to_lowercase()) <= 2
            || name.to_lowercase().starts_with(&typed.to_lowercase())
    };
    root.commands.iter().filter(|c| !c.hidden && close(c.name)).map(|c| c.name).collect()
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if ca == *cb { diagonal } else { 1 + diagonal.min(above).min(row[j]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    #[test]
    fn distances() {
        assert_eq!(super::distance("gett", "get"), 1);
        assert_eq!(super::distance("gett", "set"), 2);
        assert_eq!(super::distance("kitten", "sitting"), 3);
    }
}
