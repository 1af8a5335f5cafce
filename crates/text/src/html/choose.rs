//! Which stretches of a page belong to the report.
//!
//! Each stretch weighs by its length if it reads like running text, and nothing if it is mostly links or stands in
//! boilerplate. From the page's root the choice descends into the one child that holds most of the weight, as long as
//! there is one: it ends at the smallest container that holds the report.

use super::scan::{Node, Scanned, Segment};
use crate::BlockKind;

/// Share of the weight that a child must hold for the descent to go into it.
const MOST: f64 = 0.75;
/// The same for a child that says it is the report.
const MOST_REPORT: f64 = 0.4;

/// The indices of the chosen segments, in order.
pub(super) fn choose(scanned: &Scanned) -> Vec<usize> {
    let nodes = &scanned.nodes;
    let sure = spread(scanned, |_, node| node.boilerplate);
    let all = weights(scanned, &sure);
    // A name is not taken at its word where it would hide half of the page's text.
    let hidden =
        spread(scanned, |index, node| node.boilerplate || (node.suspect && all[index] * 2.0 < all[0]));
    let weight = weights(scanned, &hidden);
    if weight[0] == 0.0 {
        return without_weight(scanned, &hidden);
    }
    let root = descend(scanned, &weight);
    let mut inside = vec![false; nodes.len()];
    inside[root] = true;
    for index in root + 1..nodes.len() {
        inside[index] = inside[nodes[index].parent as usize];
    }
    let kept = |segment: &Segment| {
        let node = segment.node as usize;
        inside[node] && !hidden[node] && (!mostly_links(segment) || reads_on(segment))
    };
    let mut chosen: Vec<usize> =
        (0..scanned.segments.len()).filter(|&index| kept(&scanned.segments[index])).collect();
    // The page's heading often stands above the container of the text.
    let first = chosen.first().copied().unwrap_or(0);
    let has_title = chosen.iter().any(|&index| scanned.segments[index].kind == BlockKind::Title);
    let title = (0..first).rev().find(|&index| scanned.segments[index].kind == BlockKind::Title);
    if let Some(title) = title.filter(|_| !has_title) {
        chosen.insert(0, title);
    }
    chosen
}

/// For each node, whether it or one it lies in has a property.
fn spread(scanned: &Scanned, has: impl Fn(usize, &Node) -> bool) -> Vec<bool> {
    let mut out: Vec<bool> = Vec::with_capacity(scanned.nodes.len());
    for (index, node) in scanned.nodes.iter().enumerate() {
        let above = out.get(node.parent as usize).copied().unwrap_or(false);
        out.push(above || has(index, node));
    }
    out
}

/// For each node, the weight of the segments in it that are not hidden.
fn weights(scanned: &Scanned, hidden: &[bool]) -> Vec<f64> {
    let mut weight = vec![0.0_f64; hidden.len()];
    for segment in scanned.segments.iter().filter(|segment| !hidden[segment.node as usize]) {
        weight[segment.node as usize] += weigh(segment);
    }
    for index in (1..weight.len()).rev() {
        let own = weight[index];
        weight[scanned.nodes[index].parent as usize] += own;
    }
    weight
}

/// The smallest container that holds most of the weight.
fn descend(scanned: &Scanned, weight: &[f64]) -> usize {
    // The heaviest child of each node, found in one pass.
    let nodes = &scanned.nodes;
    let mut heaviest = vec![0_usize; nodes.len()];
    let merit = |index: usize| weight[index] * if nodes[index].report { MOST / MOST_REPORT } else { 1.0 };
    for (index, node) in nodes.iter().enumerate().skip(1) {
        let parent = node.parent as usize;
        if heaviest[parent] == 0 || merit(index) > merit(heaviest[parent]) {
            heaviest[parent] = index;
        }
    }
    let mut at = 0;
    while heaviest[at] != 0 && merit(heaviest[at]) >= MOST * weight[at] {
        at = heaviest[at];
    }
    at
}

fn weigh(segment: &Segment) -> f64 {
    let own = f64::from(segment.letters - segment.linked.min(segment.letters));
    let prose = match segment.kind {
        BlockKind::Paragraph | BlockKind::Quote => 1.0,
        BlockKind::ListItem | BlockKind::Cell => 0.6,
        _ => 0.0,
    };
    if mostly_links(segment) || own < 25.0 { 0.0 } else { own * prose }
}

fn mostly_links(segment: &Segment) -> bool {
    segment.linked * 2 > segment.letters
}

/// Headings may be links to the page itself.
fn reads_on(segment: &Segment) -> bool {
    segment.kind == BlockKind::Title
}

/// A page with no running text: whatever is not hidden, or all of it.
fn without_weight(scanned: &Scanned, hidden: &[bool]) -> Vec<usize> {
    let all = 0..scanned.segments.len();
    let seen: Vec<usize> =
        all.clone().filter(|&index| !hidden[scanned.segments[index].node as usize]).collect();
    if seen.is_empty() { all.collect() } else { seen }
}
