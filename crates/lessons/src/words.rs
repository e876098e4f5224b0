//! Korean particles that depend on the last sound of a word.

/// Whether the last sound is a consonant. Latin words are read by their last letters: in Korean `web`, `exec` and `back`
/// end in a consonant, `pod`, `client` and `disk` in a vowel that is put behind it; the last letter of `multiple` and
/// `name` is silent. What stands between round brackets behind a word is not read.
fn ends_in_consonant(word: &str) -> bool {
    let word = word.strip_suffix(')').and_then(|w| w.rsplit_once('(')).map_or(word, |(word, _)| word);
    match word.chars().last() {
        Some(c @ '가'..='힣') => !(c as u32 - '가' as u32).is_multiple_of(28),
        Some(c) if c.is_ascii_digit() => "013678".contains(c),
        Some(c) => {
            let before = word.chars().rev().nth(1).unwrap_or(' ').to_ascii_lowercase();
            match c.to_ascii_lowercase() {
                'l' | 'm' | 'n' => true,
                'e' => "lmn".contains(before),
                'k' if before == 'c' => true,
                'b' | 'c' | 'k' | 'p' | 't' => "aeiou".contains(before),
                'g' => before == 'n',
                _ => false,
            }
        }
        None => false,
    }
}

/// 이/가.
pub fn subject(word: &str) -> String {
    format!("{word}{}", if ends_in_consonant(word) { "이" } else { "가" })
}

/// 을/를.
pub fn object(word: &str) -> String {
    format!("{word}{}", if ends_in_consonant(word) { "을" } else { "를" })
}

/// 이에/예, which `요` follows.
pub fn copula(word: &str) -> String {
    format!("{word}{}", if ends_in_consonant(word) { "이에" } else { "예" })
}

/// One of several words (`a|b`), before `야 해요`: 이어/여.
pub fn either(words: &str) -> String {
    let (rest, last) = words.rsplit_once('|').unwrap_or(("", words));
    let or = |w: &str| format!("{w}{} ", if ends_in_consonant(w) { "이나" } else { "나" });
    let rest: String = rest.split('|').filter(|w| !w.is_empty()).map(or).collect();
    format!("{rest}{last}{}", if ends_in_consonant(last) { "이어" } else { "여" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_follow_the_last_sound() {
        assert_eq!((subject("파드"), subject("레이블")), ("파드가".into(), "레이블이".into()));
        assert_eq!(
            (object("네임스페이스 demo"), object("파드 my-nginx-pod")),
            ("네임스페이스 demo를".into(), "파드 my-nginx-pod를".into())
        );
        for (word, said) in [
            ("client", "client가"),
            ("sesac", "sesac이"),
            ("web", "web이"),
            ("ping", "ping이"),
            ("kubia-manual", "kubia-manual이"),
            ("back", "back이"),
            ("multiple", "multiple이"),
            ("once", "once가"),
            ("재시작 횟수(RESTARTS)", "재시작 횟수(RESTARTS)가"),
        ] {
            assert_eq!(subject(word), said);
        }
        assert_eq!((copula("Pending"), copula("True")), ("Pending이에".into(), "True예".into()));
        assert_eq!(either("Error|CrashLoopBackOff"), "Error나 CrashLoopBackOff여");
    }
}
