//! Many strings in one buffer, one behind the other.
//!
//! Eight bytes a string beside its own, and one allocation for all of them: a dictionary of a million names is read,
//! scanned and dropped as fast as its bytes are.
//!
//! ```text
//! "a", "", "bc"   is   buffer "abc", ends 1 1 3
//! ```

use smallvec::SmallVec;

/// Strings by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    buffer: String,
    // Where each string ends, ascending.
    ends: Vec<usize>,
}

impl Texts {
    /// Strings that lie in `buffer` and have these lengths in bytes; `None` when they are not all of it, or when one
    /// would begin within a character.
    pub(crate) fn cut(buffer: &str, lengths: impl ExactSizeIterator<Item = usize>) -> Option<Self> {
        let mut end = 0_usize;
        let mut ends = Vec::with_capacity(lengths.len());
        for length in lengths {
            end = end.checked_add(length).filter(|end| buffer.is_char_boundary(*end))?;
            ends.push(end);
        }
        (end == buffer.len()).then(|| Self { buffer: buffer.to_owned(), ends })
    }

    /// Appends a string.
    pub(crate) fn push(&mut self, text: &str) {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
    }

    /// Appends a string that `write` puts at the end of the buffer; what it gives is given back. Where it fails nothing is
    /// appended.
    #[inline]
    pub(crate) fn write<T>(&mut self, write: impl FnOnce(&mut String) -> Option<T>) -> Option<T> {
        let before = self.buffer.len();
        let written = write(&mut self.buffer);
        if written.is_some() {
            self.ends.push(self.buffer.len());
        } else {
            self.buffer.truncate(before);
        }
        written
    }

    /// No strings yet, and room for so many.
    pub(crate) fn with_room(count: usize) -> Self {
        Self { buffer: String::new(), ends: Vec::with_capacity(count) }
    }

    /// Appends all strings of `other`.
    pub(crate) fn append(&mut self, other: &Self) {
        let first = self.buffer.len();
        self.buffer.push_str(&other.buffer);
        self.ends.extend(other.ends.iter().map(|end| first + end));
    }

    /// The strings at the places of a range, which are there.
    pub(crate) fn slice(&self, places: std::ops::Range<usize>) -> Self {
        let first = places.start.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let ends: Vec<usize> = self.ends.get(places).unwrap_or_default().iter().map(|end| end - first).collect();
        let last = first + ends.last().copied().unwrap_or_default();
        Self { buffer: self.buffer.get(first..last).unwrap_or_default().to_owned(), ends }
    }

    /// The strings at some places, in that order.
    pub(crate) fn gather(&self, places: &[u32]) -> Self {
        let mut all = Self::with_room(places.len());
        places.iter().for_each(|place| all.push(self.get(*place as usize)));
        all
    }

    /// How many bytes the strings have.
    pub(crate) fn bytes(&self) -> usize {
        self.buffer.len()
    }

    /// How many strings there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string at a place; an empty one where there is none.
    #[inline]
    pub(crate) fn get(&self, place: usize) -> &str {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let end = self.ends.get(place).copied().unwrap_or_default();
        self.buffer.get(start..end).unwrap_or_default()
    }

    /// Looks at the strings of some places, of which there need be none, so that they are near when they are read.
    pub(crate) fn look_ahead(&self, places: &[u32]) {
        let start = |place: &u32| self.ends.get((*place as usize).wrapping_sub(1)).copied().unwrap_or_default();
        let starts: SmallVec<[usize; 64]> = places.iter().map(start).collect();
        let bytes = self.buffer.as_bytes();
        let seen = starts.iter().fold(0, |all, start| all ^ bytes.get(*start).copied().unwrap_or_default());
        std::hint::black_box(seen);
    }

    /// All strings in order.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        (0..self.len()).map(|place| self.get(place))
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        self.buffer.capacity() + self.ends.capacity() * std::mem::size_of::<usize>()
    }

    /// Gives back the room that growing left.
    pub(crate) fn shrink(&mut self) {
        self.buffer.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.push(text.as_ref()));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn strings_come_back_by_place() {
        let texts: Texts = ["a", "", "bé", "c"].iter().collect();
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["a", "", "bé", "c"]);
        assert_eq!((texts.len(), texts.get(2), texts.get(4)), (4, "bé", ""));
        assert_eq!(Texts::cut("abéc", [1, 0, 3, 1].into_iter()), Some(texts));
    }

    #[test]
    fn parts_are_the_same_strings() {
        let texts: Texts = ["ab", "", "é", "d"].iter().collect();
        assert_eq!(texts.slice(1..3).iter().collect::<Vec<_>>(), ["", "é"]);
        assert_eq!(texts.slice(4..4).len(), 0);
        assert_eq!(texts.gather(&[3, 0, 0]).iter().collect::<Vec<_>>(), ["d", "ab", "ab"]);
        let mut both = texts.slice(2..4);
        both.append(&texts.slice(0..1));
        assert_eq!(both.iter().collect::<Vec<_>>(), ["é", "d", "ab"]);
        assert_eq!(
            both.write(|buffer| -> Option<()> {
                buffer.push('x');
                None
            }),
            None
        );
        assert_eq!((both.len(), both.bytes()), (3, 5));
    }

    #[test]
    fn lengths_that_do_not_fit_are_refused() {
        assert_eq!(Texts::cut("é", [1, 1].into_iter()), None);
        assert_eq!(Texts::cut("ab", [1].into_iter()), None);
        assert_eq!(Texts::cut("ab", [3].into_iter()), None);
        assert_eq!(Texts::cut("ab", [1, usize::MAX].into_iter()), None);
    }
}
