//! Text to syntax tree and back, and the splitting of batch files; the only place that knows the grammar.
//!
//! Contract: no catalog, no parameters, no clock; pest's rules never leave this module.

pub(crate) mod ast;
mod build;
mod error;
mod format;
mod grammar;
pub(crate) mod help;
mod keyword;
mod moment;
mod parse;
mod print;
mod scan;
mod script;
mod template;
mod tokens;

#[cfg(test)]
mod tests;

pub use format::format_script;
pub(crate) use moment::moment;
pub(crate) use parse::{parse, parse_expression};
pub(crate) use print::{print, print_expression};
pub use script::{ScriptItem, is_complete, split_script};
pub(crate) use template::{Cut, original, template};
pub use tokens::{Token, TokenKind, line_column, tokens};
