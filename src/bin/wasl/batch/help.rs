//! `:help`: the list of commands, their topics, and everything of the language by name.
//!
//! What the library tells of clauses, operators, functions and procedures is shown as it is; nothing is read from disk
//! or network.

use std::fmt::Write as _;
use std::io::Write;

use wasl::help::{Topic, TopicKind, topics};

use super::arguments::Arguments;
use super::catalogue::{COMMANDS, ShellCommand, TOPICS};
use super::nearest::nearest;
use super::runner::{Flow, Problem, Runner};
use crate::report::Finding;

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
        let _ = writeln!(text, "  {:28} {}", usage(command), command.summary);
    }
    let topics: Vec<_> = TOPICS.iter().map(|(name, _)| *name).collect();
    let _ = write!(
        text,
        "More: `:help COMMAND`, `:help NAME` of a clause, operator, function, procedure,\nor a topic: {}",
        topics.join(", ")
    );
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
    let language = topics();
    let found = named(&language, &wanted);
    if !found.is_empty() {
        return Ok(found.into_iter().map(of_language).collect::<Vec<_>>().join("\n\n"));
    }
    let names: Vec<_> = language.iter().map(|topic| topic.name.to_lowercase()).collect();
    let commands = COMMANDS.iter().map(|command| command.name).chain(TOPICS.iter().map(|(name, _)| *name));
    let finding = Finding::command("UnknownTopic", format!("there is no help on `{topic}`"));
    Err(match nearest(topic, commands.chain(names.iter().map(String::as_str))) {
        Some(name) => finding.hint(format!("did you mean `:help {}`?", as_written(&language, name))),
        None => finding.hint("`:help` lists the commands and topics; `SHOW FUNCTIONS` lists the functions"),
    })
}

/// The topics with a name, which may be asked for as it is called: `toUpper()`, `COUNT {}`; else those of which it is
/// the first word.
fn named<'t>(language: &'t [Topic], wanted: &str) -> Vec<&'t Topic> {
    let bare = wanted.trim_end_matches([')', '(', '}', '{', ' ', ';']);
    let find = |fits: &dyn Fn(&str) -> bool| -> Vec<&'t Topic> {
        language.iter().filter(|topic| fits(&topic.name.to_lowercase())).collect()
    };
    [wanted, bare]
        .into_iter()
        .map(|wanted| find(&|name| name == wanted))
        .chain([find(&|name| name.split([' ', '(']).next() == Some(bare))])
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// One topic as text.
fn of_language(topic: &Topic) -> String {
    let kind = match topic.kind {
        TopicKind::Clause => "clause",
        TopicKind::Expression => "expression",
        TopicKind::Operator => "operator",
        TopicKind::Function => "function",
        TopicKind::Procedure => "procedure",
    };
    let mut text = format!("{} ({kind})\n  {}\n{}", topic.name, topic.syntax, topic.description);
    for line in &topic.details {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {line}");
    }
    let _ = write!(text, "\nExample: {};", topic.example);
    if let Some(result) = topic.result {
        let _ = write!(text, "  → {result}");
    }
    text
}

/// A name of the language in its own case.
fn as_written<'t>(language: &'t [Topic], name: &'t str) -> &'t str {
    language.iter().find(|topic| topic.name.eq_ignore_ascii_case(name)).map_or(name, |topic| topic.name)
}

fn usage(command: &ShellCommand) -> String {
    format!(":{} {}", command.name, command.arguments).trim_end().to_owned()
}
