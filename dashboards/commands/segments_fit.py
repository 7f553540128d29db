"""`forbear segments fit`: from a raw survey to segments in plain words, or a plain refusal."""

import argparse
from pathlib import Path

from dashboards.options import add_json, print_json, progress_bar

NAME = "segments fit"
HELP = "find segments in a survey, describe them in plain words, and say who was left out and why"
EXAMPLES = """
forbear segments fit redsiskin_tpb.csv
forbear segments fit survey.csv --mapping survey.toml --classes 2-6
forbear segments fit survey.csv --mapping survey.toml --classes 3 --json
forbear segments fit survey.csv --mapping survey.toml --out my_campaign/segments.toml
"""


def _classes(text: str) -> int | range:
    """Read "3" or "2-6"."""
    first, _, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()) or (last and int(last) < int(first)):
        raise argparse.ArgumentTypeError(f"found {text!r}; wanted a number such as 3 or a range such as 2-6")
    return range(int(first), int(last) + 1) if last else int(first)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("survey", type=Path, help="CSV, one row per respondent")
    parser.add_argument(
        "--mapping", type=Path, help="TOML that says which column measures what (default: by file name)"
    )
    parser.add_argument(
        "--classes", type=_classes, default=range(1, 7), metavar="N or N-M", help="how many (default: 1-6)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the random starts (default: 1)")
    parser.add_argument("--out", type=Path, help="write the segments here as segments.toml with its typing model")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Fit, report, and write the segments where asked to."""
    from segments.files import check_place, save_segmentation
    from segments.report import find_mapping, fit_survey

    if options.out:
        check_place(options.out)  # before the long work, not after it
    mapping = options.mapping or find_mapping(options.survey)
    with progress_bar("fits") as progress:
        report = fit_survey(options.survey, mapping, options.classes, options.seed, progress)
    if options.out:
        save_segmentation(report.segmentation(), options.out)
    if options.json:
        print_json(report.to_json())
    else:
        print(report.to_text())
    return 0
