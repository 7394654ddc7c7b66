//! Rows in order, or the first of them: by a comparison that no two rows are equal by. A row is its number, and what else
//! is to be at hand where it is compared.
//!
//! The limits are looked at on the way, so that a statement can be stopped while millions of rows are sorted.
//!
//! ```text
//! runs of 32,768 are sorted ── then merged two by two ── until there is one
//! ```

use std::cmp::Ordering;

use super::threads::on_threads;
use crate::diagnostic::Result;
use crate::executor::context::Context;

/// Rows that are sorted without looking at the limits.
pub(super) const RUN: usize = 1 << 15;
/// Runs from which on several threads sort.
const MANY_RUNS: usize = 4;
/// Rows among which a pivot is chosen.
const SAMPLE: usize = 63;

/// Leaves the first `count` rows, in no order; there are more, and they differ.
///
/// Quickselect (Hoare 1961) with the pivot from a sample; the limits are looked at on the way.
pub(super) fn first_rows<T: Copy>(
    rows: &mut Vec<T>,
    count: usize,
    check: &dyn Fn() -> Result<()>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Result<()> {
    let (mut from, mut to) = (0, rows.len());
    while to - from > RUN {
        let mut sample: Vec<T> = (0..SAMPLE).map(|at| rows[from + (to - from) / SAMPLE * at]).collect();
        sample.sort_unstable_by(&compare);
        // Neither the first nor the last, so that both sides have rows.
        let pivot = sample[(SAMPLE * (count - from) / (to - from)).clamp(1, SAMPLE - 2)];
        let (mut before, mut behind) = (Vec::new(), Vec::new());
        for run in rows[from..to].chunks(RUN) {
            check()?;
            for row in run {
                let side = if compare(row, &pivot).is_le() { &mut before } else { &mut behind };
                side.push(*row);
            }
        }
        let middle = from + before.len();
        rows[from..middle].copy_from_slice(&before);
        rows[middle..to].copy_from_slice(&behind);
        if count <= middle { to = middle } else { from = middle }
    }
    if (from + 1..to).contains(&count) {
        rows[from..to].select_nth_unstable_by(count - from, compare);
    }
    rows.truncate(count);
    Ok(())
}

/// As [`sort_rows`], on all cores where there are many rows.
pub(super) fn sort_together<T: Copy + Send>(
    rows: &mut Vec<T>,
    ctx: &Context,
    compare: impl Fn(&T, &T) -> Ordering + Sync,
) -> Result<()> {
    let check = || ctx.checkpoint();
    let threads = if rows.len() >= MANY_RUNS * RUN { ctx.limits.threads() } else { 1 };
    let workers: Vec<Context> =
        if threads > 1 { (0..threads).filter_map(|_| ctx.worker()).collect() } else { Vec::new() };
    if workers.is_empty() {
        return sort_rows(rows, &check, compare);
    }
    let length = rows.len().div_ceil(workers.len());
    let parts = rows.chunks(length).map(<[T]>::to_vec);
    let compare = &compare;
    let sort = |(mut part, ctx): (Vec<T>, Context)| sort_rows(&mut part, &|| ctx.checkpoint(), compare).map(|()| part);
    let sorted = on_threads(parts.zip(workers), sort)?;
    rows.clear();
    sorted.into_iter().for_each(|part| rows.extend(part));
    merge_runs(rows, length, &check, compare)
}

/// Sorts rows that differ: runs are sorted, then merged two by two, and the limits are looked at between.
pub(super) fn sort_rows<T: Copy>(
    rows: &mut Vec<T>,
    check: &dyn Fn() -> Result<()>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Result<()> {
    for run in rows.chunks_mut(RUN) {
        check()?;
        run.sort_unstable_by(&compare);
    }
    merge_runs(rows, RUN, check, compare)
}

/// Merges sorted runs of `length` rows two by two until there is one; the limits are looked at between.
fn merge_runs<T: Copy>(
    rows: &mut Vec<T>,
    mut length: usize,
    check: &dyn Fn() -> Result<()>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Result<()> {
    let mut merged = Vec::new();
    while length < rows.len() {
        merged.reserve(rows.len());
        for pair in rows.chunks(2 * length) {
            let (mut a, mut b) = pair.split_at(length.min(pair.len()));
            while let (Some(first), Some(second)) = (a.first(), b.first()) {
                if merged.len().is_multiple_of(RUN) {
                    check()?;
                }
                let from = if compare(second, first).is_lt() { &mut b } else { &mut a };
                merged.extend_from_slice(&from[..1]);
                *from = &from[1..];
            }
            merged.extend_from_slice(a);
            merged.extend_from_slice(b);
        }
        std::mem::swap(rows, &mut merged);
        merged.clear();
        length *= 2;
    }
    Ok(())
}

/// The rows of each number side by side, those of one in their order, by counting: where the rows of each of so many numbers
/// begin, and behind them where the last ones end; and the rows.
pub(super) fn rows_by_number(numbers: &[u32], count: usize) -> (Vec<u32>, Vec<u32>) {
    let mut begins = vec![0; count + 1];
    numbers.iter().for_each(|number| begins[*number as usize + 1] += 1);
    for number in 1..begins.len() {
        begins[number] += begins[number - 1];
    }
    let (mut next, mut rows) = (begins.clone(), vec![0; numbers.len()]);
    for (row, number) in (0..).zip(numbers) {
        let place: &mut u32 = &mut next[*number as usize];
        rows[*place as usize] = row;
        *place += 1;
    }
    (begins, rows)
}

#[cfg(test)]
mod tests {
    use super::{RUN, first_rows, merge_runs, sort_rows};

    /// Numbers without order, each once.
    fn shuffled(count: u32) -> Vec<u32> {
        (0..count).map(|at| (u64::from(at) * 7919 % u64::from(count)) as u32).collect()
    }

    #[test]
    fn the_first_rows_are_found_wherever_the_cut_is() {
        let many = 4 * RUN as u32 + 3;
        for (count, rows) in
            [(1, 100), (99, 100), (1, many), (RUN, many), (many as usize / 2, many), (many as usize - 1, many)]
        {
            let mut found = shuffled(rows);
            first_rows(&mut found, count, &|| Ok(()), u32::cmp).unwrap();
            found.sort_unstable();
            assert_eq!(found, (0..count as u32).collect::<Vec<_>>(), "{count} of {rows}");
        }
    }

    #[test]
    fn runs_are_merged_in_order() {
        let many = 3 * RUN as u32 + 5;
        let mut rows = shuffled(many);
        sort_rows(&mut rows, &|| Ok(()), |a, b| b.cmp(a)).unwrap();
        assert_eq!(rows, (0..many).rev().collect::<Vec<_>>());
        // Parts of any length, the last one shorter.
        let mut rows = shuffled(many);
        rows.chunks_mut(20_011).for_each(<[u32]>::sort_unstable);
        merge_runs(&mut rows, 20_011, &|| Ok(()), u32::cmp).unwrap();
        assert_eq!(rows, (0..many).collect::<Vec<_>>());
    }
}
