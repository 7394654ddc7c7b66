//! Tests of the parser, the scanner and the printer as a whole.

mod tck;
