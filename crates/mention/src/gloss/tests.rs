use super::*;

#[test]
fn words_are_found_whole_or_by_their_beginning() {
    let table = Table::parse("[lemmas]\nkill: töten, вбит*\nhit: вби*\n[words]\nthree: drei, троє\n");
    assert_eq!(table.lemma("töten", "getötet"), Some("kill"));
    assert_eq!(table.lemma("вбито", "вбито"), Some("kill"));
    assert_eq!(table.lemma("вбив", "вбив"), Some("hit"));
    assert_eq!(table.lemma("gehen", "ging"), None);
    assert_eq!((table.word("drei"), table.word("töten")), (Some("three"), None));
}

#[test]
fn every_table_can_be_read() {
    for lang in ["de", "uk-UA", "ru"] {
        let gloss = Gloss::of(lang);
        assert!(gloss.has_rules());
        let word = match lang {
            "de" => "töten",
            "ru" => "сообщил",
            _ => "повідомив",
        };
        assert!(gloss.table.lemma(word, word).is_some(), "{lang}");
    }
    assert!(!Gloss::of("fr").has_rules());
}

#[test]
fn cases_lead_to_the_name() {
    let known = |name: &str| ["Харьков", "Москва", "Киев"].contains(&name);
    let table = &Gloss::of("ru").table;
    assert_eq!(place(table, "Харькову", &known).as_deref(), Some("Харьков"));
    assert_eq!(place(table, "Москве", &known).as_deref(), Some("Москва"));
    assert_eq!(place(table, "Киев", &known), None);
    assert_eq!(place(table, "Городе", &known), None);
    let ukrainian = &Gloss::of("uk").table;
    let known = |name: &str| ["Харків", "Київ", "Одеса"].contains(&name);
    for (word, name) in [("Харкова", "Харків"), ("Києві", "Київ"), ("Одесі", "Одеса")]
    {
        assert_eq!(place(ukrainian, word, &known).as_deref(), Some(name), "{word}");
    }
}

#[test]
fn a_text_without_a_parse_has_its_places_and_numbers() {
    let text = "В Одесі загинули двоє, 12 будинків.";
    let mut at = 0;
    let mut tokens = Vec::new();
    for word in ["В", "Одесі", "загинули", "двоє", ",", "12", "будинків", "."] {
        let start = at + text[at..].find(word).expect(word);
        at = start + word.len();
        tokens.push(spacy::Token { start: start as u32, end: at as u32, ..spacy::Token::default() });
    }
    tokens[0].sent_start = true;
    let labels = Labels::default().0.into();
    let doc = Doc::from_parts(DocParts { text: text.into(), tokens, labels, ..DocParts::default() })
        .expect("sound");
    let read = Gloss::of("uk").plain(&doc, &|name| name == "Одеса").expect("sound");
    assert_eq!(read.doc.entities().len(), 1);
    assert_eq!((read.words[&1].as_ref(), read.doc.tag(1), read.doc.dep(1)), ("Одеса", "NNP", "pobj"));
    assert_eq!((read.words[&3].as_ref(), read.doc.pos(3)), ("two", "NUM"));
    assert_eq!((read.doc.head(5), read.doc.lemma(6)), (6, "house"));
}
