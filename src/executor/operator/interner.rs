//! Numbers distinct values in order of first appearance.
//!
//! Equivalence decides (null is like null, 1 like 1.0). Whole numbers, elements and strings have tables of their own, so
//! that typed columns are numbered without making values; a general map has all others. Strings of one dictionary are
//! different by their codes alone and stay codes; they are looked at only when others come from elsewhere. A list is the
//! sequence of the numbers of its elements.
//!
//! ```text
//! column  'a' 'b' 'a' null        numbers  0 1 0 2        values  ['a', 'b', null]
//! ```

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::places::Places;
use super::sequences::Sequences;
use super::text_table::{self, TextTable};
use super::words::{NONE, TOGETHER};
use crate::executor::batch::value_bytes;
use crate::value::temporal::Scale;
use crate::value::{Bitmap, Column, Dictionary, NO_LIST, NodeId, RelId, StringColumn, Texts, Value, exact_integer};

/// Numbers values.
#[derive(Default)]
pub(super) struct Interner {
    // What each number stands for.
    kept: Vec<Kept>,
    words: Vec<i64>,
    values: Vec<Value>,
    strings: Texts,
    // How many there are of each kind.
    kinds: [usize; KINDS],
    numbers: FxHashMap<Value, u32>,
    integers: Places,
    // Of doubles that are no whole numbers, by their bits.
    floats: Places,
    nodes: Places,
    rels: Places,
    // The temporal values that are numbers, by their scales.
    moments: [Places; Scale::ALL.len()],
    // Of lists: their elements, the sequences of these, and for each sequence the number of the list (NONE: not numbered).
    elements: Option<Box<Interner>>,
    sequences: Sequences,
    lists: Vec<u32>,
    // The dictionary that kept codes are of, and whether strings have come from elsewhere too: then all are in the table.
    dictionary: Option<Arc<Dictionary>>,
    mixed: bool,
    table: TextTable,
    // The dictionary last seen, and the number of each of its codes (NONE: not numbered yet).
    texts: Option<(Arc<Dictionary>, Vec<u32>)>,
    bytes: usize,
}

/// What a number stands for; strings as they came.
#[derive(Clone, Copy)]
enum Kept {
    Null,
    Node(NodeId),
    Rel(RelId),
    /// A place among the words.
    Integer(u32),
    /// A place among the words, where its bits are.
    Float(u32),
    /// A place among the words.
    Moment(Scale, u32),
    /// A place among the values.
    Value(u32),
    /// A place among the strings.
    String(u32),
    /// A code of the dictionary.
    Code(u32),
    /// A sequence of elements.
    List(u32),
}

/// The number of [`Kept::kind`]s.
const KINDS: usize = MOMENT + Scale::ALL.len();
const NULL: usize = 0;
const NODE: usize = 1;
const REL: usize = 2;
const INTEGER: usize = 3;
const FLOAT: usize = 4;
const STRING: usize = 6;
const CODE: usize = 7;
const LIST: usize = 8;
const MOMENT: usize = 9;

impl Kept {
    fn kind(self) -> usize {
        match self {
            Self::Null => NULL,
            Self::Node(_) => NODE,
            Self::Rel(_) => REL,
            Self::Integer(_) => INTEGER,
            Self::Float(_) => FLOAT,
            Self::Value(_) => 5,
            Self::String(_) => STRING,
            Self::Code(_) => CODE,
            Self::List(_) => LIST,
            Self::Moment(scale, _) => MOMENT + scale as usize,
        }
    }
}

/// Of so many doubles the numbers are at hand, each at a place that its bits times this give.
const RECENT: usize = 64;
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// How often strings come, on the average, where sorting them costs less than copying them.
const MANY_TIMES: usize = 8;

impl Interner {
    /// Whether most values are nodes or relationships, which have places by their own numbers.
    pub(super) fn is_of_elements(&self) -> bool {
        self.kinds[NODE] + self.kinds[REL] > self.kept.len() / 2
    }

    /// The number of a value.
    pub(super) fn number(&mut self, value: &Value) -> u32 {
        match value {
            Value::Integer(integer) => self.integer(*integer),
            Value::Float(float) => self.float(*float),
            Value::Node(id) => self.node(*id),
            Value::Relationship(id) => self.rel(*id),
            Value::String(text) => self.text(text),
            Value::List(elements) => {
                let own = self.elements.get_or_insert_default();
                let numbers: Vec<u32> = elements.iter().map(|element| own.number(element)).collect();
                let sequence = self.sequences.number(&numbers);
                self.list(sequence)
            }
            _ => match Scale::of(value).and_then(|scale| Some((scale, scale.number(value)?))) {
                Some((scale, number)) => self.moment(scale, number),
                None => self.other(value),
            },
        }
    }

    fn float(&mut self, float: f64) -> u32 {
        if float.is_nan() {
            return self.other(&Value::Float(float));
        }
        // As an integer where it is one: 1.0 is like 1.
        let (table, word): (fn(&mut Self) -> &mut Places, i64) = match exact_integer(float) {
            Some(integer) => (|own| &mut own.integers, integer),
            None => (|own| &mut own.floats, float.to_bits() as i64),
        };
        table(self).get(word).unwrap_or_else(|| {
            let number = self.push_word(float.to_bits() as i64, Kept::Float);
            table(self).put(word, number);
            number
        })
    }

    fn floats(&mut self, values: &[f64], nulls: Option<&Bitmap>, out: &mut Vec<u32>) {
        // Of few different values most are among the last ones.
        let mut recent = [(0, NONE); RECENT];
        let place = |bits: u64| (bits.wrapping_mul(SPREAD) >> (u64::BITS - RECENT.ilog2())) as usize;
        for (part, floats) in values.chunks(TOGETHER).enumerate() {
            self.look_ahead(floats);
            for (row, float) in floats.iter().enumerate() {
                if nulls.is_some_and(|nulls| nulls.get(part * TOGETHER + row)) {
                    out.push(self.other(&Value::Null));
                    continue;
                }
                let known = &mut recent[place(float.to_bits())];
                if known.0 != float.to_bits() || known.1 == NONE {
                    *known = (float.to_bits(), self.float(*float));
                }
                out.push(known.1);
            }
        }
    }

    /// Looks at where doubles are that are numbered next.
    fn look_ahead(&self, floats: &[f64]) {
        let mut words = [0; TOGETHER];
        words.iter_mut().zip(floats).for_each(|(word, float)| *word = float.to_bits() as i64);
        self.floats.look_ahead(&words[..floats.len()]);
    }

    #[inline]
    fn moment(&mut self, scale: Scale, moment: i64) -> u32 {
        self.moments[scale as usize].get(moment).unwrap_or_else(|| {
            let number = self.push_word(moment, |place| Kept::Moment(scale, place));
            self.moments[scale as usize].put(moment, number);
            number
        })
    }

    /// The number of a value for which there is no narrow table.
    fn other(&mut self, value: &Value) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = if value.is_null() { self.push(Kept::Null) } else { self.push_value(value) };
        self.bytes += value_bytes(value);
        self.numbers.insert(value.clone(), number);
        number
    }

    /// The number of the value in each row.
    pub(super) fn column(&mut self, column: &Column, out: &mut Vec<u32>) {
        match column {
            Column::Constant(value, len) => {
                if *len > 0 {
                    let number = self.number(value);
                    out.resize(out.len() + len, number);
                }
            }
            Column::Nodes(ids) => out.extend(ids.iter().map(|id| self.node(*id))),
            Column::Relationships(ids) => out.extend(ids.iter().map(|id| self.rel(*id))),
            Column::Integers { values, nulls } => {
                self.words((values, nulls.as_ref()), out, |own| &own.integers, Self::integer);
            }
            Column::Moments { scale, values, nulls } => {
                let number = |own: &mut Self, moment| own.moment(*scale, moment);
                self.words((values, nulls.as_ref()), out, |own| &own.moments[*scale as usize], number);
            }
            Column::Floats { values, nulls } => self.floats(values, nulls.as_ref(), out),
            Column::Texts { codes, dictionary } => self.codes(codes, dictionary, out),
            Column::Strings { texts, nulls } => {
                for (row, text) in texts.iter().enumerate() {
                    let null = nulls.as_ref().is_some_and(|nulls| nulls.get(row));
                    out.push(if null { self.other(&Value::Null) } else { self.text(text) });
                }
            }
            Column::Values(values) => out.extend(values.iter().map(|value| self.number(value))),
            Column::Numbers { values, .. } => {
                out.extend((0..values.len()).map(|row| self.number(&column.get(row))));
            }
            Column::Lists { spans, elements } => self.lists(spans, elements, out),
            Column::Booleans(bits) => {
                let mut known = [NONE; 3];
                for (row, bit) in bits.iter().enumerate() {
                    let number = &mut known[usize::from(*bit).min(2)];
                    if *number == NONE {
                        *number = self.number(&column.get(row));
                    }
                    out.push(*number);
                }
            }
        }
    }

    /// The numbers of lists.
    fn lists(&mut self, spans: &[(u32, u32)], elements: &Column, out: &mut Vec<u32>) {
        // Rows that share a part of the elements have the same list.
        let shared = elements.len() < spans.len();
        let mut known: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut new = |span: &(u32, u32)| {
            let next = known.len() as u32;
            !shared || *known.entry(*span).or_insert(next) == next
        };
        let apart: Vec<(u32, u32)> = spans.iter().copied().filter(|span| new(span)).collect();
        let rows: Vec<u32> = apart.iter().flat_map(|(from, to)| *from..*to).collect();
        let mut numbers = Vec::with_capacity(rows.len());
        self.elements.get_or_insert_default().column(&elements.gather(&rows), &mut numbers);
        let mut rest = &numbers[..];
        let own = |(from, to): &(u32, u32)| {
            let (own, behind) = rest.split_at(to.saturating_sub(*from) as usize);
            rest = behind;
            own
        };
        let parts: Vec<&[u32]> = apart.iter().map(own).collect();
        let sequences = self.sequences.number_all(&parts);
        let number = |((from, to), sequence): (&(u32, u32), u32)| {
            if from > to { self.number(&Value::Null) } else { self.list(sequence) }
        };
        let numbered = apart.iter().zip(sequences).map(number);
        if !shared {
            return out.extend(numbered);
        }
        let numbers: Vec<u32> = numbered.collect();
        out.extend(spans.iter().map(|span| numbers[known[span] as usize]));
    }

    /// The number of the list of which the elements are a sequence.
    fn list(&mut self, sequence: u32) -> u32 {
        if sequence as usize >= self.lists.len() {
            self.lists.resize((sequence as usize + 1).next_power_of_two(), NONE);
        }
        if self.lists[sequence as usize] == NONE {
            self.lists[sequence as usize] = self.push(Kept::List(sequence));
        }
        self.lists[sequence as usize]
    }

    /// Appends the number of each row of words and nulls; `places` has those of words that are known, `number` gives any.
    fn words(
        &mut self,
        (values, nulls): (&[i64], Option<&Bitmap>),
        out: &mut Vec<u32>,
        places: impl Fn(&Self) -> &Places,
        number: impl Fn(&mut Self, i64) -> u32,
    ) {
        // Equal values often stand together.
        let mut last: Option<(i64, u32)> = None;
        for (part, values) in values.chunks(TOGETHER).enumerate() {
            places(self).look_ahead(values);
            for (row, value) in values.iter().enumerate() {
                let null = nulls.is_some_and(|nulls| nulls.get(part * TOGETHER + row));
                let near = if null { None } else { places(self).near(*value) };
                out.push(near.unwrap_or_else(|| match last {
                    _ if null => self.number(&Value::Null),
                    Some((known, number)) if known == *value => number,
                    _ => last.insert((*value, number(self, *value))).1,
                }));
            }
        }
    }

    #[inline]
    fn integer(&mut self, value: i64) -> u32 {
        self.integers.get(value).unwrap_or_else(|| {
            let number = self.push_word(value, Kept::Integer);
            self.integers.put(value, number);
            number
        })
    }

    #[inline]
    fn node(&mut self, id: NodeId) -> u32 {
        if id == NodeId::NONE {
            return self.other(&Value::Null);
        }
        self.nodes.get(i64::from(id.0)).unwrap_or_else(|| {
            let number = self.push(Kept::Node(id));
            self.nodes.put(i64::from(id.0), number);
            number
        })
    }

    #[inline]
    fn rel(&mut self, id: RelId) -> u32 {
        if id == RelId::NONE {
            return self.other(&Value::Null);
        }
        self.rels.get(i64::from(id.0)).unwrap_or_else(|| {
            let number = self.push(Kept::Rel(id));
            self.rels.put(i64::from(id.0), number);
            number
        })
    }

    fn codes(&mut self, codes: &[u32], dictionary: &Arc<Dictionary>, out: &mut Vec<u32>) {
        let mut known = match self.texts.take() {
            Some((last, known)) if Arc::ptr_eq(&last, dictionary) => known,
            Some(_) => {
                // What is known of the other dictionary is forgotten: its codes are not new when they come again.
                self.mix();
                vec![NONE; dictionary.len()]
            }
            None => vec![NONE; dictionary.len()],
        };
        for code in codes {
            if *code == Dictionary::NULL {
                out.push(self.number(&Value::Null));
                continue;
            }
            let slot = &mut known[*code as usize];
            if *slot == NONE {
                *slot = self.code(*code, dictionary);
            }
            out.push(*slot);
        }
        self.texts = Some((Arc::clone(dictionary), known));
    }

    /// The number of a code that has none yet: while all strings are of one dictionary, each is a new one.
    fn code(&mut self, code: u32, dictionary: &Arc<Dictionary>) -> u32 {
        if !self.mixed && Arc::ptr_eq(self.dictionary.get_or_insert_with(|| Arc::clone(dictionary)), dictionary) {
            return self.push(Kept::Code(code));
        }
        self.text(dictionary.text(code))
    }

    /// From now on strings are told apart by what they are.
    fn mix(&mut self) {
        if std::mem::replace(&mut self.mixed, true) {
            return;
        }
        for (number, kept) in self.kept.iter().enumerate() {
            if let (Kept::Code(code), Some(dictionary)) = (kept, &self.dictionary) {
                self.table.find_or_put(text_table::hash(dictionary.text(*code)), number as u32, |_| false);
            }
        }
    }

    /// The number of a string that may be known from elsewhere.
    fn text(&mut self, text: &str) -> u32 {
        self.mix();
        let next = self.kept.len() as u32;
        let (kept, strings, dictionary) = (&self.kept, &self.strings, &self.dictionary);
        let same = |number: u32| match kept[number as usize] {
            Kept::String(place) => strings.get(place as usize) == text,
            Kept::Code(code) => dictionary.as_ref().is_some_and(|dictionary| dictionary.text(code) == text),
            _ => false,
        };
        let number = self.table.find_or_put(text_table::hash(text), next, same);
        if number == next {
            self.push(Kept::String(self.strings.len() as u32));
            self.strings.push(text);
            self.bytes += text.len();
        }
        number
    }

    fn push_value(&mut self, value: &Value) -> u32 {
        self.bytes += value_bytes(value);
        self.values.push(value.clone());
        self.push(Kept::Value(self.values.len() as u32 - 1))
    }

    fn push_word(&mut self, word: i64, kept: impl Fn(u32) -> Kept) -> u32 {
        self.words.push(word);
        self.push(kept(self.words.len() as u32 - 1))
    }

    /// Gives what is kept the next number.
    fn push(&mut self, kept: Kept) -> u32 {
        self.kinds[kept.kind()] += 1;
        self.bytes += 24;
        self.kept.push(kept);
        self.kept.len() as u32 - 1
    }

    /// How many values have a number.
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// The value of a number.
    fn value(&self, number: u32) -> Value {
        match self.kept[number as usize] {
            Kept::Null => Value::Null,
            Kept::Node(id) => Value::Node(id),
            Kept::Rel(id) => Value::Relationship(id),
            Kept::Integer(place) => Value::Integer(self.words[place as usize]),
            Kept::Float(place) => Value::Float(f64::from_bits(self.words[place as usize] as u64)),
            Kept::Moment(scale, place) => scale.value(self.words[place as usize]),
            Kept::Value(place) => self.values[place as usize].clone(),
            Kept::String(place) => Value::string(self.strings.get(place as usize)),
            Kept::Code(code) => self.dictionary.as_ref().map_or(Value::Null, |known| Value::string(known.text(code))),
            Kept::List(sequence) => {
                let mut numbers = Vec::new();
                self.sequences.give(sequence, &mut numbers);
                let element = |number| self.elements.as_ref().map_or(Value::Null, |own| own.value(number));
                Value::list(numbers.into_iter().map(element).collect())
            }
        }
    }

    /// The values of some numbers. The form is the same for all that is asked while nothing new comes.
    pub(super) fn values_of(&self, numbers: impl ExactSizeIterator<Item = u32> + Clone) -> Column {
        if let (Some(dictionary), true) = (&self.dictionary, self.are_only(&[CODE])) {
            let code = |number| if let Kept::Code(code) = self.kept[number as usize] { code } else { Dictionary::NULL };
            return Column::Texts { codes: numbers.map(code).collect(), dictionary: Arc::clone(dictionary) };
        }
        if self.are_strings() {
            let mut strings = StringColumn::new(numbers.len());
            numbers.for_each(|number| strings.push(self.text_of(number)));
            return strings.done();
        }
        if self.kinds[NODE] == self.kept.len() && self.kinds[NODE] > 0 {
            let node = |number| if let Kept::Node(id) = self.kept[number as usize] { id } else { NodeId::NONE };
            return Column::Nodes(numbers.map(node).collect());
        }
        if self.are_only(&[INTEGER]) {
            return Column::Integers { values: self.words_of(numbers.clone()), nulls: self.nulls_of(numbers) };
        }
        if self.are_only(&[FLOAT]) {
            let values = self.words_of(numbers.clone()).into_iter().map(|word| f64::from_bits(word as u64)).collect();
            return Column::Floats { values, nulls: self.nulls_of(numbers) };
        }
        for scale in Scale::ALL {
            if self.are_only(&[MOMENT + scale as usize]) {
                return Column::Moments {
                    scale,
                    values: self.words_of(numbers.clone()),
                    nulls: self.nulls_of(numbers),
                };
            }
        }
        if let (true, Some(elements)) = (self.are_only(&[LIST]), &self.elements)
            && elements.kinds[LIST] == 0
        {
            return self.lists_of(elements, numbers);
        }
        Column::from_values(numbers.map(|number| self.value(number)).collect())
    }

    /// Lists as parts of one column.
    fn lists_of(&self, elements: &Self, numbers: impl Iterator<Item = u32>) -> Column {
        let mut all = Vec::new();
        let span = |number| {
            let Kept::List(sequence) = self.kept[number as usize] else { return NO_LIST };
            let from = all.len() as u32;
            self.sequences.give(sequence, &mut all);
            (from, all.len() as u32)
        };
        let spans = numbers.map(span).collect();
        Column::Lists { spans, elements: Arc::new(elements.values_of(all.into_iter())) }
    }

    /// Whether there is something, of these kinds alone, and null.
    fn are_only(&self, kinds: &[usize]) -> bool {
        let these: usize = kinds.iter().map(|kind| self.kinds[*kind]).sum();
        these > 0 && these + self.kinds[NULL] == self.kept.len()
    }

    /// The words of some numbers, 0 of null.
    fn words_of(&self, numbers: impl Iterator<Item = u32>) -> Vec<i64> {
        let word = |number| match self.kept[number as usize] {
            Kept::Integer(place) | Kept::Float(place) | Kept::Moment(_, place) => self.words[place as usize],
            _ => 0,
        };
        numbers.map(word).collect()
    }

    fn nulls_of(&self, numbers: impl Iterator<Item = u32>) -> Option<Bitmap> {
        let is_null = |number: u32| matches!(self.kept[number as usize], Kept::Null);
        (self.kinds[NULL] > 0).then(|| numbers.map(is_null).collect())
    }

    /// As [`Self::values_of`]; strings that come many times are not copied each time.
    pub(super) fn column_of(&self, numbers: impl ExactSizeIterator<Item = u32> + Clone) -> Column {
        if !self.are_strings() || numbers.len() < MANY_TIMES * self.len() {
            return self.values_of(numbers);
        }
        let mut sorted: Vec<(&str, u32)> =
            (0..self.len() as u32).filter_map(|number| Some((self.text_of(number)?, number))).collect();
        sorted.sort_unstable();
        let mut codes = vec![Dictionary::NULL; self.len()];
        sorted.iter().enumerate().for_each(|(code, (_, number))| codes[*number as usize] = code as u32);
        let dictionary = Dictionary::new(sorted.into_iter().map(|(text, _)| text).collect());
        Column::Texts {
            codes: numbers.map(|number| codes[number as usize]).collect(),
            dictionary: Arc::new(dictionary),
        }
    }

    /// Whether there are only strings that came from several places, and null.
    fn are_strings(&self) -> bool {
        self.mixed && self.are_only(&[STRING, CODE])
    }

    /// The string of a number, unless it is something else.
    fn text_of(&self, number: u32) -> Option<&str> {
        match (self.kept[number as usize], &self.dictionary) {
            (Kept::String(place), _) => Some(self.strings.get(place as usize)),
            (Kept::Code(code), Some(dictionary)) => Some(dictionary.text(code)),
            _ => None,
        }
    }

    /// A rough size in bytes.
    pub(super) fn bytes(&self) -> usize {
        let tables = self.integers.bytes() + self.floats.bytes() + self.nodes.bytes() + self.rels.bytes();
        let moments: usize = self.moments.iter().map(Places::bytes).sum();
        let tables = tables + moments + self.table.bytes();
        let lists = self.elements.as_ref().map_or(0, |own| own.bytes()) + self.sequences.bytes() + self.lists.len() * 4;
        let tables = tables + lists;
        let known = self.texts.as_ref().map_or(0, |(_, known)| known.len() * 4);
        self.bytes + tables + known
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Interner;
    use crate::value::{Column, Dictionary, NO_LIST, NodeId, StringColumn, Value};

    fn codes(dictionary: &Arc<Dictionary>, codes: &[u32]) -> Column {
        Column::Texts { codes: codes.to_vec(), dictionary: Arc::clone(dictionary) }
    }

    fn dictionary(texts: &[&str]) -> Arc<Dictionary> {
        Arc::new(Dictionary::new(texts.iter().collect()))
    }

    fn numbers(interner: &mut Interner, column: &Column) -> Vec<u32> {
        let mut out = Vec::new();
        interner.column(column, &mut out);
        out
    }

    fn values(interner: &Interner) -> Vec<Value> {
        interner.values_of((0..interner.len() as u32).collect::<Vec<_>>().into_iter()).into_values()
    }

    #[test]
    fn strings_are_one_whatever_column_they_come_in() {
        let (one, other) = (dictionary(&["a", "b", "𝒞"]), dictionary(&["b", "d"]));
        let mut interner = Interner::default();
        assert_eq!(numbers(&mut interner, &codes(&one, &[1, 0, Dictionary::NULL, 1])), [0, 1, 2, 0]);
        assert!(matches!(interner.values_of([0_u32, 2].into_iter()), Column::Texts { .. }));
        assert_eq!(numbers(&mut interner, &codes(&other, &[Dictionary::NULL])), [2]);
        assert_eq!(numbers(&mut interner, &codes(&one, &[0, 2])), [1, 3]);
        assert_eq!(numbers(&mut interner, &codes(&other, &[0, 1])), [0, 4]);
        let mut strings = StringColumn::new(3);
        [Some("d"), None, Some("")].into_iter().for_each(|text| strings.push(text));
        assert_eq!(numbers(&mut interner, &strings.done()), [4, 2, 5]);
        assert_eq!(numbers(&mut interner, &Column::Values(vec![Value::string("𝒞"), Value::Integer(1)])), [3, 6]);
        assert_eq!(numbers(&mut interner, &Column::Constant(Value::Float(1.0), 2)), [6, 6]);
        let texts = ["b", "a"].map(Value::string).into_iter();
        let expected: Vec<Value> = texts
            .chain([Value::Null, Value::string("𝒞"), Value::string("d"), Value::string(""), Value::Integer(1)])
            .collect();
        assert_eq!(values(&interner), expected);
    }

    #[test]
    fn lists_are_one_whatever_column_they_come_in() {
        let integers = |values: &[i64]| Arc::new(Column::Integers { values: values.to_vec(), nulls: None });
        let list = |values: &[i64]| Value::list(values.iter().map(|value| Value::Integer(*value)).collect());
        let mut interner = Interner::default();
        // Parts that lie apart, parts that rows share, null, the empty list; then the same as values, and as doubles.
        let apart =
            Column::Lists { spans: vec![(0, 2), (2, 3), NO_LIST, (3, 3)], elements: integers(&[1, 2, 1, 7, 8]) };
        assert_eq!(numbers(&mut interner, &apart), [0, 1, 2, 3]);
        let spans = vec![(0, 1), (0, 2), NO_LIST, (0, 1), (1, 1), (1, 2), (0, 2)];
        let shared = Column::Lists { spans, elements: integers(&[1, 2]) };
        assert_eq!(numbers(&mut interner, &shared), [1, 0, 2, 1, 3, 4, 0]);
        let doubles = Value::list(vec![Value::Float(1.0), Value::Integer(2)]);
        let values = Column::Values(vec![list(&[2]), doubles, Value::Null, list(&[]), list(&[2, 1])]);
        assert_eq!(numbers(&mut interner, &values), [4, 0, 2, 3, 5]);
        assert!(matches!(interner.values_of([0, 2].into_iter()), Column::Lists { .. }));
        let expected = [list(&[1, 2]), list(&[1]), Value::Null, list(&[]), list(&[2]), list(&[2, 1])];
        assert_eq!(self::values(&interner), expected);
        // Lists of lists, with null and with strings.
        let nested = Value::list(vec![list(&[1]), Value::Null, Value::string("a")]);
        let column = Column::Values(vec![nested.clone(), list(&[1]), Value::Integer(1), nested.clone()]);
        assert_eq!(numbers(&mut interner, &column), [6, 1, 7, 6]);
        assert_eq!(interner.value(6), nested);
    }

    #[test]
    fn made_strings_and_nodes_come_out_as_they_came_in() {
        let mut interner = Interner::default();
        let mut strings = StringColumn::new(2);
        [None, Some("x")].into_iter().for_each(|text| strings.push(text));
        assert_eq!(numbers(&mut interner, &strings.done()), [0, 1]);
        let column = interner.values_of([1, 0, 1].into_iter());
        assert!(matches!(column, Column::Strings { .. }));
        assert_eq!(column.into_values(), [Value::string("x"), Value::Null, Value::string("x")]);
        let mut interner = Interner::default();
        assert_eq!(numbers(&mut interner, &Column::Nodes(vec![NodeId(7), NodeId(7), NodeId(1)])), [0, 0, 1]);
        assert!(matches!(interner.values_of([0].into_iter()), Column::Nodes(_)));
        assert_eq!(numbers(&mut interner, &Column::Nodes(vec![NodeId::NONE])), [2]);
        assert_eq!(values(&interner), [Value::Node(NodeId(7)), Value::Node(NodeId(1)), Value::Null]);
    }
}
