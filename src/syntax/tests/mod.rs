//! Tests of the parser, the scanner and the printer as a whole.

mod errors;
mod speed;
mod tck;
