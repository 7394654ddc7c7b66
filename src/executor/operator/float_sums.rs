//! Sums and means of doubles, three words a group, for as long as only doubles come.
//!
//! A sum is two doubles: the sum as doubles add up, and what that lost (Kahan and Neumaier, but no loss is rounded). Most
//! sums fit, so nothing is lost; a group whose sum does not gets an accumulator of its own.
//! What else comes is added to accumulators that are made of what is here ([`FloatSums::into_totals`]): the result is the
//! same.

use crate::diagnostic::Result;
use crate::functions::{Accumulator, Total};
use crate::value::{Bitmap, Column, Value};

/// The sum of each group, and of how many doubles it is.
#[derive(Clone)]
pub(super) struct FloatSums {
    /// Gives accumulators.
    pub(super) make: fn() -> Total,
    words: Vec<Word>,
    exact: Vec<Total>,
}

#[derive(Clone, Copy)]
enum Word {
    Sum(Pair),
    /// A place among the accumulators.
    Exact(u32),
}

/// The sum of so many doubles: `high + low`.
#[derive(Clone, Copy)]
struct Pair {
    high: f64,
    low: f64,
    count: u32,
}

impl Pair {
    const NONE: Self = Self { high: 0.0, low: 0.0, count: 0 };

    /// With a double more, which is the sum of `count`; `None` where two doubles do not hold the sum.
    #[inline]
    fn with(self, value: f64, count: u32) -> Option<Self> {
        // Neither waits for the other, so rows of one group follow each other quickly.
        let (high, rest) = two_sum(self.high, value);
        let (low, lost) = two_sum(self.low, rest);
        // What is not finite leaves NaN here.
        let fits = lost == 0.0;
        Some(Self { high, low, count: self.count.checked_add(count)? }).filter(|_| fits)
    }

    /// The double that is nearest to the sum.
    fn rounded(self) -> f64 {
        self.high + self.low
    }
}

/// The sum of two doubles, rounded, and what it lacks (Knuth, "The art of computer programming", volume 2).
#[inline]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let kept = sum - a;
    (sum, (a - (sum - kept)) + (b - kept))
}

impl FloatSums {
    /// Of no groups; `make` gives the accumulators.
    pub(super) fn new(make: fn() -> Total) -> Self {
        Self { make, words: Vec::new(), exact: Vec::new() }
    }

    pub(super) fn grow(&mut self, groups: usize) {
        self.words.resize(groups, Word::Sum(Pair::NONE));
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Adds the double of each row that `counts` to the sum of its group.
    ///
    /// # Errors
    /// Those of accumulators.
    #[inline]
    pub(super) fn add(&mut self, numbers: &[u32], values: &[f64], counts: impl Fn(usize) -> bool) -> Result<()> {
        if self.words.len() == 1 {
            return self.exact(0).add_floats(&those_that(counts, values));
        }
        for (row, (group, value)) in numbers.iter().zip(values).enumerate() {
            if counts(row) {
                self.add_some(*group, *value, 1);
            }
        }
        Ok(())
    }

    /// Adds all values where there is one group; false, and nothing done, otherwise.
    ///
    /// # Errors
    /// Those of accumulators.
    pub(super) fn add_all(&mut self, values: &[f64]) -> Result<bool> {
        if self.words.len() != 1 {
            return Ok(false);
        }
        self.exact(0).add_floats(values)?;
        Ok(true)
    }

    /// Adds what is the sum of `count` doubles to a group.
    #[inline]
    fn add_some(&mut self, group: u32, value: f64, count: u32) {
        let word = &mut self.words[group as usize];
        if let Word::Sum(pair) = word
            && let Some(more) = pair.with(value, count)
        {
            *pair = more;
            return;
        }
        self.exact(group).add_float_sum(value, i64::from(count));
    }

    /// The accumulator of a group, made of its sum where it has none.
    fn exact(&mut self, group: u32) -> &mut Total {
        let word = &mut self.words[group as usize];
        let place = match *word {
            Word::Exact(place) => place,
            Word::Sum(pair) => {
                let place = self.exact.len() as u32;
                self.exact.push(total(self.make, pair));
                *word = Word::Exact(place);
                place
            }
        };
        &mut self.exact[place as usize]
    }

    /// Adds the sums of another; `groups` are the groups here that its groups are.
    ///
    /// # Errors
    /// Those of accumulators.
    pub(super) fn merge(&mut self, other: Self, groups: &[u32]) -> Result<()> {
        let mut exact: Vec<Option<Total>> = other.exact.into_iter().map(Some).collect();
        for (group, word) in groups.iter().zip(other.words) {
            match word {
                // The rest is of the same doubles: it counts for none.
                Word::Sum(pair) => {
                    self.add_some(*group, pair.high, pair.count);
                    self.add_some(*group, pair.low, 0);
                }
                Word::Exact(place) => {
                    if let Some(theirs) = exact[place as usize].take() {
                        self.exact(*group).merge(theirs)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The same as accumulators, which take everything else.
    pub(super) fn into_totals(self) -> Vec<Total> {
        let (make, mut exact) = (self.make, self.exact.into_iter().map(Some).collect::<Vec<_>>());
        let mut all = |word: Word| match word {
            Word::Sum(pair) => total(make, pair),
            Word::Exact(place) => exact[place as usize].take().unwrap_or_else(make),
        };
        self.words.into_iter().map(&mut all).collect()
    }

    /// The sums, the integer 0 of nothing; or the means, null of nothing.
    ///
    /// # Errors
    /// Those of accumulators.
    pub(super) fn finish(self) -> Result<Column> {
        let mean = (self.make)().is_mean();
        let none = |word: &Word| matches!(word, Word::Sum(Pair { count: 0, .. }));
        let mut exact = Vec::with_capacity(self.exact.len());
        for total in self.exact {
            let value = Accumulator::finish(Box::new(total))?;
            exact.push(if let Value::Float(float) = value { float } else { f64::NAN });
        }
        let float = |word: &Word| match *word {
            Word::Sum(pair) if mean => pair.rounded() / f64::from(pair.count),
            Word::Sum(pair) => pair.rounded(),
            Word::Exact(place) => exact[place as usize],
        };
        let some_none = self.words.iter().any(none);
        if some_none && !mean {
            let value = |word: &Word| if none(word) { Value::Integer(0) } else { Value::Float(float(word)) };
            return Ok(Column::from_values(self.words.iter().map(value).collect()));
        }
        let nulls: Option<Bitmap> = some_none.then(|| self.words.iter().map(none).collect());
        Ok(Column::Floats { values: self.words.iter().map(float).collect(), nulls })
    }

    /// From now on the sums are for another function.
    pub(super) fn give_to(&mut self, wanted: fn() -> Total) {
        self.make = wanted;
        self.exact.iter_mut().for_each(|total| total.give_to(wanted()));
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.words.len() * size_of::<Word>() + self.exact.len() * size_of::<Total>()
    }
}

/// The values of the rows that count.
fn those_that(counts: impl Fn(usize) -> bool, values: &[f64]) -> Vec<f64> {
    // Each is written, and kept by moving on: no branch depends on the data.
    let (mut some, mut kept) = (vec![0.0; values.len() + 1], 0);
    for (row, value) in values.iter().enumerate() {
        some[kept] = *value;
        kept += usize::from(counts(row));
    }
    some.truncate(kept);
    some
}

fn total(make: fn() -> Total, pair: Pair) -> Total {
    let mut total = make();
    total.add_float_sum(pair.high, i64::from(pair.count));
    total.add_float_sum(pair.low, 0);
    total
}

#[cfg(test)]
mod tests {
    use super::{FloatSums, Word};
    use crate::functions::{Accumulator, Body, Total, function, lookup};
    use crate::value::{Column, Value};

    fn make(name: &str) -> fn() -> Total {
        match function(lookup(name).unwrap()).body {
            Body::Total(make) => make,
            _ => panic!("{name} is no total"),
        }
    }

    fn accumulated(make: fn() -> Total, values: &[f64]) -> Value {
        let mut total = make();
        values.iter().for_each(|value| total.add_float(*value).unwrap());
        Accumulator::finish(Box::new(total)).unwrap()
    }

    /// Groups whose sums are one double, two, and more than two; and what is not finite.
    fn groups() -> Vec<Vec<f64>> {
        vec![
            vec![0.5, 0.25, -3.0],
            (1..200).map(|at| f64::from(at) * 0.01).collect(),
            vec![1e300, 1.0, 1e-300, -1e300, 0.1],
            vec![f64::MAX, f64::MAX],
            vec![1.0, f64::NAN],
            vec![2.0, f64::INFINITY, f64::INFINITY],
            vec![0.1],
        ]
    }

    #[test]
    fn sums_and_means_are_those_of_accumulators() {
        let groups = groups();
        let rows = groups.iter().enumerate();
        let rows: Vec<(u32, f64)> = rows.flat_map(|(at, all)| all.iter().map(move |one| (at as u32, *one))).collect();
        for make in [make("sum"), make("avg")] {
            let expected: Vec<Value> = groups.iter().map(|all| accumulated(make, all)).collect();
            let all_in = |rows: &[(u32, f64)]| {
                let mut sums = FloatSums::new(make);
                sums.grow(groups.len());
                let (numbers, values): (Vec<u32>, Vec<f64>) = rows.iter().copied().unzip();
                sums.add(&numbers, &values, |_| true).unwrap();
                sums
            };
            let sums = all_in(&rows);
            assert!(matches!(sums.words[..3], [Word::Sum(_), Word::Sum(_), Word::Exact(_)]));
            let same = |column: Column| assert_eq!(column.into_values(), expected);
            same(sums.finish().unwrap());
            for cut in 0..rows.len() {
                let (mut one, other) = (all_in(&rows[..cut]), all_in(&rows[cut..]));
                one.merge(other, &(0..groups.len() as u32).collect::<Vec<_>>()).unwrap();
                if cut % 2 == 0 {
                    same(one.finish().unwrap());
                } else {
                    let totals = one.into_totals().into_iter();
                    let values = totals.map(|total| Accumulator::finish(Box::new(total)).unwrap()).collect();
                    same(Column::from_values(values));
                }
            }
        }
    }

    #[test]
    fn of_nothing_the_sum_is_the_integer_0_and_the_mean_null() {
        for (name, nothing) in [("sum", Value::Integer(0)), ("avg", Value::Null)] {
            let mut sums = FloatSums::new(make(name));
            sums.grow(3);
            sums.add(&[0, 2, 2], &[1.5, 7.0, 8.0], |row| row < 1).unwrap();
            assert_eq!(sums.finish().unwrap().into_values(), [Value::Float(1.5), nothing.clone(), nothing]);
        }
    }
}
