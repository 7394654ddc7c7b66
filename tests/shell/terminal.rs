//! What people see: the real binary on a pseudo-terminal, given by `script` of util-linux.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::harness::Place;

/// The screen without the colours.
pub(crate) fn plain(screen: &str) -> String {
    let mut text = String::new();
    let mut rest = screen;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        text.push_str(before);
        let end = after.find(|c: char| c.is_ascii_alphabetic()).expect("an escape sequence ends");
        rest = &after[end + 1..];
    }
    text + rest
}

/// Types `keys` (a pause after each) into `wasl` with these arguments on a terminal of 80 columns; gives what the screen
/// got. None, with a loud note, where there is no `script`.
pub(crate) fn typed(place: &Place, arguments: &str, variables: &[(&str, &str)], keys: &[&str]) -> Option<String> {
    typed_on(place, (80, 24), arguments, variables, keys)
}

/// As [`typed`], on a terminal of so many columns and lines.
pub(crate) fn typed_on(
    place: &Place,
    (columns, lines): (u16, u16),
    arguments: &str,
    variables: &[(&str, &str)],
    keys: &[&str],
) -> Option<String> {
    // A shell that misses its Ctrl-D must not hold up the tests for ever.
    let binary = env!("CARGO_BIN_EXE_wasl");
    let line = format!("stty cols {columns} rows {lines}; exec timeout --foreground 120 '{binary}' {arguments}");
    let mut command = Command::new("script");
    command.args(["-qefc", &line, "/dev/null"]).current_dir(place.path());
    command.env("HOME", place.path()).env("TERM", "xterm-256color").env_remove("NO_COLOR").env_remove("XDG_STATE_HOME");
    command.env_remove("COLORFGBG").env_remove("COLUMNS");
    command.env("SHELL", "/bin/sh").envs(variables.iter().copied());
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = child else {
        // Written past the capture of the test harness, so that it is seen.
        let _ = std::io::stderr().write_all(b"SKIPPED: no `script` here, so nothing is tried on a terminal\n");
        return None;
    };
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = child.stdout.take().expect("a pipe");
    let screen = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&screen);
    let reader = std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = output.read(&mut bytes) {
            shared.lock().expect("no panic").extend_from_slice(&bytes[..count]);
        }
    });
    // What is typed before the shell listens is lost.
    for _ in 0..300 {
        if String::from_utf8_lossy(&screen.lock().expect("no panic")).contains("Ctrl-D leaves") {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    for key in keys {
        std::thread::sleep(Duration::from_millis(400));
        if input.write_all(key.as_bytes()).and_then(|()| input.flush()).is_err() {
            break;
        }
    }
    std::thread::sleep(Duration::from_millis(400));
    drop(input);
    child.wait().expect("ends");
    reader.join().expect("read to the end");
    let screen = screen.lock().expect("no panic");
    Some(String::from_utf8_lossy(&screen).into_owned())
}

#[test]
fn the_shell_greets_shows_a_table_and_leaves_at_ctrl_d() {
    let place = Place::new();
    let Some(screen) = typed(&place, "shell", &[], &["RETURN 'Ada' AS name;\r", "\u{4}"]) else { return };
    assert!(screen.contains("wasl 0."), "{screen}");
    assert!(screen.contains("memory"), "{screen}");
    assert!(screen.contains("Ada") && screen.contains("┌──────┐") && screen.contains("1 row"), "{screen}");
}

#[test]
fn the_history_keeps_whole_statements_in_the_state_directory() {
    let place = Place::new();
    let keys = ["RETURN\r", "  'Ada' AS name;\r", "\u{4}"];
    let Some(_) = typed(&place, "shell", &[], &keys) else { return };
    let history = std::fs::read_to_string(place.path().join(".local/state/wasl/history")).expect("a history");
    assert!(history.contains("'Ada' AS name;"), "{history}");
    assert_eq!(history.lines().filter(|line| !line.starts_with('#')).count(), 1, "{history}");
}

#[test]
fn no_history_leaves_no_trace() {
    let place = Place::new();
    let Some(_) = typed(&place, "shell --no-history", &[], &["RETURN 1;\r", "\u{4}"]) else { return };
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn no_color_means_no_colours_on_a_terminal() {
    let place = Place::new();
    let keys = ["RETURN nobody;\r", "\u{4}"];
    let Some(plain) = typed(&place, "shell --no-history", &[("NO_COLOR", "1")], &keys) else { return };
    assert!(plain.contains("error[SyntaxError.UndefinedVariable]"), "{plain}");
    assert!(!plain.contains("\u{1b}[1;31m") && !plain.contains("\u{1b}[1;34m"), "{plain:?}");
    let Some(coloured) = typed(&place, "shell --no-history", &[], &keys) else { return };
    assert!(coloured.contains("\u{1b}[1;31merror[SyntaxError.UndefinedVariable]"), "{coloured:?}");
}

#[test]
fn ctrl_c_clears_the_line_and_twice_leaves() {
    let place = Place::new();
    let keys = ["RETURN 'lost", "\u{3}", "RETURN 'kept' AS k;\r", "\u{3}", "\u{3}"];
    let Some(screen) = typed(&place, "shell --no-history", &[], &keys) else { return };
    assert!(plain(&screen).contains("│ kept │"), "{screen}");
    assert!(screen.contains("Ctrl-C again"), "{screen}");
}

#[test]
fn ctrl_c_cancels_the_statement_and_keeps_the_session() {
    let place = Place::new();
    let endless = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b) AS s;\r";
    let keys = [":param x => 7\r", endless, "\u{3}", "RETURN $x * 6 AS answer;\r", "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history", &[], &keys) else { return };
    assert!(screen.contains("Interrupted"), "{screen}");
    assert!(plain(&screen).contains("│     42 │"), "{screen}");
}

#[test]
fn tab_completes_labels_types_properties_and_keywords() {
    let place = Place::new();
    let keys = [
        "CREATE (:Person {surname: 'Lovelace'})-[:HOLDS]->(:Office);\r",
        "MAT\t(p:Per\t)-[:HO\t]->() RETURN p.sur\t AS found;\r",
        "\u{4}",
    ];
    let Some(screen) = typed(&place, "shell --no-history", &[], &keys) else { return };
    assert!(plain(&screen).contains("│ Lovelace │"), "{screen}");
}

#[test]
fn the_prompt_shows_the_open_transaction() {
    let place = Place::new();
    let keys = [":begin\r", "CREATE (:A);\r", "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history --color never", &[], &keys) else { return };
    assert!(screen.contains("memory*> "), "{screen}");
    assert!(screen.contains("rolled back"), "{screen}");
}
