//! A random small graph: as data for the naive evaluator and as statements for the engine.
//!
//! Labels A, B, C and types X, Y. Every element has a property `id` that is its number; `k` is an integer or missing,
//! `s` a string or missing, `m` anything.

use crate::dice::Dice;
use crate::value::Cell;

pub(crate) const LABELS: [&str; 3] = ["A", "B", "C"];
pub(crate) const TYPES: [&str; 2] = ["X", "Y"];
pub(crate) const KEYS: [&str; 3] = ["k", "s", "m"];
pub(crate) const WORDS: [&str; 4] = ["a", "ab", "b", "ba"];

/// A node or relationship without its ends.
pub(crate) struct Element {
    /// The labels of a node, the one type of a relationship.
    pub(crate) names: Vec<&'static str>,
    pub(crate) properties: Vec<(&'static str, Cell)>,
}

/// Nodes and relationships by their number.
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Element>,
    /// Each with its start and end.
    pub(crate) rels: Vec<(usize, Element, usize)>,
    indexed: Vec<(&'static str, &'static str)>,
}

impl Element {
    /// A property; null when it is missing.
    pub(crate) fn property(&self, key: &str) -> Cell {
        self.properties.iter().find(|(known, _)| *known == key).map_or(Cell::Null, |(_, value)| value.clone())
    }

    fn draw(dice: &mut Dice, number: usize, names: Vec<&'static str>) -> Self {
        let mut properties = vec![("id", Cell::Integer(number as i64))];
        for key in KEYS {
            if dice.below(5) > 0 {
                properties.push((key, cell(dice, key)));
            }
        }
        Self { names, properties }
    }

    fn text(&self) -> String {
        let entries: Vec<String> = self.properties.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        format!("{{{}}}", entries.join(", "))
    }
}

/// A value that the property `key` may have.
pub(crate) fn cell(dice: &mut Dice, key: &str) -> Cell {
    let integer = |dice: &mut Dice| Cell::Integer(dice.below(4) as i64);
    let string = |dice: &mut Dice| Cell::String(WORDS[dice.below(4) as usize].to_owned());
    match key {
        "k" | "id" => integer(dice),
        "s" => string(dice),
        _ => match dice.below(3) {
            0 => integer(dice),
            1 => string(dice),
            _ => Cell::Boolean(dice.below(2) == 0),
        },
    }
}

impl Graph {
    /// A value that some element has for `key`, most of the time; else any that it may have.
    pub(crate) fn known(&self, dice: &mut Dice, key: &str) -> Cell {
        let elements = self.nodes.iter().chain(self.rels.iter().map(|(_, rel, _)| rel));
        let values: Vec<Cell> =
            elements.map(|element| element.property(key)).filter(|value| *value != Cell::Null).collect();
        if values.is_empty() || dice.below(6) == 0 {
            return cell(dice, key);
        }
        values[dice.below(values.len() as u64) as usize].clone()
    }

    /// A label that some node has, most of the time.
    pub(crate) fn label(&self, dice: &mut Dice) -> &'static str {
        let labels: Vec<&'static str> = self.nodes.iter().flat_map(|node| node.names.iter().copied()).collect();
        if labels.is_empty() || dice.below(8) == 0 {
            return LABELS[dice.below(3) as usize];
        }
        labels[dice.below(labels.len() as u64) as usize]
    }

    /// A type that some relationship has.
    pub(crate) fn rel_type(&self, dice: &mut Dice) -> &'static str {
        self.rels[dice.below(self.rels.len() as u64) as usize].1.names[0]
    }

    /// Up to 6 nodes and 10 relationships, loops and parallels among them, and perhaps indexes.
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        let count = 2 + dice.below(5) as usize;
        let nodes = (0..count)
            .map(|number| {
                let labels = LABELS.into_iter().filter(|_| dice.below(5) < 3).collect();
                Element::draw(dice, number, labels)
            })
            .collect();
        let rels = (0..2 + dice.below(9) as usize)
            .map(|number| {
                let ends = [dice.below(count as u64) as usize, dice.below(count as u64) as usize];
                let rel_type = TYPES[dice.below(2) as usize];
                (ends[0], Element::draw(dice, number, vec![rel_type]), ends[1])
            })
            .collect();
        let mut indexed: Vec<_> =
            (0..dice.below(3)).map(|_| (LABELS[dice.below(3) as usize], KEYS[dice.below(3) as usize])).collect();
        indexed.sort_unstable();
        indexed.dedup();
        Self { nodes, rels, indexed }
    }

    /// What makes the same graph in the engine.
    pub(crate) fn statements(&self) -> Vec<String> {
        let mut parts = Vec::new();
        for (number, node) in self.nodes.iter().enumerate() {
            let labels: String = node.names.iter().map(|label| format!(":{label}")).collect();
            parts.push(format!("(n{number}{labels} {})", node.text()));
        }
        for (start, rel, end) in &self.rels {
            parts.push(format!("(n{start})-[:{} {}]->(n{end})", rel.names[0], rel.text()));
        }
        let mut statements = vec![format!("CREATE {}", parts.join(", "))];
        statements.extend(self.indexed.iter().map(|(label, key)| format!("CREATE INDEX FOR (n:{label}) ON (n.{key})")));
        statements
    }
}
