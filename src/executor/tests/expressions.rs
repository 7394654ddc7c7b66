//! Expressions by column: the narrow loops against the general way, and rows that must not be evaluated.

use super::fixture::{World, integers};
use crate::value::Value;

/// Nodes with an integer, a float, a string and a property of mixed type, each missing in some.
fn mixed() -> World {
    World::with(
        "UNWIND range(0, 99) AS i CREATE (n:N {k: i})
         SET n.i = CASE WHEN i % 5 = 0 THEN null ELSE i - 50 END,
             n.f = CASE WHEN i % 7 = 0 THEN null ELSE (i - 50) / 4.0 END,
             n.s = CASE WHEN i % 3 = 0 THEN null ELSE 's' + toString(i % 10) END,
             n.m = CASE i % 4 WHEN 0 THEN i WHEN 1 THEN i / 2.0 WHEN 2 THEN 's' + toString(i) END",
    )
}

#[test]
fn narrow_loops_agree_with_single_values() {
    let mut world = mixed();
    let exprs = [
        "n.i + 3",
        "n.i - n.k",
        "n.i * n.i",
        "n.k / 7",
        "n.i % 7",
        "n.k ^ 2",
        "n.f + 1.5",
        "n.f * n.f",
        "n.f - n.i",
        "-n.i",
        "n.i < 7",
        "7 <= n.i",
        "n.i = n.k",
        "n.f > 2.5",
        "n.f <> n.f",
        "n.i = n.f",
        "n.s = 's4'",
        "n.s < 's4'",
        "n.s <= 's4'",
        "n.s > 's4x'",
        "'s4' >= n.s",
        "n.s <> 'zz'",
        "n.s = n.s",
        "n.s STARTS WITH 's'",
        "n.s CONTAINS '4'",
        "n.s ENDS WITH '7'",
        "n.s =~ 's[1-3]'",
        "n.m < 20",
        "n.m = 's2'",
        "n.m IN [1, 's2', 4, 0.5, 8]",
        "n.i IN [1, 2, 3, null, 5]",
        "NOT n.i < 3",
        "n.i < 3 OR n.f > 2",
        "n.i < 3 AND n.s = 's1'",
        "n.i < 3 XOR n.f > 2",
        "n.i IS NULL",
        "n.m IS NOT NULL",
        "n.m IS :: INTEGER",
        "CASE WHEN n.i < 0 THEN 'low' WHEN n.i > 10 THEN n.i END",
        "[n.i, n.s]",
        "{a: n.m, b: n.f}",
        "n.s || 'x'",
        "n:N",
        "n.k IN [n.i]",
    ];
    for expr in exprs {
        let together = world.rows(&format!("MATCH (n:N) RETURN {expr}"));
        assert_eq!(together.len(), 100);
        for k in [0, 1, 2, 3, 5, 14, 21, 50, 51, 77, 99] {
            let alone =
                world.rows(&format!("MATCH (n:N {{k: {k}}}) WITH collect(n) AS all UNWIND all AS n RETURN {expr}"));
            assert_eq!(alone, [together[k].clone()], "{expr} for {k}");
        }
    }
}

#[test]
fn a_decided_row_is_not_evaluated_further() {
    let mut world = World::new();
    let source = "UNWIND [0, 1, 2] AS x WITH x";
    assert_eq!(world.list(&format!("{source} RETURN x = 0 OR 10 / x > 5")), "true true false");
    assert_eq!(world.list(&format!("{source} RETURN x <> 0 AND 10 / x > 5")), "false true false");
    assert_eq!(world.list(&format!("{source} RETURN CASE WHEN x = 0 THEN -1 ELSE 10 / x END")), "-1 10 5");
    assert_eq!(
        world.list(&format!("{source} RETURN CASE x WHEN 0 THEN 'none' WHEN 10 / (x + 1) THEN 'ten' ELSE 'some' END")),
        "'none' 'some' 'some'"
    );
    assert_eq!(world.error(&format!("{source} RETURN x = 0 XOR 10 / x > 5")), "ArithmeticError runtime DivisionByZero");
    assert_eq!(world.list(&format!("{source} WHERE x > 0 RETURN 10 / x")), "10 5");
}

#[test]
fn overflow_and_wrong_types_are_errors_with_their_place() {
    let mut world = World::with("UNWIND [1, 9223372036854775807] AS i CREATE (:N {i: i})");
    let text = "MATCH (n:N) RETURN n.i + 1";
    let error = world.run(text).err().unwrap();
    assert_eq!(error.detail().name(), "IntegerArithmeticOverflow");
    let span = error.span().unwrap();
    assert_eq!(&text[span.start as usize..span.end as usize], "n.i + 1");
    assert_eq!(world.error("MATCH (n:N) WHERE n.i RETURN n"), "TypeError runtime InvalidArgumentType");
    assert_eq!(world.error("MATCH (n:N) RETURN n.i.x"), "TypeError runtime InvalidArgumentType");
    assert_eq!(world.error("WITH [1] AS l, 'a' AS i RETURN l[i]"), "TypeError runtime ListElementAccessByNonInteger");
}

#[test]
fn comprehensions_see_the_outer_row() {
    let mut world = World::new();
    let rows = world.rows("UNWIND [1, 2, 3] AS k RETURN [x IN range(1, 3) WHERE x >= k | x * 10 + k] AS l");
    let lists: Vec<Value> = rows.into_iter().map(|mut row| row.remove(0)).collect();
    assert_eq!(lists, [integers([11, 21, 31]), integers([22, 32]), integers([33])]);
    assert_eq!(world.value("RETURN [x IN null | x]"), Value::Null);
    assert_eq!(
        world.value("RETURN [x IN [[1, 2], [], [3]] | [y IN x | y + size(x)]]").to_string(),
        "[[3, 4], [], [4]]"
    );
}

#[test]
fn quantifiers_have_three_values() {
    let mut world = World::new();
    let mut all = |list: &str| {
        world.rows(&format!("WITH {list} AS l RETURN all(x IN l WHERE x > 1), any(x IN l WHERE x > 1), none(x IN l WHERE x > 1), single(x IN l WHERE x > 1)"))[0]
            .iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(all("[]"), "true false true false");
    assert_eq!(all("[2, 3]"), "true true false false");
    assert_eq!(all("[1, 2]"), "false true false true");
    assert_eq!(all("[2, null]"), "null true false null");
    assert_eq!(all("[1, null]"), "false null null null");
    assert_eq!(all("[2, 2, null]"), "null true false false");
    assert_eq!(all("null"), "null null null null");
}

#[test]
fn reduce_goes_element_by_element() {
    let mut world = World::new();
    assert_eq!(world.list("UNWIND [[1, 2, 3], [], [5]] AS l RETURN reduce(s = 10, x IN l | s * 2 + x)"), "91 10 25");
    assert_eq!(world.list("UNWIND [['a', 'b'], null] AS l RETURN reduce(s = '', x IN l | s + x)"), "'ab' null");
}

#[test]
fn in_is_unknown_where_a_null_might_be_the_one() {
    let mut world = World::new();
    let list = world.list("UNWIND [1, 5, null, 'a', 2.0] AS x RETURN x IN [1, 2, 3, null]");
    assert_eq!(list, "true null null null true");
    assert_eq!(world.list("UNWIND [1, 5, null] AS x RETURN x IN [1, 2, 3, 4]"), "true false null");
    assert_eq!(world.list("UNWIND [0.0 / 0.0, 1] AS x RETURN x IN [1, 2, 3, 4]"), "false true");
    assert_eq!(world.list("UNWIND [1, null] AS x RETURN x IN []"), "false false");
    assert_eq!(world.value("RETURN [1, null] IN [[1, 2], 3, 4, 5]"), Value::Null);
}

#[test]
fn a_pattern_of_text_must_match_the_whole_of_it() {
    let mut world = World::new();
    assert_eq!(world.list("UNWIND ['ab', 'xab', 'AB', null, 1] AS s RETURN s =~ 'a|ab'"), "true false false null null");
    assert_eq!(world.value("RETURN 'AB' =~ '(?i)ab'"), Value::Boolean(true));
    assert_eq!(world.error("RETURN 'a' =~ '('"), "ArgumentError runtime InvalidRegularExpression");
}

#[test]
fn types_are_tested_as_written() {
    let mut world = World::new();
    let mut is = |text: &str| world.value(&format!("RETURN {text}")).to_string();
    assert_eq!(is("1 IS :: INTEGER"), "true");
    assert_eq!(is("1 IS :: FLOAT | STRING"), "false");
    assert_eq!(is("null IS :: INTEGER"), "true");
    assert_eq!(is("null IS :: INTEGER NOT NULL"), "false");
    assert_eq!(is("[1, 2] IS :: LIST<INTEGER>"), "true");
    assert_eq!(is("[1, null] IS :: LIST<INTEGER NOT NULL>"), "false");
    assert_eq!(is("['a', 1] IS :: LIST<INTEGER | STRING>"), "true");
    assert_eq!(is("date('2020-01-01') IS NOT :: DATE"), "false");
}

#[test]
fn text_is_normalized_when_normalizing_changes_nothing() {
    let mut world = World::new();
    assert_eq!(world.list("UNWIND ['é', 'e\u{301}', null, 1] AS s RETURN s IS NORMALIZED"), "true false null null");
    assert_eq!(world.list("UNWIND ['é', 'e\u{301}'] AS s RETURN s IS NOT NFD NORMALIZED"), "true false");
}

#[test]
fn elements_of_lists_are_read_by_column() {
    let mut world = World::new();
    let lists = "UNWIND range(1, 6) AS x WITH x % 2 AS k, collect(x) AS l";
    let text = format!("{lists} UNWIND [-4, -3, -1, 0, 2, 3, null] AS i RETURN l[i]");
    assert_eq!(world.list(&text), "null 1 5 1 5 null null null 2 6 2 6 null null");
    assert_eq!(world.list(&format!("{lists} RETURN [i IN range(0, 3) WHERE l[i] > k + 2 | l[-i - 1]]")), "[1] [4, 2]");
    // A row without a list, and lists of lists.
    let text = "UNWIND range(0, 2) AS i WITH i, CASE i WHEN 1 THEN null ELSE [[i], [i, i]] END AS l RETURN l[i - 1]";
    assert_eq!(world.list(text), "[0, 0] null [2, 2]");
    let wrong = "TypeError runtime ListElementAccessByNonInteger";
    assert_eq!(world.error(&format!("{lists} RETURN l[k / 2.0]")), wrong);
}
