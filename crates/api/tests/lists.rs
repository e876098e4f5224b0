//! The rules of lists, asked of every list that the schema table knows: what a strategic merge patch merges by which
//! key, and what two managers who apply may both have.
//!
//! The sources of the rules are the extensions of the published OpenAPI document (`x-kubernetes-patch-merge-key`,
//! `x-kubernetes-list-type`, `x-kubernetes-list-map-keys`), which the table is made of.

use std::collections::VecDeque;

use sorted::{SortedMap, SortedSet};

use api::kinds::KINDS;
use api::managed::{Refusal, Shape, Writer, apply};
use api::patch::strategic;
use api::schema::{self, Field, Kind, ListType, Scalar, Ty, TypeRef};
use api::time::Time;
use api::{Text, Value, meta};

/// A value of a scalar type: one for each letter.
fn scalar(s: Scalar, letter: char) -> Option<Value> {
    let n = letter as i64 - 'a' as i64;
    Some(match s {
        Scalar::Str => Value::from(letter.to_string()),
        Scalar::Int32 | Scalar::Int64 => Value::from(n + 1),
        Scalar::Bytes => Value::from(["YQ==", "Yg==", "Yw=="][n as usize]),
        Scalar::Quantity | Scalar::IntOrString => Value::from((n + 1).to_string()),
        _ => return None,
    })
}

/// A field value that differs for each letter; enumerations give their own.
fn of_field(f: Field, letter: char) -> Option<Value> {
    let Kind::Scalar(s) = f.ty().kind() else { return None };
    let values = f.enum_values();
    if values.is_empty() {
        return scalar(s, letter);
    }
    values.get(letter as usize - 'a' as usize).map(|v| Value::from(*v))
}

/// An item of a list: its keys filled in, or any one field where it has none.
fn item(list: Field, keys: &[&'static str], letter: char) -> Option<Value> {
    match list.ty().item()?.kind() {
        Kind::Scalar(s) => scalar(s, letter),
        Kind::Object(t) => {
            let mut object = Value::object();
            if keys.is_empty() {
                let (name, value) = t.fields().find_map(|f| Some((f.name(), of_field(f, letter)?)))?;
                object.set(name, value);
            }
            // One key differs, which is enough; the others say the same.
            for (i, key) in keys.iter().enumerate() {
                let letter = if i == 0 { letter } else { 'a' };
                object.set(*key, of_field(t.field(key)?, letter)?);
            }
            Some(object)
        }
        _ => None,
    }
}

fn items(list: Field, keys: &[&'static str]) -> Option<[Value; 3]> {
    let all = ['a', 'b', 'c'].map(|letter| item(list, keys, letter));
    let [Some(a), Some(b), Some(c)] = all else { return None };
    (a != b && b != c).then_some([a, b, c])
}

fn holding(name: &'static str, list: &[&Value]) -> Value {
    let mut object = Value::object();
    object.set(name, list.iter().map(|v| (*v).clone()).collect::<Vec<Value>>());
    object
}

/// Values as a set.
fn texts(list: &[Value]) -> SortedSet<String> {
    list.iter().map(api::json::to_string).collect()
}

fn lists_of(t: TypeRef) -> impl Iterator<Item = Field> {
    t.fields().filter(|f| matches!(f.ty().kind(), Kind::List(_)))
}

#[test]
fn a_strategic_patch_merges_every_list_by_its_key_or_replaces_it() {
    let (mut merged, mut replaced, mut wrong) = (0, 0, Vec::new());
    for t in schema::types() {
        for f in lists_of(t) {
            let key = f.merge_key();
            let keyed: &[&'static str] = if key.is_empty() { &[] } else { std::slice::from_ref(&key) };
            let Some([a, b, c]) = items(f, keyed) else { continue };
            let name = f.name();
            let patched = |original: &Value, patch: &Value| strategic(original, patch, t).map(|v| texts(v.list(name)));
            let before = holding(name, &[&a, &b]);
            let merges = f.patch_merges();
            let expected: SortedSet<String> =
                if merges { texts(&[a.clone(), b.clone(), c.clone()]) } else { texts(std::slice::from_ref(&c)) };
            let mut check = |what: &str, got: Result<SortedSet<String>, _>, expected: SortedSet<String>| {
                if got.as_ref().ok() != Some(&expected) {
                    wrong.push(format!("{}.{name}: {what}", t.full_name()));
                }
            };
            check("adding one", patched(&before, &holding(name, &[&c])), expected);
            if !merges {
                replaced += 1;
                continue;
            }
            merged += 1;
            let mut delete = Value::object();
            if key.is_empty() {
                delete.set(format!("$deleteFromPrimitiveList/{name}"), vec![a.clone()]);
            } else {
                let mut gone = a.clone();
                gone.set("$patch", "delete");
                delete = holding(name, &[&gone]);
            }
            check("deleting one", patched(&before, &delete), texts(std::slice::from_ref(&b)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(merged > 40 && replaced > 100, "lists that merge: {merged}, that are replaced: {replaced}");
}

/// A step from an object to a list inside of it.
#[derive(Clone)]
enum Step {
    Field(&'static str),
    /// Into an item of a list with keys.
    Item(Value),
    /// Into an entry of a map.
    Entry,
}

fn wrapped(path: &[Step], inner: Value) -> Value {
    path.iter().rev().fold(inner, |inner, step| match step {
        Step::Field(name) => {
            let mut object = Value::object();
            object.set(*name, inner);
            object
        }
        Step::Item(keys) => {
            let mut item = keys.clone();
            for (key, value) in inner.as_map().into_iter().flat_map(|m| m.iter()) {
                item.set(key.clone(), value.clone());
            }
            Value::from(vec![item])
        }
        Step::Entry => {
            let mut map = Value::object();
            map.set("k", inner);
            map
        }
    })
}

/// Every list of a kind that server-side apply looks into, with the way to it. Each type is entered once.
fn lists_in(root: TypeRef) -> Vec<(Vec<Step>, Field)> {
    let mut found = Vec::new();
    let mut seen = SortedSet::from([root]);
    let mut queue: VecDeque<(Vec<Step>, TypeRef)> = VecDeque::from([(Vec::new(), root)]);
    while let Some((path, t)) = queue.pop_front() {
        for f in t.fields() {
            if f.list_type() == ListType::Atomic && !matches!(f.ty().kind(), Kind::List(_)) {
                continue;
            }
            let at = [path.clone(), vec![Step::Field(f.name())]].concat();
            let next: Option<(Vec<Step>, Ty)> = match f.ty().kind() {
                Kind::List(inner) => {
                    found.push((path.clone(), f));
                    let keys = (f.list_type() == ListType::Map).then(|| item(f, f.map_keys(), 'a')).flatten();
                    keys.map(|keys| ([at, vec![Step::Item(keys)]].concat(), inner))
                }
                Kind::Map(inner) => Some(([at, vec![Step::Entry]].concat(), inner)),
                _ => Some((at, f.ty())),
            };
            if let Some((at, Kind::Object(inner))) = next.map(|(at, ty)| (at, ty.kind()))
                && !inner.atomic()
                && seen.insert(inner)
            {
                queue.push_back((at, inner));
            }
        }
    }
    found
}

fn list_at(object: &Value, path: &[Step], name: &str) -> SortedSet<String> {
    let at = path.iter().fold(object, |v, step| match step {
        Step::Field(name) => v.get(name),
        Step::Item(_) => v.as_list().and_then(|l| l.first()).unwrap_or(Value::NULL),
        Step::Entry => v.get("k"),
    });
    texts(at.list(name))
}

#[test]
fn two_managers_share_every_list_as_its_type_says() {
    let mut counted: SortedMap<&str, usize> = SortedMap::new();
    let mut wrong = Vec::new();
    for kind in KINDS {
        let Some(root) = schema::of(kind.group, kind.version, kind.kind) else { continue };
        let shape = Shape::of(root);
        let api_version = kind.gvr().api_version();
        let by = |manager: &'static str| Writer {
            manager: manager.into(),
            api_version: api_version.clone(),
            subresource: Text::EMPTY,
            now: Time::default(),
        };
        for (path, f) in lists_in(root) {
            // What the server itself writes nobody applies.
            if ["managedFields", "ownerReferences"].contains(&f.name()) && path.len() == 1 {
                continue;
            }
            let keys = if f.list_type() == ListType::Map { f.map_keys() } else { &[] };
            let Some([a, b, _]) = items(f, keys) else { continue };
            let config = |list: &[&Value]| {
                let mut object = wrapped(&path, holding(f.name(), list));
                object.set("apiVersion", api_version.clone());
                object.set("kind", kind.kind);
                object.field_mut("metadata").set("name", "x");
                object
            };
            let mut zero = shape.zero();
            zero.set("apiVersion", api_version.clone());
            zero.set("kind", kind.kind);
            let place = format!("{} {}", kind.kind, place(&path, f));
            let first = match apply(&zero, &config(&[&a]), shape, &by("one"), false, &[]) {
                Ok(first) => first,
                Err(refusal) => {
                    wrong.push(format!("{place}: {}", refusal.status("x").message));
                    continue;
                }
            };
            let second = apply(&first, &config(&[&b]), shape, &by("two"), false, &[]);
            let shared = matches!(f.list_type(), ListType::Map | ListType::Set);
            let is_as_typed = match (&second, shared) {
                (Ok(v), true) => {
                    let both = list_at(v, &path, f.name()) == texts(&[a.clone(), b.clone()]);
                    // What one no longer applies is gone; what the other has stays.
                    let left = apply(v, &config(&[]), shape, &by("one"), false, &[]);
                    both && left.is_ok_and(|v| list_at(&v, &path, f.name()) == texts(std::slice::from_ref(&b)))
                }
                (Err(Refusal::Conflicts(_)), false) => {
                    let forced = apply(&first, &config(&[&b]), shape, &by("two"), true, &[]);
                    forced.is_ok_and(|v| list_at(&v, &path, f.name()) == texts(std::slice::from_ref(&b)))
                }
                _ => false,
            };
            if !is_as_typed {
                wrong.push(format!("{place}: {:?} {:?}", f.list_type(), second.map(|v| meta::name(&v).len()).is_ok()));
            }
            let name = match f.list_type() {
                ListType::Map => "map",
                ListType::Set => "set",
                _ => "atomic",
            };
            *counted.entry(name).or_default() += 1;
        }
    }
    assert!(wrong.is_empty(), "{} are wrong: {wrong:#?}", wrong.len());
    let count = |name| counted.get(name).copied().unwrap_or(0);
    assert!(count("map") > 150 && count("set") > 20 && count("atomic") > 300, "{counted:?}");
}

fn place(path: &[Step], f: Field) -> String {
    let steps = path.iter().map(|s| match s {
        Step::Field(name) => (*name).to_string(),
        Step::Item(_) => "[]".into(),
        Step::Entry => "k".into(),
    });
    steps.chain([f.name().to_string()]).collect::<Vec<_>>().join(".")
}
