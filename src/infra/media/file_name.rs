//! Names that people and other nodes give their files.

use std::fmt::{self, Write};

use super::file_type::FileType;

/// A file name that is safe to show, to save under and to put into a header. It ends in the extension of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName(String);

/// Without the extension.
const MAX_CHARACTERS: usize = 100;
const UNNAMED: &str = "file";

impl FileName {
    /// Makes a name safe: the last part of a path, without control and direction characters, characters that file
    /// systems reserve, or dots and spaces at its ends; at most 100 characters and the extension.
    pub fn new(given: &str, file_type: FileType) -> Self {
        let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
        let visible: String = last
            .chars()
            .filter(|character| !is_invisible(*character))
            .map(|character| if r#"<>:"|?*%;"#.contains(character) { '_' } else { character })
            .collect();
        let extension = file_type.extension();
        let stem = match visible.rsplit_once('.') {
            Some((stem, given)) if means(given, file_type) => stem,
            _ => &visible,
        };
        let stem: String = stem.trim_matches(is_edge).chars().take(MAX_CHARACTERS).collect();
        let stem = stem.trim_end_matches(is_edge);
        Self(format!("{}.{extension}", if stem.is_empty() { UNNAMED } else { stem }))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value of `Content-Disposition` (RFC 6266) that makes a browser save the file under this name: in ASCII for
    /// old clients, and whole.
    pub fn as_attachment(&self) -> String {
        let mut value = String::from("attachment; filename=\"");
        value.extend(self.0.chars().map(|character| if character.is_ascii() { character } else { '_' }));
        value.push_str("\"; filename*=UTF-8''");
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                value.push(char::from(byte));
            } else {
                let _ = write!(value, "%{byte:02X}");
            }
        }
        value
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Characters that do not show, or that change how the rest shows: `invoice\u{202e}fdp.exe`.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

fn is_edge(character: char) -> bool {
    character == '.' || character.is_whitespace()
}

/// Whether an extension is a usual one for the type.
fn means(extension: &str, file_type: FileType) -> bool {
    let extension = extension.to_ascii_lowercase();
    extension == file_type.extension() || (extension == "jpeg" && file_type == FileType::Jpeg)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in ["Sepsis bundle 2026.pdf", "Übergabe – Nacht.pdf", "報告.pdf", "v1.2.pdf"] {
            assert_eq!(FileName::new(name, FileType::Pdf).as_str(), name);
        }
        assert_eq!(FileName::new("photo.JPEG", FileType::Jpeg).as_str(), "photo.jpg");
        assert_eq!(FileName::new("notes.md", FileType::Text).as_str(), "notes.md.txt");
    }

    #[test]
    fn threat_084_no_name_leaves_its_directory_or_its_header() {
        for (given, safe) in [
            ("../../etc/passwd", "passwd.pdf"),
            ("..\\..\\boot.ini", "boot.ini.pdf"),
            ("/", "file.pdf"),
            ("..", "file.pdf"),
            (".htaccess", "htaccess.pdf"),
            ("a\0b.pdf", "ab.pdf"),
            ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
            ("a\"; filename=\"b.exe", "a__ filename=_b.exe.pdf"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe.pdf"),
            ("a\u{200b}b\u{feff}.pdf", "ab.pdf"),
            ("", "file.pdf"),
        ] {
            assert_eq!(FileName::new(given, FileType::Pdf).as_str(), safe, "{given:?}");
        }
        assert!(FileName::new(&"x".repeat(10_000), FileType::Pdf).as_str().len() <= 110);
    }

    #[test]
    fn browsers_get_the_whole_name_and_old_ones_a_plain_one() {
        assert_eq!(
            FileName::new("Übergabe 1.pdf", FileType::Pdf).as_attachment(),
            "attachment; filename=\"_bergabe 1.pdf\"; filename*=UTF-8''%C3%9Cbergabe%201.pdf"
        );
    }

    proptest! {
        #[test]
        fn threat_084_every_name_fits_into_a_header(given in any::<String>()) {
            let name = FileName::new(&given, FileType::Docx);
            prop_assert!(http::HeaderValue::from_str(&name.as_attachment()).is_ok());
            prop_assert_eq!(name.as_attachment().matches('"').count(), 2);
            prop_assert!(!name.as_str().contains(['/', '\\', '\0']) && name.as_str().split('.').next_back() == Some("docx"));
            prop_assert_eq!(FileName::new(name.as_str(), FileType::Docx), name);
        }
    }
}
