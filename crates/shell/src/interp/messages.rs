//! What a shell says about mistakes, in the words of the shell it is.

use super::Shell;
use crate::kernel::Io;
use crate::syntax::{Dialect, SyntaxError};
use crate::system::System;

impl Shell {
    /// The beginning of a message: `bash: line 3: `, `sh: 3: `, `sh: `.
    fn prefix(&self, builtin: Option<&str>) -> String {
        let name = if self.options.interactive { self.name.trim_start_matches('-') } else { &self.name };
        let line = self.line;
        let script = self.options.started_with.is_empty() && !self.options.interactive;
        match (self.options.dialect, builtin) {
            (Dialect::Bash, builtin) => {
                let place = if self.options.interactive { String::new() } else { format!("line {line}: ") };
                let builtin = builtin.map(|name| format!("{name}: ")).unwrap_or_default();
                format!("{name}: {place}{builtin}")
            }
            (Dialect::Dash, builtin) => {
                let builtin = builtin.map(|name| format!("{name}: ")).unwrap_or_default();
                format!("{name}: {line}: {builtin}")
            }
            (Dialect::Ash, None) if script => format!("{name}: line {line}: "),
            (Dialect::Ash, None) => format!("{name}: "),
            (Dialect::Ash, Some(builtin)) if self.options.interactive => format!("{name}: {builtin}: "),
            (Dialect::Ash, Some(builtin)) => format!("{name}: {builtin}: line {line}: "),
        }
    }

    /// Says something on standard error.
    pub(super) fn complain(&self, io: &mut Io<'_>, sys: &mut dyn System, message: &str) {
        io.err(sys, &format!("{}{message}\n", self.prefix(None)));
    }

    /// The same, in the name of a builtin.
    pub(super) fn complain_as(&self, io: &mut Io<'_>, sys: &mut dyn System, builtin: &str, message: &str) {
        io.err(sys, &format!("{}{message}\n", self.prefix(Some(builtin))));
    }

    pub(super) fn not_found(&self, io: &mut Io<'_>, sys: &mut dyn System, name: &str) {
        if self.options.dialect == Dialect::Bash {
            self.complain(io, sys, &format!("{name}: command not found"));
        } else {
            self.complain(io, sys, &format!("{name}: not found"));
        }
    }

    /// A syntax error in a text; `source` is the offending line and `command` tells that the text came with `-c` or `eval`.
    pub(super) fn syntax_error(
        &mut self,
        io: &mut Io<'_>,
        sys: &mut dyn System,
        error: &SyntaxError,
        source: &str,
        origin: Option<&str>,
    ) {
        let (message, line) = error.message(self.options.dialect);
        let name = self.name.clone();
        match self.options.dialect {
            Dialect::Bash if self.options.interactive && origin.is_none() => {
                io.err(sys, &format!("{name}: {message}\n"))
            }
            Dialect::Bash => {
                let origin = origin.map(|origin| format!("{origin}: ")).unwrap_or_default();
                io.err(sys, &format!("{name}: {origin}line {line}: {message}\n"));
                if matches!(error, SyntaxError::Unexpected { .. }) {
                    io.err(sys, &format!("{name}: {origin}line {line}: `{source}'\n"));
                }
            }
            Dialect::Dash => {
                let origin = if origin == Some("eval") { "eval: " } else { "" };
                io.err(sys, &format!("{name}: {line}: {origin}{message}\n"));
            }
            Dialect::Ash => {
                let script = self.options.started_with.is_empty() && !self.options.interactive;
                let place = if script { format!("line {line}: ") } else { String::new() };
                io.err(sys, &format!("{name}: {place}{message}\n"));
            }
        }
    }
}
