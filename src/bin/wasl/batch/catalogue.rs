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
        summary: "this list, or more on anything of the language",
        details: "`:help ORDER BY`, `:help =~`, `:help toUpper`, `:help algo.pagerank`: how it is written, what it does, an example.",
    },
    ShellCommand {
        name: "param",
        arguments: "NAME => EXPRESSION",
        summary: "set the parameter $NAME",
        details: "The expression is of the language and may use parameters set before: `:param since => date('2024-01-01')`.\n`:param {year: 2024, names: ['Ada']}` sets several.\n`:param home => env('HOME')` reads a variable of the environment, as a string; nothing else does.",
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
        details: "table, csv, tsv, json, jsonl, markdown, line, cypher, html, latex, and for graphs tree, dot, mermaid, svg, viewer,\ngraphml, gexf; see `:help formats`.",
    },
    ShellCommand {
        name: "maxrows",
        arguments: "N | all",
        summary: "rows a table shows before it is shortened",
        details: "Only on a terminal, and only the display: the statement still gives every row. The other formats always write all.",
    },
    ShellCommand {
        name: "timing",
        arguments: "on | off",
        summary: "say how long statements take",
        details: "Under the table on a terminal, where it is on from the start; on stderr in the other formats.",
    },
    ShellCommand {
        name: "timeout",
        arguments: "TIME | off",
        summary: "stop each statement after this time",
        details: "`:timeout 500ms`, `:timeout 30s`, `:timeout 5m`; without a time it says which one is in force. A statement that is\nstopped fails with LimitExceeded.TimeLimit and leaves nothing behind.",
    },
    ShellCommand {
        name: "limits",
        arguments: "[NAME VALUE | off]",
        summary: "show or set what a statement may use",
        details: "`:limits memory 2GiB`, `:limits rows 1000`, `:limits timeout 30s`; `:limits memory off` lifts one, `:limits off` all.\nA statement that hits one fails with LimitExceeded, says how to raise it, and leaves nothing behind.",
    },
    ShellCommand {
        name: "memory",
        arguments: "",
        summary: "what the graph takes in memory, part by part",
        details: "As `CALL db.memory()`, with the sum. `wasl info DB` also tells the bytes on disk.",
    },
    ShellCommand {
        name: "output",
        arguments: "[FILE]",
        summary: "write results to a file; alone, to stdout again",
        details: "The ending chooses the format: csv, tsv, json, jsonl, md, html, tex, cypher, dot, mmd, svg, graphml, gexf; any other\nkeeps the one in force. In a file nothing is cut or left out. The file grows with each\nresult, so it can be read meanwhile; `:once` makes one that is there whole or not at all.",
    },
    ShellCommand {
        name: "once",
        arguments: "FILE",
        summary: "write the next result to a file",
        details: "As `:output`, for one result. When that fails or is stopped there is no file, and an older one of the name stays.",
    },
    ShellCommand {
        name: "tee",
        arguments: "FILE | off",
        summary: "keep a copy of what is shown",
        details: "Results and messages as on the screen, without colours; in the shell the statements too.",
    },
    ShellCommand {
        name: "pager",
        arguments: "on | off | COMMAND",
        summary: "show results in a pager",
        details: "`on` takes $PAGER, or less. The pager gets every row and column at full width.",
    },
    ShellCommand {
        name: "last",
        arguments: "[FORMAT]",
        summary: "the last result again, every row and column",
        details: "`:last markdown` shows it in another format. The first 50,000 rows are kept.",
    },
    ShellCommand {
        name: "graph",
        arguments: "[FILE]",
        summary: "the last result as a graph, drawn",
        details: "Without a file as text. The ending of a file chooses the picture: .svg, .html (an interactive page), .dot, .mmd\n(Mermaid), .graphml, .gexf. `wasl graph DB 'STATEMENT' -o FILE` does the same from outside.",
    },
    ShellCommand {
        name: "chart",
        arguments: "KIND [COLUMNS] [FILE]",
        summary: "the last result as a chart",
        details: "`:chart bar`, `:chart line X Y SERIES`, `:chart scatter X Y points.svg`. Columns are named as in the result, `in backticks` when they hold blanks. Without names x is the first column, y the\nfirst of numbers, and a column of text that is left makes a series of each of its values: targets stay apart from observations.",
    },
    ShellCommand {
        name: "why",
        arguments: "",
        summary: "what became of the rows of the last statement",
        details: "Counts what is left after each part of the patterns and each predicate; where nothing is left, stored values near the\none asked for are named. In the shell this comes by itself under an empty result.",
    },
    ShellCommand {
        name: "report",
        arguments: "FILE.md|FILE.html",
        summary: "the session so far as a document",
        details: "Each statement that gave rows: the comment before it as its question, the statement, the first 100 rows, and the pictures\nmade by `:graph` and `:chart`. Put it at the end of a batch file to have the run as a document.",
    },
    ShellCommand {
        name: "tour",
        arguments: "[N]",
        summary: "a walk through the shipped knowledge",
        details: "`:tour` shows the next step and puts its statement at the prompt; `:tour 3` shows the third. For `wasl demo` and stores\nmade by `wasl seed`.",
    },
    ShellCommand {
        name: "edit",
        arguments: "",
        summary: "write the last statement anew in your editor",
        details: "$VISUAL or $EDITOR, else vi. What is saved comes back to the prompt, where Enter runs it.",
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
        summary: "how its rows differ between two times",
        details: "Rows as of A and not B are marked -, as of B and not A +. A and B are numbers of commits, instants without blanks such as datetime('2026-01-27T10:00Z'), parameters, or `now`:\n`:diff 3 now MATCH (p:Person) RETURN p.name`. Nodes and relationships are compared with all they hold.",
    },
    ShellCommand { name: "schema", arguments: "", summary: "labels with counts and properties, types", details: "" },
    ShellCommand { name: "labels", arguments: "", summary: "labels and their numbers of nodes", details: "" },
    ShellCommand { name: "types", arguments: "", summary: "types and their numbers of relationships", details: "" },
    ShellCommand {
        name: "describe",
        arguments: "NAME",
        summary: "a label, type or property: counts, samples",
        details: "`:describe Person`, `:describe HOLDS`, `:describe name`. Figures are of the first 100,000 elements where there are more.",
    },
    ShellCommand {
        name: "expect",
        arguments: "CHECK",
        summary: "check the statement before (:help expect)",
        details: "A check that fails ends the run with code 5.\nrows N: it gave N rows. value V: it gave one row of one column, which equals the expression V.\nsame FILE.csv: its rows are those of the file, as `:format csv` writes them.\nerror CODE: it failed with this class or detail, such as `UndefinedVariable`; the run then goes on.",
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
