//! The variables that a process is started with.

/// Variables in the order in which they were first set, as `env` shows them; of one name only the last value.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    list: Vec<(String, String)>,
    /// Places in the list, by name.
    sorted: Vec<usize>,
}

impl Environment {
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        match self.find(&name) {
            Ok(i) => self.list[self.sorted[i]].1 = value,
            Err(i) => {
                self.sorted.insert(i, self.list.len());
                self.list.push((name, value));
            }
        }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(name).ok().map(|i| self.list[self.sorted[i]].1.as_str())
    }

    pub fn remove(&mut self, name: &str) -> Option<String> {
        let place = self.sorted.remove(self.find(name).ok()?);
        for other in &mut self.sorted {
            *other -= usize::from(*other > place);
        }
        Some(self.list.remove(place).1)
    }

    pub fn list(&self) -> &[(String, String)] {
        &self.list
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.sorted.binary_search_by(|at| (*self.list[*at].0).cmp(name))
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Environment {
        let mut all = Environment::default();
        for (name, value) in pairs {
            all.set(name, value);
        }
        all
    }
}
