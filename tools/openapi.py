#!/usr/bin/env python3
"""The OpenAPI document of `tidings serve`, made from web/src/api/types.ts.

The shapes are the interfaces of that file, so that page and document cannot differ; what is asked where stands below.
Writes crates/server/src/openapi.json; `--check` says whether it is up to date. A test of the server holds the answers
against it.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TYPES = ROOT / "web/src/api/types.ts"
DOCUMENT = ROOT / "crates/server/src/openapi.json"

TOKEN = re.compile(
    r"\s+|//[^\n]*|(?P<doc>/\*\*.*?\*/)|/\*.*?\*/|(?P<word>[A-Za-z_][A-Za-z_0-9]*)|(?P<text>\"[^\"]*\")"
    r"|(?P<number>\d+)|(?P<sign>[{}\[\]();:,|=?])",
    re.S,
)


class Types:
    """Reads the few forms of TypeScript that types.ts is written in."""

    def __init__(self, source):
        self.tokens, at = [], 0
        while at < len(source):
            found = TOKEN.match(source, at)
            if not found:
                raise SystemExit(f"types.ts: cannot read: {source[at:at + 40]!r}")
            at = found.end()
            if found.lastgroup:
                self.tokens.append((found.lastgroup, found[found.lastgroup]))
        self.at = 0

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, value=None):
        kind, text = self.peek()
        if value is not None and text != value:
            raise SystemExit(f"types.ts: {value!r} expected, {text!r} found")
        self.at += 1
        return kind, text

    def doc(self):
        doc = None
        while self.peek()[0] == "doc":
            text = re.sub(r"\n\s*\* ?", "\n", self.take()[1][3:-2]).strip()
            doc = " ".join(text.split())
        return doc

    def all(self):
        schemas = {}
        while self.peek()[0] != "end":
            doc = self.doc()
            if self.peek()[0] == "end":
                break
            self.take("export")
            what = self.take()[1]
            name = self.take()[1]
            if what == "interface":
                base = None
                if self.peek()[1] == "extends":
                    self.take()
                    base = self.take()[1]
                schema = self.object()
                if base:
                    own = schema
                    schema = json.loads(json.dumps(schemas[base]))
                    schema["properties"].update(own["properties"])
                    schema["required"] += own["required"]
            else:
                self.take("=")
                schema = self.union()
                self.take(";")
            if doc:
                schema["description"] = doc
            schemas[name] = schema
        return schemas

    def object(self):
        self.take("{")
        properties, required = {}, []
        doc = self.doc()
        while self.peek()[1] != "}":
            name = self.take()[1]
            if self.peek()[1] == "?":
                self.take()
            else:
                required.append(name)
            self.take(":")
            schema = self.union()
            if doc:
                schema = {"allOf": [schema]} if "$ref" in schema else schema
                schema["description"] = doc
            properties[name] = schema
            if self.peek()[1] in ";,":
                self.take()
            doc = self.doc()
        self.take("}")
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }

    def union(self):
        if self.peek()[1] == "|":
            self.take()
        parts = [self.array()]
        while self.peek()[1] == "|":
            self.take()
            parts.append(self.array())
        words = [p["const"] for p in parts if "const" in p]
        if words and len(words) == len(parts):
            return {"type": "string", "enum": words}
        null = {"type": "null"}
        rest = [p for p in parts if p != null]
        if len(rest) == len(parts):
            return rest[0] if len(rest) == 1 else {"oneOf": rest}
        if len(rest) == 1 and isinstance(rest[0].get("type"), str):
            return {**rest[0], "type": [rest[0]["type"], "null"]}
        return {"oneOf": [*rest, null]}

    def array(self):
        schema = self.one()
        while self.peek()[1] == "[":
            self.take("[")
            self.take("]")
            schema = {"type": "array", "items": schema}
        return schema

    def one(self):
        kind, text = self.peek()
        if text == "{":
            return self.object()
        if text == "(":
            self.take()
            schema = self.union()
            self.take(")")
            return schema
        if text == "[":
            self.take()
            parts = [self.union()]
            while self.peek()[1] == ",":
                self.take()
                parts.append(self.union())
            self.take("]")
            return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}
        self.take()
        if kind == "text":
            return {"const": text[1:-1]}
        simple = {"string": "string", "number": "number", "boolean": "boolean", "null": "null"}
        return {"type": simple[text]} if text in simple else {"$ref": f"#/components/schemas/{text}"}


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def body(schema, kind="application/json"):
    return {"content": {kind: {"schema": schema}}}


def problems(*codes):
    words = {
        400: "The request cannot be understood.",
        401: "A token is needed.",
        403: "The token may only read, or the request does not come from the page.",
        404: "There is no such thing.",
        405: "This cannot be done here.",
        408: "The body does not come.",
        409: "What the request was based on has passed.",
        410: "An analyst has rejected the claim.",
        413: "The body is too long.",
        415: "The body must be JSON.",
        421: "The server is not known under that name.",
        422: "Understood, but not possible.",
        429: "Too many wrong tokens, or too many requests with one token.",
        500: "A defect of the program.",
        503: "Too much to do, or the models are missing.",
        507: "The disk is full.",
    }
    return {str(c): {"description": words[c], **body(ref("Problem"))} for c in sorted(codes)}


def parameter(name, where, schema, about, required=None):
    required = where == "path" if required is None else required
    return {"name": name, "in": where, "required": required, "schema": schema, "description": about}


STRING = {"type": "string"}
TEXT = {"type": "string", "maxLength": 4096}
QUERY = parameter("q", "query", TEXT, "A filter (docs/query.md).")
CLAIM = parameter("id", "path", {"type": "string", "minLength": 1}, "`Claims.id`.")
PAGE = parameter("X-Tidings", "header", {"type": "string", "enum": ["1"]}, "Says that the page asks.", True)
FORMATS = ["geojson", "csv", "acled", "ucdp", "jsonld", "hxl", "kml", "timemap", "parquet", "cap", "ledger-json"]


def get(name, about, answer, parameters=(), errors=(), **others):
    """A way to read; every answer may need a token, and every server has a name."""
    codes = {401, 421, 429, *errors}
    return {
        "operationId": name,
        "summary": about,
        "parameters": list(parameters),
        "responses": {"200": answer, **others, **problems(*codes)},
    }


def paths():
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    written = {
        "description": "The file.",
        "content": {k: {"schema": STRING} for k in ["text/html", "text/markdown"]},
    }
    exported = {
        "description": "The file.",
        "content": {
            k: {"schema": {} if "json" in k else file}
            for k in [
                "application/geo+json",
                "text/csv",
                "application/ld+json",
                "application/vnd.google-earth.kml+xml",
                "application/json",
                "application/vnd.apache.parquet",
                "application/cap+xml",
            ]
        },
    }
    answer = lambda name: {"description": "The answer.", **body(ref(name))}
    several = lambda name: {"description": "The answers.", **body({"type": "array", "items": ref(name)})}
    session = {"description": "Who asks.", **body(ref("Session"))}
    unchanged = {"304": {"description": "The client has this version already."}}
    return {
        "/situation": {
            "get": get("situation", "All that facets, map, timeline and figure histories need.", answer("Situation"), **unchanged)
        },
        "/situation/columns": {
            "get": get("columns", "The same by column, every word once: what the page loads.", answer("Packed"), **unchanged)
        },
        "/situation/changes": {
            "get": get(
                "changes",
                "What has changed since a version, change by change.",
                several("Change"),
                [parameter("since", "query", STRING, "`Situation.version`.", True)],
                [400, 409, 503],
            )
        },
        "/cards": {
            "get": get(
                "cards",
                "What the list prints of some claims.",
                several("Card"),
                [
                    parameter("version", "query", STRING, "`Situation.version`.", True),
                    parameter("n", "query", {"type": "string", "pattern": r"^\d{1,6}(,\d{1,6}){0,199}$"}, "Numbers of claims, 200 at most.", True),
                ],
                [400, 404, 409, 503],
            )
        },
        "/claims/{id}": {"get": get("claim", "Everything about one claim.", answer("ClaimDetail"), [CLAIM], [400, 404, 410, 503])},
        "/claims/{id}/why": {"get": get("why", "Why each value is what it is.", answer("Why"), [CLAIM], [400, 404, 409, 410, 503])},
        "/reports/{sha256}": {
            "get": get(
                "report",
                "A stretch of a report's text.",
                answer("ReportText"),
                [
                    parameter("sha256", "path", {"type": "string", "minLength": 1}, "`Report.sha256`."),
                    parameter("around", "query", STRING, "A claim that must stand in it."),
                    parameter("from", "query", {"type": "integer", "minimum": 0, "maximum": 4294967295}, "The first block."),
                ],
                [400, 404, 422, 503],
            )
        },
        "/reports": {
            "post": {
                "operationId": "add",
                "summary": "Hands a report in.",
                "parameters": [
                    PAGE,
                    parameter("name", "query", TEXT, "What it is called."),
                    parameter("published", "query", {"type": "string", "format": "date"}, "Day of publication."),
                    parameter("publisher", "query", TEXT, "Publisher."),
                ],
                "requestBody": {"required": True, **body(file, "application/octet-stream")},
                "responses": {
                    "202": {"description": "It waits to be read.", **body(ref("Job"))},
                    **problems(400, 401, 403, 408, 413, 421, 422, 429, 503),
                },
            }
        },
        "/jobs/{id}": {
            "get": get("job", "How an upload goes.", answer("Job"), [parameter("id", "path", {"type": "string", "minLength": 1}, "`Job.id`.")], [400, 404])
        },
        "/query": {
            "get": get("query", "The claims that a filter lets through.", answer("QueryResult"), [{**QUERY, "required": True}], [400, 422, 503])
        },
        "/decisions": {
            "get": get("decisions", "The whole log, the latest last.", several("DecisionView"), (), [503]),
            "post": {
                "operationId": "decide",
                "summary": "Decides.",
                "parameters": [PAGE],
                "requestBody": {"required": True, **body(ref("NewDecision"))},
                "responses": {
                    "201": {
                        "description": "It is in the log.",
                        **body(
                            {
                                "type": "object",
                                "properties": {"id": {"type": "integer"}, "version": STRING},
                                "required": ["id", "version"],
                                "additionalProperties": False,
                            }
                        ),
                    },
                    **problems(400, 401, 403, 408, 409, 413, 415, 421, 422, 429, 503, 507),
                },
            },
        },
        "/session": {
            "get": get("session", "Who asks, and what he may do.", session),
            "post": {
                "operationId": "signIn",
                "summary": "Takes a token and sets a cookie.",
                "security": [],
                "parameters": [PAGE],
                "requestBody": {"required": True, **body(ref("NewSession"))},
                "responses": {"200": session, **problems(400, 401, 403, 408, 413, 415, 421, 422, 429)},
            },
            "delete": {
                "operationId": "signOut",
                "summary": "Takes the cookie away.",
                "security": [],
                "parameters": [PAGE],
                "responses": {"204": {"description": "It is gone."}, **problems(403, 421)},
            },
        },
        "/events": {
            "get": get(
                "events",
                "Server-sent events: `changed` and `job`.",
                {"description": "Events as they happen.", **body(STRING, "text/event-stream")},
            )
        },
        "/brief": {
            "get": get(
                "brief",
                "The situation brief.",
                written,
                [parameter("format", "query", {"type": "string", "enum": ["html", "md"]}, "As what."), QUERY],
                [400, 422, 503],
            )
        },
        "/export/{format}": {
            "get": get(
                "export",
                "The claims in a format that the field uses.",
                exported,
                [parameter("format", "path", {"type": "string", "enum": FORMATS}, "Format."), QUERY],
                [400, 404, 422, 503],
            )
        },
        "/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This document.",
                "security": [],
                "responses": {"200": {"description": "It.", **body({"type": "object"})}, **problems(421)},
            }
        },
    }


# Numbers that measure something; all others count.
REAL = {"lat", "lon", "radius_km", "min", "max", "score", "value"}


def whole(schema, name=""):
    """TypeScript has one kind of number; the document says which of them are whole."""
    if isinstance(schema, list):
        return [whole(s, name) for s in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key == "properties":
            out[key] = {n: whole(s, n) for n, s in value.items()}
        elif key == "type" and name not in REAL:
            kinds = ["integer" if k == "number" else k for k in ([value] if isinstance(value, str) else value)]
            out[key] = kinds[0] if isinstance(value, str) else kinds
        else:
            out[key] = whole(value, name) if isinstance(value, (dict, list)) else value
    if out.get("type") == "integer" and name in {"expected", "decision"}:
        out["minimum"] = 0
    return out


def document():
    schemas = {name: whole(schema) for name, schema in Types(TYPES.read_text(encoding="utf-8")).all().items()}
    schemas["N"]["minimum"] = 0
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tidings",
            "version": "1",
            "description": "One ledger of claims, as `tidings serve` gives it to its page. Made by tools/openapi.py.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{}, {"token": []}, {"cookie": []}],
        "paths": paths(),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "tidings_8080"},
            },
        },
    }


def main():
    text = json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
    if "--check" in sys.argv[1:]:
        if DOCUMENT.read_text(encoding="utf-8") != text:
            raise SystemExit("crates/server/src/openapi.json is not that of web/src/api/types.ts: run tools/openapi.py")
        return
    DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
