//! Bound query to logical plan: a pattern becomes a chain of scans and expands in the order the statistics favour.

mod plan;

pub(crate) use plan::{
    AggregateCall, CreateNode, CreatePattern, CreateRel, Expand, HopRange, IndexAccess, Op, Plan, PlannedStatement,
    Properties, ResultColumn, SetAction, SlotInfo, SortKey, StepFilter, SubqueryPlan, SubqueryValue,
};
