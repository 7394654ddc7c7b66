//! What the binder knows of a function: its name, its parameters, its result, and which kind of body it has.

use std::fmt;

use super::Environment;
use super::accumulator::Accumulator;
use super::extreme::Extreme;
use super::statistics::Total;
use crate::diagnostic::Result;
use crate::value::{Type, Value};

/// A set of types, for the tables of functions: unlike [`Type`] it is made at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind(u32);

impl Kind {
    pub(crate) const BOOLEAN: Self = Self(1);
    pub(crate) const INTEGER: Self = Self(1 << 1);
    pub(crate) const FLOAT: Self = Self(1 << 2);
    pub(crate) const STRING: Self = Self(1 << 3);
    pub(crate) const LIST: Self = Self(1 << 4);
    pub(crate) const MAP: Self = Self(1 << 5);
    pub(crate) const NODE: Self = Self(1 << 6);
    pub(crate) const RELATIONSHIP: Self = Self(1 << 7);
    pub(crate) const PATH: Self = Self(1 << 8);
    pub(crate) const DATE: Self = Self(1 << 9);
    pub(crate) const LOCAL_TIME: Self = Self(1 << 10);
    pub(crate) const TIME: Self = Self(1 << 11);
    pub(crate) const LOCAL_DATETIME: Self = Self(1 << 12);
    pub(crate) const DATETIME: Self = Self(1 << 13);
    pub(crate) const DURATION: Self = Self(1 << 14);
    /// Integers and doubles.
    pub(crate) const NUMBER: Self = Self::INTEGER.or(Self::FLOAT);
    /// Points in time.
    pub(crate) const POINT_IN_TIME: Self =
        Self::DATE.or(Self::LOCAL_TIME).or(Self::TIME).or(Self::LOCAL_DATETIME).or(Self::DATETIME);
    /// Everything.
    pub(crate) const ANY: Self = Self((1 << 15) - 1);

    /// Both sets together.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a value of the static type may be one of this set: false only when it surely is not.
    pub(crate) fn accepts(self, found: &Type) -> bool {
        let wanted = match found {
            Type::Any | Type::Null => return true,
            Type::Boolean => Self::BOOLEAN,
            // An integer is taken where a double is wanted.
            Type::Integer | Type::Number => Self::NUMBER,
            Type::Float => Self::FLOAT,
            Type::String => Self::STRING,
            Type::List(_) => Self::LIST,
            Type::Map => Self::MAP,
            Type::Node => Self::NODE,
            Type::Relationship => Self::RELATIONSHIP,
            Type::Path => Self::PATH,
            Type::Date => Self::DATE,
            Type::LocalTime => Self::LOCAL_TIME,
            Type::Time => Self::TIME,
            Type::LocalDateTime => Self::LOCAL_DATETIME,
            Type::DateTime => Self::DATETIME,
            Type::Duration => Self::DURATION,
        };
        self.0 & wanted.0 != 0
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 15] = [
            "BOOLEAN",
            "INTEGER",
            "FLOAT",
            "STRING",
            "LIST",
            "MAP",
            "NODE",
            "RELATIONSHIP",
            "PATH",
            "DATE",
            "LOCAL TIME",
            "ZONED TIME",
            "LOCAL DATETIME",
            "ZONED DATETIME",
            "DURATION",
        ];
        if *self == Self::ANY {
            return f.write_str("ANY");
        }
        let named = NAMES.iter().enumerate().filter(|(at, _)| self.0 >> at & 1 == 1);
        for (at, (_, name)) in named.enumerate() {
            write!(f, "{}{name}", if at == 0 { "" } else { " | " })?;
        }
        Ok(())
    }
}

/// One parameter of a function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    /// Its name in the documentation.
    pub(crate) name: &'static str,
    /// What it may be; null is always allowed.
    pub(crate) kind: Kind,
    /// Whether it may be left out, together with all that follow it.
    pub(crate) optional: bool,
}

/// A parameter that must be given.
pub(super) const fn required(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, optional: false }
}

/// A parameter that may be left out.
pub(super) const fn optional(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, optional: true }
}

/// The body of a function of one row.
pub(crate) type Scalar = fn(&[Value], &Environment<'_>) -> Result<Value>;

/// What calculates a function.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Body {
    /// One result a row, from the arguments of that row.
    Scalar(Scalar),
    /// One result a group; this makes a fresh accumulator.
    Aggregate(fn() -> Box<dyn Accumulator>),
    /// The same for sums and means, of which parts can be put together.
    Total(fn() -> Total),
    /// The same for the smallest and the largest.
    Extreme(fn() -> Extreme),
}

/// One function of the language.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its name as documented; calls may use any case.
    pub(crate) name: &'static str,
    /// The family it is listed under, such as `string`.
    pub(crate) family: &'static str,
    /// Its parameters.
    pub(crate) parameters: &'static [Parameter],
    /// Whether the last parameter may be given any number of times.
    pub(crate) variadic: bool,
    /// The static type of the result, from those of the arguments.
    pub(crate) result: fn(&[Type]) -> Type,
    /// What it does, in one sentence.
    pub(crate) description: &'static str,
    /// A call, and its result where that is always the same: `abs(-1) = 1`.
    pub(crate) example: &'static str,
    /// What calculates it.
    pub(crate) body: Body,
}

impl Function {
    /// A function of one row with a fixed list of parameters.
    pub(super) const fn scalar(
        (family, name): (&'static str, &'static str),
        parameters: &'static [Parameter],
        result: fn(&[Type]) -> Type,
        body: Scalar,
        description: &'static str,
        example: &'static str,
    ) -> Self {
        Self { name, family, parameters, variadic: false, result, description, example, body: Body::Scalar(body) }
    }

    /// The fewest and the most arguments; no most for a variadic function.
    pub(crate) fn arity(&self) -> (usize, Option<usize>) {
        let least = self.parameters.iter().filter(|parameter| !parameter.optional).count();
        (least, (!self.variadic).then_some(self.parameters.len()))
    }

    /// The parameter that the argument at `index` stands for; the last one again for a variadic function.
    pub(crate) fn parameter(&self, index: usize) -> Option<&'static Parameter> {
        self.parameters.get(index).or_else(|| self.parameters.last().filter(|_| self.variadic))
    }

    /// Whether it is an aggregation.
    pub(crate) fn is_aggregate(&self) -> bool {
        !matches!(self.body, Body::Scalar(_))
    }

    /// The signature as it is shown: `substring(original :: STRING, start :: INTEGER [, length :: INTEGER])`.
    pub(crate) fn signature(&self) -> String {
        let mut text = format!("{}(", self.name);
        for (at, parameter) in self.parameters.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            let dots = if self.variadic && at + 1 == self.parameters.len() { " …" } else { "" };
            let shown = format!("{comma}{} :: {}{dots}", parameter.name, parameter.kind);
            let (open, close) = if parameter.optional { ("[", "]") } else { ("", "") };
            text.extend([open, &shown, close]);
        }
        text.push(')');
        text
    }
}
