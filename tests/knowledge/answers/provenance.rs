//! Provenance: who gives a number, whom it is credited to, what is inferred.

use serde_json::json;

use crate::shelf::{answer, assert_rows, assert_same, assert_set};

#[test]
fn q53_two_counts_of_jobs_agree_and_a_vague_one_is_not_compared() {
    let expected = json!([
        ["doc-000", 148_500, "about", "sector-offshoring", ["fig-001-jobs"]],
        ["doc-001", 148_000, "more_than", "sector-offshoring", ["fig-000-jobs"]],
        ["doc-002", null, "tens_of_thousands", "segment-bpo", []]
    ]);
    assert_rows("Q53", &expected);
}

#[test]
fn q55_three_figures_credited_to_an_outside_source() {
    let expected = json!([
        ["fig-004-exports-2023", "Office des Changes"],
        ["fig-004-growth-2023", "Office des Changes"],
        ["fig-004-world-growth", "Kearney"]
    ]);
    assert_set("Q55", &expected);
}

#[test]
fn q57_forty_one_relations_are_inferred() {
    let results = answer("Q57");
    assert_eq!(results.len(), 2);
    let expected = json!([
        ["PART_OF", 16],
        ["LOCATED_IN", 5],
        ["CORROBORATES", 4],
        ["DESCRIBES", 4],
        ["CALLS_FOR", 3],
        ["PARTICIPATED_IN", 3],
        ["POSSIBLY_SAME_AS", 3],
        ["CONFLICTS_WITH", 1],
        ["OFFICE_OF", 1],
        ["UNDER", 1]
    ]);
    assert_same("by type", &results[0], &expected);
    assert_same("in all", &results[1], &json!([[41]]));
}
