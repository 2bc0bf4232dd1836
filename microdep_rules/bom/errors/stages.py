"""What is said when what a document says of its stages does not hold together under a rule."""

from __future__ import annotations
