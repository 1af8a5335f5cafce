//! The filter language: it prints what it reads, never panics, and says where a query is wrong.

use proptest::prelude::*;
use tidings_ledger::query::{Comparison, Field, measure};
use tidings_ledger::{Query, QueryError};

fn read(s: &str) -> Query {
    s.parse().unwrap_or_else(|e: QueryError| panic!("{e}"))
}

fn wrong(s: &str) -> QueryError {
    s.parse::<Query>().expect_err("an error")
}

fn killed() -> tidings_mention::Measure {
    measure("killed").expect("a measure")
}

#[test]
fn terms_are_read() {
    let one = |f: Field, v: &str| Query::Field(f, vec![v.to_string()]);
    let words = |s: &str| Query::Words(s.into());
    assert_eq!(read(""), Query::All);
    assert_eq!(read("  * "), Query::All);
    assert_eq!(read("\"dam burst\""), words("dam burst"));
    assert_eq!(read("by:\"Health Ministry\""), one(Field::By, "Health Ministry"));
    assert_eq!(read("type:assault"), one(Field::Type, "ASSAULT"));
    assert_eq!(read("stance:deny,accuse"), Query::Field(Field::Stance, vec!["deny".into(), "accuse".into()]));
    assert_eq!(read("killed>=1,000"), Query::Figure(killed(), Comparison::AtLeast, 1000.0));
    assert_eq!(read("since:2024-05"), Query::Since(jiff::civil::date(2024, 5, 1)));
    assert_eq!(read("until:2024-02"), Query::Until(jiff::civil::date(2024, 2, 29)));
    let left = Query::all([words("flood"), one(Field::Tier, "headline").negated()]);
    let right = Query::all([words("a"), words("b"), words("c").negated()]);
    assert_eq!(read("flood -tier:headline or (a b) NOT c"), Query::any([left, right]));
}

#[test]
fn errors_point_at_the_word() {
    for (query, at, part) in [
        ("killd>=3", "killd", "did you mean `killed`"),
        ("flood plcae:Kherson", "plcae", "did you mean `place`"),
        ("stance:maybe", "maybe", "there are assert"),
        ("type:ASAULT", "ASAULT", "did you mean `ASSAULT`"),
        ("review:acepted", "acepted", "there are unreviewed, accepted, edited"),
        ("kind:hapened", "hapened", "there are happened, denied"),
        ("precision:town", "town", "there are point, settlement"),
        ("since:yesterday", "yesterday", "2024-05-01"),
        ("since:2024-13", "2024-13", "a month"),
        ("killed>many", "many", "a number"),
        ("(flood", "(", "never closed"),
        ("flood)", ")", "closes nothing"),
        ("\"flood", "\"", "never closed"),
        ("by:", ":", "missing"),
        ("flood or", "", "missing"),
        ("or flood", "o", "missing"),
        ("a -", "-", "must follow"),
        ("()", ")", "missing"),
    ] {
        let e = wrong(query);
        assert!(e.message.contains(part), "{query}: {}", e.message);
        assert_eq!(&query[e.at.clone()], at, "{query}");
        assert_eq!(e.to_string().lines().count(), 3, "{e}");
    }
    assert!(wrong(&"(".repeat(5000)).message.contains("deeply"));
    assert!(wrong(&"-".repeat(5000)).message.contains("deeply"));
}

fn word() -> impl Strategy<Value = String> {
    let any = "[^\\x00]{1,6}".prop_filter("words", |s| !s.trim().is_empty());
    prop_oneof!["[a-zA-Z]{1,8}", any, Just("or".to_string())]
}

fn query() -> impl Strategy<Value = Query> {
    let free = vec![Field::Place, Field::By, Field::Via, Field::From, Field::Report, Field::Who];
    let day = (1900i16..2100, 1i8..13, 1i8..29).prop_map(|(y, m, d)| jiff::civil::date(y, m, d));
    let leaf = prop_oneof![
        Just(Query::All),
        word().prop_map(Query::Words),
        (prop::sample::select(free), prop::collection::vec(word(), 1..4))
            .prop_map(|(f, v)| Query::Field(f, v)),
        Just(Query::Field(Field::Type, vec!["Air/drone strike".into(), "AID".into()])),
        day.clone().prop_map(Query::Since),
        day.prop_map(Query::Until),
        (0usize..5, -1e6f64..1e12).prop_map(|(c, n)| Query::Figure(killed(), Comparison::ALL[c].1, n)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Query::all),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Query::any),
            inner.prop_map(Query::negated),
        ]
    })
}

proptest! {
    #[test]
    fn what_it_prints_reads_the_same(q in query()) {
        let printed = q.to_string();
        prop_assert_eq!(printed.parse::<Query>(), Ok(q), "{}", printed);
    }

    #[test]
    fn nothing_makes_it_panic(s in ".{0,60}") {
        if let Err(e) = s.parse::<Query>() {
            prop_assert!(s.get(e.at.clone()).is_some(), "{:?} of {:?}", e.at, s);
            let _ = e.to_string();
        }
    }

    #[test]
    fn signs_of_the_language_make_no_panic(s in "[()\"“”:,<>=|*\\\\ a-c0-9-]{0,30}") {
        if let Err(e) = s.parse::<Query>() {
            prop_assert!(s.get(e.at).is_some());
        }
    }
}
