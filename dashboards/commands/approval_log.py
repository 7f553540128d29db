"""`forbear approval log`: who did what, when and why, oldest first."""

import argparse

from dashboards.options import add_campaign, add_json, print_json

NAME = "approval log"
HELP = "show who did what, when and why, oldest first; as a table for spreadsheets with --csv"
EXAMPLES = """
forbear approval log my_campaign
forbear approval log my_campaign --csv > approvals.csv
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    parser.add_argument("--csv", action="store_true", help="print CSV; cells that look like formulas get a quote")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print the record."""
    from campaigns.approval.ledger import ledger_csv, read_ledger
    from campaigns.files import load_campaign
    from dashboards.approval_options import entry_json

    load_campaign(options.campaign)  # a folder that is no campaign is told so
    entries = read_ledger(options.campaign)
    if options.json:
        print_json({"entries": [entry_json(entry) for entry in entries]})
    elif options.csv:
        print(ledger_csv(entries), end="")
    else:
        for entry in entries:
            role = " ".join(part for part in (entry.role and f"as {entry.role}", *entry.locales) if part)
            why = f": {entry.why}" if entry.why else ""
            print(f"{entry.at:%Y-%m-%d %H:%M} UTC  {entry.subject}  {entry.act} by {entry.who} {role}".rstrip() + why)
    return 0
