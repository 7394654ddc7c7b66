//! Expressions as text, with as few brackets as precedence allows.

use crate::syntax::ast::{
    BinaryOp, CompareOp, Expr, ExprKind, LabelExpr, MapProjectionItem, NaryOp, Quantifier, SubqueryBody, SubqueryKind,
    UnaryOp,
};

use super::{Mark, Printer, is_plain};

/// How tightly an expression holds together; the order is that of the grammar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Or,
    Xor,
    And,
    Not,
    Comparison,
    Test,
    Addition,
    Multiplication,
    Power,
    Sign,
    Atom,
}

impl Strength {
    fn of(expr: &Expr) -> Self {
        match &expr.kind {
            ExprKind::Nary(NaryOp::Or, _) => Self::Or,
            ExprKind::Nary(NaryOp::Xor, _) => Self::Xor,
            ExprKind::Nary(NaryOp::And, _) => Self::And,
            ExprKind::Unary(UnaryOp::Not, _) => Self::Not,
            ExprKind::Comparison(..) => Self::Comparison,
            ExprKind::Binary(op, ..) => Self::of_binary(*op),
            ExprKind::IsTyped { type_name, .. } if type_name.contains('|') => Self::Atom,
            ExprKind::IsNull { .. } | ExprKind::IsTyped { .. } | ExprKind::IsNormalized { .. } => Self::Test,
            ExprKind::Unary(UnaryOp::Plus | UnaryOp::Minus, _) => Self::Sign,
            ExprKind::Integer(value) if *value < 0 => Self::Sign,
            ExprKind::Float(value) if value.is_sign_negative() => Self::Sign,
            _ => Self::Atom,
        }
    }

    fn of_binary(op: BinaryOp) -> Self {
        match op {
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Concatenate => Self::Addition,
            BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => Self::Multiplication,
            BinaryOp::Power => Self::Power,
            _ => Self::Test,
        }
    }

    /// The next tighter one: what the right operand of a left-associative operator must be.
    fn tighter(self) -> Self {
        match self {
            Self::Or => Self::Xor,
            Self::Xor => Self::And,
            Self::And => Self::Not,
            Self::Not => Self::Comparison,
            Self::Comparison => Self::Test,
            Self::Test => Self::Addition,
            Self::Addition => Self::Multiplication,
            Self::Multiplication => Self::Power,
            Self::Power => Self::Sign,
            Self::Sign | Self::Atom => Self::Atom,
        }
    }
}

impl Printer {
    /// An expression where any may stand.
    pub(super) fn expr(&mut self, expr: &Expr) {
        self.at_least(expr, Strength::Or);
    }

    /// An expression that other text takes apart behind it: `.key`, `[0]`, `:Label`.
    pub(super) fn atom(&mut self, expr: &Expr) {
        self.bracketed_if(matches!(expr.kind, ExprKind::HasLabels(..)) || Strength::of(expr) < Strength::Atom, expr);
    }

    fn at_least(&mut self, expr: &Expr, strength: Strength) {
        self.bracketed_if(Strength::of(expr) < strength, expr);
    }

    fn bracketed_if(&mut self, bracketed: bool, expr: &Expr) {
        if bracketed {
            self.raw("(");
        }
        self.bare(expr);
        if bracketed {
            self.raw(")");
        }
    }

    fn bare(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Null => self.raw("null"),
            ExprKind::Subject => {}
            ExprKind::Boolean(value) => self.raw(if *value { "true" } else { "false" }),
            ExprKind::Integer(value) => self.raw(&value.to_string()),
            ExprKind::Float(value) => self.raw(&format!("{value:?}")),
            ExprKind::String(value) => self.string(value),
            ExprKind::Parameter(name) => self.parameter(name),
            ExprKind::Variable(name) => self.name_text(name),
            ExprKind::List(items) => self.list_literal(items),
            ExprKind::Map(entries) => self.bracketed_list("{", entries, "}", |printer, (key, value)| {
                printer.name(key);
                printer.raw(": ");
                printer.expr(value);
            }),
            ExprKind::Unary(op, operand) => self.unary(*op, operand),
            ExprKind::Nary(op, operands) => self.nary(*op, operands),
            ExprKind::Binary(op, left, right) => self.group(|printer| printer.binary(*op, left, right)),
            ExprKind::Comparison(operands, operators) => {
                for (position, operand) in operands.iter().enumerate() {
                    if let Some(op) = position.checked_sub(1).and_then(|before| operators.get(before)) {
                        self.raw(compare_text(*op));
                    }
                    // `IS :: INTEGER < 1 > (…)` would be a type with another one in it.
                    let is_type = matches!(operand.kind, ExprKind::IsTyped { .. });
                    let is_open = is_type && operators.get(position) == Some(&CompareOp::Less);
                    self.at_least(operand, if is_open { Strength::Addition } else { Strength::Test });
                }
            }
            ExprKind::Property(..) | ExprKind::Index(..) | ExprKind::Slice(..) | ExprKind::HasLabels(..) => {
                self.accessor(&expr.kind);
            }
            ExprKind::IsNull { .. } | ExprKind::IsTyped { .. } | ExprKind::IsNormalized { .. } => self.test(&expr.kind),
            _ => self.construct(&expr.kind),
        }
    }

    /// Expressions that begin with a word or a bracket of their own.
    fn construct(&mut self, kind: &ExprKind) {
        match kind {
            ExprKind::Function { name, distinct, arguments } => {
                if is_special(&name.text) {
                    self.quoted(&name.text);
                } else {
                    self.dotted(name);
                }
                self.bracketed_list(if *distinct { "(DISTINCT " } else { "(" }, arguments, ")", Self::expr);
            }
            ExprKind::CountStar => self.raw("count(*)"),
            ExprKind::Case { operand, branches, otherwise } => {
                self.case(operand.as_deref(), branches, otherwise.as_deref());
            }
            ExprKind::PatternPredicate(path) | ExprKind::ShortestPath(path) => self.path(path),
            ExprKind::Subquery(kind, body) => self.subquery(*kind, body),
            ExprKind::MapProjection { variable, items } => {
                let word = variable.text.to_ascii_lowercase();
                if matches!(word.as_str(), "exists" | "count" | "collect") {
                    self.quoted(&variable.text);
                } else {
                    self.name(variable);
                }
                self.bracketed_list(" {", items, "}", Self::map_projection_item);
            }
            _ => self.scoped(kind),
        }
    }

    /// Expressions with variables of their own.
    fn scoped(&mut self, kind: &ExprKind) {
        match kind {
            ExprKind::ListComprehension { variable, list, predicate, projection } => {
                self.raw("[");
                self.name(variable);
                self.raw(" IN ");
                self.expr(list);
                self.condition(predicate.as_deref());
                if let Some(projection) = projection {
                    self.raw(" | ");
                    self.expr(projection);
                }
                self.raw("]");
            }
            ExprKind::PatternComprehension { pattern, predicate, projection } => {
                self.raw("[");
                self.path(pattern);
                self.condition(predicate.as_deref());
                self.raw(" | ");
                self.expr(projection);
                self.raw("]");
            }
            ExprKind::Quantifier { quantifier, variable, list, predicate } => {
                self.raw(match quantifier {
                    Quantifier::All => "all(",
                    Quantifier::Any => "any(",
                    Quantifier::None => "none(",
                    Quantifier::Single => "single(",
                });
                self.name(variable);
                self.raw(" IN ");
                self.expr(list);
                self.condition(predicate.as_deref());
                self.raw(")");
            }
            ExprKind::Reduce { accumulator, initial, variable, list, expr } => {
                self.raw("reduce(");
                self.name(accumulator);
                self.raw(" = ");
                self.expr(initial);
                self.raw(", ");
                self.name(variable);
                self.raw(" IN ");
                self.expr(list);
                self.raw(" | ");
                self.expr(expr);
                self.raw(")");
            }
            _ => {}
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: &Expr) {
        let is_number = matches!(operand.kind, ExprKind::Integer(_) | ExprKind::Float(_));
        match op {
            UnaryOp::Not => {
                self.raw("NOT ");
                self.at_least(operand, Strength::Not);
            }
            UnaryOp::Plus => {
                self.raw("+");
                self.at_least(operand, Strength::Sign);
            }
            UnaryOp::Minus => {
                self.raw("-");
                // Without brackets the minus would become part of the number.
                self.bracketed_if(is_number || Strength::of(operand) < Strength::Sign, operand);
            }
        }
    }

    /// A chain of operators of one strength is one group.
    fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr) {
        let strength = Strength::of_binary(op);
        match &left.kind {
            ExprKind::Binary(before, first, second) if Strength::of_binary(*before) == strength => {
                self.binary(*before, first, second);
            }
            _ => self.at_least(left, strength),
        }
        self.mark(Mark::Inner);
        self.raw(binary_text(op));
        self.at_least(right, strength.tighter());
    }

    fn nary(&mut self, op: NaryOp, operands: &[Expr]) {
        self.group(|printer| printer.operands(op, operands));
    }

    fn operands(&mut self, op: NaryOp, operands: &[Expr]) {
        let (strength, text) = match op {
            NaryOp::Or => (Strength::Or, " OR "),
            NaryOp::Xor => (Strength::Xor, " XOR "),
            NaryOp::And => (Strength::And, " AND "),
        };
        for (position, operand) in operands.iter().enumerate() {
            if position > 0 {
                self.mark(Mark::Inner);
                self.raw(text);
            }
            // A chain of XOR nests to the left, so its first operand may be one itself.
            let nests = op == NaryOp::Xor && position == 0;
            self.at_least(operand, if nests { strength } else { strength.tighter() });
        }
    }

    fn accessor(&mut self, kind: &ExprKind) {
        match kind {
            ExprKind::Property(operand, key) => {
                self.atom(operand);
                self.raw(".");
                self.name(key);
            }
            ExprKind::Index(operand, index) => {
                self.atom(operand);
                self.raw("[");
                self.expr(index);
                self.raw("]");
            }
            ExprKind::Slice(operand, from, to) => {
                self.atom(operand);
                self.raw("[");
                if let Some(from) = from {
                    self.expr(from);
                }
                self.raw("..");
                if let Some(to) = to {
                    self.expr(to);
                }
                self.raw("]");
            }
            ExprKind::HasLabels(operand, labels) => {
                self.atom(operand);
                self.raw(":");
                // A bar might belong to a comprehension around it.
                self.label_operand(labels, matches!(labels, LabelExpr::Or(_)));
            }
            _ => {}
        }
    }

    fn test(&mut self, kind: &ExprKind) {
        let (operand, negated) = match kind {
            ExprKind::IsNull { operand, negated }
            | ExprKind::IsTyped { operand, negated, .. }
            | ExprKind::IsNormalized { operand, negated, .. } => (operand, *negated),
            _ => return,
        };
        let is = if negated { " IS NOT " } else { " IS " };
        match kind {
            ExprKind::IsTyped { type_name, .. } => {
                // The bar of a type might belong to a comprehension around it.
                let union = type_name.contains('|');
                self.raw(if union { "(" } else { "" });
                self.at_least(operand, Strength::Test);
                self.raw(is);
                self.raw(":: ");
                self.raw(type_name);
                self.raw(if union { ")" } else { "" });
            }
            ExprKind::IsNormalized { form, .. } => {
                self.at_least(operand, Strength::Test);
                self.raw(is);
                self.raw(form);
                self.raw(" NORMALIZED");
            }
            _ => {
                self.at_least(operand, Strength::Test);
                self.raw(is);
                self.raw("NULL");
            }
        }
    }

    /// A list; brackets around a first item that would make it a comprehension.
    fn list_literal(&mut self, items: &[Expr]) {
        let mut first = true;
        self.bracketed_list("[", items, "]", |printer, item| {
            printer.bracketed_if(first && begins_comprehension(item), item);
            first = false;
        });
    }

    fn case(&mut self, operand: Option<&Expr>, branches: &[(Vec<Expr>, Expr)], otherwise: Option<&Expr>) {
        self.raw("CASE");
        self.group(|printer| printer.branches(operand, branches, otherwise));
        self.raw(" END");
    }

    fn branches(&mut self, operand: Option<&Expr>, branches: &[(Vec<Expr>, Expr)], otherwise: Option<&Expr>) {
        if let Some(operand) = operand {
            self.raw(" ");
            self.expr(operand);
        }
        for (conditions, result) in branches {
            self.mark(Mark::Inner);
            self.raw(" WHEN");
            for (position, condition) in conditions.iter().enumerate() {
                // The operator brings its blank.
                self.raw(if position > 0 { "," } else { "" });
                self.raw(if condition.tests_subject() { "" } else { " " });
                self.expr(condition);
            }
            self.raw(" THEN ");
            self.expr(result);
        }
        if let Some(otherwise) = otherwise {
            self.mark(Mark::Inner);
            self.raw(" ELSE ");
            self.expr(otherwise);
        }
        self.mark(Mark::Outer);
    }

    fn subquery(&mut self, kind: SubqueryKind, body: &SubqueryBody) {
        self.raw(match kind {
            SubqueryKind::Exists => "EXISTS {",
            SubqueryKind::Count => "COUNT {",
            SubqueryKind::Collect => "COLLECT {",
        });
        self.group(|printer| {
            printer.mark(Mark::Inner);
            printer.raw(" ");
            match body {
                SubqueryBody::Pattern(pattern, predicate) => {
                    printer.pattern(pattern);
                    printer.where_line(predicate.as_ref());
                }
                SubqueryBody::Query(query) => printer.query(query),
            }
            printer.mark(Mark::Outer);
        });
        self.raw(" }");
    }

    fn map_projection_item(&mut self, item: &MapProjectionItem) {
        match item {
            MapProjectionItem::Property(key) => {
                self.raw(".");
                self.name(key);
            }
            MapProjectionItem::AllProperties => self.raw(".*"),
            MapProjectionItem::Entry(key, value) => {
                self.name(key);
                self.raw(": ");
                self.expr(value);
            }
            MapProjectionItem::Variable(variable) => self.name(variable),
        }
    }

    /// A string in single quotes.
    pub(super) fn string(&mut self, value: &str) {
        self.raw("'");
        for character in value.chars() {
            match character {
                '\'' => self.raw("\\'"),
                '\\' => self.raw("\\\\"),
                '\n' => self.raw("\\n"),
                '\r' => self.raw("\\r"),
                '\t' => self.raw("\\t"),
                '\u{8}' => self.raw("\\b"),
                '\u{c}' => self.raw("\\f"),
                other => self.out.push(other),
            }
        }
        self.raw("'");
    }

    fn parameter(&mut self, name: &str) {
        self.raw("$");
        let plain = is_plain(name) || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()));
        if plain { self.raw(name) } else { self.quoted(name) }
    }
}

/// Whether the text of `expr` begins like `[x IN …` or like a pattern.
fn begins_comprehension(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::In, left, _) if matches!(left.kind, ExprKind::Variable(_)) => true,
        ExprKind::Binary(_, left, _) => begins_comprehension(left),
        ExprKind::Nary(_, operands) | ExprKind::Comparison(operands, _) => {
            operands.first().is_some_and(begins_comprehension)
        }
        ExprKind::IsNull { operand, .. }
        | ExprKind::IsTyped { operand, .. }
        | ExprKind::IsNormalized { operand, .. } => begins_comprehension(operand),
        ExprKind::PatternPredicate(_) => true,
        _ => false,
    }
}

/// Function names that have a grammar of their own where they are not in backticks.
fn is_special(name: &str) -> bool {
    ["all", "any", "none", "single", "reduce", "shortestpath", "allshortestpaths"]
        .iter()
        .any(|special| special.eq_ignore_ascii_case(name))
}

fn binary_text(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => " + ",
        BinaryOp::Subtract => " - ",
        BinaryOp::Multiply => " * ",
        BinaryOp::Divide => " / ",
        BinaryOp::Modulo => " % ",
        BinaryOp::Power => " ^ ",
        BinaryOp::Concatenate => " || ",
        BinaryOp::In => " IN ",
        BinaryOp::StartsWith => " STARTS WITH ",
        BinaryOp::EndsWith => " ENDS WITH ",
        BinaryOp::Contains => " CONTAINS ",
        BinaryOp::Matches => " =~ ",
    }
}

fn compare_text(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => " = ",
        CompareOp::NotEqual => " <> ",
        CompareOp::Less => " < ",
        CompareOp::LessOrEqual => " <= ",
        CompareOp::Greater => " > ",
        CompareOp::GreaterOrEqual => " >= ",
    }
}
