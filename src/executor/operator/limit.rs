//! `SKIP` and `LIMIT`.
//!
//! Invariant: an input that writes is read to its end whatever the limit, because the number of rows kept must not
//! change what is written.

use crate::binder::Expr;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result};
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};
use crate::executor::expression::evaluate_once;
use crate::value::Value;

/// All but the first rows.
pub(in crate::executor) struct Skip {
    input: Box<dyn Operator>,
    count: Expr,
    left: Option<u64>,
}

impl Skip {
    pub(in crate::executor) fn new(input: Box<dyn Operator>, count: Expr) -> Self {
        Self { input, count, left: None }
    }
}

impl Operator for Skip {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let mut left = match self.left {
            Some(left) => left,
            None => row_count(&self.count, "SKIP", ctx)?,
        };
        let result = loop {
            let Some(batch) = self.input.next(ctx)? else { break None };
            ctx.checkpoint()?;
            if left < batch.len() as u64 {
                let from = std::mem::take(&mut left) as usize;
                break Some(batch.slice(from, batch.len()));
            }
            left -= batch.len() as u64;
        };
        self.left = Some(left);
        Ok(result)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.left = None;
    }
}

/// The first rows.
pub(in crate::executor) struct Limit {
    input: Box<dyn Operator>,
    count: Expr,
    left: Option<u64>,
    // The input writes.
    exhaust: bool,
}

impl Limit {
    pub(in crate::executor) fn new(input: Box<dyn Operator>, count: Expr, exhaust: bool) -> Self {
        Self { input, count, left: None, exhaust }
    }
}

impl Operator for Limit {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let left = match self.left {
            Some(left) => left,
            None => row_count(&self.count, "LIMIT", ctx)?,
        };
        self.left = Some(left);
        if left == 0 {
            while self.exhaust && self.input.next(ctx)?.is_some() {
                ctx.checkpoint()?;
            }
            return Ok(None);
        }
        let Some(batch) = self.input.next(ctx)? else { return Ok(None) };
        let keep = left.min(batch.len() as u64);
        self.left = Some(left - keep);
        if left == keep {
            while self.exhaust && self.input.next(ctx)?.is_some() {
                ctx.checkpoint()?;
            }
        }
        Ok(Some(batch.slice(0, keep as usize)))
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
        self.left = None;
    }
}

/// The value of the expression of SKIP or LIMIT.
///
/// # Errors
/// `SyntaxError/InvalidArgumentType` when it is no integer, `SyntaxError/NegativeIntegerArgument` when negative.
pub(super) fn row_count(expr: &Expr, clause: &str, ctx: &mut Context) -> Result<u64> {
    let wrong = |detail, message| Diagnostic::new(Class::SyntaxError, Phase::Runtime, detail, message).at(expr.span);
    match evaluate_once(expr, ctx)? {
        Value::Integer(count) => u64::try_from(count).map_err(|_| {
            wrong(Detail::NegativeIntegerArgument, format!("{clause} needs a number that is not negative, not {count}"))
        }),
        other => Err(wrong(
            Detail::InvalidArgumentType,
            format!("{clause} needs an INTEGER, but the value is of type {}", other.type_name()),
        )),
    }
}
