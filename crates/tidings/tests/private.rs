//! Whose name exports mask: people whom things happen to and minors, not those who hold an office.

use std::path::Path;

use tidings::{Models, Reader, reports};

/// (report, names masked, of them minors).
const CASES: [(&str, &[&str], &[&str]); 15] = [
    ("Halyna Petrenko, 61, left the village with two bags, she said on Friday.", &["Halyna Petrenko"], &[]),
    ("The boy, Karim Saleh, 9, was killed when a shell hit the school.", &["Karim Saleh"], &["Karim Saleh"]),
    ("Mayor Olena Marchuk, 52, said that the bridge was closed.", &[], &[]),
    ("President Emmanuel Macron called for a truce. Macron spoke in Paris.", &[], &[]),
    ("Defence Minister Omar Idris was killed in an air strike on Sunday.", &[], &[]),
    ("A shopkeeper, Anton Levin, was injured by glass.", &["Anton Levin"], &[]),
    ("Farid Haddad drowned when the boat sank off the coast.", &["Farid Haddad"], &[]),
    ("Governor Petro Lysenko spoke. Two drivers were hurt, Lysenko said.", &[], &[]),
    ("\"We are tired,\" said Anahit Sargsyan, a teacher from the village.", &["Anahit Sargsyan"], &[]),
    (
        "More than 100,000 people have fled within a week, Jonas Berg, head of the relief agency, said.",
        &[],
        &[],
    ),
    (
        "More than 100,000 people have fled, the head of the refugee agency, Jonas Berg, said. Berg spoke in Goma.",
        &[],
        &[],
    ),
    ("Lilit H. said that she had left the village with her son.", &["Lilit H."], &[]),
    ("The school had burned, Olena said. Olena hid in a cellar.", &["Olena"], &[]),
    ("President Olena Marchuk spoke. Olena, as her voters call her, was calm.", &[], &[]),
    (
        "Mariam Diallo, a mother of four, fled on foot. \"We had no water,\" Diallo said.",
        &["Mariam Diallo"],
        &[],
    ),
];

#[test]
fn private_persons_and_minors() {
    let data = std::env::var_os("TIDINGS_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models"), Into::into);
    let models = Models::open(&data.join(tidings::models::MODEL), &data.join(tidings::models::GAZETTEER))
        .expect("the model and the gazetteer; `make models` brings them");
    let mut reader = Reader::new(&models);
    for (text, names, minors) in CASES {
        let hints = tidings::text::Hints { lang: Some("en".into()), ..Default::default() };
        let report = reports::report(&mut reader, tidings::text::read(text.as_bytes(), &hints));
        let mut found: Vec<&str> = report.private.iter().map(|p| p.name.as_str()).collect();
        found.dedup();
        assert_eq!(found, names, "{text}");
        for p in &report.private {
            assert_eq!(p.minor, minors.contains(&p.name.as_str()), "{text}");
            assert!(p.name.contains(p.span.slice(&report.document.text)), "{text}");
        }
    }
}
