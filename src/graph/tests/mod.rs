//! Tests of the graph as a whole: against a naive model, and case by case.

mod bulk;
mod columns;
mod model;
mod random;
mod rules;
mod verify;
