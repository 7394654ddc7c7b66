//! What a session may use and how it is stopped: limits named with the way to raise them, Ctrl-C that answers at once.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::Place;

#[test]
fn limits_are_shown_set_and_lifted() {
    let place = Place::new();
    let rows = "UNWIND range(1, 10) AS i RETURN i;\n";
    let text = format!(
        ":limits rows 3\n{rows}:expect error LimitExceeded.RowLimit\n:limits rows off\n{rows}:expect rows 10\n"
    );
    place.run_with(&["run", ":memory:", "-", "--format", "csv"], &text).ends(0);
    let shown = ":limits memory 1.5MiB\n:limits\n:limits off\n:limits\n";
    place.run_with(&["run", ":memory:", "-", "--format", "csv", "--timeout", "30s"], shown).ends(0).prints(
        "limit,value,in the shell,at the start\n\
         timeout,30 s,:limits timeout 30s,--timeout 30s\n\
         memory,1.5 MiB,:limits memory 2GiB,--memory 2GiB\n\
         rows,none,:limits rows 1000,--max-rows 1000\n\
         limit,value,in the shell,at the start\n\
         timeout,none,:limits timeout 30s,--timeout 30s\n\
         memory,none,:limits memory 2GiB,--memory 2GiB\n\
         rows,none,:limits rows 1000,--max-rows 1000\n",
    );
    place.run_with(&["run", ":memory:", "-"], ":limits depth 3\n").ends(1).says("`:limits memory 2GiB`");
}

#[test]
fn memory_tells_the_parts_of_the_graph_and_their_sum() {
    let place = Place::new();
    let text = "UNWIND range(1, 1000) AS i CREATE (:N {i: i});\n:memory\n";
    let told = place.run_with(&["run", ":memory:", "-", "--format", "csv"], text).ends(0).stdout;
    let bytes = |line: &str| line.split(',').nth(1).and_then(|bytes| bytes.parse::<u64>().ok()).unwrap_or(0);
    let lines: Vec<&str> = told.lines().collect();
    let (last, parts) = lines.split_last().expect("a sum");
    assert!(last.starts_with("the graph,") && bytes(last) > 1000, "{told}");
    assert_eq!(parts.iter().map(|line| bytes(line)).sum::<u64>(), bytes(last), "{told}");
}

/// Starts `statements` and interrupts the last one, which must not end by itself; how long the answer took, and what was
/// said. The first statement gives one row.
fn interrupted(place: &Place, db: &str, statements: &str) -> (Duration, String) {
    let mut command = place.command(&["query", db, statements]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe"));
    answers.read_line(&mut String::new()).expect("answered");
    std::thread::sleep(Duration::from_millis(700));
    let start = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs").success());
    // Results of which nobody reads on would fill the pipe.
    let reader = std::thread::spawn(move || std::io::copy(&mut answers, &mut std::io::sink()));
    let status = child.wait().expect("ends");
    let took = start.elapsed();
    reader.join().expect("reads").expect("to the end");
    let mut errors = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("read");
    assert_eq!(status.code(), Some(130), "{statements}: {errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    (took, errors)
}

/// Statements that go on until they are stopped, on the graph and beside the file of the test.
const ENDLESS: &[(&str, &str)] = &[
    ("paths", "MATCH p = (:P {id: 1})-[:K*1..14]-() RETURN count(p)"),
    ("a cross product", "MATCH (a:P), (b:P), (c:P) WHERE a.id + b.id + c.id = -1 RETURN count(*)"),
    (
        "a sort",
        "UNWIND range(1, 5000) AS a UNWIND range(1, 5000) AS b WITH a, b ORDER BY toString(a * b) RETURN a LIMIT 3000000",
    ),
    ("an algorithm", "CALL algo.betweenness({type: 'K'}) YIELD node, score RETURN max(score)"),
    (
        "a list",
        "UNWIND range(1, 1000) AS r WITH size([x IN range(1, 2000000) WHERE x % 2 = 1 | toString(x)]) AS n RETURN sum(n)",
    ),
    ("a write", "UNWIND range(1, 5000) AS a UNWIND range(1, 5000) AS b CREATE (:X {a: a, b: b})"),
    ("groups", "UNWIND range(1, 500000000) AS x WITH toString(x % 3000000) AS k, collect(x) AS c RETURN count(*)"),
    ("distinct rows", "UNWIND range(1, 500000000) AS x WITH DISTINCT toString(x % 3000000) AS y RETURN count(*)"),
    ("collect", "UNWIND range(1, 500000000) AS x WITH collect([x % 7]) AS c RETURN size(c)"),
    ("reduce", "RETURN reduce(s = 0, x IN range(1, 100000000) | s + x)"),
    ("a quantifier", "RETURN all(x IN range(1, 1000000000) WHERE x > 0)"),
    (
        "the first of many",
        "UNWIND range(1, 500000000) AS x WITH x % 77777 AS y ORDER BY y, -x LIMIT 300000 RETURN count(*)",
    ),
    ("shortest paths", "MATCH (a:P), (b:P) MATCH p = shortestPath((a)-[:K*]-(b)) RETURN sum(length(p))"),
    ("all pairs", "CALL algo.allPairs({type: 'K', limit: 100000}) YIELD cost RETURN sum(cost)"),
    (
        "a distance",
        "WITH reduce(s = 'ab', i IN range(1, 16) | s + s) AS a, reduce(s = 'bc', i IN range(1, 16) | s + s) AS b \
         RETURN levenshtein(a, b)",
    ),
    (
        "a likeness",
        "WITH reduce(s = 'ab', i IN range(1, 17) | s + s) AS a, reduce(s = 'cd', i IN range(1, 17) | s + s) AS b \
         RETURN similarity(a, b)",
    ),
    (
        "texts",
        "UNWIND range(1, 100000) AS r WITH replace(reduce(s = 'x', i IN range(1, 22) | s + s), 'x', 'yy') AS t RETURN sum(size(t))",
    ),
    ("a pattern of text", "UNWIND range(1, 500000000) AS x WITH x WHERE toString(x) =~ '(a|aa)+b?' RETURN count(*)"),
    ("FOREACH", "FOREACH (i IN range(1, 100000000) | CREATE (:X {i: i}))"),
    ("MERGE", "UNWIND range(1, 100000000) AS i MERGE (:X {i: i % 1000})"),
    ("rows", "UNWIND range(1, 500000000) AS x RETURN x, toString(x)"),
    ("one long row", "RETURN [x IN range(1, 100000000) | [x]] AS l"),
    (
        "a long text",
        "UNWIND range(1, 1000000) AS r WITH normalize(reduce(s = 'é', i IN range(1, 24) | s + s), 'NFD') AS l RETURN count(l)",
    ),
    (
        "a pattern of a long text",
        "UNWIND range(1, 1000000) AS r WITH r, reduce(s = 'x', i IN range(1, 26) | s + s) =~ '(x|xx)+y' AS m RETURN count(m)",
    ),
    ("a chain of texts", "RETURN reduce(s = 'x', i IN range(1, 1000000) | replace(s + s, 'xx', 'x')) AS s"),
    ("a file", "LOAD CSV FROM 'rows.csv' AS row UNWIND range(1, 1000) AS i CREATE (:X {a: row[0]})"),
    ("DISTINCT lists", "UNWIND range(1, 500000000) AS x RETURN count(DISTINCT [x, x % 7])"),
];

#[test]
fn an_interrupt_is_answered_at_once_whatever_runs() {
    let place = Place::new();
    let graph = "UNWIND range(0, 2999) AS i CREATE (:P {id: i}); CREATE INDEX FOR (p:P) ON (p.id); \
                 UNWIND range(0, 29999) AS i MATCH (a:P {id: i % 3000}), (b:P {id: (i * 7919 + i / 3000 * 1237 + 1) % 3000}) CREATE (a)-[:K]->(b)";
    place.run_with(&["run", "db", "-"], graph).ends(0);
    place.file("rows.csv", &"a,b\n".repeat(200_000));
    for (what, statement) in ENDLESS {
        let (took, _) = interrupted(&place, "db", &format!("RETURN 0 AS ready; {statement}"));
        // Unoptimised, on a machine that does other things too; the aim is 200 ms.
        assert!(took < Duration::from_secs(3), "{what}: {took:?}");
    }
    place.run(&["query", "db", "MATCH (n) RETURN count(n) AS n"]).ends(0).prints("{\"n\":3000}\n");
}

#[test]
fn an_interrupted_import_leaves_the_store_as_it_was() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], "CREATE (:Old);").ends(0);
    let rows: String = (0..1_500_000).map(|i| format!("{i},name {i}\n")).collect();
    place.file("p.csv", &format!("id,name\n{rows}"));
    let mut command = place.command(&["import", "db", "--nodes", "P=p.csv"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("starts");
    std::thread::sleep(Duration::from_millis(400));
    let start = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs").success());
    let status = child.wait().expect("ends");
    let took = start.elapsed();
    assert_eq!(status.code(), Some(130));
    assert!(took < Duration::from_secs(3), "{took:?}");
    place.run(&["query", "db", "MATCH (n) RETURN count(n) AS n"]).ends(0).prints("{\"n\":1}\n");
    place.run(&["check", "db"]).ends(0);
}

/// What is begun and interrupted is not there, under no name, and an older file of the name is as it was. An interrupt
/// that comes when all is written finds it whole.
#[cfg(unix)]
#[test]
fn an_interrupted_export_leaves_nothing_and_an_older_file_stays() {
    let place = Place::new();
    let graph = "UNWIND range(1, 30000) AS i CREATE (:P {id: i})-[:K]->(:Q {id: i});";
    place.run_with(&["run", "db", "-"], graph).ends(0);
    place.file("old.csv", "kept\n");
    let names = || {
        let entries = std::fs::read_dir(place.path()).expect("a directory");
        let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    let interrupt = |arguments: &[&str]| {
        let mut child = place.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        std::thread::sleep(Duration::from_millis(500));
        let start = Instant::now();
        let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
        kill.expect("kill runs");
        let code = child.wait().expect("ends").code();
        assert!(start.elapsed() < Duration::from_secs(3), "{arguments:?}: {:?}", start.elapsed());
        assert_eq!(std::fs::read_to_string(place.path().join("old.csv")).expect("there"), "kept\n");
        code
    };
    let endless = "UNWIND range(1, 1000000000) AS i RETURN i, toString(i) AS text";
    let never_done: [&[&str]; 3] = [
        &["export", "db", endless, "-o", "new.csv"],
        &["export", "db", endless, "-o", "old.csv"],
        &["query", ":memory:", ":once new.json\nUNWIND range(1, 1000000000) AS i RETURN i;"],
    ];
    for arguments in never_done {
        assert_eq!(interrupt(arguments), Some(130), "{arguments:?}");
        assert_eq!(names(), before, "{arguments:?}");
    }
    // These end by themselves, on a quick machine before they are interrupted.
    let lines = |name: &str| std::fs::read_to_string(place.path().join(name)).expect("a file").lines().count();
    let ends_alone = |arguments: &[&str], name: &str, is_whole: &dyn Fn()| {
        let code = interrupt(arguments);
        assert!(matches!(code, Some(0 | 130)), "{arguments:?}: {code:?}");
        let mut after = names();
        if code == Some(0) || after.iter().any(|there| there == name) {
            is_whole();
            after.retain(|there| there != name);
        }
        assert_eq!(after, before, "{arguments:?}");
    };
    ends_alone(&["graph", "db", "-o", "new.svg"], "new.svg", &|| {
        let picture = std::fs::read_to_string(place.path().join("new.svg")).expect("a file");
        assert!(picture.trim_end().ends_with("</svg>"), "{} bytes", picture.len());
    });
    ends_alone(&["export", "db", "--format", "csv", "-o", "folder"], "folder", &|| {
        for sheet in ["nodes-P.csv", "nodes-Q.csv", "relationships-K.csv"] {
            assert_eq!(lines(&format!("folder/{sheet}")), 30_001, "{sheet}");
        }
    });
}
