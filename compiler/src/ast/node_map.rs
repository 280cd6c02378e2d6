//! What a pass keeps beside the tree.

use super::NodeId;

/// Values by the nodes they belong to.
///
/// The parser numbers the nodes of a statement one after the other, so a value's place is its node's number. That spares the
/// hashing, which is dear in a procedural macro: those are built without optimisation.
#[derive(Clone, Debug)]
pub struct NodeMap<T> {
    places: Vec<Option<T>>,
}

impl<T> Default for NodeMap<T> {
    fn default() -> Self {
        Self { places: Vec::new() }
    }
}

impl<T> NodeMap<T> {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a node.
    pub fn get(&self, node: &NodeId) -> Option<&T> {
        self.places.get(node.0 as usize)?.as_ref()
    }

    /// The value of a node, to be changed.
    pub fn get_mut(&mut self, node: &NodeId) -> Option<&mut T> {
        self.places.get_mut(node.0 as usize)?.as_mut()
    }

    /// Whether a node has a value.
    pub fn contains_key(&self, node: &NodeId) -> bool {
        self.get(node).is_some()
    }

    /// Gives a node a value. Returns the one it had.
    pub fn insert(&mut self, node: NodeId, value: T) -> Option<T> {
        let place = node.0 as usize;
        if place >= self.places.len() {
            self.places.resize_with(place + 1, || None);
        }
        self.places[place].replace(value)
    }

    /// The values in the order of their nodes.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.places.iter().flatten()
    }

    /// Whether no node has a value.
    pub fn is_empty(&self) -> bool {
        self.values().next().is_none()
    }
}

impl<T> std::ops::Index<&NodeId> for NodeMap<T> {
    type Output = T;

    /// The value of a node.
    ///
    /// # Panics
    /// Panics if it has none.
    fn index(&self, node: &NodeId) -> &T {
        self.get(node).expect("the node has a value")
    }
}
