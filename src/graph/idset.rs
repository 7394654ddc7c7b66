//! A set of element numbers that is cheap to clone and cheap to change after a clone.
//!
//! Numbers are cut into segments of 65,536; a segment is a range, a short sorted list or a bitmap, whatever is small,
//! and is shared between clones until one of them changes it. Numbers given one after the other stay a range, so the
//! set of all nodes of a graph that never lost one costs a few bytes.
//!
//! ```text
//! {0..65535, 65536, 65540}   is   [ Range(0..65536), List[0, 4] ]
//! ```

use std::sync::Arc;

/// How many numbers a segment spans, as a shift.
pub(crate) const SEGMENT_BITS: u32 = 16;
/// How many numbers a segment spans.
pub(crate) const SEGMENT: u32 = 1 << SEGMENT_BITS;
const WORDS: usize = SEGMENT as usize / 64;
/// A list longer than this is no smaller than a bitmap.
const LIST_LIMIT: usize = 4096;

/// A copy-on-write set of `u32`.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdSet {
    segments: Arc<Vec<Option<Arc<Segment>>>>,
    len: u64,
}

/// How much of a span of numbers a set holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// Nothing.
    None,
    /// Part of it, or all without that being seen at once.
    Some,
    /// Everything.
    All,
}

#[derive(Clone, Debug)]
enum Segment {
    // Never empty; `end` is exclusive.
    Range { start: u32, end: u32 },
    List(Vec<u16>),
    Bits(Box<[u64]>),
}

impl Segment {
    #[inline]
    fn contains(&self, offset: u32) -> bool {
        match self {
            Self::Range { start, end } => *start <= offset && offset < *end,
            Self::List(list) => list.binary_search(&(offset as u16)).is_ok(),
            Self::Bits(words) => words[offset as usize / 64] >> (offset % 64) & 1 == 1,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Range { start, end } => (end - start) as usize,
            Self::List(list) => list.len(),
            Self::Bits(words) => words.iter().map(|word| word.count_ones() as usize).sum(),
        }
    }

    fn to_bits(&self) -> Box<[u64]> {
        let mut words = vec![0u64; WORDS].into_boxed_slice();
        let mut set = |offset: usize| words[offset / 64] |= 1 << (offset % 64);
        match self {
            Self::Range { start, end } => (*start..*end).for_each(|offset| set(offset as usize)),
            Self::List(list) => list.iter().for_each(|offset| set(usize::from(*offset))),
            Self::Bits(words) => return words.clone(),
        }
        words
    }

    /// A form in which one number can be put in or taken out.
    fn loosened(&self) -> Self {
        match self {
            Self::Range { start, end } if ((end - start) as usize) < LIST_LIMIT => {
                Self::List((*start..*end).map(|offset| offset as u16).collect())
            }
            Self::List(list) if list.len() < LIST_LIMIT => Self::List(list.clone()),
            other => Self::Bits(other.to_bits()),
        }
    }

    fn insert(&mut self, offset: u32) {
        match self {
            Self::Range { end, .. } if *end == offset => *end += 1,
            Self::Range { start, .. } if *start == offset + 1 => *start -= 1,
            Self::List(list) if list.len() < LIST_LIMIT => {
                if let Err(at) = list.binary_search(&(offset as u16)) {
                    list.insert(at, offset as u16);
                }
            }
            Self::Bits(words) => words[offset as usize / 64] |= 1 << (offset % 64),
            Self::Range { .. } | Self::List(_) => {
                *self = self.loosened();
                self.insert(offset);
            }
        }
    }

    fn remove(&mut self, offset: u32) {
        match self {
            Self::Range { start, end } if *end == offset + 1 && *start < offset => *end -= 1,
            Self::Range { .. } => {
                *self = self.loosened();
                self.remove(offset);
            }
            Self::List(list) => {
                if let Ok(at) = list.binary_search(&(offset as u16)) {
                    list.remove(at);
                }
            }
            Self::Bits(words) => words[offset as usize / 64] &= !(1 << (offset % 64)),
        }
    }

    /// Gives members from `start` on while there are any `left` to be given; the first one that was not given.
    fn take(&self, start: u32, left: &mut usize, mut found: impl FnMut(u32)) -> Option<u32> {
        match self {
            Self::Range { start: first, end } => {
                let from = start.max(*first);
                let to = (*end).min(from.saturating_add(u32::try_from(*left).unwrap_or(u32::MAX)));
                (from..to).for_each(&mut found);
                *left -= to.saturating_sub(from) as usize;
                (from.max(to) < *end).then_some(from.max(to))
            }
            Self::List(list) => {
                let rest = &list[list.partition_point(|member| u32::from(*member) < start)..];
                let given = rest.len().min(*left);
                rest[..given].iter().for_each(|member| found(u32::from(*member)));
                *left -= given;
                rest.get(given).map(|member| u32::from(*member))
            }
            Self::Bits(words) => {
                let first = start as usize / 64;
                let mut mask = !0 << (start % 64);
                for (at, word) in words.iter().enumerate().skip(first) {
                    let mut word = word & std::mem::replace(&mut mask, !0);
                    while word != 0 {
                        let member = at as u32 * 64 + word.trailing_zeros();
                        if *left == 0 {
                            return Some(member);
                        }
                        found(member);
                        *left -= 1;
                        word &= word - 1;
                    }
                }
                None
            }
        }
    }

    /// The first member at or after `offset`.
    fn next(&self, offset: u32) -> Option<u32> {
        match self {
            Self::Range { start, end } => Some(offset.max(*start)).filter(|next| next < end),
            Self::List(list) => {
                let at = list.partition_point(|member| u32::from(*member) < offset);
                list.get(at).map(|member| u32::from(*member))
            }
            Self::Bits(words) => {
                let mut at = offset as usize / 64;
                let mut word = words.get(at)? & (!0 << (offset % 64));
                while word == 0 {
                    at += 1;
                    word = *words.get(at)?;
                }
                Some(at as u32 * 64 + word.trailing_zeros())
            }
        }
    }
}

impl IdSet {
    /// The set of strictly ascending numbers.
    pub(crate) fn from_sorted(ids: &[u32]) -> Self {
        let mut segments: Vec<Option<Arc<Segment>>> = Vec::new();
        for chunk in ids.chunk_by(|a, b| a >> SEGMENT_BITS == b >> SEGMENT_BITS) {
            let (first, last) = (chunk[0], chunk[chunk.len() - 1]);
            let at = (first >> SEGMENT_BITS) as usize;
            segments.resize(at, None);
            let offset = |id: u32| id & (SEGMENT - 1);
            let segment = if (last - first) as usize + 1 == chunk.len() {
                Segment::Range { start: offset(first), end: offset(last) + 1 }
            } else if chunk.len() <= LIST_LIMIT {
                Segment::List(chunk.iter().map(|id| *id as u16).collect())
            } else {
                let mut words = vec![0u64; WORDS].into_boxed_slice();
                for id in chunk {
                    words[offset(*id) as usize / 64] |= 1 << (id % 64);
                }
                Segment::Bits(words)
            };
            segments.push(Some(Arc::new(segment)));
        }
        Self { segments: Arc::new(segments), len: ids.len() as u64 }
    }

    /// How many members there are.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is no member.
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether `id` is a member.
    #[inline]
    pub(crate) fn contains(&self, id: u32) -> bool {
        match self.segments.get((id >> SEGMENT_BITS) as usize) {
            Some(Some(segment)) => segment.contains(id & (SEGMENT - 1)),
            _ => false,
        }
    }

    /// Puts `id` in; false when it is a member already.
    pub(crate) fn insert(&mut self, id: u32) -> bool {
        if self.contains(id) {
            return false;
        }
        let (at, offset) = ((id >> SEGMENT_BITS) as usize, id & (SEGMENT - 1));
        let segments = Arc::make_mut(&mut self.segments);
        if at >= segments.len() {
            segments.resize(at + 1, None);
        }
        match &mut segments[at] {
            Some(segment) => Arc::make_mut(segment).insert(offset),
            empty => *empty = Some(Arc::new(Segment::Range { start: offset, end: offset + 1 })),
        }
        self.len += 1;
        true
    }

    /// Puts all of `range` in, a segment at a time.
    pub(crate) fn insert_range(&mut self, range: std::ops::Range<u32>) {
        let mut next = range.start;
        while next < range.end {
            let at = (next >> SEGMENT_BITS) as usize;
            let segment_end = (next | (SEGMENT - 1)).saturating_add(1).min(range.end);
            let whole = self.segments.get(at).is_none_or(Option::is_none);
            if whole {
                let segments = Arc::make_mut(&mut self.segments);
                if at >= segments.len() {
                    segments.resize(at + 1, None);
                }
                let start = next & (SEGMENT - 1);
                segments[at] = Some(Arc::new(Segment::Range { start, end: start + (segment_end - next) }));
                self.len += u64::from(segment_end - next);
            } else {
                next = self.lengthen(at, next, segment_end);
                (next..segment_end).for_each(|id| _ = self.insert(id));
            }
            next = segment_end;
        }
    }

    /// Puts `first..end` of segment `at` in when that makes one range with what is there; the first number not put in.
    fn lengthen(&mut self, at: usize, first: u32, end: u32) -> u32 {
        let start_of_segment = (at as u32) << SEGMENT_BITS;
        let (low, high) = (first - start_of_segment, end - start_of_segment);
        let segment = Arc::make_mut(&mut self.segments).get_mut(at).and_then(Option::as_mut);
        match segment.map(Arc::make_mut) {
            Some(Segment::Range { start, end: to }) if *start <= low && low <= *to => {
                self.len += u64::from(high.saturating_sub(*to));
                *to = high.max(*to);
                end
            }
            _ => first,
        }
    }

    /// Takes `id` out; false when it is no member.
    pub(crate) fn remove(&mut self, id: u32) -> bool {
        if !self.contains(id) {
            return false;
        }
        let (at, offset) = ((id >> SEGMENT_BITS) as usize, id & (SEGMENT - 1));
        let segments = Arc::make_mut(&mut self.segments);
        if let Some(Some(segment)) = segments.get_mut(at) {
            Arc::make_mut(segment).remove(offset);
            if segment.next(0).is_none() {
                segments[at] = None;
            }
        }
        self.len -= 1;
        true
    }

    /// The first member at or after `from`.
    pub(crate) fn next(&self, from: u32) -> Option<u32> {
        let first = (from >> SEGMENT_BITS) as usize;
        for (at, segment) in self.segments.iter().enumerate().skip(first) {
            let offset = if at == first { from & (SEGMENT - 1) } else { 0 };
            if let Some(found) = segment.as_ref().and_then(|segment| segment.next(offset)) {
                return Some((at as u32) << SEGMENT_BITS | found);
            }
        }
        None
    }

    /// Gives up to `limit` members at or after `from`, ascending; the member after them.
    pub(crate) fn take(&self, from: u32, limit: usize, mut found: impl FnMut(u32)) -> Option<u32> {
        let (first, mut left) = ((from >> SEGMENT_BITS) as usize, limit);
        for (at, segment) in self.segments.iter().enumerate().skip(first) {
            let start = if at == first { from & (SEGMENT - 1) } else { 0 };
            let high = (at as u32) << SEGMENT_BITS;
            let next =
                segment.as_ref().and_then(|segment| segment.take(start, &mut left, |offset| found(high | offset)));
            if let Some(offset) = next {
                return Some(high | offset);
            }
        }
        None
    }

    /// How much of the numbers from `first` to `last`, both included, the set holds.
    pub(crate) fn share_of(&self, first: u32, last: u32) -> Share {
        match self.next(first) {
            None => return Share::None,
            Some(member) if member > last => return Share::None,
            Some(member) if member > first => return Share::Some,
            Some(_) => {}
        }
        let mut next = u64::from(first);
        while next <= u64::from(last) {
            let offset = next as u32 & (SEGMENT - 1);
            match self.segments.get((next >> SEGMENT_BITS) as usize).and_then(Option::as_deref) {
                Some(Segment::Range { start, end }) if (*start..*end).contains(&offset) => {
                    next += u64::from(end - offset);
                }
                _ => return Share::Some,
            }
        }
        Share::All
    }

    /// The members as runs of consecutive numbers: the first and how many.
    pub(crate) fn runs(&self) -> Vec<(u32, u32)> {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        let mut put = |first: u32, len: u32| match runs.last_mut() {
            Some((start, count)) if *start + *count == first => *count += len,
            _ => runs.push((first, len)),
        };
        for (at, segment) in self.segments.iter().enumerate() {
            let high = (at as u32) << SEGMENT_BITS;
            match segment.as_deref() {
                None => {}
                Some(Segment::Range { start, end }) => put(high | start, end - start),
                Some(Segment::List(list)) => list.iter().for_each(|offset| put(high | u32::from(*offset), 1)),
                Some(Segment::Bits(words)) => {
                    for (at, word) in words.iter().enumerate() {
                        let mut rest = *word;
                        while rest != 0 {
                            put(high | (at as u32 * 64 + rest.trailing_zeros()), 1);
                            rest &= rest - 1;
                        }
                    }
                }
            }
        }
        runs
    }

    /// The members at or after `from`, ascending.
    pub(crate) fn iter_from(&self, from: u32) -> impl Iterator<Item = u32> + '_ {
        let first = (from >> SEGMENT_BITS) as usize;
        self.segments.iter().enumerate().skip(first).filter_map(|(at, segment)| Some((at, segment.as_ref()?))).flat_map(
            move |(at, segment)| {
                let start = if at == first { from & (SEGMENT - 1) } else { 0 };
                let high = (at as u32) << SEGMENT_BITS;
                let mut next = segment.next(start);
                std::iter::from_fn(move || {
                    let found = next?;
                    next = segment.next(found + 1);
                    Some(high | found)
                })
            },
        )
    }

    /// All members, ascending.
    pub(crate) fn to_vec(&self) -> Vec<u32> {
        let mut ids = Vec::with_capacity(self.len as usize);
        ids.extend(self.iter_from(0));
        ids
    }

    /// The same set with every segment in its smallest form.
    pub(crate) fn tightened(&self) -> Self {
        let tight = |segment: &Option<Arc<Segment>>| {
            let segment = segment.as_ref()?;
            if matches!(**segment, Segment::Range { .. }) {
                return Some(Arc::clone(segment));
            }
            let (len, first) = (segment.len() as u32, segment.next(0)?);
            let is_range = first + len <= SEGMENT && (first..first + len).all(|offset| segment.contains(offset));
            Some(match &**segment {
                _ if is_range => Arc::new(Segment::Range { start: first, end: first + len }),
                Segment::Bits(_) if len as usize <= LIST_LIMIT / 2 => {
                    let mut list = Vec::with_capacity(len as usize);
                    let mut next = Some(first);
                    while let Some(offset) = next {
                        list.push(offset as u16);
                        next = segment.next(offset + 1);
                    }
                    Arc::new(Segment::List(list))
                }
                _ => Arc::clone(segment),
            })
        };
        Self { segments: Arc::new(self.segments.iter().map(tight).collect()), len: self.len }
    }

    /// Bytes of memory, shared segments counted in full.
    pub(crate) fn memory(&self) -> usize {
        let of = |segment: &Arc<Segment>| match &**segment {
            Segment::Range { .. } => 40,
            Segment::List(list) => 40 + list.capacity() * 2,
            Segment::Bits(words) => 40 + words.len() * 8,
        };
        self.segments.len() * 8 + self.segments.iter().flatten().map(of).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{IdSet, Share};

    fn agree(set: &IdSet, model: &BTreeSet<u32>) {
        assert_eq!(set.len(), model.len() as u64);
        assert_eq!(set.to_vec(), model.iter().copied().collect::<Vec<_>>());
        for probe in [0, 1, 63, 64, 4095, 65_535, 65_536, 70_000, 200_000] {
            assert_eq!(set.contains(probe), model.contains(&probe));
            assert_eq!(set.next(probe), model.range(probe..).next().copied());
            for limit in [0, 1, 63, 5000] {
                let mut taken = Vec::new();
                let next = set.take(probe, limit, |id| taken.push(id));
                let mut rest = model.range(probe..).copied();
                assert_eq!(taken, rest.by_ref().take(limit).collect::<Vec<_>>());
                assert_eq!(next, rest.next());
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

        #[test]
        fn set_agrees_with_a_plain_set(
            steps in prop::collection::vec((any::<bool>(), 0u32..140_000, 0u32..6000), 0..16)
        ) {
            let (mut set, mut model) = (IdSet::default(), BTreeSet::new());
            for (put, start, len) in steps {
                let old = (set.clone(), model.clone());
                if put && len % 2 == 0 {
                    set.insert_range(start..start + len);
                    model.extend(start..start + len);
                } else {
                    for id in (start..start + len).step_by(7) {
                        let changed = if put { set.insert(id) } else { set.remove(id) };
                        prop_assert_eq!(changed, if put { model.insert(id) } else { model.remove(&id) });
                    }
                }
                agree(&old.0, &old.1);
                agree(&set, &model);
                agree(&set.tightened(), &model);
                agree(&IdSet::from_sorted(&set.to_vec()), &model);
                let runs = set.runs().into_iter().flat_map(|(first, len)| first..first + len);
                prop_assert!(runs.eq(model.iter().copied()));
                for (first, last) in [(start, start + len), (start, start), (0, 140_000)] {
                    let held = model.range(first..=last).count() as u32;
                    match set.share_of(first, last) {
                        Share::None => prop_assert_eq!(held, 0),
                        Share::All => prop_assert_eq!(held, last - first + 1),
                        Share::Some => prop_assert!(held > 0),
                    }
                }
            }
        }
    }

    #[test]
    fn consecutive_numbers_stay_a_range() {
        let mut set = IdSet::default();
        (0..100_000).for_each(|id| _ = set.insert(id));
        assert!(set.memory() < 200, "{} bytes", set.memory());
    }
}
