//! Charts of rows made by hand: which columns are taken, what stands where, what is told apart.

use wasl::Value;

use super::{Chart, Kind};

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Year, jobs, kind.
fn figures() -> Vec<Vec<Value>> {
    let row = |year: i64, jobs: f64, kind: &str| vec![Value::Integer(year), Value::Float(jobs), Value::string(kind)];
    vec![row(2030, 270_000.0, "target"), row(2022, 130_000.0, "observation"), row(2024, 148_500.0, "observation")]
}

fn drawn(kind: Kind, width: usize) -> String {
    let chart = Chart::of(kind, &columns(&["year", "jobs", "kind"]), &figures(), &[]).unwrap();
    let mut out = Vec::new();
    chart.draw(width, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn bars_are_as_long_as_their_numbers() {
    let text = drawn(Kind::Bar, 80);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "jobs by year");
    assert!(lines[1].starts_with("2022 · observation │") && lines[1].ends_with(" 130 k"), "{text}");
    assert!(lines[3].starts_with("2030 · target      │") && lines[3].ends_with(" 270 k"), "{text}");
    let length = |line: &str| line.matches('█').count() as f64;
    assert!((length(lines[1]) / length(lines[3]) - 130.0 / 270.0).abs() < 0.05, "{text}");
    assert!(lines.iter().all(|line| crate::render::display_width(line) <= 80), "{text}");
}

#[test]
fn negative_bars_go_to_the_left() {
    let rows = [vec![Value::string("a"), Value::Integer(-5)], vec![Value::string("b"), Value::Integer(5)]];
    let chart = Chart::of(Kind::Bar, &columns(&["k", "n"]), &rows, &[]).unwrap();
    let mut out = Vec::new();
    chart.draw(40, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[1].contains("█│") && lines[2].contains("│█"), "{text}");
}

#[test]
fn lines_join_what_is_of_one_series_and_tell_targets_apart() {
    let text = drawn(Kind::Line, 80);
    assert_eq!(text.matches('●').count(), 2 + 1, "{text}");
    assert_eq!(text.matches('○').count(), 1 + 1, "{text}");
    assert!(text.contains("● observation   ○ target"), "{text}");
    // Dots lie between the two observations only: left of the middle.
    let plot = text.lines().filter(|line| line.contains('┤') || line.contains('│'));
    for line in plot {
        let last = line.char_indices().filter(|(_, c)| *c == '·').map(|(at, _)| line[..at].chars().count()).next_back();
        assert!(last.unwrap_or(0) < 32, "{text}");
    }
    assert!(text.contains("2022") && text.contains("2030"), "{text}");
    assert!(!drawn(Kind::Scatter, 80).contains('·'));
}

#[test]
fn the_drawing_has_a_mark_a_row_and_a_legend() {
    let chart = Chart::of(Kind::Line, &columns(&["year", "jobs", "kind"]), &figures(), &[]).unwrap();
    let mut out = Vec::new();
    chart.svg(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.matches("class=\"mark\"").count(), 3 + 2, "{text}");
    assert_eq!(text.matches("<polyline").count(), 1);
    assert_eq!(text.matches("class=\"legend\"").count(), 2);
    let chart = Chart::of(Kind::Bar, &columns(&["year", "jobs", "kind"]), &figures(), &["kind", "jobs"]).unwrap();
    let mut out = Vec::new();
    chart.svg(&mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap().matches("class=\"bar\"").count(), 3);
}

#[test]
fn columns_are_chosen_by_what_they_hold_and_can_be_named() {
    let names = columns(&["name", "a", "b"]);
    let rows = [vec![Value::string("x"), Value::Integer(1), Value::Integer(2)]];
    let chart = Chart::of(Kind::Bar, &names, &rows, &[]).unwrap();
    assert_eq!((chart.x.as_str(), chart.y.as_str()), ("name", "a"));
    let chart = Chart::of(Kind::Scatter, &names, &rows, &["a", "b"]).unwrap();
    assert_eq!((chart.x.as_str(), chart.y.as_str(), chart.measured), ("a", "b", true));
    assert!(Chart::of(Kind::Bar, &names, &rows, &["a", "c"]).unwrap_err().contains("no column `c`"));
    let texts = [vec![Value::string("x")]];
    assert!(Chart::of(Kind::Bar, &columns(&["t"]), &texts, &[]).is_err());
    let mixed = [vec![Value::Integer(1)], vec![Value::Null], vec![Value::Float(f64::NAN)]];
    assert_eq!(Chart::of(Kind::Bar, &columns(&["n"]), &mixed, &[]).unwrap().left_out, 2);
}

#[test]
fn axes_have_round_numbers() {
    assert_eq!(super::scale::ticks(0.0, 270_000.0, 4), [0.0, 100_000.0, 200_000.0]);
    assert_eq!(super::scale::ticks(2022.0, 2030.0, 4), [2022.0, 2024.0, 2026.0, 2028.0, 2030.0]);
    assert_eq!(super::scale::compact(26_220_000_000.0), "26.22 G");
    assert_eq!(super::scale::compact(-1500.0), "-1500");
    assert_eq!(super::scale::compact(0.0), "0");
}
