//! `:graph [FILE]`: the nodes and relationships of the last result, on the screen or as a picture.

use std::fs::File;
use std::io::BufWriter;

use super::arguments::Arguments;
use super::kept::Kept;
use super::redirect::{path, unwritable};
use super::runner::{Flow, Problem, Runner};
use crate::render::{Ending, Format, Page, renderer};

/// Rows of a result whose drawing goes into a report.
const IN_REPORT: usize = 500;

/// Draws as text, or writes the file that is named in the format of its ending.
pub(super) fn graph(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let Some(kept) = &runner.kept else {
        return Err(arguments.error("NoResult", "there is no result to draw").into());
    };
    let mut svg = Vec::new();
    if kept.rows.len() <= IN_REPORT {
        write(kept, Format::Svg, &mut svg)?;
    }
    if let Ok(svg) = String::from_utf8(svg)
        && !svg.is_empty()
    {
        runner.diary.illustrate(svg);
    }
    let Some(path) = path(arguments) else {
        write(kept, Format::Tree, &mut runner.console.out)?;
        runner.console.out.end_result()?;
        return Ok(Flow::Next);
    };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
    let Some(format) = Format::of_picture(ending) else {
        let message = format!("the name of a picture ends with {}", Format::PICTURES);
        return Err(arguments.error("InvalidArgument", message).into());
    };
    let file = File::create(&path).map_err(|error| unwritable(arguments, &path, &error))?;
    let written = write(kept, format, &mut BufWriter::new(file));
    written.map_err(|error| unwritable(arguments, &path, &error))?;
    runner.console.say(&format!("written: {}", path.display()))?;
    Ok(Flow::Next)
}

/// Writes a result in another format.
fn write(kept: &Kept, format: Format, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    let mut renderer = renderer(format, Page::WHOLE);
    renderer.begin(&kept.columns, out)?;
    for row in &kept.rows {
        renderer.row(row, &kept.records, out)?;
    }
    let summary = kept.records.summary();
    let ending = Ending { rows: kept.total, counters: &summary.counters, times: &summary.times, error: None };
    renderer.finish(&ending, out)?;
    out.flush()
}
