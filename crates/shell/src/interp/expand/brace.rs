//! `{a,b}` and `{1..3}`: before everything else, on the text of the word.

use crate::syntax::ast::{Part, Word};

/// Words that one word may become.
const LIMIT: usize = 10_000;

/// A word taken apart: unquoted characters, and parts that braces do not look into.
#[derive(Clone, PartialEq)]
enum Item {
    Char(char),
    Part(Part),
}

/// All the words that a word with braces stands for; itself if there are none.
pub(super) fn expand(word: &Word) -> Vec<Word> {
    if !word.iter().any(|part| matches!(part, Part::Text(text) if text.contains('{'))) {
        return vec![word.clone()];
    }
    let mut items = Vec::new();
    for part in word {
        match part {
            Part::Text(text) => items.extend(text.chars().map(Item::Char)),
            part => items.push(Item::Part(part.clone())),
        }
    }
    // Each round replaces the first group of each word, so that no recursion is needed.
    let mut done = Vec::new();
    let mut todo = vec![items];
    while let Some(items) = todo.pop() {
        match first_group(&items) {
            Some((start, end, choices)) if done.len() + todo.len() + choices.len() < LIMIT => {
                for choice in choices.into_iter().rev() {
                    let mut next = items[..start].to_vec();
                    next.extend(choice);
                    next.extend_from_slice(&items[end..]);
                    todo.push(next);
                }
            }
            _ => done.push(to_word(items)),
        }
    }
    done
}

/// The first group that has choices: where it begins, where it ends, and what it offers.
fn first_group(items: &[Item]) -> Option<(usize, usize, Vec<Vec<Item>>)> {
    (0..items.len()).filter(|at| items[*at] == Item::Char('{')).find_map(|start| {
        let mut depth = 0;
        let mut commas = Vec::new();
        for (at, item) in items.iter().enumerate().skip(start) {
            match item {
                Item::Char('{') => depth += 1,
                Item::Char(',') if depth == 1 => commas.push(at),
                Item::Char('}') => {
                    depth -= 1;
                    if depth == 0 {
                        return choices(&items[start + 1..at], &commas, start + 1).map(|list| (start, at + 1, list));
                    }
                }
                _ => {}
            }
        }
        None
    })
}

fn choices(inside: &[Item], commas: &[usize], offset: usize) -> Option<Vec<Vec<Item>>> {
    if commas.is_empty() {
        return sequence(inside);
    }
    let mut list = Vec::new();
    let mut from = 0;
    for comma in commas {
        list.push(inside[from..comma - offset].to_vec());
        from = comma - offset + 1;
    }
    list.push(inside[from..].to_vec());
    Some(list)
}

/// `1..5`, `5..1..2`, `a..e`
fn sequence(inside: &[Item]) -> Option<Vec<Vec<Item>>> {
    let text: Option<String> =
        inside.iter().map(|item| if let Item::Char(c) = item { Some(*c) } else { None }).collect();
    let text = text?;
    let parts: Vec<&str> = text.split("..").collect();
    let (from, to, step) = match parts.as_slice() {
        [from, to] => (*from, *to, 1),
        [from, to, step] => (*from, *to, step.parse::<i64>().ok()?.abs().max(1)),
        _ => return None,
    };
    let texts: Vec<String> = match (from.parse::<i64>(), to.parse::<i64>()) {
        (Ok(low), Ok(high)) => {
            let padded = [from, to].iter().any(|text| text.trim_start_matches('-').starts_with('0') && text.len() > 1);
            let width = if padded { from.len().max(to.len()) } else { 0 };
            span(low, high, step).map(|value| format!("{value:0width$}")).collect()
        }
        _ => {
            let (low, high) = (single(from)?, single(to)?);
            let letters = span(i64::from(low as u32), i64::from(high as u32), step);
            letters.filter_map(|value| char::from_u32(value as u32)).map(String::from).collect()
        }
    };
    Some(texts.into_iter().map(|text| text.chars().map(Item::Char).collect()).collect())
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    let first = chars.next().filter(char::is_ascii_alphabetic)?;
    chars.next().is_none().then_some(first)
}

fn span(from: i64, to: i64, step: i64) -> impl Iterator<Item = i64> {
    let step = if to < from { -step } else { step };
    let count = to.saturating_sub(from).unsigned_abs() / step.unsigned_abs();
    (0..=count.min(LIMIT as u64)).map(move |at| from + step * at as i64)
}

fn to_word(items: Vec<Item>) -> Word {
    let mut word = Word::new();
    for item in items {
        match (item, word.last_mut()) {
            (Item::Char(next), Some(Part::Text(text))) => text.push(next),
            (Item::Char(next), _) => word.push(Part::Text(next.to_string())),
            (Item::Part(part), _) => word.push(part),
        }
    }
    word
}
