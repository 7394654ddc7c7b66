//! Lookups: people, offices, zones, events, segments, skills, organizers.

use serde_json::json;

use crate::shelf::{assert_rows, assert_set};

#[test]
fn q01_ten_people_are_named() {
    let expected = json!([
        ["Abderrafie Hanouf", ["doc-003"]],
        ["Adil Chennouf", ["doc-000"]],
        ["Amal El Fellah Seghrouchni", ["doc-000"]],
        ["Ghita Mezzour", ["doc-004"]],
        ["Mohammed VI", ["doc-000", "doc-004"]],
        ["Omar Seghrouchni", ["doc-000"]],
        ["Otmane Serraj", ["doc-003"]],
        ["Saloua Karkri-Belkeziz", ["doc-003"]],
        ["Youssef Chraibi", ["doc-000"]],
        ["Younes Sekkouri", ["doc-000"]]
    ]);
    assert_set("Q01", &expected);
}

#[test]
fn q02_an_office_with_its_body_its_day_and_its_source() {
    let expected = json!([[
        "Président de la Fédération marocaine des services d’offshoring",
        "Fédération marocaine des services d'offshoring",
        "2026-01-27",
        "2026-01-27",
        ["doc-000"]
    ]]);
    assert_rows("Q02", &expected);
}

#[test]
fn q03_four_tech_valleys() {
    let expected = json!([
        ["Agadir Tech Valley", "development", ["doc-000"]],
        ["Casablanca Tech Valley", "launch", ["doc-000"]],
        ["Dakhla Tech Valley", "development", ["doc-000"]],
        ["Laâyoune Tech Valley", "development", ["doc-000"]]
    ]);
    assert_rows("Q03", &expected);
}

#[test]
fn q05_five_events_with_what_is_known_of_their_dates() {
    let expected = json!([
        ["event-2016-programme-contract-signature", "2016", "year", "stated", null, null, null],
        ["event-2019-04-23-offshoring-conference", "2019-04-23", "day", "inferred", null, null, null],
        ["event-2024-mezzour-post", null, "window", "inferred", "2024-01-01", "2024-12-11", null],
        ["event-2026-01-27-offer-renewal-meeting", "2026-01-27", "day", "stated", null, null, null],
        [
            "event-2026-01-27-high-level-seminar",
            "2026-01-27",
            "day",
            "inferred",
            null,
            null,
            "event-2026-01-27-offer-renewal-meeting"
        ]
    ]);
    assert_rows("Q05", &expected);
}

#[test]
fn q07_five_segments_and_the_words_for_them() {
    let expected = json!([
        ["BPO", ["doc-002", "doc-004"], [["BPO"], ["BPO", "services de back-office"]]],
        [
            "CRM (centres de contacts)",
            ["doc-002", "doc-004"],
            [
                ["Centres de relation client et d’appels"],
                ["centres de contacts (CRM)", "gestion de la relation client"]
            ]
        ],
        ["ESO", ["doc-004"], [["ESO"]]],
        ["ITO", ["doc-002", "doc-004"], [["ITO"], ["ITO", "services informatiques"]]],
        ["KPO", ["doc-004"], [["KPO"]]]
    ]);
    assert_rows("Q07", &expected);
}

#[test]
fn q08_five_skills_for_ito() {
    let expected = json!([
        ["Développement logiciel", ["doc-002"]],
        ["Cybersécurité", ["doc-002"]],
        ["Data engineering", ["doc-002"]],
        ["Infrastructures cloud", ["doc-002"]],
        ["Intelligence artificielle", ["doc-002"]]
    ]);
    assert_set("Q08", &expected);
}

#[test]
fn q09_three_bodies_organized_the_conference() {
    let expected = json!([
        ["APEBI", "organizer", ["doc-003"]],
        ["AMRC", "co-organizer", ["doc-003"]],
        ["ADD", "partner", ["doc-003"]]
    ]);
    assert_rows("Q09", &expected);
}
