//! Moothall: a federated ActivityPub server for communities of practice that span organizations.
//!
//! ARCHITECTURE.md is the map. The order below is the order of the layers: a room may use the rooms above it,
//! never those below (`federation_tests/architecture` reads the source and checks it).

pub mod domain;

pub mod config;

pub mod infra;
pub mod store;

pub mod services;

pub mod federation;
pub mod http;
pub mod jobs;

pub mod api;
pub mod web;

pub mod app;
pub mod cli;
