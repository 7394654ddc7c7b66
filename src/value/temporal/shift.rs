//! A point in time plus a duration: months first, then days, then the exact seconds.
//!
//! A day that the month lacks becomes its last; months and days follow the calendar of the zone, seconds the time line.
//! A time of day goes round the clock; a date takes the whole days of the seconds.
//!
//! ```text
//! 1984-10-11 + P12Y5M14DT16H13M10S = 1997-03-25          23:00 + PT2H = 01:00
//! ```

use super::calendar::{MAX_DAY, MICROS_PER_DAY, MIN_DAY, NANOS_PER_DAY, NANOS_PER_SECOND, SECONDS_PER_DAY, add_months};
use super::scale::{Scale, micros, micros_of_day};
use super::{Date, Duration, LocalDateTime, LocalTime, Time, ZonedDateTime, out_of_range};
use crate::diagnostic::Result;

fn shift_days(days: i64, duration: &Duration, extra: i64) -> Result<i64> {
    add_months(days, duration.months)
        .and_then(|days| days.checked_add(duration.days)?.checked_add(extra))
        .filter(|days| (MIN_DAY..=MAX_DAY).contains(days))
        .ok_or_else(|| out_of_range("the result"))
}

/// The whole days of the part of a duration below a day.
fn whole_days(duration: &Duration) -> i64 {
    (duration.subday_nanos() / i128::from(NANOS_PER_DAY)) as i64
}

fn shift_clock(nanos: u64, duration: &Duration) -> u64 {
    (i128::from(nanos) + duration.subday_nanos()).rem_euclid(i128::from(NANOS_PER_DAY)) as u64
}

/// Seconds and nanoseconds moved along the time line.
fn shift_line(seconds: i64, nanos: u32, duration: &Duration) -> Result<(i64, u32)> {
    let second = NANOS_PER_SECOND as i32;
    let sum = nanos as i32 + duration.nanos;
    let seconds = seconds
        .checked_add(duration.seconds)
        .and_then(|seconds| seconds.checked_add(i64::from(sum / second)))
        .ok_or_else(|| out_of_range("the result"))?;
    let moved = LocalDateTime::from_seconds(seconds, (sum % second) as u32)?;
    Ok((moved.seconds, moved.nanos))
}

/// Moments of a scale moved by a duration, as numbers; `None` where one has none then, and where the calendar ends.
pub(crate) fn moved(scale: Scale, moments: &[i64], duration: &Duration) -> Option<Vec<i64>> {
    let moments = moments.iter();
    match scale {
        Scale::Date => {
            let extra = whole_days(duration);
            moments.map(|day| shift_days(*day, duration, extra).ok()).collect()
        }
        Scale::LocalTime => Some(moments.map(|nanos| shift_clock(*nanos as u64, duration) as i64).collect()),
        Scale::LocalDateTime | Scale::DateTime => {
            // What fits 64 bits on the way is within the calendar.
            let rest = micros(duration.seconds, duration.nanos as u32).filter(|_| duration.nanos % 1_000 == 0)?;
            if duration.months == 0 {
                let days = duration.days.checked_mul(MICROS_PER_DAY)?;
                return moments.map(|moment| moment.checked_add(days)?.checked_add(rest)).collect();
            }
            let of_one = |moment: i64| {
                let day = shift_days(moment.div_euclid(MICROS_PER_DAY), duration, 0).ok()?;
                day.checked_mul(MICROS_PER_DAY)?.checked_add(micros_of_day(moment))?.checked_add(rest)
            };
            moments.map(|moment| of_one(*moment)).collect()
        }
    }
}

impl Date {
    /// The date moved by a duration.
    pub(crate) fn plus(self, duration: &Duration) -> Result<Self> {
        shift_days(self.days, duration, whole_days(duration)).map(|days| Self { days })
    }
}

impl LocalTime {
    /// The time of day moved by the part of a duration below a day.
    pub(crate) fn plus(self, duration: &Duration) -> Self {
        Self { nanos: shift_clock(self.nanos, duration) }
    }
}

impl Time {
    /// The time of day moved by the part of a duration below a day.
    pub(crate) fn plus(self, duration: &Duration) -> Self {
        Self { nanos: shift_clock(self.nanos, duration), offset: self.offset }
    }
}

impl LocalDateTime {
    /// The day and time moved by a duration.
    pub(crate) fn plus(self, duration: &Duration) -> Result<Self> {
        let moved = self.plus_days(duration)?;
        let (seconds, nanos) = shift_line(moved.seconds, moved.nanos, duration)?;
        Ok(Self { seconds, nanos })
    }

    /// Only the months and days of a duration.
    pub(super) fn plus_days(self, duration: &Duration) -> Result<Self> {
        let days = shift_days(self.date().days, duration, 0)?;
        Ok(Self { seconds: self.seconds + (days - self.date().days) * SECONDS_PER_DAY, nanos: self.nanos })
    }
}

impl ZonedDateTime {
    /// The instant moved by a duration, seen from the same zone.
    pub(crate) fn plus(&self, duration: &Duration) -> Result<Self> {
        let moved = if duration.months == 0 && duration.days == 0 {
            self.clone()
        } else {
            Self::from_local(self.local().plus_days(duration)?, &self.zone)
        };
        let (seconds, nanos) = shift_line(moved.seconds, moved.nanos, duration)?;
        Ok(Self::from_instant(seconds, nanos, &self.zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(date: &str, duration: &str) -> (String, String) {
        let (date, duration) = (Date::parse(date).unwrap(), Duration::parse(duration).unwrap());
        let back = duration.negate().unwrap();
        (date.plus(&duration).unwrap().to_string(), date.plus(&back).unwrap().to_string())
    }

    #[test]
    fn dates_move_by_months_then_days_then_whole_days_of_seconds() {
        let expected = |sum: &str, difference: &str| (sum.to_owned(), difference.to_owned());
        assert_eq!(moved("1984-10-11", "P12Y5M14DT16H13M10S"), expected("1997-03-25", "1972-04-27"));
        assert_eq!(moved("1984-10-11", "P1M-14DT15H49M10S"), expected("1984-10-28", "1984-09-25"));
        assert_eq!(moved("2020-01-31", "P1M"), expected("2020-02-29", "2019-12-31"));
    }

    #[test]
    fn a_day_over_a_change_of_clocks_keeps_the_clock_and_an_hour_keeps_the_hour() {
        let evening = ZonedDateTime::parse("2017-10-28T12:00[Europe/Stockholm]", &super::super::Zone::UTC).unwrap();
        let plus = |text| evening.plus(&Duration::parse(text).unwrap()).unwrap().to_string();
        assert_eq!(plus("P1D"), "2017-10-29T12:00+01:00[Europe/Stockholm]");
        assert_eq!(plus("PT24H"), "2017-10-29T11:00+01:00[Europe/Stockholm]");
    }

    #[test]
    fn leaving_the_calendar_is_an_error() {
        let last = Date { days: MAX_DAY };
        assert!(last.plus(&Duration::parse("P1D").unwrap()).is_err());
        assert!(last.plus(&Duration::parse("P9000000000000000000M").unwrap()).is_err());
    }
}
