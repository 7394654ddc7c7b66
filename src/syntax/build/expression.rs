//! Expressions: folds the flat chain of the grammar by precedence, and builds what an atom holds.
//!
//! ```text
//! OR < XOR < AND < NOT < = <> < <= > >= < IN, STARTS WITH, =~, IS NULL < + - || < * / % < ^ < unary + - < . [] :Label
//! 1 + 2 * 3 = 7 AND x     [1 + 2 * 3 = 7 AND x]  →  And[ Comparison[ Add(1, Multiply(2, 3)) = 7 ], x ]
//! ```
//! All operators of two operands associate to the left, as openCypher's grammar has it (also `^`).

use std::iter::Peekable;

use crate::diagnostic::{Result, Span};

use super::{Builder, literal, malformed, mistake, next, span, type_name};
use crate::syntax::ast::{BinaryOp, CompareOp, Expr, ExprKind, MapProjectionItem, Name, NaryOp, Quantifier, UnaryOp};
use crate::syntax::grammar::{Node, Nodes, Rule};

/// How tightly an operator binds; `NOT` and the tests behind an operand have a place of their own between them.
const OR: u8 = 1;
const XOR: u8 = 2;
const AND: u8 = 3;
const NOT: u8 = 4;
const COMPARISON: u8 = 5;
const TEST: u8 = 6;
const ADDITION: u8 = 7;
const MULTIPLICATION: u8 = 8;
const POWER: u8 = 9;

/// The parts of a chain that are still to be folded.
type Chain<'t> = Peekable<Nodes<'t>>;

#[derive(Clone, Copy, PartialEq)]
enum Infix {
    Nary(NaryOp),
    Compare(CompareOp),
    Binary(BinaryOp),
}

impl Infix {
    /// The operator that `text` is; an error with a hint for those of other languages.
    fn read(node: &Node<'_>) -> Result<Self> {
        Ok(match node.as_str() {
            "=" => Self::Compare(CompareOp::Equal),
            "<>" => Self::Compare(CompareOp::NotEqual),
            "<" => Self::Compare(CompareOp::Less),
            "<=" => Self::Compare(CompareOp::LessOrEqual),
            ">" => Self::Compare(CompareOp::Greater),
            ">=" => Self::Compare(CompareOp::GreaterOrEqual),
            "+" => Self::Binary(BinaryOp::Add),
            "-" => Self::Binary(BinaryOp::Subtract),
            "*" => Self::Binary(BinaryOp::Multiply),
            "/" => Self::Binary(BinaryOp::Divide),
            "%" => Self::Binary(BinaryOp::Modulo),
            "^" => Self::Binary(BinaryOp::Power),
            "||" => Self::Binary(BinaryOp::Concatenate),
            "=~" => Self::Binary(BinaryOp::Matches),
            "==" => return Err(mistake(span(node), "`==` is no operator").hint("equality is written `=`")),
            "!=" => return Err(mistake(span(node), "`!=` is no operator").hint("inequality is written `<>`")),
            word => match word.as_bytes().first().map(u8::to_ascii_lowercase) {
                Some(b'a') => Self::Nary(NaryOp::And),
                Some(b'o') => Self::Nary(NaryOp::Or),
                Some(b'x') => Self::Nary(NaryOp::Xor),
                Some(b'i') => Self::Binary(BinaryOp::In),
                Some(b'c') => Self::Binary(BinaryOp::Contains),
                Some(b's') => Self::Binary(BinaryOp::StartsWith),
                _ => Self::Binary(BinaryOp::EndsWith),
            },
        })
    }

    fn binds(self) -> u8 {
        match self {
            Self::Nary(NaryOp::Or) => OR,
            Self::Nary(NaryOp::Xor) => XOR,
            Self::Nary(NaryOp::And) => AND,
            Self::Compare(_) => COMPARISON,
            Self::Binary(op) => match op {
                BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Concatenate => ADDITION,
                BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => MULTIPLICATION,
                BinaryOp::Power => POWER,
                _ => TEST,
            },
        }
    }
}

impl<'t> Builder<'t> {
    /// An expression whose value is wanted: a bare pattern is refused.
    pub(super) fn expression(&mut self, node: Node<'t>) -> Result<Expr> {
        value(self.predicate(node)?)
    }

    /// An expression where a truth value is wanted: a bare pattern may stand here.
    pub(super) fn predicate(&mut self, node: Node<'t>) -> Result<Expr> {
        let place = span(&node);
        let parts = node.into_inner();
        let levels = 1 + levels_of(&parts);
        self.nested(levels, place, |builder| builder.fold(&mut parts.peekable(), 0))
    }

    /// Folds the chain as long as its operators bind at least as tightly as `least`.
    fn fold(&mut self, chain: &mut Chain<'t>, least: u8) -> Result<Expr> {
        let left = self.prefixed(chain)?;
        self.fold_on(left, chain, least)
    }

    /// As [`Self::fold`], the first operand being there.
    fn fold_on(&mut self, mut left: Expr, chain: &mut Chain<'t>, least: u8) -> Result<Expr> {
        while let Some(part) = chain.peek() {
            if part.as_rule() != Rule::infix {
                if least > TEST {
                    break;
                }
                let part = chain.next().ok_or_else(|| malformed("test"))?;
                left = self.test(value(left)?, part)?;
                continue;
            }
            let infix = Infix::read(part)?;
            if infix.binds() < least {
                break;
            }
            left = match infix {
                Infix::Nary(op) => self.nary(left, op, chain)?,
                Infix::Compare(_) => self.comparison(left, chain)?,
                Infix::Binary(op) => {
                    chain.next();
                    let right = value(self.fold(chain, infix.binds() + 1)?)?;
                    let left = value(left)?;
                    let place = left.span.to(right.span);
                    Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), span: place }
                }
            };
        }
        Ok(left)
    }

    /// `left AND b AND c`: one flat node; XOR nests.
    fn nary(&mut self, left: Expr, op: NaryOp, chain: &mut Chain<'t>) -> Result<Expr> {
        let binds = Infix::Nary(op).binds();
        let mut place = left.span;
        let mut operands = vec![left];
        while let Some(part) = chain.peek() {
            if part.as_rule() != Rule::infix || Infix::read(part)? != Infix::Nary(op) {
                break;
            }
            if op == NaryOp::Xor && operands.len() == 2 {
                operands = vec![Expr { kind: ExprKind::Nary(op, operands), span: place }];
            }
            chain.next();
            let operand = self.fold(chain, binds + 1)?;
            place = place.to(operand.span);
            operands.push(operand);
        }
        Ok(Expr { kind: ExprKind::Nary(op, operands), span: place })
    }

    /// `left < b <= c`: one node that holds the whole chain.
    fn comparison(&mut self, left: Expr, chain: &mut Chain<'t>) -> Result<Expr> {
        let mut place = left.span;
        let mut operands = vec![value(left)?];
        let mut operators = Vec::new();
        while let Some(part) = chain.peek() {
            let Rule::infix = part.as_rule() else { break };
            let Infix::Compare(op) = Infix::read(part)? else { break };
            chain.next();
            let operand = value(self.fold(chain, COMPARISON + 1)?)?;
            place = place.to(operand.span);
            operands.push(operand);
            operators.push(op);
        }
        Ok(Expr { kind: ExprKind::Comparison(operands, operators), span: place })
    }

    /// An operand with the prefix operators before it.
    fn prefixed(&mut self, chain: &mut Chain<'t>) -> Result<Expr> {
        let first = chain.next().ok_or_else(|| malformed("operand"))?;
        if first.as_rule() != Rule::prefix {
            return self.operand(first, chain);
        }
        let place = span(&first);
        let (op, operand) = match first.as_str() {
            "+" => (UnaryOp::Plus, value(self.prefixed(chain)?)?),
            "-" => match self.negative_number(place, chain)? {
                Ok(literal) => return Ok(literal),
                Err(operand) => (UnaryOp::Minus, value(operand)?),
            },
            _ => (UnaryOp::Not, self.fold(chain, NOT)?),
        };
        let place = place.to(operand.span);
        Ok(Expr { kind: ExprKind::Unary(op, Box::new(operand)), span: place })
    }

    /// What stands behind a minus: `Ok` is a number literal that took the minus, so that the smallest integer can be
    /// written; `Err` is any other operand.
    fn negative_number(&mut self, minus: Span, chain: &mut Chain<'t>) -> Result<std::result::Result<Expr, Expr>> {
        if chain.peek().is_none_or(|part| part.as_rule() != Rule::number) {
            return Ok(Err(self.prefixed(chain)?));
        }
        let number = chain.next().ok_or_else(|| malformed("number"))?;
        if chain.peek().is_some_and(|part| is_tight(part.as_rule())) {
            return Ok(Err(self.operand(number, chain)?));
        }
        let place = minus.to(span(&number));
        Ok(Ok(Expr { kind: literal::number(number.as_str(), true, place)?, span: place }))
    }

    /// An atom with the accessors behind it.
    fn operand(&mut self, first: Node<'t>, chain: &mut Chain<'t>) -> Result<Expr> {
        let mut expr = self.atom(first)?;
        while chain.peek().is_some_and(|part| is_tight(part.as_rule())) {
            let part = chain.next().ok_or_else(|| malformed("accessor"))?;
            expr = self.access(value(expr)?, part)?;
        }
        Ok(expr)
    }

    /// `.key`, `[index]`, `[from..to]` or `:Labels` behind `operand`.
    pub(super) fn access(&mut self, operand: Expr, node: Node<'t>) -> Result<Expr> {
        let place = operand.span.to(self.trimmed(&node));
        let rule = node.as_rule();
        let mut parts = node.into_inner();
        let operand = Box::new(operand);
        let kind = match rule {
            Rule::property => ExprKind::Property(operand, self.name(&next(&mut parts)?)),
            Rule::subscript => self.subscript(operand, parts)?,
            _ => {
                let labels = next(&mut parts)?;
                ExprKind::HasLabels(operand, self.label_expression(labels)?)
            }
        };
        Ok(Expr { kind, span: place })
    }

    fn subscript(&mut self, operand: Box<Expr>, parts: Nodes<'t>) -> Result<ExprKind> {
        let (mut from, mut to, mut ranged) = (None, None, false);
        for part in parts {
            match part.as_rule() {
                Rule::range_mark => ranged = true,
                Rule::expression if ranged => to = Some(Box::new(self.expression(part)?)),
                Rule::expression => from = Some(Box::new(self.expression(part)?)),
                _ => {}
            }
        }
        match from {
            Some(index) if !ranged => Ok(ExprKind::Index(operand, index)),
            from => Ok(ExprKind::Slice(operand, from, to)),
        }
    }

    /// `IS NULL` and its family behind `operand`.
    fn test(&mut self, operand: Expr, node: Node<'t>) -> Result<Expr> {
        let place = operand.span.to(self.trimmed(&node));
        let rule = node.as_rule();
        let (mut negated, mut subject) = (false, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_not => negated = true,
                Rule::type_name | Rule::single_type_name | Rule::normal_form | Rule::label_expression => {
                    subject = Some(part);
                }
                _ => {}
            }
        }
        let operand = Box::new(operand);
        let written = subject.as_ref().map_or("NFC", Node::as_str);
        let kind = match rule {
            Rule::null_test => ExprKind::IsNull { operand, negated },
            Rule::type_test | Rule::bar_type_test => {
                ExprKind::IsTyped { operand, negated, type_name: type_name(written) }
            }
            Rule::normal_test => ExprKind::IsNormalized { operand, negated, form: written.to_uppercase().into() },
            _ => {
                let labels = self.label_expression(subject.ok_or_else(|| malformed("label"))?)?;
                let test = ExprKind::HasLabels(operand, labels);
                if negated { ExprKind::Unary(UnaryOp::Not, Box::new(Expr { kind: test, span: place })) } else { test }
            }
        };
        Ok(Expr { kind, span: place })
    }

    /// An atom.
    pub(super) fn atom(&mut self, node: Node<'t>) -> Result<Expr> {
        let place = self.trimmed(&node);
        let kind = match node.as_rule() {
            Rule::variable => ExprKind::Variable(literal::name_text(self.slice(place))),
            Rule::number => literal::number(node.as_str(), false, place)?,
            Rule::string => ExprKind::String(literal::string(node.as_str(), place.start)?),
            Rule::parameter => ExprKind::Parameter(literal::name_text(node.as_str().trim_start_matches('$'))),
            Rule::constant => match node.as_str().as_bytes().first() {
                Some(b't' | b'T') => ExprKind::Boolean(true),
                Some(b'f' | b'F') => ExprKind::Boolean(false),
                _ => ExprKind::Null,
            },
            Rule::parenthesised => {
                let inner = node.into_inner().next().ok_or_else(|| malformed("expression"))?;
                self.predicate(inner)?.kind
            }
            Rule::list => ExprKind::List(self.expressions(node.into_inner())?),
            Rule::map => ExprKind::Map(self.entries(node)?),
            Rule::function => self.function(node)?,
            Rule::count_star => ExprKind::CountStar,
            Rule::case => self.case(node)?,
            Rule::list_comprehension => self.list_comprehension(node)?,
            Rule::quantifier => self.quantifier(node)?,
            Rule::reduce => self.reduce(node)?,
            Rule::map_projection => self.map_projection(node)?,
            Rule::pattern_comprehension => self.pattern_comprehension(node)?,
            Rule::pattern_predicate => self.pattern_predicate(node)?,
            Rule::shortest_path => self.shortest_path(node)?,
            Rule::subquery => self.subquery(node)?,
            _ => return Err(malformed("atom")),
        };
        Ok(Expr { kind, span: place })
    }

    /// All expressions among `parts`, in order.
    pub(super) fn expressions(&mut self, parts: Nodes<'t>) -> Result<Vec<Expr>> {
        parts
            .filter(|part| matches!(part.as_rule(), Rule::expression | Rule::bar_expression))
            .map(|part| self.expression(part))
            .collect()
    }

    /// The entries of a map literal.
    pub(super) fn entries(&mut self, node: Node<'t>) -> Result<Vec<(Name, Expr)>> {
        node.into_inner().filter(|part| part.as_rule() == Rule::entry).map(|part| self.entry(part)).collect()
    }

    fn entry(&mut self, node: Node<'t>) -> Result<(Name, Expr)> {
        let mut parts = node.into_inner();
        let key = self.name(&next(&mut parts)?);
        let value = parts.last().ok_or_else(|| malformed("value"))?;
        Ok((key, self.expression(value)?))
    }

    fn function(&mut self, node: Node<'t>) -> Result<ExprKind> {
        let place = self.trimmed(&node);
        let mut parts = node.into_inner();
        let name = next(&mut parts)?;
        let name = Name { text: literal::dotted_text(name.as_str()), span: span(&name) };
        // `exists((a)-->(b))` asks for the truth of a pattern; all other functions take values.
        let takes_pattern = name.text.eq_ignore_ascii_case("exists");
        let (mut distinct, mut arguments) = (false, Vec::new());
        let (mut side, mut trimmed) = (None, None);
        for part in parts {
            match part.as_rule() {
                Rule::trim_side => side = Some(part.as_str()),
                Rule::trim_from => trimmed = Some(self.last_expression(part)?),
                Rule::kw_distinct => distinct = true,
                Rule::expression if takes_pattern => arguments.push(self.predicate(part)?),
                Rule::expression => arguments.push(self.expression(part)?),
                _ => {}
            }
        }
        if side.is_some() || trimmed.is_some() {
            return trim(name, side, arguments, trimmed).ok_or_else(|| {
                mistake(place, "FROM belongs to `trim` alone").hint("for example trim(LEADING 'x' FROM text)")
            });
        }
        // The names of the normal forms are words of the language here.
        if let ([_, form], true) = (arguments.as_mut_slice(), name.text.eq_ignore_ascii_case("normalize"))
            && let ExprKind::Variable(word) = &form.kind
            && ["NFC", "NFD", "NFKC", "NFKD"].iter().any(|known| known.eq_ignore_ascii_case(word))
        {
            form.kind = ExprKind::String(word.to_ascii_uppercase().into());
        }
        // `PROPERTY_EXISTS(n, key)` is GQL's way to say `n.key IS NOT NULL`.
        if let ([_, key], true) = (arguments.as_slice(), name.text.eq_ignore_ascii_case("property_exists")) {
            let ExprKind::Variable(text) = &key.kind else {
                return Err(mistake(key.span, "PROPERTY_EXISTS takes the name of a property here, not a value")
                    .hint("PROPERTY_EXISTS(n, name); of a computed name, n[key] IS NOT NULL"));
            };
            let key = Name { text: text.clone(), span: key.span };
            let owner = Box::new(arguments.swap_remove(0));
            let property = Expr { kind: ExprKind::Property(owner, key), span: place };
            return Ok(ExprKind::IsNull { operand: Box::new(property), negated: true });
        }
        Ok(ExprKind::Function { name, distinct, arguments })
    }

    fn case(&mut self, node: Node<'t>) -> Result<ExprKind> {
        let (mut operand, mut branches, mut otherwise) = (None, Vec::new(), None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::case_branch => branches.push(self.case_branch(part, operand.is_none())?),
                Rule::expression if branches.is_empty() => operand = Some(Box::new(self.expression(part)?)),
                Rule::expression => otherwise = Some(Box::new(self.expression(part)?)),
                _ => {}
            }
        }
        Ok(ExprKind::Case { operand, branches, otherwise })
    }

    fn case_branch(&mut self, node: Node<'t>, searched: bool) -> Result<(Vec<Expr>, Expr)> {
        let place = self.trimmed(&node);
        let (mut conditions, mut result, mut behind_then) = (Vec::new(), None, false);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_then => behind_then = true,
                Rule::expression if behind_then => result = Some(self.expression(part)?),
                Rule::expression if searched => conditions.push(self.predicate(part)?),
                Rule::expression => conditions.push(self.expression(part)?),
                Rule::subject_test => conditions.push(self.subject_test(part, searched)?),
                _ => {}
            }
        }
        if searched && conditions.len() > 1 {
            return Err(mistake(place, "WHEN takes one condition here")
                .hint("several values need an operand: CASE x WHEN 1, 2 THEN …; conditions are joined by OR"));
        }
        Ok((conditions, result.ok_or_else(|| malformed("result"))?))
    }

    /// `> 3` behind WHEN.
    fn subject_test(&mut self, node: Node<'t>, searched: bool) -> Result<Expr> {
        let place = self.trimmed(&node);
        if searched {
            let hint = "CASE x WHEN > 3 THEN …, or CASE WHEN x > 3 THEN …";
            return Err(mistake(place, "this test has nothing to its left: CASE has no operand").hint(hint));
        }
        let parts = node.into_inner();
        let levels = 1 + levels_of(&parts);
        let subject = Expr { kind: ExprKind::Subject, span: Span::new(place.start, place.start) };
        let test = self.nested(levels, place, |builder| builder.fold_on(subject, &mut parts.peekable(), 0))?;
        if !test.tests_subject() {
            let hint = "several tests are separated by commas, one of which must hold; for more, CASE WHEN x > 3 AND x < 9 THEN …";
            return Err(mistake(place, "WHEN takes one comparison of the operand").hint(hint));
        }
        Ok(test)
    }

    fn list_comprehension(&mut self, node: Node<'t>) -> Result<ExprKind> {
        let (mut variable, mut list, mut predicate, mut projection) = (None, None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => variable = Some(self.name(&part)),
                Rule::bar_expression => list = Some(Box::new(self.expression(part)?)),
                Rule::bar_where => predicate = Some(Box::new(self.condition(part)?)),
                Rule::bar_result => projection = Some(Box::new(self.last_expression(part)?)),
                _ => {}
            }
        }
        let (Some(variable), Some(list)) = (variable, list) else { return Err(malformed("comprehension")) };
        Ok(ExprKind::ListComprehension { variable, list, predicate, projection })
    }

    fn quantifier(&mut self, node: Node<'t>) -> Result<ExprKind> {
        let (mut quantifier, mut variable, mut list, mut predicate) = (Quantifier::All, None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::quantifier_kind => {
                    quantifier = match part.as_str().to_ascii_lowercase().as_str() {
                        "all" => Quantifier::All,
                        "any" => Quantifier::Any,
                        "none" => Quantifier::None,
                        _ => Quantifier::Single,
                    }
                }
                Rule::name => variable = Some(self.name(&part)),
                Rule::expression => list = Some(Box::new(self.expression(part)?)),
                Rule::r#where => predicate = Some(Box::new(self.condition(part)?)),
                _ => {}
            }
        }
        let (Some(variable), Some(list)) = (variable, list) else { return Err(malformed("quantifier")) };
        Ok(ExprKind::Quantifier { quantifier, variable, list, predicate })
    }

    fn reduce(&mut self, node: Node<'t>) -> Result<ExprKind> {
        let (mut names, mut exprs) = (Vec::new(), Vec::new());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => names.push(self.name(&part)),
                Rule::expression | Rule::bar_expression => exprs.push(Box::new(self.expression(part)?)),
                Rule::bar_result => exprs.push(Box::new(self.last_expression(part)?)),
                _ => {}
            }
        }
        let (Ok([accumulator, variable]), Ok([initial, list, expr])) =
            (<[Name; 2]>::try_from(names), <[Box<Expr>; 3]>::try_from(exprs))
        else {
            return Err(malformed("reduce"));
        };
        Ok(ExprKind::Reduce { accumulator, initial, variable, list, expr })
    }

    fn map_projection(&mut self, node: Node<'t>) -> Result<ExprKind> {
        let mut parts = node.into_inner();
        let variable = self.name(&next(&mut parts)?);
        let mut items = Vec::new();
        for part in parts.filter(|part| part.as_rule() == Rule::projected) {
            let item = next(&mut part.into_inner())?;
            items.push(match item.as_rule() {
                Rule::all_mark => MapProjectionItem::AllProperties,
                Rule::property => MapProjectionItem::Property(self.name(&next(&mut item.into_inner())?)),
                Rule::entry => {
                    let (key, value) = self.entry(item)?;
                    MapProjectionItem::Entry(key, value)
                }
                _ => MapProjectionItem::Variable(self.name(&item)),
            });
        }
        Ok(ExprKind::MapProjection { variable, items })
    }

    /// The condition behind WHERE.
    pub(super) fn condition(&mut self, node: Node<'t>) -> Result<Expr> {
        let inner = node.into_inner().last().ok_or_else(|| malformed("condition"))?;
        self.predicate(inner)
    }

    /// The expression at the end of a node such as `| expression` or `LIMIT expression`.
    pub(super) fn last_expression(&mut self, node: Node<'t>) -> Result<Expr> {
        let inner = node.into_inner().last().ok_or_else(|| malformed("expression"))?;
        self.expression(inner)
    }
}

/// How many levels the chain may add to the height of the tree. AND and OR fold flat and begin a new count for all
/// that binds tighter; XOR binds looser than AND, so every one of them counts.
fn levels_of(parts: &Nodes<'_>) -> usize {
    let count = parts.len();
    if count < 16 {
        return count;
    }
    let (mut run, mut longest, mut exclusive) = (0, 0, 0);
    for part in parts.clone() {
        match part.as_rule() {
            Rule::infix => match Infix::read(&part) {
                Ok(Infix::Nary(NaryOp::Xor)) => exclusive += 1,
                Ok(Infix::Nary(_)) => run = 0,
                Ok(Infix::Binary(_)) => run += 1,
                _ => {}
            },
            rule if is_atom(rule) => {}
            _ => run += 1,
        }
        longest = longest.max(run);
    }
    8 + longest + exclusive
}

/// A part that is no operator before or behind an atom.
fn is_atom(rule: Rule) -> bool {
    !is_tight(rule)
        && !matches!(
            rule,
            Rule::prefix
                | Rule::null_test
                | Rule::type_test
                | Rule::bar_type_test
                | Rule::normal_test
                | Rule::is_label_test
        )
}

/// `trim([LEADING | TRAILING | BOTH] [character] FROM text)` as the function that does it.
fn trim(name: Name, side: Option<&str>, mut arguments: Vec<Expr>, text: Option<Expr>) -> Option<ExprKind> {
    let character = arguments.pop();
    if !name.text.eq_ignore_ascii_case("trim") || !arguments.is_empty() {
        return None;
    }
    let function = match side {
        Some(side) if side.eq_ignore_ascii_case("leading") => "ltrim",
        Some(side) if side.eq_ignore_ascii_case("trailing") => "rtrim",
        _ => "btrim",
    };
    let arguments = std::iter::once(text?).chain(character).collect();
    Some(ExprKind::Function { name: Name { text: function.into(), span: name.span }, distinct: false, arguments })
}

fn is_tight(rule: Rule) -> bool {
    matches!(rule, Rule::property | Rule::subscript | Rule::label_test | Rule::bar_label_test)
}

/// Refuses a bare pattern where a value is wanted.
fn value(expr: Expr) -> Result<Expr> {
    if matches!(expr.kind, ExprKind::PatternPredicate(_)) {
        return Err(mistake(expr.span, "a pattern stands where a value is wanted")
            .hint("`EXISTS { (a)-->(b) }` gives a truth value, `COUNT { … }` a number and `[(a)-->(b) | b]` a list"));
    }
    Ok(expr)
}
