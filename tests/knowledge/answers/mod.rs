//! The forty questions of `data/questions/`, one test each, with rows typed in from the analysts' answers.

mod as_of;
mod lookups;
mod names;
mod paths;
mod provenance;
mod relations;
mod totals;
