//! Distinct strings and their codes, in order of first appearance.
//!
//! Open addressing with linear probing over `(hash, code)` pairs: eight bytes a slot, at most three slots in four used,
//! and no string is looked at unless its hash agrees.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::FxHasher;

use crate::value::Texts;

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

/// Distinct strings, one behind the other in one buffer.
#[derive(Debug, Default)]
pub(super) struct Interned {
    slots: Slots,
    texts: Texts,
}

impl Interned {
    /// The code of a string, new or known.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let hash = hash(text);
        self.find_hashed(hash, text).unwrap_or_else(|| {
            let code = self.texts.len() as u32;
            self.texts.push(text);
            self.slots.insert(hash, code);
            code
        })
    }

    /// The code of a known string.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        self.find_hashed(hash(text), text)
    }

    fn find_hashed(&self, hash: u32, text: &str) -> Option<u32> {
        self.slots.find(hash, |code| self.texts.get(code as usize) == text)
    }

    /// The strings, by code.
    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Frees what only interning needs.
    pub(super) fn seal(&mut self) {
        self.slots = Slots::default();
    }
}
