//! The file is read back with the reader of the crate; `tests/shell/parquet.rs` has DuckDB read it.

use parquet::file::reader::{FileReader, SerializedFileReader};

use super::kind::{Cell, Kind, Shape, shape};
use super::write_table;

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn list(items: Vec<Cell>) -> Cell {
    Cell::List(items, "json".to_owned())
}

#[test]
fn a_column_has_the_type_of_its_values_where_they_agree() {
    let of = |cells: &[Cell]| shape(cells.iter());
    assert_eq!(of(&[Cell::Null, Cell::Integer(1)]), Shape::One(Kind::Integer));
    assert_eq!(of(&[Cell::Integer(1), Cell::Float(0.5)]), Shape::One(Kind::Float));
    assert_eq!(of(&[Cell::Integer(i64::MAX), Cell::Float(0.5)]), Shape::One(Kind::Text));
    assert_eq!(of(&[Cell::Integer(1), text("x")]), Shape::One(Kind::Text));
    assert_eq!(of(&[Cell::Null]), Shape::One(Kind::Text));
    assert_eq!(of(&[list(vec![]), list(vec![Cell::Null, Cell::Boolean(true)])]), Shape::ListOf(Kind::Boolean));
    assert_eq!(of(&[list(vec![Cell::Integer(1)]), Cell::Integer(1)]), Shape::One(Kind::Text));
    assert_eq!(of(&[list(vec![list(vec![])])]), Shape::One(Kind::Text));
}

#[test]
fn what_is_written_is_read() {
    let names = ["n", "l", "t"].map(str::to_owned);
    let rows = vec![
        vec![
            Cell::Integer(-7),
            list(vec![text("a"), Cell::Null, text("é")]),
            Cell::Date(20_480, "2026-01-27".to_owned()),
        ],
        vec![Cell::Null, list(vec![]), Cell::Null],
        vec![Cell::Integer(i64::MAX), Cell::Null, Cell::Date(-1, "1969-12-31".to_owned())],
    ];
    let mut file = Vec::new();
    write_table(&names, rows, &mut file).unwrap();
    let reader = SerializedFileReader::new(bytes(file)).unwrap();
    let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    assert_eq!(
        rows,
        [
            "{n: -7, l: [\"a\", null, \"é\"], t: 2026-01-27}",
            "{n: null, l: [], t: null}",
            "{n: 9223372036854775807, l: null, t: 1969-12-31}"
        ]
    );
}

fn bytes(file: Vec<u8>) -> std::fs::File {
    use std::io::{Seek, Write};
    let mut temporary = tempfile::tempfile().unwrap();
    temporary.write_all(&file).unwrap();
    temporary.rewind().unwrap();
    temporary
}
