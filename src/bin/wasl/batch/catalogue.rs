//! The shell commands, one entry each: what `:help`, completion and "did you mean" know, and what runs them.

use super::command::{self, Arguments};
use super::runner::{Flow, Problem, Runner};
use super::{expect, help, parameters, schema};

/// One shell command.
pub(crate) struct ShellCommand {
    /// The name, without the colon.
    pub(crate) name: &'static str,
    /// What may follow the name.
    pub(crate) arguments: &'static str,
    /// One line of help.
    pub(crate) summary: &'static str,
    /// More help; may be empty.
    pub(crate) details: &'static str,
    /// Carries it out.
    pub(super) run: fn(&mut Runner, &Arguments<'_>) -> Result<Flow, Problem>,
}

/// Every shell command, in the order of the help.
pub(crate) const COMMANDS: &[ShellCommand] = &[
    ShellCommand {
        name: "help",
        arguments: "[TOPIC]",
        summary: "this list, or more on a command or topic",
        details: "",
        run: help::help,
    },
    ShellCommand {
        name: "param",
        arguments: "NAME => EXPRESSION",
        summary: "set the parameter $NAME",
        details: "The expression is of the language and may use parameters set before: `:param since => date('2024-01-01')`.\n`:param {year: 2024, names: ['Ada']}` sets several.",
        run: parameters::param,
    },
    ShellCommand {
        name: "params",
        arguments: "[{JSON} | clear]",
        summary: "list parameters, set them from JSON, forget all",
        details: "`:params {\"year\": 2024}` adds to the parameters there are. Integers are exact.",
        run: parameters::params,
    },
    ShellCommand {
        name: "source",
        arguments: "FILE",
        summary: "run a batch file",
        details: "The name is relative to the file that says `:source`, or to the working directory. Files may source others;\nerrors say which file and line.",
        run: command::source,
    },
    ShellCommand {
        name: "format",
        arguments: "[FORMAT]",
        summary: "show or set how results are written",
        details: "table, csv, tsv, json, jsonl, markdown, line, cypher; see `:help formats`.",
        run: command::format,
    },
    ShellCommand {
        name: "maxrows",
        arguments: "N | all",
        summary: "rows a table shows before it leaves out the middle",
        details: "Only on a terminal, and only the display: the statement still gives every row. The other formats always write all.",
        run: command::max_rows,
    },
    ShellCommand {
        name: "timing",
        arguments: "on | off",
        summary: "say how long statements take",
        details: "Under the table on a terminal, where it is on from the start; on stderr in the other formats.",
        run: command::timing,
    },
    ShellCommand {
        name: "begin",
        arguments: "",
        summary: "open a transaction",
        details: "What follows is kept by `:commit` or forgotten by `:rollback`; the prompt shows `*`.",
        run: command::begin,
    },
    ShellCommand {
        name: "commit",
        arguments: "",
        summary: "keep the changes of the transaction",
        details: "When it returns, the changes survive a power cut.",
        run: command::commit,
    },
    ShellCommand {
        name: "rollback",
        arguments: "",
        summary: "forget the changes of the transaction",
        details: "",
        run: command::rollback,
    },
    ShellCommand {
        name: "schema",
        arguments: "",
        summary: "labels with counts and properties, types",
        details: "",
        run: schema::schema,
    },
    ShellCommand {
        name: "labels",
        arguments: "",
        summary: "labels and their numbers of nodes",
        details: "",
        run: schema::labels,
    },
    ShellCommand {
        name: "types",
        arguments: "",
        summary: "types and their numbers of relationships",
        details: "",
        run: schema::types,
    },
    ShellCommand {
        name: "expect",
        arguments: "CHECK",
        summary: "check the statement before (:help expect)",
        details: "A check that fails ends the run with code 5.\nrows N: it gave N rows. value V: it gave one row of one column, which equals the expression V.\nerror CODE: it failed with this class or detail, such as `UndefinedVariable`; the run then goes on.",
        run: expect::expect,
    },
    ShellCommand {
        name: "quit",
        arguments: "",
        summary: "leave; in a batch file, end the run",
        details: "",
        run: command::quit,
    },
    ShellCommand { name: "exit", arguments: "", summary: "the same as :quit", details: "", run: command::quit },
];

/// Topics of `:help` that are no commands.
pub(crate) const TOPICS: &[(&str, &str)] = &[
    ("formats", help::FORMATS),
    ("keys", help::KEYS),
    ("parameters", help::PARAMETERS),
    ("transactions", help::TRANSACTIONS),
    ("language", help::LANGUAGE),
    ("errors", help::ERRORS),
];
