//! `:graph [FILE]`: the nodes and relationships of the last result, on the screen or as a picture.

use super::arguments::Arguments;
use super::redirect::{path, unwritable};
use super::runner::{Flow, Problem, Runner};
use super::watched::unless_stopped;
use crate::new_file::NewFile;
use crate::render::{Format, Page};

/// Rows of a result whose drawing goes into a report.
const IN_REPORT: usize = 500;

/// Draws as text, or writes the file that is named in the format of its ending.
pub(super) fn graph(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let Some(kept) = &runner.kept else {
        return Err(arguments.error("NoResult", "there is no result to draw").into());
    };
    let mut svg = Vec::new();
    if kept.rows.len() <= IN_REPORT {
        // What cannot be drawn to memory was stopped, and the report does without it.
        let _ = kept.write(Format::Svg, Page::WHOLE, &runner.signals, &mut svg);
    }
    unless_stopped(&runner.signals)?;
    if let Ok(svg) = String::from_utf8(svg)
        && !svg.is_empty()
    {
        runner.diary.illustrate(svg);
    }
    let Some(path) = path(arguments) else {
        let drawn = kept.write(Format::Tree, Page::WHOLE, &runner.signals, &mut runner.console.out);
        return runner.end_shown(drawn);
    };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
    let Some(format) = Format::of_picture(ending) else {
        let message = format!("the name of a picture ends with {}", Format::PICTURES);
        return Err(arguments.error("InvalidArgument", message).into());
    };
    let failed = |error| unwritable(arguments, &path, &error);
    let mut file = NewFile::create(&path).map_err(failed)?;
    let drawn = kept.write(format, Page::WHOLE, &runner.signals, &mut file);
    unless_stopped(&runner.signals)?;
    drawn.and_then(|()| file.keep()).map_err(failed)?;
    runner.console.say(&format!("written: {}", path.display()))?;
    Ok(Flow::Next)
}
