//! From the lines of the lexicon's files to its tables.

use super::entry::{CLASSES, Class, Condition, Cue, Entry, Filler, Operator, Part, Sense, Slot, Term};
use super::{Lexicon, LexiconError};
use crate::codes::{PLOVER_MODES, PLOVER_TYPES};

impl Lexicon {
    /// The number of a class, new or known.
    pub(super) fn intern(&mut self, name: &str) -> Result<Class, String> {
        if let Some(&class) = self.numbers.get(name) {
            return Ok(class);
        }
        let number = u8::try_from(self.names.len()).ok().filter(|&n| n < CLASSES);
        let class = Class(number.ok_or("too many classes")?);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), class);
        Ok(class)
    }

    pub(super) fn read_class(&mut self, line: &str) -> Result<(), String> {
        let (name, words) = line.split_once(':').ok_or("a class needs a colon")?;
        let name = name.trim().strip_prefix('@').ok_or("a class name starts with @")?;
        let bit = self.intern(name)?.bit();
        self.defined |= bit;
        for word in words.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            if let Some(other) = word.strip_prefix('@') {
                let known = self.class(other).map(Class::bit).filter(|b| self.defined & b != 0);
                let other = known.ok_or_else(|| format!("@{other} is not defined above"))?;
                for of in self.members.values_mut().filter(|of| **of & other != 0) {
                    *of |= bit;
                }
            } else {
                *self.members.entry(word.to_lowercase()).or_default() |= bit;
            }
        }
        Ok(())
    }

    pub(super) fn read_entry(&mut self, part: Part, line: &str) -> Result<(), String> {
        let (left, right) = line.split_once("->").ok_or("an entry needs ->")?;
        let (triggers, conditions) = match left.split_once('{') {
            Some((t, c)) => (t, c.trim().strip_suffix('}').ok_or("conditions end with }")?),
            None => (left, ""),
        };
        let conditions =
            conditions.split_whitespace().map(|c| self.read_condition(c)).collect::<Result<Vec<_>, _>>()?;
        let mut words = right.split_whitespace();
        let code = words.next().ok_or("an entry needs a code")?;
        let sense = match code {
            "none" => Sense::Nothing,
            "op" => {
                let name = words.next().unwrap_or("");
                Sense::Op(Operator::parse(name).ok_or_else(|| format!("no operator {name}"))?)
            }
            _ => {
                let (kind, modes) = code.split_once('/').unwrap_or((code, ""));
                let modes = modes.split(',').filter(|m| !m.is_empty());
                let modes = modes
                    .map(|m| known(&PLOVER_MODES, m).ok_or_else(|| format!("no mode {m}")))
                    .collect::<Result<_, _>>()?;
                Sense::Code(known(&PLOVER_TYPES, kind).ok_or_else(|| format!("no type {kind}"))?, modes)
            }
        };
        let mut entry = Entry {
            name: String::new(),
            conditions,
            sense,
            acled: None,
            v1: None,
            to: None,
            mutual: false,
            patient: false,
        };
        for option in words {
            match option.split_once('=') {
                Some(("acled", v)) => entry.acled = Some(v.replace('_', " ")),
                Some(("v1", "YIELD")) => entry.v1 = Some("YIELD"),
                Some(("v1", v)) => {
                    entry.v1 = Some(known(&PLOVER_TYPES, v).ok_or_else(|| format!("no type {v}"))?);
                }
                Some(("to", v)) => entry.to = Some(read_slot(v)),
                None if option == "mutual" => entry.mutual = true,
                None if option == "patient" => entry.patient = true,
                _ => return Err(format!("unknown option {option}")),
            }
        }
        for trigger in triggers.split(',').map(str::trim).filter(|t| !t.is_empty()) {
            let conditions = left.split_once('{').map_or("", |(_, c)| c.trim_end().trim_end_matches('}'));
            let conditions = conditions.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut entry = entry.clone();
            entry.name = if conditions.is_empty() {
                trigger.to_owned()
            } else {
                format!("{trigger} {{{conditions}}}")
            };
            let trigger = trigger.to_lowercase();
            // Of two the first would always win.
            if self.entries(part, &trigger).any(|e| same_conditions(&e.conditions, &entry.conditions)) {
                return Err(format!("{} stands here a second time", entry.name));
            }
            let head = trigger.split(' ').next().unwrap_or("").to_owned();
            *self.members.entry(head).or_default() |= part.bit();
            self.entries[part as usize].entry(trigger).or_default().push(self.table.len());
            self.table.push(entry);
        }
        Ok(())
    }

    pub(super) fn read_cue(&mut self, line: &str) -> Result<(), String> {
        let (head, terms) = line.split_once(':').ok_or("a cue needs a colon")?;
        let mut head = head.split_whitespace();
        let label = head.next().ok_or("a cue needs a label")?.to_owned();
        let weight =
            head.next().map_or(Ok(1.0), str::parse).map_err(|_| "the weight is no number".to_owned())?;
        for alternative in terms.split(';').map(str::trim).filter(|t| !t.is_empty()) {
            let mut terms = Vec::new();
            for t in alternative.split('&').map(str::trim) {
                let (not, t) = t.strip_prefix('!').map_or((false, t), |t| (true, t.trim()));
                let (words, frame) = match t.split_once('{') {
                    Some((t, c)) => (t, c.trim().strip_suffix('}').ok_or("conditions end with }")?),
                    None => (t, ""),
                };
                let run = words.split_whitespace().map(|w| self.read_filler(w)).collect::<Result<_, _>>()?;
                let conditions =
                    frame.split_whitespace().map(|c| self.read_condition(c)).collect::<Result<_, _>>()?;
                terms.push(Term { run, conditions, not });
            }
            self.cues.push(Cue { label: label.clone(), weight, terms });
        }
        Ok(())
    }

    /// A class that is used but not defined is a slip of the pen: it would never match.
    pub(super) fn check_classes(&self) -> Result<(), LexiconError> {
        let undefined = (0..self.names.len()).find(|&n| self.defined & (1 << n) == 0);
        undefined.map_or(Ok(()), |n| {
            let what = format!("no class @{}", self.names[n]);
            Err(LexiconError { file: "classes.txt".into(), line: 0, what })
        })
    }

    fn read_filler(&mut self, s: &str) -> Result<Filler, String> {
        if let Some(inner) = s.strip_prefix('~') {
            return Ok(Filler::Near(Box::new(self.read_filler(inner)?)));
        }
        Ok(match s.strip_prefix('@') {
            _ if s == "*" => Filler::Any,
            Some(class) => Filler::Class(self.intern(class)?),
            None => Filler::Lemma(s.to_lowercase()),
        })
    }

    fn read_condition(&mut self, s: &str) -> Result<Condition, String> {
        let (not, s) = s.strip_prefix('!').map_or((false, s), |s| (true, s));
        let (slot, fillers) = s.split_once(':').unwrap_or((s, "*"));
        if slot.is_empty() {
            return Err("a condition needs a slot".into());
        }
        let fillers = fillers.split('|').map(|f| self.read_filler(f)).collect::<Result<_, _>>()?;
        Ok(Condition { slot: read_slot(slot), fillers, not })
    }
}

fn known(list: &[&'static str], s: &str) -> Option<&'static str> {
    list.iter().copied().find(|k| *k == s)
}

fn read_slot(s: &str) -> Slot {
    match s {
        "subj" => Slot::Subject,
        "obj" => Slot::Object,
        "clause" => Slot::Clause,
        "mod" => Slot::Modifier,
        "under" => Slot::Under,
        prep => Slot::Prep(prep.to_owned()),
    }
}

fn same_conditions(a: &[Condition], b: &[Condition]) -> bool {
    a.len() == b.len() && a.iter().all(|c| b.contains(c))
}
