//! Bare numbers that begin or end a range with a date: "May 2-5", "14-24 August", "1915-16".

use super::super::expr::{Expr, Found, Part, YearRef};
use super::super::lex::Kind;
use super::super::lexicon::Term;
use super::point::point;
use super::{Grammar, found as expression};

impl Grammar<'_> {
    /// Adds `found` and a bare day or year that closes a range it opens or opens one it closes:
    /// "May 2-5", "14-24 August", "1915-16".
    pub(super) fn range_tail(&self, found: &Found, out: &mut Vec<Found>) {
        if let Some(head) = self.range_head(found, out) {
            out.push(head);
        }
        out.push(*found);
        let Expr::Point { part, year, clock: None, .. } = found.expr else { return };
        let dash = self.sign(found.end, '-');
        let sep = dash
            || matches!(self.term(found.end), Term::To | Term::And | Term::Until)
            || self.sign(found.end, ',');
        if !sep {
            return;
        }
        let at = found.end + 1;
        let next = match (part, self.digits(at)) {
            (Part::Day(m, d), Some((n, 1..=2)))
                if found.rule == "month-day" && n > u32::from(d) && n <= 31 =>
            {
                if !dash && self.tag(at + 1).is_noun() && !self.sign(at + 1, ',') {
                    return;
                }
                let (y, end) = self.year_after(at + 1, false);
                if let (YearRef::Known(_), Some(last)) = (y, out.last_mut()) {
                    last.expr = point(Part::Day(m, d), y);
                }
                let y = if y == YearRef::Open { year } else { y };
                let clock = self.sign(at + 1, ':') || self.sign(at + 1, '%');
                (!clock).then(|| expression(at, end, point(Part::Day(m, n as u8), y), "", "range-day"))
            }
            (Part::Year, Some((n, 2))) if dash && self.glued(found.end) && self.glued(at) => match year {
                YearRef::Known(y) if n as i16 > y % 100 => {
                    let y = YearRef::Known(y - y % 100 + n as i16);
                    Some(expression(at, at + 1, point(Part::Year, y), "", "range-year"))
                }
                _ => None,
            },
            _ => None,
        };
        out.extend(next);
    }

    /// The bare number before a date it forms a range or list with.
    fn range_head(&self, found: &Found, out: &[Found]) -> Option<Found> {
        let i = found.start.checked_sub(1)?;
        let sep = self.sign(i, '-')
            || matches!(self.term(i), Term::To | Term::And | Term::Until | Term::Or)
            || self.sign(i, '/');
        let at = i.checked_sub(1)?;
        if !sep || out.last().is_some_and(|f| f.end > at) {
            return None;
        }
        let Expr::Point { part, year, clock: None, .. } = found.expr else { return None };
        let expr = match part {
            Part::Day(m, d) if matches!(found.rule, "day-month" | "numeric-date") => {
                match (self.day(at), self.term(at)) {
                    (Some((n, _)), _) if n < d => point(Part::Day(m, n), year),
                    // "27.5—4.6.1918"
                    (_, Term::Decimal(..)) if found.rule == "numeric-date" => {
                        let (day, month) = self.str(at).split_once('.')?;
                        let (day, month) = (day.parse::<u8>().ok()?, month.parse::<u8>().ok()?);
                        if !(1..=31).contains(&day) || !(1..=12).contains(&month) {
                            return None;
                        }
                        point(Part::Day(month, day), year)
                    }
                    _ => return None,
                }
            }
            // "264–241 BC"
            Part::Year => match (year, self.digits(at)?) {
                (YearRef::Bc(y), (n, 2..=4)) if n > y as u32 => point(Part::Year, YearRef::Bc(n as i16)),
                _ => return None,
            },
            _ => return None,
        };
        let before = self.before(at).map(|l| l.kind);
        if matches!(before, Some(Kind::Sign('$' | '£' | '€' | ':' | '/')))
            || matches!(before, Some(Kind::Number(..)))
        {
            return None;
        }
        Some(expression(at, at + 1, expr, "", "range-head"))
    }
}
