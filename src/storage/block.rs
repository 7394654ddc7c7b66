//! Many commits as one sealed block: their heads first, then the fields of all their changes side by side.
//!
//! A before image is written only where the changes before it in the block do not tell it. A block is read again before
//! it is given away: what would not come back byte for byte is written record after record instead. So no mistake of the
//! columns can lose a commit.
//!
//! ```text
//! 1 · first · commits · heads { times · authors · messages · changes · names defined · bulk loads } · changes { … }
//! 0 · first · commits · bytes { length · body of a record }…
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::codec::{Decoder, Encoder, Malformed};
use super::columns::{Column, Texts, ValueColumn, Values, read_bytes, read_integers, write_bytes, write_integers};
use super::error::StorageError;
use super::fields::Fields;
use super::record::{CommitRecord, CommitSummary, Content, definitions};
use crate::graph::{Change, KeyId, LabelId, RelTypeId};
use crate::value::{NodeId, RelId, Value};

const PLAIN: u8 = 0;
const COLUMNS: u8 = 1;

/// The block of the records `first`, `first + 1` … with these bodies.
pub(crate) fn encode(place: &str, first: u64, bodies: &[Vec<u8>]) -> Result<Vec<u8>, StorageError> {
    let columns = in_columns(place, first, bodies)?;
    Ok(columns.ok().filter(|bytes| gives(place, bytes, bodies)).unwrap_or_else(|| plain(first, bodies)))
}

/// Whether a block gives these bodies byte for byte.
fn gives(place: &str, bytes: &[u8], bodies: &[Vec<u8>]) -> bool {
    let mut wanted = bodies.iter();
    let compare = &mut |record: CommitRecord| {
        let is_same = wanted.next().is_some_and(|body| record.encode(place).is_ok_and(|again| again == *body));
        if is_same { Ok(()) } else { Err(Malformed("a commit comes back as another")) }
    };
    Block::open(bytes).and_then(|block| block.each(compare)).is_ok() && wanted.len() == 0
}

fn head(mode: u8, first: u64, commits: usize) -> Encoder {
    let mut out = Encoder::new();
    out.byte(mode);
    out.unsigned(first);
    out.unsigned(commits as u64);
    out
}

fn plain(first: u64, bodies: &[Vec<u8>]) -> Vec<u8> {
    let mut all = Encoder::new();
    for body in bodies {
        all.unsigned(body.len() as u64);
        all.raw(body);
    }
    let mut out = head(PLAIN, first, bodies.len());
    write_bytes(&all.into_bytes(), &mut out);
    out.into_bytes()
}

/// Records are decoded one by one: all together they take many times the room of their bodies.
fn in_columns(place: &str, first: u64, bodies: &[Vec<u8>]) -> Result<Result<Vec<u8>, Malformed>, StorageError> {
    let mut out = head(COLUMNS, first, bodies.len());
    let mut heads = Heads::default();
    let mut changes = Changes::default();
    for (sequence, body) in (first..).zip(bodies) {
        let record = CommitRecord::decode(place, sequence, body)?;
        heads.push(&record);
        if let Content::Changes(list) = &record.content {
            list.iter().for_each(|change| changes.push(change));
        }
    }
    Ok(heads.write(&mut out).and_then(|()| changes.write(&mut out)).map(|()| out.into_bytes()))
}

#[derive(Default)]
struct Heads {
    times: Vec<i64>,
    authors: Names,
    messages: Names,
    /// Changes of each commit and 1; 0 is a bulk load.
    lengths: Vec<i64>,
    definitions: Vec<i64>,
    loads: Vec<Content>,
}

/// Strings that may be missing.
#[derive(Default)]
struct Names {
    given: Vec<i64>,
    texts: Texts,
}

impl Names {
    fn push(&mut self, text: Option<&str>) {
        self.given.push(i64::from(text.is_some()));
        if let Some(text) = text {
            self.texts.push(&Arc::from(text));
        }
    }

    fn write(&self, out: &mut Encoder) {
        write_integers(&self.given, out);
        self.texts.write(out);
    }
}

impl Heads {
    fn push(&mut self, record: &CommitRecord) {
        self.times.push(record.time);
        self.authors.push(record.author.as_deref());
        self.messages.push(record.message.as_deref());
        match &record.content {
            Content::Changes(changes) => {
                self.lengths.push(changes.len() as i64 + 1);
                self.definitions.push(definitions(changes) as i64);
            }
            load @ Content::Bulk { .. } => {
                self.lengths.push(0);
                self.definitions.push(0);
                self.loads.push(load.clone());
            }
        }
    }

    fn write(&self, out: &mut Encoder) -> Result<(), Malformed> {
        write_integers(&self.times, out);
        self.authors.write(out);
        self.messages.write(out);
        write_integers(&self.lengths, out);
        write_integers(&self.definitions, out);
        out.postcard(&self.loads, "bulk loads that cannot be written")
    }
}

const REST: i64 = 0;
const CREATE_NODE: i64 = 1;
const DELETE_NODE: i64 = 2;
const CREATE_REL: i64 = 3;
const DELETE_REL: i64 = 4;
const SET_NODE: i64 = 5;
const SET_REL: i64 = 6;
const ADD_LABEL: i64 = 7;
const REMOVE_LABEL: i64 = 8;

/// A property of an element, as far as the changes of a block tell it: whether of a relationship, element, key.
type Place = (bool, u32, u32);

/// The changes of a block while it is made.
#[derive(Default)]
struct Changes {
    fields: Fields<Vec<i64>>,
    /// By whether they are of relationships, and key: after images, and before images that must be told.
    values: BTreeMap<(bool, u32), (Values, Values)>,
    rest: Vec<Change>,
    known: FxHashMap<Place, Value>,
}

impl Changes {
    fn push(&mut self, change: &Change) {
        let kind = match change {
            Change::CreateNode { id, labels, properties } => {
                self.node(*id, labels);
                self.given(false, id.0, properties);
                CREATE_NODE
            }
            Change::DeleteNode { id, labels, properties } => {
                self.node(*id, labels);
                self.taken(false, id.0, properties);
                DELETE_NODE
            }
            Change::CreateRel { id, rel_type, start, end, properties } => {
                self.rel(*id, *rel_type, *start, *end);
                self.given(true, id.0, properties);
                CREATE_REL
            }
            Change::DeleteRel { id, rel_type, start, end, properties } => {
                self.rel(*id, *rel_type, *start, *end);
                self.taken(true, id.0, properties);
                DELETE_REL
            }
            Change::SetNodeProperty { id, key, before, after } => {
                self.fields.nodes.push(i64::from(id.0));
                self.set((false, id.0, key.0), before, after);
                SET_NODE
            }
            Change::SetRelProperty { id, key, before, after } => {
                self.fields.rels.push(i64::from(id.0));
                self.set((true, id.0, key.0), before, after);
                SET_REL
            }
            Change::AddLabel { id, label } => {
                self.fields.nodes.push(i64::from(id.0));
                self.fields.labels.push(i64::from(label.0));
                ADD_LABEL
            }
            Change::RemoveLabel { id, label } => {
                self.fields.nodes.push(i64::from(id.0));
                self.fields.labels.push(i64::from(label.0));
                REMOVE_LABEL
            }
            rest => {
                self.rest.push(rest.clone());
                REST
            }
        };
        self.fields.kinds.push(kind);
    }

    fn node(&mut self, id: NodeId, labels: &[LabelId]) {
        self.fields.nodes.push(i64::from(id.0));
        self.fields.lengths.push(labels.len() as i64);
        self.fields.labels.extend(labels.iter().map(|label| i64::from(label.0)));
    }

    fn rel(&mut self, id: RelId, rel_type: RelTypeId, start: NodeId, end: NodeId) {
        self.fields.rels.push(i64::from(id.0));
        self.fields.types.push(i64::from(rel_type.0));
        self.fields.starts.push(i64::from(start.0));
        self.fields.ends.push(i64::from(end.0));
    }

    fn columns(&mut self, (of_rel, _, key): Place) -> &mut (Values, Values) {
        self.values.entry((of_rel, key)).or_default()
    }

    /// The properties of a new element.
    fn given(&mut self, of_rel: bool, id: u32, properties: &[(KeyId, Value)]) {
        self.fields.lengths.push(properties.len() as i64);
        for (key, value) in properties {
            let place = (of_rel, id, key.0);
            self.fields.keys.push(i64::from(key.0));
            self.columns(place).0.push(value, &Value::Null);
            self.known.insert(place, value.clone());
        }
    }

    /// The properties of an element that goes.
    fn taken(&mut self, of_rel: bool, id: u32, properties: &[(KeyId, Value)]) {
        self.fields.lengths.push(properties.len() as i64);
        for (key, value) in properties {
            let place = (of_rel, id, key.0);
            self.fields.keys.push(i64::from(key.0));
            self.before(place, value);
            self.known.remove(&place);
        }
    }

    fn set(&mut self, place: Place, before: &Value, after: &Value) {
        self.fields.keys.push(i64::from(place.2));
        self.before(place, before);
        self.columns(place).0.push(after, before);
        self.known.insert(place, after.clone());
    }

    fn before(&mut self, place: Place, value: &Value) {
        let is_known = self.known.get(&place).is_some_and(|known| is_same(known, value));
        self.fields.told.push(i64::from(!is_known));
        if !is_known {
            self.columns(place).1.push(value, &Value::Null);
        }
    }

    fn write(&self, out: &mut Encoder) -> Result<(), Malformed> {
        self.fields.for_each(|column| {
            write_integers(column, out);
            Ok(())
        })?;
        out.unsigned(self.values.len() as u64);
        for ((of_rel, key), (after, before)) in &self.values {
            out.byte(u8::from(*of_rel));
            out.unsigned(u64::from(*key));
            after.write(out)?;
            before.write(out)?;
        }
        out.postcard(&self.rest, "changes that cannot be written")
    }
}

/// Whether two values are the same bit for bit: 1 is not 1.0 here. Of a list or a map nobody asks: it is told again.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Boolean(a), Value::Boolean(b)) => a == b,
        (Value::Integer(a), Value::Integer(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::String(a), Value::String(b)) => a == b,
        _ => false,
    }
}

/// What is called for every commit of a block.
type Take<'t> = dyn FnMut(CommitRecord) -> Result<(), Malformed> + 't;

/// A block that is being read.
pub(crate) struct Block<'a> {
    mode: u8,
    first: u64,
    commits: u64,
    input: Decoder<'a>,
}

impl<'a> Block<'a> {
    /// The block in `bytes`, of which only the head is read yet.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut input = Decoder::new(bytes);
        let mode = input.byte()?;
        if mode > COLUMNS {
            return Err(Malformed("its form is not known"));
        }
        Ok(Self { mode, first: input.unsigned()?, commits: input.unsigned()?, input })
    }

    /// The first commit in it.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// The last commit in it.
    pub(crate) fn last(&self) -> u64 {
        self.first.saturating_add(self.commits).saturating_sub(1)
    }

    /// The commits without their changes.
    pub(crate) fn summaries(mut self) -> Result<Vec<CommitSummary>, Malformed> {
        if self.mode == PLAIN {
            return Ok(self.records()?.into_iter().map(CommitSummary::of).collect());
        }
        let mut heads = HeadColumns::read(&mut self.input, self.commits)?;
        (self.first..).take(heads.times.left()).map(|sequence| Ok(heads.next(sequence)?.0)).collect()
    }

    /// The commits.
    pub(crate) fn records(self) -> Result<Vec<CommitRecord>, Malformed> {
        let mut records = Vec::new();
        self.each(&mut |record| {
            records.push(record);
            Ok(())
        })?;
        Ok(records)
    }

    /// Gives the commits one by one. Those that were given count only when this ends well.
    pub(crate) fn each(mut self, take: &mut Take<'_>) -> Result<(), Malformed> {
        if self.mode == PLAIN {
            return self.each_plain(take);
        }
        let mut heads = HeadColumns::read(&mut self.input, self.commits)?;
        let mut changes = ChangeColumns::read(&mut self.input)?;
        for sequence in (self.first..).take(heads.times.left()) {
            let (CommitSummary { time, author, message, .. }, length) = heads.next(sequence)?;
            let content = match length {
                None => heads.loads.next().ok_or(Malformed("a bulk load is not there"))?,
                Some(length) => {
                    Content::Changes((0..length).map(|_| changes.next()).collect::<Result<Vec<_>, Malformed>>()?)
                }
            };
            take(CommitRecord { sequence, time, author, message, content })?;
        }
        changes.finish()?;
        self.input.finish()
    }

    fn each_plain(mut self, take: &mut Take<'_>) -> Result<(), Malformed> {
        let bytes = read_bytes(&mut self.input)?;
        self.input.finish()?;
        let mut bodies = Decoder::new(&bytes);
        for sequence in (self.first..).take(usize::try_from(self.commits).unwrap_or(0)) {
            let length = bodies.length()?;
            let record = CommitRecord::decode("", sequence, bodies.raw(length)?);
            take(record.map_err(|_| Malformed("a commit in it cannot be read"))?)?;
        }
        bodies.finish()
    }
}

struct HeadColumns {
    times: Column<i64>,
    authors: (Column<i64>, Column<Arc<str>>),
    messages: (Column<i64>, Column<Arc<str>>),
    lengths: Column<i64>,
    definitions: Column<i64>,
    loads: std::vec::IntoIter<Content>,
}

impl HeadColumns {
    fn read(input: &mut Decoder<'_>, commits: u64) -> Result<Self, Malformed> {
        let columns = Self {
            times: read_integers(input)?,
            authors: (read_integers(input)?, Texts::read(input)?),
            messages: (read_integers(input)?, Texts::read(input)?),
            lengths: read_integers(input)?,
            definitions: read_integers(input)?,
            loads: input.postcard::<Vec<Content>>("a bulk load cannot be read")?.into_iter(),
        };
        if columns.times.left() as u64 == commits { Ok(columns) } else { Err(Malformed("commits are missing")) }
    }

    /// The next commit, and how many changes it has: none for a bulk load.
    fn next(&mut self, sequence: u64) -> Result<(CommitSummary, Option<u64>), Malformed> {
        let name = |(given, texts): &mut (Column<i64>, Column<Arc<str>>)| match given.next()? {
            0 => Ok(None),
            _ => Ok(Some(texts.next()?.to_string())),
        };
        let (time, author, message) = (self.times.next()?, name(&mut self.authors)?, name(&mut self.messages)?);
        let (length, definitions) = (self.lengths.next_count()? as u64, self.definitions.next_count()? as u64);
        let length = length.checked_sub(1);
        let changes = length.map(|length| length.saturating_sub(definitions));
        Ok((CommitSummary { sequence, time, author, message, changes }, length))
    }
}

struct ChangeColumns {
    fields: Fields<Column<i64>>,
    values: BTreeMap<(bool, u32), (ValueColumn, ValueColumn)>,
    rest: std::vec::IntoIter<Change>,
    known: FxHashMap<Place, Value>,
}

impl ChangeColumns {
    fn read(input: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let mut columns = Self {
            fields: Fields::from_each(|| read_integers(input))?,
            values: BTreeMap::new(),
            rest: Vec::new().into_iter(),
            known: FxHashMap::default(),
        };
        for _ in 0..input.unsigned()? {
            let key = (input.byte()? != 0, input.unsigned32()?);
            columns.values.insert(key, (ValueColumn::read(input)?, ValueColumn::read(input)?));
        }
        columns.rest = input.postcard::<Vec<Change>>("a change cannot be read")?.into_iter();
        Ok(columns)
    }

    fn next(&mut self) -> Result<Change, Malformed> {
        Ok(match self.fields.kinds.next()? {
            REST => self.rest.next().ok_or(Malformed("a change is not there"))?,
            CREATE_NODE => {
                let (id, labels) = self.node()?;
                Change::CreateNode { id, labels, properties: self.given(false, id.0)? }
            }
            DELETE_NODE => {
                let (id, labels) = self.node()?;
                Change::DeleteNode { id, labels, properties: self.taken(false, id.0)? }
            }
            CREATE_REL => {
                let (id, rel_type, start, end) = self.rel()?;
                Change::CreateRel { id, rel_type, start, end, properties: self.given(true, id.0)? }
            }
            DELETE_REL => {
                let (id, rel_type, start, end) = self.rel()?;
                Change::DeleteRel { id, rel_type, start, end, properties: self.taken(true, id.0)? }
            }
            SET_NODE => {
                let id = NodeId(self.fields.nodes.next_id()?);
                let (key, before, after) = self.set(false, id.0)?;
                Change::SetNodeProperty { id, key, before, after }
            }
            SET_REL => {
                let id = RelId(self.fields.rels.next_id()?);
                let (key, before, after) = self.set(true, id.0)?;
                Change::SetRelProperty { id, key, before, after }
            }
            ADD_LABEL => Change::AddLabel {
                id: NodeId(self.fields.nodes.next_id()?),
                label: LabelId(self.fields.labels.next_id()?),
            },
            REMOVE_LABEL => Change::RemoveLabel {
                id: NodeId(self.fields.nodes.next_id()?),
                label: LabelId(self.fields.labels.next_id()?),
            },
            _ => return Err(Malformed("a change has an unknown kind")),
        })
    }

    fn node(&mut self) -> Result<(NodeId, Vec<LabelId>), Malformed> {
        let id = NodeId(self.fields.nodes.next_id()?);
        let count = self.fields.lengths.next_count()?;
        let labels = (0..count).map(|_| self.fields.labels.next_id().map(LabelId)).collect::<Result<_, _>>()?;
        Ok((id, labels))
    }

    fn rel(&mut self) -> Result<(RelId, RelTypeId, NodeId, NodeId), Malformed> {
        let (id, rel_type) = (RelId(self.fields.rels.next_id()?), RelTypeId(self.fields.types.next_id()?));
        Ok((id, rel_type, NodeId(self.fields.starts.next_id()?), NodeId(self.fields.ends.next_id()?)))
    }

    fn columns(&mut self, (of_rel, _, key): Place) -> Result<&mut (ValueColumn, ValueColumn), Malformed> {
        self.values.get_mut(&(of_rel, key)).ok_or(Malformed("the values of a property are not there"))
    }

    fn given(&mut self, of_rel: bool, id: u32) -> Result<Vec<(KeyId, Value)>, Malformed> {
        let count = self.fields.lengths.next_count()?;
        let mut properties = Vec::new();
        for _ in 0..count {
            let key = KeyId(self.fields.keys.next_id()?);
            let place = (of_rel, id, key.0);
            let value = self.columns(place)?.0.next(&Value::Null)?;
            self.known.insert(place, value.clone());
            properties.push((key, value));
        }
        Ok(properties)
    }

    fn taken(&mut self, of_rel: bool, id: u32) -> Result<Vec<(KeyId, Value)>, Malformed> {
        let count = self.fields.lengths.next_count()?;
        let mut properties = Vec::new();
        for _ in 0..count {
            let key = KeyId(self.fields.keys.next_id()?);
            let place = (of_rel, id, key.0);
            let value = self.before(place)?;
            self.known.remove(&place);
            properties.push((key, value));
        }
        Ok(properties)
    }

    fn set(&mut self, of_rel: bool, id: u32) -> Result<(KeyId, Value, Value), Malformed> {
        let key = KeyId(self.fields.keys.next_id()?);
        let place = (of_rel, id, key.0);
        let before = self.before(place)?;
        let after = self.columns(place)?.0.next(&before)?;
        self.known.insert(place, after.clone());
        Ok((key, before, after))
    }

    fn before(&mut self, place: Place) -> Result<Value, Malformed> {
        if self.fields.told.next()? == 0 {
            return self.known.get(&place).cloned().ok_or(Malformed("a before image is not there"));
        }
        self.columns(place)?.1.next(&Value::Null)
    }

    fn finish(&self) -> Result<(), Malformed> {
        self.fields.for_each(Column::finish)?;
        self.values.values().try_for_each(|(after, before)| after.finish().and_then(|()| before.finish()))?;
        if self.rest.len() == 0 { Ok(()) } else { Err(Malformed("changes are left over")) }
    }
}
