//! Everything that is encoded comes back, and nothing that is read can break the reader.

use proptest::prelude::*;

use crate::graph::{KeyId, Part, PartName, Stream};
use crate::storage::codec::{Decoder, Encoder};
use crate::storage::frame::{self, Assembly};
use crate::storage::kv::MAX_VALUE;
use crate::storage::part;
use crate::value::Value;

fn integers() -> impl Strategy<Value = Vec<i64>> {
    let wild = prop::collection::vec(any::<i64>(), 0..60);
    let small = prop::collection::vec(-500_i64..500, 0..3_000);
    let ascending = prop::collection::vec(0_i64..40, 0..3_000).prop_map(|steps| {
        steps
            .into_iter()
            .scan(i64::MAX - 70_000, |sum, step| {
                *sum += step;
                Some(*sum)
            })
            .collect()
    });
    let wide = (0_u32..64, prop::collection::vec(any::<i64>(), 0..1_100))
        .prop_map(|(shift, values)| values.into_iter().map(|value| value >> shift).collect());
    prop_oneof![wild, small, ascending, wide]
}

fn encoded(fill: impl FnOnce(&mut Encoder)) -> Vec<u8> {
    let mut out = Encoder::new();
    fill(&mut out);
    out.into_bytes()
}

/// A stream with its numbers in the widest form.
fn widened(stream: Stream) -> Stream {
    match stream {
        Stream::SortedIds(ids) => Stream::Ids(ids.into_vec()),
        Stream::Small(values) => Stream::Integers(values.into_iter().map(i64::from).collect()),
        other => other,
    }
}

proptest! {
    #[test]
    fn integers_come_back(values in integers()) {
        let bytes = encoded(|out| out.integers(values.iter().copied()));
        let mut input = Decoder::new(&bytes);
        prop_assert_eq!(input.integers().unwrap(), values);
        input.finish().unwrap();
    }

    #[test]
    fn varints_come_back(unsigned in any::<u64>(), signed in any::<i64>()) {
        let bytes = encoded(|out| { out.unsigned(unsigned); out.signed(signed); });
        let mut input = Decoder::new(&bytes);
        prop_assert_eq!(input.unsigned().unwrap(), unsigned);
        prop_assert_eq!(input.signed().unwrap(), signed);
        input.finish().unwrap();
    }

    #[test]
    fn floats_and_texts_come_back(
        floats in prop::collection::vec(any::<u64>(), 0..50),
        texts in prop::collection::vec(".{0,40}", 0..50),
    ) {
        let floats: Vec<f64> = floats.into_iter().map(f64::from_bits).collect();
        let bytes = encoded(|out| {
            out.floats(&floats);
            out.texts(texts.iter().map(String::as_str));
        });
        let mut input = Decoder::new(&bytes);
        let patterns = |floats: &[f64]| floats.iter().map(|float| float.to_bits()).collect::<Vec<_>>();
        prop_assert_eq!(patterns(&input.floats().unwrap()), patterns(&floats));
        prop_assert_eq!(input.texts().unwrap().iter().map(str::to_owned).collect::<Vec<_>>(), texts);
        input.finish().unwrap();
    }

    #[test]
    fn parts_come_back(ids in prop::collection::btree_set(any::<u32>(), 0..200), texts in prop::collection::vec(".{0,9}", 0..9), ints in integers()) {
        let given = Part {
            name: PartName::NodeColumn(KeyId(3), 7),
            streams: vec![
                Stream::SortedIds(ids.iter().copied().collect::<Vec<_>>().into()),
                Stream::Ids(ids.iter().rev().copied().collect()),
                Stream::Bytes(vec![0, 1, 2, 255]),
                Stream::Integers(ints),
                Stream::Floats(vec![0.0, -0.0, f64::INFINITY]),
                Stream::Texts(texts.iter().collect()),
                Stream::Values(vec![Value::Null, Value::Boolean(true), Value::string("x"), Value::list(vec![Value::Integer(1)])]),
            ],
        };
        let bytes = part::encode(&given).unwrap();
        let back = part::decode(&bytes).unwrap();
        // Numbers come back in the narrowest form that holds them; what they are is the same.
        let plain = |part: Part| part.streams.into_iter().map(widened).collect::<Vec<_>>();
        prop_assert_eq!(part::encode(&back).unwrap(), bytes);
        prop_assert_eq!(back.name, given.name);
        prop_assert_eq!(format!("{:?}", plain(back)), format!("{:?}", plain(given)));
    }

    #[test]
    fn a_reader_survives_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        // Nothing to assert but the absence of a panic or of a huge allocation: most byte strings are no part.
        let _ = part::decode(&bytes);
        let _ = Decoder::new(&bytes).integers();
        let _ = Decoder::new(&bytes).texts();
        let _ = Decoder::new(&bytes).floats();
        let _ = Decoder::new(&bytes).values();
    }

    #[test]
    fn a_reader_survives_a_changed_part(at in any::<prop::sample::Index>(), flip in 1_u8.., cut in any::<prop::sample::Index>()) {
        let given = Part {
            name: PartName::Nodes,
            streams: vec![Stream::SortedIds((0..3_000).map(|id| id * 3).collect::<Vec<_>>().into()), Stream::Texts(["a", "bc"].iter().collect())],
        };
        let mut bytes = part::encode(&given).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let _ = part::decode(&bytes);
        bytes[at] ^= flip;
        bytes.truncate(cut.index(bytes.len()));
        prop_assert!(part::decode(&bytes).is_err());
    }

    #[test]
    fn frames_come_back_in_parts_of_the_right_size(length in prop_oneof![0_usize..300, 7_100..7_200_usize, 0..60_000_usize], sequence in 1_u64..) {
        let body: Vec<u8> = (0..length).map(|at| (at * 31 % 251) as u8).collect();
        let parts = frame::cut(sequence, &body).unwrap();
        prop_assert!(parts.iter().all(|part| part.len() <= MAX_VALUE));
        prop_assert_eq!(parts.len(), (length + 20).div_ceil(MAX_VALUE));
        let mut assembly = Assembly::start(sequence, &parts[0]).unwrap();
        for (number, part) in parts.iter().enumerate().skip(1) {
            assembly.push(number as u32, part).unwrap();
        }
        prop_assert_eq!(assembly.finish().unwrap(), body);
    }

    #[test]
    fn a_frame_that_was_changed_anywhere_is_refused(at in any::<prop::sample::Index>(), bit in 0_u32..8, length in 0_usize..9_000) {
        let body = vec![7; length];
        let mut parts = frame::cut(5, &body).unwrap();
        let at = at.index(parts[0].len());
        parts[0][at] ^= 1 << bit;
        let whole = Assembly::start(5, &parts[0]).and_then(|mut assembly| {
            for (number, part) in parts.iter().enumerate().skip(1) {
                assembly.push(number as u32, part)?;
            }
            assembly.finish()
        });
        prop_assert!(whole.is_err());
    }
}

#[test]
fn a_frame_under_another_sequence_is_refused() {
    let parts = frame::cut(5, b"body").unwrap();
    assert_eq!(Assembly::start(6, &parts[0]).unwrap().finish().unwrap_err(), "its checksum is wrong");
}

#[test]
fn small_numbers_and_sorted_ids_shrink() {
    let ages = encoded(|out| out.integers((0..10_240_i32).map(|at| i64::from(at * 7_919 % 100))));
    assert!(ages.len() < 10_240, "seven bits a value: {}", ages.len());
    let sorted = encoded(|out| out.ids(&(0..10_240_u32).map(|at| at * 1_000 + at % 3).collect::<Vec<_>>()));
    assert!(sorted.len() < 10_240 / 2, "two or three bits a value: {}", sorted.len());
    let constant = encoded(|out| out.integers(std::iter::repeat_n(5, 10_240)));
    assert!(constant.len() < 40, "nothing but the reference of each block: {}", constant.len());
}

#[test]
fn a_block_is_what_the_format_draws() {
    // count 4; width 2 plain; reference 7 as zigzag 14; 0 2 1 1 lowest bits first = 0b01_01_10_00
    assert_eq!(encoded(|out| out.integers([7, 9, 8, 8].into_iter())), [4, 2, 14, 0b0101_1000]);
}
