//! The core of the language that the naive evaluator knows, as a tree and as text.
//!
//! MATCH and OPTIONAL MATCH of paths with WHERE, UNWIND of literals, WITH and RETURN with DISTINCT, aggregates, ORDER BY,
//! SKIP and LIMIT.

use std::fmt;

use crate::value::Cell;

pub(crate) struct Query {
    /// What stands before RETURN.
    pub(crate) clauses: Vec<Clause>,
    pub(crate) result: Projection,
}

pub(crate) enum Clause {
    Match { optional: bool, paths: Vec<Path>, filter: Option<Expr> },
    Unwind { list: Vec<Cell>, name: String },
    With { projection: Projection, filter: Option<Expr> },
}

#[derive(Clone)]
pub(crate) struct Path {
    pub(crate) start: NodePattern,
    pub(crate) steps: Vec<(RelPattern, NodePattern)>,
}

#[derive(Clone, Default)]
pub(crate) struct NodePattern {
    pub(crate) name: Option<String>,
    pub(crate) labels: Vec<&'static str>,
    pub(crate) properties: Vec<(&'static str, Expr)>,
}

#[derive(Clone)]
pub(crate) struct RelPattern {
    pub(crate) name: Option<String>,
    pub(crate) types: Vec<&'static str>,
    pub(crate) direction: Direction,
    pub(crate) properties: Vec<(&'static str, Expr)>,
    /// The least and the most steps of a variable length.
    pub(crate) length: Option<(usize, usize)>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Direction {
    Out,
    In,
    Both,
}

#[derive(Clone)]
pub(crate) enum Expr {
    Literal(Cell),
    Name(String),
    Property(String, &'static str),
    Compare(Box<Expr>, &'static str, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Xor(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    IsNull(Box<Expr>, bool),
    In(Box<Expr>, Vec<Cell>),
    HasLabel(String, &'static str),
    StartsWith(Box<Expr>, String),
    Add(Box<Expr>, Box<Expr>),
    Coalesce(Box<Expr>, Cell),
    Exists(Path),
    CountStar,
    Aggregate { function: &'static str, distinct: bool, argument: Box<Expr> },
}

pub(crate) struct Projection {
    pub(crate) distinct: bool,
    /// Each with its name.
    pub(crate) items: Vec<(Expr, String)>,
    /// Columns and whether downwards.
    pub(crate) order: Vec<(usize, bool)>,
    pub(crate) skip: Option<usize>,
    pub(crate) limit: Option<usize>,
}

impl Query {
    /// The columns that the rows are sorted by.
    pub(crate) fn ordered_by(&self) -> Vec<(usize, bool)> {
        self.result.order.clone()
    }
}

impl Expr {
    pub(crate) fn is_aggregate(&self) -> bool {
        matches!(self, Self::CountStar | Self::Aggregate { .. })
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for clause in &self.clauses {
            write!(f, "{clause} ")?;
        }
        write!(f, "RETURN {}", self.result)
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let filter = match self {
            Self::Match { optional, paths, filter } => {
                let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
                write!(f, "{}MATCH {}", if *optional { "OPTIONAL " } else { "" }, paths.join(", "))?;
                filter
            }
            Self::Unwind { list, name } => {
                write!(
                    f,
                    "UNWIND [{}] AS {name}",
                    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
                )?;
                &None
            }
            Self::With { projection, filter } => {
                write!(f, "WITH {projection}")?;
                filter
            }
        };
        match filter {
            Some(filter) => write!(f, " WHERE {filter}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Projection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items: Vec<String> = self.items.iter().map(|(expr, name)| format!("{expr} AS {name}")).collect();
        write!(f, "{}{}", if self.distinct { "DISTINCT " } else { "" }, items.join(", "))?;
        let keys = self
            .order
            .iter()
            .map(|(column, downwards)| format!("{}{}", self.items[*column].1, if *downwards { " DESC" } else { "" }));
        let keys: Vec<String> = keys.collect();
        if !keys.is_empty() {
            write!(f, " ORDER BY {}", keys.join(", "))?;
        }
        if let Some(skip) = self.skip {
            write!(f, " SKIP {skip}")?;
        }
        self.limit.map_or(Ok(()), |limit| write!(f, " LIMIT {limit}"))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.start)?;
        self.steps.iter().try_for_each(|(rel, node)| write!(f, "{rel}{node}"))
    }
}

fn properties(entries: &[(&'static str, Expr)]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let parts: Vec<String> = entries.iter().map(|(key, expr)| format!("{key}: {expr}")).collect();
    format!(" {{{}}}", parts.join(", "))
}

impl fmt::Display for NodePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels: String = self.labels.iter().map(|label| format!(":{label}")).collect();
        write!(f, "({}{labels}{})", self.name.as_deref().unwrap_or_default(), properties(&self.properties))
    }
}

impl fmt::Display for RelPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types = if self.types.is_empty() { String::new() } else { format!(":{}", self.types.join("|")) };
        let length = self.length.map_or(String::new(), |(least, most)| format!("*{least}..{most}"));
        let name = self.name.as_deref().unwrap_or_default();
        let (left, right) = match self.direction {
            Direction::Out => ("-", "->"),
            Direction::In => ("<-", "-"),
            Direction::Both => ("-", "-"),
        };
        write!(f, "{left}[{name}{types}{length}{}]{right}", properties(&self.properties))
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(cell) => write!(f, "{cell}"),
            Self::Name(name) => f.write_str(name),
            Self::Property(name, key) => write!(f, "{name}.{key}"),
            Self::Compare(a, operator, b) => write!(f, "({a} {operator} {b})"),
            Self::And(a, b) => write!(f, "({a} AND {b})"),
            Self::Or(a, b) => write!(f, "({a} OR {b})"),
            Self::Xor(a, b) => write!(f, "({a} XOR {b})"),
            Self::Not(a) => write!(f, "(NOT {a})"),
            Self::IsNull(a, negated) => write!(f, "({a} IS {}NULL)", if *negated { "NOT " } else { "" }),
            Self::In(a, list) => {
                let list: Vec<String> = list.iter().map(ToString::to_string).collect();
                write!(f, "({a} IN [{}])", list.join(", "))
            }
            Self::HasLabel(name, label) => write!(f, "({name}:{label})"),
            Self::StartsWith(a, prefix) => write!(f, "({a} STARTS WITH '{prefix}')"),
            Self::Add(a, b) => write!(f, "({a} + {b})"),
            Self::Coalesce(a, other) => write!(f, "coalesce({a}, {other})"),
            Self::Exists(path) => write!(f, "EXISTS {{ {path} }}"),
            Self::CountStar => f.write_str("count(*)"),
            Self::Aggregate { function, distinct, argument } => {
                write!(f, "{function}({}{argument})", if *distinct { "DISTINCT " } else { "" })
            }
        }
    }
}
