//! The pieces of a graph from the streams of stored parts: columns, relationships, indexes, counts, the summary.
//!
//! Every number that is used as a place is checked, so no later read can leave its array.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::column::{Columns, Data, Packed, PropertyColumn, Segment};
use crate::graph::csr::{Adjacency, RelIds, TypeHead, TypeRows};
use crate::graph::idset::{IdSet, SEGMENT};
use crate::graph::late::{Check, ensure};
use crate::graph::parts::{Ascending, Part, PartName, Stream};
use crate::graph::placement::Slots;
use crate::graph::schema::{IndexId, Target};
use crate::graph::statistics::Statistics;
use crate::graph::tokens::{KeyId, LabelId, RelTypeId, TOKEN_LIMIT};
use crate::value::Dictionary;

/// What is wrong with a part of which the streams do not fit its name.
pub(super) const SHAPE: &str = "its streams are not those of such a part";

/// What is known of types and indexes before they are read.
pub(super) struct Summary {
    pub(super) types: BTreeMap<RelTypeId, TypeHead>,
    pub(super) indexes: BTreeMap<IndexId, u64>,
    pub(super) rels: IdSet,
    pub(super) node_texts: BTreeMap<KeyId, u32>,
    pub(super) rel_texts: BTreeMap<KeyId, u32>,
}

/// A column as it comes in: dictionary and segments in any order.
#[derive(Default)]
pub(super) struct Stored {
    pub(super) dictionary: Arc<Dictionary>,
    pub(super) segments: Vec<(u32, Segment)>,
}

fn only(parts: Vec<Part>) -> Check<Vec<Stream>> {
    Ok(parts.into_iter().next().ok_or(SHAPE)?.streams)
}

pub(super) fn late_adjacency(parts: Vec<Part>, head: TypeHead, capacities: (u32, u32)) -> Check<Adjacency> {
    let [starts, rows, ends, numbers] = <[Stream; 4]>::try_from(only(parts)?).map_err(|_| SHAPE)?;
    let adjacency = read_adjacency(starts, rows, ends, numbers, capacities)?;
    ensure(adjacency.head() == head, "its relationships are not those of the summary")?;
    Ok(adjacency)
}

pub(super) fn late_column(parts: Vec<Part>, capacity: u32) -> Check<PropertyColumn> {
    let (mut columns, mut key) = (BTreeMap::new(), None);
    for part in parts {
        let mut streams = part.streams.into_iter();
        let mut next = || streams.next().ok_or(SHAPE);
        match part.name {
            PartName::NodeDictionary(of) | PartName::RelDictionary(of) => {
                key = Some(of);
                read_dictionary(&mut columns, of, next()?)?;
            }
            PartName::NodeColumn(of, at) | PartName::RelColumn(of, at) => {
                key = Some(of);
                read_segment(&mut columns, of, at, (next()?, next()?))?;
            }
            _ => return Err(SHAPE),
        }
    }
    let stored = key.and_then(|key| columns.remove(&key)).ok_or(SHAPE)?;
    finish_column(stored, capacity)
}

pub(super) fn late_index(parts: Vec<Part>, target: Target, capacities: (u32, u32)) -> Check<Vec<u32>> {
    let [elements, distinct] = <[Stream; 2]>::try_from(only(parts)?).map_err(|_| SHAPE)?;
    let (elements, _) = read_index(elements, distinct)?;
    check_elements(&elements, target, capacities)?;
    Ok(elements)
}

pub(super) fn read_index(elements: Stream, distinct: Stream) -> Check<(Vec<u32>, u64)> {
    let (Stream::Ids(elements), Some(distinct)) = (elements, distinct.into_integers()) else { return Err(SHAPE) };
    Ok((elements, distinct.first().copied().unwrap_or(0) as u64))
}

pub(super) fn check_elements(elements: &[u32], target: Target, (nodes, rels): (u32, u32)) -> Check<()> {
    let capacity = match target {
        Target::Node(_) => nodes,
        Target::Relationship(_) => rels,
    };
    ensure(elements.iter().all(|id| *id < capacity), "an index has an element beyond the capacity")
}

pub(super) fn read_summary(streams: [Stream; 6]) -> Check<Summary> {
    let [
        Stream::Ids(types),
        Stream::Ids(indexes),
        distinct,
        Stream::Ids(runs),
        Stream::Ids(node_texts),
        Stream::Ids(rel_texts),
    ] = streams
    else {
        return Err(SHAPE);
    };
    let distinct = distinct.into_integers().ok_or(SHAPE)?;
    let texts = |counts: &[u32]| -> Check<BTreeMap<KeyId, u32>> {
        let (counts, rest) = counts.as_chunks::<2>();
        ensure(rest.is_empty(), SHAPE)?;
        Ok(counts.iter().map(|[key, texts]| (KeyId(*key), *texts)).collect())
    };
    let (types, rest) = types.as_chunks::<4>();
    let (runs, odd) = runs.as_chunks::<2>();
    ensure(rest.is_empty() && odd.is_empty() && indexes.len() == distinct.len(), SHAPE)?;
    let head = |[rel_type, len, first, has_loops]: &[u32; 4]| {
        ensure(*rel_type < TOKEN_LIMIT && *len > 0, "there are not that many types")?;
        let first = first.checked_sub(1);
        ensure(first.is_none_or(|first| first.checked_add(*len).is_some()), "a relationship is beyond the limit")?;
        Ok((RelTypeId(*rel_type), TypeHead { len: *len, first, has_loops: *has_loops == 1 }))
    };
    let types = types.iter().map(head).collect::<Check<BTreeMap<_, _>>>()?;
    let mut rels = IdSet::default();
    let mut end = 0;
    for [first, len] in runs {
        ensure(*first >= end && *len > 0, "its runs are not ascending")?;
        end = first.checked_add(*len).ok_or("a relationship is beyond the limit")?;
        rels.insert_range(*first..end);
    }
    let total: u64 = types.values().map(|head| u64::from(head.len)).sum();
    ensure(rels.len() == total, "its types do not have as many relationships as there are")?;
    let indexes = indexes.into_iter().map(IndexId).zip(distinct.into_iter().map(|count| count as u64)).collect();
    Ok(Summary { types, indexes, rels, node_texts: texts(&node_texts)?, rel_texts: texts(&rel_texts)? })
}

fn sorted(stream: Stream) -> Check<Ascending> {
    let Stream::SortedIds(ids) = stream else { return Err(SHAPE) };
    if let Ascending::List(ids) = &ids {
        ensure(ids.is_sorted_by(|a, b| a < b), "its numbers are not ascending")?;
    }
    Ok(ids)
}

pub(super) fn set(stream: Stream) -> Check<IdSet> {
    Ok(match sorted(stream)? {
        Ascending::Run(run) => {
            let mut set = IdSet::default();
            set.insert_range(run);
            set
        }
        Ascending::List(ids) => IdSet::from_sorted(&ids),
    })
}

pub(super) fn read_statistics(mut next: impl FnMut() -> Check<Stream>, statistics: &mut Statistics) -> Check<()> {
    let mut pair = |width: usize| {
        let (Stream::Ids(keys), Some(counts)) = (next()?, next()?.into_integers()) else { return Err(SHAPE) };
        ensure(keys.len() == counts.len() * width, "it has more keys than counts")?;
        let counts: Vec<u64> = counts.into_iter().map(|count| count as u64).collect();
        let keys: Vec<[u32; 3]> =
            keys.chunks(width).map(|key| std::array::from_fn(|at| key.get(at).copied().unwrap_or(0))).collect();
        Ok(keys.into_iter().zip(counts))
    };
    statistics.types = pair(1)?.map(|([t, ..], count)| (RelTypeId(t), count)).collect();
    statistics.type_labels =
        pair(3)?.map(|([t, label, incoming], count)| ((RelTypeId(t), LabelId(label), incoming == 1), count)).collect();
    statistics.label_keys = pair(2)?.map(|([label, key, _], count)| ((LabelId(label), KeyId(key)), count)).collect();
    statistics.type_keys = pair(2)?.map(|([t, key, _], count)| ((RelTypeId(t), KeyId(key)), count)).collect();
    statistics.node_keys = pair(1)?.map(|([key, ..], count)| (KeyId(key), count)).collect();
    statistics.rel_keys = pair(1)?.map(|([key, ..], count)| (KeyId(key), count)).collect();
    Ok(())
}

pub(super) fn read_segment(
    columns: &mut BTreeMap<KeyId, Stored>,
    key: KeyId,
    at: u32,
    streams: (Stream, Stream),
) -> Check<()> {
    ensure(key.0 < TOKEN_LIMIT && at < SEGMENT, "there are not that many keys or segments")?;
    let offsets = sorted(streams.0)?;
    ensure(offsets.last().is_none_or(|last| last < SEGMENT), "an element is beyond the segment")?;
    let data = match streams.1 {
        Stream::Bytes(values) => Data::Booleans(values.into()),
        Stream::Small(values) => Data::from_integers(values.iter().map(|value| i64::from(*value))),
        Stream::Integers(values) => Data::from_integers(values.iter().copied()),
        Stream::Floats(values) => Data::Floats(values.into()),
        Stream::Ids(codes) => Data::Texts(Packed::of_codes(codes.iter().copied())),
        Stream::Values(values) => Data::from_values(values),
        _ => return Err(SHAPE),
    };
    ensure(data.len() == offsets.len(), "it has more elements than values")?;
    let slots = match offsets {
        Ascending::Run(run) => Slots::Range { start: run.start, len: run.end - run.start },
        Ascending::List(ids) => Slots::from_offsets(&ids.into_iter().map(|id| id as u16).collect::<Vec<_>>()),
    };
    let segment = Segment { slots, data };
    columns.entry(key).or_default().segments.push((at, segment));
    Ok(())
}

pub(super) fn read_dictionary(columns: &mut BTreeMap<KeyId, Stored>, key: KeyId, stream: Stream) -> Check<()> {
    ensure(key.0 < TOKEN_LIMIT, "there are not that many keys")?;
    let Stream::Texts(texts) = stream else { return Err(SHAPE) };
    ensure(texts.iter().is_sorted_by(|a, b| a < b), "its strings are not ascending")?;
    columns.entry(key).or_default().dictionary = Arc::new(Dictionary::new(texts));
    Ok(())
}

pub(super) fn finish_columns(stored: BTreeMap<KeyId, Stored>, capacity: u32) -> Check<Columns> {
    let mut columns = Columns::default();
    for (key, stored) in stored {
        columns.set(key, finish_column(stored, capacity)?);
    }
    Ok(columns)
}

fn finish_column(Stored { dictionary, segments }: Stored, capacity: u32) -> Check<PropertyColumn> {
    for (at, segment) in &segments {
        let last = segment.slots.len().checked_sub(1).map(|slot| u64::from(segment.slots.offset(slot)));
        let inside = last.is_none_or(|last| u64::from(*at) * u64::from(SEGMENT) + last < u64::from(capacity));
        ensure(inside, "a property is on an element beyond the capacity")?;
        if let Data::Texts(codes) = &segment.data {
            let known = codes.codes().all(|code| (code as usize) < dictionary.len());
            ensure(known, "a string is not in the dictionary of its column")?;
        }
    }
    Ok(PropertyColumn::from_segments(dictionary, segments))
}

pub(super) fn read_adjacency(
    starts: Stream,
    rows: Stream,
    ends: Stream,
    numbers: Stream,
    capacities: (u32, u32),
) -> Check<Adjacency> {
    let starts = sorted(starts)?.into_vec();
    let (Stream::Ids(rows), Stream::Ids(ends), Stream::Ids(numbers)) = (rows, ends, numbers) else { return Err(SHAPE) };
    Adjacency::from_rows(&starts, &rows, ends, numbers, capacities)
}

/// The numbers of all relationships; checks that none is there twice or beyond the capacities.
pub(super) fn rel_set(types: &[Option<Arc<TypeRows>>], node_capacity: u32, rel_capacity: u32) -> Check<IdSet> {
    let mut set = IdSet::default();
    let mut loose = Vec::new();
    let mut total = 0;
    for rows in types.iter().flatten() {
        let adjacency = rows.get();
        total += adjacency.len() as u64;
        let last = |last: Option<u32>| last.is_none_or(|last| last < node_capacity);
        let inside =
            last(adjacency.out.nodes().last().copied()) && last(adjacency.ends().iter().map(|end| end.0).max());
        ensure(inside, "a relationship ends beyond the capacity")?;
        match adjacency.ids() {
            RelIds::Range(first) => set.insert_range(*first..first + adjacency.len() as u32),
            RelIds::List(ids) => loose.extend(ids.iter().map(|id| id.0)),
        }
    }
    loose.sort_unstable();
    if set.is_empty() {
        loose.dedup();
        set = IdSet::from_sorted(&loose);
    } else {
        for id in loose {
            set.insert(id);
        }
    }
    ensure(set.len() == total, "a relationship is there twice")?;
    check_rels(&set, rel_capacity)?;
    Ok(set)
}

/// Checks that no relationship is beyond the capacity.
pub(super) fn check_rels(rels: &IdSet, capacity: u32) -> Check<()> {
    ensure(rels.next(capacity).is_none(), "a relationship is beyond the capacity")
}
