//! The text format of golden scripts: blocks of input and the output they show.
//!
//! ```text
//! # Prose about the block.
//! CREATE (:Person {name: 'Ada'});
//! [params {name: 'Ada'}] MATCH (p:Person {name: $name})
//! RETURN p.name
//! ---
//! changed: 1 node created, 1 property set, 1 label added
//! p.name
//! 'Ada'
//!
//! ```
//! Input goes up to a line `---`; output from there to the first blank line. An output line that is blank, or begins
//! with `> `, is written behind `> `. In the input a line that begins with `#` is prose, a statement ends with a line
//! that ends with `;` (or with the block), and tags in brackets may stand before it.

/// One block of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The line where its input begins, counted from 1.
    pub(crate) line: usize,
    /// Everything up to `---`, as written, prose and blank lines too.
    pub(crate) input: String,
    /// The lines it shows.
    pub(crate) output: Vec<String>,
}

/// One statement or command of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    /// The tags before it, without brackets.
    pub(crate) tags: Vec<String>,
    /// Its text without tags and the closing `;`.
    pub(crate) text: String,
}

/// The blocks of a script. An error names the line.
pub(crate) fn read(text: &str) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while lines.peek().is_some() {
        let line = lines.peek().map_or(0, |(number, _)| number + 1);
        let mut input = Vec::new();
        let mut closed = false;
        for (_, text) in lines.by_ref() {
            if text == "---" {
                closed = true;
                break;
            }
            input.push(text);
        }
        if !closed {
            let rest_is_prose = input.iter().all(|line| line.trim().is_empty() || line.starts_with('#'));
            return if rest_is_prose { Ok(blocks) } else { Err(format!("line {line}: a block without `---`")) };
        }
        let mut output = Vec::new();
        for (_, text) in lines.by_ref() {
            if text.is_empty() {
                break;
            }
            output.push(text.strip_prefix("> ").unwrap_or(text).to_owned());
        }
        blocks.push(Block { line, input: input.join("\n"), output });
    }
    Ok(blocks)
}

/// The script with other outputs, everything else as it was.
pub(crate) fn write(blocks: &[Block], outputs: &[Vec<String>]) -> String {
    let mut parts = Vec::new();
    for (block, output) in blocks.iter().zip(outputs) {
        let mut part = format!("{}\n---\n", block.input);
        for line in output {
            let guarded = line.is_empty() || line.starts_with("> ");
            part.push_str(if guarded { "> " } else { "" });
            part.push_str(line);
            part.push('\n');
        }
        parts.push(part);
    }
    parts.join("\n")
}

/// The statements of a block's input.
pub(crate) fn statements(input: &str) -> Result<Vec<Statement>, String> {
    let mut statements = Vec::new();
    let mut current: Vec<&str> = Vec::new();
    for line in input.lines() {
        if current.is_empty() && (line.starts_with('#') || line.trim().is_empty()) {
            continue;
        }
        current.push(line);
        let is_command = current.len() == 1 && line.starts_with(':');
        if is_command || line.trim_end().ends_with(';') {
            statements.push(statement(&current.join("\n"))?);
            current.clear();
        }
    }
    if !current.is_empty() {
        statements.push(statement(&current.join("\n"))?);
    }
    Ok(statements)
}

fn statement(text: &str) -> Result<Statement, String> {
    let mut tags = Vec::new();
    let mut rest = text.trim();
    while rest.starts_with('[') {
        let end = closing(rest).ok_or_else(|| format!("`{rest}`: a tag is never closed"))?;
        tags.push(rest[1..end].to_owned());
        rest = rest[end + 1..].trim_start();
    }
    let text = rest.strip_suffix(';').unwrap_or(rest).trim_end().to_owned();
    Ok(Statement { tags, text })
}

/// The byte of the bracket that closes the one at the start of `text`, strings skipped.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '[') => depth += 1,
            (None, ']') => depth -= 1,
            _ => {}
        }
        if depth == 0 && quote.is_none() {
            return Some(at);
        }
    }
    None
}
