//! Who looks on in this process, and at what.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde::Serialize;
use tokio::sync::mpsc;

use super::stream::Stream;
use crate::domain::ids::{ActorId, TokenId};

/// What somebody is told and has not taken yet; with more they are cut off.
const BEHIND: usize = 64;
/// Connections of one person, or of one network without a token.
const OF_ONE: usize = 64;
/// Streams on one connection.
pub(super) const STREAMS: usize = 64;

/// Something that an app is told. Cheap to clone: all who hear it share the text.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// `update`, `delete`, `notification`, …
    pub(super) event: &'static str,
    /// The entity as JSON text; for `delete` the id.
    pub(super) payload: Bytes,
    /// Event, payload and the stream's name, as a WebSocket carries them.
    pub(super) frame: Bytes,
}

#[derive(Serialize)]
struct Frame<'a> {
    stream: &'a [String],
    event: &'static str,
    payload: &'a str,
}

impl Told {
    fn on(stream: &[String], event: &'static str, payload: &Bytes) -> Self {
        let text = std::str::from_utf8(payload).unwrap_or_default();
        let frame = Frame { stream, event, payload: text };
        let frame = serde_json::to_vec(&frame).unwrap_or_default().into();
        Self { event, payload: payload.clone(), frame }
    }
}

/// Whose connection it is, for the bounds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    Person(ActorId),
    /// Somebody without a token, by what limits count by.
    Network(std::net::IpAddr),
}

#[derive(Debug)]
struct Connection {
    owner: Owner,
    token: Option<TokenId>,
    streams: HashSet<Stream>,
    sender: mpsc::Sender<Told>,
}

impl Connection {
    fn is_of_any(&self, people: &HashSet<ActorId>) -> bool {
        matches!(self.owner, Owner::Person(person) if people.contains(&person))
    }
}

#[derive(Debug, Default)]
struct Open {
    connections: HashMap<u64, Connection>,
    listeners: HashMap<Stream, HashSet<u64>>,
    owners: HashMap<Owner, usize>,
    next: u64,
    closed: bool,
}

/// The open streams of this process. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Hub(Arc<Mutex<Open>>);

/// One connection; it is forgotten when this is dropped.
#[derive(Debug)]
pub(super) struct Listener {
    hub: Hub,
    id: u64,
    told: mpsc::Receiver<Told>,
}

/// There are as many connections, or streams on this one, as may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many open streams")]
pub(super) struct TooMany;

impl Hub {
    /// Connections of everybody. A process takes more: whoever only asks finds room beside those who listen.
    pub const IN_ALL: usize = 6_144;

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new connection, which listens to nothing yet.
    pub(super) fn connect(&self, owner: Owner, token: Option<TokenId>) -> Result<Listener, TooMany> {
        let mut open = self.lock();
        let own = open.owners.get(&owner).copied().unwrap_or(0);
        if open.closed || open.connections.len() >= Self::IN_ALL || own >= OF_ONE {
            return Err(TooMany);
        }
        let (sender, told) = mpsc::channel(BEHIND);
        let id = open.next;
        open.next += 1;
        *open.owners.entry(owner.clone()).or_default() += 1;
        open.connections.insert(id, Connection { owner, token, streams: HashSet::new(), sender });
        metrics::gauge!("moothall_streams_open").increment(1.0);
        Ok(Listener { hub: self.clone(), id, told })
    }

    /// Tells everybody who listens to one of the streams; streams of the same name share the text.
    pub(super) fn tell<'a>(
        &self,
        streams: impl IntoIterator<Item = &'a Stream>,
        event: &'static str,
        payload: &Bytes,
    ) {
        self.tell_all_but(&HashSet::new(), streams, event, payload);
    }

    /// [`Hub::tell`], but for these people.
    pub(super) fn tell_all_but<'a>(
        &self,
        unwilling: &HashSet<ActorId>,
        streams: impl IntoIterator<Item = &'a Stream>,
        event: &'static str,
        payload: &Bytes,
    ) {
        let mut written: HashMap<Vec<String>, Told> = HashMap::new();
        let mut slow = Vec::new();
        let mut open = self.lock();
        for stream in streams {
            let Some(listeners) = open.listeners.get(stream) else { continue };
            let name = stream.name();
            let told = written.entry(name).or_insert_with_key(|name| Told::on(name, event, payload));
            let behind = |id: &&u64| {
                let wanted = open.connections.get(id).filter(|one| !one.is_of_any(unwilling));
                wanted.is_some_and(|one| one.sender.try_send(told.clone()).is_err())
            };
            slow.extend(listeners.iter().filter(behind));
        }
        for id in slow {
            open.forget(id);
        }
    }

    /// Whether nobody looks on.
    pub(super) fn is_empty(&self) -> bool {
        self.lock().connections.is_empty()
    }

    /// Whether anybody listens to a stream that is `wanted`.
    pub(super) fn is_any_open(&self, wanted: impl Fn(&Stream) -> bool) -> bool {
        self.lock().listeners.keys().any(wanted)
    }

    /// The streams that somebody listens to and for which `chosen` gives something.
    pub(super) fn streams<T>(&self, chosen: impl Fn(&Stream) -> Option<T>) -> Vec<T> {
        self.lock().listeners.keys().filter_map(chosen).collect()
    }

    /// The people who listen to one of these.
    pub(super) fn listeners(&self, streams: &[Stream]) -> Vec<ActorId> {
        let open = self.lock();
        let ids = streams.iter().filter_map(|stream| open.listeners.get(stream)).flatten();
        let people = ids.filter_map(|id| match open.connections.get(id)?.owner {
            Owner::Person(person) => Some(person),
            Owner::Network(_) => None,
        });
        people.collect::<HashSet<_>>().into_iter().collect()
    }

    /// With which tokens connections were opened.
    pub(super) fn tokens(&self) -> Vec<TokenId> {
        let open = self.lock();
        let tokens: HashSet<TokenId> = open.connections.values().filter_map(|one| one.token).collect();
        tokens.into_iter().collect()
    }

    /// Ends the connections that were opened with one of the tokens, but for those in `good`.
    pub(super) fn end_others(&self, asked: &[TokenId], good: &[TokenId]) {
        let bad: HashSet<TokenId> = asked.iter().filter(|token| !good.contains(token)).copied().collect();
        let mut open = self.lock();
        let ended =
            open.connections.iter().filter(|(_, one)| one.token.is_some_and(|token| bad.contains(&token)));
        let ended: Vec<u64> = ended.map(|(id, _)| *id).collect();
        for id in ended {
            open.forget(id);
        }
    }

    /// Ends all connections and takes no new ones, for good: the process stops.
    pub fn close(&self) {
        let mut open = self.lock();
        open.closed = true;
        let all: Vec<u64> = open.connections.keys().copied().collect();
        for id in all {
            open.forget(id);
        }
    }
}

impl Open {
    /// Whoever holds the other end finds that nothing more will come.
    fn forget(&mut self, id: u64) {
        let Some(connection) = self.connections.remove(&id) else { return };
        for stream in &connection.streams {
            leave(&mut self.listeners, stream, |ids| ids.remove(&id), HashSet::is_empty);
        }
        leave(&mut self.owners, &connection.owner, |count| *count -= 1, |count| *count == 0);
        metrics::gauge!("moothall_streams_open").decrement(1.0);
    }
}

/// Changes an entry, and takes it away when nothing is left of it.
fn leave<K: Eq + Hash, V, R>(
    map: &mut HashMap<K, V>,
    key: &K,
    change: impl FnOnce(&mut V) -> R,
    is_empty: impl FnOnce(&V) -> bool,
) {
    if let Some(value) = map.get_mut(key) {
        change(value);
        if is_empty(value) {
            map.remove(key);
        }
    }
}

impl Listener {
    /// Listens to one stream more.
    pub(super) fn subscribe(&self, stream: Stream) -> Result<(), TooMany> {
        let mut open = self.hub.lock();
        let open = &mut *open;
        // Ended meanwhile: the next look at what was told says so.
        let Some(connection) = open.connections.get_mut(&self.id) else { return Ok(()) };
        if connection.streams.len() >= STREAMS {
            return Err(TooMany);
        }
        open.listeners.entry(stream.clone()).or_default().insert(self.id);
        connection.streams.insert(stream);
        Ok(())
    }

    pub(super) fn unsubscribe(&self, stream: &Stream) {
        let mut open = self.hub.lock();
        let open = &mut *open;
        let Some(connection) = open.connections.get_mut(&self.id) else { return };
        connection.streams.remove(stream);
        leave(&mut open.listeners, stream, |ids| ids.remove(&self.id), HashSet::is_empty);
    }

    /// What comes next; `None` when the connection has been ended.
    pub(super) async fn next(&mut self) -> Option<Told> {
        self.told.recv().await
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.hub.lock().forget(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEE: Owner = Owner::Person(ActorId::new(7));

    fn home() -> Stream {
        Stream::User { of: ActorId::new(7), notified: true }
    }

    #[tokio::test]
    async fn whoever_listens_is_told_once_for_each_stream() {
        let hub = Hub::default();
        let mut listener = hub.connect(LEE, None).unwrap();
        listener.subscribe(home()).unwrap();
        listener.subscribe(home()).unwrap();
        hub.tell([&home()], "delete", &Bytes::from_static(b"117"));
        hub.tell([&Stream::Direct(ActorId::new(7))], "delete", &Bytes::from_static(b"118"));
        let told = listener.next().await.unwrap();
        assert_eq!(told.frame, r#"{"stream":["user"],"event":"delete","payload":"117"}"#);
        listener.unsubscribe(&home());
        hub.tell([&home()], "delete", &Bytes::from_static(b"119"));
        assert!(listener.told.try_recv().is_err());
    }

    #[tokio::test]
    async fn whoever_takes_too_slowly_is_cut_off_and_nothing_is_left_of_them() {
        let hub = Hub::default();
        let mut listener = hub.connect(LEE, None).unwrap();
        listener.subscribe(home()).unwrap();
        for _ in 0..=BEHIND {
            hub.tell([&home()], "delete", &Bytes::from_static(b"117"));
        }
        for _ in 0..BEHIND {
            assert!(listener.next().await.is_some());
        }
        assert!(listener.next().await.is_none());
        let open = hub.lock();
        assert!(open.connections.is_empty() && open.listeners.is_empty() && open.owners.is_empty());
    }

    #[tokio::test]
    async fn threat_089_a_stream_ends_with_its_token() {
        let hub = Hub::default();
        let (good, bad) = (TokenId::new(1), TokenId::new(2));
        let mut kept = hub.connect(LEE, Some(good)).unwrap();
        let mut ended = hub.connect(LEE, Some(bad)).unwrap();
        kept.subscribe(home()).unwrap();
        hub.end_others(&[good, bad], &[good]);
        assert!(ended.next().await.is_none());
        hub.tell([&home()], "delete", &Bytes::from_static(b"117"));
        assert!(kept.next().await.is_some());
    }

    #[test]
    fn nobody_takes_all_connections() {
        let hub = Hub::default();
        let held: Vec<Listener> = (0..1000).map_while(|_| hub.connect(LEE, None).ok()).collect();
        assert_eq!(held.len(), OF_ONE);
        assert!(hub.connect(Owner::Person(ActorId::new(8)), None).is_ok());
        drop(held);
        assert!(hub.connect(LEE, None).is_ok());
        hub.close();
        assert_eq!(hub.connect(LEE, None).err(), Some(TooMany));
    }
}
