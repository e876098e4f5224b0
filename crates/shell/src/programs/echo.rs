//! `echo`

use super::Call;
use crate::text::{bytes, unescape_bytes};

pub(super) fn run(call: &mut Call<'_, '_>) -> i32 {
    let text = text(call.args, false);
    call.out_bytes(&bytes(&text));
    0
}

/// What `echo` writes, with bytes in it. `always`: escapes are read without `-e`, and only `-n` is an option (dash).
pub(crate) fn text(args: &[String], always: bool) -> String {
    let mut rest = args;
    let (mut newline, mut escapes) = (true, always);
    while let Some((first, others)) = rest.split_first() {
        let letters = first.strip_prefix('-').filter(|letters| !letters.is_empty());
        let Some(letters) =
            letters.filter(|letters| letters.chars().all(|c| c == 'n' || (!always && matches!(c, 'e' | 'E'))))
        else {
            break;
        };
        for letter in letters.chars() {
            match letter {
                'n' => newline = false,
                letter => escapes = letter == 'e',
            }
        }
        rest = others;
    }
    let mut text = rest.join(" ");
    if escapes {
        let done = unescape_bytes(&text);
        text = done.text;
        if done.stop {
            return text;
        }
    }
    if newline {
        text.push('\n');
    }
    text
}
