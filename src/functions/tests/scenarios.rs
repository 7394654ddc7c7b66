//! The scenarios of the openCypher TCK that need no graph, read from its feature files.
//!
//! Only queries that the small evaluator of these tests knows are run here, early and close to the functions; the TCK as a
//! whole is run through the engine elsewhere. Without the files (`$WASL_TCK`) the test says that it skips.

use std::fs;
use std::path::PathBuf;

use super::expression::{created, evaluate, run};
use crate::diagnostic::Class;

/// One scenario, its examples filled in.
#[derive(Clone, Default)]
struct Scenario {
    name: String,
    setup: String,
    query: String,
    rows: Vec<Vec<String>>,
}

impl Scenario {
    fn with(&self, names: &[String], values: &[String]) -> Self {
        let fill = |text: &str| {
            names
                .iter()
                .zip(values)
                .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("<{name}>"), value))
        };
        Self {
            name: format!("{} {}", self.name, values.join(" | ")),
            setup: fill(&self.setup),
            query: fill(&self.query),
            rows: self.rows.iter().map(|row| row.iter().map(|cell| fill(cell)).collect()).collect(),
        }
    }
}

fn cells(line: &str) -> Vec<String> {
    // Patterns escape the bar, values of these scenarios have none.
    line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

fn read(text: &str) -> Vec<Scenario> {
    let mut scenarios = Vec::new();
    for block in text.split("Scenario").skip(1) {
        let mut scenario =
            Scenario { name: block.lines().next().unwrap_or_default().to_owned(), ..Scenario::default() };
        let (body, examples) = block.split_once("Examples:").unwrap_or((block, ""));
        let mut parts = body.split("\"\"\"");
        let mut before = parts.next().unwrap_or_default();
        while let (Some(quoted), Some(after)) = (parts.next(), parts.next()) {
            if before.contains("having executed") {
                quoted.clone_into(&mut scenario.setup);
            } else if scenario.query.is_empty() {
                quoted.clone_into(&mut scenario.query);
            } else {
                scenario.query = String::from("(several queries)");
            }
            before = after;
        }
        scenario.rows = before.lines().filter(|line| line.trim().starts_with('|')).skip(1).map(cells).collect();
        let mut table = examples.lines().filter(|line| line.trim().starts_with('|')).map(cells);
        match table.next() {
            Some(names) => scenarios.extend(table.map(|values| scenario.with(&names, &values))),
            None => scenarios.push(scenario),
        }
    }
    scenarios
}

/// Whether the scenario was run (and not only read); a wrong answer is what is wrong.
fn check(scenario: &Scenario) -> Result<bool, String> {
    let [expected] = scenario.rows.as_slice() else { return Ok(false) };
    let query = scenario.query.split_whitespace().collect::<Vec<_>>().join(" ");
    let result =
        created(&scenario.setup.split_whitespace().collect::<Vec<_>>().join(" ")).and_then(|nodes| run(&query, &nodes));
    let expected: Result<Vec<String>, _> =
        expected.iter().map(|cell| evaluate(cell).map(|value| value.to_string())).collect();
    match (result, expected) {
        (Err(error), _) | (_, Err(error)) if error.class() == Class::Internal => Ok(false),
        (Err(error), _) => Err(error.to_string()),
        (Ok(found), Ok(expected)) => {
            // Temporal values are compared by their text, which the TCK writes as strings.
            let plain = |texts: &[String]| texts.iter().map(|text| text.replace('\'', "")).collect::<Vec<_>>();
            if plain(&found) == plain(&expected) { Ok(true) } else { Err(format!("{found:?} instead of {expected:?}")) }
        }
        (Ok(_), Err(error)) => Err(error.to_string()),
    }
}

#[test]
fn scenarios_without_a_graph_come_out_right() {
    let home = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let root = std::env::var_os("WASL_TCK").map_or_else(|| home.join("../shared/tck"), PathBuf::from);
    let root = root.join("features/expressions");
    if !root.is_dir() {
        eprintln!("SKIPPED: there is no TCK at {}; set WASL_TCK", root.display());
        return;
    }
    let (mut ran, mut wrong) = (0, Vec::new());
    for folder in ["temporal", "list", "mathematical", "comparison", "typeConversion", "string"] {
        for file in fs::read_dir(root.join(folder)).unwrap() {
            for scenario in read(&fs::read_to_string(file.unwrap().path()).unwrap()) {
                match check(&scenario) {
                    Ok(known) => ran += usize::from(known),
                    Err(problem) => wrong.push(format!("{folder}: {}: {problem}", scenario.name)),
                }
                if std::env::var_os("WASL_TCK_VERBOSE").is_some() && check(&scenario) == Ok(false) {
                    eprintln!("not run: {folder}: {}", scenario.name);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), ran + wrong.len(), wrong.join("\n"));
    assert!(ran > 900, "only {ran} scenarios were run");
}
