//! The parser's model and the gazetteer: where they are, and what to do when they are not there.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use spacy::{Directory, Kernel, LoadError, Pipeline, kernels};
use tidings_claim::attribution::Cues;
use tidings_claim::event::Lexicon as Events;
use tidings_claim::stance::StanceLexicon;
use tidings_gazetteer::{Gazetteer, OpenError};
use tidings_mention::name::Lexicon as Names;

/// Name of the model's folder and of the gazetteer's file inside the data folder.
pub const MODEL: &str = "en_core_web_md";
/// See [`MODEL`].
pub const GAZETTEER: &str = "gazetteer.bin";
/// Stands for a path where there is no file: the table inside the program (feature `gazetteer-inside`).
pub const INSIDE: &str = "(inside the program)";

#[cfg(feature = "gazetteer-inside")]
const TABLE: Option<&[u8]> = Some(include_bytes!(env!(
    "TIDINGS_GAZETTEER",
    "gazetteer-inside needs TIDINGS_GAZETTEER, the whole path of a compiled table; `make dist` gives it"
)));
#[cfg(not(feature = "gazetteer-inside"))]
const TABLE: Option<&[u8]> = None;

/// Everything a [`Reader`](crate::Reader) needs that does not change; shared by all threads.
pub struct Models {
    /// The parser of English.
    pub pipeline: Pipeline,
    /// Parsers of other languages, by language; or why the one that is there cannot be used.
    pub languages: BTreeMap<String, Result<Pipeline, String>>,
    /// Place names.
    pub gazetteer: Gazetteer,
    /// Words of office, force, title and role.
    pub names: Names,
    /// Cues of attribution.
    pub cues: Cues,
    /// Event lexicon.
    pub events: Events,
    /// Cue and hedge tables.
    pub stances: StanceLexicon,
}

/// The model or the gazetteer could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelsError {
    /// The parser's model is not there.
    #[error("no language model at {}: run `make models`, or give its folder with --model", .0.display())]
    NoModel(PathBuf),
    /// A folder that was given has no pipeline.
    #[error("no spaCy pipeline at {}: give the folder that holds its config.cfg", .0.display())]
    NoPipeline(PathBuf),
    /// The parser's model is damaged or of another kind.
    #[error("language model at {}: {source}. `make models` puts a sound one there", path.display())]
    Model {
        /// Folder of the model.
        path: PathBuf,
        /// What is wrong.
        source: Box<LoadError>,
    },
    /// The gazetteer is not there.
    #[error("no gazetteer at {}: run `make models`, or give its file with --gazetteer", .0.display())]
    NoGazetteer(PathBuf),
    /// The gazetteer cannot be read from disk.
    #[error("gazetteer at {}: {source}", path.display())]
    GazetteerIo {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The gazetteer is damaged or of another version.
    #[error("gazetteer at {}: {source}. `make models` builds a sound one", path.display())]
    Gazetteer {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: OpenError,
    },
    /// `TIDINGS_KERNEL` names none that this machine can run.
    #[error("TIDINGS_KERNEL={0} is no kernel of this machine: it has {1}")]
    Kernel(String, String),
    /// A built-in lexicon is not well formed; a defect of this build.
    #[error("built-in lexicon: {0}")]
    Lexicon(String),
}

impl Models {
    /// Opens the model folder and the gazetteer file.
    ///
    /// # Errors
    /// [`ModelsError`] says which of the two is missing or damaged and what mends it.
    pub fn open(model: &Path, gazetteer: &Path) -> Result<Self, ModelsError> {
        Self::open_with(model, gazetteer, &[])
    }

    /// As [`Models::open`], with pipelines of other languages in the folders `others`. Those that lie beside the
    /// model (`models/de_core_news_sm`) are taken as well, where `others` has none of their language.
    ///
    /// # Errors
    /// As [`Models::open`], for each of `others` too. One that is only found beside the model is no error: reports
    /// in its language say that it cannot be used.
    pub fn open_with(model: &Path, gazetteer: &Path, others: &[PathBuf]) -> Result<Self, ModelsError> {
        let pipeline = open_model(model)?;
        let mut languages = BTreeMap::new();
        for path in others {
            let other = open_pipeline(path).unwrap_or_else(|| Err(ModelsError::NoPipeline(path.clone())))?;
            languages.insert(other.lang().to_owned(), Ok(other));
        }
        for (lang, path) in beside(model) {
            if lang != pipeline.lang() && !languages.contains_key(&lang) {
                let other = Pipeline::with_kernel(&Directory(path.clone()), kernel()?);
                languages.insert(lang, other.map_err(|e| format!("{}: {e}", path.display())));
            }
        }
        Ok(Self {
            pipeline,
            languages,
            gazetteer: open_gazetteer(gazetteer)?,
            names: Names::builtin(),
            cues: Cues::builtin(),
            events: Events::bundled().map_err(|e| ModelsError::Lexicon(e.to_string()))?,
            stances: StanceLexicon::builtin(),
        })
    }
}

/// The folders beside `model` that are pipelines, with their languages, by name.
fn beside(model: &Path) -> Vec<(String, PathBuf)> {
    let folders = model.parent().and_then(|dir| std::fs::read_dir(dir).ok()).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
    folders.sort();
    let lang = |path: &PathBuf| {
        let meta: serde_json::Value =
            serde_json::from_slice(&std::fs::read(path.join("meta.json")).ok()?).ok()?;
        path.join("config.cfg").is_file().then(|| meta["lang"].as_str().map(str::to_owned))?
    };
    folders.into_iter().filter_map(|path| Some((lang(&path)?, path))).collect()
}

fn open_pipeline(path: &Path) -> Option<Result<Pipeline, ModelsError>> {
    let load = || {
        Pipeline::with_kernel(&Directory(path.to_path_buf()), kernel()?)
            .map_err(|source| ModelsError::Model { path: path.to_path_buf(), source: Box::new(source) })
    };
    path.join("config.cfg").is_file().then(load)
}

/// The parser's kernel: the one that `TIDINGS_KERNEL` names, for the same last digits on different machines; else the
/// fastest.
fn kernel() -> Result<Kernel, ModelsError> {
    let Some(wanted) = std::env::var_os("TIDINGS_KERNEL") else { return Ok(Kernel::best()) };
    kernels().iter().copied().find(|k| wanted == k.name()).ok_or_else(|| {
        let names: Vec<&str> = kernels().iter().map(|k| k.name()).collect();
        ModelsError::Kernel(wanted.to_string_lossy().into_owned(), names.join(", "))
    })
}

/// The parser of English by itself.
///
/// # Errors
/// As [`Models::open`].
pub fn open_model(path: &Path) -> Result<Pipeline, ModelsError> {
    open_pipeline(path).unwrap_or_else(|| Err(ModelsError::NoModel(path.to_path_buf())))
}

/// The gazetteer by itself.
///
/// # Errors
/// As [`Models::open`].
pub fn open_gazetteer(path: &Path) -> Result<Gazetteer, ModelsError> {
    let unsound = |source| ModelsError::Gazetteer { path: path.to_path_buf(), source };
    if let Some(table) = TABLE
        && path.as_os_str() == INSIDE
    {
        return Gazetteer::from_bytes(table).map_err(unsound);
    }
    let io = |source: std::io::Error| ModelsError::GazetteerIo { path: path.to_path_buf(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(ModelsError::NoGazetteer(path.to_path_buf()));
        }
        Err(e) => return Err(io(e)),
    };
    // SAFETY: the map is private and read-only, and the gazetteer is replaced by renaming a finished file,
    // never rewritten in place (see `tidings gazetteer build`).
    let map = unsafe { memmap2::MmapOptions::new().map_copy_read_only(&file) }.map_err(io)?;
    Gazetteer::from_bytes(map).map_err(unsound)
}

/// The gazetteer of a data folder: its file, or where there is none [`INSIDE`], if the program has a table.
pub fn gazetteer_in(dir: &Path) -> PathBuf {
    let file = dir.join(GAZETTEER);
    if TABLE.is_some() && !file.is_file() { INSIDE.into() } else { file }
}

/// Where the data folder is: `TIDINGS_DATA`, else `models` beside the working directory, beside the program
/// or in one of the folders above the program, else the user's data folder. The first that exists wins; if
/// none does, the first candidate is named in the error.
pub fn data_dir() -> PathBuf {
    if let Some(dir) = std::env::var_os("TIDINGS_DATA") {
        return dir.into();
    }
    let here = PathBuf::from("models");
    let mut tries = vec![here.clone()];
    if let Ok(exe) = std::env::current_exe() {
        tries.extend(exe.ancestors().skip(1).take(4).map(|a| a.join("models")));
    }
    let home = |var: &str, rest: &str| std::env::var_os(var).map(|h| PathBuf::from(h).join(rest));
    tries.extend(home("XDG_DATA_HOME", "tidings"));
    tries.extend(home("HOME", ".local/share/tidings"));
    tries.into_iter().find(|d| d.join(GAZETTEER).is_file() || d.join(MODEL).is_dir()).unwrap_or(here)
}
