"""A sweep whose runs are made up, and a file of one."""

from pathlib import Path

from partnersim.studies.sweeping import run as sweeping


def write(folder: Path, text: str) -> str:
    (folder / "sweep.yaml").write_text(text)
    return str(folder / "sweep.yaml")


def runs_noted(monkeypatch):
    """Points and seeds that are run; the outcome is what the forum is worth times the seed."""
    done = []

    def outcomes(work, outcomes=None):
        spec, seed = work
        done.append((spec.regulation.forum, spec.agreements[0].months, seed))
        if spec.agreements[0].months == 13:
            raise RuntimeError("thirteen brings no luck")
        return {"runs": [{"seconds": 0.0, "members_mean": spec.regulation.forum * seed, "queue_end": 1.0}]}

    monkeypatch.setattr(sweeping, "outcomes_of_run", outcomes)
    return done
