//! People act: each through the services of their own node. What they do is waited for on the others.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::try_join_all;

use super::cast::{Circle, House, Who};
use super::script::{Act, Chapter, Deed, Key, Text};
use super::site::Site;
use super::waiting::until;
use super::{BoxError, DemoError, Progress, writing};
use crate::domain::community::FollowState;
use crate::domain::fact::Origin;
use crate::domain::post::{Post, PostState, ReactionKind};
use crate::infra::clock::Clock;
use crate::services::accounts::PasswordHash;
use crate::services::communities::{follow, moderators as office};
use crate::services::posts::{self as speaking, Edit, NewPost, Target, Wording};
use crate::services::reactions::react;
use crate::store::{actors, follows, inbox, moderators, outgoing, peers, posts};

/// The three nodes, and what has been said on them so far.
pub(super) struct Stage<'a> {
    sites: &'a [Site; 3],
    clock: Clock,
    said: BTreeMap<Key, Said>,
    progress: Progress<'a>,
}

/// A post, and what all nodes are to know of it.
struct Said {
    uri: String,
    by: Who,
    circle: Circle,
    version: i64,
    thanks: i64,
    pinned: bool,
}

impl Said {
    fn is_shown_by(&self, post: &Post) -> bool {
        post.state == PostState::Published
            && post.version == self.version
            && post.thanks_count == self.thanks
            && post.pinned_at.is_some() == self.pinned
    }
}

impl<'a> Stage<'a> {
    pub(super) fn new(sites: &'a [Site; 3], clock: Clock, progress: Progress<'a>) -> Self {
        Self { sites, clock, said: BTreeMap::new(), progress }
    }

    fn at(&self, house: House) -> &'a Site {
        let [northside, river, lakeside] = self.sites;
        match house {
            House::Northside => northside,
            House::River => river,
            House::Lakeside => lakeside,
        }
    }

    fn account(&self, who: Who) -> String {
        format!("@{}@{}", who.person().handle, self.at(who.house()).authority())
    }

    fn community(&self, circle: Circle) -> String {
        format!("@{}@{}", circle.card().handle, self.at(circle.card().house).authority())
    }

    /// A text with the real addresses of the organizations in it.
    fn addressed(&self, text: &str) -> String {
        self.sites.iter().fold(text.to_owned(), |text, site| {
            text.replace(&format!("{{{}}}", site.organization().label), site.authority())
        })
    }

    /// Organizations, people and communities, each on their own node.
    pub(super) async fn introduce(&self, password: &PasswordHash) -> Result<(), DemoError> {
        let moved_in = try_join_all(self.sites.iter().map(|site| site.move_in(password))).await;
        moved_in.map_err(step("making accounts"))?;
        for circle in Circle::ALL {
            let card = circle.card();
            self.at(card.house).open(card).await.map_err(step("opening a community"))?;
        }
        (self.progress)("people have accounts, communities are open");
        Ok(())
    }

    /// The people who follow a community find it by its handle and follow it.
    pub(super) async fn gather(&self, circle: Circle) -> Result<(), DemoError> {
        let card = circle.card();
        for who in card.followers {
            let site = self.at(who.house());
            let what = format!("{} follows {}", who.person().name, card.name);
            self.follow(*who, circle).await.map_err(step(&what))?;
            until(&what, async || {
                let mut tx = site.db().read().await?;
                let follower = actors::local_by_handle(&mut tx, who.person().handle).await?;
                let target = actors::by_uri(&mut tx, &self.community_uri(circle)).await?;
                let (Some(follower), Some(target)) = (follower, target) else { return Ok(None) };
                let follow = follows::get(&mut tx, follower.id, target.id).await?;
                Ok(follow.filter(|follow| follow.state == FollowState::Accepted))
            })
            .await?;
        }
        for house in House::ALL.into_iter().filter(|house| *house != card.house) {
            (self.progress)(&format!("{} follows {}", house.organization().name, card.name));
        }
        self.settle().await
    }

    fn community_uri(&self, circle: Circle) -> String {
        self.at(circle.card().house).context().addresses.community(circle.card().handle)
    }

    async fn follow(&self, who: Who, circle: Circle) -> Result<(), BoxError> {
        let site = self.at(who.house());
        let target = site.find(&self.community(circle)).await?;
        let follower = site.own(who.person().handle).await?.id;
        let mut tx = site.db().begin().await?;
        follow(site.context(), &mut tx, follower, target).await?;
        Ok(tx.commit().await?)
    }

    /// Moves the clock to the chapter, has it happen, and waits until all three show the same.
    pub(super) async fn play(&mut self, chapter: &'static Chapter) -> Result<(), DemoError> {
        self.move_to(Duration::from_hours(chapter.hours_ago.into()));
        for act in chapter.acts {
            self.perform(act).await?;
        }
        self.agree().await?;
        self.settle().await?;
        (self.progress)(chapter.title);
        Ok(())
    }

    /// From here on the clock shows what others show.
    pub(super) async fn return_to_the_present(&self) -> Result<(), DemoError> {
        self.settle().await?;
        self.move_to(Duration::ZERO);
        Ok(())
    }

    fn move_to(&self, before_present: Duration) {
        let moment = Clock::system().now() - before_present;
        self.clock.advance(moment.since(self.clock.now()));
    }

    async fn perform(&mut self, act: &'static Act) -> Result<(), DemoError> {
        self.clock.advance(Duration::from_mins(act.after.into()));
        match &act.deed {
            Deed::Begin { key, circle, by, text } => self.begin(key, *circle, *by, text).await,
            Deed::Reply { key, to, by, language, body } => self.reply(key, to, *by, language, body).await,
            Deed::Edit { key, note, text } => self.edit(key, note, text).await,
            Deed::Thank { key, by } => self.thank(key, by).await,
            Deed::Pin { key } => self.pin(key).await,
            Deed::Appoint { circle, who } => self.appoint(*circle, *who).await,
        }
    }

    async fn begin(&mut self, key: Key, circle: Circle, by: Who, text: &Text) -> Result<(), DemoError> {
        let site = self.at(by.house());
        let written = async {
            let wording = self.wording(site, text).await?;
            let community = site.find(&self.community(circle)).await?;
            self.publish(by, Target::Community(community), wording).await
        };
        let post = written.await.map_err(step(&format!("{} writes", by.person().name)))?;
        self.spread(key, circle, by, post).await
    }

    async fn reply(
        &mut self,
        key: Key,
        to: Key,
        by: Who,
        language: &str,
        body: &str,
    ) -> Result<(), DemoError> {
        let site = self.at(by.house());
        let parent = self.arrived(to, site).await?;
        let written = async {
            let wording = writing::answer(site, &self.addressed(body), language).await?;
            self.publish(by, Target::Reply(parent.id), wording).await
        };
        let post = written.await.map_err(step(&format!("{} answers", by.person().name)))?;
        let circle = self.said(to)?.circle;
        self.spread(key, circle, by, post).await
    }

    async fn publish(&self, by: Who, target: Target, wording: Wording) -> Result<Post, BoxError> {
        let site = self.at(by.house());
        let author = site.own(by.person().handle).await?.id;
        let mut tx = site.db().begin().await?;
        let post = speaking::publish(site.context(), &mut tx, NewPost { author, target, wording }).await?;
        tx.commit().await?;
        Ok(post)
    }

    async fn wording(&self, site: &Site, text: &Text) -> Result<Wording, BoxError> {
        let shelf = match &text.shelf {
            Some(shelf) => {
                let steward = site.find(&self.account(shelf.steward)).await?;
                Some(writing::resource(shelf, steward, Clock::system().now())?)
            }
            None => None,
        };
        writing::wording(site, text, &self.addressed(text.body), shelf).await
    }

    async fn edit(&mut self, key: Key, note: &str, text: &Text) -> Result<(), DemoError> {
        let by = self.said(key)?.by;
        let site = self.at(by.house());
        let post = self.arrived(key, site).await?.id;
        let edited = async {
            let wording = self.wording(site, text).await?;
            let edit = Edit {
                by: site.own(by.person().handle).await?.id,
                post,
                wording,
                note: Some(note.to_owned()),
            };
            let mut tx = site.db().begin().await?;
            speaking::edit(site.context(), &mut tx, edit).await?;
            Ok(tx.commit().await?)
        };
        edited.await.map_err(step(&format!("{} edits", by.person().name)))?;
        self.said_mut(key)?.version += 1;
        Ok(())
    }

    async fn thank(&mut self, key: Key, by: &[Who]) -> Result<(), DemoError> {
        for who in by {
            let site = self.at(who.house());
            let post = self.arrived(key, site).await?.id;
            let thanked = async {
                let actor = site.own(who.person().handle).await?.id;
                let mut tx = site.db().begin().await?;
                let (kind, here) = (ReactionKind::Thanks, Origin::Here);
                react(site.context(), &mut tx, actor, post, kind, None, &here).await?;
                Ok(tx.commit().await?)
            };
            thanked.await.map_err(step(&format!("{} thanks", who.person().name)))?;
            self.said_mut(key)?.thanks += 1;
        }
        Ok(())
    }

    async fn pin(&mut self, key: Key) -> Result<(), DemoError> {
        let card = self.said(key)?.circle.card();
        let site = self.at(card.house);
        let post = self.arrived(key, site).await?.id;
        let pinned = async {
            let by = site.own(card.founder.person().handle).await?.id;
            let mut tx = site.db().begin().await?;
            speaking::pin(site.context(), &mut tx, by, post, None, &Origin::Here).await?;
            Ok(tx.commit().await?)
        };
        pinned.await.map_err(step("pinning a thread"))?;
        self.said_mut(key)?.pinned = true;
        Ok(())
    }

    /// The founder makes somebody a moderator; all nodes learn of it.
    async fn appoint(&self, circle: Circle, who: Who) -> Result<(), DemoError> {
        let card = circle.card();
        let appointed = async {
            let site = self.at(card.house);
            let by = site.own(card.founder.person().handle).await?.id;
            let (community, person) = (site.own(card.handle).await?.id, site.find(&self.account(who)).await?);
            let mut tx = site.db().begin().await?;
            office::add(site.context(), &mut tx, by, community, person, &Origin::Here).await?;
            Ok(tx.commit().await?)
        };
        appointed.await.map_err(step("sharing the office of a moderator"))?;
        for site in self.sites {
            let what = format!("{} learns that {} moderates", site.organization().name, who.person().name);
            until(&what, async || {
                let (community, person) =
                    (site.find(&self.community(circle)).await?, site.find(&self.account(who)).await?);
                let ids = moderators::ids(&mut site.db().read().await?, community).await?;
                Ok(ids.contains(&person).then_some(()))
            })
            .await?;
        }
        Ok(())
    }

    /// Waits until all three have the post, so that everywhere the latest is what was said last.
    async fn spread(&mut self, key: Key, circle: Circle, by: Who, post: Post) -> Result<(), DemoError> {
        let said = Said { uri: post.uri, by, circle, version: 1, thanks: 0, pinned: false };
        self.said.insert(key, said);
        try_join_all(self.sites.iter().map(|site| self.arrived(key, site))).await?;
        Ok(())
    }

    fn said(&self, key: Key) -> Result<&Said, DemoError> {
        self.said.get(key).ok_or_else(|| nobody_said(key))
    }

    fn said_mut(&mut self, key: Key) -> Result<&mut Said, DemoError> {
        self.said.get_mut(key).ok_or_else(|| nobody_said(key))
    }

    /// The post as `site` has it, once the community's host has published it.
    async fn arrived(&self, key: Key, site: &Site) -> Result<Post, DemoError> {
        let uri = &self.said(key)?.uri;
        let what = format!("{key:?} arrives at {}", site.organization().name);
        until(&what, async || {
            let post = posts::by_uri(&mut site.db().read().await?, uri).await?;
            Ok(post.filter(|post| post.state == PostState::Published))
        })
        .await
    }

    /// Waits until all three nodes show everything that was said, in the same version, with the same thanks.
    async fn agree(&self) -> Result<(), DemoError> {
        for (key, said) in &self.said {
            for site in self.sites {
                let what = format!("{key:?} is the same at {}", site.organization().name);
                until(&what, async || {
                    let post = posts::by_uri(&mut site.db().read().await?, &said.uri).await?;
                    Ok(post.filter(|post| said.is_shown_by(post)))
                })
                .await?;
            }
        }
        Ok(())
    }

    /// Waits until nothing is under way between the nodes: a signature does not survive a jump of the clock.
    async fn settle(&self) -> Result<(), DemoError> {
        until("coming to rest", async || {
            for site in self.sites {
                if !is_at_rest(site).await? {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
        .await
    }
}

/// Whether a node has nothing left to tell, to send or to take in.
async fn is_at_rest(site: &Site) -> Result<bool, BoxError> {
    let mut tx = site.db().read().await?;
    if !outgoing::oldest(&mut tx, 1).await?.is_empty() || inbox::depth(&mut tx).await? > 0 {
        return Ok(false);
    }
    for peer in peers::list(&mut tx, "", 10).await? {
        if peers::count_pending(&mut tx, peer.id, 1).await? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn nobody_said(key: Key) -> DemoError {
    DemoError::Step { what: format!("{key:?}"), source: "nobody said that".into() }
}

fn step(what: &str) -> impl FnOnce(BoxError) -> DemoError + use<> {
    let what = what.to_owned();
    move |source| DemoError::Step { what, source }
}
