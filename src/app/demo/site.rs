//! One organization of the demo: its node, and what its people do there.

use std::net::TcpListener;

use futures::future::try_join_all;

use super::cast::{CommunityCard, House, Organization, Person, Who};
use super::place::{Directory, PlaceError, configuration};
use super::{BoxError, DemoError};
use crate::app::{Node, Options, Readiness};
use crate::domain::actor::Actor;
use crate::domain::community::{PostPolicy, Visibility};
use crate::domain::ids::ActorId;
use crate::domain::role::NodeRole;
use crate::domain::url::UrlRules;
use crate::infra::clock::Clock;
use crate::services::Context;
use crate::services::accounts::{self, NewAccount, PasswordHash, ProfileEdit};
use crate::services::actors::{NewKeys, OrganizationProfile, edit_organization};
use crate::services::communities::{self, NewCommunity};
use crate::services::network::{Found, Network as _};
use crate::store::{Db, actors};

/// A running node of the demo.
pub(super) struct Site {
    house: House,
    node: Node,
}

impl Site {
    pub(super) async fn start(
        house: House,
        directory: &Directory,
        listener: TcpListener,
        clock: Clock,
        readiness: Readiness,
    ) -> Result<Self, DemoError> {
        let organization = house.organization();
        let port = organization.port;
        let listen = listener.local_addr().map_err(|source| PlaceError::Listen { port, source })?;
        let config = configuration(organization, directory, listen)?;
        let options =
            Options { clock: Some(clock), listener: Some(listener), readiness, ..Options::default() };
        let started = Node::build(config, options).await;
        let failed = |source| DemoError::Start { organization: organization.name, source };
        Ok(Self { house, node: started.map_err(failed)? })
    }

    pub(super) fn house(&self) -> House {
        self.house
    }

    pub(super) fn organization(&self) -> &'static Organization {
        self.house.organization()
    }

    pub(super) fn context(&self) -> &Context {
        self.node.context()
    }

    pub(super) fn db(&self) -> &Db {
        self.node.db()
    }

    pub(super) fn origin(&self) -> &str {
        self.context().addresses.origin()
    }

    /// Host and port: what stands behind the `@`.
    pub(super) fn authority(&self) -> &str {
        self.context().addresses.authority()
    }

    pub(super) fn rules(&self) -> UrlRules {
        self.context().url_rules()
    }

    /// With what a person signs in.
    pub(super) fn email(&self, person: &Person) -> String {
        format!("{}@{}.example", person.handle, self.organization().label)
    }

    pub(super) async fn failed(&self) {
        self.node.failed().await;
    }

    pub(super) async fn stop(self) {
        self.node.stop().await;
    }

    /// The organization presents itself, and its people get their accounts.
    pub(super) async fn move_in(&self, password: &PasswordHash) -> Result<(), BoxError> {
        let people: Vec<_> = Who::ALL.into_iter().filter(|who| who.house() == self.house).collect();
        let accounts = people.iter().map(|who| self.welcome(who.person(), password));
        try_join_all(accounts).await?;
        let admin = people.iter().find(|who| who.person().role == NodeRole::Admin);
        let Some(admin) = admin else { return Ok(()) };
        let organization = self.organization();
        let by = self.own(admin.person().handle).await?.id;
        let profile = OrganizationProfile {
            name: organization.name.to_owned(),
            summary: organization.summary.to_owned(),
            icon_url: None,
            banner_url: None,
            contact_email: Some(self.email(admin.person())),
            rules: Some(organization.rules.to_owned()),
        };
        let mut tx = self.db().begin().await?;
        edit_organization(self.context(), &mut tx, by, profile).await?;
        Ok(tx.commit().await?)
    }

    async fn welcome(&self, person: &Person, password: &PasswordHash) -> Result<(), BoxError> {
        let keys = NewKeys::make(self.context(), self.node.sealer()).await?;
        let account = NewAccount {
            handle: person.handle.to_owned(),
            email: self.email(person),
            name: person.name.to_owned(),
            role: person.role,
            locale: person.locale.to_owned(),
        };
        let profile = ProfileEdit {
            name: person.name.to_owned(),
            bio: person.bio.to_owned(),
            avatar_url: None,
            banner_url: None,
            fields: person
                .fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            discoverable: true,
            indexable: true,
            manually_approves: false,
        };
        let mut tx = self.db().begin().await?;
        let actor = accounts::create(self.context(), &mut tx, account, password, keys).await?;
        accounts::edit_profile(self.context(), &mut tx, actor.id, profile).await?;
        Ok(tx.commit().await?)
    }

    /// A person of the house opens a community.
    pub(super) async fn open(&self, card: &CommunityCard) -> Result<(), BoxError> {
        let keys = NewKeys::make(self.context(), self.node.sealer()).await?;
        let founder = self.own(card.founder.person().handle).await?.id;
        let community = NewCommunity {
            handle: card.handle.to_owned(),
            name: card.name.to_owned(),
            summary: card.summary.to_owned(),
            language: Some("en".to_owned()),
            visibility: Visibility::Public,
            post_policy: PostPolicy::Anyone,
        };
        let mut tx = self.db().begin().await?;
        communities::create(self.context(), &mut tx, founder, community, keys).await?;
        Ok(tx.commit().await?)
    }

    /// Somebody of this house.
    pub(super) async fn own(&self, handle: &str) -> Result<Actor, BoxError> {
        let own = actors::local_by_handle(&mut self.db().read().await?, handle).await?;
        own.ok_or_else(|| format!("{handle} is not on {}", self.authority()).into())
    }

    /// Finds an account as people do, by what they type into the search field.
    pub(super) async fn find(&self, account: &str) -> Result<ActorId, BoxError> {
        match self.node.fetcher().look_up(account).await? {
            Found::Actor(id) => Ok(id),
            Found::Post(_) => Err(format!("{account} is a post").into()),
        }
    }
}
