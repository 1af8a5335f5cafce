//! Words without a text of their own: extents, values and traps.
