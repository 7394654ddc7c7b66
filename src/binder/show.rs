//! SHOW and PURGE as calls: `SHOW INDEXES YIELD … WHERE … RETURN …` is
//! `CALL db.indexes() YIELD … WITH * WHERE … RETURN …`, `PURGE HISTORY BEFORE 7` is `CALL db.purgeHistory(7)`.

use super::catalog::Catalog;
use crate::syntax::ast;

/// The query that lists what is asked.
pub(super) fn as_query(show: &ast::ShowCommand, catalog: &Catalog<'_>) -> ast::Query {
    let name = match show.what {
        ast::ShowWhat::Indexes => "db.indexes",
        ast::ShowWhat::Constraints => "db.constraints",
        ast::ShowWhat::Functions => "dbms.functions",
        ast::ShowWhat::Procedures => "dbms.procedures",
        ast::ShowWhat::Labels => "db.labels",
        ast::ShowWhat::RelationshipTypes => "db.relationshipTypes",
        ast::ShowWhat::PropertyKeys => "db.propertyKeys",
        ast::ShowWhat::Transactions => "db.transactions",
    };
    let span = show.span;
    let named = |text: &std::sync::Arc<str>| ast::Name { text: text.clone(), span };
    let alone = show.refined.is_none() && show.projection.is_none();
    // A call inside a query names its columns.
    let yields = match &show.yields {
        written @ ast::Yield::Items(..) => written.clone(),
        written if alone => written.clone(),
        _ => {
            let columns = catalog.procedures.signature(name).map(|signature| signature.outputs).unwrap_or_default();
            let item = |(column, _): &(std::sync::Arc<str>, _)| ast::YieldItem { column: named(column), alias: None };
            ast::Yield::Items(columns.iter().map(item).collect(), None)
        }
    };
    let shown = match (&yields, &show.projection) {
        (_, Some(projection)) => Some(projection.clone()),
        (ast::Yield::Items(items, _), None) if !alone => Some(all_of(items, span)),
        _ => None,
    };
    let call = ast::ProcedureCall {
        optional: false,
        name: ast::Name { text: name.into(), span },
        arguments: Some(Vec::new()),
        yields,
    };
    let mut clauses = vec![ast::ClauseKind::Call(call)];
    if let Some((projection, predicate)) = &show.refined {
        clauses.push(ast::ClauseKind::With { projection: projection.clone(), predicate: predicate.clone() });
    }
    clauses.extend(shown.map(ast::ClauseKind::Return));
    let clauses = clauses.into_iter().map(|kind| ast::Clause { kind, span }).collect();
    ast::Query { first: ast::SingleQuery { clauses, span }, unions: Vec::new(), span }
}

/// The query that forgets what is asked.
pub(super) fn purge_as_query(purge: &ast::PurgeCommand) -> ast::Query {
    let span = purge.span;
    let call = ast::ProcedureCall {
        optional: false,
        name: ast::Name { text: "db.purgeHistory".into(), span },
        arguments: Some(vec![purge.before.clone()]),
        yields: ast::Yield::Absent,
    };
    let clauses = vec![ast::Clause { kind: ast::ClauseKind::Call(call), span }];
    ast::Query { first: ast::SingleQuery { clauses, span }, unions: Vec::new(), span }
}

/// The columns of YIELD in their order.
fn all_of(items: &[ast::YieldItem], span: crate::diagnostic::Span) -> ast::Projection {
    let item = |item: &ast::YieldItem| {
        let name = item.alias.as_ref().unwrap_or(&item.column);
        let expr = ast::Expr { kind: ast::ExprKind::Variable(name.text.clone()), span: name.span };
        ast::ProjectionItem { expr, alias: None, text: name.text.clone() }
    };
    ast::Projection {
        distinct: false,
        star: false,
        items: items.iter().map(item).collect(),
        order: Vec::new(),
        skip: None,
        limit: None,
        span,
    }
}
