//! `:help`: the list of commands, and the topics.

use std::fmt::Write as _;
use std::io::Write;

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
