//! The graph as text on a screen: paths on a line, what hangs together as a tree, each relationship once.
//!
//! ```text
//! (Ada :Person)
//! ├─KNOWS→(Charles :Person)
//! ├─HOLDS→(minister :Office)←HOLDS─(Omar :Person)
//! └←MENTIONS─(doc-000 :Document)
//! ```
//! A node that was shown before is marked `↑`. The tree is walked without recursion, however long a path is.

use std::io::{self, Write};

use super::caption::caption;
use super::gather::Graph;
use crate::render::width::{display_width, printable};

/// The format `tree`.
pub(in crate::render) fn tree(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    if graph.nodes.is_empty() {
        return writeln!(out, "no nodes or relationships: return them, or paths");
    }
    let mut walk = Walk::of(graph);
    for root in 0..graph.nodes.len() {
        if !walk.is_shown(root) {
            walk.from(root, out)?;
        }
    }
    Ok(())
}

struct Walk<'a> {
    graph: &'a Graph,
    /// Number and other end of each node's relationships, and whether they go out.
    around: Vec<Vec<(usize, usize, bool)>>,
    walked: Vec<bool>,
    shown: Vec<bool>,
}

impl<'a> Walk<'a> {
    fn of(graph: &'a Graph) -> Self {
        let mut around = vec![Vec::new(); graph.nodes.len()];
        for (number, (from, to)) in graph.links().into_iter().enumerate() {
            let mut add = |at: usize, other: usize, out: bool| {
                if let Some(list) = around.get_mut(at) {
                    list.push((number, other, out));
                }
            };
            add(from, to, true);
            if from != to {
                add(to, from, false);
            }
        }
        let (walked, shown) = (vec![false; graph.relationships.len()], vec![false; graph.nodes.len()]);
        Self { graph, around, walked, shown }
    }

    fn is_shown(&self, node: usize) -> bool {
        self.shown.get(node).copied().unwrap_or(true)
    }

    /// The next relationship of a node that was not drawn yet, and how many there are.
    fn next(&self, node: usize) -> (Option<(usize, usize, bool)>, usize) {
        let fresh = |(rel, ..): &&(usize, usize, bool)| !self.walked.get(*rel).copied().unwrap_or(true);
        let mut left = self.around.get(node).into_iter().flatten().filter(fresh);
        (left.next().copied(), left.count() + 1)
    }

    /// Draws everything that hangs on a node.
    fn from(&mut self, root: usize, out: &mut dyn Write) -> io::Result<()> {
        let mut line = self.name(root);
        // The node whose name ends the line, as long as something may go on behind it.
        let mut last = Some(root);
        // The rails before the lines that hang on a node, and the node.
        let mut open: Vec<(String, usize)> = vec![(String::new(), root)];
        while let Some((rails, node)) = open.last().cloned() {
            let (Some((rel, other, forward)), left) = self.next(node) else {
                end_line(&mut line, out)?;
                last = None;
                open.pop();
                continue;
            };
            if let Some(flag) = self.walked.get_mut(rel) {
                *flag = true;
            }
            // The only thing that hangs on a node goes on in its line; what hangs on that stands below it.
            let goes_on = left == 1 && last == Some(node);
            if !goes_on {
                end_line(&mut line, out)?;
                line = format!("{rails}{}", if left == 1 { '└' } else { '├' });
            }
            let name = self.graph.relationships.get(rel).map_or("", |rel| &rel.rel_type);
            let name = printable(name);
            line.push_str(&if forward { format!("─{name}→") } else { format!("←{name}─") });
            let below = if goes_on {
                " ".repeat(display_width(&line))
            } else {
                format!("{rails}{}   ", if left == 1 { ' ' } else { '│' })
            };
            let again = self.is_shown(other);
            line.push_str(&self.name(other));
            line.push_str(if again { " ↑" } else { "" });
            last = None;
            if !open.iter().any(|(_, at)| *at == other) {
                open.push((below, other));
                last = Some(other);
            }
        }
        end_line(&mut line, out)
    }

    fn name(&mut self, node: usize) -> String {
        if let Some(flag) = self.shown.get_mut(node) {
            *flag = true;
        }
        let Some(data) = self.graph.nodes.get(node) else { return "()".to_owned() };
        let labels: String = data.labels.iter().map(|label| format!(" :{label}")).collect();
        format!("({}{})", printable(&caption(data)), printable(&labels))
    }
}

fn end_line(line: &mut String, out: &mut dyn Write) -> io::Result<()> {
    if !line.is_empty() {
        writeln!(out, "{line}")?;
        line.clear();
    }
    Ok(())
}
