//! The deadline queue: everything that will happen is an entry here, so that an idle cluster costs nothing.

use api::Text;
use api::time::Time;
use sorted::{SharedMap, head};

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
/// Thousands wait in a big cluster, one is taken at each step, and every snapshot has them.
#[derive(Clone, Default, Debug)]
pub struct Agenda {
    due: SharedMap<(Time, u64), Due>,
    index: SharedMap<Slot, (Time, u64)>,
    sequence: u64,
    /// Keys that are still being worked on, and until when. Few at a time.
    busy: Vec<(Time, Slot)>,
}

/// A component and a key that it looks at, with the beginning of the key as a number: that tells most keys apart.
type Slot = (ComponentId, u64, Text);

fn slot(component: ComponentId, key: &Text) -> Slot {
    (component, head(key), key.clone())
}

impl Agenda {
    /// Asks for `key` to be looked at by `component` at `at`. A key waits once: the earlier time wins.
    pub fn add(&mut self, component: ComponentId, key: Text, at: Time, cause: Option<FactId>) {
        let when = (at, self.sequence + 1);
        // Most keys do not wait yet.
        if let Some(old) = self.index.insert(slot(component, &key), when) {
            if old.0 <= at {
                self.index.insert(slot(component, &key), old);
                return;
            }
            self.due.remove(&old);
        }
        self.sequence += 1;
        self.due.insert(when, Due { component, key, cause });
    }
    /// When the next entry is due.
    pub fn next(&self) -> Option<Time> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }
    /// Takes the next entry, if it is due by `until`. Keys that are busy wait until they are not.
    pub fn pop(&mut self, until: Time) -> Option<(Time, Due)> {
        loop {
            let (when, due) = self.due.first_key_value().filter(|((at, _), _)| *at <= until)?;
            let (when, slot) = (*when, slot(due.component, &due.key));
            let due = self.due.remove(&when)?;
            self.index.remove(&slot);
            self.busy.retain(|(end, _)| *end > when.0);
            match self.busy.iter().find(|(_, busy)| *busy == slot) {
                Some((end, _)) => self.add(due.component, due.key, *end, due.cause),
                None => return Some((when.0, due)),
            }
        }
    }
    /// A key is being worked on until then: it is not looked at again before.
    pub fn keep_busy(&mut self, component: ComponentId, key: &Text, until: Time) {
        self.busy.push((until, slot(component, key)));
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

    #[test]
    fn a_key_that_is_worked_on_waits_until_that_is_done() {
        let mut a = Agenda::default();
        a.keep_busy(1, &"x".into(), Time(30));
        for (component, at) in [(1, 10), (2, 20), (1, 15)] {
            a.add(component, "x".into(), Time(at), None);
        }
        let mut order = || a.pop(Time(100)).map(|(t, d)| (t.0, d.component));
        assert_eq!([order(), order(), order()], [Some((20, 2)), Some((30, 1)), None]);
        a.add(1, "x".into(), Time(31), None);
        assert_eq!(a.pop(Time(100)).map(|(t, _)| t.0), Some(31));
    }
}
