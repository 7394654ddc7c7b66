//! Numbers: signs, rounding, roots, logarithms, trigonometry, chance.

use std::f64::consts;

use super::argument::{at, integer, number, out_of_range, strict, text, wrong_type};
use super::signature::{optional, required};
use super::{Environment, Function, Kind, Parameter};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result, did_you_mean};
use crate::value::{Type, Value};

const FAMILY: &str = "math";
const NONE: &[Parameter] = &[];
const ONE: &[Parameter] = &[required("x", Kind::NUMBER)];

/// A function of one double.
macro_rules! real {
    ($name:literal, $calculate:expr, $description:literal, $example:literal) => {
        Function::scalar(
            (FAMILY, $name),
            ONE,
            |_| Type::Float,
            strict!(|arguments: &[Value]| Ok(Value::Float($calculate(number($name, arguments, 0)?)))),
            $description,
            $example,
        )
    };
}

pub(super) const FUNCTIONS: &[Function] = &[
    Function::scalar((FAMILY, "abs"), ONE, like_argument, strict!(abs), "The number without its sign.", "abs(-1) = 1"),
    Function::scalar((FAMILY, "sign"), ONE, |_| Type::Integer, strict!(sign), "-1, 0 or 1.", "sign(-2.5) = -1"),
    Function::scalar(
        (FAMILY, "isNaN"),
        ONE,
        |_| Type::Boolean,
        strict!(|arguments: &[Value]| Ok(Value::Boolean(number("isNaN", arguments, 0)?.is_nan()))),
        "Whether a double is not a number.",
        "isNaN(0.0 / 0.0) = true",
    ),
    Function::scalar(
        (FAMILY, "round"),
        &[required("x", Kind::NUMBER), optional("precision", Kind::INTEGER), optional("mode", Kind::STRING)],
        |_| Type::Float,
        strict!(round),
        "The nearest number with so many decimal places (0); ties go up, with a precision away from zero, or by the mode \
         UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN, HALF_EVEN.",
        "round(3.14159, 2) = 3.14",
    ),
    real!("ceil", f64::ceil, "The smallest whole number that is not less.", "ceil(1.2) = 2.0"),
    real!("floor", f64::floor, "The largest whole number that is not greater.", "floor(1.8) = 1.0"),
    real!("sqrt", f64::sqrt, "The square root.", "sqrt(4) = 2.0"),
    real!("exp", f64::exp, "e to the power of the number.", "exp(0) = 1.0"),
    real!("log", f64::ln, "The natural logarithm.", "log(1) = 0.0"),
    real!("log10", f64::log10, "The decimal logarithm.", "log10(1000) = 3.0"),
    real!("sin", f64::sin, "The sine of an angle in radians.", "sin(0) = 0.0"),
    real!("cos", f64::cos, "The cosine of an angle in radians.", "cos(0) = 1.0"),
    real!("tan", f64::tan, "The tangent of an angle in radians.", "tan(0) = 0.0"),
    real!("cot", |x: f64| 1.0 / x.tan(), "The cotangent of an angle in radians.", "cot(0) = Infinity"),
    real!("asin", f64::asin, "The angle of a sine.", "asin(0) = 0.0"),
    real!("acos", f64::acos, "The angle of a cosine.", "acos(1) = 0.0"),
    real!("atan", f64::atan, "The angle of a tangent.", "atan(0) = 0.0"),
    real!("sinh", f64::sinh, "The hyperbolic sine.", "sinh(0) = 0.0"),
    real!("cosh", f64::cosh, "The hyperbolic cosine.", "cosh(0) = 1.0"),
    real!("tanh", f64::tanh, "The hyperbolic tangent.", "tanh(0) = 0.0"),
    Function::scalar(
        (FAMILY, "atan2"),
        &[required("y", Kind::NUMBER), required("x", Kind::NUMBER)],
        |_| Type::Float,
        strict!(|arguments: &[Value]| {
            Ok(Value::Float(number("atan2", arguments, 0)?.atan2(number("atan2", arguments, 1)?)))
        }),
        "The angle of the point (x, y).",
        "atan2(0, 1) = 0.0",
    ),
    real!("degrees", f64::to_degrees, "Radians as degrees.", "degrees(0) = 0.0"),
    real!("radians", f64::to_radians, "Degrees as radians.", "radians(0) = 0.0"),
    real!("haversin", |x: f64| (1.0 - x.cos()) / 2.0, "Half the versine of an angle.", "haversin(0) = 0.0"),
    Function::scalar(
        (FAMILY, "e"),
        NONE,
        |_| Type::Float,
        |_, _| Ok(Value::Float(consts::E)),
        "Euler's number.",
        "e()",
    ),
    Function::scalar((FAMILY, "pi"), NONE, |_| Type::Float, |_, _| Ok(Value::Float(consts::PI)), "Pi.", "pi()"),
    Function::scalar(
        (FAMILY, "rand"),
        NONE,
        |_| Type::Float,
        |_: &[Value], environment: &Environment<'_>| Ok(Value::Float(environment.random.unit())),
        "A random number from 0 to 1, 1 excluded.",
        "rand()",
    ),
];

/// The function of this name from one double to another, where there is one: for many at once, in their places.
pub(crate) fn real(name: &str) -> Option<fn(&mut [f64])> {
    fn each(numbers: &mut [f64], of: impl Fn(f64) -> f64) {
        numbers.iter_mut().for_each(|number| *number = of(*number));
    }
    Some(match name {
        "ceil" => |all| each(all, f64::ceil),
        "floor" => |all| each(all, f64::floor),
        "round" => |all| each(all, rounded),
        "sqrt" => |all| each(all, f64::sqrt),
        "exp" => |all| each(all, f64::exp),
        "log" => |all| each(all, f64::ln),
        "log10" => |all| each(all, f64::log10),
        "sin" => |all| each(all, f64::sin),
        "cos" => |all| each(all, f64::cos),
        "radians" => |all| each(all, f64::to_radians),
        "toFloat" => |_| {},
        _ => return None,
    })
}

/// Rounds each to so many decimal places; false, and nothing done, where there cannot be so many.
pub(crate) fn round_all(numbers: &mut [f64], places: u32) -> bool {
    let fits = PLACES.contains(&i64::from(places));
    if fits {
        let power = power_of_ten(places as usize);
        for number in numbers {
            *number = power
                .and_then(|power| round_clearly(*number, power))
                .unwrap_or_else(|| round_printed(*number, places as usize, Rounding::HalfUp));
        }
    }
    fits
}

/// The nearest whole number; ties go up.
#[inline]
fn rounded(float: f64) -> f64 {
    let floor = float.floor();
    if float - floor >= 0.5 { float.ceil() } else { floor }
}

fn like_argument(arguments: &[Type]) -> Type {
    match arguments.first() {
        Some(Type::Integer) => Type::Integer,
        Some(Type::Float) => Type::Float,
        _ => Type::Number,
    }
}

fn abs(arguments: &[Value]) -> Result<Value> {
    match at(arguments, 0) {
        Value::Integer(integer) => integer.checked_abs().map(Value::Integer).ok_or_else(|| {
            Diagnostic::new(
                Class::ArithmeticError,
                Phase::Runtime,
                Detail::IntegerArithmeticOverflow,
                format!("abs({integer}) does not fit a 64-bit integer"),
            )
        }),
        Value::Float(float) => Ok(Value::Float(float.abs())),
        other => Err(wrong_type("abs", "a number", other)),
    }
}

fn sign(arguments: &[Value]) -> Result<Value> {
    let number = number("sign", arguments, 0)?;
    Ok(Value::Integer(i64::from(number > 0.0) - i64::from(number < 0.0)))
}

/// How a number between two neighbours is rounded; the names are those of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rounding {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
}

const MODES: [(&str, Rounding); 7] = [
    ("UP", Rounding::Up),
    ("DOWN", Rounding::Down),
    ("CEILING", Rounding::Ceiling),
    ("FLOOR", Rounding::Floor),
    ("HALF_UP", Rounding::HalfUp),
    ("HALF_DOWN", Rounding::HalfDown),
    ("HALF_EVEN", Rounding::HalfEven),
];

/// Decimal places that can be asked for.
const PLACES: std::ops::RangeInclusive<i64> = 0..=300;

fn round(arguments: &[Value]) -> Result<Value> {
    let float = number("round", arguments, 0)?;
    if arguments.len() == 1 {
        return Ok(Value::Float(rounded(float)));
    }
    let precision = integer("round", arguments, 1)?;
    if !PLACES.contains(&precision) {
        return Err(out_of_range(format!("round() takes a precision of 0 to 300 decimal places, not {precision}")));
    }
    let mode = if arguments.len() > 2 { mode(text("round", arguments, 2)?)? } else { Rounding::HalfUp };
    Ok(Value::Float(round_decimal(float, precision as usize, mode)))
}

fn mode(name: &str) -> Result<Rounding> {
    let found = MODES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, mode)| *mode).ok_or_else(|| {
        Diagnostic::argument(Detail::InvalidArgumentValue, format!("'{name}' is not a way to round")).maybe_hint(
            did_you_mean(name, MODES.iter().map(|(name, _)| *name)).map(|near| format!("did you mean '{near}'?")),
        )
    })
}

/// Rounds the decimal that the double prints as, so that 1.005 to two places is 1.01 although the double lies below it.
fn round_decimal(float: f64, precision: usize, mode: Rounding) -> f64 {
    let to_nearest = matches!(mode, Rounding::HalfUp | Rounding::HalfDown | Rounding::HalfEven);
    let clear = power_of_ten(precision).filter(|_| to_nearest).and_then(|power| round_clearly(float, power));
    if let Some(rounded) = clear {
        return rounded;
    }
    round_printed(float, precision, mode)
}

/// A power of ten that is a double, so that a division by it is rounded once.
fn power_of_ten(exponent: usize) -> Option<f64> {
    Some(10_f64.powi(i32::try_from(exponent).ok().filter(|exponent| *exponent <= 15)?))
}

/// The nearest multiple of one over a power of ten, where the double lies so far from the middle of two that neither its own
/// rounding nor that of the steps here matters.
#[inline]
fn round_clearly(float: f64, power: f64) -> Option<f64> {
    let scaled = float.abs() * power;
    let whole = scaled.floor();
    let from_middle = (scaled - whole - 0.5).abs();
    let clear = scaled < 1e14 && from_middle > scaled * 4.0 * f64::EPSILON;
    clear.then(|| (if scaled - whole > 0.5 { whole + 1.0 } else { whole } / power).copysign(float))
}

fn round_printed(float: f64, precision: usize, mode: Rounding) -> f64 {
    let printed = format!("{}", float.abs());
    let Some((whole, fraction)) = printed.split_once('.') else { return float };
    let Some(rest) = fraction.get(precision..).filter(|rest| !rest.is_empty()) else { return float };
    let kept = format!("{whole}{}", &fraction[..precision]);
    // A double has at most 17 digits that are not leading zeros.
    let Ok(mut digits) = kept.parse::<u128>() else { return float };
    let half = rest.as_bytes()[0].cmp(&b'5').then(rest[1..].trim_end_matches('0').len().cmp(&0));
    let negative = float < 0.0;
    let away = match mode {
        Rounding::Up => true,
        Rounding::Down => false,
        Rounding::Ceiling => !negative,
        Rounding::Floor => negative,
        Rounding::HalfUp => half.is_ge(),
        Rounding::HalfDown => half.is_gt(),
        Rounding::HalfEven => half.is_gt() || (half.is_eq() && digits % 2 == 1),
    };
    digits += u128::from(away);
    format!("{}{digits}e-{precision}", if negative { "-" } else { "" }).parse().unwrap_or(float)
}

#[cfg(test)]
mod tests {
    use super::{Rounding, power_of_ten, round_printed};

    fn round_clearly(float: f64, precision: usize) -> Option<f64> {
        super::round_clearly(float, power_of_ten(precision)?)
    }

    #[test]
    fn what_is_clear_is_rounded_as_what_is_printed() {
        let mut state = 7_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 11
        };
        let mut clear = 0;
        for _ in 0..20_000 {
            let cents = (random() % 100_000_000) as f64 / 10_f64.powi((random() % 9) as i32);
            let any = f64::from_bits(random() << 11 | random() >> 42);
            for float in [cents, -cents, any, cents + 1e-9, 0.0, -0.0] {
                let precision = (random() % 18) as usize;
                let Some(rounded) = round_clearly(float, precision) else { continue };
                clear += 1;
                for mode in [Rounding::HalfUp, Rounding::HalfDown, Rounding::HalfEven] {
                    let printed = round_printed(float, precision, mode);
                    assert_eq!(rounded.to_bits(), printed.to_bits(), "{float} to {precision}");
                }
            }
        }
        assert!(clear > 40_000);
        // Halves are never clear, nor is what only prints as one.
        for (float, precision) in [(0.5, 0), (2.675, 2), (1.005, 2), (-0.125, 2), (1e15, 3), (f64::NAN, 1)] {
            assert!(round_clearly(float, precision).is_none(), "{float}");
        }
    }
}
