//! What each form writes for a graph of two nodes made by hand.

use std::io::{self, Write};
use std::sync::Arc;

use wasl::{Map, NodeData, NodeId, RelId, RelationshipData, Value};

use super::{Graph, dot, gexf, graphml, mermaid, svg, tree, viewer};
use crate::render::elements::Elements;

struct Two;

impl Elements for Two {
    fn node(&self, id: NodeId) -> Option<NodeData> {
        let (name, label) = match id.0 {
            7 => ("Ada \"Byron\" <b>", "Person"),
            9 => ("Rabat", "Place"),
            _ => return None,
        };
        let mut properties = Map::from([(Arc::from("name"), Value::string(name))]);
        if id.0 == 7 {
            properties.insert(Arc::from("born"), Value::Integer(1815));
            properties.insert(Arc::from("tags"), Value::list(vec![Value::string("a"), Value::Integer(1)]));
        }
        Some(NodeData { id, labels: vec![Arc::from(label)], properties })
    }

    fn relationship(&self, id: RelId) -> Option<RelationshipData> {
        let rel_type = Arc::from("LIVES_IN");
        (id.0 == 3).then(|| RelationshipData {
            id,
            rel_type,
            start: NodeId(7),
            end: NodeId(9),
            properties: Map::default(),
        })
    }
}

fn written(form: fn(&Graph, &mut dyn Write) -> io::Result<()>) -> String {
    let mut graph = Graph::default();
    // A relationship alone brings its ends; what comes twice is there once, what was deleted is not there.
    graph.add(&Value::list(vec![Value::Relationship(RelId(3)), Value::Node(NodeId(9))]), &Two);
    graph.add(&Value::list(vec![Value::Relationship(RelId(4)), Value::Node(NodeId(1))]), &Two);
    assert_eq!((graph.nodes.len(), graph.relationships.len()), (2, 1));
    let mut out = Vec::new();
    form(&graph, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn dot_quotes_what_graphviz_would_read() {
    let text = written(dot);
    assert!(text.starts_with("digraph wasl {\n"), "{text}");
    assert!(text.contains("n7 [label=\"Ada \\\"Byron\\\" <b>\""), "{text}");
    assert!(text.contains("n7 -> n9 [label=\"LIVES_IN\"];"), "{text}");
    assert!(text.ends_with("}\n"), "{text}");
}

#[test]
fn mermaid_writes_marks_by_their_number() {
    let text = written(mermaid);
    assert!(text.starts_with("flowchart LR\n  n7(\"Ada #34;Byron#34; #60;b#62;\"):::c0\n"), "{text}");
    assert!(text.contains("  n7 -->|\"LIVES_IN\"| n9\n"), "{text}");
}

#[test]
fn graphml_declares_the_types_of_properties() {
    let text = written(graphml);
    assert!(text.contains("for=\"node\" attr.name=\"born\" attr.type=\"long\"/>"), "{text}");
    assert!(text.contains("attr.name=\"tags\" attr.type=\"string\" wasl:type=\"json\"/>"), "{text}");
    assert!(text.contains("<data key=\"labels\">:Person</data>"), "{text}");
    assert!(text.contains(">[&quot;a&quot;,1]</data>"), "{text}");
    assert!(text.contains("<edge id=\"e3\" source=\"n7\" target=\"n9\"><data key=\"label\">LIVES_IN</data></edge>"));
}

#[test]
fn gexf_has_attributes_colours_and_places() {
    let text = written(gexf);
    assert!(text.contains("<attvalue for=\"0\" value=\":Person\"/>"), "{text}");
    assert!(text.contains("<viz:color r=\"78\" g=\"121\" b=\"167\"/>"), "{text}");
    assert!(text.contains("<edge id=\"3\" source=\"7\" target=\"9\" label=\"LIVES_IN\""), "{text}");
}

#[test]
fn svg_shows_every_node_arrow_and_label_once() {
    let text = written(svg);
    assert_eq!(text.matches("<g class=\"node\">").count(), 2);
    assert_eq!(text.matches("<path class=\"rel\"").count(), 1);
    assert_eq!(text.matches("<g class=\"legend\">").count(), 2);
    assert!(text.contains("Ada &quot;Byron&quot; &lt;b&gt;") && !text.contains("<b>"), "{text}");
}

#[test]
fn the_page_loads_nothing_and_its_data_cannot_end_the_script() {
    let text = written(viewer);
    assert!(text.contains("default-src 'none'") && !text.contains("http:") && !text.contains("https:"));
    assert_eq!(text.matches("<script>").count(), 1);
    assert!(text.contains("Ada \\\"Byron\\\" \\u003cb>"), "{text}");
    let start = text.find("const data = ").unwrap() + "const data = ".len();
    let json = text[start..].split(";\n").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(data["nodes"].as_array().unwrap().len(), 2);
    assert_eq!(data["links"][0]["type"], "LIVES_IN");
    assert_eq!(data["classes"][0], serde_json::json!({"name": "Person", "colour": "#4e79a7", "count": 1}));
}

#[test]
fn a_tree_shows_each_relationship_once_and_paths_on_a_line() {
    assert_eq!(written(tree), "(Ada \"Byron\" <b> :Person)─LIVES_IN→(Rabat :Place)\n");
}
