//! The texts of `:help TOPIC`.

/// About the formats of results.
pub(super) const FORMATS: &str = "\
table     a box of columns; on a terminal fitted to its width
csv, tsv  a header and a line a row; lists, maps, nodes, relationships and paths as JSON
json      one object a statement: columns, rows, stats, time_us
jsonl     one object a row
markdown  a Markdown table
line      one `column = value` a line
cypher    a statement of the language that gives the same rows
html      an HTML table
latex     a LaTeX tabular
tree      the nodes and relationships of the result, drawn as text
dot, mermaid, svg    the nodes and relationships of the result, drawn
viewer    the same as an interactive page
graphml, gexf        the same for networkx, Gephi, yEd
parquet   for DuckDB, pandas, Spark; in a build with --features parquet
On a terminal results are tables, in a pipe or file jsonl, unless --format or :format says otherwise.";

/// About the keys of the shell.
pub(super) const KEYS: &str = "\
Enter     run the text when every statement in it ends with `;`, else begin a new line
Tab       complete keywords, labels, types, properties, functions, parameters, commands, files
Up, Down  move in the text, then through the history; Ctrl-R searches it
Ctrl-C    stop the statement that runs; at the prompt throw the text away; twice leave
Ctrl-D    leave";

/// About parameters.
pub(super) const PARAMETERS: &str = "\
:param day => date('2026-01-27')     set $day
:params {\"names\": [\"Ada\"]}           set several from JSON
MATCH (p:Person) WHERE p.name IN $names RETURN p;
On the command line: --param day=date('2026-01-27'), --params FILE.json.";

/// About transactions.
pub(super) const TRANSACTIONS: &str = "\
Each statement commits by itself. `:begin` opens a transaction, in which statements see each other's changes and
nobody else does; `:commit` keeps them, `:rollback` forgets them. A run that ends inside a transaction keeps nothing
of it and fails. --atomic runs everything in one.\n\
`CALL db.transactions()` lists the sessions; `:undo`, `:diff`, FOR SYSTEM_TIME AS OF go back in the history of a store.";

/// About the language, in ten lines.
pub(super) const LANGUAGE: &str = "\
MATCH (a:Label {key: 1})-[r:TYPE]->(b)   find a pattern
WHERE a.name = 'Ada' AND b.year > 1840   keep what is true
RETURN a.name AS name, count(*)          give columns; ORDER BY, SKIP, LIMIT
OPTIONAL MATCH, WITH, UNWIND, UNION      more ways to combine
CREATE, MERGE, SET, REMOVE, DELETE       change the graph
CREATE CONSTRAINT, CREATE INDEX          rules and fast lookup
EXPLAIN, PROFILE                         how a statement is carried out
SHOW FUNCTIONS; SHOW PROCEDURES;         what can be called";

/// About errors and exit codes.
pub(super) const ERRORS: &str = "\
An error has a class and a detail, such as SyntaxError.UndefinedVariable, a place, and hints. --error-format json
writes each as one JSON object. Exit codes: 0 done, 1 a statement failed, 2 usage, 3 the store cannot be opened,
4 a limit was hit, 5 an :expect failed, 130 interrupted.";
