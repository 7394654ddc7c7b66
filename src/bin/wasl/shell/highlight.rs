//! Colours for the text being typed: by token, with the bracket pair at the cursor, brackets without a partner, and the
//! place of a mistake once the text ends with `;`.

use wasl::{Span, Token, TokenKind, format_script, tokens};

use super::theme::Theme;

const RESET: &str = "\x1b[0m";
const PAIR: &str = "1;4";
const LONELY: &str = "1;31";
const WRONG: &str = "4;31";
/// Longer texts are not read at each key.
const LONGEST: usize = 8 * 1024;

/// `line` with colours; of the same width.
pub(super) fn highlight(line: &str, cursor: usize, theme: &Theme) -> String {
    let tokens = tokens(line);
    let brackets = brackets(line, &tokens, cursor);
    let mistake = mistake(line);
    let mut shown = String::with_capacity(line.len() * 2);
    let mut written = 0;
    for (i, token) in tokens.iter().enumerate() {
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        let (Some(before), Some(text)) = (line.get(written..start), line.get(start..end)) else { continue };
        shown.push_str(before);
        let marked = brackets.iter().find(|(index, _)| *index == i).map(|(_, style)| *style);
        let wrong =
            mistake.filter(|span| span.start < token.span.end && token.span.start < span.end.max(span.start + 1));
        match wrong.map(|_| WRONG).or(marked).or_else(|| style(token.kind, theme)) {
            Some(style) => {
                for part in ["\x1b[", style, "m", text, RESET] {
                    shown.push_str(part);
                }
            }
            None => shown.push_str(text),
        }
        written = end;
    }
    shown.push_str(line.get(written..).unwrap_or(""));
    shown
}

fn style(kind: TokenKind, theme: &Theme) -> Option<&'static str> {
    Some(match kind {
        TokenKind::Keyword => theme.keyword,
        TokenKind::Label => theme.label,
        TokenKind::String => theme.string,
        TokenKind::Number => theme.number,
        TokenKind::Parameter => theme.parameter,
        TokenKind::Comment => theme.comment,
        TokenKind::Error => WRONG,
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
    if line.trim_end().ends_with(';') {
        // The text is at its end, so what is open stays open.
        styled.extend(open.into_iter().map(|(i, _)| (i, LONELY)));
    }
    styled
}

/// Where a finished text breaks the grammar.
fn mistake(line: &str) -> Option<Span> {
    let finished = line.len() <= LONGEST && line.trim_end().ends_with(';') && !line.trim_start().starts_with(':');
    if finished { format_script(line).err()?.span() } else { None }
}

fn closes(opening: char, closing: char) -> bool {
    matches!((opening, closing), ('(', ')') | ('[', ']') | ('{', '}'))
}

#[cfg(test)]
mod tests {
    use super::{LONELY, PAIR, RESET, WRONG};
    use crate::environment::Background;
    use crate::shell::theme::theme;

    fn highlight(line: &str, cursor: usize) -> String {
        super::highlight(line, cursor, theme(Background::Unknown))
    }

    #[test]
    fn the_pair_at_the_cursor_and_lonely_brackets_are_marked() {
        let shown = highlight("RETURN (1)", 7);
        assert!(
            shown.contains(&format!("\x1b[{PAIR}m({RESET}")) && shown.contains(&format!("\x1b[{PAIR}m){RESET}")),
            "{shown:?}"
        );
        assert!(highlight("RETURN 1)", 0).contains(&format!("\x1b[{LONELY}m){RESET}")));
        assert!(!highlight("RETURN (1", 0).contains(LONELY), "it may still be closed");
        assert!(
            highlight("RETURN (1;", 0).contains(&format!("\x1b[{LONELY}m({RESET}"))
                || highlight("RETURN (1;", 0).contains(WRONG)
        );
    }

    #[test]
    fn a_mistake_is_underlined_when_the_text_is_finished() {
        let underlined = |line: &str| highlight(line, 0).contains(WRONG);
        assert!(!underlined("MATCH (n) RETRN n"));
        assert!(underlined("MATCH (n) RETRN n;"));
        assert!(!underlined("MATCH (n) RETURN n;"));
        assert!(!underlined(":help RETRN;"));
    }
}
