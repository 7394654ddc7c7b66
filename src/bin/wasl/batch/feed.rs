//! Statements from a pipe: each runs as soon as it is complete, so that a program can wait for its answer.
//!
//! One question needs a look ahead without waiting for ever: whether an `:expect error` follows a statement that failed.
//! It is given a moment to arrive. From the first such question on lines come over a channel from a thread that reads;
//! before, the two changes of threads for every line are saved.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Stdin};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use wasl::is_complete;

use super::runner::{Flow, Runner};
use super::{awake, expect, files, script};
use crate::exit::{Exit, Halt};
use crate::report::{Finding, Source};

/// How long a failed statement waits for the line that may foresee its failure.
const MOMENT: Duration = Duration::from_millis(250);
/// Lines read ahead at most.
const AHEAD: usize = 1024;

/// Runs stdin to its end.
pub(crate) fn run_stdin(runner: &mut Runner) -> Result<Flow, Halt> {
    let mut feed = Feed::start();
    while let Some(source) = feed.next_text(runner)? {
        let flow = script::run(runner, &source, &mut || feed.foresees_error())?;
        if matches!(flow, Flow::Quit) {
            return Ok(Flow::Quit);
        }
    }
    Ok(Flow::Next)
}

struct Feed {
    lines: Lines,
    ahead: VecDeque<io::Result<Vec<u8>>>,
    read: u32,
}

/// Where lines are read.
enum Lines {
    Here(BufReader<Stdin>),
    Elsewhere(Receiver<io::Result<Vec<u8>>>),
    Over,
}

impl Lines {
    /// The next line, waiting for it; `None` at the end.
    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        match self {
            Self::Here(input) => {
                if input.buffer().is_empty() {
                    awake::until_input();
                }
                read_line(input)
            }
            Self::Elsewhere(lines) => lines.recv().ok(),
            Self::Over => None,
        }
    }

    /// The next line, if it is there or comes within a moment.
    fn soon(&mut self) -> Option<io::Result<Vec<u8>>> {
        if let Self::Here(input) = self
            && input.buffer().contains(&b'\n')
        {
            return read_line(input);
        }
        *self = match std::mem::replace(self, Self::Over) {
            Self::Here(input) => Self::Elsewhere(read_elsewhere(input)),
            other => other,
        };
        match self {
            Self::Elsewhere(lines) => lines.recv_timeout(MOMENT).ok(),
            _ => None,
        }
    }
}

fn read_line(input: &mut impl BufRead) -> Option<io::Result<Vec<u8>>> {
    let mut line = Vec::new();
    match input.read_until(b'\n', &mut line) {
        Ok(0) => None,
        Ok(_) => Some(Ok(line)),
        Err(error) => Some(Err(error)),
    }
}

fn read_elsewhere(mut input: BufReader<Stdin>) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, lines) = mpsc::sync_channel(AHEAD);
    std::thread::spawn(move || {
        while let Some(line) = read_line(&mut input) {
            let last = line.is_err();
            if sender.send(line).is_err() || last {
                break;
            }
        }
    });
    lines
}

impl Feed {
    fn start() -> Self {
        Self { lines: Lines::Here(BufReader::new(io::stdin())), ahead: VecDeque::new(), read: 0 }
    }

    /// The next lines that make whole statements or one command; the rest of the input at its end.
    fn next_text(&mut self, runner: &mut Runner) -> Result<Option<Arc<Source>>, Halt> {
        let lines_before = self.read;
        let mut text = String::new();
        while let Some(line) = self.ahead.pop_front().or_else(|| self.lines.next()) {
            let line = line.map_err(|error| format!("cannot read stdin: {}", files::reason(&error)));
            let line = line.and_then(|bytes| {
                let number = self.read + 1;
                String::from_utf8(bytes).map_err(|_| format!("line {number} of stdin is not UTF-8 text"))
            });
            let line = match line {
                Ok(line) => line,
                Err(message) => {
                    runner.fail(&Finding::command("FileNotReadable", message))?;
                    return Err(Halt::Stopped(Exit::Failed));
                }
            };
            self.read += 1;
            let line = if self.read == 1 { line.trim_start_matches('\u{feff}') } else { &line };
            let blank = text.is_empty();
            text.push_str(line);
            // Only these can complete the text, and asking reads it all.
            let may_end =
                line.contains(';') || (blank && (line.trim().is_empty() || line.trim_start().starts_with(':')));
            if may_end && is_complete(&text) {
                break;
            }
        }
        if text.is_empty() {
            return Ok(None);
        }
        Ok(Some(Arc::new(Source { name: "<stdin>".to_owned(), text, lines_before, directory: None })))
    }

    /// Whether the next line that is not blank is an `:expect error`.
    fn foresees_error(&mut self) -> bool {
        let mut at = 0;
        loop {
            if at == self.ahead.len() {
                match self.lines.soon() {
                    Some(line) => self.ahead.push_back(line),
                    None => return false,
                }
            }
            let Some(Ok(line)) = self.ahead.get(at) else { return false };
            let line = String::from_utf8_lossy(line);
            let line = line.trim();
            if !line.is_empty() && !line.starts_with("//") {
                return line.starts_with(':') && expect::foresees_error(line);
            }
            at += 1;
        }
    }
}
