//! Discussions of the community Sepsis care.

use crate::app::demo::cast::Circle::Sepsis;
use crate::app::demo::cast::Who::{Amir, Bo, Cleo, Dana, Kim, Lee, Nia, Sue};
use crate::app::demo::script::{Chapter, Text, appoint, begin, edit, pin, reply, reply_in, thank};

pub(super) const WELCOME: Chapter = Chapter {
    title: "Sepsis care opens: a welcome, a pinned announcement, introductions",
    hours_ago: 20 * 24,
    acts: &[
        begin(
            0,
            "welcome",
            Sepsis,
            Lee,
            Text::new(
                "Start here: what this community is for, and how to join in",
                &["welcome"],
                "Welcome. We are people from Northside, River University and Lakeside Clinic who want sepsis to be \
                 recognized an hour earlier than it is today.\n\n\
                 **Three things to do first**\n\n\
                 1. Follow the community from your own organization. You never need an account here.\n\
                 2. Say hello below: where you work, what you would like to be asked about.\n\
                 3. Look into the library before you build something new.\n\n\
                 **Two rules.** Nothing from which a patient could be recognized: change age, day and place, keep what \
                 can be learned. And when you recommend something, say where it comes from, even if that is \"our \
                 ward, last winter\".\n\n\
                 I read everything from Tuesday to Friday.",
            ),
        ),
        pin(3, "welcome"),
        reply(
            25,
            "hello-dana",
            "welcome",
            Dana,
            "Hello from River. I teach third-year nursing students, and every autumn I look for scenarios that feel like \
             a real ward and not like an exam. Ask me about debriefing; I will ask you about what your first ten \
             minutes really look like.",
        ),
        reply(
            20,
            "hello-kim",
            "welcome",
            Kim,
            "Kim, urgent care at Lakeside. We are four at night and the next intensive care unit is forty minutes away, \
             so our question is always the same: who has to go *now*? Glad that this exists.",
        ),
        reply(
            30,
            "hello-nia",
            "welcome",
            Nia,
            "Nia, six weeks into acute medicine at Northside. I promise to ask what everybody else is too polite to ask.",
        ),
        reply(
            10,
            "hello-nia-lee",
            "hello-nia",
            Lee,
            "That is the most useful promise of the week. Please keep it.",
        ),
        appoint(15, Sepsis, Dana),
        thank(5, "welcome", &[Dana, Kim, Nia, Sue, Cleo]),
        thank(5, "hello-nia", &[Lee, Dana, Kim]),
    ],
};

pub(super) const LACTATE: Chapter = Chapter {
    title: "a question about lactate, answered from three organizations",
    hours_ago: 12 * 24,
    acts: &[
        begin(
            0,
            "lactate",
            Sepsis,
            Kim,
            Text::new(
                "Who repeats lactate at two hours, and what happens if nobody does?",
                &["lactate", "reassessment"],
                "Our bundle says: repeat lactate within two hours when the first one is above 2 mmol/L. Our last audit \
                 says: we did so in four of ten cases.\n\n\
                 Nobody refuses. It gets lost when the person who ordered it goes to the next bed, and again at \
                 handover.\n\n\
                 How do you make sure that it happens? I am looking for something that works with **four people at \
                 night** and without new software.",
            ),
        ),
        reply(
            40,
            "lactate-lee",
            "lactate",
            Lee,
            "We tried three things in two years. What stayed:\n\n\
             - whoever takes the first sample sets a **kitchen timer** that hangs at the bed. It rings, somebody comes; \
             it does not matter who\n\
             - the second sample tube is labelled together with the first one and lies next to the timer\n\
             - at handover the timer is mentioned by name: \"bed six has a timer, forty minutes left\"\n\n\
             Repeats went from about half to nine of ten. The electronic reminder that we had before was clicked away.",
        ),
        reply(
            35,
            "lactate-kim-2",
            "lactate-lee",
            Kim,
            "A kitchen timer. I asked for something without new software and you took me at my word. Who buys the \
             batteries?",
        ),
        reply(
            20,
            "lactate-amir",
            "lactate-kim-2",
            Amir,
            "Digital services buys the batteries, and we are not too proud to say so.",
        ),
        reply(
            30,
            "lactate-dana",
            "lactate",
            Dana,
            "In teaching we found the same pattern from the other side: students know the number and do not know *who* \
             acts on it. We now let them practise the handover sentence aloud. \"First lactate 3.4 at ten past two, \
             second one due at ten past four, Maria has the tube.\" Three facts, one name.",
        ),
        reply(
            25,
            "lactate-nia",
            "lactate-dana",
            Nia,
            "I used exactly this sentence on Sunday night. The registrar wrote it down word by word. It feels odd for \
             about four seconds and then it feels normal.",
        ),
        thank(5, "lactate-lee", &[Kim, Nia, Dana, Cleo, Sue]),
        thank(5, "lactate-dana", &[Kim, Lee, Nia]),
    ],
};

pub(super) const GERMAN: Chapter = Chapter {
    title: "a thread in German, with an answer in English",
    hours_ago: 4 * 24,
    acts: &[
        begin(
            0,
            "angehoerige",
            Sepsis,
            Cleo,
            Text::new(
                "Wie erklären Sie Angehörigen, worauf sie nach der Entlassung achten sollen?",
                &["entlassung", "angehörige"],
                "Unser Merkblatt hat zwei Seiten, und niemand liest die zweite. Wir wollen es auf eine Karte kürzen, die \
                 in die Geldbörse passt: fünf Zeichen, eine Telefonnummer, ein Satz.\n\n\
                 Der Satz ist das Schwierige. Unser Entwurf: **»Wenn es Ihnen so schlecht geht wie nie zuvor, rufen Sie \
                 an. Sie stören nicht.«**\n\n\
                 Hat jemand Erfahrung mit so einer Karte, gern auch in mehreren Sprachen?",
            )
            .in_language("de"),
        ),
        reply_in(
            "de",
            45,
            "angehoerige-dana",
            "angehoerige",
            Dana,
            "Der Satz ist gut, lassen Sie ihn so. In unseren Übungen mit Schauspielpatientinnen war »Sie stören nicht« \
             der Teil, den sich alle gemerkt haben.\n\n\
             Bei den fünf Zeichen würde ich prüfen, ob sie ohne Thermometer auskommen. Viele haben keines.",
        ),
        reply(
            30,
            "angehoerige-kim",
            "angehoerige",
            Kim,
            "I can follow but not write German, so in English: please print the number large enough to be read without \
             glasses. And leave a line for the *name* of the ward. People call the number and then cannot say where \
             they were.",
        ),
        reply_in(
            "de",
            20,
            "angehoerige-cleo",
            "angehoerige-kim",
            Cleo,
            "Beides übernommen. Die Karte kommt als Vorlage in die Bibliothek, sobald unsere Patientenfürsprecherin sie \
             gelesen hat.",
        ),
        thank(5, "angehoerige", &[Dana, Lee]),
        thank(5, "angehoerige-kim", &[Cleo]),
    ],
};

pub(super) const ANTIBIOTICS: Chapter = Chapter {
    title: "a discussion that is corrected after a comment",
    hours_ago: 2 * 24,
    acts: &[
        begin(
            0,
            "hour",
            Sepsis,
            Nia,
            Text::new(
                "\"Within the hour\": from when do you count?",
                &["antibiotics", "audit"],
                "Our audit counts the hour to the first antibiotic from triage. A colleague at another hospital counts \
                 from the first abnormal screening. That is a difference of forty minutes on a busy evening.\n\n\
                 Which start do you use, and has anybody changed it?",
            ),
        ),
        reply(
            50,
            "hour-sue",
            "hour",
            Sue,
            "From recognition, documented with a time. Counting from triage made our figures look worse on busy days, and \
             people began to give antibiotics to everybody who coughed. What we want to know is how long *we* took once \
             we could have known.",
        ),
        reply(
            30,
            "hour-kim",
            "hour",
            Kim,
            "From the first positive screening. But note what you screen with: if screening itself starts late, the hour \
             looks wonderful. We report two numbers, door to screening and screening to drug.",
        ),
        edit(
            35,
            "hour",
            "two numbers, after Kim's answer",
            Text::new(
                "\"Within the hour\": from when do you count?",
                &["antibiotics", "audit"],
                "Our audit counts the hour to the first antibiotic from triage. A colleague at another hospital counts \
                 from the first abnormal screening. That is a difference of forty minutes on a busy evening.\n\n\
                 Which start do you use, and has anybody changed it?\n\n\
                 *Added:* Kim reports **two numbers**, door to screening and screening to drug. We will try that for a \
                 month. Does anybody else want to compare?",
            ),
        ),
        reply(
            25,
            "hour-bo",
            "hour",
            Bo,
            "If you compare, agree on the clock first. In our simulation centre three wall clocks differed by six \
             minutes until last spring.",
        ),
        thank(5, "hour-kim", &[Nia, Sue, Lee]),
        thank(5, "hour-bo", &[Nia, Amir]),
    ],
};

pub(super) const TODAY: Chapter = Chapter {
    title: "this morning: an announcement, and a question that waits for you",
    hours_ago: 3,
    acts: &[
        begin(
            0,
            "clinic",
            Sepsis,
            Lee,
            Text::new(
                "Case clinic on the first Thursday: bring one case, take one idea home",
                &["case_clinic"],
                "Online, forty-five minutes, no slides. One person tells a case (changed beyond recognition), three ask, \
                 everybody writes down one thing they will try.\n\n\
                 Next time Kim brings the one about the transfer that was decided on the telephone. If you would like to \
                 bring the case after that, answer here.",
            ),
        ),
        reply(
            20,
            "clinic-cleo",
            "clinic",
            Cleo,
            "I will come, and I bring two colleagues who would rather listen. Is that all right?",
        ),
        reply(10, "clinic-lee", "clinic-cleo", Lee, "Listening is taking part."),
        begin(
            30,
            "night",
            Sepsis,
            Nia,
            Text::new(
                "Night shift: whom do you wake first?",
                &["escalation"],
                "Score of six at three in the morning, the registrar is in theatre, outreach does not pick up. Our policy \
                 names a role, not a person.\n\n\
                 What does your escalation look like when the first two calls fail? I would like to put a short list on \
                 the wall of our ward.",
            ),
        ),
        thank(10, "clinic", &[Dana, Kim, Sue]),
    ],
};
