//! The laws of values: order is total and agrees with equivalence, hashes agree with it too, codecs round-trip, text is
//! read back, and deep values do not break the stack.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

use proptest::prelude::*;

use super::nesting::MAX_DEPTH;
use super::temporal::{Date, Duration, LocalDateTime, LocalTime, Time, Zone, ZonedDateTime};
use super::*;

fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Numbers that are near each other across the two types, so that ties happen.
fn number() -> impl Strategy<Value = Value> {
    let integers =
        prop_oneof![Just(i64::MIN), Just(i64::MAX), Just((1 << 53) + 1), Just(1 << 53), -3..3_i64, any::<i64>()];
    let floats = prop_oneof![
        Just(f64::NAN),
        Just(-0.0),
        Just(0.0),
        Just(f64::INFINITY),
        Just(9_007_199_254_740_992.0),
        Just(9.223_372_036_854_776e18),
        (-6..6_i8).prop_map(|n| f64::from(n) / 2.0),
        any::<f64>(),
    ];
    prop_oneof![integers.prop_map(Value::Integer), floats.prop_map(Value::Float)]
}

fn temporal() -> impl Strategy<Value = Value> {
    let days = -1_000_000..1_000_000_i64;
    let nanos = 0..86_400_000_000_000_u64;
    let zone = prop_oneof![
        (-64_800..64_800_i32).prop_map(Zone::Offset),
        Just(Zone::parse("Europe/Stockholm").unwrap()),
        Just(Zone::parse("America/New_York").unwrap()),
    ];
    let local =
        (days.clone(), nanos.clone()).prop_map(|(days, nanos)| LocalDateTime::new(Date { days }, LocalTime { nanos }));
    prop_oneof![
        days.prop_map(|days| Value::Date(Date { days })),
        nanos.clone().prop_map(|nanos| Value::LocalTime(LocalTime { nanos })),
        (nanos, -64_800..64_800_i32).prop_map(|(nanos, offset)| Value::Time(Time { nanos, offset })),
        local.clone().prop_map(Value::LocalDateTime),
        (local, zone).prop_map(|(local, zone)| Value::DateTime(ZonedDateTime::from_local(local, &zone).into())),
        duration().prop_map(|duration| Value::Duration(duration.into())),
    ]
}

fn duration() -> impl Strategy<Value = Duration> {
    (-30..30_i64, -40..40_i64, -90_000..90_000_i64, prop_oneof![Just(0), 0..1_000_000_000_i32])
        .prop_map(|(months, days, seconds, nanos)| Duration { months, days, seconds, nanos })
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        number(),
        "[ab'é]{0,3}".prop_map(Value::string),
        (0..3_u32).prop_map(|id| Value::Node(NodeId(id))),
        (0..3_u32).prop_map(|id| Value::Relationship(RelId(id))),
        temporal(),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::list),
            prop::collection::btree_map("[ab]".prop_map(Into::into), inner, 0..3).prop_map(Value::map),
        ]
    })
}

/// Values of one type with nulls among them, or of any type.
fn column() -> impl Strategy<Value = Vec<Value>> {
    let of = |values: BoxedStrategy<Value>| {
        prop::collection::vec(prop_oneof![1 => Just(Value::Null), 3 => values], 0..6).boxed()
    };
    prop_oneof![
        of(any::<i64>().prop_map(Value::Integer).boxed()),
        of(any::<f64>().prop_map(Value::Float).boxed()),
        of(any::<bool>().prop_map(Value::Boolean).boxed()),
        of((0..9_u32).prop_map(|id| Value::Node(NodeId(id))).boxed()),
        of((0..9_u32).prop_map(|id| Value::Relationship(RelId(id))).boxed()),
        of(any_value().boxed()),
    ]
}

/// The same value of the same type, which is more than equivalence asks.
fn same(a: &Value, b: &Value) -> bool {
    a == b && a.type_name() == b.type_name()
}

proptest! {
    #[test]
    fn order_is_total_and_agrees_with_equivalence(a in any_value(), b in any_value(), c in any_value()) {
        prop_assert_eq!(order(&a, &b), order(&b, &a).reverse());
        prop_assert_eq!(order(&a, &b) == Ordering::Equal, a == b);
        if order(&a, &b).is_le() && order(&b, &c).is_le() {
            prop_assert!(order(&a, &c).is_le());
        }
        prop_assert!(a == a.clone());
    }

    #[test]
    fn numbers_keep_their_order_across_types(a in number(), b in number(), c in number()) {
        if a == b {
            prop_assert_eq!(hash(&a), hash(&b));
        }
        if order(&a, &b).is_le() && order(&b, &c).is_le() {
            prop_assert!(order(&a, &c).is_le());
        }
        // Where two numbers compare, all relations agree; NaN compares with none.
        let before = less(&a, &b);
        prop_assert!(before.is_some());
        if equal(&a, &a) == Some(true) && equal(&b, &b) == Some(true) {
            prop_assert_eq!(before, Some(order(&a, &b).is_lt()));
            prop_assert_eq!(less_or_equal(&a, &b), Some(order(&a, &b).is_le()));
            prop_assert_eq!(equal(&a, &b), Some(order(&a, &b).is_eq()));
        }
    }

    #[test]
    fn equivalent_values_have_equal_hashes(a in any_value(), b in any_value()) {
        if a == b {
            prop_assert_eq!(hash(&a), hash(&b));
        }
    }

    #[test]
    fn equality_is_symmetric_and_implies_equivalence(a in any_value(), b in any_value()) {
        prop_assert_eq!(equal(&a, &b), equal(&b, &a));
        if equal(&a, &b) == Some(true) {
            prop_assert!(a == b);
        }
        if less(&a, &b) == Some(true) {
            prop_assert_eq!(less_or_equal(&b, &a), Some(false));
        }
    }

    #[test]
    fn stored_values_come_back(a in any_value()) {
        let bytes = postcard::to_stdvec(&a).unwrap();
        let back: Value = postcard::from_bytes(&bytes).unwrap();
        prop_assert_eq!(back, a);
    }

    #[test]
    fn temporal_text_is_read_back(value in temporal()) {
        let text = value.to_string();
        let back = match &value {
            Value::Date(_) => Date::parse(&text).map(Value::Date),
            Value::LocalTime(_) => LocalTime::parse(&text).map(Value::LocalTime),
            Value::Time(_) => Time::parse(&text, 0).map(Value::Time),
            Value::LocalDateTime(_) => LocalDateTime::parse(&text).map(Value::LocalDateTime),
            Value::DateTime(_) => ZonedDateTime::parse(&text, &Zone::UTC).map(|moment| Value::DateTime(moment.into())),
            _ => Duration::parse(&text).map(|duration| Value::Duration(duration.into())),
        };
        prop_assert_eq!(back.unwrap(), value, "{}", text);
    }

    #[test]
    fn the_time_between_two_points_leads_from_one_to_the_other(a in temporal(), b in temporal()) {
        if let (Value::LocalDateTime(_), Value::LocalDateTime(_)) | (Value::Date(_), Value::Date(_)) = (&a, &b) {
            let step = temporal::between(&a, &b, temporal::Difference::Whole).unwrap();
            prop_assert_eq!(add(&a, &Value::Duration(step.into())).unwrap(), b);
        }
    }

    #[test]
    fn text_never_panics_a_parser(text in "[-+0-9PTWQDYMHSZ:.,\\[\\]é ]{0,16}") {
        let _ = (Date::parse(&text), LocalTime::parse(&text), Time::parse(&text, 0), LocalDateTime::parse(&text));
        let _ = (ZonedDateTime::parse(&text, &Zone::UTC), Duration::parse(&text), parse_integer(&text), parse_float(&text));
    }

    #[test]
    fn names_read_back_from_their_quotes(text in any::<String>()) {
        let quoted = quote(&text);
        prop_assert!(quoted.starts_with('\'') && quoted.ends_with('\''));
        prop_assert!(!quoted[1..quoted.len() - 1].replace("\\\\", "").replace("\\'", "").contains('\''));
    }

    #[test]
    fn columns_keep_values_whatever_their_form(
        a in column(), b in column(), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let narrow = Column::from_values(a.clone());
        prop_assert_eq!(narrow.len(), a.len());
        for (row, value) in a.iter().enumerate() {
            prop_assert!(same(&narrow.get(row), value));
            prop_assert_eq!(narrow.is_null(row), value.is_null());
        }
        if !a.is_empty() {
            let rows: Vec<u32> = picks.iter().map(|pick| pick.index(a.len()) as u32).collect();
            let gathered = narrow.gather(&rows).into_values();
            prop_assert_eq!(gathered.len(), rows.len());
            prop_assert!(rows.iter().zip(&gathered).all(|(row, value)| same(&a[*row as usize], value)));
            let (from, to) = (a.len() / 3, a.len().div_ceil(2));
            let part = narrow.slice(from..to).into_values();
            prop_assert_eq!(part.len(), to - from);
            prop_assert!(part.iter().zip(&a[from..to]).all(|(found, wanted)| same(found, wanted)));
        }
        let both = Column::concat(vec![narrow, Column::from_values(b.clone())]).into_values();
        prop_assert_eq!(both.len(), a.len() + b.len());
        prop_assert!(a.iter().chain(&b).zip(&both).all(|(wanted, found)| same(wanted, found)));
    }

    #[test]
    fn folding_is_settled_after_once(text in any::<String>()) {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }
}

#[test]
fn columns_with_nulls_stay_narrow_when_they_are_put_together() {
    let integer = |value: i64| if value % 3 == 0 { Value::Null } else { Value::Integer(value) };
    let float = |value: i64| if value % 3 == 0 { Value::Null } else { Value::Float(value as f64) };
    for make in [&integer as &dyn Fn(i64) -> Value, &float] {
        // 1..=2 has no null.
        for (first, next) in [(1..=100, 101..=170), (1..=2, 3..=70), (3..=66, 1..=2)] {
            let values = |range: std::ops::RangeInclusive<i64>| range.map(make).collect::<Vec<_>>();
            let both = Column::concat(vec![
                Column::from_values(values(first.clone())),
                Column::from_values(values(next.clone())),
            ]);
            assert!(matches!(both, Column::Integers { .. } | Column::Floats { .. }), "{both:?}");
            let wanted: Vec<Value> = first.chain(next).map(make).collect();
            assert!(both.len() == wanted.len() && both.into_values().iter().zip(&wanted).all(|(a, b)| same(a, b)));
        }
    }
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(Value::Integer(1), |inner, level| {
        if level % 2 == 0 { Value::list(vec![inner]) } else { Value::map([("k".into(), inner)].into_iter().collect()) }
    })
}

#[test]
fn values_as_deep_as_allowed_fit_a_small_stack() {
    let work = || {
        let (a, b) = (nested(MAX_DEPTH), nested(MAX_DEPTH));
        assert_eq!(equal(&a, &b), Some(true));
        assert_eq!(order(&a, &b), Ordering::Equal);
        assert_eq!(less(&a, &b), None);
        let lists = || (0..MAX_DEPTH).fold(Value::Integer(1), |inner, _| Value::list(vec![inner]));
        assert_eq!(less_or_equal(&lists(), &lists()), Some(true));
        assert!(a == b);
        assert_eq!(hash(&a), hash(&b));
        assert!(a.to_string().len() > MAX_DEPTH);
        let bytes = postcard::to_stdvec(&a).unwrap();
        let back: Value = postcard::from_bytes(&bytes).unwrap();
        assert!(back == b);
    };
    // Half of what worker threads have, so that the other half is left to whatever calls.
    std::thread::Builder::new().stack_size(1 << 20).spawn(work).unwrap().join().unwrap();
}

#[test]
fn deeper_values_are_not_built() {
    assert!(checked_list(vec![nested(MAX_DEPTH - 1)]).is_ok());
    let error = checked_list(vec![nested(MAX_DEPTH)]).unwrap_err();
    assert_eq!(error.detail(), crate::diagnostic::Detail::NestingTooDeep);
    assert!(check_nesting(&nested(MAX_DEPTH)).is_ok());
    assert!(checked_map([("k".into(), nested(MAX_DEPTH))].into_iter().collect()).is_err());
    let longer = add(&Value::list(Vec::new()), &nested(MAX_DEPTH));
    assert_eq!(longer.unwrap_err().detail(), crate::diagnostic::Detail::NestingTooDeep);
}

#[test]
fn comparisons_follow_the_tck() {
    let list = |elements: &[Value]| Value::list(elements.to_vec());
    let (one, two, three, null) = (Value::Integer(1), Value::Integer(2), Value::Integer(3), Value::Null);
    let at_least = |a: &Value, b: &Value| less_or_equal(b, a);
    assert_eq!(at_least(&list(&[one.clone(), Value::Integer(0)]), &list(std::slice::from_ref(&one))), Some(true));
    assert_eq!(at_least(&list(&[one.clone(), null.clone()]), &list(std::slice::from_ref(&one))), Some(true));
    assert_eq!(at_least(&list(&[one.clone(), two.clone()]), &list(&[one.clone(), null.clone()])), None);
    assert_eq!(at_least(&list(&[one.clone(), Value::string("a")]), &list(&[one.clone(), null.clone()])), None);
    assert_eq!(at_least(&list(&[one.clone(), two.clone()]), &list(&[three, null.clone()])), Some(false));
    let nan = Value::Float(f64::NAN);
    assert_eq!((less(&nan, &one), less_or_equal(&nan, &nan)), (Some(false), Some(false)));
    assert_eq!(less(&nan, &Value::string("a")), None);
    assert_eq!(equal(&nan, &Value::string("a")), Some(false));
    assert_eq!(equal(&list(&[one.clone(), two.clone()]), &list(&[null.clone(), Value::string("foo")])), Some(false));
    assert_eq!(equal(&list(&[one, two.clone()]), &list(&[null, two])), None);
}

#[test]
fn distinct_types_stand_in_the_order_of_the_specification() {
    let line = [
        Value::map(Map::new()),
        Value::Node(NodeId(9)),
        Value::Relationship(RelId(0)),
        Value::list(vec![Value::string("list")]),
        Value::Path(Path { nodes: vec![NodeId(0)], relationships: Vec::new() }.into()),
        Value::Date(Date { days: 0 }),
        Value::Duration(Duration::default().into()),
        Value::string("text"),
        Value::Boolean(false),
        Value::Float(1.5),
        Value::Float(f64::INFINITY),
        Value::Float(f64::NAN),
        Value::Null,
    ];
    assert!(line.is_sorted_by(|a, b| order(a, b) == Ordering::Less));
}

#[test]
fn durations_add_up_part_by_part() {
    let read = |text: &str| Value::Duration(Duration::parse(text).unwrap().into());
    let half = multiply(&read("P12Y5M14DT16H13M10.000000001S"), &Value::Float(0.5)).unwrap();
    assert_eq!(half.to_string(), "P6Y2M22DT13H21M8S");
    assert_eq!(divide(&read("P12Y5M14DT16H13M10.000000001S"), &Value::Integer(2)).unwrap(), half);
    assert_eq!(subtract(&read("P1D"), &read("PT24H")).unwrap().to_string(), "P1DT-24H");
    assert_eq!(negate(&read("P1M-2DT0.5S")).unwrap().to_string(), "P-1M2DT-0.5S");
}
