//! Do two ways agree? Random queries on random small graphs: all rules of the optimizer against none, a cached plan
//! against a fresh one, a store that was reopened against memory, and the engine against a naive evaluator.
//!
//! Queries are drawn from two generators. `query` draws from a core of the language that `naive` evaluates by trying
//! everything; `wide` draws from much more of the language, for ways that only the engine knows.
//! `WASL_SEED=n` begins with another seed, `WASL_ROUNDS=n` draws more graphs and gives each query more time; a failure
//! names the seed of its round and shows graph and query as statements.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it cannot go on")]

#[path = "differential/answer.rs"]
mod answer;
#[path = "robustness/dice.rs"]
mod dice;
#[path = "differential/draw.rs"]
mod draw;
#[path = "differential/graph.rs"]
mod graph;
#[path = "differential/naive.rs"]
mod naive;
#[path = "differential/networkx.rs"]
mod networkx;
#[path = "differential/query.rs"]
mod query;
#[path = "differential/value.rs"]
mod value;
#[path = "differential/wide.rs"]
mod wide;

use answer::{Answer, ask, ask_with};
use dice::Dice;
use graph::Graph;
use wasl::{Database, OpenOptions, Parameters, Session};

/// Queries on each graph.
const QUERIES: usize = 20;

/// How many graphs a test draws.
fn rounds(usual: u64) -> u64 {
    std::env::var("WASL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Calls `judge` with dice for each round and collects what it finds; fails with everything at the end.
fn judge_rounds(usual: u64, mut judge: impl FnMut(&mut Dice) -> Vec<String>) {
    let first = Dice::from_environment().seed();
    let mut findings = Vec::new();
    for seed in first..first + rounds(usual) {
        let found = judge(&mut Dice::new(seed));
        findings.extend(found.into_iter().map(|finding| format!("WASL_SEED={seed} WASL_ROUNDS=1\n{finding}")));
        if findings.len() >= 10 {
            break;
        }
    }
    assert!(findings.is_empty(), "{} findings\n\n{}", findings.len(), findings.join("\n\n"));
}

/// A graph in memory with the statements of `graph` run.
fn filled(database: &Database, graph: &Graph) -> Session {
    let mut session = database.session();
    for statement in graph.statements() {
        session.run(&statement, &Parameters::new()).unwrap_or_else(|error| panic!("{error}\n{statement}"));
    }
    session
}

/// The finding, when two answers differ.
fn compare(graph: &Graph, query: &str, names: [&str; 2], answers: [&Answer; 2]) -> Option<String> {
    (!answers[0].agrees(answers[1])).then(|| {
        let statements = graph.statements().join(";\n");
        format!("{statements};\n{query};\n-- {}\n{}\n-- {}\n{}", names[0], answers[0], names[1], answers[1])
    })
}

#[test]
fn the_engine_agrees_with_a_naive_evaluator() {
    judge_rounds(4, |dice| {
        let graph = Graph::draw(dice);
        let mut session = filled(&Database::memory(), &graph);
        let judge = |_| {
            let query = draw::query(dice, &graph);
            let text = query.to_string();
            let wanted = Answer::Rows { ordered_by: query.ordered_by(), rows: naive::rows(&graph, &query)? };
            let answer = ask(&mut session, &text, query.ordered_by());
            if answer.refused_for_a_type() {
                return None;
            }
            compare(&graph, &text, ["naive", "engine"], [&wanted, &answer])
        };
        (0..QUERIES).filter_map(judge).collect()
    });
}

#[test]
fn no_rule_of_the_optimizer_and_no_join_changes_an_answer() {
    judge_rounds(4, |dice| {
        let graph = Graph::draw(dice);
        let database = Database::memory();
        let mut session = filled(&database, &graph);
        let mut plain = database.session();
        plain.without_rules();
        let mut joined = database.session();
        joined.with_joins();
        let judge = |_| {
            let text = wide::query(dice, &graph);
            let [with, without, joined] =
                [&mut session, &mut plain, &mut joined].map(|session| ask(session, &text, Vec::new()));
            let rules = compare(&graph, &text, ["all rules", "no rules"], [&with, &without]);
            rules.or_else(|| compare(&graph, &text, ["joins", "no rules"], [&joined, &without]))
        };
        (0..QUERIES).filter_map(judge).collect()
    });
}

#[test]
fn a_cached_plan_answers_as_a_fresh_one_while_the_graph_changes() {
    judge_rounds(2, |dice| {
        let graph = Graph::draw(dice);
        let mut session = filled(&Database::memory(), &graph);
        let queries: Vec<String> = (0..4).map(|_| wide::query(dice, &graph)).collect();
        let mut findings = Vec::new();
        for round in 0..4 {
            for text in &queries {
                let cached = ask(&mut session, text, Vec::new());
                let fresh = ask(&mut session, &format!("{text} // {round}"), Vec::new());
                findings.extend(compare(&graph, text, ["cached", "fresh"], [&cached, &fresh]));
                // The operators of the run before go through the graph a second time.
                let again = ask(&mut session, text, Vec::new());
                findings.extend(compare(&graph, text, ["again", "fresh"], [&again, &fresh]));
            }
            let change = wide::change(dice);
            session.run(&change, &Parameters::new()).unwrap_or_else(|error| panic!("{error}\n{change}"));
        }
        findings
    });
}

#[test]
fn a_reopened_store_answers_as_memory() {
    judge_rounds(3, |dice| {
        let graph = Graph::draw(dice);
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("graph");
        let database = Database::open(&path, &OpenOptions::default()).unwrap();
        let mut stored = filled(&database, &graph);
        let mut memory = filled(&Database::memory(), &graph);
        for _ in 0..3 {
            let change = wide::change(dice);
            for session in [&mut stored, &mut memory] {
                session.run(&change, &Parameters::new()).unwrap_or_else(|error| panic!("{error}\n{change}"));
            }
        }
        drop(stored);
        if dice.below(2) == 0 {
            database.close().unwrap();
        } else {
            drop(database);
        }
        let mut stored = Database::open(&path, &OpenOptions::default()).unwrap().session();
        let judge = |_| {
            let text = wide::query(dice, &graph);
            let [here, there] = [&mut memory, &mut stored].map(|session| ask(session, &text, Vec::new()));
            compare(&graph, &text, ["memory", "store"], [&here, &there])
        };
        (0..QUERIES).filter_map(judge).collect()
    });
}

#[test]
fn one_thread_answers_as_many() {
    judge_rounds(1, |dice| {
        let graph = Graph::draw(dice);
        let database = Database::memory();
        let mut session = filled(&database, &graph);
        // Enough rows for several batches, so that there is something to share out.
        for statement in wide::CROWD {
            session.run(statement, &Parameters::new()).unwrap_or_else(|error| panic!("{error}\n{statement}"));
        }
        let mut alone = database.session();
        let judge = |_| {
            let text = wide::flat(dice);
            let [many, one] = [(&mut session, None), (&mut alone, Some(1))]
                .map(|(session, threads)| ask_with(session, &text, Vec::new(), threads));
            compare(&graph, &text, ["many threads", "one thread"], [&many, &one])
        };
        (0..QUERIES).filter_map(judge).collect()
    });
}

#[test]
fn the_generators_draw_queries_that_give_rows() {
    let mut dice = Dice::new(7);
    let (mut rows, mut errors, mut total) = (0, 0, 0);
    let mut messages = Vec::new();
    for _ in 0..8 {
        let graph = Graph::draw(&mut dice);
        let mut session = filled(&Database::memory(), &graph);
        for at in 0..30 {
            let text =
                if at % 2 == 0 { draw::query(&mut dice, &graph).to_string() } else { wide::query(&mut dice, &graph) };
            total += 1;
            match ask(&mut session, &text, Vec::new()) {
                Answer::Rows { rows: found, .. } => rows += usize::from(!found.is_empty()),
                Answer::Error(message) => {
                    errors += 1;
                    messages.push(format!("{message}\n{text}"));
                }
            }
        }
    }
    assert!(errors * 20 <= total, "{errors} of {total} queries fail\n{}", messages.join("\n"));
    println!("{rows} of {total} queries give rows, {errors} fail");
    assert!(rows * 2 >= total, "only {rows} of {total} queries give rows");
}

#[test]
fn the_algorithms_agree_with_networkx() {
    let mut dice = Dice::from_environment();
    let seed = dice.seed();
    let Some((findings, compared)) = networkx::check(&mut dice, rounds(1) * 20) else {
        eprintln!("SKIPPED: no Python with networkx (set WASL_PYTHON); the algorithms were not compared with it");
        return;
    };
    eprintln!("{compared} answers of networkx compared, seed {seed}");
    assert!(findings.is_empty(), "WASL_SEED={seed}: {} findings\n\n{}", findings.len(), findings.join("\n\n"));
}
