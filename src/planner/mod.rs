//! Bound query to logical plan: a pattern becomes a chain of scans and expands in the order the statistics favour.

mod chain;
mod demand;
mod draw;
mod estimate;
mod join;
mod order;
mod pattern;
mod plan;
mod query;
mod search;
mod segment;
mod slots;
mod state;
mod unnest;

pub(crate) use demand::weighs;
pub(crate) use draw::draw;
pub(crate) use estimate::{OTHER, demanded_labels, label_at_end, label_rows, one_hop, selectivity};
pub(crate) use plan::{
    Ends, Expand, IndexAccess, Op, Plan, PlannedStatement, Segment, SubqueryPlan, TransactionBatch, USUAL_BATCH,
    conjunction, filter,
};
pub(crate) use query::{PlannerInput, plan};
pub(crate) use slots::{SubqueryUses, read_slots, subquery_uses};
pub(crate) use state::{Joins, MAX_STEPS};
