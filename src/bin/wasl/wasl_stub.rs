//! Stands in for the library's engine until it is there, so that the command compiles; answers nothing.

use std::collections::BTreeMap;
use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::Duration;

use wasl::{Counters, Diagnostic, Map, NodeId, RelId, Span, StorageError, Value};

pub(crate) type Parameters = Map;

#[derive(Clone)]
pub(crate) struct Database;
pub(crate) struct Session;
pub(crate) struct Records(Summary, Vec<String>);
#[derive(Clone)]
pub(crate) struct Interrupt;
pub(crate) struct OpenOptions {
    pub(crate) create: bool,
    pub(crate) read_only: bool,
}
#[derive(Clone, Default)]
pub(crate) struct Limits {
    pub(crate) timeout: Option<Duration>,
    pub(crate) memory: Option<u64>,
    pub(crate) rows: Option<u64>,
    pub(crate) threads: Option<usize>,
}
#[derive(Default)]
pub(crate) struct Schema {
    pub(crate) labels: Vec<(Arc<str>, u64)>,
    pub(crate) relationship_types: Vec<(Arc<str>, u64)>,
    pub(crate) property_keys: Vec<Arc<str>>,
    pub(crate) keys_by_label: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    pub(crate) functions: Vec<&'static str>,
    pub(crate) procedures: Vec<String>,
}
#[derive(Clone, Default)]
pub(crate) struct Times {
    pub(crate) parse: Duration,
    pub(crate) plan: Duration,
    pub(crate) execute: Duration,
}
#[derive(Default)]
pub(crate) struct Summary {
    pub(crate) counters: Counters,
    pub(crate) times: Times,
    pub(crate) warnings: Vec<Diagnostic>,
}
pub(crate) struct NodeData {
    pub(crate) id: NodeId,
    pub(crate) labels: Vec<Arc<str>>,
    pub(crate) properties: Map,
}
pub(crate) struct RelationshipData {
    pub(crate) id: RelId,
    pub(crate) rel_type: Arc<str>,
    pub(crate) start: NodeId,
    pub(crate) end: NodeId,
    pub(crate) properties: Map,
}
pub(crate) enum Error {
    Statement(Diagnostic),
    Storage(StorageError),
}
pub(crate) enum ScriptItem {
    Statement { text: String, span: Span },
    Command { name: String, arguments: String, span: Span },
}
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Keyword,
    Name,
    Label,
    String,
    Number,
    Parameter,
    Operator,
    Bracket,
    Comment,
    Error,
}
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

impl Database {
    pub(crate) fn memory() -> Self {
        Self
    }
    pub(crate) fn open(path: impl AsRef<FilePath>, options: &OpenOptions) -> Result<Self, StorageError> {
        if path.as_ref().exists() || (options.create && !options.read_only) {
            Ok(Self)
        } else {
            Err(StorageError::Missing { place: path.as_ref().display().to_string() })
        }
    }
    pub(crate) fn session(&self) -> Session {
        Session
    }
    pub(crate) fn schema(&self) -> Schema {
        Schema::default()
    }
    pub(crate) fn close(self) -> Result<(), StorageError> {
        Ok(())
    }
}
impl Session {
    pub(crate) fn run(&mut self, _: &str, _: &Parameters) -> Result<Records, Error> {
        Ok(Records(Summary::default(), Vec::new()))
    }
    pub(crate) fn begin(&mut self) -> Result<(), Error> {
        Ok(())
    }
    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        Ok(())
    }
    pub(crate) fn rollback(&mut self) -> Result<(), Error> {
        Ok(())
    }
    pub(crate) fn in_transaction(&self) -> bool {
        false
    }
    pub(crate) fn evaluate(&mut self, text: &str, _: &Parameters) -> Result<Value, Error> {
        Ok(text.trim().parse().map_or_else(|_| Value::string(text.trim()), Value::Integer))
    }
    pub(crate) fn set_limits(&mut self, _: Limits) {}
    pub(crate) fn interrupt(&self) -> Interrupt {
        Interrupt
    }
}
impl Interrupt {
    pub(crate) fn cancel(&self) {}
}
impl Records {
    pub(crate) fn columns(&self) -> &[String] {
        &self.1
    }
    pub(crate) fn next_row(&mut self) -> Result<Option<Vec<Value>>, Error> {
        Ok(None)
    }
    pub(crate) fn node(&self, _: NodeId) -> Option<NodeData> {
        None
    }
    pub(crate) fn relationship(&self, _: RelId) -> Option<RelationshipData> {
        None
    }
    pub(crate) fn summary(&self) -> &Summary {
        &self.0
    }
}
pub(crate) fn split_script(text: &str) -> Vec<ScriptItem> {
    let mut items = Vec::new();
    let mut start = 0_usize;
    while start < text.len() {
        let rest = text.get(start..).unwrap_or("");
        let skipped = rest.len() - rest.trim_start().len();
        let begin = start + skipped;
        let rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let length = if rest.starts_with(':') { rest.find('\n') } else { rest.find(';') }.unwrap_or(rest.len());
        let body = rest.get(..length).unwrap_or("").trim_end();
        let span = Span::new(begin as u32, (begin + body.len()) as u32);
        if let Some(command) = body.strip_prefix(':') {
            let (name, arguments) = command.split_once(' ').unwrap_or((command, ""));
            items.push(ScriptItem::Command { name: name.to_owned(), arguments: arguments.trim().to_owned(), span });
        } else {
            items.push(ScriptItem::Statement { text: body.to_owned(), span });
        }
        start = begin + length + 1;
    }
    items
}
pub(crate) fn is_complete(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.starts_with(':') || text.ends_with(';')
}
pub(crate) fn tokens(_: &str) -> Vec<Token> {
    Vec::new()
}
pub(crate) fn line_column(text: &str, offset: u32) -> (u32, u32) {
    let before = text.get(..offset as usize).unwrap_or(text);
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
    (line, column)
}
