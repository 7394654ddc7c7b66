//! As of a date: who holds an office, which periods and targets are in force, how far two days are apart.

use serde_json::json;

use crate::shelf::{assert_rows, assert_set};

#[test]
fn q31_the_minister_on_the_day_of_the_meeting() {
    assert_rows("Q31", &json!([["Amal El Fellah Seghrouchni", "attested", ["doc-000"]]]));
}

#[test]
fn q33_no_minister_is_known_in_between() {
    assert_rows("Q33", &json!([]));
}

#[test]
fn q34_two_holders_in_order() {
    let expected =
        json!([[1, "Ghita Mezzour", "within", "2024-12-11"], [2, "Amal El Fellah Seghrouchni", "point", "2026-01-27"]]);
    assert_rows("Q34", &expected);
}

#[test]
fn q36_six_figures_whose_period_includes_2018() {
    let expected = json!([
        ["fig-003-exports-2018", "observed", 2018, 2018],
        ["fig-003-exports-added", "target", 2014, 2020],
        ["fig-003-jobs-2014-2018", "observed", 2014, 2018],
        ["fig-003-rank-direct-jobs", "observed", 2014, 2018],
        ["fig-003-jobs-2016-2018", "observed", 2016, 2018],
        ["fig-003-rank-performance", "observed", 2016, 2018]
    ]);
    assert_set("Q36", &expected);
}

#[test]
fn q37_two_targets_in_force_at_the_conference() {
    let expected = json!([
        ["fig-003-exports-added", 18_000_000_000_u64, "MAD", 2014, 2020, "cumulative addition"],
        ["fig-003-investment-2020", 1_500_000_000, "MAD", 2020, 2020, "cumulative"]
    ]);
    assert_rows("Q37", &expected);
}

#[test]
fn q38_days_between_the_conference_and_the_meeting() {
    assert_rows("Q38", &json!([[2471, 6.77]]));
}
