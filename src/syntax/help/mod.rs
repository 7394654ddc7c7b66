//! Clauses, operators, patterns and special expressions as the help describes them: one entry each.
//!
//! Contract: the language page, `:help NAME` and these tables are one source; a test runs every example on [`GRAPH`] and
//! fails when `docs/language.md` shows anything else. What the language lacks is a list too, each with a statement that
//! must be refused as long as it stands there.

mod absent;
mod clause;
mod entry;
mod expression;
mod operator;

pub(crate) use absent::{ABSENT, Absent};
pub(crate) use entry::{Entry, Kind};

/// The graph that the examples run on, each on a fresh one.
pub(crate) const GRAPH: &str = "\
CREATE (ada:Person {name: 'Ada', born: 1815}), (charles:Person {name: 'Charles', born: 1791}),
  (mary:Person:Teacher {name: 'Mary', born: 1780}), (engine:Machine {name: 'Analytical Engine'}),
  (ada)-[:KNOWS {since: 1833}]->(charles), (mary)-[:KNOWS {since: 1820}]->(charles),
  (ada)-[:KNOWS {since: 1825}]->(mary), (charles)-[:DESIGNED {year: 1837}]->(engine),
  (ada)-[:DESCRIBED {year: 1843}]->(engine)";

/// Every entry, in the order of the page.
pub(crate) fn entries() -> impl Iterator<Item = &'static Entry> {
    [clause::ENTRIES, expression::ENTRIES, operator::ENTRIES].into_iter().flatten()
}
