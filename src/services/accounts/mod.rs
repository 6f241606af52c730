//! People who sign in here: getting an account, signing in, changing it, closing it.
//!
//! Passwords are hashed and checked by [`Passwords`], on threads of their own and outside of any transaction, because
//! that takes a tenth of a second.

mod approve;
mod change_email;
mod close;
mod export;
mod export_file;
mod export_posts;
mod moving;
mod passwords;
mod profile;
mod roles;
pub mod sessions;
mod sign_in;
mod sign_up;
mod suspend;

pub use approve::{DecideError, approve, refuse};
pub use change_email::{ChangeEmailError, change_email};
pub use close::{CloseError, close};
pub use export::{Export, export};
pub use export_file::{ExportFile, ExportFileError};
pub use export_posts::{PostPart, export_posts};
pub use moving::{MAX_ALIASES, MoveError, move_away, set_aliases, stay};
pub use passwords::{MAX_PASSWORD, MIN_PASSWORD, PasswordError, PasswordHash, Passwords};
pub use profile::{
    EditProfileError, Preferences, ProfileEdit, edit_posting_defaults, edit_preferences, edit_profile,
};
pub use roles::{ChangeRoleError, change_role};
pub use sign_in::{ChangePasswordError, SignInError, change_password, set_password, sign_in};
pub use sign_up::{
    MAX_NOTE, NewAccount, SignUp, SignUpError, SignUpModeError, create, plausible_email, set_sign_up_mode,
    sign_up, sign_up_mode,
};
pub use suspend::{Reach, SuspendError, suspend, unsuspend};

#[cfg(test)]
mod tests;
