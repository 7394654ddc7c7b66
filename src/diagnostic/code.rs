//! The codes of diagnostics: class, phase and detail, the triple that the openCypher TCK compares.

use std::fmt;

/// The family an error belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The text or its meaning is wrong.
    SyntaxError,
    /// The statement is well formed but cannot be carried out as it stands.
    SemanticError,
    /// A value has the wrong type.
    TypeError,
    /// A value has the right type but is not allowed here.
    ArgumentError,
    /// A calculation has no result, such as a division by zero.
    ArithmeticError,
    /// A node or relationship is gone.
    EntityNotFound,
    /// A unique or other constraint refused a change.
    ConstraintValidationFailed,
    /// The graph would be left broken, such as a relationship without an end.
    ConstraintVerificationFailed,
    /// A parameter was not given.
    ParameterMissing,
    /// A procedure is unknown or failed.
    ProcedureError,
    /// A transaction command does not fit the state of the session.
    TransactionError,
    /// A limit of time, memory or rows was hit.
    LimitExceeded,
    /// The user interrupted the statement.
    Interrupted,
    /// A file could not be read or written by a statement.
    ExternalError,
    /// The store could not be read while a statement ran.
    StorageError,
    /// A defect of wasl itself.
    Internal,
}

/// When an error is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Before the statement runs.
    CompileTime,
    /// While it runs.
    Runtime,
}

macro_rules! details {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// The precise reason of an error, in the TCK's words where it has one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Detail { $($(#[$doc])* $name),+ }

        impl Detail {
            /// The name as the TCK writes it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }
        }
    };
}

details! {
    /// The text does not follow the grammar.
    UnexpectedSyntax,
    /// A variable is used that nothing defines.
    UndefinedVariable,
    /// A variable is defined twice.
    VariableAlreadyBound,
    /// A variable is used as two kinds of thing.
    VariableTypeConflict,
    /// An argument has the wrong type.
    InvalidArgumentType,
    /// An argument has a value that is not allowed.
    InvalidArgumentValue,
    /// A call has too few or too many arguments.
    InvalidNumberOfArguments,
    /// Arguments of a procedure are given in a way that is not allowed here.
    InvalidArgumentPassingMode,
    /// A number is out of its range.
    NumberOutOfRange,
    /// SKIP or LIMIT is negative.
    NegativeIntegerArgument,
    /// SKIP or LIMIT depends on a row.
    NonConstantExpression,
    /// An integer literal does not fit 64 bits.
    IntegerOverflow,
    /// A float literal does not fit a double.
    FloatingPointOverflow,
    /// A number is written wrongly.
    InvalidNumberLiteral,
    /// A unicode escape is written wrongly.
    InvalidUnicodeLiteral,
    /// A character that looks like another is used as syntax.
    InvalidUnicodeCharacter,
    /// An aggregation stands where none is allowed.
    InvalidAggregation,
    /// An expression mixes aggregated and other values.
    AmbiguousAggregationExpression,
    /// An aggregation inside another.
    NestedAggregation,
    /// CREATE or MERGE needs exactly one relationship type.
    NoSingleRelationshipType,
    /// CREATE needs a direction.
    RequiresDirectedRelationship,
    /// CREATE of a variable-length relationship.
    CreatingVarLength,
    /// A parameter stands where none is allowed.
    InvalidParameterUse,
    /// Clauses in an order that has no meaning.
    InvalidClauseComposition,
    /// DELETE of something that is no element.
    InvalidDelete,
    /// A function is unknown.
    UnknownFunction,
    /// A procedure is unknown.
    ProcedureNotFound,
    /// A pattern uses one relationship twice.
    RelationshipUniquenessViolation,
    /// `*` with nothing in scope.
    NoVariablesInScope,
    /// An expression in WITH needs a name.
    NoExpressionAlias,
    /// Two columns share a name.
    ColumnNameConflict,
    /// The branches of UNION have different columns.
    DifferentColumnsInUnion,
    /// A property cannot hold this value.
    InvalidPropertyType,
    /// A map is read with a key that is no string.
    MapElementAccessByNonString,
    /// A list is read with an index that is no integer.
    ListElementAccessByNonInteger,
    /// A node or relationship that was deleted is read.
    DeletedEntityAccess,
    /// A node that still has relationships is deleted.
    DeleteConnectedNode,
    /// MERGE with a null property.
    MergeReadOwnWrites,
    /// A parameter was not given.
    MissingParameter,
    /// A unique constraint is violated.
    UniquenessViolation,
    /// A required property is missing, or a value has a type a constraint refuses.
    PropertyConstraintViolation,
    /// A constraint or index of that name or shape exists already.
    SchemaAlreadyExists,
    /// A constraint or index does not exist.
    SchemaNotFound,
    /// Division or modulo by zero.
    DivisionByZero,
    /// An integer calculation leaves 64 bits.
    IntegerArithmeticOverflow,
    /// A regular expression is written wrongly.
    InvalidRegularExpression,
    /// The statement took too long.
    TimeLimit,
    /// The statement used too much memory.
    MemoryLimit,
    /// The statement produced too many rows.
    RowLimit,
    /// The user pressed Ctrl-C.
    Cancelled,
    /// The store is read-only.
    ReadOnly,
    /// A transaction is open already, or none is.
    InvalidTransactionState,
    /// Later commits depend on what is to be taken back.
    LaterChanges,
    /// A file could not be read.
    FileNotReadable,
    /// A file, or a row of it, does not have the form it should have.
    MalformedFile,
    /// A part of the language that this version does not have.
    NotSupported,
    /// Nesting is too deep.
    NestingTooDeep,
    /// An unknown label in a read.
    UnknownLabel,
    /// An unknown relationship type in a read.
    UnknownRelationshipType,
    /// An unknown property key in a read.
    UnknownPropertyKey,
    /// Two parts of a pattern are not connected.
    CartesianProduct,
    /// A value is compared with the literal null, which is never true.
    NullComparison,
    /// A defect of wasl.
    Internal,
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SyntaxError => "SyntaxError",
            Self::SemanticError => "SemanticError",
            Self::TypeError => "TypeError",
            Self::ArgumentError => "ArgumentError",
            Self::ArithmeticError => "ArithmeticError",
            Self::EntityNotFound => "EntityNotFound",
            Self::ConstraintValidationFailed => "ConstraintValidationFailed",
            Self::ConstraintVerificationFailed => "ConstraintVerificationFailed",
            Self::ParameterMissing => "ParameterMissing",
            Self::ProcedureError => "ProcedureError",
            Self::TransactionError => "TransactionError",
            Self::LimitExceeded => "LimitExceeded",
            Self::Interrupted => "Interrupted",
            Self::ExternalError => "ExternalError",
            Self::StorageError => "StorageError",
            Self::Internal => "Internal",
        })
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CompileTime => "compile time",
            Self::Runtime => "runtime",
        })
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
