//! Answers of redis as its client shows them: with types and quotes on a terminal only.

/// An answer, read.
enum Reply {
    Status(String),
    Error(String),
    Int(String),
    Bulk(Option<String>),
    Array(Vec<Reply>),
}

/// Reads one answer off the front of a text.
fn read(text: &mut &str) -> Option<Reply> {
    let (first, rest) = text.split_once("\r\n")?;
    let (kind, word) = first.split_at_checked(1)?;
    *text = rest;
    let word = word.to_string();
    Some(match kind {
        "+" => Reply::Status(word),
        "-" => Reply::Error(word),
        ":" => Reply::Int(word),
        "$" => Reply::Bulk(word.parse::<usize>().ok().and_then(|length| {
            let (bulk, rest) = text.split_at_checked(length)?;
            *text = rest.strip_prefix("\r\n").unwrap_or(rest);
            Some(bulk.to_string())
        })),
        "*" => {
            let count = word.parse::<usize>().unwrap_or(0);
            Reply::Array((0..count).map_while(|_| read(text)).collect())
        }
        _ => return None,
    })
}

/// What the first answer of a text looks like; `None` where there is none.
pub(super) fn shown(text: &mut &str, terminal: bool) -> Option<String> {
    let reply = read(text)?;
    Some(match (&reply, terminal) {
        // Reports are shown as they are.
        (Reply::Bulk(Some(report)), _) if report.starts_with("# ") => report.clone(),
        (_, true) => typed(&reply, 0),
        (Reply::Error(why), false) => format!("{why}\n\n"),
        (_, false) => plain(&reply) + "\n",
    })
}

fn plain(reply: &Reply) -> String {
    match reply {
        Reply::Status(text) | Reply::Error(text) | Reply::Int(text) => text.clone(),
        Reply::Bulk(text) => text.clone().unwrap_or_default(),
        Reply::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("\n"),
    }
}

fn typed(reply: &Reply, indent: usize) -> String {
    match reply {
        Reply::Status(text) => format!("{text}\n"),
        Reply::Error(text) => format!("(error) {text}\n"),
        Reply::Int(text) => format!("(integer) {text}\n"),
        Reply::Bulk(None) => "(nil)\n".into(),
        Reply::Bulk(Some(text)) => format!("{text:?}\n"),
        Reply::Array(items) if items.is_empty() => "(empty array)\n".into(),
        Reply::Array(items) => {
            let width = items.len().to_string().len();
            let row = |(at, item): (usize, &Reply)| {
                let before = if at == 0 { 0 } else { indent };
                format!("{:before$}{:>width$}) {}", "", at + 1, typed(item, indent + width + 2))
            };
            items.iter().enumerate().map(row).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_shown_with_types_on_a_terminal_only() {
        let show = |text: &str, terminal| shown(&mut &*text, terminal).unwrap_or_default();
        assert_eq!(show("*2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n", true), "1) \"a\"\n2) 1) (integer) 1\n   2) (nil)\n");
        assert_eq!(show("*2\r\n$1\r\na\r\n:1\r\n", false), "a\n1\n");
        assert_eq!(show("$7\r\n# A\r\nb:\r\n", true), "# A\r\nb:");
        assert_eq!(show("-ERR x\r\n", false), "ERR x\n\n");
    }
}
