//! The error for a name that nothing defines, and what to try: a variable of nearly that name, the variable that was left
//! behind, the property, function, label or text that was meant.

use super::scope::Binder;
use crate::diagnostic::{Detail, Diagnostic, Span, did_you_mean};
use crate::functions;
use crate::value::Type;

/// At most this many names in scope are listed.
const LISTED: usize = 8;

impl Binder<'_> {
    /// The error for a name that nothing defines.
    pub(super) fn undefined(&self, name: &str, span: Span) -> Diagnostic {
        let hint = no_value(name)
            .or_else(|| self.near_variable(name).map(|near| format!("did you mean `{near}`?")))
            .or_else(|| near_constant(name))
            .or_else(|| self.left_behind(name))
            .or_else(|| self.meant_property(name))
            .or_else(|| self.meant_label(name))
            .or_else(|| meant_function(name))
            .or_else(|| meant_text(name))
            .unwrap_or_else(|| self.in_scope());
        Diagnostic::syntax(Detail::UndefinedVariable, format!("variable `{name}` is not defined")).at(span).hint(hint)
    }

    /// The variable in scope that was probably meant. All names of one letter are alike, so one of them is meant only when
    /// it differs by its case or stands alone.
    fn near_variable(&self, name: &str) -> Option<String> {
        let known = || self.scope.iter().map(|(known, _)| &**known);
        let is_letter = |name: &str| name.chars().nth(1).is_none();
        if is_letter(name) {
            let same = known().find(|known| known.to_lowercase() == name.to_lowercase());
            let mut all = known();
            let only = all.next().filter(|only| is_letter(only) && all.next().is_none());
            return same.or(only).map(str::to_owned);
        }
        did_you_mean(name, known())
    }

    /// A variable that was there before a WITH or outside a subquery.
    fn left_behind(&self, name: &str) -> Option<String> {
        if self.outside.iter().any(|known| &**known == name) {
            return Some(format!("a subquery sees what it takes in: `CALL ({name}) {{ … }}`"));
        }
        let dropped = self.dropped.iter().any(|known| &**known == name);
        dropped.then(|| format!("WITH passes on only what it lists; list `{name}` there too"))
    }

    /// `WHERE name = 'Ada'`: a property without its element.
    fn meant_property(&self, name: &str) -> Option<String> {
        let graph = self.catalog.graph;
        let key = graph.tokens().find_key(name)?;
        let used = graph.node_key_count(key) > 0 || graph.rel_key_count(key) > 0;
        let element = |ty: &Type| matches!(ty, Type::Node | Type::Relationship);
        let owner = self.scope.iter().find(|(_, slot)| element(&self.slot_type(*slot))).filter(|_| used);
        owner.map(|(owner, _)| format!("a property is read from its element: `{owner}.{name}`"))
    }

    /// `RETURN Person`: a label, which is no variable.
    fn meant_label(&self, name: &str) -> Option<String> {
        let graph = self.catalog.graph;
        let label = graph.tokens().find_label(name).filter(|label| graph.label_count(*label) > 0)?;
        let known = &*graph.tokens().label_name(label);
        Some(format!("`{known}` is a label; a node of it gets a name by MATCH (n:{known})"))
    }

    fn in_scope(&self) -> String {
        // Names of the binder's own begin with a blank.
        let written = self.scope.iter().filter(|(name, _)| !name.starts_with(' '));
        let known: Vec<_> = written.take(LISTED).map(|(name, _)| format!("`{name}`")).collect();
        if known.is_empty() {
            return "no variable is in scope here".to_owned();
        }
        format!("in scope here: {}", known.join(", "))
    }
}

/// What other languages write for null.
fn no_value(name: &str) -> Option<String> {
    let foreign = ["nil", "none", "undefined"].iter().any(|word| word.eq_ignore_ascii_case(name));
    foreign.then(|| "no value is written `null`".to_owned())
}

fn near_constant(name: &str) -> Option<String> {
    let constant = did_you_mean(name, ["true", "false", "null"]).filter(|_| name.len() > 2)?;
    Some(format!("did you mean `{constant}`?"))
}

/// `RETURN count`: a function without its brackets.
fn meant_function(name: &str) -> Option<String> {
    let function = functions::function(functions::lookup(name)?);
    Some(format!("`{}` is a function; its arguments stand in brackets: {}", function.name, function.signature()))
}

/// `n.name = Ada`: a text without its quotes.
fn meant_text(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some();
    begins.then(|| format!("a text stands in quotes: '{name}'"))
}
