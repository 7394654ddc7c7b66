//! The shell at work on a pseudo-terminal of 80 columns: the analyst's keys, and what the screen answers.

use crate::harness::Place;
use crate::terminal::{plain, typed, typed_on};

const PEOPLE: &str = "CREATE (:Person {name: 'Leïla Benali'})-[:HOLDS]->(:Office {name: 'minister'});\r";

/// The lines of a screen that the shell wrote, and not the editor.
fn lines(screen: &str) -> Vec<String> {
    plain(screen).lines().map(|line| line.trim_end_matches('\r').to_owned()).collect()
}

#[test]
fn an_empty_result_is_explained_and_the_nearest_value_named() {
    let place = Place::new();
    let keys = [PEOPLE, "MATCH (p:Person {name: 'Leila Benaly'})-[:HOLDS]->(o) RETURN o;\r", "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history", &[], &keys) else { return };
    let screen = plain(&screen);
    assert!(screen.contains("where the rows went:"), "{screen}");
    assert!(screen.contains("  1  (p:Person)") && screen.contains("  0  name: 'Leila Benaly'"), "{screen}");
    assert!(screen.contains("did you mean 'Leïla Benali'?"), "{screen}");
}

#[test]
fn a_long_statement_shows_that_it_runs_after_a_second() {
    let place = Place::new();
    let endless = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b) AS s;\r";
    let pause = "";
    let keys =
        ["RETURN 1 AS quick;\r", endless, pause, pause, pause, pause, "\u{3}", "RETURN 42 AS answer;\r", "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history", &[], &keys) else { return };
    assert!(screen.contains("\r\u{1b}[Krunning · 1 s · Ctrl-C stops it"), "{screen}");
    assert!(plain(&screen).contains("│     42 │"), "{screen}");
    let before = screen.split("running").next().unwrap();
    assert!(before.contains("quick"), "what is quick shows nothing: {screen}");
}

#[test]
fn the_signature_of_an_open_call_is_shown_and_functions_are_listed_with_theirs() {
    let place = Place::new();
    let keys = ["RETURN toUpper(", "'ada') AS big;\r", "RETURN date.tr\t\t", "\u{3}", "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history", &[], &keys) else { return };
    assert!(screen.contains("toUpper(text :: STRING)"), "{screen}");
    assert!(plain(&screen).contains("│ ADA │"), "the signature is not taken over: {screen}");
}

#[test]
fn tables_fit_the_screen_and_last_shows_everything() {
    let place = Place::new();
    let wide = "UNWIND range(1, 60) AS i RETURN i, 'a text of some length' AS one, 'another text of some length' AS two, \
                'and one more of them 日本 é' AS three, 'the last column of all' AS four;\r";
    let keys = [wide, ":last\r", "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history --color never", &[], &keys) else { return };
    let lines = lines(&screen);
    let first: Vec<_> = lines.iter().filter(|line| line.starts_with(['│', '┌', '├', '└'])).take(45).collect();
    assert!(first.iter().all(|line| line.chars().count() <= 80), "{screen}");
    assert!(screen.contains("60 rows (40 shown)"), "{screen}");
    assert!(
        screen.contains("│ another text of some length │ and one more of them 日本 é │ the last column of all │"),
        "{screen}"
    );
    assert_eq!(lines.iter().filter(|line| line.contains("│ the last column of all │")).count(), 60, "{screen}");
}

#[test]
fn a_wide_screen_shows_what_a_narrow_one_leaves_out() {
    let place = Place::new();
    let row = "UNWIND range(1, 3) AS i RETURN i, 'Élalamy Boussaïd, ministre de la Transition' AS nom, \
               'Fès, quartier Ziat, rue Boukhississate' AS lieu, 'la valeur de la dernière colonne' AS dernière;\r";
    let keys = [
        row,
        "RETURN nobody + 'a text behind it that makes the line longer than eighty columns in all' AS x;\r",
        "\u{4}",
    ];
    let Some(wide) = typed_on(&place, (200, 50), "shell --no-history --color never", &[], &keys) else { return };
    let Some(narrow) = typed(&place, "shell --no-history --color never", &[], &keys) else { return };
    let whole = "│ 1 │ Élalamy Boussaïd, ministre de la Transition │ Fès, quartier Ziat, rue Boukhississate │ \
                 la valeur de la dernière colonne │";
    assert!(plain(&wide).contains(whole), "{wide}");
    assert!(!plain(&narrow).contains(whole) && plain(&narrow).contains("…"), "{narrow}");
    for (screen, columns) in [(&wide, 200), (&narrow, 80)] {
        let lines = lines(screen);
        let table = lines.iter().filter(|line| line.starts_with(['│', '┌', '├', '└']));
        assert!(table.clone().count() > 5, "{screen}");
        assert!(table.into_iter().all(|line| line.chars().count() <= columns), "{screen}");
    }
    let source = "1 | RETURN nobody + 'a text behind it that makes the line longer than eighty columns in all' AS x;";
    assert!(plain(&wide).contains(source) && !plain(&narrow).contains(source), "{narrow}");
}

#[test]
fn a_node_that_is_cut_shows_first_what_names_it() {
    let place = Place::new();
    let create = "CREATE (:Élu {âge: 41, biographie: 'un texte qui est bien plus long que ce qui tient sur une seule ligne de cet écran étroit', name: 'Élalamy'});\r";
    let keys = [create, "MATCH (e:Élu) RETURN e, 1 AS un UNION ALL MATCH (e:Élu) RETURN e, 2 AS un;\r", "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history --color never", &[], &keys) else { return };
    assert!(plain(&screen).contains("│ (:Élu {name: 'Élalamy', biographie: 'un texte"), "{screen}");
}

#[test]
fn colours_are_those_for_the_background_of_the_terminal() {
    let place = Place::new();
    let keys = ["RETURN 'été' AS saison;\r", "\u{4}"];
    let shown = |arguments: &str, variables: &[(&str, &str)]| {
        typed(&place, &format!("shell --no-history {arguments}"), variables, &keys)
    };
    let (unknown, light, dark) =
        ("\u{1b}[1;34mRETURN\u{1b}[0m", "\u{1b}[1;38;5;19mRETURN\u{1b}[0m", "\u{1b}[1;94mRETURN\u{1b}[0m");
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);
    let cases: [Case<'_>; 5] = [
        ("", &[], unknown),
        ("", &[("COLORFGBG", "0;15")], light),
        ("", &[("COLORFGBG", "15;default;0")], dark),
        ("--background light", &[("COLORFGBG", "15;0")], light),
        ("--background dark", &[], dark),
    ];
    for (arguments, variables, expected) in cases {
        let Some(screen) = shown(arguments, variables) else { return };
        assert!(screen.contains(expected), "{arguments} {variables:?}: {screen:?}");
        // White, black and yellow are never asked for: one of them is not seen.
        for unseen in ["\u{1b}[30m", "\u{1b}[37m", "\u{1b}[33m", "\u{1b}[97m", "\u{1b}[93m"] {
            assert!(!screen.contains(unseen), "{screen:?}");
        }
    }
    let Some(screen) = shown("--background light", &[("NO_COLOR", "1")]) else { return };
    assert!(!screen.contains("\u{1b}[1;"), "{screen:?}");
}

#[test]
fn the_pager_gets_the_whole_result() {
    let place = Place::new();
    let rows = "UNWIND range(1, 60) AS i RETURN i;\r";
    let keys = [":pager sort -r\r", rows, ":pager off\r", "RETURN 7 AS seven;\r", "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history --color never", &[], &keys) else { return };
    let lines = lines(&screen);
    let at =
        |text: &str| lines.iter().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}: {screen}"));
    assert!(at("│ 60 │") < at("│ 59 │") && at("│ 59 │") < at("│ 30 │") && at("│ 30 │") < at("│  1 │"), "{screen}");
    assert!(!screen.contains("shown)") && at("│  1 │") < at("│     7 │"), "{screen}");
    let keys = [":pager no-such-pager\r", rows, "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history", &[], &keys) else { return };
    assert!(screen.contains("cannot be started") && plain(&screen).contains("60 rows"), "{screen}");
}

#[cfg(unix)]
#[test]
fn edit_brings_back_what_the_editor_saved() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let editor = place.file("editor.sh", "#!/bin/sh\nsed -i 's/Ada/Grace/' \"$1\"\n");
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).unwrap();
    let editor = editor.display().to_string();
    let keys = ["RETURN 'Ada' AS who;\r", ":edit\r", "\r", "\u{4}"];
    let variables = [("VISUAL", editor.as_str())];
    let Some(screen) = typed(&place, "shell --no-history", &variables, &keys) else { return };
    let screen = plain(&screen);
    assert!(screen.contains("│ Ada │") && screen.contains("│ Grace │"), "{screen}");
}

#[test]
fn ctrl_r_finds_an_earlier_statement() {
    let place = Place::new();
    let keys = ["RETURN 'needle' AS found;\r", "RETURN 2 AS b;\r", "\u{12}", "needle", "\r", "\r", "\u{4}"];
    let Some(screen) = typed(&place, "shell --history own-history", &[], &keys) else { return };
    assert!(plain(&screen).matches("│ needle │").count() >= 2, "{screen}");
    assert!(place.path().join("own-history").exists() && !place.path().join(".local").exists());
}

#[test]
fn the_demo_greets_with_questions_and_the_tour_puts_its_statements_at_the_prompt() {
    let place = Place::new();
    let keys = [":tour\r", "\r", "\u{4}"];
    let Some(screen) = typed(&place, "demo --no-history", &[], &keys) else { return };
    let screen = plain(&screen);
    assert!(screen.contains("Questions to try") && screen.contains("`:tour` walks through it"), "{screen}");
    assert!(screen.contains("1 of 10 · The sources") && screen.contains("doc-000"), "{screen}");
}

#[test]
fn tee_keeps_the_statements_too() {
    let place = Place::new();
    let keys = [":tee log.txt\r", "RETURN 1 AS a;\r", "\u{4}"];
    let Some(_) = typed(&place, "shell --no-history", &[], &keys) else { return };
    let copy = std::fs::read_to_string(place.path().join("log.txt")).expect("a copy");
    assert!(copy.contains("memory> RETURN 1 AS a;\n") && copy.contains("│ 1 │") && !copy.contains('\u{1b}'), "{copy}");
}

#[test]
fn a_dumb_terminal_gets_no_escape_codes_in_results() {
    let place = Place::new();
    let keys = ["RETURN nobody;\r", "RETURN 'é日' AS text;\r", "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history", &[("TERM", "dumb")], &keys) else { return };
    assert!(screen.contains("UndefinedVariable") && screen.contains("│ é日  │"), "{screen}");
    assert!(!screen.contains("\u{1b}[1;31m") && !screen.contains("\u{1b}[2m"), "{screen:?}");
}

/// What is typed in the sessions that a document shows, and the lines that come back, without the times.
fn session_of(document: &str) -> (Vec<String>, Vec<String>) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let page = std::fs::read_to_string(path).expect("the page");
    let blocks = page.split("```text\n").skip(1).map(|rest| rest.split("```").next().unwrap_or(""));
    let (mut keys, mut shown) = (Vec::new(), Vec::new());
    for block in blocks.filter(|block| block.contains("demo> ")) {
        let mut typing = false;
        for line in block.lines().filter(|line| !line.is_empty() && !line.starts_with("$ ")) {
            if let Some(typed) = line.strip_prefix("demo> ") {
                keys.push(format!("{typed}\r"));
                typing = !typed.starts_with(':') && !typed.ends_with(';');
            } else if typing {
                keys.push(format!("{}\r", line.trim()));
                typing = !line.ends_with(';');
            } else {
                shown.push(line.split(" · ").next().filter(|_| line.ends_with(" ms")).unwrap_or(line).to_owned());
            }
        }
    }
    keys.push("\u{4}".to_owned());
    (keys, shown)
}

/// Every line of the sessions that the documents show is on the screen of a real one, but for the times.
#[test]
fn the_sessions_of_the_documents_are_what_the_shell_shows() {
    let place = Place::new();
    for (document, least) in [("docs/shell.md", 13), ("README.md", 20)] {
        let (keys, shown) = session_of(document);
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let Some(screen) = typed(&place, "demo --no-history --color never", &[], &keys) else { return };
        let screen = plain(&screen);
        assert!(shown.len() >= least, "{document}: {shown:?}");
        for line in shown {
            assert!(screen.contains(&line), "{document}: {line:?} is not in {screen}");
        }
    }
    assert!(place.path().join("morning.md").exists());
}

#[test]
fn what_is_typed_is_coloured_as_it_is_typed() {
    let place = Place::new();
    let keys = ["MATCH (p:Person) RETRN 'x', 1;", "\u{1}\u{b}", "RETURN (1;", "\u{3}", "\u{4}"];
    let Some(screen) = typed(&place, "shell --no-history", &[], &keys) else { return };
    for part in
        ["\u{1b}[1;34mMATCH\u{1b}[0m", "\u{1b}[35mPerson\u{1b}[0m", "\u{1b}[32m'x'", "\u{1b}[4;31m", "\u{1b}[1;31m("]
    {
        assert!(screen.contains(part), "{part:?} is not in {screen:?}");
    }
}

#[test]
fn parameters_files_and_commands_are_completed() {
    let place = Place::new();
    place.file("questions/first.cypher", "RETURN 'from a file' AS told;\n");
    let keys = [
        ":par\t longest_name => 41\r",
        "RETURN $lon\t + 1 AS answer;\r",
        ":source ques\tfi\t\r",
        "LOAD CSV FROM 'ques\tfi\t' AS row RETURN size(row) AS cells;\r",
        "\u{4}",
    ];
    let Some(screen) = typed(&place, "shell --no-history --color never", &[], &keys) else { return };
    let screen = plain(&screen);
    assert!(
        screen.contains("│     42 │") && screen.contains("│ from a file │") && screen.contains("│ cells │"),
        "{screen}"
    );
}

#[test]
fn one_wide_row_is_shown_a_column_a_line() {
    let place = Place::new();
    let row = "RETURN 'a text that is quite long for one column' AS first, 'and another one of that length' AS second, \
               range(1, 30) AS numbers;\r";
    let Some(screen) = typed(&place, "shell --no-history --color never", &[], &[row, "\u{4}"]) else { return };
    let lines = lines(&screen);
    assert!(lines.iter().any(|line| line.trim_start().starts_with("first = a text that is quite long")), "{screen}");
    assert!(lines.iter().any(|line| line.contains("numbers = [1, 2, 3")), "{screen}");
}

#[test]
fn a_statement_may_span_lines_and_is_edited_as_a_whole() {
    let place = Place::new();
    // Up leads into the statement before, as one entry; its last line is changed.
    let keys = [
        "WITH 1 AS a,\r",
        "     '; // no end' AS b\r",
        "RETURN a + 1 AS first;\r",
        "\u{1b}[A",
        "\u{8}\u{8}\u{8}\u{8}\u{8}\u{8}other;\r",
        "\u{4}",
    ];
    let Some(screen) = typed(&place, "shell --no-history --color never", &[], &keys) else { return };
    assert!(plain(&screen).contains("│ first │") && plain(&screen).contains("│ other │"), "{screen}");
}

#[test]
fn french_names_are_typed_completed_and_aligned() {
    let place = Place::new();
    let keys = [
        "CREATE (:Élu {nom: 'Élalamy Boussaïd', `lieu de naissance`: 'Fès'}), (:Élu {nom: 'Aïcha'});\r",
        "MATCH (e:Él\t) RETURN e.nom AS nom, e.`lieu de naissance` AS né ORDER BY nom;\r",
        "\u{4}",
    ];
    let Some(screen) = typed(&place, "shell --no-history --color never", &[], &keys) else { return };
    let screen = plain(&screen);
    assert!(
        screen.contains("│ Aïcha            │ null │") && screen.contains("│ Élalamy Boussaïd │ Fès  │"),
        "{screen}"
    );
}
