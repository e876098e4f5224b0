//! What a container has written, line by line with its time, as the runtime's log file holds it.

use std::collections::VecDeque;
use std::rc::Rc;

use api::time::Time;

/// A log keeps so many bytes; older lines go, as they do when the kubelet rotates the file.
const KEPT: usize = 256 << 10;

/// One line, with its end of line where it had one.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::kubelet) struct Line {
    pub at: Time,
    pub stderr: bool,
    pub text: Rc<[u8]>,
}

/// The log of one instance of a container.
#[derive(Clone, Debug, Default)]
pub(in crate::kubelet) struct Log {
    lines: VecDeque<Line>,
    bytes: usize,
    /// How many lines have gone.
    dropped: u64,
    /// What has no end of line yet: of standard output, of standard error.
    open: [Vec<u8>; 2],
}

impl Log {
    /// Takes output; whole lines become part of the log.
    pub fn write(&mut self, at: Time, stderr: bool, data: &[u8]) {
        let mut open = std::mem::take(&mut self.open[usize::from(stderr)]);
        open.extend_from_slice(data);
        let mut start = 0;
        while let Some(end) = open[start..].iter().position(|b| *b == b'\n').map(|i| start + i + 1) {
            self.push(at, stderr, &open[start..end]);
            start = end;
        }
        open.drain(..start);
        // The runtime does not wait for the end of a very long line.
        if open.len() >= 16 << 10 {
            self.push(at, stderr, &open);
            open.clear();
        }
        self.open[usize::from(stderr)] = open;
    }
    /// The container has ended: what has no end of line is logged as it is.
    pub fn close(&mut self, at: Time) {
        for stderr in [false, true] {
            let open = std::mem::take(&mut self.open[usize::from(stderr)]);
            if !open.is_empty() {
                self.push(at, stderr, &open);
            }
        }
    }
    fn push(&mut self, at: Time, stderr: bool, text: &[u8]) {
        self.bytes += text.len();
        self.lines.push_back(Line { at, stderr, text: text.into() });
        while self.bytes > KEPT && self.lines.len() > 1 {
            if let Some(first) = self.lines.pop_front() {
                self.bytes -= first.text.len();
                self.dropped += 1;
            }
        }
    }
    /// The lines that are kept.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Line> + ExactSizeIterator {
        self.lines.iter()
    }
    /// Bytes that it takes.
    pub fn bytes(&self) -> u64 {
        self.bytes as u64
    }
    /// How many lines there have been.
    pub fn count(&self) -> u64 {
        self.dropped + self.lines.len() as u64
    }
    /// The lines from the `from`-th on that are still kept.
    pub fn since(&self, from: u64) -> impl Iterator<Item = &Line> {
        self.lines.iter().skip(from.saturating_sub(self.dropped) as usize)
    }
    /// The end of the log as a termination message: at most 80 lines and 2048 bytes.
    pub fn tail(&self) -> String {
        let skip = self.lines.len().saturating_sub(80);
        let text: Vec<u8> = self.lines.iter().skip(skip).flat_map(|l| l.text.iter().copied()).collect();
        let start = text.len().saturating_sub(2048);
        String::from_utf8_lossy(&text[start..]).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_they_end() {
        let mut log = Log::default();
        log.write(Time(1), false, b"a\nb");
        log.write(Time(2), true, b"x\n");
        log.write(Time(3), false, b"c\nd");
        log.close(Time(4));
        let all: Vec<_> = log.lines().map(|l| (l.at.0, String::from_utf8_lossy(&l.text).into_owned())).collect();
        let want = [(1, "a\n"), (2, "x\n"), (3, "bc\n"), (4, "d")].map(|(t, s)| (t, s.to_string()));
        assert_eq!(all, want);
        assert_eq!(log.since(2).count(), 2);
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let mut log = Log::default();
        for _ in 0..10_000 {
            log.write(Time(0), false, &[b'x'; 99]);
            log.write(Time(0), false, b"\n");
        }
        assert!(log.lines().len() < 3000);
        assert_eq!(log.count(), 10_000);
    }
}
