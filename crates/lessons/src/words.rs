//! Korean particles that depend on the last sound of a word.

/// Whether the last sound is a consonant. Latin words are read by their last letters: in Korean `web` and `exec` end in a
/// consonant, `pod`, `client` and `disk` in a vowel that is put behind it.
fn ends_in_consonant(word: &str) -> bool {
    match word.chars().last() {
        Some(c @ '가'..='힣') => !(c as u32 - '가' as u32).is_multiple_of(28),
        Some(c) if c.is_ascii_digit() => "013678".contains(c),
        Some(c) => {
            let before = word.chars().rev().nth(1).unwrap_or(' ').to_ascii_lowercase();
            match c.to_ascii_lowercase() {
                'l' | 'm' | 'n' => true,
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
        ] {
            assert_eq!(subject(word), said);
        }
    }
}
