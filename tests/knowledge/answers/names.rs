//! Names found by an alias, through a typing error, as a probable name, in another spelling.

use serde_json::json;

use crate::shelf::{answer, assert_rows, assert_same, assert_set};

#[test]
fn q11_an_alias_as_printed() {
    assert_rows("Q11", &json!([["Amal El Fellah Seghrouchni", ["Person"]]]));
}

#[test]
fn q13_a_typing_error_away_from_an_alias() {
    assert_rows("Q13", &json!([["Ghita Mezzour", "Ghuita Mezzour", 1]]));
}

#[test]
fn q15_a_probable_name_is_not_an_attested_one() {
    let results = answer("Q15");
    assert_eq!(results.len(), 2);
    assert_same("attested", &results[0], &json!([]));
    assert_same("probable", &results[1], &json!([["Fédération marocaine des services d'offshoring", "probable"]]));
}

#[test]
fn q16_two_names_of_one_body() {
    assert_set("Q16", &json!([["ADD", "org-add"], ["Agence du Développement du Digital", "org-add"]]));
}

#[test]
fn q18_other_spellings_of_a_part_of_a_name() {
    let expected = json!([["Chraïbi", "Youssef Chraibi", 0], ["El Fallah", "Amal El Fellah Seghrouchni", 1]]);
    assert_set("Q18", &expected);
}
