//! The sources of the package as text, with what is not code blanked out.
//!
//! ```text
//! raw    let s = "a.unwrap()"; // why           code   let s = "          ";
//! live = code without the items under #[cfg(test)], line numbers unchanged
//! ```

use std::fs;
use std::path::Path;

/// One source file. All three texts have the same lines.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Relative to the package, with `/`.
    pub(crate) path: String,
    /// As written.
    pub(crate) raw: String,
    /// Without comments and the insides of strings.
    pub(crate) code: String,
    /// `code` without items that exist only for tests; empty for a file of tests.
    pub(crate) live: String,
}

impl Source {
    /// The source with text `raw` at `path`.
    pub(crate) fn of(path: &str, raw: &str) -> Self {
        let code = blank(raw);
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_test = path.starts_with("src/") && (name == "tests.rs" || path.contains("/tests/"));
        let live = if is_test || code.contains("#![cfg(test)]") { String::new() } else { without_tests(&code) };
        Self { path: path.to_owned(), raw: raw.to_owned(), code, live }
    }

    /// The first folder or file under `src/`, such as `graph` or `lib.rs`; the command is `bin/wasl`.
    pub(crate) fn room(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        if inside.starts_with("bin/wasl") { "bin/wasl" } else { inside.split('/').next().unwrap_or(inside) }
    }

    /// The path of the module: `src/graph/csr.rs` is `["", "graph", "csr"]`, the command's root is `["bin/wasl"]`.
    pub(crate) fn module(&self) -> Vec<String> {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let (root, inside) = match inside.strip_prefix("bin/wasl/") {
            Some(inside) => ("bin/wasl", inside),
            None => ("", inside),
        };
        let stem = inside.trim_end_matches(".rs");
        let parts = stem.split('/').filter(|part| !["mod", "lib", "main"].contains(part));
        std::iter::once(root).chain(parts).map(str::to_owned).collect()
    }
}

/// The root of the package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under `folder` of the package (relative paths, sorted); none when there is no such folder.
pub(crate) fn files_under(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(package().join(&folder)).into_iter().flatten() {
            let entry = entry.expect("a folder of the package can be listed");
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn read(folders: &[&str]) -> Vec<Source> {
    let paths = folders.iter().flat_map(|folder| files_under(folder)).filter(|path| path.ends_with(".rs"));
    let mut sources: Vec<Source> = paths
        .map(|path| Source::of(&path, &fs::read_to_string(package().join(&path)).expect("a source can be read")))
        .collect();
    let only_for_tests: Vec<String> = sources.iter().flat_map(modules_for_tests).collect();
    for source in &mut sources {
        if only_for_tests.iter().any(|stem| source.path.starts_with(stem.as_str())) {
            source.live.clear();
        }
    }
    sources
}

/// The sources of the library.
pub(crate) fn library() -> Vec<Source> {
    read(&["src"]).into_iter().filter(|source| !source.path.starts_with("src/bin/")).collect()
}

/// The sources of the library and the command.
pub(crate) fn all() -> Vec<Source> {
    read(&["src"])
}

/// Every source of the package.
pub(crate) fn everywhere() -> Vec<Source> {
    read(&["src", "tests", "benches"])
}

/// The beginnings of the paths of modules that a file declares under `#[cfg(test)]`.
fn modules_for_tests(source: &Source) -> Vec<String> {
    let (folder, file) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
    let own = file.trim_end_matches(".rs");
    let folder = if ["mod", "lib", "main"].contains(&own) { folder.to_owned() } else { format!("{folder}/{own}") };
    let declared = source.code.split("#[cfg(test)]").skip(1).filter_map(|rest| {
        let item = rest.trim_start().trim_start_matches("pub(crate) ").strip_prefix("mod ")?;
        let end = item.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        item[end..].starts_with(';').then(|| item[..end].to_owned())
    });
    declared.flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/")]).collect()
}

/// `text` with comments and the insides of string and character literals turned into spaces.
fn blank(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = characters.clone();
    let mut at = 0;
    while at < characters.len() {
        let end = match characters[at] {
            '/' if next_is(&characters, at, '/') => {
                characters[at..].iter().position(|c| *c == '\n').map_or(characters.len(), |n| at + n)
            }
            '/' if next_is(&characters, at, '*') => comment_end(&characters, at),
            '"' => string_end(&characters, at),
            '\'' => character_end(&characters, at),
            _ => at,
        };
        let quoted = matches!(characters[at], '"' | '\'');
        let (first, last) = if quoted { (at + 1, end.saturating_sub(1)) } else { (at, end) };
        for place in first..last.min(out.len()) {
            if out[place] != '\n' {
                out[place] = ' ';
            }
        }
        at = end.max(at + 1);
    }
    out.into_iter().collect()
}

fn next_is(characters: &[char], at: usize, wanted: char) -> bool {
    characters.get(at + 1) == Some(&wanted)
}

/// One past the end of the (nested) block comment at `at`.
fn comment_end(characters: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut place = at;
    while place < characters.len() {
        if characters[place] == '/' && next_is(characters, place, '*') {
            depth += 1;
            place += 2;
        } else if characters[place] == '*' && next_is(characters, place, '/') {
            depth -= 1;
            place += 2;
            if depth == 0 {
                return place;
            }
        } else {
            place += 1;
        }
    }
    place
}

/// One past the end of the string whose opening quote is at `at`; raw when `r` and `#` stand before it.
fn string_end(characters: &[char], at: usize) -> usize {
    let hashes = characters[..at].iter().rev().take_while(|c| **c == '#').count();
    let before = at.checked_sub(hashes + 1).map(|place| characters[place]);
    let raw = before == Some('r') && !(hashes == 0 && is_name_before(characters, at - 1));
    let mut place = at + 1;
    while place < characters.len() {
        match characters[place] {
            '\\' if !raw => place += 1,
            '"' if !raw => return place + 1,
            '"' if characters[place + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes => {
                return place + 1;
            }
            _ => {}
        }
        place += 1;
    }
    place
}

/// Whether the character before `at`, apart from a `b` or `c` prefix, belongs to a name.
fn is_name_before(characters: &[char], at: usize) -> bool {
    let name = |place: usize| characters[place].is_alphanumeric() || characters[place] == '_';
    match at.checked_sub(1) {
        Some(place) if matches!(characters[place], 'b' | 'c') => place > 0 && name(place - 1),
        Some(place) => name(place),
        None => false,
    }
}

/// One past the end of the character literal at `at`, or `at` when it is a lifetime.
fn character_end(characters: &[char], at: usize) -> usize {
    if next_is(characters, at, '\\') {
        let rest = characters.iter().enumerate().skip(at + 3);
        return rest.take(12).find(|(_, c)| **c == '\'').map_or(at, |(place, _)| place + 1);
    }
    if characters.get(at + 2) == Some(&'\'') { at + 3 } else { at }
}

/// `code` with each item under `#[cfg(test)]` turned into spaces.
fn without_tests(code: &str) -> String {
    let mut out = code.to_owned();
    while let Some(start) = out.find("#[cfg(test)]") {
        let open = out[start..].find(['{', ';']).map_or(out.len(), |offset| start + offset);
        let end = if out[open..].starts_with('{') { block_end(&out, open) } else { (open + 1).min(out.len()) };
        let blanked: String = out[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        out.replace_range(start..end, &blanked);
    }
    out
}

/// One past the brace that closes the one at byte `open` of blanked code.
pub(crate) fn block_end(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (offset, character) in code[open..].char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + offset + 1;
        }
    }
    code.len()
}

/// The 1-based line of byte `at`.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
