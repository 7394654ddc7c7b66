//! Blocks of sealed commits that are too small by themselves are made one.
//!
//! Every close and every checkpoint may seal a few commits. A block tells a before image only where no change before it in
//! the block does, so many small blocks take several times the room of a large one. When commits are sealed, the blocks
//! before them that are not much longer than they are go into the new block: each commit is written anew a few times at
//! most, as in a counter of which the digits are blocks. A copy of a store merges all that are small.
//!
//! ```text
//! …900 │ …930 │ …951 │ + 952–980   →   …900 │ …980                    meta/sealed = 980 is synced before …930 and …951 go
//! ```

use super::block::Block;
use super::error::StorageError;
use super::sealed::{PIECE, Sealed, Stored, length_of};

/// A block of so many bytes is large enough, whatever was made so short.
const LARGE: usize = 64 << 10;
/// What a commit takes in the log at least: its number, its time, and one change.
const SMALLEST_COMMIT: u64 = 14;
/// How many times longer a block may be than what is to come into it.
const TIMES: usize = 2;

/// Bytes of blocks that are written together.
const TOGETHER: usize = 16 << 20;

/// Commits that are going to be in one block.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// The first of them.
    pub(crate) first: u64,
    /// Their bodies, in order.
    pub(crate) bodies: Vec<Vec<u8>>,
}

/// Blocks on their way into a copy.
struct Copy<'a> {
    to: Sealed<'a>,
    small: Gathered,
    blocks: Vec<Stored>,
}

impl Copy<'_> {
    /// Makes a block of what was gathered; what is gathered next begins with `next`.
    fn close(&mut self, next: u64) -> Result<(), StorageError> {
        let Gathered { first, bodies } =
            std::mem::replace(&mut self.small, Gathered { first: next, bodies: Vec::new() });
        if bodies.is_empty() { Ok(()) } else { self.take(self.to.block_of(first, &bodies)?) }
    }

    fn take(&mut self, stored: Stored) -> Result<(), StorageError> {
        self.blocks.push(stored);
        let waiting: usize = self.blocks.iter().map(|stored| stored.bytes.len()).sum();
        if waiting < TOGETHER { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> Result<(), StorageError> {
        self.to.put_together(&std::mem::take(&mut self.blocks))
    }
}

/// The commits from `oldest` on in the blocks right before commit `next` that are small beside `bytes` more; none when the
/// last block is not. What a merging that was cut off has left is removed.
pub(crate) fn small_before(
    sealed: Sealed<'_>,
    oldest: u64,
    next: u64,
    bytes: usize,
) -> Result<Option<Gathered>, StorageError> {
    let mut found: Option<Gathered> = None;
    let (mut first, mut length) = (next, bytes);
    while first > oldest {
        let stored = match sealed.block(first - 1) {
            Ok(Some(stored)) => stored,
            // Who reads it is told.
            Ok(None) | Err(StorageError::Damaged { .. }) => break,
            Err(error) => return Err(error),
        };
        let Ok(block) = Block::open(&stored.bytes) else { break };
        let (begin, commits) = (block.first(), block.last() + 1 - block.first());
        if stored.last + 1 != first {
            break;
        }
        sealed.remove_blocks(begin, stored.last)?;
        let is_long = |bytes: usize| bytes > length * TIMES || bytes + length > PIECE;
        if is_long(stored.bytes.len()) || is_long((commits * SMALLEST_COMMIT) as usize) {
            break;
        }
        let mut bodies = match sealed.bodies(&stored, oldest) {
            Err(StorageError::Damaged { .. }) => break,
            other => other?,
        };
        if is_long(length_of(&bodies)) {
            break;
        }
        length += length_of(&bodies);
        first = begin.max(oldest);
        let behind = found.take().map_or_else(Vec::new, |found| found.bodies);
        bodies.extend(behind);
        found = Some(Gathered { first, bodies });
    }
    Ok(found)
}

/// Copies the blocks from commit `from` on, up to the last that ends with commit `last` or before it, to `theirs`, where
/// they do not count yet; small ones become one. Gives the first commit that was not copied.
pub(crate) fn copy(ours: Sealed<'_>, theirs: Sealed<'_>, from: u64, last: u64) -> Result<u64, StorageError> {
    let mut next = from;
    let mut copy = Copy { to: theirs, small: Gathered { first: next, bodies: Vec::new() }, blocks: Vec::new() };
    while let Some(stored) = ours.block(next)?.filter(|stored| stored.last <= last) {
        let behind = stored.last + 1;
        let is_whole = Block::open(&stored.bytes).is_ok_and(|block| block.first() == next);
        let bodies = if is_whole && stored.bytes.len() >= LARGE { None } else { Some(ours.bodies(&stored, next)?) };
        match bodies.filter(|bodies| !is_whole || length_of(bodies) < PIECE / 2) {
            None => {
                copy.close(behind)?;
                copy.take(stored)?;
            }
            Some(bodies) => {
                if length_of(&copy.small.bodies) + length_of(&bodies) > PIECE {
                    copy.close(next)?;
                }
                copy.small.bodies.extend(bodies);
            }
        }
        next = behind;
    }
    copy.close(next)?;
    copy.write()?;
    Ok(next)
}
