//! `type(r)` and `labels(n)` of many rows: names are looked up once for each type and set of labels, not for each row.
//!
//! ```text
//! type(r)      codes 0 0 1 of ['KNOWS', 'LIKES']          labels(n)    spans 0..1 0..1 1..3 of "Person", "Person", "Author"
//! ```

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::executor::context::Context;
use crate::graph::{LabelId, RelTypeId, Share};
use crate::value::{Column, Dictionary, NO_LIST, NodeId, RelId};

/// Labels that some nodes of a batch have and others have not, at most.
const MOST_LABELS: usize = 64;

/// The result of a function for each row, where it is one of these; `None` leaves it to the way by rows.
pub(super) fn call(name: &str, columns: &[Arc<Column>], ctx: &Context) -> Option<Column> {
    match (name, columns) {
        ("type", [column]) => match &**column {
            Column::Relationships(rels) => types(rels, ctx),
            _ => None,
        },
        ("labels", [column]) => match &**column {
            Column::Nodes(nodes) => labels(nodes, ctx),
            _ => None,
        },
        _ => None,
    }
}

fn types(rels: &[RelId], ctx: &Context) -> Option<Column> {
    let graph = ctx.graph();
    // The place of each type among those that came.
    let mut places: FxHashMap<RelTypeId, u32> = FxHashMap::default();
    let mut last = None;
    let mut rows = Vec::with_capacity(rels.len());
    for rel in rels {
        if *rel == RelId::NONE {
            rows.push(Dictionary::NULL);
            continue;
        }
        let rel_type = graph.rel_type(*rel)?;
        let place = match last {
            Some((known, place)) if known == rel_type => place,
            _ => {
                let next = places.len() as u32;
                last.insert((rel_type, *places.entry(rel_type).or_insert(next))).1
            }
        };
        rows.push(place);
    }
    let mut names: Vec<(Arc<str>, u32)> =
        places.into_iter().map(|(rel_type, place)| (graph.tokens().rel_type_name(rel_type), place)).collect();
    names.sort_unstable();
    let mut codes = vec![0; names.len()];
    names.iter().enumerate().for_each(|(code, (_, place))| codes[*place as usize] = code as u32);
    let codes = rows.into_iter().map(|place| codes.get(place as usize).copied().unwrap_or(Dictionary::NULL)).collect();
    let dictionary = Dictionary::new(names.iter().map(|(name, _)| &**name).collect());
    Some(Column::Texts { codes, dictionary: Arc::new(dictionary) })
}

fn labels(nodes: &[NodeId], ctx: &Context) -> Option<Column> {
    let graph = ctx.graph();
    let there = || nodes.iter().filter(|node| **node != NodeId::NONE);
    let (Some(first), Some(last)) = (there().min(), there().max()) else {
        return Some(Column::Lists { spans: vec![NO_LIST; nodes.len()], elements: Arc::new(Column::nulls(0)) });
    };
    if ctx.may_have_deleted() && !there().all(|node| graph.contains_node(*node)) {
        return None;
    }
    // Most labels are had by all nodes that stand side by side, or by none.
    let found = graph.labels_between(*first, *last);
    let open: Vec<LabelId> = found.iter().filter(|(_, share)| *share == Share::Some).map(|(label, _)| *label).collect();
    if open.len() > MOST_LABELS {
        return None;
    }
    let names: Vec<Arc<str>> = found.iter().map(|(label, _)| graph.tokens().label_name(*label)).collect();
    let mut sorted: Vec<usize> = (0..found.len()).collect();
    sorted.sort_unstable_by_key(|at| &names[*at]);
    let mut code_of = vec![0; found.len()];
    sorted.iter().zip(0..).for_each(|(at, code)| code_of[*at] = code);
    let (mut spans, mut codes) = (Vec::with_capacity(nodes.len()), Vec::new());
    let mut known: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
    let mut last: Option<(u64, (u32, u32))> = None;
    for node in nodes {
        if *node == NodeId::NONE {
            spans.push(NO_LIST);
            continue;
        }
        let has = |at: usize| u64::from(graph.has_label(*node, open[at])) << at;
        let set = (0..open.len()).fold(0, |set, at| set | has(at));
        // Nodes often stand beside others with their labels.
        if let Some((_, span)) = last.filter(|(known, _)| *known == set) {
            spans.push(span);
            continue;
        }
        let span = *known.entry(set).or_insert_with(|| {
            let from = codes.len() as u32;
            for ((label, share), code) in found.iter().zip(&code_of) {
                let at = open.iter().position(|open| open == label);
                if *share == Share::All || at.is_some_and(|at| set >> at & 1 == 1) {
                    codes.push(*code);
                }
            }
            (from, codes.len() as u32)
        });
        spans.push(span);
        last = Some((set, span));
    }
    let dictionary = Arc::new(Dictionary::new(sorted.iter().map(|at| &*names[*at]).collect()));
    Some(Column::Lists { spans, elements: Arc::new(Column::Texts { codes, dictionary }) })
}
