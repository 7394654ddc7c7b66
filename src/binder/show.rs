//! SHOW and PURGE as calls: `SHOW INDEXES YIELD … RETURN …` is `CALL db.indexes() YIELD … RETURN …`, `PURGE HISTORY
//! BEFORE 7` is `CALL db.purgeHistory(7)`.

use crate::syntax::ast;

/// The query that lists what is asked.
pub(super) fn as_query(show: &ast::ShowCommand) -> ast::Query {
    let name = match show.what {
        ast::ShowWhat::Indexes => "db.indexes",
        ast::ShowWhat::Constraints => "db.constraints",
        ast::ShowWhat::Functions => "dbms.functions",
        ast::ShowWhat::Procedures => "dbms.procedures",
        ast::ShowWhat::Labels => "db.labels",
        ast::ShowWhat::RelationshipTypes => "db.relationshipTypes",
        ast::ShowWhat::PropertyKeys => "db.propertyKeys",
    };
    let span = show.span;
    let call = ast::ProcedureCall {
        optional: false,
        name: ast::Name { text: name.into(), span },
        arguments: Some(Vec::new()),
        yields: show.yields.clone(),
    };
    let mut clauses = vec![ast::Clause { kind: ast::ClauseKind::Call(call), span }];
    if let Some(projection) = &show.projection {
        clauses.push(ast::Clause { kind: ast::ClauseKind::Return(projection.clone()), span: projection.span });
    }
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
