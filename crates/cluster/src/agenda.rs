//! The deadline queue: everything that will happen is an entry here, so that an idle cluster costs nothing.

use api::Text;
use api::time::Time;
use rpds::RedBlackTreeMap;

use crate::facts::FactId;

/// Index of a component in the cluster's table.
pub type ComponentId = usize;

/// What is due: a component looks at a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Who.
    pub component: ComponentId,
    /// At what.
    pub key: Text,
    /// Because of which fact.
    pub cause: Option<FactId>,
}

/// Keys to look at, by time and then in the order in which they were asked for.
///
/// Thousands wait in a big cluster, one is taken at each step, and every snapshot has them: so they are persistent trees.
#[derive(Clone, Default, Debug)]
pub struct Agenda {
    due: RedBlackTreeMap<(Time, u64), Due>,
    index: RedBlackTreeMap<(ComponentId, Text), (Time, u64)>,
    sequence: u64,
}

impl Agenda {
    /// Asks for `key` to be looked at by `component` at `at`. A key waits once: the earlier time wins.
    pub fn add(&mut self, component: ComponentId, key: Text, at: Time, cause: Option<FactId>) {
        let slot = (component, key);
        if let Some(old) = self.index.get(&slot) {
            if old.0 <= at {
                return;
            }
            self.due.remove_mut(old);
        }
        self.sequence += 1;
        let when = (at, self.sequence);
        self.due.insert_mut(when, Due { component, key: slot.1.clone(), cause });
        self.index.insert_mut(slot, when);
    }
    /// When the next entry is due.
    pub fn next(&self) -> Option<Time> {
        self.due.first().map(|((at, _), _)| *at)
    }
    /// Takes the next entry, if it is due by `until`.
    pub fn pop(&mut self, until: Time) -> Option<(Time, Due)> {
        let (when, due) = self.due.first().filter(|((at, _), _)| *at <= until)?;
        let (when, due) = (*when, due.clone());
        let at = when.0;
        self.due.remove_mut(&when);
        self.index.remove_mut(&(due.component, due.key.clone()));
        Some((at, due))
    }
    /// All entries, soonest first (for the debug drawer).
    pub fn iter(&self) -> impl Iterator<Item = (Time, &Due)> {
        self.due.iter().map(|((at, _), due)| (*at, due))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_waits_once_and_the_earlier_time_wins() {
        let mut a = Agenda::default();
        a.add(1, "x".into(), Time(20), None);
        a.add(1, "x".into(), Time(30), None);
        a.add(1, "y".into(), Time(15), None);
        a.add(1, "x".into(), Time(10), None);
        let order: Vec<_> = std::iter::from_fn(|| a.pop(Time(100))).map(|(t, d)| (t.0, d.key)).collect();
        assert_eq!(order, [(10, Text::from("x")), (15, Text::from("y"))]);
        assert_eq!(a.next(), None);
    }
}
