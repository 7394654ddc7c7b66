//! ISO 8601 text of temporal values: as short as it can be without loss, read back by `parse`.
//!
//! ```text
//! 1984-10-11   +12000-01-01   12:31   12:31:14.645   12:31+01:00   2015-07-21T21:40:32.142+02:00[Europe/Stockholm]
//! P12Y5M-14DT16H   PT-0.4S   PT0S
//! ```

use std::fmt::{Display, Formatter, Result, Write};

use super::calendar::{NANOS_PER_SECOND, civil_from_days};
use super::{Date, Duration, LocalDateTime, LocalTime, Time, Zone, ZonedDateTime};

impl Display for Date {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let (year, month, day) = civil_from_days(self.days);
        let sign = match year {
            ..0 => "-",
            10_000.. => "+",
            _ => "",
        };
        write!(f, "{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
    }
}

impl Display for LocalTime {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let second = NANOS_PER_SECOND as u64;
        let (seconds, nanos) = (self.nanos / second, self.nanos % second);
        write!(f, "{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
        if !seconds.is_multiple_of(60) || nanos > 0 {
            write!(f, ":{:02}", seconds % 60)?;
            write_fraction(f, nanos)?;
        }
        Ok(())
    }
}

impl Display for Time {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}{}", LocalTime { nanos: self.nanos }, OffsetText(self.offset))
    }
}

impl Display for LocalDateTime {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}T{}", self.date(), self.time())
    }
}

impl Display for ZonedDateTime {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}{}", self.local(), OffsetText(self.zone.offset()))?;
        match &self.zone {
            Zone::Offset(_) => Ok(()),
            Zone::Named(name, _) => write!(f, "[{name}]"),
        }
    }
}

impl Display for Duration {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if *self == Self::default() {
            return f.write_str("PT0S");
        }
        f.write_char('P')?;
        for (amount, unit) in [(self.months / 12, 'Y'), (self.months % 12, 'M'), (self.days, 'D')] {
            if amount != 0 {
                write!(f, "{amount}{unit}")?;
            }
        }
        let nanos = self.subday_nanos();
        if nanos == 0 {
            return Ok(());
        }
        f.write_char('T')?;
        let second = i128::from(NANOS_PER_SECOND);
        for (amount, unit) in [(nanos / (3600 * second), 'H'), (nanos / (60 * second) % 60, 'M')] {
            if amount != 0 {
                write!(f, "{amount}{unit}")?;
            }
        }
        let (rest, fraction) = (nanos / second % 60, (nanos % second).unsigned_abs() as u64);
        if rest == 0 && fraction == 0 {
            return Ok(());
        }
        let sign = if nanos < 0 { "-" } else { "" };
        write!(f, "{sign}{}", rest.unsigned_abs())?;
        write_fraction(f, fraction)?;
        f.write_char('S')
    }
}

/// An offset as `Z`, `+01:00` or `+02:05:59`.
pub(super) struct OffsetText(pub(super) i32);

impl Display for OffsetText {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if self.0 == 0 {
            return f.write_char('Z');
        }
        let (sign, seconds) = (if self.0 < 0 { '-' } else { '+' }, self.0.unsigned_abs());
        write!(f, "{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
        if !seconds.is_multiple_of(60) {
            write!(f, ":{:02}", seconds % 60)?;
        }
        Ok(())
    }
}

/// Nanoseconds as `.` and as many digits as they need; nothing for zero.
fn write_fraction(f: &mut Formatter<'_>, nanos: u64) -> Result {
    if nanos == 0 {
        return Ok(());
    }
    let digits = format!("{nanos:09}");
    write!(f, ".{}", digits.trim_end_matches('0'))
}
