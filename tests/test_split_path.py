"""The best path believes the anchors that together make sense, and passes over the odd ones."""

import pytest

from classifier.split.anchors import Anchor, Candidate
from classifier.split.nodes import Nodes
from classifier.split.path import Step, best_path


def _index(nodes: Nodes, name: str) -> int:
    return next(i for i, question in enumerate(nodes.questions) if question.id == name)


def _candidate(nodes: Nodes, name: str, score: float = 1.0, shift: int = 0) -> Candidate:
    node = _index(nodes, name)
    return Candidate(node, node, nodes.members[node], score, shift)


def _anchor(at: int, *candidates: Candidate, noise: float = 0.3, text: str = "1.", weight: float = 1.0) -> Anchor:
    return Anchor(at, at, "number", candidates, noise, text, weight)


def _names(steps: list[Step], nodes: Nodes) -> list[str]:
    return [nodes.questions[step.candidate.first].id for step in steps]


def test_no_anchors_make_no_path(nodes: Nodes) -> None:
    assert best_path([], nodes) == (0.0, [])


def test_anchors_that_mean_nothing_make_no_path_and_cost_their_noise(nodes: Nodes) -> None:
    value, steps = best_path([_anchor(0), _anchor(9)], nodes)
    assert steps == []
    assert value == pytest.approx(-0.6)  # 0.3 for each of the two passed over


def test_one_anchor_earns_its_score(nodes: Nodes) -> None:
    value, steps = best_path([_anchor(0, _candidate(nodes, "1", 0.9))], nodes)
    assert value == pytest.approx(0.9)
    assert _names(steps, nodes) == ["1"]


def test_questions_in_order_are_all_believed(nodes: Nodes) -> None:
    names = ["1", "2", "4", "5", "6"]
    _, steps = best_path([_anchor(i, _candidate(nodes, name)) for i, name in enumerate(names)], nodes)
    assert _names(steps, nodes) == names


def test_an_odd_marker_between_two_that_agree_is_passed_over(nodes: Nodes) -> None:
    names = ["4", "1", "5"]
    _, steps = best_path([_anchor(i, _candidate(nodes, name)) for i, name in enumerate(names)], nodes)
    assert _names(steps, nodes) == ["4", "5"]


def test_a_marker_with_two_meanings_takes_the_one_that_fits_its_neighbours(nodes: Nodes) -> None:
    part = (_candidate(nodes, "2a", 0.8), _candidate(nodes, "3a", 0.8))
    for before, meant in (("2", "2a"), ("3", "3a")):
        _, steps = best_path([_anchor(0, _candidate(nodes, before)), _anchor(9, *part, text="a)")], nodes)
        assert _names(steps, nodes) == [before, meant]


def test_a_shift_is_paid_for_once_where_it_begins(nodes: Nodes) -> None:
    def shifted(at: int, own: str, other: str) -> Anchor:
        return _anchor(at, _candidate(nodes, own), _candidate(nodes, other, 1.2, -1))

    one = best_path([shifted(0, "4", "5")], nodes)
    two = best_path([shifted(0, "4", "5"), shifted(9, "5", "6")], nodes)
    assert _names(one[1], nodes) == ["4"]  # 0.2 more does not pay for a shift
    assert two[0] > one[0]


def test_a_step_with_weight_nought_earns_nothing(nodes: Nodes) -> None:
    value, steps = best_path([_anchor(0, _candidate(nodes, "1"), weight=0.0)], nodes)
    assert value == pytest.approx(0.0)
    assert len(steps) <= 1


def test_many_strong_anchors_out_of_order_are_believed_though_going_back_costs(nodes: Nodes) -> None:
    names = ["6", "4", "1"]
    anchors = [_anchor(i, _candidate(nodes, name, 2.6), noise=1.2) for i, name in enumerate(names)]
    assert _names(best_path(anchors, nodes)[1], nodes) == names
