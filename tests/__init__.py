"""Everything that guards the book."""
