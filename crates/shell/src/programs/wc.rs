//! `wc`

use super::{Call, Filter, Flags, Flow, Reader};
use crate::program::Program;
use crate::system::{Flavour, System};

#[derive(Clone, Default)]
struct Wc {
    /// Lines, words, characters, bytes, longest line: which are shown.
    show: [bool; 5],
    /// Counts of this file and of all.
    now: [u64; 5],
    total: [u64; 5],
    files: usize,
    name: String,
    in_word: bool,
    width: u64,
    rows: Vec<([u64; 5], String)>,
    plain: bool,
    from_stdin: bool,
}

pub(super) fn start(argv: &[String], sys: &mut dyn System) -> Box<dyn Program> {
    let long = [("lines", 'l'), ("words", 'w'), ("chars", 'm'), ("bytes", 'c'), ("max-line-length", 'L')];
    let flags = match Flags::parse(&argv[1..], "lwmcL", &long) {
        Ok(flags) => flags,
        Err(error) => return super::refuse("wc", error),
    };
    let mut show = ['l', 'w', 'm', 'c', 'L'].map(|letter| flags.has(letter));
    if show == [false; 5] {
        show = [true, true, false, true, false];
    }
    let plain = sys.flavour() == Flavour::Busybox;
    let wc = Wc { show, plain, from_stdin: flags.rest.is_empty(), ..Wc::default() };
    Box::new(Reader::new("wc", Box::new(wc), &flags.rest))
}

impl Wc {
    fn row(&self, counts: &[u64; 5], name: &str, width: usize) -> String {
        let shown: Vec<String> = counts
            .iter()
            .zip(self.show)
            .filter(|(_, show)| *show)
            .map(
                |(count, _)| {
                    if self.plain && self.columns() > 1 { format!("{count:>9}") } else { format!("{count:>width$}") }
                },
            )
            .collect();
        let name = if self.from_stdin { String::new() } else { format!(" {name}") };
        format!("{}{name}\n", shown.join(if self.plain { "" } else { " " }))
    }

    fn columns(&self) -> usize {
        self.show.iter().filter(|show| **show).count()
    }
}

impl Filter for Wc {
    fn open(&mut self, name: &str, _call: &mut Call<'_, '_>) -> Flow {
        self.name = name.to_string();
        self.now = [0; 5];
        (self.in_word, self.width) = (false, 0);
        Flow::Continue
    }

    fn chunk(&mut self, data: &[u8], _call: &mut Call<'_, '_>) -> Flow {
        for byte in data {
            self.now[0] += u64::from(*byte == b'\n');
            let blank = byte.is_ascii_whitespace();
            self.now[1] += u64::from(!blank && !self.in_word);
            self.in_word = !blank;
            self.now[2] += u64::from(byte & 0xc0 != 0x80);
            self.width = if *byte == b'\n' { 0 } else { self.width + u64::from(byte & 0xc0 != 0x80) };
            self.now[4] = self.now[4].max(self.width);
        }
        self.now[3] += data.len() as u64;
        Flow::Continue
    }

    fn close(&mut self, _call: &mut Call<'_, '_>) -> Flow {
        for (total, now) in self.total.iter_mut().zip(self.now).take(4) {
            *total += now;
        }
        self.total[4] = self.total[4].max(self.now[4]);
        if !self.name.is_empty() {
            self.rows.push((self.now, std::mem::take(&mut self.name)));
            self.files += 1;
        }
        Flow::Continue
    }

    fn end(&mut self, call: &mut Call<'_, '_>) -> i32 {
        if self.rows.len() > 1 {
            self.rows.push((self.total, "total".into()));
        }
        let single = self.rows.len() == 1 && self.columns() == 1;
        let width = if single {
            1
        } else if self.from_stdin {
            7
        } else {
            self.total[3].max(self.total[0]).to_string().len()
        };
        let text: String = self.rows.iter().map(|(counts, name)| self.row(counts, name, width)).collect();
        call.out(&text);
        0
    }
}
