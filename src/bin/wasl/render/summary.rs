//! What a statement did, in a line: "2 rows · created 3 nodes, 1 relationship, set 5 properties · 1.2 ms".

use std::io::{self, Write};
use std::time::Duration;

use wasl::Counters;

use super::renderer::{Ending, Page};

/// Writes the line under a result. `rows` says how many there are; none = the statement gives no rows.
pub(super) fn footer(ending: &Ending<'_>, rows: Option<String>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let mut parts: Vec<String> = rows.into_iter().chain(changes(ending.counters)).collect();
    if parts.is_empty() {
        parts.push("no changes".to_owned());
    }
    if page.timing {
        parts.push(readable(ending.times.parse + ending.times.plan + ending.times.execute));
    }
    let line = parts.join(" · ");
    if page.colour { writeln!(out, "\x1b[2m{line}\x1b[0m") } else { writeln!(out, "{line}") }
}

/// The changes in words, such as "created 3 nodes, set 5 properties"; none when nothing changed.
pub(crate) fn changes(counters: &Counters) -> Option<String> {
    let parts = [
        ("created", counters.nodes_created, "node"),
        ("created", counters.relationships_created, "relationship"),
        ("deleted", counters.nodes_deleted, "node"),
        ("deleted", counters.relationships_deleted, "relationship"),
        ("set", counters.properties_set, "property"),
        ("added", counters.labels_added, "label"),
        ("added", counters.indexes_added, "index"),
        ("added", counters.constraints_added, "constraint"),
        ("removed", counters.labels_removed, "label"),
        ("removed", counters.indexes_removed, "index"),
        ("removed", counters.constraints_removed, "constraint"),
    ];
    let mut text = String::new();
    let mut last = "";
    for (verb, count, noun) in parts.into_iter().filter(|(_, count, _)| *count > 0) {
        text.push_str(if last.is_empty() { "" } else { ", " });
        if verb != last {
            text.push_str(verb);
            text.push(' ');
        }
        text.push_str(&counted(count, noun));
        last = verb;
    }
    (!text.is_empty()).then_some(text)
}

/// "1 row", "1,000 rows", "2 properties", "3 indexes".
pub(super) fn counted(count: u64, noun: &str) -> String {
    let plural = match noun {
        _ if count == 1 => noun.to_owned(),
        "property" => "properties".to_owned(),
        "index" => "indexes".to_owned(),
        _ => format!("{noun}s"),
    };
    format!("{} {plural}", grouped(count))
}

/// A number with commas between thousands.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time with three digits that matter and the unit that fits.
fn readable(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1e-3 {
        format!("{} µs", time.as_micros())
    } else if seconds < 1.0 {
        format!("{:.1} ms", seconds * 1e3)
    } else if seconds < 60.0 {
        format!("{seconds:.2} s")
    } else {
        format!("{} min {:.0} s", time.as_secs() / 60, seconds % 60.0)
    }
}
