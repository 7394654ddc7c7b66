//! How the rows of a file are read: which cell goes where, as its header and the plan say.

use super::cells::Rule;
use super::header::{Declared, Headed, Meaning};
use super::keys::{Scope, Spaces};
use super::scalar::Scalar;

/// What becomes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing.
    Skip,
    /// A row of this column.
    Column(usize),
    /// A row of this column, and of another one; it may not be empty.
    Key(usize, Option<usize>),
    /// The start of a relationship.
    Start(Scope),
    /// The end of a relationship.
    End(Scope),
    /// Labels, or the type.
    Tag,
}

/// The keys of nodes.
#[derive(Clone, Debug)]
pub(super) struct KeyColumn {
    /// The column that has them.
    pub(super) column: usize,
    /// The property that keeps them.
    pub(super) property: Option<String>,
    /// The id space that the header names.
    pub(super) space: Option<String>,
    /// Whether the header declares them to be integers.
    pub(super) numeric: bool,
}

/// How the rows of some files are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// The header as it stands.
    pub(super) header: Vec<String>,
    /// One a cell.
    pub(super) roles: Vec<Role>,
    /// The columns to fill.
    pub(super) rules: Vec<Rule>,
    /// The property of each column; none for a key that is not kept.
    pub(super) names: Vec<Option<String>>,
    /// The keys, in files of nodes. Lines are kept so that a key found twice can be told.
    pub(super) key: Option<KeyColumn>,
    /// Whether a row needs a tag that is not empty.
    pub(super) needs_tag: bool,
}

/// Gives the layout that a header asks for; id spaces may be made on the way.
pub(super) type LayoutOf<'a> = dyn Fn(&[String], &mut Spaces) -> Headed<Layout> + 'a;

impl Layout {
    /// A layout for columns with these meanings. `scope` says where the ends of relationships are looked up.
    ///
    /// # Errors
    /// What `scope` finds wrong.
    pub(super) fn new(
        header: &[String],
        meanings: Vec<Meaning>,
        array_delimiter: char,
        scope: &mut dyn FnMut(Option<String>, bool) -> Headed<Scope>,
    ) -> Headed<Self> {
        let mut layout = Self { header: header.to_vec(), ..Self::default() };
        for meaning in meanings {
            let role = match meaning {
                Meaning::Ignore => Role::Skip,
                Meaning::Labels | Meaning::Type => Role::Tag,
                Meaning::Start(space) => Role::Start(scope(space, true)?),
                Meaning::End(space) => Role::End(scope(space, false)?),
                Meaning::Property { name, declared } => {
                    Role::Column(layout.column(Some(name), rule(declared, array_delimiter)))
                }
                Meaning::Key { space, property, declared } => layout.key(space, property, declared, array_delimiter),
            };
            layout.roles.push(role);
        }
        Ok(layout)
    }

    fn column(&mut self, name: Option<String>, rule: Rule) -> usize {
        self.names.push(name);
        self.rules.push(rule);
        self.rules.len() - 1
    }

    fn key(
        &mut self,
        space: Option<String>,
        property: Option<String>,
        declared: Option<Declared>,
        array_delimiter: char,
    ) -> Role {
        let scalar = declared.filter(|declared| !declared.list).map(|declared| declared.scalar);
        let numeric = scalar == Some(Scalar::Integer);
        let kept = property.clone();
        let (role, column) = match (scalar, declared) {
            (Some(Scalar::Integer | Scalar::Text), _) | (None, None) => {
                let rule = scalar.map_or(Rule::SniffedKey, Rule::Declared);
                let column = self.column(property, rule);
                (Role::Key(column, None), column)
            }
            // Keys are integers or strings; a key that is kept as something else has a column beside it.
            _ => {
                let column = self.column(None, Rule::SniffedKey);
                let other = property.map(|name| self.column(Some(name), rule(declared, array_delimiter)));
                (Role::Key(column, other), column)
            }
        };
        self.key = Some(KeyColumn { column, property: kept, space, numeric });
        role
    }

    /// The same layout with some columns read as strings.
    pub(super) fn with_texts(mut self, columns: &[usize]) -> Self {
        for column in columns {
            if let Some(rule) = self.rules.get_mut(*column) {
                *rule = Rule::Declared(Scalar::Text);
            }
        }
        self
    }

    /// The column of a rule, for messages.
    pub(super) fn column_name(&self, column: usize) -> String {
        let fills = |role: &Role| match role {
            Role::Column(own) => *own == column,
            Role::Key(own, other) => *own == column || *other == Some(column),
            _ => false,
        };
        self.cell_name(self.roles.iter().position(fills).unwrap_or_default())
    }

    /// A cell by its place, for messages.
    pub(super) fn cell_name(&self, at: usize) -> String {
        match self.header.get(at) {
            Some(name) if !name.is_empty() => format!("column `{name}`"),
            _ => format!("column {}", at + 1),
        }
    }
}

fn rule(declared: Option<Declared>, array_delimiter: char) -> Rule {
    match declared {
        None => Rule::Sniffed,
        Some(Declared { scalar, list: false }) => Rule::Declared(scalar),
        Some(Declared { scalar, list: true }) => Rule::List(scalar, array_delimiter),
    }
}
