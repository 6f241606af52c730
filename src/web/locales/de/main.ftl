# Daten
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
date-long = { $day }. { $month } { $year }
date-short = { $day }. { $month }
date-time = { $date }, { $time } { $zone }
ago-now = gerade eben
ago-minutes = { $count ->
    [one] vor 1 Minute
   *[other] vor { $count } Minuten
}
ago-hours = { $count ->
    [one] vor 1 Stunde
   *[other] vor { $count } Stunden
}
ago-days = { $count ->
    [one] vor 1 Tag
   *[other] vor { $count } Tagen
}

# Der Rahmen jeder Seite
skip-to-content = Zum Inhalt springen
search-label = Suchen oder Adresse einfügen
search = Suchen
explore = Entdecken
account-menu = Ihr Konto
account-of = Kontomenü von { $name }
notifications = Mitteilungen
notifications-count = { $count ->
    [0] Mitteilungen
    [one] Mitteilungen: 1 neue
   *[other] Mitteilungen: { $count } neue
}
my-profile = Mein Profil
settings = Einstellungen
moderation = Moderation
administration = Verwaltung
sign-in = Anmelden
sign-out = Abmelden
footer = Über diese Seiten
about = Über uns
who-we-federate-with = Mit wem wir verbunden sind
appearance = Darstellung und Sprache
pagination = Mehr von dieser Liste
newer = Neuere
older = Ältere
breadcrumb = Sie sind in
filters = Filter
problems-title = { $count ->
    [one] Eine Angabe braucht Ihre Aufmerksamkeit
   *[other] { $count } Angaben brauchen Ihre Aufmerksamkeit
}
optional = (freiwillig)
not-stated = Keine Angabe
choose = Bitte wählen …
save = Speichern
cancel = Abbrechen
remove = Entfernen
add = Hinzufügen
edit = Bearbeiten
delete = Löschen
restore = Wiederherstellen
actions = Aktionen
actions-for = Aktionen für { $name }
reason = Begründung
until = bis
since = seit
status = Zustand
new = neu
waiting = wartet
preview = Vorschau
from = von

# An- und Registrieren
sign-in-title = Bei { $name } anmelden
handle-or-email = Kurzname oder E-Mail-Adresse
password = Passwort
no-account-yet = Noch kein Konto?
have-account = Sie haben schon ein Konto?
sign-up = Registrieren
sign-up-title = Bei { $name } registrieren
sign-up-closed = Konten bei { $name } vergibt die Verwaltung. Bitten Sie dort um eines:
sign-up-by-approval = Die Verwaltung sieht jede Anfrage an, meist innerhalb von zwei Arbeitstagen. Kommen Sie wieder und melden Sie sich an: Sobald entschieden ist, werden Sie eingelassen.
sign-up-ask = Konto anfragen
sign-up-reason = Was führt Sie hierher?
sign-up-reason-hint = Ihre Aufgabe und die Communitys, an denen Sie teilnehmen möchten. Nur die Verwaltung sieht das.
sign-up-waiting-title = Wartet auf Freigabe
sign-up-waiting-text = Ihre Anfrage liegt bei der Verwaltung von { $name }. Sie müssen nichts weiter tun.
sign-up-waiting-then = Kommen Sie wieder und melden Sie sich mit { $name } an: Sobald entschieden ist, werden Sie eingelassen. Bis dahin können Sie alles Öffentliche lesen.
look-around = Umsehen
handle = Kurzname
handle-hint = Ihr Name in Adressen und Erwähnungen: Kleinbuchstaben, Ziffern und Unterstriche. Er lässt sich später nicht ändern.
display-name = Name
display-name-hint = So, wie Kolleginnen und Kollegen Sie kennen.
email = E-Mail-Adresse
email-hint = Damit können Sie sich anmelden. Niemand sonst sieht sie.
password-hint = Mindestens 10 Zeichen. Ein paar Wörter ohne Zusammenhang sind gut geeignet.

# Startseite und Entdecken
my-communities = Meine Communitys
communities = Communitys
find-communities = Communitys finden
open-community = Community eröffnen
latest-discussions = Neueste Diskussionen
communities-to-start-with = Communitys für den Anfang
no-communities-title = Sie folgen noch keiner Community
no-communities-text = Folgen Sie einer, dann erscheinen ihre Diskussionen hier. Mit Communitys anderer Organisationen geht es genauso.
no-topics-home-title = Noch nichts hier
no-topics-home-text = Die neuesten Diskussionen der Communitys, denen Sie folgen, erscheinen hier.
no-communities-here-title = Noch keine Communitys
no-communities-here-text = Sobald jemand eine Community eröffnet, erscheint sie hier. Sie können auch die Adresse einer Community anderswo in das Suchfeld einfügen.
unread-count = { $count ->
    [one] 1 ungelesen
   *[other] { $count } ungelesen
}
explore-title = Communitys und Personen finden
explore-hint = Wörter oder eine Adresse wie @sepsis@krankenhaus.example oder https://krankenhaus.example/c/sepsis
results-for = Ergebnisse für „{ $name }“
lookup-offer = Das sieht nach einer Adresse aus, die wir noch nicht kennen. Sollen wir bei ihrer Organisation nachsehen?
lookup-button = Adresse nachsehen
lookup-sign-in = Das sieht nach einer Adresse anderswo aus. Melden Sie sich an, um sie nachsehen zu lassen.
lookup-not-found = Unter dieser Adresse wurde nichts gefunden. Prüfen Sie die Schreibweise, etwa @name@organisation.example.
lookup-unreachable = { $name } hat nicht geantwortet. Versuchen Sie es in einigen Minuten noch einmal.
lookup-refused = Diese Organisation tauscht mit { $name } nichts aus. Warum, steht auf der Seite „Über uns“.
nothing-found-title = Nichts gefunden
nothing-found-text = Versuchen Sie weniger oder andere Wörter, oder fügen Sie die ganze Adresse einer Community oder Person anderswo ein.
communities-at = Communitys bei { $name }
communities-elsewhere = Communitys anderer Organisationen
not-there-yet = Gibt es noch nicht, was Sie suchen?

# Communitys
hosted-by = Getragen von
followers = { $count ->
    [one] 1 Person folgt
   *[other] { $count } Personen folgen
}
follow = Folgen
unfollow = Nicht mehr folgen
following = Sie folgen
follow-waiting = Wartet auf die Bestätigung von { $name }
follow-cancel = Zurückziehen
follow-refused = { $name } hat abgelehnt
follow-again = Noch einmal anfragen
sign-in-to-follow = Zum Folgen anmelden
new-discussion = Neue Diskussion
new-resource = Neue Ressource
pages-of = Seiten von { $name }
tab-overview = Überblick
tab-discussions = Diskussionen
tab-library = Bibliothek
tab-people = Personen
tab-log = Moderationsprotokoll
tab-manage = Verwalten
unreachable-since = { $name } ist nicht erreichbar seit
unreachable-advice = Sie können wie gewohnt lesen und schreiben. Ihre Beiträge werden aufbewahrt und zugestellt, sobald die Verbindung wieder steht.
pinned = Angeheftet
locked = Für Antworten geschlossen
all-discussions = Alle Diskussionen
latest-resources = Neu in der Bibliothek
whole-library = Die ganze Bibliothek
about-community = Worum es geht
no-description = Noch keine Beschreibung.
moderator = Moderation
moderators = Moderation
tags = Schlagwörter
from-elsewhere = Von anderswo teilnehmen
from-elsewhere-text = Suchen Sie diese Adresse im Moothall Ihrer eigenen Organisation oder in Mastodon, Lemmy und anderen Apps des offenen sozialen Netzes:
original-at = Bei { $name } ansehen
backfill-running = Frühere Diskussionen werden geholt: { $done } von { $total }
backfill-more = Bei { $name } gibt es vielleicht ältere Diskussionen.
backfill-complete = Alles, was { $name } anbietet, ist geholt.
backfill-interrupted = Das Holen früherer Diskussionen wurde unterbrochen, weil { $name } nicht erreichbar war. Es geht von selbst weiter.
fetch-older = Ältere holen
column-topic = Thema
column-people = Beteiligte
column-replies = Antworten
column-activity = Zuletzt
unread-replies = { $count ->
    [one] 1 neue Antwort
   *[other] { $count } neue Antworten
}
replies-word = { $count ->
    [one] Antwort
   *[other] Antworten
}
from-organizations = aus { $count } Organisationen
filter-latest = Neueste
filter-unread = Ungelesen
filter-mine = Meine
no-topics-title = Noch keine Diskussionen
no-topics-text = Beginnen Sie die erste. Ein guter Anfang sagt, was Sie versucht haben, was geschah und was Sie wissen möchten.
no-unread-title = Sie haben alles gelesen
no-unread-text = Neue Diskussionen und Antworten stehen dann hier.
none-mine-title = Sie haben noch nicht teilgenommen
none-mine-text = Diskussionen, die Sie beginnen oder auf die Sie antworten, stehen hier, damit Sie sie wiederfinden.
kind = Art
apply-filters = Anzeigen
clear-filters = Zurücksetzen
resources-count = { $count ->
    [one] 1 Ressource
   *[other] { $count } Ressourcen
}
nothing-matches-title = Keine Ressource passt
nothing-matches-text = Nehmen Sie einen Filter weg, um mehr zu sehen.
no-resources-title = Die Bibliothek ist leer
no-resources-text = Vorlagen, Leitlinien, Aufzeichnungen, Fallberichte: Hier steht, was andere wiederfinden sollen, mit jemandem, der es pflegt, und einem Termin für die nächste Prüfung.
steward = Gepflegt von
version-number = Fassung { $count }
validity-current = Gültig bis
validity-due = Prüfung fällig bis
validity-overdue = Prüfung überfällig seit
no-people-title = Noch hat niemand teilgenommen
no-people-text = Hier erscheint, wer etwas geschrieben hat.
last-took-part = zuletzt dabei
followers-by-organization = Wer folgt, nach Organisation
log-intro = Jede Entscheidung der Moderation mit ihrer Begründung, für alle sichtbar.
no-log-title = Nichts zu berichten
no-log-text = Wenn die Moderation einen Beitrag entfernt, eine Diskussion schließt oder jemanden sperrt, steht es hier.
log-removed = hat entfernt:
log-restored = hat wiederhergestellt:
log-locked = hat für Antworten geschlossen:
log-unlocked = hat wieder geöffnet:
log-pinned = hat angeheftet:
log-unpinned = hat gelöst:
log-banned = hat gesperrt:
log-unbanned = hat die Sperre aufgehoben für:
log-moderator-added = hat in die Moderation aufgenommen:
log-moderator-removed = hat aus der Moderation entlassen:
log-edited = hat die Angaben geändert:
edit-community = Community bearbeiten
open-community-intro = Eine Community bringt Menschen mit derselben Praxis zusammen, gleich für welche Organisation sie arbeiten. Sie moderieren sie als Erste oder Erster.
similar-communities = Diese gibt es schon. Ist eine davon, was Sie meinen?
community-name = Name
community-name-hint = Die gemeinsame Praxis, etwa „Sepsisversorgung“.
community-handle-hint = Kurz, für die Adresse: Kleinbuchstaben, Ziffern und Unterstriche. Er lässt sich später nicht ändern.
community-summary = Worum geht es?
community-summary-hint = Zweck, für wen sie gedacht ist und was man erwarten kann. Markdown ist möglich.
main-language = Hauptsprache
who-finds-it = Wer findet sie?
visibility-public = Alle
visibility-public-hint = Steht unter Entdecken, hier und bei anderen Organisationen.
visibility-unlisted = Nur über ihre Adresse
visibility-unlisted-hint = Steht in keiner Liste. Wer die Adresse hat, kann lesen.
who-may-post = Wer darf Diskussionen beginnen?
policy-anyone = Alle
policy-followers = Wer folgt
policy-moderators = Nur die Moderation; antworten dürfen alle
icon = Symbol
icon-hint = Ein quadratisches Bild: { $kinds }, höchstens { $size }.
banner = Titelbild
banner-hint = Ein breites Bild: { $kinds }, höchstens { $size }.
manage-details = Angaben
moderators-intro = Die Moderation kann aus jeder Organisation kommen. Was sie entscheidet, steht im öffentlichen Moderationsprotokoll.
remove-moderator = { $name } aus der Moderation entlassen
add-moderator = In die Moderation aufnehmen
person = Person
person-handle-hint = Der Kurzname, etwa lee, oder dana@river.example für jemanden von anderswo.
moderators-elsewhere = Wer sonst moderiert, wird dort entschieden, wo die Community zu Hause ist.
resign-title = Moderation abgeben
resign-text = Sie folgen der Community weiter. Andere aus der Moderation können Sie wieder aufnehmen.
resign-last = Sie moderieren allein. Nehmen Sie zuerst jemanden auf.
resign = Moderation abgeben
bans = Sperren
no-bans-title = Niemand ist gesperrt
no-bans-text = Eine Sperre hindert jemanden, in dieser Community zu schreiben, für eine Zeit oder auf Dauer. Öffentliches bleibt lesbar.
banned-by = Gesperrt von { $name }
no-end-date = ohne Ende
lift-ban = Aufheben
lift-ban-of = Sperre von { $name } aufheben
ban-title = Jemanden sperren
ban = Sperren
until-date = Bis
until-date-hint = Leer lassen für eine Sperre ohne Ende.
remove-their-posts = Auch alles entfernen, was die Person hier geschrieben hat
reason-public-hint = Die Person sieht sie, und sie steht im öffentlichen Moderationsprotokoll.

# Beiträge
permalink = Link zu diesem Beitrag
edited = bearbeitet
removed-by = Entfernt von { $name }:
deleted-by-author = Von der Verfasserin oder dem Verfasser gelöscht.
open-picture = Bild öffnen
sensitive-title = Heikler Inhalt
sensitive-label = Hinter einem Hinweis verbergen
sensitive-warning = Worum geht es?
thanks = Danke
share = Teilen
shares-count = { $count }-mal geteilt
thanks-count = { $count }-mal Danke
reply = Antworten
reply-to = { $name } antworten
more-for = Mehr zum Beitrag von { $name }
pin = Anheften
unpin = Lösen
lock = Für Antworten schließen
unlock = Wieder öffnen
remove-with-reason = Mit Begründung entfernen
report = Melden
state-sent = Gesendet. Wartet auf die Veröffentlichung.
state-waiting = Wartet auf { $name }.
state-will-retry = wird wieder versucht.
state-published = Veröffentlicht
state-refused = Nicht angenommen:
replies-title = { $count ->
    [0] Antworten
    [one] 1 Antwort
   *[other] { $count } Antworten
}
reply-label = Antwort von { $name }, Ebene { $level }
in-reply-to = Antwort an { $name }
locked-text = Diese Diskussion ist geschlossen. Man kann sie lesen, aber nicht mehr antworten.
no-replies-title = Noch keine Antworten
no-replies-text = Machen Sie den Anfang: eine Rückfrage, eigene Erfahrung oder einfach, was Sie versuchen würden.
write-reply = Antwort schreiben
your-reply = Ihre Antwort
markdown-hint = Markdown ist möglich: **fett**, *betont*, [Link](https://…), Listen mit „- “. Erwähnen Sie andere mit @.
attach-files = Dateien anhängen
sign-in-to-reply = Melden Sie sich an, um zu antworten, hier oder bei Ihrer eigenen Organisation.
taking-part = Beteiligte
taking-part-count = { $people ->
    [one] 1 Person
   *[other] { $people } Personen
} aus { $organizations ->
    [one] 1 Organisation
   *[other] { $organizations } Organisationen
}
discussion = Diskussion
resource = Ressource
what-to-write = Was möchten Sie schreiben?
discussion-intro = Eine Frage, eine Erfahrung, etwas gemeinsam zu Entscheidendes.
resource-intro = Etwas zum Behalten: Es kommt in die Bibliothek, hat Fassungen und jemanden, der es pflegt.
title = Titel
text = Text
tags-hint = Durch Kommas getrennt, etwa: Screening, Pädiatrie
link = Link
link-hint = Die Seite, um die es geht.
files = Dateien
file = Datei
add-files = Dateien hinzufügen
file-hint = { $kinds }, je höchstens { $size }. Ort und Kameradaten werden aus Bildern entfernt.
alt-text = Bildbeschreibung
alt-text-hint = Für Menschen, die es nicht sehen: Was ist darauf wichtig?
decorative = Nur Schmuck, braucht keine Beschreibung
language = Sprache
publish = Veröffentlichen
publish-version = Neue Fassung veröffentlichen
save-draft = Als Entwurf speichern
edit-post = Beitrag bearbeiten
edit-post-hint = Alle sehen, dass er bearbeitet wurde und wie er vorher lautete.
edit-resource = Ressource bearbeiten
edit-history = Bearbeitungen
first-text = Wie zuerst geschrieben
edit-number = Bearbeitung { $count }
diff-added = Hinzugefügt:
diff-removed = Gestrichen:
confirm-delete = Diesen Beitrag löschen?
confirm-delete-text = Er verschwindet hier und, soweit sie mitwirken, bei allen Organisationen, die ihn bekommen haben. Das lässt sich nicht rückgängig machen.
confirm-delete-replies = { $count ->
    [one] Die Antwort darauf bleibt.
   *[other] Die { $count } Antworten darauf bleiben.
}
confirm-remove = Diesen Beitrag entfernen?
confirm-remove-text = Er wird in dieser Community für alle verborgen. An seiner Stelle und im Moderationsprotokoll steht die Begründung. Sie können ihn später wiederherstellen.
report-title = Diesen Beitrag melden
report-text = Ihre Meldung geht an die Moderation von { $name } und dieser Organisation. Wer den Beitrag geschrieben hat, erfährt nicht, von wem sie kommt.
report-reason = Was stimmt nicht?
report-spam = Werbung oder Spam
report-harassment = Verletzend oder drohend
report-confidential = Gibt Vertrauliches preis, etwa aus Behandlung, Beratung oder Kollegium
report-harmful = Falsch auf eine Weise, die schaden kann
report-other = Etwas anderes
report-comment = Was sollte die Moderation wissen?
report-comment-hint = Nur die Moderation sieht das.
report-forward = Die Meldung ohne Ihren Namen auch an { $name } senden, woher der Beitrag stammt
send-report = Meldung senden

# Ressourcen
kind-article = Artikel
kind-template = Vorlage
kind-guideline = Leitlinie
kind-protocol = Verfahrensanweisung
kind-case-study = Fallbericht
kind-tool = Werkzeug
kind-website = Website
kind-video = Video
kind-recording = Aufzeichnung
kind-training-material = Lehrmaterial
kind-dataset = Datensatz
about-resource = Zu dieser Ressource
author = Verfasst von
validity = Gültig bis
licence = Lizenz
licence-hint = Was andere damit tun dürfen.
version = Fassung
versions = Fassungen
all-versions = { $count ->
    [one] Die einzige Fassung
   *[other] Alle { $count } Fassungen
}
older-version = Sie sehen Fassung { $count }.
see-current-version = Zur aktuellen Fassung { $count }
abstract = Zusammenfassung
abstract-hint = Zwei Sätze, die anderen sagen, ob das etwas für sie ist.
steward-hint = Der Kurzname der Person, die sie aktuell hält.
review-by = Prüfen bis
review-by-hint = Danach zeigt die Bibliothek an, dass eine Prüfung ansteht.
change-note = Was ist anders?
change-note-hint = Ein Satz für die Liste der Fassungen.
compare = Vergleichen
compare-from = Von
compare-to = Bis
compare-from-version = Ab Fassung { $count } vergleichen
compare-to-version = Bis Fassung { $count } vergleichen
what-changed-between = Was sich von Fassung { $from } zu { $to } geändert hat
no-difference = Beide Fassungen haben denselben Text.

# Personen
edit-profile = Profil bearbeiten
contributions = Beiträge
no-contributions = Nichts, was Sie hier sehen dürfen.
no-contributions-own-title = Sie haben noch nichts geschrieben
no-contributions-own-text = Diskussionen, die Sie beginnen oder an denen Sie teilnehmen, stehen hier. Eine kurze Antwort auf eine Frage ist ein guter Anfang.
about-person = Zur Person
no-bio = Noch nichts geschrieben.
here-since = hier seit
suspended-text = Dieses Konto ist gesperrt.
mark-all-read = Alle als gelesen markieren
no-notifications-title = Nichts Neues
no-notifications-text = Wenn Ihnen jemand antwortet, Sie erwähnt oder Ihnen dankt, finden Sie es hier.
notified-reply = { $name } hat Ihnen geantwortet
notified-mention = { $name } hat Sie erwähnt
notified-thanks = { $name } hat Ihnen gedankt
notified-not-published = { $name }: Ein Beitrag von Ihnen, der später erscheinen sollte, wurde nicht veröffentlicht. Er steht weiter unter Ihren geplanten Beiträgen
notified-posted = { $name } hat eine Diskussion begonnen
notified-shared = { $name } hat Ihren Beitrag geteilt
notified-updated = { $name } hat einen Beitrag bearbeitet, den Sie geteilt haben
notified-follow = { $name } folgt einer Community, die Sie moderieren
notified-removed = { $name } hat Ihren Beitrag entfernt

notified-refused = { $name } hat Ihren Beitrag nicht angenommen
notified-follow-accepted = { $name } hat bestätigt, dass Sie folgen

# Einstellungen
settings-profile = Profil
settings-account = Konto
settings-sessions = Wo Sie angemeldet sind
settings-data = Ihre Daten
bio = Über Sie
bio-hint = Was Sie tun und wobei Sie helfen können. Markdown ist möglich.
picture = Bild
picture-hint = Ein quadratisches Bild: { $kinds }, höchstens { $size }.
current-picture = Aktuelles Bild
remove-picture = Aktuelles Bild entfernen
profile-fields = Felder
profile-fields-hint = Bis zu vier, etwa Aufgabe, Team oder Website.
profile-field-name = Feld { $count }: Bezeichnung
profile-field-value = Feld { $count }: Inhalt
indexable = Suchmaschinen dürfen mein Profil und meine Beiträge in öffentlichen Communitys finden
your-address = Ihre Adresse im Netz:
current-password = Aktuelles Passwort
new-password = Neues Passwort
repeat-password = Neues Passwort, noch einmal
change-email = Adresse ändern
change-password = Passwort ändern
change-password-hint = Alle anderen Browser werden dabei abgemeldet.
sessions-intro = Wenn Sie etwas davon nicht kennen, melden Sie es ab und ändern Sie Ihr Passwort.
this-browser = dieser Browser
last-used = zuletzt benutzt
signed-in-since = angemeldet seit
end-session-of = { $name } abmelden
end-other-sessions = Überall sonst abmelden
export-text = Laden Sie alles als eine Datei: Ihr Profil, { $posts ->
    [one] 1 Beitrag
   *[other] { $posts } Beiträge
} mit den Adressen Ihrer Bilder und Dateien und die Liste mit { $communities ->
    [one] 1 Community
   *[other] { $communities } Communitys
}, denen Sie folgen. Laden Sie die Bilder und Dateien, bevor Sie Ihr Konto schließen.
export-button = Meine Daten laden
close-account = Konto schließen
theme = Farben
theme-system = Wie mein Gerät es vorgibt
theme-light = Hell
theme-dark = Dunkel
interface-language = Sprache der Oberfläche
time-zone = Zeitzone
time-zone-hint = Etwa Europe/Berlin. Alle Zeiten werden darin gezeigt.

# Moderation
reports = Meldungen
reports-open = Offen
reports-resolved = Erledigt
no-reports-title = Keine offenen Meldungen
no-reports-text = Wenn jemand einen Beitrag in einer Community meldet, die Sie moderieren, erscheint es hier.
no-resolved-title = Noch nichts erledigt
no-resolved-text = Entschiedene Meldungen bleiben hier mit ihrem Ergebnis stehen.
written-by = Geschrieben von
reported-by = Gemeldet von
in-community = In
resolved-by = Erledigt von { $name }
reported-post = Der gemeldete Beitrag
reported-post-gone = Den Beitrag gibt es nicht mehr.
decision = Entscheidung
what-to-do = Was soll geschehen?
resolution-dismiss = Nichts; der Beitrag bleibt
resolution-remove = Beitrag entfernen
resolution-ban = Beitrag entfernen und die Person in der Community sperren
until-ban-hint = Für eine Sperre. Leer lassen für eine Sperre ohne Ende.
resolve = Entscheiden
reopen = Wieder öffnen
earlier-about = Frühere Entscheidungen zu { $name }
nothing-earlier = Keine.

# Verwaltung
admin-organization = Organisation
admin-peers = Zustellung
admin-federation = Verbindungen
organization-name = Name
organization-summary = Vorstellung
organization-summary-hint = Steht auf der Startseite und unter Über uns. Markdown ist möglich.
contact-address = Kontaktadresse
contact-address-hint = Öffentlich. Für Fragen und Beschwerden.
logo = Logo
who-may-sign-up = Wer darf sich registrieren?
sign-up-policy-closed = Niemand; die Verwaltung legt Konten an
sign-up-policy-approval = Alle; die Verwaltung gibt frei
sign-up-policy-open = Alle
find-person = Person finden
people-waiting = { $count ->
    [one] 1 Person wartet auf Freigabe
   *[other] { $count } Personen warten auf Freigabe
}
no-people-found-text = Versuchen Sie einen Teil des Namens, Kurznamens oder der E-Mail-Adresse.
role-admin = Verwaltung
role-moderator = Moderation
role-person = Person
account-waiting = wartet
account-active = aktiv
account-suspended = gesperrt
last-seen = zuletzt hier
approve = Freigeben
decline = Ablehnen
suspend = Sperren
make-moderator = In die Moderation aufnehmen
make-person = Aus der Moderation entlassen
figure-peers = Server
figure-failing = Nicht erreichbar
figure-pending = Warten auf Zustellung
figure-inbox = Empfangen, in Arbeit
figure-people = Personen
figure-communities = Communitys
no-peers-title = Noch keine anderen Server
no-peers-text = Sobald jemand hier einer Community anderswo folgt oder umgekehrt, erscheint ihr Server hier.
server = Server
lag = Rückstand
lag-none = keiner
lag-seconds = { $count } s
lag-minutes = { $count } min
lag-hours = { $count } h
lag-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}
pending = Wartend
last-success = Letzter Erfolg
next-attempt = Nächster Versuch
never = nie
peer-healthy = in Ordnung
peer-failing = gestört
peer-parked = abgestellt
peer-paused = angehalten
peer-gone = verschwunden
retry = Versuchen
pause = Anhalten
resume = Fortsetzen
drop = Verwerfen
mode-title = Mit wem tauschen wir etwas aus?
mode-open = Mit allen
mode-open-hint = Wir tauschen Beiträge mit jeder Organisation aus, die nicht gesperrt ist.
mode-allow-list = Nur mit Organisationen auf unserer Liste
mode-allow-list-hint = Wir tauschen Beiträge nur mit Organisationen aus, mit denen wir es vereinbart haben.
mode-closed = Mit niemandem
mode-closed-hint = Wir tauschen zurzeit nichts mit anderen Organisationen aus.
see-consequences = Folgen ansehen
rules-title = Erlaubte und gesperrte Domains
no-rules-title = Noch keine Regeln
no-rules-text = Eine Regel gilt für eine Domain und alles darunter. Bevor sie wirkt, sehen Sie, was verloren ginge.
rule-allow = erlaubt
rule-block = gesperrt
rule-reason-hint = Steht unter Über uns.
domain = Domain
domain-hint = Etwa river.example
allow = Erlauben
block = Sperren
drop-rule-for = Regel für { $name } entfernen
dry-run-title = Das würde geschehen: { $name }
dry-run-followers-here = { $count ->
    [one] 1 Person hier verlöre eine Community anderswo.
   *[other] { $count } Personen hier verlören Communitys anderswo.
}
dry-run-followers-there = { $count ->
    [one] 1 Person anderswo verlöre eine Community hier.
   *[other] { $count } Personen anderswo verlören Communitys hier.
}
dry-run-communities = { $count ->
    [one] 1 Community anderswo würde hier verstummen.
   *[other] { $count } Communitys anderswo würden hier verstummen.
}
dry-run-pending = { $count ->
    [one] 1 Zustellung unterbliebe.
   *[other] { $count } Zustellungen unterblieben.
}
dry-run-nothing = Niemand würde etwas verlieren.
do-it = So machen

# Über uns
contact = Kontakt
no-organizations-title = Noch niemand
no-organizations-text = Organisationen erscheinen hier, sobald etwas mit ihnen ausgetauscht wurde.
last-exchange = letzter Austausch
blocked-domains = Gesperrt
runs-on = Läuft mit Moothall { $name }, freier Software.

# Fehler
error-403-title = Das dürfen Sie nicht
error-403-advice = Ihr Konto hat die Berechtigung nicht, oder sie wurde entzogen, seit Sie die Seite geöffnet haben. Wenden Sie sich an die Moderation oder Verwaltung, wenn Sie sie haben sollten.
error-404-title = Hier ist nichts
error-404-advice = Die Adresse ist vielleicht vertippt, oder was hier war, ist nicht für alle. Wenn Sie ein Konto haben und nicht angemeldet sind, holen Sie das nach und versuchen Sie es noch einmal.
error-410-title = Das wurde gelöscht
error-410-advice = Wer es geschrieben hat oder die Moderation hat es entfernt; es kommt nicht wieder.
error-413-title = Das ist zu groß
error-413-advice = Wählen Sie eine kleinere Datei oder kürzen Sie den Text und senden Sie es noch einmal.
error-422-title = Das haben wir nicht verstanden
error-422-advice = Etwas in der Anfrage fehlte oder war anders als erwartet. Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
error-429-title = Das ging etwas zu schnell
error-429-advice = Zum Schutz aller Konten geht das nicht beliebig oft hintereinander.
error-500-title = Bei uns ist etwas schiefgegangen
error-500-advice = Es ist festgehalten. An Ihnen lag es nicht; versuchen Sie es gleich noch einmal.
error-503-title = Gleich wieder da
error-503-advice = Die Seiten sind überlastet oder werden gewartet. Was Sie gesendet haben, wurde nicht gespeichert: Gehen Sie zurück und senden Sie es in Kürze noch einmal.
try-again-in = { $count ->
    [one] Versuchen Sie es in 1 Sekunde wieder.
   *[other] Versuchen Sie es in { $count } Sekunden wieder.
}
to-start-page = Zur Startseite
request-id = Wenn Sie es melden, nennen Sie diese Nummer:
