//! How much is there: nodes by label, relationships by type, status and confidence, figures, mentions.

use serde_json::json;

use crate::shelf::{ask, assert_same, assert_same_set, knowledge, memory, seeds};

/// Relationships of the core graph: those between the 140 core nodes.
const CORE: &str =
    "MATCH (a)-[r]->(b) WHERE none(n IN [a, b] WHERE n:Document|Statement|Discrepancy) AND type(r) <> 'DIFFERENT_FROM'";

/// How many nodes a label has.
const LABELS: [(&str, u64); 22] = [
    ("Activity", 6),
    ("Agreement", 5),
    ("AgreementMention", 6),
    ("Circular", 1),
    ("Discrepancy", 49),
    ("Document", 5),
    ("Event", 5),
    ("Figure", 26),
    ("Indicator", 10),
    ("Offer", 3),
    ("Office", 11),
    ("Organization", 13),
    ("Person", 10),
    ("Place", 10),
    ("Plan", 2),
    ("Project", 1),
    ("Sector", 4),
    ("Segment", 5),
    ("Skill", 5),
    ("Statement", 19),
    ("Topic", 13),
    ("Zone", 4),
];

/// How many relationships of a type the core graph has: 165 listed one by one, and 26 each of the last three.
const CORE_TYPES: [(&str, u64); 43] = [
    ("HOLDS", 10),
    ("OFFICE_OF", 10),
    ("PRESIDED", 1),
    ("PARTICIPATED_IN", 7),
    ("AUTHORED", 1),
    ("ORGANIZED", 3),
    ("ANNOUNCED", 8),
    ("ATTRIBUTED_TO", 3),
    ("CREATED", 2),
    ("SUPPORTED", 1),
    ("STEERS", 1),
    ("ISSUED", 1),
    ("PARTY_TO", 1),
    ("GUIDED_BY", 2),
    ("LOCATED_IN", 8),
    ("PART_OF", 28),
    ("SIGNED_AT", 4),
    ("CONCERNS", 10),
    ("DESCRIBES", 7),
    ("RENEWS", 1),
    ("ADDRESSES", 2),
    ("FIRST_OF_ITS_KIND_SINCE", 1),
    ("COVERS", 4),
    ("DEDICATED_TO", 2),
    ("UNDER", 3),
    ("POSSIBLY_SAME_AS", 3),
    ("SKILL_OF", 5),
    ("SHIFTS_TO", 1),
    ("DROVE_GROWTH_OF", 5),
    ("RANKED_ABOVE", 2),
    ("COMPETES_WITH", 1),
    ("FACES_CHALLENGE", 4),
    ("CALLS_FOR", 14),
    ("SUPPORTS", 3),
    ("EXPLAINED_BY", 1),
    ("CORROBORATES", 4),
    ("CONFLICTS_WITH", 1),
    ("MEASURES", 26),
    ("ABOUT", 26),
    ("IN_PLACE", 26),
    // None of these may be stated by five articles that name no signatory and no succession.
    ("SIGNED", 0),
    ("SAME_AS", 0),
    ("DERIVED_FROM", 0),
];

#[test]
fn a_hundred_and_forty_core_nodes_and_five_documents() {
    let mut session = knowledge();
    let core = "MATCH (n) WHERE NOT n:Document|Statement|Discrepancy RETURN count(*)";
    assert_same("core nodes", &ask(&mut session, core), &json!([[140]]));
    let expected: Vec<_> = LABELS.iter().map(|(label, nodes)| json!([[label], nodes])).collect();
    let rows = ask(&mut session, "MATCH (n) RETURN labels(n), count(*)");
    assert_same_set("nodes by label", &rows, &json!(expected));
}

#[test]
fn two_hundred_and_forty_three_core_relations() {
    let mut session = knowledge();
    let all = ask(&mut session, &format!("{CORE} RETURN count(*)"));
    assert_same("core relations", &all, &json!([[243]]));
    let by_type = ask(&mut session, &format!("{CORE} RETURN type(r), count(*)"));
    let expected: Vec<_> = CORE_TYPES
        .iter()
        .filter(|(_, relations)| *relations > 0)
        .map(|(name, relations)| json!([name, relations]))
        .collect();
    assert_same_set("core relations by type", &by_type, &json!(expected));
    assert_eq!(CORE_TYPES.iter().map(|(_, relations)| relations).sum::<u64>(), 243);
}

#[test]
fn core_relations_by_status_confidence_and_number_of_sources() {
    let mut session = knowledge();
    let status = ask(&mut session, &format!("{CORE} RETURN r.status, count(*)"));
    assert_same_set("by status", &status, &json!([["stated", 202], ["inferred", 41]]));
    let confidence = ask(&mut session, &format!("{CORE} RETURN r.confidence, count(*)"));
    assert_same_set("by confidence", &confidence, &json!([["high", 222], ["medium", 19], ["low", 2]]));
    let shared = ask(&mut session, &format!("{CORE} AND size(r.sources) > 1 RETURN r.status, count(*)"));
    assert_same_set("carried by several documents", &shared, &json!([["stated", 10], ["inferred", 14]]));
}

#[test]
fn a_hundred_and_sixty_six_mentions_nine_of_them_implied() {
    let mut session = knowledge();
    let modes = ask(&mut session, "MATCH (:Document)-[m:MENTIONS]->() RETURN m.mode, count(*)");
    assert_same_set("mentions by mode", &modes, &json!([["named", 157], ["implied", 9]]));
    let implied = "MATCH (d:Document)-[:MENTIONS {mode: 'implied'}]->(n) RETURN d.id, n.id";
    let expected = json!([
        ["doc-000", "project-tech-valley-offshoring"],
        ["doc-001", "person-amal-el-fellah-seghrouchni"],
        ["doc-001", "org-government-of-morocco"],
        ["doc-001", "agreement-2026-training-subsidy"],
        ["doc-001", "agreement-2026-casablanca-tech-valley"],
        ["doc-001", "agreement-2026-regional-tech-valleys"],
        ["doc-002", "org-government-of-morocco"],
        ["doc-002", "place-africa"],
        ["doc-002", "sector-digital-economy"]
    ]);
    assert_same_set("implied mentions", &ask(&mut session, implied), &expected);
    let weather = "MATCH (:Document {id: 'doc-004'})-[m:MENTIONS]->(:Place {id: 'place-casablanca'}) RETURN m";
    assert_same("the weather banner is no mention", &ask(&mut session, weather), &json!([]));
}

#[test]
fn twenty_six_figures_each_reported_once() {
    let mut session = knowledge();
    let reported = "MATCH (f:Figure)-[:REPORTED_IN]->(d:Document) RETURN d.id, count(*) ORDER BY d.id";
    let expected = json!([["doc-000", 5], ["doc-001", 5], ["doc-002", 2], ["doc-003", 8], ["doc-004", 6]]);
    assert_same("figures by document", &ask(&mut session, reported), &expected);
    let qualifiers = ask(&mut session, "MATCH (f:Figure) RETURN f.qualifier, count(*)");
    let expected =
        json!([["exact", 13], ["more_than", 6], ["about", 2], ["nearly", 2], ["reached", 2], ["tens_of_thousands", 1]]);
    assert_same_set("figures by qualifier", &qualifiers, &expected);
    let values = "MATCH (f:Figure) WHERE f.id IN ['fig-000-exports-2024', 'fig-003-jobs-2014-2018', 'fig-003-investment-2020', 'fig-002-jobs'] \
                  RETURN f.id, f.value, f.unit";
    let expected = json!([
        ["fig-000-exports-2024", 26_220_000_000_u64, "MAD"],
        ["fig-002-jobs", null, "jobs"],
        ["fig-003-investment-2020", 1_500_000_000, "MAD"],
        ["fig-003-jobs-2014-2018", 69_900, "jobs"]
    ]);
    assert_same_set("values in base units", &ask(&mut session, values), &expected);
}

#[test]
fn statements_are_reported_and_said_by_those_who_are_named() {
    let mut session = knowledge();
    let reported = "MATCH (s:Statement)-[:REPORTED_IN]->(d:Document) RETURN d.id, count(*)";
    let expected = json!([["doc-000", 5], ["doc-001", 2], ["doc-002", 3], ["doc-003", 5], ["doc-004", 4]]);
    assert_same_set("statements by document", &ask(&mut session, reported), &expected);
    let said = "MATCH (p:Person)-[:SAID]->(s:Statement) RETURN p.name, count(*)";
    let expected = json!([
        ["Amal El Fellah Seghrouchni", 4],
        ["Ghita Mezzour", 2],
        ["Abderrafie Hanouf", 1],
        ["Saloua Karkri-Belkeziz", 1],
        ["Otmane Serraj", 1]
    ]);
    assert_same_set("statements by speaker", &ask(&mut session, said), &expected);
    let voices = "MATCH (s:Statement) WHERE NOT EXISTS { (:Person)-[:SAID]->(s) } RETURN s.voice, count(*)";
    assert_same_set("statements by voice", &ask(&mut session, voices), &json!([["journalist", 7], ["columnist", 3]]));
}

#[test]
fn one_reign_from_two_documents() {
    let mut session = knowledge();
    let king = "MATCH (:Person {id: 'person-mohammed-vi'})-[h:HOLDS]->(:Office {id: 'office-king'}) \
                RETURN h.sources, h.attested_from, h.attested_to, h.attest, h.status";
    let expected = json!([[["doc-000", "doc-004"], "2024-01-01", "2026-01-27", "within", "stated"]]);
    assert_same("the king", &ask(&mut session, king), &expected);
}

#[test]
fn two_people_of_one_surname_stay_two() {
    let mut session = knowledge();
    let search = "MATCH (p:Person) WHERE any(key IN p.keys WHERE key CONTAINS fold('SEGHROUCHNI')) RETURN p.id";
    let expected = json!([["person-amal-el-fellah-seghrouchni"], ["person-omar-seghrouchni"]]);
    assert_same_set("both are found", &ask(&mut session, search), &expected);
    let apart = "MATCH (a)-[:DIFFERENT_FROM]-(b) RETURN DISTINCT a.id";
    let expected =
        json!([["org-amrc"], ["org-apebi"], ["person-amal-el-fellah-seghrouchni"], ["person-omar-seghrouchni"]]);
    assert_same_set("never to be merged", &ask(&mut session, apart), &expected);
}

#[test]
fn keys_are_folded_names_and_aliases() {
    let mut session = knowledge();
    for (text, id) in [
        ("laayoune", "place-laayoune"),
        ("CHRAÏBI", "person-youssef-chraibi"),
        ("l'etat", "org-government-of-morocco"),
        ("saloua karkri belkeziz", "person-saloua-karkri-belkeziz"),
    ] {
        let query = format!("MATCH (n) WHERE any(key IN n.keys WHERE key CONTAINS fold(\"{text}\")) RETURN n.id");
        let rows = ask(&mut session, &query);
        assert!(rows.contains(&json!([id])), "{text} finds {id}: {}", json!(rows));
    }
}

#[test]
fn a_second_node_with_an_id_is_refused() {
    let mut session = memory(&seeds()).session();
    for (label, _) in LABELS {
        let id = ask(&mut session, &format!("MATCH (n:{label}) RETURN n.id LIMIT 1"));
        let statement = format!("CREATE (:{label} {{id: {}}})", id[0][0]);
        let refused = session.run(&statement, &wasl::Parameters::new()).and_then(|mut records| records.collect_rows());
        assert!(refused.is_err(), "{statement}");
    }
}
