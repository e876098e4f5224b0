//! Which word of a line is being typed, and what could stand there. What fits is the host's to know: programs, files, or what
//! kubectl says.
//!
//! ```
//! use shell::complete::{Place, at};
//!
//! let found = at("cat a.yaml | kubectl get 'po", 28);
//! assert_eq!(found.place, Place::Argument(vec!["kubectl".into(), "get".into()]));
//! assert_eq!((found.start, found.word.as_str()), (25, "po"));
//! assert_eq!(found.insert("pods", true), "'pods' ");
//! ```

/// What could stand where the cursor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A command: builtins, functions, programs.
    Command,
    /// An argument of this command line, which holds the words before it without their quotes.
    Argument(Vec<String>),
    /// The file of a redirection.
    Redirection,
    /// The name of a variable behind `$` or `${`.
    Variable,
}

/// The word at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completing {
    pub place: Place,
    /// Where the word begins in the line, in bytes; with its opening quote. Of a variable, the name.
    pub start: usize,
    /// What of it has been typed, without quotes and backslashes.
    pub word: String,
    /// The quote that is still open.
    pub quote: Option<char>,
}

/// Words after which a command begins.
const OPENERS: &[&str] =
    &["if", "then", "else", "elif", "while", "until", "do", "!", "time", "{", "exec", "sudo", "env", "nohup"];

/// One level of commands: `$(` opens another.
#[derive(Default)]
struct Level {
    words: Vec<String>,
    /// The word under way, with where it begins.
    word: Option<(usize, String)>,
    redirecting: bool,
    /// It was opened by `$(` or a backquote inside double quotes.
    quoted: bool,
    backquote: bool,
}

impl Level {
    fn end_word(&mut self) {
        let Some((_, word)) = self.word.take() else { return };
        if std::mem::take(&mut self.redirecting) {
            return;
        }
        let assignment =
            self.words.is_empty() && word.split_once('=').is_some_and(|(name, _)| crate::syntax::is_name(name));
        let opener = self.words.is_empty() && OPENERS.contains(&word.as_str());
        if !assignment && !opener {
            self.words.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.words.clear();
        self.redirecting = false;
    }

    fn push(&mut self, at: usize, text: char) {
        self.word.get_or_insert_with(|| (at, String::new())).1.push(text);
    }
}

/// Looks at a line up to the cursor, which is an offset in bytes.
pub fn at(line: &str, cursor: usize) -> Completing {
    let mut end = cursor.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let text = &line[..end];
    let mut levels = vec![Level::default()];
    let mut quote: Option<char> = None;
    // Where the name of a variable begins.
    let mut variable: Option<usize> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if variable.is_some() && !(c.is_ascii_alphanumeric() || c == '_') {
            variable = None;
        }
        let depth = levels.len();
        let Some(level) = levels.last_mut() else { break };
        match (c, quote) {
            ('\'', Some('\'')) | ('"', Some('"')) => quote = None,
            (c, Some('\'')) => level.push(at, c),
            ('\\', _) => {
                let at = level.word.as_ref().map_or(at, |word| word.0);
                if let Some((_, next)) = chars.next() {
                    level.push(at, next);
                }
            }
            ('$', _) if matches!(chars.peek(), Some((_, '('))) => {
                chars.next();
                level.push(at, '$');
                levels.push(Level { quoted: quote.take().is_some(), ..Level::default() });
            }
            ('`', _) if level.backquote => {
                let quoted = level.quoted;
                levels.pop();
                quote = quoted.then_some('"');
            }
            ('`', _) => {
                level.push(at, c);
                levels.push(Level { quoted: quote.take().is_some(), backquote: true, ..Level::default() });
            }
            ('$', _) => {
                level.push(at, c);
                let brace = matches!(chars.peek(), Some((_, '{')));
                if brace && let Some((at, c)) = chars.next() {
                    level.push(at, c);
                }
                variable = Some(at + if brace { 2 } else { 1 });
            }
            (c, Some(_)) => level.push(at, c),
            ('\'' | '"', None) => {
                quote = Some(c);
                level.word.get_or_insert_with(|| (at, String::new()));
            }
            (' ' | '\t', None) => level.end_word(),
            ('|' | '&' | ';' | '\n' | '(', None) => level.end_command(),
            (')', None) if depth > 1 => {
                let quoted = level.quoted;
                levels.pop();
                quote = quoted.then_some('"');
            }
            (')', None) => level.end_command(),
            ('<' | '>', None) => {
                // A number right before it belongs to it.
                if level.word.as_ref().is_some_and(|(_, word)| word.chars().all(|c| c.is_ascii_digit())) {
                    level.word = None;
                }
                level.end_word();
                level.redirecting = true;
                if matches!(chars.peek(), Some((_, '>' | '<' | '&' | '|'))) {
                    chars.next();
                }
            }
            ('#', None) if level.word.is_none() => {
                // A comment: nothing is completed in it.
                let rest = Place::Argument(vec!["#".into()]);
                return Completing { place: rest, start: end, word: String::new(), quote: None };
            }
            (c, None) => level.push(at, c),
        }
    }
    let level = levels.pop().unwrap_or_default();
    if let Some(start) = variable {
        return Completing { place: Place::Variable, start, word: text[start..].to_string(), quote };
    }
    let (start, word) = level.word.unwrap_or((end, String::new()));
    let place = match () {
        () if level.redirecting => Place::Redirection,
        () if level.words.is_empty() => Place::Command,
        () => Place::Argument(level.words),
    };
    Completing { place, start, word, quote }
}

impl Completing {
    /// The text that takes the word's place. `whole`: nothing more will follow, so quotes are closed and a blank is added.
    pub fn insert(&self, text: &str, whole: bool) -> String {
        if self.place == Place::Variable {
            return text.to_string();
        }
        let plain = |c: char| c.is_alphanumeric() || "_-./:=@%+,~".contains(c);
        let mut out = match self.quote {
            Some('\'') => format!("'{}", text.replace('\'', "'\\''")),
            Some(_) => {
                let escaped = text.chars().flat_map(|c| "\"\\$`".contains(c).then_some('\\').into_iter().chain([c]));
                format!("\"{}", escaped.collect::<String>())
            }
            None => text.chars().flat_map(|c| (!plain(c)).then_some('\\').into_iter().chain([c])).collect(),
        };
        if whole {
            out.extend(self.quote);
            if !text.ends_with('/') {
                out.push(' ');
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, place: Place, word: &str) {
        let found = at(line, line.len());
        assert_eq!((found.place, found.word.as_str()), (place, word), "{line}");
    }

    fn argument(words: &[&str]) -> Place {
        Place::Argument(words.iter().map(|word| word.to_string()).collect())
    }

    #[test]
    fn the_word_at_the_cursor_is_found() {
        check("", Place::Command, "");
        check("kub", Place::Command, "kub");
        check("kubectl ", argument(&["kubectl"]), "");
        check("kubectl get po", argument(&["kubectl", "get"]), "po");
        check("cat a | gr", Place::Command, "gr");
        check("cat a|grep -i x && ls /e", argument(&["ls"]), "/e");
        check("cat > f", Place::Redirection, "f");
        check("cat 2>/tm", Place::Redirection, "/tm");
        check("cat <a b", argument(&["cat"]), "b");
        check("echo $(kubectl g", argument(&["kubectl"]), "g");
        check("echo \"$(ls x) ", argument(&["echo"]), "$ ");
        check("echo $HO", Place::Variable, "HO");
        check("echo ${HO", Place::Variable, "HO");
        check("A=b kubectl g", argument(&["kubectl"]), "g");
        check("if kub", Place::Command, "kub");
        check("vi my\\ fi", argument(&["vi"]), "my fi");
        check("vi 'my fi", argument(&["vi"]), "my fi");
        check("echo 한 파", argument(&["echo", "한"]), "파");
        assert_eq!(at("vi my\\ fi", 8).insert("my file", true), "my\\ file ");
        assert_eq!(at("ls /e", 5).insert("/etc/", true), "/etc/");
    }
}
