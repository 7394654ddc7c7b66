//! One record and its cells, borrowed from the bytes they stand in.
//!
//! ```text
//! Ada,"a ""b""",,""⏎      plain `Ada` · doubled `a ""b""` · absent · empty string
//! ```

use std::borrow::Cow;

/// The character that cells with delimiters in them stand in.
const QUOTE: u8 = b'"';

/// How a cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    Quoted,
    /// In quotes, with doubled quotes inside.
    Doubled,
}

/// One cell of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell<'a> {
    bytes: &'a [u8],
    form: Form,
}

impl<'a> Cell<'a> {
    /// Whether nothing at all stands between its delimiters.
    pub(crate) fn is_absent(&self) -> bool {
        self.bytes.is_empty() && self.form == Form::Plain
    }

    /// What stands in it, doubled quotes still doubled.
    #[inline]
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What it means; `None` when it is not UTF-8.
    pub(crate) fn text(&self) -> Option<Cow<'a, str>> {
        let text = std::str::from_utf8(self.bytes).ok()?;
        Some(if self.form == Form::Doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) })
    }
}

/// Why the bytes of a record cannot be cut into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A quote is opened and never closed.
    OpenQuote,
    /// Something other than a delimiter follows a closing quote.
    TextAfterQuote,
}

impl Fault {
    /// The reason in words.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::OpenQuote => "a quote is opened in this row and never closed",
            Self::TextAfterQuote => "text follows a closing quote (a quote inside a quoted cell is written twice)",
        }
    }
}

/// Puts the cells of the first record of `bytes`, which are not empty, into `cells`, and gives the length of the record
/// with its line end.
pub(crate) fn read_record<'a>(bytes: &'a [u8], delimiter: u8, cells: &mut Vec<Cell<'a>>) -> (usize, Option<Fault>) {
    cells.clear();
    let mut rest = bytes;
    let mut fault = None;
    loop {
        let (cell, after) = if let Some((&QUOTE, inside)) = rest.split_first() {
            let Some((cell, after)) = quoted(inside) else { return (bytes.len(), Some(Fault::OpenQuote)) };
            let (tail, after) = plain(after, delimiter);
            if !tail.is_empty() {
                fault = Some(Fault::TextAfterQuote);
            }
            (cell, after)
        } else {
            let (cell, after) = plain(rest, delimiter);
            (Cell { bytes: cell, form: Form::Plain }, after)
        };
        cells.push(cell);
        match after.split_first() {
            Some((byte, next)) if *byte == delimiter => rest = next,
            Some((_, next)) => return (bytes.len() - next.len(), fault),
            None => return (bytes.len(), fault),
        }
    }
}

/// The bytes before the next delimiter or line end, without the CR of the latter, and the rest from there.
#[inline]
fn plain(bytes: &[u8], delimiter: u8) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == delimiter || *byte == b'\n').unwrap_or(bytes.len());
    let (cell, after) = bytes.split_at(end);
    let ends_line = after.first().is_none_or(|byte| *byte == b'\n');
    (if ends_line { cell.strip_suffix(b"\r").unwrap_or(cell) } else { cell }, after)
}

/// The cell up to its closing quote, and what follows that; `None` without one.
fn quoted(inside: &[u8]) -> Option<(Cell<'_>, &[u8])> {
    let mut form = Form::Quoted;
    let mut at = 0;
    loop {
        at += inside.get(at..)?.iter().position(|byte| *byte == QUOTE)?;
        if inside.get(at + 1) != Some(&QUOTE) {
            let (bytes, after) = inside.split_at_checked(at)?;
            return Some((Cell { bytes, form }, after.get(1..)?));
        }
        form = Form::Doubled;
        at += 2;
    }
}

/// The length of the whole records at the front of `bytes`, each with its line end; 0 when not even one ends.
pub(crate) fn whole_records(bytes: &[u8], delimiter: u8) -> usize {
    if !bytes.contains(&QUOTE) {
        return bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    }
    let mut whole = 0;
    let mut rest = bytes;
    while let Some(length) = record_length(rest, delimiter) {
        whole += length;
        rest = rest.get(length..).unwrap_or_default();
    }
    whole
}

/// The length of the first record with its line end; `None` when it does not end in `bytes`.
fn record_length(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut rest = bytes;
    loop {
        if let Some((&QUOTE, inside)) = rest.split_first() {
            rest = quoted(inside)?.1;
        }
        let end = rest.iter().position(|byte| *byte == delimiter || *byte == b'\n')?;
        let next = rest.get(end + 1..)?;
        if rest.get(end) == Some(&b'\n') {
            return Some(bytes.len() - next.len());
        }
        rest = next;
    }
}

/// How many line ends there are, those in quotes too.
pub(crate) fn line_ends(bytes: &[u8]) -> u64 {
    // Counting in bytes first lets the compiler use vector instructions.
    bytes.chunks(255).map(|chunk| u64::from(chunk.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>())).sum()
}
