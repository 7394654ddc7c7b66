//! The tree of chosen texts: precedence, places, and what is told apart.

use crate::diagnostic::Span;
use crate::syntax::ast::{Body, ClauseKind, Expr, ExprKind, Statement};
use crate::syntax::{parse, parse_expression, print};

/// The expression with every operator in brackets, read from the tree and not from the printer.
fn grouped(text: &str) -> String {
    fn show(expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Nary(op, operands) => {
                let parts: Vec<_> = operands.iter().map(show).collect();
                format!("({})", parts.join(&format!(" {op:?} ")))
            }
            ExprKind::Binary(op, left, right) => format!("({} {op:?} {})", show(left), show(right)),
            ExprKind::Unary(op, operand) => format!("({op:?} {})", show(operand)),
            ExprKind::Comparison(operands, operators) => {
                let parts: Vec<_> = operands.iter().map(show).collect();
                format!("({} {operators:?})", parts.join(" ? "))
            }
            ExprKind::IsNull { operand, .. } => format!("({} IsNull)", show(operand)),
            ExprKind::Property(operand, key) => format!("{}.{}", show(operand), key.text),
            ExprKind::Variable(name) => name.to_string(),
            ExprKind::Integer(value) => value.to_string(),
            other => format!("{other:?}"),
        }
    }
    show(&parse_expression(text).unwrap())
}

#[test]
fn operators_bind_as_opencypher_says() {
    assert_eq!(grouped("a OR b XOR c AND NOT d = e"), "(a Or (b Xor (c And (Not (d ? e [Equal])))))");
    assert_eq!(grouped("a AND b AND c"), "(a And b And c)");
    assert_eq!(grouped("a XOR b XOR c"), "((a Xor b) Xor c)");
    assert_eq!(grouped("1 + 2 * 3 ^ 4 ^ 5"), "(1 Add (2 Multiply ((3 Power 4) Power 5)))");
    assert_eq!(grouped("1 - 2 - 3"), "((1 Subtract 2) Subtract 3)");
    assert_eq!(grouped("-a ^ b"), "((Minus a) Power b)");
    assert_eq!(grouped("a + b IN c + d"), "((a Add b) In (c Add d))");
    assert_eq!(grouped("a = b IS NULL"), "(a ? (b IsNull) [Equal])");
    assert_eq!(grouped("a + b IS NULL"), "((a Add b) IsNull)");
    assert_eq!(grouped("a < b <= c"), "(a ? b ? c [Less, LessOrEqual])");
    assert_eq!(grouped("(a < b) < c"), "((a ? b [Less]) ? c [Less])");
    assert_eq!(grouped("NOT a.b CONTAINS c"), "(Not (a.b Contains c))");
}

#[test]
fn a_minus_before_a_number_is_part_of_it() {
    assert_eq!(grouped("-9223372036854775808"), "-9223372036854775808");
    assert_eq!(grouped("- 5 + -6"), "(-5 Add -6)");
    assert_eq!(grouped("1-1"), "(1 Subtract 1)");
    assert_eq!(grouped("-(5)"), "(Minus 5)");
    assert_eq!(grouped("0xFF + 0o17 + 1_000"), "((255 Add 15) Add 1000)");
}

#[test]
fn escapes_of_strings_are_resolved() {
    for (text, value) in [
        (r"'a\'b\\c'", "a'b\\c"),
        (r#""\"\t\n""#, "\"\t\n"),
        (r"'\u00e9\U0001F600\uD83D\uDE00'", "é😀😀"),
        ("'a''b'", "a"),
    ] {
        let found = parse_expression(text);
        if value == "a" {
            assert!(found.is_err());
        } else {
            assert_eq!(found.unwrap().kind, ExprKind::String(value.into()), "{text}");
        }
    }
}

#[test]
fn columns_are_named_by_their_text() {
    let Statement { body: Body::Query(query), .. } = parse("RETURN n . name /* c */ , (1+2) , f( x )AS y").unwrap()
    else {
        panic!("a query")
    };
    let ClauseKind::Return(projection) = &query.first.clauses[0].kind else { panic!("a RETURN") };
    let texts: Vec<&str> = projection.items.iter().map(|item| &*item.text).collect();
    assert_eq!(texts, ["n . name", "(1+2)", "f( x )"]);
}

#[test]
fn spans_are_those_of_the_text() {
    let text = "  MATCH (n)  WHERE n.x = 1 RETURN n ; ";
    let statement = parse(text).unwrap();
    assert_eq!(statement.span, Span::new(2, 35));
    let Body::Query(query) = &statement.body else { panic!("a query") };
    assert_eq!(query.first.clauses[0].span, Span::new(2, 26));
    assert_eq!(query.first.clauses[1].span, Span::new(27, 35));
}

/// Parses and gives the canonical text.
fn canonical(text: &str) -> String {
    print(&parse(text).unwrap_or_else(|error| panic!("{text}: {error} {:?} {:?}", error.span(), error.hints())))
}

#[test]
fn brackets_are_told_apart() {
    for (text, wanted) in [
        ("RETURN (a)-(b) AS x", "RETURN a - b AS x"),
        ("RETURN (a)-[1][0] AS x", "RETURN a - [1][0] AS x"),
        ("RETURN (a) - -(b) AS x", "RETURN a - -b AS x"),
        ("RETURN [x IN xs WHERE x:A | x.y] AS x", "RETURN [x IN xs WHERE x:A | x.y] AS x"),
        ("MATCH (x) WHERE x:A|B RETURN 1 AS x", "MATCH (x) WHERE x:(A|B) RETURN 1 AS x"),
        ("RETURN [(a)-->(b) | b] AS x", "RETURN [(a)-->(b) | b] AS x"),
        ("RETURN [(a), (b)] AS x", "RETURN [a, b] AS x"),
        ("RETURN [(x IN y), z] AS x", "RETURN [(x IN y), z] AS x"),
        ("RETURN count {.a} AS x", "RETURN `count` {.a} AS x"),
        ("RETURN count { (a)-->() } AS x", "RETURN COUNT { (a)-->() } AS x"),
        (
            "MATCH (n) WHERE exists { p = (n)-->(m) WHERE m.x } RETURN 1",
            "MATCH (n) WHERE EXISTS { p = (n)-->(m) WHERE m.x } RETURN 1",
        ),
        ("MATCH (n) WHERE exists((n)-->()) RETURN 1", "MATCH (n) WHERE exists((n)-->()) RETURN 1"),
        ("RETURN any(x) AS x", "RETURN `any`(x) AS x"),
        ("RETURN n {.*, .a, b: 1, c} AS x", "RETURN n {.*, .a, b: 1, c} AS x"),
    ] {
        assert_eq!(canonical(text), wanted);
    }
}

#[test]
fn the_extensions_are_read() {
    for text in [
        "MATCH (a)-[:X]->{1,3}(b) RETURN a",
        "MATCH (a)-->+(b)-->*(c)--{2}(d) RETURN a",
        "MATCH (a)((x)-[:R]->(y) WHERE x.v < y.v){1,2}(b) RETURN a",
        "MATCH p = SHORTEST 2 (a)-->(b) RETURN p",
        "MATCH p = SHORTEST 2 GROUPS (a)-->(b) RETURN p",
        "MATCH p = ALL SHORTEST (a)-->+(b) RETURN p",
        "MATCH ANY 3 (a)-->(b) RETURN a",
        "MATCH p = shortestPath((a)-[*1..5]-(b)) RETURN p",
        "MATCH (n:A&!B|C&% {x: 1} WHERE n.y > 2) RETURN n",
        "MATCH (a)-[r:X|Y*2.. {k: $v} WHERE r.z]->(b) RETURN r",
        "CALL { MATCH (n) RETURN n } RETURN n",
        "CALL (x, y) { RETURN x AS z } IN TRANSACTIONS OF 100 ROWS ON ERROR CONTINUE REPORT STATUS AS s RETURN s",
        "OPTIONAL CALL (*) { RETURN 1 AS z } RETURN z",
        "RETURN reduce(a = 0, x IN xs | a + x) AS s",
        "FOREACH (x IN xs | CREATE (:A {v: x}) SET n.y = x)",
        "LOAD CSV WITH HEADERS FROM 'f' AS row FIELDTERMINATOR ';' RETURN row",
        "RETURN x IS NOT :: LIST<INTEGER NOT NULL> AS a, x IS NFKC NORMALIZED AS b, 'a' || 'b' AS c",
        "RETURN x AS x ORDER BY x DESC NULLS FIRST SKIP 1 LIMIT 2",
        "MATCH (n) FINISH",
        "EXPLAIN MATCH (n) RETURN n",
        "PROFILE RETURN 1 AS x",
        "CREATE CONSTRAINT c IF NOT EXISTS FOR (e:A) REQUIRE (e.x, e.y) IS KEY",
        "CREATE CONSTRAINT FOR ()-[e:T]-() REQUIRE e.x IS :: STRING",
        "CREATE INDEX i FOR (e:A) ON (e.x, e.y)",
        "DROP INDEX i IF EXISTS",
        "SHOW RELATIONSHIP TYPES YIELD a AS b WHERE b > 1 RETURN b",
        "CALL db.labels",
        "CALL algo.pagerank({type: 'F'}) YIELD node, score",
        "COLLECT = 1",
    ] {
        if text == "COLLECT = 1" {
            assert!(parse(text).is_err());
        } else {
            assert_eq!(canonical(text), text);
        }
    }
}

#[test]
fn other_spellings_mean_the_same() {
    for (text, wanted) in [
        ("match (n) where n.x is not null return n offset 2", "MATCH (n) WHERE n.x IS NOT NULL RETURN n SKIP 2"),
        ("MATCH (n IS A|B)-[:X|:Y]-() RETURN n", "MATCH (n:A|B)-[:X|Y]-() RETURN n"),
        ("MATCH (n:A:B) RETURN n", "MATCH (n:A&B) RETURN n"),
        ("MATCH (a)<-[:X]->(b)<-->(c) RETURN a", "MATCH (a)-[:X]-(b)--(c) RETURN a"),
        ("RETURN x IS TYPED list < integer! > AS a", "RETURN x IS :: LIST<INTEGER NOT NULL> AS a"),
        ("CREATE CONSTRAINT ON (p:P) ASSERT exists(p.x)", "CREATE CONSTRAINT FOR (e:P) REQUIRE e.x IS NOT NULL"),
        ("CREATE CONSTRAINT ON (p:P) ASSERT p.x IS UNIQUE", "CREATE CONSTRAINT FOR (e:P) REQUIRE e.x IS UNIQUE"),
        ("CREATE INDEX ON :P(x)", "CREATE INDEX FOR (e:P) ON (e.x)"),
        (
            "MATCH (order:Order) RETURN order.end, order.`a b` AS z",
            "MATCH (order:Order) RETURN order.end, order.`a b` AS z",
        ),
        ("RETURN {match: 1, `x y`: 2} AS z", "RETURN {`match`: 1, `x y`: 2} AS z"),
        ("RETURN 1 AS a UNION DISTINCT RETURN 2 AS a", "RETURN 1 AS a UNION RETURN 2 AS a"),
        ("SHOW ALL INDEXES", "SHOW INDEXES"),
        ("SHOW TRANSACTION YIELD *", "SHOW TRANSACTIONS YIELD *"),
        ("RETURN ALL n.x AS x, 2 AS y", "RETURN n.x AS x, 2 AS y"),
        ("MATCH (n) RETURN ALL *", "MATCH (n) RETURN *"),
        ("WITH ALL true AS t RETURN ALL not t AS t", "WITH true AS t RETURN NOT t AS t"),
        ("MATCH (all) WITH all MATCH (b) RETURN all", "MATCH (all) WITH all MATCH (b) RETURN all"),
        (
            "MATCH (all) WITH all ORDER BY all.x RETURN all, all.x AS x",
            "MATCH (all) WITH all ORDER BY all.x RETURN all, all.x AS x",
        ),
        ("WITH 2 AS all RETURN all * 2 AS a, all IN [2] AS b", "WITH 2 AS all RETURN all * 2 AS a, all IN [2] AS b"),
        ("WITH [1] AS l RETURN all(x IN l WHERE x > 0) AS a", "WITH [1] AS l RETURN all(x IN l WHERE x > 0) AS a"),
        ("MATCH (n) RETURN property_exists(n, name) AS a", "MATCH (n) RETURN n.name IS NOT NULL AS a"),
        (
            "RETURN case x when>3,is  not null then 1 when starts with 'a'||'b' then 2 when 7 then 3 end AS y",
            "RETURN CASE x WHEN > 3, IS NOT NULL THEN 1 WHEN STARTS WITH 'a' || 'b' THEN 2 WHEN 7 THEN 3 END AS y",
        ),
        ("SHOW FUNCTION", "SHOW FUNCTIONS"),
    ] {
        assert_eq!(canonical(text), wanted);
    }
}
