//! A batch: some rows as shared columns, one column a slot.
//!
//! Columns are shared (`Arc`), so passing a column on untouched copies nothing. Slots that are not bound have no
//! column. One slot more than the statement has, the *origin*, numbers the rows of an outer batch that runs through an
//! inner plan; it goes wherever the rows go. Another, the *weight*, says how many equal rows a row stands for; it is
//! there only below an operator that counts with it.
//!
//! ```text
//! slot    0: a        1: r    2: b        3 (origin)
//! row 0   Node 7      –       Node 9      0
//! row 1   Node 7      –       Node 12     0
//! ```

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

use crate::binder::Slot;
use crate::diagnostic::{Diagnostic, Result};
use crate::value::{Aside, Bitmap, Bulk, Column, Dictionary, NO_LIST, NodeId, RelId, StringColumn, Value};

/// How many rows operators aim to put into a batch.
pub(crate) const BATCH_ROWS: usize = 2048;

/// Stands for "no row" in lists of row numbers: the gathered row is null.
pub(super) const NO_ROW: u32 = u32::MAX;

/// Rows as shared columns; see the file.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    columns: Vec<Option<Arc<Column>>>,
    len: usize,
}

/// Batches that are held back, in order.
#[derive(Default)]
pub(super) struct Held {
    pub(super) batches: VecDeque<Batch>,
}

impl Bulk for Held {
    fn values(&self) -> usize {
        self.batches.iter().map(Batch::len).sum()
    }
}

impl Batch {
    /// `len` rows with room for `slots` columns, none bound.
    pub(crate) fn new(slots: usize, len: usize) -> Self {
        Self { columns: vec![None; slots], len }
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Whether it has no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The column of a slot, where bound.
    pub(crate) fn get(&self, slot: Slot) -> Option<&Arc<Column>> {
        self.columns.get(slot.0 as usize).and_then(Option::as_ref)
    }

    /// The column of a slot that the plan says is bound.
    ///
    /// # Errors
    /// `Internal` when it is not.
    pub(crate) fn column(&self, slot: Slot) -> Result<&Arc<Column>> {
        self.get(slot).ok_or_else(|| Diagnostic::internal(format!("slot {} is read before it is bound", slot.0)))
    }

    /// The value of a slot in a row; null where the slot is not bound.
    pub(crate) fn value(&self, slot: Slot, row: usize) -> Value {
        self.get(slot).map_or(Value::Null, |column| column.get(row))
    }

    /// Binds a slot; `column` has as many rows as the batch.
    pub(crate) fn set(&mut self, slot: Slot, column: impl Into<Arc<Column>>) {
        let column = column.into();
        debug_assert_eq!(column.len(), self.len, "a column has as many rows as its batch");
        let at = slot.0 as usize;
        if at >= self.columns.len() {
            self.columns.resize(at + 1, None);
        }
        self.columns[at] = Some(column);
    }

    /// Unbinds a slot.
    pub(super) fn unset(&mut self, slot: Slot) {
        if let Some(column) = self.columns.get_mut(slot.0 as usize) {
            *column = None;
        }
    }

    /// The same rows with only the columns of `slots`.
    pub(super) fn narrowed(&self, slots: &[Slot]) -> Self {
        let mut narrow = Self::new(self.columns.len(), self.len);
        for slot in slots {
            if let Some(column) = self.get(*slot) {
                narrow.set(*slot, Arc::clone(column));
            }
        }
        narrow
    }

    /// The rows named by `rows`, in that order.
    pub(crate) fn gather(&self, rows: &[u32]) -> Self {
        self.map(rows.len(), |column| column.gather(rows))
    }

    /// As [`Self::gather`]; [`NO_ROW`] gives a row of nulls.
    pub(super) fn gather_or_null(&self, rows: &[u32]) -> Self {
        if !rows.contains(&NO_ROW) {
            return self.gather(rows);
        }
        self.map(rows.len(), |column| gather_or_null(column, rows))
    }

    /// As [`Self::gather`] for some slots only; with `None` for all.
    pub(super) fn gather_slots(&self, slots: Option<&[Slot]>, rows: &[u32]) -> Self {
        let Some(slots) = slots else { return self.gather(rows) };
        let mut part = Self::new(self.columns.len(), rows.len());
        for slot in slots {
            if let Some(column) = self.get(*slot) {
                part.set(*slot, column.gather(rows));
            }
        }
        part
    }

    /// Row `row`, `times` times.
    pub(super) fn repeat_row(&self, row: usize, times: usize) -> Self {
        self.map(times, |column| Column::Constant(column.get(row), times))
    }

    /// As [`Self::repeat_row`] for some slots only; with `None` for all.
    pub(super) fn repeat_row_slots(&self, slots: Option<&[Slot]>, row: usize, times: usize) -> Self {
        let Some(slots) = slots else { return self.repeat_row(row, times) };
        let mut part = Self::new(self.columns.len(), times);
        for slot in slots {
            if let Some(column) = self.get(*slot) {
                part.set(*slot, Column::Constant(column.get(row), times));
            }
        }
        part
    }

    /// Rows `from..to`.
    pub(super) fn slice(&self, from: usize, to: usize) -> Self {
        if from == 0 && to >= self.len {
            return self.clone();
        }
        if to == from + 1 {
            return self.repeat_row(from, 1);
        }
        let rows = from..to.min(self.len);
        self.map(rows.len(), |column| column.slice(rows.clone()))
    }

    /// The rows of `parts`, one after the other. Slots that some part does not bind are dropped.
    pub(super) fn concat(parts: Vec<Self>) -> Option<Self> {
        Self::concat_checked(&parts, &|| Ok(())).ok().flatten()
    }

    /// As [`Self::concat`]; `check` is asked again and again, and what it refuses ends the work.
    pub(super) fn concat_checked(parts: &[Self], check: &dyn Fn() -> Result<()>) -> Result<Option<Self>> {
        let parts: Vec<&Self> = parts.iter().filter(|part| part.len > 0).collect();
        if parts.len() < 2 {
            return Ok(parts.first().map(|part| (*part).clone()));
        }
        let len = parts.iter().map(|part| part.len).sum();
        let slots = parts.iter().map(|part| part.columns.len()).max().unwrap_or(0);
        let mut all = Self::new(slots, len);
        for at in 0..slots {
            let slot = Slot(at as u32);
            let columns: Option<Vec<&Arc<Column>>> = parts.iter().map(|part| part.get(slot)).collect();
            if let Some(columns) = columns {
                all.set(slot, concat(&columns, len, check)?);
            }
        }
        Ok(Some(all))
    }

    /// The same rows, numbered from 0 in the origin column.
    pub(super) fn numbered(&self, origin: Slot) -> Self {
        let mut argument = self.clone();
        argument.set(origin, Column::Integers { values: (0..self.len as i64).collect(), nulls: None });
        argument
    }

    /// The numbers of the outer rows that these rows came from.
    pub(super) fn origins(&self, origin: Slot) -> Result<Vec<u32>> {
        match &**self.column(origin)? {
            Column::Integers { values, .. } => Ok(values.iter().map(|row| *row as u32).collect()),
            Column::Constant(Value::Integer(row), len) => Ok(vec![*row as u32; *len]),
            _ => Err(Diagnostic::internal("the origin of rows is not a number")),
        }
    }

    /// How many rows each row stands for; `None`: each for itself.
    pub(super) fn weights(&self, weight: Slot) -> Option<Cow<'_, [i64]>> {
        match &**self.get(weight)? {
            Column::Integers { values, .. } => Some(Cow::Borrowed(values)),
            Column::Constant(Value::Integer(value), len) => Some(Cow::Owned(vec![*value; *len])),
            _ => None,
        }
    }

    /// A rough size in bytes, for the memory budget; shared columns are counted each time.
    pub(super) fn bytes(&self) -> usize {
        self.columns.iter().flatten().map(|column| column_bytes(column)).sum::<usize>() + 64
    }

    /// The bound slots, ascending.
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.columns.iter().enumerate().filter(|(_, column)| column.is_some()).map(|(at, _)| Slot(at as u32))
    }

    fn map(&self, len: usize, f: impl Fn(&Column) -> Column) -> Self {
        let columns = self.columns.iter().map(|column| column.as_ref().map(|column| Arc::new(f(column)))).collect();
        Self { columns, len }
    }
}

/// A rough size of a column in bytes.
pub(super) fn column_bytes(column: &Column) -> usize {
    match column {
        Column::Constant(..) => 32,
        Column::Nodes(ids) => ids.len() * 4,
        Column::Relationships(ids) => ids.len() * 4,
        Column::Booleans(bits) => bits.len(),
        Column::Integers { values, .. } => values.len() * 8,
        Column::Floats { values, .. } => values.len() * 8,
        Column::Numbers { values, .. } => values.len() * 9,
        Column::Moments { values, .. } => values.len() * 8,
        Column::Texts { codes, .. } => codes.len() * 4,
        Column::Strings { texts, .. } => texts.bytes() + texts.len() * 8,
        Column::Lists { spans, elements } => {
            let inside: usize = spans.iter().map(|(from, to)| to.saturating_sub(*from) as usize).sum();
            // Of elements that others have too only what is here.
            let each = column_bytes(elements).div_ceil(elements.len().max(1));
            spans.len() * 8 + inside.min(elements.len()) * each
        }
        Column::Values(values) => values.iter().map(value_bytes).sum(),
    }
}

/// A rough size of a value in bytes; of nested values only the first level is looked at.
pub(super) fn value_bytes(value: &Value) -> usize {
    24 + match value {
        Value::String(text) => text.len() + 16,
        Value::List(elements) => elements.len() * 24 + 32,
        Value::Map(entries) => entries.len() * 64 + 32,
        Value::Path(path) => path.nodes.len() * 8 + 64,
        _ => 0,
    }
}

/// The rows of columns, one after the other, `len` in all; `check` is asked again and again.
pub(super) fn concat(columns: &[&Arc<Column>], len: usize, check: &dyn Fn() -> Result<()>) -> Result<Column> {
    check()?;
    if columns.iter().all(|column| matches!(***column, Column::Nodes(_))) {
        let mut all: Vec<NodeId> = Vec::with_capacity(len);
        for column in columns {
            if let Column::Nodes(ids) = &***column {
                all.extend_from_slice(ids);
            }
        }
        return Ok(Column::Nodes(all));
    }
    // A constant beside others takes their form where it can.
    let narrow = columns.iter().copied().find(|column| !matches!(***column, Column::Constant(..)));
    let as_others = |column: &Column, len: usize| match (column, narrow) {
        (Column::Constant(value, _), Some(narrow)) => as_in(value, len, narrow),
        _ => None,
    };
    let fits = |column: &Column| !matches!(column, Column::Constant(..)) || as_others(column, 0).is_some();
    if columns.iter().all(|column| fits(column)) {
        let mut all = Column::nulls(0);
        for column in columns {
            check()?;
            all = all.followed_by(as_others(column, column.len()).unwrap_or_else(|| (***column).clone()));
        }
        return Ok(all);
    }
    let mut values = Aside::new(Vec::with_capacity(len));
    for column in columns {
        check()?;
        values.extend((0..column.len()).map(|row| column.get(row)));
    }
    Ok(Column::from_values(values.done()))
}

/// `len` times `value` in the form of `narrow`, where that can hold it.
fn as_in(value: &Value, len: usize, narrow: &Column) -> Option<Column> {
    let nulls = || value.is_null().then(|| std::iter::repeat_n(true, len).collect::<Bitmap>());
    match (narrow, value) {
        (Column::Integers { .. }, Value::Integer(integer)) => {
            Some(Column::Integers { values: vec![*integer; len], nulls: None })
        }
        (Column::Integers { .. }, Value::Null) => Some(Column::Integers { values: vec![0; len], nulls: nulls() }),
        (Column::Floats { .. }, Value::Float(float)) => Some(Column::Floats { values: vec![*float; len], nulls: None }),
        (Column::Floats { .. }, Value::Null) => Some(Column::Floats { values: vec![0.0; len], nulls: nulls() }),
        (Column::Moments { scale, .. }, Value::Null) => {
            Some(Column::Moments { scale: *scale, values: vec![0; len], nulls: nulls() })
        }
        (Column::Moments { scale, .. }, value) => {
            let values = vec![scale.number(value)?; len];
            Some(Column::Moments { scale: *scale, values, nulls: None })
        }
        (Column::Booleans(_), Value::Boolean(bit)) => Some(Column::Booleans(vec![u8::from(*bit); len])),
        (Column::Booleans(_), Value::Null) => Some(Column::Booleans(vec![2; len])),
        (Column::Nodes(_), Value::Node(id)) => Some(Column::Nodes(vec![*id; len])),
        (Column::Nodes(_), Value::Null) => Some(Column::Nodes(vec![NodeId::NONE; len])),
        (Column::Relationships(_), Value::Relationship(id)) => Some(Column::Relationships(vec![*id; len])),
        (Column::Relationships(_), Value::Null) => Some(Column::Relationships(vec![RelId::NONE; len])),
        (Column::Texts { dictionary, .. }, Value::String(_) | Value::Null) => {
            let code = if let Value::String(text) = value { dictionary.find(text).ok()? } else { Dictionary::NULL };
            Some(Column::Texts { codes: vec![code; len], dictionary: Arc::clone(dictionary) })
        }
        (Column::Strings { .. }, Value::String(_) | Value::Null) => {
            let text = if let Value::String(text) = value { Some(&**text) } else { None };
            let mut strings = StringColumn::new(len);
            (0..len).for_each(|_| strings.push(text));
            Some(strings.done())
        }
        _ => None,
    }
}

/// As [`Column::gather`]; [`NO_ROW`] gives null.
pub(super) fn gather_or_null(column: &Column, rows: &[u32]) -> Column {
    let at = |row: u32| (row != NO_ROW).then_some(row as usize);
    match column {
        Column::Nodes(ids) => {
            Column::Nodes(rows.iter().map(|row| at(*row).map_or(NodeId::NONE, |row| ids[row])).collect())
        }
        Column::Relationships(ids) => {
            Column::Relationships(rows.iter().map(|row| at(*row).map_or(RelId::NONE, |row| ids[row])).collect())
        }
        Column::Booleans(bits) => {
            Column::Booleans(rows.iter().map(|row| at(*row).map_or(2, |row| bits[row])).collect())
        }
        Column::Integers { values, nulls } => Column::Integers {
            values: rows.iter().map(|row| at(*row).map_or(0, |row| values[row])).collect(),
            nulls: Some(pick_nulls(nulls.as_ref(), rows)),
        },
        Column::Floats { values, nulls } => Column::Floats {
            values: rows.iter().map(|row| at(*row).map_or(0.0, |row| values[row])).collect(),
            nulls: Some(pick_nulls(nulls.as_ref(), rows)),
        },
        Column::Moments { scale, values, nulls } => Column::Moments {
            scale: *scale,
            values: rows.iter().map(|row| at(*row).map_or(0, |row| values[row])).collect(),
            nulls: Some(pick_nulls(nulls.as_ref(), rows)),
        },
        Column::Texts { codes, dictionary } => Column::Texts {
            codes: rows.iter().map(|row| at(*row).map_or(Dictionary::NULL, |row| codes[row])).collect(),
            dictionary: Arc::clone(dictionary),
        },
        Column::Lists { spans, elements } => Column::Lists {
            spans: rows.iter().map(|row| at(*row).map_or(NO_LIST, |row| spans[row])).collect(),
            elements: Arc::clone(elements),
        },
        Column::Strings { texts, nulls } => {
            let mut strings = StringColumn::new(rows.len());
            let null = |row: usize| nulls.as_ref().is_some_and(|nulls| nulls.get(row));
            rows.iter().for_each(|row| strings.push(at(*row).filter(|row| !null(*row)).map(|row| texts.get(row))));
            strings.done()
        }
        Column::Constant(..) | Column::Numbers { .. } | Column::Values(_) => {
            Column::from_values(rows.iter().map(|row| at(*row).map_or(Value::Null, |row| column.get(row))).collect())
        }
    }
}

fn pick_nulls(nulls: Option<&Bitmap>, rows: &[u32]) -> Bitmap {
    rows.iter().map(|row| *row == NO_ROW || nulls.is_some_and(|nulls| nulls.get(*row as usize))).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Column, NodeId, Value, concat};
    use crate::value::temporal::Scale;

    #[test]
    fn a_constant_takes_the_form_of_the_columns_beside_it_and_keeps_its_value() {
        let date = |day| Scale::Date.value(day);
        let lists = [
            vec![Value::Integer(1), Value::Null, Value::Integer(-3)],
            vec![Value::Float(0.5), Value::Null, Value::Float(-0.0)],
            vec![Value::Boolean(true), Value::Null, Value::Boolean(false)],
            vec![Value::from("a"), Value::Null, Value::from("")],
            vec![date(0), Value::Null, date(20_000)],
            vec![Value::Node(NodeId(1)), Value::Null, Value::Node(NodeId(2))],
        ];
        for values in &lists {
            let others =
                [Value::Null, values[2].clone(), Value::Integer(7), Value::from("b"), Value::Float(7.0), date(3)];
            for constant in others {
                let column = Arc::new(Column::from_values(values.clone()));
                let constants = Arc::new(Column::Constant(constant.clone(), 2));
                let all = concat(&[&constants, &column, &constants], 7, &|| Ok(())).unwrap();
                let rows = |column: &Column| (0..column.len()).map(|row| column.get(row)).collect::<Vec<_>>();
                let expected = [vec![constant.clone(); 2], values.clone(), vec![constant.clone(); 2]].concat();
                assert_eq!(format!("{:?}", rows(&all)), format!("{expected:?}"));
            }
        }
    }
}
