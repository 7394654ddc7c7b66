//! The rule by which history is forgotten, one key in `meta`: postcard of the value that the user wrote, then its crc32.
//!
//! The store keeps the rule and does not interpret it. Without the key everything is kept.

use crate::value::Value;

use super::error::StorageError;
use super::kv::{Kv, Space, WriteBatch};

const RETENTION_KEY: &[u8] = b"retention";

/// The rule, where there is one.
pub(super) fn read(kv: &dyn Kv) -> Result<Option<Value>, StorageError> {
    let Some(bytes) = kv.get(Space::Meta, RETENTION_KEY)? else { return Ok(None) };
    let rule = bytes
        .split_last_chunk::<4>()
        .filter(|(body, crc)| crc32fast::hash(body).to_le_bytes() == **crc)
        .and_then(|(body, _)| postcard::from_bytes(body).ok());
    rule.map(Some).ok_or_else(|| StorageError::damaged(kv.place(), "the rule of its history (`meta/retention`)"))
}

/// Sets the rule or takes it away; durable when it returns.
pub(super) fn write(kv: &dyn Kv, rule: Option<&Value>) -> Result<(), StorageError> {
    let mut batch = WriteBatch::new(Space::Meta);
    match rule {
        Some(rule) => {
            let mut bytes = postcard::to_stdvec(rule).map_err(|_| StorageError::TooLarge {
                place: kv.place().to_owned(),
                what: "the rule of its history".to_owned(),
                limit: "it cannot be encoded".to_owned(),
            })?;
            bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
            batch.put(RETENTION_KEY, bytes);
        }
        None => batch.remove(RETENTION_KEY),
    }
    kv.write(&batch)?;
    kv.sync()
}
