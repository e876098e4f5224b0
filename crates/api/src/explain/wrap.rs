//! Wrapping and indenting of prose.

/// Breaks lines at blanks so that none is longer than `limit`, unless a single word is.
pub(super) fn wrap(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / limit.max(1));
    let (mut word, mut blanks) = (String::new(), String::new());
    let (mut line, mut word_length, mut blank_length) = (0, 0, 0);
    for c in text.chars() {
        if c == '\n' {
            if word.is_empty() {
                if line + blank_length <= limit {
                    out.push_str(&blanks);
                }
            } else {
                out.push_str(&blanks);
                out.push_str(&word);
            }
            out.push('\n');
            blanks.clear();
            word.clear();
            (line, word_length, blank_length) = (0, 0, 0);
        } else if c.is_whitespace() && c != '\u{a0}' {
            if blanks.is_empty() || !word.is_empty() {
                line += blank_length + word_length;
                out.push_str(&blanks);
                out.push_str(&word);
                blanks.clear();
                word.clear();
                (word_length, blank_length) = (0, 0);
            }
            blanks.push(c);
            blank_length += 1;
        } else {
            word.push(c);
            word_length += 1;
            if line + word_length + blank_length > limit && word_length < limit {
                out.push('\n');
                blanks.clear();
                (line, blank_length) = (0, 0);
            }
        }
    }
    if !word.is_empty() || line + blank_length <= limit {
        out.push_str(&blanks);
    }
    out.push_str(&word);
    out
}

/// Each line with blanks in front, empty ones too.
pub(super) fn indent(text: &str, amount: usize) -> String {
    let pad = " ".repeat(amount);
    [&*pad, &text.replace('\n', &["\n", &*pad].concat())].concat()
}
