//! Documents may be loaded in any order, twice, one alone, or with a sixth one: what they say comes out the same.

use std::path::PathBuf;

use serde_json::json;
use wasl::{Database, OpenOptions, Parameters};

use crate::shelf::{answers, ask, assert_same, dump, fill, load, memory, rules, run_script, seeds};

/// A sixth document: it repeats two facts of others (one of them only inferred so far) and adds a holder of an office.
const SIXTH: &str = "
    MERGE (d:Document {id: 'doc-005'}) SET d.name = 'A sixth document', d.file = '005.txt', d.keys = ['a sixth document'];
    MERGE (a:Segment {id: 'segment-crm'}) MERGE (b:Segment {id: 'segment-bpo'})
    MERGE (a)-[r:PART_OF]->(b)
    SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-005')), r.status = 'stated', r.confidence = 'high';
    MERGE (a:Event {id: 'event-2026-01-27-offer-renewal-meeting'}) MERGE (b:Place {id: 'place-rabat'})
    MERGE (a)-[r:LOCATED_IN]->(b)
    SET r.sources = coll.sort(coll.distinct(coalesce(r.sources, []) + 'doc-005')), r.status = 'stated', r.confidence = 'high';
";

/// Fails with the first line that differs.
fn assert_same_graph(what: &str, found: &[String], expected: &[String]) {
    if found == expected {
        return;
    }
    let extra = found.iter().find(|line| !expected.contains(line));
    let missing = expected.iter().find(|line| !found.contains(line));
    panic!("{what}: {} lines, not {}\n  extra: {extra:?}\nmissing: {missing:?}", found.len(), expected.len());
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let files = seeds();
    let expected = dump(&memory(&files));
    let mut orders: Vec<Vec<PathBuf>> = vec![files.iter().rev().cloned().collect()];
    for turn in 1..files.len() {
        let mut order = files.clone();
        order.rotate_left(turn);
        orders.push(order);
    }
    for (from, to) in [(0, 5), (1, 4), (2, 3)] {
        let mut order = files.clone();
        order.swap(from, to);
        orders.push(order);
    }
    for order in orders {
        let names: Vec<_> = order.iter().filter_map(|path| path.file_name()).collect();
        assert_same_graph(&format!("{names:?}"), &dump(&memory(&order)), &expected);
    }
}

#[test]
fn loading_twice_changes_nothing() {
    let files = seeds();
    let database = memory(&files);
    let once = dump(&database);
    fill(&database, &files);
    assert_same_graph("the same order twice", &dump(&database), &once);
    let backwards: Vec<PathBuf> = files.into_iter().rev().collect();
    fill(&database, &backwards);
    assert_same_graph("and backwards", &dump(&database), &once);
}

#[test]
fn one_document_alone_keeps_the_rules() {
    for file in seeds().iter().filter(|file| !file.ends_with("judgements.cypher")) {
        let mut session = memory(std::slice::from_ref(file)).session();
        let documents = ask(&mut session, "MATCH (d:Document) RETURN count(*)");
        assert_same(&file.display().to_string(), &documents, &json!([[1]]));
        for (rule, query) in rules() {
            for rows in run_script(&mut session, &query, &mut Parameters::new()) {
                assert_same(&format!("{rule} with {} alone", file.display()), &rows, &json!([]));
            }
        }
    }
}

#[test]
fn a_sixth_document_joins_in_before_or_after_the_others() {
    let files = seeds();
    let after = memory(&files);
    run_script(&mut after.session(), SIXTH, &mut Parameters::new());
    let before = Database::memory();
    run_script(&mut before.session(), SIXTH, &mut Parameters::new());
    fill(&before, &files);
    let expected = dump(&after);
    assert_same_graph("before", &dump(&before), &expected);
    fill(&after, &files);
    assert_same_graph("and the others once more", &dump(&after), &expected);

    let contact_centres = "MATCH (:Segment {id: 'segment-crm'})-[r:PART_OF]->(:Segment {id: 'segment-bpo'}) \
                           RETURN r.sources, r.status, r.confidence";
    let expected = json!([[["doc-002", "doc-004", "doc-005"], "stated", "high"]]);
    assert_same("stated wins", &ask(&mut after.session(), contact_centres), &expected);
    let relations = "MATCH ()-[r]->() WHERE 'doc-005' IN r.sources RETURN count(*)";
    assert_same("its own sources", &ask(&mut after.session(), relations), &json!([[2]]));
}

#[test]
fn a_store_answers_like_memory_after_reopening() {
    let files = seeds();
    let memory = memory(&files);
    let expected = answers(&mut memory.session());
    assert_eq!(expected.len(), 40);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("knowledge");
    let open = || Database::open(&path, &OpenOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    let (first, rest) = files.split_at(3);
    let store = open();
    fill(&store, rest);
    store.close().unwrap_or_else(|e| panic!("{e}"));
    let store = open();
    let mut session = store.session();
    for file in first {
        load(&mut session, file);
    }
    drop(session);
    drop(store);

    let store = open();
    assert_same_graph("the reopened store", &dump(&store), &dump(&memory));
    assert_eq!(answers(&mut store.session()), expected);
}
