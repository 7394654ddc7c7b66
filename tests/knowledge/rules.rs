//! The ontology holds: its rules find nothing in the shipped knowledge, and each finds the offence made for it.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use wasl::Parameters;

use crate::shelf::{ask, assert_same, knowledge, memory, rules, run_script, seeds};

/// What each type of relationship joins: from these labels to those; `*` is any label.
const ENDS: [(&str, &str, &str); 46] = [
    ("HOLDS", "Person", "Office"),
    ("OFFICE_OF", "Office", "Organization"),
    ("PRESIDED", "Person", "Event"),
    ("PARTICIPATED_IN", "Person", "Event"),
    ("AUTHORED", "Person", "Event"),
    ("ORGANIZED", "Organization", "Event"),
    ("ANNOUNCED", "Person", "Figure"),
    ("SAID", "Person", "Statement"),
    ("ATTRIBUTED_TO", "Figure", "Organization"),
    ("MEASURES", "Figure", "Indicator"),
    ("ABOUT", "Figure Statement Discrepancy", "*"),
    ("IN_PLACE", "Figure", "Place"),
    ("UNDER", "Figure", "Plan Agreement"),
    ("REPORTED_IN", "Figure Statement", "Document"),
    ("MENTIONS", "Document", "*"),
    ("CORROBORATES", "Figure", "Figure"),
    ("CONFLICTS_WITH", "Figure", "Figure"),
    ("DERIVED_FROM", "Figure", "Figure"),
    ("PART_OF", "Event Place Zone Segment Activity Skill Sector", "Event Place Project Segment Sector"),
    ("LOCATED_IN", "Event Zone", "Place"),
    ("SIGNED_AT", "Agreement", "Event"),
    ("CONCERNS", "Agreement Circular", "Zone Topic Sector Offer"),
    ("DESCRIBES", "AgreementMention", "Agreement"),
    ("PARTY_TO", "Organization", "Agreement"),
    ("RENEWS", "Event", "Offer"),
    ("ADDRESSES", "Event", "Sector Plan"),
    ("COVERS", "Offer Plan", "Sector"),
    ("DEDICATED_TO", "Zone Project", "Sector"),
    ("ISSUED", "Office", "Circular"),
    ("CREATED", "Organization", "Organization"),
    ("SUPPORTED", "Organization", "Organization"),
    ("STEERS", "Organization", "Plan"),
    ("SKILL_OF", "Skill", "Segment"),
    ("SHIFTS_TO", "Segment", "Segment"),
    ("DROVE_GROWTH_OF", "Segment", "Sector"),
    ("RANKED_ABOVE", "Sector", "Sector"),
    ("COMPETES_WITH", "Place", "Place"),
    ("FACES_CHALLENGE", "Sector", "Topic Skill"),
    ("CALLS_FOR", "Person Event", "Topic"),
    ("SUPPORTS", "Topic", "Sector"),
    ("EXPLAINED_BY", "Figure", "Topic"),
    ("GUIDED_BY", "Event Figure", "Person"),
    ("FIRST_OF_ITS_KIND_SINCE", "Event", "Event"),
    ("SAME_AS", "*", "*"),
    ("POSSIBLY_SAME_AS", "*", "*"),
    ("DIFFERENT_FROM", "*", "*"),
];

/// For each rule a statement that offends against it.
const OFFENCES: [(&str, &str); 15] = [
    ("R01", "CREATE (:Topic {id: 'topic-without-a-name'})"),
    ("R02", "CREATE (:Topic {id: 'place-rabat', name: 'Rabat'})"),
    ("R03", "MATCH (n:Place {id: 'place-rabat'}) SET n.note = ''"),
    ("R04", "MATCH ()-[r:PRESIDED]->() REMOVE r.sources"),
    ("R05", "MATCH ()-[r:PRESIDED]->() SET r.sources = ['doc-999']"),
    ("R06", "MATCH (a)-[r:PRESIDED]->(b) CREATE (a)-[s:PRESIDED]->(b) SET s = properties(r)"),
    ("R07", "MATCH (:Place {id: 'place-africa'})-[r:PART_OF]->(:Place {id: 'place-world'}) REMOVE r.reason"),
    ("R08", "MATCH (:Figure {id: 'fig-000-jobs'})-[r:MEASURES]->() DELETE r"),
    (
        "R09",
        "MATCH (f:Figure {id: 'fig-004-rank-africa'}), (g:Figure {id: 'fig-004-rank-francophone'}) SET f.dims = g.dims",
    ),
    ("R10", "MATCH (f:Figure {id: 'fig-001-jobs'}) REMOVE f.lo"),
    ("R11", "MATCH (a:Place {id: 'place-rabat'}), (b:Place {id: 'place-world'}) CREATE (b)-[:PART_OF]->(a)"),
    ("R12", "MATCH (a)-[:DIFFERENT_FROM]->(b) CREATE (a)-[:SAME_AS]->(b)"),
    (
        "R13",
        "MATCH (a:Place {id: 'place-rabat'}), (b:Zone {id: 'zone-agadir-tech-valley'}) CREATE (a)-[:DIFFERENT_FROM]->(b)",
    ),
    ("R14", "MATCH (:Person)-[h:HOLDS {attest: 'within'}]->() SET h.attest = 'point'"),
    ("R15", "MATCH (:Discrepancy {id: 'discrepancy-t01'})-[r:ABOUT]->() DELETE r"),
];

#[test]
fn the_rules_find_no_offence() {
    let mut session = knowledge();
    for (rule, query) in rules() {
        let results = run_script(&mut session, &query, &mut Parameters::new());
        assert_eq!(results.len(), 1, "{rule} is one query");
        assert_same(&rule, results.first().unwrap(), &json!([]));
    }
}

#[test]
fn each_rule_finds_the_offence_made_for_it() {
    let rules: BTreeMap<String, String> = rules().into_iter().collect();
    let offences: BTreeMap<&str, &str> = OFFENCES.into_iter().collect();
    assert!(rules.keys().map(String::as_str).eq(offences.keys().copied()), "an offence for each rule");
    let mut session = memory(&seeds()).session();
    for (rule, offence) in offences {
        session.begin().unwrap_or_else(|e| panic!("{e}"));
        ask(&mut session, offence);
        let found = run_script(&mut session, &rules[rule], &mut Parameters::new());
        assert!(found.iter().any(|rows| !rows.is_empty()), "{rule} does not see: {offence}");
        session.rollback().unwrap_or_else(|e| panic!("{e}"));
    }
}

#[test]
fn relationships_join_what_the_ontology_lets_them_join() {
    let mut session = knowledge();
    let allows = |labels: &str, found: &Json| {
        labels == "*" || labels.split_whitespace().any(|label| found.as_array().unwrap().contains(&json!(label)))
    };
    for row in ask(&mut session, "MATCH (a)-[r]->(b) RETURN DISTINCT type(r), labels(a), labels(b)") {
        let (_, from, to) =
            ENDS.iter().find(|(name, ..)| row[0] == *name).unwrap_or_else(|| panic!("unknown type: {row}"));
        assert!(allows(from, &row[1]) && allows(to, &row[2]), "{row}");
    }
}

#[test]
fn every_inferred_relation_gives_its_reason() {
    let mut session = knowledge();
    let silent = "MATCH (a)-[r]->(b) WHERE r.status = 'inferred' AND r.reason IS NULL RETURN a.id, type(r), b.id";
    assert_same("without a reason", &ask(&mut session, silent), &json!([]));
}

#[test]
fn what_is_contested_is_a_query() {
    let mut session = knowledge();
    let contested = "MATCH (x:Discrepancy)-[r:ABOUT]->(f:Figure {id: 'fig-000-jobs-2030'}) RETURN x.id, r.sources";
    let expected =
        json!([["discrepancy-t28", ["doc-000", "doc-001"]], ["discrepancy-t36", ["doc-000", "doc-003", "doc-004"]]]);
    crate::shelf::assert_same_set("270 000 jobs", &ask(&mut session, contested), &expected);
}
