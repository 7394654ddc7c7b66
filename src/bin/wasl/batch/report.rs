//! `:report FILE.md|html`: the session as a document: question, statement, table, picture, and where it came from.
//!
//! Markdown names its pictures as files beside it (`report-1.svg`); a page holds them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::arguments::Arguments;
use super::diary::{Cell, Diary, Entry};
use super::redirect::{path, unwritable};
use super::runner::{Flow, Problem, Runner};
use crate::new_file::{NewFile, NewFiles, write_whole};
use crate::render::{escaped, grouped, in_html, in_markdown};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;font-size:13px}td,th{border:1px solid #bbb;padding:3px 8px;text-align:left;vertical-align:top}\
td.n{text-align:right}pre{background:#f4f4f6;padding:8px;overflow:auto}.soft{color:#777}svg{max-width:100%;height:auto}\
@media(prefers-color-scheme:dark){body{background:#16181d;color:#e8e8ea}pre{background:#22252c}td,th{border-color:#555}}";

/// Writes what happened so far.
pub(super) fn report(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let Some(path) = path(arguments) else {
        return Err(arguments.error("InvalidArgument", "`:report` needs the name of a file").into());
    };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_lowercase();
    let page = match ending.as_str() {
        "md" | "markdown" => false,
        "html" | "htm" => true,
        _ => return Err(arguments.error("InvalidArgument", "a report is a .md or .html file").into()),
    };
    if runner.diary.entries.is_empty() {
        return Err(arguments.error("NoResult", "there is nothing to report yet").into());
    }
    let origin = origin(runner);
    let written = if page {
        write_whole(&path, html(&runner.diary, &path, &origin))
    } else {
        markdown(&runner.diary, &path, &origin)
    };
    written.map_err(|error| unwritable(arguments, &path, &error))?;
    runner.console.say(&format!("written: {}", path.display()))?;
    Ok(Flow::Next)
}

/// What the answers rest on: how large the graph is, and which commit was the last.
fn origin(runner: &Runner) -> String {
    let mut text = format!("wasl {}", env!("CARGO_PKG_VERSION"));
    if let Ok(info) = runner.database.info() {
        let (nodes, rels) = (grouped(info.nodes), grouped(info.relationships));
        // Writing to a string cannot fail.
        let _ = write!(text, " · {nodes} nodes, {rels} relationships");
        if let Some(last) = &info.last_commit {
            let _ =
                write!(text, " · last commit {} of {}", info.commits, wasl::Value::DateTime(last.time.clone().into()));
        }
    }
    text
}

fn title(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn heading(number: usize, entry: &Entry) -> String {
    if entry.question.is_empty() { format!("Statement {number}") } else { entry.question.clone() }
}

/// What stands under a table.
fn below(entry: &Entry) -> String {
    let rows = if entry.total == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(entry.total)) };
    let shown = entry.rows.len() as u64;
    let shown = if shown < entry.total { format!(" ({} shown)", grouped(shown)) } else { String::new() };
    let changed = entry.changes.as_ref().map_or_else(String::new, |changes| format!(" · {changes}"));
    format!("{rows}{shown}{changed}")
}

fn forgotten(diary: &Diary) -> String {
    match diary.forgotten {
        0 => String::new(),
        count => format!("… and {} more statements", grouped(count)),
    }
}

/// Writes the page and its pictures.
fn markdown(diary: &Diary, path: &Path, origin: &str) -> std::io::Result<()> {
    let name = title(path);
    let mut files = NewFiles::default();
    let mut text = format!("# {}\n\n_{}_\n", in_markdown(&name), in_markdown(origin));
    let mut pictures = 0;
    for (number, entry) in diary.entries.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n## {}\n\n", in_markdown(&heading(number + 1, entry)));
        // A fence longer than any in the text.
        let fence = if entry.statement.contains("```") { "`".repeat(9) } else { "```".to_owned() };
        let _ = write!(text, "{fence}cypher\n{};\n{fence}\n\n", entry.statement);
        let cells: Vec<String> = entry.columns.iter().map(|column| in_markdown(column)).collect();
        let rule: Vec<&str> = entry.columns.iter().map(|_| "---").collect();
        let _ = write!(text, "| {} |\n| {} |\n", cells.join(" | "), rule.join(" | "));
        for row in &entry.rows {
            let cells: Vec<String> = row.iter().map(|(cell, _)| in_markdown(cell)).collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        let _ = write!(text, "\n_{}_\n", below(entry));
        for svg in &entry.pictures {
            pictures += 1;
            let file = format!("{name}-{pictures}.svg");
            let mut picture = NewFile::create(&path.with_file_name(&file))?;
            picture.write_all(svg.as_bytes())?;
            files.add(picture);
            let _ = write!(text, "\n![{}](<{file}>)\n", in_markdown(&heading(number + 1, entry)));
        }
    }
    let more = forgotten(diary);
    if !more.is_empty() {
        let _ = write!(text, "\n_{more}_\n");
    }
    let mut file = NewFile::create(path)?;
    file.write_all(text.as_bytes())?;
    files.add(file);
    files.keep()
}

fn html(diary: &Diary, path: &Path, origin: &str) -> String {
    let name = escaped(&title(path));
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{name}</title>\n\
         <style>{STYLE}</style></head>\n<body>\n<h1>{name}</h1>\n<p class=\"soft\">{}</p>\n",
        escaped(origin)
    );
    for (number, entry) in diary.entries.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "<h2>{}</h2>", escaped(&heading(number + 1, entry)));
        let lines: Vec<String> = entry.statement.lines().map(escaped).collect();
        let _ = writeln!(text, "<pre>{};</pre>", lines.join("\n"));
        let heads: String = entry.columns.iter().map(|column| format!("<th>{}</th>", in_html(column))).collect();
        let _ = writeln!(text, "<table>\n<tr>{heads}</tr>");
        let cell =
            |(cell, number): &Cell| format!("<td{}>{}</td>", if *number { " class=\"n\"" } else { "" }, in_html(cell));
        for row in &entry.rows {
            let _ = writeln!(text, "<tr>{}</tr>", row.iter().map(cell).collect::<String>());
        }
        let _ = writeln!(text, "</table>\n<p class=\"soft\">{}</p>", escaped(&below(entry)));
        text.extend(entry.pictures.iter().map(|svg| format!("<figure>{svg}</figure>\n")));
    }
    let _ = writeln!(text, "<p class=\"soft\">{}</p>\n</body>\n</html>", escaped(&forgotten(diary)));
    text
}
