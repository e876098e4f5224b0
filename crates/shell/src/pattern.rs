//! Shell patterns: `*`, `?`, `[a-z]`, `[!a]`, `[[:digit:]]`, and `\` before what is meant literally.

/// Whether the whole text matches. Takes time of at most pattern times text.
pub fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    matches_chars(&pattern, &text)
}

pub(crate) fn matches_chars(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    // The last star, and how much of the text it has eaten.
    let mut star: Option<(usize, usize)> = None;
    loop {
        if p < pattern.len() && pattern[p] == '*' {
            p += 1;
            star = Some((p, t));
            continue;
        }
        if t == text.len() && p == pattern.len() {
            return true;
        }
        if t < text.len()
            && p < pattern.len()
            && let Some(next) = match_one(pattern, p, text[t])
        {
            p = next;
            t += 1;
            continue;
        }
        match star {
            Some((after, eaten)) if eaten < text.len() => {
                star = Some((after, eaten + 1));
                p = after;
                t = eaten + 1;
            }
            _ => return false,
        }
    }
}

/// What begins where a text begins and matches.
#[derive(Debug, Default)]
pub(crate) struct Prefix {
    /// Where the shortest match ends, and the longest.
    pub ends: Option<(usize, usize)>,
    /// A star was reached: the text was looked through to its end.
    pub starred: bool,
}

/// Positions in a pattern that the text so far leads to, each with the first and the last place where such a match begins.
#[derive(Default)]
struct Threads(Vec<(usize, usize, usize)>);

impl Threads {
    fn add(&mut self, pattern: &[char], mut at: usize, first: usize, last: usize) {
        loop {
            // In the order of their positions, which mostly come in that order.
            let behind = self.0.iter().rposition(|thread| thread.0 <= at).map_or(0, |place| place + 1);
            match self.0[..behind].last_mut() {
                Some(thread) if thread.0 == at => {
                    if thread.1 <= first && thread.2 >= last {
                        return;
                    }
                    *thread = (at, thread.1.min(first), thread.2.max(last));
                }
                _ => self.0.insert(behind, (at, first, last)),
            }
            if pattern.get(at) != Some(&'*') {
                return;
            }
            at += 1;
        }
    }

    fn step(&self, pattern: &[char], c: char) -> Threads {
        let mut next = Threads::default();
        for &(at, first, last) in &self.0 {
            match pattern.get(at) {
                None => {}
                Some('*') => next.add(pattern, at, first, last),
                Some(_) => {
                    if let Some(at) = match_one(pattern, at, c) {
                        next.add(pattern, at, first, last);
                    }
                }
            }
        }
        next
    }

    fn whole(&self, pattern: &[char]) -> Option<(usize, usize)> {
        self.0.iter().find(|thread| thread.0 == pattern.len()).map(|thread| (thread.1, thread.2))
    }
}

/// Matches that begin where the text begins, in one pass.
pub(crate) fn prefix(pattern: &[char], text: &[char]) -> Prefix {
    let mut found = Prefix::default();
    let mut threads = Threads::default();
    threads.add(pattern, 0, 0, 0);
    for at in 0..=text.len() {
        found.starred |= threads.0.iter().any(|thread| pattern.get(thread.0) == Some(&'*'));
        if threads.whole(pattern).is_some() {
            found.ends = Some((found.ends.map_or(at, |ends| ends.0), at));
        }
        match text.get(at) {
            Some(c) if !threads.0.is_empty() => threads = threads.step(pattern, *c),
            _ => break,
        }
    }
    found
}

/// Where the longest and the shortest of the matches begin that end where the text ends, in one pass.
pub(crate) fn suffix(pattern: &[char], text: &[char]) -> Option<(usize, usize)> {
    let mut threads = Threads::default();
    for at in 0..=text.len() {
        threads.add(pattern, 0, at, at);
        match text.get(at) {
            Some(c) => threads = threads.step(pattern, *c),
            None => break,
        }
    }
    threads.whole(pattern)
}

/// Whether trying a pattern on a text would take too long: what is not literal may be tried everywhere.
pub(crate) fn is_long(pattern: &[char], text: &[char]) -> bool {
    pattern.len().saturating_mul(text.len()) > 1 << 26 && pattern.iter().any(|c| "*?[".contains(*c))
}

/// Matches one character; the position behind the pattern's element.
fn match_one(pattern: &[char], at: usize, c: char) -> Option<usize> {
    match pattern[at] {
        '?' => Some(at + 1),
        '\\' if at + 1 < pattern.len() => (pattern[at + 1] == c).then_some(at + 2),
        '[' => match bracket(pattern, at, c) {
            Some((fits, end)) => fits.then_some(end),
            None => (c == '[').then_some(at + 1),
        },
        literal => (literal == c).then_some(at + 1),
    }
}

/// A bracket expression; `None` if it does not close and so is a plain `[`.
fn bracket(pattern: &[char], start: usize, c: char) -> Option<(bool, usize)> {
    let mut at = start + 1;
    let negated = matches!(pattern.get(at), Some('!' | '^'));
    if negated {
        at += 1;
    }
    let first = at;
    let mut fits = false;
    loop {
        let low = *pattern.get(at)?;
        if low == ']' && at > first {
            return Some((fits != negated, at + 1));
        }
        if low == '[' && pattern.get(at + 1) == Some(&':') {
            let end = pattern[at + 2..].iter().position(|next| *next == ':').map(|len| at + 2 + len);
            if let Some(end) = end.filter(|end| pattern.get(end + 1) == Some(&']')) {
                let name: String = pattern[at + 2..end].iter().collect();
                fits |= in_class(&name, c);
                at = end + 2;
                continue;
            }
        }
        let mut literal = low;
        if low == '\\' && at + 1 < pattern.len() {
            at += 1;
            literal = pattern[at];
        }
        at += 1;
        if pattern.get(at) == Some(&'-') && pattern.get(at + 1).is_some_and(|high| *high != ']') {
            let high = pattern[at + 1];
            fits |= (literal..=high).contains(&c);
            at += 2;
        } else {
            fits |= literal == c;
        }
    }
}

/// POSIX character classes.
pub(crate) fn in_class(name: &str, c: char) -> bool {
    match name {
        "alpha" => c.is_alphabetic(),
        "digit" => c.is_ascii_digit(),
        "alnum" => c.is_alphanumeric(),
        "upper" => c.is_uppercase(),
        "lower" => c.is_lowercase(),
        "space" => c.is_whitespace(),
        "blank" => c == ' ' || c == '\t',
        "punct" => c.is_ascii_punctuation(),
        "print" => !c.is_control(),
        "graph" => !c.is_control() && !c.is_whitespace(),
        "cntrl" => c.is_control(),
        "xdigit" => c.is_ascii_hexdigit(),
        _ => false,
    }
}

/// Whether there is anything in it that is not literal.
pub fn is_pattern(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(next) = chars.next() {
        match next {
            '\\' => {
                chars.next();
            }
            '*' | '?' | '[' => return true,
            _ => {}
        }
    }
    false
}

/// Puts `\` before all that is special in a pattern.
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for next in text.chars() {
        if matches!(next, '*' | '?' | '[' | ']' | '\\' | '-' | '!' | '^') {
            escaped.push('\\');
        }
        escaped.push(next);
    }
    escaped
}

/// Takes the escapes away again.
pub fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(next) = chars.next() {
        plain.push(if next == '\\' { chars.next().unwrap_or('\\') } else { next });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{matches, matches_chars, prefix, suffix};

    #[test]
    fn patterns_match_as_in_a_shell() {
        for (pattern, text) in [
            ("*", ""),
            ("a*c", "abbc"),
            ("*.y?ml", "pod.yaml"),
            ("[a-c]x", "bx"),
            ("[!a]", "b"),
            ("[]]", "]"),
            ("[[:digit:]]*", "7up"),
            ("\\*", "*"),
            ("[", "["),
            ("*a*b", "xaxbxb"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a*c", "abd"), ("[!a]", "a"), ("\\*", "x"), ("?", ""), ("[a-c]", "d")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
        assert!(!matches(&"*a".repeat(40), &"a".repeat(39)), "stars do not explode");
    }

    #[test]
    fn the_ends_and_the_beginnings_of_matches_are_those_of_trying_all() {
        let texts = ["", "a", "ab", "aab", "abab", "a/b/c", "xxaxx", "[a]", "aaaa"];
        let patterns =
            ["", "*", "a", "a*", "*a", "*/", "/*", "?", "??", "a?b", "[ab]", "*[!a]*", "**", "a*b", "\\[*", "[["];
        for text in texts {
            let text: Vec<char> = text.chars().collect();
            for pattern in patterns {
                let pattern: Vec<char> = pattern.chars().collect();
                let ends: Vec<usize> = (0..=text.len()).filter(|end| matches_chars(&pattern, &text[..*end])).collect();
                let starts: Vec<usize> =
                    (0..=text.len()).filter(|start| matches_chars(&pattern, &text[*start..])).collect();
                let edges = |all: &[usize]| Some((*all.first()?, *all.last()?));
                assert_eq!(prefix(&pattern, &text).ends, edges(&ends), "{pattern:?} {text:?}");
                assert_eq!(suffix(&pattern, &text), edges(&starts), "{pattern:?} {text:?}");
            }
        }
    }
}
