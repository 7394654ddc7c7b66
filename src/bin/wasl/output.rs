//! Where results go: stdout, a file (`:output`, `:once`) or a pager; and the copy that `:tee` keeps of what is shown.
//!
//! ```text
//! renderer ─write→ Output ─→ stdout | file | pager
//!                        └─→ copy, without colours
//! ```
//! A reader who leaves the pager early has seen enough: what would follow is dropped, and that is no error.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Stdout, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::new_file::NewFile;
use crate::render::Format;

/// Bytes of results gathered before they are written; a statement's end writes them out in any case.
const BUFFER: usize = 64 * 1024;

/// The results' way out.
pub(crate) struct Output {
    stdout: BufWriter<Stdout>,
    target: Target,
    copy: Option<Plain<BufWriter<File>>>,
}

enum Target {
    Stdout,
    /// Grows as results come, so that it can be read while the session goes on.
    File {
        file: BufWriter<File>,
        format: Option<Format>,
    },
    /// Is there when the result is there as a whole.
    Once {
        file: NewFile,
        format: Option<Format>,
    },
    Pager {
        child: Child,
        /// None when the reader has left.
        pipe: Option<BufWriter<ChildStdin>>,
    },
}

impl Output {
    /// The process's own stdout.
    pub(crate) fn new() -> Self {
        Self { stdout: BufWriter::with_capacity(BUFFER, io::stdout()), target: Target::Stdout, copy: None }
    }

    /// From now on results go into a new file, in the format that its name asks for; `once` for one result only.
    pub(crate) fn direct(&mut self, path: &Path, once: bool) -> io::Result<()> {
        self.restore()?;
        let format = path.extension().and_then(|ending| ending.to_str()).and_then(Format::of_ending);
        self.target = if once {
            Target::Once { file: NewFile::create(path)?, format }
        } else {
            Target::File { file: BufWriter::with_capacity(BUFFER, File::create(path)?), format }
        };
        Ok(())
    }

    /// From now on results go to stdout again.
    pub(crate) fn restore(&mut self) -> io::Result<()> {
        self.flush()?;
        self.target = Target::Stdout;
        Ok(())
    }

    /// Keeps a copy of what is shown in a new file; none ends the copy.
    pub(crate) fn copy_to(&mut self, path: Option<&Path>) -> io::Result<()> {
        self.flush()?;
        self.copy = None;
        if let Some(path) = path {
            self.copy = Some(Plain { inner: BufWriter::new(File::create(path)?), escape: Escape::None });
        }
        Ok(())
    }

    /// Adds what is shown elsewhere (messages, the text that was typed) to the copy.
    pub(crate) fn note(&mut self, text: &str) {
        if let Some(copy) = &mut self.copy {
            // A full disk must not stop the work.
            let _ = copy.write_all(text.as_bytes()).and_then(|()| copy.flush());
        }
    }

    /// Whether people see the results now: stdout itself or a pager.
    pub(crate) fn on_screen(&self) -> bool {
        !matches!(self.target, Target::File { .. } | Target::Once { .. })
    }

    /// Whether a pager shows the results, which can be wider and longer than the screen.
    pub(crate) fn is_paged(&self) -> bool {
        matches!(self.target, Target::Pager { .. })
    }

    /// The format of the file that results go to, where its name tells it.
    pub(crate) fn format(&self) -> Option<Format> {
        match &self.target {
            Target::File { format, .. } | Target::Once { format, .. } => *format,
            _ => None,
        }
    }

    /// Whether nobody reads on.
    pub(crate) fn is_left(&self) -> bool {
        matches!(self.target, Target::Pager { pipe: None, .. })
    }

    /// Shows the next result in a pager. One that cannot be started is reported, and stdout stays.
    pub(crate) fn start_pager(&mut self, command: &str) -> io::Result<()> {
        if !matches!(self.target, Target::Stdout) {
            return Ok(());
        }
        self.flush()?;
        let mut words = command.split_whitespace();
        let mut pager = Command::new(words.next().unwrap_or_default());
        pager.args(words).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            // Short results stay on the screen, colours are shown, long lines are not folded.
            pager.env("LESS", "FRSX");
        }
        let mut child = pager.spawn()?;
        let pipe = child.stdin.take().map(|pipe| BufWriter::with_capacity(BUFFER, pipe));
        self.target = Target::Pager { child, pipe };
        Ok(())
    }

    /// The end of a result: the pager is left to its reader, and a `:once` is over.
    pub(crate) fn end_result(&mut self) -> io::Result<()> {
        self.flush()?;
        match &mut self.target {
            Target::Pager { child, pipe } => {
                drop(pipe.take());
                // How the pager ends says nothing about the result.
                let _ = child.wait();
                self.target = Target::Stdout;
            }
            Target::Once { .. } => {
                if let Target::Once { file, .. } = std::mem::replace(&mut self.target, Target::Stdout) {
                    file.keep()?;
                }
            }
            Target::Stdout | Target::File { .. } => {}
        }
        Ok(())
    }

    /// As [`Self::end_result`], of a result that failed or was stopped: the file of a `:once` is not made.
    pub(crate) fn give_up_result(&mut self) -> io::Result<()> {
        if matches!(self.target, Target::Once { .. }) {
            self.target = Target::Stdout;
        }
        self.end_result()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.target {
            Target::Stdout => self.stdout.write_all(bytes)?,
            Target::File { file, .. } => return file.write_all(bytes),
            Target::Once { file, .. } => return file.write_all(bytes),
            Target::Pager { pipe, .. } => leave_quietly(pipe, |pipe| pipe.write_all(bytes))?,
        }
        if let Some(copy) = &mut self.copy {
            copy.write_all(bytes)?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()?;
        match &mut self.target {
            Target::Stdout => {}
            Target::File { file, .. } => file.flush()?,
            Target::Once { file, .. } => file.flush()?,
            Target::Pager { pipe, .. } => leave_quietly(pipe, BufWriter::flush)?,
        }
        self.copy.as_mut().map_or(Ok(()), Plain::flush)
    }
}

/// Writes to a pager that may be closed at any time.
fn leave_quietly(
    pipe: &mut Option<BufWriter<ChildStdin>>,
    write: impl FnOnce(&mut BufWriter<ChildStdin>) -> io::Result<()>,
) -> io::Result<()> {
    match pipe.as_mut().map(write) {
        Some(Err(error)) if error.kind() == ErrorKind::BrokenPipe => {
            if let Some(pipe) = pipe.take() {
                // What is gathered has no reader.
                drop(pipe.into_parts());
            }
            Ok(())
        }
        Some(done) => done,
        None => Ok(()),
    }
}

/// Drops the escape sequences of colours on the way.
struct Plain<W: Write> {
    inner: W,
    escape: Escape,
}

/// Where in an escape sequence the last byte stood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    Begun,
    Inside,
}

impl<W: Write> Plain<W> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut kept = Vec::with_capacity(bytes.len());
        for byte in bytes {
            self.escape = match (self.escape, byte) {
                (Escape::None, 0x1b) => Escape::Begun,
                (Escape::None, byte) => {
                    kept.push(*byte);
                    Escape::None
                }
                (Escape::Begun, b'[') => Escape::Inside,
                (Escape::Inside, 0x40..=0x7e) | (Escape::Begun, _) => Escape::None,
                (Escape::Inside, _) => Escape::Inside,
            };
        }
        self.inner.write_all(&kept)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{Escape, Plain};

    #[test]
    fn a_copy_has_no_colours_even_when_a_sequence_is_cut() {
        let mut copy = Plain { inner: Vec::new(), escape: Escape::None };
        for part in ["\u{1b}[1", ";31mred\u{1b}", "[0m and é"] {
            copy.write_all(part.as_bytes()).unwrap();
        }
        assert_eq!(String::from_utf8(copy.inner).unwrap(), "red and é");
    }
}
