//! Who imports from whom: floors, circles and owners of crates, read from the paths in the text.
//!
//! A name that a module re-exports counts as imported from the file it comes from, so that a face hides no circle;
//! the re-export itself is no import.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::rooms::{ANYWHERE, COMMAND, OWNERS, ROOMS, floor};
use crate::source::{Source, files_under, line_of, package};

/// Modules of `src/` without a room, and rooms without a module.
pub(crate) fn unlisted() -> Vec<String> {
    let rooms: BTreeSet<String> = ROOMS.iter().map(|(_, name)| (*name).to_owned()).collect();
    let found: BTreeSet<String> = files_under("src")
        .iter()
        .filter(|path| !path.starts_with("src/bin/"))
        .map(|path| path["src/".len()..].split('/').next().unwrap_or_default().to_owned())
        .collect();
    rooms.symmetric_difference(&found).cloned().collect()
}

/// Imports from the same floor (another room) or from above.
pub(crate) fn upward(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.path != "src/lib.rs") {
        let Some(own) = floor(source.room()) else { continue };
        for (path, at) in paths(&source.live) {
            let [first, target, ..] = &path[..] else { continue };
            if first != "crate" || target == source.room() {
                continue;
            }
            let allowed = floor(target).is_some_and(|theirs| theirs < own);
            if !allowed {
                let line = line_of(&source.live, at);
                findings.push(format!("{}:{line}: floor {own} imports `{}`", source.path, path.join("::")));
            }
        }
    }
    findings
}

/// Which file imports which, and by what path.
type Imports<'a> = BTreeMap<&'a str, BTreeMap<&'a str, String>>;

/// The shortest circle through each file that imports itself by way of others, each circle once.
pub(crate) fn circles(sources: &[Source]) -> Vec<String> {
    let map = ModuleMap::of(sources);
    let mut imports: Imports = BTreeMap::new();
    for source in sources {
        for (path, _) in paths(&source.live).into_iter().filter(|(_, at)| !is_re_export(&source.live, *at)) {
            if let Some(target) = map.resolve(&source.module(), &path)
                && target != source.path
            {
                imports.entry(&source.path).or_default().entry(target).or_insert_with(|| path.join("::"));
            }
        }
    }
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for file in imports.keys() {
        let circle = shortest_circle(file, &imports);
        let members: BTreeSet<&str> = circle.iter().copied().collect();
        if !circle.is_empty() && seen.insert(members) {
            let step = |pair: &[&str]| format!("{} imports `{}`", pair[0], imports[pair[0]][pair[1]]);
            findings.push(circle.windows(2).map(step).collect::<Vec<_>>().join(", "));
        }
    }
    findings
}

/// The files from `file` back to `file`, both ends included; empty when no way leads back.
fn shortest_circle<'a>(file: &'a str, imports: &Imports<'a>) -> Vec<&'a str> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = std::collections::VecDeque::from([file]);
    while let Some(at) = open.pop_front() {
        for next in imports.get(at).into_iter().flat_map(BTreeMap::keys) {
            if *next == file {
                let mut way = vec![file, at];
                while let Some(before) = came_from.get(way[way.len() - 1]) {
                    way.push(before);
                }
                way.reverse();
                return way;
            }
            if !came_from.contains_key(next) {
                came_from.insert(next, at);
                open.push_back(next);
            }
        }
    }
    Vec::new()
}

/// Crates that are named outside the rooms of their owners.
pub(crate) fn strangers(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        for (name, owners) in OWNERS.iter().filter(|(_, owners)| *owners != ANYWHERE) {
            if let Some(at) = crate_named(&source.live, name)
                && !owners.contains(&source.room())
            {
                let line = line_of(&source.live, at);
                findings.push(format!("{}:{line}: `{name}` belongs to {}", source.path, owners.join(", ")));
            }
        }
    }
    findings
}

/// Dependencies without an owner, owners of a crate that is no dependency or that they never name.
pub(crate) fn unowned(sources: &[Source]) -> Vec<String> {
    let dependencies = dependencies();
    let listed: BTreeSet<String> = OWNERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut findings: Vec<String> =
        dependencies.symmetric_difference(&listed).map(|name| format!("`{name}` is only in one of the two")).collect();
    for (name, owners) in OWNERS {
        let named_in = |owner: &str| {
            let mut inside = sources.iter().filter(|s| owner == ANYWHERE[0] || s.room() == owner);
            inside.any(|source| crate_named(&source.code, name).is_some())
        };
        let idle = owners.iter().filter(|owner| !named_in(owner));
        findings.extend(idle.map(|owner| format!("`{name}` is not named in its room `{owner}`")));
    }
    findings
}

/// The names under `[dependencies]` in `Cargo.toml`, those of one kind of machine among them.
pub(crate) fn dependencies() -> BTreeSet<String> {
    let manifest = fs::read_to_string(package().join("Cargo.toml")).expect("Cargo.toml can be read");
    let sections = manifest.split("\n[").filter(|section| {
        let name = section.lines().next().unwrap_or_default();
        name == "dependencies]" || (name.starts_with("target.") && name.ends_with(".dependencies]"))
    });
    let lines = sections.flat_map(|section| section.lines().skip(1));
    lines.filter_map(|line| line.split_once(" = ").map(|(name, _)| name.to_owned())).collect()
}

/// The byte where `code` names the crate, when it does: `name::…`, `use name;` or `use name as`.
fn crate_named(code: &str, name: &str) -> Option<usize> {
    let name = name.replace('-', "_");
    code.match_indices(&name).map(|(at, _)| at).find(|at| {
        let before = code[..*at].trim_end_matches(' ');
        // `::name` names the crate, `a::name` something in `a`.
        let inside = before.strip_suffix("::").is_some_and(|rest| rest.ends_with(|c| is_name(c) || c == '>'));
        let starts = !code[..*at].ends_with(is_name) && !inside && !before.ends_with("mod");
        let after = &code[at + name.len()..];
        let used = before.ends_with("use") && (after.starts_with(';') || after.starts_with(" as "));
        starts && (used || after.starts_with("::"))
    })
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where each module is written, and where its re-exported names come from.
struct ModuleMap<'a> {
    files: BTreeMap<Vec<String>, &'a str>,
    faces: BTreeMap<(Vec<String>, String), Vec<String>>,
}

impl<'a> ModuleMap<'a> {
    fn of(sources: &'a [Source]) -> Self {
        let files = sources.iter().map(|source| (source.module(), source.path.as_str())).collect();
        let mut faces = BTreeMap::new();
        for source in sources {
            for (path, _) in paths(&source.live).into_iter().filter(|(_, at)| is_re_export(&source.live, *at)) {
                if let Some(name) = path.last().cloned() {
                    faces.insert((source.module(), name), path);
                }
            }
        }
        Self { files, faces }
    }

    /// The file that `path`, written in module `from`, leads to; none for another crate.
    fn resolve(&self, from: &[String], path: &[String]) -> Option<&'a str> {
        self.walk(from, path, 8)
    }

    fn walk(&self, from: &[String], path: &[String], hops: usize) -> Option<&'a str> {
        let (mut module, rest) = match path.first()?.as_str() {
            "crate" => (from[..1].to_vec(), &path[1..]),
            "self" => (from.to_vec(), &path[1..]),
            "super" => (from[..from.len().saturating_sub(1).max(1)].to_vec(), &path[1..]),
            first => {
                let child = [from, &[first.to_owned()]].concat();
                self.files.get(&child)?;
                (child, &path[1..])
            }
        };
        let mut rest = rest.iter();
        for name in rest.by_ref() {
            let child = [&module[..], std::slice::from_ref(name)].concat();
            if self.files.contains_key(&child) {
                module = child;
                continue;
            }
            if let Some(origin) = self.faces.get(&(module.clone(), name.clone()))
                && hops > 0
            {
                return self.walk(&module, origin, hops - 1);
            }
            break;
        }
        self.files.get(&module).copied()
    }
}

/// Whether the `use` at byte `at` is a `pub use` or `pub(crate) use`.
fn is_re_export(code: &str, at: usize) -> bool {
    let before = code[..at].trim_end();
    code[at..].starts_with("use")
        && (before.ends_with("pub")
            || before.ends_with(')')
                && before.rfind("pub(").is_some_and(|open| !before[open..before.len() - 1].contains(')')))
}

/// Every path that begins with `crate`, `super` or `self`, and every path of a `use`, nested lists taken apart, with
/// the byte where it begins. Names after `as` are left out.
pub(crate) fn paths(code: &str) -> Vec<(Vec<String>, usize)> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((token, place)) = tokens.get(at) {
        let rooted = ["crate", "super", "self"].contains(token) && tokens.get(at + 1).is_some_and(|t| t.0 == "::");
        let in_path = at > 0 && tokens[at - 1].0 == "::";
        if (rooted && !in_path) || *token == "use" {
            let start = if *token == "use" { at + 1 } else { at };
            let mut branches = Vec::new();
            at = tree(&tokens, start, &[], &mut branches).max(at + 1);
            found.extend(branches.into_iter().map(|path| (path, *place)));
        } else {
            at += 1;
        }
    }
    found
}

/// Reads one branch of a use tree at token `at`; gives the token after it.
fn tree(tokens: &[(&str, usize)], mut at: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    loop {
        match tokens.get(at).map(|t| t.0) {
            Some("{") => {
                at += 1;
                while let Some((token, _)) = tokens.get(at) {
                    match *token {
                        "}" => return at + 1,
                        "," => at += 1,
                        _ => at = tree(tokens, at, &path, found).max(at + 1),
                    }
                }
                return at;
            }
            Some(name) if name == "*" || name.starts_with(is_name) => {
                path.push(name.to_owned());
                at += 1;
            }
            _ => break,
        }
        if tokens.get(at).is_some_and(|t| t.0 == "::") {
            at += 1;
        } else {
            break;
        }
    }
    if tokens.get(at).is_some_and(|t| t.0 == "as") {
        at += 2;
    }
    if path.last().is_some_and(|name| name == "self") && path.len() > 1 {
        path.pop();
    }
    found.push(path);
    at
}

/// Names, `::` and single characters, each with its byte.
fn tokens(code: &str) -> Vec<(&str, usize)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = code[at..].chars().next() {
        let rest = &code[at..];
        let length = if is_name(character) {
            rest.find(|c| !is_name(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            character.len_utf8()
        };
        if !character.is_whitespace() {
            tokens.push((&rest[..length], at));
        }
        at += length;
    }
    tokens
}

/// The rooms that may name a crate, for the documents.
pub(crate) fn owners(name: &str) -> Option<&'static [&'static str]> {
    debug_assert!(
        OWNERS
            .iter()
            .all(|(_, owners)| owners.iter().all(|o| floor(o).is_some() || [COMMAND, ANYWHERE[0]].contains(o)))
    );
    OWNERS.iter().find(|(crate_name, _)| *crate_name == name).map(|(_, owners)| *owners)
}
