//! "Did you mean": the nearest known name to a mistyped one.

/// Characters of a name; what is longer is a text, and comparing texts costs the product of their lengths.
const LONGEST: usize = 500;

/// The candidate nearest to `name` by Damerau-Levenshtein distance on lower-cased characters, when it is near enough
/// (a third of the length, at least one, at most three); ties go to the first in alphabetical order.
pub(crate) fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    if length > LONGEST {
        return None;
    }
    let limit = (length / 3).clamp(1, 3);
    // The distance is at least the difference of the lengths, and costs their product.
    let comparable = |candidate: &&str| candidate.chars().count().abs_diff(length) <= limit;
    candidates
        .into_iter()
        .filter(comparable)
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *candidate != name)
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn nearest_name_is_found_within_a_third_of_its_length() {
        assert_eq!(did_you_mean("Persn", ["Place", "Person"]), Some("Person".to_owned()));
        assert_eq!(did_you_mean("person", ["Person"]), Some("Person".to_owned()));
        assert_eq!(did_you_mean("zebra", ["Person"]), None);
    }
}
