//! What the files of an export say, piece by piece.

use super::catalog::{Catalog, copies, tables};
use super::cells::{Cells, Dialect, Row};
use super::value::{Kind, stays_text};

const SCHEMA: &str = "CREATE NODE TABLE `Person` (`id` INT64,`tags` STRING[],`info` STRUCT(a INT64, b STRING),`m` MAP(STRING, INT64),\
     `d` DECIMAL(10, 2) DEFAULT 1.5, PRIMARY KEY(`id`));\n\
     CREATE NODE TABLE City(name STRING PRIMARY KEY, pop INT64);\n\
     CREATE REL TABLE `Knows` (FROM `Person` TO `Person`, `odd key` INT64,MANY_MANY);\n\
     CREATE REL TABLE GROUP `Likes` (FROM `Person` TO `Person`, FROM `Person` TO `City`, `w` DOUBLE,MANY_MANY);\n\
     CREATE SEQUENCE IF NOT EXISTS `s` START 1;";

fn rows(text: &str, dialect: Dialect) -> Vec<Row> {
    let mut cells = Cells::new(text.as_bytes(), dialect);
    std::iter::from_fn(|| cells.next().unwrap()).collect()
}

#[test]
fn the_schema_names_tables_types_keys_and_ends() {
    let tables = tables(SCHEMA).unwrap();
    let names: Vec<_> = tables.iter().map(|table| (table.name.as_str(), table.key.as_deref())).collect();
    assert_eq!(names, [("Person", Some("id")), ("City", Some("name")), ("Knows", None), ("Likes", None)]);
    let types: Vec<_> = tables[0].properties.iter().map(|property| property.type_text.as_str()).collect();
    assert_eq!(types, ["INT64", "STRING[]", "STRUCT(a INT64, b STRING)", "MAP(STRING, INT64)", "DECIMAL(10, 2)"]);
    assert_eq!(tables[1].properties[0].type_text, "STRING");
    assert_eq!((tables[2].properties.len(), tables[2].properties[0].name.as_str()), (1, "odd key"));
    assert_eq!(tables[3].ends, [("Person", "Person"), ("Person", "City")].map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[test]
fn copies_name_files_columns_ends_and_dialect() {
    let text = "COPY `Knows` (`odd key`) FROM \"a/Knows_Person_Person.csv\" (to='Person', from='Person', quote=quote='\\'', \
                delim=delim='|', escape=escape='\\\\', header=true, parallel=true);\nCOPY `Likes_Person_City` FROM 'x.csv';";
    let copies = copies(text).unwrap();
    assert_eq!(copies[0].dialect, Dialect { delimiter: '|', quote: '\'', escape: '\\' });
    assert_eq!((copies[0].header, copies[0].columns.as_ref().unwrap().len()), (true, 1));
    assert_eq!((copies[1].header, copies[1].dialect, &copies[1].columns), (false, Dialect::default(), &None));
    let catalog = Catalog { tables: tables(SCHEMA).unwrap() };
    let (table, ends) = catalog.target(&copies[1]).unwrap();
    assert_eq!((table.name.as_str(), ends), ("Likes", Some(("Person".to_owned(), "City".to_owned()))));
}

#[test]
fn cells_tell_null_from_empty_and_may_hold_anything() {
    let text = "1,\"a \"\"b\"\"\nc, d\",\r\n\r\n\"\",x,\"\"\"\"\n2,,";
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows(text, Dialect::default()),
        [
            (1, vec![some("1"), some("a \"b\"\nc, d"), None]),
            (4, vec![some(""), some("x"), some("\"")]),
            (5, vec![some("2"), None, None]),
        ]
    );
    let other = Dialect { delimiter: '|', quote: '\'', escape: '\\' };
    assert_eq!(rows("'it\\'s \\\\ |'|\"\n", other), [(1, vec![some("it's \\ |"), some("\"")])]);
    assert!(Cells::new("\"open\n".as_bytes(), Dialect::default()).next().is_err());
}

#[test]
fn types_decide_how_cells_are_read() {
    assert_eq!(Kind::of("INT64[3]"), Kind::ListOf(Box::new(Kind::Integer)));
    assert_eq!(Kind::of("DECIMAL(10, 2)"), Kind::Float);
    assert_eq!(Kind::of("INT64[][]"), Kind::Text);
    assert_eq!(Kind::of("STRUCT(a INT64[], b DATE)[]"), Kind::Text);
    assert!(stays_text("MAP(STRING, INT64)") && stays_text("INT64[][]") && stays_text("UNION(p INT64, q STRING)"));
    assert!(!stays_text("STRING") && !stays_text("STRING[]") && !stays_text("UUID") && !stays_text("DATE[]"));
}
