//! What the algorithms give, against networkx and by hand.
