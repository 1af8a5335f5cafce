//! Floats that begin on a cache line.

use std::ops::{Deref, DerefMut};

const LINE: usize = 64;

/// A buffer of floats aligned to 64 bytes, so that no vector load crosses a cache line.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    data: Vec<f32>,
    start: usize,
    len: usize,
}

impl Buffer {
    /// `len` zeros.
    pub(crate) fn new(len: usize) -> Buffer {
        let data = vec![0.0; len + LINE / size_of::<f32>()];
        // A platform may decline to answer (`usize::MAX`): alignment is for speed only.
        let start = data.as_ptr().align_offset(LINE).min(LINE / size_of::<f32>());
        Buffer { data, start, len }
    }

    /// Grows to at least `len` floats. The content is not kept if it grows.
    pub(crate) fn reserve(&mut self, len: usize) {
        if self.len < len {
            *self = Buffer::new(len.max(self.len + self.len / 2));
        }
    }
}

impl From<&[f32]> for Buffer {
    fn from(values: &[f32]) -> Buffer {
        let mut buffer = Buffer::new(values.len());
        buffer.copy_from_slice(values);
        buffer
    }
}

impl Deref for Buffer {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.data[self.start..self.start + self.len]
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.data[self.start..self.start + self.len]
    }
}
