//! Truncation: a point in time set back to the start of its millennium, week, hour and so on, then fields replaced.
//!
//! Unlike a map that selects, a `timezone` here never moves the clocks: it names where they stand. A field finer than the
//! unit is added to what is left, so `nanosecond` after a truncation to milliseconds keeps the milliseconds.
//!
//! ```text
//! truncate('week', 1984-10-11, {dayOfWeek: 2}) = 1984-10-09
//! truncate('millisecond', 12:31:14.645876123, {nanosecond: 2}) = 12:31:14.645000002
//! ```

use std::sync::Arc;

use super::Date;
use super::calendar::{
    MAX_DAY, MICROS_PER_DAY, MIN_DAY, NANOS_PER_SECOND, civil_from_days, days_from_civil, first_of_quarter, first_week,
    iso_week, quarter_of, weekday,
};
use super::fields::Fields;
use super::parts::{Instant, Kind, Parts};
use super::scale::{Scale, days, each, micros_of_day};
use crate::diagnostic::{Detail, Diagnostic, Result, did_you_mean};
use crate::value::{Map, Value};

/// The units of truncation, coarse to fine, with the nanoseconds of those below a day.
const UNITS: [(&str, i64); 14] = [
    ("millennium", 0),
    ("century", 0),
    ("decade", 0),
    ("year", 0),
    ("weekYear", 0),
    ("quarter", 0),
    ("month", 0),
    ("week", 0),
    ("day", 0),
    ("hour", 3600 * NANOS_PER_SECOND),
    ("minute", 60 * NANOS_PER_SECOND),
    ("second", NANOS_PER_SECOND),
    ("millisecond", 1_000_000),
    ("microsecond", 1_000),
];

/// `value` truncated to `unit` as a value of `kind`, with the fields of `map` replaced. Null when a field is null.
pub(crate) fn truncate(kind: Kind, unit: &str, value: &Value, map: &Map, now: &Instant) -> Result<Value> {
    if map.values().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let (unit, step) = find_unit(kind, unit)?;
    let parts = Parts::of(value)?;
    let date = parts.date.map(|date| {
        let mut days = [date.days];
        first_days(unit, &mut days);
        Date { days: days[0] }
    });
    let time = match (parts.time, step) {
        (time, 0) => time.or(parts.date.map(|_| 0)).map(|_| 0),
        (Some(time), step) => Some(time - time % step as u64),
        (None, _) => parts.date.filter(|_| kind.has_date()).map(|_| 0),
    };
    let kept = keep_fraction(map, unit, time.unwrap_or(0));
    let fields = Fields { map: &kept, kind };
    fields.check_names(false)?;
    let zone = if kind.has_zone() { fields.zone()? } else { None };
    let truncated = Parts {
        date: if kind.has_date() { fields.date(date)? } else { None },
        time: if kind.has_time() { fields.time(time)? } else { None },
        // The offset of a time of day is that of its own day, not of the day its zone is truncated to.
        zone: zone.or(if kind == Kind::Time {
            parts.zone.map(|zone| super::Zone::Offset(zone.offset()))
        } else {
            parts.zone
        }),
        instant: None,
    };
    truncated.assemble(kind, now)
}

/// Where the units begin in which moments lie, from their numbers, and the scale of the result: that of `kind`. Moments
/// without a zone are in the zone `Z`. `None` for units and kinds that are not whole numbers, and where the calendar ends.
pub(crate) fn starts_of_units(kind: Kind, unit: &str, scale: Scale, moments: &[i64]) -> Option<(Scale, Vec<i64>)> {
    let wanted = match kind {
        Kind::Date => Scale::Date,
        Kind::LocalDateTime => Scale::LocalDateTime,
        Kind::DateTime => Scale::DateTime,
        _ => return None,
    };
    let (unit, step) = find_unit(kind, unit).ok().filter(|_| scale != Scale::LocalTime)?;
    let mut starts = if scale == Scale::Date { moments.to_vec() } else { days(moments) };
    first_days(unit, &mut starts);
    if !starts.iter().all(|day| (MIN_DAY..=MAX_DAY).contains(day)) {
        return None;
    }
    if wanted.is_micros() {
        let step = step / 1_000;
        for (start, moment) in starts.iter_mut().zip(moments) {
            let micros = if step == 0 || scale == Scale::Date { 0 } else { micros_of_day(*moment) };
            *start = start.checked_mul(MICROS_PER_DAY)?.checked_add(micros - micros % step.max(1))?;
        }
    }
    Some((wanted, starts))
}

fn find_unit(kind: Kind, unit: &str) -> Result<(&'static str, i64)> {
    let names = || UNITS.iter().map(|(name, _)| *name).filter(|name| fits(kind, name));
    let found = UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit) && fits(kind, name));
    found.copied().ok_or_else(|| {
        let near = did_you_mean(unit, names());
        let hint = near.map_or_else(
            || format!("the units are {}", names().collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean '{near}'?"),
        );
        let name = kind.name();
        Diagnostic::argument(Detail::InvalidArgumentValue, format!("{name}.truncate() has no unit '{unit}'")).hint(hint)
    })
}

fn fits(kind: Kind, name: &str) -> bool {
    let at = |wanted: &str| UNITS.iter().position(|(unit, _)| *unit == wanted);
    match kind {
        Kind::Date => at(name) <= at("day"),
        Kind::LocalTime | Kind::Time => at(name) >= at("day"),
        Kind::LocalDateTime | Kind::DateTime => true,
    }
}

/// Puts the day that a unit begins with in the place of each day within it.
fn first_days(unit: &str, days: &mut [i64]) {
    let years = |days: &mut [i64], years: i64| {
        each(days, |day| days_from_civil(civil_from_days(day).0.div_euclid(years) * years, 1, 1));
    };
    match unit {
        "millennium" => years(days, 1000),
        "century" => years(days, 100),
        "decade" => years(days, 10),
        "year" => years(days, 1),
        "weekYear" => each(days, |day| first_week(iso_week(day).0)),
        "quarter" => each(days, |day| {
            let (year, month, _) = civil_from_days(day);
            first_of_quarter(year, quarter_of(month))
        }),
        "month" => each(days, |day| day - civil_from_days(day).2 + 1),
        "week" => each(days, |day| day - weekday(day) + 1),
        _ => {}
    }
}

/// The fields with the milliseconds and microseconds that truncation left, so that finer ones are added to them.
fn keep_fraction(map: &Map, unit: &str, time: u64) -> Map {
    let mut fields = map.clone();
    let nanos = time as i64 % NANOS_PER_SECOND;
    let finer: &[&str] = match unit {
        "millisecond" => &["microsecond", "nanosecond"],
        "microsecond" => &["nanosecond"],
        _ => return fields,
    };
    if finer.iter().any(|name| map.contains_key(*name)) {
        fields.entry(Arc::from("millisecond")).or_insert(Value::Integer(nanos / 1_000_000));
        if unit == "microsecond" {
            fields.entry(Arc::from("microsecond")).or_insert(Value::Integer(nanos / 1_000 % 1_000));
        }
    }
    fields
}
