//! People who sign in here.
