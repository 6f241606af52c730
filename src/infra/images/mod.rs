//! Images, made anew from their pixels.
//!
//! Whatever hides in an image file (where a photo was taken, a script behind the last row, a second file) is gone
//! afterwards, because nothing but the decoded pixels is written again. Of an animation the first frame is kept.

use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits};
use tokio::sync::Semaphore;
use tokio::task::JoinError;

use super::media::FileType;

/// Images decoded at the same time. Each takes up to 8 bytes of memory per pixel.
const AT_ONCE: usize = 2;
/// Memory that a decoder may use beyond the pixels themselves.
const DECODER_MEMORY: u64 = 16 * 1024 * 1024;
/// The longer side of an attachment's thumbnail, in pixels.
const THUMBNAIL: u32 = 480;
const JPEG_QUALITY: u8 = 85;
/// The blurhash is made from a copy of this size; it shows nothing finer.
const BLURHASH_SIZE: u32 = 32;

/// What an image is for decides its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImagePurpose {
    /// At most 2048 pixels on the longer side, thumbnail 480; never enlarged.
    Attachment,
    /// A square of 400 pixels, thumbnail 120, cut from the middle.
    Avatar,
    /// 1500 by 500 pixels, thumbnail 480 by 160, cut from the middle.
    Banner,
}

/// An image as it is kept.
#[derive(Debug, Clone)]
pub struct ProcessedImage {
    pub main: EncodedImage,
    pub thumbnail: EncodedImage,
    /// A few characters from which clients draw a blurred stand-in (<https://blurha.sh>).
    pub blurhash: String,
}

/// A file: JPEG, or WebP without loss for drawings and whatever has transparent parts.
#[derive(Debug, Clone)]
pub struct EncodedImage {
    pub content: Bytes,
    pub file_type: FileType,
    pub width: u32,
    pub height: u32,
}

/// Why an image is not taken. The text is for whoever sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    #[error("this is not an image: send a JPEG, PNG, GIF or WebP file")]
    NotAnImage,
    #[error("the image has more than {limit} pixels: make it smaller first")]
    TooManyPixels { limit: u64 },
    #[error("the image is damaged")]
    Damaged,
    /// The program is shutting down.
    #[error("the image could not be processed now")]
    Unavailable,
}

/// Decodes and encodes on threads of their own, few at a time. Clones share the bound.
#[derive(Debug, Clone)]
pub struct ImageProcessor {
    turns: Arc<Semaphore>,
    max_pixels: u64,
}

impl ImageProcessor {
    pub fn new(max_pixels: u64) -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), max_pixels }
    }

    /// Makes the image anew in the sizes its purpose asks for. The caller has bounded the bytes.
    pub async fn process(&self, content: Bytes, purpose: ImagePurpose) -> Result<ProcessedImage, ImageError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| ImageError::Unavailable)?;
        let max_pixels = self.max_pixels;
        let work = tokio::task::spawn_blocking(move || {
            // Held by the work, not by whoever waits for it and may be gone.
            let _turn = turn;
            process(&content, purpose, max_pixels)
        });
        outcome(work.await)
    }

    /// How many pixels the image says it has; more than are taken are refused. The caller has bounded the bytes.
    pub async fn pixels(&self, content: Bytes) -> Result<u64, ImageError> {
        let max_pixels = self.max_pixels;
        let work = tokio::task::spawn_blocking(move || {
            let (decoder, _) = open(&content, max_pixels)?;
            Ok(pixels(&decoder))
        });
        outcome(work.await)
    }
}

fn outcome<T>(work: Result<Result<T, ImageError>, JoinError>) -> Result<T, ImageError> {
    match work {
        Ok(outcome) => outcome,
        Err(error) if error.is_cancelled() => Err(ImageError::Unavailable),
        // A decoder that panics has met an image nobody should see.
        Err(_) => Err(ImageError::Damaged),
    }
}

fn process(content: &[u8], purpose: ImagePurpose, max_pixels: u64) -> Result<ProcessedImage, ImageError> {
    let (image, format) = decode(content, max_pixels)?;
    let image = without_idle_alpha(image);
    // Drawings and screenshots suffer from JPEG, photos hardly ever come as anything else.
    let lossless = image.has_alpha() || matches!(format, ImageFormat::Png | ImageFormat::Gif);
    let main = purpose.main(&image);
    let thumbnail = purpose.thumbnail(&main);
    Ok(ProcessedImage {
        blurhash: blurhash(&thumbnail)?,
        main: encode(&main, lossless)?,
        thumbnail: encode(&thumbnail, lossless)?,
    })
}

/// An image whose head was read. Its size is checked before a pixel is decoded.
fn open(content: &[u8], max_pixels: u64) -> Result<(impl ImageDecoder + '_, ImageFormat), ImageError> {
    let format = image::guess_format(content).map_err(|_| ImageError::NotAnImage)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Gif | ImageFormat::WebP) {
        return Err(ImageError::NotAnImage);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(max_pixels.saturating_mul(8).saturating_add(DECODER_MEMORY));
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| refusal(&error, max_pixels))?;
    let (width, height) = decoder.dimensions();
    if pixels(&decoder) > max_pixels {
        return Err(ImageError::TooManyPixels { limit: max_pixels });
    }
    if width == 0 || height == 0 {
        return Err(ImageError::Damaged);
    }
    Ok((decoder, format))
}

fn pixels(decoder: &impl ImageDecoder) -> u64 {
    let (width, height) = decoder.dimensions();
    u64::from(width) * u64::from(height)
}

/// The pixels, upright.
fn decode(content: &[u8], max_pixels: u64) -> Result<(DynamicImage, ImageFormat), ImageError> {
    let (mut decoder, format) = open(content, max_pixels)?;
    // A damaged description is no reason to refuse the picture.
    let orientation = decoder.orientation().ok();
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error, max_pixels))?;
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Ok((image, format))
}

fn refusal(error: &image::ImageError, max_pixels: u64) -> ImageError {
    match error {
        image::ImageError::Limits(_) => ImageError::TooManyPixels { limit: max_pixels },
        _ => ImageError::Damaged,
    }
}

/// Eight bits per channel, and an alpha channel only where something shines through.
fn without_idle_alpha(image: DynamicImage) -> DynamicImage {
    if image.has_alpha() {
        let with_alpha = image.into_rgba8();
        if with_alpha.pixels().any(|pixel| pixel.0[3] < u8::MAX) {
            return with_alpha.into();
        }
        return DynamicImage::from(with_alpha).into_rgb8().into();
    }
    image.into_rgb8().into()
}

impl ImagePurpose {
    fn main(self, image: &DynamicImage) -> DynamicImage {
        match self {
            Self::Attachment => fit(image, 2048),
            Self::Avatar => cover(image, 400, 400),
            Self::Banner => cover(image, 1500, 500),
        }
    }

    fn thumbnail(self, image: &DynamicImage) -> DynamicImage {
        match self {
            Self::Attachment => fit(image, THUMBNAIL),
            Self::Avatar => cover(image, 120, 120),
            Self::Banner => cover(image, 480, 160),
        }
    }
}

/// The whole image, its longer side at most `longest`.
fn fit(image: &DynamicImage, longest: u32) -> DynamicImage {
    let (width, height) = within(longest, image.dimensions());
    if (width, height) == image.dimensions() { image.clone() } else { scale(image, width, height) }
}

/// How large the thumbnail of an attachment is, by the width and height of its image in pixels.
pub fn thumbnail_size(image: (u32, u32)) -> (u32, u32) {
    within(THUMBNAIL, image)
}

fn within(longest: u32, (width, height): (u32, u32)) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= longest {
        return (width, height);
    }
    (share(width, longest, longer), share(height, longest, longer))
}

/// The middle of the image, in exactly this size. It is cut first and scaled then: a line of a million pixels, scaled
/// first, would fill all memory.
fn cover(image: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    let cut_width = image.width().min(share(image.height(), width, height));
    let cut_height = image.height().min(share(image.width(), height, width));
    let (left, top) = ((image.width() - cut_width) / 2, (image.height() - cut_height) / 2);
    scale(&image.crop_imm(left, top, cut_width, cut_height), width, height)
}

/// Large images are averaged down to twice the size first, because the finer filter keeps a floating-point copy.
fn scale(image: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    let (near_width, near_height) = (image.width().min(2 * width), image.height().min(2 * height));
    if (near_width, near_height) == image.dimensions() {
        return image.resize_exact(width, height, FilterType::CatmullRom);
    }
    image.thumbnail_exact(near_width, near_height).resize_exact(width, height, FilterType::CatmullRom)
}

/// `length * numerator / denominator`, at least 1.
fn share(length: u32, numerator: u32, denominator: u32) -> u32 {
    let scaled = u64::from(length) * u64::from(numerator) / u64::from(denominator);
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

fn encode(image: &DynamicImage, lossless: bool) -> Result<EncodedImage, ImageError> {
    let mut content = Vec::new();
    let (file_type, written) = if lossless {
        (FileType::Webp, image.write_with_encoder(WebPEncoder::new_lossless(&mut content)))
    } else {
        (FileType::Jpeg, image.write_with_encoder(JpegEncoder::new_with_quality(&mut content, JPEG_QUALITY)))
    };
    written.map_err(|_| ImageError::Damaged)?;
    Ok(EncodedImage { content: content.into(), file_type, width: image.width(), height: image.height() })
}

fn blurhash(image: &DynamicImage) -> Result<String, ImageError> {
    let small = image.thumbnail(BLURHASH_SIZE, BLURHASH_SIZE).into_rgba8();
    let (across, down) = if small.width() >= small.height() { (4, 3) } else { (3, 4) };
    blurhash::encode(across, down, small.width(), small.height(), &small).map_err(|_| ImageError::Damaged)
}

#[cfg(test)]
mod tests;
