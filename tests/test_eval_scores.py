"""Scores of labels, names, passages and quotes, against arithmetic written out and against scikit-learn."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_recall_fscore_support

from classifier.naming import namer, section
from classifier.records import Span
from classifier.resampling import Figure, by_letter, f1, figure, interval, macro_f1, precision, recall, share
from eval.evidence import score_evidence
from eval.labels import score_field
from eval.names import score_names
from eval.scores import as_json, score
from eval.slices import score_slices
from eval.splitting import score_splitting
from eval.tokens import answer_words, token_f1
from tests.a_round import make_round
from tests.eval_sets import FAILED, Said, outcome_of

STATUS: list[list[Said]] = [
    [("held", "held", 0.9), ("held", "not_held", 0.6), (None, None, 0.8)],
    [("not_held", "not_held", 0.9), ("partial", FAILED, 0.0), (None, "held", 0.5)],
]


def test_precision_recall_and_f1_are_the_pencil_s(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", STATUS)
    found = score_field(made.letters, made.gold.round.taxonomy.field("status"), made.gold.round.taxonomy)
    held = found.values[0]
    # held: in gold 2, given 2 (one of them for undetermined), right 1: P = 1/2, R = 1/2, F1 = 1/2
    assert (held.precision.value, held.recall.value, held.f1.value, held.support, held.given) == (0.5, 0.5, 0.5, 2, 2)
    not_held = found.values[1]
    # not_held: in gold 1, given 2, right 1: P = 1/2, R = 1, F1 = 2/3
    assert (not_held.precision.value, not_held.recall.value) == (0.5, 1.0)
    assert not_held.f1.value == pytest.approx(2 / 3)
    partial = found.values[3]
    # partial: in gold 1, never given: P is not defined, R = 0, F1 = 0
    assert (partial.precision.value, partial.recall.value, partial.f1.value) == (None, 0.0, 0.0)
    undetermined = found.values[4]
    # undetermined: in gold 2, given 1, right 1: P = 1, R = 1/2, F1 = 2/3
    assert (undetermined.precision.value, undetermined.recall.value) == (1.0, 0.5)
    # macro over held 1/2, not_held 2/3, partial 0, undetermined 2/3; not_applicable is in neither
    assert found.macro_f1.value == pytest.approx((1 / 2 + 2 / 3 + 0 + 2 / 3) / 4)
    assert found.exact.value == 3 / 6
    assert found.failures == 1


def test_a_value_that_nobody_gave_has_no_score_and_not_0(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", STATUS)
    found = score_field(made.letters, made.gold.round.taxonomy.field("status"), made.gold.round.taxonomy)
    never = found.values[2]
    assert never.name == "not_applicable"
    assert never.f1 == Figure(None, None, None, 0)


def test_the_confusion_matrix_counts_failures_in_a_column_of_their_own(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", STATUS)
    matrix = score_field(made.letters, made.gold.round.taxonomy.field("status"), made.gold.round.taxonomy).confusion
    assert matrix is not None
    counts = dict(zip(matrix.rows, matrix.counts, strict=True))
    assert matrix.columns == ("held", "not_held", "not_applicable", "partial", "undetermined", "no label")
    assert counts["held"] == (1, 1, 0, 0, 0, 0)
    assert counts["partial"] == (0, 0, 0, 0, 0, 1)
    assert counts["undetermined"] == (1, 0, 0, 0, 1, 0)
    assert sum(map(sum, matrix.counts)) == 6


def test_points_are_those_of_scikit_learn(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    values = ["held", "not_held", "not_applicable", "partial"]
    letters: list[list[Said]] = [
        [(str(random.choice(values)), str(random.choice(values)), 0.5) for _ in range(3)] for _ in range(40)
    ]
    made = outcome_of(tmp_path, "status", letters)
    found = score_field(made.letters, made.gold.round.taxonomy.field("status"), made.gold.round.taxonomy)
    wanted = [one[0] for letter in letters for one in letter]
    given = [one[1] for letter in letters for one in letter]
    theirs = precision_recall_fscore_support(wanted, given, labels=values)
    ours = [(one.precision.value, one.recall.value, one.f1.value, one.support) for one in found.values[:4]]
    assert np.allclose(np.array(ours, dtype=float), np.transpose(theirs))
    assert found.macro_f1.value == pytest.approx(f1_score(wanted, given, labels=values, average="macro"))
    assert found.micro.f1.value == pytest.approx(f1_score(wanted, given, labels=values, average="micro"))


def test_sets_are_scored_by_value_by_whole_label_and_by_overlap(tmp_path: Path) -> None:
    both = ("marketing", "security")
    letters: list[list[Said]] = [
        [(both, ("marketing",), 0.9), ((), (), 0.9)],
        [(("security",), (), 0.5), ((), ("marketing",), 0.5)],
    ]
    made = outcome_of(tmp_path, "purposes", letters)
    found = score_field(made.letters, made.gold.round.taxonomy.field("purposes"), made.gold.round.taxonomy)
    # values: right 1 (marketing), missed 2 (security twice), too many 1: P = 1/2, R = 1/3, F1 = 2/(2+1+2) = 2/5
    assert found.micro.precision.value == 0.5
    assert found.micro.recall.value == pytest.approx(1 / 3)
    assert found.micro.f1.value == pytest.approx(2 / 5)
    # whole labels right: the two-empty one, 1 of 4; of the three with a value none
    assert found.exact.value == 0.25
    assert found.filled.value == 0.0
    # Jaccard: 1/2, 1 (both empty), 0, 0: mean 3/8
    assert found.jaccard is not None
    assert found.jaccard.value == pytest.approx(3 / 8)


def test_names_are_one_name_after_case_blanks_suffix_and_alias(tmp_path: Path) -> None:
    round = make_round(tmp_path)
    form = namer(round.taxonomy.field("vendors"), round.taxonomy)
    assert form("Brand Watch Ltd.") == form("Brandwatch")
    assert form("ACME  Systems ApS") == form("Acme Systems")
    assert form("Hootsuite") != form("Hootsuit")
    assert namer(round.taxonomy.field("platforms"), round.taxonomy)("FB") == "facebook"
    assert section("FOIA 40(2)") == section("FOIA 40(3A)(a)") == "foia40"
    assert section("FOIA 4") != section("FOIA 40")


def test_names_are_scored_strictly_and_normalised_with_every_error(tmp_path: Path) -> None:
    letters: list[list[Said]] = [
        [(("Brandwatch", "Acme"), ("Brand Watch", "Other"), 0.9), (("Hootsuite",), ("Hootsuite",), 0.9)]
    ]
    made = outcome_of(tmp_path, "vendors", letters)
    found = score_names(made.letters, made.gold.round.taxonomy.field("vendors"), made.gold.round.taxonomy)
    strict, normal = found.levels
    # as written: right Hootsuite only: P = 1/3, R = 1/3. Normalised: Brandwatch too: P = 2/3, R = 2/3
    assert strict.precision.value == pytest.approx(1 / 3)
    assert normal.recall.value == pytest.approx(2 / 3)
    assert [(one.kind, one.name, one.given) for one in found.errors] == [
        ("spelling", "Brandwatch", "Brand Watch"),
        ("missed", "Acme", ""),
        ("extra", "Other", ""),
    ]


def test_two_gold_names_of_one_form_are_no_spelling_error_when_one_is_given_as_written(tmp_path: Path) -> None:
    letters: list[list[Said]] = [[(("Brandwatch", "Brand Watch"), ("Brand Watch",), 0.9)]]
    made = outcome_of(tmp_path, "vendors", letters)
    assert score_names(made.letters, made.gold.round.taxonomy.field("vendors"), made.gold.round.taxonomy).errors == ()


def test_token_f1_counts_words_as_often_as_they_stand() -> None:
    # shared: yes 1, we 1 = 2; sizes 3 and 4: 2·2/7
    assert token_f1(Counter("yes we we".split()), Counter("yes we do not".split())) == pytest.approx(4 / 7)
    assert token_f1(Counter(), Counter()) == 1.0
    assert token_f1(Counter(), Counter(["no"])) == 0.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2a. Yes, we do.", ["yes", "we", "do"]),
        ("c) YES we do", ["yes", "we", "do"]),
        ("12 cases", ["12", "cases"]),
        ("3.", ["3"]),
    ],
)
def test_an_enumerator_before_an_answer_is_none_of_its_words(text: str, words: list[str]) -> None:
    assert answer_words(text, [Span(0, len(text))]) == Counter(words)


def test_splitting_is_scored_by_words_by_silence_and_by_boundaries(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", [[("held", "held", 0.9)] * 3])
    found = score_splitting(made.letters)
    assert (found.mean_f1.value, found.good.value, found.boundary.value) == (1.0, 1.0, 1.0)
    assert found.unanswered.f1.value is None


def test_the_clustered_interval_is_wider_than_the_naive_one() -> None:
    # 20 letters of 10 answers, in each all right or all wrong: 20 independent facts, not 200
    rows = [(letter, (letter % 2, 1)) for letter in range(20) for _ in range(10)]
    clustered = figure(by_letter(rows), share)
    naive = figure(by_letter([(at, counts) for at, (_, counts) in enumerate(rows)]), share)
    assert clustered.value == naive.value == 0.5
    assert clustered.low is not None
    assert clustered.high is not None
    assert naive.low is not None
    assert naive.high is not None
    # standard errors: sqrt(.25/20) = .112 and sqrt(.25/200) = .035; the interval is about 3.92 of them wide
    assert clustered.high - clustered.low == pytest.approx(3.92 * 0.112, rel=0.15)
    assert naive.high - naive.low == pytest.approx(3.92 * 0.0354, rel=0.15)


def test_statistics_of_counts_take_one_row_or_many() -> None:
    counts = np.array([[3.0, 1.0, 2.0], [0.0, 0.0, 0.0]])
    assert precision(counts)[0] == 0.75
    assert recall(counts)[0] == 0.6
    assert f1(counts)[0] == pytest.approx(2 * 3 / (6 + 1 + 2))
    assert np.isnan(f1(counts)[1])
    # F1 2/3, and a value that does not occur, which is left out
    assert macro_f1(counts.reshape(1, 6))[0] == pytest.approx(2 / 3)


def test_one_letter_has_no_interval_and_nothing_has_no_value() -> None:
    assert figure(by_letter([(0, (1, 1)), (0, (0, 1))]), share) == Figure(0.5, None, None, 2)
    assert figure(by_letter([]), share) == Figure(None, None, None, 0)
    assert interval(np.array([np.nan, np.nan, 1.0])) == (None, None)


def test_quotes_are_valid_inside_the_answer_and_near_gold_s(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", [[("held", "held", 0.9), (None, None, 0.9)]])
    found = score_evidence(made.letters, made.gold.round.taxonomy.field("status"))
    assert (found.quotes, found.invalid) == (1, ())
    assert (found.quoted.value, found.inside.value) == (1.0, 1.0)
    assert found.overlap.value is None


def test_slices_hold_every_answer_once_for_each_kind(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", STATUS)
    found = score_slices(made.letters, made.gold.round.questions, made.gold.round.taxonomy)
    by = {name: sum(one.n for one in found if one.by == name) for name in {one.by for one in found}}
    assert by == dict.fromkeys(
        ["layout pattern", "nation", "format", "text", "letter length", "kind of question", "question"], 6
    )
    first = next(one for one in found if (one.by, one.name) == ("question", "1"))
    assert (first.n, first.letters, first.fields["status"].value) == (2, 2, 1.0)


def test_scores_say_what_they_are_of_and_are_the_same_twice(tmp_path: Path) -> None:
    made = outcome_of(tmp_path, "status", STATUS)
    once = score(made)
    assert once.lost == 0
    assert once.about["answers"] == 6
    assert once.about["codebook"].startswith("monitoring 1 ")
    assert as_json(once) == as_json(score(made))
    assert once.items[1]["fields"]["status"]["right"] is False
