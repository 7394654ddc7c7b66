//! Carries out a text: its statements and commands in order, and the files it names.

use std::path::Path;
use std::sync::Arc;

use wasl::{ScriptItem, Span, split_script};

use super::runner::{Flow, Problem, Runner};
use super::{dispatch, expect, statement};
use crate::exit::{Exit, Halt};
use crate::report::{Finding, Place, Source};

/// How deep files may source others.
const DEEPEST: usize = 64;

/// Runs a text. `foreseen` is asked, when the last statement of the text fails, whether what follows the text
/// begins with an `:expect error`.
pub(crate) fn run(runner: &mut Runner, source: &Arc<Source>, foreseen: &mut dyn FnMut() -> bool) -> Result<Flow, Halt> {
    let mut items = split_script(&source.text).into_iter().peekable();
    while let Some(item) = items.next() {
        let span = match &item {
            ScriptItem::Statement { span, .. } | ScriptItem::Command { span, .. } => *span,
        };
        let place = Place { source: source.clone(), span };
        runner.items += 1;
        let done = match &item {
            ScriptItem::Statement { text, .. } => {
                runner.ledger.begin(&place);
                let done = statement::run(runner, text, &place).map(|()| Flow::Next);
                runner.ledger.end();
                done
            }
            ScriptItem::Command { .. } => dispatch::run(runner, &place),
        };
        let done = match done {
            Ok(Flow::Source { path, source, place }) => nested(runner, &path, &source, &place),
            done => done,
        };
        let finding = match done {
            Ok(Flow::Quit) => return Ok(Flow::Quit),
            Ok(_) => {
                runner.stop_when_interrupted()?;
                continue;
            }
            Err(Problem::Over(halt)) => return Err(halt),
            Err(Problem::Found(finding)) => finding,
        };
        let is_statement = matches!(item, ScriptItem::Statement { .. });
        let foreseen = is_statement
            && finding.exit != Exit::Interrupted
            && match items.peek() {
                Some(ScriptItem::Command { span, .. }) => expect::foresees_error(slice(source, *span)),
                Some(ScriptItem::Statement { .. }) => false,
                None => foreseen(),
            };
        if !foreseen {
            let finding = if finding.exit == Exit::Interrupted { finding } else { finding.at(&place) };
            runner.ledger.blame(&finding, &place, is_statement);
            runner.fail(&finding)?;
        }
    }
    Ok(Flow::Next)
}

/// Runs a file that another one names at `place`.
fn nested(runner: &mut Runner, path: &Path, source: &Arc<Source>, place: &Place) -> Result<Flow, Problem> {
    let identity = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    if runner.open_files.contains(&identity) {
        let message = format!("`{}` is running already: a file cannot source itself", path.display());
        return Err(Finding::command("RecursiveSource", message).at(place).into());
    }
    if runner.open_files.len() >= DEEPEST {
        return Err(Finding::command("NestingTooDeep", format!("more than {DEEPEST} files source each other"))
            .at(place)
            .into());
    }
    runner.open_files.push(identity);
    let flow = run(runner, source, &mut || false);
    runner.open_files.pop();
    Ok(flow?)
}

/// Runs a file given on the command line.
pub(crate) fn run_file(runner: &mut Runner, path: &Path, source: &Arc<Source>) -> Result<Flow, Halt> {
    runner.open_files.push(path.canonicalize().unwrap_or_else(|_| path.to_path_buf()));
    let flow = run(runner, source, &mut || false);
    runner.open_files.pop();
    flow
}

fn slice(source: &Source, span: Span) -> &str {
    source.text.get(span.start as usize..span.end as usize).unwrap_or("")
}
