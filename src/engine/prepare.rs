//! Text to an executable statement: parse, bind, plan, optimise, and remember.
//!
//! The cache is keyed by text. An entry holds for as long as the indexes are the same and the graph has not grown or
//! shrunk so much that the order of its patterns may be wrong; the answers would be right all the same.

use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::room::SHALLOW;
use crate::binder::{BoundBody, BoundSchema, Catalog, ProcedureCatalog, bind};
use crate::diagnostic::{Diagnostic, Result, Span};
use crate::executor::Kept;
use crate::graph::{IndexId, Snapshot};
use crate::optimizer::{RULES, Rule, optimize};
use crate::planner::{self, Joins, PlannedStatement, PlannerInput};
use crate::syntax::ast::Mode;
use crate::syntax::parse;

/// Statements kept at most; the cache starts anew when it is full.
const CAPACITY: usize = 1024;
/// Texts remembered as having come once, at most.
const MOST_ONCE: usize = 16 * 1024;
/// Longer texts are not worth keeping: they are data, not questions.
const LONGEST: usize = 16 * 1024;

/// A statement ready to run.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) mode: Mode,
    pub(super) body: PreparedBody,
    pub(super) parameters: Vec<(Arc<str>, Span)>,
    pub(super) writes: bool,
    /// It commits batch by batch (`CALL { … } IN TRANSACTIONS`).
    pub(super) batched: bool,
    pub(super) warnings: Vec<Diagnostic>,
    /// The plan is so deep that it runs only on a large stack.
    pub(super) deep: bool,
    /// Operators of earlier runs.
    pub(super) kept: Arc<Kept>,
}

/// What it does.
#[derive(Debug)]
pub(super) enum PreparedBody {
    Query(Arc<PlannedStatement>),
    Schema(Arc<BoundSchema>),
}

/// How long the stages took; nothing for a statement from the cache.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PrepareTimes {
    pub(super) parse: Duration,
    pub(super) plan: Duration,
}

/// What an entry was planned for.
#[derive(Debug)]
struct Conditions {
    indexes: Vec<IndexId>,
    /// Powers of two of the numbers of nodes and relationships.
    scale: (u32, u32),
}

impl Conditions {
    fn hold(&self, graph: &Snapshot) -> bool {
        self.scale == Self::scale(graph)
            && self.indexes.iter().copied().eq(graph.indexes().iter().map(|index| index.id))
    }

    fn scale(graph: &Snapshot) -> (u32, u32) {
        let scale = |count: u64| u64::BITS - count.leading_zeros();
        (scale(graph.node_count()), scale(graph.rel_count()))
    }

    fn of(graph: &Snapshot) -> Self {
        Self { indexes: graph.indexes().iter().map(|index| index.id).collect(), scale: Self::scale(graph) }
    }
}

/// What is kept by text.
type Entries = FxHashMap<Box<str>, (Conditions, Arc<Prepared>)>;

/// How statements are planned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Planning {
    rules: &'static [Rule],
    joins: Joins,
}

impl Planning {
    /// As plans are the best.
    pub(super) const USUAL: Self = Self { rules: RULES, joins: Joins::Weighed };
    /// Without rules, each pattern a chain.
    pub(super) const PLAIN: Self = Self { rules: &[], joins: Joins::Never };
    /// With joins wherever they can be.
    pub(super) const JOINED: Self = Self { rules: RULES, joins: Joins::Always };

    fn is_usual(self) -> bool {
        self.joins == Joins::Weighed
    }
}

/// Prepared statements by text.
#[derive(Debug, Default)]
pub(super) struct PlanCache {
    entries: Mutex<Entries>,
    // Hashes of texts that came once.
    once: Mutex<FxHashSet<u64>>,
}

impl PlanCache {
    /// The statement of a text, when it is in the cache and still fits the graph.
    pub(super) fn known(&self, text: &str, graph: &Snapshot, planning: Planning) -> Option<Arc<Prepared>> {
        if !planning.is_usual() {
            return None;
        }
        let entries = self.lock();
        let (conditions, prepared) = entries.get(text)?;
        conditions.hold(graph).then(|| Arc::clone(prepared))
    }

    /// Whether a text came before: then it is worth an entry of its own. Rarely true of one that did not.
    pub(super) fn comes_again(&self, text: &str) -> bool {
        let mut once = self.once.lock().unwrap_or_else(PoisonError::into_inner);
        if once.len() >= MOST_ONCE {
            once.clear();
        }
        !once.insert(FxBuildHasher.hash_one(text))
    }

    /// The statement of a text, from the cache or made now.
    pub(super) fn prepare(
        &self,
        text: &str,
        graph: &Snapshot,
        procedures: &dyn ProcedureCatalog,
        planning: Planning,
    ) -> Result<(Arc<Prepared>, PrepareTimes)> {
        if let Some(prepared) = self.known(text, graph, planning) {
            return Ok((prepared, PrepareTimes::default()));
        }
        let (prepared, times) = prepare(text, graph, procedures, planning)?;
        let prepared = Arc::new(prepared);
        if planning.is_usual() && text.len() <= LONGEST && prepared.warnings.is_empty() {
            let mut entries = self.lock();
            if entries.len() >= CAPACITY {
                entries.clear();
            }
            entries.insert(text.into(), (Conditions::of(graph), Arc::clone(&prepared)));
        }
        Ok((prepared, times))
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn prepare(
    text: &str,
    graph: &Snapshot,
    procedures: &dyn ProcedureCatalog,
    planning: Planning,
) -> Result<(Prepared, PrepareTimes)> {
    let start = Instant::now();
    let statement = parse(text)?;
    let parsed = Instant::now();
    let bound = bind(&statement, &Catalog { graph, procedures })?;
    let (mode, parameters, warnings) = (bound.mode, bound.parameters, bound.warnings);
    let (writes, batched) = (bound.writes, bound.batched);
    let mut deep = false;
    let body = match bound.body {
        BoundBody::Schema(command) => PreparedBody::Schema(Arc::new(command)),
        BoundBody::Query(query) => {
            let uses = planner::subquery_uses(&bound.subqueries);
            let input =
                PlannerInput { query, subqueries: bound.subqueries, slots: bound.slots, writes, joins: planning.joins };
            let mut planned = planner::plan(input, graph)?;
            optimize(&mut planned, &uses, graph, planning.rules);
            deep = planned.depth() > SHALLOW;
            PreparedBody::Query(Arc::new(planned))
        }
    };
    let times = PrepareTimes { parse: parsed - start, plan: parsed.elapsed() };
    let kept = Arc::default();
    Ok((Prepared { mode, body, parameters, writes, batched, warnings, deep, kept }, times))
}
