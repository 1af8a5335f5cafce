//! Archives as they should be: everything is given, with its place.

mod common;

use std::io::Read;

use common::{all, gzip, noise, numbers, page, pages, record, zst};
use tidings_archive::{Archive, Capture, Content, Form, Limits, Packing, Record};

fn capture(r: &Record) -> &Capture {
    match &r.content {
        Content::Page(c) => c,
        other => panic!("no page: {other:?}"),
    }
}

/// A source that gives few bytes at a time.
struct Slow<'b>(&'b [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.0.len().min(self.1).min(buffer.len());
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

#[test]
fn every_packing_gives_the_same_records_and_their_places() {
    let plain: fn(&[u8]) -> Vec<u8> = <[u8]>::to_vec;
    for (pack, packing) in [(plain, Packing::None), (gzip, Packing::Gzip), (zst, Packing::Zstd)] {
        let (bytes, starts) = pages(40, pack);
        let (records, skipped, archive) = all(&bytes, None, Limits::default());
        assert_eq!((archive.form(), archive.packing()), (Form::Warc, packing));
        assert_eq!(skipped, []);
        assert_eq!(numbers(&records), (0..40).collect::<Vec<_>>());
        let offsets: Vec<usize> = records.iter().map(|r| r.place.offset as usize).collect();
        assert_eq!(offsets, starts);
        assert!(records.iter().all(|r| r.place.inside == 0));
        // What stands there is the record by itself.
        let (one, _, _) = all(&bytes[starts[7]..], None, Limits::default());
        assert_eq!(one[0].content, records[7].content);
        for step in [1, 7, 1000] {
            let archive = Archive::open(Slow(&bytes, step), None, Form::Document, Limits::default());
            assert_eq!(archive.expect("opened").count(), 40, "{step} bytes at a time");
        }
    }
}

#[test]
fn several_records_in_one_member_are_told_apart() {
    let two = [page("https://example.org/0", "One."), page("https://example.org/1", "Two.")].concat();
    for pack in [gzip, zst] {
        let (records, skipped, _) = all(&[pack(&two), pack(&two)].concat(), None, Limits::default());
        assert_eq!((numbers(&records), skipped), (vec![0, 1, 0, 1], vec![]));
        assert_eq!(records[1].place.offset, 0);
        assert_eq!(records[1].place.inside as usize, two.len() / 2);
        assert_eq!(records[3].place.offset, records[2].place.offset);
    }
}

#[test]
fn what_is_no_report_is_counted() {
    let http = |status: &str, kind: &str| {
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\nbody").into_bytes()
    };
    let answer =
        |status, kind| record("response", "https://example.org/x", "application/http", &http(status, kind));
    let bytes = [
        record("warcinfo", "", "application/warc-fields", b"software: test\r\n"),
        record("request", "https://example.org/a", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        answer("200 OK", "image/png"),
        answer("404 Not Found", "text/html"),
        answer("200 OK", "text/plain; charset=\"koi8-r\""),
        record("conversion", "https://example.org/w", "text/plain", b"The river rose."),
        record("resource", "ftp://example.org/r", "text/html", b"<p>The river rose.</p>"),
    ]
    .concat();
    let (records, skipped, archive) = all(&bytes, None, Limits::default());
    assert_eq!(skipped, []);
    assert_eq!(records.iter().map(|r| r.place.number).collect::<Vec<_>>(), [5, 6, 7]);
    let first = capture(&records[0]);
    assert_eq!(
        (first.charset.as_deref(), first.body.as_slice(), first.status),
        (Some("koi8-r"), &b"body"[..], Some(200))
    );
    assert_eq!(first.date.as_deref(), Some("2024-05-03T10:00:00Z"));
    assert_eq!(first.digest.as_deref(), Some("sha1:ABC"));
    let passed: Vec<(&str, u64)> = archive.tally().passed.iter().map(|(k, n)| (k.as_str(), *n)).collect();
    assert_eq!(passed, [("image/png", 1), ("request", 1), ("status 404", 1), ("warcinfo", 1)]);
}

#[test]
fn bodies_come_out_of_their_packing() {
    let text = "<p>The river rose on Tuesday.</p>";
    let answer = |headers: &str, body: &[u8]| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n");
        record("response", "https://example.org/0", "application/http", &[head.as_bytes(), body].concat())
    };
    let chunks = format!("5;x=y\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n", &text[..5], text.len() - 5, &text[5..]);
    let bytes = [
        answer("Content-Encoding: gzip\r\n", &gzip(text.as_bytes())),
        answer("Content-Encoding: zstd\r\n", &zst(text.as_bytes())),
        answer("Transfer-Encoding: chunked\r\n", chunks.as_bytes()),
        // Unpacked by the crawler, the headers left as they were.
        answer("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", text.as_bytes()),
        answer("Content-Encoding: br\r\n", text.as_bytes()),
        answer("Content-Encoding: gzip\r\n", &gzip(text.as_bytes())[..20]),
        answer("Content-Encoding: gzip\r\n", &gzip(&vec![b' '; 2 << 20])),
    ]
    .concat();
    let limits = Limits { record: 1 << 20, ..Limits::default() };
    let (records, skipped, _) = all(&bytes, None, limits);
    assert_eq!(records.len(), 5);
    assert!(records.iter().all(|r| capture(r).body == text.as_bytes()));
    assert_eq!(skipped.iter().map(|s| s.why.kind()).collect::<Vec<_>>(), ["packed wrongly"; 2]);
    assert!(skipped[1].why.to_string().contains("more than"), "{}", skipped[1].why);
}

#[test]
fn lines_mails_and_a_dictionary() {
    let lines = b"{\"text\": \"a\"}\n\n{\"text\": \"b\"}\r\n{\"text\": \"c\"}";
    for bytes in [lines.to_vec(), gzip(lines), zst(lines), [gzip(&lines[..20]), gzip(&lines[20..])].concat()]
    {
        let (records, skipped, archive) = all(&bytes, None, Limits::default());
        assert_eq!((archive.form(), skipped.len()), (Form::Lines, 0));
        assert_eq!(records.iter().map(|r| r.place.number).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(records[2].content, Content::Line(b"{\"text\": \"c\"}".to_vec()));
    }
    let mbox = b"From a@example.org Fri May  3 10:00:00 2024\nSubject: One\n\nFrom here on 12:30 is no date.\n\n\
                 From the river we ran.\n\nFrom b@example.org Fri May  3 11:00:00 2024\nSubject: Two\n\nText.\n";
    let (records, _, archive) = all(mbox, None, Limits::default());
    assert_eq!((archive.form(), records.len()), (Form::Mbox, 2));
    let Content::Message(second) = &records[1].content else { panic!("a mail") };
    assert_eq!(second, b"Subject: Two\n\nText.");

    // A WARC.zst that begins with a dictionary, as crawlers of the Internet Archive write it.
    let samples: Vec<Vec<u8>> =
        (0..400).map(|i| page(&format!("https://example.org/{i}"), &noise(i, 20))).collect();
    let dictionary = zstd::dict::from_samples(&samples, 8 << 10).expect("a dictionary");
    let mut bytes = vec![0x5d, 0x2a, 0x4d, 0x18];
    bytes.extend((dictionary.len() as u32).to_le_bytes());
    bytes.extend(&dictionary);
    let mut packer = zstd::bulk::Compressor::with_dictionary(3, &dictionary).expect("a packer");
    samples.iter().take(9).for_each(|s| bytes.extend(packer.compress(s).expect("packed")));
    let (records, skipped, _) = all(&bytes, None, Limits::default());
    assert_eq!((numbers(&records), skipped), ((0..9).collect(), vec![]));
}

#[test]
fn a_mail_is_opened() {
    let mail = "Subject: =?utf-8?Q?Flood_in_K=C5=91szeg?=\r\nFrom: Ada <ada@example.org>\r\nDate: Fri, 3 May 2024 23:30:00 +0200\r\n\
        List-Id: \"Relief notes\" <notes.example.org>\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\nCaf=E9 flooded.\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>Other</p>\r\n--x--\r\n";
    let letter = tidings_archive::mail::read(mail.as_bytes());
    assert_eq!(letter.subject.as_deref(), Some("Flood in Kőszeg"));
    assert_eq!(letter.body.trim(), "Café flooded.");
    assert_eq!(letter.date.map(|d| d.to_string()).as_deref(), Some("2024-05-03"));
    assert_eq!((letter.publisher.as_deref(), letter.html), (Some("Relief notes"), false));
    let page = tidings_archive::mail::read(b"Subject: x\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>");
    assert!(page.html && page.body.contains("<p>Hello</p>"));
    assert_eq!(page.publisher, None);
}
