//! What a query answered, and when two answers are the same.

use std::cmp::Ordering;
use std::fmt;
use std::time::Duration;

use wasl::{Error, Limits, Parameters, Session};

use crate::value::Cell;

/// Rows, or an error in words.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Rows {
        /// The columns that ORDER BY sorts by, in turn, and whether downwards; empty: the order says nothing.
        ordered_by: Vec<(usize, bool)>,
        rows: Vec<Vec<Cell>>,
    },
    Error(String),
}

/// Runs `text` to its last row.
pub(crate) fn ask(session: &mut Session, text: &str, ordered_by: Vec<(usize, bool)>) -> Answer {
    ask_with(session, text, ordered_by, None)
}

/// How long a query may take: in a usual run the whole test ends in seconds even when every query is given up.
fn patience() -> Duration {
    let long = std::env::var_os("WASL_ROUNDS").is_some();
    Duration::from_millis(if long { 2_000 } else { 250 })
}

/// Runs `text` to its last row on so many threads.
pub(crate) fn ask_with(
    session: &mut Session,
    text: &str,
    ordered_by: Vec<(usize, bool)>,
    threads: Option<usize>,
) -> Answer {
    session.set_limits(Limits { timeout: Some(patience()), rows: Some(3_000), threads, ..Limits::default() });
    let mut run = || {
        let mut records = session.run(text, &Parameters::new())?;
        let mut rows = Vec::new();
        while let Some(row) = records.next_row()? {
            rows.push(row.iter().map(|value| Cell::of(value, &records)).collect::<Vec<_>>());
        }
        Ok::<_, Error>(rows)
    };
    match run() {
        Ok(rows) => Answer::Rows { ordered_by, rows },
        Err(error) => Answer::Error(error.to_string()),
    }
}

impl Answer {
    /// Whether the statement was refused for a type that can be seen before a row is read. The naive evaluator looks at
    /// values only, so it may find no row that breaks.
    pub(crate) fn refused_for_a_type(&self) -> bool {
        matches!(self, Self::Error(error) if error.starts_with("SyntaxError: InvalidArgumentType"))
    }

    /// Whether both are the same bag of rows, each in the order it promises. Two errors agree: which row fails first is
    /// nobody's promise. An answer that was given up for its size says nothing.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let given_up = |answer: &Self| matches!(answer, Self::Error(message) if message.starts_with("LimitExceeded"));
        match (self, other) {
            _ if given_up(self) || given_up(other) => true,
            (Self::Error(a), Self::Error(b)) => !a.contains("Internal") && !b.contains("Internal"),
            (Self::Rows { ordered_by, rows: a }, Self::Rows { rows: b, .. }) => {
                a.len() == b.len()
                    && in_order(ordered_by, a)
                    && in_order(ordered_by, b)
                    && sorted(a).iter().zip(sorted(b)).all(|(a, b)| a.iter().zip(b).all(|(a, b)| a.same(&b)))
            }
            _ => false,
        }
    }
}

fn in_order(keys: &[(usize, bool)], rows: &[Vec<Cell>]) -> bool {
    rows.is_sorted_by(|a, b| {
        let difference = keys.iter().map(|(column, downwards)| {
            let order = a[*column].order(&b[*column]);
            if *downwards { order.reverse() } else { order }
        });
        difference.fold(Ordering::Equal, Ordering::then).is_le()
    })
}

fn sorted(rows: &[Vec<Cell>]) -> Vec<Vec<Cell>> {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| a.iter().zip(b).map(|(a, b)| a.order(b)).fold(Ordering::Equal, Ordering::then));
    rows
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(message) => write!(f, "{message}"),
            Self::Rows { ordered_by, rows } => {
                let rows = if ordered_by.is_empty() { sorted(rows) } else { rows.clone() };
                writeln!(f, "{} rows", rows.len())?;
                for row in rows.iter().take(30) {
                    let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
                    writeln!(f, "{}", cells.join(" | "))?;
                }
                Ok(())
            }
        }
    }
}
