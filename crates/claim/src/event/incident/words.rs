//! The word table of incidents: data/incidents.txt.

use std::collections::BTreeMap;

use super::act::{Effect, Kind};

/// What a phrase of the table stands for, list by list.
#[derive(Debug, Clone, Default)]
pub struct Words {
    verbs: BTreeMap<String, (Kind, Option<Effect>)>,
    nouns: BTreeMap<String, (Kind, Option<Effect>)>,
    /// Typed lists (`hum`, `phys`, `tool`, `perp`): phrase to type.
    typed: BTreeMap<&'static str, BTreeMap<String, String>>,
    /// Armed groups: each form to the number of its group.
    groups: BTreeMap<String, usize>,
    countries: BTreeMap<String, String>,
    home: Vec<String>,
    lists: BTreeMap<String, Vec<String>>,
}

const TYPED: [&str; 5] = ["hum", "phys", "tool", "perp", "means"];

impl Words {
    /// The table the program was built with.
    pub fn builtin() -> Self {
        Self::parse(include_str!("../../../../../data/incidents.txt"))
    }

    /// Reads a table; lines that do not fit are left out.
    pub fn parse(text: &str) -> Self {
        let mut words = Self::default();
        for line in text.lines().map(str::trim).filter(|l| !l.starts_with('#')) {
            let Some((key, list)) = line.split_once(':') else { continue };
            let items: Vec<&str> = list.split(',').map(str::trim).filter(|w| !w.is_empty()).collect();
            words.line(key.trim(), &items);
        }
        words
    }

    fn line(&mut self, key: &str, items: &[&str]) {
        let (head, rest) = key.split_once(' ').unwrap_or((key, ""));
        if let Some(list) = TYPED.iter().find(|t| **t == head) {
            let map = self.typed.entry(list).or_default();
            for item in items {
                map.entry((*item).to_string()).or_insert_with(|| rest.to_string());
            }
            return;
        }
        match head {
            "verb" | "noun" => {
                let (kind, effect) = rest.split_once(' ').unwrap_or((rest, "-"));
                let Some(kind) = Kind::parse(kind) else { return };
                let map = if head == "verb" { &mut self.verbs } else { &mut self.nouns };
                map.extend(items.iter().map(|w| ((*w).to_string(), (kind, Effect::parse(effect)))));
            }
            "group" => {
                for item in items {
                    let number = self.groups.len();
                    self.groups.extend(item.split('=').map(|form| (form.trim().to_string(), number)));
                }
            }
            "country" | "foreign" => {
                for (code, name) in items.iter().filter_map(|i| i.split_once(' ')) {
                    self.countries.insert(code.into(), name.into());
                    if head == "country" {
                        self.home.push(code.into());
                    }
                }
            }
            _ => {
                self.lists.entry(key.to_string()).or_default().extend(items.iter().map(|w| (*w).to_string()));
            }
        }
    }

    /// What a verb (with its particle) reports.
    pub fn verb(&self, lemma: &str) -> Option<(Kind, Option<Effect>)> {
        self.verbs.get(lemma).copied()
    }

    /// What a noun reports.
    pub fn noun(&self, lemma: &str) -> Option<(Kind, Option<Effect>)> {
        self.nouns.get(lemma).copied()
    }

    /// The type of a phrase in a typed list, by its longest ending that is there.
    pub fn class<'w>(&'w self, list: &str, lemmas: &[String]) -> Option<&'w str> {
        self.class_len(list, lemmas).map(|(class, _)| class)
    }

    /// As [`Words::class`], with the number of words that matched.
    pub fn class_len<'w>(&'w self, list: &str, lemmas: &[String]) -> Option<(&'w str, usize)> {
        let map = self.typed.get(list)?;
        (0..lemmas.len()).find_map(|i| Some((map.get(&lemmas[i..].join(" "))?.as_str(), lemmas.len() - i)))
    }

    /// The number of an armed group, by one form of its name in lower case.
    pub fn group(&self, name: &str) -> Option<usize> {
        self.groups.get(name).copied()
    }

    /// Whether a plain list holds a word.
    pub fn is(&self, list: &str, word: &str) -> bool {
        self.lists.get(list).is_some_and(|l| l.iter().any(|w| w == word))
    }

    /// A plain list.
    pub fn list(&self, list: &str) -> &[String] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }

    /// The name of a country as templates write it.
    pub fn country(&self, code: &str) -> Option<&str> {
        self.countries.get(code).map(String::as_str)
    }

    /// Whether the table is about that country, not only about its citizens abroad.
    pub fn is_home(&self, code: &str) -> bool {
        self.home.iter().any(|c| c == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemmas(phrase: &str) -> Vec<String> {
        phrase.split(' ').map(str::to_string).collect()
    }

    #[test]
    fn the_longest_ending_of_a_phrase_decides() {
        let words = Words::parse("phys OTHER: station\nphys COMMERCIAL: gas station\n# phys NONE: bank\n");
        assert_eq!(words.class("phys", &lemmas("old gas station")), Some("COMMERCIAL"));
        assert_eq!(words.class_len("phys", &lemmas("radio station")), Some(("OTHER", 1)));
        assert_eq!(words.class("phys", &lemmas("bank")), None);
        assert_eq!(words.class("hum", &lemmas("station")), None);
    }

    #[test]
    fn forms_of_one_group_share_its_number() {
        let words = Words::parse("group: blue river front = brf, red hill army = rha\n");
        assert_eq!(words.group("brf"), words.group("blue river front"));
        assert_ne!(words.group("brf"), words.group("rha"));
    }

    #[test]
    fn the_built_in_table_is_whole() {
        let words = Words::builtin();
        assert_eq!(words.verb("kill"), Some((Kind::Attack, Some(Effect::Death))));
        assert_eq!(words.noun("kidnapping"), Some((Kind::Kidnapping, None)));
        assert_eq!(words.country("SV"), Some("EL SALVADOR"));
        assert!(words.is_home("PE") && !words.is_home("US"));
        for list in TYPED {
            assert!(words.typed.get(list).is_some_and(|l| !l.is_empty()), "{list} is empty");
        }
    }
}
