//! The columns of integers that the changes of a sealed block have: one list, in the order in which they are written.
//!
//! Writing, reading and checking all go through it, so a column that one of them forgets cannot be.

/// One of something for each column.
#[derive(Debug, Default)]
pub(super) struct Fields<C> {
    pub(super) kinds: C,
    pub(super) nodes: C,
    pub(super) rels: C,
    pub(super) types: C,
    pub(super) starts: C,
    pub(super) ends: C,
    pub(super) labels: C,
    pub(super) keys: C,
    /// How many labels or properties an element has.
    pub(super) lengths: C,
    /// Whether a before image must be told: 0 = the changes before tell it.
    pub(super) told: C,
}

impl<C> Fields<C> {
    /// All columns, filled one after the other.
    pub(super) fn from_each<E>(mut next: impl FnMut() -> Result<C, E>) -> Result<Self, E> {
        // The fields of a literal are made in the order in which they stand.
        Ok(Self {
            kinds: next()?,
            nodes: next()?,
            rels: next()?,
            types: next()?,
            starts: next()?,
            ends: next()?,
            labels: next()?,
            keys: next()?,
            lengths: next()?,
            told: next()?,
        })
    }

    /// Visits all columns in the order of [`Self::from_each`].
    pub(super) fn for_each<E>(&self, mut visit: impl FnMut(&C) -> Result<(), E>) -> Result<(), E> {
        let Self { kinds, nodes, rels, types, starts, ends, labels, keys, lengths, told } = self;
        [kinds, nodes, rels, types, starts, ends, labels, keys, lengths, told].into_iter().try_for_each(&mut visit)
    }
}
