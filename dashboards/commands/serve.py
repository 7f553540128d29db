"""`forbear serve`: HTTP API, learning loop and dashboard of one campaign in one process."""

import argparse
import sys

from dashboards.options import add_campaign, add_store, port

NAME = "serve"
HELP = "serve the HTTP API and the dashboard of a campaign, and keep learning"
EXAMPLES = """
forbear serve
forbear serve my_campaign --store my.db --port 8400
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    add_store(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=port, default=8400, help="port (default: 8400)")
    parser.add_argument("--allow-findings", action="store_true", help="serve although the lint blocks (rehearsal only)")


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from campaigns.errors import InvalidInput
    from dashboards.house import open_house
    from dashboards.serve import serve

    with open_house(options.campaign, options.store) as house:
        blocking = [finding for finding in house.findings if finding.severity == "block"]
        if blocking and not options.allow_findings:
            listed = "\n".join(f"  {finding}" for finding in blocking)
            raise InvalidInput(f"{len(blocking)} findings block this campaign; mend them first:\n{listed}")
        if house.campaign.is_illustrative:
            print(f"rehearsal: {house.campaign.id} is illustrative; none of it is for real people", flush=True)
        address = f"http://{options.host}:{options.port}"
        if options.host not in {"127.0.0.1", "::1", "localhost"}:
            print(
                f"forbear serve: {options.host} may be reached from other machines, and there are no keys yet: whoever "
                "reaches it can decide and report. Put it behind a proxy that checks who calls.",
                file=sys.stderr,
            )
        serve(
            house,
            options.host,
            options.port,
            on_ready=lambda: print(f"dashboard {address}/  API {address}/openapi.json  (Ctrl-C ends)", flush=True),
        )
    return 0
