//! What each command of the command line does: prepare a run, feed it text, conclude it.

mod backup;
mod check;
mod compact;
mod demo;
mod dispatch;
mod dump;
mod format;
mod import;
mod info;
mod load;
mod prepare;
mod purge;
mod query;
mod run;
mod seed;
mod shell;

pub(crate) use dispatch::dispatch;
