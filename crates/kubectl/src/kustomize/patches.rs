//! Patches: parts of objects that are merged in, and lists of operations.

use api::selector::LabelSelector;
use api::{Value, meta, schema};
use regex_lite::Regex;

use super::files::{absolute, beside, kind_of, missing, outside, read};
use super::transform::namespaced;
use super::{Res, changed, group_version, id, or_default};
use crate::client::Client;
use crate::error::{Result, plain};

/// The patches of a kustomization, but for operations of the old form.
pub(super) async fn all(client: &Client, dir: &str, kustomization: &Value, all: &mut Vec<Res>, by: &str) -> Result<()> {
    for entry in kustomization.list("patchesStrategicMerge").iter().filter_map(Value::as_str) {
        // A file, or the patch itself.
        let path = beside(dir, entry);
        let text = if kind_of(client, &path).await.is_some() {
            read(client, &path).await.unwrap_or_default()
        } else if is_merge(entry) {
            entry.to_string()
        } else {
            let why = missing(client, &absolute(client, &path).await, &path).await;
            let config =
                api::yaml::to_string(&api::obj!({"paths": (kustomization.list("patchesStrategicMerge").to_vec())}));
            return Err(trouble("PatchStrategicMergeTransformer", &config, &why));
        };
        merge_each(&text, Value::NULL, None, all)?;
    }
    if !kustomization.list("patchesStrategicMerge").is_empty() {
        changed(all, by, "PatchStrategicMergeTransformer", "");
    }
    for row in kustomization.list("patches") {
        let config = api::yaml::to_string(row);
        one(client, dir, row, all, &|why| trouble("PatchTransformer", &config, why)).await?;
        changed(all, by, "PatchTransformer", "");
    }
    Ok(())
}

/// Operations in the field that was theirs once; they come later than all other patches.
pub(super) async fn operations_of_old(
    client: &Client,
    dir: &str,
    kustomization: &Value,
    all: &mut Vec<Res>,
    by: &str,
) -> Result<()> {
    const KIND: &str = "PatchJson6902Transformer";
    for row in kustomization.list("patchesJson6902") {
        let mut shown = row.clone();
        if shown.has("patch") {
            shown.set("jsonOp", row.get("patch").clone());
            shown.remove("patch");
        }
        let config = api::yaml::to_string(&shown);
        check_operations(row.str("patch")).map_err(|why| trouble(KIND, &config, &why))?;
        one(client, dir, row, all, &|why| trouble(KIND, &config, why)).await?;
        changed(all, by, KIND, "");
    }
    Ok(())
}

/// One patch, from a file or given. What is wrong with how it is told is told in the words of who told it.
pub(super) async fn one(
    client: &Client,
    dir: &str,
    row: &Value,
    all: &mut Vec<Res>,
    wrong: &dyn Fn(&str) -> crate::error::Error,
) -> Result<()> {
    let config = api::yaml::to_string(row);
    let text = match (row.str("path"), row.str("patch")) {
        ("", "") => return Err(wrong(&format!("must specify one of patch and path in\n{config}"))),
        ("", text) => text.to_string(),
        (file, "") => {
            let path = beside(dir, file);
            let why = match read(client, &path).await {
                Some(text) => outside(client, dir, &path).await.map_or(Ok(text), Err),
                None => Err(missing(client, &absolute(client, &path).await, &path).await),
            };
            why.map_err(|why| wrong(&format!("failed to get the patch file from path({file}): {why}")))?
        }
        _ => return Err(wrong(&format!("patch and path can't be set at the same time\n{config}"))),
    };
    let operations = operations(&text);
    if operations.is_none() && !is_merge(&text) {
        let what = if row.str("path").is_empty() {
            format!("[patch: {}]", crate::cli::go::quote(&text))
        } else {
            format!("[path: {:?}]", row.str("path"))
        };
        return Err(wrong(&format!("unable to parse SM or JSON patch from {what}")));
    }
    if operations.as_ref().and_then(Value::as_list).is_some_and(<[Value]>::is_empty) {
        return Ok(());
    }
    check_target(row.get("target")).map_err(plain)?;
    patch(&text, row.get("target"), row.get("options"), all)
}

/// Refuses operations that are no JSON though they begin so.
pub(super) fn check_operations(text: &str) -> Result<(), String> {
    match api::json::parse(text) {
        Err(why) if text.starts_with('[') => Err(format!("decoding {text}: {}", why.message)),
        _ => Ok(()),
    }
}

/// The operations of a text; none where it is no list of them. What begins like JSON has to be JSON.
fn operations(text: &str) -> Option<Value> {
    let parsed = if text.starts_with('[') { api::json::parse(text).ok() } else { api::yaml::parse(text).ok() };
    parsed.filter(|list| list.as_list().is_some())
}

/// What kustomize says of a change that it cannot make at all.
fn trouble(what: &str, config: &str, why: &str) -> crate::error::Error {
    plain(format!("trouble configuring builtin {what} with config: `\n{config}`: {why}"))
}

/// Whether a text is parts of objects.
fn is_merge(text: &str) -> bool {
    let mut objects = api::yaml::decode_words(text).into_iter().peekable();
    objects.peek().is_some()
        && objects.all(|o| o.is_ok_and(|o| o.is_null() || !o.str("kind").is_empty() && !meta::name(&o).is_empty()))
}

/// Operations are a list, anything else is merged.
fn patch(text: &str, target: &Value, options: &Value, all: &mut Vec<Res>) -> Result<()> {
    let Some(operations) = operations(text) else {
        return merge_each(text, target, Some(options), all);
    };
    if target.is_null() {
        return Err(plain(format!("must specify a target for JSON patch [patch: {}]", crate::cli::go::quote(text))));
    }
    for res in all.iter_mut().filter(|res| selected(res, target)) {
        // On their way objects always have annotations, kustomize's own.
        let bare = !res.object.get("metadata").has("annotations");
        let before = std::mem::take(&mut res.object);
        let mut object = before;
        if bare {
            object.set_at(&["metadata", "annotations"], Value::object());
        }
        object = api::patch::json_patch(&object, &operations).map_err(|e| plain(e.message()))?;
        res.object = object;
        res.settle_annotations();
    }
    Ok(())
}

/// Merges patches into what they name, or into a target; `options` has a patch that could have had a target.
pub(super) fn merge_each(text: &str, target: &Value, options: Option<&Value>, all: &mut Vec<Res>) -> Result<()> {
    let may = |what: &str| options.is_some_and(|options| options.bool(what));
    for change in api::yaml::decode_words(text) {
        let change = change.map_err(|e| plain(e.to_string()))?;
        if change.is_null() {
            continue;
        }
        let mut found = Vec::new();
        for (at, res) in all.iter().enumerate() {
            let home = or_default(meta::namespace(&change));
            let same = res.kind() == change.str("kind")
                && res.object.str("apiVersion") == change.str("apiVersion")
                && (!namespaced(&res.object)
                    || [&*res.was, meta::namespace(&res.object)].iter().any(|own| or_default(own) == home))
                && res.names.iter().any(|n| n == meta::name(&change));
            if if target.is_null() { same } else { selected(res, target) } {
                found.push(at);
            }
        }
        if found.is_empty() && target.is_null() {
            let id = id(&change);
            let why = format!("no matches for Id {id}; failed to find unique target for patch {id}");
            return Err(plain(if options.is_none() {
                why
            } else {
                format!("no resource matches strategic merge patch \"{id}\": {why}")
            }));
        }
        for at in found.into_iter().rev() {
            if change.str("$patch") == "delete" {
                all.remove(at);
            } else {
                merge(&mut all[at].object, &change)?;
                all[at].settle_annotations();
                // Only who says so gives another name or kind.
                if may("allowNameChange") {
                    all[at].rename(meta::name(&change).to_string());
                }
                if may("allowKindChange") {
                    all[at].object.set("kind", change.text("kind"));
                }
            }
        }
        // Two of one name cannot stay.
        if !target.is_null()
            && let Some((_, twin)) = all.iter().enumerate().find(|(at, res)| all[..*at].iter().any(|o| o.clashes(res)))
        {
            return Err(twin.twice());
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
        Some(ty) => api::patch::strategic_in_front(object, &change, ty).map_err(|e| plain(e.message()))?,
        None => api::patch::merge_patch(object, &change),
    };
    Ok(())
}

/// Whether a target means a resource: names and kinds are patterns that fit as a whole.
pub(super) fn selected(res: &Res, target: &Value) -> bool {
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

/// Whether a regular expression fits a text as a whole.
pub(super) fn pattern(pattern: &str, text: &str) -> bool {
    Regex::new(&whole(pattern)).is_ok_and(|fits| fits.is_match(text))
}

fn whole(pattern: &str) -> String {
    format!("^(?:{pattern})$")
}

/// Refuses a target with a pattern that is none.
pub(super) fn check_target(target: &Value) -> Result<(), String> {
    for field in ["group", "version", "kind", "name", "namespace"] {
        let text = target.str(field);
        if !text.is_empty() && Regex::new(&whole(text)).is_err() {
            return Err(bad_pattern(text, &whole(text)));
        }
    }
    for field in ["labelSelector", "annotationSelector"] {
        LabelSelector::parse(target.str(field)).map_err(|why| why.to_string())?;
    }
    Ok(())
}

/// What Go says of a pattern that does not end what it begins, or repeats nothing.
pub(crate) fn bad_pattern(pattern: &str, whole: &str) -> String {
    let why = match (pattern.rfind('['), pattern.chars().next()) {
        (Some(at), _) if !pattern[at..].contains(']') => {
            format!("missing closing ]: `{}`", &whole[whole.find(&pattern[at..]).unwrap_or(0)..])
        }
        (_, Some(c @ ('*' | '+' | '?'))) => format!("missing argument to repetition operator: `{c}`"),
        _ if pattern.matches(')').count() > pattern.matches('(').count() => format!("unexpected ): `{whole}`"),
        _ => format!("missing closing ): `{whole}`"),
    };
    format!("error parsing regexp: {why}")
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
