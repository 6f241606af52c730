use proptest::prelude::*;

use super::*;
use crate::domain::ids::PostId;
use crate::domain::post::PostState;
use crate::domain::time::Timestamp;

fn post(title: &str, summary: &str, html: &str) -> Post {
    let at = Timestamp::from_millis(0);
    Post {
        id: PostId::new(1),
        uri: String::new(),
        url: None,
        kind: PostKind::Resource,
        community_id: None,
        author_id: ActorId::new(7),
        root_id: PostId::new(1),
        parent_id: None,
        depth: 0,
        title: Some(title.to_owned()),
        source: None,
        html: html.to_owned(),
        summary: Some(summary.to_owned()),
        language: None,
        sensitive: false,
        link_url: None,
        context_uri: None,
        state: PostState::Published,
        state_reason: None,
        version: 1,
        published_at: at,
        edited_at: None,
        deleted_at: None,
        removed_at: None,
        removed_reason: None,
        locked_at: None,
        pinned_at: None,
        reply_count: 0,
        thanks_count: 0,
        dislike_count: 0,
        share_count: 0,
        last_activity_at: at,
        received_at: at,
    }
}

/// The words of a text, as a thread's text has them.
fn words(text: &str) -> Vec<String> {
    let mut found = Collected::default();
    found.add(text);
    found.text.split_whitespace().map(str::to_owned).collect()
}

fn looked_for(text: &str) -> Vec<(String, bool)> {
    searched(text).into_iter().map(|term| (term.word, term.is_beginning)).collect()
}

fn is_found(text: &str, query: &str) -> bool {
    let (words, terms) = (words(text), searched(query));
    let has = |term: &Term| {
        words.iter().any(|word| *word == term.word || (term.is_beginning && word.starts_with(&term.word)))
    };
    !terms.is_empty() && terms.iter().all(has)
}

#[test]
fn case_accents_and_spelling_make_no_difference() {
    for (written, typed) in [
        ("Sepsis", "seps"),
        ("ÜBERGABE der Ärzte", "arzte ubergabe"),
        ("Uebung: Straße", "STRASSE"),
        ("naïve café", "NAI\u{308}VE cafe"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("smørrebrød, Łódź", "smorrebrod lodz"),
        ("ﬁve ２０２６", "five 2026"),
        ("שָׁלוֹם", "שלום"),
        ("أهلاً", "اهلا"),
        ("COVID-19 (Wave_2)", "covid 19 wave 2"),
        ("soft\u{AD}ware", "software"),
    ] {
        assert!(is_found(written, typed), "{written} {:?} {typed} {:?}", words(written), searched(typed));
    }
}

#[test]
fn all_words_are_needed_and_a_single_letter_is_a_word() {
    assert!(is_found("Give antibiotics within one hour", "hour antib"));
    assert!(!is_found("Give antibiotics within one hour", "hour antiviral"));
    assert!(!is_found("Give antibiotics", "biotics"));
    assert_eq!(looked_for("b vitamin"), [("b".to_owned(), false), ("vitamin".to_owned(), true)]);
    assert!(is_found("Vitamin B", "b vitamin") && !is_found("Vitamin better", "b vitamin"));
}

#[test]
fn scripts_without_spaces_are_found_by_any_part() {
    assert_eq!(words("敗血症 care"), ["敗血", "血症", "症", "care"]);
    for part in ["敗血症", "血症", "症", "敗", "Sepsis敗血"] {
        assert!(is_found("sepsis敗血症のケア", part), "{part}");
    }
    assert!(!is_found("敗血症", "血敗"));
    assert!(is_found("がん検診", "がん") && !is_found("がん検診", "かん"));
    assert!(is_found("ภาวะติดเชื้อ", "ติดเชื้อ"));
    // Vowels that are marks are letters there.
    assert!(is_found("हिन्दी", "हिन्दी") && !is_found("हिन्दी", "हनद"));
    assert!(is_found("패혈증 치료", "패혈"));
}

#[test]
fn what_has_no_words_looks_for_nothing() {
    for text in ["", " ", "\u{1F389}", "\" ' * ^ : - ( ) & | ! <->", "\u{301}", "%_\\", "=@"] {
        assert_eq!(searched(text), [], "{text:?}");
    }
    assert_eq!(looked_for("AND NOT").len(), 2);
}

#[test]
fn title_and_tags_stand_apart_from_what_is_said() {
    let post = post(
        "Lactate <b>",
        "An abstract on lactate",
        "<p>See <a href=\"https://a.test/x\">the page</a> &amp; more</p>",
    );
    let words = ThreadWords::of(&post, &["sepsis_6".to_owned()]);
    assert_eq!(words.named, "lactate b sepsis 6 =resource @7");
    assert_eq!(words.said, "an abstract on see the page more");
    assert_eq!(Term::kind(PostKind::Resource).word, "=resource");
    assert_eq!(Term::author(ActorId::new(7)).word, "@7");
}

#[test]
fn however_long_a_text_its_words_are_bounded() {
    use std::fmt::Write as _;
    let many = (0..60_000).fold(String::new(), |mut text, number| {
        let _ = write!(text, "w{number} ");
        text
    });
    let long = "x".repeat(300_000);
    let unspaced: String = ('\u{4E00}'..='\u{9FFF}').cycle().take(300_000).collect();
    let growing = "\u{FDFA} \u{FDFB}".repeat(60_000);
    for text in [&many, &long, &unspaced, &growing] {
        let words = words(text);
        assert!(words.len() <= MAX_WORDS * 2 && words.iter().map(String::len).sum::<usize>() < 2 * MAX_BYTES);
        assert!(words.iter().all(|word| word.chars().count() <= MAX_WORD));
        assert!(searched(text).len() <= MAX_SEARCHED);
    }
}

#[test]
fn folding_twice_is_folding_once() {
    for c in '\0'..=char::MAX {
        let once = folded(&c.to_string(), 9);
        assert_eq!(folded(&once, 99), once, "{c:?}");
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_words_are_letters_and_digits(text in "\\PC{0,60}|.{0,60}|[\"'*^:&|!() a-zÄß敗血か\u{3099}\u{301}]{0,30}") {
        let word = |c: char| c.is_alphanumeric() || is_combining_mark(c);
        for found in words(&text).into_iter().chain(searched(&text).into_iter().map(|term| term.word)) {
            prop_assert!(!found.is_empty() && found.chars().all(word), "{found:?}");
        }
    }

    #[test]
    fn a_text_is_found_by_any_of_its_parts(text in "([A-Za-zÀ-ÖØ-öø-ÿ0-9]{1,12}|[敗血症のケア]{1,5}|[ ,.-]){1,12}", from in 0_usize..30, length in 2_usize..9) {
        let text: Vec<char> = text.chars().collect();
        let begins = |at: &usize| *at == 0 || !text[at - 1].is_alphanumeric() || is_unspaced(text[*at]);
        if let Some(start) = (from.min(text.len())..text.len()).find(begins) {
            let whole: String = text.iter().collect();
            let part: String = text[start..].iter().take(length).collect();
            let single = part.split(|c: char| !c.is_alphanumeric() || is_unspaced(c)).any(|word| word.chars().count() == 1);
            prop_assert!(searched(&part).is_empty() || single || is_found(&whole, &part), "{whole:?} {part:?}");
        }
    }
}
