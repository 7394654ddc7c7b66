//! Aggregations: one result for a group of rows. Nulls are left out, as the language says.
//!
//! The table of all, and the accumulators that take any value; those of numbers are in `statistics`.

use std::cmp::Ordering;

use super::accumulator::Accumulator;
use super::argument::at;
use super::extreme::Extreme;
use super::signature::required;
use super::spread::Spread;
use super::statistics::{Percentile, Total};
use super::{Body, Environment, Function, Kind, Parameter};
use crate::diagnostic::Result;
use crate::value::{Type, Value, checked_list};

const FAMILY: &str = "aggregate";
const ANYTHING: &[Parameter] = &[required("value", Kind::ANY)];
const NUMBER: &[Parameter] = &[required("value", Kind::NUMBER)];
const SUMMABLE: &[Parameter] = &[required("value", Kind::NUMBER.or(Kind::DURATION))];
const PERCENTILE: &[Parameter] = &[required("value", Kind::NUMBER), required("percentile", Kind::NUMBER)];

const fn aggregate(
    name: &'static str,
    parameters: &'static [Parameter],
    result: fn(&[Type]) -> Type,
    body: Body,
    description: &'static str,
    example: &'static str,
) -> Function {
    Function { name, family: FAMILY, parameters, variadic: false, result, description, example, body }
}

pub(super) const FUNCTIONS: &[Function] = &[
    aggregate(
        "count",
        ANYTHING,
        |_| Type::Integer,
        Body::Aggregate(|| Box::new(Count(0))),
        "How many values are not null; count(*) counts rows.",
        "UNWIND [1, null] AS x RETURN count(x)",
    ),
    aggregate(
        "sum",
        SUMMABLE,
        |types| summed(types, Type::Number),
        Body::Total(Total::sum),
        "The sum of numbers or durations; 0 of nothing.",
        "UNWIND [1, 2] AS x RETURN sum(x)",
    ),
    aggregate(
        "avg",
        SUMMABLE,
        averaged,
        Body::Total(|| Total::new("avg", true)),
        "The mean of numbers or durations; null of nothing.",
        "UNWIND [1, 2] AS x RETURN avg(x)",
    ),
    aggregate(
        "min",
        ANYTHING,
        same,
        Body::Extreme(|| Extreme::new(Ordering::Less)),
        "The smallest value in the order of ORDER BY.",
        "UNWIND [1, 2] AS x RETURN min(x)",
    ),
    aggregate(
        "max",
        ANYTHING,
        same,
        Body::Extreme(|| Extreme::new(Ordering::Greater)),
        "The largest value in the order of ORDER BY.",
        "UNWIND [1, 2] AS x RETURN max(x)",
    ),
    aggregate(
        "collect",
        ANYTHING,
        |types| Type::list(same(types)),
        Body::Aggregate(|| Box::new(Collect(Vec::new()))),
        "All values as a list, in the order of rows.",
        "UNWIND [1, 2] AS x RETURN collect(x)",
    ),
    aggregate(
        "stDev",
        NUMBER,
        |_| Type::Float,
        Body::Aggregate(|| Box::new(Spread::new(true))),
        "The standard deviation of a sample (n - 1); 0.0 of fewer than two.",
        "UNWIND [1, 3] AS x RETURN stDev(x)",
    ),
    aggregate(
        "stDevP",
        NUMBER,
        |_| Type::Float,
        Body::Aggregate(|| Box::new(Spread::new(false))),
        "The standard deviation of a whole population (n).",
        "UNWIND [1, 3] AS x RETURN stDevP(x)",
    ),
    aggregate(
        "percentileCont",
        PERCENTILE,
        |_| Type::Float,
        Body::Aggregate(|| Box::new(Percentile::new(true))),
        "The value below which a share (0 to 1) of the values lies, interpolated.",
        "UNWIND [1, 2, 4] AS x RETURN percentileCont(x, 0.5)",
    ),
    aggregate(
        "percentileDisc",
        PERCENTILE,
        same,
        Body::Aggregate(|| Box::new(Percentile::new(false))),
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

struct Count(i64);

impl Accumulator for Count {
    fn update(&mut self, arguments: &[Value], _: &Environment<'_>) -> Result<()> {
        self.0 += i64::from(!at(arguments, 0).is_null());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Value> {
        Ok(Value::Integer(self.0))
    }
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

    fn finish(self: Box<Self>) -> Result<Value> {
        checked_list(self.0)
    }
}
