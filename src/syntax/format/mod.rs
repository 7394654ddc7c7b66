//! A batch file laid out anew: one clause a line, keywords in capitals, comments and the spelling of literals kept.
//!
//! Contract: the same statements (the same trees) and commands in the same order, every comment, and nothing changes
//! when a laid out text is laid out again. Where a statement cannot be laid out safely it stays as it was written.
//!
//! ```text
//! source tokens ──align──▶ each token with its twin in the printed statement
//!      │                        │ marks: where lines may break · blanks · case of keywords
//!      └── comments ────────▶ pieces ──layout──▶ lines ── same tree? ──▶ text
//! ```
//! The printer drops what the tree does not hold (a bracket too many, `0x` of a number, ASC); so the words come from
//! the source, and the printer only says how they stand.

mod align;
mod layout;
mod script;
mod statement;

#[cfg(test)]
mod tests;

pub use script::format_script;
