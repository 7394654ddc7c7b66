//! Imports of small files, and what becomes of every kind of cell, header and bad row.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::{BadRow, BadRows, ImportPlan, ImportProgress, ImportReport, NodeFiles, Progress, RelationshipFiles, load};
use crate::diagnostic::{Class, Detail, Diagnostic};
use crate::graph::{ConstraintKind, Direction, Snapshot, Target, Tokens, Workspace};
use crate::interchange::csv::CsvInput;
use crate::value::{NodeId, RelId, Value};

#[derive(Default)]
struct Heard(Vec<BadRow>, u64);

impl Progress for Heard {
    fn update(&mut self, at: &ImportProgress) -> ControlFlow<()> {
        assert!(at.bytes <= at.total_bytes.max(at.bytes));
        self.1 += 1;
        ControlFlow::Continue(())
    }

    fn bad_row(&mut self, row: &BadRow) {
        self.0.push(row.clone());
    }
}

fn bytes(name: &str, text: &str) -> CsvInput {
    CsvInput::Bytes { name: name.to_owned(), bytes: Arc::from(text.as_bytes()) }
}

fn nodes(labels: &[&str], texts: &[&str]) -> NodeFiles {
    let files = texts.iter().map(|text| bytes("nodes.csv", text)).collect();
    NodeFiles { labels: labels.iter().map(|label| (*label).to_owned()).collect(), files }
}

fn rels(rel_type: &str, ends: Option<(&str, &str)>, text: &str) -> RelationshipFiles {
    RelationshipFiles {
        rel_type: (!rel_type.is_empty()).then(|| rel_type.to_owned()),
        start: ends.map(|(start, _)| start.to_owned()),
        end: ends.map(|(_, end)| end.to_owned()),
        files: vec![bytes("rels.csv", text)],
    }
}

fn plan(nodes: Vec<NodeFiles>, relationships: Vec<RelationshipFiles>) -> ImportPlan {
    ImportPlan { nodes, relationships, ..ImportPlan::default() }
}

fn empty() -> Snapshot {
    Snapshot::empty(Arc::new(Tokens::default()))
}

fn run(plan: &ImportPlan) -> (Snapshot, ImportReport) {
    load(&empty(), plan, &mut ()).unwrap()
}

fn fails(plan: &ImportPlan) -> Diagnostic {
    load(&empty(), plan, &mut ()).unwrap_err()
}

/// A node as text: labels and properties by name.
fn node(graph: &Snapshot, id: u32) -> String {
    let tokens = graph.tokens();
    let labels: Vec<String> =
        graph.labels(NodeId(id)).into_iter().map(|label| format!(":{}", tokens.label_name(label))).collect();
    let mut properties: Vec<String> = graph
        .node_properties(NodeId(id))
        .into_iter()
        .map(|(key, value)| format!("{}: {value}", tokens.key_name(key)))
        .collect();
    properties.sort();
    format!("{} {{{}}}", labels.concat(), properties.join(", "))
}

/// All relationships as text.
fn all_rels(graph: &Snapshot) -> Vec<String> {
    let tokens = graph.tokens();
    let mut ids = Vec::new();
    graph.scan_rels(0, usize::MAX, &mut ids);
    let one = |id: RelId| {
        let rel = graph.rel(id).unwrap();
        let properties: Vec<String> = graph
            .rel_properties(id)
            .into_iter()
            .map(|(key, value)| format!(" {}: {value}", tokens.key_name(key)))
            .collect();
        format!("{}-{}->{}{}", rel.start.0, tokens.rel_type_name(rel.rel_type), rel.end.0, properties.concat())
    };
    ids.into_iter().map(one).collect()
}

#[test]
fn plain_headers_give_keys_properties_and_ends() {
    let plan = plan(
        vec![
            nodes(&["Person"], &["id,name,age\n10,Ada,36\n20,\"Grace, H.\",\n"]),
            nodes(&["City"], &["code,name\nZH,Zürich\n10,Bern\n"]),
        ],
        vec![
            rels("KNOWS", Some(("Person", "Person")), "a,b,since\n20,10,1999\n10,20,\n"),
            rels("IN", Some(("Person", "City")), "a,b\n10,10\n20,ZH\n"),
        ],
    );
    let (graph, report) = run(&plan);
    assert_eq!(node(&graph, 0), ":Person {age: 36, id: 10, name: 'Ada'}");
    assert_eq!(node(&graph, 1), ":Person {id: 20, name: 'Grace, H.'}");
    assert_eq!(node(&graph, 2), ":City {code: 'ZH', name: 'Zürich'}");
    assert_eq!(node(&graph, 3), ":City {code: '10', name: 'Bern'}");
    assert_eq!(all_rels(&graph), ["0-KNOWS->1", "1-KNOWS->0 since: 1999", "0-IN->3", "1-IN->2"]);
    assert_eq!((report.nodes, report.relationships, report.bad_rows), (4, 4, 0));
    let types: Vec<_> = report.files[0].columns.iter().map(|column| (&*column.name, column.type_name)).collect();
    assert_eq!(types, [("id", "INTEGER"), ("name", "STRING"), ("age", "INTEGER")]);
}

#[test]
fn types_are_seen_from_all_cells_of_a_column() {
    let text = "k,int,float,mixed,bool,day,zip,big,time,empty,quoted\n\
                1,1,1,1,true,2024-02-29,01234,12345678901234567890,2024-01-02T03:04:05,,\"\"\n\
                2,-7,2.5,x,False,1850-01-01,8000,1,2024-01-02T03:04,,\"12\"\n\
                3,,,,,,,,,,\n";
    let (graph, report) = run(&plan(vec![nodes(&["N"], &[text])], vec![]));
    assert_eq!(
        node(&graph, 0),
        ":N {big: '12345678901234567890', bool: true, day: 2024-02-29, float: 1.0, int: 1, k: 1, mixed: '1', \
         time: 2024-01-02T03:04:05, zip: '01234'}"
    );
    assert_eq!(
        node(&graph, 1),
        ":N {big: '1', bool: false, day: 1850-01-01, float: 2.5, int: -7, k: 2, mixed: 'x', quoted: 12, \
         time: 2024-01-02T03:04, zip: '8000'}"
    );
    assert_eq!(node(&graph, 2), ":N {k: 3}");
    let types: Vec<_> = report.files[0].columns.iter().map(|column| column.type_name).collect();
    let expected = [
        "INTEGER",
        "INTEGER",
        "FLOAT",
        "STRING",
        "BOOLEAN",
        "DATE",
        "STRING",
        "STRING",
        "LOCAL DATETIME",
        "NULL",
        "INTEGER",
    ];
    assert_eq!(types, expected);
}

#[test]
fn column_that_turns_out_to_be_text_keeps_its_texts() {
    // 1.50 is a float at first sight, and only the last row shows that it is not.
    let text = "id,version,flag,at,n\n1,1.50,True,2024-01-01T00:00:00.500,7\n2,,,,8\n3,2.x,maybe,never,nine\n";
    let (graph, report) = run(&plan(vec![nodes(&["N"], &[text])], vec![]));
    assert_eq!(node(&graph, 0), ":N {at: '2024-01-01T00:00:00.500', flag: 'True', id: 1, n: '7', version: '1.50'}");
    assert_eq!(node(&graph, 2), ":N {at: 'never', flag: 'maybe', id: 3, n: 'nine', version: '2.x'}");
    assert_eq!(report.nodes, 3);
}

#[test]
fn quoted_empty_cell_is_an_empty_string_among_strings() {
    let (graph, _) = run(&plan(vec![nodes(&["N"], &["id,a,b\n1,\"\",\n2,x,\"\"\n3,,5\n"])], vec![]));
    assert_eq!(node(&graph, 0), ":N {a: '', id: 1}");
    assert_eq!(node(&graph, 1), ":N {a: 'x', id: 2}");
    assert_eq!(node(&graph, 2), ":N {b: 5, id: 3}");
}

#[test]
fn headers_declare_types_lists_and_columns_to_ignore() {
    let text = "id:ID(P){id-type: long},name:string,zip:string,score:double,tags:string[],years:int[],born:date,x:IGNORE,ok:boolean,took:duration\n\
                007,7,01,3,a;b,1;2,1815-12-10,?,TRUE,PT1H\n\
                8,8,02,,,,,?,,\n";
    let knows = ":START_ID(P),:END_ID(P)\n7,008\n";
    let (graph, _) = run(&plan(vec![nodes(&["N"], &[text])], vec![rels("T", None, knows)]));
    assert_eq!(
        node(&graph, 0),
        ":N {born: 1815-12-10, id: 7, name: '7', ok: true, score: 3.0, tags: ['a', 'b'], took: PT1H, years: [1, 2], \
         zip: '01'}"
    );
    assert_eq!(node(&graph, 1), ":N {id: 8, name: '8', zip: '02'}");
    assert_eq!(all_rels(&graph), ["0-T->1"]);
}

#[test]
fn labels_and_types_may_come_from_columns() {
    let people = ":ID(P),name,:LABEL\na,Ada,Writer;Noble\nb,Bob,\nc,Cid,Writer;Noble\n";
    let knows = ":END_ID(P),:TYPE,:START_ID(P),w\na,LIKES,b,1\nc,,b,2\nb,LIKES,c,3\n";
    let (graph, report) = run(&plan(vec![nodes(&["Person"], &[people])], vec![rels("KNOWS", None, knows)]));
    assert_eq!(node(&graph, 0), ":Person:Writer:Noble {name: 'Ada'}");
    assert_eq!(node(&graph, 1), ":Person:Writer:Noble {name: 'Cid'}");
    assert_eq!(node(&graph, 2), ":Person {name: 'Bob'}");
    let mut found = all_rels(&graph);
    found.sort();
    assert_eq!(found, ["1-LIKES->2 w: 3", "2-KNOWS->1 w: 2", "2-LIKES->0 w: 1"]);
    assert_eq!((report.nodes, report.relationships), (3, 3));
}

#[test]
fn ends_without_a_space_are_looked_up_in_all() {
    let files = vec![nodes(&["A"], &["id:ID\n1\n2\n"]), nodes(&["B"], &["id:ID\n2\nx\n"])];
    let (graph, _) = run(&plan(files.clone(), vec![rels("T", None, ":START_ID,:END_ID\n1,x\n")]));
    assert_eq!(all_rels(&graph), ["0-T->3"]);
    let error = fails(&plan(files, vec![rels("T", None, ":START_ID,:END_ID\n1,2\n")]));
    assert!(error.message().contains("nodes of `A` and of `B` have the key `2`"), "{error}");
}

#[test]
fn later_files_of_an_entry_may_repeat_the_header_or_not() {
    let (graph, report) = run(&plan(vec![nodes(&["N"], &["id,v\n1,a\n", "id,v\n2,b\n", "3,c\n"])], vec![]));
    assert_eq!(graph.node_count(), 3);
    assert_eq!(node(&graph, 2), ":N {id: 3, v: 'c'}");
    assert_eq!(report.files[0].rows, 3);
    // The type of a column is that of all files.
    let (graph, _) = run(&plan(vec![nodes(&["N"], &["id,v\n1,1.0\n", "2,b\n"])], vec![]));
    assert_eq!(node(&graph, 0), ":N {id: 1, v: '1.0'}");
}

const BAD: &str = "id,n:int,name\n1,1,a\n2,two,b\n3,3\n\n1,4,\"twice\nas long\"\n5,5,c,d\n,6,e\n7,7,\"f\"g\n8,8,h\n";

#[test]
fn bad_rows_are_skipped_with_line_and_reason() {
    let mut heard = Heard::default();
    let rels = rels("T", Some(("N", "N")), "a,b\n1,8\n8,9\n8,1,2\n8,1\n");
    let plan = ImportPlan { bad_rows: BadRows::Skip, ..plan(vec![nodes(&["N"], &[BAD])], vec![rels]) };
    let (graph, report) = load(&empty(), &plan, &mut heard).unwrap();
    assert_eq!((graph.node_count(), report.nodes, report.bad_rows), (2, 2, 8));
    assert_eq!(node(&graph, 1), ":N {id: 8, n: 8, name: 'h'}");
    assert_eq!(all_rels(&graph), ["0-T->1", "1-T->0"]);
    let told: Vec<String> = heard.0.iter().map(|row| format!("{}:{} {}", row.file, row.line, row.reason)).collect();
    assert_eq!(
        told,
        [
            "nodes.csv:3 column `n:int`: `two` is no INTEGER",
            "nodes.csv:4 the row has 2 cells, the header 3",
            "nodes.csv:8 the row has 4 cells, the header 3",
            "nodes.csv:9 column `id`: the key is empty",
            "nodes.csv:10 text follows a closing quote (a quote inside a quoted cell is written twice)",
            "nodes.csv:6 a node with the key 1 is there already",
            "rels.csv:3 column `b`: no node of `N` has the key `9`",
            "rels.csv:4 the row has 3 cells, the header 2",
        ]
    );
    assert_eq!(heard.0[0].text, "2,two,b");
    assert!(heard.1 > 0);
}

#[test]
fn first_bad_row_stops_the_import() {
    let error = fails(&plan(vec![nodes(&["N"], &[BAD])], vec![]));
    assert_eq!((error.class(), error.detail()), (Class::ExternalError, Detail::MalformedFile));
    assert_eq!(error.message(), "nodes.csv:3: column `n:int`: `two` is no INTEGER");
    assert!(!error.hints().is_empty());
    let error = fails(&plan(vec![nodes(&["N"], &["id\n1\n2\n1\n"])], vec![]));
    assert_eq!(error.message(), "nodes.csv:4: a node with the key 1 is there already");
}

#[test]
fn wrong_headers_are_told_with_a_hint() {
    let header = |text: &str| fails(&plan(vec![nodes(&["N"], &[text])], vec![]));
    let error = header("id,born:dat\n");
    assert_eq!(error.message(), "nodes.csv:1: `dat` in the header `born:dat` is no type");
    assert_eq!(error.hints(), ["did you mean `born:date`?"]);
    assert!(header("id,dc:title\n").hints()[0].contains("`dc:title:string`"));
    assert!(header("id,x,x\n").message().contains("two columns are named `x`"));
    assert!(header("a:ID,b:ID\n").message().contains("more than one column is an `:ID`"));
    assert!(header("id,:START_ID\n").message().contains("belongs to a file of relationships"));
    assert!(header("id,,x\n").message().contains("column 2 has no name"));
    assert!(header("").message().contains("is empty"));
    let people = || vec![nodes(&["Person"], &["id\n1\n"])];
    let error = fails(&plan(people(), vec![rels("T", Some(("Person", "Persn")), "a,b\n")]));
    assert_eq!(error.message(), "rels.csv:1: no node file fills the id space `Persn`");
    assert_eq!(error.hints(), ["did you mean `Person`?"]);
    assert!(fails(&plan(people(), vec![rels("", None, "a,b\n1,1\n")])).message().contains("have no type"));
}

#[test]
fn import_adds_to_what_is_there() {
    let first = plan(vec![nodes(&["Person"], &["id,name\n1,Ada\nx,Bob\n"])], vec![]);
    let graph = run(&first).0;
    // The key property of the file tells which nodes of the label are meant.
    let more = plan(
        vec![nodes(&["Person"], &["id,name\n2,Cid\n"])],
        vec![rels("KNOWS", Some(("Person", "Person")), "a,b\n1,2\n2,x\n")],
    );
    let (graph, report) = load(&graph, &more, &mut ()).unwrap();
    assert_eq!((graph.node_count(), report.nodes), (3, 1));
    assert_eq!(all_rels(&graph), ["0-KNOWS->2", "2-KNOWS->1"]);
    let error = load(&graph, &plan(vec![nodes(&["Person"], &["id\n1\n"])], vec![]), &mut ()).unwrap_err();
    assert_eq!(error.message(), "nodes.csv:2: a node with the key 1 is there already");
    // Relationships alone need a unique constraint that says what the key is.
    let only = plan(vec![], vec![rels("KNOWS", Some(("Person", "Person")), "a,b\nx,1\n")]);
    assert!(load(&graph, &only, &mut ()).is_err());
    let (label, key) = (graph.tokens().label("Person"), graph.tokens().key("id"));
    let mut workspace = Workspace::new(graph);
    workspace.create_constraint(None, Target::Node(label), vec![key], ConstraintKind::Unique).unwrap();
    let graph = load(&workspace.into_parts().0, &only, &mut ()).unwrap().0;
    assert_eq!(graph.rel_count(), 3);
    assert_eq!(graph.degree(NodeId(1), Direction::Outgoing, &[]), 1);
}

#[test]
fn constraints_of_the_graph_hold_for_imported_rows() {
    let tokens = Arc::new(Tokens::default());
    let (label, key) = (tokens.label("N"), tokens.key("mail"));
    let mut workspace = Workspace::new(Snapshot::empty(tokens));
    workspace.create_constraint(None, Target::Node(label), vec![key], ConstraintKind::Unique).unwrap();
    let graph = workspace.into_parts().0;
    let error = load(&graph, &plan(vec![nodes(&["N"], &["id,mail\n1,a\n2,a\n"])], vec![]), &mut ()).unwrap_err();
    assert_eq!(error.detail(), Detail::UniquenessViolation);
}

#[test]
fn listener_can_give_up() {
    struct Never;
    impl Progress for Never {
        fn update(&mut self, _: &ImportProgress) -> ControlFlow<()> {
            ControlFlow::Break(())
        }
    }
    let error = load(&empty(), &plan(vec![nodes(&["N"], &["id\n1\n"])], vec![]), &mut Never).unwrap_err();
    assert_eq!(error.class(), Class::Interrupted);
}

#[test]
fn many_blocks_give_the_same_graph_with_any_number_of_threads() {
    // Several megabytes: keys far apart, repeated and new strings, a number that becomes a float late.
    let mut people = "id,name,group,score\n".to_owned();
    let mut knows = "a,b,since\n".to_owned();
    let count = 60_000_u64;
    for row in 0..count {
        let key = row * 7919 % 1_000_003 * 1_000_003;
        let score = if row == count - 1 { "0.5".to_owned() } else { (row % 100).to_string() };
        people += &format!("{key},\"name {row}\nof {}\",g{},{score}\n", row % 1000, row % 7);
        knows += &format!("{key},{},{}\n", (row * 31 % count) * 7919 % 1_000_003 * 1_000_003, 1900 + row % 100);
    }
    let load_with = |threads: usize| {
        let plan = plan(vec![nodes(&["P"], &[&people])], vec![rels("KNOWS", Some(("P", "P")), &knows)]);
        load(&empty(), &ImportPlan { threads: Some(threads), ..plan }, &mut ()).unwrap().0
    };
    let (one, many) = (load_with(1), load_with(4));
    assert_eq!((one.node_count(), one.rel_count()), (count, count));
    assert_eq!(all_rels(&one), all_rels(&many));
    for id in (0..count as u32).step_by(499) {
        assert_eq!(node(&one, id), node(&many, id));
        assert_eq!(one.degree(NodeId(id), Direction::Outgoing, &[]), 1);
    }
    let (key, score) = (one.tokens().key("id"), one.tokens().key("score"));
    assert!(matches!(one.node_property(NodeId(5), key), Value::Integer(id) if id == 39_595 * 1_000_003));
    assert!(matches!(one.node_property(NodeId(5), score), Value::Float(5.0)));
    let name = one.tokens().key("name");
    assert!(matches!(one.node_property(NodeId(59_999), name), Value::String(text) if &*text == "name 59999\nof 999"));
}
