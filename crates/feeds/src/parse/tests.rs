use super::*;

fn feed(s: &str) -> Document {
    read(s.as_bytes(), None).expect("a feed")
}

#[test]
fn rss_2_with_everything_that_misleads() {
    let d = feed(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Tarn &amp; Coast</title><language>en</language>\
         <image><title>Logo</title></image><atom:link rel='self' href='https://t.example/rss'/>\
         <item><title><![CDATA[Bridge <b>closed</b>]]></title><link> https://t.example/1?a=1&amp;b=2 </link><guid isPermaLink=\"false\">77</guid>\
         <pubDate>Fri, 03 May 2024 23:30:00 -0500</pubDate><description>Short.</description>\
         <content:encoded><![CDATA[<p>Long &eacute; text.</p>]]></content:encoded><media:title>no</media:title>\
         <source url='https://o.example'><title>Other</title></source></item>\
         <item><guid>https://t.example/2</guid><title>Second&nbsp;one</title></item></channel></rss>",
    );
    assert_eq!(
        (d.kind, d.title.as_deref(), d.lang.as_deref()),
        (Kind::Rss, Some("Tarn & Coast"), Some("en"))
    );
    let e = &d.items[0];
    assert_eq!(e.title.as_deref(), Some("Bridge closed"));
    assert_eq!(e.link.as_deref(), Some("https://t.example/1?a=1&b=2"));
    assert_eq!(e.guid.as_deref(), Some("77"));
    assert_eq!(e.published, Some(jiff::civil::date(2024, 5, 3)), "the day where it was written");
    assert_eq!(e.content.as_deref(), Some("<p>Long &eacute; text.</p>"));
    assert_eq!(
        d.items[1].link.as_deref(),
        Some("https://t.example/2"),
        "a guid is a link unless it says it is none"
    );
    assert_eq!(d.items[1].published, None);
    assert!(d.notes.is_empty(), "{:?}", d.notes);
}

#[test]
fn rss_1_and_091() {
    let d = feed(
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel rdf:about='x'><title>T</title></channel>\
         <item rdf:about='https://t.example/a'><title>A</title><link>https://t.example/a</link><dc:date>2024-05-03T01:00:00Z</dc:date></item></rdf:RDF>",
    );
    assert_eq!((d.title.as_deref(), d.items.len()), (Some("T"), 1));
    assert_eq!(d.items[0].guid.as_deref(), Some("https://t.example/a"));
    assert_eq!(d.items[0].published, Some(jiff::civil::date(2024, 5, 3)));
    assert_eq!(
        feed("<rss version='0.91'><channel><item><title>x</title><link>y</link></item></channel></rss>")
            .items
            .len(),
        1
    );
}

#[test]
fn atom_links_and_markup() {
    let d = feed(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='uk'><title type='html'>News &lt;i&gt;now&lt;/i&gt;</title>\
         <entry><id>urn:1</id><link rel='self' href='https://t.example/self'/><link href='https://t.example/p'/>\
         <title>P</title><published>2024-05-03T10:00:00+03:00</published><updated>2024-05-04T10:00:00Z</updated>\
         <summary>s</summary><content type='xhtml'><div>One <b>two</b></div></content>\
         <source><title>no</title><id>no</id></source></entry>\
         <entry><id>urn:2</id><title>Q</title><content type='text'>a &lt; b</content></entry></feed>",
    );
    assert_eq!((d.title.as_deref(), d.lang.as_deref()), (Some("News now"), Some("uk")));
    let e = &d.items[0];
    assert_eq!(
        (e.guid.as_deref(), e.link.as_deref(), e.title.as_deref()),
        (Some("urn:1"), Some("https://t.example/p"), Some("P"))
    );
    assert_eq!(e.content.as_deref(), Some("<div>One <b>two</b></div>"));
    assert_eq!(e.updated.as_deref(), Some("2024-05-04T10:00:00Z"));
    assert_eq!(d.items[1].content.as_deref(), Some("a &lt; b"));
}

#[test]
fn json_feed() {
    let d = feed(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"items\":[{\"id\":5,\"url\":\"https://t.example/5\",\
         \"content_text\":\"a < b\",\"date_published\":\"2024-05-03T10:00:00Z\"}, 7]}",
    );
    assert_eq!(d.items[0].guid.as_deref(), Some("5"));
    assert_eq!(d.items[0].content.as_deref(), Some("a &lt; b"));
    assert_eq!(d.items.len(), 2);
    assert!(read(b"{\"a\":1}", None).is_err());
}

#[test]
fn sitemaps() {
    let d = feed(
        "<urlset xmlns:news='x'><url><loc>https://t.example/n</loc><lastmod>2024-05-04</lastmod><news:news><news:publication>\
         <news:name>Tarn</news:name><news:language>en</news:language></news:publication>\
         <news:publication_date>2024-05-03T10:00:00Z</news:publication_date><news:title>N</news:title></news:news></url></urlset>",
    );
    let e = &d.items[0];
    assert_eq!(
        (d.kind, e.link.as_deref(), e.title.as_deref()),
        (Kind::Sitemap, Some("https://t.example/n"), Some("N"))
    );
    assert_eq!((e.publisher.as_deref(), e.lang.as_deref()), (Some("Tarn"), Some("en")));
    assert_eq!(e.published, Some(jiff::civil::date(2024, 5, 3)));
    let index = feed("<sitemapindex><sitemap><loc>https://t.example/s.xml.gz</loc></sitemap></sitemapindex>");
    assert_eq!((index.kind, index.items.len()), (Kind::Index, 1));
}

#[test]
fn what_is_broken_gives_what_is_whole() {
    let whole = "<rss><channel><item><title>a</title><link>l</link></item>";
    for rest in ["<item><title>b</tit", "<item><title>b & c < d", "", "<item><![CDATA[x"] {
        let d = feed(&format!("{whole}{rest}"));
        assert_eq!(d.items.len(), 1, "{rest}");
        assert!(!d.notes.is_empty(), "{rest}");
    }
    let d = feed(&format!("{whole}<item><title>R&D & more</title></item></channel></rss>"));
    assert_eq!(d.items[1].title.as_deref(), Some("R&D & more"));
    let empty = feed("<feed><entry><id>u</id><content type='xhtml'/></entry></feed>");
    assert_eq!((empty.items.len(), empty.items[0].content.as_deref()), (1, None));
    assert!(read(b"", None).is_err() && read(b"\xff\xfe", None).is_err() && read(b"hello", None).is_err());
    let page = read(b"<!DOCTYPE html><html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/rss\"></head>", None);
    assert!(page.expect_err("a page").to_string().contains("/rss"));
}

#[test]
fn encodings() {
    let body = |declared: &str| {
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("Суми");
        let mut out = format!("<?xml version='1.0'{declared}?><rss><channel><title>").into_bytes();
        out.extend_from_slice(&bytes);
        out.extend_from_slice(b"</title></channel></rss>");
        out
    };
    let title = |bytes: &[u8], label| read(bytes, label).expect("a feed").title;
    assert_eq!(
        title(&body(" encoding='windows-1251'"), Some("utf-8")).as_deref(),
        Some("Суми"),
        "the server is wrong"
    );
    assert_eq!(title(&body(""), Some("windows-1251")).as_deref(), Some("Суми"));
    let utf8 =
        "<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>Суми</title></channel></rss>";
    assert_eq!(title(utf8.as_bytes(), Some("windows-1251")).as_deref(), Some("Суми"), "both are wrong");
}

#[test]
fn days_in_many_forms() {
    let may = Some(jiff::civil::date(2024, 5, 3));
    for s in [
        "2024-05-03",
        "2024-05-03T23:00:00-07:00",
        "2024-05-03 10:00",
        "Fri, 03 May 2024 10:00:00 +0300",
        "Fri, 3 May 2024 10:00 GMT",
        "3 May 2024",
        "Friday, 03-May-24 10:00:00 GMT",
        "May 3, 2024",
        "Fri May 3 2024",
    ] {
        assert_eq!(day(s), may, "{s}");
    }
    for s in ["", "yesterday", "Maybe 3", "2024-13-45", "99 May 2024"] {
        assert_eq!(day(s), None, "{s}");
    }
}
