//! The types of a kustomization's fields: what kustomize's JSON decoder refuses, in its words.

use api::Value;

use Shape::{Bool, Int, List, Map, Struct, Text};

/// What a field takes.
enum Shape {
    Text,
    Bool,
    Int,
    /// Texts by name.
    Map,
    /// Switches by name.
    Switches,
    /// Items, and what Go calls the type of one.
    List(&'static Shape, &'static str),
    /// A struct, and its fields.
    Struct(&'static str, &'static [Field]),
}

/// A name, the structs that Go embeds on the way to it, and what it takes.
type Field = (&'static str, &'static str, Shape);

const TEXTS: Shape = List(&Text, "string");
const GENERATOR: &str = "GeneratorArgs.";
const PAIRS: &str = "GeneratorArgs.KvPairSources.";

const OPTIONS: Shape = Struct(
    "GeneratorOptions",
    &[("labels", "", Map), ("annotations", "", Map), ("disableNameSuffixHash", "", Bool), ("immutable", "", Bool)],
);
const IMAGE: Shape = Struct(
    "Image",
    &[("name", "", Text), ("newName", "", Text), ("tagSuffix", "", Text), ("newTag", "", Text), ("digest", "", Text)],
);
const FIELD_SPEC: Shape = Struct(
    "FieldSpec",
    &[
        ("group", "Gvk.", Text),
        ("version", "Gvk.", Text),
        ("kind", "Gvk.", Text),
        ("path", "", Text),
        ("create", "", Bool),
    ],
);
const LABEL: Shape = Struct(
    "Label",
    &[
        ("pairs", "", Map),
        ("includeSelectors", "", Bool),
        ("includeTemplates", "", Bool),
        ("fields", "", List(&FIELD_SPEC, "types.FieldSpec")),
    ],
);
const REPLICA: Shape = Struct("Replica", &[("name", "", Text), ("count", "", Int)]);
const SELECTOR: Shape = Struct(
    "Selector",
    &[
        ("group", "ResId.Gvk.", Text),
        ("version", "ResId.Gvk.", Text),
        ("kind", "ResId.Gvk.", Text),
        ("name", "ResId.", Text),
        ("namespace", "ResId.", Text),
        ("annotationSelector", "", Text),
        ("labelSelector", "", Text),
    ],
);
const PATCH: Shape = Struct(
    "Patch",
    &[("path", "", Text), ("patch", "", Text), ("target", "", SELECTOR), ("options", "", Shape::Switches)],
);
const CONFIG_MAP: Shape = Struct(
    "ConfigMapArgs",
    &[
        ("namespace", GENERATOR, Text),
        ("name", GENERATOR, Text),
        ("behavior", GENERATOR, Text),
        ("literals", PAIRS, TEXTS),
        ("files", PAIRS, TEXTS),
        ("envs", PAIRS, TEXTS),
        ("env", PAIRS, Text),
        ("options", GENERATOR, OPTIONS),
    ],
);
const SECRET: Shape = Struct(
    "SecretArgs",
    &[
        ("namespace", GENERATOR, Text),
        ("name", GENERATOR, Text),
        ("behavior", GENERATOR, Text),
        ("literals", PAIRS, TEXTS),
        ("files", PAIRS, TEXTS),
        ("envs", PAIRS, TEXTS),
        ("env", PAIRS, Text),
        ("options", GENERATOR, OPTIONS),
        ("type", "", Text),
    ],
);
const FIELD_OPTIONS: Shape = Struct(
    "FieldOptions",
    &[("delimiter", "", Text), ("index", "", Int), ("encoding", "", Text), ("create", "", Bool)],
);
const SOURCE: Shape = Struct(
    "SourceSelector",
    &[
        ("group", "ResId.Gvk.", Text),
        ("version", "ResId.Gvk.", Text),
        ("kind", "ResId.Gvk.", Text),
        ("name", "ResId.", Text),
        ("namespace", "ResId.", Text),
        ("fieldPath", "", Text),
        ("options", "", FIELD_OPTIONS),
    ],
);
const TARGET: Shape = Struct(
    "TargetSelector",
    &[
        ("select", "", SELECTOR),
        ("reject", "", List(&SELECTOR, "*types.Selector")),
        ("fieldPaths", "", TEXTS),
        ("options", "", FIELD_OPTIONS),
    ],
);
const REPLACEMENT: Shape = Struct(
    "ReplacementField",
    &[
        ("path", "", Text),
        ("source", "Replacement.", SOURCE),
        ("sourceValue", "Replacement.", Text),
        ("targets", "Replacement.", List(&TARGET, "*types.TargetSelector")),
    ],
);
const SORT: Shape = Struct(
    "SortOptions",
    &[
        ("order", "", Text),
        ("legacySortOptions", "", Struct("LegacySortOptions", &[("orderFirst", "", TEXTS), ("orderLast", "", TEXTS)])),
    ],
);
const METADATA: Shape =
    Struct("ObjectMeta", &[("name", "", Text), ("namespace", "", Text), ("labels", "", Map), ("annotations", "", Map)]);

/// The fields that are followed.
const KUSTOMIZATION: Shape = Struct(
    "Kustomization",
    &[
        ("apiVersion", "TypeMeta.", Text),
        ("bases", "", TEXTS),
        ("buildMetadata", "", TEXTS),
        ("commonAnnotations", "", Map),
        ("commonLabels", "", Map),
        ("components", "", TEXTS),
        ("configMapGenerator", "", List(&CONFIG_MAP, "types.ConfigMapArgs")),
        ("configurations", "", TEXTS),
        ("generatorOptions", "", OPTIONS),
        ("generators", "", TEXTS),
        ("images", "", List(&IMAGE, "types.Image")),
        ("kind", "TypeMeta.", Text),
        ("labels", "", List(&LABEL, "types.Label")),
        ("metadata", "", METADATA),
        ("namePrefix", "", Text),
        ("nameSuffix", "", Text),
        ("namespace", "", Text),
        ("patches", "", List(&PATCH, "types.Patch")),
        ("patchesJson6902", "", List(&PATCH, "types.Patch")),
        ("patchesStrategicMerge", "", List(&Text, "types.PatchStrategicMerge")),
        ("replacements", "", List(&REPLACEMENT, "types.ReplacementField")),
        ("replicas", "", List(&REPLICA, "types.Replica")),
        ("resources", "", TEXTS),
        ("transformers", "", TEXTS),
        ("validators", "", TEXTS),
        ("vars", "", List(&VAR, "types.Var")),
        ("secretGenerator", "", List(&SECRET, "types.SecretArgs")),
        ("sortOptions", "", SORT),
    ],
);

const VAR: Shape = Struct(
    "Var",
    &[
        ("name", "", Text),
        (
            "objref",
            "",
            Struct(
                "Target",
                &[
                    ("apiVersion", "", Text),
                    ("group", "Gvk.", Text),
                    ("version", "Gvk.", Text),
                    ("kind", "Gvk.", Text),
                    ("name", "", Text),
                    ("namespace", "", Text),
                ],
            ),
        ),
        ("fieldref", "", Struct("FieldSelector", &[("fieldpath", "", Text), ("fieldPath", "", Text)])),
    ],
);

/// The name of a field of a kustomization in its own case.
pub(super) fn named(name: &str) -> Option<&'static str> {
    let Struct(_, fields) = KUSTOMIZATION else { return None };
    fields.iter().map(|(field, ..)| *field).find(|field| field.eq_ignore_ascii_case(name))
}

/// The first thing that Go's decoder refuses. `skipped` are fields that somebody else looks at.
pub(super) fn check(kustomization: &Value, skipped: &[&str]) -> Result<(), String> {
    let mut known = kustomization.clone();
    for field in skipped {
        known.remove(field);
    }
    fits(&known, &KUSTOMIZATION, "", "", "")
}

/// `of` is what Go calls a text, `inside` the struct that has the field, `path` the way to it.
fn fits(value: &Value, shape: &Shape, of: &str, inside: &str, path: &str) -> Result<(), String> {
    if value.is_null() {
        return Ok(());
    }
    let given = value.json_type();
    let refuse = |of: &str| {
        let place = if path.is_empty() { "Go value".into() } else { format!("Go struct field {inside}.{path}") };
        Err(format!("json: cannot unmarshal {given} into {place} of type {of}"))
    };
    match (shape, value) {
        (Text, Value::Str(_)) | (Bool, Value::Bool(_)) | (Int, Value::Int(_)) => Ok(()),
        (Text, _) => refuse(if of.is_empty() { "string" } else { of }),
        (Bool, _) => refuse("bool"),
        (Int, _) => refuse("int64"),
        (Map, Value::Map(map)) => map.iter().try_for_each(|(_, item)| fits(item, &Text, "", inside, path)),
        (Map, _) => refuse("map[string]string"),
        (Shape::Switches, Value::Map(map)) => map.iter().try_for_each(|(_, item)| fits(item, &Bool, "", inside, path)),
        (Shape::Switches, _) => refuse("map[string]bool"),
        (List(item, of), Value::List(items)) => items.iter().try_for_each(|v| fits(v, item, of, inside, path)),
        (List(_, of), _) => refuse(&format!("[]{of}")),
        (Struct(name, fields), Value::Map(map)) => map.iter().try_for_each(|(key, item)| {
            // Go takes a field in whatever case.
            let Some((field, embedded, shape)) = fields.iter().find(|(f, ..)| f.eq_ignore_ascii_case(key)) else {
                return Err(format!("json: unknown field {:?}", key.as_str()));
            };
            let dot = if path.is_empty() { "" } else { "." };
            fits(item, shape, "", name, &format!("{path}{dot}{embedded}{field}"))
        }),
        (Struct(name, _), _) => refuse(&format!("types.{name}")),
    }
}
