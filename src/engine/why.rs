//! Why a statement gives no rows: what is left after each part of its patterns and each predicate, and which stored
//! value may have been meant.
//!
//! ```text
//! MATCH (p:Person {name: 'Leila Benali'})-[:HOLDS]->(o) WHERE o.year > 2020 RETURN o
//!   (p:Person)                       10
//!   p.name = 'Leila Benali'           0   ← did you mean 'Leïla Benali'?
//! ```
//! Each step is a statement of its own that counts: the clauses before, the pattern as far as it goes, the predicates
//! so far. The walk ends at the first step without rows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::error::Error;
use super::limits::Limits;
use super::session::{Parameters, Session};
use crate::diagnostic::{Span, did_you_mean};
use crate::syntax::ast::{
    BinaryOp, Body, Clause, ClauseKind, CompareOp, Expr, ExprKind, Mode, Name, NaryOp, NodePattern, PathElement,
    PathPattern, Pattern, Projection, ProjectionItem, Query, SingleQuery, Statement,
};
use crate::syntax::{parse, print, print_expression};
use crate::value::{Value, fold};

/// How long all steps together may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// Values that are compared with the one that is missing.
const CANDIDATES: i64 = 20_000;
/// Values that are told as samples.
const SAMPLES: usize = 3;

/// One step of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The part of the text that is new in it.
    pub text: String,
    /// Rows that are left behind it.
    pub rows: u64,
}

/// What became of the rows of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// The steps, in order, up to the first that leaves nothing.
    pub steps: Vec<Step>,
    /// What may have been meant, and what there is instead.
    pub hints: Vec<String>,
}

impl Session {
    /// Counts what is left after each step of a statement that reads, and looks for near values where nothing is.
    /// A statement whose steps cannot be counted (one that writes, for instance) has none.
    ///
    /// # Errors
    /// Mistakes in the statement.
    pub fn why(&mut self, text: &str, parameters: &Parameters) -> Result<Why, Error> {
        let statement = parse(text)?;
        let Body::Query(query) = statement.body else { return Ok(Why::default()) };
        let limits = self.limits().clone();
        let mut walk = Walk {
            session: self,
            parameters,
            text,
            as_of: statement.as_of,
            before: Vec::new(),
            until: Instant::now() + PATIENCE,
            unnamed: 0,
            why: Why::default(),
        };
        // A step that cannot be counted ends the walk: what was found so far is told.
        let _ = walk.clauses(&query.first.clauses);
        let why = walk.why;
        self.set_limits(limits);
        Ok(why)
    }
}

/// The walk is over: nothing is left, or nothing more can be counted.
struct Over;

struct Walk<'a> {
    session: &'a mut Session,
    parameters: &'a Parameters,
    text: &'a str,
    /// The moment whose graph the statement reads.
    as_of: Option<Expr>,
    /// The clauses that are behind us.
    before: Vec<Clause>,
    until: Instant,
    /// Nodes that got a name from us.
    unnamed: usize,
    why: Why,
}

impl Walk<'_> {
    fn clauses(&mut self, clauses: &[Clause]) -> Result<(), Over> {
        for clause in clauses {
            match &clause.kind {
                ClauseKind::Match { optional: false, pattern, predicate } => {
                    self.pattern(pattern, predicate.as_ref())?;
                }
                ClauseKind::With { projection, predicate } => {
                    let bare = ClauseKind::With { projection: projection.clone(), predicate: None };
                    self.step(self.slice(projection.span), bare)?;
                    let with = |predicate| ClauseKind::With { projection: projection.clone(), predicate };
                    self.predicates(predicate.as_ref(), with)?;
                }
                ClauseKind::Filter(predicate) => {
                    let everything = |span| Expr { kind: ExprKind::Boolean(true), span };
                    let filter = |predicate: Option<Expr>| {
                        ClauseKind::Filter(predicate.unwrap_or_else(|| everything(clause.span)))
                    };
                    self.predicates(Some(predicate), filter)?;
                }
                // A new variable or another order leaves every row.
                ClauseKind::Let(_) => {}
                ClauseKind::Page(page) if page.skip.is_none() && page.limit.is_none() => {}
                ClauseKind::Return(returned) => return self.page(returned),
                ClauseKind::Finish => return Ok(()),
                ClauseKind::Match { .. }
                | ClauseKind::Unwind { .. }
                | ClauseKind::Page(_)
                | ClauseKind::Subquery(_)
                | ClauseKind::Call(_)
                | ClauseKind::LoadCsv { .. } => self.step(self.slice(clause.span), clause.kind.clone())?,
                _ => return Err(Over),
            }
            self.before.push(clause.clone());
        }
        Ok(())
    }

    /// SKIP and LIMIT of a RETURN.
    fn page(&mut self, returned: &Projection) -> Result<(), Over> {
        let parts = [("SKIP", &returned.skip), ("LIMIT", &returned.limit)];
        let told = |(word, count): &(&str, &Option<Expr>)| Some(format!("{word} {}", self.slice(count.as_ref()?.span)));
        let text = parts.iter().filter_map(told).collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return Ok(());
        }
        let mut projection = returned.clone();
        for (at, item) in projection.items.iter_mut().enumerate() {
            let name = || Name { text: Arc::from(format!("  column {at}")), span: item.expr.span };
            item.alias.get_or_insert_with(name);
        }
        self.step(text, ClauseKind::With { projection, predicate: None })
    }

    /// The paths of a MATCH one after the other, each node by node; then its predicates.
    fn pattern(&mut self, pattern: &Pattern, predicate: Option<&Expr>) -> Result<(), Over> {
        let mut done: Vec<PathPattern> = Vec::new();
        let matching = |paths: Vec<PathPattern>, predicate| ClauseKind::Match {
            optional: false,
            pattern: Pattern { paths, span: pattern.span },
            predicate,
        };
        for path in &pattern.paths {
            let mut so_far: Vec<PathElement> = Vec::new();
            for element in &path.elements {
                let PathElement::Node(node) = element else {
                    so_far.push(element.clone());
                    continue;
                };
                let shown = so_far.iter().rev().take_while(|e| !matches!(e, PathElement::Node(_))).map(place).last();
                let shown = shown.map_or(node.span, |first| first.to(node.span));
                let shown = self.without(shown, node.properties.as_ref().map(|map| map.span));
                let (bare, tests) = self.bare(node);
                so_far.push(PathElement::Node(bare.clone()));
                let paths = with_path(&done, path, &so_far);
                self.step(shown, matching(paths.clone(), None))?;
                let mut passed: Vec<Expr> = Vec::new();
                for test in tests {
                    passed.push(test);
                    let last = passed.last().cloned();
                    let clause = matching(paths.clone(), all_of(&passed));
                    let before = matching(paths.clone(), all_of(&passed[..passed.len() - 1]));
                    self.test(last.as_ref(), clause, before)?;
                }
                so_far.pop();
                so_far.push(element.clone());
            }
            done.push(path.clone());
        }
        self.predicates(predicate, |predicate| matching(done.clone(), predicate))
    }

    /// The parts of a predicate, one more at each step.
    fn predicates(
        &mut self,
        predicate: Option<&Expr>,
        clause: impl Fn(Option<Expr>) -> ClauseKind,
    ) -> Result<(), Over> {
        let parts: Vec<Expr> = match predicate {
            None => return Ok(()),
            Some(Expr { kind: ExprKind::Nary(NaryOp::And, parts), .. }) => parts.clone(),
            Some(one) => vec![one.clone()],
        };
        for count in 1..=parts.len() {
            let before = clause(all_of(&parts[..count - 1]));
            self.test(parts.get(count - 1), clause(all_of(&parts[..count])), before)?;
        }
        Ok(())
    }

    /// The node without its properties and predicate, which become tests of their own.
    fn bare(&mut self, node: &NodePattern) -> (NodePattern, Vec<Expr>) {
        let mut bare = node.clone();
        let mut tests = Vec::new();
        if let Some(Expr { kind: ExprKind::Map(entries), .. }) = &node.properties {
            let variable = bare.variable.clone().unwrap_or_else(|| {
                self.unnamed += 1;
                Name { text: Arc::from(format!("  node {}", self.unnamed)), span: node.span }
            });
            for (key, value) in entries {
                let span = key.span.to(value.span);
                let owner = Expr { kind: ExprKind::Variable(variable.text.clone()), span };
                let property = Expr { kind: ExprKind::Property(Box::new(owner), key.clone()), span };
                let kind = ExprKind::Comparison(vec![property, value.clone()], vec![CompareOp::Equal]);
                tests.push(Expr { kind, span });
            }
            bare.variable = Some(variable);
            bare.properties = None;
        }
        tests.extend(bare.predicate.take().map(|predicate| *predicate));
        (bare, tests)
    }

    /// A step that is a whole part of a pattern or a clause.
    fn step(&mut self, text: String, clause: ClauseKind) -> Result<(), Over> {
        let rows = self.count(clause)?;
        self.why.steps.push(Step { text, rows });
        if rows == 0 { Err(Over) } else { Ok(()) }
    }

    /// A step that is a predicate; where it leaves nothing, the values it meets are looked at.
    fn test(&mut self, test: Option<&Expr>, clause: ClauseKind, before: ClauseKind) -> Result<(), Over> {
        let Some(test) = test else { return Ok(()) };
        let rows = self.count(clause)?;
        let text = self.slice(test.span);
        self.why.steps.push(Step { text, rows });
        if rows > 0 {
            return Ok(());
        }
        if let Some((asked, wanted)) = comparison(test) {
            self.look_around(asked, wanted, before)?;
        }
        Err(Over)
    }

    /// The text of `span` without a part of it.
    fn without(&self, span: Span, part: Option<Span>) -> String {
        let Some(part) = part else { return self.slice(span) };
        let before = self.slice(Span::new(span.start, part.start));
        format!("{}{}", before.trim_end(), self.slice(Span::new(part.end, span.end)))
    }

    fn slice(&self, span: Span) -> String {
        let text = self.text.get(span.start as usize..span.end as usize).unwrap_or("");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn count(&mut self, clause: ClauseKind) -> Result<u64, Over> {
        let star = item(ExprKind::CountStar, "rows");
        match self.ask(clause, projection(false, star, None))?.first() {
            Some(Value::Integer(rows)) => Ok(u64::try_from(*rows).unwrap_or(0)),
            _ => Err(Over),
        }
    }

    /// Says what `asked` is in the rows before, when it is nowhere what is `wanted`.
    fn look_around(&mut self, asked: &Expr, wanted: &Expr, before: ClauseKind) -> Result<(), Over> {
        let values = self.ask(before, projection(true, item(asked.kind.clone(), "found"), Some(CANDIDATES)))?;
        let values: Vec<Value> = values.into_iter().filter(|value| !value.is_null()).collect();
        let name = match &asked.kind {
            ExprKind::Property(owner, key) if matches!(&owner.kind, ExprKind::Variable(v) if v.starts_with(' ')) => {
                key.text.to_string()
            }
            _ => print_expression(asked),
        };
        let texts = self.texts(wanted);
        let mut found = false;
        for text in &texts {
            if let Some(near) = nearest(text, &values) {
                self.why.hints.push(format!("did you mean {}?", Value::string(near)));
                found = true;
            }
        }
        if !found {
            self.why.hints.push(told(&name, &values));
        }
        Ok(())
    }

    /// The strings among the values of a constant expression.
    fn texts(&mut self, wanted: &Expr) -> Vec<String> {
        match self.session.evaluate(&print_expression(wanted), self.parameters) {
            Ok(Value::String(text)) => vec![text.to_string()],
            Ok(Value::List(items)) => {
                let text = |value: &Value| if let Value::String(text) = value { Some(text.to_string()) } else { None };
                items.iter().filter_map(text).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Runs the clauses so far, `clause`, and RETURN; gives the values of the one column.
    fn ask(&mut self, clause: ClauseKind, returned: Projection) -> Result<Vec<Value>, Over> {
        let left = self.until.checked_duration_since(Instant::now()).ok_or(Over)?;
        self.session.set_limits(Limits { timeout: Some(left), ..Limits::default() });
        let span = Span::default();
        let mut clauses = self.before.clone();
        clauses.push(Clause { kind: clause, span });
        clauses.push(Clause { kind: ClauseKind::Return(returned), span });
        let query = Query { first: SingleQuery { clauses, span }, unions: Vec::new(), span };
        let statement =
            print(&Statement { mode: Mode::Run, as_of: self.as_of.clone(), body: Body::Query(query), span });
        // Counting must change nothing: a procedure or a subquery may.
        if self.session.would_write(&statement).map_err(|_| Over)? {
            return Err(Over);
        }
        // Names of our own must not be refused for a warning.
        let strict = self.session.strictness(false);
        let rows = self.session.run(&statement, self.parameters).and_then(|mut records| records.collect_rows());
        self.session.strictness(strict);
        rows.map(|rows| rows.into_iter().flatten().collect()).map_err(|_| Over)
    }
}

/// What is compared, and with what: `x.key = 'text'`, `'text' = x.key`, `x.key > 3`, `x.key IN [...]`, `x.key STARTS WITH 'text'`.
fn comparison(test: &Expr) -> Option<(&Expr, &Expr)> {
    let (left, right) = match &test.kind {
        ExprKind::Comparison(operands, operators) if matches!(operators[..], [op] if op != CompareOp::NotEqual) => {
            (operands.first()?, operands.get(1)?)
        }
        ExprKind::Binary(
            BinaryOp::In | BinaryOp::StartsWith | BinaryOp::EndsWith | BinaryOp::Contains,
            left,
            right,
        ) => (&**left, &**right),
        _ => return None,
    };
    match (is_constant(left), is_constant(right)) {
        (false, true) => Some((left, right)),
        (true, false) => Some((right, left)),
        _ => None,
    }
}

fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::String(_)
        | ExprKind::Integer(_)
        | ExprKind::Float(_)
        | ExprKind::Boolean(_)
        | ExprKind::Parameter(_) => true,
        ExprKind::List(items) => items.iter().all(is_constant),
        _ => false,
    }
}

/// The stored text that is nearest to the one asked for: the same but for accents and case, near in spelling, or holding
/// it whole.
fn nearest(wanted: &str, values: &[Value]) -> Option<String> {
    let texts = values.iter().filter_map(|value| if let Value::String(text) = value { Some(&**text) } else { None });
    let mut folded: Vec<(String, &str)> = texts.map(|text| (fold(text), text)).collect();
    folded.sort_unstable();
    let asked = fold(wanted);
    let same = folded.iter().find(|(form, _)| *form == asked);
    let near = || {
        let near = did_you_mean(&asked, folded.iter().map(|(form, _)| form.as_str()))?;
        folded.iter().find(|(form, _)| *form == near)
    };
    let holding = || folded.iter().find(|(form, _)| asked.chars().count() > 2 && form.contains(&asked));
    let held = || folded.iter().find(|(form, _)| form.chars().count() > 2 && asked.contains(form.as_str()));
    same.or_else(near).or_else(holding).or_else(held).map(|(_, text)| (*text).to_owned())
}

fn told(name: &str, values: &[Value]) -> String {
    let shown: Vec<_> = values.iter().take(SAMPLES).map(ToString::to_string).collect();
    match values.len() {
        0 => format!("{name} is null in all of these rows"),
        1 => format!("{name} is {} in all of these rows", shown.join("")),
        count if count > SAMPLES => format!("{name} has {count} other values, such as {}", shown.join(", ")),
        _ => format!("{name} is one of {}", shown.join(", ")),
    }
}

/// The paths before, and `path` as far as it goes.
fn with_path(done: &[PathPattern], path: &PathPattern, elements: &[PathElement]) -> Vec<PathPattern> {
    let mut paths = done.to_vec();
    paths.push(PathPattern { elements: elements.to_vec(), ..path.clone() });
    paths
}

fn all_of(parts: &[Expr]) -> Option<Expr> {
    match parts {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(Expr { kind: ExprKind::Nary(NaryOp::And, many.to_vec()), span: Span::default() }),
    }
}

fn item(kind: ExprKind, alias: &str) -> ProjectionItem {
    let span = Span::default();
    let alias = Some(Name { text: Arc::from(alias), span });
    ProjectionItem { expr: Expr { kind, span }, alias, text: Arc::from("") }
}

fn projection(distinct: bool, item: ProjectionItem, limit: Option<i64>) -> Projection {
    let span = Span::default();
    let limit = limit.map(|count| Expr { kind: ExprKind::Integer(count), span });
    Projection { distinct, star: false, items: vec![item], order: Vec::new(), skip: None, limit, span }
}

fn place(element: &PathElement) -> Span {
    match element {
        PathElement::Node(node) => node.span,
        PathElement::Rel(rel) => rel.span,
        PathElement::Group { span, .. } => *span,
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, Why};
    use crate::engine::{Database, Parameters};

    fn why(text: &str) -> Why {
        let mut session = Database::memory().session();
        let people = "CREATE (:Person {name: 'Leïla Benali', age: 40})-[:HOLDS]->(:Office {name: 'minister'}), \
                      (:Person {name: 'Omar Seghrouchni', age: 50})";
        session.run(people, &Parameters::new()).unwrap();
        session.why(text, &Parameters::new()).unwrap()
    }

    fn steps(why: &Why) -> Vec<(&str, u64)> {
        why.steps.iter().map(|Step { text, rows }| (text.as_str(), *rows)).collect()
    }

    #[test]
    fn a_name_without_its_accent_is_found() {
        let why = why("MATCH (p:Person {name: 'Leila Benali'})-[:HOLDS]->(o) RETURN o");
        assert_eq!(steps(&why), [("(p:Person)", 2), ("name: 'Leila Benali'", 0)]);
        assert_eq!(why.hints, ["did you mean 'Leïla Benali'?"]);
    }

    #[test]
    fn each_hop_and_each_predicate_is_a_step() {
        let why = why("MATCH (p:Person)-[:HOLDS]->(o:Office) WHERE p.age > 30 AND o.name = 'king' RETURN p");
        let expected = [("(p:Person)", 2), ("-[:HOLDS]->(o:Office)", 1), ("p.age > 30", 1), ("o.name = 'king'", 0)];
        assert_eq!(steps(&why), expected);
        assert_eq!(why.hints, ["o.name is 'minister' in all of these rows"]);
    }

    #[test]
    fn a_hop_that_leads_nowhere_ends_the_walk() {
        let why = why("MATCH (:Person)<-[:HOLDS]-(o) MATCH (o)-->(x) RETURN x");
        assert_eq!(steps(&why), [("(:Person)", 2), ("<-[:HOLDS]-(o)", 0)]);
        assert!(why.hints.is_empty());
    }

    #[test]
    fn a_spelling_mistake_in_with_where_and_in_lists_is_found() {
        let why_with = why("MATCH (p:Person) WITH p.name AS n WHERE n = 'Omar Segrouchni' RETURN n");
        assert_eq!(why_with.hints, ["did you mean 'Omar Seghrouchni'?"]);
        let why_in = why("MATCH (p:Person) WHERE p.name IN ['Benali'] RETURN p");
        assert_eq!(why_in.hints, ["did you mean 'Leïla Benali'?"]);
    }

    #[test]
    fn clauses_of_gql_are_steps_too() {
        let why_filter =
            why("MATCH (p:Person) LET n = p.name FILTER p.age > 30 AND n = 'Omar Segrouchni' ORDER BY n RETURN n");
        assert_eq!(steps(&why_filter), [("(p:Person)", 2), ("p.age > 30", 2), ("n = 'Omar Segrouchni'", 0)]);
        assert_eq!(why_filter.hints, ["did you mean 'Omar Seghrouchni'?"]);
        let why_for = why("FOR x IN [1, 2, 3] LET y = x * 2 FILTER WHERE y = 7 RETURN y");
        assert_eq!(steps(&why_for), [("FOR x IN [1, 2, 3]", 3), ("y = 7", 0)]);
        assert_eq!(why_for.hints, ["y is one of 2, 4, 6"]);
        let why_empty = why("MATCH (p:Person) FOR x IN [] RETURN x");
        assert_eq!(steps(&why_empty), [("(p:Person)", 2), ("FOR x IN []", 0)]);
    }

    #[test]
    fn skip_and_limit_are_steps() {
        let why_page = why("MATCH (p:Person) ORDER BY p.age SKIP 1 MATCH (p)-->(q) RETURN q");
        assert_eq!(steps(&why_page), [("(p:Person)", 2), ("ORDER BY p.age SKIP 1", 1), ("(p)", 1), ("-->(q)", 0)]);
        let why_return = why("MATCH (p:Person) RETURN p.name, p.age + 1 ORDER BY p.name SKIP 7 LIMIT 3");
        assert_eq!(steps(&why_return), [("(p:Person)", 2), ("SKIP 7 LIMIT 3", 0)]);
    }

    #[test]
    fn a_subquery_that_reads_is_a_step_and_one_that_writes_is_not_run() {
        let why_reads = why("MATCH (p:Person) CALL (p) { MATCH (p)-[:OWNS]->(x) RETURN x } RETURN x");
        assert_eq!(steps(&why_reads), [("(p:Person)", 2), ("CALL (p) { MATCH (p)-[:OWNS]->(x) RETURN x }", 0)]);
        let why_writes = why("MATCH (p:Person) CALL (p) { CREATE (x:Copy) RETURN x } MATCH (c:Copy) RETURN c");
        assert_eq!(steps(&why_writes), [("(p:Person)", 2)]);
    }

    #[test]
    fn what_writes_is_not_walked_and_changes_nothing() {
        let why = why("MATCH (p:Person) CREATE (:Copy) RETURN p");
        assert_eq!(steps(&why), [("(p:Person)", 2)]);
    }
}
