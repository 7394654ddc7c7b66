//! The interactive shell: a line editor in front of the same run that batch files get.
//!
//! ```text
//! editor ─entry (whole statements)→ Runner::run ─→ results, errors ─→ prompt again
//!   └ assistant: completion, highlighting, "is it complete?"
//! ```
//! Ctrl-C throws the entry away, or cancels the statement that runs; twice at an empty prompt, or Ctrl-D, leaves.

mod assistant;
mod complete;
mod highlight;
mod interactive;
mod keywords;
mod theme;

pub(crate) use interactive::{Welcome, interact};
