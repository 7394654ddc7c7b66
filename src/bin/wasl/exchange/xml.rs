//! Reads XML as far as GraphML needs it: elements, attributes, text, entities, CDATA; comments, declarations and
//! document types are passed over, and no entity is ever looked up elsewhere.

use std::borrow::Cow;

/// A piece of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// `<name a="b">`; one that is closed at once is followed by its end.
    Start {
        /// Without the prefix of its namespace.
        name: &'t str,
        /// With their prefixes.
        attributes: Vec<(&'t str, String)>,
    },
    /// `</name>`.
    End(&'t str),
    /// What stands between.
    Text(String),
}

/// Gives the pieces of a document one by one.
pub(super) struct Xml<'t> {
    text: &'t str,
    at: usize,
    /// The end of an element that was closed at once.
    closed: Option<&'t str>,
    /// Line ends before a place, so that they are counted once.
    counted: (usize, u64),
}

impl<'t> Xml<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text: text.trim_start_matches('\u{feff}'), at: 0, closed: None, counted: (0, 0) }
    }

    /// The line of the next piece, from 1.
    pub(super) fn line(&mut self) -> u64 {
        let (counted, lines) = self.counted;
        let more = self.text.get(counted..self.at).unwrap_or("").matches('\n').count() as u64;
        self.counted = (self.at, lines + more);
        lines + more + 1
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The next piece; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'t>>, String> {
        if let Some(name) = self.closed.take() {
            return Ok(Some(Piece::End(name)));
        }
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return Ok(None);
            }
            if let Some(body) = rest.strip_prefix("<!--") {
                self.pass(4, body, "-->")?;
            } else if let Some(body) = rest.strip_prefix("<![CDATA[") {
                let inside = self.pass(9, body, "]]>")?;
                return Ok(Some(Piece::Text(inside.to_owned())));
            } else if let Some(body) = rest.strip_prefix("<?") {
                self.pass(2, body, "?>")?;
            } else if let Some(body) = rest.strip_prefix("<!") {
                if body.split('>').next().is_some_and(|head| head.contains('[')) {
                    return Err("a document type with declarations of its own is not read".to_owned());
                }
                self.pass(2, body, ">")?;
            } else if let Some(body) = rest.strip_prefix("</") {
                let name = self.pass(2, body, ">")?;
                return Ok(Some(Piece::End(local(name.trim()))));
            } else if let Some(body) = rest.strip_prefix('<') {
                return self.start(body).map(Some);
            } else {
                let end = rest.find('<').unwrap_or(rest.len());
                self.at += end;
                return Ok(Some(Piece::Text(decoded(rest.get(..end).unwrap_or(""))?.into_owned())));
            }
        }
    }

    /// Goes behind `mark`, which follows in `body`; gives what stands before it.
    fn pass(&mut self, opening: usize, body: &'t str, mark: &str) -> Result<&'t str, String> {
        let end = body.find(mark).ok_or_else(|| format!("`{mark}` is missing"))?;
        self.at += opening + end + mark.len();
        Ok(body.get(..end).unwrap_or(""))
    }

    fn start(&mut self, body: &'t str) -> Result<Piece<'t>, String> {
        let name_end = body.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(body.len());
        let (name, mut rest) = body.split_at(name_end);
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            let behind = rest.strip_prefix("/>").map(|behind| (behind, true));
            if let Some((behind, closed)) = behind.or_else(|| rest.strip_prefix('>').map(|behind| (behind, false))) {
                self.at = self.text.len() - behind.len();
                self.closed = closed.then_some(local(name));
                return Ok(Piece::Start { name: local(name), attributes });
            }
            let (key, value) = rest.split_once('=').ok_or_else(|| format!("`<{name}` has no end"))?;
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let quote = quote.ok_or_else(|| format!("an attribute of `<{name}` has no quotes"))?;
            let inside = value.get(1..).unwrap_or("");
            let end = inside.find(quote).ok_or_else(|| format!("an attribute of `<{name}` has no end"))?;
            attributes.push((key.trim(), decoded(inside.get(..end).unwrap_or(""))?.into_owned()));
            rest = inside.get(end + 1..).unwrap_or("");
        }
    }
}

/// A name without the prefix of its namespace.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Text with its entities replaced.
fn decoded(text: &str) -> Result<Cow<'_, str>, String> {
    if !text.contains('&') {
        return Ok(Cow::Borrowed(text));
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (entity, behind) = after.split_once(';').ok_or("an entity has no end")?;
        plain.push_str(before);
        let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let character = match entity {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => match entity.strip_prefix("#x").or_else(|| entity.strip_prefix("#X")) {
                Some(digits) => number(digits, 16),
                None => entity.strip_prefix('#').and_then(|digits| number(digits, 10)),
            },
        };
        plain.push(character.ok_or_else(|| format!("the entity `&{entity};` is not known"))?);
        rest = behind;
    }
    plain.push_str(rest);
    Ok(Cow::Owned(plain))
}

#[cfg(test)]
mod tests {
    use super::{Piece, Xml};

    fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
        let mut xml = Xml::new(text);
        let mut pieces = Vec::new();
        while let Some(piece) = xml.next()? {
            pieces.push(piece);
        }
        Ok(pieces)
    }

    #[test]
    fn elements_attributes_and_entities_are_read() {
        let text =
            "<?xml version='1.0'?><!-- <no> --><g:a x=\"1 &lt; 2\" y='&#233;&#x41;'><b/>t&amp;<![CDATA[<c>]]></g:a>";
        let start = |name, attributes| Piece::Start { name, attributes };
        let expected = vec![
            start("a", vec![("x", "1 < 2".to_owned()), ("y", "éA".to_owned())]),
            start("b", vec![]),
            Piece::End("b"),
            Piece::Text("t&".to_owned()),
            Piece::Text("<c>".to_owned()),
            Piece::End("a"),
        ];
        assert_eq!(pieces(text), Ok(expected));
    }

    #[test]
    fn broken_documents_are_refused_and_nothing_is_expanded() {
        for text in ["<a", "<a b>", "<a b=c>", "<a b=\"c>", "<!-- x", "<a>&nope;</a>", "<a>&#xD800;</a>"] {
            assert!(pieces(text).is_err(), "{text}");
        }
        assert!(pieces("<!DOCTYPE a [<!ENTITY b \"c\">]><a/>").is_err());
    }
}
