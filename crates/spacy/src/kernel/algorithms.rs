//! The algorithms, written once over a vector type.
//!
//! All functions take pointers into slices whose lengths the entry points in [`super`] have
//! checked. They are `inline(always)` so that each instruction set compiles its own copy.

use super::packed::{ConvWeights, FirstConv, Packed};
use super::{CONV_TILES, PIECES};

/// A vector of floats.
///
/// # Safety
/// Every function must be called only where the processor has the instruction set; `load` and
/// `store` touch `LANES` floats at the pointer, which need not be aligned.
pub(super) trait Simd: Copy {
    /// Floats in a vector.
    const LANES: usize;
    /// Rows of a register tile that has three vectors of columns; 4 or 8.
    const ROWS: usize;
    unsafe fn splat(x: f32) -> Self;
    unsafe fn load(p: *const f32) -> Self;
    unsafe fn store(self, p: *mut f32);
    unsafe fn add(self, other: Self) -> Self;
    unsafe fn sub(self, other: Self) -> Self;
    unsafe fn mul(self, other: Self) -> Self;
    unsafe fn max(self, other: Self) -> Self;
    /// `self + a * b`
    unsafe fn fma(self, a: Self, b: Self) -> Self;
    /// Sum of the lanes.
    unsafe fn sum(self) -> f32;
}

/// `R` rows times `3 * N` vectors of columns (`N` neighbouring panels).
///
/// # Safety
/// `x` holds `R` rows, `xs` apart, of `k` floats; `w` and `bias` hold `N` panels, those of `w`
/// `k * 3 * LANES` apart; `out` has room for `R` rows, `os` apart.
#[inline(always)]
unsafe fn tile<V: Simd, const R: usize, const N: usize>(
    (x, xs): (*const f32, usize),
    k: usize,
    w: *const f32,
    bias: *const f32,
    (out, os): (*mut f32, usize),
) {
    let panel = PIECES * V::LANES;
    unsafe {
        let mut acc = [[[V::splat(0.0); PIECES]; N]; R];
        for row in &mut acc {
            for (n, group) in row.iter_mut().enumerate() {
                for (p, a) in group.iter_mut().enumerate() {
                    *a = V::load(bias.add(n * panel + p * V::LANES));
                }
            }
        }
        for i in 0..k {
            for n in 0..N {
                let at = w.add((n * k + i) * panel);
                let columns = [V::load(at), V::load(at.add(V::LANES)), V::load(at.add(2 * V::LANES))];
                for (r, row) in acc.iter_mut().enumerate() {
                    let value = V::splat(*x.add(r * xs + i));
                    for (a, column) in row[n].iter_mut().zip(columns) {
                        *a = a.fma(value, column);
                    }
                }
            }
        }
        for (r, row) in acc.iter().enumerate() {
            for (n, group) in row.iter().enumerate() {
                for (p, a) in group.iter().enumerate() {
                    a.store(out.add(r * os + n * panel + p * V::LANES));
                }
            }
        }
    }
}

/// All rows times one panel.
///
/// # Safety
/// As for [`tile`], with `rows` for `R`.
#[inline(always)]
unsafe fn panel<V: Simd>(
    (mut x, xs): (*const f32, usize),
    mut rows: usize,
    k: usize,
    w: *const f32,
    bias: *const f32,
    (mut out, os): (*mut f32, usize),
) {
    unsafe {
        while rows >= V::ROWS {
            match V::ROWS {
                8 => tile::<V, 8, 1>((x, xs), k, w, bias, (out, os)),
                _ => tile::<V, 4, 1>((x, xs), k, w, bias, (out, os)),
            }
            x = x.add(V::ROWS * xs);
            out = out.add(V::ROWS * os);
            rows -= V::ROWS;
        }
        match rows {
            0 => {}
            1 => tile::<V, 1, 1>((x, xs), k, w, bias, (out, os)),
            2 => tile::<V, 2, 1>((x, xs), k, w, bias, (out, os)),
            3 => tile::<V, 3, 1>((x, xs), k, w, bias, (out, os)),
            4 => tile::<V, 4, 1>((x, xs), k, w, bias, (out, os)),
            5 => tile::<V, 5, 1>((x, xs), k, w, bias, (out, os)),
            6 => tile::<V, 6, 1>((x, xs), k, w, bias, (out, os)),
            _ => tile::<V, 7, 1>((x, xs), k, w, bias, (out, os)),
        }
    }
}

/// See [`Packed::gemm`].
///
/// # Safety
/// `x` holds `rows` rows of `w.inputs()` floats, `xs` apart; `out` `rows` rows of `w.stride()`.
#[inline(always)]
pub(super) unsafe fn gemm<V: Simd>(x: &[f32], xs: usize, rows: usize, w: &Packed, out: &mut [f32]) {
    let (k, width, os) = (w.inputs(), PIECES * V::LANES, w.stride());
    let (x, out) = ((x.as_ptr(), xs), out.as_mut_ptr());
    let mut p = 0;
    unsafe {
        let weights = |p: usize| w.weights().as_ptr().add(p * k * width);
        let bias = |p: usize| w.bias().as_ptr().add(p * width);
        if rows == 1 {
            // A single row is bound by the latency of the additions: keep two panels going.
            while p + 2 <= w.panels() {
                tile::<V, 1, 2>(x, k, weights(p), bias(p), (out.add(p * width), os));
                p += 2;
            }
        }
        while p < w.panels() {
            panel::<V>(x, rows, k, weights(p), bias(p), (out.add(p * width), os));
            p += 1;
        }
    }
}

/// Layer normalisation of one row of `width` floats, plus `residual` if there is one.
///
/// # Safety
/// All pointers hold `width` floats, a multiple of `LANES`.
#[inline(always)]
unsafe fn normalise<V: Simd>(
    row: *mut f32,
    width: usize,
    gain: *const f32,
    shift: *const f32,
    residual: Option<*const f32>,
) {
    unsafe {
        let mut sum = V::splat(0.0);
        for i in (0..width).step_by(V::LANES) {
            sum = sum.add(V::load(row.add(i)));
        }
        let mean = V::splat(sum.sum() / width as f32);
        let mut squares = V::splat(0.0);
        for i in (0..width).step_by(V::LANES) {
            let d = V::load(row.add(i)).sub(mean);
            squares = squares.fma(d, d);
        }
        let variance = squares.sum() / width as f32 + 1e-8;
        let scale = V::splat(1.0 / variance.sqrt());
        for i in (0..width).step_by(V::LANES) {
            let d = V::load(row.add(i)).sub(mean).mul(scale);
            let mut y = V::load(shift.add(i)).fma(d, V::load(gain.add(i)));
            if let Some(residual) = residual {
                y = y.add(V::load(residual.add(i)));
            }
            y.store(row.add(i));
        }
    }
}

/// See [`Packed::maxout_rows`].
///
/// # Safety
/// `x` holds `rows` rows of `3 * width` floats in panel order, `out` `rows` rows of `width`, a
/// multiple of `LANES`; `norm` holds twice `width`.
#[inline(always)]
pub(super) unsafe fn maxout<V: Simd>(x: &[f32], rows: usize, norm: (&[f32], &[f32]), out: &mut [f32]) {
    let width = norm.0.len();
    unsafe {
        for r in 0..rows {
            let x = x.as_ptr().add(r * PIECES * width);
            let y = out.as_mut_ptr().add(r * width);
            for i in (0..width).step_by(V::LANES) {
                let at = x.add(i * PIECES);
                let best = V::load(at).max(V::load(at.add(V::LANES))).max(V::load(at.add(2 * V::LANES)));
                best.store(y.add(i));
            }
            normalise::<V>(y, width, norm.0.as_ptr(), norm.1.as_ptr(), None);
        }
    }
}

/// See [`ConvWeights::run`].
///
/// # Safety
/// `x` holds `rows + 2` rows (one more if `rows` is odd), `out` holds `rows`, of `w.width()`, a
/// multiple of `LANES`; `scratch` holds `4 * CONV_TILES * (width + 3 * LANES)` floats.
#[inline(always)]
pub(super) unsafe fn conv<V: Simd>(
    x: &[f32],
    rows: usize,
    w: &ConvWeights,
    scratch: &mut [f32],
    out: &mut [f32],
) {
    let width = w.width();
    let panel_width = PIECES * V::LANES;
    let (inputs, sums) = scratch.split_at_mut(4 * CONV_TILES * width);
    let (inputs, sums) = (inputs.as_mut_ptr(), sums.as_mut_ptr());
    let (gain, shift) = w.norm();
    let mut done = 0;
    unsafe {
        while done < rows {
            let count = (rows - done).min(2 * CONV_TILES);
            let tiles = count.div_ceil(2);
            let x = x.as_ptr().add(done * width);
            let y = out.as_mut_ptr().add(done * width);
            for t in 0..tiles {
                for i in (0..width).step_by(V::LANES) {
                    let d = |k: usize| V::load(x.add((2 * t + k) * width + i));
                    let (d0, d1, d2, d3) = (d(0), d(1), d(2), d(3));
                    let to = |j: usize| inputs.add((j * CONV_TILES + t) * width + i);
                    d0.sub(d2).store(to(0));
                    d1.add(d2).store(to(1));
                    d2.sub(d1).store(to(2));
                    d1.sub(d3).store(to(3));
                }
            }
            for p in 0..width / V::LANES {
                for (j, product) in w.products().iter().enumerate() {
                    panel::<V>(
                        (inputs.add(j * CONV_TILES * width).cast_const(), width),
                        tiles,
                        width,
                        product.weights().as_ptr().add(p * width * panel_width),
                        product.bias().as_ptr(),
                        (sums.add(j * CONV_TILES * panel_width), panel_width),
                    );
                }
                let bias = w.bias().as_ptr().add(p * panel_width);
                let b = [V::load(bias), V::load(bias.add(V::LANES)), V::load(bias.add(2 * V::LANES))];
                for t in 0..tiles {
                    let m = |j: usize, piece: usize| {
                        V::load(sums.add((j * CONV_TILES + t) * panel_width + piece * V::LANES))
                    };
                    let first = |q: usize| m(0, q).add(m(1, q)).add(m(2, q)).add(b[q]);
                    let second = |q: usize| m(1, q).sub(m(2, q)).sub(m(3, q)).add(b[q]);
                    let at = y.add(2 * t * width + p * V::LANES);
                    first(0).max(first(1)).max(first(2)).store(at);
                    if 2 * t + 1 < count {
                        second(0).max(second(1)).max(second(2)).store(at.add(width));
                    }
                }
            }
            for r in 0..count {
                let residual = x.add((r + 1) * width);
                normalise::<V>(y.add(r * width), width, gain.as_ptr(), shift.as_ptr(), Some(residual));
            }
            done += count;
        }
    }
}

/// See [`Packed::sum_max`].
///
/// # Safety
/// Every row and `bias` hold `pieces * out.len()` floats; `out.len()` is a multiple of `LANES`.
#[inline(always)]
pub(super) unsafe fn sum_max<V: Simd>(rows: &[&[f32]], bias: &[f32], pieces: usize, out: &mut [f32]) {
    let width = out.len();
    unsafe {
        for i in (0..width).step_by(V::LANES) {
            let piece = |p: usize| {
                let at = p * width + i;
                let mut sum = V::splat(0.0);
                for row in rows {
                    sum = sum.add(V::load(row.as_ptr().add(at)));
                }
                sum.add(V::load(bias.as_ptr().add(at)))
            };
            let mut best = piece(0);
            for p in 1..pieces {
                best = best.max(piece(p));
            }
            best.store(out.as_mut_ptr().add(i));
        }
    }
}

/// See [`FirstConv::row`].
///
/// # Safety
/// Each of `parts` and the bias hold `3 * width` floats in panel order; `norm` twice, `x` and
/// `out` once `width`, a multiple of `LANES`.
#[inline(always)]
pub(super) unsafe fn join<V: Simd>(parts: [&[f32]; 3], w: &FirstConv, x: &[f32], out: &mut [f32]) {
    let (width, (gain, shift)) = (out.len(), w.norm());
    let [left, middle, right] = parts.map(<[f32]>::as_ptr);
    let (bias, y) = (w.bias().as_ptr(), out.as_mut_ptr());
    unsafe {
        for i in (0..width).step_by(V::LANES) {
            let piece = |p: usize| {
                let at = i * PIECES + p * V::LANES;
                let sides = V::load(left.add(at)).add(V::load(right.add(at)));
                sides.add(V::load(middle.add(at))).add(V::load(bias.add(at)))
            };
            piece(0).max(piece(1)).max(piece(2)).store(y.add(i));
        }
        normalise::<V>(y, width, gain.as_ptr(), shift.as_ptr(), Some(x.as_ptr()));
    }
}
