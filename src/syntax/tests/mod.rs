//! Tests of the parser, the scanner and the printer as a whole.

mod speed;
mod errors;
mod tck;
