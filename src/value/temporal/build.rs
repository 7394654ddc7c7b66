//! Temporal values from maps of fields, from other temporal values and from text: what `date(…)`, `datetime(…)` and the
//! rest do with their argument.
//!
//! A map may name a base (`date`, `time`, `datetime`) and replace parts of it. A `timezone` beside a base that has a zone
//! shows the same instant from there; otherwise it says where the clocks stand. A null field makes the whole value null.
//!
//! ```text
//! {date: 1816-12-30, week: 2, dayOfWeek: 3}                            → 1817-01-08
//! {time: 12:31:14+01:00, second: 42, timezone: '+05:00'}               → 16:31:42+05:00
//! ```

use super::calendar::{MAX_YEAR, MIN_YEAR, days_from_civil, days_in_month};
use super::duration::Amount;
use super::fields::{Fields, unknown_field, wrong_type};
use super::parts::{Instant, Kind, Parts};
use super::{Date, Duration, LocalDateTime, LocalTime, Time, ZonedDateTime};
use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::value::{Map, Value};

/// A value of `kind` from the argument of its function: text, a map of fields or another temporal value. Null gives null.
pub(crate) fn select(kind: Kind, argument: &Value, now: &Instant) -> Result<Value> {
    match argument {
        Value::Null => Ok(Value::Null),
        Value::Map(fields) => build(kind, fields, now),
        Value::String(text) => Ok(match kind {
            Kind::Date => Value::Date(Date::parse(text)?),
            Kind::LocalTime => Value::LocalTime(LocalTime::parse(text)?),
            Kind::Time => Value::Time(Time::parse(text, now.zone.at_instant(now.seconds).offset())?),
            Kind::LocalDateTime => Value::LocalDateTime(LocalDateTime::parse(text)?),
            Kind::DateTime => Value::DateTime(ZonedDateTime::parse(text, &now.zone)?.into()),
        }),
        other => Parts::of(other)?.assemble(kind, now),
    }
}

/// The day of a year, month and day; `None` where there is no such day.
pub(crate) fn calendar_date(year: i64, month: i64, day: i64) -> Option<Date> {
    let exists = (MIN_YEAR..=MAX_YEAR).contains(&year) && (1..=12).contains(&month);
    let exists = exists && (1..=days_in_month(year, month)).contains(&day);
    exists.then(|| Date { days: days_from_civil(year, month, day) })
}

/// A value of `kind` from a map of fields.
fn build(kind: Kind, map: &Map, now: &Instant) -> Result<Value> {
    if map.values().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let fields = Fields { map, kind };
    fields.check_names(true)?;
    let zone = fields.zone()?;
    if let (Some(zone), 1) = (&zone, map.len()) {
        return now.as_kind(kind, zone);
    }
    if let Some(moment) = fields.epoch(zone.as_ref().unwrap_or(&now.zone))? {
        return Ok(Value::DateTime(moment.into()));
    }
    let base = fields.base()?;
    let date = if kind.has_date() { fields.date(base.date)? } else { None };
    let time = if kind.has_time() { fields.time(base.time)? } else { None };
    let same = date == base.date && time == base.time;
    let built = Parts { date, time, zone: base.zone.clone(), instant: base.instant.filter(|_| same) };
    match (zone, &base.zone) {
        (Some(zone), Some(_)) if kind == Kind::DateTime => match built.assemble(kind, now)? {
            Value::DateTime(moment) => {
                Ok(Value::DateTime(ZonedDateTime::from_instant(moment.seconds, moment.nanos, &zone).into()))
            }
            other => Ok(other),
        },
        (Some(zone), Some(_)) => match built.assemble(kind, now)? {
            Value::Time(time) => Ok(Value::Time(time.with_offset(zone.at_instant(now.seconds).offset()))),
            other => Ok(other),
        },
        (Some(zone), None) => Parts { zone: Some(zone), ..built }.assemble(kind, now),
        (None, _) => built.assemble(kind, now),
    }
}

/// A duration from a map of amounts, whole or fractional, by the plural names of the units. Null when one is null.
pub(crate) fn duration_of(map: &Map) -> Result<Option<Duration>> {
    const NAMES: [&str; 11] = [
        "years",
        "quarters",
        "months",
        "weeks",
        "days",
        "hours",
        "minutes",
        "seconds",
        "milliseconds",
        "microseconds",
        "nanoseconds",
    ];
    let (mut months, mut days, mut seconds, mut nanos) =
        (Amount::default(), Amount::default(), Amount::default(), Amount::default());
    for (name, value) in map {
        let amount = match value {
            Value::Null => return Ok(None),
            Value::Integer(number) => Some(Amount::whole(*number)),
            Value::Float(number) => Amount::from_float(*number),
            other => return Err(wrong_type(name, "a number", other)),
        };
        let Some(amount) = amount else {
            return Err(Diagnostic::argument(
                Detail::NumberOutOfRange,
                format!("`{name}` is too large a number for a duration"),
            ));
        };
        match &**name {
            "years" => months += amount.times(12),
            "quarters" => months += amount.times(3),
            "months" => months += amount,
            "weeks" => days += amount.times(7),
            "days" => days += amount,
            "hours" => seconds += amount.times(3600),
            "minutes" => seconds += amount.times(60),
            "seconds" => seconds += amount,
            "milliseconds" => nanos += amount.times(1_000_000),
            "microseconds" => nanos += amount.times(1_000),
            "nanoseconds" => nanos += amount,
            unknown => return Err(unknown_field(unknown, "a duration", &NAMES)),
        }
    }
    Duration::from_amounts(months, days, seconds, nanos).map(Some)
}
