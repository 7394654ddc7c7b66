//! Two columns of a result as a picture: bars, lines or points, on the screen or as SVG.
//!
//! ```text
//! rows ─data→ Chart { series of points } ─┬ bars, plot   characters
//!                                         └ svg          a drawing that stands alone
//! ```
//! Each value of the third column is a series of its own: targets are never joined with observations.

mod bars;
mod data;
mod plot;
mod scale;
mod svg;

#[cfg(test)]
mod tests;

pub(crate) use data::{Chart, Kind};

use std::io::{self, Write};

impl Chart {
    /// Draws with characters, at most `width` columns wide.
    pub(crate) fn draw(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        match self.kind {
            Kind::Bar => bars::draw(self, width, out),
            Kind::Line | Kind::Scatter => plot::draw(self, width, out),
        }
    }

    /// Draws as SVG.
    pub(crate) fn svg(&self, out: &mut dyn Write) -> io::Result<()> {
        svg::draw(self, out)
    }
}
