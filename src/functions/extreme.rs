//! The smallest or largest of many values, in the order of ORDER BY.

use std::cmp::Ordering;

use crate::value::temporal::Scale;
use crate::value::{Value, order};

/// Bytes from which on comparing two texts takes a while.
const LONG: usize = 1 << 12;

/// The smallest or largest value; of equal ones the first.
pub(crate) struct Extreme {
    best: Value,
    wanted: Ordering,
}

impl Extreme {
    /// Of values that come `wanted` beside the best so far, the last.
    pub(crate) fn new(wanted: Ordering) -> Self {
        Self { best: Value::Null, wanted }
    }

    /// Whether it is the smallest.
    pub(crate) fn is_least(&self) -> bool {
        self.wanted.is_lt()
    }

    pub(crate) fn take(&mut self, value: &Value) {
        if value.is_null() {
            return;
        }
        let order = if self.best.is_null() { self.wanted } else { order(value, &self.best) };
        // Of equal long texts the later one: what follows is often the same again, which is seen at once.
        let again = order.is_eq() && matches!(value, Value::String(text) if text.len() >= LONG);
        if order == self.wanted || again {
            self.best = value.clone();
        }
    }

    #[inline]
    pub(crate) fn take_integer(&mut self, value: i64) {
        match &mut self.best {
            Value::Integer(best) if value.cmp(best) == self.wanted => *best = value,
            Value::Integer(_) => {}
            _ => self.take(&Value::Integer(value)),
        }
    }

    #[inline]
    pub(crate) fn take_moment(&mut self, scale: Scale, moment: i64) {
        match scale.number(&self.best) {
            Some(best) if moment.cmp(&best) != self.wanted => {}
            _ => self.take(&scale.value(moment)),
        }
    }

    #[inline]
    pub(crate) fn take_float(&mut self, value: f64) {
        match &mut self.best {
            // NaN has a place in the order of values only.
            Value::Float(best) if !best.is_nan() && !value.is_nan() => {
                if value.partial_cmp(best) == Some(self.wanted) {
                    *best = value;
                }
            }
            _ => self.take(&Value::Float(value)),
        }
    }

    /// The best of some numbers.
    pub(crate) fn of(&self, values: &[i64]) -> Option<i64> {
        match self.wanted {
            Ordering::Less => values.iter().min().copied(),
            _ => values.iter().max().copied(),
        }
    }

    /// Takes all of some doubles; false, and nothing done, where it matters which came first or one is NaN.
    pub(crate) fn take_floats(&mut self, values: &[f64]) -> bool {
        let best = match self.wanted {
            Ordering::Less => best_of(values, |value, best| value < best),
            _ => best_of(values, |value, best| value > best),
        };
        // Zeros of either sign are equal: the first of them is kept.
        let plain = best.is_some_and(|best| best != 0.0);
        best.filter(|_| plain).into_iter().for_each(|best| self.take_float(best));
        plain
    }

    /// Takes a string; the bytes that are kept of it.
    #[inline]
    pub(crate) fn take_text(&mut self, text: &str) -> usize {
        match &self.best {
            Value::String(best) if text.len() < LONG && text.cmp(best) != self.wanted => 0,
            _ => {
                self.take(&Value::string(text));
                text.len()
            }
        }
    }

    pub(crate) fn into_value(self) -> Value {
        self.best
    }
}

/// Numbers that are looked at side by side.
const LANES: usize = 8;

/// The best of some doubles; `None` of nothing, and where one is NaN.
#[inline]
fn best_of(values: &[f64], is_better: impl Fn(f64, f64) -> bool) -> Option<f64> {
    let mut lanes = [*values.first()?; LANES];
    let mut nan = false;
    let (blocks, rest) = values.as_chunks::<LANES>();
    for block in blocks {
        for (lane, value) in lanes.iter_mut().zip(block) {
            *lane = if is_better(*value, *lane) { *value } else { *lane };
            nan |= value.is_nan();
        }
    }
    nan |= rest.iter().any(|value| value.is_nan());
    let best =
        lanes.iter().chain(rest).fold(lanes[0], |best, value| if is_better(*value, best) { *value } else { best });
    (!nan).then_some(best)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::Extreme;
    use crate::value::Value;

    #[test]
    fn doubles_together_are_as_one_by_one() {
        let plain: Vec<f64> = (0..37).map(|at| f64::from(at * 29 % 37) / 2.0 - 20.3).collect();
        let with = |at: usize, value: f64| {
            let mut all = plain.clone();
            all[at] = value;
            all
        };
        let cases = [
            plain.clone(),
            with(3, f64::INFINITY),
            with(36, f64::NEG_INFINITY),
            with(0, f64::NAN),
            with(36, f64::NAN),
            vec![0.0, -0.0],
            vec![-0.0, 0.0, -0.0],
            vec![1.5],
            vec![f64::NAN; 9],
        ];
        for (values, wanted) in cases.iter().flat_map(|values| [(values, Ordering::Less), (values, Ordering::Greater)])
        {
            for before in [None, Some(Value::Integer(3)), Some(Value::Float(f64::NAN)), Some(Value::string("x"))] {
                let mut one = Extreme::new(wanted);
                before.iter().for_each(|value| one.take(value));
                let mut all = Extreme { best: one.best.clone(), wanted };
                values.iter().for_each(|value| one.take_float(*value));
                if !all.take_floats(values) {
                    values.iter().for_each(|value| all.take_float(*value));
                }
                assert_eq!(format!("{:?}", all.best), format!("{:?}", one.best), "{values:?} {before:?}");
            }
        }
        let counted = cases.iter().filter(|values| Extreme::new(Ordering::Less).take_floats(values)).count();
        assert_eq!(counted, 4);
        assert!(!Extreme::new(Ordering::Less).take_floats(&[]));
    }

    #[test]
    fn the_best_of_integers_is_the_least_or_the_most() {
        let values = [3, i64::MIN, 7, i64::MAX, 0];
        assert_eq!(Extreme::new(Ordering::Less).of(&values), Some(i64::MIN));
        assert_eq!(Extreme::new(Ordering::Greater).of(&values), Some(i64::MAX));
        assert_eq!(Extreme::new(Ordering::Greater).of(&[]), None);
    }
}
