//! What each command of the command line does: prepare a run, feed it text, conclude it.

mod check;
mod demo;
mod dispatch;
mod export;
mod format;
mod import;
mod info;
mod manual;
mod prepare;
mod purge;
mod query;
mod run;
mod seed;
mod shell;

pub(crate) use dispatch::dispatch;
