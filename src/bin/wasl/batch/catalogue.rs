//! The shell commands and topics of help, one entry each: what `:help`, completion and "did you mean" know.

use super::topics;

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
}

/// Every shell command, in the order of the help.
pub(crate) const COMMANDS: &[ShellCommand] = &[
    ShellCommand {
        name: "help",
        arguments: "[NAME]",
        summary: "this list, or more on a command, topic or anything of the language",
        details: "`:help ORDER BY`, `:help =~`, `:help toUpper`, `:help algo.pagerank`: how it is written, what it does, an example.",
    },
    ShellCommand {
        name: "param",
        arguments: "NAME => EXPRESSION",
        summary: "set the parameter $NAME",
        details: "The expression is of the language and may use parameters set before: `:param since => date('2024-01-01')`.\n`:param {year: 2024, names: ['Ada']}` sets several.",
    },
    ShellCommand {
        name: "params",
        arguments: "[{JSON} | clear]",
        summary: "list parameters, set them from JSON, forget all",
        details: "`:params {\"year\": 2024}` adds to the parameters there are. Integers are exact.",
    },
    ShellCommand {
        name: "source",
        arguments: "FILE",
        summary: "run a batch file",
        details: "The name is relative to the file that says `:source`, or to the working directory. Files may source others;\nerrors say which file and line.",
    },
    ShellCommand {
        name: "format",
        arguments: "[FORMAT]",
        summary: "show or set how results are written",
        details: "table, csv, tsv, json, jsonl, markdown, line, cypher; see `:help formats`.",
    },
    ShellCommand {
        name: "maxrows",
        arguments: "N | all",
        summary: "rows a table shows before it leaves out the middle",
        details: "Only on a terminal, and only the display: the statement still gives every row. The other formats always write all.",
    },
    ShellCommand {
        name: "timing",
        arguments: "on | off",
        summary: "say how long statements take",
        details: "Under the table on a terminal, where it is on from the start; on stderr in the other formats.",
    },
    ShellCommand {
        name: "begin",
        arguments: "",
        summary: "open a transaction",
        details: "What follows is kept by `:commit` or forgotten by `:rollback`; the prompt shows `*`.",
    },
    ShellCommand {
        name: "commit",
        arguments: "",
        summary: "keep the changes of the transaction",
        details: "When it returns, the changes survive a power cut.",
    },
    ShellCommand { name: "rollback", arguments: "", summary: "forget the changes of the transaction", details: "" },
    ShellCommand {
        name: "message",
        arguments: "TEXT",
        summary: "message of the next commit",
        details: "The history of the store keeps it: `CALL db.commits()` shows it. --message gives one to all\ncommits of a run.",
    },
    ShellCommand {
        name: "author",
        arguments: "NAME",
        summary: "author of the commits to come",
        details: "The history of the store keeps it: `CALL db.commits()` shows it. --author names one from the start.",
    },
    ShellCommand {
        name: "undo",
        arguments: "[N]",
        summary: "take back the last commit, or the last N",
        details: "This is a new commit, so that nothing is lost: `:undo` after `:undo` brings the change back. `CALL db.revert(7)`\ntakes back one older commit, unless later ones depend on it. A graph in memory has no history.",
    },
    ShellCommand {
        name: "diff",
        arguments: "A B STATEMENT",
        summary: "rows of a statement as of A and not B (-), as of B and not A (+)",
        details: "A and B are numbers of commits, instants without blanks such as datetime('2026-01-27T10:00Z'), parameters, or `now`:\n`:diff 3 now MATCH (p:Person) RETURN p.name`. Nodes and relationships are compared with all they hold.",
    },
    ShellCommand { name: "schema", arguments: "", summary: "labels with counts and properties, types", details: "" },
    ShellCommand { name: "labels", arguments: "", summary: "labels and their numbers of nodes", details: "" },
    ShellCommand { name: "types", arguments: "", summary: "types and their numbers of relationships", details: "" },
    ShellCommand {
        name: "expect",
        arguments: "CHECK",
        summary: "check the statement before (:help expect)",
        details: "A check that fails ends the run with code 5.\nrows N: it gave N rows. value V: it gave one row of one column, which equals the expression V.\nerror CODE: it failed with this class or detail, such as `UndefinedVariable`; the run then goes on.",
    },
    ShellCommand { name: "quit", arguments: "", summary: "leave; in a batch file, end the run", details: "" },
    ShellCommand { name: "exit", arguments: "", summary: "the same as :quit", details: "" },
];

/// Topics of `:help` that are no commands.
pub(crate) const TOPICS: &[(&str, &str)] = &[
    ("formats", topics::FORMATS),
    ("keys", topics::KEYS),
    ("parameters", topics::PARAMETERS),
    ("transactions", topics::TRANSACTIONS),
    ("language", topics::LANGUAGE),
    ("errors", topics::ERRORS),
];
