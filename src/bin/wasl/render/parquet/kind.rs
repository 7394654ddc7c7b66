//! What a value is in a Parquet file, and which type a column of values has.

use wasl::Value;

use crate::render::cell::float;
use crate::render::elements::Elements;
use crate::render::json::json_text;

/// A value on its way into a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    Null,
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A double.
    Float(f64),
    /// A text, and what has no type of its own as text.
    Text(String),
    /// A day: days since 1970-01-01, and the text.
    Date(i32, String),
    /// A date with a time, microseconds since 1970-01-01T00:00; whether that is of UTC, and the text.
    Moment(i64, bool, String),
    /// A list of other cells, and its text as JSON.
    List(Vec<Cell>, String),
}

/// The type of a column, or of the elements of its lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    Integer,
    Float,
    Text,
    Date,
    Local,
    Utc,
}

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    One(Kind),
    ListOf(Kind),
}

/// Whole numbers up to here are doubles without a loss.
const EXACT: u64 = 1 << 53;

impl Cell {
    /// The text that stands for the cell in a column of text; none for null.
    pub(super) fn text(&self) -> Option<String> {
        Some(match self {
            Self::Null => return None,
            Self::Boolean(flag) => flag.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Float(number) => float(*number),
            Self::Text(text) | Self::Date(_, text) | Self::Moment(_, _, text) | Self::List(_, text) => text.clone(),
        })
    }

    fn kind(&self) -> Option<Kind> {
        Some(match self {
            Self::Null => return None,
            Self::Boolean(_) => Kind::Boolean,
            Self::Integer(_) => Kind::Integer,
            Self::Float(_) => Kind::Float,
            Self::Date(..) => Kind::Date,
            Self::Moment(_, false, _) => Kind::Local,
            Self::Moment(_, true, _) => Kind::Utc,
            Self::Text(_) | Self::List(..) => Kind::Text,
        })
    }
}

/// A value as a cell.
pub(super) fn cell_of(value: &Value, elements: &dyn Elements) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Boolean(flag) => Cell::Boolean(*flag),
        Value::Integer(number) => Cell::Integer(*number),
        Value::Float(number) => Cell::Float(*number),
        Value::String(text) => Cell::Text(text.to_string()),
        Value::Date(_) => {
            let text = value.to_string();
            match days(&text).and_then(|days| i32::try_from(days).ok()) {
                Some(days) => Cell::Date(days, text),
                None => Cell::Text(text),
            }
        }
        Value::LocalDateTime(_) | Value::DateTime(_) => {
            let text = value.to_string();
            let utc = matches!(value, Value::DateTime(_));
            match micros(&text) {
                Some(micros) => Cell::Moment(micros, utc, text),
                None => Cell::Text(text),
            }
        }
        Value::List(items) => {
            Cell::List(items.iter().map(|item| cell_of(item, elements)).collect(), json_text(value, elements))
        }
        Value::Map(_) | Value::Node(_) | Value::Relationship(_) | Value::Path(_) => {
            Cell::Text(json_text(value, elements))
        }
        other => Cell::Text(other.to_string()),
    }
}

/// The type that all cells of a column can have: their own where they agree, else text.
pub(super) fn shape<'a>(cells: impl Iterator<Item = &'a Cell> + Clone) -> Shape {
    let lists = cells.clone().filter(|cell| matches!(cell, Cell::List(..))).count();
    let others = cells.clone().filter(|cell| !matches!(cell, Cell::List(..) | Cell::Null)).count();
    if lists == 0 || others > 0 {
        return Shape::One(if lists == 0 { common(cells) } else { Kind::Text });
    }
    let items = cells.flat_map(|cell| if let Cell::List(items, _) = cell { items.as_slice() } else { &[] });
    // A list of lists is the text of the outer one.
    if items.clone().any(|item| matches!(item, Cell::List(..))) {
        return Shape::One(Kind::Text);
    }
    Shape::ListOf(common(items))
}

fn common<'a>(cells: impl Iterator<Item = &'a Cell>) -> Kind {
    let (mut found, mut exact) = (None, true);
    for cell in cells {
        let Some(kind) = cell.kind() else { continue };
        exact &= !matches!(cell, Cell::Integer(number) if number.unsigned_abs() > EXACT);
        found = Some(match (found, kind) {
            (None, kind) => kind,
            (Some(known), kind) if known == kind => known,
            (Some(Kind::Integer | Kind::Float), Kind::Integer | Kind::Float) => Kind::Float,
            _ => return Kind::Text,
        });
    }
    match found {
        Some(Kind::Float) if !exact => Kind::Text,
        found => found.unwrap_or(Kind::Text),
    }
}

/// Days since 1970-01-01 of `2026-01-27`.
fn days(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix(['+', '-']) {
        Some(digits) => (if text.starts_with('-') { -1 } else { 1 }, digits),
        None => (1, text),
    };
    let mut parts = digits.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (sign * parts.next()??, parts.next()??, parts.next()??);
    // Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in March.
    let year = if month > 2 { year } else { year - 1 };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}

/// Microseconds since 1970-01-01T00:00 of `2026-01-27T10:00:00.5+01:00[Africa/Casablanca]`; none where there are
/// fractions of a microsecond, or too many of them.
fn micros(text: &str) -> Option<i64> {
    let (date, rest) = text.split_once('T')?;
    let rest = rest.split('[').next()?;
    let at = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at_checked(at)?;
    let offset = match zone.strip_prefix(['+', '-']) {
        Some(digits) => seconds(digits)? * if zone.starts_with('-') { -1 } else { 1 },
        None => 0,
    };
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    let (micro, finer) = fraction.split_at_checked(6).unwrap_or((fraction, ""));
    if finer.contains(|c| c != '0') {
        return None;
    }
    let micro: i64 = format!("{micro:0<6}").parse().ok()?;
    let seconds = days(date)?.checked_mul(86_400)?.checked_add(seconds(whole)? - offset)?;
    seconds.checked_mul(1_000_000)?.checked_add(micro)
}

/// Seconds of `10:00`, `10:00:01`.
fn seconds(text: &str) -> Option<i64> {
    let mut parts = text.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes) = (parts.next()??, parts.next().unwrap_or(Some(0))?);
    Some(hours * 3600 + minutes * 60 + parts.next().unwrap_or(Some(0))?)
}
