//! robots.txt as RFC 9309 has it: the group of our name or that of `*`, the longest rule that fits, `Allow` before
//! `Disallow` where both are as long.

/// The first bytes are read, the rest is not; the RFC asks for 500 KiB.
pub const LIMIT: usize = 512 << 10;

/// What a host asks of us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Robots {
    /// Allowed or not, and the pattern.
    rules: Vec<(bool, String)>,
    /// Seconds between two requests, where it says so.
    pub delay: Option<u64>,
}

impl Robots {
    /// Nothing may be asked: the server could not say.
    pub fn closed() -> Self {
        Self { rules: vec![(false, "/".into())], delay: None }
    }

    /// Reads the rules for `agent` (a product token, such as `tidings`).
    pub fn read(text: &str, agent: &str) -> Self {
        let (mut ours, mut all) = (None::<Self>, Self::default());
        // Whether the group being read is ours, is for all; and whether its rules have begun.
        let (mut mine, mut any, mut begun) = (false, false, true);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or("").trim_matches(['\u{feff}', ' ', '\t', '\r']);
            let Some((field, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            let rule = match field.trim().to_ascii_lowercase().as_str() {
                "user-agent" => {
                    if std::mem::take(&mut begun) {
                        (mine, any) = (false, false);
                    }
                    let name = value.split(['/', ' ']).next().unwrap_or("");
                    mine |= name.eq_ignore_ascii_case(agent);
                    any |= value == "*";
                    if mine {
                        ours.get_or_insert_default();
                    }
                    continue;
                }
                "allow" => Some(true),
                "disallow" => Some(false),
                "crawl-delay" => None,
                _ => continue,
            };
            begun = true;
            let groups = ours.as_mut().filter(|_| mine).into_iter().chain(any.then_some(&mut all));
            for group in groups {
                match rule {
                    Some(allow) if !value.is_empty() => group.rules.push((allow, decoded(value))),
                    Some(_) => {}
                    None => {
                        group.delay = value.parse::<f64>().ok().map(|s| s.clamp(0.0, 3600.0).ceil() as u64);
                    }
                }
            }
        }
        ours.unwrap_or(all)
    }

    /// Whether a path, with its query, may be asked.
    pub fn allows(&self, path: &str) -> bool {
        let path = decoded(path);
        let fit = self.rules.iter().filter(|(_, pattern)| fits(pattern.as_bytes(), path.as_bytes()));
        fit.max_by_key(|(allow, pattern)| (pattern.len(), *allow)).is_none_or(|(allow, _)| *allow)
    }
}

/// `%41` and `A` are the same.
fn decoded(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut rest = s;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let byte = rest.get(at + 1..at + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
        if let Some(b) = byte.filter(|b| b.is_ascii_alphanumeric() || b"-._~".contains(b)) {
            out.push(char::from(b));
            rest = &rest[at + 3..];
        } else {
            out.push('%');
            rest = &rest[at + 1..];
        }
    }
    out + rest
}

/// `*` is any run of characters, `$` at the end is the end. Never looks back more than one star.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, whole) = match pattern.strip_suffix(b"$") {
        Some(p) => (p, true),
        None => (pattern, false),
    };
    let (mut p, mut s, mut star) = (0, 0, None);
    loop {
        if p == pattern.len() {
            if !whole || s == path.len() {
                return true;
            }
        } else if pattern[p] == b'*' {
            star = Some((p + 1, s));
            p += 1;
            continue;
        } else if s < path.len() && pattern[p] == path[s] {
            p += 1;
            s += 1;
            continue;
        }
        let Some((after, from)) = star.filter(|(_, from)| *from < path.len()) else { return false };
        star = Some((after, from + 1));
        (p, s) = (after, from + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_longest_rules() {
        let text = "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private # not for us\nAllow: /private/press\n\
                    Disallow: /*.pdf$\nCrawl-delay: 2.5\nSitemap: https://x.example/s.xml\n";
        let r = Robots::read(text, "tidings");
        assert!(r.allows("/a") && r.allows("/private/press/1") && r.allows("/a.pdf?x"));
        assert!(!r.allows("/private/1") && !r.allows("/x/a.pdf") && !r.allows("/pri%76ate/1"));
        assert_eq!(r.delay, Some(3));
        let own = Robots::read(
            &format!("{text}User-Agent: Tidings/1.0\nUser-agent: b\nDisallow: /news\n"),
            "tidings",
        );
        assert!(own.allows("/private/1") && !own.allows("/news/1"), "our own group alone holds");
        assert!(Robots::read("User-agent: *\nDisallow:\n", "tidings").allows("/"));
        assert!(!Robots::closed().allows("/"));
    }

    #[test]
    fn stars_do_not_explode() {
        let pattern = "/*a".repeat(200);
        let r = Robots::read(&format!("User-agent: *\nDisallow: {pattern}$"), "tidings");
        assert!(r.allows(&format!("{}b", "/aaaaaaaa".repeat(2000))));
    }
}
