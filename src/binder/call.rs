//! Function calls: which function, how many arguments, of which types, and the aggregations among them.

use super::bound::AggregateCall;
use super::expr::{Expr, ExprKind};
use super::scope::{Aggregation, Binder};
use crate::diagnostic::{Detail, Diagnostic, Result, Span, did_you_mean};
use crate::functions::{self, Function, FunctionId, Parameter};
use crate::syntax::ast;
use crate::value::Type;

impl Binder<'_> {
    pub(super) fn call(
        &mut self,
        name: &ast::Name,
        distinct: bool,
        arguments: &[ast::Expr],
        span: Span,
    ) -> Result<Expr> {
        if name.text.eq_ignore_ascii_case("exists")
            && let [ast::Expr { kind: ast::ExprKind::PatternPredicate(path), .. }] = arguments
        {
            return self.allowing_patterns(true, |binder| binder.pattern_predicate(path, span));
        }
        let Some(id) = functions::lookup(&name.text) else { return Err(self.unknown_function(name)) };
        let function = functions::function(id);
        if function.is_aggregate() {
            return self.aggregate(id, function, distinct, arguments, span);
        }
        if distinct {
            let message = format!("DISTINCT belongs to aggregations; `{}` is none", function.name);
            return Err(Diagnostic::syntax(Detail::UnexpectedSyntax, message).at(span));
        }
        let arguments = self.arguments(function, arguments, span)?;
        let ty = result_type(function, &arguments);
        Ok(Expr::new(ExprKind::Function { id, arguments }, ty, span))
    }

    fn unknown_function(&self, name: &ast::Name) -> Diagnostic {
        let known = foreign_function(&name.text).map(str::to_owned);
        let near = || did_you_mean(&name.text, functions::names()).map(|near| format!("did you mean `{near}`?"));
        // `n.name.size()`: a function called on a value.
        let on_value = || {
            let (value, function) = name.text.rsplit_once('.')?;
            self.scope.get(value.split('.').next()?)?;
            let foreign = foreign_function(function).map(str::to_owned);
            foreign.or_else(|| Some(format!("a function takes the value as its argument: {function}({value})")))
        };
        let hint = known.or_else(on_value).or_else(near);
        Diagnostic::syntax(Detail::UnknownFunction, format!("there is no function `{}`", name.text))
            .at(name.span)
            .hint(hint.unwrap_or_else(|| "SHOW FUNCTIONS tells what there is".to_owned()))
    }

    pub(super) fn count_star(&mut self, span: Span) -> Result<Expr> {
        let call = AggregateCall { function: None, distinct: false, arguments: Vec::new(), first: None, span };
        self.collect_aggregate(call, Type::Integer, span)
    }

    fn aggregate(
        &mut self,
        id: FunctionId,
        function: &Function,
        distinct: bool,
        arguments: &[ast::Expr],
        span: Span,
    ) -> Result<Expr> {
        self.check_aggregate_place(span)?;
        let outer = std::mem::replace(&mut self.aggregation, Aggregation::Inside);
        let bound = self.arguments(function, arguments, span);
        self.aggregation = outer;
        let arguments = bound?;
        for argument in &arguments {
            refuse_chance(argument)?;
        }
        let ty = result_type(function, &arguments);
        self.collect_aggregate(AggregateCall { function: Some(id), distinct, arguments, first: None, span }, ty, span)
    }

    fn check_aggregate_place(&self, span: Span) -> Result<()> {
        match self.aggregation {
            Aggregation::Collected(_) => Ok(()),
            Aggregation::Inside => {
                Err(Diagnostic::syntax(Detail::NestedAggregation, "an aggregation cannot stand inside another")
                    .at(span)
                    .hint("compute the inner one in a WITH before"))
            }
            Aggregation::Refused => {
                Err(Diagnostic::syntax(Detail::InvalidAggregation, "an aggregation can stand only in WITH and RETURN")
                    .at(span)
                    .hint("compute it in a WITH before, and use its name here"))
            }
        }
    }

    /// The slot of an aggregation's result; the same call gets the same slot.
    fn collect_aggregate(&mut self, call: AggregateCall, ty: Type, span: Span) -> Result<Expr> {
        self.check_aggregate_place(span)?;
        if let Aggregation::Collected(calls) = &self.aggregation
            && let Some((slot, _)) = calls.iter().find(|(_, known)| same_call(known, &call))
        {
            return Ok(Expr::slot(*slot, ty, span));
        }
        let slot = self.new_slot(None, ty.clone());
        if let Aggregation::Collected(calls) = &mut self.aggregation {
            calls.push((slot, call));
        }
        Ok(Expr::slot(slot, ty, span))
    }

    fn arguments(&mut self, function: &Function, arguments: &[ast::Expr], span: Span) -> Result<Vec<Expr>> {
        let (least, most) = function.arity();
        if arguments.len() < least || most.is_some_and(|most| arguments.len() > most) {
            let message = format!("`{}` takes {}, not {}", function.name, counted(least, most), arguments.len());
            return Err(Diagnostic::syntax(Detail::InvalidNumberOfArguments, message).at(span).hint(format!(
                "its signature is {}; for example {}",
                function.signature(),
                function.example
            )));
        }
        let mut bound = Vec::with_capacity(arguments.len());
        for (position, argument) in arguments.iter().enumerate() {
            let argument = self.value_expr(argument)?;
            if let Some(parameter) = function.parameter(position)
                && !parameter.kind.accepts(&argument.ty)
            {
                return Err(wrong_argument(function, parameter, &argument));
            }
            bound.push(argument);
        }
        Ok(bound)
    }
}

fn result_type(function: &Function, arguments: &[Expr]) -> Type {
    let types: Vec<Type> = arguments.iter().map(|argument| argument.ty.clone()).collect();
    (function.result)(&types)
}

/// An aggregation over chance has no meaning that one could rely on.
fn refuse_chance(argument: &Expr) -> Result<()> {
    let mut chance = None;
    argument.walk(&mut |part| {
        if let ExprKind::Function { id, .. } = &part.kind
            && matches!(functions::function(*id).name, "rand" | "randomUUID")
        {
            chance.get_or_insert(part.span);
        }
    });
    match chance {
        None => Ok(()),
        Some(span) => {
            let message = "a random value cannot be aggregated directly";
            Err(Diagnostic::syntax(Detail::NonConstantExpression, message).at(span).hint("compute it in a WITH before"))
        }
    }
}

fn wrong_argument(function: &Function, parameter: &Parameter, argument: &Expr) -> Diagnostic {
    let message = format!(
        "`{}` wants {} for `{}`, but this is {}",
        function.name,
        parameter.kind,
        parameter.name,
        argument.ty.in_words()
    );
    Diagnostic::syntax(Detail::InvalidArgumentType, message)
        .at(argument.span)
        .hint(format!("for example {}", function.example))
}

fn counted(least: usize, most: Option<usize>) -> String {
    match most {
        Some(1) if least == 1 => "1 argument".to_owned(),
        Some(most) if most == least => format!("{least} arguments"),
        Some(most) => format!("{least} to {most} arguments"),
        None => format!("{least} or more arguments"),
    }
}

fn same_call(a: &AggregateCall, b: &AggregateCall) -> bool {
    a.function == b.function
        && a.distinct == b.distinct
        && a.arguments.len() == b.arguments.len()
        && a.arguments.iter().zip(&b.arguments).all(|(a, b)| a.same_as(b))
}

/// What other languages call a function, and what to write here.
fn foreign_function(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "concat" | "concat_ws" => "texts are joined by `+`",
        "now" | "current_timestamp" | "getdate" | "sysdate" => "the present is `datetime()`, today is `date()`",
        "today" | "curdate" | "current_date" => "today is `date()`",
        "ifnull" | "nvl" | "isnull" => "the first value that is not null is `coalesce(a, b)`",
        "if" | "iif" | "iff" | "decode" => "a choice is written CASE WHEN … THEN … ELSE … END",
        "len" | "strlen" | "char_length" | "cardinality" | "array_length" => {
            "the length of a text or list is `size(x)`"
        }
        "substr" | "mid" => "a part of a text is `substring(text, start, length)`, counted from 0",
        "lcase" | "tolowercase" | "lowercase" => "did you mean `toLower`?",
        "ucase" | "touppercase" | "uppercase" => "did you mean `toUpper`?",
        "cast" | "convert" | "int" | "integer" | "to_number" => {
            "values are converted by `toInteger(x)`, `toFloat(x)` and `toString(x)`"
        }
        "str" | "string" | "to_char" => "did you mean `toString`?",
        "pow" | "power" => "a power is written `2 ^ 3`",
        "mod" => "the remainder is written `%`",
        "mean" | "average" => "did you mean `avg`?",
        "group_concat" | "string_agg" | "listagg" | "array_agg" => "values are gathered by `collect(x)`",
        "random" => "did you mean `rand`?",
        "instr" | "contains" | "strpos" => "a part of a text is looked for by `text CONTAINS part`",
        "datediff" | "timestampdiff" => "the time between two points is `duration.between(a, b)`",
        _ => return None,
    })
}

/// Whether an expression holds an aggregation outside subqueries.
pub(super) fn has_aggregate(expr: &ast::Expr) -> bool {
    use ast::ExprKind as Ast;
    let any = |exprs: &[ast::Expr]| exprs.iter().any(has_aggregate);
    let maybe = |expr: &Option<Box<ast::Expr>>| expr.as_deref().is_some_and(has_aggregate);
    match &expr.kind {
        Ast::CountStar => true,
        Ast::Function { name, arguments, .. } => {
            functions::lookup(&name.text).is_some_and(|id| functions::function(id).is_aggregate()) || any(arguments)
        }
        Ast::List(items) | Ast::Nary(_, items) | Ast::Comparison(items, _) => any(items),
        Ast::Map(entries) => entries.iter().any(|(_, value)| has_aggregate(value)),
        Ast::Property(operand, _)
        | Ast::HasLabels(operand, _)
        | Ast::Unary(_, operand)
        | Ast::IsNull { operand, .. }
        | Ast::IsTyped { operand, .. }
        | Ast::IsNormalized { operand, .. } => has_aggregate(operand),
        Ast::Index(a, b) | Ast::Binary(_, a, b) => has_aggregate(a) || has_aggregate(b),
        Ast::Slice(a, from, to) => has_aggregate(a) || maybe(from) || maybe(to),
        Ast::Case { operand, branches, otherwise } => {
            maybe(operand) || maybe(otherwise) || branches.iter().any(|(tests, then)| any(tests) || has_aggregate(then))
        }
        Ast::ListComprehension { list, predicate, projection, .. } => {
            has_aggregate(list) || maybe(predicate) || maybe(projection)
        }
        Ast::Quantifier { list, predicate, .. } => has_aggregate(list) || maybe(predicate),
        Ast::Reduce { initial, list, expr, .. } => has_aggregate(initial) || has_aggregate(list) || has_aggregate(expr),
        Ast::MapProjection { items, .. } => items.iter().any(|item| match item {
            ast::MapProjectionItem::Entry(_, value) => has_aggregate(value),
            _ => false,
        }),
        Ast::Null
        | Ast::Subject
        | Ast::Boolean(_)
        | Ast::Integer(_)
        | Ast::Float(_)
        | Ast::String(_)
        | Ast::Parameter(_)
        | Ast::Variable(_)
        | Ast::PatternComprehension { .. }
        | Ast::PatternPredicate(_)
        | Ast::ShortestPath(_)
        | Ast::Subquery(..) => false,
    }
}
