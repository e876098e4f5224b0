//! The prose of the API, from a file that the host gives: what each type and field is for.
//!
//! The file is upstream's text, made from its packages by `cargo xtask` and never part of the program.
//!
//! ```
//! use api::{descriptions::Descriptions, schema};
//! let file = "io.k8s.api.core.v1.Pod\tPod is ...\n.spec\tWhat is\\nwanted.\n";
//! let texts = Descriptions::new(file);
//! let pod = schema::of("", "v1", "Pod").unwrap();
//! assert_eq!(texts.of_field(pod, "spec").unwrap(), "What is\nwanted.");
//! ```

use std::rc::Rc;

use crate::schema::TypeRef;

/// The texts. Clones share them; without a file every question is answered with nothing.
#[derive(Clone, Debug, Default)]
pub struct Descriptions {
    file: Rc<str>,
    /// Where the line of each type begins; the lines are sorted.
    types: Rc<[u32]>,
}

impl Descriptions {
    /// Reads the file: a line for each type with its full name, a tab and the text, below it lines for its fields, each
    /// with a leading dot.
    pub fn new(file: &str) -> Descriptions {
        let mut at = 0;
        let mut types = Vec::new();
        for line in file.split_inclusive('\n') {
            if !line.starts_with(['.', '\n']) {
                types.push(at);
            }
            at += line.len() as u32;
        }
        Descriptions { file: file.into(), types: types.into() }
    }
    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }
    /// The text of a type.
    pub fn of_type(&self, t: TypeRef) -> Option<String> {
        self.of_name(&t.full_name())
    }
    /// The text of a type by its full name; also of those without fields, as `io.k8s.apimachinery.pkg.apis.meta.v1.Time`.
    pub fn of_name(&self, name: &str) -> Option<String> {
        self.lines_of(name)?.next().map(|(_, text)| unescape(text))
    }
    /// The text of a field.
    pub fn of_field(&self, t: TypeRef, field: &str) -> Option<String> {
        let mut fields = self.lines_of(&t.full_name())?.skip(1).take_while(|(name, _)| name.starts_with('.'));
        fields.find(|(name, _)| &name[1..] == field).map(|(_, text)| unescape(text))
    }
    /// The lines from a type's on.
    fn lines_of<'s>(&'s self, name: &str) -> Option<impl Iterator<Item = (&'s str, &'s str)> + use<'s>> {
        let line = |at: &u32| self.file[*at as usize..].split(['\t', '\n']).next().unwrap_or("");
        let found = self.types.binary_search_by(|at| line(at).cmp(name)).ok()?;
        Some(self.file[self.types[found] as usize..].lines().map(|l| l.split_once('\t').unwrap_or((l, ""))))
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => out.push(if chars.next() == Some('n') { '\n' } else { '\\' }),
            (c, false) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn types_and_fields_are_found() {
        let file = "io.k8s.api.core.v1.Container\tA container.\n.name\tIts \\\\ name.\n\
                    io.k8s.api.core.v1.Pod\tA pod.\nio.k8s.api.core.v1.PodSpec\t\n.containers\tSome.\n";
        let texts = Descriptions::new(file);
        let (pod, spec) = (schema::of("", "v1", "Pod").unwrap(), schema::of("", "v1", "PodSpec").unwrap());
        let container = schema::of("", "v1", "Container").unwrap();
        assert_eq!(texts.of_type(pod).as_deref(), Some("A pod."));
        assert_eq!(texts.of_field(pod, "containers"), None);
        assert_eq!(texts.of_field(spec, "containers").as_deref(), Some("Some."));
        assert_eq!(texts.of_field(container, "name").as_deref(), Some("Its \\ name."));
        assert_eq!(texts.of_type(schema::object_meta()), None);
        assert!(Descriptions::default().of_type(pod).is_none() && Descriptions::new("").is_empty());
    }
}
