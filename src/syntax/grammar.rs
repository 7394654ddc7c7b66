//! The parser that pest makes of the files in `grammar/`, and nothing else.
//!
//! Contract: `Rule` is named only by the builders of the tree and by the translation of errors; it never leaves
//! `syntax`.

#![allow(missing_docs, unreachable_pub, reason = "the enum of rules is written by pest")]

use pest_derive::Parser;

/// Runs the grammar; the entry rules are `whole_statement` and `whole_expression`.
#[derive(Parser)]
#[grammar = "grammar/lexical.pest"]
#[grammar = "grammar/expression.pest"]
#[grammar = "grammar/pattern.pest"]
#[grammar = "grammar/clause.pest"]
#[grammar = "grammar/schema.pest"]
#[grammar = "grammar/statement.pest"]
pub(super) struct Grammar;

/// One node of the parse tree.
pub(super) type Node<'t> = pest::iterators::Pair<'t, Rule>;
/// The children of a node of the parse tree.
pub(super) type Nodes<'t> = pest::iterators::Pairs<'t, Rule>;
