//! A chart as SVG that stands alone: axes with round numbers, a colour and a mark for each series, a legend.

use std::io::{self, Write};

use super::data::{Chart, Kind, Point};
use super::plot::number;
use super::scale::ticks;
use crate::render::html::escaped;
use crate::render::palette::colour;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 78.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 58.0;
const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#222}.soft{fill:#666}.axis{stroke:#888}\
.grid{stroke:#ddd}.back{fill:#fff}\
@media(prefers-color-scheme:dark){text{fill:#eee}.soft{fill:#aaa}.grid{stroke:#333}.back{fill:#16181d}}";

/// Where values stand on the page.
struct Frame {
    left: f64,
    right: f64,
    low: f64,
    high: f64,
}

impl Frame {
    fn x(&self, value: f64) -> f64 {
        LEFT + (value - self.left) / (self.right - self.left) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)
    }
}

pub(super) fn draw(chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    let ((left, right), (low, high)) = (chart.wide(), chart.high());
    let frame = if chart.kind == Kind::Bar {
        let last = chart.points.len() as f64 - 0.5;
        Frame { left: -0.5, right: last, low, high: high + (high - low) * 0.05 }
    } else {
        let (dx, dy) = ((right - left) * 0.04, (high - low) * 0.06);
        Frame { left: left - dx, right: right + dx, low: low - dy, high: high + dy }
    };
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH:.0}\" height=\"{HEIGHT:.0}\" \
         viewBox=\"0 0 {WIDTH:.0} {HEIGHT:.0}\">\n<style>{STYLE}</style>\n\
         <rect class=\"back\" width=\"100%\" height=\"100%\"/>"
    )?;
    writeln!(
        out,
        "<text x=\"{LEFT}\" y=\"20\" font-weight=\"bold\">{} by {}</text>",
        escaped(&chart.y),
        escaped(&chart.x)
    )?;
    axes(chart, &frame, out)?;
    match chart.kind {
        Kind::Bar => bars(chart, &frame, out)?,
        Kind::Line | Kind::Scatter => marks(chart, &frame, out)?,
    }
    legend(chart, out)?;
    writeln!(out, "</svg>")
}

fn axes(chart: &Chart, frame: &Frame, out: &mut dyn Write) -> io::Result<()> {
    let bottom = HEIGHT - BOTTOM;
    for tick in ticks(frame.low, frame.high, 6) {
        let y = frame.y(tick);
        writeln!(out, "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>", WIDTH - RIGHT)?;
        let name = Chart::tick(tick);
        writeln!(
            out,
            "<text class=\"soft\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{name}</text>",
            LEFT - 8.0,
            y + 4.0
        )?;
    }
    writeln!(out, "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{bottom}\" y2=\"{bottom}\"/>", WIDTH - RIGHT)?;
    let names: Vec<(f64, String)> = if chart.kind == Kind::Bar {
        let name = |(at, point): (usize, &Point)| (at as f64, point.label.clone());
        chart.points.iter().enumerate().map(name).collect()
    } else if chart.measured {
        ticks(frame.left, frame.right, 8).into_iter().map(|tick| (tick, number(tick))).collect()
    } else {
        chart.points.iter().map(|point| (point.x, point.label.clone())).collect()
    };
    // With many names every second, third … is written.
    let every = (names.len() / 14).max(1);
    let mut last = None;
    for (at, name) in names.into_iter().step_by(every) {
        if last.as_ref() == Some(&(at.to_bits(), name.clone())) {
            continue;
        }
        let short: String =
            if name.chars().count() > 14 { name.chars().take(13).chain(['…']).collect() } else { name.clone() };
        let x = frame.x(at);
        let y = bottom + 16.0;
        writeln!(
            out,
            "<text class=\"soft\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\" transform=\"rotate(-20 {x:.1} {y:.1})\">{}</text>",
            escaped(&short)
        )?;
        last = Some((at.to_bits(), name));
    }
    Ok(())
}

fn bars(chart: &Chart, frame: &Frame, out: &mut dyn Write) -> io::Result<()> {
    let step = (WIDTH - LEFT - RIGHT) / chart.points.len().max(1) as f64;
    for (at, point) in chart.points.iter().enumerate() {
        let (zero, end) = (frame.y(0.0), frame.y(point.y));
        writeln!(
            out,
            "<rect class=\"bar\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{}\">\
             <title>{}</title></rect>",
            frame.x(at as f64) - step * 0.38,
            zero.min(end),
            step * 0.76,
            (zero - end).abs().max(0.5),
            colour(point.series),
            escaped(&told(chart, point))
        )?;
    }
    Ok(())
}

fn marks(chart: &Chart, frame: &Frame, out: &mut dyn Write) -> io::Result<()> {
    for series in 0..chart.series.len() {
        let own: Vec<_> = chart.points.iter().filter(|point| point.series == series).collect();
        let colour = colour(series);
        if chart.kind == Kind::Line && own.len() > 1 {
            let places: Vec<_> =
                own.iter().map(|point| format!("{:.1},{:.1}", frame.x(point.x), frame.y(point.y))).collect();
            // Later series are dashed, so that they can be told apart without colours.
            let dash = if series == 0 { String::new() } else { format!(" stroke-dasharray=\"{}\"", 3 + 3 * series) };
            writeln!(
                out,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>",
                places.join(" ")
            )?;
        }
        for point in own {
            writeln!(
                out,
                "{}",
                mark(series, colour, frame.x(point.x), frame.y(point.y), &escaped(&told(chart, point)))
            )?;
        }
    }
    Ok(())
}

/// A circle, a ring, a square or a diamond, by the number of the series.
fn mark(series: usize, colour: &str, x: f64, y: f64, title: &str) -> String {
    let title = format!("<title>{title}</title>");
    match series % 4 {
        0 => format!("<circle class=\"mark\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"{colour}\">{title}</circle>"),
        1 => format!(
            "<circle class=\"mark\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"2\">{title}</circle>"
        ),
        2 => format!(
            "<rect class=\"mark\" x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\" fill=\"{colour}\">{title}</rect>",
            x - 4.0,
            y - 4.0
        ),
        _ => format!(
            "<rect class=\"mark\" x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\" fill=\"{colour}\" \
             transform=\"rotate(45 {x:.1} {y:.1})\">{title}</rect>",
            x - 4.0,
            y - 4.0
        ),
    }
}

fn told(chart: &Chart, point: &Point) -> String {
    let series = chart.series.get(point.series).filter(|name| !name.is_empty());
    let series = series.map_or_else(String::new, |name| format!(" · {name}"));
    format!("{}{series}: {}", point.label, point.y)
}

fn legend(chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    if chart.series.len() < 2 {
        return Ok(());
    }
    let mut x = LEFT;
    for (series, name) in chart.series.iter().enumerate() {
        let name = if name.is_empty() { "(none)" } else { name };
        let form = if chart.kind == Kind::Bar { 2 } else { series };
        writeln!(out, "{}", mark(form, colour(series), x + 5.0, 38.0, ""))?;
        writeln!(out, "<text class=\"legend\" x=\"{:.1}\" y=\"42\">{}</text>", x + 16.0, escaped(name))?;
        x += 40.0 + 7.0 * name.chars().count() as f64;
    }
    Ok(())
}
