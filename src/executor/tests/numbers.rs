//! Functions of numbers and dates by column against values one by one; what aggregations share against each alone.

use super::fixture::World;

/// Numbers that are easy to get wrong, one kind a list; null is last.
const INTEGERS: [&str; 6] = ["0", "7", "-7", "9223372036854775807", "-9223372036854775807", "null"];
const DOUBLES: [&str; 14] = [
    "0.0",
    "-0.0",
    "0.5",
    "-0.5",
    "1.5",
    "2.675",
    "-2.675",
    "1e15",
    "1e300",
    "-1e-300",
    "0.0 / 0.0",
    "1.0 / 0.0",
    "1234.5678",
    "null",
];

/// Calls with `$` for the number.
const CALLS: [&str; 20] = [
    "abs($)",
    "sign($)",
    "isNaN($)",
    "round($)",
    "round($, 0)",
    "round($, 2)",
    "round($, 20)",
    "round($, 2, 'DOWN')",
    "ceil($)",
    "floor($)",
    "sqrt($)",
    "exp($)",
    "log($)",
    "log10($)",
    "sin($)",
    "cos($)",
    "radians($)",
    "toFloat($)",
    "toInteger($)",
    "toInteger($ / 2)",
];

#[test]
fn numbers_in_columns_are_treated_as_numbers_alone() {
    let mut world = World::new();
    for numbers in [&INTEGERS[..], &DOUBLES[..]] {
        let whens: Vec<String> =
            numbers.iter().enumerate().map(|(at, number)| format!("WHEN {at} THEN {number}")).collect();
        // Many rows, so that they are a column of one kind.
        let source =
            format!("UNWIND range(0, 99) AS i WITH i, CASE i % {} {} END AS x", numbers.len(), whens.join(" "));
        for call in CALLS {
            let alone: Vec<String> = numbers
                .iter()
                .map(|number| world.value(&format!("RETURN {}", call.replace('$', &format!("({number})")))).to_string())
                .collect();
            let column = world.rows(&format!("{source} RETURN {} ORDER BY i", call.replace('$', "x")));
            assert_eq!(column.len(), 100);
            for (at, row) in column.iter().enumerate() {
                let number = at % numbers.len();
                assert_eq!(row[0].to_string(), alone[number], "{call} of {}", numbers[number]);
            }
        }
    }
}

#[test]
fn wrong_arguments_of_functions_of_numbers_fail_in_columns_too() {
    let mut world = World::new();
    let wrong = "ArgumentError runtime NumberOutOfRange";
    assert_eq!(world.error("UNWIND [1.5, 2.5] AS x RETURN round(x, 301)"), wrong);
    assert_eq!(world.error("UNWIND [1.5, 2.5] AS x RETURN round(x, -1)"), wrong);
    let least = "UNWIND range(0, 1) AS i WITH -9223372036854775807 - i AS x RETURN abs(x)";
    assert_eq!(world.error(least), "ArithmeticError runtime IntegerArithmeticOverflow");
    assert_eq!(world.list("UNWIND [1e300, -1e300, 2.9, -2.9] AS x RETURN toInteger(x)"), "null null 2 -2");
}

/// What is asked of moments, with `$` for them: of local ones, `zoned` also of those of the zone `Z`.
fn calls_of_moments(zoned: bool) -> Vec<String> {
    let parts =
        ["year", "quarter", "month", "week", "weekYear", "day", "ordinalDay", "weekDay", "dayOfQuarter", "hour"];
    let parts = parts.into_iter().chain(["minute", "second", "millisecond", "microsecond", "nanosecond"]);
    let of_zones = ["epochSeconds", "epochMillis", "offset", "timezone", "offsetMinutes", "offsetSeconds"];
    let parts = parts.chain(of_zones.into_iter().filter(|_| zoned)).map(|part| format!("$.{part}"));
    let units =
        ["millennium", "century", "decade", "year", "weekYear", "quarter", "month", "week", "day", "hour", "minute"];
    let calls = parts.chain(
        units.iter().flat_map(|unit| ["localdatetime", "datetime"].map(|kind| format!("{kind}.truncate('{unit}', $)"))),
    );
    let calls = calls.chain(units[..9].iter().map(|unit| format!("date.truncate('{unit}', $)")));
    let made = [
        "date($)",
        "date($).weekDay",
        "localtime($)",
        "localdatetime($)",
        "datetime($)",
        "datetime(date($))",
        "toString($)",
        "toString(date($))",
        "toString(localtime($))",
    ];
    let calls = calls.chain(made.into_iter().map(str::to_owned));
    let lengths = ["P1M", "P-14M3DT5H", "P1DT-0.25S", "PT0.000001S", "PT0.0000005S", "P400Y-146097D"];
    let moved = lengths.into_iter().flat_map(|length| {
        let length = format!("duration('{length}')");
        [
            format!("$ + {length}"),
            format!("$ - {length}"),
            format!("{length} + $"),
            format!("date($) + {length}"),
            format!("localtime($) - {length}"),
        ]
    });
    calls.chain(moved).collect()
}

#[test]
fn what_is_made_of_moments_in_columns_is_that_of_moments_alone() {
    let mut world = World::new();
    let moments = ["1969-12-31T23:59:59.999999", "0001-01-01T00:00", "2024-02-29T12:30:45.123456", "2021-01-03T00:00"];
    for kind in ["localdatetime", "datetime"] {
        let whens = moments.iter().enumerate().map(|(at, at_text)| format!("WHEN {at} THEN {kind}('{at_text}')"));
        let whens: Vec<String> = whens.collect();
        let source = format!("UNWIND range(0, 99) AS i WITH i, CASE i % 5 {} END AS t", whens.join(" "));
        for call in calls_of_moments(kind == "datetime") {
            let alone = |moment: &&str| {
                world.value(&format!("RETURN {}", call.replace('$', &format!("{kind}('{moment}')")))).to_string()
            };
            let alone: Vec<String> = moments.iter().map(alone).collect();
            let rows = world.rows(&format!("{source} RETURN {} ORDER BY i", call.replace('$', "t")));
            for (at, row) in rows.iter().enumerate() {
                let alone = alone.get(at % 5).map_or("null", String::as_str);
                assert_eq!(row[0].to_string(), alone, "{call} of {kind} {:?}", moments.get(at % 5));
            }
        }
    }
}

#[test]
fn moments_in_columns_compare_as_moments_alone() {
    let mut world = World::new();
    let moments = [
        "2020-01-01T00:00:00Z",
        "2020-01-01T00:00:00.000001Z",
        "2019-12-31T23:59:59.999999Z",
        "2020-01-01T00:00:00.0000005Z",
        "2020-01-01T01:00+01:00",
        "2019-12-31T23:00-01:00",
        "2020-01-01T00:00[Europe/London]",
        "2020-01-01T01:00[Europe/Stockholm]",
        "+300000-01-01T00:00Z",
    ];
    // The first three are of the zone Z: a column of numbers, and one of all.
    for count in [3, moments.len()] {
        let whens = moments[..count].iter().enumerate().map(|(at, text)| format!("WHEN {at} THEN datetime('{text}')"));
        let whens: Vec<String> = whens.collect();
        let source = format!("UNWIND range(0, 99) AS i WITH i, CASE i % {} {} END AS t", count + 1, whens.join(" "));
        for other in moments {
            for op in ["=", "<>", "<", "<=", ">", ">="] {
                let in_list = format!("$ IN [datetime('{other}'), 5, null]");
                let in_many = format!("$ IN [datetime('{other}'), date('2020-01-01'), 'x', 7, datetime('{other}')]");
                let tests = [format!("$ {op} datetime('{other}')"), format!("datetime('{other}') {op} $")];
                let tests = tests.into_iter().chain([in_list, in_many].into_iter().filter(|_| op == "="));
                for test in tests {
                    let rows = world.rows(&format!("{source} RETURN {} ORDER BY i", test.replace('$', "t")));
                    let alone = |moment: &&str| {
                        let test = test.replace('$', &format!("datetime('{moment}')"));
                        world.value(&format!("RETURN {test}")).to_string()
                    };
                    let alone: Vec<String> = moments[..count].iter().map(alone).collect();
                    for (at, row) in rows.iter().enumerate() {
                        let alone = alone.get(at % (count + 1)).map_or("null", String::as_str);
                        assert_eq!(row[0].to_string(), alone, "{test} of {:?}", moments.get(at % (count + 1)));
                    }
                }
            }
        }
    }
}

#[test]
fn a_sum_and_a_mean_of_the_same_are_those_of_each_alone() {
    let mut world = World::new();
    let calls = ["avg(x)", "sum(x)", "count(x)", "avg(DISTINCT x)", "sum(DISTINCT x)", "avg(y)", "sum(y)", "min(x)"];
    // Integers, doubles, both, nulls among them, durations, and nothing.
    for (x, y) in [
        ("i", "i / 3.0"),
        ("CASE WHEN i % 3 > 0 THEN i / 7.0 END", "CASE WHEN i % 2 = 0 THEN i ELSE i / 2.0 END"),
        ("duration({seconds: i})", "null"),
        ("1e308 * (i % 2)", "i * 1e-300"),
    ] {
        for keys in ["", "i % 3 AS k, ", "i AS k, "] {
            let source = format!("UNWIND range(1, 300) AS i WITH i, {x} AS x, {y} AS y");
            let all = world.rows(&format!("{source} RETURN {keys} [{}] AS all", calls.join(", ")));
            let all: Vec<String> = all.iter().map(|row| row[row.len() - 1].to_string()).collect();
            let alone: Vec<Vec<String>> = calls
                .iter()
                .map(|call| world.rows(&format!("{source} RETURN {keys} {call} AS one")))
                .map(|rows| rows.iter().map(|row| row[row.len() - 1].to_string()).collect())
                .collect();
            let groups = (0..alone[0].len()).map(|row| {
                let values: Vec<&str> = alone.iter().map(|column| &*column[row]).collect();
                format!("[{}]", values.join(", "))
            });
            assert_eq!(all, groups.collect::<Vec<_>>(), "{x}, {y} by {keys}");
        }
    }
}

#[test]
fn conditions_that_are_evaluated_for_all_rows_are_those_of_the_open_rows() {
    let made = "UNWIND range(0, 299) AS i CREATE (:N {i: i, half: CASE WHEN i % 2 = 0 THEN i END, text: 'n' + i})";
    let mut world = World::with(made);
    for (condition, expected) in [
        ("n.i >= 10 AND n.i < 200", 190),
        ("n.i >= 10 AND n.half < 200", 95),
        ("n.half >= 10 AND n.i < 200 AND n.half <> 20", 94),
        ("n.half >= 10 OR n.i < 200", 250),
        ("NOT (n.half >= 10 OR n.i < 200)", 0),
        ("NOT (n.half >= 10 AND n.i < 200)", 105),
        ("n.half IS NULL OR n.i > 100", 249),
        ("n.i >= toInteger('10') AND n.i < toInteger('200')", 190),
        ("n.text >= 'n1' AND n.i < 200 AND n.text < 'n2'", 111),
    ] {
        let query = format!("MATCH (n:N) WHERE {condition} RETURN count(*)");
        assert_eq!(world.value(&query).to_string(), expected.to_string(), "{condition}");
    }
    // What fails does so where a row reaches it, and only there.
    let wrong = "MATCH (n:N) WHERE n.i >= 0 AND n.i < date('never').year RETURN count(*)";
    assert!(world.error(wrong).contains("runtime"));
    let none = "MATCH (n:N) WHERE n.i < 0 AND n.i < date('never').year RETURN count(*)";
    assert_eq!(world.value(none).to_string(), "0");
}
