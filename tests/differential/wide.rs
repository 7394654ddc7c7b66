//! Draws statements from much more of the language than the naive evaluator knows, as text.
//!
//! What a query answers must not depend on the plan: no LIMIT without a total order, no element of a collected list by
//! its place, no function that can fail.

use crate::dice::Dice;
use crate::graph::{Graph, KEYS, LABELS, TYPES, WORDS};

/// What makes a drawn graph large.
pub(crate) const CROWD: [&str; 1] = [
    "UNWIND range(500, 3000) AS i CREATE (a:A {id: 2 * i, k: i % 11, s: ['a', 'ab', 'b', 'ba'][i % 4], m: i % 3 = 0}) \
      -[:X {id: i, k: i % 6}]->(:A:B {id: 2 * i + 1, k: i % 7, s: ['b', 'ab'][i % 2]})",
];

/// A query over many rows that says little of each: one MATCH, and what is told of all rows together or of the first.
pub(crate) fn flat(dice: &mut Dice) -> String {
    let below = |dice: &mut Dice, limit| dice.below(limit);
    let pattern = ["(n:A)", "(n)", "(n:B)", "(n:A)-[r:X]->(m)", "(n:B)-[r]-(m:A)", "(n)<-[r:X]-(m:B)"];
    let pattern = pattern[below(dice, 6) as usize];
    let number = below(dice, 11);
    let filter = [
        String::new(),
        format!(" WHERE n.k >= {number}"),
        format!(" WHERE n.s STARTS WITH 'a' AND n.k <> {number}"),
        format!(" WHERE n.id % 7 < {} OR n.m", number % 7),
        format!(" WHERE NOT n:B XOR n.k IN [{number}, 2]"),
    ];
    let filter = &filter[below(dice, 5) as usize];
    let result = [
        "count(*) AS a, sum(n.k) AS b, avg(n.id) AS c, min(n.s) AS d",
        "n.k AS a, count(*) AS b, max(n.id) AS c",
        "n.s AS a, n.m AS b, sum(n.id) AS c, count(DISTINCT n.k) AS d",
        "DISTINCT n.k AS a, n.s AS b",
        "n.id AS a, n.k + 1 AS b ORDER BY a DESC SKIP 3 LIMIT 50",
        "n.s AS a, n.id AS b ORDER BY a, b LIMIT 40",
        "stDev(n.k) AS a, percentileCont(n.id, 0.3) AS b, size(collect(n.s)) AS c",
        "count(CASE WHEN n.k > 3 THEN 1 END) AS a, sum(size(n.s)) AS b",
    ];
    format!("MATCH {pattern}{filter} RETURN {}", result[below(dice, 8) as usize])
}

struct Draw<'d> {
    dice: &'d mut Dice,
    graph: &'d Graph,
    nodes: Vec<String>,
    rels: Vec<String>,
    values: Vec<String>,
    names: usize,
}

/// A query that reads.
pub(crate) fn query(dice: &mut Dice, graph: &Graph) -> String {
    let mut draw = Draw { dice, graph, nodes: Vec::new(), rels: Vec::new(), values: Vec::new(), names: 0 };
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
        let shape = self.dice.below(14);
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
                let rel_type = self.graph.rel_type(self.dice);
                self.nodes.extend([a.clone(), b.clone()]);
                format!("({a})-[:{rel_type}]->{mark}({b})")
            }
            5 => self.group(),
            6 => {
                let (a, b, path) = (self.fresh("n"), self.fresh("n"), self.fresh("p"));
                let selector = self.pick(&["ANY SHORTEST", "SHORTEST 1", "ALL SHORTEST", "SHORTEST 1 GROUP"]);
                let mark = self.pick(&["+", "{1,2}", "*", "{0,3}"]);
                self.nodes.extend([a.clone(), b.clone()]);
                self.values.push(format!("length({path})"));
                format!(
                    "{path} = {selector} ({a}:{})-[:{}]->{mark}({b})",
                    self.graph.label(self.dice),
                    self.graph.rel_type(self.dice)
                )
            }
            _ => self.path(2),
        };
        let filter = if self.coin(3) { format!(" WHERE {}", self.condition(2)) } else { String::new() };
        format!("{word} {pattern}{filter}")
    }

    /// A quantified group; what it binds inside becomes lists.
    fn group(&mut self) -> String {
        let [a, b, x, y] = ["n", "n", "g", "g"].map(|letter| self.fresh(letter));
        let rel_type = self.graph.rel_type(self.dice);
        let mark = self.pick(&["{1,2}", "{0,2}", "+", "{2}"]);
        let filter = if self.coin(2) { String::new() } else { format!(" WHERE {x}.k <= {y}.k") };
        self.nodes.extend([a.clone(), b.clone()]);
        self.values.push(format!("size({x})"));
        self.values.push(format!("[e IN {y} | e.id]"));
        format!("({a}) (({x})-[:{rel_type}]->({y}){filter}){mark} ({b})")
    }

    fn path(&mut self, most: u64) -> String {
        let mut text = self.node();
        // A long path has few matches in a small graph.
        for _ in 0..self.dice.below(most + 1).min(self.dice.below(most + 1)) {
            let name = self.coin(3).then(|| self.fresh("r"));
            text += &self.arrow(name);
            text += &self.node();
        }
        text
    }

    fn node(&mut self) -> String {
        let known = self.nodes.clone();
        let name = if let Some(name) = self.one_of(&known).filter(|_| self.coin(4)) {
            name
        } else {
            let name = self.fresh("n");
            self.nodes.push(name.clone());
            name
        };
        let [a, b] = [0; 2].map(|_| self.graph.label(self.dice));
        let labels = match self.dice.below(20) {
            0..=2 => format!(":{a}"),
            3 => format!(":{a}|{b}"),
            5 => format!(":{a}&!{b}"),
            4 => format!(":!{a}"),
            _ => String::new(),
        };
        let properties = match self.dice.below(16) {
            0 => format!(" {{k: {}}}", self.graph.known(self.dice, "k")),
            1 => format!(" {{s: {}}}", self.graph.known(self.dice, "s")),
            2 => format!(" WHERE {name}.k >= {}", self.dice.below(3)),
            _ => String::new(),
        };
        format!("({name}{labels}{properties})")
    }

    /// A relationship; one with a name goes into scope.
    fn arrow(&mut self, name: Option<String>) -> String {
        let types = match self.dice.below(4) {
            0 | 1 => format!(":{}", self.graph.rel_type(self.dice)),
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
        let label = self.graph.label(self.dice);
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
            _ => format!("CALL {{ MATCH (m:{}) RETURN sum(m.k) AS {name} }}", self.graph.label(self.dice)),
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
        format!(
            "{text} ORDER BY {}{skip} LIMIT {}",
            keys.join(", "),
            if self.coin(12) { 0 } else { 1 + self.dice.below(7) }
        )
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
        match self.dice.below(if depth > 0 { 15 } else { 5 }) {
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
                    let label = self.graph.label(self.dice);
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
            11 => format!("(date('2020-02-27') + duration({{days: coalesce({}, 0)}})).day", self.property("k")),
            12 => format!("duration({{hours: {}}}) + duration('PT30M')", self.property("id")),
            13 => format!("datetime({{year: 2000, month: 2, day: 1 + coalesce({}, 0)}}).dayOfWeek", self.property("k")),
            _ => format!("{} + 1", self.property("k")),
        }
    }

    fn condition(&mut self, depth: u32) -> String {
        let operator = self.pick(&["=", "<>", "<", "<=", "<=", ">", ">=", ">="]);
        let number = self.graph.known(self.dice, "k").to_string();
        let nodes = self.nodes.clone();
        if depth > 0 && self.coin(3) {
            let joined = self.pick(&["AND", "OR", "OR", "XOR"]);
            return format!("({} {joined} {})", self.condition(depth - 1), self.condition(depth - 1));
        }
        match self.dice.below(12) {
            0 | 1 => format!("{} {operator} {number}", self.property("k")),
            2 => format!("{} {operator} {}", self.property("s"), self.graph.known(self.dice, "s")),
            3 => format!("{} STARTS WITH '{}'", self.property("s"), &self.pick(&WORDS)[..1]),
            4 => format!("{} IN [{number}, 2, null]", self.property("k")),
            5 => format!("0 <= {} <= {number}", self.property("k")),
            6 => format!("{} = {}", self.property("k"), self.property("id")),
            7 => format!("NOT ({})", self.condition(0)),
            8 => match self.one_of(&nodes) {
                Some(node) => format!("{node}:{}", self.graph.label(self.dice)),
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
