//! Dates, times, instants and durations on the proleptic Gregorian calendar, years -999,999,999 to 999,999,999.
//!
//! Nanosecond precision; leap seconds do not exist; a named zone keeps its name and its offset at that instant.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Duration {
    pub(crate) months: i64,
    pub(crate) days: i64,
    pub(crate) seconds: i64,
    pub(crate) nanos: i32,
}
