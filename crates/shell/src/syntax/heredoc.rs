//! Here-documents. The body stands behind the end of the current line; it is cut out of the text as soon as `<<` is seen, so
//! that the rest of the line is read as if there were none.

use super::ast::{Part, Word};
use super::error::SyntaxError;
use super::lexer::Lexer;
use super::word::WordEnd;

impl Lexer {
    /// Called behind the delimiter word, whose source text is `delimiter`.
    pub fn here_document(&mut self, delimiter: &str, strip_tabs: bool) -> Result<Word, SyntaxError> {
        let quoted = delimiter.contains(['\'', '"', '\\']);
        let plain: String = delimiter.chars().filter(|c| !matches!(c, '\'' | '"' | '\\')).collect();
        let Some(newline) = self.end_of_line() else {
            return self.cut_short(plain, Vec::new());
        };
        let start = newline + 1;
        let mut at = start;
        let mut body = String::new();
        while at < self.chars.len() {
            let end = self.chars[at..].iter().position(|c| *c == '\n').map_or(self.chars.len(), |len| at + len);
            let mut line = self.text(at, end);
            if strip_tabs {
                line = line.trim_start_matches('\t').to_string();
            }
            at = (end + 1).min(self.chars.len());
            self.cut_lines += 1;
            if line == plain {
                self.chars.drain(start..at);
                return self.body(body, quoted);
            }
            body.push_str(&line);
            body.push('\n');
        }
        if !self.at_end {
            return Err(SyntaxError::HereDoc { delimiter: plain, line: self.line });
        }
        self.chars.truncate(start);
        self.cut_lines = self.cut_lines.saturating_sub(1);
        let word = self.body(body, quoted)?;
        self.cut_short(plain, word)
    }

    /// The text ends before the delimiter: an error for a terminal, a warning for a script.
    fn cut_short(&mut self, delimiter: String, word: Word) -> Result<Word, SyntaxError> {
        let error = SyntaxError::HereDoc { delimiter, line: self.line };
        if !self.at_end {
            return Err(error);
        }
        self.warnings.push(error);
        Ok(word)
    }

    fn body(&mut self, text: String, quoted: bool) -> Result<Word, SyntaxError> {
        if quoted {
            return Ok(vec![Part::Quoted(text)]);
        }
        Ok(vec![Part::Double(self.within(&text, self.line).double_parts(WordEnd::HereDoc)?)])
    }

    /// The newline that ends the current line, not counting those in quotes.
    fn end_of_line(&self) -> Option<usize> {
        let mut at = self.pos;
        let mut quote = None;
        while let Some(next) = self.chars.get(at) {
            match (*next, quote) {
                ('\\', None | Some('"')) => at += 1,
                (open @ ('\'' | '"'), None) => quote = Some(open),
                (close, Some(open)) if close == open => quote = None,
                ('\n', None) => return Some(at),
                _ => {}
            }
            at += 1;
        }
        None
    }
}
