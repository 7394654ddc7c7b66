//! One part of the graph's base as the bytes of a segment, and back.
//!
//! What the arrays of a part mean is the graph's business; here each kind of array has a codec. A part that cannot be
//! read is [`Malformed`], never a panic: the caller knows which segment it was.
//!
//! ```text
//! version 1 · name (postcard) · number of arrays · { kind u8 · array }…
//! ```

use crate::graph::{Ascending, Part, PartName, Stream, TokenKind, Tokens};

use super::codec::{Decoder, Encoder, Malformed};

const PART_FORMAT: u8 = 1;

/// The bytes of `part`.
pub(crate) fn encode(part: &Part) -> Result<Vec<u8>, Malformed> {
    let mut out = Encoder::new();
    out.byte(PART_FORMAT);
    out.postcard(&part.name, "the name of a part")?;
    out.unsigned(part.streams.len() as u64);
    for array in &part.streams {
        encode_array(array, &mut out)?;
    }
    Ok(out.into_bytes())
}

fn encode_array(array: &Stream, out: &mut Encoder) -> Result<(), Malformed> {
    match array {
        Stream::SortedIds(ids) => {
            out.byte(0);
            match ids {
                Ascending::Run(run) => out.integers(run.clone().map(i64::from)),
                Ascending::List(ids) => out.ids(ids),
            }
        }
        Stream::Ids(ids) => {
            out.byte(1);
            out.ids(ids);
        }
        Stream::Bytes(bytes) => {
            out.byte(2);
            out.integers(bytes.iter().map(|&byte| i64::from(byte)));
        }
        Stream::Integers(values) => {
            out.byte(3);
            out.integers(values.iter().copied());
        }
        Stream::Small(values) => {
            out.byte(3);
            out.integers(values.iter().map(|value| i64::from(*value)));
        }
        Stream::Floats(values) => {
            out.byte(4);
            out.floats(values);
        }
        Stream::Texts(texts) => {
            out.byte(5);
            out.texts(texts.iter());
        }
        Stream::Values(values) => {
            out.byte(6);
            out.values(values)?;
        }
    }
    Ok(())
}

/// The name of the part that `bytes` hold; what follows the name is not looked at.
pub(crate) fn name_of(bytes: &[u8]) -> Result<PartName, Malformed> {
    let mut input = Decoder::new(bytes);
    if input.byte()? != PART_FORMAT {
        return Err(Malformed("its format is not known"));
    }
    input.postcard("its name cannot be read")
}

/// The part that `bytes` hold.
pub(crate) fn decode(bytes: &[u8]) -> Result<Part, Malformed> {
    let mut input = Decoder::new(bytes);
    if input.byte()? != PART_FORMAT {
        return Err(Malformed("its format is not known"));
    }
    let name = input.postcard("its name cannot be read")?;
    let count = input.unsigned32()?;
    let streams = (0..count).map(|_| decode_array(&mut input)).collect::<Result<Vec<_>, _>>()?;
    input.finish()?;
    Ok(Part { name, streams })
}

fn decode_array(input: &mut Decoder<'_>) -> Result<Stream, Malformed> {
    Ok(match input.byte()? {
        0 => Stream::SortedIds(match input.run() {
            Some(run) => Ascending::Run(run),
            None => Ascending::List(input.ids()?),
        }),
        1 => Stream::Ids(input.ids()?),
        2 => {
            let values = input.integers()?;
            let bytes = values.into_iter().map(u8::try_from).collect::<Result<_, _>>();
            Stream::Bytes(bytes.map_err(|_| Malformed("a byte is longer than 8 bits"))?)
        }
        3 => match input.small_integers()? {
            Ok(values) => Stream::Small(values),
            Err(values) => Stream::Integers(values),
        },
        4 => Stream::Floats(input.floats()?),
        5 => Stream::Texts(input.texts()?),
        6 => Stream::Values(input.values()?),
        _ => return Err(Malformed("it holds an array of an unknown kind")),
    })
}

/// A part in words, for messages about its segment.
pub(crate) fn describe(name: PartName, tokens: &Tokens) -> String {
    match name {
        PartName::Tokens(TokenKind::Label) => "the names of labels".to_owned(),
        PartName::Tokens(TokenKind::RelType) => "the names of relationship types".to_owned(),
        PartName::Tokens(TokenKind::Key) => "the names of properties".to_owned(),
        PartName::Header => "the definitions of indexes and constraints, and the statistics".to_owned(),
        PartName::Nodes => "the set of nodes".to_owned(),
        PartName::Summary => "the summary of relationships and indexes".to_owned(),
        PartName::Label(label) => format!("the nodes with label `{}`", tokens.label_name(label)),
        PartName::NodeColumn(key, segment) => {
            format!("property `{}` of nodes, column segment {segment}", tokens.key_name(key))
        }
        PartName::NodeDictionary(key) => format!("the strings of property `{}` of nodes", tokens.key_name(key)),
        PartName::Adjacency(rel_type) => format!("the relationships of type `{}`", tokens.rel_type_name(rel_type)),
        PartName::RelColumn(key, segment) => {
            format!("property `{}` of relationships, column segment {segment}", tokens.key_name(key))
        }
        PartName::RelDictionary(key) => {
            format!("the strings of property `{}` of relationships", tokens.key_name(key))
        }
        PartName::Index(index) => format!("index {}", index.0),
    }
}
