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
    /// How many of them, from the first, are drawn.
    passed: Vec<usize>,
    walked: Vec<bool>,
    shown: Vec<bool>,
    /// The nodes from the root to where the walk is.
    entered: Vec<bool>,
}

/// A node that is being drawn, and what stands before the lines that hang on it.
struct Branch {
    node: usize,
    below: Below,
}

/// Long paths have many branches, so each keeps only its own part of what stands before its lines.
enum Below {
    /// Blanks, up to this column of the screen.
    Column(usize),
    /// What stands before the lines of the branch above, and this.
    Rail(&'static str),
}

/// What stands before the lines that hang on the last branch.
fn rails(open: &[Branch]) -> String {
    let from = open.iter().rposition(|branch| matches!(branch.below, Below::Column(_))).unwrap_or(0);
    let part = |branch: &Branch| match branch.below {
        Below::Column(width) => " ".repeat(width),
        Below::Rail(rail) => rail.to_owned(),
    };
    open.iter().skip(from).map(part).collect()
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
        let nodes = graph.nodes.len();
        let (walked, shown) = (vec![false; graph.relationships.len()], vec![false; nodes]);
        Self { graph, around, passed: vec![0; nodes], walked, shown, entered: vec![false; nodes] }
    }

    fn is_shown(&self, node: usize) -> bool {
        self.shown.get(node).copied().unwrap_or(true)
    }

    /// The next relationship of a node that was not drawn yet, and whether it is the last.
    fn next(&mut self, node: usize) -> Option<((usize, usize, bool), bool)> {
        let (around, passed) = (self.around.get(node)?, self.passed.get_mut(node)?);
        let walked = &self.walked;
        let fresh = |(rel, ..): &(usize, usize, bool)| !walked.get(*rel).copied().unwrap_or(true);
        // What is drawn stays drawn, so it is passed over once.
        *passed += around.get(*passed..)?.iter().take_while(|rel| !fresh(rel)).count();
        let mut left = around.get(*passed..)?.iter().filter(|rel| fresh(rel));
        Some((*left.next()?, left.next().is_none()))
    }

    /// Draws everything that hangs on a node.
    fn from(&mut self, root: usize, out: &mut dyn Write) -> io::Result<()> {
        let mut line = self.name(root);
        let mut width = display_width(&line);
        // The node whose name ends the line, as long as something may go on behind it.
        let mut last = Some(root);
        let mut open = vec![Branch { node: root, below: Below::Column(0) }];
        self.enter(root, true);
        while let Some(node) = open.last().map(|branch| branch.node) {
            let Some(((rel, other, forward), single)) = self.next(node) else {
                end_line(&mut line, out)?;
                last = None;
                self.enter(node, false);
                open.pop();
                continue;
            };
            if let Some(flag) = self.walked.get_mut(rel) {
                *flag = true;
            }
            // The only thing that hangs on a node goes on in its line; what hangs on that stands below it.
            let goes_on = single && last == Some(node);
            if !goes_on {
                end_line(&mut line, out)?;
                line = rails(&open);
                line.push(if single { '└' } else { '├' });
                width = display_width(&line);
            }
            let name = self.graph.relationships.get(rel).map_or("", |rel| &rel.rel_type);
            let name = printable(name);
            let arrow = if forward { format!("─{name}→") } else { format!("←{name}─") };
            width += display_width(&arrow);
            line.push_str(&arrow);
            let below =
                if goes_on { Below::Column(width) } else { Below::Rail(if single { "    " } else { "│   " }) };
            let again = self.is_shown(other);
            let name = self.name(other) + if again { " ↑" } else { "" };
            width += display_width(&name);
            line.push_str(&name);
            // An empty text asks whether the drawing is still wanted.
            out.write_all(b"")?;
            last = None;
            if !self.entered.get(other).copied().unwrap_or(true) {
                self.enter(other, true);
                open.push(Branch { node: other, below });
                last = Some(other);
            }
        }
        end_line(&mut line, out)
    }

    /// Takes note of whether a node is on the way from the root to where the walk is.
    fn enter(&mut self, node: usize, on_the_way: bool) {
        if let Some(flag) = self.entered.get_mut(node) {
            *flag = on_the_way;
        }
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
