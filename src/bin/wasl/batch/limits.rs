//! `:limits` and `:memory`: what a statement may use, and what the graph takes.

use std::time::Duration;

use wasl::{Limits, Parameters, Value};

use super::arguments::Arguments;
use super::runner::{Flow, Problem, Runner, of_error};
use crate::cli::{duration, size};
use crate::render::grouped;

/// `:limits [NAME VALUE | off]`.
pub(super) fn limits(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let mut words = arguments.text.split_whitespace();
    let limits = match (words.next(), words.next(), words.next()) {
        (None, ..) => return show(runner),
        (Some("off"), None, _) => Limits { threads: runner.limits.threads, ..Limits::default() },
        (Some(name), Some(value), None) => {
            let changed = changed(&runner.limits, name, value);
            changed.map_err(|message| arguments.error("InvalidArgument", message))?
        }
        _ => return Err(arguments.error("InvalidArgument", FORM).into()),
    };
    runner.limit(limits);
    Ok(Flow::Next)
}

const FORM: &str =
    "write `:limits timeout 30s`, `:limits memory 2GiB`, `:limits rows 1000`, or `off` in place of a value";

fn changed(now: &Limits, name: &str, value: &str) -> Result<Limits, String> {
    let off = value == "off";
    let mut limits = now.clone();
    match name {
        "timeout" => limits.timeout = if off { None } else { Some(duration(value)?) },
        "memory" => limits.memory = if off { None } else { Some(size(value)?) },
        "rows" if off => limits.rows = None,
        "rows" => limits.rows = Some(value.parse().map_err(|_| FORM.to_owned())?),
        _ => return Err(FORM.to_owned()),
    }
    Ok(limits)
}

/// Each limit, and how it is changed in the shell and on the command line.
fn show(runner: &mut Runner) -> Result<Flow, Problem> {
    let told = |value: Option<String>| Value::string(value.unwrap_or_else(|| "none".to_owned()));
    let limits = &runner.limits;
    let time = limits.timeout.map(|time: Duration| format!("{} s", time.as_secs_f64()));
    let row = |name: &str, value, shell: &str, option: &str| {
        vec![Value::string(name), told(value), Value::string(shell), Value::string(option)]
    };
    let rows = [
        row("timeout", time, ":limits timeout 30s", "--timeout 30s"),
        row("memory", limits.memory.map(bytes), ":limits memory 2GiB", "--memory 2GiB"),
        row("rows", limits.rows.map(grouped), ":limits rows 1000", "--max-rows 1000"),
    ];
    runner.show(&["limit", "value", "in the shell", "at the start"], &rows)?;
    Ok(Flow::Next)
}

/// `:memory`: what each part of the graph takes, and all of them.
pub(super) fn memory(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    arguments.none()?;
    let failed = |error| Problem::from(of_error(&error, &arguments.whole));
    let asked = runner.session.run("CALL db.memory() YIELD part, bytes", &Parameters::new());
    let mut rows = asked.and_then(|mut records| records.collect_rows()).map_err(failed)?;
    let number = |row: &Vec<Value>| match row.last() {
        Some(Value::Integer(bytes)) => *bytes,
        _ => 0,
    };
    let total = rows.iter().map(number).sum();
    rows.push(vec![Value::string("the graph"), Value::Integer(total)]);
    for row in &mut rows {
        row.push(Value::string(bytes(u64::try_from(number(row)).unwrap_or(0))));
    }
    runner.show(&["part", "bytes", "size"], &rows)?;
    Ok(Flow::Next)
}

/// `1.5 MiB`
fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if count < 1024 {
        return format!("{count} B");
    }
    let mut size = count as f64 / 1024.0;
    let mut unit = 0;
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    let unit = UNITS.get(unit).copied().unwrap_or("");
    let text = format!("{size:.1}");
    format!("{} {unit}", text.strip_suffix(".0").unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use super::{bytes, changed};
    use wasl::Limits;

    #[test]
    fn sizes_are_told_in_binary_units() {
        assert_eq!(bytes(1023), "1023 B");
        assert_eq!(bytes(1536), "1.5 KiB");
        assert_eq!(bytes(2 << 30), "2 GiB");
    }

    #[test]
    fn limits_are_changed_one_by_one() {
        let limits = changed(&Limits::default(), "memory", "1KiB").unwrap();
        assert_eq!((limits.memory, limits.rows), (Some(1024), None));
        let limits = changed(&limits, "rows", "7").unwrap();
        assert_eq!((limits.memory, limits.rows), (Some(1024), Some(7)));
        assert_eq!(changed(&limits, "memory", "off").unwrap().memory, None);
        assert!(changed(&limits, "rows", "many").is_err() && changed(&limits, "depth", "3").is_err());
    }
}
