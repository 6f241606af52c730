//! The library of Sepsis care: what people share, and how it changes.

use crate::app::demo::cast::Circle::Sepsis;
use crate::app::demo::cast::Who::{Cleo, Dana, Kim, Lee, Nia, Sue};
use crate::app::demo::script::{Chapter, Shelf, Text, begin, edit, reply, thank};
use crate::domain::resource::ResourceKind;

pub(super) const SHELVES: Chapter = Chapter {
    title: "the library: a template, a guideline, a case study, training material",
    hours_ago: 17 * 24,
    acts: &[
        begin(0, "screening", Sepsis, Lee, screening(SCREENING_1, 340)),
        begin(
            20,
            "guideline",
            Sepsis,
            Sue,
            Text::new(
                "First hour: what we do, in what order",
                &["guideline", "first_hour"],
                "Adults with suspected sepsis, in any of our emergency and acute wards. It follows the international \
                 guideline linked below and says what it means in our three houses. It does not replace judgement.\n\n\
                 1. **Say it.** \"I think this could be sepsis\", to the nurse in charge and the senior doctor.\n\
                 2. **Sample.** Blood cultures before antibiotics where this does not delay them; lactate.\n\
                 3. **Treat.** Antibiotics according to the local table: within one hour when there is shock or sepsis is \
                 likely; otherwise look for other causes first, quickly.\n\
                 4. **Fluids** when pressure is low or lactate is high; look again after every bag.\n\
                 5. **Reassess** within one hour, with a name and a time.\n\n\
                 | Who | does what | by when |\n|---|---|---|\n| nurse in charge | timer, second tube | 5 min |\n\
                 | doctor | decision, documented time | 15 min |\n| both | reassessment at the bed | 60 min |",
            )
            .with_link("https://www.sccm.org/survivingsepsiscampaign/guidelines-and-resources")
            .on_shelf(Shelf {
                kind: ResourceKind::Guideline,
                summary: "One page for the first hour in adults: order of steps, who does what, and by when.",
                licence: "CC-BY-4.0",
                steward: Sue,
                review_in_days: -9,
            }),
        ),
        begin(
            30,
            "transfer",
            Sepsis,
            Kim,
            Text::new(
                "Case study: the transfer that took three calls",
                &["case_study", "transfer"],
                "*Composite of several cases; nobody in it exists.*\n\n\
                 ## What happened\n\n\
                 A person in middle age comes to a small clinic with fever and confusion. Screening is positive after six \
                 minutes, antibiotics run after thirty-one. The first call for a bed is answered by somebody who is not \
                 responsible, the second is not answered, the third succeeds. The ambulance leaves after two hours.\n\n\
                 ## What we learned\n\n\
                 - The treatment was fast. The *telephone* was slow.\n\
                 - Nobody had said the word \"sepsis\" in the first call. It was \"a fever that worries us\".\n\
                 - The receiving ward would have accepted at once.\n\n\
                 ## What we changed\n\n\
                 One number, answered day and night, and one first sentence that is printed on the phone.",
            )
            .on_shelf(Shelf {
                kind: ResourceKind::CaseStudy,
                summary: "Fast treatment and a slow telephone: a composite case from a small clinic, and one number that \
                          changed it.",
                licence: "CC-BY-NC-4.0",
                steward: Kim,
                review_in_days: 500,
            }),
        ),
        begin(30, "teaching", Sepsis, Dana, teaching(TEACHING_1)),
        reply(
            25,
            "screening-nia",
            "screening",
            Nia,
            "Step 2 says \"new confusion\". How do I know that it is new, if I meet the person for the first time?",
        ),
        reply(
            15,
            "screening-lee",
            "screening-nia",
            Lee,
            "Ask whoever came along. If nobody did, treat it as new. I will write that into the next version, thank you.",
        ),
        thank(5, "screening", &[Nia, Dana, Kim, Cleo]),
        thank(5, "guideline", &[Lee, Kim]),
        thank(5, "transfer", &[Lee, Sue, Dana]),
    ],
};

pub(super) const REVISIONS: Chapter = Chapter {
    title: "new versions of the screening tool and the training material",
    hours_ago: 6 * 24,
    acts: &[
        edit(0, "screening", "new confusion explained, after Nia's question", screening(SCREENING_2, 340)),
        edit(45, "teaching", "second exercise: being woken for nothing", teaching(TEACHING_2)),
        reply(
            20,
            "screening-cleo",
            "screening",
            Cleo,
            "We have used version 2 for three nights. Please move the telephone number to the top: people look there \
             first, and they look only once.",
        ),
        edit(30, "screening", "telephone number at the top, as Lakeside asked", screening(SCREENING_3, 360)),
        thank(10, "screening-cleo", &[Lee, Nia]),
    ],
};

const fn screening(body: &'static str, review_in_days: i32) -> Text {
    Text::new("Screening tool for wards, one page", &["screening", "template", "wards"], body).on_shelf(Shelf {
        kind: ResourceKind::Template,
        summary: "Three questions and one decision, to print and hang up. Works with any early warning score.",
        licence: "CC-BY-SA-4.0",
        // Somebody from another organization looks after it.
        steward: Cleo,
        review_in_days,
    })
}

const SCREENING_1: &str = "Print on one side. Use it at every set of observations that worries somebody, whatever the \
score says.\n\n\
1. **Could this be an infection?** Cough, wound, line, urine, belly, skin, or \"something is different\".\n\
2. **Is one of these there?** Breathing 22 or more · systolic pressure 100 or less · new confusion · mottled skin.\n\
3. **Does somebody worry?** Nurse, relative, the person themselves. Worry counts.\n\n\
*Yes to 1 and to one of 2 or 3:* say \"this could be sepsis\", call, start the clock.\n\n\
Telephone of the outreach team: ________";

const SCREENING_2: &str = "Print on one side. Use it at every set of observations that worries somebody, whatever the \
score says.\n\n\
1. **Could this be an infection?** Cough, wound, line, urine, belly, skin, or \"something is different\".\n\
2. **Is one of these there?** Breathing 22 or more · systolic pressure 100 or less · new confusion · mottled skin.\n   \
*New* means: ask whoever knows the person. If there is nobody to ask, treat it as new.\n\
3. **Does somebody worry?** Nurse, relative, the person themselves. Worry counts.\n\n\
*Yes to 1 and to one of 2 or 3:* say \"this could be sepsis\", call, start the clock.\n\n\
Telephone of the outreach team: ________";

const SCREENING_3: &str = "Telephone of the outreach team: ________\n\n\
Print on one side. Use it at every set of observations that worries somebody, whatever the score says.\n\n\
1. **Could this be an infection?** Cough, wound, line, urine, belly, skin, or \"something is different\".\n\
2. **Is one of these there?** Breathing 22 or more · systolic pressure 100 or less · new confusion · mottled skin.\n   \
*New* means: ask whoever knows the person. If there is nobody to ask, treat it as new.\n\
3. **Does somebody worry?** Nurse, relative, the person themselves. Worry counts.\n\n\
*Yes to 1 and to one of 2 or 3:* say \"this could be sepsis\", call, start the clock.";

const fn teaching(body: &'static str) -> Text {
    Text::new("Ten minutes of teaching for the start of a shift", &["teaching", "handover"], body).on_shelf(
        Shelf {
            kind: ResourceKind::TrainingMaterial,
            summary: "Two short exercises that need no room, no slides and no manikin.",
            licence: "CC-BY-SA-4.0",
            // From the organization that hosts the community.
            steward: Lee,
            review_in_days: 180,
        },
    )
}

const TEACHING_1: &str = "## Exercise 1: the sentence\n\n\
In pairs. One tells a case in one minute; the other answers with the handover sentence: *what I see, what I think, \
what I need, by when*. Swap. Three rounds.\n\n\
Ask at the end: which part was missing most often? (It is nearly always *by when*.)";

const TEACHING_2: &str = "## Exercise 1: the sentence\n\n\
In pairs. One tells a case in one minute; the other answers with the handover sentence: *what I see, what I think, \
what I need, by when*. Swap. Three rounds.\n\n\
Ask at the end: which part was missing most often? (It is nearly always *by when*.)\n\n\
## Exercise 2: woken for nothing\n\n\
One calls about somebody who turns out to be well. The other has been asleep. Practise the answer that makes the next \
call come sooner, not later.";
