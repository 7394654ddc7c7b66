//! The house as data: which room stands on which floor, and which crates a room may name.

/// Floor and name of each room, bottom up. A floor imports only from floors below it.
pub(crate) const ROOMS: &[(u8, &str)] = &[
    (0, "diagnostic"),
    (1, "value"),
    (2, "syntax"),
    (2, "graph"),
    (3, "functions"),
    (3, "storage"),
    (4, "algorithms"),
    (4, "binder"),
    (5, "planner"),
    (6, "optimizer"),
    (7, "executor"),
    (8, "interchange"),
    (9, "engine"),
    (10, "lib.rs"),
];

/// The room of the command, a crate of its own that sees only the public names of the library.
pub(crate) const COMMAND: &str = "bin/wasl";

/// A crate that may be named in every room.
pub(crate) const ANYWHERE: &[&str] = &["any"];

/// The rooms that alone may name a crate. A crate of `Cargo.toml` that is not here has no owner.
pub(crate) const OWNERS: &[(&str, &[&str])] = &[
    ("clap", &[COMMAND]),
    ("clap_complete", &[COMMAND]),
    ("clap_mangen", &[COMMAND]),
    ("crc32fast", &["storage"]),
    ("csv", &["interchange", COMMAND]),
    ("ctrlc", &[COMMAND]),
    ("flate2", &["interchange", "storage"]),
    ("imbl", &["graph"]),
    ("jiff", &["value"]),
    ("parquet", &[COMMAND]),
    ("pest", &["syntax"]),
    ("pest_derive", &["syntax"]),
    ("petgraph", &["algorithms"]),
    ("postcard", &["storage"]),
    ("rayon", &["graph", "storage", "algorithms", "interchange"]),
    ("regex", &["executor"]),
    ("rustc-hash", ANYWHERE),
    ("rustix", &[COMMAND]),
    ("rustyline", &[COMMAND]),
    ("serde", ANYWHERE),
    ("serde_json", &[COMMAND]),
    ("sled", &["storage"]),
    ("smallvec", ANYWHERE),
    ("strsim", &["diagnostic", COMMAND]),
    ("terminal_size", &[COMMAND]),
    ("thiserror", &["storage", "engine"]),
    ("unicode-normalization", &["syntax", "value", "functions"]),
    ("unicode-segmentation", &[COMMAND]),
    ("unicode-width", &[COMMAND]),
];

/// The floor of a room.
pub(crate) fn floor(room: &str) -> Option<u8> {
    ROOMS.iter().find(|(_, name)| *name == room).map(|(floor, _)| *floor)
}
