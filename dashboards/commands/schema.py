"""`forbear schema`: the JSON Schema of campaign.toml, for editors and other programs."""

import argparse

from dashboards.options import print_json

NAME = "schema"
HELP = "print the JSON Schema of campaign.toml"
EXAMPLES = """
forbear schema > campaign.schema.json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare no option."""


def run(options: argparse.Namespace) -> int:  # noqa: ARG001  # every command takes the options
    """Print it."""
    from campaigns.schema import campaign_schema

    print_json(campaign_schema())
    return 0
