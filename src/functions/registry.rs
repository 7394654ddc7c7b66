//! Finding functions by name and by number.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{FAMILIES, Function};

/// The number of a function: its place in the list of all. Made only by [`lookup`], so it always names one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct FunctionId(pub(crate) u16);

struct Registry {
    functions: Vec<&'static Function>,
    by_name: FxHashMap<String, FunctionId>,
}

// Built once from constants and never changed.
static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let functions: Vec<&'static Function> = FAMILIES.iter().flat_map(|family| family.iter()).collect();
    let by_name = functions
        .iter()
        .enumerate()
        .map(|(at, function)| (function.name.to_lowercase(), FunctionId(at as u16)))
        .collect();
    Registry { functions, by_name }
});

/// The function of a name in any case; dotted names are given whole (`duration.between`).
pub(crate) fn lookup(name: &str) -> Option<FunctionId> {
    REGISTRY.by_name.get(&name.to_lowercase()).copied()
}

/// The function of a number.
pub(crate) fn function(id: FunctionId) -> &'static Function {
    REGISTRY.functions[id.0 as usize]
}

/// Whether a call gives another value each time.
pub(crate) fn is_volatile(id: FunctionId) -> bool {
    let name = function(id).name;
    matches!(name, "rand" | "randomUUID" | "timestamp") || name.ends_with(".realtime")
}

/// The names of all functions, family by family.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    REGISTRY.functions.iter().map(|function| function.name)
}
