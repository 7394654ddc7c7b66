//! The rules of writing: sizes, opening sentences, names, and what library code must not do.

use crate::source::{Source, block_end, line_of};

const FILE_LINES: usize = 800;
const FUNCTION_LINES: usize = 70;
const DISPATCH_LINES: usize = 120;
const BANNED: &[&str] =
    &["utils", "util", "common", "misc", "helpers", "helper", "core", "manager", "runtime", "types"];

/// Files that are longer than a file may be, tests apart.
pub(crate) fn long_files(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        let tests = source.code.lines().zip(source.live.lines()).filter(|(code, live)| code != live).count();
        let lines = if source.live.is_empty() { 0 } else { source.raw.lines().count() - tests };
        if lines > FILE_LINES {
            findings.push(format!("{}: {lines} lines", source.path));
        }
    }
    findings
}

/// Functions that are longer than a function may be; a dispatch (three lines of four are one-line arms
/// or alternatives of their patterns) may be longer.
pub(crate) fn long_functions(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        for (at, _) in source.code.match_indices("fn ") {
            if source.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &source.code[at..];
            let Some(open) = body_start(rest) else { continue };
            let body = &rest[..block_end(rest, open)];
            let lines = body.lines().count();
            let arms = arm_lines(body);
            let limit = if arms * 4 >= lines * 3 { DISPATCH_LINES } else { FUNCTION_LINES };
            if lines > limit {
                let name: String = rest[3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                findings.push(format!("{}:{}: `{name}` has {lines} lines", source.path, line_of(&source.code, at)));
            }
        }
    }
    findings
}

/// The lines of `body` that are an arm on one line, or an alternative of an arm's pattern.
fn arm_lines(body: &str) -> usize {
    let lines: Vec<&str> = body.lines().map(str::trim).collect();
    let is_arm = |at: usize| {
        let alternative = lines[at].starts_with("| ") || lines.get(at + 1).is_some_and(|next| next.starts_with("| "));
        alternative || lines[at].contains("=>") && lines[at].ends_with(',')
    };
    (0..lines.len()).filter(|at| is_arm(*at)).count()
}

/// The byte of the brace that opens the body of the function at the start of `code`; none for a declaration.
fn body_start(code: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, character) in code.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(at),
            ';' | '}' if depth <= 0 => return None,
            _ => {}
        }
    }
    None
}

/// Files that do not open with `//!` and a sentence.
pub(crate) fn silent_files(sources: &[Source]) -> Vec<String> {
    let silent = sources.iter().filter(|source| {
        let first = source.raw.lines().next().unwrap_or_default();
        let sentence = first.strip_prefix("//! ").unwrap_or_default();
        sentence.len() < 12 || sentence.starts_with("Copyright") || sentence.starts_with("SPDX")
    });
    silent.map(|source| source.path.clone()).collect()
}

/// Modules whose name says nothing of their role.
pub(crate) fn banned_names(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        let parts = source.path.trim_end_matches(".rs").split('/');
        let inline = BANNED.iter().filter(|name| source.code.contains(&format!("mod {name} {{")));
        findings.extend(parts.filter(|part| BANNED.contains(part)).map(|part| format!("{}: `{part}`", source.path)));
        findings.extend(inline.map(|name| format!("{}: `mod {name}`", source.path)));
    }
    findings
}

/// Glob re-exports and `super::super`.
pub(crate) fn detours(sources: &[Source]) -> Vec<String> {
    let mut findings = at_text(sources, &["super::super"], |source| &source.live);
    for source in sources {
        for (at, _) in source.code.match_indices("::*") {
            let item = source.code[..at].rfind([';', '}', '{']).map_or(0, |place| place + 1);
            if source.code[item..at].trim_start().starts_with("pub") {
                findings.push(format!("{}:{}: glob re-export", source.path, line_of(&source.code, at)));
            }
        }
    }
    findings
}

/// Panics on purpose outside tests, and lints against them that are lifted.
pub(crate) fn panics(sources: &[Source]) -> Vec<String> {
    let forbidden = [
        ".unwrap()",
        "panic!(",
        "todo!(",
        "unimplemented!(",
        "clippy::unwrap_used",
        "clippy::expect_used",
        "clippy::panic",
    ];
    at_text(sources, &forbidden, |source| &source.live)
}

/// Attributes that lift a lint without a reason.
pub(crate) fn unreasoned(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        for opening in ["[allow(", "[expect("] {
            for (at, _) in source.code.match_indices(opening) {
                let attribute =
                    &source.code[at..source.code[at..].find(")]").map_or(source.code.len(), |end| at + end)];
                let is_attribute = source.code[..at].ends_with(['#', '!']);
                if is_attribute && !attribute.contains("reason =") {
                    findings.push(format!("{}:{}: no reason", source.path, line_of(&source.code, at)));
                }
            }
        }
    }
    findings
}

/// Library code that reads shipped data, prints, leaves, or asks the surroundings instead of being told.
pub(crate) fn surroundings(sources: &[Source]) -> Vec<String> {
    let forbidden = [
        "include_str!",
        "include_bytes!",
        "env::var",
        "env::args",
        "env!(",
        "println!",
        "print!(",
        "process::exit",
        "static mut",
    ];
    let mut findings = at_text(sources, &forbidden, |source| &source.live);
    let below: Vec<Source> = sources.iter().filter(|source| source.room() != "engine").cloned().collect();
    findings.extend(at_text(&below, &["SystemTime::now", "Timestamp::now", "Zoned::now"], |source| &source.live));
    findings
}

fn at_text(sources: &[Source], wanted: &[&str], text: impl Fn(&Source) -> &String) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        for word in wanted {
            let places = text(source).match_indices(word);
            findings.extend(places.map(|(at, _)| format!("{}:{}: {word}", source.path, line_of(text(source), at))));
        }
    }
    findings
}
