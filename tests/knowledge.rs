//! Does the shipped knowledge hold, and does it answer? Seeds in any order, the rules of the ontology, the forty questions.
//!
//! Expected rows are typed in from the analysts' reading of the articles, never from what the engine answered.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it cannot go on")]

#[path = "knowledge/answers/mod.rs"]
mod answers;
#[path = "knowledge/counts.rs"]
mod counts;
#[path = "knowledge/order.rs"]
mod order;
#[path = "knowledge/rules.rs"]
mod rules;
#[path = "knowledge/shelf.rs"]
mod shelf;
