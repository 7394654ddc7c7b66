//! Temporal values that are one whole number each, so that columns can hold them as such.
//!
//! The numbers of a scale are in the order of its values, and equal where these are. What has no number (parts of a
//! microsecond of a day and time, years that are too far off) stays a value.
//!
//! ```text
//! Date 1970-01-03 = 2 days      LocalTime 00:00:01 = 1,000,000,000 ns      LocalDateTime 1970-01-01T00:00:01 = 1,000,000 µs
//! ```

use super::calendar::MICROS_PER_DAY;
use super::{Date, LocalDateTime, LocalTime};
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
}

const MICROS: i64 = 1_000_000;

impl Scale {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Date, Self::LocalTime, Self::LocalDateTime];

    /// The scale that a value is of, whether it has a number or not.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Date(_) => Some(Self::Date),
            Value::LocalTime(_) => Some(Self::LocalTime),
            Value::LocalDateTime(_) => Some(Self::LocalDateTime),
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
                at.seconds.checked_mul(MICROS)?.checked_add(i64::from(at.nanos / 1_000))
            }
            _ => None,
        }
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
        }
    }

    /// The scale and the numbers of values that are all of one; null is 0.
    pub(crate) fn numbers<'a>(values: impl Iterator<Item = &'a Value> + Clone) -> Option<(Self, Vec<i64>)> {
        let scale = Self::of(values.clone().find(|value| !value.is_null())?)?;
        let number = |value: &Value| if value.is_null() { Some(0) } else { scale.number(value) };
        Some((scale, values.map(number).collect::<Option<_>>()?))
    }
}

/// Puts what comes of a number into its place.
#[inline]
pub(super) fn each(numbers: &mut [i64], of: impl Fn(i64) -> i64) {
    numbers.iter_mut().for_each(|number| *number = of(*number));
}

/// The days of local dates and times.
pub(super) fn days(moments: &[i64]) -> Vec<i64> {
    moments.iter().map(|moment| moment.div_euclid(MICROS_PER_DAY)).collect()
}

/// The microseconds since midnight of a local date and time.
#[inline]
pub(super) fn micros_of_day(moment: i64) -> i64 {
    moment.rem_euclid(MICROS_PER_DAY)
}

#[cfg(test)]
mod tests {
    use super::Scale;
    use crate::value::temporal::{Date, LocalDateTime, LocalTime};
    use crate::value::{Value, order};

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
    }
}
