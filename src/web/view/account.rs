//! Signing in and signing up.

use super::FormErrors;

/// `GET /sign-in`. Posts to `/sign-in`: `handle` (handle or e-mail address), `password`, `next` (a path on this node).
#[derive(Debug, Clone)]
pub struct SignIn {
    /// What was typed before.
    pub handle: String,
    /// Where to go afterwards.
    pub next: String,
    /// Whether to link to `/sign-up`.
    pub sign_up_open: bool,
    /// What was wrong.
    pub errors: FormErrors,
}

/// `GET /sign-up`. Posts to `/sign-up`: `handle`, `name`, `email`, `password`, `reason` (only when approval is needed).
#[derive(Debug, Clone)]
pub struct SignUp {
    /// False when nobody may sign up: the page then says whom to ask.
    pub open: bool,
    /// Whether an administrator looks at every request.
    pub by_approval: bool,
    /// The node's domain, shown after the handle.
    pub domain: String,
    /// The organization's contact address.
    pub contact: Option<String>,
    /// What was typed before.
    pub handle: String,
    /// What was typed before.
    pub name: String,
    /// What was typed before.
    pub email: String,
    /// What was typed before.
    pub reason: String,
    /// What was wrong.
    pub errors: FormErrors,
}

/// Shown after signing up where an administrator looks at every request.
#[derive(Debug, Clone)]
pub struct SignUpWaiting {
    /// The address to sign in with.
    pub email: String,
}
