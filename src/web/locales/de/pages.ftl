# Was die letzte Handlung bewirkt hat
done-saved = Gespeichert.
done-published = Veröffentlicht.
done-sent = Gesendet. Der Server der Community veröffentlicht es, sobald er es geprüft hat.
done-draft-saved = Ihr Entwurf ist gespeichert. Niemand sonst kann ihn sehen.
done-edited = Ihre Änderungen sind veröffentlicht. Der frühere Text bleibt im Verlauf.
done-deleted = Gelöscht.
done-removed = Entfernt. Das Moderationsprotokoll hält es fest.
done-restored = Wiederhergestellt.
done-reported = Danke. Ihre Meldung ist bei der Moderation.
done-community-opened = Ihre Community ist eröffnet. Schreiben Sie einen ersten Beitrag, damit andere etwas zum Antworten finden.
done-followed = Sie folgen dieser Community jetzt.
done-follow-asked = Sie haben angefragt. Der Server der Community wird antworten.
done-unfollowed = Sie folgen dieser Community nicht mehr.
done-fetching-older = Frühere Diskussionen werden geholt. Schauen Sie später wieder vorbei.
done-banned = Gesperrt.
done-ban-lifted = Die Sperre ist aufgehoben.
done-signed-up = Willkommen! Suchen Sie sich eine Community, der Sie folgen möchten.
done-signed-out = Sie sind abgemeldet.
done-not-federated = Diese Organisation tauscht mit jenem Server nichts aus.

# Was an einem Formular nicht stimmt
sign-in-wrong = Der Name oder das Passwort ist falsch.
sign-in-wrong-or-declined = Der Name oder das Passwort ist falsch. Wenn Sie um ein Konto gebeten haben, kann es auch abgelehnt worden sein: Dann gibt es den Namen hier nicht mehr.
sign-in-pending = Ihr Konto ist noch nicht freigegeben.
sign-in-suspended = Dieses Konto ist gesperrt.
sign-in-unavailable = Ihr Passwort konnte gerade nicht geprüft werden. Versuchen Sie es gleich noch einmal.
problem-sign-up-closed = Zurzeit kann sich hier niemand registrieren.
problem-short-password = Wählen Sie ein Passwort mit mindestens 10 Zeichen.
problem-long-password = Wählen Sie ein kürzeres Passwort.
problem-handle = Nur Buchstaben a bis z, Ziffern und Unterstriche, höchstens 30.
problem-handle-taken = Dieser Name ist vergeben. Wählen Sie einen anderen.
problem-email = Das ist keine E-Mail-Adresse.
problem-email-taken = Mit dieser Adresse gibt es schon ein Konto. Ist es Ihres? Dann melden Sie sich an.
problem-name = Geben Sie einen Namen mit höchstens 60 Zeichen ein.
problem-language = Wählen Sie eine Sprache aus der Liste.
problem-long-description = Kürzen Sie die Beschreibung auf 5.000 Zeichen.
problem-no-title = Geben Sie einen Titel ein.
problem-long-title = Kürzen Sie den Titel auf { $count } Zeichen.
problem-empty = Schreiben Sie etwas.
problem-long-text = Kürzen Sie den Text auf { $count } Zeichen.
problem-long-summary = Kürzen Sie dies auf 500 Zeichen.
problem-long-licence = Kürzen Sie die Lizenz auf 500 Zeichen.
problem-no-abstract = Sagen Sie in ein, zwei Sätzen, was das ist und wem es hilft.
problem-many-tags = Höchstens 30 Schlagwörter.
problem-tag = „{ $name }“ kann kein Schlagwort sein. Erlaubt sind Buchstaben, Ziffern und Unterstriche.
problem-many-files = Höchstens 16 Dateien.
problem-many-mentions = Nennen Sie höchstens 50 Personen.
problem-not-your-file = Eine der Dateien ist nicht mehr da. Fügen Sie sie noch einmal an.
problem-unfinished-file = Eine der Dateien wird noch verarbeitet. Versuchen Sie es gleich noch einmal.
problem-file-large = Wählen Sie Dateien mit höchstens { $size }.
problem-file-type = Diese Art von Datei wird nicht angenommen. Wählen Sie eine von diesen: { $kinds }.
problem-image-large = Dieses Bild hat zu viele Pixel. Verkleinern Sie es zuerst.
problem-image-damaged = Dieses Bild ist beschädigt und konnte nicht gelesen werden.
problem-no-alt = Beschreiben Sie „{ $name }“ für Menschen, die es nicht sehen, oder kreuzen Sie an, dass es nur Schmuck ist.
problem-long-alt = Kürzen Sie die Beschreibung von „{ $name }“ auf 1.500 Zeichen.
problem-not-an-image = Wählen Sie ein Bild: { $kinds }.
problem-not-a-date = Geben Sie ein Datum wie 2027-03-31 ein.
problem-past-date = Wählen Sie einen Tag in der Zukunft.
problem-no-community = Eine Ressource gehört in eine Community.
problem-link = Geben Sie eine Webadresse ein, die mit https:// beginnt.
problem-choose-kind = Wählen Sie, um welche Art von Ressource es sich handelt.
problem-choose-reason = Wählen Sie einen Grund.
problem-no-reason = Geben Sie eine Begründung an. Alle können sie lesen.
problem-long-reason = Kürzen Sie diesen Text.
problem-long-draft = Dieser Entwurf ist zu lang, um gespeichert zu werden.
problem-many-drafts = Sie haben zu viele Entwürfe. Schließen Sie einige ab oder verwerfen Sie sie.
problem-too-deep = Die Diskussion ist zu tief verschachtelt. Antworten Sie weiter oben.
problem-unknown-person = Unter diesem Namen wurde niemand gefunden. Schreiben Sie name, oder name@server für Personen anderswo.
problem-not-eligible = Wer gesperrt ist, kann nicht moderieren.
problem-many-moderators = Die Moderation hat schon so viele Mitglieder, wie sie haben kann.
problem-last-moderator = Jemand muss moderieren. Nehmen Sie zuerst jemand anderen in die Moderation auf.
problem-ban-oneself = Sie können sich nicht selbst sperren.
problem-ban-moderator = Wer moderiert, kann nicht gesperrt werden. Entlassen Sie die Person zuerst aus der Moderation.

# Weiteres
log-a-post = ein Beitrag, der nicht mehr da ist

# Menschen folgen, und wer folgen möchte
done-person-followed = Sie folgen dieser Person jetzt.
done-person-follow-asked = Sie haben angefragt. Der Server der Person wird antworten.
done-person-unfollowed = Sie folgen dieser Person nicht mehr.
done-read = Als gelesen markiert.
done-follower-approved = Die Person folgt jetzt.
done-follower-refused = Die Anfrage ist abgelehnt.
mark-read = Als gelesen markieren
let-in = Annehmen
turn-away = Ablehnen
notified-follow-asked = { $name } möchte einer Community folgen, die Sie moderieren
notified-follower = { $name } folgt Ihnen
notified-follower-asked = { $name } möchte Ihnen folgen

# Warum nicht
denied-barred = Ihr Konto darf hier nicht mitwirken. Das hat Ihre oder diese Organisation entschieden.
denied-banned = Sie sind in dieser Community gesperrt. Warum und bis wann, steht im Moderationsprotokoll.
denied-followers-only = Nur wer der Community folgt, kann in ihr schreiben. Folgen Sie ihr zuerst.
denied-moderators-only = Nur die Moderation kann in dieser Community Diskussionen beginnen. Antworten können Sie.
denied-locked = Diese Diskussion ist für neue Antworten geschlossen. Lesen können Sie sie weiterhin.
denied-author-only = Das kann nur, wer den Beitrag geschrieben hat.
denied-blocked = Eine oder einer von Ihnen hat den anderen blockiert. Deshalb geht das nicht.
denied-role-needed = Dazu brauchen Sie eine Rolle, die Sie nicht haben. Fragen Sie die Moderation oder Verwaltung.

# Prüfung von Ressourcen
confirm-review = Gültigkeit bestätigen
confirm-review-text = Sie pflegen diese Ressource. Lesen Sie sie noch einmal: Wenn alles noch stimmt, geben Sie an, bis wann sie gelten soll. Wenn nicht, bearbeiten Sie sie.
confirm-review-hint = Bis dahin zeigt die Bibliothek sie als gültig an.
confirm-review-button = Sie gilt weiterhin
review-elsewhere = Sie pflegen diese Ressource, die bei { $name } liegt. Dass sie weiterhin gilt, lässt sich nur dort sagen: Fragen Sie, wer sie geschrieben hat.
done-review-confirmed = Danke. Die Bibliothek zeigt das neue Datum.
problem-kept-elsewhere = Diese Ressource wird in einer anderen Organisation gepflegt. Fragen Sie dort, wer sie geschrieben hat.

# Ein Beitrag außerhalb von Communitys
outside-communities = Das wurde außerhalb von Communitys geschrieben und kann hier nur gelesen werden.
person-moved = { $name } ist umgezogen zu

# Keeping somebody away, and tags
done-blocked = Blockiert. Sie hören beide nichts mehr voneinander.
done-unblocked = Nicht mehr blockiert.
done-muted = Stummgeschaltet. Davon erfährt niemand.
done-unmuted = Nicht mehr stummgeschaltet.
settings-kept-away = Blockiert und stummgeschaltet
kept-away-intro = Hier steht, wen Sie sich fernhalten, und wie Sie das zurücknehmen.
blocked-people = Blockierte Personen
blocked-people-hint = Sie folgen einander nicht, danken einander nicht und erfahren nichts voneinander. Gehört die Person zu einer anderen Organisation, erfährt deren Server von der Blockade.
nobody-blocked = Sie blockieren niemanden.
muted-people = Stummgeschaltete Personen
muted-people-hint = Sie sehen nicht, was diese Personen schreiben, und erhalten keine Mitteilungen darüber. Niemand erfährt davon.
nobody-muted = Sie haben niemanden stummgeschaltet.
muted-until = Bis
muted-domains = Stummgeschaltete Server
muted-domains-hint = Sie sehen nicht, was jemand auf diesen Servern schreibt.
muted-domain = Domain, zum Beispiel example.org
mute-domain = Diesen Server stummschalten
keep-away = Fernhalten
keep-away-hint = Stummschalten verbirgt vor Ihnen, was die Person schreibt. Blockieren verhindert auch, dass sie Ihnen folgt oder dankt.
unblock = Nicht mehr blockieren
mute = Stummschalten
unmute = Nicht mehr stummschalten
unblock-person = { $name } nicht mehr blockieren
unmute-person = { $name } nicht mehr stummschalten
you-blocked = Sie haben { $name } blockiert.
you-muted = Sie haben { $name } stummgeschaltet.
problem-many-domains = Mehr Server können Sie nicht stummschalten.
tag-intro = Öffentliche Diskussionen, in denen jemand dieses Schlagwort verwendet hat.
tag-empty-title = Noch nichts mit diesem Schlagwort
tag-empty-text = Keine öffentliche Diskussion, die hier bekannt ist, trägt dieses Schlagwort.
