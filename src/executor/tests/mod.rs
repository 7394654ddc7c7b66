//! Statements run through the executor on a graph in memory: what the language tests cannot see, such as batch limits,
//! resumed searches, limits, counters, and agreement of the narrow with the general way.

mod columns;
mod dealt;
mod expressions;
mod fixture;
mod joins;
mod limits;
mod numbers;
mod paths;
mod reads;
mod rounds;
mod semis;
mod walks;
mod weights;
mod writes;
