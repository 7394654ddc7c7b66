//! How one record of the log is cut into values: a checksummed header, then the body, in parts of at most 7 KiB.
//!
//! The checksum covers the sequence too, so that a record found under another key is not taken for the one that belongs there.
//!
//! ```text
//! key   sequence u64 BE · part u32 BE
//! part0 format u8 · flags u8 · reserved u16 · parts u32 · length u64 · crc u32 | body …      part n  … body
//! ```

use super::kv::MAX_VALUE;

/// The version of the header.
const FRAME_FORMAT: u8 = 1;
/// Bytes of the header.
pub(super) const HEADER: usize = 20;
/// Bytes of the body in part 0.
const FIRST: usize = MAX_VALUE - HEADER;

/// The key of a part of a record.
pub(crate) fn part_key(sequence: u64, part: u32) -> [u8; 12] {
    let mut key = [0; 12];
    let (left, right) = key.split_at_mut(8);
    left.copy_from_slice(&sequence.to_be_bytes());
    right.copy_from_slice(&part.to_be_bytes());
    key
}

/// The sequence and part of a key; `None` when it is no such key.
pub(crate) fn parse_part_key(key: &[u8]) -> Option<(u64, u32)> {
    let (sequence, part) = key.split_first_chunk::<8>()?;
    Some((u64::from_be_bytes(*sequence), u32::from_be_bytes(part.try_into().ok()?)))
}

/// How many parts a body of so many bytes has.
pub(crate) fn parts_of(length: usize) -> usize {
    1 + length.saturating_sub(FIRST).div_ceil(MAX_VALUE)
}

/// The parts of a record, 0 first; `None` when the body needs more than 2^32 of them.
pub(crate) fn cut(sequence: u64, body: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (first, rest) = body.split_at_checked(FIRST).unwrap_or((body, &[]));
    let parts = u32::try_from(parts_of(body.len())).ok()?;
    let mut head = Vec::with_capacity(HEADER + first.len());
    head.extend([FRAME_FORMAT, 0, 0, 0]);
    head.extend(parts.to_le_bytes());
    head.extend((body.len() as u64).to_le_bytes());
    let crc = checksum(sequence, &head, body);
    head.extend(crc.to_le_bytes());
    head.extend(first);
    let mut all = Vec::with_capacity(parts as usize);
    all.push(head);
    all.extend(rest.chunks(MAX_VALUE).map(<[u8]>::to_vec));
    Some(all)
}

fn checksum(sequence: u64, header: &[u8], body: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&sequence.to_be_bytes());
    crc.update(header);
    crc.update(body);
    crc.finalize()
}

/// A record that is being put together from its parts, which must come in order.
#[derive(Debug)]
pub(crate) struct Assembly {
    sequence: u64,
    header: [u8; 16],
    parts: u32,
    seen: u32,
    length: u64,
    crc: u32,
    body: Vec<u8>,
}

impl Assembly {
    /// Starts with part 0. The error says what is wrong with it.
    pub(crate) fn start(sequence: u64, part: &[u8]) -> Result<Self, String> {
        let short = || "its header is cut short".to_owned();
        let (header, rest) = part.split_first_chunk::<16>().ok_or_else(short)?;
        let (crc, body) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        let [format, _, _, _, p0, p1, p2, p3, length @ ..] = *header;
        if format != FRAME_FORMAT {
            return Err(format!("its header has format {format}, not {FRAME_FORMAT}"));
        }
        Ok(Self {
            sequence,
            header: *header,
            parts: u32::from_le_bytes([p0, p1, p2, p3]),
            seen: 1,
            length: u64::from_le_bytes(length),
            crc: u32::from_le_bytes(*crc),
            body: body.to_vec(),
        })
    }

    /// The sequence of the record.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// How many parts it has, part 0 included.
    pub(crate) fn parts(&self) -> u32 {
        self.parts
    }

    /// Takes the next part.
    pub(crate) fn push(&mut self, part: u32, bytes: &[u8]) -> Result<(), String> {
        if part != self.seen {
            return Err(format!("its part {} is missing", self.seen));
        }
        if self.seen >= self.parts {
            return Err(format!("it has more than its {} parts", self.parts));
        }
        self.seen += 1;
        self.body.extend(bytes);
        Ok(())
    }

    /// The body, when all parts are there and the checksum is right.
    pub(crate) fn finish(self) -> Result<Vec<u8>, String> {
        if self.seen != self.parts {
            return Err(format!("it has {} of {} parts", self.seen, self.parts));
        }
        if self.body.len() as u64 != self.length {
            return Err(format!("it has {} of {} bytes", self.body.len(), self.length));
        }
        if checksum(self.sequence, &self.header, &self.body) != self.crc {
            return Err("its checksum is wrong".to_owned());
        }
        Ok(self.body)
    }
}
