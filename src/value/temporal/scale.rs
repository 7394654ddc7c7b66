//! Temporal values that are one whole number each, so that columns can hold them as such.
//!
//! The numbers of a scale are in the order of its values, and equal where these are. What has no number (parts of a
//! microsecond of a day and time, years that are too far off, zones other than `Z`) stays a value.
//!
//! ```text
//! Date 1970-01-03 = 2 days      LocalTime 00:00:01 = 1,000,000,000 ns      LocalDateTime 1970-01-01T00:00:01 = 1,000,000 µs
//! DateTime 1970-01-01T00:00:01Z = 1,000,000 µs      1970-01-01T01:00:01+01:00: none, between the numbers 1,000,000 and 1,000,001
//! ```

use std::fmt::Display;
use std::sync::Arc;

use super::calendar::MICROS_PER_DAY;
use super::{Date, LocalDateTime, LocalTime, Zone, ZonedDateTime};
use crate::value::Value;

/// A type of temporal values that are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scale {
    /// Days since 1970-01-01.
    Date,
    /// Nanoseconds since midnight.
    LocalTime,
    /// Microseconds since 1970-01-01T00:00.
    LocalDateTime,
    /// Microseconds since 1970-01-01T00:00Z, in the zone `Z`.
    DateTime,
}

const MICROS: i64 = 1_000_000;

/// Where a value lies among the numbers of a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is this number.
    At(i64),
    /// It has no number, and this is the first behind it.
    Before(i64),
}

impl Scale {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Date, Self::LocalTime, Self::LocalDateTime, Self::DateTime];

    /// The scale that a value is of, whether it has a number or not.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Date(_) => Some(Self::Date),
            Value::LocalTime(_) => Some(Self::LocalTime),
            Value::LocalDateTime(_) => Some(Self::LocalDateTime),
            Value::DateTime(_) => Some(Self::DateTime),
            _ => None,
        }
    }

    /// The number of a value of this scale.
    #[inline]
    pub(crate) fn number(self, value: &Value) -> Option<i64> {
        match (self, value) {
            (Self::Date, Value::Date(date)) => Some(date.days),
            (Self::LocalTime, Value::LocalTime(time)) => Some(time.nanos as i64),
            (Self::LocalDateTime, Value::LocalDateTime(at)) if at.nanos.is_multiple_of(1_000) => {
                micros(at.seconds, at.nanos)
            }
            (Self::DateTime, Value::DateTime(at)) if at.nanos.is_multiple_of(1_000) && at.zone == Zone::UTC => {
                micros(at.seconds, at.nanos)
            }
            _ => None,
        }
    }

    /// Where a value lies among the numbers of this scale; `None` of another type, and too far off.
    pub(crate) fn place(self, value: &Value) -> Option<Place> {
        if let Some(number) = self.number(value) {
            return Some(Place::At(number));
        }
        let (seconds, nanos, zone) = match (self, value) {
            (Self::LocalDateTime, Value::LocalDateTime(at)) => (at.seconds, at.nanos, &Zone::UTC),
            (Self::DateTime, Value::DateTime(at)) => (at.seconds, at.nanos, &at.zone),
            _ => return None,
        };
        let before = micros(seconds, nanos)?;
        // Of one instant the offset decides, then the zone.
        let is_before = !nanos.is_multiple_of(1_000) || (0, &Zone::UTC) < (zone.offset(), zone);
        Some(Place::Before(if is_before { before.checked_add(1)? } else { before }))
    }

    /// The value of a number that a value of this scale has.
    #[inline]
    pub(crate) fn value(self, number: i64) -> Value {
        match self {
            Self::Date => Value::Date(Date { days: number }),
            Self::LocalTime => Value::LocalTime(LocalTime { nanos: number as u64 }),
            Self::LocalDateTime => Value::LocalDateTime(LocalDateTime {
                seconds: number.div_euclid(MICROS),
                nanos: number.rem_euclid(MICROS) as u32 * 1_000,
            }),
            Self::DateTime => Value::DateTime(Arc::new(ZonedDateTime {
                seconds: number.div_euclid(MICROS),
                nanos: number.rem_euclid(MICROS) as u32 * 1_000,
                zone: Zone::UTC,
            })),
        }
    }

    /// The text of the value of a number, to be shown.
    pub(crate) fn text(self, number: i64) -> impl Display {
        // In the zone `Z` the clocks show what they show without one.
        let (shown, zone) = if self == Self::DateTime { (Self::LocalDateTime, "Z") } else { (self, "") };
        std::fmt::from_fn(move |f| write!(f, "{}{zone}", shown.value(number)))
    }

    /// Whether the numbers are microseconds from the midnight with which 1970 begins.
    #[inline]
    pub(super) fn is_micros(self) -> bool {
        matches!(self, Self::LocalDateTime | Self::DateTime)
    }

    /// The numbers of the same moments as values of `wanted`, which are made by the function of that name; those without a
    /// zone are in the zone `Z`. `None` where they lack a day or a time of day, and where one has no number.
    pub(crate) fn convert(self, wanted: Self, moments: &[i64]) -> Option<Vec<i64>> {
        match (self, wanted) {
            (from, to) if from == to || from.is_micros() && to.is_micros() => Some(moments.to_vec()),
            (from, Self::Date) if from.is_micros() => Some(days(moments)),
            (from, Self::LocalTime) if from.is_micros() => Some(nanos_of_days(moments)),
            (Self::Date, to) if to.is_micros() => moments.iter().map(|day| day.checked_mul(MICROS_PER_DAY)).collect(),
            _ => None,
        }
    }

    /// The scale and the numbers of values that are all of one; null is 0.
    pub(crate) fn numbers<'a>(values: impl Iterator<Item = &'a Value> + Clone) -> Option<(Self, Vec<i64>)> {
        let scale = Self::of(values.clone().find(|value| !value.is_null())?)?;
        let number = |value: &Value| if value.is_null() { Some(0) } else { scale.number(value) };
        Some((scale, values.map(number).collect::<Option<_>>()?))
    }
}

/// Whole microseconds of seconds and nanoseconds, as far as they fit.
#[inline]
pub(super) fn micros(seconds: i64, nanos: u32) -> Option<i64> {
    seconds.checked_mul(MICROS)?.checked_add(i64::from(nanos / 1_000))
}

/// Puts what comes of a number into its place.
#[inline]
pub(super) fn each(numbers: &mut [i64], of: impl Fn(i64) -> i64) {
    numbers.iter_mut().for_each(|number| *number = of(*number));
}

/// The days of days with times.
pub(super) fn days(moments: &[i64]) -> Vec<i64> {
    moments.iter().map(|moment| moment.div_euclid(MICROS_PER_DAY)).collect()
}

/// The microseconds since midnight of a day with a time.
#[inline]
pub(super) fn micros_of_day(moment: i64) -> i64 {
    moment.rem_euclid(MICROS_PER_DAY)
}

/// The nanoseconds since midnight of days with times.
pub(super) fn nanos_of_days(moments: &[i64]) -> Vec<i64> {
    moments.iter().map(|moment| micros_of_day(*moment) * 1_000).collect()
}

#[cfg(test)]
mod tests {
    use super::{Place, Scale};
    use crate::value::temporal::{Date, LocalDateTime, LocalTime, Zone, ZonedDateTime};
    use crate::value::{Value, order};

    fn zoned(text: &str) -> Value {
        Value::DateTime(ZonedDateTime::parse(text, &Zone::UTC).unwrap().into())
    }

    #[test]
    fn numbers_come_back_and_are_in_the_order_of_values() {
        let at = |seconds, nanos| Value::LocalDateTime(LocalDateTime { seconds, nanos });
        let date = |days| Value::Date(Date { days });
        let time = |nanos| Value::LocalTime(LocalTime { nanos });
        let lines = [
            vec![date(-365_000_000_000), date(-1), date(0), date(1), date(365_000_000_000)],
            vec![time(0), time(1), time(86_399_999_999_999)],
            vec![
                at(-9_000_000_000_000, 0),
                at(-2, 999_999_000),
                at(-1, 0),
                at(-1, 1_000),
                at(0, 0),
                at(9_000_000_000_000, 0),
            ],
            vec![
                zoned("-200000-01-01T00:00Z"),
                zoned("1969-12-31T23:59:59.999999Z"),
                zoned("1970-01-01T00:00+00:00"),
                zoned("1970-01-01T00:00:00.000001"),
                zoned("+200000-01-01T00:00Z"),
            ],
        ];
        for line in &lines {
            let scale = Scale::of(&line[0]).unwrap();
            let numbers: Vec<i64> = line.iter().map(|value| scale.number(value).unwrap()).collect();
            assert!(numbers.is_sorted_by(|a, b| a < b) && line.is_sorted_by(|a, b| order(a, b).is_lt()));
            assert_eq!(&numbers.into_iter().map(|number| scale.value(number)).collect::<Vec<_>>(), line);
        }
        // Half a microsecond, and a year that is too far off.
        assert_eq!(Scale::LocalDateTime.number(&at(0, 500)), None);
        assert_eq!(Scale::LocalDateTime.number(&at(i64::MAX / 1_000, 0)), None);
        assert_eq!(Scale::Date.number(&time(0)), None);
        // Other zones, also where clocks show the same.
        for text in ["1970-01-01T00:00+01:00", "1970-01-01T00:00[Etc/UTC]", "1970-01-01T00:00:00.0000005Z"] {
            assert_eq!(Scale::DateTime.number(&zoned(text)), None, "{text}");
        }
        assert_eq!(Scale::DateTime.number(&zoned("+300000-01-01T00:00Z")), None);
        assert_eq!(Scale::DateTime.number(&at(0, 0)), None);
    }

    #[test]
    fn what_has_no_number_lies_between_two() {
        let cases = [
            ("1970-01-01T00:00:01Z", Place::At(1_000_000)),
            ("1970-01-01T01:00:01+01:00", Place::Before(1_000_001)),
            ("1969-12-31T23:00:01-01:00", Place::Before(1_000_000)),
            ("1970-01-01T00:00:01[Etc/UTC]", Place::Before(1_000_001)),
            ("1970-01-01T00:00:00.9999999Z", Place::Before(1_000_000)),
            ("1969-12-31T23:00:00.9999999-01:00", Place::Before(1_000_000)),
        ];
        for (text, place) in cases {
            assert_eq!(Scale::DateTime.place(&zoned(text)), Some(place), "{text}");
            for number in 999_998..1_000_003 {
                let told = match place {
                    Place::At(own) => number.cmp(&own),
                    Place::Before(next) if number < next => std::cmp::Ordering::Less,
                    Place::Before(_) => std::cmp::Ordering::Greater,
                };
                assert_eq!(order(&Scale::DateTime.value(number), &zoned(text)), told, "{number} and {text}");
            }
        }
        let half = Value::LocalDateTime(LocalDateTime { seconds: -1, nanos: 999_999_500 });
        assert_eq!(Scale::LocalDateTime.place(&half), Some(Place::Before(0)));
        assert_eq!(Scale::DateTime.place(&half), None);
        assert_eq!(Scale::DateTime.place(&zoned("+300000-01-01T00:00Z")), None);
    }
}
