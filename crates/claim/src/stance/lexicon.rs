//! The tables of data/stance.txt and data/hedges.txt.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::types::{Certainty, Stance};

/// The cue and hedge tables (data/stance.txt, data/hedges.txt).
#[derive(Debug, Clone)]
pub struct StanceLexicon {
    pub(super) cues: FxHashMap<Box<str>, (Stance, Option<Certainty>)>,
    pub(super) hedges: FxHashMap<Box<str>, Certainty>,
    pub(super) evaluative: FxHashSet<Box<str>>,
    pub(super) blame: FxHashSet<Box<str>>,
    pub(super) falsity: FxHashSet<Box<str>>,
    pub(super) told: FxHashSet<Box<str>>,
    pub(super) taken_back: FxHashSet<Box<str>>,
    pub(super) slips: FxHashSet<Box<str>>,
    pub(crate) remarks: FxHashSet<Box<str>>,
    pub(crate) speaking: FxHashSet<Box<str>>,
}

impl StanceLexicon {
    /// The tables that come with the program.
    pub fn builtin() -> Self {
        Self::parse(include_str!("../../../../data/stance.txt"), include_str!("../../../../data/hedges.txt"))
    }

    /// Reads tables in the formats of data/stance.txt and data/hedges.txt; lines that fit neither are ignored.
    pub fn parse(stances: &str, hedges: &str) -> Self {
        let entries = |text: &str| -> Vec<(String, Vec<String>)> {
            text.lines()
                .filter(|l| !l.trim_start().starts_with('#'))
                .filter_map(|l| l.split_once(':'))
                .map(|(k, v)| (k.trim().to_string(), v.split(',').map(|w| w.trim().to_string()).collect()))
                .collect()
        };
        let mut lexicon = Self {
            cues: FxHashMap::default(),
            hedges: FxHashMap::default(),
            evaluative: FxHashSet::default(),
            blame: FxHashSet::default(),
            falsity: FxHashSet::default(),
            told: FxHashSet::default(),
            taken_back: FxHashSet::default(),
            slips: FxHashSet::default(),
            remarks: FxHashSet::default(),
            speaking: FxHashSet::default(),
        };
        for (key, words) in entries(stances) {
            let (stance, certainty) = key.split_once('/').map_or((key.as_str(), None), |(s, c)| (s, Some(c)));
            let Some(stance) = Stance::parse(stance) else { continue };
            let certainty = certainty.and_then(Certainty::parse);
            for w in words {
                // The first class a word stands in wins, so that a verb's reading goes before a noun's.
                lexicon.cues.entry(w.into()).or_insert((stance, certainty));
            }
        }
        for (key, words) in entries(hedges) {
            for w in words {
                if let Some(c) = Certainty::parse(&key) {
                    lexicon.hedges.insert(w.into(), c);
                } else {
                    let list = match key.as_str() {
                        "evaluate" => &mut lexicon.evaluative,
                        "blame" => &mut lexicon.blame,
                        "falsity" => &mut lexicon.falsity,
                        "told" => &mut lexicon.told,
                        "take back" => &mut lexicon.taken_back,
                        "slip" => &mut lexicon.slips,
                        "remark" => &mut lexicon.remarks,
                        "speaking" => &mut lexicon.speaking,
                        _ => continue,
                    };
                    list.insert(w.into());
                }
            }
        }
        lexicon
    }
}

impl StanceLexicon {
    /// Whether a cue is an act of speech or attitude that has a stance of its own.
    pub fn is_act(&self, lemma: &str) -> bool {
        self.cues.contains_key(lemma)
    }

    /// Whether a cue asks for something.
    pub fn is_demand(&self, lemma: &str) -> bool {
        self.cues.get(lemma).is_some_and(|c| c.0 == Stance::Demand)
    }
}
