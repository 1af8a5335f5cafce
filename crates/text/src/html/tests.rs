use crate::{BlockKind, Document, Format, Hints, read};

fn page(html: &str) -> Document {
    read(html.as_bytes(), &Hints { format: Some(Format::Html), ..Hints::default() })
}

fn blocks(document: &Document) -> Vec<(BlockKind, &str)> {
    document.blocks.iter().map(|block| (block.kind, document.slice(block.span))).collect()
}

const REPORT: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Dam holds after night of rain - Valley Post</title>
<meta property="og:site_name" content="Valley Post"><meta property="article:published_time" content="2021-05-12T06:00:00Z">
<link rel="canonical" href="https://valley.example/dam"><style>p { color: red }</style>
<script>document.write("<p>not this</p>")</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<header><h1>Dam holds after night&nbsp;of rain</h1></header>
<div class="content with-sidebar"><article>
<p class="byline">By Ada Byron</p>
<p>The dam above <b>Lower</b> Wick held on Wednesday, officials said, after
 a night of <a href="/rain">heavy rain</a> &amp; hail.</p>
<h2>Two villages cut off</h2>
<p>Rescuers reached 40 people by boat, the fire service said, and more were waiting on their roofs for help.
<p>No one was reported missing by noon.</p>
<blockquote><p>We were lucky, the mayor told reporters.</p></blockquote>
<ul><li>Roads closed: three</li><li>Schools closed: two</li></ul>
<figure><img src="x"><figcaption>The dam on Wednesday.</figcaption></figure>
<div class="related-stories"><p>Another story that has nothing to do with this one at all, truly.</p></div>
</article></div>
<footer><p>Copyright Valley Post, all the rights there are in the world are reserved.</p></footer></body></html>"#;

#[test]
fn a_report() {
    let document = page(REPORT);
    assert_eq!(
        blocks(&document),
        [
            (BlockKind::Title, "Dam holds after night\u{A0}of rain"),
            (BlockKind::Byline, "By Ada Byron"),
            (
                BlockKind::Paragraph,
                "The dam above Lower Wick held on Wednesday, officials said, after a night of heavy rain & hail."
            ),
            (BlockKind::Headline, "Two villages cut off"),
            (
                BlockKind::Paragraph,
                "Rescuers reached 40 people by boat, the fire service said, and more were waiting on their roofs for help."
            ),
            (BlockKind::Paragraph, "No one was reported missing by noon."),
            (BlockKind::Quote, "We were lucky, the mayor told reporters."),
            (BlockKind::ListItem, "Roads closed: three"),
            (BlockKind::ListItem, "Schools closed: two"),
            (BlockKind::Caption, "The dam on Wednesday."),
        ]
    );
    let meta = &document.meta;
    assert_eq!(meta.title.as_deref(), Some("Dam holds after night of rain"));
    assert_eq!(meta.published, Some(jiff::civil::date(2021, 5, 12)));
    assert_eq!(meta.publisher.as_deref(), Some("Valley Post"));
    assert_eq!(meta.lang.as_deref(), Some("en-GB"));
    assert_eq!(meta.url.as_deref(), Some("https://valley.example/dam"));
}

#[test]
fn the_way_back_to_the_page() {
    let document = page(REPORT);
    for word in ["Lower", "heavy rain", "lucky", "&"] {
        let at = document.text.find(word).unwrap();
        let source = document.to_source(crate::Span::new(at, at + word.len()));
        let source = &REPORT[source];
        assert_eq!(source, if word == "&" { "&amp;" } else { word });
    }
    // Across tags, the range holds them.
    let at = document.text.find("Lower Wick").unwrap();
    assert_eq!(&REPORT[document.to_source(crate::Span::new(at, at + 10))], "Lower</b> Wick");
}

#[test]
fn the_way_back_through_an_encoding() {
    let html = "<meta charset=windows-1251><p>Рівень води піднявся, повідомили рятувальники у вівторок.</p>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(html);
    let document = read(&bytes, &Hints { format: Some(Format::Html), ..Hints::default() });
    assert_eq!(document.source.encoding, "windows-1251");
    let at = document.text.find("води").unwrap();
    let (word, _, _) = encoding_rs::WINDOWS_1251.encode("води");
    assert_eq!(&bytes[document.to_source(crate::Span::new(at, at + 8))], &*word);
}

#[test]
fn json_ld() {
    let document = page(
        r#"<script type="application/ld+json">{"@context":"https://schema.org","headline":"Quake \u2013 what we know",
        "datePublished":"2020-03-22","publisher":{"@type":"Organization","name":"Coast News"}}</script><p>Text.</p>"#,
    );
    assert_eq!(document.meta.title.as_deref(), Some("Quake – what we know"));
    assert_eq!(document.meta.published, Some(jiff::civil::date(2020, 3, 22)));
    assert_eq!(document.meta.publisher.as_deref(), Some("Coast News"));
}

#[test]
fn old_markup() {
    let document = page(
        "<BODY><TABLE><TR><TD>Menu<TD>The bridge fell at dawn, police said.<BR><BR>Nobody was on it.</TABLE>",
    );
    let found = blocks(&document);
    assert!(found.iter().any(|(_, text)| *text == "The bridge fell at dawn, police said."), "{found:?}");
    assert!(found.iter().any(|(_, text)| *text == "Nobody was on it."), "{found:?}");
}

#[test]
fn torture_is_read_in_time() {
    let size = 2 << 20;
    let repeat = |part: &str| part.repeat(size / part.len());
    for part in [
        "<div>",
        "<p>",
        "<b>",
        "<a href=x>",
        "</div>",
        "<",
        "</",
        "<!",
        "<!--",
        "<?",
        "&",
        "&amp;",
        "&#",
        "<a b=\"",
        "<a b='",
        "<a ",
        "<script>",
        "<script",
        "</script",
        "<title>",
        "<svg>",
        "<li><ul>",
        "<table><td>",
        "x<br>",
        "<p>a</p>",
        "<a =",
        "<![CDATA[",
        "<textarea>",
        "<p class=\"share\">a",
        "<x/",
        "é<é",
        "<b></i>",
        "<div><p></b>",
        " ",
        "\n",
        "a\n",
        "\0",
    ] {
        let start = std::time::Instant::now();
        let document = page(&format!("{}<p>The end was reached.</p>", repeat(part)));
        assert!(start.elapsed().as_secs() < 20, "{part}: {:?}", start.elapsed());
        assert!(document.text.len() <= 4 * size);
    }
}
