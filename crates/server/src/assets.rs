//! The built page, inside the binary.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::api::Named;
use crate::problem::Problem;

/// A file of the page.
pub struct File {
    path: &'static str,
    tag: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
}

mod files {
    use super::File;
    include!(concat!(env!("OUT_DIR"), "/files.rs"));
}

/// What stands in the page's place.
const NOT_BUILT: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Tidings</title>
<h1>The page was not built</h1>
<p>This program was built without its page, for want of Node. Install Node 20 or later and run <code>make page</code>, then
<code>make build</code>. Everything else works: the data are under <a href=\"/api/v1/situation\">/api/v1/situation</a>, and
<a href=\"/api/v1/brief?format=html\">here is the situation brief</a>.</p>
</html>
";

/// Whether the page is inside.
pub fn is_built() -> bool {
    files::FILES.iter().any(|f| f.path == "index.html")
}

/// Has the browser fetch what the page will ask for first while it still reads the page's scripts.
const FIRST: &str = "</api/v1/situation/columns>; rel=preload; as=fetch; crossorigin=anonymous";

/// `GET /`.
pub async fn index(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    match find("index.html") {
        // Where a token is asked for, the browser would keep the refusal and hand it to the page that has signed in.
        Some(file) if app.guard.is_open() => ([(header::LINK, FIRST)], send(file, &headers)).into_response(),
        Some(file) => send(file, &headers),
        None => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOT_BUILT).into_response(),
    }
}

/// `GET /{path}`.
pub async fn asset(Named(path): Named, headers: HeaderMap) -> Response {
    match find(&path).filter(|f| f.path != "index.html") {
        Some(file) => send(file, &headers),
        None => Problem::missing("there is nothing here").advice("The page is at /.").into_response(),
    }
}

fn find(path: &str) -> Option<&'static File> {
    files::FILES.binary_search_by(|f| f.path.cmp(path)).ok().map(|i| &files::FILES[i])
}

fn send(file: &'static File, headers: &HeaderMap) -> Response {
    // Files of the build's own folder carry a hash in their names.
    let cache =
        if file.path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let common =
        [(header::CACHE_CONTROL, cache), (header::ETAG, file.tag), (header::VARY, "accept-encoding")];
    if matches(headers, file.tag) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let kind = [(header::CONTENT_TYPE, kind(file.path))];
    if takes_gzip(headers) && file.gzip.len() < file.plain.len() {
        return (common, kind, [(header::CONTENT_ENCODING, "gzip")], file.gzip).into_response();
    }
    (common, kind, file.plain).into_response()
}

/// Whether the client has this one already.
pub fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let bare = |t: &str| t.trim().trim_start_matches("W/").to_owned();
    let all = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|v| v.split(',')).any(|t| t.trim() == "*" || bare(t) == bare(tag))
}

/// Whether the client unpacks gzip.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let all = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|v| v.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let gzip = parts.next().is_some_and(|c| c.eq_ignore_ascii_case("gzip") || c == "*");
        let refused =
            parts.any(|p| p.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0)));
        gzip && !refused
    })
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "geojson" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
