//! What is ours in the files of a store whose engine does not open: commits, the base and its parts, each proved by its
//! own checksum.
//!
//! sled's file is a sequence of messages; two kinds hold keys and values as they are. They are looked for at every byte,
//! whatever stands before or behind them, so that damage costs what it hits and nothing else. What is found is put into an
//! engine in memory, of which as much is saved as of any damaged store. Old versions are found too: of the base the newest
//! that is whole counts, of a commit the one that was made last.
//!
//! ```text
//! link  10 · length · segment · page · 0 · key · value
//! node   8 · length · segment · page · next · merging · 0|1 · prefix length · low · high · 0 · count · keys · values
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::block::Block;
use super::error::StorageError;
use super::format;
use super::frame::{self, Assembly};
use super::journal::{self, Pair};
use super::kv::{Kv, MAX_VALUE, Space};
use super::log::{FIRST_KEY, Log, put_framed};
use super::manifest::{Manifest, Pointer};
use super::memory::MemoryKv;
use super::record::CommitRecord;
use super::segments::{Seal, SegmentId, Segments};

const LINK: u8 = 10;
const NODE: u8 = 8;
/// Bytes of the keys of commits, and of parts of segments.
const LOG_KEY: usize = 12;
const SEGMENT_KEY: usize = 16;
/// Different values that are kept of one key.
const VERSIONS: usize = 8;
/// More keys than a page of sled ever has.
const LARGEST_PAGE: u64 = 1_000;

/// What the files in `directory` give, as an engine; an error when that is nothing.
pub(crate) fn scavenge(directory: &Path) -> Result<MemoryKv, StorageError> {
    let read = |name: &str| std::fs::read(directory.join(name)).unwrap_or_default();
    let (database, journal) = (read("db"), read(super::directory::JOURNAL_FILE));
    let mut found = Found::default();
    let pairs = journal::salvage(&journal);
    let commits = found.all(&database, &journal, &pairs);
    let base = found.base();
    if commits.is_empty() && base.is_none() {
        let what = "nothing of ours is whole in its files";
        return Err(StorageError::damaged(&directory.display().to_string(), what));
    }
    engine(&found, commits.values(), base)
}

/// What is whole in the files of a store, by name.
pub(super) struct Whole {
    /// The commits.
    pub(super) commits: BTreeSet<u64>,
    /// The commit that the history begins with, as far as that is told.
    pub(super) first: u64,
    /// Where the newest base is said to be.
    pub(super) pointer: Option<Pointer>,
    /// The names of its parts that are not whole; nothing when its manifest is not.
    pub(super) missing: Option<Vec<String>>,
}

impl Whole {
    /// What is whole in `directory`.
    pub(super) fn of(directory: &Path) -> Self {
        let read = |name: &str| std::fs::read(directory.join(name)).unwrap_or_default();
        let (database, journal) = (read("db"), read(super::directory::JOURNAL_FILE));
        let mut found = Found::default();
        let pairs = journal::salvage(&journal);
        let commits = found.all(&database, &journal, &pairs);
        let pointer = found.pointers().first().copied();
        let body = pointer
            .and_then(|pointer| found.segment(SegmentId { generation: pointer.generation, number: 0 }, pointer.seal));
        let manifest = pointer.zip(body).and_then(|(pointer, body)| Manifest::decode(&body, pointer));
        let missing = manifest.map(|manifest| {
            let parts = manifest.segments.into_iter();
            parts.filter(|entry| found.segment(entry.id, entry.seal).is_none()).map(|entry| entry.name).collect()
        });
        Self { commits: commits.into_keys().collect(), first: found.first(), pointer, missing }
    }
}

/// An engine that holds these commits and this base.
fn engine<'r>(
    found: &Found<'_>,
    commits: impl Iterator<Item = &'r CommitRecord>,
    base: Option<(Pointer, Option<Manifest>)>,
) -> Result<MemoryKv, StorageError> {
    let kv = MemoryKv::new();
    format::initialise(&kv)?;
    for record in commits {
        put_framed(&kv, Space::Log, record.sequence, &record.encode(kv.place())?)?;
    }
    if let Some((pointer, manifest)) = base {
        pointer.swap(&kv, None)?;
        let body = (SegmentId { generation: pointer.generation, number: 0 }, pointer.seal);
        let parts = manifest.iter().flat_map(|manifest| &manifest.segments).map(|entry| (entry.id, entry.seal));
        for (id, seal) in parts.chain([body]) {
            // A part that is not whole is missing then, and named by who looks for it.
            if let Some(bytes) = found.segment(id, seal) {
                Segments::new(&kv).put(id, "", &bytes)?;
            }
        }
    }
    Ok(kv)
}

/// Keys and values as they were found.
#[derive(Default)]
struct Found<'a> {
    values: BTreeMap<Vec<u8>, Vec<&'a [u8]>>,
    /// What the keys of a page begin with, and the changes of pages whose keys lack it.
    prefixes: BTreeMap<u64, BTreeSet<&'a [u8]>>,
    links: Vec<(u64, &'a [u8], &'a [u8])>,
}

impl<'a> Found<'a> {
    fn scan(&mut self, bytes: &'a [u8]) {
        for (at, kind) in bytes.iter().enumerate() {
            let rest = bytes.get(at + 1..).unwrap_or_default();
            match *kind {
                LINK => drop(self.link(rest)),
                NODE => drop(self.node(rest)),
                _ => {}
            }
        }
        for (page, key, value) in std::mem::take(&mut self.links) {
            for prefix in self.prefixes.get(&page).into_iter().flatten() {
                add(&mut self.values, [prefix, key].concat(), value);
            }
            add(&mut self.values, key.to_vec(), value);
        }
    }

    /// Takes what both files hold; gives the commits.
    fn all(&mut self, database: &'a [u8], journal: &[u8], pairs: &'a [Pair]) -> BTreeMap<u64, CommitRecord> {
        self.scan(database);
        for (key, value) in pairs {
            self.add(key.clone(), value);
        }
        let mut commits = self.commits();
        for bytes in [database, journal] {
            single_records(bytes, &mut |record| newest(&mut commits, record));
        }
        commits
    }

    fn add(&mut self, key: Vec<u8>, value: &'a [u8]) {
        add(&mut self.values, key, value);
    }

    /// One changed key.
    fn link(&mut self, mut rest: &'a [u8]) -> Option<()> {
        let input = &mut rest;
        let length = number(input)?;
        let (_, page) = (number(input)?, number(input)?);
        let before = input.len() as u64;
        if *input.split_off_first()? != 0 {
            return None;
        }
        let key = string(input, SEGMENT_KEY)?;
        let value = string(input, MAX_VALUE)?;
        if before - input.len() as u64 == length {
            self.links.push((page, key, value));
        }
        Some(())
    }

    /// All keys of a page, as far as their values can be told.
    fn node(&mut self, mut rest: &'a [u8]) -> Option<()> {
        let input = &mut rest;
        let (_length, _segment, page) = (number(input)?, number(input)?, number(input)?);
        let (_next, _merging) = (number(input)?, number(input)?);
        if *input.split_off_first()? > 1 {
            return None;
        }
        let length = usize::from(*input.split_off_first()?);
        let (low, _high) = (string(input, SEGMENT_KEY)?, string(input, SEGMENT_KEY)?);
        let prefix = low.get(..length)?;
        if *input.split_off_first()? != 0 {
            return None;
        }
        let count = number(input).filter(|count| *count <= LARGEST_PAGE)?;
        let keys = (0..count).map(|_| string(input, SEGMENT_KEY)).collect::<Option<Vec<_>>>()?;
        self.prefixes.entry(page).or_default().insert(prefix);
        for key in keys {
            let value = string(input, MAX_VALUE)?;
            add(&mut self.values, [prefix, key].concat(), value);
        }
        Some(())
    }

    /// The commits that are whole, sealed ones too.
    fn commits(&self) -> BTreeMap<u64, CommitRecord> {
        let mut commits = BTreeMap::new();
        for (key, versions) in self.values.iter().filter(|(key, _)| key.len() == LOG_KEY) {
            let Some((sequence, 0)) = frame::parse_part_key(key) else { continue };
            for first in versions {
                let Some(body) = self.framed(sequence, first) else { continue };
                if let Ok(record) = CommitRecord::decode("", sequence, &body) {
                    newest(&mut commits, record);
                } else if let Ok(records) = Block::open(&body)
                    .map(|block| if block.last() == sequence { block.records() } else { Ok(Vec::new()) })
                {
                    records.into_iter().flatten().for_each(|record| newest(&mut commits, record));
                }
            }
        }
        commits
    }

    /// The body of what begins with this part 0.
    fn framed(&self, sequence: u64, first: &[u8]) -> Option<Vec<u8>> {
        // Parts of different versions make no whole: the checksum tells.
        (0..VERSIONS).find_map(|version| {
            let mut open = Assembly::start(sequence, first).ok()?;
            for part in 1..open.parts() {
                let versions = self.values.get(frame::part_key(sequence, part).as_slice())?;
                open.push(part, versions.get(version).or(versions.first())?).ok()?;
            }
            open.finish().ok()
        })
    }

    /// Where bases are said to be, newest first.
    fn pointers(&self) -> Vec<Pointer> {
        let said = self.values.get(super::manifest::POINTER_KEY).into_iter().flatten();
        let mut pointers: Vec<Pointer> = said.filter_map(|bytes| Pointer::from_bytes(bytes)).collect();
        pointers.sort_by_key(|pointer| std::cmp::Reverse(pointer.generation));
        pointers
    }

    /// The commit that the history begins with: it only ever moves on.
    fn first(&self) -> u64 {
        let said = self.values.get(FIRST_KEY).into_iter().flatten();
        said.filter_map(|bytes| Log::first_in(bytes)).max().unwrap_or(1)
    }

    /// The newest base of which all parts are whole, else the newest of which the manifest is, else the newest.
    fn base(&self) -> Option<(Pointer, Option<Manifest>)> {
        let bases: Vec<(Pointer, Option<Manifest>)> = self
            .pointers()
            .into_iter()
            .map(|pointer| {
                let body = self.segment(SegmentId { generation: pointer.generation, number: 0 }, pointer.seal);
                (pointer, body.and_then(|body| Manifest::decode(&body, pointer)))
            })
            .collect();
        let is_whole =
            |manifest: &Manifest| manifest.segments.iter().all(|entry| self.segment(entry.id, entry.seal).is_some());
        let whole = bases.iter().find(|(_, manifest)| manifest.as_ref().is_some_and(is_whole));
        whole.or_else(|| bases.iter().find(|(_, manifest)| manifest.is_some())).or(bases.first()).cloned()
    }

    /// The bytes of a segment, when they are what its seal says.
    fn segment(&self, id: SegmentId, seal: Seal) -> Option<Vec<u8>> {
        let chunks = u32::try_from(seal.length.div_ceil(MAX_VALUE as u64)).ok()?;
        (0..VERSIONS).find_map(|version| {
            let mut bytes = Vec::new();
            for chunk in 0..chunks {
                let versions = self.values.get(id.key(chunk).as_slice())?;
                bytes.extend(*versions.get(version).or(versions.first())?);
            }
            (Seal::of(&bytes) == seal).then_some(bytes)
        })
    }
}

fn add<'a>(values: &mut BTreeMap<Vec<u8>, Vec<&'a [u8]>>, key: Vec<u8>, value: &'a [u8]) {
    let is_named = [super::manifest::POINTER_KEY, FIRST_KEY].contains(&key.as_slice());
    let is_ours = [LOG_KEY, SEGMENT_KEY].contains(&key.len()) || is_named;
    // A key without a value only makes room for the one to come.
    if !is_ours || value.is_empty() {
        return;
    }
    let versions = values.entry(key).or_default();
    if versions.len() < VERSIONS && !versions.contains(&value) {
        versions.push(value);
    }
}

fn newest(commits: &mut BTreeMap<u64, CommitRecord>, record: CommitRecord) {
    if commits.get(&record.sequence).is_none_or(|known| known.time < record.time) {
        commits.insert(record.sequence, record);
    }
}

/// Commits of one part, which need no key: they tell their number, and their checksum proves it.
fn single_records(bytes: &[u8], take: &mut dyn FnMut(CommitRecord)) {
    for (at, window) in bytes.windows(8).enumerate() {
        if window != [1, 0, 0, 0, 1, 0, 0, 0] {
            continue;
        }
        let Some(part) = bytes.get(at..) else { continue };
        let length = part.get(8..16).and_then(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?)));
        let Some(part) =
            length.and_then(|length| part.get(..usize::try_from(length).ok()?.checked_add(frame::HEADER)?))
        else {
            continue;
        };
        let body = part.get(frame::HEADER..).unwrap_or_default();
        let Ok((sequence, _)) = postcard::take_from_bytes::<u64>(body) else { continue };
        let whole = Assembly::start(sequence, part).and_then(Assembly::finish);
        if let Some(record) = whole.ok().and_then(|body| CommitRecord::decode("", sequence, &body).ok()) {
            take(record);
        }
    }
}

/// A number as sled writes it.
fn number(input: &mut &[u8]) -> Option<u64> {
    let first = *input.split_off_first()?;
    let long = |input: &mut &[u8], bytes: usize| {
        let mut value = [0; 8];
        for (to, from) in value.iter_mut().zip(input.split_off(..bytes)?) {
            *to = *from;
        }
        Some(u64::from_le_bytes(value))
    };
    match first {
        0..=240 => Some(u64::from(first)),
        241..=248 => Some(240 + 256 * u64::from(first - 241) + u64::from(*input.split_off_first()?)),
        249 => {
            let high = u64::from(*input.split_off_first()?);
            Some(2288 + 256 * high + u64::from(*input.split_off_first()?))
        }
        _ => long(input, usize::from(first - 247)),
    }
}

/// Bytes behind their number, which is at most `longest`.
fn string<'a>(input: &mut &'a [u8], longest: usize) -> Option<&'a [u8]> {
    let length = usize::try_from(number(input)?).ok().filter(|length| *length <= longest)?;
    input.split_off(..length)
}
