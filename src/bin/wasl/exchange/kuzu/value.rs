//! Cells to values, by the types of the schema.

use wasl::Value;

use crate::exchange::load::Loader;

/// What stands in a file for one value.
pub(super) enum Cell {
    /// Its text.
    Text(String),
    /// The texts of the elements of a list, which may be null.
    #[cfg(feature = "parquet")]
    List(Vec<Option<String>>),
}

/// How the text of a cell is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    /// An integer where it fits into 64 bits, else text.
    Wide,
    Float,
    Boolean,
    Text,
    Date,
    LocalDateTime,
    DateTime,
    Duration,
    ListOf(Box<Kind>),
}

/// Whether a type has no counterpart, and is not text itself.
pub(super) fn stays_text(type_text: &str) -> bool {
    let plain = ["STRING", "UUID", "BLOB", "JSON"];
    match Kind::of(type_text) {
        Kind::Text => !plain.contains(&type_text.to_ascii_uppercase().as_str()),
        Kind::ListOf(inner) => {
            *inner == Kind::Text && !plain.contains(&element(type_text).to_ascii_uppercase().as_str())
        }
        _ => false,
    }
}

/// The type of the elements: what stands before the last `[`.
fn element(type_text: &str) -> &str {
    type_text.rsplit_once('[').map_or("", |(element, _)| element)
}

impl Kind {
    /// What the text of a type says: `INT64`, `STRING[]`, `DECIMAL(10, 2)`.
    pub(super) fn of(type_text: &str) -> Self {
        let text = type_text.trim().to_ascii_uppercase();
        if text.ends_with(']') {
            return match Self::of(element(&text)) {
                // A list of lists is no property.
                Self::ListOf(_) => Self::Text,
                Self::Text if element(&text).contains(['(', '[']) => Self::Text,
                inner => Self::ListOf(Box::new(inner)),
            };
        }
        match text.split('(').next().unwrap_or("") {
            "INT" | "INT8" | "INT16" | "INT32" | "INT64" | "UINT8" | "UINT16" | "UINT32" | "SERIAL" => Self::Integer,
            "INT128" | "UINT64" => Self::Wide,
            "FLOAT" | "DOUBLE" | "DECIMAL" => Self::Float,
            "BOOL" | "BOOLEAN" => Self::Boolean,
            "DATE" => Self::Date,
            "TIMESTAMP" | "TIMESTAMP_NS" | "TIMESTAMP_MS" | "TIMESTAMP_SEC" => Self::LocalDateTime,
            "TIMESTAMP_TZ" => Self::DateTime,
            "INTERVAL" => Self::Duration,
            _ => Self::Text,
        }
    }

    /// The value of a cell.
    pub(super) fn value_of(&self, cell: &Cell, loader: &mut Loader<'_>) -> Result<Value, String> {
        match cell {
            Cell::Text(text) => self.value(text, loader),
            #[cfg(feature = "parquet")]
            Cell::List(elements) => {
                let there: Vec<&String> = elements.iter().flatten().collect();
                match self {
                    Self::ListOf(inner) if there.len() == elements.len() => {
                        let values = there.into_iter().map(|element| inner.value(element, loader));
                        Ok(Value::list(values.collect::<Result<_, _>>()?))
                    }
                    // A list with nulls is no property.
                    _ => {
                        let texts: Vec<&str> = elements.iter().map(|text| text.as_deref().unwrap_or("")).collect();
                        Ok(Value::string(format!("[{}]", texts.join(","))))
                    }
                }
            }
        }
    }

    /// The value of a text.
    fn value(&self, text: &str, loader: &mut Loader<'_>) -> Result<Value, String> {
        let wrong = |what: &str| format!("`{text}` is no {what}");
        let trimmed = text.trim();
        match self {
            Self::Text => Ok(Value::string(text)),
            Self::Integer => trimmed.parse().map(Value::Integer).map_err(|_| wrong("integer")),
            Self::Wide => Ok(trimmed.parse().map_or_else(|_| Value::string(trimmed), Value::Integer)),
            Self::Float => trimmed.parse().map(Value::Float).map_err(|_| wrong("number")),
            Self::Boolean => trimmed.to_ascii_lowercase().parse().map(Value::Boolean).map_err(|_| wrong("truth value")),
            Self::Date => loader.typed("date", trimmed),
            Self::LocalDateTime => loader.typed("localdatetime", &trimmed.replacen(' ', "T", 1)),
            Self::DateTime => loader.typed("datetime", &zoned(trimmed)),
            Self::Duration => loader.typed("duration", &duration(trimmed).ok_or_else(|| wrong("interval"))?),
            Self::ListOf(inner) => {
                let inside = trimmed.strip_prefix('[').and_then(|inside| inside.strip_suffix(']'));
                let inside = inside.ok_or_else(|| wrong("list"))?;
                let elements = elements(inside);
                if **inner != Kind::Text && elements.iter().any(|element| element.trim().is_empty()) {
                    // A list with nulls is no property.
                    return Ok(Value::string(text));
                }
                let values = elements.iter().map(|element| inner.value(element, loader));
                Ok(Value::list(values.collect::<Result<_, _>>()?))
            }
        }
    }
}

/// Cuts at the commas outside of brackets, as Kùzu does; a comma in an element cannot be told from one between two.
fn elements(inside: &str) -> Vec<&str> {
    let (mut elements, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in inside.char_indices() {
        match c {
            '[' | '{' | '(' => depth += 1,
            ']' | '}' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                elements.extend(inside.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    if !inside.is_empty() {
        elements.extend(inside.get(start..));
    }
    elements
}

/// `2024-01-01 10:00:00+02` as `2024-01-01T10:00:00+02:00`.
fn zoned(text: &str) -> String {
    let text = text.replacen(' ', "T", 1);
    let short = text.rsplit_once(['+', '-']).is_some_and(|(time, zone)| time.contains('T') && zone.len() == 2);
    if short { format!("{text}:00") } else { text }
}

/// `1 year 2 months 3 days 04:05:06.5` as `P1Y2M3DT4H5M6.5S`.
fn duration(text: &str) -> Option<String> {
    let mut iso = String::from("P");
    let mut words = text.split_whitespace();
    let mut time = String::new();
    while let Some(number) = words.next() {
        if let Some((hours, rest)) = number.split_once(':') {
            let (sign, hours) = hours.strip_prefix('-').map_or(("", hours), |hours| ("-", hours));
            let (minutes, seconds) = rest.split_once(':')?;
            time = format!("T{sign}{hours}H{sign}{minutes}M{sign}{seconds}S");
            continue;
        }
        let unit = match words.next()?.trim_end_matches('s') {
            "year" => "Y",
            "month" => "M",
            "day" => "D",
            _ => return None,
        };
        iso.push_str(number);
        iso.push_str(unit);
    }
    Some(if iso == "P" && time.is_empty() { "PT0S".to_owned() } else { iso + &time })
}

#[cfg(test)]
mod tests {
    use super::{duration, elements, zoned};

    #[test]
    fn intervals_and_moments_become_iso_8601() {
        assert_eq!(duration("1 year 2 months 3 days 04:05:06.5").unwrap(), "P1Y2M3DT04H05M06.5S");
        assert_eq!(duration("02:00:00").unwrap(), "PT02H00M00S");
        assert_eq!(duration("-3 days -01:00:00").unwrap(), "P-3DT-01H-00M-00S");
        assert_eq!(duration("soon"), None);
        assert_eq!(zoned("2024-01-01 10:00:00+02"), "2024-01-01T10:00:00+02:00");
        assert_eq!(zoned("2024-01-01 10:00:00.5-09:30"), "2024-01-01T10:00:00.5-09:30");
    }

    #[test]
    fn lists_are_cut_outside_of_brackets() {
        assert_eq!(elements("a,{b: c, d: e},[1,2]"), ["a", "{b: c, d: e}", "[1,2]"]);
        assert_eq!(elements("1,"), ["1", ""]);
        assert!(elements("").is_empty());
    }
}
