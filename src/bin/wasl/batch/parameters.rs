//! Parameters: `:param`, `:params`, `--params FILE.json`; JSON as values of the language, integers exact.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;
use wasl::{Parameters, Span, Token, TokenKind, Value, tokens};

use super::arguments::Arguments;
use super::files::reason;
use super::runner::{Flow, Problem, Runner};
use crate::environment::variable;
use crate::report::{Finding, Place, Source};

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
    let place = arguments.part(expression);
    let value = match with_variables(expression).map_err(|finding| finding.at(&place))? {
        None => runner.evaluate(expression, &place)?,
        Some(told) => {
            // Places in a text that was put together mean nothing to its author.
            let whole = Place { source: Source::text("<env>", told.as_str()), span: Span::new(0, told.len() as u32) };
            runner.evaluate(&told, &whole).map_err(|mut finding| {
                finding.place = Some(place.clone());
                finding
            })?
        }
    };
    runner.parameters.insert(Arc::from(name), value);
    Ok(Flow::Next)
}

/// The expression with every `env('NAME')` replaced by what the environment holds, as a string; none without such calls.
///
/// The language itself never reads the environment: only a `:param` that asks for it by name does.
fn with_variables(expression: &str) -> Result<Option<String>, Finding> {
    let slice = |token: &Token| expression.get(token.span.start as usize..token.span.end as usize).unwrap_or("");
    let tokens = tokens(expression);
    let mut told = String::new();
    let mut written = 0;
    for window in tokens.windows(4) {
        let [call, open, text, close] = window else { continue };
        let is_call = call.kind == TokenKind::Name && slice(call).eq_ignore_ascii_case("env") && slice(open) == "(";
        if !is_call || text.kind != TokenKind::String || slice(close) != ")" {
            continue;
        }
        let name = slice(text).trim_matches(['\'', '"']);
        let Some(value) = variable(name) else {
            let message = format!("the environment has no variable `{name}`, or it is not UTF-8 text");
            return Err(Finding::command("MissingVariable", message));
        };
        told.push_str(expression.get(written..call.span.start as usize).unwrap_or(""));
        told.push_str(&Value::string(value).to_string());
        written = close.span.end as usize;
    }
    told.push_str(expression.get(written..).unwrap_or(""));
    Ok((written > 0).then_some(told))
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
            fields.into_iter().map(|(name, json)| Ok((Arc::from(name), json_value(&json)?))).collect()
        }
        Ok(_) => Err("parameters are one JSON object, such as {\"year\": 2024}".to_owned()),
        Err(error) => Err(format!("this is no JSON: {error}")),
    }
}

/// A JSON value in the language; a number that is neither a 64-bit integer nor a finite double is refused.
pub(crate) fn json_value(json: &Json) -> Result<Value, String> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Boolean(*flag),
        Json::Number(number) => match (number.as_i64(), number.is_u64()) {
            (Some(integer), _) => Value::Integer(integer),
            (None, true) => return Err(format!("{number} does not fit an integer of 64 bits")),
            (None, false) => Value::Float(number.as_f64().ok_or_else(|| format!("{number} does not fit a double"))?),
        },
        Json::String(text) => Value::string(text.as_str()),
        Json::Array(items) => Value::list(items.iter().map(json_value).collect::<Result<_, _>>()?),
        Json::Object(fields) => {
            let entries = fields.iter().map(|(name, json)| Ok((Arc::from(name.as_str()), json_value(json)?)));
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
