//! Places for nodes: linked ones near each other, all apart (Fruchterman and Reingold 1991, with a grid of cells so that
//! only near nodes push each other).
//!
//! Starts on a spiral in breadth-first order, uses no chance: the same graph always looks the same.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};

/// The distance that linked nodes strive for, in units of the drawing.
const LENGTH: f64 = 110.0;
/// Beyond this nodes do not push each other.
const REACH: f64 = 2.5 * LENGTH;
/// Nodes between two questions whether the drawing is still wanted.
const STRIDE: usize = 256;
/// Pushes and pulls in all; larger graphs get fewer rounds.
const WORK: usize = 40_000_000;

/// A place on the drawing, the middle of which is 0, 0.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A place for each of `count` nodes; links name nodes by number. It takes long for large graphs: `out`, where the drawing
/// goes, is asked by empty texts whether it is still wanted.
pub(super) fn layout(count: usize, links: &[(usize, usize)], out: &mut dyn Write) -> io::Result<Vec<Point>> {
    let mut points = spiral(count, links);
    let rounds = (WORK / (count * 60 + links.len()).max(1)).clamp(10, 300);
    for round in 0..rounds {
        let heat = LENGTH * (1.0 - round as f64 / rounds as f64) * 0.6 + 1.0;
        let mut moves = pushes(&points, out)?;
        pull_links(&points, links, &mut moves);
        for (point, step) in points.iter_mut().zip(moves) {
            // A little pull to the middle keeps what is not linked on the page.
            let (dx, dy) = (step.x - 0.03 * point.x, step.y - 0.03 * point.y);
            let size = dx.hypot(dy).max(1e-9);
            let scale = heat.min(size) / size;
            point.x += dx * scale;
            point.y += dy * scale;
        }
    }
    Ok(points)
}

/// The start: neighbours one after the other on a spiral as sunflowers have it.
fn spiral(count: usize, links: &[(usize, usize)]) -> Vec<Point> {
    let mut neighbours = vec![Vec::new(); count];
    for (a, b) in links {
        if let Some(list) = neighbours.get_mut(*a) {
            list.push(*b);
        }
        if let Some(list) = neighbours.get_mut(*b) {
            list.push(*a);
        }
    }
    let mut points = vec![Point::default(); count];
    let mut seen = vec![false; count];
    let mut placed = 0_usize;
    let mut waiting = VecDeque::new();
    for first in 0..count {
        waiting.push_back(first);
        while let Some(node) = waiting.pop_front() {
            let Some(flag) = seen.get_mut(node) else { continue };
            if std::mem::replace(flag, true) {
                continue;
            }
            let turn = placed as f64 * 2.399_963_229_728_653;
            let far = LENGTH * 0.6 * (placed as f64).sqrt();
            if let Some(point) = points.get_mut(node) {
                *point = Point { x: far * turn.cos(), y: far * turn.sin() };
            }
            placed += 1;
            waiting.extend(neighbours.get(node).into_iter().flatten().copied());
        }
    }
    points
}

/// How near nodes push each other away.
fn pushes(points: &[Point], out: &mut dyn Write) -> io::Result<Vec<Point>> {
    let cell = |point: &Point| ((point.x / REACH).floor() as i64, (point.y / REACH).floor() as i64);
    let mut cells: HashMap<(i64, i64), Vec<(usize, Point)>> = HashMap::new();
    for (node, point) in points.iter().enumerate() {
        cells.entry(cell(point)).or_default().push((node, *point));
    }
    let push = |(node, point): (usize, &Point)| {
        let mut sum = Point::default();
        let (column, row) = cell(point);
        for near in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (column + dx, row + dy))) {
            for (other, there) in cells.get(&near).into_iter().flatten().filter(|(other, _)| *other != node) {
                let (mut dx, mut dy) = (point.x - there.x, point.y - there.y);
                if dx.abs() + dy.abs() < 1e-6 {
                    // Two at one place part in the order of their numbers.
                    (dx, dy) = (if node < *other { -1.0 } else { 1.0 }, 0.1);
                }
                let squared = dx * dx + dy * dy;
                if squared < REACH * REACH {
                    let force = LENGTH * LENGTH / squared;
                    sum.x += dx * force;
                    sum.y += dy * force;
                }
            }
        }
        sum
    };
    let mut moves = Vec::with_capacity(points.len());
    for (node, point) in points.iter().enumerate() {
        if node.is_multiple_of(STRIDE) {
            out.write_all(b"")?;
        }
        moves.push(push((node, point)));
    }
    Ok(moves)
}

/// How links pull their ends together.
fn pull_links(points: &[Point], links: &[(usize, usize)], moves: &mut [Point]) {
    for (a, b) in links {
        let (Some(from), Some(to)) = (points.get(*a), points.get(*b)) else { continue };
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let force = dx.hypot(dy) / LENGTH;
        let mut step = |node: usize, sign: f64| {
            if let Some(step) = moves.get_mut(node) {
                step.x += sign * dx * force;
                step.y += sign * dy * force;
            }
        };
        step(*a, 0.5);
        step(*b, -0.5);
    }
}

#[cfg(test)]
mod tests {
    use super::{LENGTH, layout};

    #[test]
    fn linked_nodes_come_near_and_others_stay_apart() {
        // Two triangles with one link between them.
        let links = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)];
        let points = layout(6, &links, &mut Vec::new()).unwrap();
        let apart = |a: usize, b: usize| (points[a].x - points[b].x).hypot(points[a].y - points[b].y);
        assert!(apart(0, 1) < 2.0 * LENGTH && apart(0, 1) > 0.3 * LENGTH, "{}", apart(0, 1));
        assert!(apart(0, 5) > apart(0, 1));
        for a in 0..6 {
            for b in 0..a {
                assert!(apart(a, b) > 20.0, "{a} and {b} lie on each other");
            }
        }
    }

    #[test]
    fn lonely_nodes_and_loops_have_places_too() {
        assert!(layout(0, &[], &mut Vec::new()).unwrap().is_empty());
        let points = layout(3, &[(1, 1)], &mut Vec::new()).unwrap();
        assert!(points.iter().all(|point| point.x.is_finite() && point.y.is_finite()));
        let again = layout(3, &[(1, 1)], &mut Vec::new()).unwrap();
        assert!(points.iter().zip(&again).all(|(a, b)| a.x == b.x && a.y == b.y), "the same graph looks the same");
    }
}
