//! The documents against the tree: paths, floors, owners of crates, and tests that nobody runs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::imports::{dependencies, owners};
use crate::rooms::ROOMS;
use crate::source::{files_under, package};

const TOP: &[&str] = &["src/", "tests/", "grammar/", "docs/", "seeds/", "data/", "benches/", "fuzz/", ".ci/"];

/// The documents: path and text. A README or architecture page that is missing is empty.
fn documents() -> Vec<(String, String)> {
    let mut paths = vec!["README.md".to_owned()];
    paths.extend(files_under("docs").into_iter().filter(|path| path.ends_with(".md")));
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(package().join(path)).unwrap_or_default()
}

/// Paths in the documents that lead nowhere.
pub(crate) fn dead_paths() -> Vec<String> {
    let mut findings = Vec::new();
    for (document, text) in documents() {
        if text.is_empty() {
            findings.push(format!("{document} is missing"));
        }
        let words = text.split(|c: char| c.is_whitespace() || "`()[]|,;\"'".contains(c));
        for word in words.filter(|word| TOP.iter().any(|top| word.starts_with(top))) {
            let path = word.split(['#', ':']).next().unwrap_or(word).trim_end_matches('.');
            if !path.contains(['<', '…', '$', '{']) && !exists(path) {
                findings.push(format!("{document}: {path}"));
            }
        }
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
            if !target.is_empty() && !target.contains("://") && !package().join(folder).join(target).exists() {
                findings.push(format!("{document}: link to {target}"));
            }
        }
    }
    findings
}

/// Whether a path exists; `*` stands for any part of it.
fn exists(path: &str) -> bool {
    let Some(star) = path.find('*') else { return package().join(path).exists() };
    let folder = path[..star].rsplit_once('/').map_or("", |(folder, _)| folder);
    let ending = path.rsplit('*').next().unwrap_or_default();
    files_under(folder).iter().any(|file| file.starts_with(&path[..star]) && file.ends_with(ending))
}

/// Documents whose table of floors differs from the list of rooms.
pub(crate) fn other_floors() -> Vec<String> {
    let wanted: BTreeSet<(String, String)> =
        ROOMS.iter().map(|(floor, name)| (floor.to_string(), (*name).to_owned())).collect();
    let mut findings = Vec::new();
    for document in ["README.md", "docs/architecture.md"] {
        let text = read(document);
        let rows = text.lines().filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            let floor = cells.next()?.trim().parse::<u8>().ok()?;
            let room = cells.next()?.trim().strip_prefix('`')?.strip_suffix('`')?;
            Some((floor.to_string(), room.to_owned()))
        });
        let found: BTreeSet<_> = rows.collect();
        findings
            .extend(wanted.difference(&found).map(|(floor, name)| format!("{document} lacks floor {floor} `{name}`")));
        findings
            .extend(found.difference(&wanted).map(|(floor, name)| format!("{document} has floor {floor} `{name}`")));
    }
    findings
}

/// Dependencies without a row `| crate | owners | reason |` in the architecture page, or with other owners there.
pub(crate) fn unexplained_crates() -> Vec<String> {
    let text = read("docs/architecture.md");
    let mut findings = Vec::new();
    for name in dependencies() {
        let Some(row) = text.lines().find(|line| line.starts_with(&format!("| `{name}` |"))) else {
            findings.push(format!("`{name}` has no row"));
            continue;
        };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let told: BTreeSet<&str> = cells[2].split(", ").map(|owner| owner.trim_matches('`')).collect();
        let real: BTreeSet<&str> = owners(&name).unwrap_or_default().iter().copied().collect();
        if told != real {
            findings.push(format!("`{name}` belongs to {real:?}, the page says {told:?}"));
        }
        if cells.get(3).is_none_or(|reason| reason.len() < 10) {
            findings.push(format!("`{name}` has no reason"));
        }
    }
    findings
}

/// Files under `tests/` that no test binary runs.
pub(crate) fn orphans() -> Vec<String> {
    let manifest = read("Cargo.toml");
    let files = files_under("tests");
    let mut findings = Vec::new();
    for file in &files {
        let inside = &file["tests/".len()..];
        let Some((folder, rest)) = inside.split_once('/') else {
            if !manifest.contains(&format!("path = \"{file}\"")) {
                findings.push(format!("{file}: no [[test]] entry"));
            }
            continue;
        };
        let sources: Vec<&String> = files
            .iter()
            .filter(|path| {
                (path.ends_with(".rs") || path.ends_with(".script"))
                    && (**path == format!("tests/{folder}.rs") || path.starts_with(&format!("tests/{folder}/")))
            })
            .collect();
        let text: String = sources.iter().map(|path| read(path)).collect();
        let name = rest.rsplit('/').next().unwrap_or(rest);
        // A folder that the suite names is taken as a whole.
        let mut above = Path::new(file).ancestors().skip(1);
        let in_folder = above.any(|at| at.components().count() > 2 && text.contains(&format!("\"{}\"", at.display())));
        let run = match name.rsplit_once('.') {
            _ if in_folder => true,
            Some(("mod", "rs")) => true,
            Some((stem, "rs")) => {
                text.contains(&format!("mod {stem};")) || manifest.contains(&format!("path = \"{file}\""))
            }
            Some((_, extension)) => text.contains(&format!("\"{extension}\"")) || text.contains(name),
            None => text.contains(name),
        };
        if !run {
            findings.push(format!("{file}: nobody runs it"));
        }
    }
    findings
}
