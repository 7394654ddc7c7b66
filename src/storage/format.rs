//! The version of the format, in `meta/format`: refused when newer, raised before the first write that needs it.
//!
//! What an older format wrote is never written anew: each thing stored tells by itself how it is to be read.

use std::ops::ControlFlow;

use super::error::StorageError;
use super::kv::{Kv, Space, WriteBatch};

/// The version of the format that this program writes.
pub(crate) const FORMAT_VERSION: u32 = 3;
const FORMAT_KEY: &[u8] = b"format";
const FORMAT_MAGIC: &[u8; 8] = b"waslstor";

/// The format of a store, which this program reads; `None` for one that was never written to.
pub(crate) fn read(kv: &dyn Kv) -> Result<Option<u32>, StorageError> {
    let Some(value) = kv.get(Space::Meta, FORMAT_KEY)? else {
        let mut empty = true;
        for space in Space::ALL {
            kv.scan(space, &[], None, &mut |_, _| {
                empty = false;
                ControlFlow::Break(())
            })?;
        }
        return if empty {
            Ok(None)
        } else {
            Err(StorageError::damaged(kv.place(), "its format (`meta/format`) is gone"))
        };
    };
    let version = value.strip_prefix(FORMAT_MAGIC).and_then(|rest| rest.try_into().ok()).map(u32::from_le_bytes);
    match version {
        Some(0) | None => Err(StorageError::damaged(kv.place(), "its format (`meta/format`) cannot be read")),
        Some(found) if found > FORMAT_VERSION => {
            Err(StorageError::NewerFormat { place: kv.place().to_owned(), found, known: FORMAT_VERSION })
        }
        Some(found) => Ok(Some(found)),
    }
}

/// The first format that has a journal.
pub(crate) const WITH_JOURNAL: u32 = 2;

/// Raises the format of an older store to the current one, durable when it returns: before anything is written that
/// only the current one knows. What an older one wrote stays as it is.
pub(crate) fn upgrade(kv: &dyn Kv) -> Result<(), StorageError> {
    raise(kv, FORMAT_VERSION)
}

/// As [`upgrade`], where `version` is enough.
pub(crate) fn raise(kv: &dyn Kv, version: u32) -> Result<(), StorageError> {
    if read(kv)?.is_some_and(|found| found >= version) { Ok(()) } else { write(kv, version) }
}

/// Makes an empty store of the current format; durable when it returns.
pub(crate) fn initialise(kv: &dyn Kv) -> Result<(), StorageError> {
    write(kv, FORMAT_VERSION)
}

fn write(kv: &dyn Kv, version: u32) -> Result<(), StorageError> {
    let mut batch = WriteBatch::new(Space::Meta);
    batch.put(FORMAT_KEY, [&FORMAT_MAGIC[..], &version.to_le_bytes()].concat());
    kv.write(&batch)?;
    kv.sync()
}
