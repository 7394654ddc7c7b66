//! A real process, really killed (SIGKILL) in a stream of acknowledged commits and checkpoints.
//!
//! The writer is this test binary started again for one ignored test; it says each commit that was acknowledged on its
//! standard output. Whatever it said must be there afterwards, whole.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::model::{Session, Step, portrait};
use crate::storage::memory::MemoryKv;
use crate::storage::{OpenOptions, Store};

const DIRECTORY: &str = "WASL_TEST_KILL_DIRECTORY";
const OPTIONS: OpenOptions =
    OpenOptions { create: true, read_only: false, durability: crate::storage::Durability::Synced };

fn open(path: &Path) -> Session {
    Session::new(Store::open(path, OPTIONS).unwrap())
}

fn step_of(sequence: u64) -> Step {
    Step::Commit(sequence as u32 % 1_000)
}

#[test]
#[ignore = "the process that `a_killed_process_loses_nothing_acknowledged` starts and kills"]
fn writer() {
    let path = PathBuf::from(std::env::var_os(DIRECTORY).expect("started by the test that kills it"));
    let mut session = open(&path);
    let mut out = std::io::stdout().lock();
    loop {
        let next = session.store.last_sequence() + 1;
        session.take(step_of(next)).unwrap();
        writeln!(out, "acknowledged {next}").unwrap();
        out.flush().unwrap();
        if next.is_multiple_of(7) {
            session.take(Step::Checkpoint).unwrap();
        }
    }
}

#[test]
fn a_killed_process_loses_nothing_acknowledged() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("store");
    let mut total = 0;
    for round in 0..12_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "storage::tests::kill::writer", "--nocapture"])
            .env(DIRECTORY, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let reader = BufReader::new(child.stdout.take().unwrap());
        let listener = std::thread::spawn(move || {
            let said = reader.lines().map_while(Result::ok);
            said.filter_map(|line| line.rsplit_once("acknowledged ")?.1.parse().ok()).max().unwrap_or(0_u64)
        });
        // The moment does not matter to the result, only to what is being tested: any will do.
        std::thread::sleep(Duration::from_millis(120 + round * 17 % 90));
        child.kill().unwrap();
        child.wait().unwrap();
        let acknowledged = listener.join().unwrap();
        let session = open(&path);
        let last = session.store.last_sequence();
        assert!(last == acknowledged || last == acknowledged + 1 || acknowledged == 0, "{last}, said {acknowledged}");
        assert!(last >= total, "what an earlier round left is gone");
        total = last;
    }
    assert!(total > 0, "the writer never came to a commit");
    // The graph is the one that the same commits make elsewhere.
    let mut model = Session::new(Store::over(Box::new(MemoryKv::new()), None, OPTIONS).unwrap());
    (1..=total).for_each(|sequence| model.take(step_of(sequence)).unwrap());
    assert_eq!(portrait(&open(&path).graph), portrait(&model.graph));
}
