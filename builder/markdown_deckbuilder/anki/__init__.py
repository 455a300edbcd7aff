"""The real Anki, for proofs.  Its library is under the AGPL: an optional extra, imported in this room alone."""
