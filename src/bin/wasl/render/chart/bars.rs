//! Bars with characters: one a row, eighths of a column exact, numbers below zero to the left.
//!
//! ```text
//! 2023 · observation │███████████████▌            131 k
//! 2030 · target      │██████████████████████████  270 k
//! ```

use std::io::{self, Write};

use super::data::Chart;
use super::scale::compact;
use crate::render::width::{cut, display_width, pad, printable};

/// Rows of one chart.
const MOST: usize = 200;
/// Columns of a label before it is cut.
const LABEL: usize = 36;
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

pub(super) fn draw(chart: &Chart, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let shown: Vec<_> = chart.points.iter().take(MOST).collect();
    let name = |point: &super::data::Point| {
        let series = chart.series.get(point.series).map_or("", String::as_str);
        let both = if series.is_empty() || point.label.is_empty() { "" } else { " · " };
        let text = format!("{}{both}{series}", point.label);
        cut(&printable(&text), LABEL).into_owned()
    };
    let names: Vec<String> = shown.iter().map(|point| name(point)).collect();
    let numbers: Vec<String> = shown.iter().map(|point| compact(point.y)).collect();
    let widest = |texts: &[String]| texts.iter().map(|text| display_width(text)).max().unwrap_or(0);
    let room = width.saturating_sub(widest(&names) + widest(&numbers) + 4).max(10);
    let (low, high) = chart.high();
    let (low, high) = (low.min(0.0), high.max(0.0));
    let below = ((-low / (high - low)) * room as f64).round() as usize;
    writeln!(out, "{} by {}", printable(&chart.y), printable(&chart.x))?;
    for ((point, name), number) in shown.iter().zip(&names).zip(&numbers) {
        let eighths = (point.y.abs() / (high - low) * room as f64 * 8.0).round() as usize;
        let mut line = String::new();
        pad(&mut line, name, widest(&names), false);
        line.push(' ');
        if point.y < 0.0 {
            let whole = (eighths / 8).max(1).min(below);
            line.push_str(&" ".repeat(below - whole));
            line.push_str(&"█".repeat(whole));
            line.push('│');
            pad(&mut line, "", room - below, false);
        } else {
            line.push_str(&" ".repeat(below));
            line.push('│');
            let part = EIGHTHS.get(eighths % 8).copied().unwrap_or("");
            let bar = format!("{}{part}", "█".repeat(eighths / 8));
            pad(&mut line, &bar, room - below, false);
        }
        line.push(' ');
        line.push_str(number);
        writeln!(out, "{}", line.trim_end())?;
    }
    if chart.points.len() > MOST {
        writeln!(out, "… and {} more rows", chart.points.len() - MOST)?;
    }
    Ok(())
}
