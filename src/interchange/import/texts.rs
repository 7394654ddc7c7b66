//! Distinct strings and their codes, in order of first appearance: those of one chunk in one buffer, those of a whole
//! column shared.
//!
//! Open addressing with linear probing over `(hash, code)` pairs: eight bytes a slot, at most three slots in four used,
//! and no string is looked at unless its hash agrees.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::Arc;

use rustc_hash::FxHasher;

const FREE: u32 = u32::MAX;

/// A hash table from strings to codes that does not own the strings.
#[derive(Debug, Default)]
struct Slots {
    // A power of two, or none.
    slots: Vec<(u32, u32)>,
    used: usize,
}

fn hash(text: &str) -> u32 {
    let hash = BuildHasherDefault::<FxHasher>::default().hash_one(text);
    (hash ^ (hash >> 32)) as u32
}

impl Slots {
    /// The code of a string with this hash for which `is` holds.
    #[inline]
    fn find(&self, hash: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            match self.slots.get(at)? {
                (_, FREE) => return None,
                (other, code) if *other == hash && is(*code) => return Some(*code),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Adds a code that is not there.
    fn insert(&mut self, hash: u32, code: u32) {
        if (self.used + 1) * 4 > self.slots.len() * 3 {
            let size = (self.slots.len() * 2).max(16);
            let old = std::mem::replace(&mut self.slots, vec![(0, FREE); size]);
            old.into_iter().filter(|(_, code)| *code != FREE).for_each(|(hash, code)| self.place(hash, code));
        }
        self.place(hash, code);
        self.used += 1;
    }

    fn place(&mut self, hash: u32, code: u32) {
        let Some(mask) = self.slots.len().checked_sub(1) else { return };
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.1 == FREE {
                *slot = (hash, code);
                return;
            }
            at = (at + 1) & mask;
        }
    }
}

/// The distinct strings of a chunk, one behind the other in one buffer.
#[derive(Debug, Default)]
pub(super) struct ChunkTexts {
    slots: Slots,
    buffer: String,
    // Where each string ends.
    ends: Vec<usize>,
}

impl ChunkTexts {
    /// The code of a string, new or known.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let hash = hash(text);
        if let Some(code) = self.slots.find(hash, |code| self.text(code) == text) {
            return code;
        }
        let code = self.ends.len() as u32;
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
        self.slots.insert(hash, code);
        code
    }

    /// The string of a code.
    pub(super) fn text(&self, code: u32) -> &str {
        let end = self.ends.get(code as usize).copied().unwrap_or_default();
        let start = code.checked_sub(1).and_then(|before| self.ends.get(before as usize)).copied().unwrap_or_default();
        self.buffer.get(start..end).unwrap_or_default()
    }

    /// How many strings there are.
    pub(super) fn len(&self) -> u32 {
        self.ends.len() as u32
    }

    /// Frees what only interning needs.
    pub(super) fn seal(&mut self) {
        self.slots = Slots::default();
    }
}

/// Distinct strings, shared.
#[derive(Debug, Default)]
pub(super) struct SharedTexts {
    slots: Slots,
    entries: Vec<Arc<str>>,
}

impl SharedTexts {
    /// The code of a string, new or known.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let hash = hash(text);
        self.find_hashed(hash, text).unwrap_or_else(|| self.add(hash, Arc::from(text)))
    }

    /// The code of a shared string, and whether it is new.
    pub(super) fn intern_shared(&mut self, text: &Arc<str>) -> (u32, bool) {
        let hash = hash(text);
        match self.find_hashed(hash, text) {
            Some(code) => (code, false),
            None => (self.add(hash, Arc::clone(text)), true),
        }
    }

    /// The code of a known string.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        self.find_hashed(hash(text), text)
    }

    fn find_hashed(&self, hash: u32, text: &str) -> Option<u32> {
        self.slots.find(hash, |code| self.entries.get(code as usize).is_some_and(|entry| &**entry == text))
    }

    fn add(&mut self, hash: u32, text: Arc<str>) -> u32 {
        let code = self.entries.len() as u32;
        self.entries.push(text);
        self.slots.insert(hash, code);
        code
    }

    /// The strings, by code.
    pub(super) fn into_entries(self) -> Vec<Arc<str>> {
        self.entries
    }
}
