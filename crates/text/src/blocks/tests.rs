use crate::{Block, BlockKind, Hints, document_from_text};
use BlockKind::{Boilerplate, Byline, Dateline, Headline, ListItem, Paragraph, Title};

fn blocks(text: &str) -> Vec<(BlockKind, String)> {
    let document = document_from_text(text.to_owned(), &Hints::default());
    let part = |block: &Block| (block.kind, document.slice(block.span).to_owned());
    document.blocks.iter().map(part).collect()
}

fn check(text: &str, expected: &[(BlockKind, &str)]) {
    let found = blocks(text);
    let found: Vec<(BlockKind, &str)> = found.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn headline_byline_and_paragraphs() {
    check(
        "Ferry runs aground off Skerry Point\nBy Ada Byron and Tom Hale\n\nA ferry ran aground on Monday.\n\nAll are safe\n\nThe crew was taken off.\r\n\r\n© 2020 Skerry Post",
        &[
            (Title, "Ferry runs aground off Skerry Point"),
            (Byline, "By Ada Byron and Tom Hale"),
            (Paragraph, "A ferry ran aground on Monday."),
            (Headline, "All are safe"),
            (Paragraph, "The crew was taken off."),
            (Boilerplate, "© 2020 Skerry Post"),
        ],
    );
}

#[test]
fn a_sentence_that_starts_with_by_is_no_byline() {
    check("By Tuesday the water had risen.", &[(Paragraph, "By Tuesday the water had risen.")]);
    check("By May, Two Rivers Rose", &[(Paragraph, "By May, Two Rivers Rose")]);
}

#[test]
fn a_title_in_title_case_may_end_in_a_full_stop() {
    check(
        "Ferry Crew Praised After Night Rescue Near Skerry.\n\nThe ferry ran aground on Monday.",
        &[
            (Title, "Ferry Crew Praised After Night Rescue Near Skerry."),
            (Paragraph, "The ferry ran aground on Monday."),
        ],
    );
}

#[test]
fn lists() {
    check(
        "Closed on Friday:\n• the port\n- the airport\n\n1. All schools.\n2. All markets.\n\n19. April was quiet.",
        &[
            (Paragraph, "Closed on Friday:"),
            (ListItem, "the port"),
            (ListItem, "the airport"),
            (ListItem, "All schools."),
            (ListItem, "All markets."),
            (Paragraph, "19. April was quiet."),
        ],
    );
}

#[test]
fn wrapped_lines_are_one_paragraph() {
    let text = "The river Wick rose by two metres in the night and cut off the villages of Upper\n\
                and Lower Wick, where some forty families spent the night on their roofs and\n\
                waited for boats.\n\n\
                A spokesman for the fire service said that the boats had been held up by fallen\n\
                trees and that everyone was brought to safety by noon.\n";
    let found = blocks(text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].1.ends_with("waited for boats."));
}

#[test]
fn wrapped_capitals_with_a_dateline() {
    let text = "   PORT WICK, 4 FEB 91 (WNA) -- [TEXT] THE HARBOUR MASTER SAID TODAY\nTHAT TWO BOATS WITH ELEVEN MEN ON BOARD DID NOT RETURN FROM SEA AND THAT\nTHE SEARCH WAS CALLED OFF AT NIGHT.\n\n   IT WILL BE TAKEN UP AGAIN AT DAWN IF THE WIND ALLOWS IT, HE ADDED, AND\nASKED ALL SHIPS NEARBY TO HELP.\n";
    let found = blocks(text);
    assert_eq!(found[0], (Dateline, "PORT WICK, 4 FEB 91 (WNA) -- [TEXT]".to_owned()));
    assert_eq!(found.len(), 3, "{found:?}");
    let document = document_from_text(text.to_owned(), &Hints::default());
    assert_eq!(document.meta.published, Some(jiff::civil::date(1991, 2, 4)));
}

#[test]
fn one_line_a_sentence_is_not_wrapped() {
    let text = "The first of the boats left the harbour at six in the morning on Monday.\nThe second of the boats left the harbour at seven in the same morning.\nThe third of the boats did not leave the harbour on that day at all.\n";
    assert_eq!(blocks(text).len(), 3);
}

#[test]
fn datelines() {
    for (line, dateline) in [
        ("WICKHAM, England (AP) — The dam held.", "WICKHAM, England (AP) —"),
        ("NEW WICK (Reuters) - The dam held.", "NEW WICK (Reuters) -"),
        ("GENEVA, March 3 (Xinhua) -- The dam held.", "GENEVA, March 3 (Xinhua) --"),
        ("WICKHAM -- The dam held.", "WICKHAM --"),
        ("Wickham, 3 March 2020 – The dam held.", "Wickham, 3 March 2020 –"),
        ("Istanbul, Turkey (CNN) The dam held.", "Istanbul, Turkey (CNN)"),
        ("(Reuters) - The dam held.", "(Reuters) -"),
        ("(WKTV) – The dam held.", "(WKTV) –"),
        ("КИЇВ, 3 березня (Укрінформ) – Гребля встояла.", "КИЇВ, 3 березня (Укрінформ) –"),
        ("WICKHAM (AP) _ The dam held.", "WICKHAM (AP) _"),
    ] {
        let found = blocks(line);
        assert_eq!(found[0], (Dateline, dateline.to_owned()), "{line}");
        assert_eq!(found.len(), 2, "{line}");
    }
}

#[test]
fn no_datelines() {
    for line in [
        "The dam — the oldest in the land — held.",
        "NATO — which met on Monday — said nothing.",
        "Wick and Hale – two towns on the river – were cut off.",
        "The Wick Relief Fund (WRF) said the dam held.",
        "Officials (AP) said that it held.",
        "3 March – the dam held.",
        "He left -- and she stayed.",
    ] {
        assert_eq!(blocks(line), [(Paragraph, line.to_owned())]);
    }
}

#[test]
fn long_blocks_are_cut_after_sentences() {
    let text = "The dam held on Monday. ".repeat(5000);
    let found = blocks(&text);
    assert!(found.len() >= 6);
    assert!(found.iter().all(|(_, part)| part.len() <= 20_000 && part.ends_with("Monday.")));
    let found = blocks(&"ш".repeat(50_000));
    assert!(found.iter().all(|(_, part)| part.len() <= 20_000));
    assert_eq!(found.iter().map(|(_, part)| part.len()).sum::<usize>(), 100_000);
}
