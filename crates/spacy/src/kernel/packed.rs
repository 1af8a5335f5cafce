//! Weights in the order in which the kernels read them.

use super::{Buffer, Kernel, PIECES};

/// A matrix and bias packed in panels of three vectors of columns: for each panel, for each input,
/// `3 * lanes` weights.
#[derive(Debug)]
pub(crate) struct Packed {
    kernel: Kernel,
    inputs: usize,
    panels: usize,
    weights: Buffer,
    bias: Buffer,
}

impl Packed {
    /// Packs `columns` columns; `weight(column)` gives its inputs.
    pub(crate) fn linear<'w>(
        kernel: Kernel,
        inputs: usize,
        columns: usize,
        weight: impl Fn(usize) -> &'w [f32],
        bias: impl Fn(usize) -> f32,
    ) -> Packed {
        let kernel = kernel.checked();
        let panel = PIECES * kernel.lanes();
        let panels = columns.div_ceil(panel);
        let mut weights = Buffer::new(panels * panel * inputs);
        let mut biases = Buffer::new(panels * panel);
        for column in 0..columns {
            let (p, lane) = (column / panel, column % panel);
            for (i, &w) in weight(column)[..inputs].iter().enumerate() {
                weights[(p * inputs + i) * panel + lane] = w;
            }
            biases[column] = bias(column);
        }
        Packed { kernel, inputs, panels, weights, bias: biases }
    }

    /// Packs a maxout layer, `w[(unit * 3 + piece) * inputs + input]`: each panel holds the three
    /// pieces of the same units. `width` is a multiple of [`super::WIDTH_STEP`].
    pub(crate) fn maxout(kernel: Kernel, width: usize, inputs: usize, w: &[f32], b: &[f32]) -> Packed {
        let lanes = kernel.checked().lanes();
        let row = |column: usize| maxout_row(lanes, column);
        Packed::linear(
            kernel,
            inputs,
            width * PIECES,
            |column| &w[row(column) * inputs..][..inputs],
            |column| b[row(column)],
        )
    }

    /// Number of inputs.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    /// Floats from one output row to the next: the columns, rounded up to whole panels.
    pub(crate) fn stride(&self) -> usize {
        self.bias.len()
    }

    /// The kernel the weights are packed for.
    pub(crate) fn kernel(&self) -> Kernel {
        self.kernel
    }

    pub(super) fn panels(&self) -> usize {
        self.panels
    }

    pub(super) fn weights(&self) -> &[f32] {
        &self.weights
    }

    pub(super) fn bias(&self) -> &[f32] {
        &self.bias
    }
}

/// Row `unit * 3 + piece` that a packed maxout column comes from.
fn maxout_row(lanes: usize, column: usize) -> usize {
    let (panel, rest) = (column / (PIECES * lanes), column % (PIECES * lanes));
    let (piece, lane) = (rest / lanes, rest % lanes);
    (panel * lanes + lane) * PIECES + piece
}

/// A maxout layer over three neighbouring rows, with the normalisation that follows it.
///
/// Kept in Winograd's form F(2,3): with `g0, g1, g2` the weights for the left, middle and right
/// row, two output rows need four products (with `g0`, `(g0+g1+g2)/2`, `(g0-g1+g2)/2`, `g2`)
/// instead of six.
#[derive(Debug)]
pub(crate) struct ConvWeights {
    products: [Packed; 4],
    bias: Buffer,
    gain: Buffer,
    shift: Buffer,
}

impl ConvWeights {
    /// `w[(unit * 3 + piece) * 3 * width + input]`, `b[unit * 3 + piece]`.
    pub(crate) fn new(
        kernel: Kernel,
        width: usize,
        w: &[f32],
        b: &[f32],
        gain: &[f32],
        shift: &[f32],
    ) -> ConvWeights {
        let zeros = vec![0.0; width * PIECES];
        let product = |mix: [f64; 3]| {
            let mut mixed = Vec::with_capacity(PIECES * width * width);
            for row in w.chunks_exact(3 * width) {
                mixed.extend(
                    (0..width)
                        .map(|i| (0..3).map(|k| mix[k] * f64::from(row[k * width + i])).sum::<f64>() as f32),
                );
            }
            Packed::maxout(kernel, width, width, &mixed, &zeros)
        };
        let products = [[1.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0.0, 0.0, 1.0]].map(product);
        let lanes = kernel.checked().lanes();
        let mut bias = Buffer::new(width * PIECES);
        for (column, slot) in bias.iter_mut().enumerate() {
            *slot = b[maxout_row(lanes, column)];
        }
        ConvWeights { products, bias, gain: gain.into(), shift: shift.into() }
    }

    /// Floats in a row.
    pub(crate) fn width(&self) -> usize {
        self.gain.len()
    }

    pub(super) fn kernel(&self) -> Kernel {
        self.products[0].kernel()
    }

    pub(super) fn products(&self) -> &[Packed; 4] {
        &self.products
    }

    pub(super) fn bias(&self) -> &[f32] {
        &self.bias
    }

    pub(super) fn norm(&self) -> (&[f32], &[f32]) {
        (&self.gain, &self.shift)
    }
}

/// A maxout layer over three neighbouring rows, like [`ConvWeights`], taken apart: the products of
/// one row with the weights for each of the three places. Where rows come back again and again,
/// their products can be kept.
#[derive(Debug)]
pub(crate) struct FirstConv {
    products: Packed,
    bias: Buffer,
    gain: Buffer,
    shift: Buffer,
}

impl FirstConv {
    /// The arguments are those of [`ConvWeights::new`].
    pub(crate) fn new(
        kernel: Kernel,
        width: usize,
        w: &[f32],
        b: &[f32],
        gain: &[f32],
        shift: &[f32],
    ) -> FirstConv {
        let (lanes, part) = (kernel.checked().lanes(), width * PIECES);
        let row = |column: usize| {
            let (place, column) = (column / part, column % part);
            &w[(maxout_row(lanes, column) * 3 + place) * width..][..width]
        };
        let products = Packed::linear(kernel, width, 3 * part, row, |_| 0.0);
        let mut bias = Buffer::new(part);
        for (column, slot) in bias.iter_mut().enumerate() {
            *slot = b[maxout_row(lanes, column)];
        }
        FirstConv { products, bias, gain: gain.into(), shift: shift.into() }
    }

    /// Gives the products of a row: three parts of [`FirstConv::part`] floats.
    pub(crate) fn products(&self) -> &Packed {
        &self.products
    }

    /// Floats in the products with the weights for one place.
    pub(crate) fn part(&self) -> usize {
        self.bias.len()
    }

    pub(super) fn width(&self) -> usize {
        self.gain.len()
    }

    pub(super) fn bias(&self) -> &[f32] {
        &self.bias
    }

    pub(super) fn norm(&self) -> (&[f32], &[f32]) {
        (&self.gain, &self.shift)
    }
}
