//! Tells whoever watches that a statement still runs, once it takes longer than a second.
//!
//! ```text
//! running · 3 s · 120,000 rows · Ctrl-C stops it
//! ```
//! The line is drawn over and over on stderr by a thread of its own, and wiped when the meter is dropped.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::render::grouped;

/// Nothing is shown before.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two drawings.
const PAUSE: Duration = Duration::from_millis(250);

/// Shows that a statement runs, as long as it lives.
pub(super) struct Meter {
    rows: Arc<AtomicU64>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Meter {
    /// Starts to wait; none when nobody watches.
    pub(super) fn start(watched: bool) -> Option<Self> {
        if !watched {
            return None;
        }
        let rows = Arc::new(AtomicU64::new(0));
        let (stop, stopped) = mpsc::channel::<()>();
        let shared = Arc::clone(&rows);
        let thread = std::thread::spawn(move || {
            let start = Instant::now();
            let mut pause = PATIENCE;
            let mut drawn = false;
            while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                draw(&format!("\r\x1b[K{}", line(start.elapsed(), shared.load(Ordering::Relaxed))));
                (pause, drawn) = (PAUSE, true);
            }
            if drawn {
                draw("\r\x1b[K");
            }
        });
        Some(Self { rows, stop: Some(stop), thread: Some(thread) })
    }

    /// One more row came.
    pub(super) fn count(&self) {
        self.rows.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that failed drew nothing more.
            let _ = thread.join();
        }
    }
}

fn line(elapsed: Duration, rows: u64) -> String {
    let rows = match rows {
        0 => String::new(),
        1 => " · 1 row".to_owned(),
        rows => format!(" · {} rows", grouped(rows)),
    };
    format!("running · {} s{rows} · Ctrl-C stops it", elapsed.as_secs())
}

/// Nobody can be told when stderr is gone.
fn draw(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::line;
    use std::time::Duration;

    #[test]
    fn the_line_tells_time_and_rows_that_came() {
        assert_eq!(line(Duration::from_millis(3400), 0), "running · 3 s · Ctrl-C stops it");
        assert_eq!(line(Duration::from_secs(61), 120_000), "running · 61 s · 120,000 rows · Ctrl-C stops it");
    }
}
