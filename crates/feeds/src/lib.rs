//! Follows feeds, sitemaps and folders, politely, and delivers alerts. Knows nothing of claims: what it finds goes to
//! a [`Keep`], with the marks that make it resume where it stopped, both in one step.
//!
//! All of its logic is given a [`Fetch`] and a [`Clock`], so that it can be tested without network and without waiting.
//! [`Web`] and [`Wall`] are the real ones, and the only code here that opens a socket or reads the time.
//!
//! | module | job |
//! | --- | --- |
//! | [`config`] | `feeds.toml`, and what is wrong in it, with line and advice |
//! | [`parse`] | RSS, Atom, JSON Feed and sitemaps, as many items as are whole |
//! | `address` | which addresses may be asked: no private networks by way of a link or redirect |
//! | `robots` | robots.txt (RFC 9309) |
//! | `backoff` | how long to wait after a failure |
//! | `polite` | one request a host at a time, redirects, sizes, compression |
//! | `watch` | which feed is due, which items are new, what is kept |
//! | `deliver` | alerts to a webhook, signed, with a queue; and as an Atom file |
//! | `web`, `clock` | the real network and the real time |

pub mod config;
pub mod parse;

mod address;
mod backoff;
mod clock;
mod deliver;
mod event;
mod folder;
mod http;
mod keep;
mod polite;
mod robots;
mod watch;
mod web;

pub use clock::{Clock, Wall, stamp};
pub use config::{Config, Problem};
pub use deliver::{Alert, atom, enqueue, signature};
pub use event::{Event, What};
pub use http::{Fetch, FetchError, Method, Request, Response};
pub use keep::{Keep, KeepError, Kept, Mark, Received};
pub use watch::{Ended, Mode, Watcher};
pub use web::Web;
