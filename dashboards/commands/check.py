"""`forbear check`: load a campaign strictly, render every message everywhere, and lint what a person would read."""

import argparse
import shutil
import sys
import textwrap
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from dashboards.options import add_campaign, print_json, progress_bar

if TYPE_CHECKING:
    from pathlib import Path

    from campaigns.campaign import Campaign
    from campaigns.finding_formats import Remark
    from campaigns.lint.finding import Finding

NAME = "check"
HELP = "check a campaign folder: files, texts, limits, claims, harm"
EXAMPLES = """
forbear check
forbear check my_campaign
forbear check my_campaign --json
forbear check my_campaign --format sarif > forbear.sarif
forbear check my_campaign --format github
"""
FINDINGS = 1
LONG = 400  # messages from which a check takes long enough to show a bar


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help="text for people (default); json; sarif for code review; github for annotations in a workflow",
    )
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="the same as --format json")


def run(options: argparse.Namespace) -> int:
    """Print the findings; exit 1 where one blocks."""
    from campaigns.errors import InvalidInput

    options.json = options.format == "json"  # how the command line tells an error
    try:
        campaign, findings = _checked(options.campaign)
    except InvalidInput as error:
        if error.problems and options.format in {"sarif", "github"}:
            from campaigns.finding_formats import remarks_of_problems

            _print_remarks(remarks_of_problems(error.problems), options)
        raise
    blocking = sum(finding.severity == "block" for finding in findings)
    match options.format:
        case "json":
            told = {"campaign": campaign.id, "version": campaign.version, "data_status": campaign.data_status}
            print_json(told | {"findings": [asdict(finding) for finding in findings]})
        case "text":
            _print_text(campaign, findings)
        case _:
            from campaigns.files import CAMPAIGN_FILE
            from campaigns.finding_formats import remarks_of_findings

            text = (options.campaign / CAMPAIGN_FILE).read_text(encoding="utf-8")
            _print_remarks(remarks_of_findings(findings, campaign, text), options)
    return FINDINGS if blocking else 0


def _checked(folder: "Path") -> "tuple[Campaign, tuple[Finding, ...]]":
    from bandits.launch import check_launch
    from campaigns.files import load_campaign
    from campaigns.lint import lint
    from segments.files import load_segmentation

    campaign = load_campaign(folder)
    segmentation = load_segmentation(folder / campaign.segments_file)
    check_launch(campaign, segmentation)
    messages = sum(len(variant.channels) for variant in campaign.variants) * len(campaign.locales)
    if messages < LONG or not sys.stderr.isatty():
        return campaign, lint(campaign, segmentation.segments)
    with progress_bar("rules") as progress:
        return campaign, lint(campaign, segmentation.segments, progress=progress)


def _print_text(campaign: "Campaign", findings: "tuple[Finding, ...]") -> None:
    for finding in _joined(findings):
        print(_wrapped(str(finding)))
    blocking = sum(finding.severity == "block" for finding in findings)
    parts = f"variants {len(campaign.variants)}, channels {len(campaign.channels)}, locales {len(campaign.locales)}"
    print(f"{campaign.id}: {parts}; findings that block {blocking}, that warn {len(findings) - blocking}.")
    if campaign.is_illustrative:
        print("Illustrative: it can be rehearsed and demonstrated, never launched.")


def _joined(findings: "tuple[Finding, ...]") -> "list[Finding]":
    """Tell once what is the same on several channels, or in several languages, so that the list stays short."""
    channels: dict[Finding, list[str]] = {}
    for one in findings:
        channels.setdefault(replace(one, channel="", file=""), []).append(one.channel)
    locales: dict[Finding, list[str]] = {}
    for one, where in channels.items():
        locales.setdefault(replace(one, channel=" + ".join(dict.fromkeys(where)), locale=""), []).append(one.locale)
    return [replace(one, locale=" + ".join(dict.fromkeys(where))) for one, where in locales.items()]


def _wrapped(line: str) -> str:
    """Break a line at its words where a person reads it on a screen; a pipe gets it whole."""
    if not sys.stdout.isatty():
        return line
    width = max(60, min(120, shutil.get_terminal_size((120, 24)).columns))
    return textwrap.fill(line, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _print_remarks(remarks: "tuple[Remark, ...]", options: argparse.Namespace) -> None:
    from campaigns.finding_formats import to_github, to_sarif
    from campaigns.lint import rules

    if options.format == "sarif":
        print_json(to_sarif(remarks, rules(), options.campaign))
    else:
        for line in to_github(remarks, options.campaign):
            print(line)
