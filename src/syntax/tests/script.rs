//! Splitting scripts, completeness, tokens and places.

use crate::diagnostic::Span;
use crate::syntax::{ScriptItem, TokenKind, is_complete, line_column, split_script, tokens};

/// Items in short: statements as they are, commands as `:name|arguments`.
fn items(text: &str) -> Vec<String> {
    split_script(text)
        .into_iter()
        .map(|item| match item {
            ScriptItem::Statement { text: statement, span } => {
                assert_eq!(text.get(span.start as usize..span.end as usize), Some(statement));
                statement.to_owned()
            }
            ScriptItem::Command { name, arguments, .. } => format!(":{name}|{arguments}"),
        })
        .collect()
}

#[test]
fn semicolons_split_outside_strings_comments_and_backticks() {
    let text = "RETURN ';' AS a; // no; comment\nRETURN \"\\\";\" AS `b;`; /* ; */ RETURN 3 AS c /* end; */ ;\n";
    assert_eq!(items(text), ["RETURN ';' AS a", "RETURN \"\\\";\" AS `b;`", "RETURN 3 AS c"]);
}

#[test]
fn commands_take_their_line() {
    let text =
        "  :param x => 'a;b';\nRETURN $x AS x;\n:source notes.cypher\n\n:begin\nMATCH (n\n:Person) RETURN n;:commit ;";
    assert_eq!(
        items(text),
        [
            ":param|x => 'a;b'",
            "RETURN $x AS x",
            ":source|notes.cypher",
            ":begin|",
            "MATCH (n\n:Person) RETURN n",
            ":commit|"
        ]
    );
}

#[test]
fn blank_text_has_no_items() {
    assert_eq!(items(" \n;; // nothing\n ; /* */"), Vec::<String>::new());
}

#[test]
fn a_broken_statement_ends_at_its_semicolon() {
    assert_eq!(items("MATCH (n RETURN n; RETURN 1;"), ["MATCH (n RETURN n", "RETURN 1"]);
    assert_eq!(items("RETURN 'abc; RETURN 1; RETURN 2;"), ["RETURN 'abc", "RETURN 1", "RETURN 2"]);
}

#[test]
fn a_statement_is_complete_with_its_semicolon() {
    for complete in ["", "  // x", "RETURN 1;", "RETURN 1; // c", ":help", ":param x => 1", "RETURN 1;\n:commit"] {
        assert!(is_complete(complete), "{complete}");
    }
    for open in ["RETURN 1", "RETURN ';", "RETURN 1; RETURN 2", "/* c", "RETURN `a;", "MATCH (n)\n:help"] {
        assert!(!is_complete(open), "{open}");
    }
}

fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
    tokens(text)
        .into_iter()
        .map(|token| (token.kind, text.get(token.span.start as usize..token.span.end as usize).unwrap()))
        .collect()
}

#[test]
fn tokens_know_labels_from_map_keys() {
    use TokenKind::{Bracket, Keyword, Label, Name, Number, Operator, Parameter, String};
    assert_eq!(
        kinds("MATCH (n:A|B {order: 1}) WHERE n.end = $x RETURN 'y'"),
        [
            (Keyword, "MATCH"),
            (Bracket, "("),
            (Name, "n"),
            (Operator, ":"),
            (Label, "A"),
            (Operator, "|"),
            (Label, "B"),
            (Bracket, "{"),
            (Name, "order"),
            (Operator, ":"),
            (Number, "1"),
            (Bracket, "}"),
            (Bracket, ")"),
            (Keyword, "WHERE"),
            (Name, "n"),
            (Operator, "."),
            (Name, "end"),
            (Operator, "="),
            (Parameter, "$x"),
            (Keyword, "RETURN"),
            (String, "'y'"),
        ]
    );
}

#[test]
fn tokens_cover_all_but_blanks() {
    for text in ["RETURN “x” # ' unclosed", ":param x => 1\nRETURN 1", "a\u{301}b /* c", "\u{feff}RETURN 1;", "é$`x"]
    {
        let mut at = 0;
        for token in tokens(text) {
            let gap = text.get(at..token.span.start as usize).unwrap();
            assert!(gap.chars().all(crate::syntax::scan::is_blank), "{text}: {gap}");
            at = token.span.end as usize;
        }
        assert!(text.get(at..).unwrap().trim().is_empty());
    }
}

#[test]
fn lines_and_columns_count_from_one_in_characters() {
    assert_eq!(line_column("", 0), (1, 1));
    assert_eq!(line_column("é = 1\nx", 3), (1, 3));
    assert_eq!(line_column("é = 1\nx", 7), (2, 1));
    assert_eq!(line_column("ab", 99), (1, 3));
    assert_eq!(line_column("é", 1), (1, 1));
}

#[test]
fn spans_of_commands_are_their_text() {
    let text = "\n :a b \n";
    let [ScriptItem::Command { span, .. }] = split_script(text)[..] else { panic!("one command") };
    assert_eq!(span, Span::new(2, 6));
}
