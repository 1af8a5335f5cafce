//! The arithmetic: matrix products, the convolution over neighbouring tokens, and the few vector
//! loops between them.
//!
//! The algorithms are written once, in [`algorithms`], over a small [`Simd`] trait; each
//! instruction set implements the trait in its own file. Which set runs is chosen when the
//! pipeline is loaded, because weights are packed for its vector width. This is the only module
//! with `unsafe` code apart from the memory map: every entry point here checks all lengths before
//! it hands pointers down.

#![allow(
    clippy::inline_always,
    clippy::wildcard_imports,
    reason = "the algorithms must be compiled with the caller's instruction set; intrinsics come by the dozen"
)]

mod algorithms;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod buffer;
#[cfg(target_arch = "aarch64")]
mod neon;
mod packed;
mod portable;
#[cfg(test)]
mod tests;

pub(crate) use buffer::Buffer;
pub(crate) use packed::{ConvWeights, FirstConv, Packed};

/// Pieces of a maxout unit in the encoder: the kernels hold one vector of each in registers.
pub(crate) const PIECES: usize = 3;

/// Widths must be multiples of this, the widest vector of any kernel.
pub(crate) const WIDTH_STEP: usize = 16;

/// Output rows the convolution works on at a time; its scratch memory stays in the cache.
const CONV_TILES: usize = 32;

/// An implementation of the arithmetic for one instruction set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// x86-64 with AVX-512F: 16 lanes.
    Avx512,
    /// x86-64 with AVX2 and FMA: 8 lanes.
    Avx2,
    /// 64-bit ARM: 4 lanes.
    Neon,
    /// Plain Rust, any machine.
    Portable,
}

/// The kernels this machine can run, fastest first. The last is always [`Kernel::Portable`].
pub fn kernels() -> &'static [Kernel] {
    #[cfg(target_arch = "x86_64")]
    {
        let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        if is_x86_feature_detected!("avx512f") && avx2 {
            &[Kernel::Avx512, Kernel::Avx2, Kernel::Portable]
        } else if avx2 {
            &[Kernel::Avx2, Kernel::Portable]
        } else {
            &[Kernel::Portable]
        }
    }
    #[cfg(target_arch = "aarch64")]
    {
        &[Kernel::Neon, Kernel::Portable]
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        &[Kernel::Portable]
    }
}

/// Runs one algorithm on the chosen instruction set.
macro_rules! dispatch {
    ($kernel:expr, $name:ident ( $($arg:expr),* )) => {
        // SAFETY: a Kernel other than Portable reaches a Packed, and so this place, only through
        // `Kernel::checked`, which asks the processor; the caller has checked the lengths.
        unsafe {
            match $kernel {
                #[cfg(target_arch = "x86_64")]
                Kernel::Avx512 => avx512::$name($($arg),*),
                #[cfg(target_arch = "x86_64")]
                Kernel::Avx2 => avx2::$name($($arg),*),
                #[cfg(target_arch = "aarch64")]
                Kernel::Neon => neon::$name($($arg),*),
                _ => portable::$name($($arg),*),
            }
        }
    };
}

/// Defines the entry points of one instruction set: the algorithms, compiled for its features.
macro_rules! entry_points {
    ($vector:ty $(, $feature:literal)?) => {
        use super::algorithms;
        use super::packed::{ConvWeights, FirstConv, Packed};

        $(#[target_feature(enable = $feature)])?
        pub(super) unsafe fn gemm(x: &[f32], stride: usize, rows: usize, w: &Packed, out: &mut [f32]) {
            // SAFETY: the caller promises the lengths that `algorithms::gemm` asks for.
            unsafe { algorithms::gemm::<$vector>(x, stride, rows, w, out) }
        }

        $(#[target_feature(enable = $feature)])?
        pub(super) unsafe fn maxout(x: &[f32], rows: usize, norm: (&[f32], &[f32]), out: &mut [f32]) {
            // SAFETY: as above.
            unsafe { algorithms::maxout::<$vector>(x, rows, norm, out) }
        }

        $(#[target_feature(enable = $feature)])?
        pub(super) unsafe fn conv(x: &[f32], rows: usize, w: &ConvWeights, scratch: &mut [f32], out: &mut [f32]) {
            // SAFETY: as above.
            unsafe { algorithms::conv::<$vector>(x, rows, w, scratch, out) }
        }

        $(#[target_feature(enable = $feature)])?
        pub(super) unsafe fn join(parts: [&[f32]; 3], w: &FirstConv, x: &[f32], out: &mut [f32]) {
            // SAFETY: as above.
            unsafe { algorithms::join::<$vector>(parts, w, x, out) }
        }

        $(#[target_feature(enable = $feature)])?
        pub(super) unsafe fn sum_max(rows: &[&[f32]], bias: &[f32], pieces: usize, out: &mut [f32]) {
            // SAFETY: as above.
            unsafe { algorithms::sum_max::<$vector>(rows, bias, pieces, out) }
        }
    };
}
use entry_points;

impl Kernel {
    /// The fastest kernel this machine can run.
    pub fn best() -> Kernel {
        kernels()[0]
    }

    /// True if this machine can run it.
    pub fn is_available(self) -> bool {
        kernels().contains(&self)
    }

    /// Short name, for reports.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Avx512 => "avx512",
            Kernel::Avx2 => "avx2",
            Kernel::Neon => "neon",
            Kernel::Portable => "portable",
        }
    }

    /// Itself if this machine can run it, else the portable one.
    pub(crate) fn checked(self) -> Kernel {
        if self.is_available() { self } else { Kernel::Portable }
    }

    fn lanes(self) -> usize {
        match self {
            Kernel::Avx512 => 16,
            Kernel::Avx2 | Kernel::Portable => 8,
            Kernel::Neon => 4,
        }
    }
}

impl Packed {
    /// `out[r] = x[r] * W + bias` for `rows` rows of `x`, `stride` apart.
    ///
    /// Output rows are [`Packed::stride`] apart, columns in the order they were packed.
    pub(crate) fn gemm(&self, x: &[f32], stride: usize, rows: usize, out: &mut [f32]) {
        if rows == 0 {
            return;
        }
        assert!(x.len() >= (rows - 1) * stride + self.inputs());
        assert!(out.len() >= rows * self.stride());
        dispatch!(self.kernel(), gemm(x, stride, rows, self, out));
    }

    /// The hidden layer below this one, from the products of its feature tokens:
    /// `out[o] = max over p of (bias[p][o] + sum over rows of row[p][o])`.
    pub(crate) fn sum_max(&self, rows: &[&[f32]], bias: &[f32], pieces: usize, out: &mut [f32]) {
        let width = out.len();
        assert!(width.is_multiple_of(WIDTH_STEP) && pieces > 0 && bias.len() == pieces * width);
        assert!(rows.iter().all(|r| r.len() >= pieces * width));
        dispatch!(self.kernel(), sum_max(rows, bias, pieces, out));
    }

    /// Maxout over three pieces and layer normalisation of `rows` rows that [`Packed::gemm`] made
    /// with weights from [`Packed::maxout`].
    pub(crate) fn maxout_rows(&self, x: &[f32], rows: usize, norm: (&[f32], &[f32]), out: &mut [f32]) {
        let width = norm.0.len();
        assert!(norm.1.len() == width && width * PIECES == self.stride() && width.is_multiple_of(WIDTH_STEP));
        assert!(x.len() >= rows * self.stride() && out.len() >= rows * width);
        dispatch!(self.kernel(), maxout(x, rows, norm, out));
    }
}

impl ConvWeights {
    /// Floats of scratch memory that [`ConvWeights::run`] needs.
    pub(crate) fn scratch_len(&self) -> usize {
        4 * CONV_TILES * (self.width() + PIECES * self.kernel().lanes())
    }

    /// One residual layer: `out[i] = x[i+1] + norm(maxout(W [x[i]; x[i+1]; x[i+2]] + b))`.
    ///
    /// `x` needs two rows more than `rows`, and one more still if `rows` is odd (its content does
    /// not matter).
    pub(crate) fn run(&self, x: &[f32], rows: usize, scratch: &mut [f32], out: &mut [f32]) {
        let width = self.width();
        assert!(x.len() >= (rows + 2 + rows % 2) * width && out.len() >= rows * width);
        assert!(scratch.len() >= self.scratch_len());
        dispatch!(self.kernel(), conv(x, rows, self, scratch, out));
    }
}

impl FirstConv {
    /// One row of the layer from the products of three neighbouring rows: the left part of the
    /// left row's, the middle part of its own, the right part of the right row's.
    pub(crate) fn row(&self, [left, own, right]: [&[f32]; 3], x: &[f32], out: &mut [f32]) {
        let (width, part) = (self.width(), self.part());
        assert!(x.len() >= width && out.len() >= width);
        let parts = [&left[..part], &own[part..2 * part], &right[2 * part..3 * part]];
        dispatch!(self.products().kernel(), join(parts, self, x, &mut out[..width]));
    }
}
