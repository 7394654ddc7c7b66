//! What the help says of one clause, operator or form of expression.

/// What an entry describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Clause,
    Operator,
    Expression,
}

/// One clause, operator or form of expression.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// The chapter it stands in.
    pub(crate) family: &'static str,
    /// What `:help` is asked for.
    pub(crate) name: &'static str,
    /// How it is written.
    pub(crate) syntax: &'static str,
    /// What it does, in one or two sentences.
    pub(crate) description: &'static str,
    /// A statement for the graph of the examples.
    pub(crate) example: &'static str,
}

/// One row of a table.
pub(super) const fn entry(
    (kind, family): (Kind, &'static str),
    name: &'static str,
    syntax: &'static str,
    description: &'static str,
    example: &'static str,
) -> Entry {
    Entry { kind, family, name, syntax, description, example }
}
