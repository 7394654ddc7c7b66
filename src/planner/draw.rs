//! The plan as text, for EXPLAIN and PROFILE: one line an operator, the last one to run on top.
//!
//! ```text
//! Project name = a.name                     ~3 rows
//! └─ Filter b.age > 30                      ~3 rows
//!    └─ Expand (a)-[r:KNOWS]->(b)           ~9 rows
//! ```

use std::fmt::Write as _;

use super::plan::{Ends, Expand, IndexAccess, Op, Plan, PlannedStatement, Segment, USUAL_BATCH};
use crate::binder::{
    AggregateCall, CreatePattern, CreatedType, Expr, ExprKind, HopRange, LabelTest, MapProjectionItem, SetAction, Slot,
    SortKey,
};
use crate::functions;
use crate::graph::{Direction, LabelId, RelTypeId, Snapshot};
use crate::syntax::ast::{BinaryOp, CompareOp, NaryOp, Quantifier, UnaryOp};
use crate::value::{quote, quote_name};

/// One line of a drawn plan.
pub(crate) struct DrawnLine {
    /// Branches and operator.
    pub(crate) text: String,
    /// Estimated rows; none for headings.
    pub(crate) rows: Option<f64>,
}

/// Draws a statement's plan, then those of its subqueries. Lines with rows come in depth-first order of the operators.
pub(crate) fn draw(statement: &PlannedStatement, graph: &Snapshot) -> Vec<DrawnLine> {
    let pen = Pen { statement, graph };
    let mut lines = Vec::new();
    pen.plan(&statement.root, "", "", &mut lines);
    for (number, subquery) in statement.subqueries.iter().enumerate() {
        lines.push(DrawnLine { text: format!("subquery {number}"), rows: None });
        pen.plan(&subquery.plan, "", "", &mut lines);
        if let Some(unnested) = &subquery.unnested {
            let text = format!("subquery {number} for all {}", pen.slot(unnested.on));
            lines.push(DrawnLine { text, rows: None });
            pen.plan(&unnested.plan, "", "", &mut lines);
        }
    }
    lines
}

struct Pen<'a> {
    statement: &'a PlannedStatement,
    graph: &'a Snapshot,
}

impl Pen<'_> {
    fn plan(&self, plan: &Plan, own: &str, below: &str, lines: &mut Vec<DrawnLine>) {
        lines.push(DrawnLine { text: format!("{own}{}", self.operator(&plan.op)), rows: Some(plan.rows) });
        let children = plan.children();
        let last = children.len().saturating_sub(1);
        for (at, child) in children.into_iter().enumerate() {
            let (branch, rail) = if at == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            self.plan(child, &format!("{below}{branch}"), &format!("{below}{rail}"), lines);
        }
    }

    fn operator(&self, op: &Op) -> String {
        match op {
            Op::Argument => "Argument".to_owned(),
            Op::NodeScan { slot, labels: None, .. } => format!("AllNodesScan {}", self.slot(*slot)),
            Op::NodeScan { slot, labels: Some(labels), .. } => {
                format!("NodeScan {}:{}", self.slot(*slot), self.labels(labels, true))
            }
            Op::NodeSeek { slot, index, access, .. } => {
                let name = self.graph.index(*index).map_or_else(String::new, |index| index.name.to_string());
                format!("NodeIndexSeek {} {name} {}", self.slot(*slot), self.access(access))
            }
            Op::NodeById { slot, ids, .. } => format!("NodeById {} = {}", self.slot(*slot), self.expr(ids)),
            Op::Expand { expand, into, .. } => self.expand(if *into { "ExpandInto" } else { "Expand" }, expand, None),
            Op::Intersect { steps, .. } => {
                let steps = steps.iter().map(|step| self.expand("", step, None)).collect::<Vec<_>>().join(",");
                format!("Intersect{steps}")
            }
            Op::Join { on, distinct, .. } => {
                let differ = |(a, b): &(Slot, Slot)| format!(", {} <> {}", self.slot(*a), self.slot(*b));
                format!("Join {}{}", self.slot(*on), distinct.iter().map(differ).collect::<String>())
            }
            Op::VarExpand { expand, into, length, .. } => {
                self.expand(if *into { "VarExpandInto" } else { "VarExpand" }, expand, Some(*length))
            }
            Op::ShortestPath { expand, length, all, .. } => {
                self.expand(if *all { "AllShortestPaths" } else { "ShortestPath" }, expand, Some(*length))
            }
            Op::Repeat { segment, ends, .. } => {
                self.path(if ends.into { "RepeatInto" } else { "Repeat" }, ends, std::slice::from_ref(segment))
            }
            Op::SelectPaths { segments, ends, choice, .. } => {
                let number = choice.count;
                let what =
                    if choice.groups { format!("Shortest {number} groups") } else { format!("Shortest {number}") };
                self.path(&what, ends, segments)
            }
            Op::Filter { predicate, .. } => format!("Filter {}", self.expr(predicate)),
            Op::Project { items, keep_input, .. } => {
                format!("{} {}", if *keep_input { "Extend" } else { "Project" }, self.items(items))
            }
            Op::Aggregate { keys, aggregates, .. } => self.aggregate(keys, aggregates),
            Op::Distinct { slots, .. } => format!("Distinct {}", self.slots(slots)),
            Op::Sort { keys, limit: None, .. } => format!("Sort {}", self.sort_keys(keys)),
            Op::Sort { keys, limit: Some(limit), .. } => {
                format!("Top {} by {}", self.expr(limit), self.sort_keys(keys))
            }
            Op::Skip { count, .. } => format!("Skip {}", self.expr(count)),
            Op::Limit { count, .. } => format!("Limit {}", self.expr(count)),
            Op::Unwind { list, slot, .. } => format!("Unwind {} AS {}", self.expr(list), self.slot(*slot)),
            Op::Union { .. } => "Union".to_owned(),
            Op::Apply { optional: Some(_), .. } => "OptionalApply".to_owned(),
            Op::Apply { .. } => "Apply".to_owned(),
            Op::ForEffects { .. } => "ForEffects".to_owned(),
            Op::InTransactions { batch, .. } => match &batch.rows {
                Some(rows) => format!("InTransactions of {} rows", self.expr(rows)),
                None => format!("InTransactions of {USUAL_BATCH} rows"),
            },
            Op::Procedure { name, arguments, .. } => format!("Call {name}({})", self.exprs(arguments)),
            Op::LoadCsv { url, slot, .. } => format!("LoadCsv {} AS {}", self.expr(url), self.slot(*slot)),
            Op::Create { pattern, .. } => format!("Create {}", self.created(pattern)),
            Op::Merge { pattern, .. } => format!("Merge {}", self.created(pattern)),
            Op::Set { actions, .. } => format!("Set {}", self.actions(actions)),
            Op::Delete { targets, detach, .. } => {
                format!("{} {}", if *detach { "DetachDelete" } else { "Delete" }, self.exprs(targets))
            }
            Op::Foreach { list, slot, .. } => format!("Foreach {} IN {}", self.slot(*slot), self.expr(list)),
            Op::Discard { .. } => "Discard".to_owned(),
        }
    }

    fn slot(&self, slot: Slot) -> String {
        match self.statement.slots.get(slot.0 as usize).and_then(|info| info.name.as_deref()) {
            Some(name) => quote_name(name),
            None => format!("#{}", slot.0),
        }
    }

    fn slots(&self, slots: &[Slot]) -> String {
        slots.iter().map(|slot| self.slot(*slot)).collect::<Vec<_>>().join(", ")
    }

    fn items(&self, items: &[(Slot, Expr)]) -> String {
        let item = |(slot, expr): &(Slot, Expr)| match expr.kind {
            ExprKind::Slot(same) if same == *slot => self.slot(*slot),
            _ => format!("{} = {}", self.slot(*slot), self.expr(expr)),
        };
        items.iter().map(item).collect::<Vec<_>>().join(", ")
    }

    fn aggregate(&self, keys: &[(Slot, Expr)], aggregates: &[(Slot, AggregateCall)]) -> String {
        let calls = aggregates
            .iter()
            .map(|(slot, call)| format!("{} = {}", self.slot(*slot), self.call(call)))
            .collect::<Vec<_>>()
            .join(", ");
        if keys.is_empty() {
            format!("Aggregate {calls}")
        } else {
            format!("Aggregate {calls} by {}", self.items(keys))
        }
    }

    fn call(&self, call: &AggregateCall) -> String {
        let Some(function) = call.function else { return "count(*)".to_owned() };
        let distinct = if call.distinct { "DISTINCT " } else { "" };
        let first = call.first.map_or_else(String::new, |first| format!(" first {first}"));
        format!("{}({distinct}{}){first}", functions::function(function).name, self.exprs(&call.arguments))
    }

    fn sort_keys(&self, keys: &[SortKey]) -> String {
        let key = |key: &SortKey| format!("{}{}", self.expr(&key.expr), if key.descending { " DESC" } else { "" });
        keys.iter().map(key).collect::<Vec<_>>().join(", ")
    }

    /// `Repeat (x) [r]{1..3} (y)`: the relationships of each segment, as they are walked.
    fn path(&self, name: &str, ends: &Ends, segments: &[Segment]) -> String {
        let segment = |segment: &Segment| {
            let times = match segment.length {
                HopRange { min: 1, max: Some(1) } => String::new(),
                HopRange { min, max } => format!("{{{min}..{}}}", max.map_or_else(String::new, |max| max.to_string())),
            };
            format!("[{}]{times} ", self.slots(&segment.steps))
        };
        let segments: String = segments.iter().map(segment).collect();
        format!("{name} ({}) {segments}({})", self.slot(ends.from), self.slot(ends.to))
    }

    fn expand(&self, name: &str, expand: &Expand, length: Option<HopRange>) -> String {
        let types = expand.types.iter().map(|id| self.rel_type(*id)).collect::<Vec<_>>().join("|");
        let types = if types.is_empty() { types } else { format!(":{types}") };
        let hops = match length {
            None => String::new(),
            Some(HopRange { min, max: None }) => format!("*{min}.."),
            Some(HopRange { min, max: Some(max) }) => format!("*{min}..{max}"),
        };
        let (left, right) = match expand.direction {
            Direction::Outgoing => ("-", "->"),
            Direction::Incoming => ("<-", "-"),
            Direction::Both => ("-", "-"),
        };
        let (from, rel, to) = (self.slot(expand.from), self.slot(expand.rel), self.slot(expand.to));
        format!("{name} ({from}){left}[{rel}{types}{hops}]{right}({to})")
    }

    fn rel_type(&self, id: RelTypeId) -> String {
        quote_name(&self.graph.tokens().rel_type_name(id))
    }

    fn labels(&self, test: &LabelTest, of_node: bool) -> String {
        let all = |parts: &[LabelTest], sign: &str| {
            parts.iter().map(|part| self.labels(part, of_node)).collect::<Vec<_>>().join(sign)
        };
        match test {
            LabelTest::Name { label, .. } if of_node => quote_name(&self.graph.tokens().label_name(*label)),
            LabelTest::Name { rel_type, .. } => self.rel_type(*rel_type),
            LabelTest::Wildcard => "%".to_owned(),
            LabelTest::Not(inner) => format!("!({})", self.labels(inner, of_node)),
            LabelTest::And(parts) => all(parts, "&"),
            LabelTest::Or(parts) => all(parts, "|"),
        }
    }

    fn access(&self, access: &IndexAccess) -> String {
        match access {
            IndexAccess::Equal(values) => format!("= {}", self.exprs(values)),
            IndexAccess::In(list) => format!("IN {}", self.expr(list)),
            IndexAccess::Prefix(prefix) => format!("STARTS WITH {}", self.expr(prefix)),
            IndexAccess::Range { lower, upper } => {
                let bound = |bound: &Option<(Expr, bool)>, sign: &str| {
                    bound.as_ref().map(|(expr, included)| {
                        format!("{sign}{} {}", if *included { "=" } else { "" }, self.expr(expr))
                    })
                };
                [bound(lower, ">"), bound(upper, "<")].into_iter().flatten().collect::<Vec<_>>().join(" AND ")
            }
        }
    }

    fn created(&self, pattern: &CreatePattern) -> String {
        let nodes = pattern.nodes.iter().map(|node| {
            let computed: String = node.computed.iter().map(|names| format!(":$({})", self.expr(names))).collect();
            format!("({}{}{computed})", self.slot(node.slot), self.colon_labels(&node.labels))
        });
        let rels = pattern.rels.iter().map(|rel| {
            let (start, end) = (self.slot(rel.start), self.slot(rel.end));
            let rel_type = match &rel.rel_type {
                CreatedType::Known(rel_type) => self.rel_type(*rel_type),
                CreatedType::Computed(name) => format!("$({})", self.expr(name)),
            };
            format!("({start})-[{}:{rel_type}]->({end})", self.slot(rel.slot))
        });
        nodes.chain(rels).collect::<Vec<_>>().join(", ")
    }

    /// `:A:B`.
    fn colon_labels(&self, ids: &[LabelId]) -> String {
        ids.iter().fold(String::new(), |mut text, id| {
            let _ = write!(text, ":{}", quote_name(&self.graph.tokens().label_name(*id)));
            text
        })
    }

    fn actions(&self, actions: &[SetAction]) -> String {
        let key = |id| quote_name(&self.graph.tokens().key_name(id));
        let action = |action: &SetAction| match action {
            SetAction::Property { target, key: id, value } => {
                format!("{}.{} = {}", self.expr(target), key(*id), self.expr(value))
            }
            SetAction::DynamicProperty { target, key, value } => {
                format!("{}[{}] = {}", self.expr(target), self.expr(key), self.expr(value))
            }
            SetAction::Replace { target, value } => format!("{} = {}", self.expr(target), self.expr(value)),
            SetAction::Merge { target, value } => format!("{} += {}", self.expr(target), self.expr(value)),
            SetAction::AddLabels { target, labels: ids } => format!("{}{}", self.expr(target), self.colon_labels(ids)),
            SetAction::ComputedLabels { target, names, remove } => {
                let sign = if *remove { "-" } else { "" };
                format!("{sign}{}:$({})", self.expr(target), self.expr(names))
            }
            SetAction::RemoveLabels { target, labels: ids } => {
                format!("-{}{}", self.expr(target), self.colon_labels(ids))
            }
        };
        actions.iter().map(action).collect::<Vec<_>>().join(", ")
    }

    fn exprs(&self, exprs: &[Expr]) -> String {
        exprs.iter().map(|expr| self.expr(expr)).collect::<Vec<_>>().join(", ")
    }

    fn expr(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Literal(value) => value.to_string(),
            ExprKind::Parameter(name) => format!("${}", quote_name(name)),
            ExprKind::Slot(slot) => self.slot(*slot),
            ExprKind::List(items) => format!("[{}]", self.exprs(items)),
            ExprKind::Map(entries) => {
                let entry =
                    |(name, value): &(std::sync::Arc<str>, Expr)| format!("{}: {}", quote_name(name), self.expr(value));
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
            ExprKind::Property { operand, name, .. } => format!("{}.{}", self.operand(operand), quote_name(name)),
            ExprKind::Index(operand, index) => format!("{}[{}]", self.operand(operand), self.expr(index)),
            ExprKind::Slice(operand, from, to) => {
                let end = |end: &Option<Box<Expr>>| end.as_deref().map_or_else(String::new, |end| self.expr(end));
                format!("{}[{}..{}]", self.operand(operand), end(from), end(to))
            }
            ExprKind::HasLabels(operand, test) => {
                let of_node = operand.ty != crate::value::Type::Relationship;
                format!("{}:{}", self.operand(operand), self.labels(test, of_node))
            }
            ExprKind::Unary(op, operand) => format!("{}{}", unary(*op), self.operand(operand)),
            ExprKind::Nary(op, parts) => {
                parts.iter().map(|part| self.operand(part)).collect::<Vec<_>>().join(nary(*op))
            }
            ExprKind::Binary(op, a, b) => format!("{} {} {}", self.operand(a), binary(*op), self.operand(b)),
            ExprKind::Compare(op, a, b) => format!("{} {} {}", self.operand(a), compare(*op), self.operand(b)),
            ExprKind::IsNull { operand, negated } => {
                format!("{} IS {}NULL", self.operand(operand), if *negated { "NOT " } else { "" })
            }
            ExprKind::IsTyped { operand, negated, type_name } => {
                format!("{} IS {}:: {type_name}", self.operand(operand), if *negated { "NOT " } else { "" })
            }
            ExprKind::IsNormalized { operand, negated, form } => {
                format!("{} IS {}{form} NORMALIZED", self.operand(operand), if *negated { "NOT " } else { "" })
            }
            ExprKind::Function { id, arguments } => {
                format!("{}({})", functions::function(*id).name, self.exprs(arguments))
            }
            ExprKind::Subquery(id) => format!("subquery {}", id.0),
            _ => self.scoped(expr),
        }
    }

    /// Expressions with variables of their own, and CASE.
    fn scoped(&self, expr: &Expr) -> String {
        let part = |word: &str, expr: &Option<Box<Expr>>| {
            expr.as_deref().map_or_else(String::new, |expr| format!(" {word} {}", self.expr(expr)))
        };
        match &expr.kind {
            ExprKind::Case { operand, branches, otherwise } => {
                let mut text = "CASE".to_owned();
                if let Some(operand) = operand {
                    let _ = write!(text, " {}", self.expr(operand));
                }
                for (tests, then) in branches {
                    let _ = write!(text, " WHEN {} THEN {}", self.exprs(tests), self.expr(then));
                }
                format!("{text}{} END", part("ELSE", otherwise))
            }
            ExprKind::ListComprehension { slot, list, predicate, projection } => {
                let (slot, list) = (self.slot(*slot), self.expr(list));
                format!("[{slot} IN {list}{}{}]", part("WHERE", predicate), part("|", projection))
            }
            ExprKind::Quantifier { quantifier, slot, list, predicate } => {
                let word = match quantifier {
                    Quantifier::All => "all",
                    Quantifier::Any => "any",
                    Quantifier::None => "none",
                    Quantifier::Single => "single",
                };
                format!("{word}({} IN {} WHERE {})", self.slot(*slot), self.expr(list), self.expr(predicate))
            }
            ExprKind::Reduce { accumulator, initial, slot, list, expr } => format!(
                "reduce({} = {}, {} IN {} | {})",
                self.slot(*accumulator),
                self.expr(initial),
                self.slot(*slot),
                self.expr(list),
                self.expr(expr)
            ),
            ExprKind::MapProjection { base, items } => {
                let item = |item: &MapProjectionItem| match item {
                    MapProjectionItem::AllProperties => ".*".to_owned(),
                    MapProjectionItem::Entry(name, value) => format!("{}: {}", quote_name(name), self.expr(value)),
                };
                format!("{} {{{}}}", self.expr(base), items.iter().map(item).collect::<Vec<_>>().join(", "))
            }
            ExprKind::Path { start, steps } => {
                let slots: Vec<_> = std::iter::once(start).chain(steps).copied().collect();
                format!("path({})", self.slots(&slots))
            }
            _ => quote("?"),
        }
    }

    /// An operand, in parentheses where it is an operator itself.
    fn operand(&self, expr: &Expr) -> String {
        let text = self.expr(expr);
        match expr.kind {
            ExprKind::Nary(..) | ExprKind::Binary(..) | ExprKind::Compare(..) | ExprKind::IsNull { .. } => {
                format!("({text})")
            }
            _ => text,
        }
    }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Not => "NOT ",
        UnaryOp::Plus => "+",
        UnaryOp::Minus => "-",
    }
}

fn nary(op: NaryOp) -> &'static str {
    match op {
        NaryOp::And => " AND ",
        NaryOp::Or => " OR ",
        NaryOp::Xor => " XOR ",
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Modulo => "%",
        BinaryOp::Power => "^",
        BinaryOp::Concatenate => "||",
        BinaryOp::In => "IN",
        BinaryOp::StartsWith => "STARTS WITH",
        BinaryOp::EndsWith => "ENDS WITH",
        BinaryOp::Contains => "CONTAINS",
        BinaryOp::Matches => "=~",
    }
}

fn compare(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "<>",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}
