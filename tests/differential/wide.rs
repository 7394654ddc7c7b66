//! Draws statements from much more of the language than the naive evaluator knows, as text.
//!
//! What a query answers must not depend on the plan: no LIMIT without a total order, no element of a collected list by
//! its place, no function that can fail.

use crate::dice::Dice;
use crate::graph::{KEYS, LABELS, TYPES, WORDS};

struct Draw<'d> {
    dice: &'d mut Dice,
    nodes: Vec<String>,
    rels: Vec<String>,
    values: Vec<String>,
    names: usize,
}

/// A query that reads.
pub(crate) fn query(dice: &mut Dice) -> String {
    let mut draw = Draw { dice, nodes: Vec::new(), rels: Vec::new(), values: Vec::new(), names: 0 };
    if draw.coin(8) {
        let parts: Vec<String> = (0..2).map(|_| draw.branch()).collect();
        return parts.join(if draw.coin(2) { " UNION " } else { " UNION ALL " });
    }
    let clauses = draw.clauses();
    let result = draw.result();
    format!("{clauses} RETURN {result}")
}

/// A statement that changes the graph and keeps `id` on every element.
pub(crate) fn change(dice: &mut Dice) -> String {
    let [label, other] = [0, 1].map(|_| LABELS[dice.below(3) as usize]);
    let key = KEYS[dice.below(2) as usize];
    let number = dice.below(4);
    let rel_type = TYPES[dice.below(2) as usize];
    match dice.below(7) {
        0 => format!(
            "CREATE (a:{label} {{id: {}, k: {number}}})-[:{rel_type} {{id: {}}}]->(a)",
            100 + dice.below(100),
            100 + dice.below(100)
        ),
        1 => format!("MATCH (n:{label}) SET n.k = n.k + 1"),
        2 => format!("MATCH (n:{label}) WHERE n.k = {number} DETACH DELETE n"),
        3 => format!("MATCH (n:{label}) REMOVE n.{key} SET n:{other}"),
        4 => format!(
            "MATCH (a:{label}), (b:{other} {{k: {number}}}) CREATE (a)-[:{rel_type} {{id: a.id * 100 + b.id}}]->(b)"
        ),
        5 => format!("MATCH ()-[r:{rel_type}]->(n) WHERE n.k < {number} DELETE r"),
        _ => format!("MATCH (n) WHERE n.id < {number} REMOVE n:{label} SET n.s = '{}'", WORDS[dice.below(4) as usize]),
    }
}

impl Draw<'_> {
    fn coin(&mut self, one_in: u64) -> bool {
        self.dice.below(one_in) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.dice.below(from.len() as u64) as usize]
    }

    fn one_of(&mut self, from: &[String]) -> Option<String> {
        (!from.is_empty()).then(|| from[self.dice.below(from.len() as u64) as usize].clone())
    }

    fn fresh(&mut self, letter: &str) -> String {
        self.names += 1;
        format!("{letter}{}", self.names)
    }

    fn branch(&mut self) -> String {
        self.nodes.clear();
        self.rels.clear();
        self.values.clear();
        let clauses = self.clauses();
        format!("{clauses} RETURN {} AS a, {} AS b", self.value(1), self.value(1))
    }

    fn clauses(&mut self) -> String {
        let mut clauses = vec![self.match_clause("MATCH")];
        for _ in 0..self.dice.below(4) {
            let clause = match self.dice.below(9) {
                0 | 1 => self.match_clause("OPTIONAL MATCH"),
                2 | 3 => self.match_clause("MATCH"),
                4 => self.unwind(),
                5 => self.call(),
                _ => self.with(),
            };
            clauses.push(clause);
        }
        clauses.join(" ")
    }

    fn match_clause(&mut self, word: &str) -> String {
        let shape = self.dice.below(10);
        let pattern = match shape {
            0 => {
                let [a, b, c] = [0; 3].map(|_| self.fresh("n"));
                let [first, second, third] = [0; 3].map(|_| self.arrow(None));
                self.nodes.extend([a.clone(), b.clone(), c.clone()]);
                format!("({a}){first}({b}){second}({c}){third}({a})")
            }
            1 => self.shortest(),
            2 => {
                let path = self.fresh("p");
                let pattern = self.path(2);
                self.values.push(format!("length({path})"));
                self.values.push(format!("size([x IN nodes({path}) WHERE x.k > 1])"));
                format!("{path} = {pattern}")
            }
            3 => format!("{}, {}", self.path(1), self.path(1)),
            4 => {
                let (a, b) = (self.fresh("n"), self.fresh("n"));
                let mark = self.pick(&["+", "{1,2}", "{0,2}", "{2}", "{,2}"]);
                let rel_type = self.pick(&TYPES);
                self.nodes.extend([a.clone(), b.clone()]);
                format!("({a})-[:{rel_type}]->{mark}({b})")
            }
            _ => self.path(2),
        };
        let filter = if self.coin(2) { String::new() } else { format!(" WHERE {}", self.condition(2)) };
        format!("{word} {pattern}{filter}")
    }

    fn path(&mut self, most: u64) -> String {
        let mut text = self.node();
        for _ in 0..self.dice.below(most + 1) {
            let name = self.coin(3).then(|| self.fresh("r"));
            text += &self.arrow(name);
            text += &self.node();
        }
        text
    }

    fn node(&mut self) -> String {
        let known = self.nodes.clone();
        let name = if let Some(name) = self.one_of(&known).filter(|_| self.coin(3)) {
            name
        } else {
            let name = self.fresh("n");
            self.nodes.push(name.clone());
            name
        };
        let [a, b] = [0; 2].map(|_| self.pick(&LABELS));
        let labels = match self.dice.below(12) {
            0 | 1 => format!(":{a}"),
            2 => format!(":{a}|{b}"),
            3 => format!(":{a}&!{b}"),
            4 => format!(":!{a}"),
            _ => String::new(),
        };
        let properties = match self.dice.below(16) {
            0 => format!(" {{k: {}}}", self.dice.below(4)),
            1 => format!(" {{s: '{}'}}", self.pick(&WORDS)),
            2 => format!(" WHERE {name}.k >= {}", self.dice.below(4)),
            _ => String::new(),
        };
        format!("({name}{labels}{properties})")
    }

    /// A relationship; one with a name goes into scope.
    fn arrow(&mut self, name: Option<String>) -> String {
        let types = match self.dice.below(4) {
            0 | 1 => format!(":{}", self.pick(&TYPES)),
            2 => ":X|Y".to_owned(),
            _ => String::new(),
        };
        let length =
            if name.is_none() && self.coin(5) { self.pick(&["*", "*0..1", "*1..2", "*2", "*..3"]) } else { "" };
        let properties = if self.coin(12) { format!(" {{k: {}}}", self.dice.below(4)) } else { String::new() };
        let text = name.clone().unwrap_or_default();
        self.rels.extend(name);
        let (left, right) = self.pick(&[("-", "->"), ("-", "->"), ("<-", "-"), ("-", "-")]);
        format!("{left}[{text}{types}{length}{properties}]{right}")
    }

    fn shortest(&mut self) -> String {
        let (a, b, path) = (self.fresh("n"), self.fresh("n"), self.fresh("p"));
        let (left, right) = self.pick(&[("-", "->"), ("<-", "-"), ("-", "-")]);
        self.nodes.extend([a.clone(), b.clone()]);
        self.values.push(format!("length({path})"));
        let label = self.pick(&LABELS);
        let word = self.pick(&["shortestPath", "allShortestPaths"]);
        format!("({a}:{label}), ({b}), {path} = {word}(({a}){left}[*..4]{right}({b}))")
    }

    fn unwind(&mut self) -> String {
        let name = self.fresh("u");
        let list = match self.dice.below(4) {
            0 => format!("range(0, {})", self.dice.below(4)),
            1 => format!("[{}, {}]", self.value(0), self.value(0)),
            2 => format!("[x IN [1, 2, 3] WHERE x > {} | x * 2]", self.dice.below(3)),
            _ => "[0, null, 2, 2]".to_owned(),
        };
        let text = format!("UNWIND {list} AS {name}");
        self.values.push(name);
        text
    }

    fn call(&mut self) -> String {
        let known = self.nodes.clone();
        let (Some(outer), name) = (self.one_of(&known), self.fresh("v")) else { return self.with() };
        let arrow = self.arrow(None);
        let condition = format!("m.k > {}", self.dice.below(4));
        let text = match self.dice.below(4) {
            0 => format!("CALL ({outer}) {{ MATCH ({outer}){arrow}(m) RETURN count(m) AS {name} }}"),
            1 => format!("CALL ({outer}) {{ MATCH ({outer}){arrow}(m) WHERE {condition} RETURN m.id AS {name} }}"),
            2 => format!("CALL {{ WITH {outer} OPTIONAL MATCH ({outer}){arrow}(m) RETURN max(m.k) AS {name} }}"),
            _ => format!("CALL {{ MATCH (m:{}) RETURN sum(m.k) AS {name} }}", self.pick(&LABELS)),
        };
        self.values.push(name);
        text
    }

    fn with(&mut self) -> String {
        let filter = if self.coin(2) { format!(" WHERE {}", self.condition(1)) } else { String::new() };
        if self.coin(3) {
            return format!("WITH *{filter}");
        }
        let names = self.nodes.clone();
        let kept: Vec<String> = names.into_iter().filter(|_| self.coin(2)).collect();
        let value = self.value(1);
        let name = self.fresh("w");
        let (distinct, value) = match self.dice.below(3) {
            0 => ("DISTINCT ", value),
            1 => ("", self.aggregate()),
            _ => ("", value),
        };
        let items: Vec<String> = kept.iter().cloned().chain([format!("{value} AS {name}")]).collect();
        self.nodes = kept;
        self.rels.clear();
        self.values = vec![name.clone()];
        let order = match self.dice.below(4) {
            0 => format!(" ORDER BY {name}"),
            1 => {
                let keys: Vec<String> = self.nodes.iter().map(|node| format!("{node}.id")).chain([name]).collect();
                format!(" ORDER BY {} LIMIT {}", keys.join(", "), 1 + self.dice.below(6))
            }
            _ => String::new(),
        };
        let filter = if self.coin(3) { format!(" WHERE {}", self.condition(1)) } else { String::new() };
        format!("WITH {distinct}{}{order}{filter}", items.join(", "))
    }

    fn result(&mut self) -> String {
        let mut items: Vec<String> = (0..=self.dice.below(2)).map(|_| self.value(2)).collect();
        let known = self.nodes.clone();
        items.extend(self.one_of(&known));
        if self.coin(3) {
            items.push(self.aggregate());
        }
        let named: Vec<String> = items.iter().enumerate().map(|(at, item)| format!("{item} AS c{at}")).collect();
        let text = format!("{}{}", if self.coin(4) { "DISTINCT " } else { "" }, named.join(", "));
        if !self.coin(3) {
            return text;
        }
        let keys: Vec<String> =
            (0..items.len()).map(|at| format!("c{at}{}", if self.coin(3) { " DESC" } else { "" })).collect();
        let skip = if self.coin(2) { " SKIP 1" } else { "" };
        format!("{text} ORDER BY {}{skip} LIMIT {}", keys.join(", "), self.dice.below(8))
    }

    fn aggregate(&mut self) -> String {
        let value = self.value(0);
        match self.dice.below(6) {
            0 => "count(*)".to_owned(),
            1 => format!("count(DISTINCT {value})"),
            2 => format!("size(collect({value}))"),
            3 => format!("min({value})"),
            4 => format!("collect(DISTINCT {value})"),
            _ => format!("count({value})"),
        }
    }

    fn property(&mut self, key: &str) -> String {
        let known: Vec<String> = self.nodes.iter().chain(&self.rels).cloned().collect();
        match self.one_of(&known) {
            Some(name) => format!("{name}.{key}"),
            None => "1".to_owned(),
        }
    }

    fn value(&mut self, depth: u32) -> String {
        let key = self.pick(&KEYS);
        let values = self.values.clone();
        let nodes = self.nodes.clone();
        match self.dice.below(if depth > 0 { 12 } else { 5 }) {
            0 | 1 => self.property(key),
            2 => self.property("id"),
            3 => self.one_of(&values).unwrap_or_else(|| "2".to_owned()),
            4 => format!("coalesce({}, {})", self.property("k"), self.dice.below(4)),
            5 => format!("CASE WHEN {} THEN {} ELSE {} END", self.condition(depth - 1), self.value(0), self.value(0)),
            6 => format!("toString({})", self.property("k")),
            7 => format!("[x IN [1, 2, 3] WHERE x <> {}]", self.property("k")),
            8 => match self.one_of(&nodes) {
                Some(node) => {
                    let arrow = self.arrow(None);
                    let label = self.pick(&LABELS);
                    match self.dice.below(4) {
                        0 => format!("COUNT {{ ({node}){arrow}(:{label}) }}"),
                        1 => format!("size([({node}){arrow}(x) WHERE x.k > 0 | x.id])"),
                        2 => format!("size(COLLECT {{ MATCH ({node}){arrow}(x:{label}) RETURN x.id }})"),
                        _ => format!("EXISTS {{ ({node}){arrow}(x) WHERE x.k = {node}.k }}"),
                    }
                }
                None => "3".to_owned(),
            },
            9 => format!("reduce(t = 0, x IN [1, 2] | t + x * coalesce({}, 1))", self.property("k")),
            10 => match self.one_of(&nodes) {
                Some(node) => format!("{node} {{.id, .k, two: 2}}"),
                None => "4".to_owned(),
            },
            _ => format!("{} + 1", self.property("k")),
        }
    }

    fn condition(&mut self, depth: u32) -> String {
        let operator = self.pick(&["=", "=", "<>", "<", "<=", ">", ">="]);
        let number = self.dice.below(4);
        let nodes = self.nodes.clone();
        if depth > 0 && self.coin(3) {
            let joined = self.pick(&["AND", "AND", "OR", "XOR"]);
            return format!("({} {joined} {})", self.condition(depth - 1), self.condition(depth - 1));
        }
        match self.dice.below(12) {
            0 | 1 => format!("{} {operator} {number}", self.property("k")),
            2 => format!("{} {operator} '{}'", self.property("s"), self.pick(&WORDS)),
            3 => format!("{} STARTS WITH '{}'", self.property("s"), self.pick(&WORDS)),
            4 => format!("{} IN [{number}, 2, null]", self.property("k")),
            5 => format!("1 <= {} < {number}", self.property("k")),
            6 => format!("{} = {}", self.property("k"), self.property("id")),
            7 => format!("NOT ({})", self.condition(0)),
            8 => match self.one_of(&nodes) {
                Some(node) => format!("{node}:{}", self.pick(&LABELS)),
                None => format!("{number} > 1"),
            },
            9 => match self.one_of(&nodes) {
                Some(node) => {
                    let arrow = self.arrow(None);
                    let not = if self.coin(2) { "NOT " } else { "" };
                    format!("{not}EXISTS {{ ({node}){arrow}(x) WHERE x.k {operator} {number} }}")
                }
                None => "true".to_owned(),
            },
            10 => format!("{} IS {}NULL", self.property("s"), if self.coin(2) { "NOT " } else { "" }),
            _ => {
                let word = self.pick(&["any", "all", "none", "single"]);
                format!("{word}(x IN [0, 1, 2] WHERE x {operator} {})", self.property("k"))
            }
        }
    }
}
