//! `-o`: which format is meant, and one object printed in it.

use api::Value;

use crate::error::{Result, plain};

/// A format that prints whole objects.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Format {
    Yaml,
    Json,
    Name,
}

/// All formats that kubectl knows, for the error.
pub(crate) const OBJECT_FORMATS: &str =
    "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml";

impl Format {
    /// The format of `-o`; none where it is empty.
    pub(crate) fn parse(output: &str, allowed: &str) -> Result<Option<Format>> {
        Ok(match output {
            "" => None,
            "yaml" => Some(Format::Yaml),
            "json" => Some(Format::Json),
            "name" => Some(Format::Name),
            other => {
                return Err(plain(format!(
                    "unable to match a printer suitable for the output format {other:?}, allowed formats are: {allowed}"
                )));
            }
        })
    }
    /// One object. `first` says whether it is the first of this command: YAML documents are separated by `---`.
    pub(crate) fn print(&self, object: &Value, show_managed_fields: bool, first: bool) -> String {
        let mut object = object.clone();
        if !show_managed_fields {
            hide_managed_fields(&mut object);
        }
        match self {
            Format::Yaml if first => api::yaml::to_string(&object),
            Format::Yaml => format!("---\n{}", api::yaml::to_string(&object)),
            Format::Json => api::json::to_string_pretty(&object) + "\n",
            Format::Name => name_of(&object) + "\n",
        }
    }
}

fn hide_managed_fields(object: &mut Value) {
    object.remove_at(&["metadata", "managedFields"]);
    if object.has("items") && object.get("items").as_list().is_some() {
        for item in object.field_mut("items").list_mut() {
            item.remove_at(&["metadata", "managedFields"]);
        }
    }
}

/// `deployment.apps/web`, from the object alone.
pub(crate) fn name_of(object: &Value) -> String {
    let group = object.str("apiVersion").rsplit_once('/').map_or("", |(g, _)| g);
    let kind = object.str("kind").to_lowercase();
    let name = api::meta::name(object);
    if group.is_empty() { format!("{kind}/{name}") } else { format!("{kind}.{group}/{name}") }
}
