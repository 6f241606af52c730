//! Whatever the body of a delivery is, reading it ends without panic, stays within its bounds, and what is shown of it
//! is harmless.

#![no_main]

use libfuzzer_sys::fuzz_target;
use moothall::domain::text::{html, plain};
use moothall::federation::inbox::Envelope;
use moothall::federation::objects::activity::{self, ActivityDocument};
use moothall::federation::objects::uri::same_origin;
use moothall::federation::objects::{actor, collection, post};
use serde_json::Value;

/// The longest text that an excerpt may be asked for in this target.
const EXCERPT: usize = 200;

fuzz_target!(|body: &[u8]| {
    if let Ok(envelope) = Envelope::read(body) {
        assert!(envelope.id.starts_with("http") && envelope.actor.starts_with("http"));
    }
    let Ok(document) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    read_object(&document);
    if let Ok(activity) = activity::read(&document) {
        read_activity(&activity);
    }
});

fn read_activity(activity: &ActivityDocument) {
    assert!(same_origin(&activity.uri, &activity.actor_uri));
    assert!(activity.objects.len() <= 100);
    for object in &activity.objects {
        read_object(object);
        if let Ok(inner) = activity::read(object) {
            inner.objects.iter().for_each(read_object);
        }
    }
}

fn read_object(object: &Value) {
    if let Ok(post) = post::read(object) {
        assert!(same_origin(&post.uri, &post.author_uri));
        if let Some(post::Content::Html(text)) = &post.content {
            read_text(text);
        }
    }
    if let Ok(actor) = actor::read(object) {
        actor.summary_html.iter().for_each(|text| read_text(text));
        for field in &actor.fields {
            read_text(&field.value);
        }
    }
    let _ = collection::read(object);
}

fn read_text(text: &str) {
    let clean = html::sanitize(text);
    let lower = clean.to_ascii_lowercase();
    assert!(!lower.contains("<script") && !lower.contains("<style") && !lower.contains("<iframe"));
    assert_eq!(html::sanitize(&clean), clean, "sanitizing twice is the same as once");
    assert!(plain::excerpt(&clean, EXCERPT).chars().count() <= EXCERPT + 1);
}
