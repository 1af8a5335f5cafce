//! Every kernel against plain loops in double precision.

use super::*;

/// Deterministic values in -1..1.
fn noise(seed: u64, len: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
        })
        .collect()
}

fn close(a: f32, b: f64) {
    assert!((f64::from(a) - b).abs() < 2e-5 * b.abs().max(1.0), "{a} is not {b}");
}

fn normalised(row: &[f64], gain: &[f32], shift: &[f32]) -> Vec<f64> {
    let n = row.len() as f64;
    let mean = row.iter().sum::<f64>() / n;
    let variance = row.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n + 1e-8;
    let scale = variance.sqrt().recip();
    (0..row.len()).map(|i| (row[i] - mean) * scale * f64::from(gain[i]) + f64::from(shift[i])).collect()
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

fn maxout_row(x: &[f32], w: &[f32], b: &[f32]) -> Vec<f64> {
    let k = x.len();
    let piece = |r: usize| dot(x, &w[r * k..][..k]) + f64::from(b[r]);
    (0..b.len() / PIECES)
        .map(|o| (0..PIECES).map(|p| piece(o * PIECES + p)).fold(f64::MIN, f64::max))
        .collect()
}

#[test]
fn gemm_is_the_matrix_product() {
    for &kernel in kernels() {
        for (rows, k, columns) in
            [(1, 5, 1), (1, 64, 106), (7, 96, 50), (8, 33, 48), (13, 96, 97), (35, 3, 144)]
        {
            let (x, w, b) = (noise(1, rows * (k + 2)), noise(2, columns * k), noise(3, columns));
            let packed = Packed::linear(kernel, k, columns, |c| &w[c * k..][..k], |c| b[c]);
            let mut out = vec![f32::NAN; rows * packed.stride()];
            packed.gemm(&x, k + 2, rows, &mut out);
            for r in 0..rows {
                for c in 0..columns {
                    let want = dot(&x[r * (k + 2)..][..k], &w[c * k..][..k]) + f64::from(b[c]);
                    close(out[r * packed.stride() + c], want);
                }
            }
        }
    }
}

#[test]
fn maxout_takes_the_largest_piece_and_normalises() {
    let (width, k) = (32, 40);
    let (w, b) = (noise(1, width * PIECES * k), noise(2, width * PIECES));
    let (gain, shift) = (noise(3, width), noise(4, width));
    for &kernel in kernels() {
        for rows in [1, 2, 5, 9] {
            let x = noise(rows as u64, rows * k);
            let packed = Packed::maxout(kernel, width, k, &w, &b);
            let mut sums = vec![0.0; rows * packed.stride()];
            packed.gemm(&x, k, rows, &mut sums);
            let mut out = vec![0.0; rows * width];
            packed.maxout_rows(&sums, rows, (&gain, &shift), &mut out);
            for r in 0..rows {
                let want = normalised(&maxout_row(&x[r * k..][..k], &w, &b), &gain, &shift);
                out[r * width..][..width].iter().zip(want).for_each(|(&a, b)| close(a, b));
            }
        }
    }
}

#[test]
fn convolution_sees_both_neighbours() {
    let width = 48;
    let (w, b) = (noise(1, width * PIECES * 3 * width), noise(2, width * PIECES));
    let (gain, shift) = (noise(3, width), noise(4, width));
    for &kernel in kernels() {
        let conv = ConvWeights::new(kernel, width, &w, &b, &gain, &shift);
        for rows in [1, 2, 3, 15, 16, 17, 63, 64, 65, 131] {
            let mut x = noise(rows as u64, (rows + 2) * width);
            x.resize((rows + 3) * width, f32::NAN);
            let mut scratch = vec![0.0; conv.scratch_len()];
            let mut out = vec![f32::NAN; rows * width];
            conv.run(&x, rows, &mut scratch, &mut out);
            for r in 0..rows {
                let want = normalised(&maxout_row(&x[r * width..][..3 * width], &w, &b), &gain, &shift);
                for (i, want) in want.into_iter().enumerate() {
                    close(out[r * width + i], want + f64::from(x[(r + 1) * width + i]));
                }
            }
        }
    }
}

#[test]
fn the_first_layer_can_be_taken_apart() {
    let width = 48;
    let (w, b) = (noise(1, width * PIECES * 3 * width), noise(2, width * PIECES));
    let (gain, shift) = (noise(3, width), noise(4, width));
    for &kernel in kernels() {
        let first = FirstConv::new(kernel, width, &w, &b, &gain, &shift);
        let stride = first.products().stride();
        assert_eq!(stride, 3 * first.part());
        let x = noise(5, 3 * width);
        let mut products = vec![0.0; 3 * stride];
        first.products().gemm(&x, width, 3, &mut products);
        let mut out = vec![0.0; width];
        let rows = [0, 1, 2].map(|r| &products[r * stride..][..stride]);
        first.row(rows, &x[width..], &mut out);
        let want = normalised(&maxout_row(&x, &w, &b), &gain, &shift);
        for (i, want) in want.into_iter().enumerate() {
            close(out[i], want + f64::from(x[width + i]));
        }
    }
}

#[test]
fn sum_max_adds_rows_and_takes_the_largest_piece() {
    for &kernel in kernels() {
        for (count, pieces, width) in [(1, 1, 16), (3, 2, 64), (8, 2, 64), (8, 3, 48)] {
            let data: Vec<_> = (0..count).map(|i| noise(i + 1, pieces * width)).collect();
            let rows: Vec<&[f32]> = data.iter().map(Vec::as_slice).collect();
            let bias = noise(99, pieces * width);
            let mut out = vec![0.0; width];
            let packed = Packed::linear(kernel, 1, 1, |_| &[0.0], |_| 0.0);
            packed.sum_max(&rows, &bias, pieces, &mut out);
            for (o, &got) in out.iter().enumerate() {
                let piece = |p: usize| {
                    let at = p * width + o;
                    rows.iter().map(|r| f64::from(r[at])).sum::<f64>() + f64::from(bias[at])
                };
                close(got, (0..pieces).map(piece).fold(f64::MIN, f64::max));
            }
        }
    }
}

#[test]
fn the_portable_kernel_is_always_there() {
    assert_eq!(kernels().last(), Some(&Kernel::Portable));
    assert!(Kernel::best().is_available());
    assert_eq!(Kernel::Portable.checked(), Kernel::Portable);
}
