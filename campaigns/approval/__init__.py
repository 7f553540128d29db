"""Approval: who may say a message: what was seen, by whom, how far it has come, and every step on record."""
