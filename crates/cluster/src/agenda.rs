//! The deadline queue: everything that will happen is an entry here, so that an idle cluster costs nothing.

use std::time::Duration;

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
    /// The key that was taken last, when, and how often in a row at that time.
    last: Option<(Time, Slot)>,
    in_a_row: u32,
}

/// A key that is due so often in a row without any time between turns on the spot: it waits, so that time goes on.
const SPINS: u32 = 1_000;
/// So long.
const REST: Duration = Duration::from_millis(100);

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
            let busy = self.busy.iter().find(|(_, busy)| *busy == slot).map(|(end, _)| *end);
            match busy {
                Some(end) => self.add(due.component, due.key, end, due.cause),
                None if self.spins(when.0, slot) => self.add(due.component, due.key, when.0 + REST, due.cause),
                None => return Some((when.0, due)),
            }
        }
    }
    fn spins(&mut self, now: Time, slot: Slot) -> bool {
        let again = self.last.as_ref().is_some_and(|(at, last)| *at == now && *last == slot);
        self.in_a_row = if again { self.in_a_row + 1 } else { 0 };
        if !again {
            self.last = Some((now, slot));
        }
        self.in_a_row > SPINS
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
    fn a_key_that_turns_on_the_spot_lets_time_go_on() {
        let mut a = Agenda::default();
        a.add(1, "x".into(), Time(10), None);
        a.add(1, "y".into(), Time(20), None);
        let mut taken = Vec::new();
        while let Some((at, due)) = a.pop(Time(30)) {
            taken.push((at.0, due.key.clone()));
            if due.key == "x" {
                a.add(1, due.key, at, None);
            }
        }
        assert_eq!(taken.len(), SPINS as usize + 2);
        assert_eq!(taken.last(), Some(&(20, Text::from("y"))));
        assert_eq!(a.next(), Some(Time(10) + REST));
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
