//! The loop of the interactive shell: prompt, read, remember, run.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor};

use super::assistant::Assistant;
use super::theme::{Theme, theme};
use crate::batch::{self, Flow, Runner};
use crate::cli::ShellOptions;
use crate::environment::{background, history_file};
use crate::exit::Halt;
use crate::report::Source;

/// Entries that the history keeps.
const HISTORY: usize = 10_000;

/// How the shell presents itself.
pub(crate) struct Welcome {
    /// The name in the prompt.
    pub(crate) name: String,
    /// Whether the shipped knowledge is loaded, and questions about it make sense.
    pub(crate) demo: bool,
    /// What the command line asks of the shell.
    pub(crate) options: ShellOptions,
}

/// Reads and runs entries until the user leaves.
pub(crate) fn interact(runner: &mut Runner, welcome: &Welcome) -> Result<Flow, Halt> {
    runner.signals.stay();
    runner.settings.tells_why = true;
    let coloured = runner.console.environment.stdout_colour;
    let theme = coloured.then(|| theme(background(welcome.options.background)));
    let mut editor = editor(runner, theme).map_err(terminal_error)?;
    let chosen = welcome.options.history.clone().or_else(history_file);
    let history = chosen.filter(|path| !welcome.options.no_history && prepared(path));
    if let Some(path) = &history {
        // There is none at the first run.
        let _ = editor.load_history(path);
    }
    greet(runner, welcome)?;
    let mut left_before = false;
    loop {
        let prompt = prompt(runner, &welcome.name, theme);
        if let Some(assistant) = editor.helper_mut() {
            assistant.parameters = runner.parameters.keys().map(ToString::to_string).collect();
        }
        let draft = runner.draft.take().unwrap_or_default();
        match editor.readline_with_initial(&prompt, (&draft, "")) {
            Ok(entry) => {
                left_before = false;
                if entry.trim().is_empty() {
                    continue;
                }
                remember(&mut editor, entry.trim(), history.as_ref());
                runner.remember(&prompt.0, &entry);
                if matches!(run_entry(runner, entry)?, Flow::Quit) {
                    break;
                }
            }
            Err(ReadlineError::Interrupted) => {
                let empty = editor.helper().is_none_or(Assistant::saw_nothing);
                if left_before && empty {
                    break;
                }
                left_before = empty;
                if empty {
                    runner.console.say("Ctrl-C again, Ctrl-D or :quit leaves")?;
                }
            }
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(terminal_error(error)),
        }
    }
    leave(runner)
}

fn editor(runner: &Runner, theme: Option<&'static Theme>) -> rustyline::Result<Editor<Assistant, FileHistory>> {
    let config = Config::builder()
        .max_history_size(HISTORY)?
        .history_ignore_dups(true)?
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_color_mode(if theme.is_some() { ColorMode::Forced } else { ColorMode::Disabled });
    editor.set_helper(Some(Assistant::new(runner.database.clone(), theme)));
    Ok(editor)
}

/// Makes the directory of the history; without it there is no history.
fn prepared(path: &Path) -> bool {
    path.parent().is_some_and(|directory| fs::create_dir_all(directory).is_ok())
}

/// Adds an entry at once, so that a crash or a second shell loses none.
fn remember(editor: &mut Editor<Assistant, FileHistory>, entry: &str, file: Option<&PathBuf>) {
    let added = editor.add_history_entry(entry).unwrap_or(false);
    if let (true, Some(path)) = (added, file) {
        // A full disk must not stop the work.
        let _ = editor.append_history(path);
    }
}

/// Runs one entry; errors were reported, and the shell goes on after them.
fn run_entry(runner: &mut Runner, entry: String) -> Result<Flow, Halt> {
    runner.signals.forget();
    let flow = match batch::run(runner, &Source::text("<shell>", entry), &mut || false) {
        Err(Halt::Stopped(_)) => Flow::Next,
        Err(Halt::Output(error)) => return Err(Halt::Output(error)),
        Ok(flow) => flow,
    };
    runner.signals.forget();
    runner.forgive();
    Ok(flow)
}

/// `name> `, or `name*> ` inside a transaction.
fn prompt(runner: &Runner, name: &str, theme: Option<&Theme>) -> (String, String) {
    let star = if runner.session.in_transaction() { "*" } else { "" };
    let name = crate::render::printable(name);
    let plain = format!("{name}{star}> ");
    let styled = theme.map_or_else(
        || plain.clone(),
        |theme| format!("\x1b[{}m{name}\x1b[{}m{star}\x1b[0;2m>\x1b[0m ", theme.prompt, theme.open),
    );
    (plain, styled)
}

fn greet(runner: &mut Runner, welcome: &Welcome) -> Result<(), Halt> {
    let version = env!("CARGO_PKG_VERSION");
    let out = &mut runner.console.out;
    writeln!(out, "wasl {version} · statements end with `;` · :help · Tab completes · Ctrl-D leaves")?;
    if welcome.demo {
        writeln!(out, "The shipped knowledge is loaded, in memory. Questions to try:\n")?;
        for question in QUESTIONS {
            writeln!(out, "  {question}")?;
        }
        writeln!(out, "\n`:tour` walks through it, step by step.\n")?;
    }
    Ok(out.flush()?)
}

/// What a newcomer can ask the shipped knowledge.
const QUESTIONS: [&str; 3] = [
    "MATCH (p:Person)-[h:HOLDS]->(o:Office) RETURN p.name, o.name, h.sources;",
    "MATCH (f:Figure)-[:MEASURES]->(i:Indicator) RETURN i.name, f.value, f.kind;",
    "MATCH (a)-[r:CORROBORATES|CONFLICTS_WITH]->(b) RETURN a.id, type(r), b.id;",
];

/// What is not committed is forgotten, and said so.
fn leave(runner: &mut Runner) -> Result<Flow, Halt> {
    if runner.session.in_transaction() {
        // Nothing is left to lose when it fails.
        let _ = runner.session.rollback();
        runner.console.say("the open transaction is rolled back")?;
    }
    Ok(Flow::Quit)
}

fn terminal_error(error: ReadlineError) -> Halt {
    Halt::Output(match error {
        ReadlineError::Io(error) => error,
        other => std::io::Error::other(other.to_string()),
    })
}
