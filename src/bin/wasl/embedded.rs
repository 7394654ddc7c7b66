//! The shipped knowledge, as text inside the command: the ontology, one batch file per source document, the judgements.

/// A batch file that is part of the command.
pub(crate) struct Embedded {
    /// Its path in the source tree.
    pub(crate) name: &'static str,
    /// Its text.
    pub(crate) text: &'static str,
}

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(Embedded { name: $name, text: include_str!(concat!("../../../", $name)) }),*]
    };
}

/// Every file, in the order in which `wasl seed` and `wasl demo` load them.
pub(crate) const KNOWLEDGE: &[Embedded] = embedded![
    "data/ontology.cypher",
    "seeds/doc-000-renewal-meeting.cypher",
    "seeds/doc-001-renewal-meeting-again.cypher",
    "seeds/doc-002-from-bpo-to-ito.cypher",
    "seeds/doc-003-offshoring-conference.cypher",
    "seeds/doc-004-record-of-2023.cypher",
    "seeds/judgements.cypher",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::KNOWLEDGE;

    #[test]
    fn every_shipped_file_is_in_the_list() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut there = BTreeSet::from(["data/ontology.cypher".to_owned()]);
        for entry in std::fs::read_dir(root.join("seeds")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".cypher") {
                there.insert(format!("seeds/{name}"));
            }
        }
        let listed: BTreeSet<_> = KNOWLEDGE.iter().map(|file| file.name.to_owned()).collect();
        assert_eq!(listed, there);
        assert_eq!(listed.len(), KNOWLEDGE.len(), "a file is listed twice");
    }

    #[test]
    fn the_ontology_comes_first() {
        assert_eq!(KNOWLEDGE.first().map(|file| file.name), Some("data/ontology.cypher"));
    }
}
