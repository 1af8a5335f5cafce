//! Who answers what under /api/v1. Each answer is short: it reads the last snapshot and lets `view` say what is shown.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router, middleware};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tidings::ledger::ClaimRef;
use tidings::store::Given;
use tidings::view::export::{ExportError, Format, export};
use tidings::view::page::{Card, ClaimDetail, DecisionView, QueryResult, ReportText, Why};
use tidings::view::{Brief, Options, Shown};

use crate::decide::{NewDecision, words};
use crate::events::Job;
use crate::problem::Problem;
use crate::snapshot::Snapshot;
use crate::tokens::{Caller, Role};
use crate::upload::{MOST_BYTES, Upload};
use crate::{App, assets, clock, events, explain, guard};

/// Cards that may be asked for at once.
const MOST_CARDS: usize = 200;

/// Most bytes of a JSON body.
const MOST_JSON: usize = 1 << 20;

/// How long a body may bring nothing.
const PAUSE: Duration = Duration::from_secs(30);

/// How long who decided waits to see what came of it. In a very large ledger that takes longer: then the answer has the
/// version before it, and the event tells when it is there.
const SETTLED: Duration = Duration::from_secs(3);

type Answer<T> = Result<Json<T>, Problem>;

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    let api = Router::new()
        .route("/situation", get(situation))
        .route("/situation/columns", get(columns))
        .route("/situation/changes", get(changes))
        .route("/cards", get(cards))
        .route("/claims/{id}", get(claim))
        .route("/claims/{id}/why", get(why))
        .route("/reports/{sha256}", get(report))
        .route("/reports", post(add))
        .route("/jobs/{id}", get(job))
        .route("/query", get(query))
        .route("/decisions", get(decisions).post(decide))
        .route("/session", get(session).post(sign_in).delete(sign_out))
        .route("/events", get(events::stream))
        .route("/brief", get(brief))
        .route("/export/{format}", get(exported))
        .route("/openapi.json", get(openapi))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .nest("/api/v1", api)
        .route("/", get(assets::index))
        .route("/{*path}", get(assets::asset))
        .fallback(|| async { Problem::missing("there is nothing here") })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this cannot be done here")
        })
        .layer(middleware::from_fn_with_state(app.clone(), guard::stand))
        .with_state(app)
}

async fn situation(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    whole(&app, &headers, "rows", Snapshot::json, Snapshot::gzip).await
}

async fn columns(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    whole(&app, &headers, "columns", Snapshot::columns, Snapshot::columns_gzip).await
}

/// All of the situation in one of its forms, if the client does not have it already.
async fn whole(
    app: &App,
    headers: &HeaderMap,
    form: &str,
    plain: fn(&Snapshot) -> Bytes,
    gzip: fn(&Snapshot) -> Bytes,
) -> Response {
    let now = app.keeper.now();
    let tag = format!("W/\"{}-{form}\"", now.version);
    let common = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "private, no-cache".into()),
        (header::VARY, "accept-encoding, cookie, authorization".into()),
    ];
    if assets::matches(headers, &tag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let kind = [(header::CONTENT_TYPE, "application/json")];
    let packed = assets::takes_gzip(headers);
    let body = app.work.light(move || Ok(if packed { gzip(&now) } else { plain(&now) })).await;
    match body {
        Ok(body) if packed => (common, kind, [(header::CONTENT_ENCODING, "gzip")], body).into_response(),
        Ok(body) => (common, kind, body).into_response(),
        Err(busy) => busy.into_response(),
    }
}

#[derive(Deserialize)]
struct Since {
    since: String,
}

async fn changes(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    query: Result<Query<Since>, QueryRejection>,
) -> Result<Response, Problem> {
    let asked = asked(query)?;
    let now = app.keeper.now();
    let changes = now.since(&asked.since).ok_or_else(|| {
        Problem::stale("it is not known what has changed since that version").advice("Load the situation.")
    })?;
    let common = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::VARY, "accept-encoding, cookie, authorization"),
    ];
    if !assets::takes_gzip(&headers) {
        return Ok((common, changes).into_response());
    }
    let packed = app.work.light(move || Ok(crate::snapshot::gzip(&changes))).await?;
    Ok((common, [(header::CONTENT_ENCODING, "gzip")], packed).into_response())
}

/// The one name in a path.
pub struct Named(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|Path(name)| Self(name)).map_err(|e| Problem::bad(e.body_text()))
    }
}

/// What stands behind the question mark, or what is wrong with it.
fn asked<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Problem> {
    query.map(|Query(q)| q).map_err(|e| Problem::bad(e.body_text()))
}

#[derive(Deserialize)]
struct Cards {
    version: String,
    n: String,
}

async fn cards(
    State(app): State<Arc<App>>,
    query: Result<Query<Cards>, QueryRejection>,
) -> Answer<Vec<Card>> {
    let asked = asked(query)?;
    let now = app.keeper.now();
    if asked.version != now.version {
        return Err(Problem::stale("the situation has changed")
            .advice("Load it again; numbers of claims are others now."));
    }
    let numbers = asked.n.split(',').filter(|n| !n.is_empty()).map(str::parse::<usize>);
    let numbers: Vec<usize> =
        numbers.collect::<Result<_, _>>().map_err(|_| Problem::bad("n is a list of numbers"))?;
    if numbers.len() > MOST_CARDS {
        return Err(Problem::bad(format!("{MOST_CARDS} claims at most can be asked for at once")));
    }
    let card = move || {
        let one =
            |n: &usize| now.book().card(*n).ok_or_else(|| Problem::missing(format!("no claim number {n}")));
        numbers.iter().map(one).collect()
    };
    app.work.light(card).await.map(Json)
}

/// The claim of that name.
fn find(now: &Snapshot, id: &str) -> Result<ClaimRef, Problem> {
    now.book().find(id).ok_or_else(|| Problem::missing("no such claim"))
}

async fn claim(State(app): State<Arc<App>>, Named(id): Named) -> Answer<ClaimDetail> {
    let now = app.keeper.now();
    let detail = move || {
        let at = find(&now, &id)?;
        let shown = now.book().number(at).and_then(|n| now.book().detail(n));
        shown.ok_or_else(|| Problem::new(StatusCode::GONE, "an analyst has rejected this claim"))
    };
    app.work.light(detail).await.map(Json)
}

async fn why(State(app): State<Arc<App>>, Named(id): Named) -> Answer<Why> {
    let now = app.keeper.now();
    let library = app.library.clone();
    let at = find(&now, &id)?;
    app.work.heavy(move || explain::why(&library, &now, at)).await.map(Json)
}

#[derive(Deserialize)]
struct Where {
    around: Option<String>,
    from: Option<usize>,
}

async fn report(
    State(app): State<Arc<App>>,
    Named(sha256): Named,
    query: Result<Query<Where>, QueryRejection>,
) -> Answer<ReportText> {
    let asked = asked(query)?;
    let now = app.keeper.now();
    let text = move || {
        let book = now.book();
        let report = book.report(&sha256).ok_or_else(|| Problem::missing("no such report"))?;
        let from = match asked.around {
            Some(id) => {
                let at = find(&now, &id)?;
                if at.report != report {
                    return Err(Problem::wrong("the claim stands in another report"));
                }
                book.block_of(at)
            }
            None => asked.from.unwrap_or(0),
        };
        let mut text = book.text(report, from);
        if let Some(arrival) = now.arrival(report) {
            text.received.clone_from(&arrival.received);
            text.origin = book.origin(report, &arrival.origin);
        }
        Ok(text)
    };
    app.work.light(text).await.map(Json)
}

#[derive(Deserialize)]
struct Filter {
    q: String,
}

async fn query(
    State(app): State<Arc<App>>,
    query: Result<Query<Filter>, QueryRejection>,
) -> Answer<QueryResult> {
    let asked = asked(query)?;
    let now = app.keeper.now();
    let filter = parse(Some(&asked.q))?;
    let select = move || Ok(QueryResult { version: now.version.clone(), claims: now.book().select(&filter) });
    app.work.light(select).await.map(Json)
}

fn parse(text: Option<&str>) -> Result<tidings::ledger::Query, Problem> {
    let text = text.unwrap_or("");
    text.parse().map_err(|e: tidings::ledger::QueryError| Problem::wrong(e.to_string()))
}

async fn decisions(State(app): State<Arc<App>>) -> Answer<Vec<DecisionView>> {
    let now = app.keeper.now();
    app.work.light(move || Ok(now.book().log())).await.map(Json)
}

#[derive(Serialize)]
struct Decided {
    id: u64,
    version: String,
}

async fn decide(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let new: NewDecision = json(request).await?;
    let now = app.keeper.now();
    if let Some(why) = &app.read_only {
        return Err(Problem::new(StatusCode::FORBIDDEN, why.clone()));
    }
    // A token names its bearer; nobody decides in another's name.
    let who = caller.who.clone().map_or_else(|| words("a name", &new.who), Ok)?;
    if who.is_empty() {
        return Err(Problem::wrong("who decides? `who` is empty"));
    }
    let why = words("a reason", &new.why)?;
    let deciding = app.clone();
    let decided = app.work.light(move || {
        let act = new.act.act(&now, new.expected)?;
        let mut store = deciding.store.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let store = store.as_mut().ok_or_else(|| Problem::defect("the ledger is not open for writing"))?;
        Ok(store.decide(Some(new.expected), &clock::now(), &who, &why, &act)?)
    });
    let id = decided.await?;
    app.keeper.look();
    let mut current = app.keeper.current.clone();
    let settled = tokio::time::timeout(SETTLED, current.wait_for(|s| s.last_decision >= id)).await;
    let version = match settled {
        Ok(Ok(seen)) => seen.version.clone(),
        _ => app.keeper.now().version.clone(),
    };
    Ok((StatusCode::CREATED, Json(Decided { id, version })).into_response())
}

/// A body of JSON.
async fn json<T: serde::de::DeserializeOwned>(request: Request<Body>) -> Result<T, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
    }
    let bytes = taken(request.into_body(), MOST_JSON).await?;
    serde_json::from_slice(&bytes).map_err(|e| match e.classify() {
        serde_json::error::Category::Data => Problem::wrong(e.to_string()),
        _ => Problem::bad(e.to_string()),
    })
}

/// A whole body, if it is not too long and does not pause.
async fn taken(body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    let mut parts = body.into_data_stream();
    let mut bytes = Vec::new();
    loop {
        let part: Option<Result<Bytes, axum::Error>> = tokio::time::timeout(PAUSE, parts.next())
            .await
            .map_err(|_| Problem::new(StatusCode::REQUEST_TIMEOUT, "the body does not come"))?;
        let Some(part) = part else { return Ok(bytes) };
        let part = part.map_err(|e| Problem::bad(format!("the body broke off: {e}")))?;
        if bytes.len() + part.len() > most {
            return Err(too_long(most));
        }
        bytes.extend_from_slice(&part);
    }
}

fn too_long(most: usize) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, format!("more than {} MB", most >> 20))
}

#[derive(Deserialize)]
struct NewReport {
    name: Option<String>,
    published: Option<String>,
    publisher: Option<String>,
}

async fn add(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    query: Result<Query<NewReport>, QueryRejection>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let asked = asked(query)?;
    if let Some(why) = &app.read_only {
        return Err(Problem::new(StatusCode::FORBIDDEN, why.clone()));
    }
    if let Some(why) = app.library.missing() {
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "reports cannot be read here").advice(why));
    }
    let named =
        |s: Option<String>| s.map(|s| words("a name", &s)).transpose().map(|s| s.filter(|s| !s.is_empty()));
    let name = named(asked.name)?.unwrap_or_else(|| "report".into());
    let day = asked.published.filter(|d| !d.is_empty());
    let day = day.map(|d| d.parse().map_err(|_| Problem::wrong("`published` is a day as in 2024-05-01")));
    let given = Given {
        id: None,
        published: day.transpose()?,
        publisher: named(asked.publisher)?,
        ..Given::default()
    };
    let long =
        request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if long.is_some_and(|n| n > MOST_BYTES as u64) {
        return Err(too_long(MOST_BYTES));
    }
    let turn = tokio::time::timeout(PAUSE, app.uploads.bodies.acquire()).await;
    let Ok(Ok(_turn)) = turn else {
        return Err(Problem::busy("too many reports are being handed in")
            .advice("Hand this one in again in a moment."));
    };
    let bytes = taken(request.into_body(), MOST_BYTES).await?;
    if bytes.is_empty() {
        return Err(Problem::wrong("there is nothing in it"));
    }
    let job = app.uploads.put(Upload { name, given, bytes, who: caller.who })?;
    let at = format!("/api/v1/jobs/{}", job.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, at)], Json(job)).into_response())
}

async fn job(State(app): State<Arc<App>>, Named(id): Named) -> Answer<Job> {
    app.uploads.job(&id).map(Json).ok_or_else(|| Problem::missing("no such job"))
}

#[derive(Serialize)]
struct Session {
    version: &'static str,
    role: Role,
    who: Option<String>,
}

impl Session {
    fn of(caller: &Caller) -> Self {
        Self { version: env!("CARGO_PKG_VERSION"), role: caller.role, who: caller.who.clone() }
    }
}

async fn session(Extension(caller): Extension<Caller>) -> Json<Session> {
    Json(Session::of(&caller))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSession {
    token: String,
}

async fn sign_in(
    State(app): State<Arc<App>>,
    Extension(ConnectInfo(from)): Extension<ConnectInfo<SocketAddr>>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let new: NewSession = json(request).await?;
    let token = new.token.trim();
    let caller = app.guard.check(token, from.ip())?;
    let cookie =
        format!("{}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000", app.guard.cookie());
    let cookie =
        HeaderValue::from_str(&cookie).map_err(|_| Problem::wrong("no token is written like that"))?;
    Ok(([(header::SET_COOKIE, cookie)], Json(Session::of(&caller))).into_response())
}

async fn sign_out(State(app): State<Arc<App>>) -> Response {
    let cookie = format!("{}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0", app.guard.cookie());
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}

#[derive(Deserialize)]
struct Written {
    format: Option<String>,
    q: Option<String>,
}

async fn brief(
    State(app): State<Arc<App>>,
    query: Result<Query<Written>, QueryRejection>,
) -> Result<Response, Problem> {
    let asked = asked(query)?;
    let html = match asked.format.as_deref() {
        None | Some("html") => true,
        Some("md" | "markdown") => false,
        Some(_) => return Err(Problem::bad("a brief is html or md")),
    };
    let query = parse(asked.q.as_deref())?;
    let now = app.keeper.now();
    let text = app.work.heavy(move || {
        let shown = Shown::new(now.ledger(), Options { query, ..Options::default() });
        let brief = Brief::of(&shown);
        Ok(if html { brief.html() } else { brief.markdown() })
    });
    let text = text.await?;
    let kind = if html { "text/html; charset=utf-8" } else { "text/markdown; charset=utf-8" };
    // It has its styles in it, and nothing else that a browser might do.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, policy)], text).into_response())
}

#[derive(Deserialize)]
struct Exported {
    q: Option<String>,
}

async fn exported(
    State(app): State<Arc<App>>,
    Named(format): Named,
    query: Result<Query<Exported>, QueryRejection>,
) -> Result<Response, Problem> {
    let asked = asked(query)?;
    let known = || Format::ALL.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", ");
    let format = Format::parse(&format)
        .ok_or_else(|| Problem::missing("no such format").advice(format!("There are {}.", known())))?;
    let query = parse(asked.q.as_deref())?;
    let now = app.keeper.now();
    let bytes = app.work.heavy(move || {
        let shown = Shown::new(now.ledger(), Options { query, ..Options::default() });
        export(&shown, format).map_err(|e| match e {
            ExportError::NotBuilt(_) => Problem::missing(format!("this program was {e}")),
            ExportError::Library(_) => Problem::defect(&e.to_string()),
        })
    });
    let bytes = bytes.await?;
    let (kind, ending) = media(format);
    let name = app.name.trim_end_matches(".tidings");
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    let file = format!("attachment; filename=\"{plain}.{ending}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_string()), (header::CONTENT_DISPOSITION, file)], bytes)
        .into_response())
}

fn media(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::GeoJson => ("application/geo+json", "geojson"),
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Acled => ("text/csv; charset=utf-8", "acled.csv"),
        Format::Ucdp => ("text/csv; charset=utf-8", "ucdp.csv"),
        Format::Hxl => ("text/csv; charset=utf-8", "hxl.csv"),
        Format::JsonLd => ("application/ld+json", "jsonld"),
        Format::Kml => ("application/vnd.google-earth.kml+xml", "kml"),
        Format::TimeMap => ("application/json", "timemap.json"),
        Format::Parquet => ("application/vnd.apache.parquet", "parquet"),
        Format::Cap => ("application/cap+xml", "cap.xml"),
        Format::LedgerJson => ("application/json", "ledger.json"),
    }
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("openapi.json")).into_response()
}
