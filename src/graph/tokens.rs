//! Names and their numbers: labels, relationship types and property keys.
//!
//! Append-only and shared by all snapshots of a database: a number, once given, means its name for ever, so a reader
//! of an old snapshot and a writer agree. A name that only a rolled-back transaction used stays here and does no harm.
//!
//! ```text
//! label("Person") → LabelId(0)    label("Place") → LabelId(1)    label("Person") → LabelId(0)
//! ```

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Numbers from here on cannot come from an intact store; tables over tokens are dense, so none is made for them.
pub(crate) const TOKEN_LIMIT: u32 = 1 << 22;

/// The number of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct LabelId(pub(crate) u32);

/// The number of a relationship type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct RelTypeId(pub(crate) u32);

/// The number of a property key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct KeyId(pub(crate) u32);

/// Which of the three lists a token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum TokenKind {
    /// A label.
    Label,
    /// A relationship type.
    RelType,
    /// A property key.
    Key,
}

/// The three lists of names. `Sync`; every method takes `&self`.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    labels: RwLock<Names>,
    rel_types: RwLock<Names>,
    keys: RwLock<Names>,
}

#[derive(Debug, Default)]
struct Names {
    numbers: FxHashMap<Arc<str>, u32>,
    // A hole is a number that was given to a name which no commit ever used, seen after recovery.
    names: Vec<Option<Arc<str>>>,
}

impl Names {
    fn intern(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        let name: Arc<str> = name.into();
        self.names.push(Some(Arc::clone(&name)));
        self.numbers.insert(name, number);
        number
    }
}

impl Tokens {
    fn list(&self, kind: TokenKind) -> &RwLock<Names> {
        match kind {
            TokenKind::Label => &self.labels,
            TokenKind::RelType => &self.rel_types,
            TokenKind::Key => &self.keys,
        }
    }

    // Nothing between lock and unlock can panic half-way through a change, so a poisoned list is still whole.
    fn read(&self, kind: TokenKind) -> RwLockReadGuard<'_, Names> {
        self.list(kind).read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, kind: TokenKind) -> RwLockWriteGuard<'_, Names> {
        self.list(kind).write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of `name`, given now if it has none.
    pub(crate) fn intern(&self, kind: TokenKind, name: &str) -> u32 {
        match self.find(kind, name) {
            Some(number) => number,
            None => self.write(kind).intern(name),
        }
    }

    /// The number of `name`, if it has one.
    pub(crate) fn find(&self, kind: TokenKind, name: &str) -> Option<u32> {
        self.read(kind).numbers.get(name).copied()
    }

    /// The name of `number`; empty for a number that was never given.
    pub(crate) fn name(&self, kind: TokenKind, number: u32) -> Arc<str> {
        self.read(kind).names.get(number as usize).cloned().flatten().unwrap_or_else(|| Arc::from(""))
    }

    /// All numbers and names of a kind, in ascending order of numbers.
    pub(crate) fn all(&self, kind: TokenKind) -> Vec<(u32, Arc<str>)> {
        let names = self.read(kind);
        names.names.iter().enumerate().filter_map(|(at, name)| Some((at as u32, Arc::clone(name.as_ref()?)))).collect()
    }

    /// Gives `name` the number `number`, for recovery. False when the number or the name is taken otherwise: the
    /// record that says so is damaged.
    pub(crate) fn define(&self, kind: TokenKind, number: u32, name: &str) -> bool {
        let mut names = self.write(kind);
        let at = number as usize;
        if let Some(known) = names.numbers.get(name) {
            return *known == number;
        }
        if names.names.get(at).is_some_and(Option::is_some) || number >= TOKEN_LIMIT {
            return false;
        }
        if at >= names.names.len() {
            names.names.resize(at + 1, None);
        }
        let name: Arc<str> = name.into();
        names.names[at] = Some(Arc::clone(&name));
        names.numbers.insert(name, number);
        true
    }

    /// The number of a label, given now if it has none.
    pub(crate) fn label(&self, name: &str) -> LabelId {
        LabelId(self.intern(TokenKind::Label, name))
    }

    /// The number of a relationship type, given now if it has none.
    pub(crate) fn rel_type(&self, name: &str) -> RelTypeId {
        RelTypeId(self.intern(TokenKind::RelType, name))
    }

    /// The number of a property key, given now if it has none.
    pub(crate) fn key(&self, name: &str) -> KeyId {
        KeyId(self.intern(TokenKind::Key, name))
    }

    /// The number of a label, if it has one.
    pub(crate) fn find_label(&self, name: &str) -> Option<LabelId> {
        self.find(TokenKind::Label, name).map(LabelId)
    }

    /// The number of a relationship type, if it has one.
    pub(crate) fn find_rel_type(&self, name: &str) -> Option<RelTypeId> {
        self.find(TokenKind::RelType, name).map(RelTypeId)
    }

    /// The number of a property key, if it has one.
    pub(crate) fn find_key(&self, name: &str) -> Option<KeyId> {
        self.find(TokenKind::Key, name).map(KeyId)
    }

    /// The name of a label.
    pub(crate) fn label_name(&self, id: LabelId) -> Arc<str> {
        self.name(TokenKind::Label, id.0)
    }

    /// The name of a relationship type.
    pub(crate) fn rel_type_name(&self, id: RelTypeId) -> Arc<str> {
        self.name(TokenKind::RelType, id.0)
    }

    /// The name of a property key.
    pub(crate) fn key_name(&self, id: KeyId) -> Arc<str> {
        self.name(TokenKind::Key, id.0)
    }

    /// All label names, oldest first.
    pub(crate) fn label_names(&self) -> Vec<Arc<str>> {
        self.all(TokenKind::Label).into_iter().map(|(_, name)| name).collect()
    }

    /// All relationship type names, oldest first.
    pub(crate) fn rel_type_names(&self) -> Vec<Arc<str>> {
        self.all(TokenKind::RelType).into_iter().map(|(_, name)| name).collect()
    }

    /// All property key names, oldest first.
    pub(crate) fn key_names(&self) -> Vec<Arc<str>> {
        self.all(TokenKind::Key).into_iter().map(|(_, name)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, Tokens};

    #[test]
    fn a_name_keeps_its_number() {
        let tokens = Tokens::default();
        let person = tokens.label("Person");
        assert_ne!(tokens.label("Place"), person);
        assert_eq!(tokens.label("Person"), person);
        assert_eq!(&*tokens.label_name(person), "Person");
        assert_eq!(tokens.find_label("person"), None);
        assert_eq!(tokens.find_key("Person"), None);
    }

    #[test]
    fn recovery_defines_numbers_with_holes_and_refuses_contradictions() {
        let tokens = Tokens::default();
        assert!(tokens.define(TokenKind::Key, 2, "name"));
        assert!(tokens.define(TokenKind::Key, 2, "name"));
        assert!(!tokens.define(TokenKind::Key, 3, "name"));
        assert!(!tokens.define(TokenKind::Key, 2, "age"));
        assert_eq!(tokens.key("age").0, 3);
        assert_eq!(tokens.all(TokenKind::Key).len(), 2);
    }
}
