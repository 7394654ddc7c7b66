//! Dates, times, instants and durations on the proleptic Gregorian calendar, years -999,999,999 to 999,999,999.
//!
//! Nanosecond precision; leap seconds do not exist; a named zone keeps its name and its offset at that instant.
//! One concern a file: day arithmetic, zones, reading and writing text, building from maps, truncation, differences,
//! accessors, and sums with durations.

mod between;
mod build;
mod calendar;
mod component;
mod duration;
mod fields;
mod format;
mod parse;
mod parts;
mod scale;
mod shift;
mod truncate;
mod zone;

use std::cmp::Ordering;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Detail, Diagnostic, Result};
use calendar::{MAX_DAY, MIN_DAY, NANOS_PER_DAY, NANOS_PER_SECOND, SECONDS_PER_DAY};

pub(crate) use between::{Difference, between};
pub(crate) use build::{calendar_date, duration_of, select};
pub(crate) use component::{component, part_between, parts_of};
pub(crate) use parts::{Instant, Kind};
pub(crate) use scale::{Place, Scale};
pub(crate) use shift::moved;
pub(crate) use truncate::{starts_of_units, truncate};

/// A calendar day: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    pub(crate) days: i64,
}

/// A time of day: nanoseconds since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LocalTime {
    pub(crate) nanos: u64,
}

/// A time of day with an offset: local nanoseconds since midnight, seconds east of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Time {
    pub(crate) nanos: u64,
    pub(crate) offset: i32,
}

/// A day and time without an offset: seconds since 1970-01-01T00:00 as if in UTC, and nanoseconds of the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LocalDateTime {
    pub(crate) seconds: i64,
    pub(crate) nanos: u32,
}

/// How far local time is from UTC.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Zone {
    /// Seconds east of UTC.
    Offset(i32),
    /// A name of the IANA database, and its offset at the instant it stands beside.
    Named(Arc<str>, i32),
}

/// An instant (seconds since 1970-01-01T00:00Z and nanoseconds of the second) seen from a zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ZonedDateTime {
    pub(crate) seconds: i64,
    pub(crate) nanos: u32,
    pub(crate) zone: Zone,
}

/// An amount of time in four parts that are not converted into each other: a month has no fixed length in days.
/// `nanos` is 0 to 999,999,999 whatever the sign of `seconds`, so equal amounts have equal parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Duration {
    pub(crate) months: i64,
    pub(crate) days: i64,
    pub(crate) seconds: i64,
    pub(crate) nanos: i32,
}

fn out_of_range(what: &str) -> Diagnostic {
    Diagnostic::argument(
        Detail::NumberOutOfRange,
        format!("{what} is outside the calendar, which has the years -999999999 to 999999999"),
    )
}

impl Date {
    /// The date of a day number; an error outside the calendar.
    pub(crate) fn from_days(days: i64) -> Result<Self> {
        if (MIN_DAY..=MAX_DAY).contains(&days) { Ok(Self { days }) } else { Err(out_of_range("the date")) }
    }
}

impl LocalDateTime {
    /// A day and time of day put together.
    pub(crate) fn new(date: Date, time: LocalTime) -> Self {
        let (seconds, nanos) = (time.nanos / NANOS_PER_SECOND as u64, time.nanos % NANOS_PER_SECOND as u64);
        Self { seconds: date.days * SECONDS_PER_DAY + seconds as i64, nanos: nanos as u32 }
    }

    /// The same shape from seconds and nanoseconds; an error outside the calendar.
    pub(crate) fn from_seconds(seconds: i64, nanos: u32) -> Result<Self> {
        Date::from_days(seconds.div_euclid(SECONDS_PER_DAY)).map_err(|_| out_of_range("the time"))?;
        Ok(Self { seconds, nanos })
    }

    /// The day.
    pub(crate) fn date(self) -> Date {
        Date { days: self.seconds.div_euclid(SECONDS_PER_DAY) }
    }

    /// The time of day.
    pub(crate) fn time(self) -> LocalTime {
        let seconds = self.seconds.rem_euclid(SECONDS_PER_DAY);
        LocalTime { nanos: (seconds * NANOS_PER_SECOND) as u64 + u64::from(self.nanos) }
    }
}

impl ZonedDateTime {
    /// The instant at which the clocks of `zone` show `local`.
    pub(crate) fn from_local(local: LocalDateTime, zone: &Zone) -> Self {
        Self::from_instant(zone.instant_of(local.seconds), local.nanos, zone)
    }

    /// An instant seen from `zone`.
    pub(crate) fn from_instant(seconds: i64, nanos: u32, zone: &Zone) -> Self {
        Self { seconds, nanos, zone: zone.at_instant(seconds) }
    }

    /// What the clocks of the zone show.
    pub(crate) fn local(&self) -> LocalDateTime {
        LocalDateTime { seconds: self.seconds + i64::from(self.zone.offset()), nanos: self.nanos }
    }
}

impl Time {
    /// Nanoseconds since midnight in UTC; may be negative or more than a day.
    pub(crate) fn universal(self) -> i64 {
        self.nanos as i64 - i64::from(self.offset) * NANOS_PER_SECOND
    }

    /// The same moment of the day by another offset.
    pub(crate) fn with_offset(self, offset: i32) -> Self {
        let nanos = (self.universal() + i64::from(offset) * NANOS_PER_SECOND).rem_euclid(NANOS_PER_DAY);
        Self { nanos: nanos as u64, offset }
    }
}

impl Ord for Time {
    /// By the moment in UTC, then by offset, so that equal means the same in all parts.
    fn cmp(&self, other: &Self) -> Ordering {
        self.universal().cmp(&other.universal()).then(self.offset.cmp(&other.offset))
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ZonedDateTime {
    /// By the instant, then by offset and zone, so that equal means the same in all parts.
    fn cmp(&self, other: &Self) -> Ordering {
        (self.seconds, self.nanos, self.zone.offset())
            .cmp(&(other.seconds, other.nanos, other.zone.offset()))
            .then_with(|| self.zone.cmp(&other.zone))
    }
}

impl PartialOrd for ZonedDateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
