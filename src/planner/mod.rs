//! Bound query to logical plan: a pattern becomes a chain of scans and expands in the order the statistics favour.

mod plan;

pub(crate) use plan::{Expand, IndexAccess, Op, Plan, PlannedStatement, SubqueryPlan};
