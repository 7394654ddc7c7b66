//! Every node and every relationship of a graph, one after the other, and what may go wrong on the way.

use std::io;

use wasl::{Error, NodeData, Parameters, Records, RelationshipData, Session, Value};

/// What keeps a graph from being written.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The graph cannot be read.
    Statement(Error),
    /// The file cannot be written.
    File(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Statement(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

/// Calls `take` with every node, in the order of their numbers.
pub(super) fn each_node(
    session: &mut Session,
    mut take: impl FnMut(NodeData) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut records = session.run("MATCH (n) RETURN n", &Parameters::new())?;
    while let Some(row) = next(&mut records)? {
        if let Value::Node(id) = row
            && let Some(node) = records.node(id)
        {
            take(node)?;
        }
    }
    Ok(())
}

/// Calls `take` with every relationship, in the order of their starts.
pub(super) fn each_relationship(
    session: &mut Session,
    mut take: impl FnMut(RelationshipData) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut records = session.run("MATCH ()-[r]->() RETURN r", &Parameters::new())?;
    while let Some(row) = next(&mut records)? {
        if let Value::Relationship(id) = row
            && let Some(rel) = records.relationship(id)
        {
            take(rel)?;
        }
    }
    Ok(())
}

fn next(records: &mut Records) -> Result<Option<Value>, Failure> {
    Ok(records.next_row()?.and_then(|row| row.into_iter().next()))
}
