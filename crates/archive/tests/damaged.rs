//! Archives that are cut, damaged or meant to harm: what is sound is given, what is not is told, nothing panics.

mod common;

use common::{all, gzip, noise, numbers, page, pages, record, zst};
use proptest::prelude::*;
use sha2::Digest;
use tidings_archive::{Content, Form, Limits, Trouble};

const PLAIN: fn(&[u8]) -> Vec<u8> = <[u8]>::to_vec;

#[test]
fn cut_anywhere_it_gives_what_is_there_and_says_where_it_broke() {
    for (pack, plain) in [(PLAIN, true), (gzip as _, false), (zst as _, false)] {
        let (bytes, starts) = pages(12, pack);
        let ends: Vec<usize> = starts.iter().skip(1).copied().chain([bytes.len()]).collect();
        for cut in (10..bytes.len()).step_by(97) {
            let (records, skipped, _) = all(&bytes[..cut], Some(Form::Warc), Limits::default());
            // The line ends after a record may be missing.
            let whole = ends.iter().filter(|e| **e <= cut || plain && **e <= cut + 4).count();
            assert_eq!(numbers(&records), (0..whole).collect::<Vec<_>>(), "cut at {cut}");
            if starts.contains(&cut) || plain && ends.iter().any(|e| (cut..=cut + 4).contains(e)) {
                continue;
            }
            assert_eq!(skipped.len(), 1, "cut at {cut}: {skipped:?}");
            assert_eq!(skipped[0].why, Trouble::Cut(cut as u64));
            assert_eq!(skipped[0].place.offset as usize, starts[whole], "cut at {cut}");
        }
    }
}

#[test]
fn a_broken_record_costs_itself_alone() {
    for pack in [gzip, zst] {
        let (bytes, starts) = pages(30, pack);
        for broken in [0, 1, 11, 28, 29] {
            let end = starts.get(broken + 1).copied().unwrap_or(bytes.len());
            for at in (starts[broken]..end).step_by(23) {
                let mut bytes = bytes.clone();
                bytes[at] ^= 0x55;
                let (records, skipped, _) = all(&bytes, Some(Form::Warc), Limits::default());
                let numbers = numbers(&records);
                let others: Vec<usize> = (0..30).filter(|n| *n != broken).collect();
                let without: Vec<usize> = numbers.iter().copied().filter(|n| *n != broken).collect();
                assert_eq!(without, others, "byte {at} of record {broken}");
                // Some bytes (a time stamp, an unused flag) change nothing.
                assert!(numbers.contains(&broken) || !skipped.is_empty(), "lost without a word at {at}");
            }
        }
    }
}

#[test]
fn wrong_lengths_in_a_file_that_is_not_packed() {
    let (bytes, _) = pages(6, PLAIN);
    let text = String::from_utf8(bytes).expect("text");
    let length = text.split("Content-Length: ").nth(3).and_then(|t| t.split('\r').next()).expect("a length");
    for wrong in ["1", "9999", "12x", "-4", "99999999999999999999"] {
        let third = text.match_indices("Content-Length: ").nth(2).expect("a record").0;
        let damaged = [&text[..third], &text[third..].replacen(length, wrong, 1)].concat();
        let (records, skipped, _) = all(damaged.as_bytes(), None, Limits::default());
        assert_eq!(numbers(&records), [0, 1, 3, 4, 5], "{wrong}");
        assert_eq!(skipped.len(), 1, "{wrong}: {skipped:?}");
    }
    // A head that is none.
    let damaged = text.replacen("WARC/1.0\r\nWARC-Type: response", "WERC/1.0\r\nWARC-Type: response", 2);
    let damaged = damaged.replacen("WERC", "WARC", 1);
    let (records, skipped, _) = all(damaged.as_bytes(), None, Limits::default());
    assert_eq!(numbers(&records), [0, 2, 3, 4, 5]);
    assert_eq!(skipped[0].why.kind(), "not a record");
}

#[test]
fn a_length_beyond_what_is_read_does_not_hide_what_follows() {
    let limits = Limits { record: 1 << 20, ..Limits::default() };
    let (bytes, _) = pages(6, PLAIN);
    let text = String::from_utf8(bytes).expect("text");
    let third = text.match_indices("Content-Length: ").nth(2).expect("a record").0;
    let length = text[third..].split([' ', '\r']).nth(1).expect("a length");
    for wrong in ["1048577", "9999999999", "18446744073709551615"] {
        let damaged = [&text[..third], &text[third..].replacen(length, wrong, 1)].concat();
        // All in one member is as one file that is not packed.
        for bytes in [damaged.clone().into_bytes(), gzip(damaged.as_bytes()), zst(damaged.as_bytes())] {
            let (records, skipped, _) = all(&bytes, Some(Form::Warc), limits);
            assert_eq!(numbers(&records), [0, 1, 3, 4, 5], "{wrong}");
            assert_eq!(skipped.len(), 1, "{wrong}: {skipped:?}");
            assert_eq!(skipped[0].why, Trouble::TooLong(1 << 20));
        }
    }
    // A record that is as long as it says, with words in it that only look like the head of another.
    let mut long = vec![b'x'; 3 << 20];
    long[1 << 20..(1 << 20) + 42].copy_from_slice(b"\nWARC/1.0\r\nWARC-Type: response\r\nx: y\r\n\r\n..");
    let bytes = [
        page("https://example.org/0", "a"),
        record("resource", "https://example.org/l", "text/plain", &long),
        page("https://example.org/1", "b"),
    ];
    let (records, skipped, _) = all(&bytes.concat(), None, limits);
    assert_eq!((numbers(&records), skipped.len()), (vec![0, 1], 1));
}

#[test]
fn a_record_that_its_digests_disown_is_given_and_told() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n";
    let (body, chunks) = (b"<p>The river rose.</p>", b"16\r\n<p>The river rose.</p>\r\n0\r\n\r\n");
    let block = [&head[..], chunks].concat();
    let sha = |bytes: &[u8]| format!("sha256:{:x}", sha2::Sha256::digest(bytes));
    let with = |block_digest: String, payload: String, block: &[u8]| {
        let fields =
            format!("WARC-Block-Digest: {block_digest}\r\nWARC-Payload-Digest: {payload}\r\nContent-Length");
        let made = record("response", "https://example.org/0", "application/http", block);
        let cut = made.windows(4).position(|w| w == b"\r\n\r\n").expect("a head");
        let text = String::from_utf8_lossy(&made[..cut]).replace("WARC-Payload-Digest: sha1:ABC\r\n", "");
        [text.replacen("Content-Length", &fields, 1).as_bytes(), &made[cut..]].concat()
    };
    let mut other = block.clone();
    let rose = other.windows(4).position(|w| w == b"rose").expect("the word");
    other[rose..rose + 4].copy_from_slice(b"fell");
    let bytes = [
        with(sha(&block), sha(body), &block),
        with(sha(&block), sha(chunks), &block),
        with(sha(&block), sha(body), &other),
        with(sha(&other), sha(body), &other),
        with(sha(&block), "sha1:ABC".into(), &other),
        with("md5:00".into(), "sha1:ABC".into(), &other),
    ]
    .concat();
    let (records, skipped, archive) = all(&bytes, None, Limits::default());
    let told: Vec<Option<&str>> = records
        .iter()
        .map(|r| match &r.content {
            Content::Page(c) => c.digests.told(),
            other => panic!("no page: {other:?}"),
        })
        .collect();
    let (block, payload) =
        ("the digest of the block does not hold", "the digest of the payload does not hold");
    assert_eq!(
        told,
        [Some("holds"), Some("holds"), Some("neither digest holds"), Some(payload), Some(block), None]
    );
    assert_eq!((skipped.len(), archive.tally().given, archive.tally().altered), (0, 6, 3));
}

#[test]
fn bombs_are_bounded() {
    let limits = Limits { record: 1 << 20, ..Limits::default() };
    let bomb = record("response", "https://example.org/b", "application/http", &vec![b' '; 40 << 20]);
    for pack in [gzip, zst] {
        let bytes = [
            pack(&page("https://example.org/0", "a")),
            pack(&bomb),
            pack(&page("https://example.org/1", "b")),
        ];
        let (records, skipped, _) = all(&bytes.concat(), None, limits);
        assert_eq!(numbers(&records), [0, 1]);
        assert_eq!(skipped[0].why, Trouble::TooLong(1 << 20));
        // Lines without an end.
        let lines = [&b"{\"text\": \""[..], &vec![b'x'; 8 << 20], b"\"}\n{\"text\": \"b\"}\n"].concat();
        let (records, skipped, _) = all(&pack(&lines), None, limits);
        assert_eq!((records.len(), skipped.len()), (1, 1));
        assert_eq!(skipped[0].why, Trouble::TooLong(1 << 20));
        assert_eq!(records[0].place.number, 2);
        // A whole file that is no archive.
        let (records, skipped, _) = all(&pack(&vec![b'x'; 8 << 20]), None, limits);
        assert_eq!((records.len(), skipped[0].why.kind()), (0, "too long"));
        // A head without an end.
        let (records, skipped, _) =
            all(&pack(&[&b"WARC/1.0\r\n"[..], &vec![b'x'; 8 << 20]].concat()), None, limits);
        assert_eq!((records.len(), skipped[0].why.kind()), (0, "not a record"));
    }
    let mails = [
        &b"From a Fri May  3 10:00:00 2024\n\n"[..],
        &vec![b'x'; 8 << 20],
        b"\n\nFrom b Fri May  3 10:00:00 2024\n\nText.\n",
    ];
    let (records, skipped, _) = all(&mails.concat(), None, limits);
    assert_eq!((records.len(), skipped.len()), (1, 1));
}

#[test]
fn lines_after_a_broken_member_are_read_on() {
    for pack in [gzip, zst] {
        let block = |i: usize| -> Vec<u8> {
            (0..5)
                .flat_map(|k| format!("{{\"text\": \"{i}.{k} {}\"}}\n", noise(i as u64, 50)).into_bytes())
                .collect()
        };
        let members: Vec<Vec<u8>> = (0..6).map(|i| pack(&block(i))).collect();
        let mut bytes = members.concat();
        let third = members[0].len() + members[1].len();
        bytes[third + members[2].len() / 2] ^= 0xff;
        let (records, skipped, _) = all(&bytes, None, Limits::default());
        assert!(!skipped.is_empty());
        let ends = |r: &tidings_archive::Record| match &r.content {
            Content::Line(l) => String::from_utf8_lossy(&l[10..11]).into_owned(),
            _ => String::new(),
        };
        let blocks: Vec<String> = records.iter().map(ends).collect();
        for i in ["0", "1", "3", "4", "5"] {
            assert_eq!(blocks.iter().filter(|b| *b == i).count(), 5, "block {i}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Bytes changed, taken out and put in anywhere: it ends, without a panic, and tells what it left out.
    #[test]
    fn damaged_at_random(
        packing in 0..3usize,
        hits in prop::collection::vec((0.0..1.0f64, any::<u8>(), 0..3u8), 1..6),
        form in prop::option::of(0..4usize),
    ) {
        let (mut bytes, _) = pages(8, [PLAIN, gzip, zst][packing]);
        for (at, byte, how) in hits {
            let at = (at * bytes.len() as f64) as usize;
            match how {
                0 => bytes[at] = byte,
                1 => { bytes.drain(at..(at + usize::from(byte)).min(bytes.len())); }
                _ => { bytes.splice(at..at, std::iter::repeat_n(byte, 40)); }
            }
            if bytes.is_empty() { break; }
        }
        let form = form.map(|f| [Form::Warc, Form::Lines, Form::Mbox, Form::Document][f]);
        let (records, skipped, archive) = all(&bytes, form, Limits { record: 1 << 20, head: 4096 });
        prop_assert_eq!(archive.tally().given as usize, records.len());
        prop_assert_eq!(archive.tally().skipped() as usize, skipped.len());
        prop_assert!(records.iter().all(|r| r.content.len() <= 1 << 20));
    }

    /// Bytes of no meaning at all, behind a beginning that promises something.
    #[test]
    fn noise_behind_a_promise(start in 0..5usize, rest in prop::collection::vec(any::<u8>(), 0..600)) {
        let starts: [&[u8]; 5] = [b"WARC/1.0\r\n", &[0x1f, 0x8b, 8, 0], &[0x28, 0xb5, 0x2f, 0xfd], b"From a Fri May  3 10:00:00 2024\n", b"PAR1"];
        let bytes = [starts[start], &rest].concat();
        for form in [None, Some(Form::Warc), Some(Form::Lines), Some(Form::Mbox)] {
            all(&bytes, form, Limits { record: 1 << 20, head: 4096 });
        }
    }

    /// No mail is too odd.
    #[test]
    fn any_mail(rest in prop::collection::vec(any::<u8>(), 0..400), parts in 0..40usize) {
        let part = |i| format!("Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n");
        let nested = (0..parts).map(part).collect::<Vec<_>>().concat();
        let bytes = [nested.as_bytes(), b"Content-Type: text/plain; charset=x\r\nDate: x\r\n\r\n", &rest].concat();
        tidings_archive::mail::read(&bytes);
        tidings_archive::mail::read(&rest);
    }
}
