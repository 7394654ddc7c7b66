//! Totals, growth and gaps, rounded half up to two decimals.

use serde_json::json;

use crate::shelf::{answer, assert_rows, assert_same};

#[test]
fn q40_export_revenue_by_year() {
    let expected = json!([
        [2018, 10.0, "reached", "doc-003"],
        [2023, 18.0, "nearly", "doc-004"],
        [2024, 26.22, "exact", "doc-000"],
        [null, 26.0, "more_than", "doc-001"]
    ]);
    assert_rows("Q40", &expected);
}

#[test]
fn q42_growth_since_2018() {
    // (18 − 10) / 10 and 1.8^(1/5) − 1; (26.22 − 10) / 10 and 2.622^(1/6) − 1, across a break of series.
    let expected = json!([[2018, 2023, 80.0, 12.47, true], [2018, 2024, 162.2, 17.43, false]]);
    assert_rows("Q42", &expected);
}

#[test]
fn q43_growth_across_two_series() {
    assert_rows("Q43", &json!([[45.67, 8.22, false]]));
}

#[test]
fn q45_growth_needed_until_2030() {
    // 13.78 / 6 = 2.2967 and 14 / 6 = 2.3333 a year.
    let expected = json!([["doc-000", 26.22, 40.0, 7.29, 2.3], ["doc-001", 26.0, 40.0, 7.44, 2.33]]);
    assert_rows("Q45", &expected);
}

#[test]
fn q47_jobs_if_they_are_to_be_created() {
    assert_rows("Q47", &json!([[148_500, 418_500, 181.82, 6, 18.85]]));
}

#[test]
fn q48_investment_against_expectation() {
    assert_rows("Q48", &json!([[66.67, 0.5]]));
}

#[test]
fn q50_export_revenue_per_job() {
    let expected = json!([
        ["now", 148_500, 176_566, 0.0],
        ["stock", 270_000, 148_148, -16.09],
        ["creation", 418_500, 95_579, -45.87]
    ]);
    assert_rows("Q50", &expected);
}

#[test]
fn q51_figures_by_file_and_kind() {
    let results = answer("Q51");
    assert_eq!(results.len(), 2);
    let expected = json!([
        ["doc-000", 3, 2, 5],
        ["doc-001", 3, 2, 5],
        ["doc-002", 2, 0, 2],
        ["doc-003", 6, 2, 8],
        ["doc-004", 6, 0, 6]
    ]);
    assert_same("by file", &results[0], &expected);
    assert_same("in all", &results[1], &json!([[20, 6, 26]]));
}

#[test]
fn q52_first_year_at_forty_billion() {
    assert_rows("Q52", &json!([[8, 2030, 38.53, 41.61], [14, 2028, 38.85, 44.28]]));
}
