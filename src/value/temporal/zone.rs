//! Time zones: offsets, names of the IANA database, and which offset a name has at an instant or a local time.
//!
//! The database is jiff's bundled copy, so results never depend on the machine. It knows the years -9999 to 9999; a later
//! instant is looked up in the same place of an earlier 400-year cycle, an earlier one has the zone's first offset.
//!
//! ```text
//! local 02:30, spring forward (gap)      → the instant by the offset before: shown as 03:30
//! local 02:30, autumn back (overlap)     → the first of the two instants
//! ```

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Zone;
use super::calendar::SECONDS_PER_DAY;
use crate::diagnostic::{Detail, Diagnostic, Result};

/// Offsets reach 18 hours to either side.
const MAX_OFFSET: i32 = 18 * 3600;
/// The seconds of 400 Gregorian years, after which the calendar (and a zone's yearly rule) repeats.
const CYCLE: i64 = 146_097 * SECONDS_PER_DAY;

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self::Offset(0);

    /// Seconds east of UTC, at the instant this zone stands beside.
    #[must_use]
    pub fn offset(&self) -> i32 {
        match self {
            Self::Offset(offset) | Self::Named(_, offset) => *offset,
        }
    }

    /// A zone by its text: `Z`, `+01:00`, `+0100`, `-02`, `+02:05:59`, or a name such as `Europe/Stockholm`.
    /// The offset of a named zone is not known before an instant is: settle it with [`Self::at_instant`].
    pub(crate) fn parse(text: &str) -> Result<Self> {
        if let Some(offset) = parse_offset(text) {
            return Ok(Self::Offset(offset));
        }
        let unknown = || {
            Diagnostic::argument(Detail::InvalidArgumentValue, format!("`{text}` is not a time zone"))
                .hint("write an offset such as '+01:00' or a name such as 'Europe/Stockholm'")
        };
        let name = text.replace(' ', "_");
        let zone = TimeZone::get(&name).map_err(|_| unknown())?;
        Ok(Self::Named(Arc::from(zone.iana_name().unwrap_or(&name)), 0))
    }

    /// This zone with the offset it has at an instant (seconds since 1970-01-01T00:00Z).
    pub(crate) fn at_instant(&self, seconds: i64) -> Self {
        match self {
            Self::Offset(offset) => Self::Offset(*offset),
            Self::Named(name, known) => {
                Self::Named(Arc::clone(name), lookup(name).map_or(*known, |zone| offset_at(&zone, seconds)))
            }
        }
    }

    /// The instant at which this zone's clocks show `local`; see the rules of the file for gaps and overlaps.
    pub(crate) fn instant_of(&self, local: i64) -> i64 {
        let offset = match self {
            Self::Offset(offset) => *offset,
            Self::Named(name, known) => lookup(name).map_or(*known, |zone| offset_at_local(&zone, local)),
        };
        local - i64::from(offset)
    }
}

fn lookup(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

fn offset_at(zone: &TimeZone, seconds: i64) -> i32 {
    let last = Timestamp::MAX.as_second();
    let within = if seconds > last { last - CYCLE + (seconds - last).rem_euclid(CYCLE) } else { seconds };
    let timestamp = Timestamp::from_second(within).unwrap_or(Timestamp::MIN);
    zone.to_offset(timestamp).seconds()
}

/// The offset by which `local` is to be read: the one before a transition wherever two are possible or none is.
fn offset_at_local(zone: &TimeZone, local: i64) -> i32 {
    let before = offset_at(zone, local - SECONDS_PER_DAY);
    let after = offset_at(zone, local + SECONDS_PER_DAY);
    if before == after || offset_at(zone, local - i64::from(before)) == before {
        before
    } else if offset_at(zone, local - i64::from(after)) == after {
        after
    } else {
        before
    }
}

/// Seconds east of UTC of `Z`, `±HH`, `±HHMM`, `±HH:MM`, `±HHMMSS` or `±HH:MM:SS`.
pub(super) fn parse_offset(text: &str) -> Option<i32> {
    if text == "Z" || text == "z" {
        return Some(0);
    }
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix(['-', '\u{2212}'])?),
    };
    let parts: Vec<&str> = if rest.contains(':') {
        rest.split(':').collect()
    } else {
        rest.is_ascii().then_some(())?;
        rest.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap_or_default()).collect()
    };
    let two = |part: &&str| -> Option<i32> {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let numbers: Vec<i32> = parts.iter().map(two).collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match *numbers.as_slice() {
        [hours] => (hours, 0, 0),
        [hours, minutes] => (hours, minutes, 0),
        [hours, minutes, seconds] => (hours, minutes, seconds),
        _ => return None,
    };
    let total = hours * 3600 + minutes * 60 + seconds;
    (minutes < 60 && seconds < 60 && total <= MAX_OFFSET).then_some(sign * total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stockholm() -> Zone {
        Zone::parse("europe/stockholm").unwrap()
    }

    #[test]
    fn offsets_are_read_in_every_iso_form() {
        let cases = [("Z", 0), ("+01", 3600), ("-0130", -5400), ("+02:05:59", 7559), ("+18:00", 64800)];
        for (text, seconds) in cases {
            assert_eq!(parse_offset(text), Some(seconds), "{text}");
        }
        for text in ["+19:00", "01:00", "+1", "+01:60", "+é", ""] {
            assert_eq!(parse_offset(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_found_in_any_case_and_kept_in_theirs() {
        assert_eq!(stockholm(), Zone::Named("Europe/Stockholm".into(), 0));
        assert!(Zone::parse("Europe/Atlantis").is_err());
    }

    #[test]
    fn a_gap_moves_forward_and_an_overlap_takes_the_first() {
        // 2017-03-26T02:30 does not exist in Stockholm; 2017-10-29T02:30 exists twice.
        let gap = 1_490_495_400;
        assert_eq!(stockholm().instant_of(gap), gap - 3600);
        assert_eq!(stockholm().at_instant(gap - 3600).offset(), 7200);
        let overlap = 1_509_244_200;
        assert_eq!(stockholm().instant_of(overlap), overlap - 7200);
    }

    #[test]
    fn far_years_follow_the_last_rule() {
        // 2400 and 12,000 are 24 cycles of 400 years apart: summer stays summer.
        let summer = 13_590_000_000;
        let far = summer + 24 * CYCLE;
        assert_eq!(stockholm().at_instant(summer).offset(), stockholm().at_instant(far).offset());
        assert_eq!(stockholm().at_instant(-90_000 * CYCLE).offset(), 3208);
    }
}
