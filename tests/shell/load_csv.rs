//! `LOAD CSV`: files as rows of a statement.

use crate::harness::Place;

#[test]
fn records_are_lists_or_maps() {
    let place = Place::new();
    place.file("a.csv", "id,name\n1,Ada\n2,\n3,\"\"\n");
    let run = place.query(&[], "LOAD CSV FROM 'a.csv' AS row RETURN row");
    assert_eq!(
        run.stdout,
        "{\"row\":[\"id\",\"name\"]}\n{\"row\":[\"1\",\"Ada\"]}\n{\"row\":[\"2\",null]}\n{\"row\":[\"3\",\"\"]}\n",
        "{}",
        run.stderr
    );
    let run =
        place.query(&[], "LOAD CSV WITH HEADERS FROM 'a.csv' AS row RETURN toInteger(row.id) AS id, row.name AS n");
    assert_eq!(run.stdout, "{\"id\":1,\"n\":\"Ada\"}\n{\"id\":2,\"n\":null}\n{\"id\":3,\"n\":\"\"}\n");
}

#[test]
fn each_row_before_it_reads_its_own_file() {
    let place = Place::new();
    place.file("a.csv", "x;y\n1;2\n");
    place.file("b.csv", "x;y\n3;4\n5;6\n");
    let text = "UNWIND ['a.csv', 'b.csv'] AS file LOAD CSV WITH HEADERS FROM file AS row FIELDTERMINATOR ';' \
                CREATE (:N {file: file, x: toInteger(row.x)}) WITH count(*) AS made MATCH (n:N) \
                RETURN made, count(n) AS n, sum(n.x) AS sum";
    let run = place.query(&[], text);
    assert_eq!(run.stdout, "{\"made\":3,\"n\":3,\"sum\":9}\n", "{}", run.stderr);
}

#[test]
fn long_file_streams_and_stops_at_a_limit() {
    let place = Place::new();
    let path = place.file("long.csv", &format!("n\n{}", (0..100_000).map(|n| format!("{n}\n")).collect::<String>()));
    let url = format!("file://{}", path.display());
    let run = place
        .query(&[], &format!("LOAD CSV WITH HEADERS FROM '{url}' AS r RETURN count(r) AS c, max(toInteger(r.n)) AS m"));
    assert_eq!(run.stdout, "{\"c\":100000,\"m\":99999}\n", "{}", run.stderr);
    let run = place.query(&[], &format!("LOAD CSV WITH HEADERS FROM '{url}' AS r RETURN r.n AS n LIMIT 2"));
    assert_eq!(run.stdout, "{\"n\":\"0\"}\n{\"n\":\"1\"}\n");
}

#[test]
fn what_cannot_be_read_is_told_at_its_place() {
    let place = Place::new();
    place.file("wide.csv", "a,b\n1,2\n1,2,3\n");
    for (url, told) in [
        ("'nowhere.csv'", "there is no such file"),
        ("'https://example.org/a.csv'", "reads files, not `https:` addresses"),
        ("'wide.csv'", "wide.csv:3: the row has 3 cells, the header 2"),
        ("null", "needs the name of a file"),
    ] {
        let run = place.query(&[], &format!("LOAD CSV WITH HEADERS FROM {url} AS row RETURN row"));
        assert_eq!(run.code, 1, "{url}");
        assert!(run.stderr.contains(told), "{url}: {}", run.stderr);
        assert!(run.stderr.contains(":1:28"), "{url}: {}", run.stderr);
    }
}
