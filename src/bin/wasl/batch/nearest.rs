//! "Did you mean" for the names of shell commands, formats and topics.

/// The name nearest to `word`, when it is near enough to be meant.
pub(super) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, 3);
    let distance = |name: &'a str| (strsim::damerau_levenshtein(&word, name), name);
    let prefix = |name: &str| word.len() >= 2 && name.starts_with(&word);
    let near = names.into_iter().map(distance).filter(|(distance, name)| *distance <= limit || prefix(name));
    near.min().map(|(_, name)| name)
}
