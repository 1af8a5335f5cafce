//! The brief as one HTML file that loads nothing: no scripts, no fonts, no pictures, and a policy that forbids them.

use std::fmt::Write;

use super::{BANNER, Block, Brief, Piece};
use crate::words::markup;

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n";

const STYLE: &str = include_str!("brief.css");

impl Brief {
    /// As a self-contained HTML page.
    pub fn html(&self) -> String {
        let mut out = String::from(HEAD);
        let _ = writeln!(
            out,
            "<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>",
            markup(&self.title)
        );
        let _ = writeln!(
            out,
            "<header>\n<h1>{}</h1>\n<p class=\"asof\">{}</p>",
            markup(&self.title),
            markup(&self.as_of)
        );
        let _ = writeln!(out, "<p class=\"banner\" role=\"note\">{}</p>", markup(BANNER));
        for note in &self.notes {
            let _ = writeln!(out, "<p class=\"note\">{}</p>", markup(note));
        }
        out.push_str("</header>\n<main>\n");
        for (i, section) in self.sections.iter().enumerate() {
            let _ =
                writeln!(out, "<section aria-labelledby=\"s{i}\">\n<h2 id=\"s{i}\">{}</h2>", section.heading);
            section.blocks.iter().for_each(|b| block(&mut out, b));
            out.push_str("</section>\n");
        }
        out.push_str("<section aria-labelledby=\"sources\">\n<h2 id=\"sources\">Sources</h2>\n<ol class=\"sources\">\n");
        for s in &self.sources {
            let _ = write!(out, "<li><code>{}</code>: {}", markup(&s.id), markup(&s.text));
            // Only addresses that a reader may follow, and only as such.
            if let Some(url) =
                s.url.as_deref().filter(|u| u.starts_with("https://") || u.starts_with("http://"))
            {
                let _ = write!(out, ", <a rel=\"noreferrer noopener\" href=\"{0}\">{0}</a>", markup(url));
            }
            for note in &s.notes {
                let _ = write!(out, "<br><small>note: {}</small>", markup(note));
            }
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n</section>\n");
        if !self.quotations.is_empty() {
            out.push_str("<section aria-labelledby=\"quotations\">\n<h2 id=\"quotations\">Quotations</h2>\n<ol class=\"quotations\">\n");
            for (n, q) in self.quotations.iter().enumerate() {
                let (a, b) = q.span;
                let _ = writeln!(
                    out,
                    "<li id=\"q{}\"><q>{}</q> <small><code>{}</code>, characters {a}–{b}</small></li>",
                    n + 1,
                    markup(&q.text),
                    markup(&q.id)
                );
            }
            out.push_str("</ol>\n</section>\n");
        }
        out.push_str("</main>\n</body>\n</html>\n");
        out
    }
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Heading(s) => {
            let _ = writeln!(out, "<h3>{}</h3>", markup(s));
        }
        Block::List(lines) => {
            out.push_str("<ul>\n");
            for l in lines {
                let _ = writeln!(out, "<li>{}</li>", line(l));
            }
            out.push_str("</ul>\n");
        }
        Block::Table(head, rows) => {
            out.push_str("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Key figures\">\n<table>\n<thead><tr>");
            for h in head {
                let name = if h.is_empty() { "source" } else { h };
                let _ = write!(out, "<th scope=\"col\">{name}</th>");
            }
            out.push_str("</tr></thead>\n<tbody>\n");
            for row in rows {
                out.push_str("<tr>");
                for (i, cell) in row.iter().enumerate() {
                    let class = if i == 1 { " class=\"number\"" } else { "" };
                    let _ = write!(out, "<td{class}>{}</td>", line(cell));
                }
                out.push_str("</tr>\n");
            }
            out.push_str("</tbody>\n</table>\n</div>\n");
        }
    }
}

fn line(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for p in pieces {
        let _ = match p {
            Piece::Text(s) => write!(out, "{}", markup(s)),
            Piece::Strong(s) => write!(out, "<strong>{}</strong>", markup(s)),
            Piece::Quote(s) => write!(out, "<q>{}</q>", markup(s)),
            Piece::Cite(n) => write!(out, "<a class=\"cite\" href=\"#q{n}\">[{n}]</a>"),
        };
    }
    out
}
