"""One file per verb of the command line; see `dashboards.cli.Command` for what each offers."""

GROUPS = {
    "approval": "review, approve and launch messages: who agreed to which exact text, and what is missing",
    "replay": "replay experiments that were really run, as if this policy had run them",
    "segments": "find groups of people who are held back by the same things",
}
"""First words that several verbs share, and what `forbear GROUP --help` says of them."""
