//! What a user sees of an import: one line on the terminal while it runs, the file of rows left out, and what was added.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use wasl::import::{BadRow, ImportProgress, ImportStage, Progress};

use crate::render::grouped;

/// Time between two looks of the line.
const PAUSE: Duration = Duration::from_millis(100);

/// Nothing is shown before.
const PATIENCE: Duration = Duration::from_secs(1);

/// Rows left out that are reported one by one on stderr.
const SHOWN_BAD_ROWS: u64 = 10;

/// Shows progress and keeps bad rows.
pub(super) struct Meter {
    shown: bool,
    start: Instant,
    last: Option<Instant>,
    width: usize,
    file: Option<csv::Writer<BufWriter<File>>>,
    bad_rows: u64,
    /// The first few rows left out, for the report at the end.
    pub(super) samples: Vec<BadRow>,
    failure: Option<String>,
}

impl Meter {
    /// A meter that draws on the terminal when `shown`, and writes bad rows to a file when one is named.
    pub(super) fn new(shown: bool, bad_rows_file: Option<&Path>) -> Result<Self, String> {
        let file = bad_rows_file.map(open).transpose()?;
        Ok(Self {
            shown,
            start: Instant::now(),
            last: None,
            width: 0,
            file,
            bad_rows: 0,
            samples: Vec::new(),
            failure: None,
        })
    }

    /// Takes the line away and closes the file; the first failure to write it.
    pub(super) fn finish(&mut self) -> Result<(), String> {
        self.draw("");
        if let Some(file) = &mut self.file
            && let Err(error) = file.flush()
        {
            self.failure.get_or_insert_with(|| error.to_string());
        }
        self.failure.take().map_or(Ok(()), Err)
    }

    /// Replaces the line; an empty text removes it.
    fn draw(&mut self, text: &str) {
        if !self.shown || (text.is_empty() && self.width == 0) {
            return;
        }
        let width = text.chars().count();
        let padding = " ".repeat(self.width.saturating_sub(width));
        let back = if text.is_empty() { "\r" } else { "" };
        let mut stderr = io::stderr().lock();
        // Nobody can be told when stderr fails.
        let _ = write!(stderr, "\r{text}{padding}{back}");
        let _ = stderr.flush();
        self.width = width;
    }
}

fn open(path: &Path) -> Result<csv::Writer<BufWriter<File>>, String> {
    let cannot = |error: &dyn std::fmt::Display| format!("cannot write `{}`: {error}", path.display());
    let file = File::create(path).map_err(|error| cannot(&crate::batch::reason(&error)))?;
    let mut writer = csv::Writer::from_writer(BufWriter::new(file));
    writer.write_record(["file", "line", "reason", "row"]).map_err(|error| cannot(&error))?;
    Ok(writer)
}

impl Progress for Meter {
    fn update(&mut self, at: &ImportProgress) -> ControlFlow<()> {
        let now = Instant::now();
        let due = self.last.is_none_or(|last| now - last >= PAUSE) || at.stage != ImportStage::Reading;
        if self.shown && due && now - self.start >= PATIENCE {
            self.last = Some(now);
            self.draw(&line(at, now - self.start));
        }
        ControlFlow::Continue(())
    }

    fn bad_row(&mut self, row: &BadRow) {
        self.bad_rows += 1;
        if self.bad_rows <= SHOWN_BAD_ROWS {
            self.samples.push(row.clone());
        }
        if let Some(file) = &mut self.file {
            let line = row.line.to_string();
            if let Err(error) = file.write_record([&*row.file, &line, &row.reason, &row.text]) {
                self.failure.get_or_insert_with(|| error.to_string());
            }
        }
    }
}

/// `2,400,000 rows · 45 % · 3 s left · follows.csv`
fn line(at: &ImportProgress, elapsed: Duration) -> String {
    let rows = grouped(at.rows);
    match at.stage {
        ImportStage::Reading if at.total_bytes > 0 => {
            let share = (at.bytes as f64 / at.total_bytes as f64).min(1.0);
            let left = if share > 0.0 { elapsed.as_secs_f64() * (1.0 - share) / share } else { 0.0 };
            let left = if elapsed < PAUSE * 5 { String::new() } else { format!(" · {} left", seconds(left)) };
            format!("{rows} rows · {:.0} %{left} · {}", share * 100.0, at.file)
        }
        ImportStage::Reading => format!("{rows} rows · {}", at.file),
        ImportStage::Building => format!("{rows} rows · building the graph"),
        ImportStage::Saving => format!("{rows} rows · saving"),
    }
}

/// A time to wait, coarse.
fn seconds(time: f64) -> String {
    let whole = time.ceil() as u64;
    if whole < 60 { format!("{whole} s") } else { format!("{} min {} s", whole / 60, whole % 60) }
}

/// `3 nodes and 2 relationships added in 0.1 s`
pub(super) fn added(nodes: u64, relationships: u64, seconds: f64) -> String {
    let (nodes, relationships) = (grouped(nodes), grouped(relationships));
    format!("{nodes} nodes and {relationships} relationships added in {seconds:.1} s")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use wasl::import::{ImportProgress, ImportStage};

    use super::line;

    #[test]
    fn line_tells_rows_share_and_time_left() {
        let mut at = ImportProgress {
            stage: ImportStage::Reading,
            file: Arc::from("follows.csv"),
            rows: 1_234_567,
            bad_rows: 0,
            bytes: 25,
            total_bytes: 100,
        };
        assert_eq!(line(&at, Duration::from_secs(30)), "1,234,567 rows · 25 % · 1 min 30 s left · follows.csv");
        assert_eq!(line(&at, Duration::from_millis(20)), "1,234,567 rows · 25 % · follows.csv");
        at.stage = ImportStage::Saving;
        assert_eq!(line(&at, Duration::from_secs(40)), "1,234,567 rows · saving");
    }
}
