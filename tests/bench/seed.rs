//! A seeded source of numbers: the same seed gives the same country, on every machine.

use uuid::{Builder, Uuid};

/// SplitMix64: small, and good enough for made-up records.
#[derive(Clone, Debug)]
pub struct Seed(u64);

impl Seed {
    /// The source of one thing, by the run's seed and the thing's number.
    pub fn of(seed: u64, number: u64) -> Self {
        let mut source = Self(seed ^ number.wrapping_mul(0xD1B5_4A32_D192_ED03));
        source.next();
        source
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `below`, which is not 0.
    pub fn below(&mut self, below: usize) -> usize {
        (self.next() % below.max(1) as u64) as usize
    }

    /// Whether something that happens so often in a hundred happens now.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several, which are not none.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// Sixteen bytes.
    pub fn bytes(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        let (low, high) = bytes.split_at_mut(8);
        low.copy_from_slice(&self.next().to_le_bytes());
        high.copy_from_slice(&self.next().to_le_bytes());
        bytes
    }

    /// A time-ordered id made at this moment.
    pub fn uuid(&mut self, ms: u64) -> Uuid {
        let mut random = [0; 10];
        random.copy_from_slice(&self.bytes()[..10]);
        Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }
}
