//! The fields of a map that builds a point in time: which names it may have, and the day and the time of day they name.
//!
//! A date is counted by month, by week, by quarter or by the day of the year, never by two of them; a field left out is
//! taken from the base where there is one, and is the first otherwise. A finer field needs the coarser one beside it.

use super::calendar::{
    MAX_YEAR, MIN_YEAR, NANOS_PER_DAY, NANOS_PER_SECOND, civil_from_days, days_from_civil, days_in_month,
    days_in_quarter, first_of_quarter, first_week, is_leap, iso_week, quarter_of, weekday, weeks_in_year,
};
use super::parts::{Kind, Parts};
use super::{Date, LocalDateTime, Zone, ZonedDateTime};
use crate::diagnostic::{Detail, Diagnostic, Result, did_you_mean};
use crate::value::{Map, Value};

/// A field of the wrong type.
pub(super) fn wrong_type(name: &str, wanted: &str, found: &Value) -> Diagnostic {
    Diagnostic::type_error(
        Detail::InvalidArgumentType,
        format!("`{name}` must be {wanted}, but this is a value of type {}", found.type_name()),
    )
}

/// A field that means nothing here.
pub(super) fn unknown_field(name: &str, what: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::argument(Detail::InvalidArgumentValue, format!("{what} has no field `{name}`"))
        .maybe_hint(did_you_mean(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?")))
}

fn mixed(first: &str, second: &str) -> Diagnostic {
    Diagnostic::argument(Detail::InvalidArgumentValue, format!("`{first}` and `{second}` cannot stand together"))
}

const DATE_FIELDS: [&str; 8] = ["year", "month", "day", "week", "dayOfWeek", "quarter", "dayOfQuarter", "ordinalDay"];
const TIME_FIELDS: [&str; 6] = ["hour", "minute", "second", "millisecond", "microsecond", "nanosecond"];

/// The fields of a map that builds a value of `kind`.
pub(super) struct Fields<'a> {
    pub(super) map: &'a Map,
    pub(super) kind: Kind,
}

impl Fields<'_> {
    /// Refuses names that mean nothing for this kind; the names of bases and of the epoch only where `bases` says so.
    pub(super) fn check_names(&self, bases: bool) -> Result<()> {
        let mut known: Vec<&str> = Vec::new();
        if self.kind.has_date() {
            known.extend(DATE_FIELDS);
        }
        if self.kind.has_time() {
            known.extend(TIME_FIELDS);
        }
        if self.kind.has_zone() || (bases && self.map.len() == 1) {
            known.push("timezone");
        }
        if bases {
            match self.kind {
                Kind::Date => known.extend(["date", "datetime"]),
                Kind::LocalTime | Kind::Time => known.extend(["time", "datetime"]),
                Kind::LocalDateTime => known.extend(["date", "time", "datetime"]),
                Kind::DateTime => known.extend(["date", "time", "datetime", "epochSeconds", "epochMillis"]),
            }
        }
        match self.map.keys().find(|key| !known.contains(&&***key)) {
            Some(unknown) => Err(unknown_field(unknown, &format!("{}()", self.kind.name()), &known)),
            None => Ok(()),
        }
    }

    fn integer(&self, name: &str) -> Result<Option<i64>> {
        match self.map.get(name) {
            None => Ok(None),
            Some(Value::Integer(number)) => Ok(Some(*number)),
            Some(other) => Err(wrong_type(name, "an INTEGER", other)),
        }
    }

    /// An integer field between two bounds.
    fn within(&self, name: &str, first: i64, last: i64) -> Result<Option<i64>> {
        let number = self.integer(name)?;
        match number {
            Some(number) if !(first..=last).contains(&number) => Err(Diagnostic::argument(
                Detail::InvalidArgumentValue,
                format!("`{name}` must be between {first} and {last} here, but it is {number}"),
            )),
            _ => Ok(number),
        }
    }

    /// The zone of the `timezone` field.
    pub(super) fn zone(&self) -> Result<Option<Zone>> {
        match self.map.get("timezone") {
            None => Ok(None),
            Some(Value::String(text)) => Zone::parse(text).map(Some),
            Some(other) => Err(wrong_type("timezone", "a STRING", other)),
        }
    }

    /// The instant of the `epochSeconds` or `epochMillis` field, seen from `zone`.
    pub(super) fn epoch(&self, zone: &Zone) -> Result<Option<ZonedDateTime>> {
        let (seconds, nanos) = match (self.integer("epochSeconds")?, self.integer("epochMillis")?) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => return Err(mixed("epochSeconds", "epochMillis")),
            (Some(seconds), None) => (seconds, 0),
            (None, Some(millis)) => (millis.div_euclid(1000), millis.rem_euclid(1000) * 1_000_000),
        };
        if let Some(name) =
            self.map.keys().find(|key| !["epochSeconds", "epochMillis", "nanosecond", "timezone"].contains(&&***key))
        {
            return Err(mixed("epochSeconds", name));
        }
        let nanos = nanos + self.within("nanosecond", 0, NANOS_PER_SECOND - 1 - nanos)?.unwrap_or(0);
        LocalDateTime::from_seconds(seconds, nanos as u32)?;
        Ok(Some(ZonedDateTime::from_instant(seconds, nanos as u32, zone)))
    }

    /// What the fields `date`, `time` and `datetime` bring along.
    pub(super) fn base(&self) -> Result<Parts> {
        let parts = |name: &str| self.map.get(name).map(Parts::of).transpose();
        let need = |found: bool, name: &str, what: &str| {
            if found { Ok(()) } else { Err(wrong_type(name, what, self.map.get(name).unwrap_or(&Value::Null))) }
        };
        if let Some(both) = parts("datetime")? {
            for other in ["date", "time"] {
                if self.map.contains_key(other) {
                    return Err(mixed("datetime", other));
                }
            }
            need(both.date.is_some() && both.time.is_some(), "datetime", "a value with a date and a time")?;
            return Ok(both);
        }
        let (date, time) = (parts("date")?, parts("time")?);
        if let Some(date) = &date {
            need(date.date.is_some(), "date", "a value with a date")?;
        }
        if let Some(time) = &time {
            need(time.time.is_some(), "time", "a value with a time")?;
        }
        let time = time.unwrap_or_default();
        // A time of day alone has the offset its zone had on its own day.
        let zone = if self.kind == Kind::Time { time.zone.map(|zone| Zone::Offset(zone.offset())) } else { time.zone };
        Ok(Parts { date: date.and_then(|parts| parts.date), time: time.time, zone, instant: None })
    }

    /// The day that the fields name, with `base` for what they leave out.
    pub(super) fn date(&self, base: Option<Date>) -> Result<Option<Date>> {
        let has = |name: &&str| self.map.contains_key(*name);
        let groups: [&[&str]; 4] =
            [&["month", "day"], &["week", "dayOfWeek"], &["quarter", "dayOfQuarter"], &["ordinalDay"]];
        let mut used = groups.iter().enumerate().filter_map(|(at, names)| Some((at, *names.iter().find(|n| has(n))?)));
        let first = used.next();
        if let (Some((_, one)), Some((_, two))) = (first, used.next()) {
            return Err(mixed(one, two));
        }
        let year = self.within("year", MIN_YEAR, MAX_YEAR)?;
        let days = match (first, year, base) {
            (None, None, base) => return Ok(base),
            (Some((_, name)), None, None) => {
                return Err(Diagnostic::argument(
                    Detail::InvalidArgumentValue,
                    format!("`{name}` needs a `year` or a base such as `date` beside it"),
                ));
            }
            (Some((1, _)), _, _) => self.by_week(year, base)?,
            (Some((2, _)), _, _) => self.by_quarter(year, base)?,
            (Some((3, _)), _, _) => {
                let year = year.unwrap_or_else(|| base.map_or(0, |date| civil_from_days(date.days).0));
                let day = self.within("ordinalDay", 1, if is_leap(year) { 366 } else { 365 })?;
                days_from_civil(year, 1, 1) + day.unwrap_or(1) - 1
            }
            (_, _, _) => self.by_month(year, base)?,
        };
        Date::from_days(days).map(Some)
    }

    fn by_month(&self, year: Option<i64>, base: Option<Date>) -> Result<i64> {
        let (base_year, base_month, base_day) = base.map_or((0, 1, 1), |date| civil_from_days(date.days));
        let year = year.unwrap_or(base_year);
        let month = self.within("month", 1, 12)?;
        if month.is_none() && base.is_none() && self.map.contains_key("day") {
            return Err(self.missing("month", "day"));
        }
        let month = month.unwrap_or(base_month);
        let length = days_in_month(year, month);
        let day = self.within("day", 1, length)?.unwrap_or(base_day.min(length));
        Ok(days_from_civil(year, month, day))
    }

    fn by_week(&self, year: Option<i64>, base: Option<Date>) -> Result<i64> {
        let (base_year, base_week) = base.map_or((0, 1), |date| iso_week(date.days));
        let year = year.unwrap_or(base_year);
        let week = self.within("week", 1, weeks_in_year(year))?;
        if week.is_none() && base.is_none() {
            return Err(self.missing("week", "dayOfWeek"));
        }
        let week = week.unwrap_or(base_week.min(weeks_in_year(year)));
        let day = self.within("dayOfWeek", 1, 7)?.unwrap_or_else(|| base.map_or(1, |date| weekday(date.days)));
        Ok(first_week(year) + (week - 1) * 7 + day - 1)
    }

    fn by_quarter(&self, year: Option<i64>, base: Option<Date>) -> Result<i64> {
        let (base_year, base_month, _) = base.map_or((0, 1, 1), |date| civil_from_days(date.days));
        let base_quarter = quarter_of(base_month);
        let base_day = base.map_or(1, |date| date.days - first_of_quarter(base_year, base_quarter) + 1);
        let year = year.unwrap_or(base_year);
        let quarter = self.within("quarter", 1, 4)?;
        if quarter.is_none() && base.is_none() {
            return Err(self.missing("quarter", "dayOfQuarter"));
        }
        let quarter = quarter.unwrap_or(base_quarter);
        let length = days_in_quarter(year, quarter);
        let day = self.within("dayOfQuarter", 1, length)?.unwrap_or(base_day.min(length));
        Ok(first_of_quarter(year, quarter) + day - 1)
    }

    fn missing(&self, needed: &str, by: &str) -> Diagnostic {
        Diagnostic::argument(
            Detail::InvalidArgumentValue,
            format!("{}() needs `{needed}` beside `{by}`", self.kind.name()),
        )
    }

    /// The time of day that the fields name, in nanoseconds, with `base` for what they leave out.
    pub(super) fn time(&self, base: Option<u64>) -> Result<Option<u64>> {
        let has = |name: &str| self.map.contains_key(name);
        if !TIME_FIELDS.iter().any(|name| has(name)) {
            return Ok(base);
        }
        let complete = base.is_some();
        let mut previous = "hour";
        let base = base.unwrap_or(0) as i64 % NANOS_PER_DAY;
        let seconds = base / NANOS_PER_SECOND;
        let mut total = 0;
        for (name, limit, part) in
            [("hour", 24, seconds / 3600), ("minute", 60, seconds / 60 % 60), ("second", 60, seconds % 60)]
        {
            let given = self.within(name, 0, limit - 1)?;
            if given.is_some() && name != "hour" && !complete && !has(previous) {
                return Err(self.missing(previous, name));
            }
            previous = name;
            total = total * limit.min(60) + given.unwrap_or(part);
        }
        let fraction = ["millisecond", "microsecond", "nanosecond"];
        let nanos = match fraction.iter().find(|name| has(name)) {
            None => base % NANOS_PER_SECOND,
            Some(name) if !complete && !has("second") => return Err(self.missing("second", name)),
            Some(_) => self.fraction()?,
        };
        Ok(Some((total * NANOS_PER_SECOND + nanos) as u64))
    }

    /// The fraction of the second: each finer field counts within the next coarser one that is given.
    fn fraction(&self) -> Result<i64> {
        let millis = self.within("millisecond", 0, 999)?;
        let micros = self.within("microsecond", 0, if millis.is_some() { 999 } else { 999_999 })?;
        let nanos = match (millis, micros) {
            (_, Some(_)) => self.within("nanosecond", 0, 999)?,
            (Some(_), None) => self.within("nanosecond", 0, 999_999)?,
            (None, None) => self.within("nanosecond", 0, NANOS_PER_SECOND - 1)?,
        };
        Ok(millis.unwrap_or(0) * 1_000_000 + micros.unwrap_or(0) * 1_000 + nanos.unwrap_or(0))
    }
}
