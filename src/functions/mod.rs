//! The functions of the language: signatures for the binder and bodies for the executor, side by side, one family a file.
//!
//! A new function is one row in its family's table and one body. [`FAMILIES`] is the only list of families; a
//! [`FunctionId`] is a function's place in it. Bodies are pure except for what the [`Environment`] brings (graph, time, chance).
//!
//! ```text
//! lookup("toUpper") → FunctionId ──function──▶ Function { parameters, result, body: Scalar(fn) | Aggregate(fn) }
//!        binder                                        binder checks types        executor calls
//! ```

mod accumulator;
mod aggregate;
mod argument;
mod collection;
mod conversion;
mod entity;
mod environment;
mod extreme;
mod likeness;
mod list;
mod logic;
mod math;
mod power_sums;
mod registry;
mod signature;
mod spread;
mod statistics;
mod string;
mod summation;
mod temporal;

pub(crate) use accumulator::Accumulator;
#[cfg(test)]
pub(crate) use environment::Anything;
pub(crate) use environment::{Allowance, Clock, Environment, Random, allow_text};
pub(crate) use extreme::Extreme;
pub(crate) use list::{Progression, progression};
pub(crate) use math::{real, round_all};
pub(crate) use power_sums::{FloatPowers, PowerSums};
pub(crate) use registry::{FunctionId, function, is_volatile, lookup, names};
pub(crate) use signature::{Body, Function, Kind, Parameter, Scalar};
pub(crate) use statistics::Total;
pub(crate) use string::{Textual, textual};
pub(crate) use temporal::difference;

/// All families, in the order in which functions are listed.
const FAMILIES: &[&[Function]] = &[
    aggregate::FUNCTIONS,
    collection::FUNCTIONS,
    conversion::FUNCTIONS,
    entity::FUNCTIONS,
    list::FUNCTIONS,
    logic::FUNCTIONS,
    math::FUNCTIONS,
    string::FUNCTIONS,
    temporal::FUNCTIONS,
];

#[cfg(test)]
mod tests;
