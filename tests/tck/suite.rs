//! Finds the scenarios of a folder and runs them in parallel, each guarded against panics and hangs.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use std::{fs, io, thread};

use crate::gherkin::{Scenario, read_feature};
use crate::scenario::{Failure, Kind, run as run_scenario};

/// How long one scenario may run before it counts as hung.
const SCENARIO_LIMIT: Duration = Duration::from_mins(1);

/// The stack of a scenario: that of a main thread, so that what works for a user works here.
const STACK_BYTES: usize = 8 << 20;

/// One scenario with its name in the suite.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// `path › scenario name › example index`, unique.
    pub(crate) id: String,
    /// The folder of its feature, relative to the root.
    pub(crate) folder: String,
    scenario: Arc<Scenario>,
}

/// A case and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct CaseResult {
    pub(crate) case: Case,
    pub(crate) result: Result<(), Failure>,
}

/// All `.feature` files under `root`, sorted by path.
pub(crate) fn feature_files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "feature") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The cases of all features under `root` whose name contains `filter`.
pub(crate) fn read(root: &Path, filter: Option<&str>) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut seen = std::collections::HashMap::new();
    for file in feature_files(root).map_err(|e| format!("{}: {e}", root.display()))? {
        let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let relative = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let folder = relative.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        for scenario in read_feature(&text).map_err(|e| format!("{relative}: {e}"))? {
            let mut id = format!("{relative} › {}", scenario.name);
            if let Some(example) = scenario.example {
                id = format!("{id} › {example}");
            }
            let twins: &mut usize = seen.entry(id.clone()).or_default();
            *twins += 1;
            if *twins > 1 {
                id = format!("{id} (again {twins})");
            }
            cases.push(Case { id, folder: folder.clone(), scenario: Arc::new(scenario) });
        }
    }
    if let Some(filter) = filter {
        cases.retain(|case| case.id.contains(filter));
    }
    Ok(cases)
}

/// Runs all cases on as many threads as there are cores; results in the order of the cases.
pub(crate) fn run(cases: &[Case], root: &Path) -> Vec<CaseResult> {
    set_hook(Box::new(|_| {}));
    let next = AtomicUsize::new(0);
    let results = Mutex::new(vec![None; cases.len()]);
    let root: Arc<Path> = root.into();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(at) else { break };
                    let result = guarded(case, &root);
                    results.lock().unwrap()[at] = Some(CaseResult { case: case.clone(), result });
                }
            });
        }
    });
    let _ = std::panic::take_hook();
    results.into_inner().unwrap().into_iter().flatten().collect()
}

/// Runs one case on a thread of its own; a thread that hangs is left behind.
fn guarded(case: &Case, root: &Arc<Path>) -> Result<(), Failure> {
    let (sender, receiver) = mpsc::channel();
    let (scenario, root) = (Arc::clone(&case.scenario), Arc::clone(root));
    let work = move || {
        let result = catch_unwind(AssertUnwindSafe(|| run_scenario(&scenario, &root)));
        let result = result.unwrap_or_else(|payload| Err(stopped(Kind::Panic, &panic_message(&*payload))));
        let _ = sender.send(result);
    };
    thread::Builder::new().name(case.id.clone()).stack_size(STACK_BYTES).spawn(work).expect("a thread can be started");
    let limit = format!("no end after {} s", SCENARIO_LIMIT.as_secs());
    receiver.recv_timeout(SCENARIO_LIMIT).unwrap_or_else(|_| Err(stopped(Kind::Hang, &limit)))
}

fn stopped(kind: Kind, message: &str) -> Failure {
    Failure {
        kind,
        cause: format!("{kind:?}: {}", message.lines().next().unwrap_or_default()),
        details: message.to_owned(),
    }
}

fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic without a message".to_owned())
}
