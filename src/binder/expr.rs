//! Bound expressions: every name is a slot, a token id or a function id, every node has a type and a place.
//!
//! The same tree serves the bound query, the plan and the executor. A subquery inside an expression is a number into the
//! statement's list of subqueries, so that the tree does not change when the subqueries are planned.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::functions::FunctionId;
use crate::graph::{KeyId, LabelId, RelTypeId};
use crate::syntax::ast::{BinaryOp, CompareOp, NaryOp, Quantifier, UnaryOp};
use crate::value::{Type, Value};

/// The place of one variable in a row. A slot means one variable through the whole statement, locals of
/// comprehensions and columns made by the planner included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Slot(pub(crate) u32);

/// The number of a subquery expression in its statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct SubqueryId(pub(crate) u32);

/// An expression, its type as far as it is known, and its place in the statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) ty: Type,
    pub(crate) span: Span,
}

/// The kinds of bound expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum ExprKind {
    Literal(Value),
    Parameter(Arc<str>),
    Slot(Slot),
    List(Vec<Expr>),
    Map(Vec<(Arc<str>, Expr)>),
    /// A property of an element, an entry of a map or a part of a temporal value; null of null.
    Property {
        operand: Box<Expr>,
        key: KeyId,
        name: Arc<str>,
    },
    Index(Box<Expr>, Box<Expr>),
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),
    /// Labels of a node or the type of a relationship; null of null.
    HasLabels(Box<Expr>, LabelTest),
    Unary(UnaryOp, Box<Expr>),
    /// Two or more operands, left to right; AND and OR stop for a row as soon as it is decided.
    Nary(NaryOp, Vec<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    IsNull {
        operand: Box<Expr>,
        negated: bool,
    },
    /// `IS [NOT] :: TYPE`, the type as written in upper case.
    IsTyped {
        operand: Box<Expr>,
        negated: bool,
        type_name: Arc<str>,
    },
    /// `IS [NOT] NFC NORMALIZED`.
    IsNormalized {
        operand: Box<Expr>,
        negated: bool,
        form: Arc<str>,
    },
    Function {
        id: FunctionId,
        arguments: Vec<Expr>,
    },
    /// Branches are tried in order and evaluated only for the rows that reach them. With an operand a branch fits when
    /// the operand equals one of its values; without one, when one of its conditions is true.
    Case {
        operand: Option<Box<Expr>>,
        branches: Vec<(Vec<Expr>, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    ListComprehension {
        slot: Slot,
        list: Box<Expr>,
        predicate: Option<Box<Expr>>,
        projection: Option<Box<Expr>>,
    },
    Quantifier {
        quantifier: Quantifier,
        slot: Slot,
        list: Box<Expr>,
        predicate: Box<Expr>,
    },
    Reduce {
        accumulator: Slot,
        initial: Box<Expr>,
        slot: Slot,
        list: Box<Expr>,
        expr: Box<Expr>,
    },
    /// The value of a subquery for the row at hand.
    Subquery(SubqueryId),
    /// `variable { … }`: entries in order, later ones win; null of a null base.
    MapProjection {
        base: Box<Expr>,
        items: Vec<MapProjectionItem>,
    },
    /// The path that starts at a node and follows the steps; a step is a relationship or a list of relationships.
    Path {
        start: Slot,
        steps: Vec<Slot>,
    },
}

/// One item of a map projection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum MapProjectionItem {
    AllProperties,
    Entry(Arc<str>, Expr),
}

/// A label or type expression over ids. A name is both a label and a type until the element is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LabelTest {
    Name {
        label: LabelId,
        rel_type: RelTypeId,
    },
    /// Any label at all.
    Wildcard,
    Not(Box<LabelTest>),
    And(Vec<LabelTest>),
    Or(Vec<LabelTest>),
}

impl Expr {
    /// An expression.
    pub(crate) fn new(kind: ExprKind, ty: Type, span: Span) -> Self {
        Self { kind, ty, span }
    }

    /// The variable in `slot`.
    pub(crate) fn slot(slot: Slot, ty: Type, span: Span) -> Self {
        Self::new(ExprKind::Slot(slot), ty, span)
    }

    /// The direct parts of the expression, left to right; subqueries are not entered.
    pub(crate) fn children(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::Literal(_)
            | ExprKind::Parameter(_)
            | ExprKind::Slot(_)
            | ExprKind::Subquery(_)
            | ExprKind::Path { .. } => Vec::new(),
            ExprKind::List(items) | ExprKind::Nary(_, items) => items.iter().collect(),
            ExprKind::Map(entries) => entries.iter().map(|(_, expr)| expr).collect(),
            ExprKind::Property { operand, .. }
            | ExprKind::HasLabels(operand, _)
            | ExprKind::Unary(_, operand)
            | ExprKind::IsNull { operand, .. }
            | ExprKind::IsTyped { operand, .. }
            | ExprKind::IsNormalized { operand, .. } => vec![operand],
            ExprKind::Index(a, b) | ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) => vec![a, b],
            ExprKind::Slice(a, from, to) => std::iter::once(&**a).chain(from.as_deref()).chain(to.as_deref()).collect(),
            ExprKind::Function { arguments, .. } => arguments.iter().collect(),
            ExprKind::Case { operand, branches, otherwise } => operand
                .as_deref()
                .into_iter()
                .chain(branches.iter().flat_map(|(tests, then)| tests.iter().chain(std::iter::once(then))))
                .chain(otherwise.as_deref())
                .collect(),
            ExprKind::ListComprehension { list, predicate, projection, .. } => {
                std::iter::once(&**list).chain(predicate.as_deref()).chain(projection.as_deref()).collect()
            }
            ExprKind::Quantifier { list, predicate, .. } => vec![list, predicate],
            ExprKind::Reduce { initial, list, expr, .. } => vec![initial, list, expr],
            ExprKind::MapProjection { base, items } => std::iter::once(&**base)
                .chain(items.iter().filter_map(|item| match item {
                    MapProjectionItem::AllProperties => None,
                    MapProjectionItem::Entry(_, expr) => Some(expr),
                }))
                .collect(),
        }
    }

    /// Calls `f` for this expression and every part of it, outer first; subqueries are not entered.
    pub(crate) fn walk<'a>(&'a self, f: &mut impl FnMut(&'a Self)) {
        f(self);
        for child in self.children() {
            child.walk(f);
        }
    }
}

impl Expr {
    /// Whether both say the same, whatever their places.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        fn bare(expr: &Expr) -> Expr {
            let mut expr = expr.clone();
            fn strip(expr: &mut Expr) {
                expr.span = Span::default();
                for child in expr.children_mut() {
                    strip(child);
                }
            }
            strip(&mut expr);
            expr
        }
        std::mem::discriminant(&self.kind) == std::mem::discriminant(&other.kind) && bare(self) == bare(other)
    }

    /// Whether an expression has a value for every row: it is built of parts that give null where they do not fit.
    pub(crate) fn cannot_fail(&self) -> bool {
        let is_element = |expr: &Self| matches!(expr.ty, Type::Node | Type::Relationship);
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::Parameter(_) | ExprKind::Slot(_) => true,
            ExprKind::Property { operand, .. } | ExprKind::HasLabels(operand, _) => {
                is_element(operand) && operand.cannot_fail()
            }
            ExprKind::Compare(_, left, right) => left.cannot_fail() && right.cannot_fail(),
            ExprKind::IsNull { operand, .. } => operand.cannot_fail(),
            ExprKind::Unary(UnaryOp::Not, operand) => operand.ty == Type::Boolean && operand.cannot_fail(),
            ExprKind::Nary(_, parts) => parts.iter().all(|part| part.ty == Type::Boolean && part.cannot_fail()),
            ExprKind::Binary(BinaryOp::In, left, right) => {
                matches!(right.ty, Type::List(_)) && left.cannot_fail() && right.cannot_fail()
            }
            ExprKind::Binary(BinaryOp::StartsWith | BinaryOp::EndsWith | BinaryOp::Contains, left, right) => {
                left.cannot_fail() && right.cannot_fail()
            }
            ExprKind::List(items) => items.iter().all(Self::cannot_fail),
            ExprKind::Map(entries) => entries.iter().all(|(_, value)| value.cannot_fail()),
            _ => false,
        }
    }

    /// The slot, where the expression is nothing else.
    pub(crate) fn as_slot(&self) -> Option<Slot> {
        if let ExprKind::Slot(slot) = self.kind { Some(slot) } else { None }
    }

    /// The direct parts of the expression, to be changed.
    pub(crate) fn children_mut(&mut self) -> Vec<&mut Self> {
        match &mut self.kind {
            ExprKind::Literal(_)
            | ExprKind::Parameter(_)
            | ExprKind::Slot(_)
            | ExprKind::Subquery(_)
            | ExprKind::Path { .. } => Vec::new(),
            ExprKind::List(items) | ExprKind::Nary(_, items) => items.iter_mut().collect(),
            ExprKind::Map(entries) => entries.iter_mut().map(|(_, expr)| expr).collect(),
            ExprKind::Property { operand, .. }
            | ExprKind::HasLabels(operand, _)
            | ExprKind::Unary(_, operand)
            | ExprKind::IsNull { operand, .. }
            | ExprKind::IsTyped { operand, .. }
            | ExprKind::IsNormalized { operand, .. } => vec![operand],
            ExprKind::Index(a, b) | ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) => vec![a, b],
            ExprKind::Slice(a, from, to) => {
                std::iter::once(&mut **a).chain(from.as_deref_mut()).chain(to.as_deref_mut()).collect()
            }
            ExprKind::Function { arguments, .. } => arguments.iter_mut().collect(),
            ExprKind::Case { operand, branches, otherwise } => operand
                .as_deref_mut()
                .into_iter()
                .chain(branches.iter_mut().flat_map(|(tests, then)| tests.iter_mut().chain(std::iter::once(then))))
                .chain(otherwise.as_deref_mut())
                .collect(),
            ExprKind::ListComprehension { list, predicate, projection, .. } => {
                std::iter::once(&mut **list).chain(predicate.as_deref_mut()).chain(projection.as_deref_mut()).collect()
            }
            ExprKind::Quantifier { list, predicate, .. } => vec![list, predicate],
            ExprKind::Reduce { initial, list, expr, .. } => vec![initial, list, expr],
            ExprKind::MapProjection { base, items } => std::iter::once(&mut **base)
                .chain(items.iter_mut().filter_map(|item| match item {
                    MapProjectionItem::AllProperties => None,
                    MapProjectionItem::Entry(_, expr) => Some(expr),
                }))
                .collect(),
        }
    }
}
