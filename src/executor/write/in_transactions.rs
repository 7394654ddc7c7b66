//! `CALL { … } IN TRANSACTIONS`: one batch of rows after the other, each in a transaction that is committed by itself.
//!
//! What stands before the call reads the graph as it was when the statement began, whatever the batches change, so it
//! need not be read to its end first. The body of a batch sees all batches before it. Rows go on as soon as their batch
//! is done, unless something above depends on the graph: it must see the work of all batches.
//!
//! ```text
//! input   1 2 | 3 4 | 5        begin, body(1 2), commit, rows 1 2 →   begin, body(3 4), commit, rows 3 4 →   …
//! ```

use std::collections::VecDeque;

use crate::diagnostic::{Class, Detail, Diagnostic, Result};
use crate::executor::batch::Batch;
use crate::executor::context::{Context, GraphHandle, Operator};
use crate::executor::expression::evaluate_once;
use crate::graph::Snapshot;
use crate::planner::{TransactionBatch, USUAL_BATCH};
use crate::syntax::ast::OnError;
use crate::value::{Column, Map, Value};

/// See the file.
pub(in crate::executor) struct InTransactions {
    input: Box<dyn Operator>,
    // Its leaf gives the rows of a batch.
    body: Box<dyn Operator>,
    batch: TransactionBatch,
    // All batches are done before the first row is given.
    collects: bool,
    // Rows of a batch, once it is known.
    size: Option<usize>,
    // The graph that the input sees, once it is read.
    below: Option<Snapshot>,
    // Rows that were read; those from this one on belong to the next batch.
    rest: Option<(Batch, usize)>,
    // Numbers the transactions of the statement.
    begun: u64,
    // A batch failed and no other one is begun.
    broken: bool,
    ended: bool,
    ready: VecDeque<(Batch, usize)>,
}

impl InTransactions {
    pub(in crate::executor) fn new(
        input: Box<dyn Operator>,
        body: Box<dyn Operator>,
        batch: TransactionBatch,
        collects: bool,
    ) -> Self {
        Self {
            input,
            body,
            batch,
            collects,
            size: None,
            below: None,
            rest: None,
            begun: 0,
            broken: false,
            ended: false,
            ready: VecDeque::new(),
        }
    }

    /// The rows of the next batch; `None` when there are no more.
    fn next_rows(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let size = match self.size {
            Some(size) => size,
            None => batch_size(&self.batch, ctx)?,
        };
        self.size = Some(size);
        let mut parts: Vec<Batch> = Vec::new();
        let (mut wanted, mut held) = (size, 0);
        while wanted > 0 {
            let next = match self.rest.take() {
                Some(rest) => Some(rest),
                None => self.read(ctx)?.map(|batch| (batch, 0)),
            };
            let Some((next, from)) = next else { break };
            let part = next.slice(from, next.len().min(from.saturating_add(wanted)));
            held += part.bytes();
            ctx.hold(part.bytes())?;
            wanted -= part.len();
            if from + part.len() < next.len() {
                self.rest = Some((next, from + part.len()));
            }
            parts.push(part);
        }
        ctx.release(held);
        Ok(Batch::concat(parts))
    }

    /// Reads on, with the graph that the input sees.
    fn read(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        let above = ctx.graph().clone();
        if let Some(below) = &self.below {
            ctx.graph = GraphHandle::Read(below.clone());
        }
        let next = self.input.next(ctx);
        let below = ctx.graph().clone();
        // Until a batch is done here, above is what the transactions of the input left.
        ctx.graph = GraphHandle::Read(if self.begun == 0 { below.clone() } else { above });
        self.below = Some(below);
        next
    }

    /// Treats one batch and makes its rows ready.
    fn treat(&mut self, rows: Batch, ctx: &mut Context) -> Result<()> {
        if self.broken {
            return self.pass(rows, status(None, false, None), ctx);
        }
        ctx.begin_transaction()?;
        self.begun += 1;
        let held = ctx.held();
        let mut out = Vec::new();
        let done = self.run(rows.clone(), &mut out, ctx);
        self.body.reset(ctx);
        match done {
            Ok(()) => {
                ctx.commit_transaction()?;
                if let Some(batches) = &mut ctx.batches {
                    batches.rows += rows.len() as u64;
                }
                let status = status(Some(self.begun), true, None);
                for batch in out {
                    self.give(batch, &status, ctx)?;
                }
                Ok(())
            }
            Err(error) if self.batch.on_error == OnError::Fail || !is_of_the_batch(&error) => Err(error),
            Err(error) => {
                drop(out);
                ctx.release_to(held);
                ctx.roll_back_transaction();
                self.broken = self.batch.on_error == OnError::Break;
                self.pass(rows, status(Some(self.begun), false, Some(&error)), ctx)
            }
        }
    }

    /// Runs the body for the rows of a batch and checks what it changed.
    fn run(&mut self, rows: Batch, out: &mut Vec<Batch>, ctx: &mut Context) -> Result<()> {
        self.body.reset(ctx);
        let mut argument = rows;
        while let Some(batch) = ctx.pull(&mut *self.body, &mut argument)? {
            ctx.checkpoint()?;
            out.push(batch);
        }
        ctx.workspace()?.check()
    }

    /// Makes the rows of a batch ready that did not come through the body.
    fn pass(&mut self, mut rows: Batch, status: Value, ctx: &mut Context) -> Result<()> {
        for slot in &self.batch.outputs {
            rows.set(*slot, Column::nulls(rows.len()));
        }
        self.give(rows, &status, ctx)
    }

    fn give(&mut self, mut rows: Batch, status: &Value, ctx: &mut Context) -> Result<()> {
        if let Some(slot) = self.batch.status {
            rows.set(slot, Column::Constant(status.clone(), rows.len()));
        }
        let size = rows.bytes();
        ctx.hold(size)?;
        self.ready.push_back((rows, size));
        Ok(())
    }
}

/// What became of a transaction, for `REPORT STATUS`; `number` where it was begun.
fn status(number: Option<u64>, committed: bool, error: Option<&Diagnostic>) -> Value {
    let text = |text: Option<String>| text.map_or(Value::Null, Value::string);
    let entries: [(&str, Value); 4] = [
        ("started", Value::Boolean(number.is_some())),
        ("committed", Value::Boolean(committed)),
        ("transactionId", text(number.map(|number| format!("transaction-{number}")))),
        ("errorMessage", text(error.map(|error| error.message().to_owned()))),
    ];
    Value::map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>())
}

/// Whether an error belongs to the rows of one batch. Limits, interrupts and our own defects end the whole statement.
fn is_of_the_batch(error: &Diagnostic) -> bool {
    !matches!(error.class(), Class::LimitExceeded | Class::Interrupted | Class::Internal | Class::TransactionError)
}

/// How many rows a batch has.
fn batch_size(batch: &TransactionBatch, ctx: &mut Context) -> Result<usize> {
    let Some(rows) = &batch.rows else { return Ok(USUAL_BATCH as usize) };
    let wrong = |detail, message: String| Err(Diagnostic::argument(detail, message).at(rows.span));
    match evaluate_once(rows, ctx)? {
        Value::Integer(count) if count > 0 => Ok(usize::try_from(count).unwrap_or(usize::MAX)),
        Value::Integer(count) => {
            wrong(Detail::NumberOutOfRange, format!("a transaction takes at least one row, not {count}"))
        }
        other => wrong(
            Detail::InvalidArgumentType,
            format!("OF … ROWS needs an INTEGER, but the value is of type {}", other.type_name()),
        ),
    }
}

impl Operator for InTransactions {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        loop {
            if (self.ended || !self.collects)
                && let Some((rows, size)) = self.ready.pop_front()
            {
                ctx.release(size);
                return Ok(Some(rows));
            }
            if self.ended {
                return Ok(None);
            }
            ctx.checkpoint()?;
            match self.next_rows(ctx)? {
                Some(rows) => self.treat(rows, ctx)?,
                None => self.ended = true,
            }
        }
    }

    /// Stands outside every loop of the plan, so it is never run again.
    fn reset(&mut self, ctx: &mut Context) {
        self.input.reset(ctx);
    }
}
