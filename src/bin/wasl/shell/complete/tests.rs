//! What Tab offers at `|` in a text, over a small schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use wasl::Schema;

use super::complete;

/// The replacements offered at the mark, each with the text it leads to.
fn offered(marked: &str) -> Vec<String> {
    let cursor = marked.find('¦').unwrap();
    let line = marked.replace('¦', "");
    let keys: Vec<Arc<str>> = ["born", "name", "title"].map(Arc::from).to_vec();
    let schema = Schema {
        labels: vec![(Arc::from("Person"), 10), (Arc::from("Big Place"), 3)],
        relationship_types: vec![(Arc::from("HOLDS"), 5), (Arc::from("KNOWS"), 2)],
        keys_by_label: BTreeMap::from([(Arc::from("Person"), keys[..2].to_vec())]),
        keys_by_type: BTreeMap::from([(Arc::from("HOLDS"), vec![Arc::from("since")])]),
        property_keys: keys,
        functions: vec!["count", "date", "duration.between", "toUpper"],
        procedures: vec!["algo.pagerank".to_owned(), "db.labels".to_owned()],
    };
    let parameters = ["day".to_owned(), "name".to_owned()];
    let (start, found) = complete(&line, cursor, &schema, &parameters);
    found.into_iter().map(|pair| format!("{}{}", &line[..start], pair.replacement)).collect()
}

#[test]
fn labels_after_a_colon_in_a_node() {
    assert_eq!(offered("MATCH (p:Pe¦"), ["MATCH (p:Person"]);
    assert_eq!(offered("MATCH (p:pe¦)"), ["MATCH (p:Person"]);
    assert_eq!(offered("MATCH (:¦"), ["MATCH (:`Big Place`", "MATCH (:Person"]);
    assert_eq!(offered("MATCH (p:Office|Pe¦"), ["MATCH (p:Office|Person"]);
    assert_eq!(offered("MATCH (n) WHERE n:Pe¦"), ["MATCH (n) WHERE n:Person"]);
}

#[test]
fn types_after_a_colon_in_a_relationship() {
    assert_eq!(offered("MATCH ()-[:HO¦"), ["MATCH ()-[:HOLDS"]);
    assert_eq!(offered("MATCH ()-[r:HOLDS|¦]->()"), ["MATCH ()-[r:HOLDS|HOLDS", "MATCH ()-[r:HOLDS|KNOWS"]);
}

#[test]
fn properties_of_the_label_after_a_point() {
    assert_eq!(
        offered("MATCH (p:Person) RETURN p.¦"),
        ["MATCH (p:Person) RETURN p.born", "MATCH (p:Person) RETURN p.name"]
    );
    assert_eq!(offered("MATCH (x) RETURN x.ti¦"), ["MATCH (x) RETURN x.title"]);
    assert_eq!(offered("RETURN 1.¦"), [""; 0]);
}

#[test]
fn properties_of_the_label_in_a_map() {
    assert_eq!(offered("MATCH (p:Person {¦"), ["MATCH (p:Person {born", "MATCH (p:Person {name"]);
    assert_eq!(offered("MATCH (p:Person {name: 'a', b¦})"), ["MATCH (p:Person {name: 'a', born"]);
}

#[test]
fn parameters_after_a_dollar() {
    assert_eq!(offered("RETURN $¦"), ["RETURN $day", "RETURN $name"]);
}

#[test]
fn keywords_follow_the_case_of_the_user() {
    assert_eq!(offered("MAT¦"), ["MATCH"]);
    assert_eq!(offered("mat¦"), ["match"]);
}

#[test]
fn functions_and_variables_where_an_expression_stands() {
    assert_eq!(offered("MATCH (tower) RETURN to¦"), ["MATCH (tower) RETURN tower", "MATCH (tower) RETURN toUpper("]);
    assert_eq!(offered("RETURN duration.be¦"), ["RETURN duration.between("]);
}

#[test]
fn procedures_after_call() {
    assert_eq!(offered("CALL al¦"), ["CALL algo.pagerank("]);
    assert_eq!(offered("CALL algo.p¦"), ["CALL algo.pagerank("]);
}

#[test]
fn nothing_in_strings_and_comments() {
    assert_eq!(offered("RETURN 'mat¦"), [""; 0]);
    assert_eq!(offered("// mat¦"), [""; 0]);
}

#[test]
fn shell_commands_and_their_arguments() {
    assert_eq!(offered(":par¦"), [":param", ":params"]);
    assert_eq!(offered(":format js¦"), [":format json", ":format jsonl"]);
    assert_eq!(offered(":help form¦"), [":help format", ":help formats"]);
    assert_eq!(offered(":timing o¦"), [":timing off", ":timing on"]);
}

#[test]
fn properties_of_the_type_of_a_relationship() {
    assert_eq!(offered("MATCH ()-[h:HOLDS]->() RETURN h.¦"), ["MATCH ()-[h:HOLDS]->() RETURN h.since"]);
}

#[test]
fn functions_are_listed_with_their_signatures_and_an_open_call_shows_its_own() {
    assert!(super::signature_of("toupper").unwrap().starts_with("toUpper("));
    assert_eq!(super::open_call("RETURN toUpper("), super::signature_of("toUpper"));
    assert_eq!(super::open_call("RETURN toUpper(n.name"), super::signature_of("toUpper"));
    assert_eq!(super::open_call("RETURN toUpper(n.name)"), None);
    assert_eq!(super::open_call("MATCH (n"), None);
}

#[test]
fn files_are_offered_where_a_command_or_load_csv_names_one() {
    for text in [":source da", ":output x", ":once ", ":expect same p", "LOAD CSV WITH HEADERS FROM 'dat"] {
        assert!(super::names_a_file(text), "{text}");
    }
    for text in [":format js", "RETURN 'x", "MATCH (n) RETURN n.from + 'x"] {
        assert!(!super::names_a_file(text), "{text}");
    }
}

#[test]
fn describe_offers_names_of_the_schema() {
    assert_eq!(offered(":describe Per¦"), [":describe Person"]);
}
