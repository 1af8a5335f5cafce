//! Extents, values and days of sentences written for the purpose; no parse, so tags are absent.

use jiff::civil::{Date, date};
use tidings_text::{Hints, document_from_text};

use crate::{Parse, Time, TimePrecision, TimexType};

mod languages;

fn read(text: &str, published: Option<Date>) -> Vec<(String, Time)> {
    read_as("en", text, published)
}

fn read_as(lang: &str, text: &str, published: Option<Date>) -> Vec<(String, Time)> {
    let hints = Hints { published, lang: Some(lang.into()), ..Hints::default() };
    let doc = document_from_text(text.to_owned(), &hints);
    let parse = Parse::new(&doc);
    super::find(&parse).into_iter().map(|t| (t.span.slice(&doc.text).to_owned(), t)).collect()
}

/// Surface and value of every time, published on Sunday, 16 June 2019.
fn values(text: &str) -> Vec<(String, String)> {
    read(text, Some(date(2019, 6, 16))).into_iter().map(|(s, t)| (s, t.value)).collect()
}

#[track_caller]
fn one(text: &str, surface: &str, value: &str) {
    let got = values(text);
    assert!(
        got.iter().any(|(s, v)| s == surface && v == value),
        "{text:?}: wanted {surface:?} = {value}, got {got:?}"
    );
}

#[track_caller]
fn none(text: &str) {
    let got = values(text);
    assert!(got.is_empty(), "{text:?}: {got:?}");
}

#[test]
fn full_dates_in_all_orders() {
    for text in [
        "The bridge fell on 3 May 2017.",
        "The bridge fell on May 3, 2017.",
        "The bridge fell on the 3rd of May 2017.",
        "The bridge fell on May 3rd, 2017.",
        "The bridge fell on 2017-05-03.",
        "The bridge fell on 03.05.2017.",
        "The bridge fell on Wednesday, 3 May 2017.",
    ] {
        assert_eq!(values(text).first().map(|x| x.1.as_str()), Some("2017-05-03"), "{text}");
    }
}

#[test]
fn figures_are_read_by_what_is_possible() {
    one("Signed 25/12/2016 in the port.", "25/12/2016", "2016-12-25");
    one("Signed 12/25/2016 in the port.", "12/25/2016", "2016-12-25");
    one("On May 2 and June 9 they met; signed 03/04/2016.", "03/04/2016", "2016-03-04");
}

#[test]
fn coarse_parts() {
    one("The dam was built in the 1990s.", "the 1990s", "199");
    one("It dates from the 19th century.", "the 19th century", "18");
    one("Rain came in late 2018.", "late 2018", "2018");
    one("By mid-2017 the camp had closed.", "mid-2017", "2017");
    one("In the summer of 2016 wells ran dry.", "the summer of 2016", "2016-SU");
    one("Sales fell in the third quarter of 2018.", "the third quarter of 2018", "2018-Q3");
    one("In March 2014 the road opened.", "March 2014", "2014-03");
    one("By the end of March 2014 it had closed.", "the end of March 2014", "2014-03");
}

#[test]
fn weekdays_count_from_publication() {
    one("A depot burned on Friday.", "Friday", "2019-06-14");
    one("A depot burned on Sunday.", "Sunday", "2019-06-16");
    one("It happened last Tuesday.", "last Tuesday", "2019-06-11");
    one("Talks open next Tuesday.", "next Tuesday", "2019-06-18");
    one("Shots were heard in the early hours of Saturday.", "the early hours of Saturday", "2019-06-15TMO");
    one("Shots were heard Saturday night.", "Saturday night", "2019-06-15TNI");
}

#[test]
fn distances() {
    one("Three people fled yesterday.", "yesterday", "2019-06-15");
    one("The levee broke three days ago.", "three days ago", "2019-06-13");
    one("It was agreed two years ago.", "two years ago", "2017");
    one("It was agreed last week.", "last week", "2019-W23");
    one("It was agreed earlier this month.", "earlier this month", "2019-06");
    one("Prices fell last month.", "last month", "2019-05");
}

#[test]
fn stretches_have_days() {
    let times = read("Over the past three weeks the river rose.", Some(date(2019, 6, 16)));
    let t = &times[0].1;
    assert_eq!((t.value.as_str(), t.kind), ("P3W", TimexType::Duration));
    assert_eq!((t.first, t.last), (Some(date(2019, 5, 27)), Some(date(2019, 6, 16))));
    one("The nearly two-and-a-half-year-long siege ended.", "nearly two-and-a-half-year-long", "P2Y6M");
    one("They waited about 40 minutes.", "about 40 minutes", "PT40M");
    one("They waited several days.", "several days", "PXD");
    one("A two-hour blackout followed.", "two-hour", "PT2H");
}

#[test]
fn recurrences() {
    one("Trucks cross every day.", "every day", "P1D");
    one("Trucks cross twice a week.", "twice a week", "P1W");
    one("Prayers are held every Friday.", "every Friday", "XXXX-WXX-5");
}

#[test]
fn clocks() {
    one("The siren sounded at 10:35 p.m. yesterday.", "10:35 p.m. yesterday", "2019-06-15T22:35");
    one("The curfew starts at 8 p.m. on Friday.", "8 p.m. on Friday", "2019-06-14T20:00");
}

#[test]
fn ranges_share_month_and_year() {
    one("From 3 to 9 August 2018 the pass was shut.", "3", "2018-08-03");
    one("From February to July 2017 it rained.", "February", "2017-02");
    one("Between 1941 and 1943 it rained.", "1943", "1943");
    one("The fair of May 2-5 was called off.", "5", "2019-05-05");
}

#[test]
fn histories_carry_their_dates_forward() {
    let text = "The revolt began on 3 May 1887. In July the fort fell. The following day the king fled. \
                Peace came in March 1889. On 2 April the envoys left; two days later they were home. \
                The treaty lapsed in 1901.";
    let got: Vec<_> = read(text, Some(date(2019, 6, 16))).into_iter().map(|(_, t)| t.value).collect();
    assert_eq!(got, ["1887-05-03", "1887-07", "1887-05-04", "1889-03", "1889-04-02", "1889-04-04", "1901"]);
}

#[test]
fn words_that_are_no_times() {
    none("They may march around ten objects.");
    none("A boy threw the second stone.");
    none("Theresa May spoke.");
    none("It cost $2000 and weighed 1990 kg.");
}

#[test]
fn feasts() {
    one("The truce held until Christmas 2018.", "Christmas 2018", "2018-12-25");
    one("Shops closed on Good Friday 2019.", "Good Friday 2019", "2019-04-19");
    let (first, last) = super::calendar::ramadan(2024).expect("in range");
    assert!(first >= date(2024, 3, 10) && first <= date(2024, 3, 12), "{first} {last}");
}

#[test]
fn without_publication_relative_times_stay_open() {
    let times = read("A depot burned on Friday.", None);
    assert_eq!(times[0].1.value, "XXXX-WXX-5");
    assert_eq!(times[0].1.first, None);
}

/// Words of time in any order: reading them must give spans inside the text, whatever they say.
#[test]
fn never_fails_on_time_words() {
    const WORDS: [&str; 40] = [
        "the",
        "last",
        "next",
        "May",
        "3",
        "99999999999",
        "0",
        "1999",
        "-",
        "of",
        "week",
        "years",
        "ago",
        "later",
        "BC",
        "century",
        "20th",
        "'90s",
        "quarter",
        "a",
        "half",
        "and",
        ":",
        "30",
        "pm",
        "early",
        "Friday",
        "every",
        ",",
        "two",
        "hundred",
        "thousand",
        "end",
        "Sept.",
        "1990s",
        "Ramadan",
        "Easter",
        "року",
        "travня",
        "9999",
    ];
    let mut seed = 7_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    for _ in 0..4000 {
        let mut text = String::new();
        for _ in 0..next() % 14 {
            text.push_str(WORDS[next() % WORDS.len()]);
            if next() % 4 > 0 {
                text.push(' ');
            }
        }
        for (surface, t) in read(&text, Some(date(2019, 6, 16))) {
            assert!(!surface.is_empty(), "{text:?}: {t:?}");
            assert!(t.first.is_none() || t.last.is_none() || t.first <= t.last, "{text:?}: {t:?}");
        }
    }
}

#[test]
fn bounds_are_whole_parts() {
    let days = |text: &str| {
        let t = &read(text, Some(date(2019, 6, 16)))[0].1;
        (t.first, t.last)
    };
    assert_eq!(days("In February 2016 it rained."), (Some(date(2016, 2, 1)), Some(date(2016, 2, 29))));
    assert_eq!(days("Early May 2016 was dry."), (Some(date(2016, 5, 1)), Some(date(2016, 5, 10))));
    assert_eq!(days("It rained last week."), (Some(date(2019, 6, 3)), Some(date(2019, 6, 9))));
    assert_eq!(days("It rained in the 1990s."), (Some(date(1990, 1, 1)), Some(date(1999, 12, 31))));
}

/// First and last day and precision of the only time of a sentence, published on Sunday, 16 June 2019.
fn bounds(text: &str) -> (Option<Date>, Option<Date>, TimePrecision) {
    let times = read(text, Some(date(2019, 6, 16)));
    assert_eq!(times.len(), 1, "{text:?}: {times:?}");
    let t = &times[0].1;
    (t.first, t.last, t.precision)
}

#[test]
fn stretches_up_to_now_hold_the_day_of_publication() {
    let until_now = |y, m, d, p| (Some(date(y, m, d)), Some(date(2019, 6, 16)), p);
    assert_eq!(bounds("In the past week nine fell ill."), until_now(2019, 6, 10, TimePrecision::Week));
    assert_eq!(bounds("In the past 24 hours nine fell ill."), until_now(2019, 6, 15, TimePrecision::Day));
    assert_eq!(bounds("In recent days nine fell ill."), until_now(2019, 6, 10, TimePrecision::Week));
    assert_eq!(
        bounds("Over the last two months nine fell ill."),
        until_now(2019, 4, 17, TimePrecision::Month)
    );
    assert_eq!(bounds("It has been dry since 2014."), until_now(2014, 1, 1, TimePrecision::Year));
    let weekend = (Some(date(2019, 6, 15)), Some(date(2019, 6, 16)), TimePrecision::Week);
    assert_eq!(bounds("Nine fell ill over the weekend."), weekend);
}

#[test]
fn what_lies_no_nearer_stays_open() {
    let open = (None, None, TimePrecision::None);
    assert_eq!(bounds("After days of rain the levee broke."), open);
    assert_eq!(bounds("The inquiry took two years."), open);
    assert!(read("At the start of the war the road was shut.", Some(date(2019, 6, 16))).is_empty());
}

#[test]
fn a_year_named_in_passing_does_not_move_the_story() {
    let text = "The revolt began on 3 May 1887. A letter (found in 1951) names the leaders. On 9 June the fort \
                fell. It was the largest revolt since 1713. By August the king had fled. In January a truce \
                was signed. It held until 4 March 1888.";
    let got: Vec<_> = read(text, Some(date(2019, 6, 16))).into_iter().map(|(_, t)| t.value).collect();
    assert_eq!(got, ["1887-05-03", "1951", "1887-06-09", "1713", "1887-08", "1888-01", "1888-03-04"]);
}
