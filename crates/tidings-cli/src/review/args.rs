//! `tidings review`: its commands, options and help.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

#[derive(Debug, ClapArgs)]
pub struct ReviewArgs {
    #[command(subcommand)]
    pub command: ReviewCommand,
    /// The ledger file
    #[arg(long, global = true, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// What waits for an analyst, one claim a line
    #[command(after_help = "\
Examples:
  tidings review list --ledger situation.tidings
  tidings review list --only disputed --limit 0 --ledger situation.tidings

First come decisions that no longer fit what is read, then claims that another denies or contradicts, that their \
speaker is unsure of, or that are on no map. A claim that was accepted or rejected waits no more.")]
    List {
        /// Only claims that wait for this
        #[arg(long, value_enum, value_name = "WHY")]
        only: Vec<Waits>,
        /// Claims to list; 0 lists all
        #[arg(long, value_name = "N", default_value_t = 40)]
        limit: usize,
    },
    /// All that is known of a claim: fields, what speaks against it, what was decided
    #[command(after_help = "Example:\n  tidings review show a1b2.123 --ledger situation.tidings")]
    Show {
        /// Claims; an id may be shortened as long as it names one
        #[arg(required = true, value_name = "CLAIM")]
        claims: Vec<String>,
    },
    /// The claim is read rightly
    #[command(
        after_help = "Example:\n  tidings review accept a1b2.123 c3d4.56 --why 'checked against the page' --ledger situation.tidings"
    )]
    Accept {
        /// Claims
        #[arg(required = true, value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        by: By,
    },
    /// A field should have another value
    #[command(after_help = "\
Examples:
  tidings review edit a1b2.123 speaker='Regional police' --why 'named one sentence before' --ledger F
  tidings review edit a1b2.123 place='Oster @ 50.95,30.88 settlement' time=2024-05-06..2024-05-07 --ledger F
  tidings review edit a1b2.123 killed=10..12 injured=none --ledger F

Fields: speaker, stance, certainty, polarity, plover, acled, place, time, and every measure (killed, evacuated, ...). \
`none` empties a field. docs/decisions.md tells what each may hold.")]
    Edit {
        /// The claim
        claim: String,
        /// Fields and their new values
        #[arg(required = true, value_name = "FIELD=VALUE")]
        set: Vec<String>,
        #[command(flatten)]
        by: By,
    },
    /// The claim is not in the report, or is none; it stays in the file and is left out of every view
    #[command(
        after_help = "Example:\n  tidings review reject a1b2.123 --why 'a caption, not news' --ledger situation.tidings"
    )]
    Reject {
        /// Claims
        #[arg(required = true, value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        by: By,
    },
    /// The claims are about one occurrence
    #[command(after_help = "Example:\n  tidings review join a1b2.123 c3d4.56 --ledger situation.tidings")]
    Join {
        /// Claims, two or more
        #[arg(required = true, num_args = 2.., value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        by: By,
    },
    /// The first claim is about another occurrence than the rest
    #[command(
        after_help = "Example:\n  tidings review split a1b2.123 c3d4.56 --why 'the mill in the other Oster' --ledger situation.tidings"
    )]
    Split {
        /// The claim to take apart, and those to keep it apart from
        #[arg(required = true, num_args = 2.., value_name = "CLAIM")]
        claims: Vec<String>,
        #[command(flatten)]
        by: By,
    },
    /// Two claims stand to each other in this way
    #[command(after_help = "\
Examples:
  tidings review link a1b2.123 denies c3d4.56 --ledger F
  tidings review link a1b2.123 none c3d4.56 --why 'two different mills' --ledger F

Kinds: contradicts, denies, differs, overstates, different_measure, later_figure, compatible; `none` takes away \
whatever was found between the two.")]
    Link {
        /// The claim that denies, overstates or comes later
        a: String,
        /// How it stands to the other
        kind: String,
        /// The other claim
        b: String,
        #[command(flatten)]
        by: By,
    },
    /// Add a remark to a claim
    #[command(
        after_help = "Example:\n  tidings review note a1b2.123 'the hospital may know' --ledger situation.tidings"
    )]
    Note {
        /// The claim
        claim: String,
        /// The remark
        text: String,
        #[command(flatten)]
        by: By,
    },
    /// Take a decision back; an undo may itself be undone
    #[command(
        after_help = "Example:\n  tidings review undo 7 --why 'wrong claim' --ledger situation.tidings"
    )]
    Undo {
        /// Numbers of decisions, as `review log` gives them
        #[arg(required = true, value_name = "DECISION")]
        decisions: Vec<u64>,
        #[command(flatten)]
        by: By,
    },
    /// All decisions in order, and what became of each
    #[command(
        after_help = "Examples:\n  tidings review log --ledger situation.tidings\n  tidings review log --format json --ledger situation.tidings | jq .state"
    )]
    Log {
        /// Output format
        #[arg(long, value_enum, default_value = "text")]
        format: LogFormat,
    },
}

/// Who decides, and why.
#[derive(Debug, Clone, Default, ClapArgs)]
pub struct By {
    /// Who decides [default: $USER]
    #[arg(long, value_name = "NAME")]
    pub who: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub why: String,
}

/// Why a claim waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Waits {
    /// A decision about it no longer fits
    Look,
    /// Another claim denies, contradicts or is overstated by it
    Disputed,
    /// Its speaker is unsure
    Unsure,
    /// It says that something happened, and is on no map
    Unlocated,
}

impl From<Waits> for tidings::ledger::Waits {
    fn from(w: Waits) -> Self {
        match w {
            Waits::Look => Self::Look,
            Waits::Disputed => Self::Disputed,
            Waits::Unsure => Self::Unsure,
            Waits::Unlocated => Self::Unlocated,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For reading
    Text,
    /// One JSON object a line
    Json,
}
