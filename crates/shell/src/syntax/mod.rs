//! From text to a syntax tree. The parser reads one line's worth of commands at a time, because a shell runs the first line
//! before it looks at the second, and it tells input that is not finished from input that is wrong.

pub mod ast;
mod cond;
mod error;
mod heredoc;
mod lexer;
mod parser;
mod select;
mod word;

pub use error::{Dialect, SyntaxError};
pub use parser::{Aliases, Parser, parse};
pub(crate) use parser::{DECLARING, as_assign, is_name};
pub(crate) use select::SELECT;

/// A parser that is called for nested text refuses deeper nesting than this: the stack of a browser is small.
pub(crate) const MAX_DEPTH: u32 = 60;
