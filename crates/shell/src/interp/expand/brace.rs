//! `{a,b}` and `{1..3}`: before everything else, on the text of the word.

use crate::syntax::ast::{Part, Word};

/// Words that one word may become, and the characters that these may have together.
const LIMIT: usize = 100_000;
const MAX_CHARS: usize = 2 << 20;

/// A word taken apart: unquoted characters, and parts that braces do not look into.
#[derive(Clone, PartialEq)]
enum Item {
    Char(char),
    Part(Part),
}

/// All the words that a word with braces stands for; itself if there are none. More than a shell can hold are refused.
pub(super) fn expand(word: &Word) -> Result<Vec<Word>, String> {
    if !word.iter().any(|part| matches!(part, Part::Text(text) if text.contains('{'))) {
        return Ok(vec![word.clone()]);
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
    let mut chars = 0;
    while let Some(items) = todo.pop() {
        match first_group(&items)? {
            Some((start, end, choices)) => {
                let count = done.len() + todo.len() + choices.len();
                chars += choices.iter().map(|choice| items.len() + choice.len()).sum::<usize>();
                if count > LIMIT || chars > MAX_CHARS {
                    return Err(too_many(count as u64));
                }
                for choice in choices.into_iter().rev() {
                    let mut next = items[..start].to_vec();
                    next.extend(choice);
                    next.extend_from_slice(&items[end..]);
                    todo.push(next);
                }
            }
            None => done.push(to_word(items)),
        }
    }
    Ok(done)
}

fn too_many(count: u64) -> String {
    format!("brace expansion: failed to allocate memory for {count} elements")
}

/// A group's place, and its choices.
type Group = (usize, usize, Vec<Vec<Item>>);

/// The first group that has choices: where it begins, where it ends, and what it offers.
fn first_group(items: &[Item]) -> Result<Option<Group>, String> {
    for start in (0..items.len()).filter(|at| items[*at] == Item::Char('{')) {
        let mut depth = 0;
        let mut commas = Vec::new();
        for (at, item) in items.iter().enumerate().skip(start) {
            match item {
                Item::Char('{') => depth += 1,
                Item::Char(',') if depth == 1 => commas.push(at),
                Item::Char('}') => {
                    depth -= 1;
                    if depth == 0 {
                        match choices(&items[start + 1..at], &commas, start + 1)? {
                            Some(list) => return Ok(Some((start, at + 1, list))),
                            None => break,
                        }
                    }
                }
                _ => {}
            }
        }
    }
    Ok(None)
}

fn choices(inside: &[Item], commas: &[usize], offset: usize) -> Result<Option<Vec<Vec<Item>>>, String> {
    if commas.is_empty() {
        return sequence(inside).transpose();
    }
    let mut list = Vec::new();
    let mut from = 0;
    for comma in commas {
        list.push(inside[from..comma - offset].to_vec());
        from = comma - offset + 1;
    }
    list.push(inside[from..].to_vec());
    Ok(Some(list))
}

/// `1..5`, `5..1..2`, `a..e`
fn sequence(inside: &[Item]) -> Option<Result<Vec<Vec<Item>>, String>> {
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
            let count = high.abs_diff(low) / step.unsigned_abs();
            if count >= LIMIT as u64 {
                return Some(Err(too_many(count.saturating_add(1))));
            }
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
    Some(Ok(texts.into_iter().map(|text| text.chars().map(Item::Char).collect()).collect()))
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    let first = chars.next().filter(char::is_ascii_alphabetic)?;
    chars.next().is_none().then_some(first)
}

fn span(from: i64, to: i64, step: i64) -> impl Iterator<Item = i64> {
    let step = if to < from { -step } else { step };
    let count = to.abs_diff(from) / step.unsigned_abs();
    (0..=count).map(move |at| from + step * at as i64)
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
