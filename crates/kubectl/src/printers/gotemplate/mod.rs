//! Go's text/template over object trees, for `-o go-template`.
//!
//! All of the language that makes sense for plain data: fields, variables, pipelines, `if`, `range`, `with`, `define`,
//! comparison, `index`, `printf` and kubectl's own `exists` and `base64decode`. There are no methods to call.

mod exec;
mod functions;
mod lex;
mod parse;

use sorted::SortedMap;

use api::Value;

/// A parsed template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template {
    /// As it was written.
    text: String,
    body: Vec<Node>,
    defined: SortedMap<String, Vec<Node>>,
    /// Whether a missing key prints `<no value>` instead of failing.
    pub allow_missing: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Text(String),
    Action(Pipe),
    If(Pipe, Vec<Node>, Vec<Node>),
    Range(Pipe, Vec<Node>, Vec<Node>),
    With(Pipe, Vec<Node>, Vec<Node>),
    Template(String, Option<Pipe>),
    Break,
    Continue,
}

/// `$a, $b := command | command`.
#[derive(Clone, Debug, PartialEq)]
struct Pipe {
    variables: Vec<String>,
    /// `=` instead of `:=`.
    assigns: bool,
    commands: Vec<Command>,
}

/// A function with its operands, or one operand.
#[derive(Clone, Debug, PartialEq)]
struct Command {
    /// As it was written.
    text: String,
    operands: Vec<Operand>,
}

/// Where an operand stands, for errors.
#[derive(Clone, Debug, PartialEq)]
struct Spot {
    at: usize,
    text: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Dot,
    Nil,
    Literal(Value),
    /// `.a.b`.
    Field(Vec<String>, Spot),
    /// `$x.a.b`; the name is empty for `$`.
    Variable(String, Vec<String>, Spot),
    Function(String, Spot),
    /// `(pipe).a.b`.
    Pipe(Pipe, Vec<String>, Spot),
}

impl Template {
    /// Reads a template. The error is Go's, with the line.
    pub(crate) fn parse(text: &str) -> Result<Template, String> {
        let line = |at: usize| 1 + text[..at.min(text.len())].matches('\n').count();
        let parsed = parse::parse(text).map_err(|(at, e)| format!("template: output:{}: {e}", line(at)));
        let (body, defined) = parsed?;
        Ok(Template { text: text.to_string(), body, defined, allow_missing: true })
    }
    /// The text that the template makes of an object.
    /// Where it fails: what was printed until then, and why.
    pub(crate) fn print(&self, object: &Value) -> Result<String, (String, String)> {
        exec::run(self, object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    fn print(text: &str) -> String {
        let pod = obj!({
            "metadata": {"name": "solo", "labels": {"app": "x", "tier": "front"}},
            "spec": {"containers": [{"image": "nginx"}, {"image": "redis"}]}, "n": 3
        });
        Template::parse(text).unwrap().print(&pod).unwrap()
    }

    #[test]
    fn what_is_nested_without_end_is_refused() {
        for (before, inner, after) in [
            ("(", "1", ")"),
            ("{{if 1}}", "", "{{end}}"),
            ("{{if 0}}{{else if 0}}", "", "{{end}}"),
            ("{{block \"a\" .}}", "", "{{end}}"),
        ] {
            let nested = |count: usize| {
                let text = before.repeat(count) + inner + &after.repeat(count);
                Template::parse(&if before == "(" { format!("{{{{{text}}}}}") } else { text })
            };
            assert!(nested(30).is_ok(), "{before}");
            let why = nested(50_000).unwrap_err();
            assert!(why.ends_with("max expression depth exceeded"), "{before}: {why}");
        }
        let chain = "{{if 0}}".to_string() + &"{{else if 0}}".repeat(50_000) + "{{end}}";
        assert!(Template::parse(&chain).is_err());
    }

    #[test]
    fn the_language() {
        assert_eq!(
            print("{{.metadata.name}} {{range .spec.containers}}{{.image}},{{end}}{{\"\\n\"}}"),
            "solo nginx,redis,\n"
        );
        assert_eq!(print("{{range $i, $c := .spec.containers}}{{$i}}={{$c.image}} {{end}}"), "0=nginx 1=redis ");
        assert_eq!(print("{{range $k, $v := .metadata.labels}}{{$k}}:{{$v}} {{end}}"), "app:x tier:front ");
        assert_eq!(print("{{if eq .metadata.name \"solo\"}}yes{{else}}no{{end}}"), "yes");
        assert_eq!(print("{{if gt .n 5}}a{{else if and (gt .n 2) true}}b{{else}}c{{end}}"), "b");
        assert_eq!(print("{{with .nosuch}}a{{else}}b{{end}}{{.nosuch}}"), "b<no value>");
        assert_eq!(
            print("{{index .metadata.labels \"app\"}} {{len .spec.containers}} {{printf \"%s-%d\" .metadata.name .n}}"),
            "x 2 solo-3"
        );
        assert_eq!(print("a {{- /* none */ -}} b {{- 1 }}"), "ab1");
        assert_eq!(
            print("{{\"aGk=\" | base64decode}} {{not false}} {{.metadata.labels}}"),
            "hi true map[app:x tier:front]"
        );
        assert_eq!(print("{{0x1F}} {{1_000}} {{1e3}} {{'a'}} {{\"\\u00e9\\101\"}}"), "31 1000 1000 97 \u{e9}A");
        assert_eq!(print("{{define \"t\"}}<{{.}}>{{end}}{{template \"t\" .n}}"), "<3>");
    }

    #[test]
    fn refusals() {
        let error = |t: &str| Template::parse(t).unwrap_err();
        assert_eq!(error("{{.nosuch"), "template: output:1: unclosed action");
        assert_eq!(error("{{if .a}}"), "template: output:1: unexpected EOF");
        assert_eq!(error("{{nosuch}}"), "template: output:1: function \"nosuch\" not defined");
        assert_eq!(error("\n{{end}}"), "template: output:2: unexpected {{end}}");
        for (text, why) in [
            ("{{1x}}", "bad number syntax: \"1x\""),
            ("{{#}}", "unexpected \"#\" in command"),
            ("{{.a)}}", "unexpected right paren"),
            ("{{(.a}}", "unclosed left paren"),
            ("{{\"abc}}", "unterminated quoted string"),
            ("{{/* c */ }}", "comment ends before closing delimiter"),
            ("{{}}", "missing value for command"),
            ("{{.a..b}}", "unexpected <.> in operand"),
            ("{{.a, .b}}", "unexpected \",\" in operand"),
            ("{{.a-b}}", "bad character U+002D '-'"),
            ("{{true.x}}", "unexpected . after term \"true\""),
            ("{{99999999999999999999}}", "integer overflow: \"99999999999999999999\""),
            ("{{'ab'}}", "malformed character constant: 'ab'"),
            ("{{\"\\q\"}}", "invalid syntax"),
            ("{{define x}}{{end}}", "unexpected \"x\" in define clause"),
            ("{{range .a}}{{else with}}{{end}}", "unexpected <with> in input"),
            ("{{if .a}}{{else}}{{else}}{{end}}", "expected end; found {{else}}"),
            ("{{$a, $b := .a}}", "too many declarations in command"),
            ("{{.a | 2}}", "non executable command in pipeline stage 2"),
        ] {
            assert_eq!(error(text), format!("template: output:1: {why}"), "{text}");
        }
    }
}
