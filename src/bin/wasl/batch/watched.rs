//! The way of a result while Ctrl-C may stop it: what is written meets a refusal, and long values are no longer walked
//! through. What a statement gives is drawn and written here, after the engine is done with it.

use std::io::{self, Write};

use wasl::{NodeData, NodeId, Records, RelId, RelationshipData};

use crate::exit::Exit;
use crate::interrupt::Signals;
use crate::render::Elements;
use crate::report::Finding;

/// Writes until Ctrl-C is pressed. An empty text asks whether to go on.
pub(super) struct WatchedOutput<'a> {
    out: &'a mut dyn Write,
    signals: &'a Signals,
}

impl<'a> WatchedOutput<'a> {
    pub(super) fn new(out: &'a mut dyn Write, signals: &'a Signals) -> Self {
        Self { out, signals }
    }
}

impl Write for WatchedOutput<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.signals.pressed() { Err(io::Error::other("stopped")) } else { self.out.write_all(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What the ids of a result stand for, and whether anybody still wants to know.
pub(super) struct WatchedElements<'a> {
    pub(super) records: &'a Records,
    pub(super) signals: &'a Signals,
}

impl Elements for WatchedElements<'_> {
    fn node(&self, id: NodeId) -> Option<NodeData> {
        self.records.node(id)
    }

    fn relationship(&self, id: RelId) -> Option<RelationshipData> {
        self.records.relationship(id)
    }

    fn has_enough(&self, _: usize) -> bool {
        self.signals.pressed()
    }
}

/// Lets go of something large that nobody wants any more, on a thread of its own: whoever stopped it need not wait.
pub(super) fn let_go<T: Send + 'static>(held: T) {
    // A thread that is not started drops what it was given.
    let _ = std::thread::Builder::new().spawn(move || drop(held));
}

/// Fails when Ctrl-C stopped what was being shown or drawn.
pub(super) fn unless_stopped(signals: &Signals) -> Result<(), Finding> {
    if !signals.pressed() {
        return Ok(());
    }
    Err(Finding::new(Exit::Interrupted, "Interrupted", "Cancelled", "stopped: the rest is not shown"))
}
