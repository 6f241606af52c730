//! Who is in the demo: three organizations, eight people, two communities.

use crate::domain::role::NodeRole;

/// Everybody signs in with it. The demo listens on this machine alone.
pub(super) const PASSWORD: &str = "demo-password";

/// An organization, by its place in [`ORGANIZATIONS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum House {
    Northside,
    River,
    Lakeside,
}

pub(super) struct Organization {
    /// The first label of its host name.
    pub(super) label: &'static str,
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) rules: &'static str,
    pub(super) port: u16,
}

/// In the order of [`House`].
pub(super) const ORGANIZATIONS: [Organization; 3] = [
    Organization {
        label: "northside",
        name: "Northside Hospital Trust",
        summary: "Three acute hospitals and a community service. We host the *Sepsis care* community and share what we \
                  learn with our neighbours.",
        rules: "Speak as a colleague. Never write anything from which a patient could be recognized. Say where a \
                recommendation comes from.",
        port: 8401,
    },
    Organization {
        label: "river",
        name: "River University",
        summary: "School of Nursing and Midwifery, with a simulation centre that is open to partner hospitals.",
        rules: "Be generous with drafts. Name the licence of what you share.",
        port: 8402,
    },
    Organization {
        label: "lakeside",
        name: "Lakeside Clinic",
        summary: "A small clinic with an urgent care centre and many visitors in summer.",
        rules: "Ask early, answer kindly.",
        port: 8403,
    },
];

impl House {
    pub(super) const ALL: [Self; 3] = [Self::Northside, Self::River, Self::Lakeside];

    pub(super) fn organization(self) -> &'static Organization {
        let [northside, river, lakeside] = &ORGANIZATIONS;
        match self {
            Self::Northside => northside,
            Self::River => river,
            Self::Lakeside => lakeside,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Lee,
    Amir,
    Sue,
    Nia,
    Dana,
    Bo,
    Kim,
    Cleo,
}

pub(super) struct Person {
    pub(super) house: House,
    pub(super) handle: &'static str,
    pub(super) name: &'static str,
    pub(super) role: NodeRole,
    /// What the sign-in table says of them.
    pub(super) part: &'static str,
    pub(super) bio: &'static str,
    pub(super) locale: &'static str,
    pub(super) fields: &'static [(&'static str, &'static str)],
}

impl Who {
    pub(super) const ALL: [Self; 8] =
        [Self::Lee, Self::Amir, Self::Sue, Self::Nia, Self::Dana, Self::Bo, Self::Kim, Self::Cleo];

    pub(super) fn person(self) -> &'static Person {
        match self {
            Self::Lee => &LEE,
            Self::Amir => &AMIR,
            Self::Sue => &SUE,
            Self::Nia => &NIA,
            Self::Dana => &DANA,
            Self::Bo => &BO,
            Self::Kim => &KIM,
            Self::Cleo => &CLEO,
        }
    }

    pub(super) fn house(self) -> House {
        self.person().house
    }
}

const LEE: Person = Person {
    house: House::Northside,
    handle: "lee",
    name: "Lee Marsden",
    role: NodeRole::Person,
    part: "facilitates Sepsis care",
    bio: "Sepsis lead nurse. I keep this community going: ask me where to begin.",
    locale: "en",
    fields: &[
        ("Ask me about", "screening on wards, audit that people do not hate"),
        ("Works", "Tuesday to Friday"),
    ],
};
const AMIR: Person = Person {
    house: House::Northside,
    handle: "amir",
    name: "Amir Haddad",
    role: NodeRole::Admin,
    part: "runs Northside's node",
    bio: "Digital services. I run this node; write to me when something looks wrong.",
    locale: "en",
    fields: &[],
};
const SUE: Person = Person {
    house: House::Northside,
    handle: "sue",
    name: "Sue Okafor",
    role: NodeRole::Person,
    part: "sponsors the community",
    bio: "Deputy medical director. I read more than I write.",
    locale: "en",
    fields: &[],
};
const NIA: Person = Person {
    house: House::Northside,
    handle: "nia",
    name: "Nia Rowlands",
    role: NodeRole::Person,
    part: "new on the ward",
    bio: "Newly qualified, acute medicine. Learning fast, asking a lot.",
    locale: "en",
    fields: &[("Ask me about", "what the induction leaves out")],
};
const DANA: Person = Person {
    house: House::River,
    handle: "dana",
    name: "Dana Weiss",
    role: NodeRole::Person,
    part: "nurse educator, moderates too",
    bio: "Nurse educator. Simulation, debriefing, and teaching people to trust their unease.",
    locale: "en",
    fields: &[("Ask me about", "scenario design, debriefing"), ("Languages", "English, Deutsch")],
};
const BO: Person = Person {
    house: House::River,
    handle: "bo",
    name: "Bo Lindqvist",
    role: NodeRole::Admin,
    part: "runs River's node and its simulation centre",
    bio: "Technician of the simulation centre. If it beeps, I have repaired it.",
    locale: "en",
    fields: &[],
};
const KIM: Person = Person {
    house: House::Lakeside,
    handle: "kim",
    name: "Kim Tran",
    role: NodeRole::Person,
    part: "urgent care physician",
    bio: "Urgent care physician in a small place: the next intensive care unit is forty minutes away.",
    locale: "en",
    fields: &[("Ask me about", "transfer decisions, small teams")],
};
const CLEO: Person = Person {
    house: House::Lakeside,
    handle: "cleo",
    name: "Cleo Baumann",
    role: NodeRole::Admin,
    part: "quality lead, runs Lakeside's node, reads German",
    bio: "Qualitätsmanagement und Pflegeentwicklung. Ich schreibe auf Deutsch und auf Englisch.",
    locale: "de",
    fields: &[("Languages", "Deutsch, English, Français")],
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Circle {
    Sepsis,
    Simulation,
}

pub(super) struct CommunityCard {
    pub(super) house: House,
    pub(super) founder: Who,
    pub(super) handle: &'static str,
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    /// People who follow it beside its founder.
    pub(super) followers: &'static [Who],
}

impl Circle {
    pub(super) const ALL: [Self; 2] = [Self::Sepsis, Self::Simulation];

    pub(super) fn card(self) -> &'static CommunityCard {
        match self {
            Self::Sepsis => &SEPSIS,
            Self::Simulation => &SIMULATION,
        }
    }
}

const SEPSIS: CommunityCard = CommunityCard {
    house: House::Northside,
    founder: Who::Lee,
    handle: "sepsis",
    name: "Sepsis care",
    summary: "How we recognize and treat sepsis early, across hospital, clinic and classroom.\n\n\
              **What we do here:** ask about real practice, share tools that survived a night shift, and review each \
              resource before its date runs out.\n\n\
              **What we never do:** write anything from which a patient could be recognized. Change what you must; keep \
              what can be learned.\n\n\
              Everyone who works with acutely ill people is welcome, in any profession.",
    followers: &[Who::Amir, Who::Sue, Who::Nia, Who::Dana, Who::Bo, Who::Kim, Who::Cleo],
};
const SIMULATION: CommunityCard = CommunityCard {
    house: House::River,
    founder: Who::Bo,
    handle: "simulation",
    name: "Simulation teaching",
    summary: "Scenarios, debriefing, and equipment that can be carried up a staircase. Hosted by River University's \
              simulation centre, open to everyone who teaches with it.",
    followers: &[Who::Dana, Who::Lee, Who::Nia, Who::Kim, Who::Cleo],
};
