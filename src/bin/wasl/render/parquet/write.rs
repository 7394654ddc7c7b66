//! Columns of cells into a Parquet file: every column is optional, lists have the three levels of the format.
//!
//! ```text
//! optional int64 a;                    definition 0: null, 1: there
//! optional group l (LIST) {            definition 0: null, 1: empty, 2: null element, 3: there; repetition 1: goes on
//!   repeated group list { optional int64 element; } }
//! ```

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::kind::{Cell, Kind, Shape, shape};

/// Rows of a row group.
const GROUP: usize = 100_000;

/// Writes a table; each row has as many cells as there are columns.
pub(crate) fn write_table(columns: &[String], rows: Vec<Vec<Cell>>, out: &mut dyn Write) -> io::Result<()> {
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let shapes: Vec<Shape> = (0..columns.len()).map(|column| shape(cells(column))).collect();
    let file = table(columns, &shapes, &rows, out).map_err(failed)?;
    out.write_all(&file)
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => io::Error::other(error),
        other => io::Error::other(other.to_string()),
    }
}

fn table(
    columns: &[String],
    shapes: &[Shape],
    rows: &[Vec<Cell>],
    out: &mut dyn Write,
) -> Result<Vec<u8>, ParquetError> {
    let fields = columns.iter().zip(shapes).map(|(name, shape)| field(name, *shape).map(Arc::new));
    let fields: Vec<TypePtr> = fields.collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder("wasl").with_fields(fields).build()?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    for rows in rows.chunks(GROUP) {
        // Whether the file is still wanted.
        out.write_all(b"").map_err(|error| ParquetError::External(Box::new(error)))?;
        let mut group = writer.next_row_group()?;
        for (at, shape) in shapes.iter().enumerate() {
            let Some(column) = group.next_column()? else { break };
            let cells = rows.iter().map(|row| row.get(at).unwrap_or(&Cell::Null));
            write_column(column, *shape, cells)?;
        }
        group.close()?;
    }
    writer.into_inner()
}

fn field(name: &str, shape: Shape) -> Result<Type, ParquetError> {
    let kind = match shape {
        Shape::One(kind) => return primitive(name, kind),
        Shape::ListOf(kind) => kind,
    };
    let element = Arc::new(primitive("element", kind)?);
    let list =
        Type::group_type_builder("list").with_repetition(Repetition::REPEATED).with_fields(vec![element]).build()?;
    Type::group_type_builder(name)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(list)])
        .build()
}

fn primitive(name: &str, kind: Kind) -> Result<Type, ParquetError> {
    let (physical, logical) = match kind {
        Kind::Boolean => (Physical::BOOLEAN, None),
        Kind::Integer => (Physical::INT64, None),
        Kind::Float => (Physical::DOUBLE, None),
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Local => (Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MICROS))),
        Kind::Utc => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
    };
    let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    builder.with_logical_type(logical).build()
}

fn write_column<'a>(
    column: SerializedColumnWriter<'_>,
    shape: Shape,
    cells: impl Iterator<Item = &'a Cell>,
) -> Result<(), ParquetError> {
    let (Shape::One(kind) | Shape::ListOf(kind)) = shape;
    match kind {
        Kind::Boolean => write_typed::<BoolType>(column, shape, cells, |cell| match cell {
            Cell::Boolean(flag) => Some(*flag),
            _ => None,
        }),
        Kind::Float => write_typed::<DoubleType>(column, shape, cells, |cell| match cell {
            Cell::Integer(number) => Some(*number as f64),
            Cell::Float(number) => Some(*number),
            _ => None,
        }),
        Kind::Date => write_typed::<Int32Type>(column, shape, cells, |cell| match cell {
            Cell::Date(days, _) => Some(*days),
            _ => None,
        }),
        Kind::Integer | Kind::Local | Kind::Utc => write_typed::<Int64Type>(column, shape, cells, |cell| match cell {
            Cell::Integer(number) | Cell::Moment(number, ..) => Some(*number),
            _ => None,
        }),
        Kind::Text => {
            let bytes = |cell: &Cell| cell.text().map(|text| ByteArray::from(text.into_bytes()));
            write_typed::<ByteArrayType>(column, shape, cells, bytes)
        }
    }
}

fn write_typed<'a, T: DataType>(
    mut column: SerializedColumnWriter<'_>,
    shape: Shape,
    cells: impl Iterator<Item = &'a Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let (mut values, mut definitions, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells {
        match (shape, cell) {
            (Shape::ListOf(_), Cell::List(items, _)) => {
                if items.is_empty() {
                    definitions.push(1);
                    repetitions.push(0);
                }
                for (at, item) in items.iter().enumerate() {
                    let value = value(item);
                    definitions.push(2 + i16::from(value.is_some()));
                    repetitions.push(i16::from(at > 0));
                    values.extend(value);
                }
            }
            (Shape::ListOf(_), _) => {
                definitions.push(0);
                repetitions.push(0);
            }
            (Shape::One(_), cell) => {
                let value = value(cell);
                definitions.push(i16::from(value.is_some()));
                values.extend(value);
            }
        }
    }
    let repetitions = matches!(shape, Shape::ListOf(_)).then_some(repetitions.as_slice());
    column.typed::<T>().write_batch(&values, Some(&definitions), repetitions)?;
    column.close()
}
