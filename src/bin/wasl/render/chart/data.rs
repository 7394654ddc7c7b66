//! From the rows of a result to the points of a chart: which columns, what they mean, which rows cannot be shown.

use wasl::Value;

use super::scale::compact;
use crate::render::cell::plain;
use crate::render::elements::NoElements;

/// More series than this cannot be told apart; the third column is then left alone.
const MOST_SERIES: usize = 8;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A bar a row.
    Bar,
    /// The points of a series, joined.
    Line,
    /// Points.
    Scatter,
}

impl Kind {
    /// The kind of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "bar" => Self::Bar,
            "line" => Self::Line,
            "scatter" => Self::Scatter,
            _ => return None,
        })
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    /// Where it stands from left to right.
    pub(super) x: f64,
    /// What is written there.
    pub(super) label: String,
    pub(super) y: f64,
    /// The number of its series.
    pub(super) series: usize,
}

/// A picture of a result.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    pub(super) kind: Kind,
    /// The names of the columns.
    pub(super) x: String,
    pub(super) y: String,
    /// The names of the series; one without a name when there is no third column.
    pub(super) series: Vec<String>,
    pub(super) points: Vec<Point>,
    /// Whether the places from left to right are those of numbers or times, and not one a row.
    pub(super) measured: bool,
    /// Rows without a number to show.
    pub(crate) left_out: usize,
}

impl Chart {
    /// A chart of these rows; `wanted` names the columns for x, y and the series, as far as they are chosen.
    ///
    /// # Errors
    /// What keeps the rows from being drawn, for the user.
    pub(crate) fn of(kind: Kind, columns: &[String], rows: &[Vec<Value>], wanted: &[&str]) -> Result<Self, String> {
        let find = |name: &str| {
            let there = columns.iter().position(|column| column == name);
            there.ok_or_else(|| format!("there is no column `{name}`: there are {}", columns.join(", ")))
        };
        let chosen = wanted.iter().map(|name| find(name)).collect::<Result<Vec<_>, _>>()?;
        let holds = |column: usize, fits: fn(&Value) -> bool| {
            let mut values = rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_null()).peekable();
            values.peek().is_some() && values.all(fits)
        };
        let numbers: Vec<usize> = (0..columns.len()).filter(|i| holds(*i, is_number)).collect();
        let y = chosen.get(1).copied().or_else(|| {
            let first = chosen.first().copied();
            let after = numbers.iter().copied().filter(|i| Some(*i) != first);
            // With one column of numbers that is it; with several the first is x unless another column names the rows.
            let mut after: Vec<_> = after.collect();
            if first.is_none() && after.len() > 1 && after.first() == Some(&0) {
                after.remove(0);
            }
            after.first().copied()
        });
        let y = y.ok_or("a chart needs a column of numbers")?;
        let x = chosen.first().copied().or_else(|| (0..columns.len()).find(|i| *i != y)).unwrap_or(y);
        let series = chosen.get(2).copied().or_else(|| {
            (0..columns.len()).find(|i| *i != x && *i != y && holds(*i, |value| matches!(value, Value::String(_))))
        });
        let named = |column: usize| columns.get(column).cloned().unwrap_or_default();
        let mut chart = Self {
            kind,
            x: named(x),
            y: named(y),
            series: Vec::new(),
            points: Vec::new(),
            measured: holds(x, |value| place(value).is_some()) && x != y,
            left_out: 0,
        };
        chart.fill(rows, x, y, series);
        if chart.points.is_empty() { Err(format!("the column `{}` holds no numbers", chart.y)) } else { Ok(chart) }
    }

    fn fill(&mut self, rows: &[Vec<Value>], x: usize, y: usize, series: Option<usize>) {
        let text = |row: &[Value], column: usize| {
            row.get(column).filter(|value| !value.is_null()).map(|value| plain(value, &NoElements).into_owned())
        };
        // In alphabetical order, so that colours and marks do not depend on which row came first.
        let mut names: Vec<String> =
            series.iter().flat_map(|column| rows.iter().filter_map(|row| text(row, *column))).collect();
        names.sort();
        names.dedup();
        let series = series.filter(|_| names.len() <= MOST_SERIES);
        if series.is_some() {
            self.series = names;
        }
        let mut categories: Vec<String> = Vec::new();
        for row in rows {
            let Some(height) = row.get(y).and_then(number).filter(|number| number.is_finite()) else {
                self.left_out += 1;
                continue;
            };
            let name = series.and_then(|column| text(row, column)).unwrap_or_default();
            let own = self.series.iter().position(|known| *known == name).unwrap_or_else(|| {
                self.series.push(name);
                self.series.len() - 1
            });
            let label = if x == y { String::new() } else { text(row, x).unwrap_or_else(|| "null".to_owned()) };
            let at = if self.measured {
                let Some(at) = row.get(x).and_then(place) else {
                    self.left_out += 1;
                    continue;
                };
                at
            } else {
                let known = categories.iter().position(|known| *known == label && x != y);
                let known = known.unwrap_or_else(|| {
                    categories.push(label.clone());
                    categories.len() - 1
                });
                known as f64
            };
            self.points.push(Point { x: at, label, y: height, series: own });
        }
        if self.measured {
            self.points.sort_by(|a, b| a.x.total_cmp(&b.x));
        }
    }

    /// The least and the greatest place from left to right, never the same.
    pub(super) fn wide(&self) -> (f64, f64) {
        spread(self.points.iter().map(|point| point.x))
    }

    /// The least and the greatest number; with 0 where bars stand on it.
    pub(super) fn high(&self) -> (f64, f64) {
        let base = (self.kind == Kind::Bar).then_some(0.0);
        spread(self.points.iter().map(|point| point.y).chain(base))
    }

    /// What is written at a number of the y axis.
    pub(super) fn tick(value: f64) -> String {
        compact(value)
    }
}

fn spread(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    if low < high { (low, high) } else { (low - 1.0, high + 1.0) }
}

fn is_number(value: &Value) -> bool {
    number(value).is_some()
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

/// Where a number or a day stands from left to right; days in years, so that both can share an axis.
fn place(value: &Value) -> Option<f64> {
    if let Some(number) = number(value) {
        return number.is_finite().then_some(number);
    }
    if !matches!(value, Value::Date(_) | Value::DateTime(_) | Value::LocalDateTime(_)) {
        return None;
    }
    // ISO 8601: year, month, day at fixed places, whatever the precision of the rest.
    let text = value.to_string();
    let mut parts = text.split(['T', '+']).next()?.splitn(3, '-');
    let mut part = || parts.next().and_then(|part| part.parse::<f64>().ok());
    let year = part()?;
    let (month, day) = (part().unwrap_or(1.0), part().unwrap_or(1.0));
    Some(year + (month - 1.0) / 12.0 + (day - 1.0) / 372.0)
}
