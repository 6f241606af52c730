//! From bytes that someone sends, or another node serves, to files worth keeping.

use bytes::Bytes;

use super::file_name::FileName;
use super::file_type::{FileType, UnsupportedFile};
use crate::config::LimitsConfig;
use crate::infra::images::{ImageError, ImageProcessor, ImagePurpose, ProcessedImage};

/// Takes files in. One per process, because it bounds how many images are decoded at the same time.
#[derive(Debug, Clone)]
pub struct Uploads {
    images: ImageProcessor,
    max_bytes: usize,
}

/// A file that was taken in.
#[derive(Debug, Clone)]
pub enum Upload {
    /// Made anew; nothing of the original file is left but its pixels.
    Image(ProcessedImage),
    /// As it was sent. It must only ever be served as a download.
    Document { content: Bytes, file_type: FileType, name: FileName },
}

/// Why a file is not taken. The text is for whoever sent it.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("the file is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error(transparent)]
    Unsupported(#[from] UnsupportedFile),
    #[error(transparent)]
    Image(#[from] ImageError),
}

impl Uploads {
    pub fn new(limits: &LimitsConfig) -> Self {
        Self { images: ImageProcessor::new(limits.image_pixels), max_bytes: limits.upload_bytes }
    }

    /// A file attached to a post or resource.
    pub async fn attachment(&self, content: Bytes, name: &str) -> Result<Upload, UploadError> {
        let file_type = self.check(&content, name)?;
        if file_type.is_image() {
            return Ok(Upload::Image(self.images.process(content, ImagePurpose::Attachment).await?));
        }
        Ok(Upload::Document { content, file_type, name: FileName::new(name, file_type) })
    }

    /// How many pixels a file has that would be taken in; `None` for a document. A picture is looked at, not read: whether it
    /// is whole shows later.
    pub async fn pixels(&self, content: Bytes, name: &str) -> Result<Option<u64>, UploadError> {
        if !self.check(&content, name)?.is_image() {
            return Ok(None);
        }
        Ok(Some(self.images.pixels(content).await?))
    }

    /// A picture of a person, community or organization. Documents are refused.
    pub async fn picture(
        &self,
        content: Bytes,
        purpose: ImagePurpose,
    ) -> Result<ProcessedImage, UploadError> {
        if !self.check(&content, "")?.is_image() {
            return Err(UploadError::Image(ImageError::NotAnImage));
        }
        Ok(self.images.process(content, purpose).await?)
    }

    fn check(&self, content: &[u8], name: &str) -> Result<FileType, UploadError> {
        if content.len() > self.max_bytes {
            return Err(UploadError::TooLarge { limit: self.max_bytes });
        }
        Ok(FileType::sniff(content, name)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uploads() -> Uploads {
        Uploads::new(&LimitsConfig { upload_bytes: 1000, ..LimitsConfig::default() })
    }

    #[tokio::test]
    async fn a_document_keeps_its_content_and_gets_a_safe_name() {
        let upload = uploads().attachment(Bytes::from_static(b"%PDF-1.7\n"), "../Plan.pdf").await.unwrap();
        let Upload::Document { content, file_type, name } = upload else { panic!("a document") };
        assert_eq!((&content[..], file_type, name.as_str()), (&b"%PDF-1.7\n"[..], FileType::Pdf, "Plan.pdf"));
    }

    #[tokio::test]
    async fn what_is_too_large_or_unknown_is_refused_in_plain_words() {
        let large = uploads().attachment(Bytes::from(vec![b'x'; 1001]), "x.txt").await.unwrap_err();
        assert_eq!(large.to_string(), "the file is larger than 1000 bytes");
        let unknown = uploads().attachment(Bytes::from_static(b"#!/bin/sh"), "x.sh").await.unwrap_err();
        assert!(unknown.to_string().contains("send a JPEG, PNG, GIF or WebP image"));
        let picture =
            uploads().picture(Bytes::from_static(b"%PDF-1.7\n"), ImagePurpose::Avatar).await.unwrap_err();
        assert_eq!(picture.to_string(), "this is not an image: send a JPEG, PNG, GIF or WebP file");
    }
}
