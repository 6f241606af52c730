//! What every handler of pages, interfaces and federation shares of HTTP.
//!
//! Errors that tell the log more than the reader, the client's address behind proxies, limits, forms that only our own
//! pages can send, cookies, security headers, content negotiation, positions in lists, and every path of the node. The
//! room knows no store and no service; what it needs of randomness and secrets is passed in by `app`.

mod client;
mod cookies;
mod cors;
mod csrf;
mod cursor;
mod error;
mod negotiation;
mod next;
mod observe;
mod pages;
mod patience;
mod problem;
mod rate_limit;
pub mod routes;
mod security_headers;
mod unambiguous;

pub use self::client::{ClientAddress, TrustedProxies, note_client};
pub use self::cookies::{CookieKind, Cookies};
pub use self::cors::open_to_all_origins;
pub use self::csrf::{CsrfForm, CsrfGuard, CsrfMultipart, CsrfToken, bytes_of, guard_forms, text_of};
pub use self::cursor::{Cursor, NotACursor, Paging};
pub use self::error::{HttpError, PublicError};
pub use self::negotiation::{prefers_activity_json, prefers_html};
pub use self::next::safe_next;
pub use self::observe::{RequestId, RequestIds, note_route, observe};
pub use self::pages::{ErrorPage, render_errors};
pub use self::patience::{Patience, bound_time};
pub use self::problem::PROBLEM_JSON;
pub use self::rate_limit::{Allowance, Allowances, RateLimiter, RateLimits, UsedUp, limit_requests};
pub use self::security_headers::{Https, add_security_headers, policy_with_forms_to};
pub use self::unambiguous::refuse_ambiguous;
