//! Columns of strings and lists against values one by one; what is gathered by one thread against many.

use super::fixture::World;
use crate::value::Value;

/// Strings that are easy to get wrong; the last one is null.
const TEXTS: [&str; 10] =
    ["'Ada Lovelace'", "''", "' x '", "'ÎLE d’Yeu'", "'ΟΔΥΣΣΕΥΣ'", "'𝒞𝒞a𝒞'", "'straße'", "'aXbXXc'", "'İ'", "null"];

/// Calls with `$` for the string.
const CALLS: [&str; 46] = [
    "toUpper($)",
    "toLower($)",
    "upper($)",
    "lower($)",
    "trim($)",
    "btrim($, 'Ac ')",
    "ltrim($)",
    "rtrim($, 'c')",
    "left($, 2)",
    "left($, 0)",
    "right($, 2)",
    "right($, 100)",
    "substring($, 1)",
    "substring($, 1, 2)",
    "substring($, 100)",
    "replace($, 'X', '--')",
    "replace($, '', '.')",
    "replace($, 'a', '')",
    "replace($, 'X', '𝒞', 1)",
    "split($, 'X')",
    "split($, ' ')[0]",
    "split($, 'X')[-1]",
    "split($, 'X')[1..]",
    "split($, 'X')[1]",
    "split($, 'AA')[1]",
    "split($, 'AA')[-1]",
    "split($, '𝒞')[-2]",
    "split($, '')[0]",
    "$ STARTS WITH 'a'",
    "$ STARTS WITH ''",
    "$ STARTS WITH 'aXbXXcX'",
    "$ STARTS WITH '𝒞'",
    "$ ENDS WITH 'c'",
    "$ CONTAINS 'X'",
    "size(split($, 'X'))",
    "size(split($, 'AA'))",
    "size(split($, '𝒞'))",
    "size(split($, ''))",
    "split($, '')",
    "size($)",
    "char_length($)",
    "toString($)",
    "$ + ' ' + $",
    "'<' || $ || '>'",
    "coalesce($, 'none')",
    "reverse($)",
];

/// The values of a call for all strings, from one column.
fn by_column(world: &mut World, call: &str, source: &str) -> Vec<String> {
    let rows = world.rows(&format!("{source} RETURN {}", call.replace('$', "s")));
    rows.into_iter().map(|row| row[0].to_string()).collect()
}

#[test]
fn strings_in_columns_are_treated_as_strings_alone() {
    let mut world = World::new();
    let whens: Vec<String> = TEXTS.iter().enumerate().map(|(at, text)| format!("WHEN {at} THEN {text}")).collect();
    let most = TEXTS.len() - 1;
    // Values, codes of a dictionary, a buffer; codes once more, of few strings beside the rows.
    let sources = [
        format!("UNWIND [{}] AS s", TEXTS.join(", ")),
        format!("UNWIND range(0, {most}) AS i WITH CASE i {} END AS s", whens.join(" ")),
        format!("UNWIND [{}] AS t WITH t + '' AS s", TEXTS.join(", ")),
        format!("UNWIND range(0, 99) AS i WITH CASE i % {} {} END AS s", TEXTS.len(), whens.join(" ")),
    ];
    for call in CALLS {
        let alone: Vec<String> =
            TEXTS.iter().map(|text| world.value(&format!("RETURN {}", call.replace('$', text))).to_string()).collect();
        for source in &sources {
            let column = by_column(&mut world, call, source);
            assert!(column.len() >= alone.len());
            for (at, value) in column.iter().enumerate() {
                assert_eq!(*value, alone[at % alone.len()], "{call} of {} by {source}", TEXTS[at % TEXTS.len()]);
            }
        }
    }
}

#[test]
fn strings_in_columns_compare_as_strings_alone() {
    let mut world = World::new();
    for test in ["=", "<>", "<", "<=", ">", ">=", "STARTS WITH", "ENDS WITH", "CONTAINS"] {
        for other in TEXTS {
            let alone: Vec<String> =
                TEXTS.iter().map(|text| world.value(&format!("RETURN {text} {test} {other}")).to_string()).collect();
            let made = format!("UNWIND [{}] AS t WITH t + '' AS s, {other} + '' AS o", TEXTS.join(", "));
            assert_eq!(by_column(&mut world, &format!("$ {test} o"), &made), alone, "{test} {other}");
            assert_eq!(by_column(&mut world, &format!("$ {test} {other}"), &made), alone, "{test} {other}");
        }
    }
    let made = format!("UNWIND [{}] AS t WITH t + '' AS s", TEXTS.join(", "));
    let found = by_column(&mut world, "$ IN ['', 'straße', 'x', 1, 'İ']", &made);
    assert_eq!(found.join(" "), "false true false false false false true false true null");
    let unknown = by_column(&mut world, "$ IN ['', 'y', 'z', null]", &made);
    assert_eq!(unknown[..2].join(" "), "null true");
}

#[test]
fn wrong_arguments_of_string_functions_fail_in_columns_too() {
    let mut world = World::new();
    let wrong = "ArgumentError runtime NumberOutOfRange";
    assert_eq!(world.error("UNWIND ['a', 'b'] AS s RETURN left(s, -1)"), wrong);
    assert_eq!(world.error("UNWIND ['a', 'b'] AS s RETURN substring(s, 0, -1)"), wrong);
    assert_eq!(world.list("UNWIND [null, null] AS s RETURN left(s, -1)"), "null null");
    let mixed = "TypeError runtime InvalidArgumentType";
    assert_eq!(world.error("UNWIND ['a', 1] AS s RETURN toUpper(s)"), mixed);
    assert_eq!(world.list("UNWIND ['a', 1, 2.5] AS s RETURN s + 'b'"), "'ab' '1b' '2.5b'");
}

#[test]
fn strings_group_and_sort_by_what_they_are() {
    let mut world = World::new();
    let rows =
        world.rows("UNWIND ['b', 'A', 'B', null, 'a'] AS s RETURN toLower(s) AS k, count(*) AS n ORDER BY k DESC");
    let shown: Vec<String> = rows.iter().map(|row| format!("{} {}", row[0], row[1])).collect();
    assert_eq!(shown, ["null 1", "'b' 2", "'a' 2"]);
    assert_eq!(world.list("UNWIND ['b', 'A', null] AS s RETURN toLower(s) AS k ORDER BY k LIMIT 2"), "'a' 'b'");
    let many = "UNWIND range(1, 100000) AS i RETURN 'x' + (i * 7919 % 100000) AS k ORDER BY k DESC LIMIT 2";
    assert_eq!(world.list(many), "'x99999' 'x99998'");
    assert_eq!(world.list("UNWIND ['b', 'A', 'a', 'B'] AS s RETURN DISTINCT toLower(s)"), "'b' 'a'");
    assert_eq!(world.list("UNWIND ['b', 'A', null] AS s RETURN min(toLower(s)) + max(toLower(s))"), "'ab'");
}

#[test]
fn lists_of_one_column_are_lists() {
    let mut world = World::new();
    let lists = "UNWIND [1, 2, 1, 3, 2, 1] AS g WITH g, collect(g * 10 + g) AS l";
    for (asked, expected) in [
        ("l", "[11, 11, 11] [22, 22] [33]"),
        ("size(l)", "3 2 1"),
        ("l[0]", "11 22 33"),
        ("l[1]", "11 22 null"),
        ("l[-1]", "11 22 33"),
        ("l[-2]", "11 22 null"),
        ("l[9223372036854775807]", "null null null"),
        ("l[1..]", "[11, 11] [22] []"),
        ("l[..-1]", "[11, 11] [22] []"),
        ("l[2..1]", "[] [] []"),
        ("l[null..1]", "null null null"),
        ("l[1..][0]", "11 22 null"),
        ("[x IN l WHERE x > 20]", "[] [22, 22] [33]"),
        ("[x IN l[1..] | x + g]", "[12, 12] [24] []"),
        ("[x IN l | toString(x)]", "['11', '11', '11'] ['22', '22'] ['33']"),
        ("[x IN l | null]", "[null, null, null] [null, null] [null]"),
        ("[x IN l | [x]]", "[[11], [11], [11]] [[22], [22]] [[33]]"),
        ("reduce(s = 0, x IN l | s + x)", "33 44 33"),
        ("reduce(s = 5, x IN l | x * g + s)", "38 93 104"),
        ("reduce(s = 0.5, x IN l | s + x)", "33.5 44.5 33.5"),
        ("reduce(s = 0, x IN l | s + x + s)", "77 66 33"),
        ("reduce(s = 0, x IN l | s + null)", "null null null"),
        ("reduce(s = '', x IN l | s + x)", "'111111' '2222' '33'"),
        ("reduce(s = 7, x IN l[9..] | s + x)", "7 7 7"),
        ("any(x IN l WHERE x = 22)", "false true false"),
        ("22 IN l", "false true false"),
        ("l + [1]", "[11, 11, 11, 1] [22, 22, 1] [33, 1]"),
        ("l = [22, 22]", "false true false"),
        ("head(l) + last(l)", "22 44 66"),
    ] {
        assert_eq!(world.list(&format!("{lists} RETURN {asked}")), expected, "{asked}");
    }
    let unwound = "UNWIND l AS x RETURN x";
    assert_eq!(world.list(&format!("{lists} {unwound}")), "11 11 11 22 22 33");
    assert_eq!(world.list(&format!("{lists} WITH l ORDER BY size(l) {unwound}")), "33 22 22 11 11 11");
    assert_eq!(world.list(&format!("{lists} RETURN collect(l)")), "[[11, 11, 11], [22, 22], [33]]");
    assert_eq!(world.list("UNWIND [] AS x RETURN collect(x)"), "[]");
    assert_eq!(world.list("UNWIND [null, null] AS x RETURN collect(x)"), "[]");
    assert_eq!(world.list("UNWIND [1, 'a', null, [2]] AS x RETURN collect(x)"), "[1, 'a', [2]]");
    assert_eq!(world.list("UNWIND [2, 1, 2] AS x RETURN collect(DISTINCT x)"), "[2, 1]");
    assert_eq!(world.list("UNWIND ['a', null, 'b'] AS s RETURN collect(s + '!')"), "['a!', 'b!']");
    let overflow = "UNWIND [1] AS g WITH [9223372036854775807, g] AS l RETURN reduce(s = 0, x IN l | s + x)";
    assert_eq!(world.error(overflow), "ArithmeticError runtime IntegerArithmeticOverflow");
}

#[test]
fn lists_joined_from_both_sides_of_a_union_are_the_same() {
    let mut world = World::new();
    let side =
        |from: i64| format!("UNWIND range({from}, {}) AS i WITH i % 2 AS g, collect(i)[1..] AS l RETURN l", from + 3);
    let both = format!("CALL () {{ {} UNION ALL {} }} RETURN l ORDER BY size(l), l[0]", side(1), side(10));
    assert_eq!(world.list(&both), "[3] [4] [12] [13]");
}

#[test]
fn what_sees_all_values_is_the_same_with_many_threads() {
    let mut world = World::with("UNWIND range(0, 99999) AS i CREATE (:N {i: i * 7919 % 100003, g: i % 7, f: i / 3.0})");
    world.rows("MATCH (n:N) WHERE n.i % 11 = 0 REMOVE n.f");
    for asked in [
        "n.g AS g, collect(n.i) AS l",
        "n.g AS g, collect(n.f)[..20] AS l, stDev(n.f), stDevP(n.i)",
        "n.g AS g, stDev(CASE WHEN n.i % 3 = 0 THEN n.f WHEN n.i % 3 = 1 THEN n.i * 3000000000 ELSE n.i END) AS s",
        "n.g AS g, stDev(DISTINCT n.i % 1000), stDevP(CASE WHEN n.i < 50000 THEN n.i END), stDev(n.i)",
        "n.g AS g, collect('x' + n.i)[..20] AS l",
        "collect(DISTINCT n.i % 1000)",
        "percentileCont(n.i, 0.5), percentileDisc(n.i, 0.9), percentileCont(n.f, 0.3), percentileDisc(n.f, 0.0)",
        "n.g AS g, percentileDisc(n.i, 1.0), percentileCont(n.i, 0)",
        "DISTINCT n.i % 1000 AS a, n.g AS b",
        "DISTINCT toString(n.i % 100) AS a",
        "n.i AS i ORDER BY n.g, n.i % 100, i LIMIT 50",
        "n.i AS i, n.f ORDER BY n.f DESC, n.g LIMIT 50",
        "n.i AS i ORDER BY toString(n.g) DESC, i + n.g LIMIT 50",
        "n.i AS i ORDER BY n.g DESC SKIP 100 LIMIT 50",
    ] {
        let text = format!("MATCH (n:N) RETURN {asked}");
        world.threads = Some(1);
        let one: Vec<Vec<Value>> = world.rows(&text);
        world.threads = Some(4);
        assert!(!one.is_empty());
        assert_eq!(world.rows(&text), one, "{asked}");
    }
}

#[test]
fn percentiles_and_spreads_are_what_they_are_by_hand() {
    let mut world = World::new();
    let rows = "UNWIND [[1, 10], [1, 20], [2, 5], [1, 40], [2, null], [3, null]] AS p WITH p[0] AS g, p[1] AS x";
    let asked = "percentileCont(x, 0.5) AS a, percentileDisc(x, 0.5) AS b, stDev(x) AS c, stDevP(x) AS d";
    let shown: Vec<String> = (world.rows(&format!("{rows} RETURN g, {asked}")).iter())
        .map(|row| row.iter().map(Value::to_string).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(shown[1..], ["2 5.0 5 0.0 0.0", "3 null null 0.0 0.0"]);
    // Mean 70/3: squares of -40/3, -10/3 and 50/3 add up to 4200/9.
    assert!(shown[0].starts_with("1 20.0 20 15.27525231651946"), "{}", shown[0]);
    assert_eq!(world.list("UNWIND [1, 2.5, 4] AS x RETURN percentileCont(x, 0.75)"), "3.25");
    // Mean 3: squares 4, 1, 1 and 4; the same 2^42 further on, where no sums are kept, and on both sides of that.
    assert_eq!(world.list("UNWIND [1, 2.0, 4, 5.0] AS x RETURN stDevP(x)"), "1.5811388300841898");
    for far in [0, 4_398_046_511_104_i64, 4_398_046_511_100] {
        assert_eq!(
            world.list(&format!("UNWIND [1, 2, null, 4, 5] AS x RETURN stDevP(x + {far})")),
            "1.5811388300841898"
        );
    }
    assert_eq!(world.list("UNWIND [] AS x RETURN percentileCont(x, 0.5)"), "null");
    let wrong = "ArgumentError runtime NumberOutOfRange";
    assert_eq!(world.error("UNWIND [1] AS x RETURN percentileCont(x, 1.5)"), wrong);
    assert_eq!(world.error("UNWIND [null] AS x RETURN percentileCont(x, 1.5)"), wrong);
    assert_eq!(world.error("UNWIND [1, 'a'] AS x RETURN stDev(x)"), "TypeError runtime InvalidArgumentType");
}

#[test]
fn what_is_gathered_and_made_is_limited() {
    let mut world = World::with("UNWIND range(0, 99999) AS i CREATE (:N {i: i})");
    for threads in [1, 2] {
        world.threads = Some(threads);
        world.limits.memory = Some(1 << 18);
        for text in [
            "MATCH (n:N) RETURN stDev((n.i + 1) * 1e200)",
            "MATCH (n:N) WITH n.i AS i RETURN i, stDevP(i)",
            "MATCH (n:N) RETURN percentileCont(n.i, 0.5)",
            "MATCH (n:N) RETURN size(collect(n.i))",
            "MATCH (n:N) WITH DISTINCT n.i AS i RETURN count(*)",
            "MATCH (n:N) RETURN 'a' + n.i AS a, count(*)",
        ] {
            assert_eq!(world.error(text), "LimitExceeded runtime MemoryLimit", "{text} with {threads}");
        }
        assert_eq!(world.value("MATCH (n:N) RETURN count(toString(n.i))"), Value::Integer(100_000));
        world.limits.memory = None;
    }
}
