# What people change about themselves, what administrators do, and what they are told of it.

close-account-text = Your profile is emptied, you are signed out everywhere, and what you follow ends. What you wrote is deleted here, and other servers are asked to delete it; only where it was answered, a mark shows that something stood there. Nobody else gets your address.
close-account-sure = I understand that this cannot be undone
current-banner = Current banner
remove-banner = Remove the current banner
problem-text-long = This text is too long: at most 5,000 characters.
problem-fields = A field has a label and a content of at most 255 characters each.
problem-email-used = Somebody has an account with this e-mail address.
problem-password = This is not your current password.
problem-password-repeat = The two new passwords are not the same.
problem-sure = Tick the box to confirm.
problem-last-admin = Nobody else administers this server. Make somebody else an administrator first.
problem-only-moderator = You are the only moderator of a community. Make somebody else a moderator first.
problem-locale = Choose one of these languages.
problem-time-zone = Enter a time zone such as Europe/London.
problem-choice = Choose one of these.
problem-domain = Enter a domain such as example.org, without https://.
problem-own-domain = This is our own domain.
problem-reason-long = This reason is too long: at most 500 characters.
problem-list = A line is not a domain. Enter one domain a line, at most 1,000.
problem-decided = Somebody else has decided this already.
problem-staff = Only an administrator can suspend those who moderate or administer. Ask one of them.
problem-oneself = You cannot do this to yourself. Ask somebody else who moderates or administers.
problem-server-gone = This server said that it is gone for good.
browser-on = { $browser } on { $system }
browser-unknown = Unknown browser
notified-moderated = { $name } changed the state of your post
notified-reported = Something was reported in { $name }
notified-report-resolved = { $name }: the moderators looked at your report and did something about it
notified-report-dismissed = { $name }: the moderators looked at your report and found nothing to do
notified-sign-up = { $name } asks for an account
report-of-person = A report about { $name }
report-organization = Somebody at { $name }
resolution-resolve = Something else, as noted below
resolution-suspend = Remove the post and suspend its author on this server
suspend-hint = They can no longer sign in or say anything here. The reason is kept for the moderators of this organization.
log-suspended = suspended
log-unsuspended = lifted the suspension of
log-report-decided = decided a report about
account-closed = closed
make-admin = Make administrator
all-people = All people
organization-rules = Rules
organization-rules-hint = What is expected of people here. Shown under About. Markdown works.
refusals = { $count ->
    [one] 1 refusal
   *[other] { $count } refusals
}
dry-run-list-title = { $count ->
    [one] This would happen with 1 domain
   *[other] This would happen with { $count } domains
}
import-rules = Take over a list
import-list = Domains
import-list-hint = One domain a line, or the export of other software. Nothing changes before you have seen the consequences.
allow-all = Allow all
block-all = Block all
done-email = Your e-mail address is changed.
done-password = Your password is changed. Other browsers are signed out.
done-session-ended = The browser is signed out.
done-sessions-ended = All other browsers are signed out.
done-closed = Your account is closed.
done-all-read = Everything is marked as read.
done-resolved = The report is closed.
done-reopened = The report is open again.
done-approved = The account can be used now.
done-declined = The request is declined, and the name is free again.
done-suspended = Suspended.
done-unsuspended = The suspension is lifted.
done-role-changed = The role is changed.
done-peer-retry = Deliveries are tried again now.
done-peer-paused = Deliveries wait until you resume them.
done-peer-resumed = Deliveries go on.
done-peer-dropped = What waited is dropped.
done-mode-changed = The mode is changed.
done-rule-added = The rule holds.
done-rule-removed = The rule is removed.
done-rules-imported = The rules hold.

settings-moving = Other accounts
other-accounts = Accounts that are yours too
other-accounts-text = Name here the accounts on other servers from which you want to come. Then move from there: your followers come along.
addresses = Addresses
addresses-hint = One a line, such as @dana@university.example.
go-elsewhere = Go to another account
go-elsewhere-text = Your followers are asked to follow your new account instead. What you wrote stays here. First name this account among the other accounts of the new one:
new-account = Your new account
new-account-hint = Such as @dana@university.example.
go-there = Go there
you-went-to = You went to
stay-here = Stay here after all
problem-many-accounts = An account has at most ten others.
problem-no-account = There is no person’s account on another server at “{ $name }”.
problem-account-unreachable = The server of “{ $name }” does not answer. Try again later.
problem-account-not-allowed = This organization does not exchange anything with the server of “{ $name }”.
problem-not-confirmed = The new account does not name this one yet. Add it there first, then try again.
