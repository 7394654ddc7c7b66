//! Finds what carries out a shell command. A name of the catalogue has its arm here; a test holds that.

use super::arguments::Arguments;
use super::catalogue::COMMANDS;
use super::nearest::nearest;
use super::runner::{Flow, Problem, Runner};
use super::{command, diff, expect, help, history, parameters, schema};
use crate::report::{Finding, Place};

type Action = fn(&mut Runner, &Arguments<'_>) -> Result<Flow, Problem>;

/// Runs the command that stands at `whole`: `:name arguments`.
pub(super) fn run(runner: &mut Runner, whole: &Place) -> Result<Flow, Problem> {
    let (name, arguments) = Arguments::of(whole);
    match action(&name.to_lowercase()) {
        Some(action) => action(runner, &arguments),
        None => Err(unknown(name).at(whole).into()),
    }
}

fn action(name: &str) -> Option<Action> {
    Some(match name {
        "help" => help::help,
        "param" => parameters::param,
        "params" => parameters::params,
        "source" => command::source,
        "format" => command::format,
        "maxrows" => command::max_rows,
        "timing" => command::timing,
        "begin" => command::begin,
        "commit" => command::commit,
        "rollback" => command::rollback,
        "message" => history::message,
        "author" => history::author,
        "undo" => history::undo,
        "diff" => diff::diff,
        "schema" => schema::schema,
        "labels" => schema::labels,
        "types" => schema::types,
        "expect" => expect::expect,
        "quit" | "exit" => command::quit,
        _ => return None,
    })
}

fn unknown(name: &str) -> Finding {
    let finding = Finding::command("UnknownCommand", format!("there is no command `:{name}`"));
    match nearest(name, COMMANDS.iter().map(|command| command.name)) {
        Some(near) => finding.hint(format!("did you mean `:{near}`?")),
        None => finding.hint("`:help` lists the commands"),
    }
}

#[cfg(test)]
mod tests {
    use super::{COMMANDS, action};

    #[test]
    fn every_command_of_the_catalogue_is_carried_out() {
        for command in COMMANDS {
            assert!(action(command.name).is_some(), ":{}", command.name);
        }
    }
}
