//! Draws queries of the core language. Names are typed, so that no query fails: integers are added, words compared.

use crate::dice::Dice;
use crate::graph::{Graph, KEYS, TYPES, WORDS, cell};
use crate::query::{Clause, Direction, Expr, NodePattern, Path, Projection, Query, RelPattern};
use crate::value::Cell;

/// What a name holds, null apart.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Node,
    Rel,
    Integer,
    String,
    Mixed,
    List,
}

struct Draw<'d> {
    dice: &'d mut Dice,
    graph: &'d Graph,
    scope: Vec<(String, Kind)>,
    names: usize,
}

/// A query of one to three clauses and RETURN.
pub(crate) fn query(dice: &mut Dice, graph: &Graph) -> Query {
    let mut draw = Draw { dice, graph, scope: Vec::new(), names: 0 };
    let mut clauses = vec![draw.match_clause(false)];
    for _ in 0..draw.dice.below(3) {
        let clause = match draw.dice.below(6) {
            0 | 1 => draw.match_clause(true),
            2 => draw.match_clause(false),
            3 => draw.unwind(),
            _ => draw.with(),
        };
        clauses.push(clause);
    }
    let result = draw.projection(true);
    Query { clauses, result }
}

impl Draw<'_> {
    fn coin(&mut self, one_in: u64) -> bool {
        self.dice.below(one_in) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.dice.below(from.len() as u64) as usize]
    }

    fn fresh(&mut self, letter: &str) -> String {
        self.names += 1;
        format!("{letter}{}", self.names)
    }

    fn known(&mut self, kinds: &[Kind]) -> Option<String> {
        let known: Vec<String> =
            self.scope.iter().filter(|(_, kind)| kinds.contains(kind)).map(|(name, _)| name.clone()).collect();
        (!known.is_empty()).then(|| known[self.dice.below(known.len() as u64) as usize].clone())
    }

    fn match_clause(&mut self, optional: bool) -> Clause {
        let before = self.scope.clone();
        let mut left = 3;
        let mut paths = Vec::new();
        for _ in 0..=u64::from(self.coin(3)) {
            // A long path has few matches in a small graph.
            let steps = self.dice.below(left + 1).min(self.dice.below(left + 1));
            left -= steps;
            paths.push(self.path(steps, &before, true));
        }
        let filter = self.coin(3).then(|| self.condition(2));
        Clause::Match { optional, paths, filter }
    }

    /// A path; `before` are the names whose values its properties may use.
    fn path(&mut self, steps: u64, before: &[(String, Kind)], named: bool) -> Path {
        let start = self.node(before, named);
        let steps = (0..steps).map(|_| (self.rel(before, named), self.node(before, named))).collect();
        Path { start, steps }
    }

    fn node(&mut self, before: &[(String, Kind)], named: bool) -> NodePattern {
        let mut node = NodePattern::default();
        if self.coin(4)
            && let Some(name) = self.known(&[Kind::Node])
        {
            node.name = Some(name);
        } else if named && !self.coin(4) {
            let name = self.fresh("n");
            self.scope.push((name.clone(), Kind::Node));
            node.name = Some(name);
        }
        if self.coin(5) {
            node.labels.push(self.graph.label(self.dice));
        }
        if self.coin(20) {
            let label = self.graph.label(self.dice);
            node.labels.push(label);
        }
        if self.coin(12) {
            node.properties.push(self.property(before));
        }
        node
    }

    fn rel(&mut self, before: &[(String, Kind)], named: bool) -> RelPattern {
        let types = if self.coin(2) { vec![self.graph.rel_type(self.dice)] } else { Vec::new() };
        let types = if self.coin(6) { TYPES.to_vec() } else { types };
        let direction = self.pick(&[Direction::Out, Direction::Out, Direction::In, Direction::Both]);
        let length = self.coin(6).then(|| {
            let least = self.dice.below(3) as usize;
            (least, least + self.dice.below(2) as usize)
        });
        let properties = if self.coin(12) { vec![self.property(before)] } else { Vec::new() };
        let mut rel = RelPattern { name: None, types, direction, properties, length };
        if named && length.is_none() && self.coin(2) {
            let name = self.fresh("r");
            self.scope.push((name.clone(), Kind::Rel));
            rel.name = Some(name);
        }
        rel
    }

    fn property(&mut self, before: &[(String, Kind)]) -> (&'static str, Expr) {
        let key = self.pick(&KEYS);
        let elements: Vec<&String> =
            before.iter().filter(|(_, kind)| matches!(kind, Kind::Node | Kind::Rel)).map(|(name, _)| name).collect();
        if !elements.is_empty() && self.coin(3) {
            let name = elements[self.dice.below(elements.len() as u64) as usize].clone();
            return (key, Expr::Property(name, key));
        }
        (key, Expr::Literal(self.graph.known(self.dice, key)))
    }

    fn unwind(&mut self) -> Clause {
        let name = self.fresh("u");
        let count = self.dice.below(4);
        let list = (0..count).map(|_| if self.coin(6) { Cell::Null } else { cell(self.dice, "k") }).collect();
        self.scope.push((name.clone(), Kind::Integer));
        Clause::Unwind { list, name }
    }

    fn with(&mut self) -> Clause {
        let projection = self.projection(false);
        let filter = self.coin(3).then(|| self.condition(1));
        Clause::With { projection, filter }
    }

    /// Columns, which become the scope. With LIMIT the rows are sorted by every column, so that it is plain which stay.
    fn projection(&mut self, last: bool) -> Projection {
        let aggregates = self.coin(3);
        let pages = self.coin(4);
        let mut items = Vec::new();
        let mut scope = Vec::new();
        for at in 0..=self.dice.below(3) {
            let (expr, kind) =
                if aggregates && (at == 0 || self.coin(2)) { self.aggregate(pages) } else { self.column(pages) };
            let name = self.fresh("c");
            scope.push((name.clone(), kind));
            items.push((expr, name));
        }
        let mut order = Vec::new();
        if pages {
            order = (0..items.len()).map(|column| (column, self.coin(3))).collect();
        } else if self.coin(3) {
            let plain: Vec<usize> =
                (0..items.len()).filter(|at| !matches!(scope[*at].1, Kind::Node | Kind::Rel | Kind::List)).collect();
            if !plain.is_empty() {
                order.push((self.pick(&plain), self.coin(2)));
            }
        }
        let skip = (pages && self.coin(4)).then(|| self.dice.below(3) as usize);
        let limit = pages.then(|| if self.coin(20) { 0 } else { 1 + self.dice.below(8) as usize });
        let distinct = self.coin(4);
        if !last {
            self.scope = scope;
        }
        Projection { distinct, items, order, skip, limit }
    }

    fn column(&mut self, plain: bool) -> (Expr, Kind) {
        if !plain
            && self.coin(3)
            && let Some(name) = self.known(&[Kind::Node, Kind::Rel])
        {
            let kind = self.scope.iter().find(|(known, _)| *known == name).map_or(Kind::Node, |(_, kind)| *kind);
            return (Expr::Name(name), kind);
        }
        match self.dice.below(5) {
            0 | 1 => (self.integer(1), Kind::Integer),
            2 | 3 => (self.string(), Kind::String),
            _ => (self.mixed(), Kind::Mixed),
        }
    }

    fn aggregate(&mut self, plain: bool) -> (Expr, Kind) {
        let distinct = self.coin(3);
        let (function, argument, kind) = match self.dice.below(7) {
            0 => return (Expr::CountStar, Kind::Integer),
            1 => ("count", self.mixed(), Kind::Integer),
            2 => ("sum", self.integer(1), Kind::Integer),
            3 => ("avg", self.integer(0), Kind::List),
            4 => ("min", self.string(), Kind::String),
            5 => ("max", self.integer(0), Kind::Integer),
            _ if plain => ("count", self.integer(1), Kind::Integer),
            _ => ("collect", self.mixed(), Kind::List),
        };
        (Expr::Aggregate { function, distinct, argument: Box::new(argument) }, kind)
    }

    fn element_property(&mut self, key: &'static str) -> Expr {
        match self.known(&[Kind::Node, Kind::Rel]) {
            Some(name) => Expr::Property(name, key),
            None => Expr::Literal(cell(self.dice, key)),
        }
    }

    fn integer(&mut self, depth: u32) -> Expr {
        match self.dice.below(6) {
            0 if depth > 0 => Expr::Add(Box::new(self.integer(depth - 1)), Box::new(self.integer(depth - 1))),
            1 if depth > 0 => Expr::Coalesce(Box::new(self.integer(depth - 1)), cell(self.dice, "k")),
            2 => self.known(&[Kind::Integer]).map_or_else(|| self.element_property("k"), Expr::Name),
            3 => self.element_property("id"),
            4 => Expr::Literal(self.graph.known(self.dice, "k")),
            _ => self.element_property("k"),
        }
    }

    fn string(&mut self) -> Expr {
        match self.known(&[Kind::String]) {
            Some(name) if self.coin(3) => Expr::Name(name),
            _ if self.coin(3) => Expr::Literal(self.graph.known(self.dice, "s")),
            _ => self.element_property("s"),
        }
    }

    fn mixed(&mut self) -> Expr {
        match self.dice.below(4) {
            0 => self.known(&[Kind::Mixed, Kind::Integer]).map_or_else(|| self.element_property("m"), Expr::Name),
            1 => self.integer(0),
            _ => self.element_property("m"),
        }
    }

    fn condition(&mut self, depth: u32) -> Expr {
        let boxed = |draw: &mut Self| Box::new(draw.condition(depth - 1));
        match self.dice.below(if depth > 0 { 14 } else { 10 }) {
            0 | 1 => self.comparison(),
            2 => Expr::IsNull(Box::new(self.mixed()), self.coin(2)),
            3 => {
                let list = (0..self.dice.below(4))
                    .map(|_| if self.coin(8) { Cell::Null } else { cell(self.dice, "k") })
                    .collect();
                Expr::In(Box::new(self.integer(0)), list)
            }
            4 => match self.known(&[Kind::Node]) {
                Some(name) => Expr::HasLabel(name, self.graph.label(self.dice)),
                None => self.comparison(),
            },
            5 => Expr::StartsWith(Box::new(self.string()), self.pick(&WORDS)[..1].to_owned()),
            6 => self.exists(),
            7 => match (self.known(&[Kind::Node]), self.known(&[Kind::Node])) {
                (Some(a), Some(b)) => {
                    Expr::Compare(Box::new(Expr::Name(a)), self.pick(&["=", "<>"]), Box::new(Expr::Name(b)))
                }
                _ => self.comparison(),
            },
            8 | 9 => self.comparison(),
            10 => Expr::And(boxed(self), boxed(self)),
            11 => Expr::Or(boxed(self), boxed(self)),
            12 => Expr::Not(boxed(self)),
            _ => Expr::Xor(boxed(self), boxed(self)),
        }
    }

    fn comparison(&mut self) -> Expr {
        let operator = self.pick(&["=", "<>", "<", "<=", "<=", ">", ">=", ">="]);
        let (a, b) = match self.dice.below(3) {
            0 => (self.string(), self.string()),
            1 => (self.mixed(), self.mixed()),
            _ => (self.integer(1), self.integer(0)),
        };
        Expr::Compare(Box::new(a), operator, Box::new(b))
    }

    /// A pattern from a known node; its other names would be new, so it has none.
    fn exists(&mut self) -> Expr {
        let Some(name) = self.known(&[Kind::Node]) else { return self.comparison() };
        let steps = 1 + self.dice.below(2);
        let mut path = self.path(steps, &[], false);
        path.start.name = Some(name);
        Expr::Exists(path)
    }
}
