//! Colours for the text being typed: by token, with the bracket pair at the cursor and brackets without a partner.

use wasl::{Token, TokenKind, tokens};

const RESET: &str = "\x1b[0m";
const PAIR: &str = "\x1b[1;4m";
const LONELY: &str = "\x1b[1;31m";

/// `line` with colours; of the same width.
pub(super) fn highlight(line: &str, cursor: usize) -> String {
    let tokens = tokens(line);
    let brackets = brackets(line, &tokens, cursor);
    let mut shown = String::with_capacity(line.len() * 2);
    let mut written = 0;
    for (i, token) in tokens.iter().enumerate() {
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        let (Some(before), Some(text)) = (line.get(written..start), line.get(start..end)) else { continue };
        shown.push_str(before);
        let marked = brackets.iter().find(|(index, _)| *index == i).map(|(_, style)| *style);
        match marked.or_else(|| style(token.kind)) {
            Some(style) => {
                shown.push_str(style);
                shown.push_str(text);
                shown.push_str(RESET);
            }
            None => shown.push_str(text),
        }
        written = end;
    }
    shown.push_str(line.get(written..).unwrap_or(""));
    shown
}

fn style(kind: TokenKind) -> Option<&'static str> {
    Some(match kind {
        TokenKind::Keyword => "\x1b[1;34m",
        TokenKind::Label => "\x1b[32m",
        TokenKind::String => "\x1b[33m",
        TokenKind::Number => "\x1b[35m",
        TokenKind::Parameter => "\x1b[36m",
        TokenKind::Comment => "\x1b[2m",
        TokenKind::Error => "\x1b[4;31m",
        _ => return None,
    })
}

/// The brackets with a style of their own: the pair at the cursor, and closing ones that close nothing.
fn brackets(line: &str, tokens: &[Token], cursor: usize) -> Vec<(usize, &'static str)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut styled = Vec::new();
    let near = |token: &Token| token.span.start as usize == cursor || token.span.end as usize == cursor;
    for (i, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Bracket) {
        let Some(bracket) = line.get(token.span.start as usize..).and_then(|rest| rest.chars().next()) else {
            continue;
        };
        match bracket {
            '(' | '[' | '{' => open.push((i, bracket)),
            _ => match open.pop() {
                Some((partner, opening)) if closes(opening, bracket) => {
                    if near(token) || tokens.get(partner).is_some_and(near) {
                        styled.extend([(partner, PAIR), (i, PAIR)]);
                    }
                }
                other => {
                    open.extend(other);
                    styled.push((i, LONELY));
                }
            },
        }
    }
    styled
}

fn closes(opening: char, closing: char) -> bool {
    matches!((opening, closing), ('(', ')') | ('[', ']') | ('{', '}'))
}
