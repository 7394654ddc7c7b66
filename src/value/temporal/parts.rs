//! A point in time taken apart into day, time of day and zone, and put together again as a value of any kind.
//!
//! ```text
//! 2015-07-21T21:40+01:00  →  day 2015-07-21, time 21:40, zone +01:00, its instant  →  as a LOCAL TIME: 21:40
//! ```

use super::{Date, LocalDateTime, LocalTime, Time, Zone, ZonedDateTime};
use crate::diagnostic::{Detail, Diagnostic, Result};
use crate::value::Value;

/// The five kinds of points in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A calendar day.
    Date,
    /// A time of day.
    LocalTime,
    /// A time of day with an offset.
    Time,
    /// A day and time.
    LocalDateTime,
    /// An instant seen from a zone.
    DateTime,
}

/// The present moment and the zone that is meant where none is named.
#[derive(Clone, Debug)]
pub(crate) struct Instant {
    /// Seconds since 1970-01-01T00:00Z.
    pub(crate) seconds: i64,
    /// Nanoseconds of the second.
    pub(crate) nanos: u32,
    /// The default zone.
    pub(crate) zone: Zone,
}

impl Instant {
    /// This moment as a value of `kind`, seen from `zone`.
    pub(crate) fn as_kind(&self, kind: Kind, zone: &Zone) -> Result<Value> {
        let moment = ZonedDateTime::from_instant(self.seconds, self.nanos, zone);
        Parts::of_instant(&moment).assemble(kind, self)
    }
}

impl Kind {
    /// Whether values of this kind have a day.
    pub(super) fn has_date(self) -> bool {
        matches!(self, Self::Date | Self::LocalDateTime | Self::DateTime)
    }

    /// Whether values of this kind have a time of day.
    pub(super) fn has_time(self) -> bool {
        self != Self::Date
    }

    /// Whether values of this kind have an offset or zone.
    pub(super) fn has_zone(self) -> bool {
        matches!(self, Self::Time | Self::DateTime)
    }

    /// The name of the function that makes this kind.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::LocalTime => "localtime",
            Self::Time => "time",
            Self::LocalDateTime => "localdatetime",
            Self::DateTime => "datetime",
        }
    }
}

/// A temporal value taken apart: what it has of day, time of day (nanoseconds) and zone, and its instant if it has one.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) date: Option<Date>,
    pub(super) time: Option<u64>,
    pub(super) zone: Option<Zone>,
    pub(super) instant: Option<i64>,
}

impl Parts {
    /// The parts of a point in time; a type error for anything else.
    pub(super) fn of(value: &Value) -> Result<Self> {
        Ok(match value {
            Value::Date(date) => Self { date: Some(*date), ..Self::default() },
            Value::LocalTime(time) => Self { time: Some(time.nanos), ..Self::default() },
            Value::Time(time) => {
                Self { time: Some(time.nanos), zone: Some(Zone::Offset(time.offset)), ..Self::default() }
            }
            Value::LocalDateTime(local) => {
                Self { date: Some(local.date()), time: Some(local.time().nanos), ..Self::default() }
            }
            Value::DateTime(moment) => Self::of_instant(moment),
            other => {
                return Err(Diagnostic::type_error(
                    Detail::InvalidArgumentType,
                    format!("a date or time is needed here, but this is a value of type {}", other.type_name()),
                ));
            }
        })
    }

    /// The parts of an instant seen from its zone.
    pub(super) fn of_instant(moment: &ZonedDateTime) -> Self {
        let local = moment.local();
        Self {
            date: Some(local.date()),
            time: Some(local.time().nanos),
            zone: Some(moment.zone.clone()),
            instant: Some(moment.seconds),
        }
    }

    fn local(&self) -> Option<LocalDateTime> {
        Some(LocalDateTime::new(self.date?, LocalTime { nanos: self.time.unwrap_or(0) }))
    }

    /// The parts put together as a value of `kind`; a zone that is missing is the default one.
    pub(super) fn assemble(self, kind: Kind, now: &Instant) -> Result<Value> {
        let lacks =
            |what: &str| Diagnostic::argument(Detail::InvalidArgumentValue, format!("{}() needs {what}", kind.name()));
        let time = |parts: &Self| parts.time.map(|nanos| LocalTime { nanos }).ok_or_else(|| lacks("a time of day"));
        Ok(match kind {
            Kind::Date => Value::Date(self.date.ok_or_else(|| lacks("a date, such as a `year`"))?),
            Kind::LocalTime => Value::LocalTime(time(&self)?),
            Kind::Time => {
                let nanos = time(&self)?.nanos;
                let zone = self.zone.as_ref().unwrap_or(&now.zone);
                let offset = match (self.instant, self.local()) {
                    (Some(seconds), _) => zone.at_instant(seconds).offset(),
                    (None, Some(local)) => ZonedDateTime::from_local(local, zone).zone.offset(),
                    (None, None) => zone.at_instant(now.seconds).offset(),
                };
                Value::Time(Time { nanos, offset })
            }
            Kind::LocalDateTime => Value::LocalDateTime(self.local().ok_or_else(|| lacks("a date, such as a `year`"))?),
            Kind::DateTime => {
                let local = self.local().ok_or_else(|| lacks("a date, such as a `year`"))?;
                let zone = self.zone.as_ref().unwrap_or(&now.zone);
                let moment = match self.instant {
                    Some(seconds) => ZonedDateTime::from_instant(seconds, local.nanos, zone),
                    None => ZonedDateTime::from_local(local, zone),
                };
                Value::DateTime(moment.into())
            }
        })
    }
}
