//! What can be saved of a damaged store: the newest graph that undamaged bytes still give, and a list of what is lost.
//!
//! The ways are tried from the one that loses least. Changes behind a damaged commit are made one by one, as far as they
//! still fit; nothing is invented.
//!
//! ```text
//! base and log whole                       everything
//! image whole                              everything that was committed before the last clean close
//! base whole, commits of the tail damaged  base + the other commits, change by change
//! base damaged, history from commit 1      the commits, change by change
//! base damaged, history not whole          the parts of the base that are whole, + the commits behind it
//! the engine below does not open           the same, of what is found in its files and in the journal (`scavenge.rs`)
//! ```

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::graph::{Change, Part, Snapshot, TokenKind, Tokens};

use super::checkpoint::read_base;
use super::directory;
use super::error::StorageError;
use super::format;
use super::image::{self, Image};
use super::journaled::Journaled;
use super::kv::{Durability, Kv};
use super::lock::Lock;
use super::log::Log;
use super::manifest::{Manifest, Pointer};
use super::mark::{Mark, MarkFile};
use super::original::Original;
use super::record::{CommitRecord, Content};
use super::recovery;
use super::scavenge::scavenge;
use super::sealed::Sealed;

/// What was saved.
#[derive(Debug)]
pub(crate) struct Salvage {
    /// The graph.
    pub(crate) graph: Snapshot,
    /// The last commit of which anything is in it.
    pub(crate) last: u64,
    /// What is lost, a sentence each; empty = nothing is.
    pub(crate) lost: Vec<String>,
}

/// Saves what there is in the directory `path`. What the engine below writes over at opening is put back where that is short.
pub(crate) fn salvage(path: &Path) -> Result<Salvage, StorageError> {
    directory::prepare(path, false)?;
    let _lock = Lock::take(path)?;
    let mark = MarkFile::new(path).read().ok().flatten();
    let opened = if path.join("db").exists() {
        // Before the engine opens: it writes over what it cannot make sense of.
        let (found, original) = (scavenge(path), Original::of(path));
        let saved = Journaled::open(path, Durability::Synced).and_then(|kv| save(&kv, mark));
        if !saved.as_ref().is_ok_and(|saved| saved.lost.is_empty()) {
            original.put_back();
        }
        match (saved, found) {
            (Ok(saved), Ok(kv)) if !saved.lost.is_empty() => {
                // The engine has lost what stands behind the first damage; in its file that may still be whole.
                let other = save(&kv, mark).ok().filter(|other| other.worth() > saved.worth());
                Ok(other.unwrap_or(saved))
            }
            (saved, found) => saved.map_err(|error| (error, found)),
        }
    } else {
        let gone = StorageError::damaged(&path.display().to_string(), "its file `db` is gone");
        Err((gone, scavenge(path)))
    };
    let opened = match opened {
        Ok(saved) if saved.lost.is_empty() => return Ok(saved),
        other => other,
    };
    let at_rest = mark.map_or_else(|| image::read_alone(path), |mark| image::read(path, mark));
    if let Some(Image { rest, graph, .. }) = at_rest {
        return Ok(Salvage { graph, last: rest.mark.sequence, lost: Vec::new() });
    }
    match opened {
        Ok(saved) => Ok(saved),
        Err((error, found)) => save(&found.map_err(|_| error)?, mark),
    }
}

/// Saves what an engine still gives.
pub(crate) fn save(kv: &dyn Kv, mark: Option<Mark>) -> Result<Salvage, StorageError> {
    format::read(kv)?;
    if let Ok((found, _)) = recovery::read(kv, mark) {
        return Ok(Salvage { graph: found.snapshot, last: found.last, lost: Vec::new() });
    }
    let log = commits(kv);
    let tokens = Arc::new(Tokens::default());
    let mut lost = Vec::new();
    let (graph, covered) = base(kv, &tokens, &log, &mut lost);
    let mut saved = Salvage { graph, last: covered, lost };
    saved.follow(&log, covered);
    if let Some(mark) = mark.filter(|mark| mark.sequence > saved.last) {
        saved
            .lost
            .push(format!("commits behind {}, up to commit {}, which was acknowledged", saved.last, mark.sequence));
    }
    Ok(saved)
}

/// The commits that are whole, oldest first.
fn commits(kv: &dyn Kv) -> Vec<CommitRecord> {
    let mut whole = Vec::new();
    let sealed = Sealed::new(kv);
    let mut end = sealed.salvage(&mut |records| whole.extend(records));
    if let Ok(said) = sealed.last() {
        // A block behind what is said to be sealed is a copy of records that are still in the log.
        end = said;
    }
    whole.retain(|record| record.sequence <= end);
    let mut from = end + 1;
    while let Ok(Some(next)) = super::examine::next_logged(kv, from) {
        let mut good = next.saturating_sub(1);
        let read = Log::new(kv).replay_from(next, &mut |sequence, body| {
            let record = CommitRecord::decode(kv.place(), sequence, body)?;
            good = sequence;
            whole.push(record);
            Ok(std::ops::ControlFlow::Continue(()))
        });
        if read.is_ok() {
            break;
        }
        from = good + 2;
    }
    whole
}

/// The newest base that can be had, and the commit it is as of.
fn base(kv: &dyn Kv, tokens: &Arc<Tokens>, log: &[CommitRecord], lost: &mut Vec<String>) -> (Snapshot, u64) {
    let empty = || Snapshot::empty(Arc::clone(tokens));
    let pointer = match Pointer::read(kv) {
        Ok(None) => return (empty(), 0),
        Ok(Some(pointer)) => pointer,
        Err(error) => {
            lost.push(what_of(&error));
            return (empty(), 0);
        }
    };
    if let Ok((manifest, graph)) = read_base(kv, tokens, pointer) {
        return (graph, manifest.sequence);
    }
    let is_whole =
        (1..=pointer.sequence).eq(log.iter().map(|record| record.sequence).take_while(|at| *at <= pointer.sequence));
    let has_loads = log.iter().any(|record| matches!(record.content, Content::Bulk { .. }));
    if is_whole && !has_loads {
        return (empty(), 0);
    }
    let manifest = match Manifest::read(kv, pointer) {
        Ok(manifest) => manifest,
        Err(error) => {
            lost.push(what_of(&error));
            return (empty(), 0);
        }
    };
    if let Some(graph) = partial(kv, tokens, &manifest, lost) {
        return (graph, manifest.sequence);
    }
    lost.push("the base of the graph: its whole parts make no graph without the damaged ones".to_owned());
    (empty(), 0)
}

/// The base without its damaged parts.
fn partial(kv: &dyn Kv, tokens: &Arc<Tokens>, manifest: &Manifest, lost: &mut Vec<String>) -> Option<Snapshot> {
    let read: Vec<Result<Part, String>> =
        manifest.segments.par_iter().map(|entry| entry.read(kv).map_err(|error| what_of(&error))).collect();
    let mut parts = Vec::new();
    for part in read {
        match part {
            Ok(part) => parts.push(part),
            Err(what) => lost.push(what),
        }
    }
    Snapshot::salvaged(Arc::clone(tokens), parts)
}

impl Salvage {
    /// What tells the better of two: how much there is, how far it reaches, how little is said to be lost.
    fn worth(&self) -> (u64, u64, std::cmp::Reverse<usize>) {
        (self.graph.node_count() + self.graph.rel_count(), self.last, std::cmp::Reverse(self.lost.len()))
    }

    /// Makes the changes of the commits behind `covered`, as far as they fit.
    fn follow(&mut self, log: &[CommitRecord], covered: u64) {
        let mut next = covered + 1;
        for record in log.iter().filter(|record| record.sequence > covered) {
            if record.sequence > next {
                let (from, to) = (next, record.sequence - 1);
                self.lost.push(if from == to { format!("commit {from}") } else { format!("commits {from} to {to}") });
            }
            next = record.sequence + 1;
            self.last = record.sequence;
            let Content::Changes(changes) = &record.content else {
                self.lost.push(format!("commit {}, a bulk load", record.sequence));
                continue;
            };
            self.name_unknown(changes);
            let misfits = changes.iter().filter(|change| self.graph.apply(change).is_err()).count();
            if misfits > 0 {
                self.lost.push(format!("{misfits} of {} changes of commit {}", changes.len(), record.sequence));
            }
        }
    }

    /// Gives names to what a lost commit has named: a graph has no labels, types or properties without names.
    fn name_unknown(&mut self, changes: &[Change]) {
        let tokens = Arc::clone(self.graph.tokens());
        let mut defined: BTreeSet<(TokenKind, u32)> = BTreeSet::new();
        for change in changes {
            if let Change::DefineToken { kind, id, .. } = change {
                defined.insert((*kind, *id));
            }
            change.for_each_name(&mut |kind, id| {
                if tokens.name(kind, id).is_empty() && defined.insert((kind, id)) {
                    let name = format!("lost_name_{id}");
                    if tokens.define(kind, id, &name) {
                        self.lost.push(format!("the name of a {}, which is `{name}` now", in_words(kind)));
                    }
                }
            });
        }
    }
}

fn in_words(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Label => "label",
        TokenKind::RelType => "relationship type",
        TokenKind::Key => "property",
    }
}

fn what_of(error: &StorageError) -> String {
    match error {
        StorageError::Damaged { what, .. } => what.clone(),
        other => other.to_string(),
    }
}
