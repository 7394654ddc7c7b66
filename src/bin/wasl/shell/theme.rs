//! The colours of what is typed, by the background of the terminal.
//!
//! Where the background is not known they are the eight basic ones without yellow, white and black, which the palettes of
//! terminals make readable on both; where it is, brighter ones stand on dark and darker ones on light.

use crate::environment::Background;

/// Styles as the terminal takes them, between `ESC [` and `m`.
pub(super) struct Theme {
    pub(super) prompt: &'static str,
    /// The mark of an open transaction.
    pub(super) open: &'static str,
    pub(super) keyword: &'static str,
    pub(super) label: &'static str,
    pub(super) string: &'static str,
    pub(super) number: &'static str,
    pub(super) parameter: &'static str,
    pub(super) comment: &'static str,
}

const NEUTRAL: Theme = Theme {
    prompt: "1;36",
    open: "1;35",
    keyword: "1;34",
    label: "35",
    string: "32",
    number: "36",
    parameter: "1;35",
    comment: "2",
};

const DARK: Theme = Theme {
    prompt: "1;96",
    open: "1;95",
    keyword: "1;94",
    label: "95",
    string: "92",
    number: "96",
    parameter: "1;95",
    comment: "38;5;246",
};

const LIGHT: Theme = Theme {
    prompt: "1;38;5;24",
    open: "1;38;5;90",
    keyword: "1;38;5;19",
    label: "38;5;90",
    string: "38;5;22",
    number: "38;5;24",
    parameter: "1;38;5;90",
    comment: "38;5;241",
};

/// The colours for a background.
pub(super) fn theme(background: Background) -> &'static Theme {
    match background {
        Background::Unknown => &NEUTRAL,
        Background::Dark => &DARK,
        Background::Light => &LIGHT,
    }
}
