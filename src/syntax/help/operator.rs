//! Operators: how each is written, what it does, an example.

use super::entry::{Entry, Kind, entry};

const ARITHMETIC: (Kind, &str) = (Kind::Operator, "Arithmetic");
const COMPARISON: (Kind, &str) = (Kind::Operator, "Comparison");
const LOGIC: (Kind, &str) = (Kind::Operator, "Logic");
const TESTS: (Kind, &str) = (Kind::Operator, "Tests");
const ACCESS: (Kind, &str) = (Kind::Operator, "Access");

/// The operators, in the order of the page.
pub(super) const ENTRIES: &[Entry] = &[
    entry(
        ARITHMETIC,
        "+",
        "a + b · +a",
        "Sum of numbers; also joins strings, adds to lists, and moves a point in time by a duration.",
        "RETURN 1 + 2 AS number, 'a' + 'b' AS text, [1] + 2 AS list, date('2024-01-31') + duration('P1M') AS date",
    ),
    entry(
        ARITHMETIC,
        "-",
        "a - b · -a",
        "Difference of numbers, or of a point in time and a duration.",
        "RETURN 5 - 3 AS difference, -(2) AS negative",
    ),
    entry(
        ARITHMETIC,
        "*",
        "a * b",
        "Product of numbers, or of a duration and a number.",
        "RETURN 6 * 7 AS product, duration('PT1H') * 3 AS time",
    ),
    entry(
        ARITHMETIC,
        "/",
        "a / b",
        "Quotient; that of two integers is cut to an integer.",
        "RETURN 7 / 2 AS integer, 7 / 2.0 AS float",
    ),
    entry(
        ARITHMETIC,
        "%",
        "a % b",
        "Rest of a division, with the sign of the first number.",
        "RETURN 7 % 3 AS rest, -7 % 3 AS negative",
    ),
    entry(ARITHMETIC, "^", "a ^ b", "Power, always a float.", "RETURN 2 ^ 10 AS power"),
    entry(
        ARITHMETIC,
        "||",
        "a || b",
        "Joins two strings or two lists.",
        "RETURN 'a' || 'b' AS text, [1] || [2] AS list",
    ),
    entry(
        COMPARISON,
        "=",
        "a = b",
        "Equality; null when either is null, and for lists and maps when that decides. `1 = 1.0` is true, values of other types are unequal.",
        "RETURN 1 = 1.0 AS numbers, 1 = '1' AS types, null = null AS unknown",
    ),
    entry(COMPARISON, "<>", "a <> b", "Inequality.", "RETURN 1 <> 2 AS unequal"),
    entry(
        COMPARISON,
        "<",
        "a < b · a < b <= c",
        "Less; chains hold when each link holds. Values that cannot be compared give null.",
        "RETURN 1 < 2 <= 2 AS chain, 1 < 'a' AS unknown",
    ),
    entry(COMPARISON, "<=", "a <= b", "Less or equal.", "RETURN 'a' <= 'b' AS text"),
    entry(COMPARISON, ">", "a > b", "Greater.", "RETURN date('2024-01-02') > date('2024-01-01') AS later"),
    entry(COMPARISON, ">=", "a >= b", "Greater or equal.", "RETURN 2 >= 2.0 AS equal"),
    entry(
        LOGIC,
        "AND",
        "a AND b",
        "True when both are; false when either is, even if the other is null.",
        "RETURN true AND null AS unknown, false AND null AS no",
    ),
    entry(
        LOGIC,
        "OR",
        "a OR b",
        "True when either is, even if the other is null.",
        "RETURN true OR null AS yes, false OR null AS unknown",
    ),
    entry(
        LOGIC,
        "XOR",
        "a XOR b",
        "True when one is and the other is not.",
        "RETURN true XOR true AS same, true XOR false AS other",
    ),
    entry(
        LOGIC,
        "NOT",
        "NOT a",
        "True of false, false of true, null of null.",
        "RETURN NOT true AS no, NOT null AS unknown",
    ),
    entry(
        TESTS,
        "IN",
        "value IN list",
        "Whether the list has an equal element; null when only a null stands in the way.",
        "RETURN 2 IN [1, 2] AS yes, 3 IN [1, null] AS unknown",
    ),
    entry(
        TESTS,
        "STARTS WITH",
        "text STARTS WITH text",
        "Whether a string begins so; case matters.",
        "RETURN 'Ada Lovelace' STARTS WITH 'Ada' AS yes",
    ),
    entry(
        TESTS,
        "ENDS WITH",
        "text ENDS WITH text",
        "Whether a string ends so; case matters.",
        "RETURN 'Ada Lovelace' ENDS WITH 'lace' AS yes",
    ),
    entry(
        TESTS,
        "CONTAINS",
        "text CONTAINS text",
        "Whether a string holds another; case matters. For names without accents compare fold(a) and fold(b).",
        "RETURN 'Ada Lovelace' CONTAINS 'Love' AS yes",
    ),
    entry(
        TESTS,
        "=~",
        "text =~ pattern",
        "Whether the whole string matches a regular expression; `(?i)` ignores case.",
        "RETURN 'Ada' =~ '(?i)a.*' AS yes, 'Ada' =~ 'A' AS part",
    ),
    entry(
        TESTS,
        "IS NULL",
        "a IS NULL · a IS NOT NULL",
        "Whether a value is missing; never null itself. GQL's `PROPERTY_EXISTS(n, key)` is `n.key IS NOT NULL`.",
        "RETURN null IS NULL AS missing, 1 IS NOT NULL AS there",
    ),
    entry(
        TESTS,
        "IS ::",
        "a IS [NOT] :: TYPE · IS TYPED TYPE",
        "Whether a value is of a type. Null is of every type, unless NOT NULL stands behind it.",
        "RETURN 1 IS :: INTEGER AS yes, [1, 'a'] IS :: LIST<INTEGER> AS no, 1.5 IS :: INTEGER | FLOAT AS either",
    ),
    entry(
        TESTS,
        "IS NORMALIZED",
        "text IS [NOT] [NFC | NFD | NFKC | NFKD] NORMALIZED",
        "Whether a string is in a Unicode normal form, NFC unless another is named.",
        "RETURN 'é' IS NFC NORMALIZED AS composed, 'é' IS NFD NORMALIZED AS decomposed",
    ),
    entry(
        TESTS,
        "label test",
        "n:Label · n IS Label · n:A&!B",
        "Whether a node has labels, or a relationship a type.",
        "MATCH (p:Person) RETURN p.name, p:Teacher AS teaches ORDER BY p.name",
    ),
    entry(
        ACCESS,
        ".",
        "element.key",
        "A property of a node, relationship or map, or a part of a temporal value; null when it is not there.",
        "MATCH (p:Teacher) RETURN p.name, p.died, date('2024-05-06').month AS month",
    ),
    entry(
        ACCESS,
        "[ ]",
        "list[index] · element[key]",
        "The element at a place, from 0, or from the end with a negative number; or the property of a computed name.",
        "RETURN [10, 20, 30][-1] AS last, {a: 1}['a'] AS entry",
    ),
    entry(
        ACCESS,
        "[..]",
        "list[from..to]",
        "The elements from a place up to before another.",
        "RETURN [10, 20, 30, 40][1..3] AS middle, [10, 20, 30][..-1] AS most",
    ),
];
