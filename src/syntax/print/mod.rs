//! Syntax tree to text: the canonical form of a statement, on one line.
//!
//! Contract: `parse(print(tree))` is the same tree, places apart, for every tree that the parser can give. Brackets
//! stand only where precedence or an ambiguity asks for them. A projected expression without an alias is written as in
//! the source, because its text is the name of its column.
//!
//! Beside the text the printer notes where a line may break; the formatter of scripts lays lines out by these marks.

mod clause;
mod expression;
mod pattern;
mod schema;

use super::ast::{Body, Mode, Name, Statement};
use super::{keyword, scan};

/// What may happen to the lines at a place of the printed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A group begins: it stands on one line, or all its breaks are taken.
    Open,
    /// The innermost group ends.
    Close,
    /// A break behind which the line is indented by the group.
    Inner,
    /// A break behind which the line is where the group's first line was: before a closing bracket.
    Outer,
    /// The innermost group, and those around it, must be broken.
    Force,
    /// From here on the text is that of the source, which must not change.
    VerbatimStart,
    /// Up to here.
    VerbatimEnd,
}

/// A statement on one line, and the marks with their places in it, ascending.
pub(super) struct Printed {
    pub(super) text: String,
    pub(super) marks: Vec<(usize, Mark)>,
}

/// The text of a statement, without a semicolon.
#[cfg(test)]
pub(crate) fn print(statement: &Statement) -> String {
    print_marked(statement).text
}

/// The text of a statement, without a semicolon, and where its lines may break.
pub(super) fn print_marked(statement: &Statement) -> Printed {
    let mut printer = Printer::default();
    printer.word(match statement.mode {
        Mode::Run => "",
        Mode::Explain => "EXPLAIN",
        Mode::Profile => "PROFILE",
    });
    if let Some(moment) = &statement.as_of {
        printer.word("FOR SYSTEM_TIME AS OF ");
        printer.expr(moment);
        printer.mark(Mark::Inner);
    }
    match &statement.body {
        Body::Query(query) => printer.query(query),
        Body::Schema(command) => printer.schema(command),
        Body::Show(show) => printer.show(show),
        Body::Purge(purge) => {
            printer.word("PURGE HISTORY BEFORE ");
            printer.expr(&purge.before);
        }
    }
    Printed { text: printer.out, marks: printer.marks }
}

/// The text of an expression.
#[cfg(test)]
pub(crate) fn print_expression(expr: &super::ast::Expr) -> String {
    let mut printer = Printer::default();
    printer.expr(expr);
    printer.out
}

/// The text written so far, and the marks in it.
#[derive(Default)]
struct Printer {
    out: String,
    marks: Vec<(usize, Mark)>,
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

    fn mark(&mut self, mark: Mark) {
        self.marks.push((self.out.len(), mark));
    }

    /// What `write` writes, as a group.
    fn group(&mut self, write: impl FnOnce(&mut Self)) {
        self.mark(Mark::Open);
        write(self);
        self.mark(Mark::Close);
    }

    /// Items with commas between them; several are a group that may stand one a line.
    fn list<T>(&mut self, items: &[T], write: impl FnMut(&mut Self, &T)) {
        if items.len() > 1 {
            self.group(|printer| printer.items(items, write));
        } else {
            self.items(items, write);
        }
    }

    fn items<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                self.raw(", ");
            }
            if items.len() > 1 {
                self.mark(Mark::Inner);
            }
            write(self, item);
        }
    }

    /// Items with commas between them and brackets around.
    fn bracketed_list<T>(&mut self, open: &str, items: &[T], close: &str, write: impl FnMut(&mut Self, &T)) {
        self.raw(open);
        self.group(|printer| {
            printer.items(items, write);
            if items.len() > 1 {
                printer.mark(Mark::Outer);
            }
        });
        self.raw(close);
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
