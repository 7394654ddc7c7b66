//! Databases, sessions and records: the one place where the stages and the store come together.
//!
//! ```text
//! Session::run ─ prepare (parse, bind, plan, optimise; cached) ─ Execution ─ Records
//!                                     write: workspace ─ check ─ commit (log, sync) ─ publish
//! ```

mod activity;
mod batches;
mod blame;
mod care;
mod commit;
mod database;
mod dismiss;
mod element_history;
mod error;
mod help;
mod history;
mod import;
mod limits;
mod past;
mod prepare;
mod procedure;
mod records;
mod remembered;
mod retention;
mod room;
mod schema;
mod session;
mod shared;
mod store_procedure;
mod topic;
mod transaction;
mod why;
mod writer;

pub use care::{CheckReport, Copied, Info, Repaired, check, compact, repair};
pub use database::{Database, OpenOptions, Schema};
pub use error::Error;
pub use help::{AbsentFeature, EXAMPLE_GRAPH, absent_features, topics};
pub use history::{Commit, Forgotten};
pub use limits::{Interrupt, Limits};
pub use procedure::{Procedure, ProcedureBody, ProcedureRows};
pub use records::{NodeData, Records, RelationshipData, Summary, Times};
pub use session::{Parameters, Session};
pub use topic::{Topic, TopicKind};
pub use transaction::Transaction;
pub use why::{Step, Why};
