//! Clauses and queries as text.

use crate::syntax::ast::{
    Clause, ClauseKind, Concurrency, Expr, Imports, InTransactions, Name, OnError, ProcedureCall, Projection,
    ProjectionItem, Query, RemoveItem, SetItem, SingleQuery, SortItem, SubqueryCall, Yield, YieldItem,
};

use super::{Mark, Printer};

impl Printer {
    pub(super) fn query(&mut self, query: &Query) {
        self.single_query(&query.first);
        for union in &query.unions {
            self.mark(Mark::Inner);
            self.word(if union.all { "UNION ALL" } else { "UNION" });
            self.mark(Mark::Inner);
            self.single_query(&union.query);
        }
    }

    fn single_query(&mut self, query: &SingleQuery) {
        self.clauses(&query.clauses);
    }

    fn clauses(&mut self, clauses: &[Clause]) {
        for (position, clause) in clauses.iter().enumerate() {
            if position > 0 {
                self.mark(Mark::Inner);
            }
            self.gap();
            self.clause(&clause.kind);
        }
    }

    fn clause(&mut self, clause: &ClauseKind) {
        match clause {
            ClauseKind::Match { optional, pattern, predicate } => {
                self.raw(if *optional { "OPTIONAL MATCH " } else { "MATCH " });
                self.pattern(pattern);
                self.where_line(predicate.as_ref());
            }
            ClauseKind::Unwind { list, variable } => {
                self.raw("UNWIND ");
                self.expr(list);
                self.raw(" AS ");
                self.name(variable);
            }
            ClauseKind::Let(items) => self.let_clause(items),
            ClauseKind::Filter(predicate) => {
                self.raw("FILTER ");
                self.expr(predicate);
            }
            ClauseKind::Page(page) => self.page(page),
            ClauseKind::With { projection, predicate } => {
                self.raw("WITH ");
                self.projection(projection);
                self.where_line(predicate.as_ref());
            }
            ClauseKind::Return(projection) => {
                self.raw("RETURN ");
                self.projection(projection);
            }
            ClauseKind::Finish => self.raw("FINISH"),
            ClauseKind::Create(pattern) => {
                self.raw("CREATE ");
                self.pattern(pattern);
            }
            ClauseKind::Merge { path, on_create, on_match } => {
                self.raw("MERGE ");
                self.path(path);
                self.group(|printer| {
                    printer.merge_action(" ON CREATE SET ", on_create);
                    printer.merge_action(" ON MATCH SET ", on_match);
                });
            }
            ClauseKind::Set(items) => self.set_items("SET ", items),
            ClauseKind::Remove(items) => {
                self.raw("REMOVE ");
                self.list(items, Self::remove_item);
            }
            ClauseKind::Delete { detach, targets } => {
                self.raw(if *detach { "DETACH DELETE " } else { "DELETE " });
                self.list(targets, Self::expr);
            }
            ClauseKind::Foreach { variable, list, clauses } => self.foreach(variable, list, clauses),
            ClauseKind::Call(call) => self.call(call),
            ClauseKind::Subquery(call) => self.subquery_call(call),
            ClauseKind::LoadCsv { headers, url, variable, separator } => {
                self.load_csv(*headers, url, variable, separator.as_deref());
            }
        }
    }

    fn let_clause(&mut self, items: &[(Name, Expr)]) {
        self.raw("LET ");
        self.list(items, |printer, (name, value)| {
            printer.name(name);
            printer.raw(" = ");
            printer.expr(value);
        });
    }

    fn foreach(&mut self, variable: &Name, list: &Expr, clauses: &[Clause]) {
        self.raw("FOREACH (");
        self.group(|printer| {
            printer.name(variable);
            printer.raw(" IN ");
            printer.expr(list);
            printer.raw(" |");
            printer.mark(Mark::Inner);
            printer.clauses(clauses);
            printer.mark(Mark::Outer);
        });
        self.raw(")");
    }

    fn load_csv(&mut self, headers: bool, url: &Expr, variable: &Name, separator: Option<&str>) {
        self.raw(if headers { "LOAD CSV WITH HEADERS FROM " } else { "LOAD CSV FROM " });
        self.expr(url);
        self.raw(" AS ");
        self.name(variable);
        if let Some(separator) = separator {
            self.raw(" FIELDTERMINATOR ");
            self.string(separator);
        }
    }

    /// `WHERE predicate` on a line of its own, where there is one.
    pub(super) fn where_line(&mut self, predicate: Option<&Expr>) {
        if predicate.is_some() {
            self.mark(Mark::Inner);
            self.condition(predicate);
        }
    }

    /// What MERGE does beside, on a line of its own, indented.
    fn merge_action(&mut self, keyword: &str, items: &[SetItem]) {
        if !items.is_empty() {
            self.mark(Mark::Force);
            self.mark(Mark::Inner);
            self.set_items(keyword, items);
        }
    }

    fn set_items(&mut self, keyword: &str, items: &[SetItem]) {
        if !items.is_empty() {
            self.raw(keyword);
            self.list(items, Self::set_item);
        }
    }

    fn set_item(&mut self, item: &SetItem) {
        match item {
            SetItem::Property { target, key, value } => {
                self.atom(target);
                self.raw(".");
                self.name(key);
                self.raw(" = ");
                self.expr(value);
            }
            SetItem::DynamicProperty { target, key, value } => {
                self.atom(target);
                self.raw("[");
                self.expr(key);
                self.raw("] = ");
                self.expr(value);
            }
            SetItem::Replace { variable, value } => {
                self.name(variable);
                self.raw(" = ");
                self.expr(value);
            }
            SetItem::Merge { variable, value } => {
                self.name(variable);
                self.raw(" += ");
                self.expr(value);
            }
            SetItem::Labels { variable, labels } => {
                self.name(variable);
                for label in labels {
                    self.raw(":");
                    self.labels(label);
                }
            }
        }
    }

    fn remove_item(&mut self, item: &RemoveItem) {
        match item {
            RemoveItem::Property { target, key } => {
                self.atom(target);
                self.raw(".");
                self.name(key);
            }
            RemoveItem::DynamicProperty { target, key } => {
                self.atom(target);
                self.raw("[");
                self.expr(key);
                self.raw("]");
            }
            RemoveItem::Labels { variable, labels } => {
                self.name(variable);
                for label in labels {
                    self.raw(":");
                    self.labels(label);
                }
            }
        }
    }

    pub(super) fn projection(&mut self, projection: &Projection) {
        if projection.distinct {
            self.raw("DISTINCT ");
        }
        if projection.star {
            self.raw(if projection.items.is_empty() { "*" } else { "*, " });
        }
        self.list(&projection.items, Self::item);
        if !projection.order.is_empty() || projection.skip.is_some() || projection.limit.is_some() {
            self.mark(Mark::Inner);
            self.page(projection);
        }
    }

    /// ORDER BY, SKIP and LIMIT.
    pub(super) fn page(&mut self, page: &Projection) {
        let mut first = true;
        if !page.order.is_empty() {
            self.page_part("ORDER BY ", &mut first);
            self.list(&page.order, Self::sort_item);
        }
        if let Some(skip) = &page.skip {
            self.page_part("SKIP ", &mut first);
            self.expr(skip);
        }
        if let Some(limit) = &page.limit {
            self.page_part("LIMIT ", &mut first);
            self.expr(limit);
        }
    }

    fn page_part(&mut self, word: &str, first: &mut bool) {
        if !std::mem::replace(first, false) {
            self.mark(Mark::Inner);
        }
        self.word(word);
    }

    fn item(&mut self, item: &ProjectionItem) {
        if let Some(alias) = &item.alias {
            self.expr(&item.expr);
            self.raw(" AS ");
            self.name(alias);
        } else {
            self.mark(Mark::VerbatimStart);
            self.raw(&item.text);
            self.mark(Mark::VerbatimEnd);
        }
    }

    fn sort_item(&mut self, item: &SortItem) {
        self.expr(&item.expr);
        self.raw(if item.descending { " DESC" } else { "" });
        self.raw(match item.nulls_first {
            None => "",
            Some(true) => " NULLS FIRST",
            Some(false) => " NULLS LAST",
        });
    }

    fn call(&mut self, call: &ProcedureCall) {
        self.raw(if call.optional { "OPTIONAL CALL " } else { "CALL " });
        self.dotted(&call.name);
        if let Some(arguments) = &call.arguments {
            self.bracketed_list("(", arguments, ")", Self::expr);
        }
        self.yields(&call.yields);
    }

    pub(super) fn yields(&mut self, yields: &Yield) {
        match yields {
            Yield::Absent => {}
            Yield::All => self.word("YIELD *"),
            Yield::Items(items, predicate) => {
                self.word(if items.is_empty() { "YIELD -" } else { "YIELD " });
                self.list(items, Self::yield_item);
                self.condition(predicate.as_deref());
            }
        }
    }

    fn yield_item(&mut self, item: &YieldItem) {
        self.name(&item.column);
        if let Some(alias) = &item.alias {
            self.raw(" AS ");
            self.name(alias);
        }
    }

    fn subquery_call(&mut self, call: &SubqueryCall) {
        self.raw(if call.optional { "OPTIONAL CALL " } else { "CALL " });
        match &call.imports {
            Imports::FirstWith => {}
            Imports::All => self.raw("(*) "),
            Imports::Names(names) => {
                self.raw("(");
                self.list(names, Self::name);
                self.raw(") ");
            }
        }
        self.raw("{");
        self.group(|printer| {
            printer.mark(Mark::Force);
            printer.mark(Mark::Inner);
            printer.raw(" ");
            printer.query(&call.query);
            printer.mark(Mark::Outer);
        });
        self.raw(" }");
        if let Some(transactions) = &call.transactions {
            self.in_transactions(transactions);
        }
    }

    fn in_transactions(&mut self, transactions: &InTransactions) {
        self.raw(" IN ");
        match &transactions.concurrent {
            Concurrency::One => {}
            Concurrency::Any => self.raw("CONCURRENT "),
            Concurrency::Number(number) => {
                self.expr(number);
                self.raw(" CONCURRENT ");
            }
        }
        self.raw("TRANSACTIONS");
        if let Some(rows) = &transactions.rows {
            self.raw(" OF ");
            self.expr(rows);
            self.raw(" ROWS");
        }
        self.raw(match transactions.on_error {
            OnError::Fail => "",
            OnError::Continue => " ON ERROR CONTINUE",
            OnError::Break => " ON ERROR BREAK",
        });
        if let Some(report) = &transactions.report {
            self.raw(" REPORT STATUS AS ");
            self.name(report);
        }
    }
}
