//! `kubectl explain`: what the schema and the descriptions say of a kind or a field, laid out as kubectl does.
//!
//! Without descriptions (see [`Descriptions`]) the layout is the same with `<empty>` and `<no description>` in the text's
//! place.
//!
//! ```
//! use api::{descriptions::Descriptions, explain::{Subject, explain}, schema};
//! let pod = schema::of("", "v1", "Pod").unwrap();
//! let subject = Subject::built_in("", "v1", "Pod", pod);
//! let text = explain(&subject, &["spec", "hostNetwork"], false, &Descriptions::default()).unwrap();
//! assert!(text.starts_with("KIND:       Pod\nVERSION:    v1\n\nFIELD: hostNetwork <boolean>\n"));
//! ```

mod node;
#[cfg(test)]
mod tests;
mod wrap;

use crate::descriptions::Descriptions;
use crate::schema::TypeRef;
use crate::value::Value;
use node::Node;
use wrap::{indent, wrap};

/// A kind to explain.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    group: &'a str,
    version: &'a str,
    kind: &'a str,
    node: Node<'a>,
}

impl<'a> Subject<'a> {
    /// A kind of the schema table.
    pub fn built_in(group: &'a str, version: &'a str, kind: &'a str, of: TypeRef) -> Subject<'a> {
        Subject { group, version, kind, node: Node::Type(of) }
    }
    /// A kind with the schema of its definition (`openAPIV3Schema`).
    pub fn custom(group: &'a str, version: &'a str, kind: &'a str, schema: &'a Value) -> Subject<'a> {
        Subject { group, version, kind, node: Node::CustomResource(schema) }
    }
}

/// The text for a kind, or for the field at `path` below it. The error is kubectl's, without `error: ` in front, after
/// what is printed before it is found.
pub fn explain(
    subject: &Subject<'_>,
    path: &[&str],
    recursive: bool,
    texts: &Descriptions,
) -> Result<String, (String, String)> {
    let mut out = String::new();
    if !subject.group.is_empty() {
        out.push_str(&["GROUP:      ", subject.group, "\n"].concat());
    }
    out.push_str(&["KIND:       ", subject.kind, "\nVERSION:    ", subject.version, "\n\n"].concat());
    let page = Page { texts, recursive };
    let found = page.find(&subject.node, path, &mut out);
    if !found {
        let last = path.last().copied().unwrap_or_default();
        return Err((out, ["field \"", last, "\" does not exist"].concat()));
    }
    out.push('\n');
    Ok(out)
}

struct Page<'a> {
    texts: &'a Descriptions,
    recursive: bool,
}

/// How many values of an enumeration a list of fields shows.
const FEW: usize = 4;

impl Page<'_> {
    /// Follows the path; false where it leads nowhere.
    fn find(&self, node: &Node<'_>, path: &[&str], out: &mut String) -> bool {
        let Some((first, rest)) = path.split_first() else {
            self.describe(node, out);
            return true;
        };
        let holder = node.innermost();
        let Some(field) = holder.field(first) else { return false };
        if rest.is_empty() {
            out.push_str(&["FIELD: ", first, " <", &field.type_name(), ">\n"].concat());
            let values = field.values();
            if !values.is_empty() {
                out.push_str("ENUM:");
                values.iter().for_each(|v| out.push_str(&["\n    ", &shown(v)].concat()));
            }
            out.push_str("\n\n");
        }
        self.find(&field, rest, out)
    }
    fn describe(&self, node: &Node<'_>, out: &mut String) {
        let text = node.whole_description(self.texts);
        let text = if text.is_empty() { "<empty>" } else { &text };
        out.push_str(&["DESCRIPTION:\n", &indent(&wrap(text, 76), 4), "\n"].concat());
        let mut fields = String::new();
        self.fields(node, 1, &mut Vec::new(), &mut fields);
        if !fields.is_empty() {
            out.push_str("FIELDS:\n");
            out.push_str(&fields);
        }
    }
    /// The fields of a node; those of their own types too where that is wanted. A type inside of itself is not repeated.
    fn fields(&self, node: &Node<'_>, level: usize, above: &mut Vec<TypeRef>, out: &mut String) {
        let holder = node.innermost();
        if let Node::Type(t) = holder {
            if above.contains(&t) {
                return;
            }
            above.push(t);
        }
        for name in holder.field_names() {
            let Some(field) = holder.field(&name) else { continue };
            self.field(&name, &field, holder.requires(&name), level, out);
            if self.recursive {
                self.fields(&field, level + 1, above, out);
            }
        }
        if matches!(holder, Node::Type(_)) {
            above.pop();
        }
    }
    fn field(&self, name: &str, field: &Node<'_>, required: bool, level: usize, out: &mut String) {
        let pad = level * 2;
        out.push_str(&[&*indent(name, pad), "\t<", &field.type_name(), ">"].concat());
        if required {
            out.push_str(" -required-");
        }
        let values = field.values();
        if !values.is_empty() {
            let some: Vec<String> = values.iter().take(FEW).map(|v| shown(v)).collect();
            let more = if values.len() > FEW { ", ...." } else { "" };
            out.push_str(&["\n", &*indent("enum: ", pad), &some.join(", "), more].concat());
        }
        out.push('\n');
        if !self.recursive {
            let text = field.description(self.texts).unwrap_or_else(|| "<no description>".to_string());
            out.push_str(&indent(&wrap(&text, 78 - pad), pad + 2));
            out.push_str("\n\n");
        }
    }
}

fn shown(value: &str) -> String {
    if value.is_empty() { "\"\"".to_string() } else { value.to_string() }
}
