//! `limits`: how much of something is too much.

use std::num::NonZeroU32;

use super::section::section;
use crate::domain::post::{MAX_SOURCE, MAX_TITLE};

section! {
    /// How much of something is too much. The defaults suit an organization of thousands.
    pub struct LimitsConfig = "limits" {
        /// Bytes in an activity that another node delivers.
        inbox_body_bytes: usize = 1024 * 1024;
        /// Bytes in an uploaded or fetched image or document.
        upload_bytes: usize = 16 * 1024 * 1024;
        /// Width times height of an uploaded or fetched image. Each pixel needs up to 8 bytes of memory for the
        /// moment in which the image is read.
        image_pixels: u64 = 40_000_000;
        /// Characters in the title of a post or resource that is written here; at most 200.
        title_characters: usize = MAX_TITLE;
        /// Characters in the text of a post or resource that is written here; at most 40000.
        text_characters: usize = MAX_SOURCE;
        /// Sign-in attempts per minute from one address and for one account.
        sign_in_per_minute: NonZeroU32 = nonzero(10);
        /// Requests per minute from one address, deliveries of other nodes apart.
        requests_per_minute: NonZeroU32 = nonzero(600);
        /// Requests of apps in five minutes: for one person, or from one address without a token.
        api_requests_per_5_minutes: NonZeroU32 = nonzero(300);
    }
}

const fn nonzero(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}
