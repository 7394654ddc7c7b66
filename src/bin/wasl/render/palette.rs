//! The colours of labels and series in pictures.

/// Ten colours that can be told apart, on white and on black, by people who see colours differently too; then ten more,
/// each a lighter or darker one of the first, in the same order.
const COLOURS: [&str; 20] = [
    "#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#e15759", "#76b7b2", "#edc948", "#9c755f", "#ff9da7", "#bab0ac",
    "#a0cbe8", "#b35806", "#a6d854", "#6a3d9a", "#a50f15", "#1b7f79", "#8c7a00", "#d7b5a6", "#c51b7d", "#79706e",
];

/// The colour of the class or series of that number; few are told apart best.
pub(super) fn colour(number: usize) -> &'static str {
    COLOURS.get(number % COLOURS.len()).copied().unwrap_or("#888888")
}
