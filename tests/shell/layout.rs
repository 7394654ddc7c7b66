//! `wasl format`: to stdout, in place, only checked; comments and commands kept.

use std::fs;

use crate::harness::Place;

const LOOSE: &str = "// who\nmatch (p:Person) where p.age>30 return p.name as name; // all\n:expect rows 0\n";
const TIDY: &str = "// who\nMATCH (p:Person)\nWHERE p.age > 30\nRETURN p.name AS name; // all\n:expect rows 0\n";

#[test]
fn a_file_is_laid_out_on_stdout_and_stays_as_it_is() {
    let place = Place::new();
    let path = place.file("a.cypher", LOOSE);
    place.run(&["format", "a.cypher"]).ends(0).silent().prints(TIDY);
    assert_eq!(fs::read_to_string(path).unwrap(), LOOSE);
    place.run_with(&["format", "-"], TIDY).ends(0).prints(TIDY);
}

#[test]
fn check_names_the_files_and_write_changes_them() {
    let place = Place::new();
    let path = place.file("a.cypher", LOOSE);
    place.file("b.cypher", TIDY);
    place.run(&["format", "--check", "a.cypher", "b.cypher"]).ends(1).prints("").says("a.cypher is laid out otherwise");
    place.run(&["format", "--write", "a.cypher", "b.cypher"]).ends(0).silent().prints("");
    assert_eq!(fs::read_to_string(path).unwrap(), TIDY);
    place.run(&["format", "--check", "a.cypher", "b.cypher"]).ends(0).silent();
}

#[test]
fn an_error_has_its_place_and_nothing_is_written() {
    let place = Place::new();
    let path = place.file("a.cypher", LOOSE);
    place.file("b.cypher", "RETURN 1;\nRETUR 2;\n");
    place.run(&["format", "--write", "a.cypher", "b.cypher"]).ends(1).says("b.cypher:2:1");
    assert_eq!(fs::read_to_string(path).unwrap(), LOOSE);
}

#[test]
fn usage_is_checked() {
    let place = Place::new();
    place.run(&["format", "nowhere.cypher"]).ends(2).says("no such file");
    place.run_with(&["format", "--write", "-"], "RETURN 1").ends(2).says("stdin");
    place.run(&["format", "--write", "--check", "a.cypher"]).ends(2);
    place.run(&["format"]).ends(2);
}
