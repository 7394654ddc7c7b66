//! Constraints, indexes and SHOW as text.

use crate::syntax::ast::{
    DroppedConstraint, DroppedIndex, Expr, Name, Requirement, SchemaCommand, SchemaElement, ShowCommand, ShowWhat,
};

use super::{Mark, Printer};

impl Printer {
    pub(super) fn schema(&mut self, command: &SchemaCommand) {
        match command {
            SchemaCommand::CreateConstraint { name, if_not_exists, element, keys, requirement, options } => {
                self.word("CREATE CONSTRAINT");
                self.head(name.as_ref(), *if_not_exists, element);
                self.raw(" REQUIRE ");
                self.required(keys, requirement);
                self.options(options.as_ref());
            }
            SchemaCommand::CreateIndex { name, if_not_exists, element, keys, options } => {
                self.word("CREATE INDEX");
                self.head(name.as_ref(), *if_not_exists, element);
                self.raw(" ON (");
                self.list(keys, Self::element_key);
                self.raw(")");
                self.options(options.as_ref());
            }
            SchemaCommand::DropConstraint { which, if_exists } => {
                self.word("DROP CONSTRAINT ");
                match which {
                    DroppedConstraint::Named(name) => self.dropped(name),
                    DroppedConstraint::Like { element, keys, requirement } => {
                        self.raw("ON ");
                        self.element(element);
                        self.raw(" ASSERT ");
                        self.required(keys, requirement);
                    }
                }
                self.raw(if *if_exists { " IF EXISTS" } else { "" });
            }
            SchemaCommand::DropIndex { which, if_exists } => {
                self.word("DROP INDEX ");
                match which {
                    DroppedIndex::Named(name) => self.dropped(name),
                    DroppedIndex::Like { label, keys } => {
                        self.raw("ON :");
                        self.name(label);
                        self.raw("(");
                        self.list(keys, Self::name);
                        self.raw(")");
                    }
                }
                self.raw(if *if_exists { " IF EXISTS" } else { "" });
            }
        }
    }

    /// A name where ON may stand too.
    fn dropped(&mut self, name: &Name) {
        if name.text.eq_ignore_ascii_case("on") { self.quoted(&name.text) } else { self.name(name) }
    }

    fn options(&mut self, options: Option<&Expr>) {
        if let Some(options) = options {
            self.raw(" OPTIONS ");
            self.expr(options);
        }
    }

    /// `e.key IS UNIQUE`
    fn required(&mut self, keys: &[Name], requirement: &Requirement) {
        self.keys(keys);
        self.raw(" IS ");
        self.raw(&match requirement {
            Requirement::Unique => "UNIQUE".to_owned(),
            Requirement::NotNull => "NOT NULL".to_owned(),
            Requirement::Key => "KEY".to_owned(),
            Requirement::Typed(type_name) => format!(":: {type_name}"),
        });
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
        self.element(element);
    }

    fn element(&mut self, element: &SchemaElement) {
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

    pub(super) fn show(&mut self, show: &ShowCommand) {
        self.word(match show.what {
            ShowWhat::Indexes => "SHOW INDEXES",
            ShowWhat::Constraints => "SHOW CONSTRAINTS",
            ShowWhat::Functions => "SHOW FUNCTIONS",
            ShowWhat::Procedures => "SHOW PROCEDURES",
            ShowWhat::Labels => "SHOW LABELS",
            ShowWhat::RelationshipTypes => "SHOW RELATIONSHIP TYPES",
            ShowWhat::PropertyKeys => "SHOW PROPERTY KEYS",
            ShowWhat::Transactions => "SHOW TRANSACTIONS",
        });
        self.yields(&show.yields);
        if let Some((page, predicate)) = &show.refined {
            if !page.order.is_empty() || page.skip.is_some() || page.limit.is_some() {
                self.mark(Mark::Inner);
                self.page(page);
            }
            self.condition(predicate.as_ref());
        }
        if let Some(projection) = &show.projection {
            self.mark(Mark::Inner);
            self.word("RETURN ");
            self.projection(projection);
        }
    }
}
