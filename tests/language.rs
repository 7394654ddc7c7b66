//! What does this clause do, which plan does it get, what does the user read when it is wrong? Golden scripts answer.
//!
//! Every `tests/language/**/*.script` runs on a graph in memory, again on one thread, and again on a store that is closed
//! and opened before each block; all must show what the script says. `WASL_UPDATE=1 cargo test --test language`
//! rewrites the expected output from the run in memory (read the difference before you commit it);
//! `WASL_SCRIPT=substring` runs a part. The gallery reads
//! a broken file, `open_quote.csv`. The format is described in `tests/language/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it cannot go on")]

#[path = "language/page.rs"]
mod page;
#[path = "language/render.rs"]
mod render;
#[path = "language/runner.rs"]
mod runner;
#[path = "language/script.rs"]
mod script;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use runner::Home;

/// All scripts (extension "script"), sorted.
fn scripts() -> Vec<PathBuf> {
    let wanted = env::var("WASL_SCRIPT").unwrap_or_default();
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "script")
                && path.to_string_lossy().contains(&wanted)
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Runs `judge` on every script, on all cores; fails with everything it says.
fn judge_all(judge: impl Fn(&Path) -> Vec<String> + Sync) {
    let scripts = scripts();
    assert!(!scripts.is_empty(), "no scripts under tests/language");
    let next = AtomicUsize::new(0);
    let findings = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(path) = scripts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let said = judge(path);
                    findings.lock().unwrap().extend(said);
                }
            });
        }
    });
    let mut findings = findings.into_inner().unwrap();
    findings.sort();
    assert!(findings.is_empty(), "{} blocks differ\n\n{}", findings.len(), findings.join("\n"));
}

/// The blocks of the script whose output differs from what it says.
fn differences(path: &Path, text: &str, home: Home) -> Vec<String> {
    let blocks = script::read(text).unwrap_or_else(|message| panic!("{}: {message}", path.display()));
    let outputs = runner::run(&blocks, home);
    let mut findings = Vec::new();
    for (block, output) in blocks.iter().zip(&outputs) {
        if &block.output != output {
            let (said, got) = (block.output.join("\n  "), output.join("\n  "));
            let tag = match home {
                Home::Memory => "",
                Home::OneThread => "[one thread] ",
                Home::Store => "[store] ",
            };
            let input = block.input.trim().replace('\n', "\n  ");
            let place = format!("{}:{}", path.display(), block.line);
            findings.push(format!("{tag}{place}\n  {input}\n-- expected\n  {said}\n-- got\n  {got}\n"));
        }
    }
    findings
}

#[test]
fn scripts_show_in_memory_what_they_say() {
    let update = env::var_os("WASL_UPDATE").is_some();
    judge_all(|path| {
        let text = fs::read_to_string(path).unwrap();
        if !update {
            return differences(path, &text, Home::Memory);
        }
        let blocks = script::read(&text).unwrap_or_else(|message| panic!("{}: {message}", path.display()));
        let outputs = runner::run(&blocks, Home::Memory);
        fs::write(path, script::write(&blocks, &outputs)).unwrap();
        Vec::new()
    });
}

#[test]
fn scripts_show_the_same_from_a_reopened_store() {
    if env::var_os("WASL_UPDATE").is_some() {
        return;
    }
    judge_all(|path| differences(path, &fs::read_to_string(path).unwrap(), Home::Store));
}

#[test]
fn scripts_show_the_same_on_one_thread() {
    if env::var_os("WASL_UPDATE").is_some() {
        return;
    }
    judge_all(|path| differences(path, &fs::read_to_string(path).unwrap(), Home::OneThread));
}

/// Details that no script can show, each with the file whose test shows it.
const SHOWN_ELSEWHERE: [(&str, &str); 4] = [
    ("Internal", "tests/robustness/hostile.rs"),
    ("Cancelled", "src/executor/tests/limits.rs"),
    ("ReadOnly", "src/engine/past/tests.rs"),
    ("LaterChanges", "src/engine/history/tests.rs"),
];

#[test]
fn every_detail_of_an_error_is_shown_by_a_script() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = fs::read_to_string(package.join("src/diagnostic/code.rs")).unwrap();
    let list = source.split("\ndetails! {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    let details: Vec<&str> = list
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .filter_map(|line| line.trim().strip_suffix(','))
        .collect();
    assert!(details.len() > 60, "{details:?}");
    let shown: String = scripts().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    for detail in details {
        match SHOWN_ELSEWHERE.iter().find(|(known, _)| *known == detail) {
            Some((_, file)) => assert!(fs::read_to_string(package.join(file)).unwrap().contains(detail), "{detail}"),
            None => assert!(shown.contains(&format!(".{detail}]: ")), "no script shows {detail}"),
        }
    }
}

#[test]
fn rewriting_a_script_keeps_what_it_does_not_change() {
    for path in scripts() {
        let text = fs::read_to_string(&path).unwrap();
        let blocks = script::read(&text).unwrap_or_else(|message| panic!("{}: {message}", path.display()));
        let outputs: Vec<Vec<String>> = blocks.iter().map(|block| block.output.clone()).collect();
        assert_eq!(script::write(&blocks, &outputs), text, "{}", path.display());
    }
}

#[test]
fn a_script_is_read_in_blocks_of_tagged_statements() {
    let text = "# prose\nCREATE (:A);\n[plan] [params {a: [1, ']']}] MATCH (n)\n  RETURN n\n---\nshown\n> \nmore\n\n:begin\n---\n";
    let blocks = script::read(text).unwrap();
    assert_eq!(blocks.len(), 2);
    assert_eq!(blocks[0].output, ["shown", "", "more"]);
    let statements = script::statements(&blocks[0].input).unwrap();
    assert_eq!(statements.len(), 2);
    assert_eq!(statements[1].tags, ["plan", "params {a: [1, ']']}"]);
    assert_eq!(statements[1].text, "MATCH (n)\n  RETURN n");
    assert_eq!(script::write(&blocks, &[blocks[0].output.clone(), vec![]]), text);
}

#[test]
fn carets_stand_under_the_span() {
    let lines = render::excerpt("MATCH (n)\nRETURN m.name", 17, 18);
    assert_eq!(lines, [" --> 2:8", "2 | RETURN m.name", "  |        ^"]);
    let lines = render::excerpt("RETURN 'é' + x", 14, 15);
    assert_eq!(lines, [" --> 1:14", "1 | RETURN 'é' + x", "  |              ^"]);
    let lines = render::excerpt("RETURN", 6, 6);
    assert_eq!(lines, [" --> 1:7", "1 | RETURN", "  |       ^"]);
}
