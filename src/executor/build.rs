//! Plan to operators: one operator of the plan becomes one operator here, with a counter around it when profiling.

use super::context::Operator;
use super::operator::{
    Aggregate, Apply, Argument, Counted, Distinct, Expand, Filter, Limit, LoadCsv, NodeById, NodeScan, NodeSeek,
    Procedure, Project, Repeat, Segment, SelectPaths, ShortestPath, Skip, Sort, Union, Unwind, VarExpand,
};
use super::write::{Creator, Delete, Discard, Eager, ForEffects, Foreach, Merge, Setter};
use crate::diagnostic::{Diagnostic, Result};
use crate::planner::{self, Op, Plan};

type Built = Result<Box<dyn Operator>>;

/// Builds the operators of plans, numbering them depth first.
pub(super) struct Builder {
    /// The number of the next operator.
    pub(super) next: usize,
    /// Put a counter around each operator.
    pub(super) profile: bool,
}

impl Builder {
    /// The operators of a plan.
    ///
    /// # Errors
    /// `NotSupported` for an operator that this executor cannot carry out.
    pub(super) fn build(&mut self, plan: &Plan) -> Built {
        let number = self.next;
        self.next += 1;
        let inner = self.operator(&plan.op)?;
        if self.profile { Ok(Box::new(Counted { inner, number })) } else { Ok(inner) }
    }

    fn operator(&mut self, op: &Op) -> Built {
        match op {
            Op::Create { .. }
            | Op::Merge { .. }
            | Op::Set { .. }
            | Op::Delete { .. }
            | Op::Foreach { .. }
            | Op::ForEffects { .. }
            | Op::Discard { .. } => self.writing(op),
            Op::Argument => Ok(Box::new(Argument::default())),
            Op::Union { inputs } => {
                let inputs = inputs.iter().map(|input| self.build(input)).collect::<Result<_>>()?;
                Ok(Box::new(Union::new(inputs)))
            }
            Op::Apply { input, inner, optional, row_wise } => {
                let (row_wise, eager) = (*row_wise && inner.is_row_wise(), writes(inner));
                let (input, inner) = (self.build(input)?, self.build(inner)?);
                Ok(Box::new(Apply::new(input, inner, optional.clone(), row_wise, eager)))
            }
            _ => self.reading(op),
        }
    }

    /// The operators with one input that only read.
    fn reading(&mut self, op: &Op) -> Built {
        Ok(match op {
            Op::NodeScan { input, slot, labels } => Box::new(NodeScan::new(self.build(input)?, *slot, labels.clone())),
            Op::NodeSeek { input, slot, index, access } => {
                Box::new(NodeSeek::new(self.build(input)?, *slot, *index, access.clone()))
            }
            Op::NodeById { input, slot, ids } => Box::new(NodeById::new(self.build(input)?, *slot, ids.clone())),
            Op::Expand { input, expand, into } => Box::new(Expand::new(self.build(input)?, expand.clone(), *into)),
            Op::VarExpand { input, expand, into, length, step } => {
                Box::new(VarExpand::new(self.build(input)?, expand.clone(), *into, *length, step.clone()))
            }
            Op::ShortestPath { input, expand, length, step, all, path, filter } => {
                let (input, wanted) = (self.build(input)?, (*all, *path));
                Box::new(ShortestPath::new(input, expand.clone(), *length, step.clone(), wanted, filter.clone()))
            }
            Op::Repeat { input, segment, ends, distinct_from } => {
                let (input, segment) = (self.build(input)?, self.segment(segment)?);
                Box::new(Repeat::new(input, segment, *ends, distinct_from.clone()))
            }
            Op::SelectPaths { input, segments, ends, choice, path, filter } => {
                let input = self.build(input)?;
                let segments = segments.iter().map(|segment| self.segment(segment)).collect::<Result<_>>()?;
                Box::new(SelectPaths::new(input, segments, *ends, *choice, path.clone(), filter.clone()))
            }
            Op::Filter { input, predicate } => {
                Box::new(Filter { input: self.build(input)?, predicate: predicate.clone() })
            }
            Op::Project { input, items, keep_input } => {
                Box::new(Project { input: self.build(input)?, items: items.clone(), keep_input: *keep_input })
            }
            Op::Aggregate { input, keys, aggregates } => {
                Box::new(Aggregate::new(self.build(input)?, keys.clone(), aggregates.clone()))
            }
            Op::Distinct { input, slots } => Box::new(Distinct::new(self.build(input)?, slots.clone())),
            Op::Sort { input, keys, limit } => Box::new(Sort::new(self.build(input)?, keys.clone(), limit.clone())),
            Op::Skip { input, count } => Box::new(Skip::new(self.build(input)?, count.clone())),
            Op::Limit { input, count } => {
                let exhaust = writes(input);
                Box::new(Limit::new(self.build(input)?, count.clone(), exhaust))
            }
            Op::LoadCsv { input, url, slot, headers, separator } => {
                Box::new(LoadCsv::new(self.build(input)?, url.clone(), *slot, *headers, *separator))
            }
            Op::Unwind { input, list, slot } => Box::new(Unwind::new(self.build(input)?, list.clone(), *slot)),
            Op::Procedure { input, name, arguments, yields, optional, span } => {
                let (input, name) = (self.build(input)?, name.clone());
                Box::new(Procedure::new(input, name, arguments.clone(), yields.clone(), *optional, *span))
            }
            _ => return Err(Diagnostic::internal("an operator of the plan is not known to the executor")),
        })
    }

    fn segment(&mut self, segment: &planner::Segment) -> Result<Segment> {
        Ok(Segment::new(segment.clone(), self.build(&segment.inner)?))
    }

    /// The operators that write, or run plans for their effects.
    fn writing(&mut self, op: &Op) -> Built {
        Ok(match op {
            Op::Create { input, pattern } => Box::new(Eager::new(self.build(input)?, Creator::new(pattern.clone()))),
            Op::Merge { input, inner, pattern, on_create, on_match } => {
                let (input, inner) = (self.build(input)?, self.build(inner)?);
                let creator = Creator::new(pattern.clone());
                let (on_create, on_match) = (Setter::new(on_create.clone()), Setter::new(on_match.clone()));
                Box::new(Eager::new(input, Merge { inner, creator, on_create, on_match }))
            }
            Op::Set { input, actions } => Box::new(Eager::new(self.build(input)?, Setter::new(actions.clone()))),
            Op::Delete { input, targets, detach } => {
                Box::new(Eager::new(self.build(input)?, Delete::new(targets.clone(), *detach)))
            }
            Op::Foreach { input, list, slot, body } => {
                let (input, body) = (self.build(input)?, self.build(body)?);
                Box::new(Eager::new(input, Foreach { list: list.clone(), slot: *slot, body }))
            }
            Op::ForEffects { input, inner } => {
                let (input, inner) = (self.build(input)?, self.build(inner)?);
                Box::new(Eager::new(input, ForEffects { inner }))
            }
            Op::Discard { input } => Box::new(Discard { input: self.build(input)? }),
            _ => return Err(Diagnostic::internal("an operator that only reads was built as a writing one")),
        })
    }
}

/// Whether a plan changes the graph.
fn writes(plan: &Plan) -> bool {
    let own = matches!(
        plan.op,
        Op::Create { .. }
            | Op::Merge { .. }
            | Op::Set { .. }
            | Op::Delete { .. }
            | Op::Foreach { .. }
            | Op::ForEffects { .. }
    );
    own || plan.children().into_iter().any(writes)
}
