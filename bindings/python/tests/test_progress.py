"""``verify_many`` under tqdm, as everybody calls it."""

from __future__ import annotations

import io

from conftest import AT, Case
from tqdm import tqdm

import hpki


def test_a_progress_bar_knows_the_total_and_counts_every_row(good: Case, refused: Case) -> None:
    paths = [good.document, refused.document] * 50
    told = io.StringIO()
    with tqdm(hpki.verify_many(paths, trust=good.trust(), at=AT), file=told, unit=" documents", mininterval=0) as bar:
        assert (bar.total, bar.n) == (100, 0)
        statuses = [row.status for row in bar]
    assert statuses == ["passed", "indeterminate"] * 50
    assert bar.n == 100 and "100%" in told.getvalue() and "100/100" in told.getvalue()


def test_a_bar_that_is_left_early_ends_the_batch(good: Case) -> None:
    told = io.StringIO()
    with good.verifier().verify_many([good.document] * 1000, at=AT) as batch:
        for number, row in enumerate(tqdm(batch, file=told)):
            assert row.status == "passed"
            if number == 9:
                break
    assert list(batch) == [] and "/1000" in told.getvalue()
