//! `:describe NAME`: what a label, a relationship type or a property is in this graph, with figures, samples and a
//! statement to go on from.
//!
//! Read by statements of the language, over the first elements only where there are very many.

use wasl::Value;

use super::arguments::Arguments;
use super::nearest::nearest;
use super::runner::{Flow, Problem, Runner};
use crate::render::{grouped, name};

/// Elements that are looked at; what is told of more is told of these.
const LOOKED_AT: u64 = 100_000;

/// What a name stands for.
enum Subject {
    Label,
    Type,
    Key,
}

/// Writes one table about the name.
pub(super) fn describe(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let wanted = arguments.text.trim_start_matches(':').trim_matches('`');
    if wanted.is_empty() {
        let finding = arguments.error("InvalidArgument", "write the label, type or property to describe");
        return Err(finding.hint("such as `:describe Person`; `:schema` lists them").into());
    }
    let schema = runner.database.schema();
    let label = schema.labels.iter().find(|(name, _)| **name == *wanted).map(|(_, count)| (Subject::Label, *count));
    let rel = || schema.relationship_types.iter().find(|(name, _)| **name == *wanted);
    let key = || schema.property_keys.iter().find(|key| ***key == *wanted).map(|_| (Subject::Key, 0));
    let found = label.or_else(|| rel().map(|(_, count)| (Subject::Type, *count))).or_else(key);
    let Some((subject, count)) = found else {
        let names = schema.labels.iter().chain(&schema.relationship_types).map(|(name, _)| &**name);
        let names: Vec<_> = names.chain(schema.property_keys.iter().map(|key| &**key)).collect();
        let message = format!("there is no label, type or property `{wanted}`");
        let finding = arguments.error("UnknownName", message);
        let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let near = nearest(wanted, lower.iter().map(String::as_str));
        let near = near.and_then(|near| names.iter().find(|name| name.to_lowercase() == near));
        return Err(match near {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding.hint("`:schema` lists labels, types and properties"),
        }
        .into());
    };
    let quoted = name(wanted).into_owned();
    match subject {
        Subject::Label => about_label(runner, arguments, &quoted, count),
        Subject::Type => about_type(runner, arguments, &quoted, count),
        Subject::Key => about_key(runner, arguments, &quoted),
    }?;
    Ok(Flow::Next)
}

/// Samples of a property's values: three different ones.
const SAMPLES: &str = "[v IN collect(DISTINCT value)[..3] | v] AS samples";

fn about_label(runner: &mut Runner, at: &Arguments<'_>, label: &str, count: u64) -> Result<(), Problem> {
    let some = format!("MATCH (n:{label}) WITH n LIMIT {LOOKED_AT}");
    let keys = properties(&some, "n");
    let out = format!("{some} MATCH (n)-[r]->(m) {}", ends("'-[:'", "']->(:'"));
    let into = format!("{some} MATCH (n)<-[r]-(m) {}", ends("'<-[:'", "']-(:'"));
    let mut rows = rows(runner, at, &keys)?;
    rows.extend(self::rows(runner, at, &out)?);
    rows.extend(self::rows(runner, at, &into)?);
    let best = rows.iter().find_map(|row| text(row.get(1)?));
    let shown = best.map_or_else(|| "n".to_owned(), |key| format!("n.{}", name(&key)));
    let summary = format!("label {label} · {} nodes", grouped(count));
    finish(
        runner,
        &summary,
        count,
        &rows,
        &format!("MATCH (n:{label}) RETURN {shown}, count(*) AS n ORDER BY n DESC LIMIT 10;"),
    )
}

fn about_type(runner: &mut Runner, at: &Arguments<'_>, rel_type: &str, count: u64) -> Result<(), Problem> {
    let some = format!("MATCH ()-[n:{rel_type}]->() WITH n LIMIT {LOOKED_AT}");
    let mut rows = rows(runner, at, &properties(&some, "n"))?;
    let joins = format!(
        "{some} WITH coalesce(labels(startNode(n))[0], '') AS a, coalesce(labels(endNode(n))[0], '') AS b, count(*) AS c \
         RETURN 'joins' AS kind, '(:' + a + ')-->(:' + b + ')' AS name, c AS count, null AS different, [] AS samples \
         ORDER BY count DESC, name LIMIT 12"
    );
    rows.extend(self::rows(runner, at, &joins)?);
    let summary = format!("type {rel_type} · {} relationships", grouped(count));
    finish(runner, &summary, count, &rows, &format!("MATCH (a)-[r:{rel_type}]->(b) RETURN a, r, b LIMIT 10;"))
}

fn about_key(runner: &mut Runner, at: &Arguments<'_>, key: &str) -> Result<(), Problem> {
    let of = |kind: &str, pattern: &str, owner: &str| {
        format!(
            "MATCH {pattern} WHERE n.{key} IS NOT NULL WITH n LIMIT {LOOKED_AT} \
             WITH {owner} AS owner, n.{key} AS value \
             RETURN '{kind}' AS kind, owner AS name, count(*) AS count, count(DISTINCT value) AS different, {SAMPLES} \
             ORDER BY count DESC, name"
        )
    };
    let mut rows = rows(runner, at, &of("of label", "(n)", "coalesce(labels(n)[0], '')"))?;
    rows.extend(self::rows(runner, at, &of("of type", "()-[n]->()", "type(n)"))?);
    let summary = format!("property {key}");
    finish(
        runner,
        &summary,
        0,
        &rows,
        &format!("MATCH (n) WHERE n.{key} IS NOT NULL RETURN n.{key}, count(*) AS n ORDER BY n DESC LIMIT 10;"),
    )
}

fn properties(some: &str, variable: &str) -> String {
    format!(
        "{some} UNWIND keys({variable}) AS key WITH key, {variable}[key] AS value \
         RETURN 'property' AS kind, key AS name, count(*) AS count, count(DISTINCT value) AS different, {SAMPLES} \
         ORDER BY count DESC, name"
    )
}

fn ends(before: &str, after: &str) -> String {
    format!(
        "WITH type(r) AS t, coalesce(labels(m)[0], '') AS l, count(*) AS c \
         RETURN 'relationship' AS kind, {before} + t + {after} + l + ')' AS name, c AS count, null AS different, \
         [] AS samples ORDER BY count DESC, name LIMIT 12"
    )
}

fn rows(runner: &mut Runner, at: &Arguments<'_>, statement: &str) -> Result<Vec<Vec<Value>>, Problem> {
    let signals = runner.signals.clone();
    let _guard = signals.guard(runner.session.interrupt());
    let gathered = runner.session.run(statement, &wasl::Parameters::new()).and_then(|mut rows| rows.collect_rows());
    gathered.map_err(|error| super::runner::of_error(&error, &at.whole).into())
}

fn text(value: &Value) -> Option<String> {
    if let Value::String(text) = value { Some(text.to_string()) } else { None }
}

/// The table; on a screen with a line above it and a statement to go on from below.
fn finish(runner: &mut Runner, summary: &str, count: u64, rows: &[Vec<Value>], example: &str) -> Result<(), Problem> {
    let for_people = runner.has_footer();
    if for_people {
        let some =
            if count > LOOKED_AT { format!(" · figures of the first {}", grouped(LOOKED_AT)) } else { String::new() };
        runner.console.say(&format!("{summary}{some}"))?;
    }
    runner.show(&["kind", "name", "count", "distinct", "samples"], rows)?;
    if for_people {
        runner.console.say(&format!("try: {example}"))?;
    }
    Ok(())
}
