# Dates
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-long = { $day } { $month } { $year }
date-short = { $day } { $month }
date-time = { $date }, { $time } { $zone }
ago-now = just now
ago-minutes = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] 1 day ago
   *[other] { $count } days ago
}

# The frame around every page
skip-to-content = Skip to the content
search-label = Search or paste an address
search = Search
explore = Explore
account-menu = Your account
account-of = Account menu of { $name }
notifications = Notifications
notifications-count = { $count ->
    [0] Notifications
    [one] Notifications: 1 new
   *[other] Notifications: { $count } new
}
my-profile = My profile
settings = Settings
moderation = Moderation
administration = Administration
sign-in = Sign in
sign-out = Sign out
footer = About this site
about = About
who-we-federate-with = Who we federate with
appearance = Appearance and language
pagination = More of this list
newer = Newer
older = Older
breadcrumb = You are in
filters = Filters
problems-title = { $count ->
    [one] One thing needs your attention
   *[other] { $count } things need your attention
}
optional = (optional)
not-stated = Not stated
choose = Choose …
save = Save
cancel = Cancel
remove = Remove
add = Add
edit = Edit
delete = Delete
restore = Restore
actions = Actions
actions-for = Actions for { $name }
reason = Reason
until = until
since = since
status = Status
new = new
waiting = waiting
preview = Preview
from = from

# Signing in and up
sign-in-title = Sign in to { $name }
handle-or-email = Handle or e-mail address
password = Password
no-account-yet = No account yet?
have-account = Already have an account?
sign-up = Sign up
sign-up-title = Sign up at { $name }
sign-up-closed = Accounts at { $name } are given out by its administrators. Ask them for one:
sign-up-by-approval = An administrator looks at every request, usually within two working days. Come back and sign in: you are let in as soon as they have decided.
sign-up-ask = Ask for an account
sign-up-reason = What brings you here?
sign-up-reason-hint = Your role and the communities you would like to take part in. Only administrators see this.
sign-up-waiting-title = Waiting for approval
sign-up-waiting-text = Your request is with the administrators of { $name }. There is nothing more you need to do.
sign-up-waiting-then = Come back and sign in with { $name }: you are let in as soon as they have decided. Until then you can read everything that is public.
look-around = Look around
handle = Handle
handle-hint = Your name in addresses and mentions: small letters, digits and underscores. It cannot be changed later.
display-name = Name
display-name-hint = As colleagues know you.
email = E-mail address
email-hint = You can sign in with it. Never shown to others.
password-hint = At least 10 characters. A few unrelated words make a good one.

# Home and exploring
my-communities = My communities
communities = Communities
find-communities = Find communities
open-community = Open a community
latest-discussions = Latest discussions
communities-to-start-with = Communities to start with
no-communities-title = You do not follow a community yet
no-communities-text = Follow one and its discussions appear here. Communities of other organizations work just the same.
no-topics-home-title = Nothing here yet
no-topics-home-text = The latest discussions of the communities you follow will appear here.
no-communities-here-title = No communities yet
no-communities-here-text = When someone opens a community, it appears here. You can also paste the address of a community elsewhere into the search box.
unread-count = { $count ->
    [one] 1 unread
   *[other] { $count } unread
}
explore-title = Find communities and people
explore-hint = Words, or an address such as @sepsis@hospital.example or https://hospital.example/c/sepsis
results-for = Results for “{ $name }”
lookup-offer = This looks like an address we do not know yet. Shall we look it up at its own organization?
lookup-button = Look up this address
lookup-sign-in = This looks like an address elsewhere. Sign in to have it looked up.
lookup-not-found = Nothing was found at this address. Check the spelling: it should look like @name@organization.example.
lookup-unreachable = { $name } did not answer. It may be back soon; try again in a few minutes.
lookup-refused = This organization does not exchange anything with { $name }. The page “About” says why.
nothing-found-title = Nothing found
nothing-found-text = Try fewer or other words, or paste the whole address of a community or person elsewhere.
communities-at = Communities at { $name }
communities-elsewhere = Communities of other organizations
not-there-yet = What you look for does not exist yet?

# Communities
hosted-by = Hosted by
followers = { $count ->
    [one] 1 follower
   *[other] { $count } followers
}
follow = Follow
unfollow = Unfollow
following = Following
follow-waiting = Waiting for { $name } to confirm
follow-cancel = Cancel
follow-refused = { $name } did not accept
follow-again = Ask again
sign-in-to-follow = Sign in to follow
new-discussion = New discussion
new-resource = New resource
pages-of = Pages of { $name }
tab-overview = Overview
tab-discussions = Discussions
tab-library = Library
tab-people = People
tab-log = Moderation log
tab-manage = Manage
unreachable-since = { $name } has been unreachable since
unreachable-advice = You can read and write as usual. What you write is kept and delivered when the connection is back.
pinned = Pinned
locked = Closed for replies
all-discussions = All discussions
latest-resources = New in the library
whole-library = The whole library
about-community = What this is about
no-description = No description yet.
moderator = Moderator
moderators = Moderators
tags = Tags
from-elsewhere = Take part from elsewhere
from-elsewhere-text = Search for this address in your own organization’s Moothall, or in Mastodon, Lemmy and other apps of the open social web:
original-at = See it at { $name }
backfill-running = Fetching earlier discussions: { $done } of { $total }
backfill-more = There may be older discussions at { $name }.
backfill-complete = Everything that { $name } offers has been fetched.
backfill-interrupted = Fetching earlier discussions stopped because { $name } could not be reached. It will go on by itself.
fetch-older = Fetch older ones
column-topic = Topic
column-people = People
column-replies = Replies
column-activity = Last activity
unread-replies = { $count ->
    [one] 1 new reply
   *[other] { $count } new replies
}
replies-word = { $count ->
    [one] reply
   *[other] replies
}
from-organizations = from { $count } organizations
filter-latest = Latest
filter-unread = Unread
filter-mine = Mine
no-topics-title = No discussions yet
no-topics-text = Start the first one. A good beginning says what you tried, what happened and what you would like to know.
no-unread-title = You have read everything
no-unread-text = New discussions and replies will be listed here.
none-mine-title = You have not taken part yet
none-mine-text = Discussions that you begin or reply to are listed here, so that you find them again.
kind = Kind
apply-filters = Show
clear-filters = Clear
resources-count = { $count ->
    [one] 1 resource
   *[other] { $count } resources
}
nothing-matches-title = No resource matches
nothing-matches-text = Take away one of the filters to see more.
no-resources-title = The library is empty
no-resources-text = Templates, guidelines, recordings, case studies: keep here what others should find again, with someone who looks after it and a date for the next review.
steward = Steward
version-number = Version { $count }
validity-current = Valid until
validity-due = Review due by
validity-overdue = Review overdue since
no-people-title = Nobody has taken part yet
no-people-text = People appear here once they have written something.
last-took-part = last took part
followers-by-organization = Followers by organization
log-intro = Every decision of the moderators, with its reason, for everyone to see.
no-log-title = Nothing to report
no-log-text = When a moderator removes a post, closes a discussion or bans someone, it is recorded here.
log-removed = removed
log-restored = restored
log-locked = closed for replies
log-unlocked = reopened
log-pinned = pinned
log-unpinned = unpinned
log-banned = banned
log-unbanned = lifted the ban of
log-moderator-added = made a moderator of
log-moderator-removed = ended the moderation of
log-edited = changed the details of
edit-community = Edit community
open-community-intro = A community brings together people who share a practice, whichever organization they work for. You will be its first moderator.
similar-communities = These already exist. Is one of them what you have in mind?
community-name = Name
community-name-hint = The practice that people share, such as “Sepsis care”.
community-handle-hint = Short, for the address: small letters, digits and underscores. It cannot be changed later.
community-summary = What is it about?
community-summary-hint = Purpose, whom it is for, what people can expect. Markdown works.
main-language = Main language
who-finds-it = Who finds it?
visibility-public = Everyone
visibility-public-hint = Listed under Explore, here and at other organizations.
visibility-unlisted = Only by its address
visibility-unlisted-hint = Not listed anywhere. Whoever has the address can read it.
who-may-post = Who may start discussions?
policy-anyone = Anyone
policy-followers = Followers
policy-moderators = Moderators only; everyone may reply
icon = Icon
icon-hint = A square picture: { $kinds }, at most { $size }.
banner = Banner
banner-hint = A wide picture: { $kinds }, at most { $size }.
manage-details = Details
moderators-intro = Moderators may be from any organization. Whatever they decide is written in the public moderation log.
remove-moderator = Remove { $name } as a moderator
add-moderator = Add a moderator
person = Person
person-handle-hint = The handle, such as lee, or dana@river.example for someone from elsewhere.
moderators-elsewhere = Who else moderates is decided where the community is hosted.
resign-title = Stop moderating
resign-text = You stay a follower. Another moderator can add you again.
resign-last = You are the only moderator. Add another one first.
resign = Stop moderating
bans = Bans
no-bans-title = Nobody is banned
no-bans-text = A ban keeps a person from writing in this community, for a time or for good. They can still read what is public.
banned-by = Banned by { $name }
no-end-date = no end date
lift-ban = Lift
lift-ban-of = Lift the ban of { $name }
ban-title = Ban someone
ban = Ban
until-date = Until
until-date-hint = Leave empty for a ban without an end.
remove-their-posts = Also remove everything they have written here
reason-public-hint = Shown to the person and in the public moderation log.

# Posts
permalink = Link to this post
edited = edited
removed-by = Removed by { $name }:
deleted-by-author = Deleted by its author.
open-picture = Open picture
sensitive-title = Sensitive content
sensitive-label = Hide this behind a warning
sensitive-warning = What is it about?
thanks = Thanks
share = Share
shares-count = { $count ->
    [one] shared once
   *[other] shared { $count } times
}
thanks-count = { $count ->
    [one] 1 thanks
   *[other] { $count } thanks
}
reply = Reply
reply-to = Reply to { $name }
more-for = More about the post by { $name }
pin = Pin
unpin = Unpin
lock = Close for replies
unlock = Reopen
remove-with-reason = Remove with a reason
report = Report
state-sent = Sent. Waiting to be published.
state-waiting = Waiting for { $name }.
state-will-retry = will be tried again.
state-published = Published
state-refused = Not accepted:
replies-title = { $count ->
    [0] Replies
    [one] 1 reply
   *[other] { $count } replies
}
reply-label = Reply by { $name }, level { $level }
in-reply-to = In reply to { $name }
locked-text = This discussion is closed. It can be read but not replied to.
no-replies-title = No replies yet
no-replies-text = Be the first: a question back, your own experience or simply what you would try.
write-reply = Write a reply
your-reply = Your reply
markdown-hint = Markdown works: **bold**, *emphasis*, [link](https://…), lists with “- ”. Mention people with @.
attach-files = Attach files
sign-in-to-reply = Sign in to reply, from here or from your own organization.
taking-part = Taking part
taking-part-count = { $people ->
    [one] 1 person
   *[other] { $people } people
} from { $organizations ->
    [one] 1 organization
   *[other] { $organizations } organizations
}
discussion = Discussion
resource = Resource
what-to-write = What would you like to write?
discussion-intro = A question, an experience, something to decide together.
resource-intro = Something to keep: it goes into the library, has versions and someone who looks after it.
title = Title
text = Text
tags-hint = Separated by commas, such as: screening, paediatrics
link = Link
link-hint = The page this is about.
files = Files
file = File
add-files = Add files
file-hint = { $kinds }, at most { $size } each. Location and camera data are taken out of pictures.
alt-text = Description of the picture
alt-text-hint = For people who cannot see it: what does it show that matters here?
decorative = Only decoration, needs no description
language = Language
publish = Publish
publish-version = Publish new version
save-draft = Save as draft
edit-post = Edit post
edit-post-hint = Everyone can see that it was edited, and what it said before.
edit-resource = Edit resource
edit-history = Edit history
first-text = As first written
edit-number = Edit { $count }
diff-added = Added:
diff-removed = Taken out:
confirm-delete = Delete this post?
confirm-delete-text = It disappears here and, as far as they cooperate, at every organization that received it. This cannot be undone.
confirm-delete-replies = { $count ->
    [one] The reply to it stays.
   *[other] The { $count } replies to it stay.
}
confirm-remove = Remove this post?
confirm-remove-text = It is hidden for everyone in this community. The reason is shown in its place and in the moderation log. You can restore it later.
report-title = Report this post
report-text = Your report goes to the moderators of { $name } and of this organization. The author is not told who reported it.
report-reason = What is wrong?
report-spam = Advertising or spam
report-harassment = Hurtful or threatening
report-confidential = Reveals something about a patient, client or colleague
report-harmful = Wrong in a way that may do harm
report-other = Something else
report-comment = Anything the moderators should know?
report-comment-hint = Only moderators see this.
report-forward = Also send the report, without your name, to { $name }, where the author is from
send-report = Send report

# Resources
kind-article = Article
kind-template = Template
kind-guideline = Guideline
kind-protocol = Protocol
kind-case-study = Case study
kind-tool = Tool
kind-website = Website
kind-video = Video
kind-recording = Recording
kind-training-material = Training material
kind-dataset = Dataset
about-resource = About this resource
author = Author
validity = Valid until
licence = Licence
licence-hint = What others may do with it.
version = Version
versions = Versions
all-versions = { $count ->
    [one] The only version
   *[other] All { $count } versions
}
older-version = You are looking at version { $count }.
see-current-version = See the current version, { $count }
abstract = Abstract
abstract-hint = Two sentences that help others decide whether this is for them.
steward-hint = The handle of the person who keeps it up to date.
review-by = Review by
review-by-hint = After this day the library shows that a review is due.
change-note = What changed?
change-note-hint = One sentence for the list of versions.
compare = Compare
compare-from = From
compare-to = To
compare-from-version = Compare from version { $count }
compare-to-version = Compare to version { $count }
what-changed-between = What changed from version { $from } to { $to }
no-difference = The two versions have the same text.

# People
edit-profile = Edit profile
contributions = Contributions
no-contributions = Nothing that you may see here.
no-contributions-own-title = You have not written anything yet
no-contributions-own-text = Discussions you begin or take part in are listed here. A short reply to someone’s question is a fine start.
about-person = About
no-bio = Nothing written yet.
here-since = here since
suspended-text = This account is suspended.
mark-all-read = Mark all as read
no-notifications-title = Nothing new
no-notifications-text = When someone replies to you, mentions you or thanks you, you will find it here.
notified-reply = { $name } replied to you
notified-mention = { $name } mentioned you
notified-thanks = { $name } thanked you
notified-not-published = { $name }: a post of yours that was to appear later was not published. It is still among your scheduled posts
notified-posted = { $name } began a discussion
notified-shared = { $name } shared your post
notified-updated = { $name } edited a post you shared
notified-follow = { $name } follows a community you moderate
notified-removed = { $name } removed your post

notified-refused = { $name } did not accept your post
notified-follow-accepted = { $name } confirmed that you follow

# Settings
settings-profile = Profile
settings-account = Account
settings-sessions = Where you are signed in
settings-data = Your data
bio = About you
bio-hint = What you do and what you can help with. Markdown works.
picture = Picture
picture-hint = A square picture: { $kinds }, at most { $size }.
current-picture = Current picture
remove-picture = Remove the current picture
profile-fields = Fields
profile-fields-hint = Up to four, such as function, team or web page.
profile-field-name = Field { $count }: label
profile-field-value = Field { $count }: content
indexable = Search engines may find my profile and what I write in public communities
your-address = Your address in the network:
current-password = Current password
new-password = New password
repeat-password = New password, once more
change-email = Change address
change-password = Change password
change-password-hint = All other browsers are signed out when you change it.
sessions-intro = If you do not recognize one of these, sign it out and change your password.
this-browser = this browser
last-used = last used
signed-in-since = signed in since
end-session-of = Sign out { $name }
end-other-sessions = Sign out everywhere else
export-text = Download everything as one file: your profile, { $posts ->
    [one] 1 post
   *[other] { $posts } posts
} with the addresses of your pictures and files, and the list of { $communities ->
    [one] 1 community
   *[other] { $communities } communities
} that you follow. Load the pictures and files before you close your account.
export-button = Download my data
close-account = Close the account
theme = Colours
theme-system = As my device says
theme-light = Light
theme-dark = Dark
interface-language = Language of the interface
time-zone = Time zone
time-zone-hint = Such as Europe/London. All dates are shown in it.

# Moderation desk
reports = Reports
reports-open = Open
reports-resolved = Resolved
no-reports-title = No open reports
no-reports-text = When someone reports a post in a community you moderate, it appears here.
no-resolved-title = Nothing resolved yet
no-resolved-text = Reports that have been decided are kept here with their resolution.
written-by = Written by
reported-by = Reported by
in-community = In
resolved-by = Resolved by { $name }
reported-post = The reported post
reported-post-gone = The post no longer exists.
decision = Decision
what-to-do = What should happen?
resolution-dismiss = Nothing; the post stays
resolution-remove = Remove the post
resolution-ban = Remove the post and ban its author from the community
until-ban-hint = For a ban. Leave empty for a ban without an end.
resolve = Resolve
reopen = Open it again
earlier-about = Earlier decisions about { $name }
nothing-earlier = None.

# Administration
admin-organization = Organization
admin-peers = Deliveries
admin-federation = Federation
organization-name = Name
organization-summary = Introduction
organization-summary-hint = Shown on the front page and under About. Markdown works.
contact-address = Contact address
contact-address-hint = Public. Where people turn with questions and complaints.
logo = Logo
who-may-sign-up = Who may sign up?
sign-up-policy-closed = Nobody; administrators create accounts
sign-up-policy-approval = Anyone; an administrator approves
sign-up-policy-open = Anyone
find-person = Find a person
people-waiting = { $count ->
    [one] 1 person is waiting for approval
   *[other] { $count } people are waiting for approval
}
no-people-found-text = Try a part of the name, handle or e-mail address.
role-admin = Administrator
role-moderator = Moderator
role-person = Person
account-waiting = waiting
account-active = active
account-suspended = suspended
last-seen = last seen
approve = Approve
decline = Decline
suspend = Suspend
make-moderator = Make moderator
make-person = End moderation
figure-peers = Servers
figure-failing = Not reachable
figure-pending = Waiting to be delivered
figure-inbox = Received, being processed
figure-people = People
figure-communities = Communities
no-peers-title = No other servers yet
no-peers-text = As soon as someone here follows a community elsewhere, or the other way round, its server appears here.
server = Server
lag = Behind by
lag-none = nothing
lag-seconds = { $count } s
lag-minutes = { $count } min
lag-hours = { $count } h
lag-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
pending = Pending
last-success = Last success
next-attempt = Next attempt
never = never
peer-healthy = healthy
peer-failing = failing
peer-parked = parked
peer-paused = paused
peer-gone = gone
retry = Retry
pause = Pause
resume = Resume
drop = Drop
mode-title = With whom do we exchange anything?
mode-open = Everyone
mode-open-hint = We exchange posts with every organization that is not blocked.
mode-allow-list = Only organizations on our list
mode-allow-list-hint = We exchange posts only with organizations that we have agreed with.
mode-closed = Nobody
mode-closed-hint = We do not exchange anything with other organizations at present.
see-consequences = See what would change
rules-title = Allowed and blocked domains
no-rules-title = No rules yet
no-rules-text = A rule holds for a domain and everything below it. Before it takes effect you are shown what would be lost.
rule-allow = allowed
rule-block = blocked
rule-reason-hint = Shown under About.
domain = Domain
domain-hint = Such as river.example
allow = Allow
block = Block
drop-rule-for = Remove the rule for { $name }
dry-run-title = This would happen: { $name }
dry-run-followers-here = { $count ->
    [one] 1 person here would lose a community elsewhere.
   *[other] { $count } people here would lose communities elsewhere.
}
dry-run-followers-there = { $count ->
    [one] 1 person elsewhere would lose a community here.
   *[other] { $count } people elsewhere would lose communities here.
}
dry-run-communities = { $count ->
    [one] 1 community elsewhere would fall silent here.
   *[other] { $count } communities elsewhere would fall silent here.
}
dry-run-pending = { $count ->
    [one] 1 delivery would not be made.
   *[other] { $count } deliveries would not be made.
}
dry-run-nothing = Nobody would lose anything.
do-it = Do it

# About
contact = Contact
no-organizations-title = Nobody yet
no-organizations-text = Organizations appear here once something has been exchanged with them.
last-exchange = last exchange
blocked-domains = Blocked
runs-on = Runs on Moothall { $name }, free software.

# Errors
error-403-title = You may not do this
error-403-advice = Your account does not have the permission, or it has been taken away since you opened the page. Ask a moderator or administrator if you think you should have it.
error-404-title = There is nothing here
error-404-advice = The address may be mistyped, or what was here is not for everyone. If you have an account and are not signed in, do so and try again.
error-410-title = This was deleted
error-410-advice = Its author or a moderator took it away, and it will not come back.
error-413-title = That is too large
error-413-advice = Choose a smaller file or shorten the text, then send it again.
error-422-title = We could not make sense of that
error-422-advice = Something in the request was missing or not as expected. Go back, reload the page and try again.
error-429-title = That was a little fast
error-429-advice = To protect everyone’s accounts, this can only be done so many times in a while.
error-500-title = Something went wrong on our side
error-500-advice = It has been recorded. Nothing you did is the cause; try again in a moment.
error-503-title = Back in a moment
error-503-advice = The site is overloaded or being looked after. What you sent was not saved: go back and send it again shortly.
try-again-in = { $count ->
    [one] Try again in 1 second.
   *[other] Try again in { $count } seconds.
}
to-start-page = To the start page
request-id = If you report this, give this number:
