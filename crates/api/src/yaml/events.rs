//! From libyaml's events to an arena of nodes, without recursion: a text may nest as deep as it likes.

use super::{YamlError, tags};
use crate::value::MAX_DEPTH;
use libyaml_safer::{Encoding, ErrorKind, EventData, Mark, Parser, ScalarStyle};
use sorted::SortedMap;

/// Index of a node in the arena; parents come before their children.
pub(super) type Id = usize;

/// What a node is.
pub(super) enum Data {
    Scalar {
        text: String,
        tag: Option<String>,
        implicit: bool,
        style: ScalarStyle,
    },
    List(Vec<Id>),
    /// Keys and values take turns.
    Map(Vec<Id>),
    Alias {
        name: String,
        target: Id,
    },
}

pub(super) struct RawNode {
    pub data: Data,
    pub start: Mark,
    pub end: Mark,
    pub flow: bool,
}

/// All nodes of one document; the root is the first.
pub(super) struct Tree {
    pub nodes: Vec<RawNode>,
}

/// Reads the first document. No document is an empty arena.
pub(super) fn load(text: &str) -> Result<Tree, YamlError> {
    // The scanner takes any letter from U+F000 on at the beginning for a broken byte order mark, unless it is told.
    let text = &*tags::apart(text.strip_prefix('\u{feff}').unwrap_or(text));
    // The scanner wants a line break at the end; a block of text that ends there must not keep it.
    let ended = text.ends_with(['\n', '\r']);
    let owned;
    let mut bytes = if ended {
        text.as_bytes()
    } else {
        owned = format!("{text}\n");
        owned.as_bytes()
    };
    if let Some(line) = newer(text) {
        let at = if line == 0 { String::new() } else { format!("line {line}: ") };
        return Err(YamlError::yaml(&format!("{at}found incompatible YAML document")));
    }
    let mut parser = Parser::new();
    parser.set_encoding(Encoding::Utf8);
    parser.set_input_string(&mut bytes);
    let mut loader = Loader { nodes: Vec::new(), open: Vec::new(), anchors: SortedMap::new() };
    loop {
        let event = parser.parse().map_err(|e| error(&e))?;
        if loader.take(event.data, event.start_mark, event.end_mark)? {
            if !ended {
                loader.drop_added_break(text.matches('\n').count() as u64 + 1);
            }
            return Ok(Tree { nodes: loader.nodes });
        }
    }
}

/// The line of a directive that says YAML 1.2, which Go's parser does not read.
fn newer(text: &str) -> Option<usize> {
    let mut head = text.lines().enumerate().take_while(|(_, line)| line.is_empty() || line.starts_with(['%', '#']));
    let words = |line: &str| line.split_whitespace().take(2).eq(["%YAML", "1.2"]);
    head.find(|(_, line)| words(line)).map(|(at, _)| at)
}

/// Go adds one to the line of a scanner's problem only, and falls back on the context's line when the problem is on
/// the first line.
fn error(e: &libyaml_safer::Error) -> YamlError {
    let problem = e.problem_mark().filter(|m| m.line != 0);
    let context = e.context_mark().filter(|m| m.line != 0);
    let line = match (problem, context) {
        (Some(m), _) if e.kind() == ErrorKind::Scanner => m.line + 1,
        (Some(m), _) => m.line,
        (None, Some(m)) => m.line,
        (None, None) => 0,
    };
    let mut err = match line {
        0 => YamlError::yaml(e.problem()),
        n => YamlError::yaml(&format!("line {n}: {}", e.problem())),
    };
    let mark = e.problem_mark();
    err.line = mark.map(|m| m.line as usize);
    err.column = mark.map(|m| m.column as usize);
    err
}

struct Loader {
    nodes: Vec<RawNode>,
    open: Vec<Id>,
    anchors: SortedMap<String, Id>,
}

impl Loader {
    /// Takes one event in; true at the end of the document or stream.
    fn take(&mut self, data: EventData, start: Mark, end: Mark) -> Result<bool, YamlError> {
        match data {
            EventData::StreamEnd | EventData::DocumentEnd { .. } => return Ok(true),
            EventData::StreamStart { .. } | EventData::DocumentStart { .. } => {}
            EventData::Alias { anchor } => {
                let Some(&target) = self.anchors.get(&anchor) else {
                    return Err(YamlError::yaml(&format!("unknown anchor '{anchor}' referenced")));
                };
                self.add(Data::Alias { name: anchor, target }, None, start, end, false);
            }
            EventData::Scalar { anchor, tag, value, plain_implicit, style, .. } => {
                let data = Data::Scalar { text: value, tag, implicit: plain_implicit, style };
                self.add(data, anchor, start, end, false);
            }
            EventData::SequenceStart { anchor, style, .. } => {
                let flow = style == libyaml_safer::SequenceStyle::Flow;
                self.open(Data::List(Vec::new()), anchor, start, end, flow)?;
            }
            EventData::MappingStart { anchor, style, .. } => {
                let flow = style == libyaml_safer::MappingStyle::Flow;
                self.open(Data::Map(Vec::new()), anchor, start, end, flow)?;
            }
            EventData::SequenceEnd | EventData::MappingEnd => {
                if let Some(id) = self.open.pop() {
                    self.nodes[id].end = end;
                }
            }
        }
        Ok(false)
    }

    fn drop_added_break(&mut self, last_line: u64) {
        if let Some(RawNode { data: Data::Scalar { text, style, .. }, end, .. }) = self.nodes.last_mut()
            && matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)
            && end.line >= last_line
            && text.ends_with('\n')
        {
            text.pop();
        }
    }

    fn add(&mut self, data: Data, anchor: Option<String>, start: Mark, end: Mark, flow: bool) -> Id {
        let id = self.nodes.len();
        self.nodes.push(RawNode { data, start, end, flow });
        if let Some(&parent) = self.open.last()
            && let Data::List(children) | Data::Map(children) = &mut self.nodes[parent].data
        {
            children.push(id);
        }
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
        id
    }

    fn open(&mut self, d: Data, anchor: Option<String>, start: Mark, end: Mark, flow: bool) -> Result<(), YamlError> {
        let id = self.add(d, anchor, start, end, flow);
        self.open.push(id);
        if self.open.len() > MAX_DEPTH {
            // Go's limit is 10,000 levels; trees this deep are refused earlier, because much of the engine walks
            // them recursively and a browser's stack is small. No object of a cluster comes near.
            return Err(YamlError::yaml("exceeded max depth of 10000"));
        }
        Ok(())
    }
}
