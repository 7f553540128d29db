"""`forbear check`: load a campaign strictly, render every message everywhere, and lint what a person would read."""

import argparse
from dataclasses import asdict

from dashboards.options import add_campaign, add_json, print_json

NAME = "check"
HELP = "check a campaign folder: files, texts, limits, claims, harm"
EXAMPLES = """
forbear check
forbear check my_campaign
forbear check my_campaign --json
"""
FINDINGS = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print the findings; exit 1 where one blocks."""
    from bandits.launch import check_launch
    from campaigns.files import load_campaign
    from campaigns.lint import lint
    from segments.files import load_segmentation

    campaign = load_campaign(options.campaign)
    segmentation = load_segmentation(options.campaign / campaign.segments_file)
    check_launch(campaign, segmentation)
    findings = lint(campaign, segmentation.segments)
    blocking = [finding for finding in findings if finding.severity == "block"]
    if options.json:
        print_json({"campaign": campaign.id, "version": campaign.version, "findings": [asdict(f) for f in findings]})
    else:
        for finding in findings:
            print(finding)
        warning = len(findings) - len(blocking)
        parts = f"variants {len(campaign.variants)}, channels {len(campaign.channels)}, locales {len(campaign.locales)}"
        print(f"{campaign.id}: {parts}; findings that block {len(blocking)}, that warn {warning}.")
    return FINDINGS if blocking else 0
