//! Syntax tree to text: the canonical form of a statement, on one line.
//!
//! Contract: `parse(print(tree))` is the same tree, places apart, for every tree that the parser can give. Brackets
//! stand only where precedence or an ambiguity asks for them. A projected expression without an alias is written as in
//! the source, because its text is the name of its column.

mod clause;
mod expression;
mod pattern;
mod schema;

use super::ast::{Body, Mode, Name, Statement};
use super::{keyword, scan};

/// The text of a statement, without a semicolon.
pub(crate) fn print(statement: &Statement) -> String {
    let mut printer = Printer { out: String::new() };
    printer.word(match statement.mode {
        Mode::Run => "",
        Mode::Explain => "EXPLAIN",
        Mode::Profile => "PROFILE",
    });
    match &statement.body {
        Body::Query(query) => printer.query(query),
        Body::Schema(command) => printer.schema(command),
        Body::Show(show) => printer.show(show),
    }
    printer.out
}

/// The text of an expression.
pub(crate) fn print_expression(expr: &super::ast::Expr) -> String {
    let mut printer = Printer { out: String::new() };
    printer.expr(expr);
    printer.out
}

/// The text written so far.
struct Printer {
    out: String,
}

impl Printer {
    /// Text as it stands.
    fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A word with a blank before it, unless an opening bracket or nothing stands there.
    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        self.gap();
        self.out.push_str(word);
    }

    /// A blank, where one is needed.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '(', '[']) {
            self.out.push(' ');
        }
    }

    /// Items with commas between them.
    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                self.raw(", ");
            }
            write(self, item);
        }
    }

    /// A name, in backticks where it is no plain word or a word of the language that may not be a variable.
    fn name(&mut self, name: &Name) {
        self.name_text(&name.text);
    }

    fn name_text(&mut self, name: &str) {
        if is_plain(name) && keyword::may_be_name(name) {
            self.raw(name);
        } else {
            self.quoted(name);
        }
    }

    fn quoted(&mut self, name: &str) {
        self.raw("`");
        self.raw(&name.replace('`', "``"));
        self.raw("`");
    }

    /// A name with dots: each part is quoted by itself.
    fn dotted(&mut self, name: &Name) {
        for (position, part) in name.text.split('.').enumerate() {
            if position > 0 {
                self.raw(".");
            }
            self.name_text(part);
        }
    }
}

/// Whether a name needs no backticks by its letters.
fn is_plain(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(scan::is_word_start)
        && letters.all(scan::is_word_part)
        && name.chars().all(|letter| letter.is_ascii() || letter.is_alphabetic())
}
