"""The containers' files keep their promises; no engine is needed to read them."""

import base64
import hashlib
import hmac
import os
import re
import shutil
import subprocess

import pytest
import yaml
from sqlalchemy import create_engine, text

from gis.db import local
from gis.db.binaries import find
from gis.settings import ROOT, Settings

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
PRODUCTION = yaml.safe_load((ROOT / "deploy" / "compose.prod.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
LAST_STAGE = DOCKERFILE.rsplit("\nFROM ", 1)[1]


def words_of(instruction: str, text: str) -> list[list[str]]:
    joined = re.sub(r"\\\n\s*", " ", text)
    return [line.split()[1:] for line in joined.splitlines() if line.startswith(f"{instruction} ")]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_hardened(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_no_secret_has_a_value_or_a_default():
    for name, service in SERVICES.items():
        for variable, value in service["environment"].items():
            if "PASSWORD" in variable or variable.endswith("DATABASE_URL"):
                secret = re.sub(r"^postgresql://mindconnect_\w+:(.*)@db:5432/mindconnect$", r"\1", value)
                assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]*\}", secret), (name, variable)


def test_ports_are_open_to_this_machine_only():
    assert all("ports" not in service for service in SERVICES.values())
    opened = yaml.safe_load((ROOT / "docker-compose.override.yml").read_text())["services"]
    assert opened == {"app": {"ports": ["127.0.0.1:8501:8501"]}}


def test_in_production_only_nginx_is_open_and_everything_has_bounds():
    services = PRODUCTION["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    for name, service in services.items():
        assert service["pids_limit"] > 0, name
        assert service["cpus"] > 0, name
        if name not in SERVICES:
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
            assert service["mem_limit"], name
            assert re.search(r":\d", service["image"]), "a release, never the latest"
    assert services["app"]["scale"] == 2
    reached = {name: set(service.get("networks", [])) for name, service in services.items()}
    assert reached["valkey"] == {"limits"}
    assert not reached["nginx"] & {"internal", "limits"}, "nginx comes to the app alone"
    for path in re.findall(r"\./(deploy/[\w.-]+)", (ROOT / "deploy" / "compose.prod.yml").read_text()):
        assert (ROOT / path).is_file(), path


def test_alerts_ask_for_figures_that_there_are_and_have_a_remedy():
    (group,) = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text())["groups"]
    code = (ROOT / "app" / "server" / "metrics.py").read_text()
    page = (ROOT / "docs" / "operations.md").read_text()
    for rule in group["rules"]:
        names = set(re.findall(r"\bmindconnect_\w+", rule["expr"]))
        for name in names:
            assert re.sub(r"_(total|bucket)$", "", name) in code, name
        assert names or "process_resident_memory_bytes" in rule["expr"]
        assert f"| `{rule['alert']}` |" in page


NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
def test_nginx_takes_its_file(tmp_path):
    words = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -keyout privkey.pem -out fullchain.pem"
    subprocess.run(["openssl", *words.split()], cwd=tmp_path, check=True, capture_output=True)
    config = (ROOT / "deploy" / "nginx.conf").read_text().replace("/tmp/", f"{tmp_path}/")
    config = config.replace("server app:8501", "server 127.0.0.1:8501").replace("/run/tls", str(tmp_path))
    (tmp_path / "nginx.conf").write_text(config)
    done = subprocess.run([NGINX, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_app_holds_only_its_own_password():
    addresses = {name for name in SERVICES["app"]["environment"] if name.endswith("DATABASE_URL")}
    assert addresses == {"APP_DATABASE_URL", "READER_DATABASE_URL"}
    assert "mindconnect_app:" in SERVICES["app"]["environment"]["APP_DATABASE_URL"]


def test_every_setting_of_the_app_reaches_it_and_secrets_come_as_files():
    given = SERVICES["app"]["environment"]
    of_the_image = {"MINDCONNECT_VAR_DIR", "MINDCONNECT_DATA_DIR", "MINDCONNECT_RAW_DIR", "MINDCONNECT_SECRETS_DIR"}
    of_the_image |= {"MINDCONNECT_HOST", "MINDCONNECT_PORT"}
    for name, field in Settings.model_fields.items():
        variable = str(field.validation_alias or name.upper())
        is_secret = "SecretStr" in str(field.annotation) or variable.endswith("_FILE")
        if is_secret or variable in of_the_image or variable.startswith("DATA_GO_KR"):
            assert variable not in set(given) - {"APP_DATABASE_URL", "READER_DATABASE_URL"}, variable
        else:
            assert given[variable] == f"${{{variable}:-}}", variable
    assert SERVICES["app"]["volumes"] == ["${MINDCONNECT_SECRETS:-./var/secrets}:/run/secrets:ro"]


def test_a_secret_is_read_from_its_file_and_an_empty_variable_is_not_set(tmp_path, monkeypatch):
    (tmp_path / "MINDCONNECT_ACCOUNT_KEYS").write_text("first:abc\n")
    monkeypatch.setenv("MINDCONNECT_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("MINDCONNECT_RECOMMENDATION_DAYS", "")
    settings = Settings()
    assert settings.account_keys is not None
    assert settings.account_keys.get_secret_value() == "first:abc"
    assert settings.recommendation_days == Settings.model_fields["recommendation_days"].default
    monkeypatch.setenv("MINDCONNECT_ACCOUNT_KEYS", "second:def")
    assert Settings().account_keys.get_secret_value() == "second:def", "the environment comes first"


def test_the_order_is_database_then_load_then_app():
    assert SERVICES["load"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert SERVICES["app"]["depends_on"] == {"load": {"condition": "service_completed_successfully"}}
    assert SERVICES["load"]["restart"] == "no"


def test_mounted_and_copied_files_exist():
    mounted = [
        v.split(":")[0] for service in SERVICES.values() for v in service.get("volumes", []) if v.startswith("./")
    ]
    copied = [
        word for words in words_of("COPY", DOCKERFILE) if not words[0].startswith("--from") for word in words[:-1]
    ]
    assert len(mounted) == 3
    assert len(copied) >= 9
    for path in mounted + copied:
        assert (ROOT / path).exists(), path


def test_the_build_context_holds_what_is_copied_and_no_more():
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        word.removeprefix("./")
        for words in words_of("COPY", DOCKERFILE)
        if not words[0].startswith("--from")
        for word in words[:-1]
    }
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
    assert allowed == copied


def test_the_last_stage_runs_as_an_ordinary_user_without_build_tools():
    assert words_of("USER", LAST_STAGE) == [["10001:10001"]]
    assert LAST_STAGE.index("\nUSER ") < LAST_STAGE.index("\nCMD ")
    assert "pip install" not in LAST_STAGE
    assert "apt-get" not in LAST_STAGE
    assert "HEALTHCHECK" in LAST_STAGE


def test_the_base_image_is_pinned_to_a_patch_release():
    assert re.search(r"^ARG PYTHON_IMAGE=python:3\.11\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert all(":" in service["image"] and not service["image"].endswith(":latest") for service in SERVICES.values())


def test_packages_are_installed_by_hash():
    installs = [line for line in DOCKERFILE.splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)


def test_the_first_start_of_the_database_gives_each_user_his_password(cluster, engine):
    """Run the container's script against a real server; afterwards the passwords are taken away again."""
    place = local.read_place(cluster.var_dir)
    passwords = {role: f'it\'s {role} $(touch /tmp/never) \\ "x"' for role in ("OWNER", "ETL", "APP", "READER")}
    environment = {
        "PATH": f"{find().bin_dir}:{os.environ['PATH']}",
        "PGHOST": str(place.socket_dir),
        "POSTGRES_USER": local.SUPERUSER,
        "POSTGRES_DB": local.DATABASE,
        **{f"MINDCONNECT_{role}_PASSWORD": password for role, password in passwords.items()},
    }
    script = ROOT / "sql" / "cluster" / "3_passwords.sh"
    admin = create_engine(engine.url.set(username=local.SUPERUSER))
    with admin.connect() as conn:
        try:
            done = subprocess.run(["sh", script], env=environment, capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, "")
            for role, password in passwords.items():
                stored = conn.execute(
                    text("SELECT rolpassword FROM pg_authid WHERE rolname = :name"),
                    {"name": f"mindconnect_{role.lower()}"},
                ).scalar_one()
                assert is_scram_of(stored, password)
        finally:
            for role in passwords:
                conn.execute(text(f"ALTER ROLE mindconnect_{role} PASSWORD NULL"))
            conn.commit()
    admin.dispose()


def is_scram_of(stored: str, password: str) -> bool:
    """Compare a stored SCRAM verifier (RFC 5803) with a password."""
    kind, parameters, keys = stored.split("$")
    iterations, salt = parameters.split(":")
    stored_key = base64.b64decode(keys.split(":")[0])
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(iterations))
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    return kind == "SCRAM-SHA-256" and hashlib.sha256(client_key).digest() == stored_key
