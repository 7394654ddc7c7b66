//! The rows of a Parquet file as cells, in the notation that Kùzu writes into CSV; only lists stay lists, because their
//! elements may hold commas. Intervals are left out: the crate that reads Parquet cannot.

use std::fs::File;
use std::path::Path;

use parquet::basic::ConvertedType;
use parquet::data_type::ByteArray;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

use super::value::Cell;
use crate::batch::reason;

/// Reads a file row by row.
pub(super) struct ParquetRows {
    rows: RowIter<'static>,
    /// The places in a row of the columns that are read, and the width of a row.
    places: Vec<usize>,
    width: usize,
}

impl ParquetRows {
    /// Opens a file; an error is its reason.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| reason(&error))?;
        let reader = SerializedFileReader::new(file).map_err(|error| format!("this is no Parquet: {error}"))?;
        let schema = reader.metadata().file_metadata().schema();
        let kept = schema.get_fields().iter().enumerate().filter(|(_, field)| !holds_interval(field));
        let (places, fields): (Vec<usize>, Vec<_>) = kept.map(|(at, field)| (at, field.clone())).unzip();
        let width = schema.get_fields().len();
        let wanted = Type::group_type_builder(schema.name()).with_fields(fields).build();
        let wanted = wanted.map_err(|error| error.to_string())?;
        let rows = RowIter::from_file_into(Box::new(reader));
        let rows = rows.project(Some(wanted)).map_err(|error| error.to_string())?;
        Ok(Self { rows, places, width })
    }

    /// The next row; `types` are those of the columns behind the first `before`, as the schema of the export names them.
    pub(super) fn next(&mut self, before: usize, types: &[String]) -> Option<Result<Vec<Option<Cell>>, String>> {
        let row = match self.rows.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error.to_string())),
        };
        let plain = String::new();
        let type_of = |at: usize| at.checked_sub(before).and_then(|at| types.get(at)).unwrap_or(&plain);
        let mut cells: Vec<Option<Cell>> = std::iter::repeat_with(|| None).take(self.width).collect();
        for (at, (_, field)) in self.places.iter().zip(row.get_column_iter()) {
            if let Some(place) = cells.get_mut(*at) {
                *place = cell(field, type_of(*at));
            }
        }
        Some(Ok(cells))
    }
}

fn holds_interval(field: &Type) -> bool {
    if field.is_primitive() {
        return field.get_basic_info().converted_type() == ConvertedType::INTERVAL;
    }
    field.get_fields().iter().any(|field| holds_interval(field))
}

fn cell(field: &Field, type_text: &str) -> Option<Cell> {
    match field {
        Field::Null => None,
        Field::ListInternal(list) if !list.elements().iter().any(is_nested) => {
            let element = type_text.rsplit_once('[').map_or("", |(element, _)| element);
            let text = |field: &Field| (!matches!(field, Field::Null)).then(|| text(field, element));
            Some(Cell::List(list.elements().iter().map(text).collect()))
        }
        field => Some(Cell::Text(text(field, type_text))),
    }
}

fn is_nested(field: &Field) -> bool {
    matches!(field, Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_))
}

fn text(field: &Field, type_text: &str) -> String {
    let separated = |parts: Vec<String>| parts.join(",");
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Float(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Bytes(bytes) => bytes_text(bytes, type_text),
        Field::Date(days) => date(i64::from(*days)),
        Field::TimestampMillis(millis) => moment(millis.saturating_mul(1000), type_text),
        Field::TimestampMicros(micros) => moment(*micros, type_text),
        Field::Group(row) => {
            let part = |(name, field): (&String, &Field)| format!("{name}: {}", text(field, ""));
            format!("{{{}}}", row.get_column_iter().map(part).collect::<Vec<_>>().join(", "))
        }
        Field::ListInternal(list) => {
            format!("[{}]", separated(list.elements().iter().map(|field| text(field, "")).collect()))
        }
        Field::MapInternal(map) => {
            let part = |(key, value): &(Field, Field)| format!("{}={}", text(key, ""), text(value, ""));
            format!("{{{}}}", map.entries().iter().map(part).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// UUIDs, and bytes as Kùzu shows them.
fn bytes_text(bytes: &ByteArray, type_text: &str) -> String {
    let data = bytes.data();
    match type_text.to_ascii_uppercase().as_str() {
        "UUID" if data.len() == 16 => {
            let hex: Vec<String> = data.iter().map(|byte| format!("{byte:02x}")).collect();
            let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().concat();
            [part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 16)].join("-")
        }
        _ => match std::str::from_utf8(data) {
            Ok(text) if text.chars().all(|c| !c.is_control()) => text.to_owned(),
            _ => data.iter().map(|byte| format!("\\x{byte:02X}")).collect(),
        },
    }
}

/// `2026-01-27 10:00:00.5`, with an offset where the type has one.
fn moment(micros: i64, type_text: &str) -> String {
    let (seconds, micro) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let zone = if type_text.eq_ignore_ascii_case("TIMESTAMP_TZ") { "+00:00" } else { "" };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{} {hour:02}:{minute:02}:{second:02}.{micro:06}{zone}", date(days))
}

/// The day so many days after 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn date(days: i64) -> String {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::{date, moment};

    #[test]
    fn days_and_moments_are_those_of_the_calendar() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(20_480), "2026-01-27");
        assert_eq!(date(-1), "1969-12-31");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(moment(-1, "TIMESTAMP"), "1969-12-31 23:59:59.999999");
        assert_eq!(moment(1_500_000, "TIMESTAMP_TZ"), "1970-01-01 00:00:01.500000+00:00");
    }
}
