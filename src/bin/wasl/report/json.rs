//! A finding as one JSON object, for `--error-format json`.

use serde_json::{Value, json};

use super::finding::Finding;
use super::source::Place;

/// One line without its end: `{severity, class, detail, phase, message, file, line, column, end_line, end_column, hints}`;
/// what is not known is null.
pub(crate) fn json(finding: &Finding) -> String {
    let start = finding.place.as_ref().map(Place::start);
    let end = finding.place.as_ref().map(Place::end);
    let mut object = error_object(finding);
    if let Value::Object(fields) = &mut object {
        let file = finding.place.as_ref().map(|place| place.source.name.clone());
        fields.insert("file".to_owned(), json!(file));
        fields.insert("line".to_owned(), json!(start.map(|(line, _)| line)));
        fields.insert("column".to_owned(), json!(start.map(|(_, column)| column)));
        fields.insert("end_line".to_owned(), json!(end.map(|(line, _)| line)));
        fields.insert("end_column".to_owned(), json!(end.map(|(_, column)| column)));
        fields.insert("hints".to_owned(), json!(finding.hints));
    }
    object.to_string()
}

/// The finding without its place.
pub(crate) fn error_object(finding: &Finding) -> Value {
    json!({
        "severity": finding.severity.to_string(),
        "class": finding.class,
        "detail": if finding.detail.is_empty() { Value::Null } else { json!(finding.detail) },
        "phase": finding.phase,
        "message": finding.message,
    })
}
