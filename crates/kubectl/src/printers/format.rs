//! `-o`: which format is meant, and one object printed in it.

use api::Value;

use super::custom_columns::CustomColumns;
use super::gotemplate::Template;
use super::jsonpath::{self, JsonPath};
use super::kyaml;
use crate::cli::Parsed;
use crate::client::Client;
use crate::error::{Error, Result, plain};
use crate::go_sort::go_order;

/// A format that prints whole objects.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Format {
    Yaml,
    Kyaml,
    Json,
    Name,
    /// With the template as it was typed, for errors.
    JsonPath(JsonPath, String),
    /// The results as a JSON list.
    JsonPathAsJson(JsonPath, String),
    GoTemplate(Template, String),
    CustomColumns(CustomColumns),
}

/// All formats that kubectl knows, for the error.
pub(crate) const OBJECT_FORMATS: &str =
    "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml";

impl Format {
    /// The format of `-o` (and `--template`); none where it is empty.
    pub(crate) async fn of(client: &Client, p: &Parsed, allowed: &str) -> Result<Option<Format>> {
        let output = p.str("output");
        let template = if p.has("template") { p.str("template") } else { "" };
        // Only what takes a template has a `=`; the plain formats may be written in any case.
        let lower = output.to_lowercase();
        let (name, argument) = match output.split_once('=') {
            Some((name, argument)) if !["", "json", "yaml", "kyaml", "name"].contains(&name) => {
                (name, argument.to_string())
            }
            _ if ["json", "yaml", "kyaml", "name"].contains(&&*lower) => (&*lower, template.to_string()),
            None if output.is_empty() && !template.is_empty() => ("go-template", template.to_string()),
            _ => (output, template.to_string()),
        };
        let mut text = argument;
        if name.ends_with("-file") || name == "templatefile" {
            if text.is_empty() {
                return Err(missing(name));
            }
            let path = text.clone();
            let read = client.io.ask(move |h| h.read_file(&path)).await;
            let bytes =
                read.map_err(|e| plain(format!("error reading {} {text}, open {text}: {}", title(name), e.text())))?;
            text = String::from_utf8_lossy(&bytes).into_owned();
        }
        let allow_missing = !p.has("allow-missing-template-keys") || p.bool("allow-missing-template-keys");
        // What is written behind the name leaves no room for `--template`.
        let twice = !template.is_empty() && output.contains('=') && !name.starts_with("custom-columns");
        let format = match name {
            _ if twice => return Err(unmatched(output, allowed)),
            "" => return Ok(None),
            "yaml" => Format::Yaml,
            "kyaml" => Format::Kyaml,
            "json" => Format::Json,
            "name" => Format::Name,
            "jsonpath" | "jsonpath-file" | "jsonpath-as-json" => {
                if text.is_empty() {
                    return Err(missing(name));
                }
                let mut path =
                    JsonPath::parse(&text).map_err(|e| plain(format!("error parsing jsonpath {text}, {e}")))?;
                path.allow_missing = allow_missing;
                if name == "jsonpath-as-json" {
                    Format::JsonPathAsJson(path, text)
                } else {
                    Format::JsonPath(path, text)
                }
            }
            "go-template" | "go-template-file" | "template" | "templatefile" => {
                if text.is_empty() {
                    return Err(missing(name));
                }
                let mut template =
                    Template::parse(&text).map_err(|e| plain(format!("error parsing template {text}, {e}")))?;
                template.allow_missing = allow_missing;
                Format::GoTemplate(template, text)
            }
            "custom-columns" | "custom-columns-file" if allowed.contains("custom-columns") => {
                let no_headers = p.has("no-headers") && p.bool("no-headers");
                let columns = if name == "custom-columns" {
                    CustomColumns::parse(&text, no_headers)
                } else {
                    CustomColumns::parse_file(&text)
                };
                Format::CustomColumns(columns.map_err(plain)?)
            }
            _ => return Err(unmatched(output, allowed)),
        };
        Ok(Some(format))
    }

    /// The format of a command that prints YAML unless it is told otherwise: by `--template`, too.
    pub(crate) async fn or_yaml(client: &Client, p: &Parsed) -> Result<Format> {
        let mut p = p.clone();
        if !p.changed("output") && !p.str("template").is_empty() {
            p.set("output", "");
        }
        // No format at all is the one that names what was done.
        Ok(Format::of(client, &p, OBJECT_FORMATS).await?.unwrap_or(Format::Name))
    }

    /// One object. `first` says whether it is the first of this command: YAML documents are separated by `---`.
    pub(crate) fn print(&self, object: &Value, show_managed_fields: bool, first: bool) -> Result<String> {
        let mut object = object.clone();
        let whole = matches!(self, Format::Json | Format::Yaml | Format::Kyaml);
        if whole && !show_managed_fields {
            hide_managed_fields(&mut object);
        }
        let failed = |what: &str, text: &str, e: String| {
            plain(format!(
                "error executing {what} {}: Error executing template: {e}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t{text}\n\tobject given to {what} engine was:\n\t\t{}\n\n\n",
                crate::cli::go::quote(text),
                super::go_text(&object)
            ))
        };
        match self {
            Format::Yaml if first => Ok(api::yaml::to_string(&object)),
            Format::Yaml => Ok(format!("---\n{}", api::yaml::to_string(&object))),
            Format::Kyaml => Ok(kyaml::to_string(&object)),
            Format::Json => Ok(api::json::to_string_pretty(&object) + "\n"),
            Format::Name => Ok(name_of(&object) + "\n"),
            Format::JsonPath(path, text) => path.print(&object).map_err(|e| failed("jsonpath", text, e)),
            Format::JsonPathAsJson(path, text) => {
                let groups = path.groups(&object).map_err(|e| failed("jsonpath", text, e))?;
                Ok(groups.into_iter().map(|group| api::json::to_string_pretty(&Value::from(group)) + "\n").collect())
            }
            Format::GoTemplate(template, text) => template.print(&object).map_err(|(printed, why)| {
                // The same is told twice: on standard output with all that may help, then as the error.
                let told = format!(
                    "{printed}Error executing template: {why}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t{text}\n\traw data was:\n\t\t{}\n\tobject given to template engine was:\n\t\t{}\n\n",
                    api::json::to_string(&object),
                    super::plain_text(&object)
                );
                Error::Told(told, format!("error executing template {}: {why}", crate::cli::go::quote(text)))
            }),
            Format::CustomColumns(columns) => columns.print(&object, first).map_err(|(told, why)| Error::Told(told, why)),
        }
    }
}

fn title(name: &str) -> &str {
    if name.starts_with("custom-columns") { "template" } else { "--template" }
}

fn unmatched(output: &str, allowed: &str) -> crate::error::Error {
    let output = crate::cli::go::quote(output);
    plain(format!("unable to match a printer suitable for the output format {output}, allowed formats are: {allowed}"))
}

fn missing(name: &str) -> crate::error::Error {
    if name.starts_with("custom-columns") {
        return plain("custom-columns format specified but no custom columns given");
    }
    plain("template format specified but no template given")
}

fn hide_managed_fields(object: &mut Value) {
    object.remove_at(&["metadata", "managedFields"]);
    if object.get("items").as_list().is_some_and(|items| items.iter().any(|i| i.get("metadata").has("managedFields"))) {
        for item in object.field_mut("items").list_mut() {
            item.remove_at(&["metadata", "managedFields"]);
        }
    }
}

/// `deployment.apps/web`, from the object alone.
pub(crate) fn name_of(object: &Value) -> String {
    let group = object.str("apiVersion").rsplit_once('/').map_or("", |(g, _)| g);
    let kind = object.str("kind").to_lowercase();
    // Answers to questions have no names.
    let name = Some(api::meta::name(object)).filter(|name| !name.is_empty()).unwrap_or("<unknown>");
    if group.is_empty() { format!("{kind}/{name}") } else { format!("{kind}.{group}/{name}") }
}

/// Sorts objects by what a path leads to, as `--sort-by` does. The error is for people.
pub(crate) fn sort_by<T>(items: &mut [T], path: &str, object: fn(&T) -> &Value) -> Result<(), String> {
    let order = order_by(items.iter().map(object).collect(), path)?;
    sorted::swaps(order).into_iter().for_each(|(a, b)| items.swap(a, b));
    Ok(())
}

/// Which object belongs at each place.
fn order_by(objects: Vec<&Value>, path: &str) -> Result<Vec<usize>, String> {
    let path = JsonPath::relaxed(path)?;
    let mut keys: Vec<Option<Value>> = Vec::new();
    for object in objects {
        keys.push(path.results(object)?.into_iter().next());
    }
    // One alone is never compared, and what has no value is less than anything.
    let values: Vec<&Value> = keys.iter().flatten().collect();
    if values.len() > 1 {
        if let Some(kind) = values.iter().find_map(|value| unsortable(value)) {
            return Err(format!("{UNSORTABLE}type: {kind}"));
        }
        // Of what is there, all has to be of one type.
        let mut types = values.iter().filter(|v| !v.is_null()).map(|v| std::mem::discriminant(*v));
        if types.next().is_some_and(|first| types.any(|other| other != first)) {
            return Err(format!("{UNSORTABLE}interface: interface"));
        }
    }
    if !keys.is_empty() && values.is_empty() {
        return Err("missing".into());
    }
    Ok(go_order(keys.len(), &mut |a, b| less(keys[a].as_ref(), keys[b].as_ref())))
}

/// What an error of [`sort_by`] begins with where values have no order; the Go type follows.
pub(crate) const UNSORTABLE: &str = "unsortable ";

fn unsortable(value: &Value) -> Option<&'static str> {
    match value {
        Value::Map(_) => Some("map[string]interface {}"),
        Value::List(_) => Some("[]interface {}"),
        Value::Bool(_) => Some("bool"),
        _ => None,
    }
}

/// What is missing is less than anything, even than what is missing elsewhere, so that such objects are turned round.
fn less(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (None, _) => true,
        (_, None) => false,
        (Some(a), Some(b)) => order(a, b).is_lt(),
    }
}

/// What is null comes first; quantities compare as amounts, numbers as numbers, texts by their letters.
fn order(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => b.is_null().cmp(&a.is_null()),
        (Value::Str(a), Value::Str(b)) => {
            match (api::quantity::Quantity::parse(a), api::quantity::Quantity::parse(b)) {
                (Ok(a), Ok(b)) => a.nanos().cmp(&b.nanos()),
                _ => a.cmp(b),
            }
        }
        (Value::Float(a), Value::Float(b)) => a.total_cmp(b),
        (a, b) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => jsonpath::text(a).cmp(&jsonpath::text(b)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::obj;

    fn sorted(values: &[Option<&str>]) -> String {
        let object = |value: Option<&str>| value.map_or(obj!({}), |value| obj!({"n": (value.to_string())}));
        let mut items: Vec<(Value, usize)> = values.iter().copied().map(object).zip(0..).collect();
        sort_by(&mut items, ".n", |(object, _)| object).unwrap();
        let order = items.iter().map(|(object, at)| format!("{at}{}", object.str("n")));
        order.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn texts_are_sorted_by_letters_and_quantities_by_amount() {
        assert_eq!(sorted(&["web-9", "web-10", "B", "a"].map(Some)), "2B 3a 1web-10 0web-9");
        assert_eq!(sorted(&["10m", "2", "1Gi", "1000Mi"].map(Some)), "010m 12 31000Mi 21Gi");
    }

    #[test]
    fn what_is_missing_comes_first_and_turned_round() {
        assert_eq!(sorted(&[Some("b"), None, Some("a"), None, Some("a")]), "3 1 2a 4a 0b");
    }
}
