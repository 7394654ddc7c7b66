//! Reading temporal values from ISO 8601 text: dates by month, week, quarter or ordinal day, extended and basic form.
//!
//! The inner functions give `None` for anything that is not the form they read; the methods turn that into one error that
//! names the text and shows a right form.
//!
//! ```text
//! 2015-07-21  20150721  2015-07  2015-W30-2  2015W302  2015-Q3-21  2015-202  2015  +12000-01-01
//! 21:40:32.142  214032.142  2140  21      …Z  …+0100  …-02  …[Europe/London]
//! P12Y5M14DT16H13M10S   P2.5W   P2012-02-02T14:37:21.545
//! ```

use super::calendar::{
    MAX_YEAR, MIN_YEAR, NANOS_PER_SECOND, days_from_civil, days_in_month, days_in_quarter, first_of_quarter,
    first_week, is_leap, weeks_in_year,
};
use super::duration::Amount;
use super::zone::parse_offset;
use super::{Date, Duration, LocalDateTime, LocalTime, Time, Zone, ZonedDateTime};
use crate::diagnostic::{Detail, Diagnostic, Result};

fn refused(text: &str, what: &str, example: &str) -> Diagnostic {
    Diagnostic::argument(Detail::InvalidArgumentValue, format!("'{text}' cannot be read as a {what}"))
        .hint(format!("write it as '{example}'"))
}

impl Date {
    /// A date from its text.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        date_days(text).map(|days| Self { days }).ok_or_else(|| refused(text, "date", "2015-07-21"))
    }
}

impl LocalTime {
    /// A time of day from its text.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        time_nanos(text).map(|nanos| Self { nanos }).ok_or_else(|| refused(text, "local time", "21:40:32.142"))
    }
}

impl Time {
    /// A time of day with an offset from its text; `default` is the offset where the text has none.
    pub(crate) fn parse(text: &str, default: i32) -> Result<Self> {
        let (time, offset) = split_offset(text);
        let read = || {
            let offset = if offset.is_empty() { default } else { parse_offset(offset)? };
            Some(Self { nanos: time_nanos(time)?, offset })
        };
        read().ok_or_else(|| refused(text, "time", "21:40:32.142+01:00"))
    }
}

impl LocalDateTime {
    /// A day and time from their text; a day alone is its midnight.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let (date, time) = split_date(text);
        local(date, time).ok_or_else(|| refused(text, "local datetime", "2015-07-21T21:40:32.142"))
    }
}

impl ZonedDateTime {
    /// An instant from its text; `default` is the zone where the text has none. An offset beside a zone name must be one
    /// that the zone has at that time.
    pub(crate) fn parse(text: &str, default: &Zone) -> Result<Self> {
        let wrong = || refused(text, "datetime", "2015-07-21T21:40:32.142+02:00[Europe/Stockholm]");
        let (date, rest) = split_date(text);
        let (rest, name) = match rest.split_once('[') {
            Some((rest, name)) => (rest, Some(name.strip_suffix(']').ok_or_else(wrong)?)),
            None => (rest, None),
        };
        let (time, offset) = split_offset(rest);
        let local = local(date, time).ok_or_else(wrong)?;
        let offset = if offset.is_empty() { None } else { Some(parse_offset(offset).ok_or_else(wrong)?) };
        let zone = match (name, offset) {
            (Some(name), _) => Zone::parse(name)?,
            (None, Some(offset)) => Zone::Offset(offset),
            (None, None) => default.clone(),
        };
        let Some(offset) = offset else { return Ok(Self::from_local(local, &zone)) };
        let value = Self::from_instant(local.seconds - i64::from(offset), local.nanos, &zone);
        if value.zone.offset() == offset {
            Ok(value)
        } else {
            Err(wrong().hint(format!("{} is not at that offset then", name.unwrap_or_default())))
        }
    }
}

impl Duration {
    /// A duration from its text.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let wrong = || refused(text, "duration", "P1Y2M10DT2H30M");
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let rest = rest.strip_prefix(['P', 'p']).ok_or_else(wrong)?;
        let duration = match by_date(rest) {
            Some(duration) => duration,
            None => by_units(rest).ok_or_else(wrong)??,
        };
        if negative { duration.negate() } else { Ok(duration) }
    }
}

/// `2012-02-02T14:37:21.545`: the amounts written like a date and time.
fn by_date(text: &str) -> Option<Duration> {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let mut parts = date.split('-').map(number);
    let (years, months, days) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || months > 12 || days > 31 {
        return None;
    }
    let nanos = if time.is_empty() { 0 } else { time_nanos(time)? };
    Duration::from_parts(i128::from(years) * 12 + i128::from(months), i128::from(days), i128::from(nanos)).ok()
}

/// `12Y5M1.5DT16H`: amounts with units, each unit at most once and in this order.
fn by_units(text: &str) -> Option<Result<Duration>> {
    let (mut months, mut days, mut seconds) = (Amount::default(), Amount::default(), Amount::default());
    let (date, time) = match text.split_once(['T', 't']) {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    for (amount, unit) in units(date, "YMWD")? {
        match unit {
            'Y' => months += amount.times(12),
            'M' => months += amount,
            'W' => days += amount.times(7),
            _ => days += amount,
        }
    }
    for (amount, unit) in units(time, "HMS")? {
        seconds += amount.times(match unit {
            'H' => 3600,
            'M' => 60,
            _ => 1,
        });
    }
    Some(Duration::from_amounts(months, days, seconds, Amount::default()))
}

fn units(mut text: &str, mut allowed: &'static str) -> Option<Vec<(Amount, char)>> {
    let mut found = Vec::new();
    while !text.is_empty() {
        let end = text.find(|c: char| c.is_ascii_alphabetic())?;
        let (amount, rest) = text.split_at(end);
        let unit = rest.chars().next()?.to_ascii_uppercase();
        let (_, later) = allowed.split_once(unit)?;
        found.push((Amount::parse(amount)?, unit));
        allowed = later;
        text = rest.get(1..)?;
    }
    Some(found)
}

/// The digits of `text` as a number; `None` unless it has one to nine digits and nothing else.
fn number(text: &str) -> Option<i64> {
    let fits = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

/// A number of exactly `width` digits at the front of `text`, and what follows it.
fn digits(text: &str, width: usize) -> Option<(i64, &str)> {
    Some((number(text.get(..width)?)?, text.get(width..)?))
}

fn split_date(text: &str) -> (&str, &str) {
    // A week date has no `T`, and a zone name stands after the first one.
    text.split_once(['T', 't', ' ']).unwrap_or((text, ""))
}

fn split_offset(text: &str) -> (&str, &str) {
    let at = text.find(['Z', 'z', '+', '-', '\u{2212}']).unwrap_or(text.len());
    text.split_at(at)
}

fn local(date: &str, time: &str) -> Option<LocalDateTime> {
    let nanos = if time.is_empty() { 0 } else { time_nanos(time)? };
    Some(LocalDateTime::new(Date { days: date_days(date)? }, LocalTime { nanos }))
}

/// Nanoseconds since midnight of `21`, `2140`, `21:40`, `214032.142` or `21:40:32.142`.
fn time_nanos(text: &str) -> Option<u64> {
    let (clock, fraction) = match text.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let (hour, rest) = digits(clock, 2)?;
    let colon = rest.starts_with(':');
    let next = |rest: &mut &str| -> Option<Option<i64>> {
        if rest.is_empty() {
            return Some(None);
        }
        let part: &str = if colon { rest.strip_prefix(':')? } else { rest };
        let (value, after) = digits(part, 2)?;
        *rest = after;
        Some(Some(value))
    };
    let mut rest = rest;
    let minute = next(&mut rest)?;
    let second = next(&mut rest)?;
    if !rest.is_empty() || (fraction.is_some() && second.is_none()) {
        return None;
    }
    let nanos = fraction.map_or(Some(0), fraction_nanos)?;
    let (minute, second) = (minute.unwrap_or(0), second.unwrap_or(0));
    (hour < 24 && minute < 60 && second < 60)
        .then(|| ((hour * 60 + minute) * 60 + second) as u64 * NANOS_PER_SECOND as u64 + nanos)
}

fn fraction_nanos(fraction: &str) -> Option<u64> {
    let value = number(fraction)? as u64;
    Some(value * 10_u64.pow(9 - fraction.len() as u32))
}

/// The day number of a date in any form of the file's picture.
fn date_days(text: &str) -> Option<i64> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (Some(-1), rest),
        None => text.strip_prefix('+').map_or((None, text), |rest| (Some(1), rest)),
    };
    let run = unsigned.find(|c: char| !c.is_ascii_digit()).unwrap_or(unsigned.len());
    let width = if sign.is_some() { run } else { 4 };
    let (year, rest) = digits(unsigned, width)?;
    let year = year * sign.unwrap_or(1);
    if !(MIN_YEAR..=MAX_YEAR).contains(&year) || (run > 4 && sign.is_none() && run != unsigned.len()) {
        return None;
    }
    if rest.is_empty() {
        return Some(days_from_civil(year, 1, 1));
    }
    let extended = rest.strip_prefix('-');
    let tail = extended.unwrap_or(rest);
    if let Some(week) = tail.strip_prefix(['W', 'w']) {
        return week_days(year, week, extended.is_some());
    }
    if let Some(quarter) = tail.strip_prefix(['Q', 'q']) {
        return quarter_days(year, quarter, extended.is_some());
    }
    if tail.len() == 3 && number(tail).is_some() {
        return ordinal_days(year, number(tail)?);
    }
    let (month, day) = match extended {
        Some(tail) => match tail.split_once('-') {
            Some((month, day)) => (short(month)?, short(day)?),
            None => (short(tail)?, 1),
        },
        None if tail.len() == 2 => (number(tail)?, 1),
        None => {
            let (month, day) = digits(tail, 2)?;
            (month, number(day).filter(|_| day.len() == 2)?)
        }
    };
    ((1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day))
        .then(|| days_from_civil(year, month, day))
}

/// A month or day of one or two digits.
fn short(text: &str) -> Option<i64> {
    number(text).filter(|_| text.len() <= 2)
}

fn week_days(year: i64, text: &str, extended: bool) -> Option<i64> {
    let (week, rest) = digits(text, 2)?;
    let day = match (rest, extended) {
        ("", _) => 1,
        (rest, true) => number(rest.strip_prefix('-')?)?,
        (rest, false) => number(rest)?,
    };
    ((1..=weeks_in_year(year)).contains(&week) && (1..=7).contains(&day))
        .then(|| first_week(year) + (week - 1) * 7 + day - 1)
}

fn quarter_days(year: i64, text: &str, extended: bool) -> Option<i64> {
    let (quarter, rest) = digits(text, 1)?;
    let day = match (rest, extended) {
        ("", _) => 1,
        (rest, true) => short(rest.strip_prefix('-')?)?,
        (rest, false) => short(rest)?,
    };
    ((1..=4).contains(&quarter) && (1..=days_in_quarter(year, quarter)).contains(&day))
        .then(|| first_of_quarter(year, quarter) + day - 1)
}

fn ordinal_days(year: i64, day: i64) -> Option<i64> {
    let length = if is_leap(year) { 366 } else { 365 };
    (1..=length).contains(&day).then(|| days_from_civil(year, 1, 1) + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_date_is_read() {
        let same =
            ["2015-07-21", "20150721", "2015-7-21", "2015-W30-2", "2015W302", "2015-202", "2015202", "2015-Q3-21"];
        for text in same {
            assert_eq!(Date::parse(text).unwrap().to_string(), "2015-07-21", "{text}");
        }
        for (text, date) in [
            ("2015-07", "2015-07-01"),
            ("201507", "2015-07-01"),
            ("2015W30", "2015-07-20"),
            ("-0044-03-15", "-0044-03-15"),
            ("+12000-01-01", "+12000-01-01"),
        ] {
            assert_eq!(Date::parse(text).unwrap().to_string(), date, "{text}");
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2015-02-29",
            "2015-13-01",
            "2015-366",
            "2015-W54",
            "15-01-01",
            "2015-",
            "",
            "é",
            "+1000000000-01-01",
            "2015-Q5",
            "2015-07-21x",
        ] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_read_with_and_without_separators() {
        for (text, time) in
            [("21:40:32.142", "21:40:32.142"), ("214032.142", "21:40:32.142"), ("2140", "21:40"), ("21", "21:00")]
        {
            assert_eq!(LocalTime::parse(text).unwrap().to_string(), time);
        }
        for text in ["24", "2160", "21:4", "21:40.5", "2:00", "21:4032"] {
            assert!(LocalTime::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_offset_must_fit_its_zone() {
        let read = |text| ZonedDateTime::parse(text, &Zone::UTC);
        let london = read("2015-07-21T21:40:32.142[Europe/London]").unwrap();
        assert_eq!(london.to_string(), "2015-07-21T21:40:32.142+01:00[Europe/London]");
        assert!(read("2015-07-21T21:40:32.142+03:00[Europe/London]").is_err());
        assert_eq!(read("2017-10-29T02:30+01:00[Europe/Stockholm]").unwrap().seconds, 1_509_240_600);
    }

    #[test]
    fn durations_are_read_by_units_and_by_date() {
        let cases = [
            ("P14DT16H12M", "P14DT16H12M"),
            ("P5M1.5D", "P5M1DT12H"),
            ("P0.75M", "P22DT19H51M49.5S"),
            ("PT0.75M", "PT45S"),
            ("P2.5W", "P17DT12H"),
            ("P12Y5M14DT16H12M70S", "P12Y5M14DT16H13M10S"),
            ("P2012-02-02T14:37:21.545", "P2012Y2M2DT14H37M21.545S"),
            ("PT-1M-0.001S", "PT-1M-0.001S"),
            ("-P1DT1S", "P-1DT-1S"),
        ];
        for (text, printed) in cases {
            assert_eq!(Duration::parse(text).unwrap().to_string(), printed, "{text}");
        }
        for text in ["P", "PT", "P1", "1D", "P1S", "PT1D", "P1D1M", "P1..2D", "PTé"] {
            assert!(Duration::parse(text).is_err(), "{text}");
        }
    }
}
