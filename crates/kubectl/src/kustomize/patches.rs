//! Patches: parts of objects that are merged in, and lists of operations.

use api::selector::LabelSelector;
use api::{Value, meta, schema};

use super::{Res, beside, group_version, id, kind_of, missing, read};
use crate::client::Client;
use crate::error::{Result, plain};

/// All patches of a kustomization, old and new fields.
pub(super) async fn all(client: &Client, dir: &str, kustomization: &Value, all: &mut Vec<Res>) -> Result<()> {
    for entry in kustomization.list("patchesStrategicMerge").iter().filter_map(Value::as_str) {
        // A file, or the patch itself.
        let path = beside(dir, entry);
        let text = if kind_of(client, &path).await.is_some() {
            read(client, &path).await.unwrap_or_default()
        } else {
            entry.to_string()
        };
        merge_each(&text, Value::NULL, all)?;
    }
    for field in ["patches", "patchesJson6902"] {
        for row in kustomization.list(field) {
            let text = match row.str("path") {
                "" => row.str("patch").to_string(),
                file => {
                    let path = beside(dir, file);
                    match read(client, &path).await {
                        Some(text) => text,
                        None => {
                            let full = super::absolute(client, &path).await;
                            let why = missing(client, &full, &path).await;
                            return Err(plain(format!(
                                "trouble configuring builtin PatchTransformer with config: `\npath: {file}\n`: failed to get the patch file from path({file}): {why}"
                            )));
                        }
                    }
                }
            };
            patch(&text, row.get("target"), all)?;
        }
    }
    Ok(())
}

/// Operations are a list, anything else is merged.
fn patch(text: &str, target: &Value, all: &mut Vec<Res>) -> Result<()> {
    if text.trim_start().starts_with('[') && api::json::parse(text).is_err() {
        return Err(plain(format!("unable to parse SM or JSON patch from [patch: {text:?}]")));
    }
    let parsed = api::yaml::parse(text);
    let Some(Ok(operations)) = Some(parsed).filter(|p| p.as_ref().is_ok_and(|v| v.as_list().is_some())) else {
        return merge_each(text, target, all);
    };
    if target.is_null() {
        return Err(plain(format!("must specify a target for JSON patch [patch: {}]", crate::cli::go::quote(text))));
    }
    for res in all.iter_mut().filter(|res| selected(res, target)) {
        res.object = api::patch::json_patch(&res.object, &operations).map_err(|e| plain(e.message()))?;
    }
    Ok(())
}

fn merge_each(text: &str, target: &Value, all: &mut Vec<Res>) -> Result<()> {
    for change in api::yaml::decode_stream(text) {
        let change = change.map_err(|e| plain(e.to_string()))?;
        if change.is_null() {
            continue;
        }
        let mut found = Vec::new();
        for (at, res) in all.iter().enumerate() {
            let same = res.kind() == change.str("kind")
                && group_version(res.object.str("apiVersion")).0 == group_version(change.str("apiVersion")).0
                && res.names.iter().any(|n| n == meta::name(&change));
            if if target.is_null() { same } else { selected(res, target) } {
                found.push(at);
            }
        }
        if found.is_empty() && target.is_null() {
            let id = id(&change);
            return Err(plain(format!(
                "no resource matches strategic merge patch \"{id}\": no matches for Id {id}; failed to find unique target for patch {id}"
            )));
        }
        for at in found.into_iter().rev() {
            if change.str("$patch") == "delete" {
                all.remove(at);
            } else {
                merge(&mut all[at].object, &change)?;
            }
        }
    }
    Ok(())
}

/// The object keeps its own kind and name.
fn merge(object: &mut Value, change: &Value) -> Result<()> {
    let mut change = change.clone();
    for (field, own) in [("apiVersion", object.get("apiVersion")), ("kind", object.get("kind"))] {
        change.set(field, own.clone());
    }
    change.set_at(&["metadata", "name"], api::Text::new(meta::name(object)));
    let (group, version) = group_version(object.str("apiVersion"));
    *object = match schema::of(group, version, object.str("kind")) {
        Some(ty) => api::patch::strategic(object, &change, ty).map_err(|e| plain(e.message()))?,
        None => api::patch::merge_patch(object, &change),
    };
    Ok(())
}

/// Whether a target means a resource: names and kinds are patterns that fit as a whole.
fn selected(res: &Res, target: &Value) -> bool {
    let (group, version) = group_version(res.object.str("apiVersion"));
    let fits = |field: &str, own: &[&str]| {
        let wanted = target.str(field);
        wanted.is_empty() || own.iter().any(|own| pattern(wanted, own))
    };
    let names: Vec<&str> = res.names.iter().map(String::as_str).collect();
    let by = |field: &str, pairs: &api::Map| {
        let text = target.str(field);
        text.is_empty() || LabelSelector::parse(text).is_ok_and(|s| s.matches(pairs))
    };
    fits("kind", &[res.kind()])
        && fits("name", &names)
        && fits("group", &[group])
        && fits("version", &[version])
        && fits("namespace", &[meta::namespace(&res.object)])
        && by("labelSelector", meta::labels(&res.object))
        && by("annotationSelector", meta::annotations(&res.object))
}

/// Of regular expressions, alternatives and `.*`.
fn pattern(pattern: &str, text: &str) -> bool {
    fn one(parts: &[&str], text: &str) -> bool {
        match parts {
            [] => text.is_empty(),
            [last] => text == *last,
            [first, rest @ ..] => text.strip_prefix(first).is_some_and(|text| {
                (0..=text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| one(rest, &text[at..]))
            }),
        }
    }
    let inner = pattern.trim_start_matches('^').trim_end_matches('$').trim_start_matches('(').trim_end_matches(')');
    inner.split('|').any(|alternative| one(&alternative.split(".*").collect::<Vec<_>>(), text))
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn targets_are_patterns() {
        assert!(pattern("web", "web") && !pattern("web", "web2"));
        assert!(pattern("web.*", "web2") && pattern(".*", "") && pattern("(a|b)", "b") && pattern("^.*-db$", "x-db"));
    }
}
