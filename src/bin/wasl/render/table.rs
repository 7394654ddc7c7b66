//! A box of aligned columns, fitted to the terminal.
//!
//! ```text
//! ┌──────────────┬──────┐
//! │ name         │ born │      wide cells are cut with `…`, then middle columns are left out,
//! ├──────────────┼──────┤      and middle rows: the line below says how many are shown
//! │ Ada Lovelace │ 1815 │
//! │ ⋮            │    ⋮ │
//! └──────────────┴──────┘
//! 1,000 rows (40 shown) · 1.2 ms
//! ```
//! On a terminal at most `Page::rows` rows are kept, so memory is flat. Elsewhere every row is written whole: the
//! widths come from the first rows, and a longer cell further down pushes its line out.

use std::collections::VecDeque;
use std::io::{self, Write};

use wasl::{NodeData, NodeId, RelId, RelationshipData, Value};

use super::cell::plain;
use super::elements::Elements;
use super::line::aligned;
use super::renderer::{Ending, Page, Renderer};
use super::summary::{counted, footer};
use super::width::{cut, display_width, pad, printable};

/// Lines of a terminal that one value may fill.
const LINES: usize = 20;
/// Rows that decide the widths when the table is not fitted to a terminal.
const SAMPLE: usize = 1000;
/// The narrowest a column gets before columns are left out.
const NARROWEST: usize = 10;

/// The format `table`.
pub(super) struct Table {
    page: Page,
    columns: Vec<String>,
    rows: VecDeque<Vec<Cell>>,
    layout: Option<Layout>,
    total: u64,
}

struct Cell {
    text: String,
    number: bool,
    null: bool,
}

/// Which columns are shown (none = the mark of those left out), how wide, and at which end their text stands.
struct Layout {
    shown: Vec<Column>,
    colour: bool,
}

struct Column {
    index: Option<usize>,
    width: usize,
    right: bool,
    fitted: bool,
}

impl Table {
    pub(super) fn new(page: Page) -> Self {
        Self { page, columns: Vec::new(), rows: VecDeque::new(), layout: None, total: 0 }
    }

    /// Decides the layout from the rows at hand.
    fn layout(&self) -> Layout {
        let natural: Vec<_> = (0..self.columns.len()).map(|i| self.natural_width(i)).collect();
        let (indexes, widths) = match self.page.width {
            Some(available) => fit(&natural, available),
            None => ((0..natural.len()).map(Some).collect(), natural),
        };
        let right = |index: Option<usize>| index.is_some_and(|i| self.is_numeric(i));
        let fitted = self.page.width.is_some();
        let column = |(index, width)| Column { index, width, right: right(index), fitted };
        Layout { shown: indexes.into_iter().zip(widths).map(column).collect(), colour: self.page.colour }
    }

    fn natural_width(&self, column: usize) -> usize {
        let name = self.columns.get(column).map_or(0, |name| display_width(&printable(name)));
        let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| display_width(&cell.text));
        cells.max().unwrap_or(0).max(name)
    }

    /// Numbers stand at the right when the column holds nothing else.
    fn is_numeric(&self, column: usize) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.null).peekable();
        cells.peek().is_some() && cells.all(|cell| cell.number)
    }

    /// Writes the top of the box and the rows kept so far.
    fn open(&mut self, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
        layout.rule(['┌', '┬', '┐'], out)?;
        layout.header(&self.columns, out)?;
        layout.rule(['├', '┼', '┤'], out)?;
        let elided = self.page.rows.filter(|limit| self.total > *limit as u64);
        for (i, row) in self.rows.drain(..).enumerate() {
            if elided.is_some_and(|limit| i == limit.div_ceil(2)) {
                layout.gap(out)?;
            }
            layout.row(&row, out)?;
        }
        Ok(())
    }

    /// One row that does not fit is read better line by line.
    fn write_single(&self, out: &mut dyn Write) -> io::Result<()> {
        for (name, cell) in aligned(&self.columns).iter().zip(self.rows.iter().flatten()) {
            // On a screen a page of text is enough; `:last` has all of it.
            let shown = self.page.width.map_or(cell.text.as_str().into(), |width| cut(&cell.text, LINES * width));
            writeln!(out, "{name} = {shown}")?;
        }
        Ok(())
    }

    fn write_footer(&self, hidden_columns: usize, ending: &Ending<'_>, out: &mut dyn Write) -> io::Result<()> {
        let rows = (!self.columns.is_empty()).then(|| {
            let rows = counted(ending.rows, "row");
            let rows = match self.page.rows.filter(|limit| self.total > *limit as u64) {
                Some(limit) => format!("{rows} ({limit} shown)"),
                None => rows,
            };
            let all = self.columns.len();
            match hidden_columns {
                0 => rows,
                hidden => format!("{rows} · {all} columns ({} shown)", all - hidden),
            }
        });
        footer(ending, rows, self.page, out)
    }
}

impl Renderer for Table {
    fn begin(&mut self, columns: &[String], _: &mut dyn Write) -> io::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, row: &[Value], elements: &dyn Elements, out: &mut dyn Write) -> io::Result<()> {
        self.total += 1;
        if self.page.plan {
            return row.iter().try_for_each(|value| writeln!(out, "{}", plain(value, elements)));
        }
        let cells: Vec<_> = row.iter().map(|value| cell(value, elements, self.page)).collect();
        if let Some(layout) = &self.layout {
            return layout.row(&cells, out);
        }
        self.rows.push_back(cells);
        match self.page.rows {
            Some(limit) if self.rows.len() > limit => drop(self.rows.remove(limit.div_ceil(2))),
            None if self.rows.len() >= SAMPLE => {
                let layout = self.layout();
                self.open(&layout, out)?;
                self.layout = Some(layout);
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(&mut self, ending: &Ending<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut hidden = 0;
        if !self.columns.is_empty() && !self.page.plan {
            let begun = self.layout.is_some();
            let layout = self.layout.take().unwrap_or_else(|| self.layout());
            let squeezed = layout.hides(&self.columns, &self.rows);
            if self.total == 1 && squeezed {
                self.write_single(out)?;
            } else {
                if !begun {
                    self.open(&layout, out)?;
                }
                layout.rule(['└', '┴', '┘'], out)?;
                hidden = self.columns.len() - layout.shown.iter().filter(|column| column.index.is_some()).count();
            }
        }
        if self.page.footer { self.write_footer(hidden, ending, out) } else { Ok(()) }
    }
}

impl Layout {
    /// Whether a cell of the rows or a column is not shown whole.
    fn hides(&self, columns: &[String], rows: &VecDeque<Vec<Cell>>) -> bool {
        let too_wide = |column: &Column| {
            let cells = rows.iter().filter_map(|row| row.get(column.index?));
            cells.into_iter().any(|cell| column.fitted && display_width(&cell.text) > column.width)
        };
        self.shown.iter().filter(|column| column.index.is_some()).count() < columns.len()
            || self.shown.iter().any(too_wide)
    }

    fn rule(&self, [left, middle, right]: [char; 3], out: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        for (i, column) in self.shown.iter().enumerate() {
            line.push(if i == 0 { left } else { middle });
            line.extend(std::iter::repeat_n('─', column.width + 2));
        }
        line.push(right);
        writeln!(out, "{}", self.styled(&line, "2"))
    }

    fn header(&self, columns: &[String], out: &mut dyn Write) -> io::Result<()> {
        self.line(out, |column| {
            let name = column.index.and_then(|i| columns.get(i)).map_or("…".into(), |name| printable(name));
            (name, Some("1"))
        })
    }

    fn row(&self, cells: &[Cell], out: &mut dyn Write) -> io::Result<()> {
        self.line(out, |column| match column.index.and_then(|i| cells.get(i)) {
            Some(cell) => (cell.text.as_str().into(), cell.null.then_some("2")),
            None => ("…".into(), Some("2")),
        })
    }

    /// Stands for the rows left out.
    fn gap(&self, out: &mut dyn Write) -> io::Result<()> {
        self.line(out, |_| ("⋮".into(), Some("2")))
    }

    fn line<'a>(
        &self,
        out: &mut dyn Write,
        cell: impl Fn(&Column) -> (std::borrow::Cow<'a, str>, Option<&'static str>),
    ) -> io::Result<()> {
        let bar = self.styled("│", "2");
        let mut line = String::new();
        for column in &self.shown {
            let (text, style) = cell(column);
            let text = if column.fitted { cut(&text, column.width) } else { text.as_ref().into() };
            line.push_str(&bar);
            line.push(' ');
            if let Some(style) = style {
                let mut padded = String::new();
                pad(&mut padded, &text, column.width, column.right);
                line.push_str(&self.styled(&padded, style));
            } else {
                pad(&mut line, &text, column.width, column.right);
            }
            line.push(' ');
        }
        line.push_str(&bar);
        line.push('\n');
        out.write_all(line.as_bytes())
    }

    fn styled(&self, text: &str, style: &str) -> String {
        if self.colour { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Elements for a cell of which only so many bytes can be seen.
struct Fitted<'a> {
    elements: &'a dyn Elements,
    room: usize,
}

impl Elements for Fitted<'_> {
    fn node(&self, id: NodeId) -> Option<NodeData> {
        self.elements.node(id)
    }

    fn relationship(&self, id: RelId) -> Option<RelationshipData> {
        self.elements.relationship(id)
    }

    fn may_cut(&self) -> bool {
        self.room < usize::MAX
    }

    fn has_enough(&self, bytes: usize) -> bool {
        bytes > self.room || self.elements.has_enough(bytes)
    }
}

fn cell(value: &Value, elements: &dyn Elements, page: Page) -> Cell {
    // Eight bytes a column are more than text takes that is not made of marks without width.
    let room = page.width.map_or(usize::MAX, |width| width.saturating_mul(8 * LINES));
    let whole = plain(value, &Fitted { elements, room });
    let text = match whole.get(..whole.floor_char_boundary(room)) {
        Some(shown) if shown.len() < whole.len() => format!("{}…", printable(shown)),
        _ => printable(&whole).into_owned(),
    };
    Cell { text, number: matches!(value, Value::Integer(_) | Value::Float(_)), null: value.is_null() }
}

/// Fits columns of these widths into `available` columns of a terminal: cuts the widest, then leaves out middle ones.
fn fit(natural: &[usize], available: usize) -> (Vec<Option<usize>>, Vec<usize>) {
    let all: Vec<_> = (0..natural.len()).map(Some).collect();
    for count in (1..=natural.len()).rev() {
        let left = count.div_ceil(2);
        let right = natural.len() - (count - left);
        let indexes: Vec<_> = if count == natural.len() {
            all.clone()
        } else {
            (0..left).map(Some).chain([None]).chain((right..natural.len()).map(Some)).collect()
        };
        let widths: Vec<_> = indexes.iter().map(|i| i.and_then(|i| natural.get(i)).copied().unwrap_or(1)).collect();
        let room = available.saturating_sub(3 * widths.len() + 1);
        let cap = cap(&widths, room);
        if cap >= NARROWEST || count == 1 || widths.iter().all(|width| *width <= cap) {
            let cap = cap.max(1);
            return (indexes, widths.into_iter().map(|width| width.min(cap)).collect());
        }
    }
    (all, natural.to_vec())
}

/// The widest a column may be so that all fit in `room`.
fn cap(widths: &[usize], room: usize) -> usize {
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    let mut left = room;
    for (i, width) in sorted.iter().enumerate() {
        let share = left / (sorted.len() - i);
        if *width > share {
            return share;
        }
        left -= width;
    }
    sorted.last().copied().unwrap_or(0)
}
