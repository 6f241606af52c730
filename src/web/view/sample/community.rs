//! Pages of communities.

use super::*;
use crate::domain::ids::ActorId;

samples! {
    CommunityOverview => Self {
        header: header(),
        about: html("<p>We share what helps to recognize and treat sepsis early: screening, first-hour bundles, teaching and follow-up.</p><p>For nurses, physicians, educators and managers, from any organization.</p>"),
        pinned: pinned(),
        latest: topics().into_iter().take(4).collect(),
        resources: cards().into_iter().take(2).collect(),
        moderators: vec![lee(), dana()],
        tags: ["screening", "teaching", "handover", "paediatrics"].map(|tag| (tag.to_owned(), format!("/c/sepsis/topics?tag={tag}"))).to_vec(),
        backfill: Backfill::NotNeeded,
    },
    TopicList => Self {
        header: remote_header(),
        filter: TopicFilter::Latest,
        tag: None,
        unread: 4,
        topics: topics(),
        pagination: Pagination { newer: Some("/c/sepsis/topics".to_owned()), older: Some("/c/sepsis/topics?before=9".to_owned()) },
        backfill: Backfill::Running { done: 12, total: 50 },
    },
    Library => Self {
        header: header(),
        kinds: vec![facet("template", "Template", true, 3), facet("protocol", "Protocol", false, 2), facet("training-material", "Training material", false, 4)],
        tags: vec![facet("screening", "screening", false, 6), facet("handover", "handover", false, 2)],
        filtered: true,
        total: 4,
        resources: cards(),
        pagination: Pagination::default(),
    },
    CommunityPeople => Self {
        header: header(),
        people: vec![
            Member { person: lee(), role: Role::Moderator, last_active: Some(ago(90)) },
            Member { person: dana(), role: Role::Moderator, last_active: Some(ago(60 * 28)) },
            Member { person: kim(), role: Role::Participant, last_active: Some(ago(60 * 24 * 8)) },
            Member { person: max(), role: Role::Participant, last_active: None },
        ],
        organizations: vec![(northside(), 131), (river(), 52), (lakeside(), 24), (organization("m.test", "m.test"), 7)],
        pagination: Pagination::default(),
    },
    ModerationLog => Self { header: header(), entries: log(), pagination: Pagination::default() },
    CommunityForm => Self {
        header: None,
        domain: "northside.example".to_owned(),
        handle: "sepsis_care".to_owned(),
        name: "Sepsis".to_owned(),
        summary: String::new(),
        languages: languages(),
        visibility: Visibility::Public,
        post_policy: PostPolicy::Followers,
        icon: Some("/media/icon".to_owned()),
        banner: Some("/media/banner".to_owned()),
        similar: vec![sepsis()],
        errors: errors(&[("summary", "community-summary-hint")]),
    },
    Moderators => Self {
        header: header(),
        moderators: vec![(ActorId::new(1), lee()), (ActorId::new(2), dana())],
        may_resign: true,
        handle: String::new(),
        errors: FormErrors::default(),
    },
    Bans => Self {
        header: header(),
        bans: vec![Ban { id: ActorId::new(9), person: max(), reason: "advertising in five discussions".to_owned(), by: lee(), since: ago(60 * 24 * 3), until: Some(ago(-60 * 24 * 14)) }],
        handle: String::new(),
        reason: String::new(),
        until: String::new(),
        remove_posts: false,
        errors: FormErrors::default(),
    },
}
