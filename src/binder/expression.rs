//! Expressions: names resolved, operators typed, the mistakes that can be seen before a row is read.

use std::sync::Arc;

use super::expr::{Expr, ExprKind, LabelTest, MapProjectionItem};
use super::labels::split_labels;
use super::scope::Binder;
use crate::diagnostic::{Class, Detail, Diagnostic, Phase, Result, Span};
use crate::syntax::ast;
use crate::value::{Type, Value};

impl Binder<'_> {
    /// Binds an expression where no pattern may stand as a truth value.
    pub(super) fn value_expr(&mut self, expr: &ast::Expr) -> Result<Expr> {
        self.allowing_patterns(false, |binder| binder.expr(expr))
    }

    /// Binds a condition: patterns may stand in it, and it must be able to be a truth value.
    pub(super) fn condition(&mut self, expr: &ast::Expr) -> Result<Expr> {
        let bound = self.allowing_patterns(true, |binder| binder.expr(expr))?;
        expect_type(&bound, &Type::Boolean, "a condition")?;
        Ok(bound)
    }

    /// Binds an expression.
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> Result<Expr> {
        use ast::ExprKind as Ast;
        let span = expr.span;
        let literal = |value: Value, ty: Type| Ok(Expr::new(ExprKind::Literal(value), ty, span));
        match &expr.kind {
            Ast::Null => literal(Value::Null, Type::Null),
            Ast::Boolean(value) => literal(Value::Boolean(*value), Type::Boolean),
            Ast::Integer(value) => literal(Value::Integer(*value), Type::Integer),
            Ast::Float(value) => literal(Value::Float(*value), Type::Float),
            Ast::String(value) => literal(Value::String(Arc::clone(value)), Type::String),
            Ast::Parameter(name) => Ok(self.parameter(name, span)),
            Ast::Subject => Err(Diagnostic::internal("a test of CASE outside of one")),
            Ast::Variable(name) => self.variable(name, span),
            Ast::List(items) => self.list(items, span),
            Ast::Map(entries) => self.map(entries, span),
            Ast::Property(operand, key) => self.property(operand, key, span),
            Ast::Index(operand, index) => self.index(operand, index, span),
            Ast::Slice(operand, from, to) => self.slice(operand, from.as_deref(), to.as_deref(), span),
            Ast::HasLabels(operand, labels) => self.has_labels(operand, labels, span),
            Ast::Unary(op, operand) => self.unary(*op, operand, span),
            Ast::Nary(op, operands) => self.nary(*op, operands, span),
            Ast::Binary(op, left, right) => self.binary(*op, left, right, span),
            Ast::Comparison(operands, operators) => self.comparison(operands, operators, span),
            Ast::IsNull { operand, negated } => {
                let operand = Box::new(self.value_expr(operand)?);
                Ok(Expr::new(ExprKind::IsNull { operand, negated: *negated }, Type::Boolean, span))
            }
            Ast::IsTyped { operand, negated, type_name } => {
                let operand = Box::new(self.value_expr(operand)?);
                let kind = ExprKind::IsTyped { operand, negated: *negated, type_name: Arc::clone(type_name) };
                Ok(Expr::new(kind, Type::Boolean, span))
            }
            Ast::IsNormalized { operand, negated, form } => {
                let operand = Box::new(self.value_expr(operand)?);
                let kind = ExprKind::IsNormalized { operand, negated: *negated, form: Arc::clone(form) };
                Ok(Expr::new(kind, Type::Boolean, span))
            }
            Ast::Function { name, distinct, arguments } => self.call(name, *distinct, arguments, span),
            Ast::CountStar => self.count_star(span),
            Ast::Case { operand, branches, otherwise } => {
                self.case(operand.as_deref(), branches, otherwise.as_deref(), span)
            }
            Ast::ListComprehension { variable, list, predicate, projection } => {
                self.list_comprehension(variable, list, predicate.as_deref(), projection.as_deref(), span)
            }
            Ast::Quantifier { quantifier, variable, list, predicate } => {
                self.quantifier(*quantifier, variable, list, predicate.as_deref(), span)
            }
            Ast::Reduce { accumulator, initial, variable, list, expr } => {
                self.reduce(accumulator, initial, variable, list, expr, span)
            }
            Ast::MapProjection { variable, items } => self.map_projection(variable, items, span),
            Ast::PatternComprehension { pattern, predicate, projection } => {
                self.pattern_comprehension(pattern, predicate.as_deref(), projection, span)
            }
            Ast::PatternPredicate(path) => self.pattern_predicate(path, span),
            Ast::ShortestPath(path) => self.shortest_path_expr(path, span),
            Ast::Subquery(kind, body) => self.subquery_expr(*kind, body, span),
        }
    }

    fn parameter(&mut self, name: &Arc<str>, span: Span) -> Expr {
        if !self.parameters.iter().any(|(known, _)| known == name) {
            self.parameters.push((Arc::clone(name), span));
        }
        Expr::new(ExprKind::Parameter(Arc::clone(name)), Type::Any, span)
    }

    fn list(&mut self, items: &[ast::Expr], span: Span) -> Result<Expr> {
        let items = items.iter().map(|item| self.value_expr(item)).collect::<Result<Vec<_>>>()?;
        let mut types = items.iter().map(|item| &item.ty);
        let element = match types.next() {
            Some(first) if types.all(|ty| ty == first) => first.clone(),
            _ => Type::Any,
        };
        Ok(Expr::new(ExprKind::List(items), Type::list(element), span))
    }

    fn map(&mut self, entries: &[(ast::Name, ast::Expr)], span: Span) -> Result<Expr> {
        let entries = entries
            .iter()
            .map(|(name, value)| Ok((Arc::clone(&name.text), self.value_expr(value)?)))
            .collect::<Result<_>>()?;
        Ok(Expr::new(ExprKind::Map(entries), Type::Map, span))
    }

    fn property(&mut self, operand: &ast::Expr, key: &ast::Name, span: Span) -> Result<Expr> {
        let operand = self.value_expr(operand)?;
        use Type::{Boolean, Float, Integer, List, Number, Path, String};
        if matches!(operand.ty, Boolean | Float | Integer | List(_) | Number | Path | String) {
            let message = format!(
                "{} has no properties: `.{}` wants a node, a relationship, a map or a temporal value",
                operand.ty, key.text
            );
            let detail = Detail::InvalidArgumentType;
            return Err(Diagnostic::new(Class::TypeError, Phase::CompileTime, detail, message).at(span));
        }
        if matches!(operand.ty, Type::Node | Type::Relationship) {
            self.warn_unknown_key(key);
        }
        Ok(self.property_of(operand, key, span))
    }

    /// `operand.key` of a bound operand.
    pub(super) fn property_of(&self, operand: Expr, key: &ast::Name, span: Span) -> Expr {
        let id = self.catalog.graph.tokens().key(&key.text);
        let kind = ExprKind::Property { operand: Box::new(operand), key: id, name: Arc::clone(&key.text) };
        Expr::new(kind, Type::Any, span)
    }

    fn index(&mut self, operand: &ast::Expr, index: &ast::Expr, span: Span) -> Result<Expr> {
        let operand = self.value_expr(operand)?;
        let index = self.value_expr(index)?;
        let ty = match &operand.ty {
            Type::List(element) => (**element).clone(),
            _ => Type::Any,
        };
        Ok(Expr::new(ExprKind::Index(Box::new(operand), Box::new(index)), ty, span))
    }

    fn slice(
        &mut self,
        operand: &ast::Expr,
        from: Option<&ast::Expr>,
        to: Option<&ast::Expr>,
        span: Span,
    ) -> Result<Expr> {
        let operand = self.value_expr(operand)?;
        let from = from.map(|from| self.value_expr(from)).transpose()?.map(Box::new);
        let to = to.map(|to| self.value_expr(to)).transpose()?.map(Box::new);
        let ty = operand.ty.clone();
        Ok(Expr::new(ExprKind::Slice(Box::new(operand), from, to), ty, span))
    }

    fn has_labels(&mut self, operand: &ast::Expr, labels: &ast::LabelExpr, span: Span) -> Result<Expr> {
        let element = operand;
        let operand = self.value_expr(element)?;
        if !operand.ty.may_be(&Type::Node) && !operand.ty.may_be(&Type::Relationship) {
            return Err(wrong_type(&operand, "a node or a relationship"));
        }
        let of_node = operand.ty != Type::Relationship;
        let (plain, computed) = split_labels(Some(labels))?;
        let mut tests = Vec::new();
        if let Some(labels) = plain {
            let test = self.label_test(&labels, of_node);
            tests.push(Expr::new(ExprKind::HasLabels(Box::new(operand), test), Type::Boolean, span));
        }
        for label in computed {
            tests.push(self.computed_test(element, of_node, &label)?);
        }
        Ok(match (tests.pop(), tests.is_empty()) {
            (Some(only), true) => only,
            (last, _) => {
                tests.extend(last);
                Expr::new(ExprKind::Nary(ast::NaryOp::And, tests), Type::Boolean, span)
            }
        })
    }

    /// A label or type expression over ids; unknown names are warned of as labels (`of_node`) or types.
    pub(super) fn label_test(&mut self, labels: &ast::LabelExpr, of_node: bool) -> LabelTest {
        let all = |binder: &mut Self, parts: &[ast::LabelExpr]| -> Vec<LabelTest> {
            parts.iter().map(|part| binder.label_test(part, of_node)).collect()
        };
        match labels {
            ast::LabelExpr::Name(name) => {
                self.warn_unknown_label(name, of_node);
                let tokens = self.catalog.graph.tokens();
                LabelTest::Name { label: tokens.label(&name.text), rel_type: tokens.rel_type(&name.text) }
            }
            // Computed labels are taken out before, see `split_labels`.
            ast::LabelExpr::Wildcard(_) | ast::LabelExpr::Computed(_) => LabelTest::Wildcard,
            ast::LabelExpr::Not(inner) => LabelTest::Not(Box::new(self.label_test(inner, of_node))),
            ast::LabelExpr::And(parts) => LabelTest::And(all(self, parts)),
            ast::LabelExpr::Or(parts) => LabelTest::Or(all(self, parts)),
        }
    }

    fn unary(&mut self, op: ast::UnaryOp, operand: &ast::Expr, span: Span) -> Result<Expr> {
        if op == ast::UnaryOp::Not {
            let operand = self.expr(operand)?;
            expect_type(&operand, &Type::Boolean, "NOT")?;
            return Ok(Expr::new(ExprKind::Unary(op, Box::new(operand)), Type::Boolean, span));
        }
        let operand = self.value_expr(operand)?;
        let ty = operand.ty.clone();
        Ok(Expr::new(ExprKind::Unary(op, Box::new(operand)), ty, span))
    }

    fn nary(&mut self, op: ast::NaryOp, operands: &[ast::Expr], span: Span) -> Result<Expr> {
        let mut bound = Vec::with_capacity(operands.len());
        for operand in operands {
            let operand = self.expr(operand)?;
            expect_type(&operand, &Type::Boolean, nary_name(op))?;
            bound.push(operand);
        }
        Ok(Expr::new(ExprKind::Nary(op, bound), Type::Boolean, span))
    }

    fn binary(&mut self, op: ast::BinaryOp, left: &ast::Expr, right: &ast::Expr, span: Span) -> Result<Expr> {
        use ast::BinaryOp as Op;
        let left = self.value_expr(left)?;
        let right = self.value_expr(right)?;
        let ty = match op {
            Op::In => {
                let fits = expect_type(&right, &Type::list(Type::Any), "the right side of IN");
                let part = "a part of a text is looked for by `text CONTAINS part`";
                fits.map_err(|error| if right.ty == Type::String { error.hint(part) } else { error })?;
                Type::Boolean
            }
            Op::StartsWith | Op::EndsWith | Op::Contains | Op::Matches => Type::Boolean,
            Op::Concatenate if left.ty == right.ty => left.ty.clone(),
            Op::Concatenate => Type::Any,
            Op::Power => Type::Float,
            Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Modulo => arithmetic_type(op, &left, &right)?,
        };
        Ok(Expr::new(ExprKind::Binary(op, Box::new(left), Box::new(right)), ty, span))
    }

    fn comparison(&mut self, operands: &[ast::Expr], operators: &[ast::CompareOp], span: Span) -> Result<Expr> {
        self.warn_null_comparison(operands, operators);
        let operands = operands.iter().map(|operand| self.value_expr(operand)).collect::<Result<Vec<_>>>()?;
        let mut parts: Vec<Expr> = operands
            .windows(2)
            .zip(operators)
            .filter_map(|(pair, op)| match pair {
                [left, right] => {
                    let kind = ExprKind::Compare(*op, Box::new(left.clone()), Box::new(right.clone()));
                    Some(Expr::new(kind, Type::Boolean, left.span.to(right.span)))
                }
                _ => None,
            })
            .collect();
        if parts.len() == 1 {
            return parts.pop().ok_or_else(|| Diagnostic::internal("a comparison without operands"));
        }
        Ok(Expr::new(ExprKind::Nary(ast::NaryOp::And, parts), Type::Boolean, span))
    }

    fn case(
        &mut self,
        operand: Option<&ast::Expr>,
        branches: &[(Vec<ast::Expr>, ast::Expr)],
        otherwise: Option<&ast::Expr>,
        span: Span,
    ) -> Result<Expr> {
        if let Some(operand) = operand
            && branches.iter().any(|(tests, _)| tests.iter().any(ast::Expr::tests_subject))
        {
            return self.expr(&case_of_tests(operand, branches, otherwise, span));
        }
        let simple = operand.is_some();
        let operand = operand.map(|operand| self.value_expr(operand)).transpose()?.map(Box::new);
        let mut bound = Vec::with_capacity(branches.len());
        let mut ty: Option<Type> = None;
        for (tests, then) in branches {
            let tests = tests
                .iter()
                .map(|test| if simple { self.value_expr(test) } else { self.condition(test) })
                .collect::<Result<Vec<_>>>()?;
            let then = self.value_expr(then)?;
            ty = Some(unite(ty, &then.ty));
            bound.push((tests, then));
        }
        let otherwise = otherwise.map(|expr| self.value_expr(expr)).transpose()?.map(Box::new);
        if let Some(otherwise) = &otherwise {
            ty = Some(unite(ty, &otherwise.ty));
        }
        let kind = ExprKind::Case { operand, branches: bound, otherwise };
        Ok(Expr::new(kind, ty.unwrap_or_default(), span))
    }

    fn list_comprehension(
        &mut self,
        variable: &ast::Name,
        list: &ast::Expr,
        predicate: Option<&ast::Expr>,
        projection: Option<&ast::Expr>,
        span: Span,
    ) -> Result<Expr> {
        let list = self.list_operand(list)?;
        let element = element_type(&list.ty);
        self.in_comprehension(|binder| {
            let slot = binder.declare(&variable.text, element.clone());
            let predicate = predicate.map(|predicate| binder.condition(predicate)).transpose()?.map(Box::new);
            let projection = projection.map(|projection| binder.value_expr(projection)).transpose()?.map(Box::new);
            let ty = Type::list(projection.as_ref().map_or(element, |projection| projection.ty.clone()));
            Ok(Expr::new(ExprKind::ListComprehension { slot, list: Box::new(list), predicate, projection }, ty, span))
        })
    }

    fn quantifier(
        &mut self,
        quantifier: ast::Quantifier,
        variable: &ast::Name,
        list: &ast::Expr,
        predicate: Option<&ast::Expr>,
        span: Span,
    ) -> Result<Expr> {
        let list = Box::new(self.list_operand(list)?);
        let Some(predicate) = predicate else {
            return Err(Diagnostic::syntax(Detail::UnexpectedSyntax, "a list predicate needs WHERE and a condition")
                .at(span)
                .hint("write for example `any(x IN list WHERE x > 1)`"));
        };
        self.in_comprehension(|binder| {
            let slot = binder.declare(&variable.text, element_type(&list.ty));
            let predicate = Box::new(binder.condition(predicate)?);
            Ok(Expr::new(ExprKind::Quantifier { quantifier, slot, list, predicate }, Type::Boolean, span))
        })
    }

    fn reduce(
        &mut self,
        accumulator: &ast::Name,
        initial: &ast::Expr,
        variable: &ast::Name,
        list: &ast::Expr,
        expr: &ast::Expr,
        span: Span,
    ) -> Result<Expr> {
        let initial = Box::new(self.value_expr(initial)?);
        let list = Box::new(self.list_operand(list)?);
        self.in_comprehension(|binder| {
            let accumulator = binder.declare(&accumulator.text, Type::Any);
            let slot = binder.declare(&variable.text, element_type(&list.ty));
            let expr = Box::new(binder.value_expr(expr)?);
            Ok(Expr::new(ExprKind::Reduce { accumulator, initial, slot, list, expr }, Type::Any, span))
        })
    }

    fn list_operand(&mut self, list: &ast::Expr) -> Result<Expr> {
        let list = self.value_expr(list)?;
        expect_type(&list, &Type::list(Type::Any), "IN")?;
        Ok(list)
    }

    fn map_projection(&mut self, variable: &ast::Name, items: &[ast::MapProjectionItem], span: Span) -> Result<Expr> {
        let base = self.variable(&variable.text, variable.span)?;
        let mut bound = Vec::with_capacity(items.len());
        for item in items {
            bound.push(match item {
                ast::MapProjectionItem::AllProperties => MapProjectionItem::AllProperties,
                ast::MapProjectionItem::Property(key) => {
                    if matches!(base.ty, Type::Node | Type::Relationship) {
                        self.warn_unknown_key(key);
                    }
                    MapProjectionItem::Entry(Arc::clone(&key.text), self.property_of(base.clone(), key, key.span))
                }
                ast::MapProjectionItem::Entry(key, value) => {
                    MapProjectionItem::Entry(Arc::clone(&key.text), self.value_expr(value)?)
                }
                ast::MapProjectionItem::Variable(name) => {
                    MapProjectionItem::Entry(Arc::clone(&name.text), self.variable(&name.text, name.span)?)
                }
            });
        }
        Ok(Expr::new(ExprKind::MapProjection { base: Box::new(base), items: bound }, Type::Map, span))
    }
}

/// Refuses an expression that can never be of the wanted type.
pub(super) fn expect_type(expr: &Expr, wanted: &Type, place: &str) -> Result<()> {
    if expr.ty.may_be(wanted) {
        return Ok(());
    }
    let message = format!("{place} wants {}, but this is {}", wanted.in_words(), expr.ty.in_words());
    Err(Diagnostic::syntax(Detail::InvalidArgumentType, message).at(expr.span))
}

/// The operand of a CASE whose tests are written as conditions, so that it is evaluated once for a row.
const SUBJECT: &str = "  operand";

/// A CASE with tests such as `WHEN > 3` as one with conditions.
///
/// ```text
/// CASE n.age WHEN > 3 THEN a ELSE b END     CASE WHEN n.age > 3 THEN a ELSE b END
/// CASE rand() WHEN > 0.5 THEN a … END       [operand IN [rand()] | CASE WHEN operand > 0.5 THEN a … END][0]
/// ```
fn case_of_tests(
    operand: &ast::Expr,
    branches: &[(Vec<ast::Expr>, ast::Expr)],
    otherwise: Option<&ast::Expr>,
    span: Span,
) -> ast::Expr {
    let at = |kind| ast::Expr { kind, span };
    // Aggregations stand outside of comprehensions.
    let aggregates = branches.iter().map(|(_, then)| then).chain(otherwise).any(super::call::has_aggregate);
    let repeats = aggregates || is_cheap(operand);
    let subject = if repeats {
        operand.clone()
    } else {
        ast::Expr { kind: ast::ExprKind::Variable(SUBJECT.into()), span: operand.span }
    };
    let condition = |tests: &[ast::Expr]| {
        let mut tests: Vec<ast::Expr> = tests.iter().map(|test| test.of_subject(&subject)).collect();
        match tests.len() {
            1 => tests.remove(0),
            _ => at(ast::ExprKind::Nary(ast::NaryOp::Or, tests)),
        }
    };
    let branches = branches.iter().map(|(tests, then)| (vec![condition(tests)], then.clone())).collect();
    let case = at(ast::ExprKind::Case { operand: None, branches, otherwise: otherwise.cloned().map(Box::new) });
    if repeats {
        return case;
    }
    let list = ast::ExprKind::ListComprehension {
        variable: ast::Name { text: SUBJECT.into(), span },
        list: Box::new(at(ast::ExprKind::List(vec![operand.clone()]))),
        predicate: None,
        projection: Some(Box::new(case)),
    };
    at(ast::ExprKind::Index(Box::new(at(list)), Box::new(at(ast::ExprKind::Integer(0)))))
}

/// Whether an expression may be written several times: always the same, and at hand.
fn is_cheap(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ast::ExprKind::Property(owner, _) => is_cheap(owner),
        kind => matches!(
            kind,
            ast::ExprKind::Variable(_)
                | ast::ExprKind::Parameter(_)
                | ast::ExprKind::Null
                | ast::ExprKind::Boolean(_)
                | ast::ExprKind::Integer(_)
                | ast::ExprKind::Float(_)
                | ast::ExprKind::String(_)
        ),
    }
}

fn wrong_type(expr: &Expr, wanted: &str) -> Diagnostic {
    let message = format!("expected {wanted}, but this is {}", expr.ty.in_words());
    Diagnostic::syntax(Detail::InvalidArgumentType, message).at(expr.span)
}

fn nary_name(op: ast::NaryOp) -> &'static str {
    match op {
        ast::NaryOp::And => "AND",
        ast::NaryOp::Or => "OR",
        ast::NaryOp::Xor => "XOR",
    }
}

/// The type of the elements of a list type.
pub(super) fn element_type(list: &Type) -> Type {
    match list {
        Type::List(element) => (**element).clone(),
        _ => Type::Any,
    }
}

fn unite(known: Option<Type>, next: &Type) -> Type {
    match known {
        None | Some(Type::Null) => next.clone(),
        Some(known) if known == *next || *next == Type::Null => known,
        Some(_) => Type::Any,
    }
}

/// The type of an arithmetic result, where both sides are known.
fn arithmetic_type(op: ast::BinaryOp, left: &Expr, right: &Expr) -> Result<Type> {
    let ty = match (&left.ty, &right.ty) {
        (Type::Integer, Type::Integer) => Type::Integer,
        (Type::Float, Type::Integer | Type::Float | Type::Number) | (Type::Integer | Type::Number, Type::Float) => {
            Type::Float
        }
        (Type::Number, Type::Integer | Type::Number) | (Type::Integer, Type::Number) => Type::Number,
        (Type::List(_), _) | (_, Type::List(_)) if op == ast::BinaryOp::Add => Type::list(Type::Any),
        (Type::String, Type::String) if op == ast::BinaryOp::Add => Type::String,
        _ => Type::Any,
    };
    for side in [left, right] {
        let never = match side.ty {
            Type::Boolean | Type::Map | Type::Node | Type::Relationship | Type::Path => true,
            Type::String => op != ast::BinaryOp::Add,
            _ => false,
        };
        let other = if std::ptr::eq(side, left) { right } else { left };
        if never && !(op == ast::BinaryOp::Add && matches!(other.ty, Type::List(_) | Type::Any)) {
            let message = format!("{} cannot be used in arithmetic", side.ty);
            return Err(Diagnostic::syntax(Detail::InvalidArgumentType, message).at(side.span));
        }
    }
    Ok(ty)
}
