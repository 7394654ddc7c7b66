//! Reads the part of Gherkin that the openCypher TCK is written in: features, backgrounds, scenarios, outlines with
//! examples, doc strings, tables, tags and comments.
//!
//! Contract: an outline is expanded (one scenario for each row of examples), a background is put before the steps of
//! each scenario, and a text that does not follow the format is an error with its line, never silently less scenarios.

/// One scenario ready to run.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// The name as written (placeholders replaced).
    pub(crate) name: String,
    /// The row of examples it comes from, counted from 1 over all tables of its outline.
    pub(crate) example: Option<usize>,
    /// What to do, background first.
    pub(crate) steps: Vec<Step>,
}

/// One step without its keyword.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// The text after `Given`, `When`, `Then`, `And`, `But` or `*`.
    pub(crate) text: String,
    /// The doc string, when it has one.
    pub(crate) text_block: Option<String>,
    /// The table, when it has one: rows of cells, escapes resolved.
    pub(crate) table: Option<Vec<Vec<String>>>,
}

/// A scenario before expansion.
struct Draft {
    name: String,
    steps: Vec<Step>,
    examples: Option<Vec<Vec<Vec<String>>>>,
}

/// What the lines being read belong to.
#[derive(Clone, Copy, Default, PartialEq)]
enum Place {
    #[default]
    Outside,
    Description,
    Background,
    Scenario,
    Examples,
}

/// The expanded scenarios of one `.feature` text, in their order.
pub(crate) fn read_feature(text: &str) -> Result<Vec<Scenario>, String> {
    let mut reader = Reader { lines: text.lines().collect(), ..Reader::default() };
    reader.read()?;
    let mut scenarios = Vec::new();
    for draft in &reader.drafts {
        expand(draft, &reader.background, &mut scenarios)?;
    }
    Ok(scenarios)
}

#[derive(Default)]
struct Reader<'a> {
    lines: Vec<&'a str>,
    at: usize,
    place: Place,
    background: Vec<Step>,
    drafts: Vec<Draft>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), String> {
        while self.at < self.lines.len() {
            let line = self.lines[self.at].trim();
            let number = self.at + 1;
            self.at += 1;
            if line.is_empty() || line.starts_with('#') || line.starts_with('@') {
                continue;
            }
            if self.heading(line) {
                continue;
            }
            if line.starts_with('|') {
                self.table_row(line, number)?;
            } else if line.starts_with("\"\"\"") || line.starts_with("```") {
                self.doc_string(number)?;
            } else if let Some(step) = step_text(line) {
                self.step(step, number)?;
            } else if self.place != Place::Description {
                return Err(format!("line {number}: `{line}` is no step, table, doc string or heading"));
            }
        }
        Ok(())
    }

    /// Takes a line that opens a part of the feature; false when it is another line.
    fn heading(&mut self, line: &str) -> bool {
        if line.strip_prefix("Feature:").is_some() {
            self.place = Place::Description;
        } else if line.strip_prefix("Background:").is_some() {
            self.place = Place::Background;
        } else if let Some(name) =
            strip_any(line, &["Scenario Outline:", "Scenario Template:", "Scenario:", "Example:"])
        {
            self.place = Place::Scenario;
            let examples = line.starts_with("Scenario O") || line.starts_with("Scenario T");
            let examples = examples.then(Vec::new);
            self.drafts.push(Draft { name: name.trim().to_owned(), steps: Vec::new(), examples });
        } else if strip_any(line, &["Examples:", "Scenarios:"]).is_some() {
            self.place = Place::Examples;
            if let Some(draft) = self.drafts.last_mut() {
                draft.examples.get_or_insert_default().push(Vec::new());
            }
        } else {
            return false;
        }
        true
    }

    fn step(&mut self, text: &str, number: usize) -> Result<(), String> {
        let step = Step { text: text.to_owned(), text_block: None, table: None };
        self.steps(number)?.push(step);
        Ok(())
    }

    fn steps(&mut self, number: usize) -> Result<&mut Vec<Step>, String> {
        match self.place {
            Place::Background => Ok(&mut self.background),
            Place::Scenario => match self.drafts.last_mut() {
                Some(draft) => Ok(&mut draft.steps),
                None => Err(format!("line {number}: a step outside a scenario")),
            },
            _ => Err(format!("line {number}: a step outside a scenario")),
        }
    }

    fn table_row(&mut self, line: &str, number: usize) -> Result<(), String> {
        let row = cells(line);
        if self.place == Place::Examples {
            let table = self.drafts.last_mut().and_then(|draft| draft.examples.as_mut()?.last_mut());
            table.ok_or_else(|| format!("line {number}: examples outside an outline"))?.push(row);
            return Ok(());
        }
        let step = self.steps(number)?.last_mut();
        let step = step.ok_or_else(|| format!("line {number}: a table without a step"))?;
        step.table.get_or_insert_default().push(row);
        Ok(())
    }

    /// The lines up to the closing delimiter, without the indentation of the opening one.
    fn doc_string(&mut self, number: usize) -> Result<(), String> {
        let opening = self.lines[number - 1];
        let indent = opening.len() - opening.trim_start().len();
        let delimiter = opening.trim_start()[..3].to_owned();
        let mut text = Vec::new();
        loop {
            let line = *self.lines.get(self.at).ok_or_else(|| format!("line {number}: doc string is never closed"))?;
            self.at += 1;
            if line.trim() == delimiter {
                break;
            }
            let spaces = line.len() - line.trim_start_matches(' ').len();
            text.push(line[spaces.min(indent)..].replace("\\\"\\\"\\\"", "\"\"\""));
        }
        let step = self.steps(number)?.last_mut();
        let step = step.ok_or_else(|| format!("line {number}: a doc string without a step"))?;
        step.text_block = Some(text.join("\n"));
        Ok(())
    }
}

fn strip_any<'a>(line: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    prefixes.iter().find_map(|prefix| line.strip_prefix(prefix))
}

fn step_text(line: &str) -> Option<&str> {
    strip_any(line, &["Given ", "When ", "Then ", "And ", "But ", "* "]).map(str::trim)
}

/// The cells of a table row; `\|`, `\n` and `\\` are escapes, any other backslash stands for itself.
pub(crate) fn cells(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut characters = line.trim().chars().skip(1).peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('|', _) => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            ('\\', Some('|' | '\\' | 'n')) => {
                let escaped = characters.next().map_or('\\', |c| if c == 'n' { '\n' } else { c });
                cell.push(escaped);
            }
            _ => cell.push(character),
        }
    }
    cells
}

fn expand(draft: &Draft, background: &[Step], scenarios: &mut Vec<Scenario>) -> Result<(), String> {
    let steps: Vec<Step> = background.iter().chain(&draft.steps).cloned().collect();
    let Some(tables) = &draft.examples else {
        scenarios.push(Scenario { name: draft.name.clone(), example: None, steps });
        return Ok(());
    };
    let mut example = 0;
    for table in tables {
        let Some((header, rows)) = table.split_first() else {
            return Err(format!("outline `{}` has an empty table of examples", draft.name));
        };
        for row in rows {
            if row.len() != header.len() {
                return Err(format!("outline `{}`: a row of examples has {} cells", draft.name, row.len()));
            }
            example += 1;
            let fill = |text: &str| {
                header.iter().zip(row).fold(text.to_owned(), |t, (name, cell)| t.replace(&format!("<{name}>"), cell))
            };
            let steps = steps.iter().map(|step| fill_step(step, &fill)).collect();
            scenarios.push(Scenario { name: fill(&draft.name), example: Some(example), steps });
        }
    }
    if example == 0 {
        return Err(format!("outline `{}` has no examples", draft.name));
    }
    Ok(())
}

fn fill_step(step: &Step, fill: &impl Fn(&str) -> String) -> Step {
    Step {
        text: fill(&step.text),
        text_block: step.text_block.as_deref().map(fill),
        table: step
            .table
            .as_ref()
            .map(|rows| rows.iter().map(|row| row.iter().map(|cell| fill(cell)).collect()).collect()),
    }
}
