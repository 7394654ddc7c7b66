//! Text that is made to hurt: deep, long, or built to make a backtracking parser try everything twice.
//!
//! Times are not measured: a text that takes exponential time does not end at all.

use crate::syntax::{is_complete, parse, print, split_script, tokens};

fn detail_of(text: &str) -> &'static str {
    parse(text).unwrap_err().detail().name()
}

#[test]
fn a_megabyte_of_open_brackets_is_refused() {
    for bracket in ["(", "[", "{", "[x IN ", "(n {a: ", "CASE WHEN ", "EXISTS { ", "all(x IN ", "f(", "(a)-[:X {k: "] {
        let text = format!("RETURN {}", bracket.repeat((1 << 20) / bracket.len()));
        assert_eq!(detail_of(&text), "NestingTooDeep", "{bracket}");
    }
}

#[test]
fn nesting_up_to_the_limit_is_read_and_printed() {
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{a: ", "1", "}"),
        ("f(", "1", ")"),
        ("CASE WHEN true THEN ", "1", " END"),
        ("[x IN ", "list", "]"),
        ("[(a)-->(b {k: ", "1", "}) | 1]"),
        ("any(x IN ", "list", " WHERE x)"),
        ("EXISTS { MATCH (n) WHERE ", "true", " }"),
        ("reduce(a = ", "1", ", x IN l | a)"),
        ("1 + (2 * -(", "1", "))"),
        ("NOT (a.b IS NULL OR ", "true", ")"),
    ] {
        let levels = 60;
        let text = format!("RETURN {}{middle}{} AS x", open.repeat(levels), close.repeat(levels));
        let tree = parse(&text).unwrap_or_else(|error| panic!("{open}: {error}"));
        parse(&print(&tree)).unwrap_or_else(|error| panic!("{open}: {error}"));
    }
    let text = format!("RETURN {}1{} AS x", "(".repeat(200), ")".repeat(200));
    parse(&text).unwrap();
    assert_eq!(detail_of(&format!("RETURN ({}1{}) AS x", "(".repeat(200), ")".repeat(200))), "NestingTooDeep");
}

#[test]
fn broken_nesting_ends_in_linear_time() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{a: ", "}"),
        ("(n {a: ", "})--(1)"),
        ("(n:A {a: ", "})-[:X]->(b)"),
        ("[(a {k: ", "})-->(b)]"),
        ("[x IN [", "] WHERE ]"),
        ("any(x IN any(x IN ", ") )"),
        ("CASE WHEN ", " THEN END"),
        ("EXISTS { MATCH (n) WHERE ", " RETURN }"),
        ("count { (a WHERE ", ") }"),
        ("shortestPath((a {k: ", "})-->(b)"),
        ("x {.a, b: ", ", }"),
        ("reduce(a = reduce(a = ", ") )"),
        ("f(x = (n)-[:A {k: ", "}]-"),
    ] {
        let text = format!("RETURN {}###{} AS x", open.repeat(60), close.repeat(60));
        assert!(parse(&text).is_err(), "{open}");
    }
}

#[test]
fn no_two_openings_in_turn_take_exponential_time() {
    let openings = [
        "(",
        "[",
        "{a: ",
        "f(",
        "CASE ",
        "CASE (",
        "CASE WHEN ",
        "NOT (",
        "-(",
        "a[",
        "a.b(",
        "x {b: ",
        "[x IN ",
        "all(x IN ",
        "all(",
        "reduce(",
        "reduce(a = ",
        "exists(",
        "EXISTS {",
        "COUNT {(",
        "COLLECT {RETURN ",
        "count(DISTINCT ",
        "(n:A {k: ",
        "((a)-->",
        "[(a)-[:X {k: ",
        "shortestPath(",
        "shortestPath((",
        "true(",
        "null[",
        "CASE[",
        "`a`(",
        "CALL {",
        "WITH (",
    ];
    for first in openings {
        for second in openings {
            for before in ["RETURN ", "MATCH (n) WHERE ", "MATCH "] {
                let text = format!("{before}{}", format!("{first}{second}").repeat(14));
                assert!(parse(&text).is_err(), "{text}");
            }
        }
    }
}

#[test]
fn long_flat_chains_are_read() {
    let count = 30_000;
    for (part, operator) in [("a.b = 1", " OR "), ("(a)-->(b)", " AND "), ("1", " < ")] {
        let text = format!("MATCH (a), (b) WHERE {} RETURN 1 AS x", vec![part; count].join(operator));
        drop(parse(&text).unwrap());
    }
    drop(parse(&format!("RETURN [{}] AS x", vec!["1"; count].join(", "))).unwrap());
    drop(parse(&format!("MATCH (a){} RETURN 1 AS x", "-->()".repeat(10_000))).unwrap());
    drop(parse(&format!("MATCH {} RETURN 1 AS x", vec!["(a)"; count].join(", "))).unwrap());
    drop(parse(&format!("RETURN 1 AS x{}", " UNION ALL RETURN 1 AS x".repeat(10_000))).unwrap());
    drop(parse(&"CREATE (:A {k: 1}) ".repeat(10_000)).unwrap());
}

#[test]
fn long_deep_chains_are_refused_with_their_place() {
    for text in [
        format!("RETURN 1{} AS x", "+1".repeat(100_000)),
        format!("RETURN {}1 AS x", "-".repeat(100_000)),
        format!("RETURN {}true AS x", "NOT ".repeat(100_000)),
        format!("RETURN true{} AS x", " XOR true".repeat(100_000)),
        format!("RETURN a{} AS x", ".b".repeat(100_000)),
        format!("RETURN a{} AS x", "[0]".repeat(100_000)),
        format!("RETURN a{} AS x", " IS NULL".repeat(100_000)),
        format!("MATCH (a:{}A) RETURN a", "!".repeat(100_000)),
        format!("RETURN {}1{} AS x", "(".repeat(150), " + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1)".repeat(150)),
    ] {
        let error = parse(&text).unwrap_err();
        assert_eq!(error.detail().name(), "NestingTooDeep", "{text:.40}");
        assert!(error.span().is_some());
    }
    parse(&format!("RETURN 1{} AS x", "+1".repeat(900))).unwrap();
}

#[test]
fn huge_literals_are_read() {
    let long = "x".repeat(50 << 20);
    parse(&format!("RETURN '{long}' AS x")).unwrap();
    parse(&format!("/*{long}*/ RETURN 1 AS x //{long}")).unwrap();
    assert_eq!(detail_of(&format!("RETURN {} AS x", "9".repeat(1 << 20))), "IntegerOverflow");
    parse(&format!("RETURN '{}' AS x", "\\n".repeat(1 << 20))).unwrap();
}

#[test]
fn the_scanner_is_linear_in_unclosed_text() {
    for piece in ["'", "\"", "`", "/*", "'\\'", "$`", "\\", "((", ":x\n", ";"] {
        let text = piece.repeat((1 << 18) / piece.len() + 1);
        let _ = tokens(&text);
        let _ = split_script(&text);
        let _ = is_complete(&text);
        drop(parse(&text));
    }
}
