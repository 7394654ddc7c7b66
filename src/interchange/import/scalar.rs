//! From the text of a cell to a value: of a declared type, or of the type that the text looks like.
//!
//! A text looks like an integer or float only when nothing is lost by taking it for one: `007`, `+49 30` and numbers of
//! twenty digits stay strings. Truth values are `true` and `false` in lower, upper or title case; days and instants are
//! recognised in the extended ISO 8601 form alone.

use std::sync::Arc;

use crate::value::temporal::{Date, Duration, LocalDateTime, LocalTime, Time, Zone, ZonedDateTime};
use crate::value::{Value, parse_float, parse_integer};

/// The type of a column, declared or seen. `Nothing` is the type of no value at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scalar {
    Nothing,
    Boolean,
    Integer,
    Float,
    Date,
    LocalTime,
    Time,
    LocalDateTime,
    DateTime,
    Duration,
    Text,
}

impl Scalar {
    /// The type that a header means by `name`, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let (_, scalar) = NAMES.iter().find(|(names, _)| names.contains(&name.as_str()))?;
        Some(*scalar)
    }

    /// All names that a header may use.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().flat_map(|(names, _)| names.iter().copied())
    }

    /// The type in the words of the language.
    pub(super) fn type_name(self) -> &'static str {
        match self {
            Self::Nothing => "NULL",
            Self::Boolean => "BOOLEAN",
            Self::Integer => "INTEGER",
            Self::Float => "FLOAT",
            Self::Date => "DATE",
            Self::LocalTime => "LOCAL TIME",
            Self::Time => "ZONED TIME",
            Self::LocalDateTime => "LOCAL DATETIME",
            Self::DateTime => "ZONED DATETIME",
            Self::Duration => "DURATION",
            Self::Text => "STRING",
        }
    }

    /// The narrowest type that holds the values of both.
    pub(super) fn join(self, other: Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a,
            (Self::Nothing, known) | (known, Self::Nothing) => known,
            (Self::Integer, Self::Float) | (Self::Float, Self::Integer) => Self::Float,
            _ => Self::Text,
        }
    }

    /// The value of this type that `text` is, spaces around it aside; `None` when it is not one.
    pub(super) fn value(self, text: &str) -> Option<Value> {
        let trimmed = text.trim();
        match self {
            Self::Text => Some(Value::String(Arc::from(text))),
            Self::Boolean => boolean(trimmed).map(Value::Boolean),
            Self::Integer => integer(trimmed).map(Value::Integer),
            Self::Float => parse_float(trimmed).map(Value::Float),
            Self::Date => Date::parse(trimmed).ok().map(Value::Date),
            Self::LocalTime => LocalTime::parse(trimmed).ok().map(Value::LocalTime),
            Self::Time => Time::parse(trimmed, 0).ok().map(Value::Time),
            Self::LocalDateTime => LocalDateTime::parse(trimmed).ok().map(Value::LocalDateTime),
            Self::DateTime => {
                ZonedDateTime::parse(trimmed, &Zone::Offset(0)).ok().map(|instant| Value::DateTime(Arc::new(instant)))
            }
            Self::Duration => Duration::parse(trimmed).ok().map(|duration| Value::Duration(Arc::new(duration))),
            Self::Nothing => None,
        }
    }
}

/// The names of types in headers: those of neo4j-admin, and those of the language.
const NAMES: &[(&[&str], Scalar)] = &[
    (&["int", "integer", "long", "short", "byte"], Scalar::Integer),
    (&["float", "double"], Scalar::Float),
    (&["boolean", "bool"], Scalar::Boolean),
    (&["string", "char", "text"], Scalar::Text),
    (&["date"], Scalar::Date),
    (&["localtime"], Scalar::LocalTime),
    (&["time"], Scalar::Time),
    (&["localdatetime"], Scalar::LocalDateTime),
    (&["datetime"], Scalar::DateTime),
    (&["duration"], Scalar::Duration),
];

/// What the text of a cell looks like.
#[derive(Clone, Debug)]
pub(super) enum Seen {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    /// A day, local day and time, or instant, with its type.
    Temporal(Scalar, Value),
    Text,
}

/// What `text`, which is not empty, looks like.
pub(super) fn sniff(text: &str) -> Seen {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return Seen::Text };
    match first {
        b'0'..=b'9' | b'-' => canonical_integer(bytes).map_or_else(|| number_or_time(text), Seen::Integer),
        b'.' => number_or_time(text),
        b't' | b'T' | b'f' | b'F' => boolean(text).map_or(Seen::Text, Seen::Boolean),
        _ => Seen::Text,
    }
}

fn number_or_time(text: &str) -> Seen {
    let bytes = text.as_bytes();
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = bytes {
        let all = [y1, y2, y3, y4, m1, m2, d1, d2].into_iter().all(u8::is_ascii_digit);
        return temporal(text, rest).filter(|_| all).unwrap_or(Seen::Text);
    }
    let padded = matches!(digits, [b'0', b'0'..=b'9', ..]);
    let whole = digits.iter().all(u8::is_ascii_digit);
    if padded || whole || digits.is_empty() || !digits.ends_with_digit_or_point() {
        return Seen::Text;
    }
    parse_float(text).filter(|float| float.is_finite()).map_or(Seen::Text, Seen::Float)
}

/// The day or instant of `text`, of which `rest` follows the day.
fn temporal(text: &str, rest: &[u8]) -> Option<Seen> {
    let seen = |scalar: Scalar| Some(Seen::Temporal(scalar, scalar.value(text)?));
    match rest {
        [] => seen(Scalar::Date),
        [b'T' | b' ', clock @ ..] if clock.get(2) == Some(&b':') => {
            let zoned = clock.iter().any(|byte| matches!(byte, b'Z' | b'+' | b'-'));
            seen(if zoned { Scalar::DateTime } else { Scalar::LocalDateTime })
        }
        _ => None,
    }
}

/// Whether bytes end like a number does.
trait EndsLikeNumber {
    fn ends_with_digit_or_point(&self) -> bool;
}

impl EndsLikeNumber for [u8] {
    fn ends_with_digit_or_point(&self) -> bool {
        self.last().is_some_and(|last| last.is_ascii_digit() || *last == b'.')
    }
}

/// The integer that `bytes` are the usual way of writing; `None` for `007`, `+7`, `-0` and numbers past 64 bits.
#[inline]
pub(super) fn canonical_integer(bytes: &[u8]) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let usual = match digits {
        [b'0'] => !negative,
        [b'1'..=b'9', ..] => digits.len() <= 19,
        _ => false,
    };
    if !usual {
        return None;
    }
    // Nineteen digits fit 64 bits without a sign.
    let mut value = 0_u64;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    if negative { 0_i64.checked_sub_unsigned(value) } else { i64::try_from(value).ok() }
}

/// An integer as a header type takes it: leading zeros and a plus sign are allowed, a fraction of zeros too.
fn integer(text: &str) -> Option<i64> {
    let decimal = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let exact = decimal && !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
    if exact { parse_integer(whole) } else { None }
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}
