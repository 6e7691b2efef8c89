"""Check compose and Procfile without Docker: the schema, the same processes, no default secret, one open door."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text("utf-8").splitlines())


def test_compose_file_fits_its_schema():
    check = Path(sys.executable).parent / "check-jsonschema"
    result = subprocess.run(
        [check, "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_compose_runs_what_the_procfile_runs():
    for name, command in PROCFILE.items():
        started = COMPOSE["services"][name]["command"].replace("$$", "$")
        assert command.replace("exec ", "") in started.replace("exec ", "").removeprefix('sh -c "')


def test_only_the_proxy_is_published_and_secrets_have_no_default():
    published = [name for name, service in COMPOSE["services"].items() if "ports" in service]
    assert published == ["proxy"]
    environment = COMPOSE["services"]["web"]["environment"]
    assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]


def test_both_redis_are_started_by_compose_as_by_the_script():
    script = (ROOT / "script/lib/redis.sh").read_text("utf-8")
    for name in ("cache", "queue"):
        policy = re.search(rf"^ *{name}\) .*--maxmemory-policy (\S+)", script, re.MULTILINE)[1]
        command = COMPOSE["services"][f"redis-{name}"]["command"]
        assert command.endswith(f"--maxmemory-policy {policy}")
        assert ("--appendonly yes" in command) == (policy == "noeviction")
    assert COMPOSE["services"]["redis-queue"]["volumes"] == ["redis:/data"]


def test_image_holds_what_was_locked_and_tested():
    installs = [line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if "pip install" in line]
    assert installs == ["RUN pip install --no-cache-dir --require-hashes -r requirements.lock"]


def test_image_builds_the_scripts_where_node_and_esbuild_are():
    """Bundling calls node, and esbuild is among the packages for development."""
    stages = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.M)[1:]
    (installing,) = [stage for stage in stages if "RUN npm ci" in stage]
    assert "--omit=dev" not in installing
    (building,) = [stage for stage in stages if "build_assets.py" in stage]
    assert building.index("/usr/local/bin/node") < building.index("build_assets.py")
    assert "build_assets.py" not in stages[-1], "what only the build needs is in no layer of the image"
