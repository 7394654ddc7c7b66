//! Points and lines with characters: a mark for each series, lines as dots between its marks.
//!
//! ```text
//! 270 k ┤                      ○      ● observation
//!       │                             ○ target
//! 131 k ┤   ●····●
//!       └──────────────────────
//!        2023              2030
//! ```

use std::io::{self, Write};

use super::data::{Chart, Kind};
use super::scale::ticks;
use crate::render::width::{display_width, printable};

/// Lines of the drawing.
const HEIGHT: usize = 16;
const MARKS: [char; 8] = ['●', '○', '▲', '△', '■', '□', '◆', '◇'];

pub(super) fn draw(chart: &Chart, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let ((left, right), (low, high)) = (chart.wide(), chart.high());
    let heights = ticks(low, high, 4);
    let margin = heights.iter().map(|tick| display_width(&Chart::tick(*tick))).max().unwrap_or(0);
    let columns = width.saturating_sub(margin + 4).clamp(20, 200);
    let row_of = |y: f64| ((high - y) / (high - low) * (HEIGHT - 1) as f64).round() as usize;
    let column_of = |x: f64| ((x - left) / (right - left) * (columns - 1) as f64).round() as usize;
    let mut page = vec![vec![' '; columns]; HEIGHT];
    let mut put = |x: f64, y: f64, mark: char, over: bool| {
        if let Some(place) = page.get_mut(row_of(y)).and_then(|row| row.get_mut(column_of(x)))
            && (over || *place == ' ')
        {
            *place = mark;
        }
    };
    for series in 0..chart.series.len() {
        let own: Vec<_> = chart.points.iter().filter(|point| point.series == series).collect();
        if chart.kind == Kind::Line {
            for (from, to) in own.iter().zip(own.iter().skip(1)) {
                let steps =
                    (column_of(to.x).abs_diff(column_of(from.x)) + row_of(to.y).abs_diff(row_of(from.y))).max(1);
                for step in 1..steps {
                    let share = step as f64 / steps as f64;
                    put(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share, '·', false);
                }
            }
        }
    }
    for point in &chart.points {
        let mark = MARKS.get(point.series % MARKS.len()).copied().unwrap_or('●');
        put(point.x, point.y, mark, true);
    }
    writeln!(out, "{} by {}", printable(&chart.y), printable(&chart.x))?;
    for (number, row) in page.iter().enumerate() {
        let tick = heights.iter().find(|tick| row_of(**tick) == number);
        let name = tick.map_or_else(String::new, |tick| Chart::tick(*tick));
        let blanks = " ".repeat(margin - display_width(&name));
        let line: String = row.iter().collect();
        writeln!(out, "{blanks}{name} {}{}", if tick.is_some() { '┤' } else { '│' }, line.trim_end())?;
    }
    writeln!(out, "{} └{}", " ".repeat(margin), "─".repeat(columns))?;
    writeln!(out, "{}  {}", " ".repeat(margin), axis(chart, columns, &column_of).trim_end())?;
    let named = |(at, name): (usize, &String)| {
        let mark = MARKS.get(at % MARKS.len()).copied().unwrap_or('●');
        let name = if name.is_empty() { "(none)" } else { name };
        format!("{mark} {}", printable(name))
    };
    if chart.series.len() > 1 {
        let names: Vec<String> = chart.series.iter().enumerate().map(named).collect();
        writeln!(out, "{}  {}", " ".repeat(margin), names.join("   "))?;
    }
    Ok(())
}

/// The names below the axis, as many as have room.
fn axis(chart: &Chart, columns: usize, column_of: &dyn Fn(f64) -> usize) -> String {
    let (left, right) = chart.wide();
    let mut names: Vec<(f64, String)> = if chart.measured {
        let whole = |tick: &f64| right - left < 8.0 || tick.fract() == 0.0;
        ticks(left, right, columns / 12).into_iter().filter(whole).map(|tick| (tick, number(tick))).collect()
    } else {
        chart.points.iter().map(|point| (point.x, printable(&point.label).into_owned())).collect()
    };
    names.dedup_by(|a, b| a.1 == b.1);
    let mut line = String::new();
    let mut used = 0;
    for (at, name) in names {
        let width = display_width(&name);
        let middle = column_of(at);
        let start = middle.saturating_sub(width / 2).min(columns.saturating_sub(width));
        if start >= used && width <= columns {
            line.push_str(&" ".repeat(start - used));
            line.push_str(&name);
            line.push(' ');
            used = start + width + 1;
        }
    }
    line
}

/// A number of the x axis: years are never cut short.
pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e6 { format!("{value:.0}") } else { super::scale::compact(value) }
}
