//! Syntax tree and catalog to bound query: every name becomes a slot or an id, every rule of meaning is checked.

mod bound;
mod expr;

pub(crate) use bound::{
    AggregateCall, BoundBody, BoundClause, BoundNode, BoundPattern, BoundProjection, BoundQuery, BoundRel, BoundSchema,
    BoundShortest, BoundStatement, BoundSubquery, BoundTransactions, CreateNode, CreatePattern, CreateRel, HopRange,
    Properties, ResultColumn, SetAction, SlotInfo, SortKey, StepFilter, SubqueryValue,
};
pub(crate) use expr::{Expr, ExprKind, LabelTest, MapProjectionItem, Slot, SubqueryId};
