//! Is the house in order? Holds the rooms and the writing rules that the README and `docs/architecture.md` describe.
//!
//! Works on text: sources are read with comments and strings blanked out, so it needs no compiler and judges every
//! file, wired or not. There is no list of exceptions; where a rule is wrong, change the rule and the documents.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops where it cannot go on")]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "the files of this package are lower-case")]

#[path = "architecture/documents.rs"]
mod documents;
#[path = "architecture/imports.rs"]
mod imports;
#[path = "architecture/rooms.rs"]
mod rooms;
#[path = "architecture/source.rs"]
mod source;
#[path = "architecture/writing.rs"]
mod writing;

/// Fails with all `findings` at once, one a line.
fn assert_none(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}\n  {}\n({} findings)", findings.join("\n  "), findings.len());
}

mod the_rooms {
    use super::{assert_none, imports, source};

    #[test]
    fn every_room_has_a_floor() {
        assert_none(
            "a module of src/ is missing from the list of rooms, or a room has no module",
            &imports::unlisted(),
        );
    }

    #[test]
    fn a_floor_imports_only_from_floors_below_it() {
        assert_none("a floor imports only from floors below it", &imports::upward(&source::library()));
    }

    #[test]
    fn files_of_a_room_do_not_import_each_other_in_a_circle() {
        assert_none("no circles between files", &imports::circles(&source::library()));
    }

    #[test]
    fn crates_are_named_only_by_their_owners() {
        assert_none("a crate is named only in the rooms that own it", &imports::strangers(&source::all()));
    }

    #[test]
    fn every_dependency_has_an_owner_and_is_used() {
        assert_none("the table of owners and Cargo.toml must agree", &imports::unowned(&source::all()));
    }
}

mod the_writing {
    use super::{assert_none, source, writing};

    #[test]
    fn files_are_at_most_800_lines_without_tests() {
        assert_none("a file has one job", &writing::long_files(&source::everywhere()));
    }

    #[test]
    fn functions_are_at_most_70_lines() {
        assert_none("a function fits on a screen", &writing::long_functions(&source::everywhere()));
    }

    #[test]
    fn every_file_opens_with_a_sentence() {
        assert_none("a file opens with `//!` and a sentence", &writing::silent_files(&source::everywhere()));
    }

    #[test]
    fn no_module_has_a_banned_name() {
        assert_none("a module is named by its role", &writing::banned_names(&source::everywhere()));
    }

    #[test]
    fn nothing_is_reached_by_glob_re_export_or_two_steps_up() {
        assert_none("names come through a face, one by one", &writing::detours(&source::everywhere()));
    }

    #[test]
    fn the_library_does_not_panic() {
        assert_none("no unwrap, expect or panic outside tests", &writing::panics(&source::all()));
    }

    #[test]
    fn lifted_lints_have_a_reason() {
        assert_none("`allow` and `expect` say why", &writing::unreasoned(&source::everywhere()));
    }

    #[test]
    fn the_library_reads_no_shipped_data_and_no_surroundings() {
        assert_none("the library is told, it does not look", &writing::surroundings(&source::library()));
    }
}

mod the_documents {
    use super::{assert_none, documents};

    #[test]
    fn every_path_named_in_the_documents_exists() {
        assert_none("a path named in README.md or docs/ exists", &documents::dead_paths());
    }

    #[test]
    fn the_readme_and_the_architecture_list_the_floors() {
        assert_none("the list of floors is the same everywhere", &documents::other_floors());
    }

    #[test]
    fn every_dependency_is_explained() {
        assert_none("docs/architecture.md says who owns a crate and why", &documents::unexplained_crates());
    }

    #[test]
    fn everything_under_tests_is_run_by_someone() {
        assert_none("a test that nobody runs is no test", &documents::orphans());
    }
}

mod the_judge {
    use super::{imports, source, writing};

    fn file(path: &str, text: &str) -> Vec<source::Source> {
        vec![source::Source::of(path, text)]
    }

    #[test]
    fn comments_strings_and_tests_are_not_code() {
        let text = "//! One.\nfn f() { g(\"a.unwrap()\", 'x', r#\"panic!\"#); } // .unwrap()\n#[cfg(test)]\nmod tests { fn t() { x.unwrap() } }\n";
        assert!(writing::panics(&file("src/graph/a.rs", text)).is_empty());
        assert_eq!(writing::panics(&file("src/graph/a.rs", "fn f() { x.unwrap() }")).len(), 1);
    }

    #[test]
    fn upward_imports_are_seen_in_nested_lists_and_paths() {
        for text in [
            "use crate::{value::Value, planner::{Plan}};",
            "fn f() -> crate::planner::Plan { todo }",
            "use crate::Session;",
        ] {
            assert_eq!(imports::upward(&file("src/graph/a.rs", text)).len(), 1, "{text}");
        }
        assert!(imports::upward(&file("src/graph/a.rs", "use crate::{value::Value, graph::Snapshot};")).is_empty());
        assert_eq!(imports::upward(&file("src/graph/a.rs", "use crate::syntax::ast;")).len(), 1);
    }

    #[test]
    fn a_crate_is_known_by_the_start_of_its_path() {
        for text in ["use sled::Db;", "fn f(db: ::sled::Db) {}", "use sled;"] {
            assert_eq!(imports::strangers(&file("src/graph/a.rs", text)).len(), 1, "{text}");
        }
        for text in ["use super::sled::Store;", "mod sled;", "let unsled = my_sled::x();"] {
            assert!(imports::strangers(&file("src/graph/a.rs", text)).is_empty(), "{text}");
        }
    }

    #[test]
    fn circles_are_seen_through_the_face() {
        let text = [
            ("src/graph/mod.rs", "mod a;\nmod b;\npub(crate) use b::B;"),
            ("src/graph/a.rs", "use super::B;"),
            ("src/graph/b.rs", "use super::a::A;"),
        ];
        let sources: Vec<_> = text.iter().map(|(path, text)| source::Source::of(path, text)).collect();
        let found = imports::circles(&sources);
        assert_eq!(found, ["src/graph/a.rs imports `super::B`, src/graph/b.rs imports `super::a::A`"]);
        assert!(imports::circles(&sources[..2]).is_empty());
    }

    #[test]
    fn long_functions_are_seen_and_dispatch_is_spared() {
        let plain = format!("fn f() {{\n{}}}\n", "    work();\n".repeat(70));
        assert_eq!(writing::long_functions(&file("src/graph/a.rs", &plain)).len(), 1);
        let dispatch = format!("fn f() {{\n    match x {{\n{}    }}\n}}\n", "        A => b(),\n".repeat(100));
        assert!(writing::long_functions(&file("src/graph/a.rs", &dispatch)).is_empty());
        let too_long = dispatch.replace("fn f() {\n", &format!("fn f() {{\n{}", "        A => b(),\n".repeat(20)));
        assert_eq!(writing::long_functions(&file("src/graph/a.rs", &too_long)).len(), 1);
    }
}
