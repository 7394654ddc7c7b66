//! The duration between two points in time, whole or counted in months, days or seconds.
//!
//! What one side lacks it takes from the other: a time of day stands on the other's date, a value without a zone is read in
//! the other's zone, a date is its midnight. Months and days are counted on the calendar of the first value's zone, the
//! rest exactly.
//!
//! ```text
//! between(2014-07-21T21:40:36.143+02:00, 2015-06-24)  =  P11M2DT2H19M23.857S
//! ```

use super::calendar::{NANOS_PER_DAY, NANOS_PER_SECOND, civil_from_days};
use super::parts::Parts;
use super::{Date, Duration, LocalDateTime, LocalTime, Zone, ZonedDateTime};
use crate::diagnostic::Result;
use crate::value::Value;

/// Which parts of a difference are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// Months, then days, then seconds.
    Whole,
    /// Whole months only.
    Months,
    /// Whole days only.
    Days,
    /// Seconds and nanoseconds only.
    Seconds,
}

/// The duration from `start` to `end`, which must be temporal instants.
pub(crate) fn between(start: &Value, end: &Value, wanted: Difference) -> Result<Duration> {
    let (first, second) = (Parts::of(start)?, Parts::of(end)?);
    let zone = first.zone.clone().or_else(|| second.zone.clone());
    let today = first.date.or(second.date).unwrap_or(Date { days: 0 });
    let start = point(&first, today, zone.as_ref());
    // The second value keeps its own zone for its instant, and is then looked at from the first one's.
    let end = point(&second, second.date.unwrap_or(today), second.zone.as_ref().or(zone.as_ref()));
    let zone = zone.unwrap_or(Zone::UTC);
    let end = ZonedDateTime::from_instant(end.seconds, end.nanos, &zone);
    if wanted == Difference::Seconds {
        return Duration::from_parts(0, 0, nanos_between(&start, &end));
    }
    let (from, to) = (start.local(), end.local());
    if wanted == Difference::Days {
        return Duration::from_parts(0, i128::from(days_between(from, to)), 0);
    }
    let months = months_between(from, to);
    if wanted == Difference::Months {
        return Duration::from_parts(i128::from(months), 0, 0);
    }
    let mut step = Duration { months, ..Duration::default() };
    step.days = days_between(from.plus_days(&step)?, to);
    let rest = nanos_between(&start.plus(&step)?, &end);
    Duration::from_parts(i128::from(step.months), i128::from(step.days), rest)
}

fn point(parts: &Parts, date: Date, zone: Option<&Zone>) -> ZonedDateTime {
    let time = LocalTime { nanos: parts.time.unwrap_or(0) };
    let local = LocalDateTime::new(parts.date.unwrap_or(date), time);
    match (parts.instant, zone) {
        // An overlap of clocks has two instants for one local time: the value knows its own.
        (Some(seconds), Some(zone)) => ZonedDateTime::from_instant(seconds, local.nanos, zone),
        (_, zone) => ZonedDateTime::from_local(local, zone.unwrap_or(&Zone::UTC)),
    }
}

fn nanos_between(start: &ZonedDateTime, end: &ZonedDateTime) -> i128 {
    (i128::from(end.seconds) - i128::from(start.seconds)) * i128::from(NANOS_PER_SECOND) + i128::from(end.nanos)
        - i128::from(start.nanos)
}

/// Whole days from one local time to another, towards zero.
fn days_between(from: LocalDateTime, to: LocalDateTime) -> i64 {
    let nanos = (i128::from(to.seconds) - i128::from(from.seconds)) * i128::from(NANOS_PER_SECOND)
        + i128::from(to.nanos)
        - i128::from(from.nanos);
    (nanos / i128::from(NANOS_PER_DAY)) as i64
}

/// Whole months from one local time to another, towards zero.
fn months_between(from: LocalDateTime, to: LocalDateTime) -> i64 {
    let (from_year, from_month, from_day) = civil_from_days(from.date().days);
    let (to_year, to_month, to_day) = civil_from_days(to.date().days);
    let months = (to_year * 12 + to_month) - (from_year * 12 + from_month);
    let (start, end) = ((from_day, from.time()), (to_day, to.time()));
    if months > 0 && end < start {
        months - 1
    } else if months < 0 && end > start {
        months + 1
    } else {
        months
    }
}
