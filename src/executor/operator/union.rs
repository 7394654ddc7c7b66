//! The rows of several inputs, one input after the other.

use crate::diagnostic::Result;
use crate::executor::batch::Batch;
use crate::executor::context::{Context, Operator};

/// See the file.
pub(in crate::executor) struct Union {
    inputs: Vec<Box<dyn Operator>>,
    at: usize,
}

impl Union {
    pub(in crate::executor) fn new(inputs: Vec<Box<dyn Operator>>) -> Self {
        Self { inputs, at: 0 }
    }
}

impl Operator for Union {
    fn next(&mut self, ctx: &mut Context) -> Result<Option<Batch>> {
        while let Some(input) = self.inputs.get_mut(self.at) {
            if let Some(batch) = input.next(ctx)? {
                return Ok(Some(batch));
            }
            self.at += 1;
        }
        Ok(None)
    }

    fn reset(&mut self, ctx: &mut Context) {
        self.inputs.iter_mut().for_each(|input| input.reset(ctx));
        self.at = 0;
    }
}
