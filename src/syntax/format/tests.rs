//! Formatting changes lines and nothing else: examples, and every batch file that the project ships.

use std::fs;
use std::path::{Path, PathBuf};

use super::format_script;
use super::statement::format_statement;
use crate::syntax::print::print_marked;
use crate::syntax::{ScriptItem, parse, split_script};

fn laid_out(text: &str) -> String {
    let once = format_script(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let twice = format_script(&once).unwrap_or_else(|error| panic!("{error}\n{once}"));
    assert_eq!(twice, once, "laid out twice");
    once
}

/// Statements and commands as trees: what must not change.
fn meaning(text: &str) -> Vec<String> {
    split_script(text)
        .iter()
        .map(|item| match item {
            ScriptItem::Statement { text, .. } => {
                parse(text).map_or((*text).to_owned(), |tree| print_marked(&tree).text)
            }
            ScriptItem::Command { name, arguments, .. } => format!(":{name} {arguments}"),
        })
        .collect()
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn each_clause_has_its_line() {
    assert_eq!(
        laid_out(
            "match (a:Person)-[:KNOWS]->(b) where a.age>30 and b.age<20 with a, count(*) as n return a.name as name order by name skip 1 limit 2"
        ),
        "MATCH (a:Person)-[:KNOWS]->(b)\nWHERE a.age > 30 AND b.age < 20\nWITH a, count(*) AS n\nRETURN a.name AS name\nORDER BY name\nSKIP 1\nLIMIT 2;\n"
    );
}

#[test]
fn long_items_stand_one_a_line() {
    let name = "x".repeat(30);
    assert_eq!(
        laid_out(&format!("RETURN {{a: '{name}', b: '{name}', c: '{name}'}} AS map, 2 AS two;")),
        format!("RETURN\n  {{\n    a: '{name}',\n    b: '{name}',\n    c: '{name}'\n  }} AS map,\n  2 AS two;\n")
    );
    assert_eq!(
        laid_out(&format!("WITH {{a: '{name}', b: '{name}', c: '{name}'}} AS map RETURN map;")),
        format!("WITH {{\n  a: '{name}',\n  b: '{name}',\n  c: '{name}'\n}} AS map\nRETURN map;\n")
    );
    assert_eq!(
        laid_out(&format!("MATCH (n) WHERE n.a = '{name}' AND n.b = '{name}' AND n.c = '{name}' RETURN n")),
        format!("MATCH (n)\nWHERE n.a = '{name}'\n  AND n.b = '{name}'\n  AND n.c = '{name}'\nRETURN n;\n")
    );
}

#[test]
fn subqueries_and_actions_of_merge_are_indented() {
    assert_eq!(
        laid_out(
            "MATCH (n) CALL (n) { MATCH (n)-->(m) RETURN count(m) AS c } MERGE (k:K) ON CREATE SET k.a = 1 ON MATCH SET k.b = 2 RETURN c"
        ),
        "MATCH (n)\nCALL (n) {\n  MATCH (n)-->(m)\n  RETURN count(m) AS c\n}\nMERGE (k:K)\n  ON CREATE SET k.a = 1\n  ON MATCH SET k.b = 2\nRETURN c;\n"
    );
    assert_eq!(
        laid_out("MATCH (n) WHERE EXISTS { MATCH (n)-->(m) WHERE m.x } FOREACH (x IN [1] | SET n.x = x)"),
        "MATCH (n)\nWHERE EXISTS { MATCH (n)-->(m) WHERE m.x }\nFOREACH (x IN [1] | SET n.x = x);\n"
    );
}

#[test]
fn words_of_the_author_are_kept() {
    assert_eq!(
        laid_out("return (0xFF) as a, \"it's\" as b, `c` as c, (1 and 2) or 3 as d, n . x order by a asc offset 1"),
        "RETURN (0xFF) AS a, \"it's\" AS b, `c` AS c, (1 AND 2) OR 3 AS d, n . x\nORDER BY a ASC\nOFFSET 1;\n"
    );
    assert_eq!(
        laid_out("create text index i for (p:Person) on (p.name)"),
        "CREATE TEXT INDEX i FOR (p:Person) ON (p.name);\n"
    );
    assert_eq!(
        laid_out("create constraint on (p:Person) assert p.name is unique"),
        "CREATE CONSTRAINT ON (p:Person) ASSERT p.name IS UNIQUE;\n"
    );
    assert_eq!(
        laid_out("MATCH (a)-[]->(b)<-[:X|:Y]-(c:A:B) RETURN a"),
        "MATCH (a)-[]->(b)<-[:X|:Y]-(c:A:B)\nRETURN a;\n"
    );
}

#[test]
fn the_name_of_a_column_keeps_its_blanks() {
    assert_eq!(laid_out("RETURN 1+1, count( * )  ,  2 * 3 AS six"), "RETURN 1+1, count( * ), 2 * 3 AS six;\n");
}

#[test]
fn comments_stay_where_they_stand() {
    assert_eq!(
        laid_out(
            "// first\n\n\n/* second */ match (n) // the nodes\n  // own line\n return n.a AS a, /* why */ n.b AS b; // behind\n//last"
        ),
        "// first\n\n/* second */\nMATCH (n) // the nodes\n// own line\nRETURN n.a AS a, /* why */ n.b AS b; // behind\n//last\n"
    );
    assert_eq!(
        laid_out("CREATE (:A {\n // one\n a: 1, // a\n b: 2 // b\n // end\n});"),
        "CREATE (:A {\n  // one\n  a: 1, // a\n  b: 2 // b\n  // end\n});\n"
    );
    assert_eq!(laid_out("RETURN 1 // why\n;"), "RETURN 1; // why\n");
}

#[test]
fn commands_and_wrong_statements_on_purpose_are_kept() {
    assert_eq!(
        laid_out(":param x => 1\nreturn $x as x; RETUR 1;\n:expect error UnexpectedSyntax\n"),
        ":param x => 1\nRETURN $x AS x;\nRETUR 1;\n:expect error UnexpectedSyntax\n"
    );
}

#[test]
fn a_statement_that_cannot_be_read_is_reported_at_its_place() {
    let error = format_script("RETURN 1;\nRETUR 2;").unwrap_err();
    assert!(error.span().unwrap().start >= 10, "{:?}", error.span());
}

#[test]
fn nothing_gives_nothing() {
    assert_eq!(format_script("").unwrap(), "");
    assert_eq!(format_script(" \n;; \n").unwrap(), "");
    assert_eq!(format_script("// only\n").unwrap(), "// only\n");
}

#[test]
fn shipped_files_keep_their_meaning() {
    let files = [files("seeds", "cypher"), files("data", "cypher")].concat();
    assert!(files.len() > 5);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(meaning(&laid_out(&text)), meaning(&text), "{}", path.display());
    }
}

#[test]
fn statements_of_the_golden_scripts_keep_their_meaning() {
    let (mut read, mut changed) = (0, 0);
    for path in files("tests/language", "script") {
        let text = fs::read_to_string(&path).unwrap();
        let inputs = text.split("\n\n").filter_map(|block| block.split("---\n").next());
        let lines =
            inputs.flat_map(|input| input.lines().chain([";"])).filter(|line| !line.starts_with(['#', ':', '[']));
        let script = lines.collect::<Vec<_>>().join("\n");
        for item in split_script(&script) {
            let ScriptItem::Statement { text, .. } = item else { continue };
            let Ok(once) = format_statement(text) else { continue };
            assert_eq!(meaning(&once), meaning(text), "{}", path.display());
            assert_eq!(format_statement(&once).unwrap(), once, "{}", path.display());
            read += 1;
            changed += usize::from(once != text);
        }
    }
    assert!(read > 200 && changed > 50, "{changed} of {read}");
}
