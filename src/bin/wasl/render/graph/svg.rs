//! The graph as a drawing that stands alone: no script, no font, no network; dark where the reader's page is.
//!
//! Relationships are arrows from rim to rim; several between the same two nodes bend apart, a loop stands above its node.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::caption::caption;
use super::gather::{Graph, class};
use super::layout::{Point, layout};
use crate::render::html::escaped;
use crate::render::palette::colour;
use crate::render::width::display_width;

/// Room around the nodes, for captions.
const MARGIN: f64 = 100.0;
/// Columns of a line of a caption.
const LINE: usize = 20;
/// With more arrows than this their types are not written on them.
const NAMED: usize = 200;

const STYLE: &str = "\
text{font-family:system-ui,sans-serif;fill:#222}\
.rel{stroke:#999;fill:none;stroke-width:1.2}.type{font-size:9px;fill:#666}\
.caption{font-size:11px}.back{fill:#fff}\
.type,.caption{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}\
@media(prefers-color-scheme:dark){text{fill:#eee}.type{fill:#aaa}.rel{stroke:#777}.back{fill:#16181d}\
.type,.caption{stroke:#16181d}}";

/// The format `svg`.
pub(in crate::render) fn svg(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let links = graph.links();
    let points = layout(graph.nodes.len(), &links, out)?;
    let classes = graph.classes();
    let edge = |pick: fn(f64, f64) -> f64, of: fn(&Point) -> f64| points.iter().map(of).reduce(pick).unwrap_or(0.0);
    let (left, top) = (edge(f64::min, |p| p.x) - MARGIN, edge(f64::min, |p| p.y) - MARGIN);
    let (right, bottom) = (edge(f64::max, |p| p.x) + MARGIN, edge(f64::max, |p| p.y) + MARGIN);
    // The legend stands above the drawing.
    let above = 26.0 + 18.0 * (classes.len() as f64 / 4.0).ceil();
    let (width, height) = ((right - left).max(620.0), bottom - top + above);
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"{left:.0} {:.0} {width:.0} {height:.0}\">",
        top - above
    )?;
    writeln!(out, "<style>{STYLE}</style>")?;
    writeln!(
        out,
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
         orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#999\"/></marker></defs>"
    )?;
    writeln!(out, "<rect class=\"back\" x=\"{left:.0}\" y=\"{:.0}\" width=\"100%\" height=\"100%\"/>", top - above)?;
    legend(&classes, left + 14.0, top - above + 20.0, out)?;
    let radii = radii(graph.nodes.len(), &links);
    arrows(graph, &links, &points, &radii, out)?;
    for ((node, point), radius) in graph.nodes.iter().zip(&points).zip(&radii) {
        let own = class(node);
        let place = classes.iter().position(|(name, _)| *name == own).unwrap_or(0);
        let labels: String = node.labels.iter().map(|label| format!(":{label}")).collect();
        let name = caption(node);
        writeln!(
            out,
            "<g class=\"node\"><title>{}</title><circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"{}\"/>",
            escaped(&format!("{labels} {name}")),
            point.x,
            point.y,
            colour(place)
        )?;
        for (line, text) in lines(&name).iter().enumerate() {
            let y = point.y + radius + 12.0 + 12.0 * line as f64;
            writeln!(
                out,
                "<text class=\"caption\" x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>",
                point.x,
                escaped(text)
            )?;
        }
        writeln!(out, "</g>")?;
    }
    writeln!(out, "</svg>")
}

/// A caption on at most two lines, so that neighbours have room.
fn lines(caption: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in caption.split(' ') {
        let full =
            lines.last().is_some_and(|line| !line.is_empty() && display_width(line) + display_width(word) >= LINE);
        if full && lines.len() < 2 {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines
}

/// Well linked nodes are larger.
pub(super) fn radii(count: usize, links: &[(usize, usize)]) -> Vec<f64> {
    let mut degrees = vec![0_u32; count];
    for node in links.iter().flat_map(|(a, b)| [a, b]) {
        if let Some(degree) = degrees.get_mut(*node) {
            *degree += 1;
        }
    }
    degrees.into_iter().map(|degree| (8.0 + 2.2 * f64::from(degree).sqrt()).min(24.0)).collect()
}

fn legend(classes: &[(std::sync::Arc<str>, usize)], x: f64, y: f64, out: &mut dyn Write) -> io::Result<()> {
    for (place, (name, count)) in classes.iter().enumerate() {
        let name = if name.is_empty() { "no label" } else { name };
        let (x, y) = (x + 150.0 * (place % 4) as f64, y + 18.0 * (place / 4) as f64);
        writeln!(
            out,
            "<g class=\"legend\"><circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"5\" fill=\"{}\"/>\
             <text class=\"caption\" x=\"{:.0}\" y=\"{:.0}\">{} {count}</text></g>",
            colour(place),
            x + 9.0,
            y + 4.0,
            escaped(name)
        )?;
    }
    Ok(())
}

fn arrows(
    graph: &Graph,
    links: &[(usize, usize)],
    points: &[Point],
    radii: &[f64],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut between: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (rel, (a, b)) in graph.relationships.iter().zip(links) {
        let (Some(from), Some(to)) = (points.get(*a), points.get(*b)) else { continue };
        let earlier = between.entry((*a.min(b), *a.max(b))).or_default();
        // 0, 1, -1, 2, -2 …; turned round for those that run the other way, so that they do not lie on each other.
        let step = earlier.div_ceil(2) as f64 * if earlier.is_multiple_of(2) { -1.0 } else { 1.0 };
        let bend = if a > b { -step } else { step } * 22.0;
        *earlier += 1;
        let (start, end) = (radii.get(*a).copied().unwrap_or(8.0), radii.get(*b).copied().unwrap_or(8.0));
        let (path, middle) = if a == b { round(*from, start, step) } else { arrow(*from, *to, start, end, bend) };
        writeln!(out, "<path class=\"rel\" d=\"{path}\" marker-end=\"url(#tip)\"/>")?;
        if links.len() <= NAMED {
            writeln!(
                out,
                "<text class=\"type\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                middle.x,
                middle.y - 3.0,
                escaped(&rel.rel_type)
            )?;
        }
    }
    Ok(())
}

/// A line from rim to rim, and its middle.
fn arrow(from: Point, to: Point, start: f64, end: f64, bend: f64) -> (String, Point) {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy).max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let knee =
        Point { x: f64::midpoint(from.x, to.x) - uy * 2.0 * bend, y: f64::midpoint(from.y, to.y) + ux * 2.0 * bend };
    let (x1, y1, x2, y2) = (from.x + ux * start, from.y + uy * start, to.x - ux * (end + 2.0), to.y - uy * (end + 2.0));
    let middle =
        Point { x: f64::midpoint(f64::midpoint(x1, x2), knee.x), y: f64::midpoint(f64::midpoint(y1, y2), knee.y) };
    if bend == 0.0 {
        return (format!("M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}"), middle);
    }
    (format!("M{x1:.1} {y1:.1}Q{:.1} {:.1} {x2:.1} {y2:.1}", knee.x, knee.y), middle)
}

/// A loop above its node; later ones are higher.
fn round(at: Point, radius: f64, step: f64) -> (String, Point) {
    let high = radius + 26.0 + 14.0 * step.abs();
    let (x, y) = (at.x, at.y - radius);
    let path = format!(
        "M{:.1} {y:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {y:.1}",
        x - 4.0,
        x - 30.0,
        at.y - high - 20.0,
        x + 30.0,
        at.y - high - 20.0,
        x + 4.0
    );
    (path, Point { x, y: at.y - high })
}
