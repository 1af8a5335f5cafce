//! The brief as Markdown.

use std::fmt::Write;

use super::{BANNER, Block, Brief, Piece};
use crate::words::escape;

impl Brief {
    /// As Markdown (CommonMark with tables).
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "# {}\n\n{}\n\n> {BANNER}\n", escape(&self.title), self.as_of);
        for note in &self.notes {
            let _ = writeln!(out, "{}\n", escape(note));
        }
        for section in &self.sections {
            let _ = writeln!(out, "## {}\n", section.heading);
            for block in &section.blocks {
                match block {
                    Block::Heading(s) => {
                        let _ = writeln!(out, "### {}\n", escape(s));
                    }
                    Block::List(lines) => {
                        for l in lines {
                            let _ = writeln!(out, "- {}", line(l));
                        }
                        out.push('\n');
                    }
                    Block::Table(head, rows) => {
                        let _ = writeln!(out, "| {} |", head.join(" | "));
                        let _ = writeln!(out, "|{}", "---|".repeat(head.len()));
                        for row in rows {
                            let cells: Vec<String> = row.iter().map(|c| line(c)).collect();
                            let _ = writeln!(out, "| {} |", cells.join(" | "));
                        }
                        out.push('\n');
                    }
                }
            }
        }
        out.push_str("## Sources\n\n");
        for (i, s) in self.sources.iter().enumerate() {
            let url = s.url.as_deref().map_or_else(String::new, |u| format!(", {}", escape(u)));
            let _ = writeln!(out, "{}. `{}`: {}{url}", i + 1, code(&s.id), escape(&s.text));
            for note in &s.notes {
                let _ = writeln!(out, "   - note: {}", escape(note));
            }
        }
        out.push('\n');
        if !self.quotations.is_empty() {
            out.push_str("## Quotations\n\n");
        }
        for (n, q) in self.quotations.iter().enumerate() {
            let (a, b) = q.span;
            let _ =
                writeln!(out, "- [{}] `{}`, characters {a}–{b}: “{}”", n + 1, code(&q.id), escape(&q.text));
        }
        out
    }
}

fn line(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for p in pieces {
        let _ = match p {
            Piece::Text(s) => write!(out, "{}", edges(s)),
            Piece::Strong(s) => write!(out, "**{}**", escape(s)),
            Piece::Quote(s) => write!(out, "“{}”", escape(s)),
            Piece::Cite(n) => write!(out, "[{n}]"),
        };
    }
    out
}

/// Escaped, with the spaces at its ends kept.
fn edges(s: &str) -> String {
    let space = |there: bool| if there { " " } else { "" };
    if s.trim().is_empty() {
        return space(!s.is_empty()).into();
    }
    format!("{}{}{}", space(s.starts_with(' ')), escape(s.trim()), space(s.ends_with(' ')))
}

fn code(s: &str) -> String {
    s.chars().map(|c| if c == '`' || c.is_control() { '\'' } else { c }).collect()
}
