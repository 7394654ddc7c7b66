//! Decoding what a damaged store may hold: commit records and parts of segments. What can be decoded can be encoded.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    wasl::fuzzing::decode_commit(bytes);
    wasl::fuzzing::decode_part(bytes);
});
