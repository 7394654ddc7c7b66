//! Text and values that are made to hurt, through the public names: an answer or a clear error, never a crash or a hang.
//!
//! Every statement runs on a thread of its own and must end within a limit. A stack overflow ends the whole test
//! process, so a test that passes has shown that there was none. The parser's own tests cover its stages one by one;
//! here everything runs, to the last row.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use wasl::{Database, Error, Limits, Parameters, Session, Value};

use crate::command::run;
use crate::dice::Dice;

/// How long one statement may take; generous, because tests run without optimisation on busy machines.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs `text` to its last row: how many rows there were, or the detail and message of the error.
fn outcome(session: &mut Session, text: &str, parameters: &Parameters) -> Result<u64, (String, String)> {
    let rows = session.run(text, parameters).and_then(|mut records| {
        let mut rows = 0;
        while let Some(row) = records.next_row()? {
            rows += 1;
            drop(row);
        }
        Ok(rows)
    });
    rows.map_err(|error| match error {
        Error::Statement(error) => {
            for said in error.hints().iter().map(String::as_str).chain([error.message()]) {
                assert_eq!(rule_named(said), None, "{said}");
            }
            if let Some(span) = error.span() {
                assert!(text.get(span.start as usize..span.end as usize).is_some(), "{error}: no place in the text");
            }
            (error.detail().name().to_owned(), error.message().to_owned())
        }
        Error::Storage(error) => panic!("a graph in memory has no store: {error}"),
    })
}

/// Runs `text` on a fresh graph on a thread with a usual stack; panics when it takes too long.
fn meet(text: String) -> Result<u64, (String, String)> {
    let shown: String = text.chars().take(60).collect();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut session = Database::memory().session();
        session.set_limits(Limits {
            timeout: Some(Duration::from_secs(20)),
            memory: Some(1 << 30),
            ..Limits::default()
        });
        let _ = sender.send(outcome(&mut session, &text, &Parameters::new()));
    });
    let met = receiver.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no answer, or a panic: {shown}…"));
    if let Err((detail, message)) = &met {
        assert_ne!(detail, "Internal", "{shown}… {message}");
        assert!(!message.is_empty(), "{shown}…");
    }
    met
}

#[test]
fn a_megabyte_of_brackets_is_refused() {
    for bracket in ["(", "[", "{", "{a:", "CASE ", "((a)-->", "EXISTS {", "CALL {", "size([", "NOT (", "-("] {
        for before in ["", "RETURN ", "MATCH ", "MATCH (n) WHERE "] {
            let text = format!("{before}{}", bracket.repeat((1 << 20) / bracket.len()));
            assert!(meet(text).is_err(), "{before}{bracket}");
        }
    }
}

#[test]
fn a_hundred_thousand_terms_are_answered_or_refused() {
    for (before, term, operator, after) in [
        ("RETURN ", "1", "+", " AS x"),
        ("RETURN ", "'a'", "||", " AS x"),
        ("RETURN ", "true", " OR ", " AS x"),
        ("RETURN ", "true", " XOR ", " AS x"),
        ("RETURN ", "1", " < ", " AS x"),
        ("RETURN [", "1", ",", "] AS x"),
        ("UNWIND [", "1", ",", "] AS x RETURN count(x)"),
        ("RETURN 1 IN [", "2", ",", "] AS x"),
        ("RETURN coalesce(", "null", ",", ") AS x"),
        ("MATCH (n) WHERE ", "n.a = 1", " OR ", " RETURN n"),
        ("MATCH (n) WHERE ", "n.a = 1", " AND ", " RETURN n"),
        ("MATCH (n:", "A", "|", ") RETURN n"),
        ("MATCH (n:", "A", "&", ") RETURN n"),
    ] {
        let met = meet(format!("{before}{}{after}", vec![term; 100_000].join(operator)));
        if let Err((detail, message)) = met {
            assert!(
                ["NestingTooDeep", "MemoryLimit", "TimeLimit"].contains(&detail.as_str()),
                "{term}{operator}: {detail} {message}"
            );
        }
    }
}

#[test]
fn long_patterns_are_answered_or_refused() {
    for text in [
        format!("MATCH (a){} RETURN a", "-->()".repeat(10_000)),
        format!("MATCH (a){} RETURN a", "-->()".repeat(2_000)),
        format!("MATCH (a){} RETURN a", "-[*]-()".repeat(10_000)),
        format!("WITH 1 AS x {} RETURN x", "WITH x AS x ".repeat(4_000)),
        "CREATE (:A) ".repeat(4_000),
        format!("CREATE (a){}", "-[:X]->()".repeat(10_000)),
        format!("MERGE (a){}", "-[:X]->()".repeat(2_000)),
        format!("MATCH {} RETURN 1", vec!["(a)"; 10_000].join(",")),
        format!("MATCH {} RETURN 1", vec!["()"; 1_000].join(",")),
        format!("MATCH (n) {} RETURN n", "MATCH (n)-->() ".repeat(1_000)),
        format!("MATCH (n) {} RETURN n", "OPTIONAL MATCH (n)-->() ".repeat(1_000)),
        format!("WITH 1 AS x {} RETURN x", "WITH x AS x ".repeat(10_000)),
        format!("RETURN 1 AS x{}", " UNION ALL RETURN 1 AS x".repeat(2_000)),
        "CREATE (:A) ".repeat(10_000),
    ] {
        if let Err((detail, message)) = meet(text.clone()) {
            assert!(
                ["NestingTooDeep", "MemoryLimit", "TimeLimit"].contains(&detail.as_str()),
                "{text:.60}: {detail} {message}"
            );
        }
    }
}

#[test]
fn a_literal_of_fifty_megabytes_is_a_value() {
    let long = "x".repeat(50 << 20);
    assert_eq!(meet(format!("RETURN size('{long}') AS n")), Ok(1));
    assert_eq!(meet(format!("RETURN 1 AS n /*{long}*/")), Ok(1));
    let long = "x".repeat(4 << 20);
    for text in [
        format!("RETURN {long} AS n"),
        format!("RETURN '{long}"),
        format!("RETURN 1{long}"),
        format!("RETURN {long}(1)"),
    ] {
        let (detail, message) = meet(text).unwrap_err();
        assert!(message.len() < 5_000, "{detail}: a message of {} bytes", message.len());
    }
}

#[test]
fn deep_values_are_built_up_to_a_limit_and_refused_beyond() {
    let deep = |levels: usize| (0..levels).fold(Value::Integer(1), |inner, _| Value::List(Arc::new(vec![inner])));
    let mut session = Database::memory().session();
    let mut ask = |levels: usize, text: &str| {
        let parameters: Parameters = [("p".into(), deep(levels))].into();
        let met = outcome(&mut session, text, &parameters);
        // Dropping a value of any depth is the caller's business.
        std::mem::forget(parameters);
        met
    };
    assert_eq!(ask(400, "RETURN $p AS p, $p = $p AS same"), Ok(1));
    for levels in [600, 100_000] {
        for text in ["RETURN $p AS p", "RETURN $p = $p AS same", "CREATE (:A {p: $p})", "UNWIND $p AS x RETURN x"] {
            let refused = ask(levels, text);
            assert!(matches!(&refused, Err((detail, _)) if detail == "NestingTooDeep"), "{levels} {text}: {refused:?}");
        }
    }
    assert_eq!(ask(100_000, "RETURN 1 AS one"), Ok(1), "a parameter that nobody reads does no harm");
    for text in [
        "RETURN reduce(l = [], x IN range(1, 5000) | [l]) AS l",
        "RETURN reduce(m = {}, x IN range(1, 5000) | {m: m}) AS m",
        "UNWIND range(1, 2) AS x WITH reduce(l = [], y IN range(1, 400) | [l]) AS l RETURN collect([[l]])",
    ] {
        let met = meet(text.to_owned());
        assert!(
            matches!(&met, Ok(1)) || matches!(&met, Err((detail, _)) if detail == "NestingTooDeep"),
            "{text}: {met:?}"
        );
    }
    for nested in [
        format!("RETURN {}1{} AS x", "CASE WHEN true THEN ".repeat(150), " END".repeat(150)),
        format!("RETURN {}1{} AS x", "[".repeat(190), "]".repeat(190)),
        format!("RETURN {}1{} AS x", "{a: ".repeat(190), "}".repeat(190)),
        format!("RETURN {}1{} AS x", "abs(".repeat(190), ")".repeat(190)),
        format!("RETURN {}true{} AS x", "EXISTS { MATCH (n) WHERE ".repeat(40), " }".repeat(40)),
        format!("{}RETURN 1 AS x{}", "CALL { ".repeat(40), " } RETURN x".repeat(40)),
        format!("RETURN {}[1]{} AS x", "[x IN ".repeat(100), " | x]".repeat(100)),
    ] {
        let met = meet(nested.clone());
        assert!(
            matches!(&met, Ok(1)) || matches!(&met, Err((detail, _)) if detail == "NestingTooDeep"),
            "{nested:.40}: {met:?}"
        );
    }
}

#[test]
fn numbers_at_the_edge_neither_wrap_nor_hang() {
    for text in [
        "RETURN range(1, 9223372036854775807) AS l",
        "UNWIND range(-9223372036854775808, 9223372036854775807) AS x RETURN x LIMIT 1",
        "RETURN range(9223372036854775806, 9223372036854775807) AS l",
        "RETURN -9223372036854775808 / -1 AS x",
        "RETURN -9223372036854775808 % -1 AS x",
        "RETURN abs(-9223372036854775808) AS x",
        "RETURN - -9223372036854775808 AS x",
        "RETURN 'a' STARTS WITH null AS x",
        "RETURN [1, 2, 3][9223372036854775807] AS x",
        "RETURN [1, 2, 3][-9223372036854775808] AS x",
        "RETURN [1, 2, 3][-9223372036854775808..9223372036854775807] AS x",
        "RETURN substring('abc', 9223372036854775807, 9223372036854775807) AS x",
        "RETURN left('abc', 9223372036854775807) AS x",
        "RETURN 1 AS x SKIP 9223372036854775807 LIMIT 9223372036854775807",
        "RETURN round(1.5, 9223372036854775807) AS x",
        "RETURN toInteger(1e300) AS x",
        "RETURN date({year: 9223372036854775807}) AS x",
        "RETURN date('+999999999-12-31') + duration({years: 9223372036854775807}) AS x",
        "RETURN duration({seconds: 9223372036854775807}) + duration({seconds: 9223372036854775807}) AS x",
        "RETURN duration({months: -9223372036854775808}) * -1 AS x",
        "RETURN duration({days: 9223372036854775807}) / 1e-300 AS x",
        "RETURN datetime({epochSeconds: 9223372036854775807}) AS x",
        "RETURN duration.between(date('-999999999-01-01'), date('+999999999-12-31')) AS x",
        "RETURN replace('aaaa', '', 'b') AS x, split('abc', '') AS y",
        "RETURN 'a' =~ '(a{1000}){1000}' AS x",
        "RETURN 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' =~ '(a+)+$' AS x",
        "MATCH (a)-[*9223372036854775807]->(b) RETURN a",
        "MATCH (a)-[*..18446744073709551616]->(b) RETURN a",
        "CREATE (a:A)-[:X]->(a) WITH a MATCH (a)-[*0..9223372036854775807]-(b) RETURN count(*)",
    ] {
        let _ = meet(text.to_owned());
    }
}

/// Every text of the package that holds statements: golden scripts, seeds, questions.
fn texts() -> Vec<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![package.join("tests/language"), package.join("seeds"), package.join("data")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "script" || extension == "cypher") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The statements of a golden script or a batch file, roughly cut: hostile text may be cut anywhere.
fn statements(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    if path.extension().is_some_and(|extension| extension == "cypher") {
        return text.split_inclusive(";\n").map(str::to_owned).collect();
    }
    let inputs = text.split("\n\n").filter_map(|block| block.split("\n---").next());
    inputs.flat_map(|input| input.split(";\n")).map(str::to_owned).collect()
}

/// A sample of the prefixes within some seconds; `WASL_EVERY_PREFIX=1` tries all of the golden scripts.
#[test]
fn every_prefix_of_a_script_is_answered_or_refused() {
    let mut dice = Dice::from_environment();
    let every = std::env::var_os("WASL_EVERY_PREFIX").is_some();
    let start = Instant::now();
    let wanted = |path: &&PathBuf| !every || path.extension().is_some_and(|extension| extension == "script");
    let mut statements: Vec<String> = texts().iter().filter(wanted).flat_map(|path| statements(path)).collect();
    for at in (1..statements.len()).rev() {
        let other = dice.below(at as u64 + 1) as usize;
        statements.swap(at, other);
    }
    let mut session = Database::memory().session();
    session.set_limits(Limits { timeout: Some(Duration::from_secs(2)), rows: Some(1_000), ..Limits::default() });
    let mut tried = 0_u64;
    for statement in &statements {
        let ends: Vec<usize> = statement.char_indices().map(|(at, _)| at).collect();
        if ends.is_empty() || statement.contains("LOAD") {
            continue;
        }
        // Short statements at every character, long ones at some.
        let step = if every { 1 } else { 1 + ends.len() / 25 };
        for end in ends.iter().skip(dice.below(step as u64) as usize).step_by(step) {
            let prefix = &statement[..*end];
            let told = format!("seed {}: {prefix:?}", dice.seed());
            session.begin().unwrap();
            let met = catch_unwind(AssertUnwindSafe(|| outcome(&mut session, prefix, &Parameters::new())));
            let met = met.unwrap_or_else(|_| panic!("a panic at {told}"));
            assert!(!matches!(&met, Err((detail, _)) if detail == "Internal"), "{told}: {met:?}");
            let _ = session.rollback();
            let _ = wasl::split_script(prefix);
            let _ = wasl::is_complete(prefix);
            let _ = wasl::tokens(prefix);
            tried += 1;
        }
        // The sample is drawn in random order, so stopping here only makes it smaller.
        if !every && start.elapsed() > Duration::from_secs(15) {
            break;
        }
    }
    println!("{tried} prefixes of {} statements in {:?}", statements.len(), start.elapsed());
    assert!(tried > 500, "only {tried} prefixes in the time");
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("batch.cypher");
    for bytes in
        [&b"RETURN 1;\nRETURN '\xff\xfe';\n"[..], b"\x80\x80\x80", b"RETURN 1 AS \xc3(", b"RETURN '\xed\xa0\x80'"]
    {
        fs::write(&path, bytes).unwrap();
        let output = run(&["run", ":memory:", &path.to_string_lossy()]);
        assert!(matches!(output.code, Some(1..=2)), "{bytes:?}: {:?} {}", output.code, output.stderr);
        assert!(output.stderr.contains("UTF-8"), "{}", output.stderr);
        assert!(!output.stderr.contains("panicked"), "{}", output.stderr);
    }
    fs::write(&path, b"RETURN 'a\0b' AS nul;\r\nRETURN 1 AS one;\r\n").unwrap();
    let output = run(&["run", ":memory:", &path.to_string_lossy(), "--format", "jsonl"]);
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    fs::write(&path, b"\xef\xbb\xbfRETURN 1 AS one;\n").unwrap();
    let output = run(&["run", ":memory:", &path.to_string_lossy(), "--format", "jsonl"]);
    assert_eq!(output.code, Some(0), "a byte order mark is no text: {}", output.stderr);
}

/// The names of the grammar's rules that are no words of prose.
fn rules() -> &'static [String] {
    static RULES: OnceLock<Vec<String>> = OnceLock::new();
    RULES.get_or_init(|| {
        let mut rules = Vec::new();
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar")).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            rules.extend(text.lines().filter_map(|line| {
                let (name, rest) = line.split_once(" = ")?;
                let is_name = name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                (rest.contains('{') && is_name).then(|| name.to_owned())
            }));
        }
        assert!(rules.len() > 50, "the grammar was not read: {}", rules.len());
        rules.extend(["rparen", "rbracket", "rbrace", "infix", "prefix", "postfix", "EOI", "Rule"].map(str::to_owned));
        rules
    })
}

/// A rule of the grammar that a message names; quotations are the user's own words.
fn rule_named(message: &str) -> Option<&str> {
    let told = message.split('`').step_by(2).flat_map(|part| part.split('\'').step_by(2));
    let mut words = told.flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words.find(|word| rules().iter().any(|rule| rule == word))
}

#[test]
fn no_message_names_a_rule_of_the_grammar() {
    assert_eq!(rule_named("expected kw_match or `kw_match`"), Some("kw_match"));
    assert_eq!(rule_named("there is no label `kw_match`"), None);
    let mut shown = 0;
    for path in texts().iter().filter(|path| path.extension().is_some_and(|extension| extension == "script")) {
        let text = fs::read_to_string(path).unwrap();
        let said = ["error[", "warning[", "  = hint: "];
        for line in text.lines().filter(|line| said.iter().any(|begin| line.starts_with(begin))) {
            shown += 1;
            let told = line.split_once(": ").map_or(line, |(_, told)| told);
            assert_eq!(rule_named(told), None, "{}: {line}", path.display());
        }
    }
    assert!(shown > 1_000, "the gallery was not read: {shown}");
}

#[test]
fn a_line_of_megabytes_is_shown_cut() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("batch.cypher");
    let filler = "'long', ".repeat(1 << 19);
    for text in [format!("RETURN [{filler} wrong];"), format!("RETURN [{filler};"), format!("RETURN '{filler}")] {
        fs::write(&path, text).unwrap();
        let output = run(&["run", ":memory:", &path.to_string_lossy()]);
        assert!(matches!(output.code, Some(1..=2)), "{:?}", output.code);
        assert!(output.stderr.contains('^'), "{:.500}", output.stderr);
        let widest = output.stderr.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(200), "{widest:?} columns");
    }
}
