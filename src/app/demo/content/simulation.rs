//! What is said in the community Simulation teaching.

use crate::app::demo::cast::Circle::Simulation;
use crate::app::demo::cast::Who::{Bo, Cleo, Dana, Kim, Lee, Nia};
use crate::app::demo::script::{Chapter, Shelf, Text, begin, pin, reply, thank};
use crate::domain::resource::ResourceKind;

pub(super) const SCENARIOS: Chapter = Chapter {
    title: "Simulation teaching, hosted by River: a scenario to borrow",
    hours_ago: 9 * 24,
    acts: &[
        begin(
            0,
            "room",
            Simulation,
            Bo,
            Text::new(
                "The simulation room is free on Wednesday afternoons",
                &["room"],
                "Partners can book it: two beds, one manikin that breathes and one that only pretends to. Tell me a week \
                 before and I set up what you need.\n\n\
                 Parking is behind the library. The lift is slow; start your briefing in it.",
            ),
        ),
        pin(2, "room"),
        begin(
            30,
            "debrief",
            Simulation,
            Dana,
            Text::new(
                "Debriefing when the \"mistake\" was the right thing to do",
                &["debriefing"],
                "Last week a student stopped the scenario and called for help after two minutes. My script wanted her to \
                 wait for the third sign. Everybody waited for me to say that she had been too early.\n\n\
                 I said that she had been right, and then nobody knew what we should debrief. How do you handle a \
                 scenario that somebody *solves*?",
            ),
        ),
        reply(
            25,
            "debrief-lee",
            "debrief",
            Lee,
            "Ask her what she saw before she could name it. That is the part the others did not have. We would have \
             spent the whole time on it.",
        ),
        reply(
            20,
            "debrief-kim",
            "debrief",
            Kim,
            "And then run it again with her as the one who is *called* too early. Being woken for nothing, kindly, is a \
             skill too.",
        ),
        reply(
            15,
            "debrief-nia",
            "debrief-kim",
            Nia,
            "Please film the kind version. Some of us would like to show it to somebody.",
        ),
        begin(
            30,
            "scenario",
            Simulation,
            Dana,
            Text::new(
                "Scenario: the quiet one in bed four",
                &["scenario", "deterioration"],
                "**For** third-year students or new colleagues, teams of three. **Time** 12 minutes, debriefing 25.\n\n\
                 ## What happens\n\n\
                 A person two days after abdominal surgery is \"just tired\". Breathing 22, then 26; pressure falls \
                 slowly; answers become shorter. Nothing alarms. The phone rings twice for another bed.\n\n\
                 ## What the team can learn\n\n\
                 - to count breathing for a full minute\n\
                 - to say the unease aloud, before there is a number for it\n\
                 - to use one sentence for the call, and to wait for the read-back\n\n\
                 ## For whoever plays the patient\n\n\
                 Be polite. Say that you do not want to be a bother. Close your eyes when nobody talks to you.",
            )
            .on_shelf(Shelf {
                kind: ResourceKind::TrainingMaterial,
                summary: "A scenario of twelve minutes about slow deterioration, with notes for the debriefing.",
                licence: "CC-BY-SA-4.0",
                steward: Bo,
                review_in_days: 330,
            }),
        ),
        thank(5, "debrief-lee", &[Dana, Nia]),
        thank(5, "scenario", &[Lee, Kim, Cleo, Nia]),
    ],
};
