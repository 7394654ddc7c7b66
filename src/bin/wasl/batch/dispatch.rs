//! Finds what carries out a shell command. A name of the catalogue has its arm here; a test holds that.

use super::arguments::Arguments;
use super::catalogue::COMMANDS;
use super::nearest::nearest;
use super::runner::{Flow, Problem, Runner};
use super::{
    chart, command, describe, diff, expect, graph, help, history, limits, parameters, redirect, report, schema, tour,
    why,
};
use crate::report::{Finding, Place};

type Action = fn(&mut Runner, &Arguments<'_>) -> Result<Flow, Problem>;

/// What a dry run carries out: the statements to come may depend on it, and the graph does not.
const WITHOUT_EFFECT: &[&str] = &["param", "params", "source", "quit", "exit"];

/// Runs the command that stands at `whole`: `:name arguments`.
pub(super) fn run(runner: &mut Runner, whole: &Place) -> Result<Flow, Problem> {
    let (name, arguments) = Arguments::of(whole);
    let name = name.to_lowercase();
    match action(&name) {
        Some(_) if runner.settings.run.dry_run && !WITHOUT_EFFECT.contains(&name.as_str()) => Ok(Flow::Next),
        Some(action) => action(runner, &arguments),
        None => Err(unknown(&name).at(whole).into()),
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
        "timeout" => command::timeout,
        "limits" => limits::limits,
        "memory" => limits::memory,
        "output" => redirect::output,
        "once" => redirect::once,
        "tee" => redirect::tee,
        "pager" => redirect::pager,
        "last" => redirect::last,
        "edit" => command::edit,
        "graph" => graph::graph,
        "chart" => chart::chart,
        "why" => why::why,
        "report" => report::report,
        "tour" => tour::tour,
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
        "describe" => describe::describe,
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
