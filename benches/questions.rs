//! How fast are the questions of people who look into companies? Loads a made-up register, asks, prints a table.
//!
//! ```text
//! cargo bench --bench questions                       2,000 companies
//! cargo bench --bench questions -- medium             50,000; large: 500,000
//! cargo bench --bench questions -- small --peers      beside the engines that python3 (or $WASL_PYTHON) has
//! cargo bench --bench questions -- medium --only ring --threads 1
//! ```
//!
//! Cold is the first call after opening, warm the median of later ones; both are wall time in this process with all rows
//! fetched. *Engine* is what the engine says of the warm calls: parsing (none, once a plan is known), planning, running.
//! With peers all answers are compared, and one that differs ends the run with an error.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a table on the terminal is what it is for")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench stops where it cannot go on")]
#![allow(missing_docs, reason = "a bench has no users of its code")]

#[path = "questions/ask.rs"]
mod ask;
#[path = "questions/catalog.rs"]
mod catalog;
#[path = "questions/peers.rs"]
mod peers;
#[path = "questions/register.rs"]
mod register;

use std::path::PathBuf;

use ask::Asked;
use catalog::QUESTIONS;
use register::Register;

/// What the command line asks for.
struct Options {
    scale: &'static str,
    companies: u64,
    peers: bool,
    only: Option<String>,
    threads: Option<usize>,
}

const SCALES: [(&str, u64); 3] = [("small", 2_000), ("medium", 50_000), ("large", 500_000)];

fn options() -> Result<Options, String> {
    let mut options = Options { scale: SCALES[0].0, companies: SCALES[0].1, peers: false, only: None, threads: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // Cargo's own.
            "--bench" => {}
            "--peers" => options.peers = true,
            "--only" => options.only = Some(arguments.next().ok_or("--only needs the name of a question")?),
            "--threads" => {
                let count = arguments.next().and_then(|text| text.parse().ok()).ok_or("--threads needs a number")?;
                options.threads = Some(count);
            }
            other => match SCALES.iter().find(|(name, _)| *name == other) {
                Some((name, companies)) => (options.scale, options.companies) = (name, *companies),
                None => return Err(format!("`{other}` is no scale (small, medium, large) and no option")),
            },
        }
    }
    Ok(options)
}

/// The folder of a scale, made anew.
fn folder(scale: &str) -> PathBuf {
    let base = std::env::var_os("WASL_BENCH").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = base.join(format!("wasl-bench-{scale}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder of the bench can be made");
    folder
}

fn main() {
    let options = options().unwrap_or_else(|error| {
        eprintln!("{error}");
        std::process::exit(2);
    });
    let questions: Vec<_> =
        QUESTIONS.iter().filter(|question| options.only.as_ref().is_none_or(|only| only == question.name)).collect();
    let folder = folder(options.scale);
    let register = Register::write(&folder, options.companies);
    println!(
        "{}: {} companies, {} nodes, {} relationships in {}",
        options.scale,
        options.companies,
        register.nodes,
        register.rels,
        folder.display()
    );
    let (own, answers) = ask::all(&folder, &register, &questions, options.threads);
    let peers = if options.peers { peers::all(&folder, &register, &questions) } else { Vec::new() };
    print_loads(&own, &peers);
    print_answers(&questions, &answers, &peers);
    let differ = peers::differences(&questions, &answers, &peers);
    differ.iter().for_each(|line| eprintln!("DIFFERENT {line}"));
    if !differ.is_empty() {
        std::process::exit(1);
    }
}

fn print_loads(own: &ask::Loaded, peers: &[peers::Peer]) {
    println!("\n{:<12} {:>9} {:>10} {:>9}", "", "load, s", "disk, MB", "open, ms");
    let line = |name: &str, load: f64, bytes: u64, open: f64| {
        println!("{name:<12} {load:>9.2} {:>10.1} {:>9.1}", bytes as f64 / 1e6, open * 1e3);
    };
    line("wasl", own.load, own.bytes, own.open);
    peers.iter().for_each(|peer| line(&peer.name, peer.load, peer.bytes, peer.open));
}

fn print_answers(questions: &[&catalog::Question], answers: &[Asked], peers: &[peers::Peer]) {
    let names: String = peers.iter().map(|peer| format!(" {:>10}", peer.name)).collect();
    println!("\nmilliseconds a call: {:<38} {:>9} {:>9} {:>9}{names}", "", "cold", "warm", "engine");
    for (question, asked) in questions.iter().zip(answers) {
        let theirs: String = peers
            .iter()
            .map(|peer| match peer.answers.get(question.name) {
                Some(Ok(answer)) => format!(" {:>10}", milliseconds(answer.warm)),
                Some(Err(_)) => format!(" {:>10}", "error"),
                None => format!(" {:>10}", "–"),
            })
            .collect();
        println!(
            "{:<12} {:<46} {:>9} {:>9} {:>9}{theirs}",
            question.name,
            question.title,
            milliseconds(asked.cold),
            milliseconds(asked.warm),
            milliseconds(asked.engine)
        );
    }
}

/// Three digits that say something.
fn milliseconds(seconds: f64) -> String {
    let value = seconds * 1e3;
    match value {
        value if value < 1.0 => format!("{value:.4}"),
        value if value < 100.0 => format!("{value:.2}"),
        value => format!("{value:.0}"),
    }
}
