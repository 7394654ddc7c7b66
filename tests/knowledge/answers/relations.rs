//! Relations over several hops: participants and their bodies, signatories, announcers, levers, challenges.

use serde_json::json;

use crate::shelf::{assert_rows, assert_set};

#[test]
fn q19_four_participants_with_office_and_body() {
    let expected = json!([
        [
            "Adil Chennouf",
            "Président du conseil d’administration de Deposit and Management Développement",
            "Deposit and Management Développement"
        ],
        [
            "Omar Seghrouchni",
            "Président de la Commission nationale de contrôle de la protection des données personnelles",
            "Commission nationale de contrôle de la protection des données personnelles"
        ],
        [
            "Younes Sekkouri",
            "Ministre de l’Intégration économique, des PME, de l’Emploi et des Compétences",
            "Ministère de l'Intégration économique, des PME, de l'Emploi et des Compétences"
        ],
        [
            "Youssef Chraibi",
            "Président de la Fédération marocaine des services d’offshoring",
            "Fédération marocaine des services d'offshoring"
        ]
    ]);
    assert_rows("Q19", &expected);
}

#[test]
fn q20_five_bodies_were_represented() {
    let expected = json!([
        ["Ministère de la Transition numérique et de la Réforme de l'administration"],
        ["Ministère de l'Intégration économique, des PME, de l'Emploi et des Compétences"],
        ["Commission nationale de contrôle de la protection des données personnelles"],
        ["Fédération marocaine des services d'offshoring"],
        ["Deposit and Management Développement"]
    ]);
    assert_set("Q20", &expected);
}

#[test]
fn q22_nobody_is_named_as_a_signatory() {
    assert_rows("Q22", &json!([]));
}

#[test]
fn q23_two_quoted_people_lead_an_organizer() {
    let expected =
        json!([["Otmane Serraj", "org-amrc", "co-organizer"], ["Saloua Karkri-Belkeziz", "org-apebi", "organizer"]]);
    assert_rows("Q23", &expected);
}

#[test]
fn q25_six_figures_from_two_ministers() {
    let expected = json!([
        ["Amal El Fellah Seghrouchni", "fig-000-jobs", 148_500, "jobs"],
        ["Amal El Fellah Seghrouchni", "fig-000-exports-2024", 26_220_000_000_u64, "MAD"],
        ["Amal El Fellah Seghrouchni", "fig-000-exports-2030", 40_000_000_000_u64, "MAD"],
        ["Amal El Fellah Seghrouchni", "fig-000-jobs-2030", 270_000, "jobs"],
        ["Ghita Mezzour", "fig-004-exports-2023", 18_000_000_000_u64, "MAD"],
        ["Ghita Mezzour", "fig-004-growth-2023", 14, "%"]
    ]);
    assert_rows("Q25", &expected);
}

#[test]
fn q27_three_skills_or_activities_with_their_roles() {
    let expected = json!([
        [
            "Développement logiciel",
            ["PART_OF segment-ito", "SKILL_OF segment-ito"],
            ["PART_OF segment-ito"],
            ["stated"]
        ],
        ["Intelligence artificielle", ["SKILL_OF segment-ito"], ["FACES_CHALLENGE sector-offshoring"], ["stated"]],
        ["Support administratif", ["PART_OF segment-bpo"], ["PART_OF segment-bpo"], ["inferred"]]
    ]);
    assert_set("Q27", &expected);
}

#[test]
fn q28_six_levers_in_both_reports() {
    let expected = json!([
        ["Capital humain, formation et compétences", "stated", "stated"],
        ["Infrastructures modernes", "stated", "stated"],
        ["Équilibre territorial", "stated", "stated"],
        ["Cadre incitatif", "stated", "stated"],
        ["Montée en gamme / valeur ajoutée", "stated", "inferred"],
        ["Attraction des investissements et grandes entreprises internationales", "stated", "inferred"]
    ]);
    assert_set("Q28", &expected);
}

#[test]
fn q29_four_challenges_and_who_says_so() {
    let expected = json!([
        ["Capital humain, formation et compétences", "Saloua Karkri-Belkeziz", ["doc-003"]],
        ["Employabilité", "Saloua Karkri-Belkeziz", ["doc-003"]],
        ["Concurrence", null, ["doc-001", "doc-004"]],
        ["Intelligence artificielle", null, ["doc-004"]]
    ]);
    assert_rows("Q29", &expected);
}
