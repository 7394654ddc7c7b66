//! What the ids in a row stand for: values know nodes and relationships only by number.

use wasl::{NodeData, NodeId, Records, RelId, RelationshipData};

/// Tells what the ids in a row stand for.
pub(crate) trait Elements {
    /// The node of that id; none when it was deleted.
    fn node(&self, id: NodeId) -> Option<NodeData>;
    /// The relationship of that id; none when it was deleted.
    fn relationship(&self, id: RelId) -> Option<RelationshipData>;
    /// Whether the text may be cut at its end, so that what names an element is best written first.
    fn may_cut(&self) -> bool {
        false
    }
    /// Whether nobody wants more of the text that is being made than these bytes: it may be cut off anywhere.
    fn has_enough(&self, _bytes: usize) -> bool {
        false
    }
}

impl Elements for Records {
    fn node(&self, id: NodeId) -> Option<NodeData> {
        Self::node(self, id)
    }

    fn relationship(&self, id: RelId) -> Option<RelationshipData> {
        Self::relationship(self, id)
    }
}

/// Rows that hold no nodes or relationships, such as those of `:schema`.
pub(crate) struct NoElements;

impl Elements for NoElements {
    fn node(&self, _: NodeId) -> Option<NodeData> {
        None
    }

    fn relationship(&self, _: RelId) -> Option<RelationshipData> {
        None
    }
}
