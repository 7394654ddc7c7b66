//! The syntax tree: what a statement says, with the place of every part, and nothing of what it means.
//!
//! Names are as written (backticks removed); nothing is looked up. The same text gives the same tree for ever.
//! The tree covers the whole language; what the engine cannot carry out yet is refused by the binder, with its place.
//!
//! ```text
//! MATCH (n:Person) WHERE n.age > 30 RETURN n.name AS name
//! Query [ SingleQuery [ Match { pattern, predicate: Binary(>) }, Return { items: [Property AS name] } ] ]
//! ```

use std::sync::Arc;

use crate::diagnostic::Span;

/// A name with its place. `text` is as written, without backticks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    pub(crate) text: Arc<str>,
    pub(crate) span: Span,
}

/// A whole statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Statement {
    pub(crate) mode: Mode,
    /// `FOR SYSTEM_TIME AS OF`: the commit or instant whose graph is read.
    pub(crate) as_of: Option<Expr>,
    pub(crate) body: Body,
    pub(crate) span: Span,
}

/// What is asked of a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Run it.
    #[default]
    Run,
    /// `EXPLAIN`: show the plan, do not run it.
    Explain,
    /// `PROFILE`: run it and show the plan with rows and time.
    Profile,
}

/// The kinds of statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    /// Reads and writes.
    Query(Query),
    /// `CREATE CONSTRAINT`, `DROP INDEX`, …
    Schema(SchemaCommand),
    /// `SHOW INDEXES`, `SHOW FUNCTIONS`, …
    Show(Box<ShowCommand>),
    /// `PURGE HISTORY BEFORE`.
    Purge(PurgeCommand),
}

/// One or more single queries joined by UNION.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Query {
    pub(crate) first: SingleQuery,
    pub(crate) unions: Vec<Union>,
    pub(crate) span: Span,
}

/// `UNION [ALL]` and the query behind it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Union {
    pub(crate) all: bool,
    pub(crate) query: SingleQuery,
    /// Place of the keyword.
    pub(crate) span: Span,
}

/// A sequence of clauses.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SingleQuery {
    pub(crate) clauses: Vec<Clause>,
    pub(crate) span: Span,
}

/// One clause and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clause {
    pub(crate) kind: ClauseKind,
    pub(crate) span: Span,
}

/// The kinds of clause.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ClauseKind {
    /// `[OPTIONAL] MATCH pattern [WHERE predicate]`.
    Match { optional: bool, pattern: Pattern, predicate: Option<Expr> },
    /// `UNWIND list AS variable`.
    Unwind { list: Expr, variable: Name },
    /// `LET x = expression, y = …`.
    Let(Vec<(Name, Expr)>),
    /// `FILTER predicate`.
    Filter(Expr),
    /// `ORDER BY …`, `SKIP …`, `LIMIT …` as a clause: a projection of all there is.
    Page(Projection),
    /// `WITH projection [WHERE predicate]`.
    With { projection: Projection, predicate: Option<Expr> },
    /// `RETURN projection`.
    Return(Projection),
    /// `FINISH`: run for the effects, no columns.
    Finish,
    /// `CREATE pattern`.
    Create(Pattern),
    /// `MERGE path [ON CREATE SET …] [ON MATCH SET …]`.
    Merge { path: PathPattern, on_create: Vec<SetItem>, on_match: Vec<SetItem> },
    /// `SET items`.
    Set(Vec<SetItem>),
    /// `REMOVE items`.
    Remove(Vec<RemoveItem>),
    /// `[DETACH] DELETE expressions`.
    Delete { detach: bool, targets: Vec<Expr> },
    /// `FOREACH (variable IN list | clauses)`.
    Foreach { variable: Name, list: Expr, clauses: Vec<Clause> },
    /// `[OPTIONAL] CALL name(arguments) [YIELD …]`.
    Call(ProcedureCall),
    /// `[OPTIONAL] CALL { … }`, `CALL (x, y) { … } [IN TRANSACTIONS …]`.
    Subquery(SubqueryCall),
    /// `LOAD CSV [WITH HEADERS] FROM url AS row [FIELDTERMINATOR ';']`.
    LoadCsv { headers: bool, url: Expr, variable: Name, separator: Option<Arc<str>> },
}

/// `CALL name(…)`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ProcedureCall {
    pub(crate) optional: bool,
    /// Dotted name as written.
    pub(crate) name: Name,
    /// `None` when written without parentheses (arguments come from parameters).
    pub(crate) arguments: Option<Vec<Expr>>,
    pub(crate) yields: Yield,
}

/// What a procedure call keeps of its columns.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Yield {
    /// No YIELD.
    Absent,
    /// `YIELD *`.
    All,
    /// `YIELD a, b AS c [WHERE …]`; an empty list is `YIELD -`.
    Items(Vec<YieldItem>, Option<Box<Expr>>),
}

/// One item of YIELD.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct YieldItem {
    pub(crate) column: Name,
    pub(crate) alias: Option<Name>,
}

/// `CALL { … }`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SubqueryCall {
    pub(crate) optional: bool,
    pub(crate) imports: Imports,
    pub(crate) query: Query,
    pub(crate) transactions: Option<InTransactions>,
}

/// Which variables a subquery sees from outside.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Imports {
    /// `CALL { … }`: those of its first WITH.
    FirstWith,
    /// `CALL (*) { … }`.
    All,
    /// `CALL (a, b) { … }`.
    Names(Vec<Name>),
}

/// `IN [n CONCURRENT] TRANSACTIONS [OF n ROWS] [ON ERROR …] [REPORT STATUS AS s]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InTransactions {
    pub(crate) concurrent: Concurrency,
    pub(crate) rows: Option<Expr>,
    pub(crate) on_error: OnError,
    pub(crate) report: Option<Name>,
    pub(crate) span: Span,
}

/// How many transactions may run at once. It says what is allowed, not what is done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Concurrency {
    /// One after the other.
    One,
    /// `CONCURRENT`.
    Any,
    /// `n CONCURRENT`.
    Number(Expr),
}

/// What `IN TRANSACTIONS` does after a failed batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum OnError {
    Fail,
    Continue,
    Break,
}

/// `[DISTINCT] items [ORDER BY …] [SKIP …] [LIMIT …]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Projection {
    pub(crate) distinct: bool,
    /// Begins with `*`.
    pub(crate) star: bool,
    pub(crate) items: Vec<ProjectionItem>,
    pub(crate) order: Vec<SortItem>,
    pub(crate) skip: Option<Expr>,
    pub(crate) limit: Option<Expr>,
    pub(crate) span: Span,
}

/// `expression [AS alias]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ProjectionItem {
    pub(crate) expr: Expr,
    pub(crate) alias: Option<Name>,
    /// The expression as written, the column's name when there is no alias.
    pub(crate) text: Arc<str>,
}

/// One key of ORDER BY.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SortItem {
    pub(crate) expr: Expr,
    pub(crate) descending: bool,
    /// `NULLS FIRST` (true) or `NULLS LAST` (false), where written.
    pub(crate) nulls_first: Option<bool>,
}

/// One item of SET.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SetItem {
    /// `target.key = value`; `target` may be any expression that gives an element.
    Property { target: Expr, key: Name, value: Expr },
    /// `target[key] = value`.
    DynamicProperty { target: Expr, key: Expr, value: Expr },
    /// `variable = map`: replaces all properties.
    Replace { variable: Name, value: Expr },
    /// `variable += map`.
    Merge { variable: Name, value: Expr },
    /// `variable:A:B`.
    Labels { variable: Name, labels: Vec<LabelExpr> },
}

/// One item of REMOVE.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RemoveItem {
    /// `target.key`.
    Property { target: Expr, key: Name },
    /// `target[key]`.
    DynamicProperty { target: Expr, key: Expr },
    /// `variable:A:B`.
    Labels { variable: Name, labels: Vec<LabelExpr> },
}

/// Comma-separated path patterns.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pattern {
    pub(crate) paths: Vec<PathPattern>,
    pub(crate) span: Span,
}

/// `[name =] [selector] element …`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PathPattern {
    pub(crate) variable: Option<Name>,
    pub(crate) selector: Selector,
    /// Nodes, relationships and parenthesised groups as written, left to right.
    pub(crate) elements: Vec<PathElement>,
    pub(crate) span: Span,
}

/// Which of the matching paths are wanted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Selector {
    /// All walks without a repeated relationship.
    All,
    /// `shortestPath(…)`.
    ShortestPath,
    /// `allShortestPaths(…)`.
    AllShortestPaths,
    /// `SHORTEST k`, `ANY SHORTEST` (k = 1).
    Shortest(u32),
    /// `ALL SHORTEST`.
    AllShortest,
    /// `SHORTEST k GROUPS`.
    ShortestGroups(u32),
    /// `ANY k`.
    Any(u32),
}

/// One element of a path pattern.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PathElement {
    Node(NodePattern),
    Rel(RelPattern),
    /// `( path [WHERE predicate] ){min,max}`; without a quantifier it is `{1,1}` and names stay single.
    Group {
        path: Box<PathPattern>,
        predicate: Option<Expr>,
        quantifier: Option<Length>,
        span: Span,
    },
}

/// `(variable:Labels {properties} WHERE predicate)`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NodePattern {
    pub(crate) variable: Option<Name>,
    pub(crate) labels: Option<LabelExpr>,
    /// A map literal or a parameter.
    pub(crate) properties: Option<Expr>,
    pub(crate) predicate: Option<Box<Expr>>,
    pub(crate) span: Span,
}

/// `-[variable:TYPES*1..3 {properties} WHERE predicate]->`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RelPattern {
    pub(crate) variable: Option<Name>,
    pub(crate) types: Option<LabelExpr>,
    pub(crate) direction: Direction,
    /// `*…`, `{…}`, `+`: the relationship is a list when present.
    pub(crate) length: Option<Length>,
    pub(crate) properties: Option<Expr>,
    pub(crate) predicate: Option<Box<Expr>>,
    pub(crate) span: Span,
}

/// How often a relationship or group repeats.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Length {
    /// Default 1 for `*` and `+`, 0 for `{,n}` and group `*`.
    pub(crate) min: u32,
    /// None = unbounded.
    pub(crate) max: Option<u32>,
    /// Written as `*…` behind the types (openCypher) and not as a GQL quantifier.
    pub(crate) star_form: bool,
    pub(crate) span: Span,
}

/// The direction of a relationship as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Direction {
    /// `-->`
    Outgoing,
    /// `<--`
    Incoming,
    /// `--` and `<-->`
    Both,
}

/// A label or type expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LabelExpr {
    /// `A`
    Name(Name),
    /// `%`: any label at all.
    Wildcard(Span),
    /// `$(names)`
    Computed(ComputedLabel),
    /// `!A`
    Not(Box<LabelExpr>),
    /// `A & B`, and `:A:B` of nodes.
    And(Vec<LabelExpr>),
    /// `A | B`, and `:A|:B` of relationships.
    Or(Vec<LabelExpr>),
}

/// `$(names)`, `$all(names)`, `$any(names)`: labels or a type by the value of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ComputedLabel {
    /// One of several names is enough.
    pub(crate) any: bool,
    pub(crate) names: Box<Expr>,
    pub(crate) span: Span,
}

/// An expression and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) span: Span,
}

impl Expr {
    /// Whether this is a test of a CASE that begins with an operator: `> 3`, `IS NULL`, `STARTS WITH 'a'`.
    pub(crate) fn tests_subject(&self) -> bool {
        let first = match &self.kind {
            ExprKind::Comparison(operands, operators) if operators.len() == 1 => operands.first(),
            ExprKind::Binary(op, left, _) if op.is_test() => Some(&**left),
            ExprKind::IsNull { operand, .. }
            | ExprKind::IsTyped { operand, .. }
            | ExprKind::IsNormalized { operand, .. } => Some(&**operand),
            _ => None,
        };
        first.is_some_and(|first| matches!(first.kind, ExprKind::Subject))
    }

    /// The same test of `subject`; an expression that is no such test is a value that `subject` must equal.
    pub(crate) fn of_subject(&self, subject: &Self) -> Self {
        if !self.tests_subject() {
            let operands = vec![subject.clone(), self.clone()];
            return Self { kind: ExprKind::Comparison(operands, vec![CompareOp::Equal]), span: self.span };
        }
        let mut test = self.clone();
        match &mut test.kind {
            ExprKind::Comparison(operands, _) => operands.iter_mut().take(1).for_each(|first| *first = subject.clone()),
            ExprKind::Binary(_, first, _)
            | ExprKind::IsNull { operand: first, .. }
            | ExprKind::IsTyped { operand: first, .. }
            | ExprKind::IsNormalized { operand: first, .. } => **first = subject.clone(),
            _ => {}
        }
        test
    }
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExprKind {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    String(Arc<str>),
    /// `$name`, `$1`.
    Parameter(Arc<str>),
    Variable(Arc<str>),
    List(Vec<Expr>),
    Map(Vec<(Name, Expr)>),
    /// `operand.key`.
    Property(Box<Expr>, Name),
    /// `operand[index]`.
    Index(Box<Expr>, Box<Expr>),
    /// `operand[from..to]`.
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),
    /// `operand:Label`, `operand IS Label`.
    HasLabels(Box<Expr>, LabelExpr),
    Unary(UnaryOp, Box<Expr>),
    /// Flat where the operator is AND or OR (two or more operands), else exactly two.
    Nary(NaryOp, Vec<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a < b <= c`: operands are one more than operators.
    Comparison(Vec<Expr>, Vec<CompareOp>),
    /// `operand IS [NOT] NULL`.
    IsNull {
        operand: Box<Expr>,
        negated: bool,
    },
    /// `operand IS [NOT] :: TYPE`, `IS TYPED`; the type as written in upper case, blanks single.
    IsTyped {
        operand: Box<Expr>,
        negated: bool,
        type_name: Arc<str>,
    },
    /// `operand IS [NOT] [NFC|NFD|NFKC|NFKD] NORMALIZED`.
    IsNormalized {
        operand: Box<Expr>,
        negated: bool,
        form: Arc<str>,
    },
    /// `name([DISTINCT] arguments)`; `name` may be dotted.
    Function {
        name: Name,
        distinct: bool,
        arguments: Vec<Expr>,
    },
    /// `count(*)`.
    CountStar,
    /// `CASE [operand] WHEN … THEN … [ELSE …] END`; a simple CASE may list several values a branch, or tests that begin
    /// with an operator: these are expressions over [`ExprKind::Subject`].
    Case {
        operand: Option<Box<Expr>>,
        branches: Vec<(Vec<Expr>, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    /// The operand of the CASE around it, where a test begins with an operator: `WHEN > 3`.
    Subject,
    /// `[variable IN list WHERE predicate | projection]`.
    ListComprehension {
        variable: Name,
        list: Box<Expr>,
        predicate: Option<Box<Expr>>,
        projection: Option<Box<Expr>>,
    },
    /// `[path = pattern WHERE predicate | projection]`.
    PatternComprehension {
        pattern: Box<PathPattern>,
        predicate: Option<Box<Expr>>,
        projection: Box<Expr>,
    },
    /// `all(variable IN list WHERE predicate)` and its family.
    Quantifier {
        quantifier: Quantifier,
        variable: Name,
        list: Box<Expr>,
        predicate: Option<Box<Expr>>,
    },
    /// `reduce(accumulator = initial, variable IN list | expression)`.
    Reduce {
        accumulator: Name,
        initial: Box<Expr>,
        variable: Name,
        list: Box<Expr>,
        expr: Box<Expr>,
    },
    /// `(a)-[]->(b)` where a truth value is wanted.
    PatternPredicate(Box<PathPattern>),
    /// `shortestPath(…)` and `allShortestPaths(…)` as a value.
    ShortestPath(Box<PathPattern>),
    /// `EXISTS { … }`, `COUNT { … }`, `COLLECT { … }`.
    Subquery(SubqueryKind, Box<SubqueryBody>),
    /// `variable { .key, key: expr, .*, name }`.
    MapProjection {
        variable: Name,
        items: Vec<MapProjectionItem>,
    },
}

/// The subquery expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubqueryKind {
    Exists,
    Count,
    Collect,
}

/// What stands inside the braces of a subquery expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SubqueryBody {
    /// A bare pattern with an optional WHERE (`MATCH` may be left out).
    Pattern(Pattern, Option<Expr>),
    /// A whole query.
    Query(Query),
}

/// One item of a map projection.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum MapProjectionItem {
    /// `.key`
    Property(Name),
    /// `.*`
    AllProperties,
    /// `key: expression`
    Entry(Name, Expr),
    /// `variable`
    Variable(Name),
}

/// The list predicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Quantifier {
    All,
    Any,
    None,
    Single,
}

/// Prefix operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum UnaryOp {
    Not,
    Plus,
    Minus,
}

/// Operators of two or more operands, kept flat so that long chains are not deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum NaryOp {
    And,
    Or,
    Xor,
}

/// Operators of two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    /// `||` of strings and lists.
    Concatenate,
    In,
    StartsWith,
    EndsWith,
    Contains,
    /// `=~`
    Matches,
}

impl BinaryOp {
    /// Whether its value is a truth value.
    pub(crate) fn is_test(self) -> bool {
        matches!(self, Self::In | Self::StartsWith | Self::EndsWith | Self::Contains | Self::Matches)
    }
}

/// The comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum CompareOp {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// `CREATE` and `DROP` of constraints and indexes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SchemaCommand {
    CreateConstraint {
        name: Option<Name>,
        if_not_exists: bool,
        element: SchemaElement,
        /// Property keys, in order.
        keys: Vec<Name>,
        requirement: Requirement,
        /// `OPTIONS …`
        options: Option<Expr>,
    },
    CreateIndex {
        name: Option<Name>,
        if_not_exists: bool,
        element: SchemaElement,
        keys: Vec<Name>,
        /// `OPTIONS …`
        options: Option<Expr>,
    },
    DropConstraint {
        which: DroppedConstraint,
        if_exists: bool,
    },
    DropIndex {
        which: DroppedIndex,
        if_exists: bool,
    },
}

/// The constraint that DROP means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DroppedConstraint {
    Named(Name),
    /// `ON (n:Label) ASSERT …`
    Like {
        element: SchemaElement,
        keys: Vec<Name>,
        requirement: Requirement,
    },
}

/// The index that DROP means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DroppedIndex {
    Named(Name),
    /// `ON :Label(key, …)`
    Like {
        label: Name,
        keys: Vec<Name>,
    },
}

/// `FOR (n:Label)` or `FOR ()-[r:TYPE]-()`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SchemaElement {
    Node(Name),
    Relationship(Name),
}

/// What a constraint requires.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Requirement {
    /// `IS UNIQUE`
    Unique,
    /// `IS NOT NULL`
    NotNull,
    /// `IS NODE KEY`, `IS RELATIONSHIP KEY`, `IS KEY`
    Key,
    /// `IS :: TYPE`, in upper case.
    Typed(Arc<str>),
}

/// `SHOW …`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShowCommand {
    pub(crate) what: ShowWhat,
    pub(crate) yields: Yield,
    /// ORDER BY, SKIP and LIMIT behind YIELD, and WHERE.
    pub(crate) refined: Option<(Projection, Option<Expr>)>,
    /// RETURN behind YIELD.
    pub(crate) projection: Option<Projection>,
    pub(crate) span: Span,
}

/// `PURGE HISTORY BEFORE …`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PurgeCommand {
    /// The first commit to keep, or the instant from which on commits are kept.
    pub(crate) before: Expr,
    pub(crate) span: Span,
}

/// What SHOW lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShowWhat {
    Indexes,
    Constraints,
    Functions,
    Procedures,
    Labels,
    RelationshipTypes,
    PropertyKeys,
    Transactions,
}
