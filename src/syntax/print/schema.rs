//! Constraints, indexes and SHOW as text.

use crate::syntax::ast::{Name, Requirement, SchemaCommand, SchemaElement, ShowCommand, ShowWhat};

use super::{Mark, Printer};

impl Printer {
    pub(super) fn schema(&mut self, command: &SchemaCommand) {
        match command {
            SchemaCommand::CreateConstraint { name, if_not_exists, element, keys, requirement } => {
                self.word("CREATE CONSTRAINT");
                self.head(name.as_ref(), *if_not_exists, element);
                self.raw(" REQUIRE ");
                self.keys(keys);
                self.raw(" IS ");
                self.raw(&match requirement {
                    Requirement::Unique => "UNIQUE".to_owned(),
                    Requirement::NotNull => "NOT NULL".to_owned(),
                    Requirement::Key => "KEY".to_owned(),
                    Requirement::Typed(type_name) => format!(":: {type_name}"),
                });
            }
            SchemaCommand::CreateIndex { name, if_not_exists, element, keys } => {
                self.word("CREATE INDEX");
                self.head(name.as_ref(), *if_not_exists, element);
                self.raw(" ON (");
                self.list(keys, Self::element_key);
                self.raw(")");
            }
            SchemaCommand::DropConstraint { name, if_exists } => self.drop("DROP CONSTRAINT ", name, *if_exists),
            SchemaCommand::DropIndex { name, if_exists } => self.drop("DROP INDEX ", name, *if_exists),
        }
    }

    /// ` name IF NOT EXISTS FOR (e:Label)`
    fn head(&mut self, name: Option<&Name>, if_not_exists: bool, element: &SchemaElement) {
        if let Some(name) = name {
            self.raw(" ");
            // The words that may stand in its place.
            if ["if", "for", "on"].iter().any(|word| word.eq_ignore_ascii_case(&name.text)) {
                self.quoted(&name.text);
            } else {
                self.name(name);
            }
        }
        self.raw(if if_not_exists { " IF NOT EXISTS FOR " } else { " FOR " });
        match element {
            SchemaElement::Node(label) => {
                self.raw("(e:");
                self.name(label);
                self.raw(")");
            }
            SchemaElement::Relationship(label) => {
                self.raw("()-[e:");
                self.name(label);
                self.raw("]-()");
            }
        }
    }

    fn keys(&mut self, keys: &[Name]) {
        let several = keys.len() > 1;
        self.raw(if several { "(" } else { "" });
        self.list(keys, Self::element_key);
        self.raw(if several { ")" } else { "" });
    }

    fn element_key(&mut self, key: &Name) {
        self.raw("e.");
        self.name(key);
    }

    fn drop(&mut self, keyword: &str, name: &Name, if_exists: bool) {
        self.word(keyword);
        self.name(name);
        self.raw(if if_exists { " IF EXISTS" } else { "" });
    }

    pub(super) fn show(&mut self, show: &ShowCommand) {
        self.word(match show.what {
            ShowWhat::Indexes => "SHOW INDEXES",
            ShowWhat::Constraints => "SHOW CONSTRAINTS",
            ShowWhat::Functions => "SHOW FUNCTIONS",
            ShowWhat::Procedures => "SHOW PROCEDURES",
            ShowWhat::Labels => "SHOW LABELS",
            ShowWhat::RelationshipTypes => "SHOW RELATIONSHIP TYPES",
            ShowWhat::PropertyKeys => "SHOW PROPERTY KEYS",
        });
        self.yields(&show.yields);
        if let Some(projection) = &show.projection {
            self.mark(Mark::Inner);
            self.word("RETURN ");
            self.projection(projection);
        }
    }
}
