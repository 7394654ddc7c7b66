//! Pieces of text to lines: a group stands on one line where it fits, else all its breaks are taken.
//!
//! ```text
//! {a: 1, b: 2}          {
//!                         a: 1,
//!                         b: 2
//!                       }
//! ```
//! The rule is that of consistent breaking (Oppen, "Prettyprinting", 1980). Linear but for the look behind a group's
//! end, which stops at the next break.

use std::borrow::Cow;

/// Columns a line should not exceed.
const WIDTH: usize = 100;
/// Columns of one step of indentation.
const STEP: usize = 2;
/// The width of what cannot stand on one line.
const ENDLESS: usize = usize::MAX;

/// A part of the text to lay out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// A token, and whether a blank stands before it.
    Text(Cow<'t, str>, bool),
    /// A comment; it never makes a line too long.
    Comment(&'t str),
    /// A group begins.
    Open,
    /// It ends.
    Close,
    /// A break; the line behind it is indented by the group.
    Inner,
    /// A break; the line behind it is where the line was on which the group began.
    Outer,
    /// The groups around this place are broken.
    Force,
    /// A line ends here, unless it has ended already.
    Line,
    /// A line ends here, and the next one is indented like it.
    Again,
}

/// The lines, without one at the end.
pub(super) fn lay_out(pieces: &[Piece<'_>]) -> String {
    let widths = widths(pieces);
    let root = Group { broken: true, base: 0, inner: 0 };
    let mut lines = Lines { out: String::new(), column: 0, indent: 0, pending: None };
    let mut groups = vec![root];
    for (piece, width) in pieces.iter().zip(widths) {
        let group = groups.last().copied().unwrap_or(root);
        match piece {
            Piece::Text(text, space) => lines.write(text, *space),
            Piece::Comment(text) => lines.write(text, true),
            Piece::Open => {
                let base = lines.pending.unwrap_or(lines.indent);
                let column = lines.pending.unwrap_or(lines.column);
                groups.push(Group { broken: width > WIDTH.saturating_sub(column), base, inner: base + STEP });
            }
            Piece::Close if groups.len() > 1 => {
                groups.pop();
            }
            Piece::Inner if group.broken => lines.pending = Some(group.inner),
            Piece::Outer if group.broken => lines.pending = Some(group.base),
            Piece::Line => {
                let continued = if groups.len() == 1 { STEP } else { group.inner };
                lines.pending.get_or_insert(continued);
            }
            Piece::Again => lines.pending = Some(lines.indent),
            Piece::Close | Piece::Inner | Piece::Outer | Piece::Force => {}
        }
    }
    lines.out
}

#[derive(Clone, Copy)]
struct Group {
    broken: bool,
    base: usize,
    inner: usize,
}

struct Lines {
    out: String,
    column: usize,
    /// Indentation of the current line.
    indent: usize,
    /// A line end that is due, and the indentation behind it.
    pending: Option<usize>,
}

impl Lines {
    fn write(&mut self, text: &str, space: bool) {
        if let Some(indent) = self.pending.take() {
            if !self.out.is_empty() {
                self.out.push('\n');
            }
            self.out.extend(std::iter::repeat_n(' ', indent));
            (self.column, self.indent) = (indent, indent);
        } else if space && !self.out.is_empty() {
            self.out.push(' ');
            self.column += 1;
        }
        self.out.push_str(text);
        match text.rsplit_once('\n') {
            Some((_, last)) => self.column = last.chars().count(),
            None => self.column += text.chars().count(),
        }
    }
}

/// For each `Open` the width of its group on one line, with what must stand on the line behind it; 0 for other pieces.
fn widths(pieces: &[Piece<'_>]) -> Vec<usize> {
    let mut widths = vec![0; pieces.len()];
    let mut before = Vec::with_capacity(pieces.len() + 1);
    let mut width = 0;
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (position, piece) in pieces.iter().enumerate() {
        before.push(width);
        width += flat(piece);
        match piece {
            Piece::Open => open.push((position, false)),
            Piece::Force | Piece::Line | Piece::Again => {
                if let Some((_, endless)) = open.last_mut() {
                    *endless = true;
                }
            }
            Piece::Close => {
                let Some((start, endless)) = open.pop() else { continue };
                if endless && let Some((_, outer)) = open.last_mut() {
                    *outer = true;
                }
                let inside = width - before.get(start).copied().unwrap_or(width);
                let whole = if endless { ENDLESS } else { inside + rest(pieces, position + 1) };
                if let Some(place) = widths.get_mut(start) {
                    *place = whole;
                }
            }
            _ => {}
        }
    }
    widths
}

/// The width of what follows up to the next possible break.
fn rest(pieces: &[Piece<'_>], from: usize) -> usize {
    let breaks = |piece: &&Piece<'_>| matches!(piece, Piece::Inner | Piece::Outer | Piece::Line | Piece::Again);
    pieces.iter().skip(from).take_while(|piece| !breaks(piece)).map(flat).sum()
}

fn flat(piece: &Piece<'_>) -> usize {
    match piece {
        Piece::Text(text, space) => {
            usize::from(*space) + text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
        }
        _ => 0,
    }
}
