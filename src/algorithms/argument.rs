//! The arguments that all algorithms share, and the errors of wrong ones.

use crate::diagnostic::{Detail, Diagnostic, did_you_mean};
use crate::graph::Direction;
use crate::value::Value;

/// One key of the argument map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Argument {
    /// The key.
    pub(crate) name: &'static str,
    /// The type as the language writes it.
    pub(crate) written: &'static str,
    /// What happens without it, or `required`.
    pub(crate) default: &'static str,
    /// What it does, one line.
    pub(crate) meaning: &'static str,
}

impl Argument {
    /// Name, type as written, default, meaning.
    pub(super) const fn new(
        name: &'static str,
        written: &'static str,
        default: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self { name, written, default, meaning }
    }
}

/// How the algorithm looks at relationships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    /// Along `direction`, which is this one unless the call says otherwise.
    Along(Direction),
    /// In both directions, always.
    BothWays,
}

const LABELS: Argument = Argument {
    name: "labels",
    written: "LIST<STRING>",
    default: "all nodes",
    meaning: "nodes with any of these labels, and the relationships between them",
};
const TYPES: Argument = Argument {
    name: "types",
    written: "LIST<STRING>",
    default: "all types",
    meaning: "relationships of any of these types",
};
const OUTGOING: Argument = Argument {
    name: "direction",
    written: "STRING",
    default: "'outgoing'",
    meaning: "follow relationships 'outgoing' (as they point), 'incoming' (against it) or 'both' ways",
};
const INCOMING: Argument = Argument { default: "'incoming'", ..OUTGOING };
const BOTH: Argument = Argument { default: "'both'", ..OUTGOING };
const BOTH_ONLY: Argument =
    Argument { default: "'both'", meaning: "always 'both': the algorithm knows no direction", ..OUTGOING };
const WEIGHT: Argument = Argument {
    name: "weight",
    written: "STRING",
    default: "every relationship weighs 1",
    meaning: "the property that holds the weight of a relationship; 1 where it is missing",
};

/// Other ways to write a key.
const ALSO: &[(&str, &str)] = &[("label", "labels"), ("type", "types")];

/// The arguments that say which part of the graph is meant.
pub(super) fn of_view(looks: Looks, weighted: bool) -> impl Iterator<Item = Argument> {
    let direction = match looks {
        Looks::Along(Direction::Outgoing) => OUTGOING,
        Looks::Along(Direction::Incoming) => INCOMING,
        Looks::Along(Direction::Both) => BOTH,
        Looks::BothWays => BOTH_ONLY,
    };
    [LABELS, TYPES, direction].into_iter().chain(weighted.then_some(WEIGHT))
}

/// The key that `written` stands for.
pub(super) fn key(written: &str) -> &str {
    ALSO.iter().find(|(other, _)| *other == written).map_or(written, |(_, key)| key)
}

/// The error of a key that the procedure does not have.
pub(super) fn unknown(procedure: &str, written: &str, known: &[Argument]) -> Diagnostic {
    let names: Vec<&str> = known.iter().map(|argument| argument.name).collect();
    let near = did_you_mean(written, names.iter().copied());
    let error = Diagnostic::argument(
        Detail::InvalidArgumentValue,
        format!("`{procedure}` has no argument `{written}`; it has {}", listed(&names)),
    );
    error.maybe_hint(near.map(|near| format!("did you mean `{near}`?")))
}

/// The error of an argument of the wrong type.
pub(super) fn wrong_type(procedure: &str, name: &str, wanted: &str, given: &Value) -> Diagnostic {
    Diagnostic::type_error(
        Detail::InvalidArgumentType,
        format!("`{name}` of `{procedure}` must be {wanted}, not {}", given.type_name()),
    )
}

/// The error of an argument whose value is not allowed.
pub(super) fn wrong_value(procedure: &str, name: &str, why: &str) -> Diagnostic {
    Diagnostic::argument(Detail::InvalidArgumentValue, format!("`{name}` of `{procedure}` {why}"))
}

/// The error of an argument that is a node outside the view.
pub(super) fn outsider(procedure: &str, name: &str) -> Diagnostic {
    wrong_value(procedure, name, "is a node outside the view: it has none of the labels, or is gone")
}

/// The error of a required argument that was not given.
pub(super) fn missing(procedure: &str, name: &str, wanted: &str) -> Diagnostic {
    Diagnostic::argument(Detail::InvalidArgumentValue, format!("`{procedure}` needs the argument `{name}`: {wanted}"))
}

/// Names in back quotes, with commas.
pub(super) fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
