//! The parts of temporal values that are read like properties: `d.year`, `t.offset`, `length.minutesOfHour`.
//!
//! Every name belongs to one of four groups, and a value has the groups of what it is made of: a day, a time of day, an
//! offset, an instant. A duration has its own names: totals (`minutes`) and remainders (`minutesOfHour`).

use super::between::{Difference, between};
use super::calendar::{
    MICROS_PER_DAY, NANOS_PER_SECOND, civil_from_days, days_from_civil, first_of_quarter, iso_week, quarter_of, weekday,
};
use super::format::OffsetText;
use super::scale::{Scale, days, each, nanos_of_days};
use super::{Duration, Zone};
use crate::diagnostic::{Detail, Diagnostic, Result, did_you_mean};
use crate::value::Value;

use super::parts::Parts;

const DATE_NAMES: [&str; 10] =
    ["year", "quarter", "month", "week", "weekYear", "day", "ordinalDay", "weekDay", "dayOfWeek", "dayOfQuarter"];
const TIME_NAMES: [&str; 6] = ["hour", "minute", "second", "millisecond", "microsecond", "nanosecond"];
const ZONE_NAMES: [&str; 4] = ["timezone", "offset", "offsetMinutes", "offsetSeconds"];
const EPOCH_NAMES: [&str; 2] = ["epochSeconds", "epochMillis"];
const DURATION_NAMES: [&str; 20] = [
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
    "quartersOfYear",
    "monthsOfYear",
    "monthsOfQuarter",
    "daysOfWeek",
    "minutesOfHour",
    "secondsOfMinute",
    "millisecondsOfSecond",
    "microsecondsOfSecond",
    "nanosecondsOfSecond",
];

/// The component `name` of a temporal value; an error that names the nearest one when there is none such.
pub(crate) fn component(value: &Value, name: &str) -> Result<Value> {
    if let Value::Duration(duration) = value {
        return match duration_component(duration, name) {
            Some(found) => fitting(found, name),
            None => Err(unknown(value, name, &[&DURATION_NAMES])),
        };
    }
    let parts = Parts::of(value)?;
    let mut groups: Vec<&[&str]> = Vec::new();
    if let Some(date) = parts.date {
        if let Some(part) = date_part(name) {
            return Ok(Value::Integer(of_one(part, date.days)));
        }
        groups.push(&DATE_NAMES);
    }
    if let Some(time) = parts.time {
        if let Some(part) = time_part(name) {
            return Ok(Value::Integer(of_one(part, time as i64)));
        }
        groups.push(&TIME_NAMES);
    }
    if let Some(zone) = &parts.zone {
        if let Some(found) = zone_component(zone, name) {
            return Ok(found);
        }
        groups.push(&ZONE_NAMES);
    }
    if let Some(seconds) = parts.instant {
        let millis = parts.time.unwrap_or(0) as i64 % NANOS_PER_SECOND / 1_000_000;
        match name {
            "epochSeconds" => return Ok(Value::Integer(seconds)),
            "epochMillis" => return fitting(i128::from(seconds) * 1000 + i128::from(millis), name),
            _ => groups.push(&EPOCH_NAMES),
        }
    }
    Err(unknown(value, name, &groups))
}

/// A component that far values can drive out of 64 bits.
fn fitting(found: i128, name: &str) -> Result<Value> {
    i64::try_from(found).map(Value::Integer).map_err(|_| {
        Diagnostic::argument(Detail::NumberOutOfRange, format!("`{name}` is {found} here, which does not fit 64 bits"))
    })
}

fn unknown(value: &Value, name: &str, groups: &[&[&str]]) -> Diagnostic {
    let names = groups.iter().flat_map(|group| group.iter().copied());
    let hint = did_you_mean(name, names.clone()).map_or_else(
        || format!("it has {}", names.collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    let kind = value.type_name();
    Diagnostic::argument(Detail::InvalidArgumentValue, format!("a value of type {kind} has no component `{name}`"))
        .hint(hint)
}

/// Puts a component in the place of each number of a day or of a time of day.
type Part = fn(&mut [i64]);

fn of_one(part: Part, number: i64) -> i64 {
    let mut one = [number];
    part(&mut one);
    one[0]
}

/// The component `name` of moments of a scale, from their numbers; `None` where they have none such.
pub(crate) fn parts_of(scale: Scale, name: &str, moments: &[i64]) -> Option<Vec<i64>> {
    let of_date = (scale != Scale::LocalTime).then(|| date_part(name)).flatten();
    let of_time = (scale != Scale::Date).then(|| time_part(name)).flatten();
    let of_instant = (scale == Scale::DateTime).then(|| instant_part(name)).flatten();
    let mut numbers = match (of_date, of_time) {
        (Some(_), _) if scale.is_micros() => days(moments),
        (None, Some(_)) if scale.is_micros() => nanos_of_days(moments),
        _ => moments.to_vec(),
    };
    of_date.or(of_time).or(of_instant)?(&mut numbers);
    Some(numbers)
}

/// The component `name` of the duration between two moments of a scale, as a function of their numbers; `None` where
/// durations have none such. The function gives `None` where the duration or the component is too large.
pub(crate) fn part_between(
    scale: Scale,
    wanted: Difference,
    name: &str,
) -> Option<impl Fn(i64, i64) -> Option<i64> + use<>> {
    let name = *DURATION_NAMES.iter().find(|known| **known == name)?;
    let a_day = if scale.is_micros() { MICROS_PER_DAY } else { 1 };
    let is_days = scale != Scale::LocalTime && (wanted, name) == (Difference::Days, "days");
    // In the zone `Z` the clocks show what they show without one.
    let scale = if scale == Scale::DateTime { Scale::LocalDateTime } else { scale };
    Some(move |start: i64, end: i64| {
        if is_days {
            return Some(end.checked_sub(start)? / a_day);
        }
        let duration = between(&scale.value(start), &scale.value(end), wanted).ok()?;
        duration_component(&duration, name).and_then(|part| i64::try_from(part).ok())
    })
}

/// A component of a day: of the days since 1970-01-01.
fn date_part(name: &str) -> Option<Part> {
    Some(match name {
        "year" => |days| each(days, |day| civil_from_days(day).0),
        "quarter" => |days| each(days, |day| quarter_of(civil_from_days(day).1)),
        "month" => |days| each(days, |day| civil_from_days(day).1),
        "week" => |days| each(days, |day| iso_week(day).1),
        "weekYear" => |days| each(days, |day| iso_week(day).0),
        "day" => |days| each(days, |day| civil_from_days(day).2),
        "ordinalDay" => |days| each(days, |day| day - days_from_civil(civil_from_days(day).0, 1, 1) + 1),
        "weekDay" | "dayOfWeek" => |days| each(days, weekday),
        "dayOfQuarter" => |days| {
            each(days, |day| {
                let (year, month, _) = civil_from_days(day);
                day - first_of_quarter(year, quarter_of(month)) + 1
            });
        },
        _ => return None,
    })
}

/// A component of a time of day: of the nanoseconds since midnight.
fn time_part(name: &str) -> Option<Part> {
    Some(match name {
        "hour" => |times| each(times, |nanos| nanos / NANOS_PER_SECOND / 3600),
        "minute" => |times| each(times, |nanos| nanos / NANOS_PER_SECOND / 60 % 60),
        "second" => |times| each(times, |nanos| nanos / NANOS_PER_SECOND % 60),
        "millisecond" => |times| each(times, |nanos| nanos % NANOS_PER_SECOND / 1_000_000),
        "microsecond" => |times| each(times, |nanos| nanos % NANOS_PER_SECOND / 1_000),
        "nanosecond" => |times| each(times, |nanos| nanos % NANOS_PER_SECOND),
        _ => return None,
    })
}

/// A component of an instant in the zone `Z`: of the microseconds since 1970-01-01T00:00Z.
fn instant_part(name: &str) -> Option<Part> {
    Some(match name {
        "epochSeconds" => |moments| each(moments, |micros| micros.div_euclid(1_000_000)),
        "epochMillis" => |moments| each(moments, |micros| micros.div_euclid(1_000)),
        "offsetMinutes" | "offsetSeconds" => |moments| moments.fill(0),
        _ => return None,
    })
}

fn zone_component(zone: &Zone, name: &str) -> Option<Value> {
    let offset = i64::from(zone.offset());
    Some(match (name, zone) {
        ("timezone", Zone::Named(name, _)) => Value::String(name.clone()),
        ("timezone" | "offset", _) => Value::string(OffsetText(zone.offset()).to_string()),
        ("offsetMinutes", _) => Value::Integer(offset / 60),
        ("offsetSeconds", _) => Value::Integer(offset),
        _ => return None,
    })
}

fn duration_component(duration: &Duration, name: &str) -> Option<i128> {
    let (months, days) = (i128::from(duration.months), i128::from(duration.days));
    let (seconds, nanos) = (i128::from(duration.seconds), i128::from(duration.nanos));
    let total = |per_second: i64| seconds * i128::from(per_second) + nanos / i128::from(NANOS_PER_SECOND / per_second);
    Some(match name {
        "years" => months / 12,
        "quarters" => months / 3,
        "months" => months,
        "weeks" => days / 7,
        "days" => days,
        "hours" => seconds / 3600,
        "minutes" => seconds / 60,
        "seconds" => seconds,
        "milliseconds" => total(1_000),
        "microseconds" => total(1_000_000),
        "nanoseconds" => total(NANOS_PER_SECOND),
        "quartersOfYear" => months / 3 % 4,
        "monthsOfYear" => months % 12,
        "monthsOfQuarter" => months % 3,
        "daysOfWeek" => days % 7,
        "minutesOfHour" => seconds / 60 % 60,
        "secondsOfMinute" => seconds % 60,
        "millisecondsOfSecond" => nanos / 1_000_000,
        "microsecondsOfSecond" => nanos / 1_000,
        "nanosecondsOfSecond" => nanos,
        _ => return None,
    })
}
