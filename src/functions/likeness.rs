//! How much two texts are alike: edit distance, and Jaro-Winkler for names.
//!
//! Both cost the product of the lengths, so the limits of the statement are looked at on the way.

use super::Allowance;
use crate::diagnostic::Result;

/// The fewest characters to be inserted, deleted or replaced that turn one text into the other (Wagner, Fischer 1974, by
/// two rows; what both texts begin and end with costs nothing).
pub(super) fn levenshtein(a: &str, b: &str, allowance: &dyn Allowance) -> Result<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(a, b)| a == b).count();
    let begin = same(&mut a.iter().zip(&b));
    let (a, b) = (&a[begin..], &b[begin..]);
    let end = same(&mut a.iter().rev().zip(b.iter().rev()));
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, x) in a.iter().enumerate() {
        allowance.allow(0)?;
        let mut corner = std::mem::replace(&mut row[0], at + 1);
        let mut left = at + 1;
        for (cell, y) in row[1..].iter_mut().zip(b) {
            let changed = corner + usize::from(x != y);
            corner = *cell;
            left = changed.min(left + 1).min(corner + 1);
            *cell = left;
        }
    }
    Ok(row[b.len()])
}

/// From 0 (nothing alike) to 1 (the same): the Jaro similarity, with a bonus for up to four first characters in common
/// where it is above 0.7 (Winkler 1990).
pub(super) fn jaro_winkler(a: &str, b: &str, allowance: &dyn Allowance) -> Result<f64> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let jaro = jaro(&a, &b, allowance)?;
    if jaro <= 0.7 {
        return Ok(jaro);
    }
    let prefix = a.iter().zip(&b).take(4).take_while(|(a, b)| a == b).count();
    Ok(jaro + 0.1 * prefix as f64 * (1.0 - jaro))
}

fn jaro(a: &[char], b: &[char], allowance: &dyn Allowance) -> Result<f64> {
    if a.is_empty() || b.is_empty() {
        return Ok(if a.len() == b.len() { 1.0 } else { 0.0 });
    }
    // Equal characters match when they are near enough; each matches once.
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; b.len()];
    let mut matched: Vec<char> = Vec::new();
    for (at, x) in a.iter().enumerate() {
        allowance.allow(0)?;
        let near = at.saturating_sub(reach)..b.len().min(at + reach + 1);
        let (start, end) = (near.start.min(near.end), near.end);
        if let Some(found) = (start..end).find(|other| b[*other] == *x && !taken[*other]) {
            taken[found] = true;
            matched.push(*x);
        }
    }
    if matched.is_empty() {
        return Ok(0.0);
    }
    let others = b.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(y, _)| y);
    let moved = matched.iter().zip(others).filter(|(x, y)| x != y).count() / 2;
    let matches = matched.len() as f64;
    Ok((matches / a.len() as f64 + matches / b.len() as f64 + (matches - moved as f64) / matches) / 3.0)
}

#[cfg(test)]
mod tests {
    use super::{jaro_winkler, levenshtein};
    use crate::functions::Anything;

    #[test]
    fn distances_are_the_known_ones() {
        for (a, b, distance) in [
            ("kitten", "sitting", 3),
            ("", "", 0),
            ("", "été", 3),
            ("sunday", "saturday", 3),
            ("abc", "abc", 0),
            ("flaw", "lawn", 2),
            ("aXb", "ab", 1),
        ] {
            assert_eq!(levenshtein(a, b, &Anything).unwrap(), distance, "{a} {b}");
            assert_eq!(levenshtein(b, a, &Anything).unwrap(), distance, "{b} {a}");
        }
    }

    #[test]
    fn similarities_are_those_of_winklers_paper() {
        for (a, b, wanted) in [
            ("martha", "marhta", 0.9611),
            ("dwayne", "duane", 0.84),
            ("dixon", "dicksonx", 0.8133),
            ("abc", "xyz", 0.0),
            ("", "", 1.0),
            ("", "a", 0.0),
            ("same", "same", 1.0),
        ] {
            let found = jaro_winkler(a, b, &Anything).unwrap();
            assert!((found - wanted).abs() < 0.0001, "{a} {b}: {found}");
        }
    }
}
