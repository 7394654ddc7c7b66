//! The colours of labels and series in pictures.

/// Ten colours that can be told apart, on white and on black, by people who see colours differently too.
const COLOURS: [&str; 10] =
    ["#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#e15759", "#76b7b2", "#edc948", "#9c755f", "#ff9da7", "#bab0ac"];

/// The colour of the class or series of that number; few are told apart best.
pub(super) fn colour(number: usize) -> &'static str {
    COLOURS.get(number % COLOURS.len()).copied().unwrap_or("#888888")
}
