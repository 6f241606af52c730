# What the last action did
done-saved = Saved.
done-published = Published.
done-sent = Sent. The community’s own server publishes it as soon as it has checked it.
done-draft-saved = Your draft is kept. Nobody else can see it.
done-edited = Your changes are published. The earlier text stays in the history.
done-deleted = Deleted.
done-removed = Removed. The moderation log says so.
done-restored = Restored.
done-reported = Thank you. The moderators have your report.
done-community-opened = Your community is open. Write a first discussion, so that people find something to answer.
done-followed = You follow this community now.
done-follow-asked = You asked to follow. The community’s own server will answer.
done-unfollowed = You follow this community no longer.
done-fetching-older = Earlier discussions are being fetched. Come back in a while.
done-banned = Banned.
done-ban-lifted = The ban is lifted.
done-signed-up = Welcome! Find a community to follow.
done-signed-out = You are signed out.
done-not-federated = This organization has decided not to exchange anything with that server.

# What is wrong with a form
sign-in-wrong = The name or the password is wrong.
sign-in-wrong-or-declined = The name or the password is wrong. If you asked for an account, it may also have been declined: then the name is gone.
sign-in-pending = An administrator has not approved your account yet.
sign-in-suspended = This account is suspended.
sign-in-unavailable = Your password could not be checked right now. Try again in a moment.
problem-sign-up-closed = Nobody can sign up here at the moment.
problem-short-password = Choose a password of at least 10 characters.
problem-long-password = Choose a shorter password.
problem-handle = Use only letters a to z, digits and underscores, at most 30.
problem-handle-taken = This name is taken. Choose another one.
problem-email = This is not an e-mail address.
problem-email-taken = Somebody has an account with this address. Is it you? Then sign in.
problem-name = Enter a name of at most 60 characters.
problem-language = Choose a language from the list.
problem-long-description = Shorten the description to 5,000 characters.
problem-no-title = Enter a title.
problem-long-title = Shorten the title to { $count } characters.
problem-empty = Write something.
problem-long-text = Shorten the text to { $count } characters.
problem-long-summary = Shorten this to 500 characters.
problem-long-licence = Shorten the licence to 500 characters.
problem-no-abstract = Say in one or two sentences what this is and whom it helps.
problem-many-tags = Use at most 30 tags.
problem-tag = “{ $name }” cannot be a tag. Use letters, digits and underscores.
problem-many-files = Attach at most 16 files.
problem-many-mentions = Name at most 50 people.
problem-not-your-file = One of the files is gone. Attach it again.
problem-unfinished-file = One of the files is still being processed. Try again in a moment.
problem-file-large = Choose files of at most { $size }.
problem-file-type = This kind of file is not taken. Choose one of these: { $kinds }.
problem-image-large = This picture has too many pixels. Make it smaller first.
problem-image-damaged = This picture is damaged and could not be read.
problem-no-alt = Describe “{ $name }” for people who cannot see it, or say that it is only decoration.
problem-long-alt = Shorten the description of “{ $name }” to 1,500 characters.
problem-not-an-image = Choose a picture: { $kinds }.
problem-not-a-date = Enter a date such as 2027-03-31.
problem-past-date = Choose a day in the future.
problem-no-community = A resource belongs to a community.
problem-link = Enter a web address that begins with https://.
problem-choose-kind = Choose what kind of resource it is.
problem-choose-reason = Choose a reason.
problem-no-reason = Give a reason. Everybody can read it.
problem-long-reason = Shorten this text.
problem-long-draft = This draft is too long to be kept.
problem-many-drafts = You have too many drafts. Finish or discard some.
problem-too-deep = The discussion is too deeply nested. Answer a post further up.
problem-unknown-person = Nobody was found under this name. Write it as name, or name@server for people elsewhere.
problem-not-eligible = Somebody who is banned or suspended cannot moderate.
problem-many-moderators = There are too many moderators already.
problem-last-moderator = Somebody must moderate. Add another moderator first.
problem-ban-oneself = You cannot ban yourself.
problem-ban-moderator = A moderator cannot be banned. End their office first.

# Others
log-a-post = a post that was taken away

# Following people, and those who ask to follow
done-person-followed = You follow this person now.
done-person-follow-asked = You asked to follow. Their server will answer.
done-person-unfollowed = You follow this person no longer.
done-read = Marked as read.
done-follower-approved = They follow now.
done-follower-refused = The request is turned down.
mark-read = Mark as read
let-in = Accept
turn-away = Decline
notified-follow-asked = { $name } asks to follow a community you moderate
notified-follower = { $name } follows you
notified-follower-asked = { $name } asks to follow you

# Why not
denied-barred = Your account may not take part here. Its organization or this one has decided so.
denied-banned = You are banned from this community. The moderation log says why, and until when.
denied-followers-only = Only people who follow the community can post in it. Follow it first.
denied-moderators-only = Only moderators can begin discussions in this community. You can reply to theirs.
denied-locked = This discussion is closed to new replies. You can still read it.
denied-author-only = Only the person who wrote this can do that.
denied-blocked = One of you has blocked the other, so this is not possible.
denied-role-needed = This needs a role that you do not have. Ask a moderator or an administrator.

# Reviews of resources
confirm-review = Confirm that it still holds
confirm-review-text = You look after this resource. Read it again: if everything in it is still right, say until when it should hold. If not, edit it.
confirm-review-hint = Until then the library shows it as valid.
confirm-review-button = It still holds
review-elsewhere = You look after this resource, and it is kept at { $name }. That it still holds can only be said there: ask its author.
done-review-confirmed = Thank you. The library shows the new date.
problem-kept-elsewhere = This resource is kept at another organization. Ask its author there.

# A post outside of communities
outside-communities = This was said outside of any community, so it can only be read here.
person-moved = { $name } has moved to

# Keeping somebody away, and tags
done-blocked = Blocked. Neither of you hears from the other any more.
done-unblocked = No longer blocked.
done-muted = Muted. They do not learn of it.
done-unmuted = No longer muted.
settings-kept-away = Blocked and muted
kept-away-intro = Here is whom you keep away, and how to take it back.
blocked-people = Blocked people
blocked-people-hint = Neither of you follows, thanks or is told of the other. If they are at another organization, their server learns that you block them.
nobody-blocked = You block nobody.
muted-people = Muted people
muted-people-hint = You do not see what they say, and are not told of it. Nobody learns that you muted them.
nobody-muted = You mute nobody.
muted-until = Until
muted-domains = Muted servers
muted-domains-hint = You do not see what anybody on these servers says.
muted-domain = Domain, such as example.org
mute-domain = Mute this server
keep-away = Keep away
keep-away-hint = Muting hides what they say from you. Blocking also keeps them from following and thanking you.
unblock = Unblock
mute = Mute
unmute = Unmute
unblock-person = Unblock { $name }
unmute-person = Unmute { $name }
you-blocked = You have blocked { $name }.
you-muted = You have muted { $name }.
problem-many-domains = You mute as many servers as one can.
tag-intro = Public discussions in which somebody used this tag.
tag-empty-title = Nothing with this tag yet
tag-empty-text = No public discussion that is known here has this tag.
