//! The lists that an expression gives for the rows of a batch, to be walked through element by element. The numbers of a
//! `range()` are counted, never listed.

use std::sync::Arc;

use super::cell::cell;
use super::evaluate;
use crate::binder::{Expr, ExprKind};
use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::Context;
use crate::functions::{Progression, function, progression};
use crate::value::{Bulk, Column, Value};

/// The lists of some rows.
pub(in crate::executor) enum Lists {
    /// The values of the expression, which need not be lists.
    Column(Arc<Column>),
    /// Those of a `range()`; `None` is null.
    Counted(Vec<Option<Progression>>),
}

impl Lists {
    /// What `list` gives for the rows of `batch`.
    pub(in crate::executor) fn of(list: &Expr, batch: &Batch, ctx: &mut Context) -> Result<Self> {
        let ExprKind::Function { id, arguments } = &list.kind else {
            return evaluate(list, batch, ctx).map(Self::Column);
        };
        if function(*id).name != "range" {
            return evaluate(list, batch, ctx).map(Self::Column);
        }
        let columns: Vec<Arc<Column>> =
            arguments.iter().map(|argument| evaluate(argument, batch, ctx)).collect::<Result<_>>()?;
        let of = |row: usize| {
            let arguments: Vec<Value> = columns.iter().map(|column| column.get(row)).collect();
            progression(&arguments).map_err(|error| error.or_at(list.span))
        };
        (0..batch.len()).map(of).collect::<Result<_>>().map(Self::Counted)
    }

    /// The number of elements in a row's list; `None` for null.
    ///
    /// # Errors
    /// The value that is there, where it is no list.
    pub(in crate::executor) fn len(&self, row: usize) -> std::result::Result<Option<u64>, Value> {
        match self {
            Self::Counted(numbers) => Ok(numbers[row].map(|numbers| numbers.count)),
            Self::Column(column) if let Column::Lists { spans, .. } = &**column => {
                Ok(spans[row].1.checked_sub(spans[row].0).map(u64::from))
            }
            Self::Column(column) => match &*cell(column, row) {
                Value::List(elements) => Ok(Some(elements.len() as u64)),
                Value::Null => Ok(None),
                other => Err(other.clone()),
            },
        }
    }

    /// One element of a row's list, which has it.
    pub(in crate::executor) fn element(&self, row: usize, at: u64) -> Value {
        match self {
            Self::Counted(numbers) => numbers[row].map_or(Value::Null, |numbers| Value::Integer(numbers.at(at))),
            Self::Column(column) if let Column::Lists { spans, elements } = &**column => {
                elements.get(spans[row].0 as usize + at as usize)
            }
            Self::Column(column) => match &*cell(column, row) {
                Value::List(elements) => elements.get(at as usize).cloned().unwrap_or_default(),
                _ => Value::Null,
            },
        }
    }

    /// The elements of some parts of lists, each `(row, from, to)`, one after the other.
    pub(in crate::executor) fn elements(&self, parts: &[(u32, u64, u64)]) -> Column {
        match self {
            Self::Counted(numbers) => {
                let of = |(row, from, to): &(u32, u64, u64)| {
                    let numbers = numbers[*row as usize];
                    (*from..*to).filter_map(move |at| numbers.map(|numbers| numbers.at(at)))
                };
                Column::Integers { values: parts.iter().flat_map(of).collect(), nulls: None }
            }
            Self::Column(column) if let Column::Lists { spans, elements } = &**column => {
                let first = |row: u32| u64::from(spans[row as usize].0);
                let rows = |(row, from, to): &(u32, u64, u64)| (first(*row) + from) as u32..(first(*row) + to) as u32;
                let together = parts.windows(2).all(|pair| rows(&pair[0]).end == rows(&pair[1]).start);
                match (parts.first().map(rows), parts.last().map(rows)) {
                    (Some(first), Some(last)) if together => elements.slice(first.start as usize..last.end as usize),
                    _ => elements.gather(&parts.iter().flat_map(rows).collect::<Vec<u32>>()),
                }
            }
            Self::Column(column) => {
                let mut values = Vec::new();
                for (row, from, to) in parts {
                    if let Value::List(elements) = &*cell(column, *row as usize) {
                        values.extend_from_slice(&elements[*from as usize..*to as usize]);
                    }
                }
                Column::from_values(values)
            }
        }
    }
}

impl Default for Lists {
    fn default() -> Self {
        Self::Counted(Vec::new())
    }
}

impl Bulk for Lists {
    fn values(&self) -> usize {
        match self {
            // Others have the column too: nothing is freed.
            Self::Column(column) if Arc::strong_count(column) > 1 => 0,
            Self::Column(column) => {
                let length = |row| self.len(row).ok().flatten().unwrap_or(1) as usize;
                (0..column.len()).map(length).sum()
            }
            Self::Counted(_) => 0,
        }
    }
}
