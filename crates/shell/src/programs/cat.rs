//! `cat`

use super::{Call, Filter, Flags, Flow, Reader};
use crate::program::Program;
use crate::system::System;

#[derive(Clone, Default)]
struct Cat {
    number: bool,
    number_filled: bool,
    squeeze: bool,
    show_ends: bool,
    show_tabs: bool,
    count: u64,
    /// At the beginning of a line; `None` before anything has come.
    blank: u32,
    inside: bool,
}

pub(super) fn start(argv: &[String], _sys: &mut dyn System) -> Box<dyn Program> {
    let long = [
        ("number", 'n'),
        ("number-nonblank", 'b'),
        ("squeeze-blank", 's'),
        ("show-ends", 'E'),
        ("show-tabs", 'T'),
        ("show-all", 'A'),
    ];
    match Flags::parse(&argv[1..], "nbsETAuevt", &long) {
        Ok(flags) => {
            let cat = Cat {
                number: flags.has('n'),
                number_filled: flags.has('b'),
                squeeze: flags.has('s'),
                show_ends: flags.has('E') || flags.has('A') || flags.has('e'),
                show_tabs: flags.has('T') || flags.has('A') || flags.has('t'),
                ..Cat::default()
            };
            Box::new(Reader::new("cat", Box::new(cat), &flags.rest))
        }
        Err(error) => super::refuse("cat", error),
    }
}

impl Cat {
    fn plain(&self) -> bool {
        !(self.number || self.number_filled || self.squeeze || self.show_ends || self.show_tabs)
    }
}

impl Filter for Cat {
    fn chunk(&mut self, data: &[u8], call: &mut Call<'_, '_>) -> Flow {
        if self.plain() {
            call.out_bytes(data);
            return Flow::Continue;
        }
        let mut out = Vec::new();
        for byte in data {
            if !self.inside {
                let empty = *byte == b'\n';
                self.blank = if empty { self.blank + 1 } else { 0 };
                if self.squeeze && self.blank > 1 {
                    continue;
                }
                if (self.number && !self.number_filled) || (self.number_filled && !empty) {
                    self.count += 1;
                    out.extend(format!("{:>6}\t", self.count).bytes());
                }
            }
            match byte {
                b'\n' if self.show_ends => out.extend(b"$\n"),
                b'\t' if self.show_tabs => out.extend(b"^I"),
                byte => out.push(*byte),
            }
            self.inside = *byte != b'\n';
        }
        call.out_bytes(&out);
        Flow::Continue
    }
}
