//! The values of one property for up to 65,536 neighbouring elements.
//!
//! Values lie without gaps; [`Slots`] says whose they are. Invariant: the data has one element a slot, and no null.
//!
//! ```text
//! elements 0, 1, 5 have "age"      slots List[0, 1, 5]      data Packed[61, 62, 63]
//! ```

use std::sync::Arc;

use super::packed::Packed;
use crate::graph::placement::Slots;
use crate::value::temporal::Scale;
use crate::value::{Dictionary, Value};

/// The type that all segments agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Booleans,
    Integers,
    Floats,
    Texts,
    Moments(Scale),
    Mixed,
}

/// Values of one type.
#[derive(Clone, Debug)]
pub(crate) enum Data {
    /// 0 false, 1 true.
    Booleans(Box<[u8]>),
    /// Integers.
    Packed(Packed),
    /// Integers that lie too far from each other to be packed.
    Integers(Box<[i64]>),
    /// Doubles.
    Floats(Box<[f64]>),
    /// Codes of the column's dictionary.
    Texts(Packed),
    /// Temporal values as numbers.
    Moments(Scale, Packed),
    /// Anything else, and mixtures.
    Values(Box<[Value]>),
}

impl Data {
    /// Integers in their narrowest form.
    pub(crate) fn from_integers(values: impl ExactSizeIterator<Item = i64> + Clone) -> Self {
        Packed::new(values.clone()).map_or_else(|| Self::Integers(values.collect()), Self::Packed)
    }

    /// Values in their narrowest form, of those that need no dictionary.
    pub(crate) fn from_values(values: Vec<Value>) -> Self {
        let moments = Scale::numbers(values.iter())
            .and_then(|(scale, numbers)| Some(Self::Moments(scale, Packed::new(numbers.iter().copied())?)));
        moments.unwrap_or_else(|| Self::Values(values.into()))
    }

    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Booleans(values) => values.len(),
            Self::Packed(values) | Self::Texts(values) | Self::Moments(_, values) => values.len(),
            Self::Integers(values) => values.len(),
            Self::Floats(values) => values.len(),
            Self::Values(values) => values.len(),
        }
    }

    fn memory(&self) -> usize {
        match self {
            Self::Booleans(values) => values.len(),
            Self::Packed(values) | Self::Texts(values) | Self::Moments(_, values) => values.memory(),
            Self::Integers(values) => values.len() * 8,
            Self::Floats(values) => values.len() * 8,
            Self::Values(values) => values.len() * std::mem::size_of::<Value>(),
        }
    }
}

/// One segment of a column.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    /// Who has a value.
    pub(crate) slots: Slots,
    /// The values.
    pub(crate) data: Data,
}

impl Segment {
    /// A segment of `(offset, value)` pairs, ascending, without nulls. Strings must be in `dictionary`; where one is
    /// not, the segment keeps tagged values.
    pub(crate) fn from_entries(entries: Vec<(u16, Value)>, dictionary: &Dictionary) -> Self {
        let offsets: Vec<u16> = entries.iter().map(|(offset, _)| *offset).collect();
        Self { slots: Slots::from_offsets(&offsets), data: pack(entries, dictionary) }
    }

    /// The value of an offset.
    pub(crate) fn get(&self, offset: u32, dictionary: &Dictionary) -> Option<Value> {
        Some(self.value(self.slots.slot(offset)?, dictionary))
    }

    pub(super) fn value(&self, slot: usize, dictionary: &Dictionary) -> Value {
        match &self.data {
            Data::Booleans(values) => Value::Boolean(values[slot] == 1),
            Data::Packed(values) => Value::Integer(values.get(slot)),
            Data::Integers(values) => Value::Integer(values[slot]),
            Data::Floats(values) => Value::Float(values[slot]),
            Data::Texts(codes) => Value::string(dictionary.text(codes.code(slot))),
            Data::Moments(scale, numbers) => scale.value(numbers.get(slot)),
            Data::Values(values) => values[slot].clone(),
        }
    }

    /// All `(offset, value)` pairs, ascending.
    pub(crate) fn entries(&self, dictionary: &Dictionary) -> Vec<(u16, Value)> {
        let offsets = self.slots.offsets();
        offsets.into_iter().enumerate().map(|(slot, offset)| (offset, self.value(slot, dictionary))).collect()
    }

    /// The same segment under a dictionary in which code `c` has become `codes[c]`.
    pub(crate) fn recoded(&self, codes: &[u32]) -> Self {
        let data = match &self.data {
            Data::Texts(old) => Data::Texts(Packed::of_codes(old.codes().map(|code| codes[code as usize]))),
            other => other.clone(),
        };
        Self { slots: self.slots.clone(), data }
    }

    /// Bytes of memory, strings excluded.
    pub(crate) fn memory(&self) -> usize {
        std::mem::size_of::<Self>() + self.slots.memory() + self.data.memory()
    }
}

/// The type that the segments of a column agree on.
pub(super) fn form(segments: &[Option<Arc<Segment>>]) -> Form {
    let mut forms = segments.iter().flatten().map(|segment| match &segment.data {
        Data::Booleans(_) => Form::Booleans,
        Data::Packed(_) | Data::Integers(_) => Form::Integers,
        Data::Floats(_) => Form::Floats,
        Data::Texts(_) => Form::Texts,
        Data::Moments(scale, _) => Form::Moments(*scale),
        Data::Values(_) => Form::Mixed,
    });
    let first = forms.next().unwrap_or(Form::Mixed);
    if forms.all(|form| form == first) { first } else { Form::Mixed }
}

/// How many values segments hold.
pub(super) fn count(segments: &[Option<Arc<Segment>>]) -> u64 {
    placed(segments).map(|(_, segment)| segment.slots.len() as u64).sum()
}

/// The segments of a column that exist, with their places.
pub(super) fn placed(segments: &[Option<Arc<Segment>>]) -> impl Iterator<Item = (u32, &Arc<Segment>)> {
    segments.iter().enumerate().filter_map(|(at, segment)| Some((at as u32, segment.as_ref()?)))
}

fn pack(entries: Vec<(u16, Value)>, dictionary: &Dictionary) -> Data {
    let values = || entries.iter().map(|(_, value)| value);
    let packed = match entries.first().map(|(_, value)| value) {
        Some(Value::Boolean(_)) => values()
            .map(|value| if let Value::Boolean(bit) = value { Some(u8::from(*bit)) } else { None })
            .collect::<Option<_>>()
            .map(Data::Booleans),
        Some(Value::Integer(_)) => values()
            .map(|value| if let Value::Integer(int) = value { Some(*int) } else { None })
            .collect::<Option<Vec<_>>>()
            .map(|values| Data::from_integers(values.iter().copied())),
        Some(Value::Float(_)) => values()
            .map(|value| if let Value::Float(float) = value { Some(*float) } else { None })
            .collect::<Option<_>>()
            .map(Data::Floats),
        Some(Value::String(_)) => values()
            .map(|value| if let Value::String(text) = value { dictionary.find(text).ok() } else { None })
            .collect::<Option<Vec<_>>>()
            .map(|codes| Data::Texts(Packed::of_codes(codes.iter().copied()))),
        _ => None,
    };
    packed.unwrap_or_else(|| Data::from_values(entries.into_iter().map(|(_, value)| value).collect()))
}
