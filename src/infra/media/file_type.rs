//! Which files are accepted, and how they are told apart.

use std::fmt;

/// A kind of file that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileType {
    Jpeg,
    Png,
    Gif,
    Webp,
    Pdf,
    /// UTF-8, without control characters.
    Text,
    /// Like [`FileType::Text`]; only its name tells it apart.
    Csv,
    Odt,
    Ods,
    Odp,
    Docx,
    Xlsx,
    Pptx,
}

/// The file is of no accepted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this kind of file is not accepted: send a JPEG, PNG, GIF or WebP image, a PDF, OpenDocument or Office document, \
     or plain text or CSV in UTF-8"
)]
pub struct UnsupportedFile;

/// The list of a ZIP archive's members stands at its end; this much of it is looked at.
const ZIP_DIRECTORY_BYTES: usize = 256 * 1024;

impl FileType {
    /// Everything that is accepted, images first.
    pub const ALL: [Self; 13] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::Webp,
        Self::Pdf,
        Self::Text,
        Self::Csv,
        Self::Odt,
        Self::Ods,
        Self::Odp,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
    ];

    /// Reads the type from the content. The name decides only whether text is plain or CSV, and text that claims to be
    /// something else is refused.
    pub fn sniff(content: &[u8], name: &str) -> Result<Self, UnsupportedFile> {
        if let Some(kind) = infer::get(content) {
            return match kind.mime_type() {
                "application/zip" => office_document(content).ok_or(UnsupportedFile),
                known => Self::ALL.into_iter().find(|file| file.media_type() == known).ok_or(UnsupportedFile),
            };
        }
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        let is_named = |file: &Self| file.names().contains(&extension.as_str());
        let claimed = [Self::Text, Self::Csv].into_iter().find(is_named).ok_or(UnsupportedFile)?;
        if is_plain_text(content) { Ok(claimed) } else { Err(UnsupportedFile) }
    }

    /// As `Content-Type` names it, without parameters.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        }
    }

    /// The usual ending of its name.
    pub const fn extension(self) -> &'static str {
        self.names()[0]
    }

    /// How the names of such files end; the usual ending first.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Text => &["txt", "text", "md"],
            Self::Csv => &["csv"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Odp => &["odp"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
        }
    }

    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.extension() == extension)
    }

    /// Whether it is an image, which pages may show; everything else is a download.
    pub const fn is_image(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Gif | Self::Webp)
    }
}

impl fmt::Display for FileType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.media_type())
    }
}

/// Office documents whose members stand in an order that the library does not know.
fn office_document(content: &[u8]) -> Option<FileType> {
    let directory = &content[content.len().saturating_sub(ZIP_DIRECTORY_BYTES)..];
    let has = |member: &str| directory.windows(member.len()).any(|window| window == member.as_bytes());
    if !has("[Content_Types].xml") {
        return None;
    }
    let members = [
        ("word/document.xml", FileType::Docx),
        ("xl/workbook.xml", FileType::Xlsx),
        ("ppt/presentation.xml", FileType::Pptx),
    ];
    members.into_iter().find(|(member, _)| has(member)).map(|(_, file)| file)
}

fn is_plain_text(content: &[u8]) -> bool {
    std::str::from_utf8(content).is_ok_and(|text| {
        text.chars()
            .all(|character| !character.is_control() || matches!(character, '\t' | '\n' | '\r' | '\u{c}'))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The beginning of a ZIP archive whose first member has this name and content.
    fn zip(name: &str, content: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.resize(30, 0);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(content.as_bytes());
        bytes.resize(bytes.len() + 64, 0);
        bytes
    }

    #[test]
    fn threat_083_the_content_decides_not_the_name() {
        for (content, name, expected) in [
            (&b"%PDF-1.7\n"[..], "report.txt", FileType::Pdf),
            (b"\xff\xd8\xff\xe0 etc", "photo.png", FileType::Jpeg),
            (b"\x89PNG\r\n\x1a\n", "page.html", FileType::Png),
            (b"GIF89a etc", "x", FileType::Gif),
            ("Grüße\n".as_bytes(), "notes.TXT", FileType::Text),
            (b"a;b\n1;2\n", "table.csv", FileType::Csv),
        ] {
            assert_eq!(FileType::sniff(content, name), Ok(expected), "{name}");
        }
    }

    #[test]
    fn documents_in_archives_are_told_apart() {
        let odt = zip("mimetype", "application/vnd.oasis.opendocument.text");
        assert_eq!(FileType::sniff(&odt, "a.zip"), Ok(FileType::Odt));
        let docx = zip("customXml/item1.xml", "… [Content_Types].xml … word/document.xml");
        assert_eq!(FileType::sniff(&docx, "a.zip"), Ok(FileType::Docx));
        let archive = zip("readme.txt", "hello");
        assert_eq!(FileType::sniff(&archive, "a.docx"), Err(UnsupportedFile));
    }

    #[test]
    fn threat_082_active_content_is_refused() {
        for (content, name) in [
            (&b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"[..], "x.svg"),
            (b"<?xml version=\"1.0\"?><svg/>", "x.txt"),
            (b"<!DOCTYPE html><script>1</script>", "x.html"),
            (b"<html><script>1</script>", "x.txt"),
            (b"alert(1)", "x.js"),
            (b"push graphic-context\nfill 'url(https://127.0.0.1/)'", "x.mvg"),
            (b"{\"id\": \"https://s.test/u/alice\"}", "actor.json"),
            (b"\x7fELF\x02\x01\x01", "x.txt"),
            (b"MZ\x90\x00", "x.pdf"),
            (b"a\0b", "x.txt"),
            (b"\xff\xfe\x00", "x.txt"),
            (b"", ""),
        ] {
            assert_eq!(FileType::sniff(content, name), Err(UnsupportedFile), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_content_makes_the_reader_panic(
            start in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"RIFF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
            rest in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let _ = FileType::sniff(&[start, &rest].concat(), "x.txt");
        }
    }
}
