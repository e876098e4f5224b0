//! Where each field stands in the text: what an editor needs to underline errors, complete and hover.

use super::events::{Data, Id, Tree};
use super::{YamlError, compose, events};
use crate::value::Value;
use libyaml_safer::{Mark, ScalarStyle};

/// A stretch of text; lines and columns count from 0, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First line.
    pub line: usize,
    /// First column.
    pub column: usize,
    /// Line behind the end.
    pub end_line: usize,
    /// Column behind the end.
    pub end_column: usize,
}

/// How a node is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A scalar without quotes.
    Plain,
    /// `'...'`
    SingleQuoted,
    /// `"..."`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
    /// A map or list by indentation.
    Block,
    /// A map or list in brackets.
    Flow,
    /// `*name`
    Alias,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A scalar or an alias.
    Scalar,
    /// Items by their index.
    List(Vec<usize>),
    /// Fields: key, where the key stands, index of the value's node.
    Map(Vec<(String, Span, usize)>),
}

/// One node of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where the value stands.
    pub span: Span,
    /// How it is written.
    pub style: Style,
    /// Its children.
    pub kind: NodeKind,
}

/// A document with the place of each node.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What it says.
    pub value: Value,
    /// All nodes; the root is the first, and there is none in an empty document.
    pub nodes: Vec<Node>,
}

/// Reads the first document of a text and keeps where everything stands.
pub fn parse_with_positions(text: &str) -> Result<Document, YamlError> {
    let tree = events::load(text)?;
    let value = compose::value(&tree)?;
    Ok(Document { value, nodes: (0..tree.nodes.len()).map(|id| node(&tree, id)).collect() })
}

fn span(start: Mark, end: Mark) -> Span {
    Span {
        line: start.line as usize,
        column: start.column as usize,
        end_line: end.line as usize,
        end_column: end.column as usize,
    }
}

fn node(tree: &Tree, id: Id) -> Node {
    let raw = &tree.nodes[id];
    let (kind, style) = match &raw.data {
        Data::Scalar { style, .. } => (NodeKind::Scalar, scalar_style(*style)),
        Data::Alias { .. } => (NodeKind::Scalar, Style::Alias),
        Data::List(items) => (NodeKind::List(items.clone()), container_style(raw.flow)),
        Data::Map(children) => {
            let fields = children.chunks_exact(2).map(|pair| {
                let key = &tree.nodes[pair[0]];
                let name = match &key.data {
                    Data::Scalar { text, .. } => text.clone(),
                    _ => String::new(),
                };
                (name, span(key.start, key.end), pair[1])
            });
            (NodeKind::Map(fields.collect()), container_style(raw.flow))
        }
    };
    Node { span: span(raw.start, raw.end), style, kind }
}

fn scalar_style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
        _ => Style::Plain,
    }
}

fn container_style(flow: bool) -> Style {
    if flow { Style::Flow } else { Style::Block }
}

/// One step of a field path.
enum Step<'a> {
    Field(&'a str),
    Bracket(&'a str),
}

/// Takes `spec.containers[0].ports[1]` or `spec.hard[pods]` apart.
fn steps(path: &str) -> Vec<Step<'_>> {
    let mut out = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']').unwrap_or(inner.len());
            out.push(Step::Bracket(&inner[..end]));
            rest = inner.get(end + 1..).unwrap_or("");
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            if end > 0 {
                out.push(Step::Field(&rest[..end]));
            }
            rest = &rest[end..];
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    out
}

impl Document {
    /// The place of a field as the API server's messages name it (`spec.containers[0].image`, `spec.hard[pods]`), and
    /// where the field is not written, of the nearest field around it. The key's place comes first, where there is one.
    pub fn find(&self, path: &str) -> Option<(Option<Span>, &Node)> {
        let mut found = (None, self.nodes.first()?);
        for step in steps(path) {
            match self.child(found.1, &step) {
                Some(child) => found = child,
                None => break,
            }
        }
        Some(found)
    }

    fn child(&self, node: &Node, step: &Step<'_>) -> Option<(Option<Span>, &Node)> {
        match (&node.kind, step) {
            (NodeKind::Map(fields), Step::Field(name) | Step::Bracket(name)) => {
                let (_, key, id) = fields.iter().rev().find(|(k, ..)| k == name)?;
                Some((Some(*key), self.nodes.get(*id)?))
            }
            (NodeKind::List(items), Step::Bracket(index)) => {
                let id = items.get(index.parse::<usize>().ok()?)?;
                Some((None, self.nodes.get(*id)?))
            }
            _ => None,
        }
    }

    /// The path of the innermost field whose key or value covers a place.
    pub fn path_at(&self, line: usize, column: usize) -> String {
        let covers = |s: &Span| (s.line, s.column) <= (line, column) && (line, column) <= (s.end_line, s.end_column);
        let mut path = String::new();
        let mut at = self.nodes.first();
        while let Some(node) = at {
            at = match &node.kind {
                NodeKind::Scalar => None,
                NodeKind::List(items) => {
                    let i = items.iter().rposition(|id| covers(&self.nodes[*id].span));
                    i.map(|i| {
                        path.push_str(&format!("[{i}]"));
                        &self.nodes[items[i]]
                    })
                }
                NodeKind::Map(fields) => {
                    let field = fields.iter().rev().find(|(_, key, id)| covers(key) || covers(&self.nodes[*id].span));
                    field.map(|(name, _, id)| {
                        if !path.is_empty() {
                            path.push('.');
                        }
                        path.push_str(name);
                        &self.nodes[*id]
                    })
                }
            };
        }
        path
    }
}
