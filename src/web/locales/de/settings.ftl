# Was Menschen an sich selbst ändern, was die Verwaltung tut, und was sie davon erfährt.

close-account-text = Ihr Profil wird geleert, Sie werden überall abgemeldet und folgen niemandem mehr. Was Sie geschrieben haben, wird hier gelöscht, und andere Server werden gebeten, es zu löschen; nur wo es beantwortet wurde, zeigt ein Vermerk, dass dort etwas stand. Ihre Adresse erhält niemand sonst.
close-account-sure = Mir ist klar, dass sich das nicht rückgängig machen lässt
current-banner = Aktuelles Titelbild
remove-banner = Aktuelles Titelbild entfernen
problem-text-long = Dieser Text ist zu lang: höchstens 5.000 Zeichen.
problem-fields = Ein Feld hat eine Bezeichnung und einen Inhalt mit je höchstens 255 Zeichen.
problem-email-used = Mit dieser E-Mail-Adresse gibt es schon ein Konto.
problem-password = Das ist nicht Ihr aktuelles Passwort.
problem-password-repeat = Die beiden neuen Passwörter stimmen nicht überein.
problem-sure = Setzen Sie zur Bestätigung das Häkchen.
problem-last-admin = Sonst verwaltet niemand diesen Server. Nehmen Sie zuerst jemand anderen in die Verwaltung auf.
problem-only-moderator = Sie moderieren eine Community allein. Nehmen Sie dort zuerst jemand anderen in die Moderation auf.
problem-locale = Wählen Sie eine dieser Sprachen.
problem-time-zone = Geben Sie eine Zeitzone ein, etwa Europe/Berlin.
problem-choice = Wählen Sie eine dieser Möglichkeiten.
problem-domain = Geben Sie eine Domain ohne https:// ein, etwa example.org.
problem-own-domain = Das ist unsere eigene Domain.
problem-reason-long = Diese Begründung ist zu lang: höchstens 500 Zeichen.
problem-list = Eine Zeile ist keine Domain. Geben Sie eine Domain je Zeile ein, höchstens 1.000.
problem-decided = Das hat schon jemand anderes entschieden.
problem-staff = Wer moderiert oder verwaltet, kann nur von der Verwaltung gesperrt werden. Wenden Sie sich an sie.
problem-oneself = Das können Sie nicht mit sich selbst tun. Bitten Sie jemand anderen aus Moderation oder Verwaltung.
problem-server-gone = Dieser Server hat mitgeteilt, dass es ihn nicht mehr gibt.
browser-on = { $browser } auf { $system }
browser-unknown = Unbekannter Browser
notified-moderated = { $name } hat den Zustand Ihres Beitrags geändert
notified-reported = In { $name } wurde etwas gemeldet
notified-report-resolved = { $name }: Die Moderation hat Ihre Meldung geprüft und etwas unternommen
notified-report-dismissed = { $name }: Die Moderation hat Ihre Meldung geprüft und keinen Anlass zum Handeln gefunden
notified-sign-up = { $name } bittet um ein Konto
report-of-person = Eine Meldung über { $name }
report-organization = Jemand bei { $name }
resolution-resolve = Etwas anderes, wie unten vermerkt
resolution-suspend = Beitrag entfernen und die Person auf diesem Server sperren
suspend-hint = Die Person kann sich hier nicht mehr anmelden und nichts mehr schreiben. Die Begründung wird für die Moderation dieser Organisation aufbewahrt.
log-suspended = hat gesperrt:
log-unsuspended = hat die Sperre aufgehoben für:
log-report-decided = hat über eine Meldung entschieden:
account-closed = geschlossen
make-admin = In die Verwaltung aufnehmen
all-people = Alle Personen
organization-rules = Regeln
organization-rules-hint = Was hier von allen erwartet wird. Steht unter Über uns. Markdown ist möglich.
refusals = { $count ->
    [one] 1 Ablehnung
   *[other] { $count } Ablehnungen
}
dry-run-list-title = { $count ->
    [one] Das würde mit 1 Domain geschehen
   *[other] Das würde mit { $count } Domains geschehen
}
import-rules = Eine Liste übernehmen
import-list = Domains
import-list-hint = Eine Domain je Zeile, oder die Liste, die andere Software ausgibt. Es ändert sich nichts, bevor Sie die Folgen gesehen haben.
allow-all = Alle erlauben
block-all = Alle sperren
done-email = Ihre E-Mail-Adresse ist geändert.
done-password = Ihr Passwort ist geändert. Andere Browser sind abgemeldet.
done-session-ended = Der Browser ist abgemeldet.
done-sessions-ended = Alle anderen Browser sind abgemeldet.
done-closed = Ihr Konto ist geschlossen.
done-all-read = Alles ist als gelesen markiert.
done-resolved = Die Meldung ist abgeschlossen.
done-reopened = Die Meldung ist wieder offen.
done-approved = Das Konto kann jetzt genutzt werden.
done-declined = Die Anfrage ist abgelehnt, und der Name ist wieder frei.
done-suspended = Gesperrt.
done-unsuspended = Die Sperre ist aufgehoben.
done-role-changed = Die Rolle ist geändert.
done-peer-retry = Die Zustellung wird jetzt erneut versucht.
done-peer-paused = Die Zustellung wartet, bis Sie sie fortsetzen.
done-peer-resumed = Die Zustellung geht weiter.
done-peer-dropped = Was wartete, ist verworfen.
done-mode-changed = Der Modus ist geändert.
done-rule-added = Die Regel gilt.
done-rule-removed = Die Regel ist entfernt.
done-rules-imported = Die Regeln gelten.

settings-moving = Andere Konten
other-accounts = Konten, die auch Ihnen gehören
other-accounts-text = Nennen Sie hier die Konten auf anderen Servern, von denen Sie kommen möchten. Ziehen Sie dann dort um: Wer Ihnen folgt, kommt mit.
addresses = Adressen
addresses-hint = Eine je Zeile, etwa @dana@universitaet.example.
go-elsewhere = Zu einem anderen Konto umziehen
go-elsewhere-text = Alle, die Ihnen folgen, werden gebeten, stattdessen dem neuen Konto zu folgen. Was Sie geschrieben haben, bleibt hier. Nennen Sie zuerst dieses Konto unter den anderen Konten des neuen:
new-account = Ihr neues Konto
new-account-hint = Etwa @dana@universitaet.example.
go-there = Umziehen
you-went-to = Sie sind umgezogen zu
stay-here = Doch hier bleiben
problem-many-accounts = Ein Konto hat höchstens zehn andere.
problem-no-account = Unter „{ $name }“ gibt es kein Konto einer Person auf einem anderen Server.
problem-account-unreachable = Der Server von „{ $name }“ antwortet nicht. Versuchen Sie es später noch einmal.
problem-account-not-allowed = Diese Organisation tauscht mit dem Server von „{ $name }“ nichts aus.
problem-not-confirmed = Das neue Konto nennt dieses hier noch nicht. Tragen Sie es dort zuerst ein und versuchen Sie es dann noch einmal.
