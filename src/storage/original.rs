//! The file of the engine below as it was before it was opened, to be put back when the store is refused.
//!
//! sled takes the first damaged byte behind its last snapshot for the end of its file and writes zeros over what follows.
//! A store that is refused must stay as it was, so that as much as possible can still be saved of it.
//!
//! ```text
//! read ─→ engine opens ─┬─ all is well: forgotten
//!                       └─ refused: engine closed ─→ db.original ─→ sync ─→ renamed to db
//! ```

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::directory::sync_directory;

/// What is longer is not held in memory meanwhile.
const LONGEST: u64 = 256 << 20;
/// sled's log is cut into pieces of so many bytes, each with a header: checksum, place in the log, and more.
const PIECE: u64 = 512 << 10;
const HEADER: usize = 20;
/// A piece that begins with so many zeros is free.
const PAGE: usize = 4096;

/// What may be written over, as it was.
pub(super) struct Original {
    directory: PathBuf,
    length: u64,
    pieces: Vec<Piece>,
}

/// Where it stands in the file, and its bytes.
type Piece = (u64, Vec<u8>);

impl Original {
    /// What the file in `directory` holds now of the log behind sled's last snapshot, which is all that opening may write
    /// over; nothing of a file that is missing or has too much of it.
    pub(super) fn of(directory: &Path) -> Self {
        let read = || -> io::Result<(u64, Vec<Piece>)> {
            let mut file = File::open(directory.join("db"))?;
            let length = file.metadata()?.len();
            Ok((length, pieces(&mut file, length, settled(directory))?))
        };
        let (length, pieces) = read().unwrap_or_default();
        Self { directory: directory.to_owned(), length, pieces }
    }

    /// Puts it back, when it is not what is there; the engine is closed. What cannot be put back stays as it is.
    pub(super) fn put_back(&self) {
        let path = self.directory.join("db");
        let put = || -> io::Result<()> {
            let mut bytes = fs::read(&path)?;
            let is_there = |(at, piece): &Piece| bytes.get(*at as usize..*at as usize + piece.len());
            if self.pieces.iter().all(|piece| is_there(piece) == Some(&piece.1)) {
                return Ok(());
            }
            bytes.resize(bytes.len().max(self.length as usize), 0);
            for (at, piece) in &self.pieces {
                if let Some(place) = bytes.get_mut(*at as usize..*at as usize + piece.len()) {
                    place.copy_from_slice(piece);
                }
            }
            bytes.truncate(self.length as usize);
            let new = self.directory.join("db.original");
            let mut file = File::create(&new)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&new, &path)?;
            sync_directory(&self.directory)
        };
        let _ = put();
    }
}

/// The pieces of the log from the place `settled` on, and those whose header is damaged.
fn pieces(file: &mut File, length: u64, settled: i64) -> io::Result<Vec<Piece>> {
    let (mut pieces, mut held) = (Vec::new(), 0);
    for at in (0..length).step_by(PIECE as usize) {
        let mut begin = [0; PAGE];
        file.seek(SeekFrom::Start(at))?;
        if file.read_exact(&mut begin).is_ok() {
            let is_settled = begin.first_chunk().and_then(place).is_some_and(|place| place < settled);
            if is_settled || begin == [0; PAGE] {
                continue;
            }
        }
        let wanted = PIECE.min(length - at);
        held += wanted;
        if held > LONGEST {
            return Ok(Vec::new());
        }
        let mut piece = vec![0; wanted as usize];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut piece)?;
        pieces.push((at, piece));
    }
    Ok(pieces)
}

/// The place in the log that a header names, when its checksum is right.
fn place(header: &[u8; HEADER]) -> Option<i64> {
    let (checksum, rest) = header.split_first_chunk::<4>()?;
    let place = rest.first_chunk::<8>()?;
    let whole = crc32fast::hash(rest) == u32::from_le_bytes(*checksum) ^ u32::MAX;
    whole.then(|| i64::from_le_bytes(*place) ^ i64::MAX)
}

/// The place in the log of the piece that sled's last snapshot ends in; 0 when there is none that is whole. Its name says
/// the place, and it ends with its checksum.
fn settled(directory: &Path) -> i64 {
    let Ok(entries) = fs::read_dir(directory) else { return 0 };
    let place = |entry: fs::DirEntry| {
        let name = entry.file_name();
        let place = i64::from_str_radix(name.to_str()?.strip_prefix("snap.")?, 16).ok()?;
        let bytes = fs::read(entry.path()).ok()?;
        let (rest, checksum) = bytes.split_last_chunk::<4>()?;
        let body = rest.get(..rest.len().checked_sub(8)?)?;
        (crc32fast::hash(body) == u32::from_le_bytes(*checksum)).then_some(place)
    };
    let last = entries.flatten().filter_map(place).max().unwrap_or(0);
    last / PIECE as i64 * PIECE as i64
}
