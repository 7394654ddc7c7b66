//! `wasl import DB --nodes … --relationships …`: files of CSV into a store, all or nothing.

mod meter;
mod plan;
mod run;

pub(super) use run::run;
