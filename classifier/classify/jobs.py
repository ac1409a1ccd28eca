"""What is remembered of batch jobs: a file for each in the round's folder, so that a job outlives the process."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from classifier.errors import DataError
from classifier.round import Round


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job as submitted: of which run, how it was asked, for which letters; the letters that are to be asked about live
    when it is collected are among them. `status` is the last that was seen."""

    id: str
    run_id: str
    model: str
    base_url: str
    per: str
    prompt: str
    samples: int
    window: int
    temperature: float | None
    reasoning_effort: str | None
    max_output_tokens: int | None
    logprobs: bool
    letters: tuple[str, ...]
    submitted_at_utc: str
    status: str = "validating"
    counts: tuple[int, int, int] = (0, 0, 0)
    problem: str = ""
    collected: bool = False
    ask_split: bool = False


def stored_jobs(round: Round) -> list[StoredJob]:
    """Return the round's jobs in the order of submission; raise DataError for a file that is none."""
    jobs = [_read(path) for path in sorted(_folder(round).glob("*.json"))]
    return sorted(jobs, key=lambda job: (job.submitted_at_utc, job.id))


def store_job(round: Round, job: StoredJob) -> None:
    """Write a job down, whole or not at all, in place of what was known of it."""
    folder = _folder(round)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{''.join(c if c.isalnum() or c in '-_' else '-' for c in job.id)}.json"
    half = path.with_suffix(".part")
    half.write_text(json.dumps(asdict(job), indent=1) + "\n", encoding="utf-8")
    half.replace(path)


def waiting_letters(round: Round, run_id: str) -> frozenset[str]:
    """Return the letters of a run that a job not yet collected has."""
    jobs = (job for job in stored_jobs(round) if job.run_id == run_id and not job.collected)
    return frozenset(letter for job in jobs for letter in job.letters)


def seen(job: StoredJob, status: str, counts: tuple[int, int, int], problem: str) -> StoredJob:
    """Return the job with what the provider says of it now."""
    return replace(job, status=status, counts=counts, problem=problem)


def _folder(round: Round) -> Path:
    return round.folder / "batches"


def _read(path: Path) -> StoredJob:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        content["letters"], content["counts"] = tuple(content["letters"]), tuple(content["counts"])
        return StoredJob(**content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: is no batch job as this program writes it ({error}): move it away") from None
