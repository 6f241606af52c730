//! What apps are told when a use case is refused: one file per room of the services.

mod communities;
mod federation;
mod media;
mod people;
mod posts;
mod resources;
