//! Everything other nodes see and send: documents, activities, signatures, inbox and delivery.

pub mod signatures;
