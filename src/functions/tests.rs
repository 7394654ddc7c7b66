//! Tests of the library of functions as a whole: the examples of its tables, the scenarios of the openCypher TCK that need
//! no graph, and what holds for every function.

mod expression;
mod scenarios;

use std::sync::Arc;

use super::environment::Anything;
use super::{Accumulator, Body, Clock, Environment, Kind, Random, function, lookup, names};
use crate::diagnostic::{Class, Detail, Result};
use crate::graph::{Snapshot, Tokens, Workspace};
use crate::value::{Path, Type, Value};
use expression::{evaluate, run};

/// 2015-07-21T21:40:32.142Z, always.
fn with_environment<T>(test: impl FnOnce(&Environment<'_>) -> T) -> T {
    let (clock, random) = (Clock::new(|| (1_437_514_832, 142_000_000)), Random::new(7));
    let graph = Snapshot::empty(Arc::default());
    test(&Environment { graph: &graph, clock: &clock, random: &random, allowance: &Anything })
}

fn text(expression: &str) -> String {
    evaluate(expression).unwrap_or_else(|error| panic!("{expression}: {error}")).to_string()
}

fn failure(expression: &str) -> (Class, Detail) {
    let error = evaluate(expression).err().unwrap_or_else(|| panic!("{expression} did not fail"));
    (error.class(), error.detail())
}

/// Runs an aggregation over rows of arguments.
fn aggregate(name: &str, rows: &[&[Value]]) -> Result<Value> {
    with_environment(|environment| {
        let mut state: Box<dyn Accumulator> = match function(lookup(name).unwrap()).body {
            Body::Aggregate(fresh) => fresh(),
            Body::Total(fresh) => Box::new(fresh()),
            Body::Extreme(fresh) => {
                let mut best = fresh();
                rows.iter().for_each(|row| best.take(&row[0]));
                return Ok(best.into_value());
            }
            Body::Scalar(_) => panic!("{name} is no aggregation"),
        };
        rows.iter().try_for_each(|row| state.update(row, environment))?;
        state.finish()
    })
}

fn over(name: &str, list: &str) -> String {
    let Ok(Value::List(values)) = evaluate(list) else { panic!("{list} is no list") };
    let rows: Vec<&[Value]> = values.iter().map(std::slice::from_ref).collect();
    aggregate(name, &rows).unwrap().to_string()
}

#[test]
fn every_example_holds() {
    let mut checked = 0;
    for name in names() {
        let example = function(lookup(name).unwrap()).example;
        // Examples that need a graph or rows are run by the test of the language page.
        if ["UNWIND ", "MATCH "].iter().any(|clause| example.starts_with(clause)) {
            continue;
        }
        if let Some((call, result)) = example.rsplit_once(" = ") {
            assert_eq!(text(call), text(result), "{example}");
            checked += 1;
        } else {
            assert!(evaluate(example).is_ok(), "{example}");
        }
    }
    assert!(checked > 60, "only {checked} examples have a result");
}

#[test]
fn names_are_found_in_any_case_and_only_once() {
    assert_eq!(lookup("TOUPPER"), lookup("toUpper"));
    assert!(lookup("duration.inseconds").is_some());
    assert!(lookup("nonsense").is_none());
    let mut all: Vec<String> = names().map(str::to_lowercase).collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn every_function_takes_nulls_and_strange_arguments_without_panic() {
    let strange =
        ["null", "-1", "9223372036854775807", "1e308", "''", "'é'", "[]", "[null]", "{}", "true", "date('2015')"];
    let strange: Vec<Value> = strange.iter().map(|text| evaluate(text).unwrap()).collect();
    with_environment(|environment| {
        for name in names() {
            let Body::Scalar(body) = function(lookup(name).unwrap()).body else { continue };
            for count in 0..4 {
                for number in 0..strange.len().pow(count) {
                    let arguments: Vec<Value> =
                        (0..count).map(|at| strange[number / strange.len().pow(at) % strange.len()].clone()).collect();
                    // The result does not matter here, that there is one does.
                    let _ = body(&arguments, environment);
                }
            }
        }
    });
}

#[test]
fn signatures_tell_the_binder_what_is_surely_wrong() {
    let size = function(lookup("size").unwrap());
    assert_eq!(size.arity(), (1, Some(1)));
    assert!(!size.parameters[0].kind.accepts(&Type::Path));
    assert!(size.parameters[0].kind.accepts(&Type::Any));
    assert!(Kind::FLOAT.accepts(&Type::Integer));
    assert_eq!(function(lookup("coalesce").unwrap()).arity(), (1, None));
    assert!(function(lookup("coalesce").unwrap()).parameter(9).is_some());
    let substring = function(lookup("substring").unwrap());
    assert_eq!(substring.signature(), "substring(text :: STRING, start :: INTEGER[, length :: INTEGER])");
}

#[test]
fn wrong_arguments_fail_as_the_language_says() {
    assert_eq!(failure("range(2, 8, 0)"), (Class::ArgumentError, Detail::NumberOutOfRange));
    assert_eq!(failure("range(0, 1.1, 1)"), (Class::ArgumentError, Detail::InvalidArgumentType));
    assert_eq!(failure("toBoolean(1.0)"), (Class::TypeError, Detail::InvalidArgumentValue));
    assert_eq!(failure("toInteger([])"), (Class::TypeError, Detail::InvalidArgumentValue));
    assert_eq!(failure("toString({})"), (Class::TypeError, Detail::InvalidArgumentValue));
    assert_eq!(failure("abs(-9223372036854775808)"), (Class::ArithmeticError, Detail::IntegerArithmeticOverflow));
    assert_eq!(failure("left('abc', -1)"), (Class::ArgumentError, Detail::NumberOutOfRange));
    assert_eq!(failure("range(0, 9223372036854775807)"), (Class::LimitExceeded, Detail::MemoryLimit));
    assert_eq!(failure("1 / 0"), (Class::ArithmeticError, Detail::DivisionByZero));
    assert_eq!(failure("9223372036854775807 + 1"), (Class::ArithmeticError, Detail::IntegerArithmeticOverflow));
    assert_eq!(failure("true + 1"), (Class::TypeError, Detail::InvalidArgumentType));
    assert_eq!(failure("date({year: 2015, month: 13})"), (Class::ArgumentError, Detail::InvalidArgumentValue));
}

#[test]
fn rounding_follows_its_mode() {
    let cases = [
        ("round(-1.5)", "-1.0"),
        ("round(2.5)", "3.0"),
        ("round(0.49999999999999994)", "0.0"),
        ("round(1.005, 2)", "1.01"),
        ("round(-1.55, 1)", "-1.6"),
        ("round(1.25, 1, 'HALF_DOWN')", "1.2"),
        ("round(1.25, 1, 'half_even')", "1.2"),
        ("round(1.35, 1, 'HALF_EVEN')", "1.4"),
        ("round(-1.01, 1, 'FLOOR')", "-1.1"),
        ("round(-1.09, 1, 'CEILING')", "-1.0"),
        ("round(1.01, 1, 'UP')", "1.1"),
        ("round(1e300, 2)", "1e300"),
        ("round(7, 2)", "7.0"),
    ];
    for (call, result) in cases {
        assert_eq!(text(call), result, "{call}");
    }
}

#[test]
fn strings_are_split_at_the_first_delimiter_that_fits() {
    assert_eq!(text("split('a,b;c', [';', ','])"), "['a', 'b', 'c']");
    assert_eq!(text("split('abc', '')"), "['a', 'b', 'c']");
    assert_eq!(text("split('', ',')"), "['']");
    assert_eq!(text("substring('été', 1)"), "'té'");
    assert_eq!(text("right('été', 9)"), "'été'");
    assert_eq!(text("trim('  a b ')"), "'a b'");
}

#[test]
fn aggregations_do_not_depend_on_how_rows_are_dealt_out() {
    assert_eq!(over("count", "[1, null, 2]"), "2");
    assert_eq!(over("sum", "[1, 2, null]"), "3");
    assert_eq!(over("sum", "[]"), "0");
    assert_eq!(over("sum", "[0.1, 0.2, 0.3, 1]"), "1.6");
    assert_eq!(over("sum", "[duration('P1D'), duration('PT2H')]"), "P1DT2H");
    assert_eq!(over("avg", "[1, 2]"), "1.5");
    assert_eq!(over("avg", "[null]"), "null");
    assert_eq!(over("avg", "[duration('P1D'), duration('P2D')]"), "P1DT12H");
    assert_eq!(over("min", "[1, 'a', null, [1, 2], 0.2, 'b']"), "[1, 2]");
    assert_eq!(over("max", "[1, 'a', null, [1, 2], 0.2, 'b']"), "1");
    assert_eq!(over("max", "[1, 1.0]"), "1");
    assert_eq!(over("collect", "[1, null, 'a']"), "[1, 'a']");
    assert_eq!(over("stDev", "[1, 3]"), "1.4142135623730951");
    assert_eq!(over("stDevP", "[1, 3]"), "1.0");
    assert_eq!(over("stDev", "[1]"), "0.0");
}

#[test]
fn percentiles_interpolate_or_pick() {
    let percentile = |name: &str, share: &str| {
        let share = evaluate(share).unwrap();
        let rows: Vec<Vec<Value>> = [30, 10, 20].iter().map(|n| vec![Value::Integer(*n), share.clone()]).collect();
        let rows: Vec<&[Value]> = rows.iter().map(Vec::as_slice).collect();
        aggregate(name, &rows)
    };
    for (share, disc, cont) in
        [("0.0", "10", "10.0"), ("0.5", "20", "20.0"), ("1", "30", "30.0"), ("0.75", "30", "25.0")]
    {
        assert_eq!(percentile("percentileDisc", share).unwrap().to_string(), disc);
        assert_eq!(percentile("percentileCont", share).unwrap().to_string(), cont);
    }
    for share in ["1000", "-1", "1.1"] {
        assert_eq!(percentile("percentileDisc", share).unwrap_err().detail(), Detail::NumberOutOfRange);
    }
}

#[test]
fn sums_that_leave_the_integers_are_an_error_only_at_the_end() {
    assert_eq!(over("sum", "[9223372036854775807, 1, -1]"), "9223372036854775807");
    let rows: [&[Value]; 2] = [&[Value::Integer(i64::MAX)], &[Value::Integer(1)]];
    assert_eq!(aggregate("sum", &rows).unwrap_err().detail(), Detail::IntegerArithmeticOverflow);
}

#[test]
fn chance_follows_from_its_seed() {
    let draw = || with_environment(|environment| (environment.random.unit(), environment.random.bits()));
    assert_eq!(draw(), draw());
    let id = text("randomUUID()");
    assert_eq!(id.len(), 38);
    assert_eq!(&id[15..16], "4");
}

#[test]
fn durations_between_points_are_whole_in_each_part() {
    assert_eq!(text("duration.inDays(date('1984-10-11'), localdatetime('2016-07-21T21:45:22.142'))"), "P11606D");
    assert_eq!(text("duration.between(date('2020-01-31'), date('2020-02-29'))"), "P29D");
    assert_eq!(text("date({year: 2015, month: null})"), "null");
    assert_eq!(text("date()"), "2015-07-21");
    assert_eq!(
        text("range(-9223372036854775808, 9223372036854775807, 9223372036854775807)"),
        "[-9223372036854775808, -1, 9223372036854775806]"
    );
    assert_eq!(text("valueType([1, null, 'a'])"), "'LIST<INTEGER | STRING> NOT NULL'");
    assert_eq!(text("datetime.realtime('Europe/Stockholm') = null"), "null");
}

#[test]
fn queries_of_several_clauses_can_be_tested() {
    assert_eq!(run("WITH date('1984-10-11') AS d RETURN d.year AS y, d.week AS w", &[]).unwrap(), ["1984", "41"]);
}

#[test]
fn elements_are_read_in_the_graph_and_deleted_ones_fail() {
    let tokens = Arc::<Tokens>::default();
    let (person, knows, name) = (tokens.label("Person"), tokens.rel_type("KNOWS"), tokens.key("name"));
    let mut workspace = Workspace::new(Snapshot::empty(tokens));
    let a = workspace.create_node(&[person], vec![(name, Value::string("Ada"))]).unwrap();
    let b = workspace.create_node(&[], Vec::new()).unwrap();
    let rel = workspace.create_rel(knows, a, b, Vec::new()).unwrap();
    let gone = workspace.create_node(&[], Vec::new()).unwrap();
    workspace.delete_node(gone).unwrap();
    let (clock, random) = (Clock::new(|| (0, 0)), Random::new(0));
    let environment = Environment { graph: workspace.view(), clock: &clock, random: &random, allowance: &Anything };
    let call = |name: &str, argument: Value| {
        let Body::Scalar(body) = function(lookup(name).unwrap()).body else { panic!("{name} is no scalar") };
        body(&[argument], &environment).map(|value| value.to_string())
    };
    assert_eq!(call("labels", Value::Node(a)).unwrap(), "['Person']");
    assert_eq!(call("keys", Value::Node(a)).unwrap(), "['name']");
    assert_eq!(call("properties", Value::Node(a)).unwrap(), "{name: 'Ada'}");
    assert_eq!(call("properties", Value::Relationship(rel)).unwrap(), "{}");
    assert_eq!(call("type", Value::Relationship(rel)).unwrap(), "'KNOWS'");
    assert_eq!(call("endNode", Value::Relationship(rel)).unwrap(), Value::Node(b).to_string());
    let path = Value::Path(Arc::new(Path { nodes: vec![a, b], relationships: vec![rel] }));
    assert_eq!(call("length", path.clone()).unwrap(), "1");
    assert_eq!(call("nodes", path).unwrap(), Value::list(vec![Value::Node(a), Value::Node(b)]).to_string());
    assert_eq!(call("labels", Value::Node(gone)).unwrap_err().detail(), Detail::DeletedEntityAccess);
    assert_eq!(call("properties", Value::Node(gone)).unwrap_err().class(), Class::EntityNotFound);
    assert_eq!(call("labels", Value::Integer(1)).unwrap_err().detail(), Detail::InvalidArgumentValue);
    assert_eq!(call("type", Value::Node(a)).unwrap_err().detail(), Detail::InvalidArgumentValue);
}
