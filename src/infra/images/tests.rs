use image::codecs::gif::GifEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, Frame, ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

const LIMIT: u64 = 4_000_000;

fn processed(content: impl AsRef<[u8]>, purpose: ImagePurpose) -> Result<ProcessedImage, ImageError> {
    process(content.as_ref(), purpose, LIMIT)
}

fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(
        width,
        height,
        |x, _| {
            if x < width / 2 { Rgb([250, 10, 10]) } else { Rgb([10, 10, 250]) }
        },
    )
}

fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut content = Vec::new();
    JpegEncoder::new(&mut content).encode_image(image).unwrap();
    content
}

fn png(image: &RgbaImage) -> Vec<u8> {
    let mut content = Vec::new();
    let encoder = PngEncoder::new(&mut content);
    encoder.write_image(image, image.width(), image.height(), ExtendedColorType::Rgba8).unwrap();
    content
}

/// A JPEG whose EXIF block says "turned by 90 degrees" and carries a place.
fn photo_from_a_phone() -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"); // orientation, SHORT, one value: 6
    exif.extend_from_slice(b"\0\0\0\0GPS 52.5200N 13.4050E");
    let mut content = Vec::new();
    let mut encoder = JpegEncoder::new(&mut content);
    encoder.set_exif_metadata(exif).unwrap();
    encoder.encode_image(&photo(60, 40)).unwrap();
    content
}

/// A PNG that announces this size and has no pixels.
fn announced(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 6, 0, 0, 0]);
    let mut checksum = flate2::Crc::new();
    checksum.update(&header);
    let mut content = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    content.extend_from_slice(&header);
    content.extend_from_slice(&checksum.sum().to_be_bytes());
    content.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    content
}

fn contains(content: &[u8], part: &[u8]) -> bool {
    content.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_large_photo_is_made_smaller_and_stays_a_photo() {
    let made = processed(jpeg(&photo(2200, 1100)), ImagePurpose::Attachment).unwrap();
    assert_eq!((made.main.width, made.main.height), (2048, 1024));
    assert_eq!((made.thumbnail.width, made.thumbnail.height), (480, 240));
    assert_eq!(made.main.file_type, FileType::Jpeg);
    assert_eq!(made.blurhash.len(), 28);
}

#[test]
fn a_small_picture_is_not_enlarged() {
    let made = processed(jpeg(&photo(30, 20)), ImagePurpose::Attachment).unwrap();
    assert_eq!((made.main.width, made.main.height), (30, 20));
    assert_eq!((made.thumbnail.width, made.thumbnail.height), (30, 20));
}

#[test]
fn pictures_of_people_are_square_and_banners_wide() {
    let avatar = processed(jpeg(&photo(900, 300)), ImagePurpose::Avatar).unwrap();
    assert_eq!((avatar.main.width, avatar.main.height, avatar.thumbnail.width), (400, 400, 120));
    let banner = processed(jpeg(&photo(300, 300)), ImagePurpose::Banner).unwrap();
    assert_eq!((banner.main.width, banner.main.height, banner.thumbnail.height), (1500, 500, 160));
}

#[test]
fn transparent_parts_stay_transparent() {
    let glass = RgbaImage::from_pixel(20, 20, Rgba([200, 0, 0, 100]));
    let made = processed(png(&glass), ImagePurpose::Attachment).unwrap();
    assert_eq!(made.main.file_type, FileType::Webp);
    let again = image::load_from_memory(&made.main.content).unwrap().into_rgba8();
    assert_eq!(again, glass);
}

#[test]
fn threat_083_a_photo_is_turned_upright_and_forgets_its_place() {
    let original = photo_from_a_phone();
    assert!(contains(&original, b"GPS 52.5200N"));
    let made = processed(original, ImagePurpose::Attachment).unwrap();
    assert_eq!((made.main.width, made.main.height), (40, 60));
    assert!(!contains(&made.main.content, b"GPS") && !contains(&made.main.content, b"Exif"));
    let upright = image::load_from_memory(&made.main.content).unwrap().into_rgb8();
    assert!(upright.get_pixel(20, 5).0[0] > 200, "what was left is on top");
}

#[test]
fn threat_083_nothing_survives_beside_the_pixels() {
    let page = b"<script>alert(1)</script>";
    for mut polyglot in [jpeg(&photo(30, 20)), png(&RgbaImage::new(30, 20))] {
        polyglot.extend_from_slice(page);
        let made = processed(polyglot, ImagePurpose::Attachment).unwrap();
        assert!(!contains(&made.main.content, page) && !contains(&made.thumbnail.content, page));
    }
}

#[test]
fn threat_083_huge_pictures_are_refused_by_their_announced_size() {
    for (width, height) in [(50_000, 50_000), (u32::MAX >> 1, 1), (2001, 2000)] {
        let refusal = processed(announced(width, height), ImagePurpose::Attachment).unwrap_err();
        assert!(
            matches!(refusal, ImageError::TooManyPixels { .. } | ImageError::Damaged),
            "{width}×{height}: {refusal}"
        );
    }
    let refusal = processed(announced(2001, 2000), ImagePurpose::Attachment).unwrap_err();
    assert_eq!(refusal.to_string(), "the image has more than 4000000 pixels: make it smaller first");
}

#[test]
fn threat_083_a_thread_of_pixels_does_not_become_a_carpet() {
    for (width, height) in [(60_000, 1), (1, 60_000)] {
        for purpose in [ImagePurpose::Attachment, ImagePurpose::Avatar, ImagePurpose::Banner] {
            let made = processed(png(&RgbaImage::new(width, height)), purpose).unwrap();
            assert!(made.main.width <= 2048 && made.main.height <= 2048, "{purpose:?}");
        }
    }
}

#[test]
fn threat_083_of_ten_thousand_frames_one_is_read() {
    let mut content = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut content, 30);
    let frame = |shade: u8| Frame::new(RgbaImage::from_pixel(2, 2, Rgba([shade, shade, shade, 255])));
    encoder.encode_frames(std::iter::once(frame(200)).chain((0..9_999).map(|_| frame(0)))).unwrap();
    drop(encoder);
    let made = processed(content, ImagePurpose::Attachment).unwrap();
    let first = image::load_from_memory(&made.main.content).unwrap().into_rgb8();
    assert!(first.get_pixel(0, 0).0[0] > 190);
}

#[test]
fn threat_083_what_is_no_image_is_refused() {
    for content in
        [&b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"[..], b"push graphic-context", b"%PDF-1.7", b""]
    {
        assert_eq!(processed(content, ImagePurpose::Avatar).unwrap_err(), ImageError::NotAnImage);
    }
    let mut cut = png(&RgbaImage::from_pixel(50, 50, Rgba([1, 2, 3, 255])));
    cut.truncate(60);
    assert_eq!(processed(cut, ImagePurpose::Avatar).unwrap_err(), ImageError::Damaged);
}

#[tokio::test]
async fn images_wait_for_their_turn() {
    let processor = ImageProcessor::new(LIMIT);
    let content = Bytes::from(jpeg(&photo(30, 20)));
    let all = (0..8).map(|_| processor.process(content.clone(), ImagePurpose::Attachment));
    assert!(futures::future::join_all(all).await.iter().all(Result::is_ok));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_damage_makes_the_decoder_panic(
        which in 0..4_usize,
        position in 0..400_usize,
        damage in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        let mut content = match which {
            0 => photo_from_a_phone(),
            1 => png(&RgbaImage::from_pixel(9, 9, Rgba([1, 2, 3, 4]))),
            2 => announced(9, 9),
            _ => {
                let mut webp = Vec::new();
                let image = DynamicImage::from(photo(9, 9));
                image.write_with_encoder(WebPEncoder::new_lossless(&mut webp)).unwrap();
                webp
            }
        };
        let start = position % content.len();
        let end = (start + damage.len()).min(content.len());
        content[start..end].copy_from_slice(&damage[..end - start]);
        let _ = processed(content, ImagePurpose::Attachment);
    }
}
