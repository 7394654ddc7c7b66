//! Numbers at the seam of integers and doubles: exact comparison, and reading and writing their text.
//!
//! Integers are never turned into doubles to be compared: 2^53 + 1 and 2^53 stay different.

use std::cmp::Ordering;

/// 2^63, the first double past the integers.
const PAST_INTEGERS: f64 = 9_223_372_036_854_775_808.0;

/// Which of an integer and a double is larger, exactly; `None` for NaN.
pub(crate) fn compare_exact(integer: i64, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        None
    } else if float >= PAST_INTEGERS {
        Some(Ordering::Less)
    } else if float < -PAST_INTEGERS {
        Some(Ordering::Greater)
    } else {
        let whole = float.trunc();
        let fraction = whole.partial_cmp(&float).unwrap_or(Ordering::Equal);
        Some(integer.cmp(&(whole as i64)).then(fraction))
    }
}

/// The integer that a double equals, if any.
#[inline]
pub(crate) fn exact_integer(float: f64) -> Option<i64> {
    // What is too large or NaN gives an integer all the same, which it does not equal.
    let integer = float as i64;
    (integer as f64 == float && float < PAST_INTEGERS).then_some(integer)
}

/// The double that an integer equals, where it is known without a look at all digits.
#[inline]
pub(crate) fn exact_float(integer: i64) -> Option<f64> {
    (integer.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS).then_some(integer as f64)
}

/// A double as the language writes it: always with a point or an exponent, as short as it reads back the same.
pub(crate) fn float_text(float: f64) -> String {
    if float.is_nan() {
        "NaN".to_owned()
    } else if float.is_infinite() {
        if float > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() }
    } else {
        format!("{float:?}")
    }
}

/// The integer that a string means to `toInteger`: a decimal, hexadecimal (`0x`) or octal (`0o`) integer, or a decimal
/// number whose fraction is cut off.
pub(crate) fn parse_integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8)] {
        if let Some(digits) = digits.strip_prefix(prefix) {
            let all = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
            let signed = if negative { format!("-{digits}") } else { digits.to_owned() };
            return all.then(|| i64::from_str_radix(&signed, radix).ok())?;
        }
    }
    text.parse().ok().or_else(|| float_to_integer(parse_float(text)?))
}

/// The double that a string means to `toFloat`.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim();
    match text {
        "NaN" => return Some(f64::NAN),
        "Infinity" | "+Infinity" => return Some(f64::INFINITY),
        "-Infinity" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    // The standard parser also takes words such as `inf`, which are not numbers of the language.
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    plain.then(|| text.parse().ok())?
}

/// A double without its fraction; `None` when it does not fit.
pub(crate) fn float_to_integer(float: f64) -> Option<i64> {
    (-PAST_INTEGERS..PAST_INTEGERS).contains(&float).then_some(float as i64)
}

/// The sign of a double, and the bit that sets those above those below zero in [`rank_of`].
const NEGATIVE: u64 = 1 << 63;

/// Whole numbers in the order of doubles: both zeros have one, and all NaN have one above all others.
#[inline]
pub(crate) fn rank_of(float: f64) -> u64 {
    let bits = if float.is_nan() { f64::NAN.to_bits() & !NEGATIVE } else { (float + 0.0).to_bits() };
    let negative = ((bits as i64) >> 63) as u64;
    bits ^ (negative | NEGATIVE)
}

/// The double of a rank, of those that [`rank_of`] gives.
#[inline]
pub(crate) fn float_of(rank: u64) -> f64 {
    f64::from_bits(if rank & NEGATIVE == 0 { !rank } else { rank & !NEGATIVE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_in_the_order_of_doubles_and_give_them_back() {
        let ascending =
            [f64::NEG_INFINITY, f64::MIN, -1.5, -5e-324, 0.0, 5e-324, 1.5, f64::MAX, f64::INFINITY, f64::NAN];
        assert!(ascending.is_sorted_by(|a, b| rank_of(*a) < rank_of(*b)));
        assert!(ascending.iter().all(|float| float_of(rank_of(*float)).total_cmp(float).is_eq()));
        assert_eq!((rank_of(-0.0), rank_of(-f64::NAN)), (rank_of(0.0), rank_of(f64::NAN)));
    }

    #[test]
    fn integers_and_doubles_compare_without_rounding() {
        let big = (1_i64 << 53) + 1;
        assert_eq!(compare_exact(big, 9_007_199_254_740_992.0), Some(Ordering::Greater));
        assert_eq!(compare_exact(i64::MAX, PAST_INTEGERS), Some(Ordering::Less));
        assert_eq!(compare_exact(i64::MIN, -PAST_INTEGERS), Some(Ordering::Equal));
        assert_eq!(compare_exact(1, 1.5), Some(Ordering::Less));
        assert_eq!(compare_exact(-1, -1.5), Some(Ordering::Greater));
        assert_eq!(compare_exact(0, -0.0), Some(Ordering::Equal));
        assert_eq!(compare_exact(0, f64::NAN), None);
    }

    #[test]
    fn doubles_always_look_like_doubles() {
        let cases = [(1.0, "1.0"), (-1e9, "-1000000000.0"), (1e308, "1e308"), (0.2, "0.2"), (-0.00001, "-1e-5")];
        for (float, text) in cases {
            assert_eq!(float_text(float), text);
        }
    }

    #[test]
    fn strings_become_numbers_or_nothing() {
        let cases = [("1.7", Some(1)), (" 2 ", Some(2)), ("0x1F", Some(31)), ("-0o17", Some(-15)), ("1e3", Some(1000))];
        for (text, integer) in cases {
            assert_eq!(parse_integer(text), integer, "{text}");
        }
        for text in ["foo", "", "inf", "1e30", "0x", "0x-1", "--1"] {
            assert_eq!(parse_integer(text), None, "{text}");
        }
        assert_eq!(parse_float("infinity"), None);
        assert_eq!(parse_float(".5"), Some(0.5));
    }
}
