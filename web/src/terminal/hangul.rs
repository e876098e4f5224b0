//! A command typed while the keyboard was in Korean mode: `ㅏㅕㅠㄷㅊ시 ㅎㄷㅅ` is `kubectl get`.

/// Keys of the two-set keyboard, by compatibility jamo; capitals stand for shifted keys.
const KEYS: &[(char, &str)] = &[
    ('ㄱ', "r"),
    ('ㄲ', "R"),
    ('ㄴ', "s"),
    ('ㄷ', "e"),
    ('ㄸ', "E"),
    ('ㄹ', "f"),
    ('ㅁ', "a"),
    ('ㅂ', "q"),
    ('ㅃ', "Q"),
    ('ㅅ', "t"),
    ('ㅆ', "T"),
    ('ㅇ', "d"),
    ('ㅈ', "w"),
    ('ㅉ', "W"),
    ('ㅊ', "c"),
    ('ㅋ', "z"),
    ('ㅌ', "x"),
    ('ㅍ', "v"),
    ('ㅎ', "g"),
    ('ㅏ', "k"),
    ('ㅐ', "o"),
    ('ㅑ', "i"),
    ('ㅒ', "O"),
    ('ㅓ', "j"),
    ('ㅔ', "p"),
    ('ㅕ', "u"),
    ('ㅖ', "P"),
    ('ㅗ', "h"),
    ('ㅘ', "hk"),
    ('ㅙ', "ho"),
    ('ㅚ', "hl"),
    ('ㅛ', "y"),
    ('ㅜ', "n"),
    ('ㅝ', "nj"),
    ('ㅞ', "np"),
    ('ㅟ', "nl"),
    ('ㅠ', "b"),
    ('ㅡ', "m"),
    ('ㅢ', "ml"),
    ('ㅣ', "l"),
    ('ㄳ', "rt"),
    ('ㄵ', "sw"),
    ('ㄶ', "sg"),
    ('ㄺ', "fr"),
    ('ㄻ', "fa"),
    ('ㄼ', "fq"),
    ('ㄽ', "ft"),
    ('ㄾ', "fx"),
    ('ㄿ', "fv"),
    ('ㅀ', "fg"),
    ('ㅄ', "qt"),
];
const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const MEDIALS: &str = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

/// The command that was meant, if the first word is one in Korean letters.
pub fn command(text: &str) -> Option<String> {
    let first = text.split_whitespace().next()?;
    let keys = keys_of(first);
    let known = ["kubectl", "ls", "cat", "curl", "clear", "help", "echo", "k"];
    (keys != first && known.contains(&keys.as_str())).then(|| keys_of(text))
}

fn keys_of(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '가'..='힣' => {
                let n = c as usize - '가' as usize;
                let (i, m, f) = (n / 588, n % 588 / 28, n % 28);
                let parts = [
                    INITIALS.chars().nth(i),
                    MEDIALS.chars().nth(m),
                    f.checked_sub(1).and_then(|f| FINALS.chars().nth(f)),
                ];
                parts.into_iter().flatten().for_each(|jamo| out.push_str(key(jamo)));
            }
            c => match key(c) {
                "" => out.push(c),
                keys => out.push_str(keys),
            },
        }
    }
    out
}

fn key(jamo: char) -> &'static str {
    KEYS.iter().find(|(j, _)| *j == jamo).map_or("", |(_, keys)| keys)
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn commands_in_korean_letters() {
        assert_eq!(command("ㅏㅕㅠㄷㅊ시 ㅎㄷㅅ pods").as_deref(), Some("kubectl get pods"));
        assert_eq!(command("kubectl get pods"), None);
        assert_eq!(command("안녕"), None);
    }
}
