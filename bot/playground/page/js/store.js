/** What the page knows, and who wants to hear when it changes. */

const listeners = new Map();

/** Everything drawn comes from here; change it only through the functions below. */
export const store = {
  userId: null,
  team: { id: "", name: "", domain: "" },
  me: null,
  users: new Map(),
  groups: new Map(),
  bot: { user_id: "", bot_id: "", name: "", connected: false },
  channels: [],
  commands: [],
  shortcuts: [],
  messages: new Map(),
  views: [],
  home: null,
  pane: "channel",
  channelId: null,
  thread: null,
  unread: new Map(),
  payloads: [],
  online: false,
};

const PAYLOADS_KEPT = 400;

/** Hear of a topic: people, channels, messages, views, home, place, thread, unread, payloads, bot, online. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
}

/** Tell those who listen to a topic. */
export function tell(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** Take a whole answer of GET /page/state. */
export function takeState(state) {
  store.team = state.team;
  store.users = new Map(state.users.map((user) => [user.id, user]));
  store.me = store.users.get(store.userId) ?? null;
  store.groups = new Map((state.usergroups ?? []).map((group) => [group.id, group]));
  store.bot = state.bot;
  store.channels = state.channels;
  store.commands = state.commands ?? [];
  store.shortcuts = state.shortcuts ?? [];
  store.messages = new Map(
    Object.entries(state.messages ?? {}).map(([channel, list]) => [channel, [...list].sort(byTime)]),
  );
  store.views = state.views ?? [];
  store.home = state.home ?? null;
}

function byTime(one, other) {
  return Number(one.ts) - Number(other.ts);
}

/** Messages of a channel, oldest first. */
export function messagesOf(channel) {
  return store.messages.get(channel) ?? [];
}

/** The channel's own line of talk: roots, and of the replies only those also sent to the channel. */
export function timeline(channel) {
  return messagesOf(channel).filter(
    (message) => !message.deleted && (!message.thread_ts || message.thread_ts === message.ts || message.broadcast),
  );
}

/** A thread's replies, oldest first. */
export function repliesTo(channel, ts) {
  return messagesOf(channel).filter((message) => !message.deleted && message.thread_ts === ts && message.ts !== ts);
}

/** A message by its page id, in any channel. */
export function messageById(id) {
  for (const list of store.messages.values()) {
    const found = list.find((message) => message.id === id);
    if (found) return found;
  }
  return null;
}

/** Put a new or changed message in its place; true if it was not there before. */
export function putMessage(message) {
  if (!store.messages.has(message.channel)) store.messages.set(message.channel, []);
  const list = store.messages.get(message.channel);
  const index = list.findIndex((known) => known.id === message.id);
  if (index >= 0) list[index] = message;
  else {
    list.push(message);
    list.sort(byTime);
  }
  return index < 0;
}

/** Forget a message; the ephemeral that was dismissed, the post that was deleted. */
export function dropMessage(message) {
  const list = store.messages.get(message.channel) ?? [];
  store.messages.set(message.channel, list.filter((known) => known.id !== message.id));
}

/** Keep a payload for the inspector, the newest last. */
export function keepPayload(payload) {
  store.payloads.push(payload);
  if (store.payloads.length > PAYLOADS_KEPT) store.payloads.splice(0, store.payloads.length - PAYLOADS_KEPT);
  tell("payloads", payload);
}

/** A channel by id. */
export function channelById(id) {
  return store.channels.find((channel) => channel.id === id) ?? null;
}

/** A channel by its name without `#`. */
export function channelByName(name) {
  return store.channels.find((channel) => !channel.is_im && channel.name === name) ?? null;
}

/** The other side of a direct conversation; the app, where the channel names the reader. */
export function otherIn(channel) {
  return !channel.im_user || channel.im_user === store.userId ? store.bot.user_id : channel.im_user;
}

/** The direct conversation with the app, as the person sees it. */
export function appChannel() {
  return store.channels.find((channel) => channel.is_im && otherIn(channel) === store.bot.user_id) ?? null;
}

/** A channel's name as people say it: `#data-ops`, or who is on the other side. */
export function placeName(channel) {
  if (!channel) return "";
  return channel.is_im ? nameOf(otherIn(channel)) : `#${channel.name}`;
}

/** The people in a channel, as far as the page knows. */
export function membersOf(channel) {
  const ids = channel?.members ?? [...store.users.keys()];
  return ids.map((id) => store.users.get(id)).filter((user) => user && !user.deleted);
}

/** The name a person is called by: the app's own for the bot. */
export function nameOf(userId) {
  const user = store.users.get(userId);
  if (!user) return userId === store.bot.user_id ? store.bot.name : userId;
  return user.real_name || user.name;
}

/** Whether this user id is the app's. */
export function isBot(userId) {
  return userId === store.bot.user_id || userId === store.bot.bot_id || Boolean(store.users.get(userId)?.is_bot);
}

/** People who can be picked or mentioned: neither gone nor from elsewhere first. */
export function peopleList() {
  return [...store.users.values()].filter((user) => !user.deleted);
}
