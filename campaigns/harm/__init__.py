"""Harm: the gates that are code: what keeps a campaign from going live, what may be told of people, in which words."""
