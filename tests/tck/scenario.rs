//! Runs one scenario on a fresh graph in memory, step by step.
//!
//! Contract: strict. A step that is not known fails its scenario, an error that no step expects fails it, and every
//! difference between what was expected and what came says both. Results that differ are *wrong answers*; errors
//! where an answer was due (or another error than expected) are *errors*.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use wasl::{Database, Error, Limits, Parameters, Procedure, Value};

use crate::gherkin::{Scenario, Step};
use crate::graph_state::{GraphState, actual, to_engine};
use crate::value::{Expected, read_value};

/// How long one statement may run.
const STATEMENT_LIMIT: Duration = Duration::from_secs(20);

/// Why a scenario failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The engine gave a result that the scenario forbids.
    WrongAnswer,
    /// The engine gave an error where a result or another error was due.
    Error,
    /// The engine panicked.
    Panic,
    /// The scenario did not end in time.
    Hang,
    /// The scenario uses something that the runner does not know.
    Unknown,
}

/// A failed scenario.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) kind: Kind,
    /// A short reason that is the same for failures of the same cause.
    pub(crate) cause: String,
    /// Query, expected, got.
    pub(crate) details: String,
}

/// What a query gave: columns and rows, or an error as class, phase, detail and message.
type Outcome = Result<(Vec<String>, Vec<Vec<Expected>>), [String; 4]>;

struct World<'a> {
    root: &'a Path,
    database: Database,
    parameters: Parameters,
    watch_effects: bool,
    query: String,
    outcome: Option<Outcome>,
    error_was_expected: bool,
    effects: Vec<(String, usize)>,
}

/// Runs `scenario`; `root` is the folder with `graphs/`.
pub(crate) fn run(scenario: &Scenario, root: &Path) -> Result<(), Failure> {
    let mut world = World {
        root,
        database: Database::memory(),
        parameters: Parameters::new(),
        watch_effects: scenario.steps.iter().any(|step| step.text.contains("side effects")),
        query: String::new(),
        outcome: None,
        error_was_expected: false,
        effects: Vec::new(),
    };
    for step in &scenario.steps {
        world.step(step)?;
    }
    world.unexpected_error()
}

impl World<'_> {
    fn step(&mut self, step: &Step) -> Result<(), Failure> {
        let block = || step.text_block.as_deref().ok_or_else(|| unknown(&format!("`{}` has no text", step.text)));
        match step.text.as_str() {
            "an empty graph" | "any graph" => {
                self.database = Database::memory();
                Ok(())
            }
            "having executed:" => self.prepare(block()?),
            "parameters are:" => self.read_parameters(step),
            "executing query:" | "executing control query:" => {
                self.unexpected_error()?;
                self.execute(block()?, step.text == "executing query:")
            }
            "the result should be empty" => self.compare_rows(&[vec![]], false, false, true),
            "no side effects" => self.compare_effects(&[]),
            "the side effects should be:" => {
                let mut expected = Vec::new();
                for row in step.table.iter().flatten() {
                    let count = row.get(1).and_then(|count| count.parse().ok());
                    expected.push((row[0].clone(), count.ok_or_else(|| unknown("a side effect without a count"))?));
                }
                self.compare_effects(&expected)
            }
            text => self.other_step(text, step),
        }
    }

    fn other_step(&mut self, text: &str, step: &Step) -> Result<(), Failure> {
        if let Some(order) = text.strip_prefix("the result should be").and_then(|rest| rest.strip_suffix(':')) {
            let table = step.table.as_ref().ok_or_else(|| unknown("a result without a table"))?;
            let (ordered, sort_lists) = match order {
                ", in any order" => (false, false),
                ", in order" => (true, false),
                " (ignoring element order for lists)" | ", in any order (ignoring element order for lists)" => {
                    (false, true)
                }
                ", in order (ignoring element order for lists)" => (true, true),
                _ => return Err(unknown(text)),
            };
            return self.compare_rows(table, ordered, sort_lists, false);
        }
        if let Some(signature) = text.strip_prefix("there exists a procedure ") {
            let procedure = read_procedure(signature, step.table.as_deref().unwrap_or_default())?;
            self.database.register_procedure(procedure);
            return Ok(());
        }
        if let Some(name) = text.strip_prefix("the ").and_then(|rest| rest.strip_suffix(" graph")) {
            let file = self.root.join("graphs").join(name).join(format!("{name}.cypher"));
            let script = std::fs::read_to_string(&file).map_err(|e| unknown(&format!("{}: {e}", file.display())))?;
            self.database = Database::memory();
            return script.split_inclusive(";\n").filter(|s| !s.trim().is_empty()).try_for_each(|s| self.prepare(s));
        }
        if let Some((class, rest)) = text.split_once(" should be raised") {
            let class = class.trim_start_matches("a ").trim_start_matches("an ");
            let (phase, detail) = rest.split_once(": ").unwrap_or((rest, "*"));
            return self.compare_error(class, phase.trim().trim_start_matches("at "), detail);
        }
        Err(unknown(text))
    }

    fn read_parameters(&mut self, step: &Step) -> Result<(), Failure> {
        for row in step.table.iter().flatten() {
            let [name, text] = &row[..] else { return Err(unknown("a parameter needs a name and a value")) };
            let value = read_value(text).and_then(|value| to_engine(&value)).map_err(|e| unknown(&e))?;
            self.parameters.insert(name.as_str().into(), value);
        }
        Ok(())
    }

    fn prepare(&mut self, text: &str) -> Result<(), Failure> {
        match self.ask(text) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.failure(
                Kind::Error,
                format!("preparation fails: {}", cause(&error)),
                &format!("preparing with\n{text}\ngot      {}", error.join(" / ")),
            )),
        }
    }

    fn execute(&mut self, text: &str, watched: bool) -> Result<(), Failure> {
        let state = |world: &Self| {
            let state =
                if world.watch_effects && watched { GraphState::read(&world.database) } else { return Ok(None) };
            state.map(Some).map_err(|e| world.failure(Kind::Error, format!("the graph cannot be read: {e}"), &e))
        };
        text.clone_into(&mut self.query);
        let before = state(self)?;
        self.outcome = Some(self.ask(text));
        self.error_was_expected = false;
        if let (Some(before), Some(after)) = (before, state(self)?) {
            self.effects = before.effects(&after).into_iter().collect();
        }
        Ok(())
    }

    /// One statement, its rows read to the end.
    fn ask(&self, text: &str) -> Outcome {
        let mut session = self.database.session();
        session.set_limits(Limits { timeout: Some(STATEMENT_LIMIT), ..Limits::default() });
        let error = |error: Error| match error {
            Error::Statement(d) => {
                [d.class().to_string(), d.phase().to_string(), d.detail().to_string(), d.message().to_owned()]
            }
            Error::Storage(error) => ["Storage".into(), String::new(), String::new(), error.to_string()],
        };
        let mut records = session.run(text, &self.parameters).map_err(error)?;
        let columns = records.columns().to_vec();
        let mut rows = Vec::new();
        while let Some(row) = records.next_row().map_err(error)? {
            let row: Result<_, String> = row.iter().map(|value| actual(value, &records)).collect();
            rows.push(row.map_err(|e| ["Internal".into(), "runtime".into(), "MissingData".into(), e])?);
        }
        Ok((columns, rows))
    }

    fn unexpected_error(&self) -> Result<(), Failure> {
        match &self.outcome {
            Some(Err(error)) if !self.error_was_expected => Err(self.failure(
                Kind::Error,
                cause(error),
                &format!("expected a result\ngot      {}", error.join(" / ")),
            )),
            _ => Ok(()),
        }
    }

    /// Compares with a table (header first); `empty` asks for no rows whatever the columns.
    fn compare_rows(&self, table: &[Vec<String>], ordered: bool, sort_lists: bool, empty: bool) -> Result<(), Failure> {
        self.unexpected_error()?;
        let Some(Ok((columns, rows))) = &self.outcome else { return Err(unknown("a result without a query")) };
        let header = &table[0];
        let mut expected = Vec::new();
        for row in &table[1..] {
            let row: Result<Vec<String>, String> =
                row.iter().map(|cell| Ok(read_value(cell)?.normal_form(sort_lists))).collect();
            expected.push(row.map_err(|e| unknown(&e))?.join(" | "));
        }
        let normal =
            |row: &Vec<Expected>| row.iter().map(|v| v.normal_form(sort_lists)).collect::<Vec<_>>().join(" | ");
        let mut got: Vec<String> = rows.iter().map(normal).collect();
        if !ordered {
            expected.sort();
            got.sort();
        }
        if expected == got && (empty || columns == header) {
            return Ok(());
        }
        let reason = match () {
            () if !empty && columns != header => "other columns",
            () if expected.len() != got.len() => "other number of rows",
            () => "other values",
        };
        let details = format!(
            "expected {}\n         {}\ngot      {}\n         {}",
            header.join(" | "),
            expected.join("\n         "),
            columns.join(" | "),
            got.join("\n         ")
        );
        Err(self.failure(Kind::WrongAnswer, reason.to_owned(), &details))
    }

    fn compare_effects(&self, expected: &[(String, usize)]) -> Result<(), Failure> {
        self.unexpected_error()?;
        let mut expected = expected.to_vec();
        let mut got = self.effects.clone();
        expected.sort();
        got.sort();
        expected.retain(|(_, count)| *count != 0);
        if expected == got {
            return Ok(());
        }
        let details = format!("expected side effects {expected:?}\ngot                   {got:?}");
        Err(self.failure(Kind::WrongAnswer, "other side effects".to_owned(), &details))
    }

    fn compare_error(&mut self, class: &str, phase: &str, detail: &str) -> Result<(), Failure> {
        let wanted = format!("{class} / {phase} / {detail}");
        match &self.outcome {
            Some(Err(got)) => {
                let phase_fits = phase.is_empty() || phase == "any time" || phase == got[1];
                if class == got[0] && phase_fits && (detail == "*" || detail == got[2]) {
                    self.error_was_expected = true;
                    return Ok(());
                }
                let details = format!("expected {wanted}\ngot      {}", got.join(" / "));
                Err(self.failure(Kind::Error, format!("wanted {wanted}, got {}", got[..3].join(" / ")), &details))
            }
            Some(Ok((columns, rows))) => {
                let details = format!("expected {wanted}\ngot      {} rows of {}", rows.len(), columns.join(", "));
                Err(self.failure(Kind::WrongAnswer, format!("no error, wanted {wanted}"), &details))
            }
            None => Err(unknown("an error without a query")),
        }
    }

    fn failure(&self, kind: Kind, cause: String, details: &str) -> Failure {
        Failure { kind, cause, details: format!("{}\n{details}", self.query) }
    }
}

fn unknown(what: &str) -> Failure {
    Failure { kind: Kind::Unknown, cause: format!("not known to the runner: {what}"), details: String::new() }
}

/// The error without the words that differ from statement to statement.
fn cause(error: &[String; 4]) -> String {
    let message: String = error[3].lines().next().unwrap_or_default().chars().take(90).collect();
    format!("{}.{}: {message}", error[0], error[2])
}

/// A procedure that looks its arguments up in a table: input columns first, then output columns.
fn read_procedure(signature: &str, table: &[Vec<String>]) -> Result<Procedure, Failure> {
    let wrong = || unknown(&format!("procedure {signature}"));
    let (head, outputs) = signature.trim_end_matches([':', ' ']).split_once(") ::").ok_or_else(wrong)?;
    let (name, inputs) = head.split_once('(').ok_or_else(wrong)?;
    let fields = |text: &str| -> Option<Vec<(String, String)>> {
        let text = text.trim().trim_start_matches('(').trim_end_matches(')');
        let fields = text.split(',').map(str::trim).filter(|field| !field.is_empty() && *field != "VOID");
        fields.map(|f| f.split_once("::").map(|(n, t)| (n.trim().to_owned(), t.trim().to_owned()))).collect()
    };
    let (inputs, outputs) = (fields(inputs).ok_or_else(wrong)?, fields(outputs).ok_or_else(wrong)?);
    let mut rows = Vec::new();
    for row in table.iter().skip(1) {
        let row: Result<Vec<Value>, String> = row.iter().map(|cell| to_engine(&read_value(cell)?)).collect();
        rows.push(row.map_err(|e| unknown(&e))?);
    }
    let arity = inputs.len();
    let body = move |arguments: &[Value]| {
        let fits = |row: &&Vec<Value>| row.iter().take(arity).zip(arguments).all(|(cell, given)| same(cell, given));
        Ok(rows.iter().filter(fits).map(|row| row.iter().skip(arity).cloned().collect()).collect())
    };
    Ok(Procedure { name: name.trim().to_owned(), inputs, outputs, body: Arc::new(body) })
}

/// Whether an argument finds a cell of a procedure's table; an integer finds a float of the same value.
fn same(cell: &Value, given: &Value) -> bool {
    match (cell, given) {
        (Value::Null, Value::Null) => true,
        (Value::Boolean(a), Value::Boolean(b)) => a == b,
        (Value::Integer(a), Value::Integer(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Float(a), Value::Integer(b)) | (Value::Integer(b), Value::Float(a)) => *a == *b as f64,
        (Value::String(a), Value::String(b)) => a == b,
        _ => false,
    }
}
