//! `:help`: the list of commands, and the topics.

use std::fmt::Write as _;
use std::io::Write;

use super::catalogue::{COMMANDS, ShellCommand, TOPICS};
use super::command::Arguments;
use super::nearest::nearest;
use super::runner::{Flow, Problem, Runner};
use crate::report::Finding;

pub(super) const FORMATS: &str = "\
table     a box of columns; on a terminal fitted to its width
csv, tsv  a header and a line a row; lists, maps, nodes, relationships and paths as JSON
json      one object a statement: columns, rows, stats, time_us
jsonl     one object a row
markdown  a Markdown table
line      one `column = value` a line
cypher    a statement of the language that gives the same rows
On a terminal results are tables, in a pipe or file jsonl, unless --format or :format says otherwise.";

pub(super) const KEYS: &str = "\
Enter     run the text when every statement in it ends with `;`, else begin a new line
Tab       complete keywords, labels, types, properties, functions, parameters, commands, files
Up, Down  move in the text, then through the history; Ctrl-R searches it
Ctrl-C    stop the statement that runs; at the prompt throw the text away; twice leave
Ctrl-D    leave";

pub(super) const PARAMETERS: &str = "\
:param day => date('2026-01-27')     set $day
:params {\"names\": [\"Ada\"]}           set several from JSON
MATCH (p:Person) WHERE p.name IN $names RETURN p;
On the command line: --param day=date('2026-01-27'), --params FILE.json.";

pub(super) const TRANSACTIONS: &str = "\
Each statement commits by itself. `:begin` opens a transaction, in which statements see each other's changes and
nobody else does; `:commit` keeps them, `:rollback` forgets them. A run that ends inside a transaction keeps nothing
of it and fails. --atomic runs everything in one.";

pub(super) const LANGUAGE: &str = "\
MATCH (a:Label {key: 1})-[r:TYPE]->(b)   find a pattern
WHERE a.name = 'Ada' AND b.year > 1840   keep what is true
RETURN a.name AS name, count(*)          give columns; ORDER BY, SKIP, LIMIT
OPTIONAL MATCH, WITH, UNWIND, UNION      more ways to combine
CREATE, MERGE, SET, REMOVE, DELETE       change the graph
CREATE CONSTRAINT, CREATE INDEX          rules and fast lookup
EXPLAIN, PROFILE                         how a statement is carried out
SHOW FUNCTIONS; SHOW PROCEDURES;         what can be called";

pub(super) const ERRORS: &str = "\
An error has a class and a detail, such as SyntaxError.UndefinedVariable, a place, and hints. --error-format json
writes each as one JSON object. Exit codes: 0 done, 1 a statement failed, 2 usage, 3 the store cannot be opened,
4 a limit was hit, 5 an :expect failed, 130 interrupted.";

/// Writes the list of commands or one topic to stdout.
pub(super) fn help(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let topic = arguments.text.trim_start_matches(':').trim();
    let text = if topic.is_empty() { overview() } else { about(topic)? };
    let out = &mut runner.console.out;
    writeln!(out, "{text}")?;
    out.flush()?;
    Ok(Flow::Next)
}

fn overview() -> String {
    let mut text = String::from("Statements end with `;`. Commands stand on a line of their own:\n");
    for command in COMMANDS {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {:26} {}", usage(command), command.summary);
    }
    let topics: Vec<_> = TOPICS.iter().map(|(name, _)| *name).collect();
    let _ = write!(text, "More: `:help COMMAND` or a topic: {}", topics.join(", "));
    text
}

fn about(topic: &str) -> Result<String, Finding> {
    let wanted = topic.to_lowercase();
    if let Some(command) = COMMANDS.iter().find(|command| command.name == wanted) {
        let mut text = format!("{}\n{}", usage(command), command.summary);
        if !command.details.is_empty() {
            text.push('\n');
            text.push_str(command.details);
        }
        return Ok(text);
    }
    if let Some((_, text)) = TOPICS.iter().find(|(name, _)| *name == wanted) {
        return Ok((*text).to_owned());
    }
    let names = COMMANDS.iter().map(|command| command.name).chain(TOPICS.iter().map(|(name, _)| *name));
    let finding = Finding::command("UnknownTopic", format!("there is no help on `{topic}`"));
    Err(match nearest(topic, names) {
        Some(name) => finding.hint(format!("did you mean `:help {name}`?")),
        None => finding.hint("`:help` lists the commands and topics; `SHOW FUNCTIONS` lists the functions"),
    })
}

fn usage(command: &ShellCommand) -> String {
    format!(":{} {}", command.name, command.arguments).trim_end().to_owned()
}
