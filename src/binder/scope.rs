//! The names in scope and the state that one statement's binding carries along.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::bound::{AggregateCall, BoundSubquery, SlotInfo};
use super::catalog::Catalog;
use super::expr::{Expr, Slot};
use crate::diagnostic::{Diagnostic, Result, Span};
use crate::value::Type;

/// Names and the slots they stand for, in order of introduction.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    order: Vec<Arc<str>>,
    slots: FxHashMap<Arc<str>, Slot>,
}

impl Scope {
    pub(super) fn get(&self, name: &str) -> Option<Slot> {
        self.slots.get(name).copied()
    }

    /// Adds a name; a name that is there already now means the new slot.
    pub(super) fn insert(&mut self, name: &Arc<str>, slot: Slot) {
        if self.slots.insert(Arc::clone(name), slot).is_none() {
            self.order.push(Arc::clone(name));
        }
    }

    /// All names in alphabetical order, as `*` gives them.
    pub(super) fn sorted_names(&self) -> Vec<Arc<str>> {
        let mut names = self.order.clone();
        names.sort();
        names
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, Slot)> {
        self.order.iter().filter_map(|name| self.slots.get(name).map(|slot| (name, *slot)))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}

/// Where aggregations may stand and what has been found of them.
#[derive(Debug, Default)]
pub(super) enum Aggregation {
    /// None may stand here.
    #[default]
    Refused,
    /// They are collected: each call and the slot of its result.
    Collected(Vec<(Slot, AggregateCall)>),
    /// The arguments of one: none may stand inside.
    Inside,
}

/// A subquery expression whose binding is under way.
#[derive(Debug)]
struct Frame {
    /// Slots below this number are the outer query's.
    first_own: u32,
    uses: Vec<Slot>,
}

/// The state of binding one statement.
pub(super) struct Binder<'a> {
    pub(super) catalog: &'a Catalog<'a>,
    pub(super) scope: Scope,
    pub(super) slots: Vec<SlotInfo>,
    pub(super) subqueries: Vec<BoundSubquery>,
    pub(super) parameters: Vec<(Arc<str>, Span)>,
    /// Warnings, each with the name it is about.
    pub(super) warnings: Vec<(Arc<str>, Diagnostic)>,
    /// Names that the statement itself writes: reading them is no mistake.
    pub(super) written: FxHashSet<Arc<str>>,
    /// Outside `CALL { … } IN TRANSACTIONS`.
    pub(super) writes: bool,
    /// `CALL { … } IN TRANSACTIONS` was met.
    pub(super) batched: bool,
    pub(super) aggregation: Aggregation,
    /// Whether a bare pattern may stand here as a truth value.
    pub(super) patterns_allowed: bool,
    /// Names that a WITH did not pass on.
    pub(super) dropped: FxHashSet<Arc<str>>,
    /// Names around a `CALL { … }` that it does not take in.
    pub(super) outside: Vec<Arc<str>>,
    frames: Vec<Frame>,
}

impl<'a> Binder<'a> {
    pub(super) fn new(catalog: &'a Catalog<'a>) -> Self {
        Self {
            catalog,
            scope: Scope::default(),
            slots: Vec::new(),
            subqueries: Vec::new(),
            parameters: Vec::new(),
            warnings: Vec::new(),
            written: FxHashSet::default(),
            writes: false,
            batched: false,
            aggregation: Aggregation::Refused,
            patterns_allowed: false,
            dropped: FxHashSet::default(),
            outside: Vec::new(),
            frames: Vec::new(),
        }
    }

    /// A new slot.
    pub(super) fn new_slot(&mut self, name: Option<&Arc<str>>, ty: Type) -> Slot {
        let slot = Slot(self.slots.len() as u32);
        self.slots.push(SlotInfo { name: name.cloned(), ty });
        slot
    }

    /// A new slot that `name` stands for from here on.
    pub(super) fn declare(&mut self, name: &Arc<str>, ty: Type) -> Slot {
        let slot = self.new_slot(Some(name), ty);
        self.scope.insert(name, slot);
        slot
    }

    /// What is known of a slot's values.
    pub(super) fn slot_type(&self, slot: Slot) -> Type {
        self.slots.get(slot.0 as usize).map_or(Type::Any, |info| info.ty.clone())
    }

    /// The slot of a name, counted as used by every open subquery that it comes into from outside.
    pub(super) fn lookup(&mut self, name: &str) -> Option<Slot> {
        let slot = self.scope.get(name)?;
        for frame in &mut self.frames {
            if slot.0 < frame.first_own && !frame.uses.contains(&slot) {
                frame.uses.push(slot);
            }
        }
        Some(slot)
    }

    /// The variable `name` as an expression.
    pub(super) fn variable(&mut self, name: &Arc<str>, span: Span) -> Result<Expr> {
        match self.lookup(name) {
            Some(slot) => Ok(Expr::slot(slot, self.slot_type(slot), span)),
            None => Err(self.undefined(name, span)),
        }
    }

    /// Runs `inner` as a subquery: names it adds are forgotten; gives also the outer slots it reads.
    pub(super) fn in_subquery<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T>) -> Result<(T, Vec<Slot>)> {
        let scope = self.scope.clone();
        let aggregation = std::mem::take(&mut self.aggregation);
        let patterns_allowed = std::mem::replace(&mut self.patterns_allowed, false);
        self.frames.push(Frame { first_own: self.slots.len() as u32, uses: Vec::new() });
        let result = inner(self);
        let uses = self.frames.pop().map(|frame| frame.uses).unwrap_or_default();
        self.scope = scope;
        self.aggregation = aggregation;
        self.patterns_allowed = patterns_allowed;
        Ok((result?, uses))
    }

    /// Runs `inner` with names of its own; names it adds are forgotten.
    pub(super) fn with_locals<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let scope = self.scope.clone();
        let result = inner(self);
        self.scope = scope;
        result
    }

    /// Runs the inside of a comprehension: it has names of its own, and no aggregation may stand in it.
    pub(super) fn in_comprehension<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let aggregation = std::mem::take(&mut self.aggregation);
        let result = self.with_locals(inner);
        self.aggregation = aggregation;
        result
    }

    /// Runs `inner` where patterns are (not) allowed as truth values.
    pub(super) fn allowing_patterns<T>(
        &mut self,
        allowed: bool,
        inner: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let before = std::mem::replace(&mut self.patterns_allowed, allowed);
        let result = inner(self);
        self.patterns_allowed = before;
        result
    }
}
