//! Tests of the store: every engine keeps the contract, every codec comes back, every crash and every damage is survived or told.

mod codecs;
mod conformance;
mod copies;
mod crash;
mod damage;
mod exchange;
mod image;
mod journal;
mod kill;
mod logging;
mod model;
mod on_disk;
mod scavenging;
mod sealing;
mod standing;
