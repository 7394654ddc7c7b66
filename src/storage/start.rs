//! The engine below a store, started when something first needs it.
//!
//! Contract: what a store at rest was said to be is compared with what the engine holds before anything is read from it
//! or written to it. An engine that could not be started is tried again by the next who needs it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use super::error::StorageError;
use super::image::Rest;
use super::journaled::Journaled;
use super::kv::{Durability, Kv};
use super::locked::locked;

/// An engine, running or asleep.
pub(crate) struct Engine {
    place: String,
    running: OnceLock<Arc<dyn Kv>>,
    asleep: Mutex<Option<(PathBuf, Rest, Durability)>>,
}

impl Engine {
    /// One that runs.
    pub(crate) fn running(kv: Arc<dyn Kv>) -> Self {
        let place = kv.place().to_owned();
        let running = OnceLock::new();
        let _ = running.set(kv);
        Self { place, running, asleep: Mutex::new(None) }
    }

    /// The one in `directory`, of which an image says that it rests as `rest`.
    pub(crate) fn asleep(directory: PathBuf, rest: Rest, durability: Durability) -> Self {
        let place = directory.display().to_string();
        Self { place, running: OnceLock::new(), asleep: Mutex::new(Some((directory, rest, durability))) }
    }

    /// Where it is, for messages.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// Closes it.
    pub(crate) fn stop(&mut self) {
        self.running.take();
    }

    /// Whether it runs.
    pub(crate) fn is_running(&self) -> bool {
        self.running.get().is_some()
    }

    /// The running engine. One that sleeps is started and given to `confirm`, which compares it with its image.
    pub(crate) fn kv(
        &self,
        confirm: impl FnOnce(&dyn Kv, Rest) -> Result<(), StorageError>,
    ) -> Result<&dyn Kv, StorageError> {
        if let Some(kv) = self.running.get() {
            return Ok(&**kv);
        }
        let mut asleep = locked(&self.asleep);
        if let Some((directory, rest, durability)) = asleep.as_ref() {
            let kv = Journaled::open(directory, *durability)?;
            confirm(&kv, *rest)?;
            let _ = self.running.set(Arc::new(kv));
            *asleep = None;
        }
        drop(asleep);
        let lost = || StorageError::damaged(&self.place, "its engine cannot be started");
        self.running.get().map(|kv| &**kv).ok_or_else(lost)
    }
}
