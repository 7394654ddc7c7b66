//! Every query of the openCypher TCK that must not fail at compile time parses, and survives being printed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::syntax::{parse, print};

/// A query text of a feature file and the detail of the compile-time error it must raise, if any.
struct Case {
    place: String,
    query: String,
    fails: Option<String>,
}

fn features() -> Option<PathBuf> {
    let folder = std::env::var_os("WASL_TCK")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/tck"), PathBuf::from);
    let folder = [folder.clone(), Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tck")]
        .into_iter()
        .map(|folder| folder.join("features"))
        .find(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("SKIPPED: no TCK feature files; set WASL_TCK to the folder that holds `features`");
    }
    folder
}

fn cases_of(file: &Path, cases: &mut Vec<Case>) {
    let text = fs::read_to_string(file).unwrap();
    let mut scenario: Vec<Case> = Vec::new();
    let mut examples: Vec<(Vec<String>, Vec<Vec<String>>)> = Vec::new();
    let (mut title, mut block, mut step) = (String::new(), None::<String>, String::new());
    for line in text.lines().chain(["  Scenario: end"]) {
        let trimmed = line.trim();
        if let Some(query) = &mut block {
            if trimmed == "\"\"\"" {
                scenario.push(Case { place: title.clone(), query: block.take().unwrap(), fails: None });
            } else {
                query.push_str(line);
                query.push('\n');
            }
        } else if trimmed.starts_with('#') {
        } else if trimmed == "\"\"\"" {
            block = Some(String::new());
        } else if trimmed.starts_with("Scenario") {
            expand(&mut scenario, &mut examples, cases);
            title = format!("{}: {trimmed}", file.display());
        } else if trimmed.starts_with("Examples") {
            examples.push((Vec::new(), Vec::new()));
            step.clear();
        } else if trimmed.starts_with('|') && !examples.is_empty() && step.is_empty() {
            let cells = cells(trimmed);
            let (header, rows) = examples.last_mut().unwrap();
            if header.is_empty() { *header = cells } else { rows.push(cells) }
        } else if let Some((_, detail)) = trimmed.split_once("compile time: ") {
            if let Some(last) = scenario.last_mut() {
                last.fails = Some(detail.to_owned());
            }
        } else if !trimmed.is_empty() {
            trimmed.clone_into(&mut step);
        }
    }
}

fn cells(row: &str) -> Vec<String> {
    row.trim_matches('|').replace("\\|", "\u{1}").split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
}

fn expand(scenario: &mut Vec<Case>, examples: &mut Vec<(Vec<String>, Vec<Vec<String>>)>, cases: &mut Vec<Case>) {
    if examples.is_empty() {
        cases.append(scenario);
        return;
    }
    for (header, rows) in examples.drain(..) {
        for row in rows {
            for case in scenario.iter() {
                let mut filled =
                    Case { place: case.place.clone(), query: case.query.clone(), fails: case.fails.clone() };
                for (name, value) in header.iter().zip(&row) {
                    filled.query = filled.query.replace(&format!("<{name}>"), value);
                    filled.fails = filled.fails.map(|detail| detail.replace(&format!("<{name}>"), value));
                }
                cases.push(filled);
            }
        }
    }
    scenario.clear();
}

fn all_cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut folders: Vec<PathBuf> = features().into_iter().collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "feature") {
                cases_of(&path, &mut cases);
            }
        }
    }
    cases
}

/// Details that are the parser's to find; all others are errors of meaning in text that parses.
const SYNTACTIC: [&str; 6] = [
    "UnexpectedSyntax",
    "InvalidNumberLiteral",
    "IntegerOverflow",
    "FloatingPointOverflow",
    "InvalidUnicodeLiteral",
    "InvalidUnicodeCharacter",
];

#[test]
fn every_query_of_the_tck_parses_or_fails_as_it_must() {
    let mut wrong = Vec::new();
    let cases = all_cases();
    for case in &cases {
        let expected = case.fails.as_deref().filter(|detail| SYNTACTIC.contains(detail));
        let found = parse(&case.query);
        let right = match (&found, expected) {
            (Ok(_), None) => true,
            (Err(diagnostic), Some(detail)) => diagnostic.detail().name() == detail,
            _ => false,
        };
        if !right {
            wrong.push(format!("{}\n{}expected {expected:?}, found {found:.300?}\n", case.place, case.query));
        }
    }
    eprintln!("{} queries of the TCK read", cases.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The tree in words, without places and without the source text of columns.
fn shape(text: &str) -> String {
    let places = regex::Regex::new(r#"Span \{ start: \d+, end: \d+ \}|, text: "(\\.|[^"\\])*" \}"#).unwrap();
    places.replace_all(&format!("{:?}", parse(text).unwrap()), "_").into_owned()
}

#[test]
fn every_query_of_the_tck_survives_being_printed() {
    let mut wrong = Vec::new();
    for case in all_cases() {
        let Ok(tree) = parse(&case.query) else { continue };
        let printed = print(&tree);
        if parse(&printed).is_err() || shape(&printed) != shape(&case.query) {
            wrong.push(format!("{}\n{}printed {printed}\n{:?}", case.place, case.query, parse(&printed).err()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
