//! What a time expression says before it is anchored: the output of the grammar.

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Weekend,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
}

/// A part of the day, as TIMEX3 writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayPart {
    Morning,
    Afternoon,
    Evening,
    Night,
    Daytime,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Part(DayPart),
    At { hour: u8, minute: Option<u8>, second: Option<u8> },
}

/// A named day; the ones with computable dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// The same day every year.
    Fixed(u8, u8),
    /// So many days from (western) Easter Sunday.
    Easter(i16),
    /// The `n`-th `weekday` of a month (1 = Monday); 5 = the last one.
    Nth { month: u8, weekday: u8, n: u8 },
    /// The week of Easter Sunday.
    EasterWeek,
    /// The lunar month of fasting.
    Ramadan,
}

/// Which one of a repeating part is meant, if the words say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dir {
    /// Nothing said: tense and order of telling decide.
    Open,
    /// "last", "the past".
    Last,
    /// "next", "coming".
    Next,
    /// "this", "current".
    This,
    /// "that", "the same": the one spoken of.
    That,
    /// "the following".
    Following,
    /// "the previous".
    Previous,
}

/// What is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The time of writing ("ago").
    Now,
    /// The time spoken of ("later").
    Then,
}

/// The year of a date, as far as it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearRef {
    Open,
    Known(i16),
    /// Before Christ.
    Bc(i16),
    /// "of that year", "last year": counted in years.
    Shifted(Origin, i16),
}

/// A part of a year, a year, or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Year,
    Month(u8),
    Day(u8, u8),
    /// A day of a month not named ("the 20th").
    DayOnly(u8),
    /// 1 = Monday.
    Weekday(u8),
    /// 0 = spring, 1 = summer, 2 = autumn, 3 = winter.
    Season(u8),
    Quarter(u8),
    Half(u8),
    Holiday(Holiday),
    /// Tens of years: 199.
    Decade(i16),
    /// Hundreds of years: 19.
    Century(i16),
}

/// How many; `tenths` is 5 for "and a half".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    pub n: u32,
    pub tenths: u8,
    /// "several": n is not known.
    pub vague: bool,
}

impl Amount {
    pub const ONE: Self = Self { n: 1, tenths: 0, vague: false };
    pub const VAGUE: Self = Self { n: 0, tenths: 0, vague: true };

    pub fn exact(n: u32) -> Self {
        Self { n, tenths: 0, vague: false }
    }
}

/// Where a stretch of time lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    Anywhere,
    /// It ends now ("the past three weeks").
    BeforeNow,
    /// It begins now ("the next two days").
    AfterNow,
}

/// What the words say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expr {
    /// A point or part of the calendar.
    Point { part: Part, year: YearRef, dir: Dir, clock: Option<Clock> },
    /// So many units from now or then, at the grain of the unit.
    Shift { unit: Unit, by: i32, origin: Origin, clock: Option<Clock> },
    /// A time of day alone.
    Clock(Clock),
    /// A stretch of time.
    Duration { amount: Amount, unit: Unit, more: Option<(u32, Unit)>, lies: Lies },
    /// A recurrence every so many units.
    Every { n: u32, unit: Unit },
    /// A recurrence on a part of the calendar ("every Friday").
    EachPart { part: Part, clock: Option<Clock> },
    /// A time that is no more than past, present or future.
    Ref(&'static str),
}

/// A time expression as the grammar found it: lexemes `start..end`.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub expr: Expr,
    pub modifier: &'static str,
    pub rule: &'static str,
}
