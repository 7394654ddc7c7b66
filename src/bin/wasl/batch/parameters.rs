//! Parameters: `:param`, `:params`, `--params FILE.json`; JSON as values of the language, integers exact.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;
use wasl::{Parameters, Value};

use super::arguments::Arguments;
use super::files::reason;
use super::runner::{Flow, Problem, Runner};
use crate::report::Finding;

/// `:param NAME => EXPRESSION` and `:param {name: expression, …}`.
pub(super) fn param(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let text = arguments.text;
    if text.starts_with('{') {
        match runner.evaluate(text, &arguments.place)? {
            Value::Map(map) => runner.parameters.extend(map.iter().map(|(name, value)| (name.clone(), value.clone()))),
            _ => return Err(misspelt(arguments).into()),
        }
        return Ok(Flow::Next);
    }
    let Some((name, expression)) = text.split_once("=>") else { return Err(misspelt(arguments).into()) };
    let (name, expression) = (name.trim().trim_start_matches('$').trim_matches('`'), expression.trim());
    if name.is_empty() || expression.is_empty() {
        return Err(misspelt(arguments).into());
    }
    let value = runner.evaluate(expression, &arguments.part(expression))?;
    runner.parameters.insert(Arc::from(name), value);
    Ok(Flow::Next)
}

fn misspelt(arguments: &Arguments<'_>) -> Finding {
    let place = if arguments.text.is_empty() { &arguments.whole } else { &arguments.place };
    Finding::command("InvalidArgument", "write `:param name => expression`")
        .at(place)
        .hint("such as `:param since => date('2024-01-01')` or `:param {year: 2024}`; `:params` lists the parameters")
}

/// `:params`, `:params {json}`, `:params clear`.
pub(super) fn params(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    match arguments.text {
        "" => {
            let rows = runner.parameters.iter().map(|(name, value)| vec![Value::String(name.clone()), value.clone()]);
            let rows: Vec<_> = rows.collect();
            runner.show(&["parameter", "value"], &rows)?;
        }
        "clear" => runner.parameters.clear(),
        json => {
            let read = from_json(json).map_err(|message| {
                Finding::command("InvalidArgument", message)
                    .at(&arguments.place)
                    .hint("`:param {name: expression}` takes expressions of the language")
            })?;
            runner.parameters.extend(read);
        }
    }
    Ok(Flow::Next)
}

/// The parameters in a file that holds one JSON object.
pub(crate) fn from_json_file(path: &Path) -> Result<Parameters, String> {
    let text =
        fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {}", path.display(), reason(&error)))?;
    from_json(&text).map_err(|message| format!("`{}`: {message}", path.display()))
}

/// The parameters in a JSON object.
fn from_json(text: &str) -> Result<Parameters, String> {
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(Json::Object(fields)) => {
            fields.into_iter().map(|(name, json)| Ok((Arc::from(name), value_of(&json)?))).collect()
        }
        Ok(_) => Err("parameters are one JSON object, such as {\"year\": 2024}".to_owned()),
        Err(error) => Err(format!("this is no JSON: {error}")),
    }
}

/// A JSON value in the language; a number that is neither a 64-bit integer nor a finite double is refused.
fn value_of(json: &Json) -> Result<Value, String> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Boolean(*flag),
        Json::Number(number) => match (number.as_i64(), number.is_u64()) {
            (Some(integer), _) => Value::Integer(integer),
            (None, true) => return Err(format!("{number} does not fit an integer of 64 bits")),
            (None, false) => Value::Float(number.as_f64().ok_or_else(|| format!("{number} does not fit a double"))?),
        },
        Json::String(text) => Value::string(text.as_str()),
        Json::Array(items) => Value::list(items.iter().map(value_of).collect::<Result<_, _>>()?),
        Json::Object(fields) => {
            let entries = fields.iter().map(|(name, json)| Ok((Arc::from(name.as_str()), value_of(json)?)));
            Value::map(entries.collect::<Result<_, String>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::from_json;
    use wasl::Value;

    #[test]
    fn json_integers_are_exact_and_too_large_ones_refused() {
        let read = from_json(r#"{"a": 9223372036854775807, "b": 1.5, "c": [null, true, {"d": "x"}]}"#).unwrap();
        assert!(matches!(read.get("a"), Some(Value::Integer(i64::MAX))));
        assert!(matches!(read.get("b"), Some(Value::Float(number)) if *number == 1.5));
        let Some(Value::List(items)) = read.get("c") else { panic!("no list") };
        assert!(matches!(items.as_slice(), [Value::Null, Value::Boolean(true), Value::Map(_)]));
        assert!(from_json(r#"{"a": 9223372036854775808}"#).unwrap_err().contains("64 bits"));
        assert!(from_json("[1]").is_err());
        assert!(from_json("{").is_err());
    }
}
