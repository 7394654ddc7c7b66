//! `wasl import`: what scripts see of it, and that the store holds what the files say.

use std::fs;
use std::io::Write;

use crate::harness::Place;

const PERSONS: &str =
    "id,name,born,height\n1,Ada,1815-12-10,1.65\n2,\"Grace \"\"Amazing\"\" H.\",1906-12-09,\n3,,,1.7\n";
const FOLLOWS: &str = "src,dst,since\n1,2,1930\n2,3,\n";
const WHO: [&str; 2] = ["--nodes", "Person=persons.csv"];
const WHOM: [&str; 2] = ["--relationships", "FOLLOWS(Person->Person)=follows.csv"];
const ROWS: &str =
    "MATCH (a:Person)-[r:FOLLOWS]->(b) RETURN a.name AS a, a.born.year AS born, r.since AS since, b.id AS b ORDER BY b";

fn place() -> Place {
    let place = Place::new();
    place.file("persons.csv", PERSONS);
    place.file("follows.csv", FOLLOWS);
    place
}

/// The rows of `ROWS` over the store `db`, one JSON object a line.
fn rows(place: &Place, db: &str) -> String {
    let run = place.run(&["query", db, ROWS]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

const EXPECTED: &str = "{\"a\":\"Ada\",\"born\":1815,\"since\":1930,\"b\":2}\n\
                        {\"a\":\"Grace \\\"Amazing\\\" H.\",\"born\":1906,\"since\":null,\"b\":3}\n";

#[test]
fn import_fills_a_new_store_which_reopens() {
    let place = place();
    let run = place.run(&[&["import", "db"], &WHO[..], &WHOM[..]].concat());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    let told: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(told[0], "persons.csv: 3 rows · id INTEGER, name STRING, born DATE, height FLOAT");
    assert_eq!(told[1], "follows.csv: 2 rows · since INTEGER");
    assert!(told[2].starts_with("db: 3 nodes and 2 relationships added in "), "{}", run.stderr);
    assert_eq!(rows(&place, "db"), EXPECTED);
    // What is written after an import is found again beside it.
    assert_eq!(place.run(&["query", "db", "CREATE (:Person {id: 4, nick: 'Lin'})"]).code, 0);
    let run = place.run(&["query", "db", "MATCH (p:Person) RETURN count(p) AS n, count(p.nick) AS nicks"]);
    assert_eq!(run.stdout, "{\"n\":4,\"nicks\":1}\n");
}

#[test]
fn gzip_and_stdin_are_files_like_any_other() {
    let place = place();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(PERSONS.as_bytes()).unwrap();
    fs::write(place.path().join("persons.csv.gz"), encoder.finish().unwrap()).unwrap();
    let arguments =
        ["import", "db", "--nodes", "Person=persons.csv.gz", "--relationships", "FOLLOWS(Person->Person)=-"];
    let run = place.run_with(&arguments, FOLLOWS);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(rows(&place, "db"), EXPECTED);
    let run = place.run_with(&["import", "db2", "--nodes", "A=-", "--nodes", "B=-"], "id\n1\n");
    assert_eq!(run.code, 2);
}

#[test]
fn bad_row_loads_nothing_and_names_file_and_line() {
    let place = place();
    place.file("follows.csv", "src,dst,since\n1,2,1930\n2,9,1940\n");
    let run = place.run(&[&["import", "db"], &WHO[..], &WHOM[..]].concat());
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("follows.csv:3: column `dst`: no node of `Person` has the key `9`"), "{}", run.stderr);
    assert!(run.stderr.contains("--bad-rows skip"), "{}", run.stderr);
    let run = place.run(&["query", "db", "MATCH (n) RETURN count(n) AS n"]);
    assert_eq!(run.stdout, "{\"n\":0}\n");
}

#[test]
fn bad_rows_are_left_out_and_kept_in_a_file() {
    let place = place();
    place.file("follows.csv", "src,dst,since\n1,2,1930\n2,9,\"a, b\"\n2,3,\n1\n");
    let run = place.run(&[&["import", "db", "--bad-rows-file", "bad.csv"], &WHO[..], &WHOM[..]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("2 rows left out"), "{}", run.stderr);
    assert!(run.stderr.contains("warning"), "{}", run.stderr);
    assert_eq!(rows(&place, "db"), EXPECTED);
    assert_eq!(
        fs::read_to_string(place.path().join("bad.csv")).unwrap(),
        "file,line,reason,row\n\
         follows.csv,3,column `dst`: no node of `Person` has the key `9`,\"2,9,\"\"a, b\"\"\"\n\
         follows.csv,5,\"the row has 1 cell, the header 3\",1\n"
    );
}

#[test]
fn wrong_arguments_and_missing_files_touch_no_store() {
    let place = place();
    for arguments in [
        &["--nodes", "Person=nowhere.csv"][..],
        &["--nodes", "Person="],
        &["--relationships", "FOLLOWS(Person)=follows.csv"],
        &["--nodes", "Person=persons.csv", "--delimiter", "::"],
        &[],
    ] {
        let run = place.run(&[&["import", "db"], arguments].concat());
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        assert!(!place.path().join("db").exists(), "{arguments:?}");
    }
}

#[test]
fn import_into_a_store_adds_to_what_is_there() {
    let place = place();
    let constraint = "CREATE CONSTRAINT FOR (p:Person) REQUIRE p.id IS UNIQUE";
    assert_eq!(place.run(&[&["import", "db"], &WHO[..]].concat()).code, 0);
    // Without a constraint nothing says what the key of a person is.
    let run = place.run(&[&["import", "db"], &WHOM[..]].concat());
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("unique constraint"), "{}", run.stderr);
    assert_eq!(place.run(&["query", "db", constraint]).code, 0);
    let run = place.run(&[&["import", "db"], &WHOM[..]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(rows(&place, "db"), EXPECTED);
    let run = place.run(&[&["import", "db"], &WHO[..]].concat());
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("persons.csv:2: a node with the key 1 is there already"), "{}", run.stderr);
    assert_eq!(rows(&place, "db"), EXPECTED);
}
