//! The syntax tree. Everything is behind `Rc`, so that a running shell points into it and clones cheaply.

use std::rc::Rc;

/// Commands one after another.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct List {
    pub items: Vec<Rc<AndOr>>,
}

/// `a && b || c`, maybe in the background.
#[derive(Clone, Debug, PartialEq)]
pub struct AndOr {
    pub pipelines: Vec<(Link, Rc<Pipeline>)>,
    pub background: bool,
    /// The source, for `jobs`.
    pub text: String,
}

/// How a pipeline hangs on the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    First,
    And,
    Or,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Pipeline {
    /// `! a | b`
    pub negated: bool,
    pub timed: Timed,
    pub commands: Vec<Rc<Command>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timed {
    No,
    /// `time a`
    Bash,
    /// `time -p a`
    Posix,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Simple(Simple),
    Compound { body: Compound, redirects: Vec<Redirect> },
    Function { name: String, body: Rc<Command> },
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Simple {
    pub assigns: Vec<Assign>,
    pub words: Vec<Word>,
    pub redirects: Vec<Redirect>,
    pub line: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Assign {
    pub name: String,
    pub index: Option<Word>,
    pub append: bool,
    pub value: AssignValue,
}

#[derive(Clone, Debug, PartialEq)]
pub enum AssignValue {
    Word(Word),
    Array(Vec<Word>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Compound {
    Group(Rc<List>),
    Subshell(Rc<List>),
    /// Conditions with what they guard, then `else`.
    If {
        arms: Vec<(Rc<List>, Rc<List>)>,
        otherwise: Option<Rc<List>>,
    },
    While {
        until: bool,
        condition: Rc<List>,
        body: Rc<List>,
    },
    /// Without words: over the positional parameters.
    For {
        name: String,
        words: Option<Vec<Word>>,
        /// The words as they were written, for `set -x`.
        source: String,
        body: Rc<List>,
    },
    /// `for ((a; b; c))`
    ForArith {
        start: Word,
        test: Word,
        step: Word,
        body: Rc<List>,
    },
    Case {
        word: Word,
        source: String,
        arms: Vec<CaseArm>,
    },
    Cond(Rc<Cond>),
    /// `(( ))`
    Arith(Word),
}

#[derive(Clone, Debug, PartialEq)]
pub struct CaseArm {
    pub patterns: Vec<Word>,
    pub body: Rc<List>,
    /// `;&`: go on with the next arm's body.
    pub falls: bool,
    /// `;;&`: look at the patterns of the next arms too.
    pub tests: bool,
}

/// `[[ ]]`
#[derive(Clone, Debug, PartialEq)]
pub enum Cond {
    And(Rc<Cond>, Rc<Cond>),
    Or(Rc<Cond>, Rc<Cond>),
    Not(Rc<Cond>),
    Unary(String, Word),
    Binary(Word, String, Word),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Redirect {
    pub fd: u32,
    pub kind: RedirectKind,
    pub target: Word,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectKind {
    Read,
    /// `>` and `>|`
    Write,
    Append,
    ReadWrite,
    /// `n>&m`, `n<&m`, `n>&-`
    Dup,
    /// `&>` and `>&file`
    Both,
    BothAppend,
    /// A here-document: the target is its body.
    HereDoc,
    /// `<<<`
    HereString,
}

/// A word: the parts between blanks.
pub type Word = Vec<Part>;

#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Unquoted text: split, globbed, tilde and braces expanded.
    Text(String),
    /// Quoted text, taken as it is.
    Quoted(String),
    /// `"..."`
    Double(Word),
    Param(Rc<Param>),
    /// `$(...)` or backquotes.
    Command(Rc<List>),
    /// `<(...)`: the path of a file with the output.
    File(Rc<List>),
    /// `$((...))`
    Arith(Rc<Word>),
}

/// `$name` or `${name...}`
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// A name, a number or one of `?$!#@*-0`.
    pub name: String,
    /// `[index]`, `[@]`
    pub index: Option<Word>,
    pub op: ParamOp,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ParamOp {
    Plain,
    Length,
    /// `${!name}`
    Indirect,
    /// `${!name*}`: the variables whose names begin so.
    Names,
    /// `${name@Q}` and the other letters.
    Transform(char),
    /// `-`; the flag says whether an empty value counts as unset (`:-`).
    Default {
        colon: bool,
        word: Word,
    },
    Assign {
        colon: bool,
        word: Word,
    },
    Error {
        colon: bool,
        word: Word,
    },
    Alternate {
        colon: bool,
        word: Word,
    },
    RemovePrefix {
        longest: bool,
        pattern: Word,
    },
    RemoveSuffix {
        longest: bool,
        pattern: Word,
    },
    Replace {
        mode: ReplaceMode,
        pattern: Word,
        with: Word,
    },
    Substring {
        offset: Word,
        length: Option<Word>,
    },
    /// `^ ^^ , ,,`
    Case {
        upper: bool,
        all: bool,
    },
    /// Not to be understood; the text between the braces. An error when it is expanded, not before.
    Bad(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplaceMode {
    First,
    All,
    Prefix,
    Suffix,
}
