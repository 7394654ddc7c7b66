//! What an analyst sees of a result besides its table: drawings, charts, the reason of an empty one, a report, the tour.

use crate::harness::{Place, Run};

fn run(place: &Place, text: &str) -> Run {
    place.run_with(&["run", ":memory:", "-"], text)
}

fn read(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path().join(name)).expect("the file is there")
}

const PEOPLE: &str = "CREATE (a:Person {name: 'Ada'})-[:KNOWS]->(b:Person {name: 'Bob'}), (a)-[:HOLDS]->(:Office {name: 'chair'}), \
                      (b)-[:KNOWS]->(:Person {name: 'Cy'}), (b)-[:KNOWS]->(a);\n";

#[test]
fn a_small_neighbourhood_is_drawn_as_text() {
    let place = Place::new();
    let text =
        format!("{PEOPLE}:output rows.txt\nMATCH (n)-[r]->(m) RETURN n, r, m ORDER BY id(r);\n:output\n:graph\n");
    run(&place, &text).ends(0).prints(
        "(Ada :Person)\n├─KNOWS→(Bob :Person)\n│   ├─KNOWS→(Cy :Person)\n│   └─KNOWS→(Ada :Person) ↑\n└─HOLDS→(chair :Office)\n",
    );
    let text = format!(
        "{PEOPLE}:output rows.txt\nMATCH p = (:Office)<--()-->()-->(:Person {{name: 'Cy'}}) RETURN p;\n:output\n:graph\n"
    );
    run(&place, &text).ends(0).prints("(chair :Office)←HOLDS─(Ada :Person)─KNOWS→(Bob :Person)─KNOWS→(Cy :Person)\n");
}

#[test]
fn graph_writes_the_picture_that_the_ending_asks_for() {
    let place = Place::new();
    let text = format!(
        "{PEOPLE}MATCH (n)-[r]->(m) RETURN n, r, m;\n:graph g.svg\n:graph g.html\n:graph g.dot\n:graph g.mmd\n"
    );
    run(&place, &text).ends(0).says("written: g.svg\nwritten: g.html\n");
    assert_eq!(read(&place, "g.svg").matches("<g class=\"node\">").count(), 4);
    assert!(read(&place, "g.html").contains("\"caption\":\"chair\""));
    assert!(read(&place, "g.dot").starts_with("digraph") && read(&place, "g.mmd").starts_with("flowchart"));
    run(&place, "RETURN 1 AS a;\n:graph g.png\n").ends(1).says("the name of a picture ends with .svg");
    run(&place, ":graph\n").ends(1).says("NoResult");
}

#[test]
fn the_command_draws_a_store_or_what_a_statement_returns() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], PEOPLE).ends(0);
    place.run(&["graph", "db", "-o", "all.svg"]).ends(0).says("written: all.svg");
    assert_eq!(read(&place, "all.svg").matches("<path class=\"rel\"").count(), 4);
    place
        .run(&["graph", "db", "MATCH p = (:Office)<--(:Person) RETURN p"])
        .ends(0)
        .prints("(chair :Office)←HOLDS─(Ada :Person)\n");
    place.run(&["--format", "mermaid", "graph", "db"]).ends(0);
    place.run(&["--format", "csv", "graph", "db"]).ends(2).says("no form of a graph");
}

#[test]
fn the_page_is_read_by_a_script_engine_where_there_is_one() {
    let place = Place::new();
    place.run_with(&["run", "db", "-"], PEOPLE).ends(0);
    place.run(&["graph", "db", "-o", "all.html"]).ends(0);
    let script = "const page = require('fs').readFileSync('all.html', 'utf8'); \
                  const code = page.split('<script>')[1].split('</script>')[0]; new Function(code); \
                  const data = JSON.parse(code.match(/const data = (.*);/)[1]); \
                  console.log(data.nodes.length, data.links.length, data.classes.map((c) => c.name + c.count).join())";
    match std::process::Command::new("node").args(["-e", script]).current_dir(place.path()).output() {
        Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stdout), "4 4 Person3,Office1\n", "{output:?}"),
        Err(_) => crate::harness::skipped("no node here, so nobody reads the script of the page"),
    }
}

#[test]
fn a_chart_of_the_last_result_is_drawn_or_written() {
    let place = Place::new();
    let rows = "UNWIND [[2022, 10, 'observed'], [2024, 20, 'observed'], [2030, 40, 'target']] AS r \
                RETURN r[0] AS year, r[1] AS jobs, r[2] AS kind;\n";
    let text = format!(":output rows.txt\n{rows}:output\n:chart bar\n:chart line year jobs kind c.svg\n");
    let run = run(&place, &text).ends(0).says("written: c.svg");
    let lines: Vec<_> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[3].starts_with("2030 · target   │█") && lines[3].ends_with("█ 40"), "{}", run.stdout);
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{}", run.stdout);
    let svg = read(&place, "c.svg");
    assert_eq!((svg.matches("<polyline").count(), svg.matches("class=\"mark\"").count()), (1, 5), "{svg}");
    let wrong = format!("{rows}:chart pie\n");
    place.run_with(&["run", ":memory:", "-"], &wrong).ends(1).says("`:chart bar`");
    let wrong = format!("{rows}:chart bar year sums\n");
    place.run_with(&["run", ":memory:", "-"], &wrong).ends(1).says("there is no column `sums`");
}

#[test]
fn why_counts_each_step_and_names_the_nearest_value() {
    let place = Place::new();
    let text = format!("{PEOPLE}MATCH (p:Person {{name: 'Adda'}})-[:HOLDS]->(o) RETURN o;\n:why\n");
    run(&place, &text)
        .ends(0)
        .prints("{\"step\":\"(p:Person)\",\"rows\":3}\n{\"step\":\"name: 'Adda'\",\"rows\":0}\n")
        .says("did you mean 'Ada'?");
    run(&place, ":why\n").ends(1).says("no statement before");
    run(&place, "RETURN 1 AS a;\n:why\n").ends(1).says("NoSteps");
}

#[test]
fn a_report_has_questions_statements_tables_and_pictures() {
    let place = Place::new();
    let text = format!(
        "{PEOPLE}// Who knows | whom?\n// (directly)\nMATCH (a)-[r:KNOWS]->(b) RETURN a.name AS who, b.name AS whom, r ORDER BY who;\n:graph\n\
         RETURN nobody;\n:expect error\nRETURN 2 AS two;\n:chart bar\n:report out.md\n:report out.html\n"
    );
    run(&place, &text).ends(0).says("written: out.md\nwritten: out.html\n");
    let report = read(&place, "out.md");
    assert!(report.starts_with("# out\n\n_wasl "), "{report}");
    assert!(
        report.contains("\n## Who knows \\| whom? (directly)\n\n```cypher\nMATCH (a)-[r:KNOWS]->(b) RETURN"),
        "{report}"
    );
    assert!(report.contains("\n| who | whom | r |\n| --- | --- | --- |\n| Ada | Bob |"), "{report}");
    assert!(report.contains("\n_3 rows_\n") && report.contains("![Statement 2](<out-2.svg>)"), "{report}");
    assert!(!report.contains("nobody"), "{report}");
    assert!(read(&place, "out-1.svg").contains("<svg") && read(&place, "out-2.svg").contains("class=\"bar\""));
    let page = read(&place, "out.html");
    assert_eq!((page.matches("<h2>").count(), page.matches("<figure><svg").count()), (2, 2), "{page}");
    assert!(page.contains("<td class=\"n\">2</td>"), "{page}");
    run(&place, ":report out.md\n").ends(1).says("nothing to report");
    run(&place, "RETURN 1 AS a;\n:report out.doc\n").ends(1).says(".md or .html");
}

#[test]
fn the_tour_goes_through_the_shipped_knowledge_and_every_step_works() {
    let place = Place::new();
    run(&place, ":tour\n").ends(1).says("NoTour").says("wasl demo");
    let steps = place.run_with(&["demo"], &":tour\n".repeat(11)).ends(0).says("that was the tour");
    assert!(
        steps.stdout.contains("1 of 10 · The sources\n") && steps.stdout.contains("10 of 10 · "),
        "{}",
        steps.stdout
    );
    // What a step shows can be run as it stands.
    let statements: Vec<String> = (1..=10)
        .map(|number| {
            let shown = place.run_with(&["demo"], &format!(":tour {number}\n")).ends(0).stdout;
            let at = ["\nMATCH", "\n:"].iter().filter_map(|start| shown.find(start)).min().expect("a statement");
            shown[at + 1..].to_owned()
        })
        .collect();
    let all = place.run_with(&["demo", "--format", "csv"], &statements.concat()).ends(0);
    assert!(
        all.stdout.contains("Amal El Fellah Seghrouchni") && all.stdout.contains("CONFLICTS_WITH"),
        "{}",
        all.stdout
    );
    assert!(place.path().join("tour.md").exists());
}
