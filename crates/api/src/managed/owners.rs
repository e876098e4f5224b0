//! The list of owners of an object, and what an update or an apply makes of it.

use super::compare::{Comparison, compare};
use super::conflict::{self, Conflict};
use super::path::PathElement;
use super::set::{FieldSet, set_of};
use super::shape::Shape;
use super::{merge, remove, validate};
use crate::json;
use crate::status::Status;
use crate::time::Time;
use crate::value::{Map, Text, Value};
use sorted::InOrder;

/// Who writes, and how.
#[derive(Clone, Debug)]
pub struct Writer {
    /// The field manager: `kubectl`, `kube-controller-manager`.
    pub manager: Text,
    /// The version of the object that was sent.
    pub api_version: Text,
    /// `status`, `scale`; empty for the object itself.
    pub subresource: Text,
    /// Now.
    pub now: Time,
}

/// Why an apply was refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// Others own some of the fields.
    Conflicts(Vec<Conflict>),
    /// The object does not fit its type; the text is the server's, without what it was doing.
    Invalid(String),
}

impl Refusal {
    /// As the API answers it. `subject` is what was applied, as in `default/web; apps/v1, Kind=Deployment`.
    pub fn status(&self, subject: &str) -> Status {
        match self {
            Refusal::Conflicts(conflicts) => conflict::status(conflicts),
            Refusal::Invalid(why) => {
                let message = format!("failed to create typed patch object ({subject}): {why}");
                Status::new(500, "", message)
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Operation {
    Apply,
    Update,
}

/// An entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Owner {
    operation: Operation,
    time: Option<Text>,
    manager: Text,
    api_version: Text,
    subresource: Text,
    fields: FieldSet,
}

/// More owners by update than this are thrown together, the oldest first.
const MOST_UPDATERS: usize = 10;
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Fields of the object's identity: nobody owns them.
const UNOWNED: [&[&str]; 12] = [
    &["apiVersion"],
    &["kind"],
    &["metadata"],
    &["metadata", "name"],
    &["metadata", "namespace"],
    &["metadata", "creationTimestamp"],
    &["metadata", "selfLink"],
    &["metadata", "uid"],
    &["metadata", "clusterName"],
    &["metadata", "generation"],
    &["metadata", "managedFields"],
    &["metadata", "resourceVersion"],
];

impl Owner {
    fn new(operation: Operation, by: &Writer, fields: FieldSet) -> Owner {
        let manager = if by.manager.is_empty() { "unknown".into() } else { by.manager.clone() };
        let (api_version, subresource) = (by.api_version.clone(), by.subresource.clone());
        Owner { operation, time: None, manager, api_version, subresource, fields }
    }
    /// An applier is the same whatever version it applies.
    fn is(&self, other: &Owner) -> bool {
        let versions = self.operation == Operation::Apply || self.api_version == other.api_version;
        self.operation == other.operation
            && self.manager == other.manager
            && self.subresource == other.subresource
            && versions
    }
    fn message(&self) -> String {
        let mut out = format!("{:?}", self.manager.as_str());
        if !self.subresource.is_empty() {
            out.push_str(&format!(" with subresource {:?}", self.subresource.as_str()));
        }
        if self.operation == Operation::Update {
            out.push_str(&[" using ", &self.api_version].concat());
        }
        out
    }
    fn read(entry: &Value) -> Option<Owner> {
        let operation = match entry.str("operation") {
            "Apply" => Operation::Apply,
            "Update" => Operation::Update,
            _ => return None,
        };
        Some(Owner {
            operation,
            time: entry.get("time").as_text().cloned(),
            manager: entry.text("manager"),
            api_version: entry.text("apiVersion"),
            subresource: entry.text("subresource"),
            fields: FieldSet::from_value(entry.get("fieldsV1")),
        })
    }
    fn write(&self) -> Value {
        let mut entry = Map::new();
        entry.insert("apiVersion", &self.api_version);
        entry.insert("fieldsType", "FieldsV1");
        entry.insert("fieldsV1", self.fields.to_value());
        entry.insert("manager", &self.manager);
        entry.insert("operation", if self.operation == Operation::Apply { "Apply" } else { "Update" });
        if !self.subresource.is_empty() {
            entry.insert("subresource", &self.subresource);
        }
        if let Some(time) = &self.time {
            entry.insert("time", time);
        }
        entry.into()
    }
}

/// The owners of an object; none if one entry cannot be read.
fn read(object: &Value) -> Vec<Owner> {
    let entries = object.get("metadata").list("managedFields").iter().map(Owner::read);
    entries.collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn write(object: &mut Value, mut owners: Vec<Owner>) {
    owners.order_by(|a, b| {
        let key =
            |o: &Owner| (o.operation, o.time.clone(), o.manager.clone(), o.api_version.clone(), o.subresource.clone());
        key(a).cmp(&key(b))
    });
    if owners.is_empty() {
        if object.get("metadata").has("managedFields") {
            object.remove_at(&["metadata", "managedFields"]);
        }
        return;
    }
    let entries: Vec<Value> = owners.iter().map(Owner::write).collect();
    object.set_at(&["metadata", "managedFields"], entries);
}

fn unmanaged(object: &Value) -> Value {
    let mut object = object.clone();
    if object.get("metadata").has("managedFields") {
        object.remove_at(&["metadata", "managedFields"]);
    }
    object
}

/// Writes the owners into `new`, which somebody makes of `live` by create, update or patch. For a create, `live` is an
/// object without anything but what its type always has. Changes of `ignored` fields count for nobody: they are not the
/// caller's to change (`status` on the object itself, `spec` on the status).
pub fn update(live: &Value, new: &mut Value, shape: Shape<'_>, by: &Writer, ignored: &[&[&str]]) {
    let sent = new.get("metadata").get("managedFields");
    let emptied = |l: &[Value]| l.is_empty() || l.len() == 1 && l[0].as_map().is_some_and(Map::is_empty);
    let mut owners = read(live);
    if by.subresource.is_empty() {
        if sent.as_list().is_some_and(emptied) {
            owners.clear();
        } else if !sent.is_null() && !read(new).is_empty() {
            owners = read(new);
        }
    }
    let mut object = unmanaged(new);
    if owners.is_empty() && !live.get("metadata").str("uid").is_empty() {
        *new = object;
        return;
    }
    owned_after_update(&unmanaged(live), &object, shape, by, ignored, &mut owners);
    cap(&mut owners);
    write(&mut object, owners);
    *new = object;
}

fn owned_after_update(
    live: &Value,
    new: &Value,
    shape: Shape<'_>,
    by: &Writer,
    ignored: &[&[&str]],
    owners: &mut Vec<Owner>,
) {
    let changes = compare(live, new, shape).without(ignored);
    take_from_others(owners, None, &changes, by);
    let mut written = Owner::new(Operation::Update, by, owned(&changes.modified.union(&changes.added)));
    if written.fields.is_empty() {
        return;
    }
    written.time = Some(Text::from(by.now.rfc3339()));
    match owners.iter_mut().find(|o| o.is(&written)) {
        Some(owner) => {
            owner.fields = owner.fields.union(&written.fields);
            owner.time = written.time;
        }
        None => owners.push(written),
    }
}

fn owned(fields: &FieldSet) -> FieldSet {
    let mut unowned = FieldSet::default();
    for path in UNOWNED {
        unowned.insert(&path.iter().map(|name| PathElement::Field(Text::from(*name))).collect::<Vec<_>>());
    }
    fields.difference(&unowned)
}

/// Others lose what was changed or taken out; those with nothing left go.
fn take_from_others(owners: &mut Vec<Owner>, but: Option<&Owner>, changes: &Comparison, by: &Writer) {
    let taken = changes.modified.union(&changes.added).union(&changes.removed);
    for owner in owners.iter_mut() {
        if but.is_none_or(|b| !owner.is(b)) && owner.api_version == by.api_version {
            owner.fields = owner.fields.difference(&taken);
        }
    }
    owners.retain(|o| !o.fields.is_empty());
}

fn cap(owners: &mut Vec<Owner>) {
    let mut updaters: Vec<Owner> = owners.iter().filter(|o| o.operation == Operation::Update).cloned().collect();
    if updaters.len() <= MOST_UPDATERS {
        return;
    }
    updaters.order_by(|a, b| (&a.time, &a.manager).cmp(&(&b.time, &b.manager)));
    let mut first: Option<Owner> = None;
    let mut left = updaters.len();
    for old in updaters {
        if left <= MOST_UPDATERS {
            return;
        }
        let Some(before) = first.take() else {
            first = Some(old);
            continue;
        };
        owners.retain(|o| !o.is(&before) && !o.is(&old));
        let bucket = Owner {
            manager: "ancient-changes".into(),
            subresource: Text::EMPTY,
            fields: before.fields.union(&old.fields),
            ..old
        };
        owners.push(bucket.clone());
        first = Some(bucket);
        left -= 1;
    }
}

/// Lays `config` over `live` and settles who owns what. The answer is the new object with its owners, before defaulting;
/// where `live` does not exist yet it is an object without anything but what its type always has.
pub fn apply(
    live: &Value,
    config: &Value,
    shape: Shape<'_>,
    by: &Writer,
    force: bool,
    ignored: &[&[&str]],
) -> Result<Value, Refusal> {
    validate(config, shape).map_err(Refusal::Invalid)?;
    let mut owners = read(live);
    let live = unmanaged(live);
    if owners.is_empty() {
        // What is there belongs to whoever was before.
        let before = Writer { manager: "before-first-apply".into(), ..by.clone() };
        owned_after_update(&shape.zero(), &live, shape, &before, ignored, &mut owners);
    }
    let task = Apply { live: &live, config, shape, by, ignored };
    let mut outcome = task.run(owners.clone(), force);
    if let (Err(conflicts), "kubectl") = (&outcome, by.manager.as_str()) {
        // kubectl may take from anybody what its own last client-side apply had set.
        let allowed = task.last_applied();
        let rest: Vec<Conflict> = conflicts.iter().filter(|c| !allowed.has(&c.path)).cloned().collect();
        outcome = if rest.is_empty() { task.run(owners, true) } else { Err(rest) };
    }
    let mut object = outcome.map_err(Refusal::Conflicts)?;
    refresh_last_applied(&mut object, config, by);
    Ok(object)
}

struct Apply<'a> {
    live: &'a Value,
    config: &'a Value,
    shape: Shape<'a>,
    by: &'a Writer,
    ignored: &'a [&'a [&'a str]],
}

impl Apply<'_> {
    fn run(&self, mut owners: Vec<Owner>, force: bool) -> Result<Value, Vec<Conflict>> {
        let set = set_of(self.config, self.shape).without(self.ignored);
        let mut me = Owner::new(Operation::Apply, self.by, set);
        let merged = merge(self.live, self.config, self.shape);
        let before = owners.iter().position(|o| o.is(&me)).map(|i| owners.remove(i));
        me.time = before.as_ref().and_then(|o| o.time.clone());
        let others = owners.iter().chain([&me]).fold(FieldSet::default(), |all, o| all.union(&o.fields));
        let mut object = match &before {
            Some(before) => self.prune(&merged, &before.fields, &others),
            None => merged,
        };
        let changes = compare(self.live, &object, self.shape).without(self.ignored);
        let touched = changes.modified.union(&changes.added);
        let conflicts: Vec<Conflict> = owners
            .iter()
            .filter(|o| o.api_version == self.by.api_version)
            .flat_map(|o| {
                let owner = o.message();
                let paths = o.fields.intersection(&touched).paths();
                paths.into_iter().map(move |path| Conflict { owner: owner.clone(), path })
            })
            .collect();
        if !force && !conflicts.is_empty() {
            return Err(conflicts);
        }
        take_from_others(&mut owners, None, &changes, self.by);
        me.fields = owned(&me.fields);
        if object != *self.live {
            me.time = Some(Text::from(self.by.now.rfc3339()));
        }
        if !me.fields.is_empty() {
            owners.push(me);
        }
        write(&mut object, owners);
        Ok(object)
    }
    /// Takes out what the applier had applied before and now leaves out, unless somebody else owns it.
    fn prune(&self, merged: &Value, before: &FieldSet, owned: &FieldSet) -> Value {
        if before.is_empty() {
            return merged.clone();
        }
        let named = |set: &FieldSet| set.with_named_parents(self.shape);
        let all = named(&set_of(merged, self.shape));
        let pruned = remove(merged, &named(before), self.shape);
        // Back comes what is owned by anybody, with all that leads there ...
        let keep = named(&set_of(&pruned, self.shape)).union(&named(owned));
        let pruned = remove(merged, &all.difference(&keep), self.shape);
        // ... and what was below something taken out without having been applied itself.
        let kept = named(&set_of(&pruned, self.shape));
        let pruned = remove(merged, &all.difference(&kept).intersection(&named(before)), self.shape);
        if pruned.is_null() { Value::object() } else { pruned }
    }
    /// What kubectl's last client-side apply had set and nobody has changed since.
    fn last_applied(&self) -> FieldSet {
        let text = self.live.get("metadata").get("annotations").str(LAST_APPLIED);
        let Ok(last) = json::parse(text) else { return FieldSet::default() };
        if last.str("apiVersion") != self.by.api_version.as_str() {
            return FieldSet::default();
        }
        let changes = compare(&last, self.live, self.shape);
        let set = set_of(&last, self.shape);
        set.difference(&changes.modified).difference(&changes.added).difference(&changes.removed)
    }
}

/// Whoever has the annotation of client-side apply gets it kept up to date by kubectl's server-side apply.
fn refresh_last_applied(object: &mut Value, config: &Value, by: &Writer) {
    let path = ["metadata", "annotations", LAST_APPLIED];
    if by.manager != "kubectl" || object.at(&path).as_str().is_none_or(str::is_empty) {
        return;
    }
    let mut config = config.clone();
    if config.at(&path[..2]).has(LAST_APPLIED) {
        config.remove_at(&path);
    }
    let text = [json::to_string(&config), "\n".to_string()].concat();
    // A longer annotation than allowed would refuse the whole object: then it is better gone.
    if text.len() > 262_144 {
        object.remove_at(&path);
    } else {
        object.set_at(&path, text);
    }
}
