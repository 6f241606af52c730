//! Whatever happens, and in whichever order: the counts that are kept along are those of counting anew.

use std::time::Duration;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::{elsewhere, received, reply, words};
use crate::domain::actor::Actor;
use crate::domain::community::Community;
use crate::domain::fact::Origin;
use crate::domain::ids::PostId;
use crate::domain::post::Post;
use crate::services::Context;
use crate::services::posts::delete::delete_all_of;
use crate::services::posts::{
    NewPost, PostError, Target, accept, confirm, delete, publish, refused, remove, remove_all_of, restore,
};
use crate::services::testing::{
    community, context, on_both_engines, person, remote_community, remote_person,
};
use crate::store::{Db, Tx, communities, counts, posts};

const SEQUENCES: usize = 12;
const LONGEST: usize = 40;

/// Something that happens. Numbers choose among whoever and whatever there is; `late` is how many minutes ago the author's
/// clock says that it was.
#[derive(Debug, Clone)]
enum Verb {
    Begin { far: bool, author: usize },
    Answer { to: usize, author: usize },
    ArriveByAuthor { to: Option<usize>, late: u64 },
    ArriveByHost { to: Option<usize>, late: u64 },
    Confirm(usize),
    Refuse(usize),
    Remove(usize),
    Restore(usize),
    Delete(usize),
    RemoveAllOf(usize),
    DeleteAllOf(usize),
}

fn verb() -> impl Strategy<Value = Verb> {
    let to = || proptest::option::weighted(0.7, any::<usize>());
    prop_oneof![
        3 => (any::<bool>(), any::<usize>()).prop_map(|(far, author)| Verb::Begin { far, author }),
        5 => (any::<usize>(), any::<usize>()).prop_map(|(to, author)| Verb::Answer { to, author }),
        3 => (to(), 0..9_u64).prop_map(|(to, late)| Verb::ArriveByAuthor { to, late }),
        3 => (to(), 0..9_u64).prop_map(|(to, late)| Verb::ArriveByHost { to, late }),
        3 => any::<usize>().prop_map(Verb::Confirm),
        1 => any::<usize>().prop_map(Verb::Refuse),
        4 => any::<usize>().prop_map(Verb::Remove),
        4 => any::<usize>().prop_map(Verb::Restore),
        2 => any::<usize>().prop_map(Verb::Delete),
        1 => any::<usize>().prop_map(Verb::RemoveAllOf),
        1 => any::<usize>().prop_map(Verb::DeleteAllOf),
    ]
}

struct Town {
    ctx: Context,
    /// Lee, who moderates Sepsis, Dana, and Eve of another node.
    people: [Actor; 3],
    sepsis: Actor,
    /// A community elsewhere.
    ward: Actor,
    posts: Vec<PostId>,
    arrived: u32,
}

impl Town {
    async fn new(tx: &mut Tx) -> Self {
        let ctx = context();
        let lee = person(&ctx, tx, "lee").await;
        let dana = person(&ctx, tx, "dana").await;
        let eve = remote_person(&ctx, tx, "eve", "b.test").await;
        let sepsis = community(&ctx, tx, "sepsis", &lee).await;
        let ward = remote_community(&ctx, tx, "ward", "b.test").await;
        Self { ctx, people: [lee, dana, eve], sepsis, ward, posts: vec![], arrived: 0 }
    }

    /// Does it, if it is possible.
    async fn carry_out(&mut self, tx: &mut Tx, verb: &Verb) -> Result<(), PostError> {
        let ctx = self.ctx.clone();
        let [lee, ..] = &self.people;
        let post = match verb {
            Verb::Confirm(at)
            | Verb::Refuse(at)
            | Verb::Remove(at)
            | Verb::Restore(at)
            | Verb::Delete(at) => {
                let Some(post) = self.pick(tx, *at).await else { return Ok(()) };
                post
            }
            Verb::Begin { far, author } => {
                let target = Target::Community(if *far { self.ward.id } else { self.sepsis.id });
                let author = self.people[author % 2].id;
                let new = NewPost { author, target, wording: words("A question", "Who knows?") };
                self.posts.push(publish(&ctx, tx, new).await?.id);
                return Ok(());
            }
            Verb::Answer { to, author } => {
                let Some(to) = self.pick(tx, *to).await else { return Ok(()) };
                let answer = reply(&ctx, tx, &self.people[author % 2], to.id, &[]).await?;
                self.posts.push(answer.id);
                return Ok(());
            }
            Verb::ArriveByAuthor { to, late } => return self.arrive(tx, *to, *late, elsewhere()).await,
            Verb::ArriveByHost { to, late } => {
                return self.arrive(tx, *to, *late, Origin::Host(self.ward.id)).await;
            }
            Verb::RemoveAllOf(author) => {
                let author = self.people[author % 3].id;
                remove_all_of(&ctx, tx, lee.id, self.sepsis.id, author, "spam").await?;
                return Ok(());
            }
            Verb::DeleteAllOf(author) => {
                delete_all_of(&ctx, tx, self.people[author % 3].id, 2).await?;
                return Ok(());
            }
        };
        let far = post.community_id == Some(self.ward.id);
        let by_host = if far { Origin::Host(self.ward.id) } else { Origin::Here };
        match verb {
            Verb::Confirm(_) => drop(confirm(&ctx, tx, self.ward.id, &post.uri).await?),
            Verb::Refuse(_) => drop(refused(&ctx, tx, self.ward.id, &post.uri, "no").await?),
            Verb::Remove(_) => remove(&ctx, tx, lee.id, post.id, "off topic", &by_host).await?,
            Verb::Restore(_) => restore(&ctx, tx, lee.id, post.id, None, &by_host).await?,
            _ => delete(&ctx, tx, post.author_id, post.id, &Origin::Here).await?,
        }
        Ok(())
    }

    async fn arrive(
        &mut self,
        tx: &mut Tx,
        to: Option<usize>,
        late: u64,
        origin: Origin,
    ) -> Result<(), PostError> {
        let community = if origin.host().is_some() { &self.ward } else { &self.sepsis };
        self.arrived += 1;
        let mut new = received(&self.people[2], self.arrived, community);
        new.published_at = self.ctx.now() - Duration::from_mins(late);
        if let Some(to) = to {
            new.parent = self.pick(tx, to).await.map(|post| post.id);
        }
        let uri = new.uri.clone();
        accept(&self.ctx, tx, new, &origin).await?;
        self.posts.extend(posts::by_uri(tx, &uri).await?.map(|post| post.id));
        Ok(())
    }

    async fn pick(&self, tx: &mut Tx, at: usize) -> Option<Post> {
        let id = *self.posts.get(at.checked_rem(self.posts.len())?)?;
        posts::by_id(tx, id).await.unwrap()
    }

    async fn counts(&self, tx: &mut Tx) -> (Vec<Post>, Vec<Option<Community>>) {
        let mut read = posts::by_ids(tx, &self.posts).await.unwrap();
        read.sort_unstable_by_key(|post| post.id);
        let mut places = vec![];
        for community in [&self.sepsis, &self.ward] {
            places.push(communities::by_id(tx, community.id).await.unwrap());
        }
        (read, places)
    }
}

on_both_engines! {
    async fn counts_are_those_of_counting_anew_after_every_verb(db: Db) {
        let mut runner = TestRunner::deterministic();
        let sequences = proptest::collection::vec(verb(), LONGEST / 2..LONGEST);
        for _ in 0..SEQUENCES {
            let verbs = sequences.new_tree(&mut runner).unwrap().current();
            // Never committed, so each sequence finds an empty database.
            let mut tx = db.begin().await.unwrap();
            let mut town = Town::new(&mut tx).await;
            for (done, verb) in verbs.iter().enumerate() {
                town.ctx.clock.advance(Duration::from_mins(1));
                let result = town.carry_out(&mut tx, verb).await;
                assert!(!matches!(result, Err(PostError::Store(_))), "{result:?} of {verb:?}");
                let kept = town.counts(&mut tx).await;
                counts::anew(&mut tx, &town.posts).await.unwrap();
                assert_eq!(kept, town.counts(&mut tx).await, "after {:?}", &verbs[..=done]);
            }
        }
    }
}
