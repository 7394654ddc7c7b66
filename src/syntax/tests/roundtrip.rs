//! `parse(print(tree))` is `tree`, places apart, for generated trees.
//!
//! A tree is drawn from a list of numbers: each choice takes the next one, and an empty list takes the first
//! alternative, which is always a leaf. So proptest shrinks a failing tree by shrinking a list.

use std::sync::Arc;

use proptest::prelude::*;

use crate::diagnostic::Span;
use crate::syntax::ast::{
    BinaryOp, Body, Clause, ClauseKind, CompareOp, ComputedLabel, Concurrency, Direction, Expr, ExprKind, Imports,
    InTransactions, LabelExpr, Length, MapProjectionItem, Mode, Name, NaryOp, NodePattern, OnError, PathElement,
    PathPattern, Pattern, ProcedureCall, Projection, ProjectionItem, Quantifier, Query, RelPattern, RemoveItem,
    Selector, SetItem, SingleQuery, SortItem, Statement, SubqueryBody, SubqueryCall, SubqueryKind, UnaryOp, Union,
    Yield, YieldItem,
};
use crate::syntax::{format_script, parse, print, print_expression, scan};

const NOWHERE: Span = Span::new(0, 0);

struct Draw {
    choices: Vec<u16>,
    at: usize,
}

impl Draw {
    fn pick(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        choice as usize % count
    }

    fn coin(&mut self) -> bool {
        self.pick(2) == 1
    }

    fn maybe<T>(&mut self, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.coin() { Some(draw(self)) } else { None }
    }

    fn some<T>(&mut self, least: usize, mut draw: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = least + self.pick(3);
        (0..count).map(|_| draw(self)).collect()
    }

    fn text(&mut self) -> Arc<str> {
        ["n", "x1", "order", "match", "count", "exists", "any", "a b", "é", "t`k", "end", "NULL", "_z", "in", "all"]
            [self.pick(15)]
        .into()
    }

    fn name(&mut self) -> Name {
        Name { text: self.text(), span: NOWHERE }
    }

    fn expr(&mut self, depth: u32) -> Expr {
        Expr { kind: self.kind(depth), span: NOWHERE }
    }

    fn boxed(&mut self, depth: u32) -> Box<Expr> {
        Box::new(self.expr(depth))
    }

    fn leaf(&mut self) -> ExprKind {
        match self.pick(9) {
            0 => ExprKind::Variable(self.text()),
            1 => ExprKind::Integer([0, 7, -7, i64::MAX, i64::MIN][self.pick(5)]),
            2 => ExprKind::Float([0.5, -2.0, 1e300, 1e-9][self.pick(4)]),
            3 => ExprKind::String(["", "a'b", "\\n\n", "“é”", "/*x"][self.pick(5)].into()),
            4 => ExprKind::Parameter(["p", "1", "a b", "match"][self.pick(4)].into()),
            5 => ExprKind::Boolean(self.coin()),
            6 => ExprKind::CountStar,
            7 => ExprKind::List(Vec::new()),
            _ => ExprKind::Null,
        }
    }

    fn kind(&mut self, depth: u32) -> ExprKind {
        if depth == 0 {
            return self.leaf();
        }
        let d = depth - 1;
        match self.pick(24) {
            0 | 1 => self.leaf(),
            2 => ExprKind::List(self.some(0, |draw| draw.expr(d))),
            3 => ExprKind::Map(self.some(0, |draw| (draw.name(), draw.expr(d)))),
            4 => ExprKind::Property(self.boxed(d), self.name()),
            5 => ExprKind::Index(self.boxed(d), self.boxed(d)),
            6 => ExprKind::Slice(self.boxed(d), self.maybe(|draw| draw.boxed(d)), self.maybe(|draw| draw.boxed(d))),
            7 => ExprKind::HasLabels(self.boxed(d), self.labels(2)),
            8 => {
                let op = [UnaryOp::Not, UnaryOp::Plus, UnaryOp::Minus][self.pick(3)];
                ExprKind::Unary(op, self.boxed(d))
            }
            9 => match [NaryOp::And, NaryOp::Or, NaryOp::Xor][self.pick(3)] {
                NaryOp::Xor => ExprKind::Nary(NaryOp::Xor, vec![self.truth(d), self.truth(d)]),
                op => ExprKind::Nary(op, self.some(2, |draw| draw.truth(d))),
            },
            10 | 11 => ExprKind::Binary(self.binary(), self.boxed(d), self.boxed(d)),
            12 => {
                let operands = self.some(2, |draw| draw.expr(d));
                let operators = (1..operands.len()).map(|_| self.compare()).collect();
                ExprKind::Comparison(operands, operators)
            }
            13 => ExprKind::IsNull { operand: self.boxed(d), negated: self.coin() },
            14 => ExprKind::IsTyped {
                operand: self.boxed(d),
                negated: self.coin(),
                type_name: ["INTEGER", "LIST<STRING NOT NULL>", "INTEGER | FLOAT", "ZONED DATETIME"][self.pick(4)]
                    .into(),
            },
            15 => ExprKind::IsNormalized {
                operand: self.boxed(d),
                negated: self.coin(),
                form: ["NFC", "NFKD"][self.pick(2)].into(),
            },
            16 => ExprKind::Function {
                name: self.name(),
                distinct: self.coin(),
                arguments: self.some(1, |draw| draw.expr(d)),
            },
            17 => self.case(d),
            which @ 18..=21 => self.scoped(which, d),
            22 => self.subquery(d),
            _ => ExprKind::MapProjection {
                variable: self.name(),
                items: self.some(1, |draw| match draw.pick(4) {
                    0 => MapProjectionItem::Property(draw.name()),
                    1 => MapProjectionItem::AllProperties,
                    2 => MapProjectionItem::Entry(draw.name(), draw.expr(d)),
                    _ => MapProjectionItem::Variable(draw.name()),
                }),
            },
        }
    }

    /// Expressions with variables of their own.
    fn scoped(&mut self, which: usize, d: u32) -> ExprKind {
        match which {
            18 => ExprKind::ListComprehension {
                variable: self.name(),
                list: self.boxed(d),
                predicate: self.maybe(|draw| Box::new(draw.truth(d))),
                projection: self.maybe(|draw| draw.boxed(d)),
            },
            19 => ExprKind::PatternComprehension {
                pattern: Box::new(self.walk(d)),
                predicate: self.maybe(|draw| Box::new(draw.truth(d))),
                projection: self.boxed(d),
            },
            20 => ExprKind::Quantifier {
                quantifier: [Quantifier::All, Quantifier::Any, Quantifier::None, Quantifier::Single][self.pick(4)],
                variable: self.name(),
                list: self.boxed(d),
                predicate: self.maybe(|draw| Box::new(draw.truth(d))),
            },
            _ => ExprKind::Reduce {
                accumulator: self.name(),
                initial: self.boxed(d),
                variable: self.name(),
                list: self.boxed(d),
                expr: self.boxed(d),
            },
        }
    }

    /// An expression where a bare pattern may stand too.
    fn truth(&mut self, depth: u32) -> Expr {
        if depth > 0 && self.pick(6) == 5 {
            let mut path = self.walk(depth - 1);
            path.variable = None;
            return Expr { kind: ExprKind::PatternPredicate(Box::new(path)), span: NOWHERE };
        }
        self.expr(depth)
    }

    fn case(&mut self, d: u32) -> ExprKind {
        let operand = self.maybe(|draw| draw.boxed(d));
        let several = usize::from(operand.is_some());
        let branches = self.some(1, |draw| {
            let count = 1 + several * draw.pick(2);
            let test = |draw: &mut Self| if several == 1 && draw.coin() { draw.of_subject(d) } else { draw.expr(d) };
            ((0..count).map(|_| test(draw)).collect(), draw.expr(d))
        });
        ExprKind::Case { operand, branches, otherwise: self.maybe(|draw| draw.boxed(d)) }
    }

    /// A test that begins with an operator.
    fn of_subject(&mut self, d: u32) -> Expr {
        let subject = Box::new(Expr { kind: ExprKind::Subject, span: NOWHERE });
        let kind = match self.pick(5) {
            0 => ExprKind::IsNull { operand: subject, negated: self.coin() },
            1 => ExprKind::IsTyped { operand: subject, negated: self.coin(), type_name: "INTEGER".into() },
            2 => ExprKind::IsNormalized { operand: subject, negated: self.coin(), form: "NFC".into() },
            3 => {
                let op = [BinaryOp::In, BinaryOp::StartsWith, BinaryOp::Matches][self.pick(3)];
                ExprKind::Binary(op, subject, self.boxed(d))
            }
            _ => ExprKind::Comparison(vec![*subject, self.expr(d)], vec![self.compare()]),
        };
        Expr { kind, span: NOWHERE }
    }

    fn subquery(&mut self, d: u32) -> ExprKind {
        let kind = [SubqueryKind::Exists, SubqueryKind::Count, SubqueryKind::Collect][self.pick(3)];
        let body = if kind == SubqueryKind::Collect || self.coin() {
            SubqueryBody::Query(self.query(d))
        } else {
            SubqueryBody::Pattern(self.pattern(d), self.maybe(|draw| draw.truth(d)))
        };
        ExprKind::Subquery(kind, Box::new(body))
    }

    fn binary(&mut self) -> BinaryOp {
        use BinaryOp::{
            Add, Concatenate, Contains, Divide, EndsWith, In, Matches, Modulo, Multiply, Power, StartsWith, Subtract,
        };
        [Add, Subtract, Multiply, Divide, Modulo, Power, Concatenate, In, StartsWith, EndsWith, Contains, Matches]
            [self.pick(12)]
    }

    fn compare(&mut self) -> CompareOp {
        use CompareOp::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        [Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual][self.pick(6)]
    }

    fn labels(&mut self, depth: u32) -> LabelExpr {
        match self.pick(if depth == 0 { 2 } else { 5 }) {
            0 => LabelExpr::Name(self.name()),
            1 => LabelExpr::Wildcard(NOWHERE),
            2 => LabelExpr::Not(Box::new(self.labels(depth - 1))),
            3 => LabelExpr::And(self.some(2, |draw| draw.labels(depth - 1))),
            _ => LabelExpr::Or(self.some(2, |draw| draw.labels(depth - 1))),
        }
    }

    fn node(&mut self, d: u32) -> PathElement {
        PathElement::Node(NodePattern {
            variable: self.maybe(Self::name),
            labels: self.maybe(|draw| draw.labels(2)),
            properties: self.maybe(|draw| draw.properties(d)),
            predicate: self.maybe(|draw| Box::new(draw.truth(d.saturating_sub(1)))),
            span: NOWHERE,
        })
    }

    fn properties(&mut self, d: u32) -> Expr {
        let kind = if self.coin() {
            ExprKind::Parameter("p".into())
        } else {
            ExprKind::Map(self.some(0, |draw| (draw.name(), draw.expr(d.saturating_sub(1)))))
        };
        Expr { kind, span: NOWHERE }
    }

    fn rel(&mut self, d: u32) -> PathElement {
        PathElement::Rel(RelPattern {
            variable: self.maybe(Self::name),
            types: self.maybe(|draw| draw.labels(2)),
            direction: [Direction::Outgoing, Direction::Incoming, Direction::Both][self.pick(3)],
            length: self.maybe(Self::length),
            properties: self.maybe(|draw| draw.properties(d)),
            predicate: self.maybe(|draw| Box::new(draw.truth(d.saturating_sub(1)))),
            span: NOWHERE,
        })
    }

    fn length(&mut self) -> Length {
        let min = self.pick(3) as u32;
        Length { min, max: self.maybe(|draw| min + draw.pick(3) as u32), star_form: self.coin(), span: NOWHERE }
    }

    /// A path of nodes and at least one relationship.
    fn walk(&mut self, d: u32) -> PathPattern {
        let mut elements = vec![self.node(d)];
        for _ in 0..=self.pick(2) {
            elements.push(self.rel(d));
            elements.push(self.node(d));
        }
        PathPattern { variable: self.maybe(Self::name), selector: Selector::All, elements, span: NOWHERE }
    }

    fn path(&mut self, d: u32) -> PathPattern {
        let mut path = self.walk(d);
        match self.pick(9) {
            0 => path.elements.truncate(1),
            1 => path.selector = Selector::ShortestPath,
            2 => path.selector = Selector::AllShortestPaths,
            3 => path.selector = Selector::Shortest(2),
            4 => path.selector = Selector::AllShortest,
            5 => path.selector = Selector::ShortestGroups(1),
            6 => path.selector = Selector::Any(3),
            7 => {
                let mut length = self.length();
                length.star_form = false;
                let quantifier = self.maybe(|_| length);
                let predicate = self.maybe(|draw| draw.truth(d.saturating_sub(1)));
                let inner = Box::new(self.walk(d));
                path.elements.push(PathElement::Group { path: inner, predicate, quantifier, span: NOWHERE });
            }
            _ => {}
        }
        path
    }

    fn pattern(&mut self, d: u32) -> Pattern {
        Pattern { paths: self.some(1, |draw| draw.path(d)), span: NOWHERE }
    }

    fn projection(&mut self, d: u32) -> Projection {
        let star = self.coin();
        Projection {
            distinct: self.coin(),
            star,
            items: self.some(usize::from(!star), |draw| {
                let expr = draw.expr(d);
                let text = print_expression(&expr).into();
                ProjectionItem { expr, alias: draw.maybe(Self::name), text }
            }),
            order: self.some(0, |draw| SortItem {
                expr: draw.expr(d),
                descending: draw.coin(),
                nulls_first: draw.maybe(Self::coin),
            }),
            skip: self.maybe(|draw| draw.expr(d)),
            limit: self.maybe(|draw| draw.expr(d)),
            span: NOWHERE,
        }
    }

    fn set_item(&mut self, d: u32) -> SetItem {
        match self.pick(5) {
            0 => SetItem::Replace { variable: self.name(), value: self.expr(d) },
            1 => SetItem::Merge { variable: self.name(), value: self.expr(d) },
            2 => SetItem::Labels { variable: self.name(), labels: self.some(1, |draw| draw.set_label(d)) },
            3 => SetItem::Property { target: self.expr(d), key: self.name(), value: self.expr(d) },
            _ => SetItem::DynamicProperty { target: self.expr(d), key: self.expr(d), value: self.expr(d) },
        }
    }

    fn set_label(&mut self, d: u32) -> LabelExpr {
        match self.pick(3) {
            2 => LabelExpr::Computed(ComputedLabel { any: self.coin(), names: self.boxed(d), span: NOWHERE }),
            _ => LabelExpr::Name(self.name()),
        }
    }

    fn clause(&mut self, d: u32) -> Clause {
        let kind = match self.pick(16) {
            0 => ClauseKind::Return(self.projection(d)),
            1 => ClauseKind::Match {
                optional: self.coin(),
                pattern: self.pattern(d),
                predicate: self.maybe(|draw| draw.truth(d)),
            },
            2 => ClauseKind::Unwind { list: self.expr(d), variable: self.name() },
            3 => ClauseKind::With { projection: self.projection(d), predicate: self.maybe(|draw| draw.truth(d)) },
            4 => ClauseKind::Finish,
            5 => ClauseKind::Create(self.pattern(d)),
            6 => ClauseKind::Merge {
                path: self.path(d),
                on_create: self.some(0, |draw| draw.set_item(d)),
                on_match: self.some(0, |draw| draw.set_item(d)),
            },
            7 => ClauseKind::Set(self.some(1, |draw| draw.set_item(d))),
            8 => ClauseKind::Remove(self.some(1, |draw| match draw.pick(3) {
                0 => RemoveItem::Labels { variable: draw.name(), labels: draw.some(1, |draw| draw.set_label(d)) },
                1 => RemoveItem::Property { target: draw.expr(d), key: draw.name() },
                _ => RemoveItem::DynamicProperty { target: draw.expr(d), key: draw.expr(d) },
            })),
            9 => ClauseKind::Delete { detach: self.coin(), targets: self.some(1, |draw| draw.expr(d)) },
            10 if d > 0 => ClauseKind::Foreach {
                variable: self.name(),
                list: self.expr(d),
                clauses: self.some(1, |draw| draw.clause(d - 1)),
            },
            11 => ClauseKind::Call(self.call(d)),
            12 if d > 0 => ClauseKind::Subquery(self.subquery_call(d - 1)),
            13 => ClauseKind::Let(self.some(1, |draw| (draw.name(), draw.expr(d)))),
            14 => ClauseKind::Filter(self.truth(d)),
            _ => ClauseKind::LoadCsv {
                headers: self.coin(),
                url: self.expr(d),
                variable: self.name(),
                separator: self.maybe(|_| ";".into()),
            },
        };
        Clause { kind, span: NOWHERE }
    }

    fn call(&mut self, d: u32) -> ProcedureCall {
        let yields = match self.pick(2) {
            0 => Yield::Absent,
            _ => Yield::Items(
                self.some(0, |draw| YieldItem { column: draw.name(), alias: draw.maybe(Self::name) }),
                self.maybe(|draw| Box::new(draw.truth(d))),
            ),
        };
        ProcedureCall {
            optional: self.coin(),
            name: Name { text: ["db.labels", "a.match.c", "algo"][self.pick(3)].into(), span: NOWHERE },
            arguments: self.maybe(|draw| draw.some(0, |draw| draw.expr(d))),
            yields,
        }
    }

    fn subquery_call(&mut self, d: u32) -> SubqueryCall {
        SubqueryCall {
            optional: self.coin(),
            imports: match self.pick(3) {
                0 => Imports::FirstWith,
                1 => Imports::All,
                _ => Imports::Names(self.some(0, Self::name)),
            },
            query: self.query(d),
            transactions: self.maybe(|draw| InTransactions {
                concurrent: match draw.pick(3) {
                    0 => Concurrency::One,
                    1 => Concurrency::Any,
                    _ => Concurrency::Number(Expr { kind: ExprKind::Integer(4), span: NOWHERE }),
                },
                rows: draw.maybe(|draw| draw.expr(d)),
                on_error: [OnError::Fail, OnError::Continue, OnError::Break][draw.pick(3)],
                report: draw.maybe(Self::name),
                span: NOWHERE,
            }),
        }
    }

    fn query(&mut self, d: u32) -> Query {
        let single = |draw: &mut Self| {
            let mut clauses = draw.some(1, |draw| draw.clause(d));
            // Behind RETURN and WITH it would be theirs.
            let theirs = |last: &Clause| matches!(last.kind, ClauseKind::Return(_) | ClauseKind::With { .. });
            if draw.pick(4) == 3 && !clauses.last().is_some_and(theirs) {
                let page = Projection { distinct: false, star: true, items: Vec::new(), ..draw.projection(d) };
                if !page.order.is_empty() || page.skip.is_some() || page.limit.is_some() {
                    clauses.push(Clause { kind: ClauseKind::Page(page), span: NOWHERE });
                }
            }
            SingleQuery { clauses, span: NOWHERE }
        };
        let first = single(self);
        let unions = match self.pick(4) {
            3 => vec![Union { all: self.coin(), query: single(self), span: NOWHERE }],
            _ => Vec::new(),
        };
        Query { first, unions, span: NOWHERE }
    }
}

/// The tree in words, places left out.
fn shape(statement: &Statement) -> String {
    let text = format!("{statement:?}");
    let mut shape = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span {") {
        shape.push_str(&rest[..at]);
        rest = &rest[at + rest[at..].find('}').unwrap() + 1..];
    }
    shape + rest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_tree_parses_to_itself(choices in prop::collection::vec(any::<u16>(), 0..120)) {
        let mut draw = Draw { choices, at: 0 };
        let query = draw.query(3);
        let tree = Statement { mode: Mode::Run, as_of: None, body: Body::Query(query), span: NOWHERE };
        let text = print(&tree);
        let parsed = parse(&text);
        prop_assert!(parsed.is_ok(), "{text}\n{:?}", parsed.err());
        let again = parsed.unwrap();
        // The source text of a column with an alias is of no account to the printer, but is the same here.
        prop_assert!(shape(&again) == shape(&tree), "printed {text}\nagain   {}", print(&again));
    }
}

#[test]
fn a_type_before_a_comparison_does_not_become_a_type_of_types() {
    for text in [
        "RETURN (n IS :: INTEGER) < null > (n OR n) AS x",
        "RETURN (n IS NOT :: LIST NOT NULL) < string > (n AND n) = n AS x",
    ] {
        assert_eq!(print(&parse(text).unwrap()), text);
    }
    // Other operators need no brackets.
    let text = "RETURN n IS :: INTEGER <= null > (n OR n) AS x";
    assert_eq!(print(&parse(text).unwrap()), text);
}

/// `text` with comments before some of its tokens.
fn commented(text: &str, places: &[usize]) -> String {
    let mut out = String::new();
    for (position, lexeme) in scan::lexemes(text).filter(scan::Lexeme::is_solid).enumerate() {
        for (number, _) in places.iter().enumerate().filter(|(_, place)| **place == position) {
            out.push_str([" /* in */ ", " // behind\n", "\n// own line\n", "\n/* own */\n"][number % 4]);
        }
        // Blanks between the dashes of an arrow are blanks of another meaning.
        let touches = text[..lexeme.start as usize].ends_with(['-', '<', '.', '$', '>']);
        if !touches && !out.ends_with(['\n', ' ']) && text[..lexeme.start as usize].ends_with(' ') {
            out.push(' ');
        }
        out.push_str(lexeme.text);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_laid_out_statement_is_the_same_and_stays(
        choices in prop::collection::vec(any::<u16>(), 0..120),
        places in prop::collection::vec(0_usize..40, 0..4),
    ) {
        let mut draw = Draw { choices, at: 0 };
        let tree = Statement { mode: Mode::Run, as_of: None, body: Body::Query(draw.query(2)), span: NOWHERE };
        let text = commented(&print(&tree), &places);
        let Ok(tree) = parse(&text) else { return Ok(()) };
        let once = format_script(&text).unwrap();
        let again = parse(&once);
        prop_assert!(again.is_ok(), "source {text}\nonce {once}\n{:?}", again.err());
        prop_assert_eq!(print(&again.unwrap()), print(&tree));
        prop_assert_eq!(format_script(&once).unwrap(), once, "source {}", text);
    }
}
