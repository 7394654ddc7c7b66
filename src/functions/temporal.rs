//! Dates, times and durations: making, truncating and subtracting them, and the clocks.
//!
//! Each of the five kinds of points in time has the same six functions: from its argument (the statement's time without
//! one), by each of the three clocks, and truncated.

use super::argument::{at, integer, map, out_of_range, strict, text, wrong_type};
use super::signature::{optional, required};
use super::{Environment, Function, Kind, Parameter};
use crate::diagnostic::Result;
use crate::value::temporal::{self, Difference, Duration, Instant, Kind as Point, LocalDateTime, Zone, ZonedDateTime};
use crate::value::{Map, Type, Value};

const FAMILY: &str = "temporal";
const CLOCK: &[Parameter] = &[optional("timezone", Kind::STRING.or(Kind::MAP))];
const TRUNCATE: &[Parameter] =
    &[required("unit", Kind::STRING), optional("value", Kind::POINT_IN_TIME), optional("fields", Kind::MAP)];
const TWO: &[Parameter] = &[required("start", Kind::POINT_IN_TIME), required("end", Kind::POINT_IN_TIME)];
const INPUT: &[Parameter] = &[optional("input", Kind::POINT_IN_TIME.or(Kind::STRING).or(Kind::MAP))];

/// The five functions of one kind of point in time.
macro_rules! points {
    ($point:expr, $type:expr, $noun:literal, $name:literal $example:literal,
     $transaction:literal, $statement:literal, $realtime:literal, $truncate:literal $truncated:literal) => {
        [
            Function::scalar(
                (FAMILY, $name),
                INPUT,
                |_| $type,
                |arguments: &[Value], environment: &Environment<'_>| make($point, arguments, environment),
                concat!("The ", $noun, " of a string, a map of fields or another point in time; without one, now."),
                $example,
            ),
            Function::scalar(
                (FAMILY, $transaction),
                CLOCK,
                |_| $type,
                |arguments: &[Value], environment: &Environment<'_>| {
                    now($transaction, $point, arguments, &environment.clock.transaction())
                },
                concat!("The ", $noun, " at which the transaction started."),
                concat!($transaction, "()"),
            ),
            Function::scalar(
                (FAMILY, $statement),
                CLOCK,
                |_| $type,
                |arguments: &[Value], environment: &Environment<'_>| {
                    now($statement, $point, arguments, &environment.clock.statement())
                },
                concat!("The ", $noun, " at which the statement started."),
                concat!($statement, "()"),
            ),
            Function::scalar(
                (FAMILY, $realtime),
                CLOCK,
                |_| $type,
                |arguments: &[Value], environment: &Environment<'_>| {
                    now($realtime, $point, arguments, &environment.clock.real())
                },
                concat!("The ", $noun, " now, also within a statement."),
                concat!($realtime, "()"),
            ),
            Function::scalar(
                (FAMILY, $truncate),
                TRUNCATE,
                |_| $type,
                |arguments: &[Value], environment: &Environment<'_>| {
                    truncate($truncate, $point, arguments, environment)
                },
                concat!("The ", $noun, " set back to the start of a unit such as 'week', with fields replaced."),
                $truncated,
            ),
        ]
    };
}

const DATE: [Function; 5] = points!(
    Point::Date, Type::Date, "date", "date" "date('2015-07-21')",
    "date.transaction", "date.statement", "date.realtime",
    "date.truncate" "date.truncate('month', date('2015-07-21'))"
);
const LOCAL_TIME: [Function; 5] = points!(
    Point::LocalTime, Type::LocalTime, "local time", "localtime" "localtime('21:40:32')",
    "localtime.transaction", "localtime.statement", "localtime.realtime",
    "localtime.truncate" "localtime.truncate('hour', localtime('21:40:32'))"
);
const TIME: [Function; 5] = points!(
    Point::Time, Type::Time, "time", "time" "time('21:40:32+01:00')",
    "time.transaction", "time.statement", "time.realtime",
    "time.truncate" "time.truncate('hour', time('21:40:32+01:00'))"
);
const LOCAL_DATETIME: [Function; 5] = points!(
    Point::LocalDateTime, Type::LocalDateTime, "local datetime", "localdatetime" "localdatetime('2015-07-21T21:40:32')",
    "localdatetime.transaction", "localdatetime.statement", "localdatetime.realtime",
    "localdatetime.truncate" "localdatetime.truncate('day', localdatetime('2015-07-21T21:40:32'))"
);
const DATETIME: [Function; 5] = points!(
    Point::DateTime, Type::DateTime, "datetime", "datetime" "datetime('2015-07-21T21:40:32+01:00')",
    "datetime.transaction", "datetime.statement", "datetime.realtime",
    "datetime.truncate" "datetime.truncate('day', datetime('2015-07-21T21:40:32Z'))"
);

/// What the function of this name tells of the time between two points; `None` for other functions.
pub(crate) fn difference(name: &str) -> Option<Difference> {
    Some(match name {
        "duration.between" => Difference::Whole,
        "duration.inMonths" => Difference::Months,
        "duration.inDays" => Difference::Days,
        "duration.inSeconds" => Difference::Seconds,
        _ => return None,
    })
}

/// A function of two points in time.
macro_rules! between {
    ($name:literal, $wanted:expr, $description:literal, $example:literal) => {
        Function::scalar(
            (FAMILY, $name),
            TWO,
            |_| Type::Duration,
            strict!(|arguments: &[Value]| {
                Ok(Value::Duration(temporal::between(at(arguments, 0), at(arguments, 1), $wanted)?.into()))
            }),
            $description,
            $example,
        )
    };
}

const OTHERS: [Function; 8] = [
    Function::scalar(
        (FAMILY, "datetime.fromepoch"),
        &[required("seconds", Kind::NUMBER), optional("nanoseconds", Kind::NUMBER)],
        |_| Type::DateTime,
        strict!(from_epoch),
        "The datetime so many seconds and nanoseconds after 1970-01-01T00:00Z.",
        "datetime.fromepoch(0, 0)",
    ),
    Function::scalar(
        (FAMILY, "datetime.fromepochmillis"),
        &[required("milliseconds", Kind::NUMBER)],
        |_| Type::DateTime,
        strict!(from_epoch_millis),
        "The datetime so many milliseconds after 1970-01-01T00:00Z.",
        "datetime.fromepochmillis(0)",
    ),
    Function::scalar(
        (FAMILY, "timestamp"),
        &[],
        |_| Type::Integer,
        |_: &[Value], environment: &Environment<'_>| {
            let now = environment.clock.statement();
            Ok(Value::Integer(now.seconds * 1000 + i64::from(now.nanos) / 1_000_000))
        },
        "The milliseconds since 1970-01-01T00:00Z at which the statement started.",
        "timestamp()",
    ),
    Function::scalar(
        (FAMILY, "duration"),
        &[required("input", Kind::STRING.or(Kind::MAP).or(Kind::DURATION))],
        |_| Type::Duration,
        strict!(duration),
        "The duration of a string or of a map of units.",
        "duration('P1Y2M')",
    ),
    between!(
        "duration.between",
        Difference::Whole,
        "The time between two points, in months, days and seconds.",
        "duration.between(date('2015-01-01'), date('2016-02-02'))"
    ),
    between!(
        "duration.inMonths",
        Difference::Months,
        "The whole months between two points in time.",
        "duration.inMonths(date('2015-01-01'), date('2016-02-02'))"
    ),
    between!(
        "duration.inDays",
        Difference::Days,
        "The whole days between two points in time.",
        "duration.inDays(date('2015-01-01'), date('2016-02-02'))"
    ),
    between!(
        "duration.inSeconds",
        Difference::Seconds,
        "The seconds between two points in time.",
        "duration.inSeconds(date('2015-01-01'), date('2016-02-02'))"
    ),
];

const TABLE: [Function; 33] = {
    let [a, b, c, d, e] = DATE;
    let [f, g, h, i, j] = LOCAL_TIME;
    let [k, l, m, n, o] = TIME;
    let [p, q, r, s, t] = LOCAL_DATETIME;
    let [u, v, w, x, y] = DATETIME;
    let [z0, z1, z2, z3, z4, z5, z6, z7] = OTHERS;
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z0, z1, z2, z3, z4, z5, z6, z7]
};

pub(super) const FUNCTIONS: &[Function] = &TABLE;

fn make(point: Point, arguments: &[Value], environment: &Environment<'_>) -> Result<Value> {
    let now = environment.clock.statement();
    match arguments.first() {
        None => now.as_kind(point, &now.zone),
        Some(input) => temporal::select(point, input, &now),
    }
}

fn now(function: &str, point: Point, arguments: &[Value], instant: &Instant) -> Result<Value> {
    match arguments.first() {
        None => instant.as_kind(point, &instant.zone),
        Some(Value::Null) => Ok(Value::Null),
        Some(Value::String(name)) => instant.as_kind(point, &Zone::parse(name)?),
        Some(Value::Map(fields)) => match fields.get("timezone") {
            Some(Value::String(name)) if fields.len() == 1 => instant.as_kind(point, &Zone::parse(name)?),
            _ => Err(wrong_type(function, "a map with the one key `timezone`", at(arguments, 0))),
        },
        Some(other) => Err(wrong_type(function, "a STRING", other)),
    }
}

fn truncate(function: &str, point: Point, arguments: &[Value], environment: &Environment<'_>) -> Result<Value> {
    if arguments.iter().any(Value::is_null) {
        return Ok(Value::Null);
    }
    let now = environment.clock.statement();
    let unit = text(function, arguments, 0)?;
    let value = match arguments.get(1) {
        Some(value) => value.clone(),
        None => now.as_kind(point, &now.zone)?,
    };
    if arguments.len() > 2 {
        temporal::truncate(point, unit, &value, map(function, arguments, 2)?, &now)
    } else {
        temporal::truncate(point, unit, &value, &Map::new(), &now)
    }
}

/// A datetime in universal time from a count of nanoseconds since 1970.
fn universal(nanos: i128) -> Result<Value> {
    let second = 1_000_000_000;
    let seconds =
        i64::try_from(nanos.div_euclid(second)).map_err(|_| out_of_range("the datetime is outside the calendar"))?;
    let local = LocalDateTime::from_seconds(seconds, nanos.rem_euclid(second) as u32)?;
    Ok(Value::DateTime(ZonedDateTime::from_local(local, &Zone::UTC).into()))
}

fn from_epoch(arguments: &[Value]) -> Result<Value> {
    let seconds = integer("datetime.fromepoch", arguments, 0)?;
    let nanos = if arguments.len() > 1 { integer("datetime.fromepoch", arguments, 1)? } else { 0 };
    universal(i128::from(seconds) * 1_000_000_000 + i128::from(nanos))
}

fn from_epoch_millis(arguments: &[Value]) -> Result<Value> {
    universal(i128::from(integer("datetime.fromepochmillis", arguments, 0)?) * 1_000_000)
}

fn duration(arguments: &[Value]) -> Result<Value> {
    Ok(match at(arguments, 0) {
        Value::String(text) => Value::Duration(Duration::parse(text)?.into()),
        Value::Map(fields) => {
            temporal::duration_of(fields)?.map(|found| Value::Duration(found.into())).unwrap_or_default()
        }
        value @ Value::Duration(_) => value.clone(),
        other => return Err(wrong_type("duration", "a STRING or a MAP", other)),
    })
}
