//! `:chart bar|line|scatter [X [Y [SERIES]]] [FILE.svg]`: the last result as a chart, on the screen or in a file.

use std::path::PathBuf;

use super::arguments::Arguments;
use super::redirect::unwritable;
use super::runner::{Flow, Problem, Runner};
use crate::environment::terminal_width;
use crate::new_file::write_whole;
use crate::render::{Chart, ChartKind};

/// Columns of a chart that goes to a file or pipe.
const WIDTH: usize = 80;

/// Draws the last result.
pub(super) fn chart(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let mut words = words(arguments.text);
    let kind = words.first().and_then(|word| ChartKind::named(word));
    let Some(kind) = kind else {
        let finding = arguments.error("InvalidArgument", "write `:chart bar`, `:chart line` or `:chart scatter`");
        return Err(finding.hint("then, if you like, the columns for x, y and the series, and a file.svg").into());
    };
    words.remove(0);
    let file = words.pop_if(|word| word.to_lowercase().ends_with(".svg")).map(PathBuf::from);
    let Some(kept) = &runner.kept else {
        return Err(arguments.error("NoResult", "there is no result to draw").into());
    };
    let made = Chart::of(kind, &kept.columns, &kept.rows, &words);
    let chart = made.map_err(|message| arguments.error("InvalidArgument", message))?;
    let mut svg = Vec::new();
    chart.svg(&mut svg)?;
    runner.diary.illustrate(String::from_utf8_lossy(&svg).into_owned());
    if let Some(path) = file {
        write_whole(&path, &svg).map_err(|error| unwritable(arguments, &path, &error))?;
        runner.console.say(&format!("written: {}", path.display()))?;
    } else {
        let width = if runner.console.environment.stdout_terminal { terminal_width() } else { WIDTH };
        chart.draw(width, &mut runner.console.out)?;
        runner.console.out.end_result()?;
    }
    if chart.left_out > 0 {
        let rows = if chart.left_out == 1 { "row has" } else { "rows have" };
        runner.console.say(&format!("{} {rows} no number to show", chart.left_out))?;
    }
    Ok(Flow::Next)
}

/// The words of a line; what stands in backticks or quotes is one.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let quoted = matches!(first, '`' | '"' | '\'').then(|| rest.get(1..).and_then(|rest| rest.split_once(first)));
        let (word, behind) = quoted.flatten().unwrap_or_else(|| {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            rest.split_at(end)
        });
        words.push(word);
        rest = behind.trim_start();
    }
    words
}
