// The fields without which some app or other crashes, by entity, in the spelling of the wire.

import assert from "node:assert/strict";

const text = (value) => typeof value === "string";
const filled = (value) => text(value) && value !== "";
const flag = (value) => typeof value === "boolean";
const count = (value) => Number.isInteger(value) && value >= 0;
const list = Array.isArray;
const id = (value) => text(value) && /^\d{18}$/.test(value);
const address = (value) => text(value) && URL.canParse(value);
const moment = (value) => text(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
const day = (value) => text(value) && /^\d{4}-\d\d-\d\d$/.test(value);
const one = (...words) => (value) => words.includes(value);
const maybe = (test) => (value) => value === null || test(value);
const each = (test) => (value) => list(value) && value.every(test);

const field = { name: text, value: text, verified_at: maybe(moment) };
const account = {
  id,
  username: filled,
  acct: filled,
  display_name: text,
  note: text,
  url: address,
  uri: address,
  avatar: address,
  avatar_static: address,
  header: address,
  header_static: address,
  locked: flag,
  bot: flag,
  group: flag,
  discoverable: flag,
  indexable: flag,
  noindex: flag,
  created_at: moment,
  last_status_at: maybe(day),
  followers_count: count,
  following_count: count,
  statuses_count: count,
  emojis: list,
  fields: each((value) => fits(field, value)),
  roles: list,
};
const media = {
  id: filled,
  type: one("image", "video", "gifv", "audio", "unknown"),
  url: maybe(address),
  preview_url: maybe(address),
  remote_url: maybe(address),
  meta: (value) => typeof value === "object",
  description: maybe(text),
  blurhash: maybe(text),
};
const status = {
  id,
  uri: address,
  url: maybe(address),
  created_at: moment,
  edited_at: maybe(moment),
  account: (value) => fits(account, value),
  content: text,
  visibility: one("public", "unlisted", "private", "direct"),
  sensitive: flag,
  spoiler_text: (value) => value === "",
  media_attachments: each((value) => fits(media, value)),
  mentions: each((value) => id(value.id) && filled(value.username) && filled(value.acct) && address(value.url)),
  tags: each((value) => filled(value.name) && address(value.url)),
  emojis: list,
  reblogs_count: count,
  favourites_count: count,
  replies_count: count,
  in_reply_to_id: maybe(id),
  in_reply_to_account_id: maybe(id),
  language: maybe(text),
  poll: maybe((value) => typeof value === "object"),
  card: maybe((value) => address(value.url) && filled(value.title)),
  reblog: maybe((value) => fits(status, value)),
  favourited: flag,
  reblogged: flag,
  muted: flag,
  bookmarked: flag,
  filtered: list,
  application: maybe((value) => filled(value.name)),
  quote: (value) => value === null,
  quote_approval: (value) => list(value.automatic) && list(value.manual) && filled(value.current_user),
};
const relationship = Object.fromEntries(
  [
    "following", "showing_reblogs", "notifying", "followed_by", "blocking", "blocked_by", "muting", "muting_notifications",
    "requested", "requested_by", "domain_blocking", "endorsed",
  ].map((name) => [name, flag]),
);

const rules = each((value) => filled(value.id) && filled(value.text) && text(value.hint));

export const entities = {
  account,
  ownAccount: {
    ...account,
    source: (value) => text(value.note) && list(value.fields) && filled(value.privacy) && flag(value.sensitive) && count(value.follow_requests_count),
    role: (value) => filled(value.id) && text(value.name) && filled(value.permissions) && text(value.color) && flag(value.highlighted),
  },
  media,
  status,
  relationship: { id, ...relationship, note: text, languages: maybe(list) },
  notification: { id, type: filled, created_at: moment, account: (value) => fits(account, value), group_key: filled },
  preferences: {
    "posting:default:visibility": one("public", "unlisted", "private", "direct"),
    "posting:default:sensitive": flag,
    "posting:default:language": maybe(filled),
    "reading:expand:media": one("default", "show_all", "hide_all"),
    "reading:expand:spoilers": flag,
  },
  app: {
    id: filled,
    name: filled,
    website: maybe(address),
    scopes: list,
    redirect_uri: filled,
    redirect_uris: each(filled),
    client_id: filled,
    client_secret: filled,
    client_secret_expires_at: (value) => value === 0,
    vapid_key: filled,
  },
  token: { access_token: filled, token_type: one("Bearer"), scope: filled, created_at: count },
  marker: { last_read_id: filled, version: count, updated_at: moment },
  list: { id, title: filled, replies_policy: one("followed", "list", "none"), exclusive: flag },
  instanceV1: {
    uri: (value) => filled(value) && !value.includes("/"),
    title: filled,
    short_description: text,
    description: text,
    email: text,
    version: (value) => /^4\.\d+\.\d+ \(compatible; Moothall /.test(value),
    urls: (value) => /^wss?:\/\//.test(value.streaming_api),
    stats: (value) => count(value.user_count) && count(value.status_count) && count(value.domain_count),
    languages: list,
    registrations: flag,
    approval_required: flag,
    invites_enabled: flag,
    configuration: (value) => count(value.statuses.max_characters) && count(value.statuses.max_media_attachments) && polls(value.polls),
    contact_account: maybe((value) => fits(account, value)),
    thumbnail: maybe(address),
    rules,
  },
  instanceV2: {
    domain: filled,
    title: filled,
    version: (value) => /^4\.\d+\.\d+ \(compatible; Moothall /.test(value),
    source_url: address,
    description: text,
    usage: (value) => count(value.users.active_month),
    thumbnail: (value) => address(value.url),
    icon: list,
    languages: list,
    configuration: (value) =>
      /^wss?:\/\//.test(value.urls.streaming) &&
      count(value.accounts.max_featured_tags) &&
      count(value.accounts.max_pinned_statuses) &&
      count(value.statuses.max_characters) &&
      count(value.statuses.max_media_attachments) &&
      count(value.statuses.characters_reserved_per_url) &&
      list(value.media_attachments.supported_mime_types) &&
      count(value.media_attachments.image_size_limit) &&
      count(value.media_attachments.image_matrix_limit) &&
      count(value.media_attachments.video_size_limit) &&
      count(value.media_attachments.video_frame_rate_limit) &&
      count(value.media_attachments.video_matrix_limit) &&
      polls(value.polls) &&
      flag(value.translation.enabled) &&
      filled(value.vapid.public_key),
    registrations: (value) => flag(value.enabled) && flag(value.approval_required) && "message" in value && "url" in value,
    api_versions: (value) => value.mastodon >= 2,
    contact: (value) => text(value.email) && maybe((person) => fits(account, person))(value.account),
    rules,
  },
};

function polls(value) {
  return [value.max_options, value.max_characters_per_option, value.min_expiration, value.max_expiration].every(count);
}

function fits(entity, value) {
  return Object.entries(entity).every(([name, test]) => Object.hasOwn(value, name) && test(value[name]));
}

/** Says which field of an entity is missing or of the wrong kind. */
export function expectEntity(name, value) {
  for (const [key, test] of Object.entries(entities[name])) {
    assert.ok(Object.hasOwn(value, key), `${name} lacks ${key}`);
    assert.ok(test(value[key]), `${name}.${key} is ${JSON.stringify(value[key])}`);
  }
}
