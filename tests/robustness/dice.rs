//! Numbers that look random and can be had again: a 64-bit xorshift* generator (Vigna, 2016).

/// A generator that remembers how it began.
pub(crate) struct Dice {
    seed: u64,
    state: u64,
}

impl Dice {
    /// Begins with `$WASL_SEED`, else with a fixed seed.
    pub(crate) fn from_environment() -> Self {
        Self::new(std::env::var("WASL_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1906))
    }

    /// Begins with a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 }
    }

    /// What `$WASL_SEED` must be to get the same numbers again.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// A number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }
}
