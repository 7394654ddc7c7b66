//! What the user reads for plausible mistakes.

use crate::syntax::parse;

/// Checks the detail, the marked text, a part of the message and a part of the first hint ("" = no hint).
fn check(text: &str, detail: &str, marked: &str, message: &str, hint: &str) {
    let error = parse(text).expect_err(text);
    let span = error.span().expect(text);
    assert_eq!(error.detail().name(), detail, "{text}");
    assert_eq!(text.get(span.start as usize..span.end as usize), Some(marked), "{text}");
    assert!(error.message().contains(message), "{text}\n  says {}\n  not {message}", error.message());
    match error.hints().first() {
        Some(first) => assert!(!hint.is_empty() && first.contains(hint), "{text}\n  hints {first}\n  not {hint}"),
        None => assert_eq!(hint, "", "{text}"),
    }
    assert!(!error.message().contains("kw_") && !error.message().contains("Rule"), "{}", error.message());
}

fn unexpected(text: &str, marked: &str, message: &str, hint: &str) {
    check(text, "UnexpectedSyntax", marked, message, hint);
}

#[test]
fn text_without_a_statement_is_an_error() {
    unexpected("", "", "there is no statement", "");
    unexpected(" // x\n ;", " // x\n ;", "there is no statement", "");
}

#[test]
fn habits_of_sql_are_answered() {
    unexpected("SELECT * FROM person", "SELECT", "expected a clause", "MATCH (n) RETURN n");
    unexpected("MATCH (n) WHERE n.name LIKE 'x%' RETURN n", "LIKE", "an operator", "CONTAINS");
    unexpected("MATCH (n) RETURN n.x GROUP BY n.x", "GROUP", "an operator", "grouping");
    unexpected("MATCH (n) WHERE n.x == 1 RETURN n", "==", "`==` is no operator", "`=`");
    unexpected("MATCH (n) WHERE n.x != 1 RETURN n", "!=", "`!=` is no operator", "`<>`");
}

#[test]
fn misspelt_clauses_are_guessed() {
    unexpected("MACTH (n) RETURN n", "MACTH", "expected a clause", "did you mean MATCH?");
    unexpected("MATCH (n) RETRUN n", "RETRUN", "found `RETRUN`", "did you mean RETURN?");
}

#[test]
fn patterns_say_what_they_lack() {
    unexpected("MATCH (n RETURN n", "RETURN", "expected `)`", "is not closed");
    unexpected("MATCH (n Person) RETURN n", "Person", "`)`", "`(n:Person)`");
    unexpected("MATCH (a)-[r KNOWS]->(b) RETURN a", "KNOWS", "`]`", "`[r:KNOWS]`");
    for text in
        ["MATCH (a)->(b) RETURN a", "MATCH (a)-(b) RETURN a", "MATCH (a)-[:X]>(b) RETURN a", "MATCH (a)=>(b) RETURN a"]
    {
        let error = parse(text).unwrap_err();
        assert!(error.hints().first().is_some_and(|hint| hint.contains("an arrow is")), "{text} {error}");
    }
    unexpected("MATCH (a)-[:X]-> RETURN a", "-[:X]->", "node at both ends", "`()`");
    unexpected("MATCH (a)(b) RETURN a", "(b)", "relationship between", "two");
    unexpected("MATCH (n) RETURN (n)-->()", "(n)-->()", "a pattern stands where a value", "EXISTS");
}

#[test]
fn maps_and_lists_say_what_they_lack() {
    unexpected("CREATE (n {name = 'x'})", "=", "expected `:`", "`name: value`");
    unexpected("CREATE (n {'name': 'x'})", "'name'", "`}`", "no quotes: `name:`");
    unexpected("RETURN [1, 2", "", "expected `]`, `,` or an operator, found the end", "line 1, column 8");
    unexpected("RETURN [1, 2 AS x", "AS", "expected `]`, `,` or an operator", "");
    unexpected("RETURN {1}", "1", "found the number 1", "square brackets");
    unexpected("RETURN 1, ", "", "an expression", "a comma too many");
    unexpected("RETURN 1)", ")", "an operator", "no bracket is open");
    unexpected("RETURN EXISTS { }", "}", "found `}`", "");
}

#[test]
fn clauses_say_what_they_lack() {
    unexpected("UNWIND [1,2] x RETURN x", "x", "expected AS", "the list comes first");
    unexpected("MATCH (n) SET n.x", "", "expected `=`, `+=`", "");
    unexpected("RETURN CASE WHEN 1 END", "END", "expected THEN", "");
    unexpected("FOREACH (x IN [1] SET n.x = 1)", "SET", "`|`", "");
    unexpected("MATCH (n) WHERE n.x = 1 AND RETURN n", "RETURN", "expected an expression", "");
    unexpected("LOAD CSV 'x' AS row RETURN row", "'x'", "FROM", "");
    unexpected("MATCH (n) RETURN n; MATCH (m) RETURN m", "MATCH", "the end of the statement", "only one");
    unexpected("CALL db.labels() YIELD * RETURN 1", "CALL db.labels() YIELD *", "stands alone", "YIELD a, b");
    unexpected("MATCH (n) SET n.x += 1", "n.x", "`+=` adds properties", "n.x = n.x + 1");
}

#[test]
fn literals_have_details_of_their_own() {
    check("RETURN 12abc", "InvalidNumberLiteral", "12abc", "no number", "backticks");
    check("RETURN 0123", "InvalidNumberLiteral", "0123", "no number", "0o123");
    check("RETURN 0x", "InvalidNumberLiteral", "0x", "no number", "digits from 0 to 9");
    check("RETURN 9223372036854775808", "IntegerOverflow", "9223372036854775808", "64 bits", "integers reach");
    check("RETURN 1e999", "FloatingPointOverflow", "1e999", "double", "1.8E308");
    check("RETURN 'a\\uH'", "InvalidUnicodeLiteral", "\\uH", "no unicode character", "4 hexadecimal digits");
    unexpected("RETURN 'é\\d'", "\\d", "no escape", "`\\\\d`");
    unexpected("RETURN 'abc", "'", "this string is never closed", "ends with '");
    unexpected("RETURN 1 /* x", "/*", "this comment is never closed", "*/");
    check("RETURN “hello”", "InvalidUnicodeCharacter", "“", "an expression", "straight quotes");
    check("RETURN 42 — 41", "InvalidUnicodeCharacter", "—", "an operator", "plain minus");
}
