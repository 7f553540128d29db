"""From a survey file to segments in plain words: what `forbear segments fit` does and prints."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from campaigns.errors import NotFound
from campaigns.harm.small_cells import PEOPLE, Reason, Sum, suppress
from segments.arrays import Progress
from segments.enumerate import RESAMPLES, choose_classes, measure_stability
from segments.features import read_survey
from segments.fit import fit_latent_class
from segments.fitted import Candidate, Choice, Fitted, Gates
from segments.mapping import MAPPINGS
from segments.profile import NOTABLE, Profile, in_words, profiles_of
from segments.segment import Segmentation
from segments.survey import Survey

_EVERYBODY = "*"


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """Segments of a survey: how many and why, who they are, who was left out, and what is weak.

    What it writes tells neither size nor profile of a segment of fewer than 50 people, nor a size that would give one
    away (gate H10). Rows left out are counted by reason all the same: they say what became of the file, and nothing of
    what anybody answered. The segmentation and the fitted model are working files and hold all numbers.
    """

    source: str
    rows_read: int
    respondents: int
    items: int
    dropped: Mapping[str, int]
    reason: str
    warnings: tuple[str, ...]
    profiles: tuple[Profile, ...]
    candidates: tuple[Candidate, ...]
    fitted: Fitted

    def to_text(self) -> str:
        """Write the report for people, in lines of text."""
        lines = [
            f"Segments from {self.source}",
            f"{self.respondents} of {self.rows_read} people, {self.items} questions.",
            *_left_out(self.dropped),
            "",
            self.reason,
        ]
        hidden = self.hidden()
        for number, profile in enumerate(self.profiles, start=1):
            lines += ["", f"{number}. {profile.label}  [{profile.id}]", *_told(profile, hidden.get(profile.id))]
        lines += [
            "",
            "What is weak",
            *[f"- {warning}" for warning in self.warnings or ("Nothing that was looked for.",)],
        ]
        lines += ["", "segments  log-likelihood       BIC  smallest  entropy R2  stability"]
        lines += [_row(candidate) for candidate in self.candidates]
        return "\n".join(lines)

    def hidden(self) -> dict[str, Reason]:
        """Segments whose size is not told, and why: "small", or "complement" where it would give a small one away."""
        counts = {profile.id: round(profile.people) for profile in self.profiles}
        everybody = Sum(_EVERYBODY, tuple(counts))
        reasons = suppress(counts | {_EVERYBODY: sum(counts.values())}, [everybody], PEOPLE)
        return {segment: reason for segment, reason in reasons.items() if segment != _EVERYBODY}

    def to_json(self) -> dict[str, object]:
        """Give the whole report as plain values; None where a number is hidden."""
        hidden = self.hidden()
        return {
            "source": self.source,
            "rows_read": self.rows_read,
            "respondents": self.respondents,
            "items": self.items,
            "dropped": dict(self.dropped),
            "classes": self.fitted.classes,
            "reason": self.reason,
            "warnings": list(self.warnings),
            "segments": [_profile_json(profile, hidden.get(profile.id)) for profile in self.profiles],
            "fit": {
                "log_likelihood": self.fitted.log_likelihood,
                "parameters": self.fitted.parameters,
                "bic": self.fitted.bic,
                "entropy_r2": self.fitted.entropy_r2,
                "expected_accuracy": self.fitted.expected_accuracy,
                "stability": self.fitted.stability,
                "replicated": self.fitted.replicated,
                "starts": self.fitted.starts,
            },
            "tried": [_candidate_json(candidate) for candidate in self.candidates],
        }

    def segmentation(self) -> Segmentation:
        """Turn it into a segmentation with its typing model: a draft, to be named by people and saved."""
        segments = tuple(profile.segment() for profile in self.profiles)
        return Segmentation(segments, self.fitted.typing_model([segment.id for segment in segments]))


def fit_survey(
    csv: Path,
    mapping: Path | None = None,
    classes: int | range = range(1, 7),
    seed: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Read a survey, find its segments and describe them.

    Parameters
    ----------
    csv, mapping : the files; without a mapping, `find_mapping` looks for one.
    classes : a range to choose from, or a number that is fitted whatever the gates say (they then warn).
    seed : the same seed gives the same report.
    progress : called with (steps done, steps in all).

    Raises
    ------
    NotFound, InvalidInput
        As in `segments.features.read_survey`.
    NotConverged
        If no number of segments in the range holds: use one audience.
    """
    survey = read_survey(csv, mapping or find_mapping(csv))
    choice = (
        choose_classes(survey, classes, seed, progress=progress)
        if isinstance(classes, range)
        else _as_told(survey, classes, seed, progress)
    )
    profiles = profiles_of(survey, choice.fitted)
    return Report(
        source=survey.source,
        rows_read=survey.rows_read,
        respondents=survey.respondents,
        items=len(survey.questions),
        dropped=survey.dropped,
        reason=choice.reason,
        warnings=(*choice.warnings, *_survey_warnings(survey, profiles)),
        profiles=profiles,
        candidates=choice.candidates,
        fitted=choice.fitted,
    )


def find_mapping(csv: Path) -> Path:
    """Find the mapping of a survey file: the same name with .toml beside it, or one that comes with forbear.

    A mapping that comes with forbear fits if the survey's name begins with it.

    >>> find_mapping(Path("redsiskin_tpb.csv")).name
    'redsiskin.toml'
    """
    beside = csv.with_suffix(".toml")
    if beside.is_file():
        return beside
    for mapping in sorted(MAPPINGS.glob("*.toml")):
        if csv.stem.startswith(mapping.stem):
            return mapping
    raise NotFound(
        f"{csv.name}: no mapping says what its columns mean. Write {beside.name} beside it, or name one with "
        "--mapping; docs/guides/find-segments.md shows how."
    )


def _as_told(survey: Survey, classes: int, seed: int, progress: Progress | None) -> Choice:
    """Fit the number that was asked for; gates it fails become warnings."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, RESAMPLES + 1)

    fitted = fit_latent_class(survey, classes, seed)
    step()
    if classes > 1:
        fitted = replace(fitted, stability=measure_stability(survey, fitted, seed, step))
    gates = Gates()
    failures = gates.failures(fitted)
    warnings = tuple(f"This number was asked for, but {failure}." for failure in failures) + gates.warnings(fitted)
    return Choice(
        fitted,
        (Candidate.of(fitted, failures),),
        f"{classes} segment{'s' * (classes > 1)}, as was asked for.",
        warnings,
    )


def _survey_warnings(survey: Survey, profiles: tuple[Profile, ...]) -> tuple[str, ...]:
    warnings = []
    if survey.respondents < 0.8 * survey.rows_read:
        warnings.append(
            f"{1 - survey.respondents / survey.rows_read:.0%} of the rows are left out: those who stay may differ."
        )
    answered = np.mean(~np.isnan(survey.scores), axis=0)
    if rare := [in_words(name) for name, part in zip(survey.determinants, answered, strict=True) if part < 0.5]:
        warnings.append(f"Fewer than half of the people were asked about: {'; '.join(rare)}. Read these as hints.")
    gaps = [[gap for _, gap in profile.differences] for profile in profiles]
    same_sign = all(min(row, default=0.0) > -NOTABLE or max(row, default=0.0) < NOTABLE for row in gaps)
    if len(profiles) > 1 and same_sign:
        warnings.append(
            "The segments differ in how strongly everything holds them back, not in what does: this is one scale cut "
            "in pieces, and may partly be a habit of giving extreme answers. Different messages need more than that."
        )
    return tuple(warnings)


def _left_out(dropped: Mapping[str, int]) -> list[str]:
    return [f"Left out: {count} ({reason})." for reason, count in dropped.items()] or ["Nobody was left out."]


def _told(profile: Profile, reason: Reason | None) -> list[str]:
    if reason == "small":
        return [f"   fewer than {PEOPLE} people: neither its size nor its profile is told"]
    if reason == "complement":
        return ["   its size is not told: it would give that of a smaller segment away", f"   {profile.text}"]
    size = f"{profile.share:.0%} of people (95 % interval {profile.share_low:.0%} to {profile.share_high:.0%})"
    return [f"   {size}, about {profile.people:.0f} respondents", f"   {profile.text}"]


def _row(candidate: Candidate) -> str:
    smallest = f"under {PEOPLE}" if candidate.smallest_share is None else f"{candidate.smallest_share:.1%}"
    stability = "" if candidate.stability is None else f"{candidate.stability:.2f}"
    return (
        f"{candidate.classes:>8}  {candidate.log_likelihood:>14,.1f}  {candidate.bic:>8,.1f}  "
        f"{smallest:>8}  {candidate.entropy_r2:>10.2f}  {stability:>9}"
    ).rstrip()


def _profile_json(profile: Profile, reason: Reason | None) -> dict[str, object]:
    size: dict[str, object] = {
        "share": profile.share,
        "share_interval": [profile.share_low, profile.share_high],
        "people": profile.people,
    }
    answers: dict[str, object] = {
        "text": profile.text,
        "barriers": dict(profile.barriers),
        "above_average": dict(profile.differences),
        "sureness": profile.sureness,
    }
    if reason is not None:
        size = dict.fromkeys(size)
    if reason == "small":
        answers = dict.fromkeys(answers)
    return {"id": profile.id, "label": profile.label, **size, **answers, "hidden": reason or ""}


def _candidate_json(candidate: Candidate) -> dict[str, object]:
    return {
        "classes": candidate.classes,
        "log_likelihood": candidate.log_likelihood,
        "parameters": candidate.parameters,
        "bic": candidate.bic,
        "smallest_share": candidate.smallest_share,
        "replicated": candidate.replicated,
        "entropy_r2": candidate.entropy_r2,
        "stability": candidate.stability,
        "failures": list(candidate.failures),
    }
