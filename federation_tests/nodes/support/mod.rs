//! What the tests are made of: a world with one clock, nodes of ours in it, and servers that are not ours.

mod acts;
mod internet;
mod node;
pub(crate) mod peer;
mod three;
mod views;
mod wait;
mod world;

pub(crate) use self::acts::{discussion, resource};
pub(crate) use self::internet::Inside;
pub(crate) use self::node::TestNode;
pub(crate) use self::peer::{FakeActor, FakePeer, How, PUBLIC, Sent, ask_with, get, read_page};
pub(crate) use self::three::Three;
pub(crate) use self::wait::{eventually, until};
pub(crate) use self::world::{Engine, World, in_production, on_both_databases, scenario};
