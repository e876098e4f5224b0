//! Counting the tests of other programs by what they print.

use std::ops::Add;

#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Count {
    pub passed: u32,
    pub failed: u32,
}

impl Add for Count {
    type Output = Count;
    fn add(self, other: Count) -> Count {
        Count { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// Adds up the summaries in a program's output, line by line.
#[derive(Default)]
pub struct Tally {
    total: Count,
}

impl Tally {
    /// Knows the summaries of cargo test and wasm-bindgen-test, of node's TAP, and of our own programs.
    pub fn see(&mut self, line: &str) {
        let line = line.trim();
        let number = |text: &str| text.trim().parse::<u32>().ok();
        if let Some(rest) = line.strip_prefix("test result: ") {
            let field = |word: &str| {
                rest.split([';', '.']).find_map(|part| number(part.trim().strip_suffix(word)?)).unwrap_or(0)
            };
            self.total = self.total + Count { passed: field("passed"), failed: field("failed") };
        } else if let Some(passed) = line.strip_prefix("# pass ").and_then(number) {
            self.total.passed += passed;
        } else if let Some(failed) = line.strip_prefix("# fail ").or(line.strip_prefix("# cancelled ")).and_then(number)
        {
            self.total.failed += failed;
        } else if let Some((passed, failed)) =
            line.strip_suffix(" failed").and_then(|line| line.split_once(" passed, "))
            && let (Some(passed), Some(failed)) = (number(passed), number(failed))
        {
            self.total = self.total + Count { passed, failed };
        }
    }

    /// The count, once the program has ended. A program that ended badly without a failed test (it did not compile, it
    /// crashed), and one that ran no test at all, count as one failure.
    pub fn finish(self, ended_well: bool) -> Count {
        let mut count = self.total;
        let silent = count == Count::default();
        if count.failed == 0 && (!ended_well || silent) {
            count.failed = 1;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(output: &str, ended_well: bool) -> (u32, u32) {
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.see(line));
        let count = tally.finish(ended_well);
        (count.passed, count.failed)
    }

    #[test]
    fn reads_every_kind_of_summary() {
        let cargo = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s\n\
                     test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s";
        assert_eq!(count(cargo, false), (15, 2));
        assert_eq!(count("# tests 5\n# pass 4\n# fail 1\n# cancelled 0", false), (4, 1));
        assert_eq!(count("7 passed, 1 failed", false), (7, 1));
    }

    #[test]
    fn a_run_without_a_failed_test_can_still_fail() {
        assert_eq!(count("test result: ok. 12 passed; 0 failed;", false), (12, 1));
        assert_eq!(count("error: could not compile", true), (0, 1));
    }
}
