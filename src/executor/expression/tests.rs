//! The narrow loops against the general way: the same values as typed columns and as plain values.

use std::sync::Arc;

use super::arithmetic::arithmetic;
use super::comparison::compare_columns;
use super::membership::is_in;
use super::text::search;
use crate::functions::Anything;
use crate::syntax::ast::{BinaryOp, CompareOp};
use crate::value::{Column, Dictionary, NodeId, Value};

const COMPARISONS: [CompareOp; 6] = [
    CompareOp::Equal,
    CompareOp::NotEqual,
    CompareOp::Less,
    CompareOp::LessOrEqual,
    CompareOp::Greater,
    CompareOp::GreaterOrEqual,
];

/// Columns of four rows and constants, narrow.
fn narrow() -> Vec<Column> {
    let dictionary = Arc::new(Dictionary::new(["a", "b", "d"].iter().collect()));
    let nulls = Some([false, true, false, false].into_iter().collect());
    vec![
        Column::Integers { values: vec![1, -7, 3, 0], nulls: None },
        Column::Integers { values: vec![1, 9, 2, 5], nulls: nulls.clone() },
        Column::Floats { values: vec![1.0, f64::NAN, 2.5, -0.0], nulls: None },
        Column::Floats { values: vec![f64::INFINITY, 2.0, f64::NAN, 0.5], nulls },
        Column::Texts { codes: vec![0, 1, 2, Dictionary::NULL], dictionary: Arc::clone(&dictionary) },
        Column::Texts { codes: vec![0, 2, 1, 1], dictionary },
        Column::Nodes(vec![NodeId(1), NodeId(2), NodeId::NONE, NodeId(4)]),
        Column::Nodes(vec![NodeId(1), NodeId(3), NodeId(4), NodeId::NONE]),
        Column::Constant(Value::Integer(2), 4),
        Column::Constant(Value::Float(2.0), 4),
        Column::Constant(Value::string("b"), 4),
        Column::Constant(Value::string("c"), 4),
        Column::Constant(Value::Null, 4),
    ]
}

fn general(column: &Column) -> Column {
    Column::Values(column.clone().into_values())
}

/// As text, so that NaN is like NaN and 1 is not like 1.0.
fn shown(column: &Column) -> Vec<String> {
    (0..column.len()).map(|row| column.get(row).to_string()).collect()
}

#[test]
fn comparisons_agree() {
    for a in narrow() {
        for b in narrow() {
            for op in COMPARISONS {
                let (fast, slow) = (compare_columns(op, &a, &b), compare_columns(op, &general(&a), &general(&b)));
                assert_eq!(shown(&fast), shown(&slow), "{op:?} of {a:?} and {b:?}");
            }
        }
    }
}

#[test]
fn arithmetic_agrees_also_about_errors() {
    for a in narrow() {
        for b in narrow() {
            for op in [BinaryOp::Add, BinaryOp::Subtract, BinaryOp::Multiply, BinaryOp::Divide, BinaryOp::Modulo] {
                let (fast, slow) =
                    (arithmetic(op, &a, &b, &Anything), arithmetic(op, &general(&a), &general(&b), &Anything));
                let (fast, slow) = (fast.map(|column| shown(&column)), slow.map(|column| shown(&column)));
                assert_eq!(fast, slow, "{op:?} of {a:?} and {b:?}");
            }
        }
    }
}

#[test]
fn searches_agree() {
    for a in narrow() {
        for b in narrow() {
            for op in [BinaryOp::StartsWith, BinaryOp::EndsWith, BinaryOp::Contains] {
                let (fast, slow) = (search(op, &a, &b).unwrap(), search(op, &general(&a), &general(&b)).unwrap());
                assert_eq!(shown(&fast), shown(&slow), "{op:?} of {a:?} and {b:?}");
            }
        }
    }
}

#[test]
fn membership_in_a_set_agrees_with_a_search() {
    let lists = [
        vec![Value::Integer(1), Value::Float(2.5), Value::string("b"), Value::Node(NodeId(4)), Value::Boolean(true)],
        vec![Value::Integer(1), Value::Null, Value::string("a"), Value::Float(2.0)],
    ];
    for list in lists {
        let list = Value::list(list);
        for column in narrow() {
            let constant = is_in(&column, &Column::Constant(list.clone(), 4)).unwrap();
            let each = is_in(&column, &Column::Values(vec![list.clone(); 4])).unwrap();
            assert_eq!(shown(&constant), shown(&each), "{column:?} in {list}");
        }
    }
}
