//! Paths between two things that do not run through what everything touches.

use serde_json::json;

use crate::shelf::{answer, assert_rows, assert_same, assert_same_set};

#[test]
fn q58_from_a_participant_to_a_zone_in_four_hops() {
    let expected = json!([[
        4,
        [
            "person-youssef-chraibi",
            "event-2026-01-27-high-level-seminar",
            "event-2026-01-27-offer-renewal-meeting",
            "agreement-2026-regional-tech-valleys",
            "zone-dakhla-tech-valley"
        ],
        ["PARTICIPATED_IN", "PART_OF", "SIGNED_AT", "CONCERNS"],
        false
    ]]);
    assert_rows("Q58", &expected);
}

#[test]
fn q60_from_the_head_of_government_to_the_minister() {
    let results = answer("Q60");
    assert_eq!(results.len(), 4);
    let possible = json!([[
        5,
        [
            "office-head-of-government",
            "circular-head-of-government",
            "offer-offre-maroc",
            "offer-offshoring-maroc",
            "event-2026-01-27-offer-renewal-meeting",
            "person-amal-el-fellah-seghrouchni"
        ],
        ["ISSUED", "CONCERNS", "POSSIBLY_SAME_AS", "RENEWS", "PRESIDED"],
        true
    ]]);
    assert_same("with one possible relation", &results[0], &possible);
    let stated = json!([[
        7,
        [
            "office-head-of-government",
            "org-government-of-morocco",
            "agreement-2016-programme-contract",
            "event-2016-programme-contract-signature",
            "event-2019-04-23-offshoring-conference",
            "place-rabat",
            "event-2026-01-27-offer-renewal-meeting",
            "person-amal-el-fellah-seghrouchni"
        ],
        ["OFFICE_OF", "PARTY_TO", "SIGNED_AT", "FIRST_OF_ITS_KIND_SINCE", "LOCATED_IN", "LOCATED_IN", "PRESIDED"],
        false
    ]]);
    assert_same("stated only", &results[1], &stated);
    assert_same("Kearney and Ghita Mezzour", &results[2], &json!([]));
    let through_the_sector = json!([
        [
            4,
            [
                "org-kearney",
                "fig-004-world-growth",
                "sector-offshoring",
                "fig-004-exports-2023",
                "person-ghita-mezzour"
            ]
        ],
        [
            4,
            ["org-kearney", "fig-004-world-growth", "sector-offshoring", "fig-004-growth-2023", "person-ghita-mezzour"]
        ]
    ]);
    assert_same_set("with figures and the sector", &results[3], &through_the_sector);
}
