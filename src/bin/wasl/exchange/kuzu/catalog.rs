//! What `schema.cypher` and `copy.cypher` say: the tables with the types of their properties, and the files of each.

use super::cells::Dialect;

/// The names of the tables that relationships go from and to.
pub(super) type Ends = (String, String);

/// A table of nodes, or of relationships when it has ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) properties: Vec<Property>,
    /// The property that names a node.
    pub(super) key: Option<String>,
    /// The tables that relationships go from and to.
    pub(super) ends: Vec<Ends>,
}

/// A property and the text of its type.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) type_text: String,
}

/// A file, and what it is a copy of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) table: String,
    pub(super) columns: Option<Vec<String>>,
    pub(super) file: String,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) header: bool,
    pub(super) dialect: Dialect,
}

/// All tables.
pub(super) struct Catalog {
    pub(super) tables: Vec<Table>,
}

impl Catalog {
    /// The files of an export of Ladybug, which has no list of them.
    pub(super) fn files_of_ladybug(&self) -> Vec<Copy> {
        let copy = |table: &Table| {
            let kind = if table.ends.is_empty() { "nodes" } else { "rels" };
            let names = table.properties.iter().map(|property| property.name.clone());
            Copy {
                table: table.name.clone(),
                columns: Some(names.collect()),
                file: format!("{kind}_{}.parquet", table.name),
                from: None,
                to: None,
                header: false,
                dialect: Dialect::default(),
            }
        };
        self.tables.iter().map(copy).collect()
    }

    /// The table of a copy, and the tables of its ends.
    pub(super) fn target(&self, copy: &Copy) -> Result<(&Table, Option<Ends>), String> {
        // Older versions name the parts of a table with several pairs of ends after them: `Likes_Person_City`.
        let part = |table: &Table, (from, to): &Ends| format!("{}_{from}_{to}", table.name) == copy.table;
        let named = self.tables.iter().find(|table| table.name == copy.table);
        let table = named.or_else(|| self.tables.iter().find(|table| table.ends.iter().any(|ends| part(table, ends))));
        let table = table.ok_or_else(|| format!("the schema has no table `{}`", copy.table))?;
        if table.ends.is_empty() {
            return Ok((table, None));
        }
        let ends = match (&copy.from, &copy.to) {
            (Some(from), Some(to)) => Some((from.clone(), to.clone())),
            _ => match table.ends.as_slice() {
                [ends] => Some(ends.clone()),
                several => several.iter().find(|ends| part(table, ends)).cloned(),
            },
        };
        match ends {
            Some(ends) => Ok((table, Some(ends))),
            None => Err(format!("it is not said which tables `{}` goes from and to", copy.file)),
        }
    }
}

/// The tables that a schema creates; its other statements are of no concern.
pub(super) fn tables(text: &str) -> Result<Vec<Table>, String> {
    let mut tables = Vec::new();
    for statement in statements(text)? {
        let words = Words(&statement);
        let (of_nodes, rest) = if words.begin(&["CREATE", "NODE", "TABLE"]) {
            (true, words.behind(3))
        } else if words.begin(&["CREATE", "REL", "TABLE", "GROUP"]) {
            (false, words.behind(4))
        } else if words.begin(&["CREATE", "REL", "TABLE"]) {
            (false, words.behind(3))
        } else {
            continue;
        };
        let rest = if rest.begin(&["IF", "NOT", "EXISTS"]) { rest.behind(3) } else { rest };
        let name = rest.name().ok_or("a table has no name")?;
        let mut table = Table { name, properties: Vec::new(), key: None, ends: Vec::new() };
        for item in rest.behind(1).items() {
            let words = Words(&item);
            if of_nodes && words.begin(&["PRIMARY", "KEY"]) {
                table.key = words.behind(3).name();
            } else if !of_nodes && words.begin(&["FROM"]) {
                let (from, to) = (words.behind(1).name(), words.behind(3).name());
                table.ends.push(from.zip(to).ok_or_else(|| format!("the ends of `{}` are not named", table.name))?);
            } else if item.len() > 1 {
                let property = words.property().ok_or_else(|| format!("a property of `{}` is no name", table.name))?;
                if words.0.windows(2).any(|pair| Words(pair).begin(&["PRIMARY", "KEY"])) {
                    table.key = Some(property.name.clone());
                }
                table.properties.push(property);
            }
        }
        tables.push(table);
    }
    Ok(tables)
}

/// The files that a list of COPY statements names.
pub(super) fn copies(text: &str) -> Result<Vec<Copy>, String> {
    let mut copies = Vec::new();
    for statement in statements(text)? {
        let words = Words(&statement);
        if !words.begin(&["COPY"]) {
            continue;
        }
        let table = words.behind(1).name().ok_or("COPY names no table")?;
        let mut rest = words.behind(2);
        let mut columns = None;
        if rest.0.first() == Some(&Token::Sign('(')) {
            let names = rest.items();
            columns = Some(names.iter().filter_map(|item| Words(item).name()).collect());
            rest = rest.behind(rest.closing() + 1);
        }
        let file = match rest.0 {
            [from, Token::Text(file), ..] if from.is("FROM") => file.clone(),
            _ => return Err(format!("COPY of `{table}` names no file")),
        };
        let (dialect, header) = (Dialect::default(), false);
        let mut copy = Copy { table, columns, file, from: None, to: None, header, dialect };
        for option in rest.behind(2).items() {
            copy.set(&option);
        }
        copies.push(copy);
    }
    Ok(copies)
}

impl Copy {
    /// `name=value`; some versions write `quote=quote='"'`.
    fn set(&mut self, option: &[Token]) {
        let (Some(Token::Word(name)), Some(last)) = (option.first(), option.last()) else { return };
        let text = match last {
            Token::Word(text) | Token::Text(text) | Token::Name(text) => text.clone(),
            Token::Sign(_) => return,
        };
        let one = text.chars().next();
        match name.to_lowercase().as_str() {
            "header" => self.header = text.eq_ignore_ascii_case("true"),
            "from" => self.from = Some(text),
            "to" => self.to = Some(text),
            "delim" | "delimiter" | "sep" => self.dialect.delimiter = one.unwrap_or(','),
            "quote" => self.dialect.quote = one.unwrap_or('"'),
            "escape" => self.dialect.escape = one.unwrap_or('"'),
            _ => {}
        }
    }
}

/// A part of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// Between backticks.
    Name(String),
    /// Between quotes.
    Text(String),
    Sign(char),
}

impl Token {
    fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own.eq_ignore_ascii_case(word))
    }
}

/// Some tokens in a row.
#[derive(Clone, Copy)]
struct Words<'a>(&'a [Token]);

impl<'a> Words<'a> {
    fn begin(self, words: &[&str]) -> bool {
        self.0.len() >= words.len() && self.0.iter().zip(words).all(|(token, word)| token.is(word))
    }

    fn behind(self, count: usize) -> Words<'a> {
        Words(self.0.get(count..).unwrap_or(&[]))
    }

    fn name(self) -> Option<String> {
        match self.0.first() {
            Some(Token::Word(name) | Token::Name(name) | Token::Text(name)) => Some(name.clone()),
            _ => None,
        }
    }

    /// Where the bracket that begins the tokens is closed.
    fn closing(self) -> usize {
        let mut depth = 0_usize;
        for (at, token) in self.0.iter().enumerate() {
            match token {
                Token::Sign('(') => depth += 1,
                Token::Sign(')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at;
            }
        }
        self.0.len()
    }

    /// What stands between the bracket that begins the tokens and its end, cut at the commas.
    fn items(self) -> Vec<Vec<Token>> {
        if self.0.first() != Some(&Token::Sign('(')) {
            return Vec::new();
        }
        let inside = self.0.get(1..self.closing()).unwrap_or(&[]);
        let (mut items, mut depth) = (vec![Vec::new()], 0_usize);
        for token in inside {
            match token {
                Token::Sign('(') => depth += 1,
                Token::Sign(')') => depth = depth.saturating_sub(1),
                Token::Sign(',') if depth == 0 => {
                    items.push(Vec::new());
                    continue;
                }
                _ => {}
            }
            if let Some(item) = items.last_mut() {
                item.push(token.clone());
            }
        }
        items
    }

    /// `name TYPE …`
    fn property(self) -> Option<Property> {
        let mut type_text = String::new();
        let (mut after_word, mut depth) = (false, 0_usize);
        for token in self.behind(1).0 {
            if depth == 0 && (token.is("DEFAULT") || token.is("PRIMARY")) {
                break;
            }
            match token {
                Token::Word(word) | Token::Name(word) | Token::Text(word) => {
                    if after_word {
                        type_text.push(' ');
                    }
                    type_text.push_str(word);
                    after_word = true;
                }
                Token::Sign(sign) => {
                    type_text.push(*sign);
                    match sign {
                        '(' => depth += 1,
                        ')' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    after_word = *sign == ',';
                }
            }
        }
        Some(Property { name: self.name()?, type_text })
    }
}

/// The statements of a text, cut into tokens.
fn statements(text: &str) -> Result<Vec<Vec<Token>>, String> {
    let mut statements = vec![Vec::new()];
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let token = match c {
            ';' => {
                statements.push(Vec::new());
                continue;
            }
            c if c.is_whitespace() => continue,
            '`' | '"' | '\'' => {
                let mut inside = String::new();
                loop {
                    match characters.next() {
                        Some('\\') if c != '`' => inside.extend(characters.next()),
                        Some(end) if end == c => break,
                        Some(other) => inside.push(other),
                        None => return Err(format!("a {c} is never closed")),
                    }
                }
                if c == '`' { Token::Name(inside) } else { Token::Text(inside) }
            }
            c if c.is_alphanumeric() || "_-.:".contains(c) => {
                let mut word = String::from(c);
                while let Some(c) = characters.next_if(|c| c.is_alphanumeric() || "_-.:".contains(*c)) {
                    word.push(c);
                }
                Token::Word(word)
            }
            sign => Token::Sign(sign),
        };
        if let Some(statement) = statements.last_mut() {
            statement.push(token);
        }
    }
    Ok(statements)
}
