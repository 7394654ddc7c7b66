//! The meaning of the core language, evaluated by trying everything: no index, no plan, no cleverness.

use std::collections::BTreeMap;

use crate::graph::{Element, Graph};
use crate::query::{Clause, Direction, Expr, NodePattern, Path, Projection, Query, RelPattern};
use crate::value::Cell;

/// The values of the names in scope.
type Row = BTreeMap<String, Cell>;

/// The rows of a query.
pub(crate) fn rows(graph: &Graph, query: &Query) -> Vec<Vec<Cell>> {
    let mut rows = vec![Row::new()];
    for clause in &query.clauses {
        rows = match clause {
            Clause::Match { optional, paths, filter } => {
                rows.iter().flat_map(|row| matches(graph, row, paths, filter.as_ref(), *optional)).collect()
            }
            Clause::Unwind { list, name } => {
                rows.iter().flat_map(|row| list.iter().map(|cell| with(row, name, cell.clone()))).collect()
            }
            Clause::With { projection, filter } => {
                let names = projection.items.iter().map(|(_, name)| name.clone());
                let projected = project(graph, &rows, projection);
                let rows = projected.into_iter().map(|cells| names.clone().zip(cells).collect::<Row>());
                rows.filter(|row| holds(graph, row, filter.as_ref())).collect()
            }
        };
    }
    project(graph, &rows, &query.result)
}

fn with(row: &Row, name: &str, cell: Cell) -> Row {
    let mut row = row.clone();
    row.insert(name.to_owned(), cell);
    row
}

fn holds(graph: &Graph, row: &Row, filter: Option<&Expr>) -> bool {
    filter.is_none_or(|filter| value(graph, row, filter) == Cell::Boolean(true))
}

fn matches(graph: &Graph, row: &Row, paths: &[Path], filter: Option<&Expr>, optional: bool) -> Vec<Row> {
    let mut found: Vec<(Row, Vec<usize>)> = vec![(row.clone(), Vec::new())];
    for path in paths {
        found = found.into_iter().flat_map(|(row, used)| walk(graph, path, row, used)).collect();
    }
    let mut rows: Vec<Row> = found.into_iter().map(|(row, _)| row).filter(|row| holds(graph, row, filter)).collect();
    if optional && rows.is_empty() {
        let mut row = row.clone();
        for path in paths {
            let nodes = std::iter::once(&path.start).chain(path.steps.iter().map(|(_, node)| node));
            let names = nodes
                .filter_map(|node| node.name.clone())
                .chain(path.steps.iter().filter_map(|(rel, _)| rel.name.clone()));
            for name in names {
                row.entry(name).or_insert(Cell::Null);
            }
        }
        rows.push(row);
    }
    rows
}

/// All ways to lay `path` over the graph, with the relationships used so far.
fn walk(graph: &Graph, path: &Path, row: Row, used: Vec<usize>) -> Vec<(Row, Vec<usize>)> {
    let starts =
        (0..graph.nodes.len()).filter_map(|at| Some((bind_node(graph, &path.start, &row, at)?, used.clone(), at)));
    let mut states: Vec<(Row, Vec<usize>, usize)> = starts.collect();
    for (rel, node) in &path.steps {
        let mut next = Vec::new();
        for (row, used, at) in states {
            let steps = match rel.length {
                None => single(graph, rel, &row, &used, at),
                Some((least, most)) => several(graph, rel, &row, &used, at, least, most),
            };
            for (row, used, end) in steps {
                next.extend(bind_node(graph, node, &row, end).map(|row| (row, used, end)));
            }
        }
        states = next;
    }
    states.into_iter().map(|(row, used, _)| (row, used)).collect()
}

/// The row with the node bound, when the pattern allows it.
fn bind_node(graph: &Graph, pattern: &NodePattern, row: &Row, at: usize) -> Option<Row> {
    let node = &graph.nodes[at];
    let fits =
        pattern.labels.iter().all(|label| node.names.contains(label)) && has(graph, node, &pattern.properties, row);
    let Some(name) = pattern.name.as_ref().filter(|_| fits) else { return fits.then(|| row.clone()) };
    match row.get(name) {
        None => Some(with(row, name, Cell::Node(at as i64))),
        Some(bound) => (*bound == Cell::Node(at as i64)).then(|| row.clone()),
    }
}

fn has(graph: &Graph, element: &Element, properties: &[(&'static str, Expr)], row: &Row) -> bool {
    let wanted =
        |(key, expr): &(&'static str, Expr)| equal(&element.property(key), &value(graph, row, expr)) == Some(true);
    properties.iter().all(wanted)
}

/// The relationships that may follow at a node, with the node behind them; a loop is met once.
fn neighbours<'g>(
    graph: &'g Graph,
    rel: &'g RelPattern,
    row: &'g Row,
    at: usize,
) -> impl Iterator<Item = (usize, usize)> + 'g {
    graph.rels.iter().enumerate().filter_map(move |(number, (start, element, end))| {
        let out = *start == at && rel.direction != Direction::In;
        let back = *end == at && rel.direction != Direction::Out;
        let fits = (rel.types.is_empty() || rel.types.contains(&element.names[0]))
            && has(graph, element, &rel.properties, row);
        ((out || back) && fits).then_some((number, if out { *end } else { *start }))
    })
}

fn single(graph: &Graph, rel: &RelPattern, row: &Row, used: &[usize], at: usize) -> Vec<(Row, Vec<usize>, usize)> {
    let mut found = Vec::new();
    for (number, end) in neighbours(graph, rel, row, at) {
        let cell = Cell::Rel(number as i64);
        let bound = rel.name.as_ref().and_then(|name| row.get(name));
        if used.contains(&number) || bound.is_some_and(|bound| *bound != cell) {
            continue;
        }
        let row = rel.name.as_ref().map_or_else(|| row.clone(), |name| with(row, name, cell));
        found.push((row, [used, &[number]].concat(), end));
    }
    found
}

fn several(
    graph: &Graph,
    rel: &RelPattern,
    row: &Row,
    used: &[usize],
    at: usize,
    least: usize,
    most: usize,
) -> Vec<(Row, Vec<usize>, usize)> {
    let mut found = Vec::new();
    let mut states = vec![(used.to_vec(), at)];
    for length in 0..=most {
        if length >= least {
            found.extend(states.iter().map(|(used, end)| (row.clone(), used.clone(), *end)));
        }
        let longer = states.iter().flat_map(|(used, at)| {
            let steps = neighbours(graph, rel, row, *at).filter(|(number, _)| !used.contains(number));
            steps.map(|(number, end)| ([&used[..], &[number]].concat(), end)).collect::<Vec<_>>()
        });
        states = longer.collect();
    }
    found
}

fn equal(a: &Cell, b: &Cell) -> Option<bool> {
    if *a == Cell::Null || *b == Cell::Null { None } else { Some(a == b) }
}

fn truth(cell: &Cell) -> Option<bool> {
    match cell {
        Cell::Boolean(truth) => Some(*truth),
        _ => None,
    }
}

fn cell(truth: Option<bool>) -> Cell {
    truth.map_or(Cell::Null, Cell::Boolean)
}

/// The value of an expression without aggregates.
fn value(graph: &Graph, row: &Row, expr: &Expr) -> Cell {
    let operand = |expr: &Expr| value(graph, row, expr);
    let condition = |expr: &Expr| truth(&value(graph, row, expr));
    match expr {
        Expr::Literal(cell) => cell.clone(),
        Expr::Name(name) => row[name].clone(),
        Expr::Property(name, key) => match row[name] {
            Cell::Node(id) => graph.nodes[id as usize].property(key),
            Cell::Rel(id) => graph.rels[id as usize].1.property(key),
            _ => Cell::Null,
        },
        Expr::Compare(a, operator, b) => compare(&operand(a), operator, &operand(b)),
        Expr::And(a, b) => cell(match (condition(a), condition(b)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }),
        Expr::Or(a, b) => cell(match (condition(a), condition(b)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }),
        Expr::Xor(a, b) => cell(condition(a).zip(condition(b)).map(|(a, b)| a != b)),
        Expr::Not(a) => cell(condition(a).map(|truth| !truth)),
        Expr::IsNull(a, negated) => Cell::Boolean((operand(a) == Cell::Null) != *negated),
        Expr::In(a, list) => {
            let found: Vec<Option<bool>> = list.iter().map(|element| equal(&operand(a), element)).collect();
            cell(if found.contains(&Some(true)) {
                Some(true)
            } else if found.contains(&None) {
                None
            } else {
                Some(false)
            })
        }
        Expr::HasLabel(name, label) => match row[name] {
            Cell::Node(id) => Cell::Boolean(graph.nodes[id as usize].names.contains(label)),
            _ => Cell::Null,
        },
        Expr::StartsWith(a, prefix) => match operand(a) {
            Cell::String(text) => Cell::Boolean(text.starts_with(prefix)),
            _ => Cell::Null,
        },
        Expr::Add(a, b) => match (operand(a), operand(b)) {
            (Cell::Integer(a), Cell::Integer(b)) => Cell::Integer(a + b),
            _ => Cell::Null,
        },
        Expr::Coalesce(a, other) => {
            Some(operand(a)).filter(|cell| *cell != Cell::Null).unwrap_or_else(|| other.clone())
        }
        Expr::Exists(path) => Cell::Boolean(!walk(graph, path, row.clone(), Vec::new()).is_empty()),
        Expr::CountStar | Expr::Aggregate { .. } => panic!("an aggregate outside a projection"),
    }
}

fn compare(a: &Cell, operator: &str, b: &Cell) -> Cell {
    let comparable = matches!(
        (a, b),
        (Cell::Integer(_), Cell::Integer(_))
            | (Cell::String(_), Cell::String(_))
            | (Cell::Boolean(_), Cell::Boolean(_))
    );
    let order = comparable.then(|| a.order(b));
    cell(match operator {
        "=" => equal(a, b),
        "<>" => equal(a, b).map(|equal| !equal),
        "<" => order.map(std::cmp::Ordering::is_lt),
        "<=" => order.map(std::cmp::Ordering::is_le),
        ">" => order.map(std::cmp::Ordering::is_gt),
        _ => order.map(std::cmp::Ordering::is_ge),
    })
}

fn project(graph: &Graph, rows: &[Row], projection: &Projection) -> Vec<Vec<Cell>> {
    let aggregates = projection.items.iter().any(|(expr, _)| expr.is_aggregate());
    let mut projected: Vec<Vec<Cell>> = if aggregates {
        grouped(graph, rows, projection)
    } else {
        rows.iter().map(|row| projection.items.iter().map(|(expr, _)| value(graph, row, expr)).collect()).collect()
    };
    if projection.distinct {
        projected = distinct(projected);
    }
    if !projection.order.is_empty() {
        projected.sort_by(|a, b| {
            let orders = projection.order.iter().map(|(column, downwards)| {
                let order = a[*column].order(&b[*column]);
                if *downwards { order.reverse() } else { order }
            });
            orders.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
    }
    let skipped = projected.into_iter().skip(projection.skip.unwrap_or(0));
    skipped.take(projection.limit.unwrap_or(usize::MAX)).collect()
}

fn distinct<T: PartialEq>(values: Vec<T>) -> Vec<T> {
    let mut seen = Vec::new();
    for value in values {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

fn grouped(graph: &Graph, rows: &[Row], projection: &Projection) -> Vec<Vec<Cell>> {
    let keys: Vec<&Expr> = projection.items.iter().map(|(expr, _)| expr).filter(|expr| !expr.is_aggregate()).collect();
    let key = |row: &Row| keys.iter().map(|expr| value(graph, row, expr)).collect::<Vec<_>>();
    let mut groups: Vec<(Vec<Cell>, Vec<&Row>)> =
        if keys.is_empty() { vec![(Vec::new(), Vec::new())] } else { Vec::new() };
    for row in rows {
        let key = key(row);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(row),
            None => groups.push((key, vec![row])),
        }
    }
    let cells = |(key, members): (Vec<Cell>, Vec<&Row>)| {
        let mut keys = key.into_iter();
        let item = |(expr, _): &(Expr, String)| match expr {
            Expr::CountStar => Cell::Integer(members.len() as i64),
            Expr::Aggregate { function, distinct: unique, argument } => {
                let values =
                    members.iter().map(|row| value(graph, row, argument)).filter(|cell| *cell != Cell::Null).collect();
                aggregate(function, if *unique { distinct(values) } else { values })
            }
            _ => keys.next().unwrap(),
        };
        projection.items.iter().map(item).collect()
    };
    groups.into_iter().map(cells).collect()
}

fn aggregate(function: &str, mut values: Vec<Cell>) -> Cell {
    let sum = || values.iter().map(|cell| if let Cell::Integer(number) = cell { *number } else { 0 }).sum::<i64>();
    match function {
        "count" => Cell::Integer(values.len() as i64),
        "sum" => Cell::Integer(sum()),
        "avg" if values.is_empty() => Cell::Null,
        "avg" => Cell::Float(sum() as f64 / values.len() as f64),
        "min" => values.into_iter().min_by(Cell::order).unwrap_or(Cell::Null),
        "max" => values.into_iter().max_by(Cell::order).unwrap_or(Cell::Null),
        _ => {
            values.sort_by(Cell::order);
            Cell::List(values)
        }
    }
}
