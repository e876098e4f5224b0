//! What stands for earlier lines in a typed one: `!!`, `!$`, and at its beginning `!7`, `!-2`, `!kubectl`.

/// The line that is meant; the error is the event that there is not.
pub(super) fn expand(line: &str, history: &[String]) -> Result<String, String> {
    if let Some(rest) = line.strip_prefix('!')
        && !rest.starts_with(['!', '$', '=', '('])
        && let end = rest.find(|c: char| c.is_whitespace() || c == ';').unwrap_or(rest.len())
        && end > 0
    {
        let (event, more) = rest.split_at(end);
        let found = match event.parse::<isize>() {
            Ok(number @ 1..) => history.get(number as usize - 1),
            Ok(number) => history.len().checked_add_signed(number).and_then(|at| history.get(at)),
            Err(_) => history.iter().rev().find(|old| old.starts_with(event)),
        };
        return found.map(|old| old.clone() + more).ok_or_else(|| format!("!{event}"));
    }
    let (mut out, mut rest, mut quoted) = (String::new(), line, false);
    while let Some(c) = rest.chars().next() {
        quoted ^= c == '\'';
        let last = history.last().map(String::as_str);
        let (event, text) = match rest.get(..2) {
            Some(event @ "!!") => (event, last),
            Some(event @ "!$") => (event, last.and_then(|old| old.split_whitespace().last())),
            _ => ("", None),
        };
        if quoted || event.is_empty() || out.ends_with('\\') {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            out += text.ok_or(event)?;
            rest = &rest[2..];
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn earlier_lines_come_back() {
        let history = ["kubectl get pods", "ls /tmp"].map(String::from);
        let seen = |line| expand(line, &history).unwrap_or_else(|event| format!("{event}: event not found"));
        assert_eq!(seen("sudo !!"), "sudo ls /tmp");
        assert_eq!(seen("cat !$/x"), "cat /tmp/x");
        assert_eq!(seen("!k -A"), "kubectl get pods -A");
        assert_eq!(seen("!1; !2"), "kubectl get pods; !2");
        assert_eq!(seen("!-1"), "ls /tmp");
        assert_eq!(seen("!nope"), "!nope: event not found");
        for plain in ["echo '!!'", "! false", "echo hi!", "[ a != b ]", r"echo \!!", "echo 가!나"] {
            assert_eq!(seen(plain), plain);
        }
    }
}
