//! Syntax tree and catalog to bound query: every name becomes a slot or an id, every rule of meaning is checked.
//!
//! One file a clause: `pattern` (MATCH; with `chain`, `group`, `select` for its paths), `create` (CREATE, MERGE, SET, DELETE), `projection` (WITH, RETURN), `query`
//! (order of clauses, UNION, CALL), `expression`, `call` (functions), `subquery`, `schema`, `show`; `undefined` and `warning` speak of names that are not known.

mod bound;
mod call;
mod catalog;
mod chain;
mod create;
mod expr;
mod expression;
mod group;
mod labels;
mod pattern;
mod projection;
mod query;
mod schema;
mod scope;
mod select;
mod show;
mod subquery;
mod undefined;
mod warning;

pub(crate) use bound::{
    AggregateCall, BoundBody, BoundClause, BoundDropped, BoundNode, BoundPattern, BoundProjection, BoundQuery,
    BoundRel, BoundRepeat, BoundSchema, BoundSegment, BoundSelection, BoundShortest, BoundSubquery, BoundTransactions,
    CreateNode, CreatePattern, CreateRel, CreatedType, HopRange, PathChoice, Properties, ResultColumn, SetAction,
    SlotInfo, SortKey, StepFilter, SubqueryValue,
};
pub(crate) use catalog::{Catalog, ProcedureCatalog, ProcedureSignature};
pub(crate) use expr::{Expr, ExprKind, LabelTest, MapProjectionItem, Slot, SubqueryId};
pub(crate) use query::bind;
