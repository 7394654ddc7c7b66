//! Starts the real command, with a limit on how long anything may take.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a command, or the next line of a shell, may take.
const LIMIT: Duration = Duration::from_mins(1);

/// What a finished command left behind.
pub(crate) struct Output {
    /// The exit code; none after a signal.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasl"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the command with nothing on stdin to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    let mut child = command(arguments).spawn().expect("the command starts");
    drop(child.stdin.take());
    let stdout = read_all(child.stdout.take().expect("stdout is piped"));
    let stderr = read_all(child.stderr.take().expect("stderr is piped"));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status;
        }
        if start.elapsed() > LIMIT {
            let _ = child.kill();
            panic!("`wasl {}` does not end", arguments.join(" "));
        }
        thread::sleep(Duration::from_millis(2));
    };
    let text = |receiver: Receiver<String>| receiver.recv().unwrap_or_default();
    Output { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

/// Runs the command for at most `patience` and kills it then; whether it had ended well.
pub(crate) fn run_for(arguments: &[&str], patience: Duration) -> bool {
    let mut child = command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the command starts");
    drop(child.stdin.take());
    let start = Instant::now();
    while start.elapsed() < patience {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            return status.success();
        }
        thread::sleep(Duration::from_millis(1));
    }
    let _ = child.kill();
    child.wait().expect("a child can be waited for").success()
}

fn read_all(mut from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

/// A running `wasl shell` that is fed statements; each line it writes to stdout acknowledges one.
pub(crate) struct Shell {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    errors: Receiver<String>,
}

impl Shell {
    /// Starts the shell on a store, JSON lines as output.
    pub(crate) fn start(database: &Path) -> Self {
        let mut child =
            command(&["shell", &database.to_string_lossy(), "--format", "json"]).spawn().expect("it starts");
        let (sender, lines) = channel();
        let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        thread::spawn(move || {
            // A line without its end was not acknowledged: read_line would give it, so it is checked.
            let mut output = output;
            let mut line = String::new();
            while output.read_line(&mut line).is_ok_and(|read| read > 0) && line.ends_with('\n') {
                if sender.send(std::mem::take(&mut line)).is_err() {
                    break;
                }
            }
        });
        let errors = read_all(child.stderr.take().expect("stderr is piped"));
        let input = child.stdin.take().expect("stdin is piped");
        Self { child, input, lines, errors }
    }

    /// Feeds one line.
    pub(crate) fn say(&mut self, line: &str) {
        writeln!(self.input, "{line}").and_then(|()| self.input.flush()).expect("the shell takes input");
    }

    /// Waits for `count` acknowledgements; gives how many came before the shell ended.
    pub(crate) fn hear(&mut self, count: u64) -> u64 {
        (0..count).take_while(|_| self.lines.recv_timeout(LIMIT).is_ok()).count() as u64
    }

    /// Kills the process with SIGKILL; gives how many more acknowledgements it had written.
    pub(crate) fn kill(mut self) -> u64 {
        self.child.kill().expect("the shell is still there");
        self.child.wait().expect("the shell is gone");
        let late = self.lines.iter().count() as u64;
        let errors = self.errors.recv().unwrap_or_default();
        assert!(!errors.contains("panicked") && !errors.contains("error"), "{errors}");
        late
    }
}
