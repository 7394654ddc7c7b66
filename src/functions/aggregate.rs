//! Aggregations: one result for a group of rows. Nulls are left out, as the language says.
//!
//! Sums are exact before they are rounded once ([`Sum`]), and what must see all values keeps them in the order of rows, so
//! results do not depend on the number of threads.

use std::any::Any;
use std::cmp::Ordering;

use super::argument::{at, out_of_range, wrong_type};
use super::signature::required;
use super::summation::Sum;
use super::{Accumulator, Body, Environment, Function, Kind, Parameter};
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::value::temporal::Duration;
use crate::value::{Type, Value, checked_list, order};

const FAMILY: &str = "aggregate";
const ANYTHING: &[Parameter] = &[required("value", Kind::ANY)];
const NUMBER: &[Parameter] = &[required("value", Kind::NUMBER)];
const SUMMABLE: &[Parameter] = &[required("value", Kind::NUMBER.or(Kind::DURATION))];
const PERCENTILE: &[Parameter] = &[required("value", Kind::NUMBER), required("percentile", Kind::NUMBER)];

const fn aggregate(
    name: &'static str,
    parameters: &'static [Parameter],
    result: fn(&[Type]) -> Type,
    fresh: fn() -> Box<dyn Accumulator>,
    description: &'static str,
    example: &'static str,
) -> Function {
    let body = Body::Aggregate(fresh);
    Function { name, family: FAMILY, parameters, variadic: false, result, description, example, body }
}

pub(super) const FUNCTIONS: &[Function] = &[
    aggregate(
        "count",
        ANYTHING,
        |_| Type::Integer,
        || Box::new(Count(0)),
        "How many values are not null; count(*) counts rows.",
        "UNWIND [1, null] AS x RETURN count(x)",
    ),
    aggregate(
        "sum",
        SUMMABLE,
        |types| summed(types, Type::Number),
        || Box::new(Total::new("sum", false)),
        "The sum of numbers or durations; 0 of nothing.",
        "UNWIND [1, 2] AS x RETURN sum(x)",
    ),
    aggregate(
        "avg",
        SUMMABLE,
        averaged,
        || Box::new(Total::new("avg", true)),
        "The mean of numbers or durations; null of nothing.",
        "UNWIND [1, 2] AS x RETURN avg(x)",
    ),
    aggregate(
        "min",
        ANYTHING,
        same,
        || Box::new(Extreme { best: Value::Null, wanted: Ordering::Less }),
        "The smallest value in the order of ORDER BY.",
        "UNWIND [1, 2] AS x RETURN min(x)",
    ),
    aggregate(
        "max",
        ANYTHING,
        same,
        || Box::new(Extreme { best: Value::Null, wanted: Ordering::Greater }),
        "The largest value in the order of ORDER BY.",
        "UNWIND [1, 2] AS x RETURN max(x)",
    ),
    aggregate(
        "collect",
        ANYTHING,
        |types| Type::list(same(types)),
        || Box::new(Collect(Vec::new())),
        "All values as a list, in the order of rows.",
        "UNWIND [1, 2] AS x RETURN collect(x)",
    ),
    aggregate(
        "stDev",
        NUMBER,
        |_| Type::Float,
        || Box::new(Spread { values: Vec::new(), sample: true }),
        "The standard deviation of a sample (n - 1); 0.0 of fewer than two.",
        "UNWIND [1, 3] AS x RETURN stDev(x)",
    ),
    aggregate(
        "stDevP",
        NUMBER,
        |_| Type::Float,
        || Box::new(Spread { values: Vec::new(), sample: false }),
        "The standard deviation of a whole population (n).",
        "UNWIND [1, 3] AS x RETURN stDevP(x)",
    ),
    aggregate(
        "percentileCont",
        PERCENTILE,
        |_| Type::Float,
        || Box::new(Percentile::new(true)),
        "The value below which a share (0 to 1) of the values lies, interpolated.",
        "UNWIND [1, 2, 4] AS x RETURN percentileCont(x, 0.5)",
    ),
    aggregate(
        "percentileDisc",
        PERCENTILE,
        same,
        || Box::new(Percentile::new(false)),
        "The value below which a share (0 to 1) of the values lies, one of them.",
        "UNWIND [1, 2, 4] AS x RETURN percentileDisc(x, 0.5)",
    ),
];

fn same(types: &[Type]) -> Type {
    types.first().cloned().unwrap_or_default()
}

fn summed(types: &[Type], number: Type) -> Type {
    match types.first() {
        Some(exact @ (Type::Integer | Type::Duration)) => exact.clone(),
        Some(Type::Float) => Type::Float,
        Some(Type::Number) => number,
        _ => Type::Any,
    }
}

fn averaged(types: &[Type]) -> Type {
    match summed(types, Type::Float) {
        Type::Integer => Type::Float,
        other => other,
    }
}

/// The other accumulator of a merge as its own type.
fn of_same_type<T: 'static>(other: Box<dyn Accumulator>) -> Result<Box<T>> {
    other.into_any().downcast().map_err(|_| Diagnostic::internal("accumulators of two functions were merged"))
}

/// Fills in the method that every accumulator has the same.
macro_rules! as_itself {
    () => {
        fn into_any(self: Box<Self>) -> Box<dyn Any> {
            self
        }
    };
}

struct Count(i64);

impl Accumulator for Count {
    fn update(&mut self, arguments: &[Value], _: &Environment<'_>) -> Result<()> {
        self.0 += i64::from(!at(arguments, 0).is_null());
        Ok(())
    }

    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()> {
        self.0 += of_same_type::<Self>(other)?.0;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Value> {
        Ok(Value::Integer(self.0))
    }

    as_itself!();
}

/// The sum or mean.
struct Total {
    function: &'static str,
    mean: bool,
    count: i64,
    numbers: Sum,
    durations: Option<Duration>,
    has_numbers: bool,
}

impl Total {
    fn new(function: &'static str, mean: bool) -> Self {
        Self { function, mean, count: 0, numbers: Sum::default(), durations: None, has_numbers: false }
    }

    fn check_one_kind(&self) -> Result<()> {
        if self.has_numbers && self.durations.is_some() {
            return Err(Diagnostic::type_error(
                Detail::InvalidArgumentType,
                format!("{}() cannot add numbers and DURATIONs together", self.function),
            ));
        }
        Ok(())
    }

    fn add_duration(&mut self, duration: &Duration) -> Result<()> {
        self.durations = Some(self.durations.unwrap_or_default().add(duration)?);
        Ok(())
    }
}

impl Accumulator for Total {
    fn update(&mut self, arguments: &[Value], _: &Environment<'_>) -> Result<()> {
        match at(arguments, 0) {
            Value::Null => return Ok(()),
            Value::Integer(integer) => {
                self.numbers.add_integer(*integer);
                self.has_numbers = true;
            }
            Value::Float(float) => {
                self.numbers.add_float(*float);
                self.has_numbers = true;
            }
            Value::Duration(duration) => self.add_duration(duration)?,
            other => return Err(wrong_type(self.function, "numbers or DURATIONs", other)),
        }
        self.count += 1;
        self.check_one_kind()
    }

    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()> {
        let other = of_same_type::<Self>(other)?;
        self.count += other.count;
        self.numbers.merge(&other.numbers);
        self.has_numbers |= other.has_numbers;
        if let Some(durations) = &other.durations {
            self.add_duration(durations)?;
        }
        self.check_one_kind()
    }

    fn finish(self: Box<Self>) -> Result<Value> {
        match (self.mean, self.durations, self.numbers.integer()) {
            (true, _, _) if self.count == 0 => Ok(Value::Null),
            (true, Some(total), _) => Ok(Value::Duration(total.divided_by_integer(self.count)?.into())),
            (true, None, _) => Ok(Value::Float(self.numbers.float() / self.count as f64)),
            (false, Some(total), _) => Ok(Value::Duration(total.into())),
            (false, None, Some(total)) => i64::try_from(total).map(Value::Integer).map_err(|_| {
                Diagnostic::new(
                    Class::ArithmeticError,
                    Phase::Runtime,
                    Detail::IntegerArithmeticOverflow,
                    format!("the sum {total} does not fit a 64-bit integer"),
                )
                .hint("sum(toFloat(x)) adds up doubles")
            }),
            (false, None, None) => Ok(Value::Float(self.numbers.float())),
        }
    }

    as_itself!();
}

/// The smallest or largest value; of equal ones the first.
struct Extreme {
    best: Value,
    wanted: Ordering,
}

impl Extreme {
    fn take(&mut self, value: &Value) {
        if !value.is_null() && (self.best.is_null() || order(value, &self.best) == self.wanted) {
            self.best = value.clone();
        }
    }
}

impl Accumulator for Extreme {
    fn update(&mut self, arguments: &[Value], _: &Environment<'_>) -> Result<()> {
        self.take(at(arguments, 0));
        Ok(())
    }

    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()> {
        self.take(&of_same_type::<Self>(other)?.best);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Value> {
        Ok(self.best)
    }

    as_itself!();
}

struct Collect(Vec<Value>);

impl Accumulator for Collect {
    fn update(&mut self, arguments: &[Value], _: &Environment<'_>) -> Result<()> {
        let value = at(arguments, 0);
        if !value.is_null() {
            self.0.push(value.clone());
        }
        Ok(())
    }

    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()> {
        self.0.extend(of_same_type::<Self>(other)?.0);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Value> {
        checked_list(self.0)
    }

    as_itself!();
}

/// The standard deviation. All values are kept, because a running one would depend on how rows are grouped.
struct Spread {
    values: Vec<f64>,
    sample: bool,
}

impl Accumulator for Spread {
    fn update(&mut self, arguments: &[Value], _: &Environment<'_>) -> Result<()> {
        match at(arguments, 0) {
            Value::Null => {}
            Value::Integer(integer) => self.values.push(*integer as f64),
            Value::Float(float) => self.values.push(*float),
            other => return Err(wrong_type(if self.sample { "stDev" } else { "stDevP" }, "numbers", other)),
        }
        Ok(())
    }

    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()> {
        self.values.extend(of_same_type::<Self>(other)?.values);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Value> {
        let count = self.values.len();
        let divisor = if self.sample { count.saturating_sub(1) } else { count };
        if divisor == 0 {
            return Ok(Value::Float(0.0));
        }
        let (mut sum, mut squares) = (Sum::default(), Sum::default());
        self.values.iter().for_each(|value| sum.add_float(*value));
        let mean = sum.float() / count as f64;
        self.values.iter().for_each(|value| squares.add_float((value - mean).powi(2)));
        Ok(Value::Float((squares.float() / divisor as f64).sqrt()))
    }

    as_itself!();
}

struct Percentile {
    continuous: bool,
    values: Vec<Value>,
    share: Option<f64>,
}

impl Percentile {
    fn new(continuous: bool) -> Self {
        Self { continuous, values: Vec::new(), share: None }
    }

    fn name(&self) -> &'static str {
        if self.continuous { "percentileCont" } else { "percentileDisc" }
    }
}

impl Accumulator for Percentile {
    fn update(&mut self, arguments: &[Value], _: &Environment<'_>) -> Result<()> {
        let share = match at(arguments, 1) {
            Value::Integer(integer) => *integer as f64,
            Value::Float(float) => *float,
            other => return Err(wrong_type(self.name(), "a number from 0 to 1", other)),
        };
        if !(0.0..=1.0).contains(&share) {
            return Err(out_of_range(format!("{}() takes a percentile from 0 to 1, not {share}", self.name())));
        }
        self.share.get_or_insert(share);
        match at(arguments, 0) {
            Value::Null => {}
            value @ (Value::Integer(_) | Value::Float(_)) => self.values.push(value.clone()),
            other => return Err(wrong_type(self.name(), "numbers", other)),
        }
        Ok(())
    }

    fn merge(&mut self, other: Box<dyn Accumulator>) -> Result<()> {
        let other = of_same_type::<Self>(other)?;
        self.share = self.share.or(other.share);
        self.values.extend(other.values);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Value> {
        let (Some(share), Some(last)) = (self.share, self.values.len().checked_sub(1)) else { return Ok(Value::Null) };
        self.values.sort_by(order);
        if !self.continuous {
            let place = (share * self.values.len() as f64).ceil() as usize;
            return Ok(self.values[place.saturating_sub(1).min(last)].clone());
        }
        let place = share * last as f64;
        let float = |at: usize| match &self.values[at.min(last)] {
            Value::Integer(integer) => *integer as f64,
            Value::Float(float) => *float,
            _ => f64::NAN,
        };
        let (below, above) = (float(place.floor() as usize), float(place.ceil() as usize));
        Ok(Value::Float(if below == above { below } else { below + (above - below) * place.fract() }))
    }

    as_itself!();
}
