//! Errors and warnings as users and programs read them, always on stderr.
//!
//! ```text
//! Diagnostic (library) ─┐
//! failed assertion ─────┼→ Finding ─→ text: message, source line, caret, hints
//! store, files ─────────┘          └→ json: one object a line
//! ```

mod finding;
mod json;
mod source;
mod text;

pub(crate) use finding::{Finding, Severity};
pub(crate) use json::{error_object, json};
pub(crate) use source::{Place, Source};
pub(crate) use text::text;
