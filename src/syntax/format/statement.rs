//! One statement laid out: the words of the source, on the lines of the printer.
//!
//! Contract: the text that comes back has the same tree; it is read again to be sure, and is the old text otherwise.

use std::borrow::Cow;
use std::mem;

use crate::diagnostic::Result;
use crate::syntax::print::{Mark, Printed, print_marked};
use crate::syntax::scan::{self, Form, Lexeme};
use crate::syntax::{keyword, parse};

use super::align::{Twin, align};
use super::layout::{Piece, lay_out};

/// Words that the tree does not hold and `keyword` does not list.
const NOISE: [&str; 10] =
    ["BREAK", "BTREE", "CONCURRENT", "CONTINUE", "FAIL", "NODE", "PATHS", "RANGE", "RELATIONSHIP", "TEXT"];

/// The statement laid out; as it was where that cannot be done safely. An error is that of the parser.
pub(super) fn format_statement(text: &str) -> Result<String> {
    let printed = print_marked(&parse(text)?);
    let laid_out = Weaver::new(text, &printed).and_then(Weaver::pieces).map(|pieces| lay_out(&pieces));
    let same_tree = |new: &String| {
        parse(new).is_ok_and(|tree| print_marked(&tree).text == printed.text) && comments(new) == comments(text)
    };
    Ok(laid_out.filter(same_tree).unwrap_or_else(|| text.to_owned()))
}

fn comments(text: &str) -> Vec<&str> {
    scan::lexemes(text).filter(|lexeme| lexeme.form == Form::Comment).map(|comment| comment.text.trim_end()).collect()
}

/// A comment, and whether it begins a line.
type Comment<'t> = (&'t str, bool);

/// The tokens of the source with all that is known of each.
struct Weaver<'t> {
    text: &'t str,
    source: Vec<Lexeme<'t>>,
    /// The comments before each token.
    comments: Vec<Vec<Comment<'t>>>,
    printed: &'t str,
    tokens: Vec<Lexeme<'t>>,
    twins: Vec<Option<Twin>>,
    /// The marks before each token.
    marks: Vec<Vec<Mark>>,
    /// The marks behind the last token.
    tail: Vec<Mark>,
    /// Ranges of tokens that stay as they are: first and last.
    verbatim: Vec<(usize, usize)>,
}

impl<'t> Weaver<'t> {
    fn new(text: &'t str, printed: &'t Printed) -> Option<Self> {
        let (source, comments) = tokens_and_comments(text);
        let (tokens, _) = tokens_and_comments(&printed.text);
        let twins = align(&source, &tokens)?;
        let marks = vec![Vec::new(); source.len()];
        let (tail, verbatim) = (Vec::new(), Vec::new());
        let mut weaver =
            Weaver { text, source, comments, printed: &printed.text, tokens, twins, marks, tail, verbatim };
        weaver.place_marks(&printed.marks)?;
        Some(weaver)
    }

    /// Moves the marks of the printed text to the tokens of the source.
    fn place_marks(&mut self, marks: &[(usize, Mark)]) -> Option<()> {
        let mut twin_of: Vec<Option<usize>> = vec![None; self.tokens.len()];
        for (position, twin) in self.twins.iter().enumerate() {
            if let Some(place) = twin.and_then(|twin| twin_of.get_mut(twin.at)) {
                *place = Some(position);
            }
        }
        let mut started = None;
        for (offset, mark) in marks {
            let printed_at = self.tokens.partition_point(|token| (token.start as usize) < *offset);
            match mark {
                Mark::VerbatimStart => started = twin_of.get(printed_at).copied().flatten(),
                Mark::VerbatimEnd => {
                    let last = twin_of.get(printed_at.checked_sub(1)?).copied().flatten()?;
                    self.verbatim.push((started.take()?, last));
                }
                _ => {
                    // A printed token without a twin passes its marks on to the next that has one.
                    match twin_of.iter().skip(printed_at).find_map(|twin| *twin) {
                        Some(position) => {
                            let position = self.before_openers(position);
                            self.marks.get_mut(position)?.push(*mark);
                        }
                        None => self.tail.push(*mark),
                    }
                }
            }
        }
        Some(())
    }

    /// The first of the brackets that open directly before a token and that the printer dropped.
    fn before_openers(&self, mut position: usize) -> usize {
        while let Some(before) = position.checked_sub(1) {
            let dropped = self.twins.get(before).is_some_and(Option::is_none);
            if !dropped || !self.source.get(before).is_some_and(opens) {
                break;
            }
            position = before;
        }
        position
    }

    fn pieces(mut self) -> Option<Vec<Piece<'t>>> {
        let mut pieces = Vec::with_capacity(self.source.len() * 2);
        let mut verbatim = mem::take(&mut self.verbatim).into_iter().peekable();
        let mut position = 0;
        while position < self.source.len() {
            let marks = mem::take(self.marks.get_mut(position)?);
            let comments = mem::take(self.comments.get_mut(position)?);
            Self::gap(&marks, &comments, &mut pieces);
            let space = position > 0 && self.blank_before(position);
            if let Some((_, last)) = verbatim.next_if(|(first, _)| *first == position) {
                let (from, to) = (self.source.get(position)?.span().start, self.source.get(last)?.span().end);
                pieces.push(Piece::Text(Cow::Borrowed(self.text.get(from as usize..to as usize)?), space));
                position = last + 1;
            } else {
                pieces.push(Piece::Text(self.word(position)?, space));
                position += 1;
            }
        }
        pieces.extend(self.tail.iter().copied().filter_map(piece));
        Some(pieces)
    }

    /// What stands between two tokens: ends of groups, comments behind the first, breaks, comments before the second.
    fn gap(marks: &[Mark], comments: &[Comment<'t>], pieces: &mut Vec<Piece<'t>>) {
        let closing = marks.iter().take_while(|mark| **mark == Mark::Close).count();
        let (ends, breaks) = marks.split_at(closing);
        pieces.extend(ends.iter().copied().filter_map(piece));
        let behind = comments.iter().take_while(|(_, begins_line)| !begins_line).count();
        let (behind, before) = comments.split_at(behind);
        for (comment, _) in behind {
            pieces.push(Piece::Comment(comment));
            if comment.starts_with("//") {
                pieces.push(Piece::Line);
            }
        }
        // A comment of its own line stands inside the bracket that closes behind it.
        let inside = match before {
            [] => breaks.len(),
            _ => breaks.iter().position(|mark| *mark == Mark::Outer).unwrap_or(breaks.len()),
        };
        let (first, second) = breaks.split_at(inside);
        pieces.extend(first.iter().copied().filter_map(piece));
        for (comment, begins_line) in before {
            pieces.extend(begins_line.then_some(Piece::Line));
            pieces.push(Piece::Comment(comment));
            pieces.push(Piece::Again);
        }
        pieces.extend(second.iter().copied().filter_map(piece));
    }

    /// The text of a token: keywords as the printer writes them, everything else as it was.
    fn word(&self, position: usize) -> Option<Cow<'t, str>> {
        let token = self.source.get(position)?;
        if token.form != Form::Word {
            return Some(Cow::Borrowed(token.text));
        }
        let twin = self.twins.get(position).copied().flatten();
        if let Some(same) = twin.filter(|twin| twin.same) {
            let printed = self.tokens.get(same.at)?;
            return Some(Cow::Borrowed(if printed.form == Form::Word { printed.text } else { token.text }));
        }
        let upper = token.text.to_ascii_uppercase();
        let is_keyword = keyword::is_keyword(&upper) || NOISE.contains(&upper.as_str());
        Some(if is_keyword { Cow::Owned(upper) } else { Cow::Borrowed(token.text) })
    }

    /// Whether a blank stands before a token: as printed where the printer has both neighbours, else as in the source.
    fn blank_before(&self, position: usize) -> bool {
        let before = position - 1;
        let (Some(left), Some(right)) = (self.source.get(before), self.source.get(position)) else { return true };
        if let Some(blank) = self.printed_blank(before, position) {
            return blank;
        }
        if self.is_dropped(before) && opens(left) || self.is_dropped(position) && closes(right) {
            return false;
        }
        // Brackets that the printer dropped stand where the blank was.
        let first = (0..=before).rev().find(|at| !self.is_dropped_bracket(*at));
        let last = (position..self.source.len()).find(|at| !self.is_dropped_bracket(*at));
        let around = first.zip(last).and_then(|(first, last)| self.printed_blank(first, last));
        around.unwrap_or(left.span().end < right.start)
    }

    /// Whether the printer has a blank between two tokens; none when their twins are no neighbours.
    fn printed_blank(&self, left: usize, right: usize) -> Option<bool> {
        let left = self.twin_alike(left)?;
        let right = self.twin_alike(right)?;
        let (left, right) = (self.tokens.get(left).filter(|_| left + 1 == right)?, self.tokens.get(right)?);
        let between = self.printed.get(left.span().end as usize..right.start as usize)?;
        Some(!between.is_empty())
    }

    /// The twin of a token, when it is a token of the same form.
    fn twin_alike(&self, position: usize) -> Option<usize> {
        let twin = self.twins.get(position).copied().flatten()?;
        let form = self.tokens.get(twin.at)?.form;
        (twin.same || self.source.get(position)?.form == form).then_some(twin.at)
    }

    fn is_dropped(&self, position: usize) -> bool {
        self.twins.get(position).is_some_and(Option::is_none)
    }

    fn is_dropped_bracket(&self, position: usize) -> bool {
        self.is_dropped(position) && self.source.get(position).is_some_and(|token| token.form == Form::Bracket)
    }
}

fn opens(token: &Lexeme<'_>) -> bool {
    matches!(token.text, "(" | "[" | "{")
}

fn closes(token: &Lexeme<'_>) -> bool {
    matches!(token.text, ")" | "]" | "}")
}

fn piece<'t>(mark: Mark) -> Option<Piece<'t>> {
    match mark {
        Mark::Open => Some(Piece::Open),
        Mark::Close => Some(Piece::Close),
        Mark::Inner => Some(Piece::Inner),
        Mark::Outer => Some(Piece::Outer),
        Mark::Force => Some(Piece::Force),
        Mark::VerbatimStart | Mark::VerbatimEnd => None,
    }
}

/// The tokens of a text, and the comments before each of them.
fn tokens_and_comments(text: &str) -> (Vec<Lexeme<'_>>, Vec<Vec<Comment<'_>>>) {
    let (mut tokens, mut comments) = (Vec::new(), Vec::new());
    let mut waiting = Vec::new();
    let mut begins_line = false;
    for lexeme in scan::lexemes(text) {
        match lexeme.form {
            Form::Blank => begins_line |= lexeme.text.contains('\n'),
            Form::Comment => {
                waiting.push((lexeme.text.trim_end(), begins_line));
                begins_line = false;
            }
            _ => {
                tokens.push(lexeme);
                comments.push(mem::take(&mut waiting));
                begins_line = false;
            }
        }
    }
    (tokens, comments)
}
