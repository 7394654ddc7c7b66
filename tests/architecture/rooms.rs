//! The house as data: which room stands on which floor, and which crates a room may name.

/// Floor and name of each room, bottom up. A floor imports only from floors below it.
pub(crate) const ROOMS: &[(u8, &str)] = &[
    (0, "diagnostic"),
    (0, "value"),
    (1, "syntax"),
    (1, "graph"),
    (2, "functions"),
    (2, "storage"),
    (3, "algorithms"),
    (3, "binder"),
    (4, "planner"),
    (5, "optimizer"),
    (6, "executor"),
    (7, "interchange"),
    (8, "engine"),
    (9, "lib.rs"),
];

/// The room of the command, a crate of its own that sees only the public names of the library.
pub(crate) const COMMAND: &str = "bin/wasl";

/// A crate that may be named in every room.
pub(crate) const ANYWHERE: &[&str] = &["any"];

/// The rooms that alone may name a crate. A crate of `Cargo.toml` that is not here has no owner.
pub(crate) const OWNERS: &[(&str, &[&str])] = &[
    ("clap", &[COMMAND]),
    ("crc32fast", &["storage"]),
    ("csv", &["interchange", COMMAND]),
    ("ctrlc", &[COMMAND]),
    ("imbl", &["graph"]),
    ("jiff", &["value"]),
    ("pest", &["syntax"]),
    ("pest_derive", &["syntax"]),
    ("petgraph", &["algorithms"]),
    ("postcard", &["storage"]),
    ("rayon", &["graph", "storage", "algorithms", "executor", "interchange"]),
    ("regex", &["functions"]),
    ("rustc-hash", ANYWHERE),
    ("rustyline", &[COMMAND]),
    ("serde", ANYWHERE),
    ("serde_json", &["interchange", COMMAND]),
    ("sled", &["storage"]),
    ("smallvec", ANYWHERE),
    ("strsim", &["diagnostic", "functions"]),
    ("terminal_size", &[COMMAND]),
    ("thiserror", &["storage", "engine"]),
    ("unicode-normalization", &["functions"]),
    ("unicode-segmentation", &["functions", COMMAND]),
    ("unicode-width", &[COMMAND]),
];

/// The floor of a room.
pub(crate) fn floor(room: &str) -> Option<u8> {
    ROOMS.iter().find(|(_, name)| *name == room).map(|(floor, _)| *floor)
}
