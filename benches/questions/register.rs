//! A made-up register of companies: who holds whom, who owns and directs, where they sit. The same files for a scale on
//! every machine.
//!
//! ```text
//! (Person)-[:OWNS {share}]->(Company)-[:HOLDS {share, since}]->(Company)-[:SEATED_IN]->(Place)
//! (Person)-[:DIRECTS {since}]->(Company)      (Person)-[:LIVES_IN]->(Place)
//! ```

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// What was written.
pub(crate) struct Register {
    pub(crate) companies: u64,
    pub(crate) nodes: u64,
    pub(crate) rels: u64,
}

/// A column and its type in SQL.
type Columns = &'static [(&'static str, &'static str)];

/// The files of nodes: label, and columns after `id`.
pub(crate) const NODES: [(&str, Columns); 3] = [
    ("Company", &[("name", "TEXT"), ("sector", "TEXT"), ("founded", "BIGINT"), ("capital", "BIGINT")]),
    ("Person", &[("name", "TEXT"), ("born", "BIGINT"), ("country", "TEXT")]),
    ("Place", &[("name", "TEXT"), ("country", "TEXT")]),
];

/// The files of relationships: type, label of the starts, label of the ends, and columns after `a` and `b`.
pub(crate) const RELS: [(&str, &str, &str, Columns); 5] = [
    ("HOLDS", "Company", "Company", &[("share", "BIGINT"), ("since", "BIGINT")]),
    ("OWNS", "Person", "Company", &[("share", "BIGINT")]),
    ("DIRECTS", "Person", "Company", &[("since", "BIGINT")]),
    ("SEATED_IN", "Company", "Place", &[]),
    ("LIVES_IN", "Person", "Place", &[]),
];

const SECTORS: [&str; 8] = ["Mining", "Shipping", "Banking", "Textiles", "Energy", "Software", "Farming", "Trade"];
const COUNTRIES: [&str; 12] = [
    "Avaria", "Borland", "Cania", "Doria", "Elonia", "Ferron", "Galia", "Hestia", "Iberna", "Jorvik", "Kalmar",
    "Lusita",
];
const SYLLABLES: [&str; 16] =
    ["no", "ra", "mi", "tel", "va", "dor", "ke", "lan", "su", "pe", "bri", "go", "cha", "ul", "fen", "wi"];

/// Random numbers by splitmix64 (Steele, Lea & Flood 2014).
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ (bits >> 31)) % limit
    }

    /// Small numbers far more often than large ones: some companies are in everybody's portfolio.
    fn skewed(&mut self, limit: u64) -> u64 {
        let unit = self.below(1 << 30) as f64 / (1u64 << 30) as f64;
        ((limit as f64) * unit * unit * unit) as u64
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }

    fn name(&mut self, syllables: u64) -> String {
        let mut name: String = (0..syllables).map(|_| self.of(&SYLLABLES)).collect();
        name[..1].make_ascii_uppercase();
        name
    }
}

impl Register {
    /// Writes the files of so many companies into `folder`.
    pub(crate) fn write(folder: &Path, companies: u64) -> Self {
        let (people, places) = (companies * 2, companies / 40 + 5);
        let numbers = &mut Numbers::new(companies);
        let nodes = [
            (0, companies, company as fn(&mut Numbers) -> String),
            (1, people, person as fn(&mut Numbers) -> String),
            (2, places, place as fn(&mut Numbers) -> String),
        ];
        for (file, count, cells) in nodes {
            let (label, columns) = NODES[file];
            let mut text = header("id", columns);
            for id in 1..=count {
                writeln!(text, "{id},{}", cells(numbers)).unwrap();
            }
            save(folder, label, &text);
        }
        let mut rels = 0;
        for (rel_type, _, _, columns) in RELS {
            let rows = match rel_type {
                "HOLDS" => holdings(companies, numbers),
                "OWNS" => spread(people, 2, companies, numbers, |numbers| format!(",{}", numbers.below(100) + 1)),
                "DIRECTS" => spread(people, 3, companies, numbers, |numbers| format!(",{}", 1980 + numbers.below(45))),
                "SEATED_IN" => one_each(companies, places, numbers),
                _ => one_each(people, places, numbers),
            };
            let mut text = header("a,b", columns);
            for (a, b, more) in &rows {
                writeln!(text, "{a},{b}{more}").unwrap();
            }
            rels += rows.len() as u64;
            save(folder, rel_type, &text);
        }
        Self { companies, nodes: companies + people + places, rels }
    }
}

fn header(keys: &str, columns: &[(&str, &str)]) -> String {
    let names: String = columns.iter().map(|(name, _)| format!(",{name}")).collect();
    format!("{keys}{names}\n")
}

fn save(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(format!("{name}.csv")), text).expect("the files of the bench can be written");
}

fn company(numbers: &mut Numbers) -> String {
    let name = numbers.name(3);
    let sector = numbers.of(&SECTORS);
    format!("{name} {sector},{sector},{},{}", 1900 + numbers.below(125), (numbers.below(1000) + 1) * 1000)
}

fn person(numbers: &mut Numbers) -> String {
    let (first, last) = (numbers.name(2), numbers.name(3));
    format!("{first} {last},{},{}", 1935 + numbers.below(70), numbers.of(&COUNTRIES))
}

fn place(numbers: &mut Numbers) -> String {
    format!("{},{}", numbers.name(3), numbers.of(&COUNTRIES))
}

type Row = (u64, u64, String);

/// About three holdings a company: in well-known ones, in neighbours by number, and now and then back.
fn holdings(companies: u64, numbers: &mut Numbers) -> Vec<Row> {
    let mut rows = Vec::new();
    for a in 1..=companies {
        let mut held: Vec<u64> = (0..numbers.below(5)).map(|_| numbers.skewed(companies) + 1).collect();
        held.push((a + numbers.below(9)) % companies + 1);
        if numbers.below(4) == 0 {
            held.push(a.saturating_sub(numbers.below(9)).max(1));
        }
        rows.extend(distinct(held, a).into_iter().map(|b| (a, b, String::new())));
    }
    for row in &mut rows {
        row.2 = format!(",{},{}", numbers.below(100) + 1, 1990 + numbers.below(35));
    }
    rows
}

/// Up to `most` companies for each person, known ones more often.
fn spread(
    people: u64,
    most: u64,
    companies: u64,
    numbers: &mut Numbers,
    cells: impl Fn(&mut Numbers) -> String,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for a in 1..=people {
        let chosen: Vec<u64> = (0..numbers.below(most + 1))
            .map(|_| if numbers.below(3) == 0 { numbers.skewed(companies) } else { numbers.below(companies) } + 1)
            .collect();
        rows.extend(distinct(chosen, 0).into_iter().map(|b| (a, b, cells(numbers))));
    }
    rows
}

fn one_each(count: u64, places: u64, numbers: &mut Numbers) -> Vec<Row> {
    (1..=count).map(|a| (a, numbers.skewed(places) + 1, String::new())).collect()
}

/// Each once, ascending, without `itself`.
fn distinct(mut numbers: Vec<u64>, itself: u64) -> Vec<u64> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers.retain(|number| *number != itself);
    numbers
}
