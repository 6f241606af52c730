//! Files of people and communities: what is accepted, what they are called, and where they lie.
//!
//! A file's type is read from its content, never from its name. Images are made anew from their pixels
//! ([`super::images`]); documents are kept as they are and only ever served as downloads.

mod file_name;
mod file_type;
mod key;
mod originals;
mod store;
mod upload;

pub use self::file_name::FileName;
pub use self::file_type::{FileType, UnsupportedFile};
pub use self::key::{MediaKey, NotAMediaKey};
pub use self::originals::{Originals, StoredOriginal};
pub use self::store::{MediaError, MediaObject, MediaStore, StoredFile};
pub use self::upload::{Upload, UploadError, Uploads};
