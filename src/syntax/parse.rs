//! The parser's two entry points: check the depth, run the grammar, build the tree, translate what goes wrong.
//!
//! Hostile text is met in three places. A linear scan refuses nesting beyond [`MAX_NESTING`] before the grammar, which
//! is recursive, sees it. Text that is deep but allowed runs on a thread with a stack of its own, so that it does not
//! depend on the caller's. And pest counts its steps, as a net: the grammar is linear by construction.

use std::num::NonZeroUsize;
use std::sync::Once;

use pest::Parser;

use crate::diagnostic::{Detail, Diagnostic, Result, Span};

use super::ast::{Expr, Statement};
use super::build::Builder;
use super::error;
use super::grammar::{Grammar, Nodes, Rule};
use super::scan;

/// How deep brackets (and CASE … END) may nest in the text.
pub(super) const MAX_NESTING: u32 = 200;
/// Up to this nesting the caller's stack is enough.
const SHALLOW: u32 = 8;
/// Stack that one level of nesting may take, in bytes (measured without optimisation, doubled), and the rest.
const STACK_OF_A_LEVEL: usize = 128 << 10;
const STACK_OF_THE_REST: usize = 2 << 20;
/// Steps of pest after which a text is given up.
const MAX_STEPS: usize = 20_000_000_000;

/// The tree of one statement; comments and one `;` behind it are allowed.
pub(crate) fn parse(text: &str) -> Result<Statement> {
    run(text, Rule::whole_statement, Builder::statement)
}

/// The tree of a text that is one expression, such as the value of a parameter given on the command line.
pub(crate) fn parse_expression(text: &str) -> Result<Expr> {
    run(text, Rule::whole_expression, Builder::whole_expression)
}

fn run<'t, T: Send>(text: &'t str, start: Rule, build: fn(&mut Builder<'t>, Nodes<'t>) -> Result<T>) -> Result<T> {
    static NET: Once = Once::new();
    NET.call_once(|| pest::set_call_limit(NonZeroUsize::new(MAX_STEPS)));
    if u32::try_from(text.len()).is_err() {
        return Err(Diagnostic::syntax(Detail::UnexpectedSyntax, "a statement may have at most 4 GiB of text"));
    }
    let depth = scan::check(text, MAX_NESTING)?;
    let work = || {
        let nodes = Grammar::parse(start, text).map_err(|failure| error::translate(text, &failure))?;
        build(&mut Builder::new(text), nodes)
    };
    if depth <= SHALLOW {
        return work();
    }
    let stack = STACK_OF_THE_REST + depth as usize * STACK_OF_A_LEVEL;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("wasl-parse".into()).stack_size(stack).spawn_scoped(scope, work);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(Diagnostic::internal("the parser stopped")),
            Err(_) => Err(Diagnostic::syntax(Detail::NestingTooDeep, "there is no memory to read so deep a statement")
                .at(Span::new(0, text.len() as u32))),
        }
    })
}
