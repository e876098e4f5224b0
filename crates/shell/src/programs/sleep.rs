//! `sleep`

use super::Refusal;
use crate::kernel::Io;
use crate::program::{Poll, Program, Wait};
use crate::system::{Flavour, System};
use crate::text::duration;

#[derive(Clone)]
struct Sleep {
    micros: i64,
    until: Option<i64>,
}

pub(super) fn start(argv: &[String], sys: &mut dyn System) -> Box<dyn Program> {
    let busybox = sys.flavour() == Flavour::Busybox;
    let mut micros = 0_i64;
    if argv.len() < 2 {
        let text = if busybox {
            "BusyBox v1.36.1 multi-call binary.\n\nUsage: sleep [N]...\n\nPause for a time equal to the total of the args given, where each arg can\nhave an optional suffix of (s)econds, (m)inutes, (h)ours, or (d)ays\n"
        } else {
            "sleep: missing operand\nTry 'sleep --help' for more information.\n"
        };
        return Box::new(Refusal { text: text.into(), code: 1 });
    }
    for arg in &argv[1..] {
        match duration(arg) {
            Some(more) => micros = micros.saturating_add(more),
            None => {
                let text = if busybox {
                    format!("sleep: invalid number '{arg}'\n")
                } else {
                    format!("sleep: invalid time interval ‘{arg}’\nTry 'sleep --help' for more information.\n")
                };
                return Box::new(Refusal { text, code: 1 });
            }
        }
    }
    Box::new(Sleep { micros, until: None })
}

impl Program for Sleep {
    fn poll(&mut self, io: &mut Io<'_>, sys: &mut dyn System) -> Poll {
        let until = *self.until.get_or_insert_with(|| sys.begins(io).saturating_add(self.micros));
        if sys.now() >= until { Poll::Exit(0) } else { Wait::until(until) }
    }
}
