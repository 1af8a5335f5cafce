//! Disjoint sets: which things have been joined so far.

/// Disjoint sets of the numbers below a bound. A set is known by its smallest member.
pub(crate) struct Union {
    root: Vec<u32>,
    size: Vec<u32>,
}

impl Union {
    /// Every number in a set of its own.
    pub fn new(n: usize) -> Self {
        Self { root: (0..n as u32).collect(), size: vec![1; n] }
    }

    /// The smallest member of the set that holds `i`.
    pub fn find(&mut self, i: usize) -> usize {
        let mut top = i as u32;
        while self.root[top as usize] != top {
            top = self.root[top as usize];
        }
        let mut at = i as u32;
        while self.root[at as usize] != top {
            at = std::mem::replace(&mut self.root[at as usize], top);
        }
        top as usize
    }

    /// Members of the set that holds `i`.
    pub fn size(&mut self, i: usize) -> usize {
        let top = self.find(i);
        self.size[top] as usize
    }

    /// Makes one set of those that hold `a` and `b`; false if they were one already.
    pub fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        let (low, high) = (a.min(b), a.max(b));
        if low == high {
            return false;
        }
        self.root[high] = low as u32;
        self.size[low] += self.size[high];
        true
    }

    /// All sets, each in order, by their first members.
    pub fn groups(&mut self) -> impl Iterator<Item = Vec<usize>> + use<> {
        let mut out: Vec<Vec<usize>> = vec![Vec::new(); self.root.len()];
        for i in 0..self.root.len() {
            let top = self.find(i);
            out[top].push(i);
        }
        out.into_iter().filter(|g| !g.is_empty())
    }
}
