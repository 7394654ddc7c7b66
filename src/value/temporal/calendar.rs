//! Day arithmetic on the proleptic Gregorian calendar: civil dates, ISO weeks, quarters and ordinal days as day numbers.
//!
//! A day number counts from 1970-01-01. All functions are total for the years that [`MIN_YEAR`] and [`MAX_YEAR`] allow;
//! the algorithms are those of Howard Hinnant, "chrono-compatible low-level date algorithms".
//!
//! ```text
//! days_from_civil(1970, 1, 1) = 0        weekday(0) = 4 (Thursday)        iso_week(0) = (1970, 1)
//! ```

/// The first year that a date can have.
pub(crate) const MIN_YEAR: i64 = -999_999_999;
/// The last year that a date can have.
pub(crate) const MAX_YEAR: i64 = 999_999_999;
/// Seconds of a day.
pub(crate) const SECONDS_PER_DAY: i64 = 86_400;
/// Nanoseconds of a second.
pub(crate) const NANOS_PER_SECOND: i64 = 1_000_000_000;
/// Nanoseconds of a day.
pub(crate) const NANOS_PER_DAY: i64 = SECONDS_PER_DAY * NANOS_PER_SECOND;
/// The microseconds of a day.
pub(crate) const MICROS_PER_DAY: i64 = 86_400_000_000;
/// The average month of the Gregorian calendar, in seconds (a 4800th of 400 years).
pub(crate) const SECONDS_PER_MONTH: i64 = 2_629_746;
/// The day number of the first date.
pub(crate) const MIN_DAY: i64 = days_from_civil(MIN_YEAR, 1, 1);
/// The day number of the last date.
pub(crate) const MAX_DAY: i64 = days_from_civil(MAX_YEAR, 12, 31);

/// So many times 400 years are added to a day number before it is taken apart as an unsigned one.
const AGES: i64 = 82;
/// The days from the first of March of the year 0 to 1970-01-01.
const DAYS_BEFORE: i64 = 719_468;
/// Days in 400 years.
const DAYS_OF_AGE: i64 = 146_097;

/// The day number of a civil date; `month` is 1 to 12, `day` may be any number (it is counted on from the first).
pub(crate) const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted - era * 400;
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_OF_AGE + day_of_era - DAYS_BEFORE
}

/// Year, month and day of a day number. Years from −32,800 to 2,905,000 are found by multiplications (C. Neri, L. Schneider,
/// "Euclidean affine functions and their application to calendar algorithms", 2022).
#[inline]
pub(crate) const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    const SHIFT: i64 = DAYS_BEFORE + AGES * DAYS_OF_AGE;
    if days < -SHIFT || days >= (1 << 30) - SHIFT {
        return far_from_days(days);
    }
    let quarters = 4 * (days + SHIFT) as u32 + 3;
    let (century, day_of_century) = (quarters / DAYS_OF_AGE as u32, quarters % DAYS_OF_AGE as u32 / 4);
    let scaled = 2_939_745 * (4 * day_of_century + 3) as u64;
    let day_of_year = scaled as u32 / 2_939_745 / 4;
    let month_and_day = 2_141 * day_of_year + 197_913;
    let (month, day) = (month_and_day >> 16, (month_and_day & 0xffff) / 2_141 + 1);
    let next_year = (day_of_year >= 306) as i64;
    let year = 100 * century as i64 + (scaled >> 32) as i64 - 400 * AGES + next_year;
    (year, month as i64 - 12 * next_year, day as i64)
}

/// As [`civil_from_days`], of any day.
#[cold]
const fn far_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + DAYS_BEFORE;
    let era = shifted.div_euclid(DAYS_OF_AGE);
    let day_of_era = shifted - era * DAYS_OF_AGE;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

/// Whether February of `year` has 29 days.
pub(crate) const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The number of days of a month (1 to 12).
pub(crate) const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The day of the week, 1 Monday to 7 Sunday.
pub(crate) const fn weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7) + 1
}

/// The year that the ISO week of a day belongs to, and the number of that week, 1 to 53.
pub(crate) const fn iso_week(days: i64) -> (i64, i64) {
    let thursday = days - weekday(days) + 4;
    let (year, _, _) = civil_from_days(thursday);
    (year, (thursday - days_from_civil(year, 1, 1)) / 7 + 1)
}

/// The Monday of ISO week 1 of `year`.
pub(crate) const fn first_week(year: i64) -> i64 {
    let fourth = days_from_civil(year, 1, 4);
    fourth - weekday(fourth) + 1
}

/// How many ISO weeks `year` has: 52 or 53.
pub(crate) const fn weeks_in_year(year: i64) -> i64 {
    (first_week(year + 1) - first_week(year)) / 7
}

/// The quarter of a month, both counted from 1.
pub(crate) const fn quarter_of(month: i64) -> i64 {
    (month - 1) / 3 + 1
}

/// The first day of a quarter (1 to 4).
pub(crate) const fn first_of_quarter(year: i64, quarter: i64) -> i64 {
    days_from_civil(year, quarter * 3 - 2, 1)
}

/// The number of days of a quarter (1 to 4).
pub(crate) const fn days_in_quarter(year: i64, quarter: i64) -> i64 {
    let next = if quarter == 4 { days_from_civil(year + 1, 1, 1) } else { first_of_quarter(year, quarter + 1) };
    next - first_of_quarter(year, quarter)
}

/// `days` moved by whole months; a day that the month lacks becomes its last. `None` when the year leaves the calendar.
pub(crate) fn add_months(days: i64, months: i64) -> Option<i64> {
    let (year, month, day) = civil_from_days(days);
    let total = (year * 12 + month - 1).checked_add(months)?;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
    (MIN_YEAR..=MAX_YEAR).contains(&year).then(|| days_from_civil(year, month, day.min(days_in_month(year, month))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_dates_round_trip_over_the_whole_calendar() {
        let shift = DAYS_BEFORE + AGES * DAYS_OF_AGE;
        let edges = (-2000..2000).flat_map(|by| [by - shift, by + (1 << 30) - shift]);
        for days in (MIN_DAY..=MAX_DAY).step_by(7_919_017).chain(-800_000..800_000).chain(edges) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
            assert!((1..=days_in_month(year, month)).contains(&day));
        }
    }

    #[test]
    fn weeks_follow_iso_8601() {
        assert_eq!(iso_week(days_from_civil(1984, 1, 1)), (1983, 52));
        assert_eq!(iso_week(days_from_civil(1984, 10, 11)), (1984, 41));
        assert_eq!(iso_week(days_from_civil(1816, 12, 30)), (1817, 1));
        assert_eq!(weeks_in_year(1818), 53);
        assert_eq!(weeks_in_year(1817), 52);
    }

    #[test]
    fn months_keep_the_day_where_they_have_it() {
        let moved = add_months(days_from_civil(2020, 1, 31), 1).map(civil_from_days);
        assert_eq!(moved, Some((2020, 2, 29)));
        assert_eq!(add_months(MAX_DAY, 1), None);
    }
}
