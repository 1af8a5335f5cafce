//! `tidings doctor`: what of an installation is there, what is missing, and what mends it.

use serde_json::json;
use tidings::store::Store;
use tidings::text::{Hints, document_from_text};
use tidings::{Models, Reader, models};

use crate::args::{DataArgs, DoctorArgs};
use crate::failure::{Done, Failure};
use crate::progress;

/// Read whole to see that the parts work together; two people say three things of two places.
const TRIAL: &str = "The mayor of Kharkiv said on Monday that at least four people were killed near Kyiv. \
                     A spokesman for the ministry denied this.";

/// Languages that have words and rules here, besides English.
const OTHERS: [(&str, &str); 3] = [("de", "German"), ("uk", "Ukrainian"), ("ru", "Russian")];

/// How a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// Something that can be done without.
    Absent,
    Bad,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Absent => "absent",
            Self::Bad => "WRONG",
        }
    }
}

/// One part of an installation.
#[derive(Debug)]
struct Finding {
    part: String,
    state: State,
    /// What was seen, and what mends it.
    what: String,
}

pub fn run(data: &DataArgs, args: &DoctorArgs) -> Result<Done, Failure> {
    let mut found = Findings(Vec::new());
    found.good("program", format!("{} {}", env!("CARGO_PKG_VERSION"), target()));
    found.data(data);
    if tidings_server::is_built() {
        found.good("page", "inside the program".into());
    } else {
        found.add("page", State::Absent, "not built: install Node 20 or later, then `make build`".into());
    }
    let data_is_bad = found.any_bad();
    if let Some(place) = &args.ledger {
        found.ledger(place);
    }
    if args.json {
        println!("{:#}", found.json());
    } else {
        found.print();
    }
    match (data_is_bad, found.any_bad()) {
        (false, false) => Ok(Done::Whole),
        (true, _) => Err(Failure::data("something that reading needs is missing; see above")),
        (false, true) => Err(Failure::new("the ledger has problems; see above")),
    }
}

fn target() -> String {
    format!("for {} on {}", std::env::consts::OS, std::env::consts::ARCH)
}

struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, part: &str, state: State, what: String) {
        self.0.push(Finding { part: part.into(), state, what });
    }

    fn good(&mut self, part: &str, what: String) {
        self.add(part, State::Good, what);
    }

    fn any_bad(&self) -> bool {
        self.0.iter().any(|f| f.state == State::Bad)
    }

    /// What reports are read with.
    fn data(&mut self, data: &DataArgs) {
        let (model, gazetteer) = (progress::model(data), progress::gazetteer(data));
        match models::open_model(&model) {
            Ok(p) => {
                let kernel = format!("{:?}", p.kernel()).to_lowercase();
                let what = format!("{} {}, {} ({kernel} kernel)", p.name(), p.version(), model.display());
                self.good("language model", what);
            }
            Err(e) => self.add("language model", State::Bad, e.to_string()),
        }
        match models::open_gazetteer(&gazetteer) {
            Ok(g) => self.good("gazetteer", format!("{} places, {}", g.len(), gazetteer.display())),
            Err(e) => self.add("gazetteer", State::Bad, e.to_string()),
        }
        match Models::open_with(&model, &gazetteer, &data.pipelines) {
            Ok(models) => {
                self.languages(&models);
                self.trial(&models);
            }
            // Told of already, unless it is a pipeline that was given.
            Err(e) if !self.any_bad() => self.add("languages", State::Bad, e.to_string()),
            Err(_) => {}
        }
    }

    fn languages(&mut self, models: &Models) {
        for (code, name) in OTHERS {
            let none = "no pipeline: places, times and figures are read, claims are not (docs/languages.md)";
            match models.languages.get(code) {
                Some(Ok(p)) => self.good(name, format!("{} {}", p.name(), p.version())),
                Some(Err(e)) => self.add(name, State::Bad, e.clone()),
                None => self.add(name, State::Absent, none.into()),
            }
        }
    }

    fn trial(&mut self, models: &Models) {
        let hints = Hints { published: Some(jiff::civil::date(2024, 5, 7)), ..Hints::default() };
        let document = document_from_text(TRIAL.into(), &hints);
        let report = tidings::reports::report(&mut Reader::new(models), document);
        let placed = report.claims.iter().filter(|c| !c.places.is_empty()).count();
        let what = format!("{} claims, {placed} with a place", report.claims.len());
        if report.claims.len() >= 2 && placed >= 1 {
            self.good("a report read", what);
        } else {
            let wrong =
                format!("{what}, of a text that has two: the model does not fit this program. `make models`");
            self.add("a report read", State::Bad, wrong);
        }
    }

    fn ledger(&mut self, place: &std::path::Path) {
        let counted = |store: &Store| {
            let counts = (store.len()?, store.claims()?, store.decisions()?.len());
            Ok::<_, tidings::store::StoreError>((counts, store.check()?))
        };
        let shown = tidings::store::shown(place).display().to_string();
        match Store::read_only(place).and_then(|store| counted(&store)) {
            Ok(((reports, claims, decisions), problems)) if problems.is_empty() => self.good(
                "ledger",
                format!("{shown}: sound; {reports} reports, {claims} claims, {decisions} decisions"),
            ),
            Ok((_, problems)) => {
                for p in problems {
                    let mends = if p.rebuild { " (`tidings rebuild` mends it)" } else { "" };
                    self.add("ledger", State::Bad, format!("{}{mends}", p.what));
                }
            }
            Err(e) => self.add("ledger", State::Bad, e.to_string()),
        }
    }

    fn json(&self) -> serde_json::Value {
        self.0.iter().map(|f| json!({ "part": f.part, "state": f.state.as_str(), "what": f.what })).collect()
    }

    fn print(&self) {
        let width = self.0.iter().map(|f| f.part.len()).max().unwrap_or(0);
        for f in &self.0 {
            println!("{:6}  {:width$}  {}", f.state.as_str(), f.part, f.what);
        }
    }
}
