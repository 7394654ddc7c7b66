//! The rules that the grammar tried, in the user's words.

use std::collections::BTreeSet;

use crate::syntax::grammar::Rule;

use super::Place;

/// At most this many alternatives are named.
const SHOWN: usize = 6;

/// What is expected, as a list in words: "`)`, `,` or an operator". Empty when the rules say nothing of use.
pub(super) fn words(positives: &[Rule], place: &Place<'_>) -> String {
    let mut found = BTreeSet::new();
    for rule in positives {
        // FROM belongs to LOAD CSV and to `trim` alone, FOR to the schema where it is no clause.
        let elsewhere = match rule {
            Rule::kw_from => !place.clause.eq_ignore_ascii_case("LOAD"),
            Rule::kw_for => !place.text.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("CREATE")),
            _ => false,
        };
        if elsewhere {
            continue;
        }
        // IS is the long form of the colon before labels, except in a constraint.
        let labels = *rule == Rule::kw_is && (!constrains(place) || positives.iter().any(|rule| ends_element(*rule)));
        found.extend(word(if labels { Rule::node_labels } else { *rule }));
    }
    if positives.contains(&Rule::infix) && lists(place) {
        found.insert((1, "`,`"));
    }
    if found.contains(&(3, "an expression")) {
        found.remove(&(4, "a name"));
        found.remove(&(4, "a node pattern `(…)`"));
    }
    // What begins a clause is named together, or not at all beside something that must come.
    let begins = |word: &str| matches!(word, "SET" | "WITH" | "CREATE" | "MATCH");
    if found.iter().any(|(_, word)| !begins(word))
        && !positives.contains(&Rule::kw_from)
        && !positives.contains(&Rule::kw_constraint)
    {
        found.retain(|(_, word)| !begins(word));
    }
    if found.iter().any(|(rank, _)| *rank < 8) {
        found.retain(|(rank, _)| *rank < 9);
    }
    let words: Vec<&str> = found.into_iter().map(|(_, word)| word).take(SHOWN).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// Whether the statement makes a constraint.
fn constrains(place: &Place<'_>) -> bool {
    place.text.split_ascii_whitespace().nth(1).is_some_and(|word| word.eq_ignore_ascii_case("CONSTRAINT"))
}

/// What may also stand where a label may: so IS does not belong to a constraint there.
fn ends_element(rule: Rule) -> bool {
    matches!(rule, Rule::rparen | Rule::rbracket | Rule::set_equals)
}

/// Whether the innermost bracket holds a list, so that a comma may follow.
fn lists(place: &Place<'_>) -> bool {
    match place.bracket() {
        "[" | "{" => true,
        "(" => place.is_call(),
        _ => false,
    }
}

/// The words for a rule and their rank: what closes something first, then what begins something, operators last.
fn word(rule: Rule) -> Option<(u8, &'static str)> {
    mark(rule)
        .or_else(|| expression_word(rule))
        .or_else(|| pattern_word(rule))
        .or_else(|| clause_word(rule))
        .or_else(|| keyword(rule))
}

/// Single marks.
fn mark(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::rparen => (0, "`)`"),
        Rule::rbracket => (0, "`]`"),
        Rule::rbrace => (0, "`}`"),
        Rule::range_mark => (2, "`..`"),
        Rule::set_equals => (0, "`=`"),
        Rule::set_merge => (1, "`+=`"),
        Rule::bar_result | Rule::bar => (1, "`|`"),
        Rule::colon => (0, "`:`"),
        _ => return None,
    })
}

/// Expressions and names.
fn expression_word(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::expression
        | Rule::bar_expression
        | Rule::item
        | Rule::sort_item
        | Rule::projection_items
        | Rule::target
        | Rule::prefix
        | Rule::string
        | Rule::number
        | Rule::parameter
        | Rule::constant
        | Rule::variable
        | Rule::map
        | Rule::list
        | Rule::parenthesised
        | Rule::case
        | Rule::function
        | Rule::projection
        | Rule::set_item
        | Rule::remove_item
        | Rule::list_comprehension
        | Rule::pattern_comprehension
        | Rule::map_projection
        | Rule::count_star
        | Rule::quantifier
        | Rule::reduce
        | Rule::subquery
        | Rule::pattern_predicate
        | Rule::shortest_path => (3, "an expression"),
        Rule::name
        | Rule::any_name
        | Rule::word
        | Rule::quoted
        | Rule::dotted_name
        | Rule::schema_name
        | Rule::yield_item => (4, "a name"),
        Rule::entry | Rule::projected => (3, "`key: value`"),
        _ => return None,
    })
}

/// Parts of patterns.
fn pattern_word(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::node | Rule::path | Rule::pattern | Rule::group => (4, "a node pattern `(…)`"),
        Rule::relationship
        | Rule::left_end
        | Rule::right_end
        | Rule::left_head
        | Rule::right_head
        | Rule::dash_pair => (5, "a relationship `-[…]->`"),
        Rule::detail => (5, "`[…]`"),
        Rule::node_labels | Rule::relationship_types | Rule::label_list => (5, "a label `:Name`"),
        Rule::label_expression
        | Rule::label_conjunction
        | Rule::label_group
        | Rule::label_wildcard
        | Rule::computed_label
        | Rule::computed_choice
        | Rule::label_not => (4, "a label"),
        Rule::properties => (6, "properties `{…}`"),
        Rule::star_length | Rule::quantifier_mark | Rule::plus_mark | Rule::comma_mark => (9, "a length"),
        Rule::count => (3, "a number"),
        _ => return None,
    })
}

/// Clauses, schema commands and the rest.
fn clause_word(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::arguments => (6, "`(`"),
        Rule::type_name | Rule::single_type_name | Rule::type_words => (3, "a type such as INTEGER"),
        Rule::query
        | Rule::single_query
        | Rule::statement
        | Rule::match_clause
        | Rule::create_clause
        | Rule::return_clause
        | Rule::with_clause
        | Rule::unwind_clause
        | Rule::merge_clause
        | Rule::set_clause
        | Rule::delete_clause
        | Rule::remove_clause
        | Rule::foreach_clause
        | Rule::subquery_clause
        | Rule::call_clause
        | Rule::load_clause
        | Rule::finish_clause
        | Rule::show
        | Rule::create_constraint
        | Rule::create_index
        | Rule::drop_constraint
        | Rule::drop_index => (7, "a clause such as MATCH or RETURN"),
        Rule::schema_element | Rule::schema_node | Rule::schema_relationship => (3, "an element `(n:Label)`"),
        Rule::keys | Rule::key => (3, "a property `n.key`"),
        Rule::requirement
        | Rule::requirement_unique
        | Rule::requirement_key
        | Rule::requirement_not_null
        | Rule::requirement_typed => (3, "UNIQUE, NOT NULL, KEY or `:: TYPE`"),
        Rule::show_what => {
            (3, "INDEXES, CONSTRAINTS, FUNCTIONS, PROCEDURES, LABELS, RELATIONSHIP TYPES or PROPERTY KEYS")
        }
        Rule::infix => (8, "an operator"),
        Rule::EOI => (10, "the end of the statement"),
        _ => return None,
    })
}

/// The keywords that an error may name; those that begin optional parts rank behind those that must come.
fn keyword(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::kw_as => (6, "AS"),
        Rule::kw_assert => (2, "ASSERT"),
        Rule::kw_by => (2, "BY"),
        Rule::kw_create => (6, "CREATE"),
        Rule::kw_match => (6, "MATCH"),
        Rule::kw_csv => (2, "CSV"),
        Rule::kw_constraint => (6, "CONSTRAINT"),
        Rule::kw_index => (6, "INDEX"),
        Rule::kw_delete => (2, "DELETE"),
        Rule::kw_else | Rule::case_branch => (2, "WHEN"),
        Rule::kw_end => (2, "END"),
        Rule::kw_continue => (2, "CONTINUE"),
        Rule::kw_break => (2, "BREAK"),
        Rule::kw_fail => (2, "FAIL"),
        Rule::kw_error => (2, "ERROR"),
        Rule::kw_exists => (2, "EXISTS"),
        Rule::kw_for => (2, "FOR"),
        Rule::kw_from => (2, "FROM"),
        Rule::kw_functions => (2, "FUNCTIONS"),
        Rule::kw_headers => (2, "HEADERS"),
        Rule::kw_in => (2, "IN"),
        Rule::kw_is => (2, "IS"),
        Rule::kw_keys => (2, "KEYS"),
        Rule::kw_not => (3, "NOT"),
        Rule::kw_null => (2, "NULL"),
        Rule::kw_on => (6, "ON"),
        Rule::kw_first => (2, "FIRST"),
        Rule::kw_last => (2, "LAST"),
        Rule::kw_require => (2, "REQUIRE"),
        Rule::kw_rows => (2, "ROWS"),
        Rule::kw_set => (2, "SET"),
        Rule::kw_shortest => (3, "SHORTEST"),
        Rule::kw_status => (2, "STATUS"),
        Rule::kw_then => (2, "THEN"),
        Rule::kw_transactions => (2, "TRANSACTIONS"),
        Rule::kw_types => (2, "TYPES"),
        Rule::kw_when => (2, "WHEN"),
        Rule::kw_where | Rule::r#where | Rule::bar_where => (6, "WHERE"),
        Rule::kw_with => (2, "WITH"),
        Rule::kw_yield | Rule::yields => (6, "YIELD"),
        Rule::order | Rule::kw_order => (9, "ORDER BY"),
        Rule::skip | Rule::kw_skip => (9, "SKIP"),
        Rule::limit | Rule::kw_limit => (9, "LIMIT"),
        Rule::union | Rule::kw_union => (9, "UNION"),
        _ => return None,
    })
}
