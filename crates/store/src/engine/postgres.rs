//! PostgreSQL: a database that a team shares.
//!
//! One writes at a time, as in a file: a step that writes locks the table of the ledger's own numbers, which readers do
//! not ask for. So numbers of sightings rise in the order in which they can be seen, which `rebuild` goes by.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use postgres::config::{Host, SslMode};
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::postgres_tables::{DERIVED, DERIVED_TABLES, TRUTH, VERSION};
use super::{Engine, Fault, Indexed, Named, Result, Row, Side, Value};
use crate::filter::Area;
use crate::question::Ask;
use crate::{Open, StoreError, derived};

/// How long a writer waits for another one before it says so.
const PATIENCE: &str = "30s";

/// Words of a clause up to which PostgreSQL keeps all their positions (256 of each word); a longer one gets a mark, and is
/// found by its words in any order.
const SHORT: usize = 255;

/// The mark of a clause that is longer.
const LONG: &str = "#long";

/// Bytes of a word that are kept; PostgreSQL takes 2,046.
const WORD: usize = 1_000;

/// Whether a ledger's place is a database and not a file.
pub(crate) fn is_address(place: &Path) -> bool {
    place.to_str().is_some_and(|s| s.starts_with("postgres://") || s.starts_with("postgresql://"))
}

/// An address as it may be shown.
pub(crate) fn shown(place: &Path) -> PathBuf {
    Address::parse(place).map_or_else(|_| without_password(place), |address| address.shown())
}

/// A database, and how to come back to it.
pub(crate) struct Postgres {
    config: Config,
    /// What a new connection is told first.
    session: String,
    /// Always there until the end.
    client: RefCell<Option<Client>>,
    statements: RefCell<HashMap<String, Statement>>,
    in_step: Cell<bool>,
}

impl Drop for Postgres {
    /// A connection says goodbye to the server and waits for that, which a thread that drives asynchronous tasks may not.
    fn drop(&mut self) {
        if let Some(client) = self.client.get_mut().take() {
            let _ = std::thread::spawn(move || drop(client)).join();
        }
    }
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address holds a password.
        f.debug_struct("Postgres").field("session", &self.session).finish_non_exhaustive()
    }
}

impl Postgres {
    /// The database of an address, and the address without its password.
    pub(crate) fn open(place: &Path, how: Open) -> std::result::Result<(Self, PathBuf), StoreError> {
        let address = Address::parse(place)?;
        let shown = address.shown();
        let fail = |e: Fault| StoreError::of(&shown, e);
        let schema = address.schema.as_deref().unwrap_or("public");
        let mut session = format!(
            "SET search_path TO \"{schema}\"; SET lock_timeout = '{PATIENCE}'; SET synchronous_commit = on; \
             SET client_min_messages = warning; \
             SET plan_cache_mode = force_custom_plan"
        );
        if how == Open::Read {
            session.push_str("; SET default_transaction_read_only = on");
        }
        let client = connected(&address.config, &session).map_err(fail)?;
        let this = Self {
            config: address.config,
            session,
            client: RefCell::new(Some(client)),
            statements: RefCell::default(),
            in_step: Cell::new(false),
        };
        if how == Open::Make {
            this.made(schema).map_err(fail)?;
        }
        let engine: &dyn Engine = &this;
        let tables = engine
            .number("SELECT count(*) FROM pg_tables WHERE schemaname = $1", &[Value::Text(schema)])
            .map_err(fail)?;
        match this.version().map_err(fail)? {
            None if tables == 0 => Err(StoreError::Missing(shown)),
            None => Err(StoreError::NotALedger(shown)),
            Some(version) if version > VERSION => Err(StoreError::Newer { path: shown, version }),
            Some(_) => Ok((this, shown)),
        }
    }

    /// Version of the tables; `None` = they are not ours, or there are none.
    fn version(&self) -> Result<Option<i64>> {
        let engine: &dyn Engine = self;
        let there = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() \
                     AND tablename IN ('meta', 'sighting', 'decision', 'watch')";
        if engine.number(there, &[])? < 4 {
            return Ok(None);
        }
        engine.first("SELECT value FROM meta WHERE key = 'tidings'", &[], |row| row.int(0))
    }

    /// Makes the tables in an empty schema. Of two programs that do so one waits and finds them made.
    fn made(&self, schema: &str) -> Result<()> {
        let engine: &dyn Engine = self;
        self.script("BEGIN; SELECT pg_advisory_xact_lock(1414087751)")?;
        let make = || {
            // Asked first, since who may write to a schema may often not make one.
            let sql = "SELECT count(*) FROM pg_namespace WHERE nspname = $1";
            if engine.number(sql, &[Value::Text(schema)])? == 0 {
                self.script(&format!("CREATE SCHEMA \"{schema}\""))?;
            }
            let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = $1";
            if engine.number(tables, &[Value::Text(schema)])? == 0 {
                self.script(TRUTH)?;
                self.make(Side::Shown)?;
                let keys =
                    format!("('tidings', {VERSION}), ('changes', 0), ('derived', {})", derived::FORMAT);
                self.script(&format!("INSERT INTO meta(key, value) VALUES {keys}"))?;
            }
            Ok(())
        };
        let made = make();
        let ended = self.script(if made.is_ok() { "COMMIT" } else { "ROLLBACK" });
        made.and(ended)
    }

    /// The connection; a new one where the last was lost between two steps.
    fn with<T>(&self, work: impl FnOnce(&mut Client) -> Result<T>) -> Result<T> {
        let mut client = self
            .client
            .try_borrow_mut()
            .map_err(|_| Fault::Damaged("the database was asked while it was answering".into()))?;
        let lost = client.as_ref().is_none_or(Client::is_closed);
        if lost && !self.in_step.get() {
            *client = Some(connected(&self.config, &self.session)?);
            self.statements.borrow_mut().clear();
        }
        client.as_mut().map_or_else(|| Err(Fault::Damaged("no connection".into())), work)
    }

    /// As [`Postgres::with`], with the statement made ready.
    fn stated<T>(&self, sql: &str, work: impl FnOnce(&mut Client, &Statement) -> Result<T>) -> Result<T> {
        self.with(|client| {
            let known = self.statements.borrow().get(sql).cloned();
            let statement = if let Some(statement) = known {
                statement
            } else {
                let made = client.prepare(sql)?;
                self.statements.borrow_mut().insert(sql.to_owned(), made.clone());
                made
            };
            work(client, &statement)
        })
    }

    fn script(&self, sql: &str) -> Result<()> {
        self.with(|client| Ok(client.batch_execute(sql)?))
    }

    fn ids(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<i64>> {
        self.stated(sql, |client, statement| {
            client.query(statement, values)?.iter().map(|row| Ok(row.try_get(0)?)).collect()
        })
    }
}

/// An address, taken apart.
struct Address {
    config: Config,
    schema: Option<String>,
}

impl Address {
    fn parse(place: &Path) -> std::result::Result<Self, StoreError> {
        let wrong = |what: &str| StoreError::Address { place: without_password(place), what: what.into() };
        let text = place.to_str().ok_or_else(|| wrong("the address is not text"))?;
        let (base, options) = text.split_once('?').unwrap_or((text, ""));
        let mut schema = None;
        let mut others = Vec::new();
        for option in options.split('&').filter(|o| !o.is_empty()) {
            match option.split_once('=') {
                Some(("schema", name)) => schema = Some(name.to_owned()),
                _ => others.push(option),
            }
        }
        let plain = |name: &String| {
            !name.is_empty()
                && name.len() < 64
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if schema.as_ref().is_some_and(|name| !plain(name)) {
            return Err(wrong("the name of a schema is of the letters a to z, digits and `_`"));
        }
        let mut config = Config::from_str(&format!("{base}?{}", others.join("&")))
            .map_err(|e| wrong(&e.source().map_or_else(|| e.to_string(), |why| format!("{e}: {why}"))))?;
        if config.get_password().is_none() {
            // As all programs for PostgreSQL: so that it need not stand where others see it.
            if let Some(password) = std::env::var_os("PGPASSWORD").and_then(|p| p.into_string().ok()) {
                config.password(password);
            }
        }
        // What leaves the machine is encrypted unless somebody says otherwise.
        let here = |host: &Host| match host {
            Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
            Host::Unix(_) => true,
        };
        let said = others.iter().any(|o| o.starts_with("sslmode="));
        if !said && !config.get_hosts().iter().all(here) {
            config.ssl_mode(SslMode::Require);
        }
        config.application_name("tidings");
        Ok(Self { config, schema })
    }

    /// The address as it may be shown.
    fn shown(&self) -> PathBuf {
        let mut out = String::from("postgres://");
        if let Some(user) = self.config.get_user() {
            let _ = write!(out, "{user}@");
        }
        let host = self.config.get_hosts().first().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string().replace('/', "%2F"),
        });
        out.push_str(&host.unwrap_or_default());
        if let Some(port) = self.config.get_ports().first() {
            let _ = write!(out, ":{port}");
        }
        let _ = write!(out, "/{}", self.config.get_dbname().unwrap_or_default());
        if let Some(schema) = &self.schema {
            let _ = write!(out, "?schema={schema}");
        }
        out.into()
    }
}

/// An address that could not be taken apart: what stands before the last `@` may be a password.
fn without_password(place: &Path) -> PathBuf {
    let text = place.to_string_lossy();
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("postgres://...@{rest}").into(),
        None => place.into(),
    }
}

fn connected(config: &Config, session: &str) -> Result<Client> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| Fault::Damaged(e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut client = config.connect(MakeRustlsConnect::new(tls))?;
    client.batch_execute(session)?;
    Ok(client)
}

impl From<postgres::Error> for Fault {
    fn from(e: postgres::Error) -> Self {
        Self::Postgres(e)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(n) => n.to_sql(ty, out),
            // The one character that PostgreSQL's text cannot hold.
            Self::Text(s) if s.contains('\0') => s.replace('\0', "\u{fffd}").to_sql(ty, out),
            Self::Text(s) => s.to_sql(ty, out),
            Self::Blob(b) => b.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT | Type::BYTEA | Type::NAME)
    }

    to_sql_checked!();
}

impl Row for postgres::Row {
    fn int(&self, column: usize) -> Result<i64> {
        Ok(self.try_get(column)?)
    }

    fn text(&self, column: usize) -> Result<String> {
        Ok(self.try_get(column)?)
    }

    fn blob(&self, column: usize) -> Result<Vec<u8>> {
        Ok(self.try_get(column)?)
    }
}

impl Engine for Postgres {
    fn run(&self, sql: &str, values: &[Value]) -> Result<()> {
        self.rows(sql, values, &mut |_| Ok(true))
    }

    fn rows(
        &self,
        sql: &str,
        values: &[Value],
        each: &mut dyn FnMut(&dyn Row) -> Result<bool>,
    ) -> Result<()> {
        self.stated(sql, |client, statement| {
            let mut rows = client.query_raw(statement, values)?;
            while let Some(row) = rows.next()? {
                if !each(&row)? {
                    break;
                }
            }
            Ok(())
        })
    }

    fn begin(&self) -> Result<()> {
        let begun = self.script("BEGIN; LOCK TABLE meta IN EXCLUSIVE MODE");
        self.in_step.set(begun.is_ok());
        if begun.is_err() {
            let _ = self.script("ROLLBACK");
        }
        begun
    }

    fn end(&self, keep: bool) -> Result<()> {
        let ended = self.script(if keep {
            "UPDATE meta SET value = value + 1 WHERE key = 'changes'; COMMIT"
        } else {
            "ROLLBACK"
        });
        self.in_step.set(false);
        ended
    }

    fn changes(&self) -> Result<i64> {
        let engine: &dyn Engine = self;
        engine.number("SELECT value FROM meta WHERE key = 'changes'", &[])
    }

    fn make(&self, side: Side) -> Result<()> {
        self.script(&side.sql(DERIVED_TABLES))
    }

    fn unmake(&self, side: Side) -> Result<()> {
        DERIVED.iter().try_for_each(|t| self.script(&side.sql(&format!("DROP TABLE IF EXISTS @{t}"))))
    }

    fn show_made(&self) -> Result<()> {
        DERIVED.iter().try_for_each(|t| {
            self.script(&format!("ALTER TABLE {} RENAME TO {t}", Side::Made.sql(&format!("@{t}"))))
        })
    }

    fn index(&self, side: Side, claims: &[Indexed]) -> Result<()> {
        let ids: Vec<i64> = claims.iter().map(|c| c.id).collect();
        let words: Vec<String> = claims.iter().map(vector).collect();
        let sql = side.sql(
            "INSERT INTO @claim(id, words) \
             SELECT id, words::tsvector FROM unnest($1::bigint[], $2::text[]) AS t(id, words)",
        );
        self.stated(&sql, |client, statement| {
            client.execute(statement, &[&ids, &words])?;
            Ok(())
        })
    }

    fn unindex(&self, side: Side, ids: Range<i64>) -> Result<()> {
        let sql = side.sql("DELETE FROM @claim WHERE id >= $1 AND id < $2");
        self.run(&sql, &[Value::Int(ids.start), Value::Int(ids.end)])
    }

    fn index_name(&self, side: Side, name: &Named) -> Result<()> {
        let mut words = String::new();
        positions(&name.words, &mut words);
        let (lon, lat) = name.at.unzip();
        let sql = side.sql("UPDATE @name SET words = $1::text::tsvector, lon = $2, lat = $3 WHERE id = $4");
        self.stated(&sql, |client, statement| {
            client.execute(statement, &[&words, &lon, &lat, &name.id])?;
            Ok(())
        })
    }

    fn find(&self, ask: &Ask, most: Option<usize>) -> Result<Vec<i64>> {
        let mut question = String::new();
        write(ask, &mut question);
        let most = most.map(|n| n as i64);
        // No limit is NULL.
        // Found first and bounded then: else the planner walks all claims in order, in the hope of meeting enough soon.
        let sql = "WITH hit AS MATERIALIZED (SELECT id FROM claim WHERE words @@ $1::text::tsquery) \
                   SELECT id FROM hit ORDER BY id LIMIT $2";
        self.ids(sql, &[&question, &most])
    }

    fn find_names(&self, phrase: &[&str], most: usize) -> Result<Vec<i64>> {
        let mut question = String::new();
        follow(phrase, " <-> ", &mut question);
        let sql = "WITH hit AS MATERIALIZED (SELECT id FROM name WHERE words @@ $1::text::tsquery) \
                   SELECT id FROM hit ORDER BY id LIMIT $2";
        self.ids(sql, &[&question, &(most as i64)])
    }

    fn find_inside(&self, a: Area) -> Result<Vec<i64>> {
        let over = if a.west > a.east { "OR" } else { "AND" };
        let sql = format!(
            "SELECT id FROM name WHERE lat BETWEEN $1 AND $2 AND (lon >= $3 {over} lon <= $4) ORDER BY id"
        );
        self.ids(&sql, &[&a.south, &a.north, &a.west, &a.east])
    }

    fn indexed(&self) -> Result<i64> {
        let engine: &dyn Engine = self;
        engine.number("SELECT count(*) FROM claim", &[])
    }

    /// References are kept by PostgreSQL; its pages are checked by its own tools (`pg_amcheck`, checksums).
    fn examine(&self) -> Result<Vec<(String, bool)>> {
        Ok(Vec::new())
    }
}

/// A claim's words with their positions, and its marks.
fn vector(claim: &Indexed) -> String {
    let mut out = String::new();
    let last = positions(&claim.words, &mut out);
    if last > SHORT {
        let _ = write!(out, "'{LONG}' ");
    }
    for mark in claim.marks.split_whitespace() {
        let _ = write!(out, "'#{mark}' ");
    }
    out
}

/// Writes words with their positions, and gives the last one. What is folded holds no quote.
fn positions(words: &str, out: &mut String) -> usize {
    let mut at = 0;
    for word in words.split_whitespace() {
        at += 1;
        // The greatest that PostgreSQL keeps.
        let _ = write!(out, "'{}':{} ", cut(word), at.min(16_383));
    }
    at
}

fn cut(word: &str) -> &str {
    &word[..word.floor_char_boundary(WORD)]
}

/// Words with a sign between them, the last one perhaps only begun.
fn follow(words: &[impl AsRef<str>], between: &str, out: &mut String) {
    out.push('(');
    for (n, word) in words.iter().enumerate() {
        let begun = if n + 1 == words.len() { ":*" } else { "" };
        let _ = write!(out, "{}'{}'{begun}", if n > 0 { between } else { "" }, cut(word.as_ref()));
    }
    out.push(')');
}

/// A question in PostgreSQL's language.
fn write(ask: &Ask, out: &mut String) {
    let list = |parts: &[Ask], between: &str, out: &mut String| {
        out.push('(');
        for (n, part) in parts.iter().enumerate() {
            out.push_str(if n > 0 { between } else { "" });
            write(part, out);
        }
        out.push(')');
    };
    match ask {
        Ask::Nothing => out.push_str("'#nothing'"),
        Ask::Words(words) => {
            out.push('(');
            follow(words, " <-> ", out);
            if words.len() > 1 {
                let _ = write!(out, " | '{LONG}' & ");
                follow(words, " & ", out);
            }
            out.push(')');
        }
        Ask::Marks(marks) => {
            let marks: Vec<String> = marks.iter().map(|m| format!("'#{m}'")).collect();
            let _ = write!(out, "({})", marks.join(" | "));
        }
        Ask::Begun(mark) => {
            let _ = write!(out, "'#{mark}':*");
        }
        Ask::Any(parts) => list(parts, " | ", out),
        Ask::All(parts) => list(parts, " & ", out),
    }
}
