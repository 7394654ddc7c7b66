//! Checks of the runner itself, before it judges anything: a reader that loses scenarios or a comparison that is too
//! kind would show as a good number.

use crate::gherkin::{cells, read_feature};
use crate::value::read_value;

const FEATURE: &str = r#"
#encoding: utf-8
Feature: Sample - with a description
  Words that are no step.

  Background:
    Given an empty graph

  @tag
  Scenario: [1] One
    When executing query:
      """
      RETURN 1
        AS one
      """
    Then the result should be, in any order:
      | one |
      | 1   |

  Scenario Outline: [2] Many <a>
    When executing query:
      """
      RETURN <a> AS x
      """
    Then the result should be, in any order:
      | x   |
      | <a> |

    Examples:
      | a |
      | 1 |
      | 2 |
    Examples:
      | a |
      | 3 |
"#;

/// Panics with a reason when the runner is wrong.
pub(crate) fn run() {
    scenarios_are_expanded();
    cells_are_unescaped();
    values_compare_strictly();
    broken_features_are_errors();
}

fn scenarios_are_expanded() {
    let scenarios = read_feature(FEATURE).expect("the sample feature is read");
    let names: Vec<_> = scenarios.iter().map(|s| (s.name.as_str(), s.example)).collect();
    assert_eq!(names, [("[1] One", None), ("[2] Many 1", Some(1)), ("[2] Many 2", Some(2)), ("[2] Many 3", Some(3))]);
    assert_eq!(scenarios[0].steps.len(), 3, "the background comes before each scenario");
    assert_eq!(scenarios[0].steps[1].text_block.as_deref(), Some("RETURN 1\n  AS one"));
    assert_eq!(scenarios[3].steps[1].text_block.as_deref(), Some("RETURN 3 AS x"));
    assert_eq!(scenarios[3].steps[2].table.as_ref().map(|table| table[1][0].as_str()), Some("3"));
}

fn cells_are_unescaped() {
    assert_eq!(cells(r"| a | b\|c | d\\e | f\'g |"), ["a", "b|c", r"d\e", r"f\'g"]);
    assert!(cells("|").is_empty());
}

fn values_compare_strictly() {
    let normal = |text: &str| read_value(text).expect("a value of the TCK").normal_form(false);
    for (one, other) in [
        ("1", "1.0"),
        ("[1, 2]", "[2, 1]"),
        ("'1'", "1"),
        ("(:A)", "(:B)"),
        ("null", "'null'"),
        ("<(:A)-[:T]->(:B)>", "<(:A)<-[:T]-(:B)>"),
        ("{a: 1}", "{a: 2}"),
        ("[:T]", "[:T {a: 1}]"),
        ("true", "false"),
    ] {
        assert_ne!(normal(one), normal(other), "{one} and {other} are different answers");
    }
    for (one, other) in [
        ("(:A:B)", "(:B:A)"),
        ("{a: 1, b: 2}", "{b: 2, a: 1}"),
        ("NaN", "NaN"),
        ("1.0e2", "100.0"),
        ("-0.0", "0.0"),
        (r"'a\'b'", "'a\\'b'"),
        ("( :A {k: [1, null]} )", "(:A {k: [1,null]})"),
    ] {
        assert_eq!(normal(one), normal(other), "{one} and {other} are the same answer");
    }
    let unordered = |text: &str| read_value(text).expect("a value of the TCK").normal_form(true);
    assert_eq!(unordered("[[2, 1], 'a']"), unordered("['a', [1, 2]]"));
    assert!(read_value("1 2").is_err() && read_value("(:A").is_err() && read_value("'a").is_err());
}

fn broken_features_are_errors() {
    assert!(read_feature("Feature: x\n Scenario: y\n  Whenever it rains\n").is_err());
    assert!(read_feature("Feature: x\n Scenario: y\n  When z:\n  \"\"\"\n  never closed\n").is_err());
    assert!(read_feature("Feature: x\n Scenario Outline: y\n  When z\n").is_err());
}
