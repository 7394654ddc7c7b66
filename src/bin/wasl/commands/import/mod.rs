//! `wasl import DB …`: files of CSV, JSON lines or GraphML into a store, all or nothing.

mod elements;
mod meter;
mod plan;
mod run;

pub(super) use run::run;
