//! Running the node.

use super::community::keyed;
use super::{FormErrors, Pagination, Person};
use crate::domain::ids::{ActorId, PeerId};
use crate::domain::time::Timestamp;

/// `GET /admin/organization`. Posts to the same address, as multipart: `name`, `summary`, `rules`, `contact`, `sign_up` (`closed`,
/// `approval`, `open`), file `logo`, `remove_logo` (`1`).
#[derive(Debug, Clone)]
pub struct AdminOrganization {
    /// What was typed before.
    pub name: String,
    /// What was typed before, in Markdown.
    pub summary: String,
    /// What was typed before, in Markdown: the rules of the house.
    pub rules: String,
    /// What was typed before: an e-mail address.
    pub contact: String,
    /// The address of the current logo.
    pub logo: Option<String>,
    /// `closed`, `approval` or `open`.
    pub sign_up: String,
    /// What was wrong.
    pub errors: FormErrors,
}

/// `GET /admin/people?state=&q=`. Posts to `/admin/people`: `person`, `action=approve|decline|suspend|restore|make-admin|make-moderator|make-person`,
/// `reason` for `suspend`.
#[derive(Debug, Clone)]
pub struct AdminPeople {
    /// What was searched for.
    pub query: String,
    /// How many wait for approval.
    pub waiting: u32,
    /// Only those who wait, were asked for.
    pub only_waiting: bool,
    /// What could not be done, and why.
    pub errors: FormErrors,
    /// The people, the newest first.
    pub people: Vec<ManagedPerson>,
    /// Further people.
    pub pagination: Pagination,
}

/// A person as an administrator sees them.
#[derive(Debug, Clone)]
pub struct ManagedPerson {
    /// The id for the form.
    pub id: ActorId,
    /// Who.
    pub person: Person,
    /// Their e-mail address.
    pub email: String,
    /// What they may do on the node.
    pub role: NodeRole,
    /// Whether they may sign in.
    pub state: AccountState,
    /// Why they asked to sign up.
    pub reason: String,
    /// When they signed up.
    pub since: Timestamp,
    /// When they were last here.
    pub last_seen: Option<Timestamp>,
    /// Whether the reader may suspend them and let them back in.
    pub may_suspend: bool,
    /// Whether nobody else administers the node: their role stays.
    pub last_admin: bool,
}

impl ManagedPerson {
    /// Whether there is anything that the reader can do about them.
    pub fn has_actions(&self) -> bool {
        match self.state {
            AccountState::Waiting => true,
            AccountState::Active => self.may_suspend || !self.last_admin,
            AccountState::Suspended => self.may_suspend,
            AccountState::Closed => false,
        }
    }
}

keyed! {
    /// What a person may do on the node.
    NodeRole {
        /// Everything.
        Admin => "role-admin",
        /// Moderate.
        Moderator => "role-moderator",
        /// Take part.
        Person => "role-person",
    }
    /// Whether a person may sign in.
    AccountState {
        /// Not until an administrator approves.
        Waiting => "account-waiting",
        /// Yes.
        Active => "account-active",
        /// No.
        Suspended => "account-suspended",
        /// The person left.
        Closed => "account-closed",
    }
    /// How deliveries to another server are going.
    PeerState {
        /// Well.
        Healthy => "peer-healthy",
        /// Failing; tried again after a while.
        Failing => "peer-failing",
        /// Silent for a week; it will be asked now and then.
        Parked => "peer-parked",
        /// Stopped by an administrator.
        Paused => "peer-paused",
        /// It is gone for good.
        Gone => "peer-gone",
    }
    /// With whom the node exchanges anything.
    FederationMode {
        /// Everybody who is not blocked.
        Open => "mode-open",
        /// Only those on the list.
        AllowList => "mode-allow-list",
        /// Nobody.
        Closed => "mode-closed",
    }
    /// What a rule about a domain says.
    RuleKind {
        /// Allowed in allow-list mode.
        Allow => "rule-allow",
        /// Never.
        Block => "rule-block",
    }
}

impl FederationMode {
    /// All, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Open, Self::AllowList, Self::Closed];

    /// The form's value.
    pub fn value(self) -> &'static str {
        self.key().trim_start_matches("mode-")
    }

    /// The key of the sentence that explains it.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Open => "mode-open-hint",
            Self::AllowList => "mode-allow-list-hint",
            Self::Closed => "mode-closed-hint",
        }
    }
}

/// `GET /admin/peers`. Posts to the same address: `peer`, `action=retry|pause|resume|drop`.
#[derive(Debug, Clone)]
pub struct AdminPeers {
    /// All deliveries together.
    pub summary: QueueSummary,
    /// The servers, those with trouble first.
    pub peers: Vec<Peer>,
    /// Further servers.
    pub pagination: Pagination,
    /// What could not be done, and why.
    pub errors: FormErrors,
}

/// All deliveries together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueSummary {
    /// Servers known.
    pub peers: u64,
    /// Of these, those that cannot be reached at present.
    pub failing: u64,
    /// Activities not yet delivered, summed over servers.
    pub pending: u64,
    /// Deliveries received and not yet processed.
    pub inbox: u64,
}

/// Another server.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Its id.
    pub id: PeerId,
    /// Its domain.
    pub domain: String,
    /// What it runs, such as `Mastodon 4.5.2`.
    pub software: Option<String>,
    /// How it is going.
    pub state: PeerState,
    /// The last delivery that it took.
    pub last_success: Option<Timestamp>,
    /// How far it is behind, in seconds.
    pub lag_seconds: u64,
    /// Activities waiting for it.
    pub pending: u64,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// When it is tried again.
    pub next_attempt: Option<Timestamp>,
    /// What it refused for good lately.
    pub refusals: Vec<Refusal>,
}

/// A delivery that another server refused for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// When.
    pub at: Timestamp,
    /// The status of its answer.
    pub status: Option<i64>,
    /// Its words, which are foreign text.
    pub error: String,
}

impl Peer {
    /// How far it is behind, as a catalogue key and a number.
    pub fn lag(&self) -> (&'static str, u64) {
        match self.lag_seconds {
            0 => ("lag-none", 0),
            seconds @ 1..120 => ("lag-seconds", seconds),
            seconds @ 120..7_200 => ("lag-minutes", seconds / 60),
            seconds @ 7_200..172_800 => ("lag-hours", seconds / 3_600),
            seconds => ("lag-days", seconds / 86_400),
        }
    }
}

/// `GET /admin/federation`. Posts to the same address: `action=mode` with `mode`; `action=allow|block` with `domain`, `reason`;
/// `action=import` with `rule` (`allow`, `block`), `list`, `reason`; `action=drop-rule` with `domain`. Buttons of the first three:
/// `confirm=dry-run` shows what would be lost, `confirm=yes` does it.
#[derive(Debug, Clone)]
pub struct AdminFederation {
    /// The mode in force.
    pub mode: FederationMode,
    /// Rules in force.
    pub rules: Vec<DomainRule>,
    /// What was typed before.
    pub domain: String,
    /// What was typed before.
    pub reason: String,
    /// What was typed before: domains, one a line.
    pub list: String,
    /// What a change would do, after a dry run.
    pub dry_run: Option<DryRun>,
    /// What was wrong.
    pub errors: FormErrors,
}

/// A rule about a domain.
#[derive(Debug, Clone)]
pub struct DomainRule {
    /// The domain; its subdomains are meant too.
    pub domain: String,
    /// Allowed or blocked.
    pub kind: RuleKind,
    /// Why, shown on `/about`.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

/// What a change of the federation rules would do.
#[derive(Debug, Clone)]
pub struct DryRun {
    /// The `action` of the form that confirms it: `mode`, `allow`, `block` or `import`.
    pub action: &'static str,
    /// The mode or domain; for a list, what is said about it.
    pub subject: String,
    /// The rule and the domains, for a list.
    pub list: Option<(&'static str, Vec<String>)>,
    /// The reason, carried along.
    pub reason: String,
    /// People here who would lose a community elsewhere.
    pub followers_here: u64,
    /// People elsewhere who would lose a community here.
    pub followers_there: u64,
    /// Communities elsewhere that would fall silent.
    pub communities: u64,
    /// Activities that would not be delivered.
    pub pending: u64,
}

impl DryRun {
    /// What would be lost: the catalogue's keys with their numbers, without those of which there are none.
    pub fn losses(&self) -> Vec<(&'static str, u64)> {
        let mut losses = vec![
            ("dry-run-followers-here", self.followers_here),
            ("dry-run-followers-there", self.followers_there),
            ("dry-run-communities", self.communities),
            ("dry-run-pending", self.pending),
        ];
        losses.retain(|(_, count)| *count > 0);
        losses
    }
}
