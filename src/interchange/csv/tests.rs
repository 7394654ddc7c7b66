//! Records and blocks: what cells mean, and that blocks never cut a record.

use std::io::Write;
use std::sync::Arc;

use proptest::prelude::*;

use super::record::whole_records;
use super::{Blocks, CsvInput, Fault, read_record};

fn cells(line: &str) -> (Vec<Option<String>>, usize, Option<Fault>) {
    let mut cells = Vec::new();
    let (length, fault) = read_record(line.as_bytes(), b',', &mut cells);
    let texts = cells.iter().map(|cell| if cell.is_absent() { None } else { Some(cell.text().unwrap().into_owned()) });
    (texts.collect(), length, fault)
}

fn some(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|text| Some((*text).to_owned())).collect()
}

fn input(bytes: &[u8]) -> CsvInput {
    CsvInput::Bytes { name: "test.csv".to_owned(), bytes: Arc::from(bytes) }
}

fn blocks(bytes: &[u8]) -> Blocks {
    Blocks::open(&input(bytes), None, Arc::default()).unwrap()
}

#[test]
fn cells_are_cut_at_delimiters_and_line_ends() {
    assert_eq!(cells("a,bc,d\nnext"), (some(&["a", "bc", "d"]), 7, None));
    assert_eq!(cells("a,b\r\nnext"), (some(&["a", "b"]), 5, None));
    assert_eq!(cells("last,line"), (some(&["last", "line"]), 9, None));
    assert_eq!(cells("a,\n"), (vec![Some("a".to_owned()), None], 3, None));
    assert_eq!(cells("a,"), (vec![Some("a".to_owned()), None], 2, None));
}

#[test]
fn quoted_cells_hold_delimiters_line_ends_and_doubled_quotes() {
    assert_eq!(cells("\"a,b\",\"c\nd\",\"say \"\"hi\"\"\"\nx"), (some(&["a,b", "c\nd", "say \"hi\""]), 25, None));
    assert_eq!(cells("\"\",x\r\n"), (some(&["", "x"]), 6, None));
    assert_eq!(cells("\"\"\"\"\n").0, some(&["\""]));
}

#[test]
fn quote_inside_a_plain_cell_is_a_character() {
    assert_eq!(cells("5\" disk,x\n").0, some(&["5\" disk", "x"]));
}

#[test]
fn broken_quotes_are_told() {
    assert_eq!(cells("\"open,x\nmore\n").2, Some(Fault::OpenQuote));
    let (_, length, fault) = cells("\"a\"b,c\nnext");
    assert_eq!((length, fault), (7, Some(Fault::TextAfterQuote)));
}

#[test]
fn delimiter_is_the_one_of_the_first_line() {
    for (text, delimiter) in
        [("a;b;c\n1,5;2;3\n", b';'), ("a\tb\n", b'\t'), ("a,b;c\n", b','), ("\"a;b\",c", b','), ("a", b',')]
    {
        assert_eq!(blocks(text.as_bytes()).delimiter(), delimiter, "{text}");
    }
}

#[test]
fn byte_order_mark_and_empty_lines_before_the_header_are_skipped() {
    let mut blocks = blocks(b"\xef\xbb\xbf\n\r\nid,name\n1,Ada\n");
    assert_eq!(blocks.header().unwrap(), Some((vec!["id".to_owned(), "name".to_owned()], 3)));
    let block = blocks.next_block().unwrap().unwrap();
    assert_eq!((&block.bytes[..], block.line), (&b"1,Ada\n"[..], 4));
    assert!(blocks.next_block().unwrap().is_none());
}

#[test]
fn utf16_and_old_line_ends_are_refused_with_a_hint() {
    let error = Blocks::open(&input(b"\xff\xfei\0d\0"), None, Arc::default()).err().unwrap();
    assert!(error.message().contains("UTF-16") && !error.hints().is_empty(), "{error}");
    let error = blocks(b"id,name\r1,Ada\r").header().unwrap_err();
    assert!(error.message().contains("CR alone"), "{error}");
}

#[test]
fn blocks_hold_whole_records_and_lose_nothing() {
    // Records of growing length with line ends and quotes in them, well over several blocks.
    let mut text = String::new();
    for row in 0..30_000 {
        text += &format!("{row},\"line one\nsays \"\"{row}\"\"\n{}\",5\" wide\n", "x".repeat(row % 200));
    }
    let mut blocks = blocks(text.as_bytes());
    let (mut all, mut count, mut line) = (Vec::new(), 0, 1);
    while let Some(block) = blocks.next_block().unwrap() {
        assert_eq!(block.line, line);
        line += block.bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        let mut cells = Vec::new();
        let (_, fault) = read_record(&block.bytes, b',', &mut cells);
        assert_eq!((cells.len(), fault), (3, None));
        assert!(block.bytes.ends_with(b" wide\n"));
        all.extend_from_slice(&block.bytes);
        count += 1;
    }
    assert!(count > 3, "{count}");
    assert!(all == text.as_bytes());
}

#[test]
fn gzip_reads_like_the_plain_file() {
    let text = "id,name\n".to_owned() + &"1,Ada\n".repeat(1000);
    // Two members, one after the other, as `cat a.gz b.gz` makes them.
    let mut packed = Vec::new();
    for half in [&text[..2000], &text[2000..]] {
        let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::fast());
        encoder.write_all(half.as_bytes()).unwrap();
        encoder.finish().unwrap();
    }
    let block = blocks(&packed).next_block().unwrap().unwrap();
    assert!(block.bytes == text.as_bytes());
    packed.truncate(packed.len() - 4);
    let error = Blocks::open(&input(&packed), None, Arc::default()).err().unwrap();
    assert!(error.message().contains("test.csv"), "{error}");
}

/// The ends of all records of `bytes`, and their cells.
fn all_records(bytes: &[u8]) -> (Vec<usize>, Vec<Vec<Option<String>>>) {
    let (mut ends, mut records, mut at) = (vec![0], Vec::new(), 0);
    while at < bytes.len() {
        let mut cells = Vec::new();
        let (length, fault) = read_record(&bytes[at..], b',', &mut cells);
        at += length;
        // A record whose quote is open has no end yet.
        if fault != Some(Fault::OpenQuote) {
            ends.push(at);
        }
        let text = |cell: &super::Cell<'_>| (!cell.is_absent()).then(|| cell.text().unwrap().into_owned());
        records.push(cells.iter().map(text).collect());
    }
    (ends, records)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn cutting_at_any_place_cuts_between_records(text in "[a,\"\r\n]{0,60}") {
        let (ends, _) = all_records(text.as_bytes());
        for cut in 0..=text.len() {
            let whole = whole_records(&text.as_bytes()[..cut], b',');
            prop_assert!(ends.contains(&whole), "{text:?} cut at {cut} gives {whole}");
            // Nothing that ends before the cut is left behind.
            let last = ends.iter().rfind(|end| **end <= cut && text[..**end].ends_with('\n'));
            prop_assert_eq!(whole, last.copied().unwrap_or(0), "{:?} cut at {}", text, cut);
        }
    }

    #[test]
    fn written_records_come_back(records in prop::collection::vec(prop::collection::vec("[a-cé,;\"\r\n ]{0,6}", 1..5), 0..8)) {
        let mut writer = csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        for record in &records {
            writer.write_record(record).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let expected: Vec<Vec<Option<String>>> =
            records.iter().map(|record| record.iter().cloned().map(Some).collect()).collect();
        prop_assert_eq!(all_records(&bytes).1, expected);
    }
}
