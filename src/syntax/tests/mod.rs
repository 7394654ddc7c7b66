//! Tests of the parser, the scanner and the printer as a whole.

mod errors;
mod hostile;
mod roundtrip;
mod script;
mod tck;
mod tree;
