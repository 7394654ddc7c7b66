//! Parquet out, read by DuckDB, and in, written by Kùzu and Ladybug: in a build with the feature `parquet`. Without it the
//! messages name the feature.

#[cfg(feature = "parquet")]
use crate::exchange::python;
use crate::harness::Place;

const ROWS: &str = "UNWIND [{n: 1, f: 0.5, t: 'é', b: true, d: date('2026-01-27'), l: [1, 2], m: datetime('2026-01-27T10:00+01:00')}, \
     {n: null, f: 2, t: '', b: null, d: null, l: [], m: null}, {n: -9, t: '日', l: null}] AS r \
     RETURN r.n AS n, r.f AS f, r.t AS t, r.b AS b, r.d AS d, r.l AS l, r.m AS m, localdatetime('2026-01-27T10:00:00.5') AS local, {k: [r.n]} AS `a map`";

#[cfg(feature = "parquet")]
#[test]
fn duckdb_reads_rows_with_their_types() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], "CREATE (:A);").ends(0);
    place.run(&["export", "db", ROWS, "-o", "rows.parquet"]).ends(0).says("written: rows.parquet");
    let script = "import duckdb\n\
        duckdb.sql(\"set timezone = 'UTC'\")\n\
        rows = duckdb.sql(\"select * replace (m::varchar as m) from 'rows.parquet'\")\n\
        types = duckdb.sql(\"describe from 'rows.parquet'\").fetchall()\n\
        print([(name, kind) for name, kind, *_ in types])\n\
        for row in rows.fetchall(): print(row)\n";
    let Some(told) = python(&place, "duckdb", script) else { return };
    let expected = "[('n', 'BIGINT'), ('f', 'DOUBLE'), ('t', 'VARCHAR'), ('b', 'BOOLEAN'), ('d', 'DATE'), ('l', 'BIGINT[]'), \
         ('m', 'TIMESTAMP WITH TIME ZONE'), ('local', 'TIMESTAMP'), ('a map', 'VARCHAR')]\n\
         (1, 0.5, 'é', True, datetime.date(2026, 1, 27), [1, 2], '2026-01-27 09:00:00+00', datetime.datetime(2026, 1, 27, 10, 0, 0, 500000), '{\"k\":[1]}')\n\
         (None, 2.0, '', None, None, [], None, datetime.datetime(2026, 1, 27, 10, 0, 0, 500000), '{\"k\":[null]}')\n\
         (-9, None, '日', None, None, None, None, datetime.datetime(2026, 1, 27, 10, 0, 0, 500000), '{\"k\":[-9]}')\n";
    assert_eq!(told, expected);
}

#[cfg(feature = "parquet")]
#[test]
fn duckdb_joins_the_tables_of_a_graph() {
    let place = Place::new();
    let graph = "CREATE (a:Person {name: 'Ada', _id: 'own'})-[:KNOWS {since: 1833}]->(:Person:Author {name: 'Alan'}), (a)-[:KNOWS]->(a);";
    place.run_with(&["run", "db", "-"], graph).ends(0);
    place.run(&["export", "db", "--format", "parquet", "-o", "tables"]).ends(0).says("3 files in tables");
    let script = "import duckdb\n\
        q = \"select p.name, p._id_, p._labels, k.since, k._type, o.name from 'tables/nodes-Person.parquet' p \
        join 'tables/relationships-KNOWS.parquet' k on k._start = p._id \
        join read_parquet('tables/nodes-*.parquet', union_by_name = true) o on o._id = k._end order by k.since\"\n\
        for row in duckdb.sql(q).fetchall(): print(row)\n";
    let Some(told) = python(&place, "duckdb", script) else { return };
    assert_eq!(
        told,
        "('Ada', 'own', ['Person'], 1833, 'KNOWS', 'Alan')\n('Ada', 'own', ['Person'], None, 'KNOWS', 'Ada')\n"
    );
    place.run(&["export", "db", "--format", "parquet"]).ends(2).says("--output");
}

#[cfg(feature = "parquet")]
#[test]
fn exports_of_kuzu_and_ladybug_are_read() {
    for (module, written) in [("kuzu", "Person.parquet"), ("ladybug", "nodes_Person.parquet")] {
        let place = Place::new();
        let script = format!(
            "import {module}\n\
            q = {module}.Connection({module}.Database('k')).execute\n\
            q('CREATE NODE TABLE Person(id INT64, name STRING, tags STRING[], some INT32[], seen TIMESTAMP, born DATE, h DOUBLE, \
               f FLOAT, ok BOOL, span INTERVAL, u UUID, st STRUCT(a INT64, b STRING), nest INT64[][], tz TIMESTAMP_TZ, PRIMARY KEY(id))')\n\
            q('CREATE NODE TABLE `Big City`(name STRING, pop INT64, PRIMARY KEY(name))')\n\
            q('CREATE REL TABLE Knows(FROM Person TO Person, `odd key` INT64)')\n\
            q('CREATE REL TABLE LivesIn(FROM Person TO `Big City`)')\n\
            q(\"CREATE (:Person {{id: 1, name: 'Leïla', tags: ['a', 'b,c'], some: [1, null], seen: timestamp('2024-02-29 12:00:00.5'), \
               born: date('1990-05-17'), h: 1.5, f: 0.25, ok: true, span: interval('1 year 2 months 3 days 4 hours'), \
               u: uuid('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), st: {{a: 1, b: 'x'}}, nest: [[1], [2, 3]], \
               tz: cast('2024-02-29 12:00:00+02' as TIMESTAMP_TZ)}})\")\n\
            q(\"CREATE (:Person {{id: 2, name: ''}}), (:`Big City` {{name: 'Fès', pop: 1112072}})\")\n\
            q('MATCH (a:Person {{id: 1}}), (b:Person {{id: 2}}), (c:`Big City`) CREATE (a)-[:Knows {{`odd key`: 7}}]->(b), (b)-[:LivesIn]->(c)')\n\
            q(\"EXPORT DATABASE 'out'\")\n"
        );
        if python(&place, module, &script).is_none() {
            continue;
        }
        assert!(place.path().join("out").join(written).exists());
        place
            .run(&["import", "db", "out"])
            .ends(0)
            .says("3 nodes and 2 relationships added")
            .says("`Person`.`st`")
            .says("`Person`.`span`: intervals");
        let one = "MATCH (p:Person {id: 1}) RETURN p.name, p.tags, p.some, p.seen = localdatetime('2024-02-29T12:00:00.5') AS seen, \
                   p.born = date('1990-05-17') AS born, p.h, p.f, p.ok, p.span = duration('P14M3DT4H') AS span, p.u, p.st, p.nest, \
                   p.tz = datetime('2024-02-29T10:00Z') AS tz";
        place.run(&["--format", "csv", "query", "db", one]).ends(0).prints(
            "p.name,p.tags,p.some,seen,born,p.h,p.f,p.ok,span,p.u,p.st,p.nest,tz\n\
             Leïla,\"[\"\"a\"\",\"\"b,c\"\"]\",\"[1,]\",true,true,1.5,0.25,true,,a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,\"{a: 1, b: x}\",\"[[1],[2,3]]\",true\n",
        );
        let rows = "MATCH (a)-[r]->(b) RETURN a.id AS a, type(r) AS t, r.`odd key` AS k, b.name AS b ORDER BY t";
        place.run(&["query", "db", rows]).ends(0).prints(
            "{\"a\":1,\"t\":\"Knows\",\"k\":7,\"b\":\"\"}\n{\"a\":2,\"t\":\"LivesIn\",\"k\":null,\"b\":\"Fès\"}\n",
        );
        place.run(&["query", "db", "CREATE (:Person {id: 1})"]).ends(1);
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_the_feature_messages_name_it() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], "CREATE (:A);").ends(0);
    place.run(&["export", "db", ROWS, "-o", "rows.parquet"]).ends(2).says("--features parquet");
    place.file(
        "out/schema.cypher",
        "CREATE NODE TABLE `P` (`id` INT64, PRIMARY KEY(`id`)) WITH (storage = 'out', format = 'icebug-disk');\n",
    );
    place.file("out/nodes_P.parquet", "PAR1");
    place.run(&["import", "new", "out"]).ends(1).says("a build with the feature `parquet`");
    place.run(&["query", "new", "MATCH (n) RETURN count(n) AS n"]).ends(0).prints("{\"n\":0}\n");
}
