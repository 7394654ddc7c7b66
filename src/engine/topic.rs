//! One thing of the language as the help tells it.

/// What a topic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicKind {
    /// A clause or a command of the schema.
    Clause,
    /// A pattern, or an expression with a grammar of its own.
    Expression,
    /// An operator.
    Operator,
    /// A function.
    Function,
    /// A procedure, to be called with CALL.
    Procedure,
}

/// One thing of the language.
#[derive(Clone, Debug)]
pub struct Topic {
    /// What it is.
    pub kind: TopicKind,
    /// The chapter it belongs to.
    pub family: &'static str,
    /// Its name, such as `ORDER BY` or `toUpper`.
    pub name: &'static str,
    /// How it is written.
    pub syntax: String,
    /// What it does.
    pub description: &'static str,
    /// More, a line each: the keys of an algorithm's configuration.
    pub details: Vec<String>,
    /// A statement that uses it, for a graph such as the help's example graph.
    pub example: String,
    /// The value that the example gives, as an expression of the language, where the table says it.
    pub result: Option<&'static str>,
}
