//! A private, growing snapshot: a writer reads its own writes, and every change is remembered for the commit.

mod check;
mod edit;
mod revert;
mod schema;
mod verify;

pub(crate) use check::Breach;
#[cfg(test)]
pub(crate) use edit::Savepoint;
pub(crate) use edit::Workspace;
