//! The whole graph as sets of facts, read through queries, so that side effects can be counted from outside.
//!
//! Contract (the TCK's own): a side effect is a difference between two states. Labels are counted by distinct name over
//! the graph, properties as triples of element, key and value, so that an overwritten property is one removed and one added.

use std::collections::BTreeSet;

use wasl::{Database, Records, Value};

use crate::value::{Expected, Node, Relationship};

/// What the graph holds at one instant.
#[derive(Debug, Default)]
pub(crate) struct GraphState {
    nodes: BTreeSet<u32>,
    relationships: BTreeSet<u32>,
    labels: BTreeSet<String>,
    properties: BTreeSet<(&'static str, u32, String, String)>,
}

impl GraphState {
    /// Reads the graph of `database`; the message of the error is the engine's.
    pub(crate) fn read(database: &Database) -> Result<Self, String> {
        let mut state = Self::default();
        let mut session = database.session();
        let mut records = session.run("MATCH (n) RETURN n", &wasl::Parameters::new()).map_err(|e| e.to_string())?;
        while let Some(row) = records.next_row().map_err(|e| e.to_string())? {
            let [Value::Node(id)] = row[..] else { return Err("`MATCH (n) RETURN n` gave no node".to_owned()) };
            let node = records.node(id).ok_or("a matched node has no data")?;
            state.nodes.insert(id.0);
            state.labels.extend(node.labels.iter().map(ToString::to_string));
            state.add_properties("node", id.0, &node.properties, &records)?;
        }
        let text = "MATCH ()-[r]->() RETURN r";
        let mut records = session.run(text, &wasl::Parameters::new()).map_err(|e| e.to_string())?;
        while let Some(row) = records.next_row().map_err(|e| e.to_string())? {
            let [Value::Relationship(id)] = row[..] else { return Err(format!("`{text}` gave no relationship")) };
            let relationship = records.relationship(id).ok_or("a matched relationship has no data")?;
            state.relationships.insert(id.0);
            state.add_properties("relationship", id.0, &relationship.properties, &records)?;
        }
        Ok(state)
    }

    fn add_properties(
        &mut self,
        kind: &'static str,
        id: u32,
        properties: &wasl::Map,
        records: &Records,
    ) -> Result<(), String> {
        for (key, value) in properties {
            let value = actual(value, records)?.normal_form(false);
            self.properties.insert((kind, id, key.to_string(), value));
        }
        Ok(())
    }

    /// The side effects that lead from `self` to `after`, in the TCK's words, only those that are not zero.
    pub(crate) fn effects(&self, after: &Self) -> BTreeSet<(String, usize)> {
        fn differences<T: Ord>(name: &str, before: &BTreeSet<T>, after: &BTreeSet<T>) -> [(String, usize); 2] {
            let added = after.difference(before).count();
            let removed = before.difference(after).count();
            [(format!("+{name}"), added), (format!("-{name}"), removed)]
        }
        differences("nodes", &self.nodes, &after.nodes)
            .into_iter()
            .chain(differences("relationships", &self.relationships, &after.relationships))
            .chain(differences("labels", &self.labels, &after.labels))
            .chain(differences("properties", &self.properties, &after.properties))
            .filter(|(_, count)| *count != 0)
            .collect()
    }
}

/// A value of the engine in the TCK's terms: elements by what they hold, temporal values as their text.
pub(crate) fn actual(value: &Value, records: &Records) -> Result<Expected, String> {
    let map = |map: &wasl::Map| {
        map.iter().map(|(key, value)| Ok((key.to_string(), actual(value, records)?))).collect::<Result<_, String>>()
    };
    let node = |id: &wasl::NodeId| {
        let data = records.node(*id).ok_or_else(|| format!("node {} of the result has no data", id.0))?;
        Ok::<_, String>(Node {
            labels: data.labels.iter().map(ToString::to_string).collect(),
            properties: map(&data.properties)?,
        })
    };
    let relationship = |id: &wasl::RelId| {
        let data =
            records.relationship(*id).ok_or_else(|| format!("relationship {} of the result has no data", id.0))?;
        let found = Relationship { rel_type: data.rel_type.to_string(), properties: map(&data.properties)? };
        Ok::<_, String>((found, data.start))
    };
    Ok(match value {
        Value::Null => Expected::Null,
        Value::Boolean(value) => Expected::Boolean(*value),
        Value::Integer(value) => Expected::Integer(*value),
        Value::Float(value) => Expected::Float(*value),
        Value::String(value) => Expected::String(value.to_string()),
        Value::List(list) => Expected::List(list.iter().map(|value| actual(value, records)).collect::<Result<_, _>>()?),
        Value::Map(entries) => Expected::Map(map(entries)?),
        Value::Node(id) => Expected::Node(node(id)?),
        Value::Relationship(id) => Expected::Relationship(relationship(id)?.0),
        Value::Path(path) => {
            let mut links = Vec::new();
            for (at, id) in path.relationships.iter().enumerate() {
                let (found, start) = relationship(id)?;
                links.push((found, start == path.nodes[at], node(&path.nodes[at + 1])?));
            }
            Expected::Path(node(&path.nodes[0])?, links)
        }
        temporal => Expected::String(temporal.to_string()),
    })
}

/// A value of the TCK as the engine takes it for a parameter; elements and paths cannot be parameters.
pub(crate) fn to_engine(value: &Expected) -> Result<Value, String> {
    Ok(match value {
        Expected::Null => Value::Null,
        Expected::Boolean(value) => Value::Boolean(*value),
        Expected::Integer(value) => Value::Integer(*value),
        Expected::Float(value) => Value::Float(*value),
        Expected::String(value) => Value::string(value.as_str()),
        Expected::List(list) => Value::list(list.iter().map(to_engine).collect::<Result<_, _>>()?),
        Expected::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| Ok((key.as_str().into(), to_engine(value)?)));
            Value::map(entries.collect::<Result<_, String>>()?)
        }
        Expected::Node(_) | Expected::Relationship(_) | Expected::Path(..) => {
            return Err(format!("`{}` cannot be given to the engine", value.normal_form(false)));
        }
    })
}
