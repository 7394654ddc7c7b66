//! A folder that Kùzu's EXPORT DATABASE wrote, as it comes in: one written by hand in the same form, and a real one.

use crate::exchange::python;
use crate::harness::Place;

const SCHEMA: &str = "CREATE NODE TABLE `Person` (`id` INT64,`name` STRING,`born` DATE,`height` DOUBLE,`ok` BOOL,`tags` STRING[],\
     `seen` TIMESTAMP,`span` INTERVAL,`info` STRUCT(a INT64, b STRING), PRIMARY KEY(`id`));\n\
     CREATE NODE TABLE `Big City` (`name` STRING,`pop` INT64, PRIMARY KEY(`name`));\n\
     CREATE REL TABLE `Likes` (FROM `Person` TO `Person`, FROM `Person` TO `Big City`, `w` DOUBLE,MANY_MANY);\n\
     CREATE REL TABLE `LivesIn` (FROM `Person` TO `Big City`, MANY_ONE);\n";
const COPY: &str = "COPY `Person` (`id`,`name`,`born`,`height`,`ok`,`tags`,`seen`,`span`,`info`) FROM \"Person.csv\" (header=true, parallel=true);\n\
     COPY `Big City` (`name`,`pop`) FROM \"/elsewhere/Big City.csv\" (parallel=true);\n\
     COPY `Likes` (`w`) FROM \"Likes_Person_Person.csv\" (to='Person', from='Person', header=true, parallel=true);\n\
     COPY `Likes` (`w`) FROM \"Likes_Person_Big City.csv\" (to='Big City', from='Person', header=true, parallel=true);\n\
     COPY `LivesIn` FROM \"LivesIn_Person_Big City.csv\" (to='Big City', from='Person', header=true, parallel=true);\n";

fn export(people: &str) -> Place {
    let place = Place::new();
    std::fs::create_dir(place.path().join("kuzu")).unwrap();
    let files = [
        ("schema.cypher", SCHEMA),
        ("copy.cypher", COPY),
        ("index.cypher", ""),
        ("Person.csv", people),
        ("Big City.csv", "Fès,1112072\n"),
        ("Likes_Person_Person.csv", "a.id,b.id,r.w\n1,2,0.250000\n2,1,\n"),
        ("Likes_Person_Big City.csv", "a.id,b.name,r.w\n1,Fès,0.500000\n"),
        ("LivesIn_Person_Big City.csv", "a.id,b.name\n1,Fès\n"),
    ];
    for (name, text) in files {
        place.file(&format!("kuzu/{name}"), text);
    }
    place
}

const PEOPLE: &str = "a.id,a.name,a.born,a.height,a.ok,a.tags,a.seen,a.span,a.info\n\
     1,\"Ada, \"\"Countess\"\" of\nLovelace\",1815-12-10,1.650000,True,\"[a,b]\",2024-02-29 12:34:56.789,1 year 04:05:06,\"{a: 1, b: x}\"\n\
     2,\"\",,,False,,,,\n";

#[test]
fn a_folder_of_kuzu_is_read_with_its_types_and_keys() {
    let place = export(PEOPLE);
    place
        .run(&["import", "db", "kuzu"])
        .ends(0)
        .says("3 nodes and 4 relationships added")
        .says("`Person`.`info`: values of STRUCT(a INT64, b STRING) are kept as text");
    let ada = "MATCH (p:Person {id: 1}) RETURN p.name = 'Ada, \"Countess\" of\\nLovelace' AS n, p.born = date('1815-12-10') AS b, \
               p.height = 1.65 AS h, p.ok AS ok, p.tags = ['a', 'b'] AS t, p.seen = localdatetime('2024-02-29T12:34:56.789') AS s, \
               p.span = duration('P1YT4H5M6S') AS d, p.info AS i";
    place.run(&["query", "db", ada]).ends(0).prints(
        "{\"n\":true,\"b\":true,\"h\":true,\"ok\":true,\"t\":true,\"s\":true,\"d\":true,\"i\":\"{a: 1, b: x}\"}\n",
    );
    let null = "MATCH (p:Person {id: 2}) RETURN p.name AS name, keys(p) AS keys";
    place.run(&["query", "db", null]).ends(0).prints("{\"name\":\"\",\"keys\":[\"id\",\"name\",\"ok\"]}\n");
    let likes = "MATCH (a:Person)-[l:Likes]->(b) RETURN a.id AS a, l.w AS w, labels(b) AS b ORDER BY w";
    place.run(&["query", "db", likes]).ends(0).prints(
        "{\"a\":1,\"w\":0.25,\"b\":[\"Person\"]}\n{\"a\":1,\"w\":0.5,\"b\":[\"Big City\"]}\n{\"a\":2,\"w\":null,\"b\":[\"Person\"]}\n",
    );
    place.run(&["query", "db", "CREATE (:Person {id: 1})"]).ends(1).says("Person");
    // Once more would make every key twice: nothing of it stays.
    place.run(&["import", "db", "kuzu"]).ends(1);
    place.run(&["query", "db", "MATCH (n) RETURN count(n) AS n"]).ends(0).prints("{\"n\":3}\n");
}

#[test]
fn a_folder_with_a_mistake_is_named_with_file_and_line_and_changes_nothing() {
    let bad = [
        ("x\n1,Ada,soon,,,,,,\n", "Person.csv:2: property `born`: "),
        ("x\n1,Ada\n", "Person.csv:2: the row has 2 cells, and the table has 9 columns"),
        ("x\n1,a,,,,,,,\n1,b,,,,,,,\n", "Person.csv:3: a `Person` with the key `1` is there twice"),
        ("x\n1,\"a\n", "the quote that is opened in line 2 is never closed"),
        ("x\n1,a,,,,,,,\n", "Likes_Person_Person.csv:2: there is no `Person` with the key `2`"),
    ];
    for (people, told) in bad {
        let place = export(people);
        place.run(&["import", "db", "kuzu"]).ends(1).says(told);
        place.run(&["query", "db", "MATCH (n) RETURN count(n) AS n"]).ends(0).prints("{\"n\":0}\n");
    }
    let place = export(PEOPLE);
    place.file("kuzu/copy.cypher", "COPY `Person` (`id`) FROM \"Person.parquet\" ();");
    place.run(&["import", "db", "kuzu"]).ends(1).says(if cfg!(feature = "parquet") {
        "no such file"
    } else {
        "a build with the feature `parquet`"
    });
    std::fs::remove_file(place.path().join("kuzu/schema.cypher")).unwrap();
    place.run(&["import", "new", "kuzu"]).ends(2).says("is no export of Kùzu");
    place.run(&["import", "new", "graph.odt"]).ends(2).says("does not tell the form");
}

#[test]
fn a_real_export_of_kuzu_is_read() {
    let place = Place::new();
    let script = "import kuzu\n\
        q = kuzu.Connection(kuzu.Database('k')).execute\n\
        q('CREATE NODE TABLE Person(id INT64, name STRING, tags STRING[], seen TIMESTAMP, PRIMARY KEY(id))')\n\
        q('CREATE NODE TABLE `Big City`(name STRING, pop INT64, PRIMARY KEY(name))')\n\
        q('CREATE REL TABLE Knows(FROM Person TO Person, FROM Person TO `Big City`, `odd key` INT64)')\n\
        q(\"CREATE (:Person {id: 1, name: 'Leïla \\\"O\\\", 日本', tags: ['a', 'b'], seen: timestamp('2024-02-29 12:00:00')})\")\n\
        q(\"CREATE (:Person {id: 2, name: ''}), (:`Big City` {name: 'Fès', pop: 1112072})\")\n\
        q('MATCH (a:Person {id: 1}), (b:Person {id: 2}), (c:`Big City`) CREATE (a)-[:Knows {`odd key`: 7}]->(b), (b)-[:Knows]->(c)')\n\
        q(\"EXPORT DATABASE 'plain' (format='csv')\")\n\
        q(\"EXPORT DATABASE 'piped' (format='csv', delim='|', header=true)\")\n";
    if python(&place, "kuzu", script).is_none() {
        return;
    }
    for folder in ["plain", "piped"] {
        place.run(&["import", &format!("of-{folder}"), folder]).ends(0).says("3 nodes and 2 relationships added");
        let rows = "MATCH (a:Person)-[k:Knows]->(b) RETURN a.name AS a, a.seen AS seen, k.`odd key` AS k, b.name AS b ORDER BY b";
        place.run(&["query", &format!("of-{folder}"), rows]).ends(0).prints(
            "{\"a\":\"Leïla \\\"O\\\", 日本\",\"seen\":\"2024-02-29T12:00\",\"k\":7,\"b\":\"\"}\n\
             {\"a\":\"\",\"seen\":null,\"k\":null,\"b\":\"Fès\"}\n",
        );
    }
}
