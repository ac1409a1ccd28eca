"""What can be checked of the deployment without containers: the files agree with each other and with the project."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from classifier.store.postgresql import DEFAULT_SCHEMA

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "compose.yaml").read_text())["services"])


def test_two_replicas_a_worker_a_proxy_and_a_database(services: dict[str, Any]) -> None:
    assert set(services) == {"database", "app-1", "app-2", "proxy", "worker"}
    assert services["app-1"] == services["app-2"]


def test_app_and_worker_share_one_store_and_one_round(services: dict[str, Any]) -> None:
    shared = [services[name] for name in ("app-1", "app-2", "worker")]
    assert len({one["environment"]["FOI_STORE"] for one in shared}) == 1
    store = shared[0]["environment"]["FOI_STORE"]
    assert re.fullmatch(rf"postgresql://foi:\$\{{.+\}}@database:5432/foi\?schema={DEFAULT_SCHEMA}", store)
    assert (
        services["database"]["environment"]["POSTGRES_USER"]
        == services["database"]["environment"]["POSTGRES_DB"]
        == "foi"
    )
    assert {tuple(one["volumes"]) for one in shared} == {("./round:/round",)}


def test_no_password_and_no_secret_has_a_default(services: dict[str, Any]) -> None:
    text = (ROOT / "compose.yaml").read_text()
    for name in ("FOI_DATABASE_PASSWORD", "FOI_REVIEW_PASSWORD", "FOI_COOKIE_SECRET"):
        uses = re.findall(rf"\$\{{{name}(.)", text)
        assert uses, name
        assert set(uses) == {":"}
        assert f"{name}:?" in text
        assert f"{name}:-" not in text
    assert services["proxy"]["ports"] == ["127.0.0.1:8080:80"]


def test_the_proxy_keeps_a_session_at_its_replica(services: dict[str, Any]) -> None:
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    (upstreams,) = re.findall(r"reverse_proxy (.+) \{", text)
    port = services["app-1"]["environment"]["STREAMLIT_SERVER_PORT"]
    assert upstreams.split() == [f"app-1:{port}", f"app-2:{port}"]
    assert re.search(r"lb_policy cookie \w+", text)


def test_the_image_copies_what_is_there(services: dict[str, Any]) -> None:
    text = (ROOT / services["worker"]["build"]["dockerfile"]).read_text()
    copied = [name for line in re.findall(r"COPY (.+) \S+\n", text) for name in line.split()]
    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    command = services["app-1"]["command"]
    assert (ROOT / command[2]).exists()
